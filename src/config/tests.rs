use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

fn company(text: &str) -> Result<CompanySettings, String> {
    CompanySettings::parse(Path::new("muster.toml"), text.as_bytes()).map_err(|error| error.to_string())
}

fn person(text: &str) -> Result<PersonSettings, String> {
    PersonSettings::parse(Path::new("config.toml"), text.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn a_company_needs_to_say_nothing() {
    for text in ["", "\u{feff}", "# nothing\r\n", "[workspace]\n[catalog]\n"] {
        assert_eq!(company(text), Ok(CompanySettings::default()), "{text:?}");
    }
}

#[test]
fn a_host_is_reached_within_its_rules_and_its_token_is_the_persons_own() {
    let settings = company(
        "[http.hosts.\"API.example.com\"]\nheader = \"X-Api-Key\"\nscheme = false\npaths = [\"/v1\"]\nmethods = [\"get\"]\n\
         [http.hosts.\"inside.local:8443\"]\nprivate = true\nca = \"ca.pem\"",
    )
    .unwrap();
    let host = settings.http.host("api.example.com").unwrap();
    assert_eq!((host.header.as_str(), &host.scheme), ("X-Api-Key", &None));
    assert_eq!(
        (host.paths.as_slice(), host.methods.as_slice()),
        (&["/v1".to_owned()][..], &["GET".to_owned()][..])
    );
    assert!(!host.private);
    let inside = settings.http.host("inside.local:8443").unwrap();
    assert!(inside.private && inside.scheme.as_deref() == Some("Bearer"));
    assert_eq!(settings.http.host("inside.local"), None);
    let own = person("[http.hosts.\"api.example.com\"]\ntoken_file = \"~/.api\"").unwrap();
    assert_eq!(own.http[0].host, "api.example.com");
    for (text, complaint) in [
        ("[http.hosts.\"https://api.example.com\"]", "is no host"),
        ("[http.hosts.\"*.example.com\"]", "is no host"),
        (
            "[http.hosts.\"a.io\"]\ntoken_env = \"AWS_SECRET\"",
            "each person's own",
        ),
        (
            "[http.hosts.\"a.io\"]\nheader = \"Host\"",
            "no header for a token",
        ),
        (
            "[http.hosts.\"a.io\"]\npaths = [\"/v1/*\"]",
            "no beginning of a path",
        ),
        ("[http.hosts.\"a.io\"]\nmethods = [\"FETCH\"]", "is no method"),
        ("[http.hosts.\"a.io\"]\nscheme = \"a b\"", "is no scheme"),
        ("[http.hosts.\"a.io\"]\nprivat = true", "did you mean `private`"),
        ("[http]\nhost = \"a.io\"", "unknown key `host`"),
    ] {
        let error = company(text).unwrap_err();
        assert!(error.contains(complaint), "{text}: {error}");
    }
    let error = person("[http.hosts.\"a.io\"]\ntoken = \"x\"").unwrap_err();
    assert!(error.contains("`token_env`"), "{error}");
}

#[test]
fn a_token_for_jira_is_for_one_jira() {
    let settings = company("[tickets.jira]\nsandbox = true\ntoken_env = \"ACME_JIRA_TOKEN\"").unwrap();
    assert!(settings.tickets.jira.sandbox);
    let error = company("[tickets.jira]\ntoken_env = \"AWS_SECRET\"").unwrap_err();
    assert!(error.contains("must hold JIRA"), "{error}");
    let own =
        person("[jira]\nhost = \"Acme.atlassian.net\"\nuser = \"ana@acme.io\"\ntoken_file = \"~/.jira\"");
    assert_eq!(own.unwrap().jira.unwrap().host, "acme.atlassian.net");
    let error = person("[jira]\ntoken_file = \"~/.jira\"").unwrap_err();
    assert!(error.contains("name the Jira"), "{error}");
}

#[test]
fn a_token_goes_to_no_other_host_than_its_own() {
    let settings = company(
        "[github]\nhost = \"GitHub.acme.io\"\nowners = [\"acme\"]\ntoken_env = \"ACME_GITHUB_TOKEN\"",
    )
    .unwrap();
    assert_eq!(settings.github.api(), "https://github.acme.io/api/v3");
    assert_eq!(
        settings.github.variables(),
        [
            "ACME_GITHUB_TOKEN",
            "GH_ENTERPRISE_TOKEN",
            "GITHUB_ENTERPRISE_TOKEN"
        ]
    );
    assert_eq!(GitHubConnection::default().api(), "https://api.github.com");
    for (text, complaint) in [
        (
            "[github]\napi = \"https://api.github.com.evil.io\"",
            "is not on github.com",
        ),
        (
            "[github]\napi = \"https://evilgithub.com\"",
            "is not on github.com",
        ),
        (
            "[github]\ntoken_env = \"AWS_SECRET_ACCESS_KEY\"",
            "does not look like a token for GitHub",
        ),
        ("[github]\nhost = \"https://github.com\"", "is no host"),
        ("[github]\ntoken = \"abc\"", "unknown key `token`"),
    ] {
        let error = company(text).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn locations_are_paths_globs_and_work_trees() {
    let settings = company(
        r#"
        [workspace]
        name = "Acme"
        [catalog]
        locations = ["catalog", "services/*/catalog-info.yaml", { path = "org.yaml" },
                     { git = "../shop", paths = "**/catalog-info.yaml" }, { git = "/srv/tools" }]
        ignore = ["**/drafts/**"]
        "#,
    )
    .unwrap();
    let seen: Vec<String> = settings
        .locations
        .iter()
        .map(|location| match location {
            Location::Path(path) => path.value.clone(),
            Location::Git { work_tree, paths } => {
                let paths: Vec<&str> = paths.iter().map(|path| path.value.as_str()).collect();
                format!("{} @ {}", paths.join(","), work_tree.value.display())
            }
        })
        .collect();
    let expected = [
        "catalog",
        "services/*/catalog-info.yaml",
        "org.yaml",
        "**/catalog-info.yaml @ ../shop",
        " @ /srv/tools",
    ];
    assert_eq!(seen, expected);
    assert_eq!(settings.name.as_deref(), Some("Acme"));
    assert_eq!(settings.ignore[0].place.to_string(), "muster.toml:7:19");
}

#[test]
fn declarations_say_what_their_files_do_not() {
    let settings = company(
        "[[catalog.declarations]]\nfiles = 'kafka/*.yaml'\ncluster = 'main'\nowner = 'platform'\n\
         [[catalog.declarations]]\nfiles = ['a', 'b']\nsystem = 'shop'\nnamespace = 'prod'",
    )
    .unwrap();
    let [kafka, other] = &settings.declarations[..] else {
        panic!("{:?}", settings.declarations)
    };
    assert_eq!((kafka.files.len(), other.files.len()), (1, 2));
    assert_eq!(kafka.settings.cluster.as_deref(), Some("main"));
    assert_eq!(kafka.settings.owner.as_deref(), Some("platform"));
    assert_eq!(other.settings.namespace.as_deref(), Some("prod"));
    for (text, complaint) in [
        ("cluster = 'main'", "declarations name their `files`"),
        ("files = '../x'", "leads out of the folder"),
        (
            "files = 'x'\nowner = 'ana@acme.io'",
            "is no reference, such as group:default/payments",
        ),
        ("files = 'x'\nnamespace = '-'", "is no namespace"),
        ("files = 'x'\nclustre = 'main'", "did you mean `cluster`?"),
    ] {
        let error = company(&format!("[[catalog.declarations]]\n{text}")).unwrap_err();
        assert!(error.contains(complaint), "{error}");
    }
}

#[test]
fn what_is_wrong_in_muster_toml_is_said_with_its_place() {
    for (text, errors) in [
        (
            "[workspce]",
            "muster.toml:1:2: unknown key `workspce`; did you mean `workspace`?",
        ),
        (
            "[workspace]\nnmae = 'x'",
            "muster.toml:2:1: unknown key `nmae` in `workspace`; did you mean `name`?",
        ),
        (
            "[catalog]\ncolour = 1",
            "muster.toml:2:1: unknown key `colour` in `catalog`; known here: locations, ignore, declarations",
        ),
        (
            "[workspace]\nname = 3",
            "muster.toml:2:8: `workspace.name` must be a text in quotes, but is a number",
        ),
        (
            "[workspace]\nname = ' '",
            "muster.toml:2:8: `workspace.name` is empty; give it a value or remove the line",
        ),
        (
            "workspace = true",
            "muster.toml:1:13: `workspace` must be a table, but is true or false",
        ),
        (
            "[catalog]\nlocations = []",
            "muster.toml:2:13: `catalog.locations` is empty; remove the line to read every folder",
        ),
        (
            "[catalog]\nlocations = [{ path = 'a', git = 'b' }]",
            "muster.toml:2:14: a location has either `path` or `git`",
        ),
        (
            "[catalog]\nlocations = [{ git = '../b', path_ = 'x' }]",
            "muster.toml:2:30: unknown key `path_` in `catalog.locations`; did you mean `path`?",
        ),
        (
            "[catalog]\nlocations = ['../b']",
            "muster.toml:2:14: `../b` leads out of the folder; another work tree on this disk is written \
             { git = \"../other\" }",
        ),
        (
            "[catalog]\nlocations = ['ok', 'a[']",
            "muster.toml:2:20: `a[` is not a glob: unclosed character class; missing ']'",
        ),
        (
            "[catalog]\nlocations = ['ä', 7]",
            "muster.toml:2:19: `catalog.locations` must be a text in quotes, but is a number",
        ),
        ("[workspace", "muster.toml:1:11: unclosed table, expected `]`"),
    ] {
        assert_eq!(company(text), Err(errors.to_owned()), "{text}");
    }
}

#[test]
fn several_mistakes_are_told_together_in_the_order_of_the_file() {
    let errors = person("theem = 'dark'\nmouse = 'no'\n[keyz]\n").unwrap_err();
    assert_eq!(
        errors,
        "config.toml:1:1: unknown key `theem`; did you mean `theme`?\n\
         config.toml:2:9: `mouse` must be true or false, but is a text\n\
         config.toml:3:2: unknown key `keyz`; did you mean `keys`?"
    );
}

#[test]
fn bytes_that_are_no_text_are_placed_too() {
    let error = PersonSettings::parse(Path::new("config.toml"), b"theme = 'x'\n# \xff").unwrap_err();
    assert_eq!(
        error.to_string(),
        "config.toml:2:3: not UTF-8 text; save the file as UTF-8"
    );
}

#[test]
fn a_person_prefers() {
    assert_eq!(person(""), Ok(PersonSettings::default()));
    let settings = person(
        "identity = 'user:default/ana'\nworkspace = '~/acme'\neditor = 'code --wait'\ntheme = 'dark'\nmouse = false\n\
         ascii_borders = true\n[keys]\nquit = 'q'\n\"list.down\" = ['j', 'down']\ntree.up = []\n",
    )
    .unwrap();
    assert_eq!(settings.identity.unwrap().value, "user:default/ana");
    assert_eq!(settings.workspace.unwrap().value, Path::new("~/acme"));
    assert_eq!(settings.editor.as_deref(), Some("code --wait"));
    assert_eq!(settings.theme.unwrap().place.to_string(), "config.toml:4:9");
    assert!(!settings.mouse && settings.ascii_borders);
    let mut keys: Vec<(&str, Vec<&str>, usize)> = settings
        .keys
        .iter()
        .map(|binding| {
            let keys = binding.keys.iter().map(|key| key.value.as_str()).collect();
            (binding.action.value.as_str(), keys, binding.action.place.line)
        })
        .collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            ("list.down", vec!["j", "down"], 9),
            ("quit", vec!["q"], 8),
            ("tree.up", vec![], 10)
        ]
    );
}

#[test]
fn a_default_workspace_means_the_same_everywhere() {
    assert_eq!(
        person("workspace = 'acme'").unwrap_err(),
        "config.toml:1:13: `workspace` must be an absolute path, or begin with `~/`"
    );
}

proptest! {
    #[test]
    fn any_bytes_are_settings_or_complaints_about_a_place_in_them(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            "((identity|theme|mouse|keys|workspace|catalog|locations|[a-z]{1,6}|[\\[\\]{}='\\\"., ä#]|true|'x'|[0-9])[ =\n]?){0,24}"
                .prop_map(String::into_bytes),
        ],
    ) {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        let file = Path::new("settings.toml");
        let errors = [CompanySettings::parse(file, &bytes).err(), PersonSettings::parse(file, &bytes).err()];
        for error in errors.into_iter().flatten() {
            let SettingsError::Wrong(complaints) = error else { panic!("nothing was opened") };
            prop_assert!(!complaints.is_empty());
            for complaint in complaints {
                prop_assert!((1..=lines).contains(&complaint.place.line) && complaint.place.column > 0);
            }
        }
    }
}

struct Folders {
    _temp: tempfile::TempDir,
    root: PathBuf,
}

/// `acme/muster.toml`, `acme/services/`, `plain/`, `home/acme` and a broken workspace.
fn folders() -> Folders {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().canonicalize().unwrap();
    for dir in ["acme/services", "plain", "home/mine", "broken"] {
        fs::create_dir_all(root.join(dir)).unwrap();
    }
    fs::write(root.join("acme/muster.toml"), "[workspace]\nname = 'Acme Inc'\n").unwrap();
    fs::write(root.join("broken/muster.toml"), "nmae = 1\n").unwrap();
    Folders { _temp: temp, root }
}

#[test]
fn the_nearest_word_for_a_workspace_wins() {
    let Folders { root, _temp } = folders();
    let default = |path: &str| {
        PersonSettings::parse(
            Path::new("config.toml"),
            format!("workspace = '{path}'").as_bytes(),
        )
        .unwrap()
        .workspace
    };
    let found = |flag: Option<&str>, environment: Option<&str>, folder: &str, mine: Option<&str>| {
        let search = Search {
            flag: flag.map(|path| root.join(path)),
            environment: environment.map(|path| root.join(path)),
            current_folder: root.join(folder),
            default: mine.and_then(default),
            home: Some(root.join("home")),
        };
        let workspace = search.find().unwrap();
        (
            workspace
                .root
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned(),
            workspace.found_by,
        )
    };
    assert_eq!(
        found(Some("plain"), Some("acme"), "acme", None),
        ("plain".into(), FoundBy::Flag)
    );
    assert_eq!(
        found(None, Some("plain"), "acme", None),
        ("plain".into(), FoundBy::Environment)
    );
    assert_eq!(
        found(None, None, "acme/services", Some("~/mine")),
        ("acme".into(), FoundBy::CurrentFolder)
    );
    assert_eq!(
        found(None, None, "plain", Some("~/mine")),
        ("home/mine".into(), FoundBy::Settings)
    );
    assert_eq!(
        found(Some("acme/muster.toml"), None, "plain", None),
        ("acme".into(), FoundBy::Flag)
    );
}

#[test]
fn no_workspace_is_told_apart_from_a_wrong_one() {
    let Folders { root, _temp } = folders();
    let here = Search {
        current_folder: root.join("plain"),
        ..Search::default()
    };
    assert!(matches!(here.clone().find(), Err(WorkspaceError::None)));
    let missing = Search {
        flag: Some(root.join("nowhere")),
        ..here.clone()
    };
    assert!(matches!(
        missing.find(),
        Err(WorkspaceError::NotAFolder {
            found_by: FoundBy::Flag,
            ..
        })
    ));
    let broken = Search {
        flag: Some(root.join("broken")),
        ..here
    };
    let error = broken.find().unwrap_err().to_string();
    assert!(
        error.contains("broken/muster.toml:1:1: unknown key `nmae`; known here: workspace, catalog"),
        "{error}"
    );
}

#[test]
fn a_workspace_has_a_name_for_people_and_a_key_for_folders() {
    let Folders { root, _temp } = folders();
    let acme = Workspace::open(&root.join("acme"), FoundBy::Flag).unwrap();
    let plain = Workspace::open(&root.join("plain"), FoundBy::Flag).unwrap();
    assert_eq!((acme.name.as_str(), plain.name.as_str()), ("Acme Inc", "plain"));
    assert!(
        acme.key.starts_with("acme-") && acme.key.len() == "acme-".len() + 10,
        "{}",
        acme.key
    );
    assert_eq!(
        acme.key,
        Workspace::open(&root.join("plain/../acme"), FoundBy::Program)
            .unwrap()
            .key
    );
}

#[cfg(unix)]
#[test]
fn our_own_folders_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let paths = Paths::below(temp.path());
    let dir = paths.workspace_data("acme-0011223344");
    create_private_dir(&dir).unwrap();
    for dir in [paths.data(), &dir] {
        assert_eq!(fs::metadata(dir).unwrap().permissions().mode() & 0o777, 0o700);
    }
    assert!(!paths.cache().exists() && !paths.config().exists());
}
