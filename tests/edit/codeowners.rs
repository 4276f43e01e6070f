//! CODEOWNERS: read as GitHub and GitLab read it, as a source of owners that a document does not state, and written again.

use std::fs;

use muster::engine::CatalogReader;
use muster::model::catalog::{Catalog, Code};
use muster::model::ownership::answers;
use muster::model::ownership::codeowners::CodeOwners;
use muster::model::ownership::codeowners::write::{draw, with_block};
use muster::sources::codeowners;
use proptest::prelude::*;

use crate::stage::{Stage, owner};

/// Whose a path is: the owners, `-` where it is nobody's by a line, nothing where no line fits.
fn whose(file: &CodeOwners, path: &str) -> String {
    match file.rule(path) {
        None => String::new(),
        Some(rule) if rule.owners.is_empty() => "-".to_owned(),
        Some(rule) => rule
            .owners
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

#[test]
fn patterns_fit_as_github_says() {
    for (pattern, fits, fits_not) in [
        ("*", &["a", "a/b"][..], &[][..]),
        ("*.js", &["a.js", "a/b/c.js"], &["a.jsx", "a.js.map"]),
        (
            "/build/logs/",
            &["build/logs/x", "build/logs/a/b"],
            &["a/build/logs/x", "build/logs"],
        ),
        (
            "docs/*",
            &["docs/getting-started.md"],
            &["docs/build-app/troubleshooting.md", "a/docs/x"],
        ),
        ("apps/", &["apps/x", "a/apps/b/c"], &["apps"]),
        ("/docs/", &["docs/a", "docs/a/b"], &["a/docs/b"]),
        ("**/logs", &["build/logs/x", "logs/x", "a/b/logs"], &["a/logsx"]),
        ("/scripts", &["scripts", "scripts/a"], &["a/scripts"]),
        ("src/**/test", &["src/test", "src/a/b/test/c"], &["test"]),
        ("src/**", &["src/a", "src/a/b"], &["src"]),
        ("/a?c", &["abc", "abc/d"], &["ac"]),
        (
            "catalog-info.yaml",
            &["catalog-info.yaml", "x/catalog-info.yaml"],
            &["catalog-info.yml"],
        ),
        ("with\\ blank/", &["with blank/x"], &["with/x"]),
        ("a*b*c", &["aXbYc", "x/abc"], &["ab"]),
    ] {
        let file = CodeOwners::parse(&format!("{pattern} @x\n"));
        assert!(file.complaints.is_empty(), "{pattern}: {:?}", file.complaints);
        for path in fits {
            assert_eq!(whose(&file, path), "@x", "{pattern} fits {path}");
        }
        for path in fits_not {
            assert_eq!(whose(&file, path), "", "{pattern} does not fit {path}");
        }
    }
}

#[test]
fn the_last_line_that_fits_counts_also_where_it_names_nobody() {
    let file = CodeOwners::parse(
        "# all\n*  @acme/all ana@acme.com # both\n\n/apps/ @octocat\r\n/apps/github\n/apps/github/x @doctocat\n",
    );
    for (path, expected) in [
        ("README.md", "@acme/all ana@acme.com"),
        ("apps/a", "@octocat"),
        ("apps/github/y", "-"),
        ("apps/github/x", "@doctocat"),
    ] {
        assert_eq!(whose(&file, path), expected, "{path}");
    }
    assert_eq!(file.rule("apps/a").map(|rule| rule.line), Some(4));
}

#[test]
fn sections_have_owners_of_their_own() {
    let file = CodeOwners::parse(
        "[Docs] @docs-team\n*.md\n!secret.md\nREADME.md @ana\n\n^[Optional][2] @everybody\n*\n[Deploy][1]\n/deploy/ @acme/nested/sre @@maintainer\n",
    );
    assert!(file.complaints.is_empty(), "{:?}", file.complaints);
    for (path, expected) in [
        ("a.md", "@docs-team"),
        ("README.md", "@ana"),
        ("secret.md", "@everybody"),
        ("deploy/x", "@acme/nested/sre @maintainer"),
        ("x", "@everybody"),
    ] {
        assert_eq!(whose(&file, path), expected, "{path}");
    }
}

#[test]
fn what_would_not_be_read_is_told_with_its_place() {
    let file = CodeOwners::parse("*.js @a\n!x @a\n  \\#x @a\n[ab].js @a\n*.rs someone @b\n");
    let told: Vec<(u32, u32, &str)> = file
        .complaints
        .iter()
        .map(|complaint| (complaint.at.line, complaint.at.column, complaint.message.as_str()))
        .collect();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].0 == 2 && told[0].2.contains("later line without owners"));
    assert!(told[1].0 == 3 && told[1].1 == 3 && told[1].2.contains("cannot begin with `#`"));
    assert!(told[2].0 == 4 && told[2].2.contains("ranges"));
    assert!(told[3].0 == 5 && told[3].1 == 6 && told[3].2.starts_with("`someone` is no owner"));
    assert_eq!(whose(&file, "a.rs"), "@b");
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-c@/*!#\\[\\]^ \t\r\n\\\\.é]{0,80}", path in "[a-c/é. ]{0,20}") {
        let file = CodeOwners::parse(&text);
        let _ = file.rule(&path);
    }

    #[test]
    fn what_is_written_by_hand_stays(before in "[a-c@* #\n]{0,40}", after in "[a-c@* #\n]{0,40}", crlf: bool) {
        let line = |name: &str| vec![(format!("/{name}/"), vec![format!("@{name}")])];
        let text = format!("{after}\n");
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let first = with_block(&text, &line("one"));
        prop_assert!(first.ends_with(&text));
        let around = format!("{before}\n{first}");
        let second = with_block(&around, &line("two"));
        prop_assert!(second.starts_with(&format!("{before}\n")) && second.ends_with(&text), "{}", second);
        prop_assert!(!second.contains("/one/") && second.contains("/two/"));
        prop_assert_eq!(with_block(&second, &line("two")), second);
    }
}

const PEOPLE: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: money, annotations: {github.com/team-slug: Acme/Payments, muster/lead: bo}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo, annotations: {github.com/user-login: Bobby}}
spec: {memberOf: [money], profile: {email: Bo.Lee@acme.com}}
";

fn unowned(name: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\nspec: {{type: service, lifecycle: production}}\n"
    )
}

fn path_of(catalog: &Catalog, entity_ref: &str) -> Vec<String> {
    answers(catalog, catalog.find(entity_ref).expect(entity_ref)).path
}

fn owner_of(catalog: &Catalog, entity_ref: &str) -> Option<String> {
    let entity = catalog.entity(catalog.find(entity_ref).expect(entity_ref));
    entity.owner().map(|owner| catalog.node_ref(owner).to_owned())
}

#[test]
fn an_entity_that_states_no_owner_gets_the_one_of_its_file() {
    let stage = Stage::with_settings("[catalog]\nlocations = [\"catalog\", { git = \"../other\" }]\n");
    stage.write("catalog/money.yaml", PEOPLE);
    for name in ["till", "purse", "coin", "lost", "nobody"] {
        stage.write(&format!("catalog/{name}/info.yaml"), &unowned(name));
    }
    stage.write(
        ".github/CODEOWNERS",
        "/catalog/ @nobody\n/catalog/till/ @acme/payments @bobby\n/catalog/purse/ @BOBBY\n/catalog/coin/ bo.lee@ACME.com\n/catalog/lost/ @acme/strangers\n/catalog/nobody/\n/catalog/cart.yaml @bobby\n[x] @y\n/x [a]\n",
    );
    let other = stage.folder.path().join("other");
    fs::create_dir_all(other.join("docs")).unwrap();
    fs::write(other.join("info.yaml"), unowned("elsewhere")).unwrap();
    fs::write(other.join("docs/CODEOWNERS"), "* @acme/shop\n").unwrap();
    let catalog = stage.catalog();
    for (name, expected) in [
        ("till", Some("group:default/money")),
        ("purse", Some("user:default/bo")),
        ("coin", Some("user:default/bo")),
        ("lost", Some("group:default/strangers")),
        ("nobody", None),
        ("elsewhere", Some("group:default/shop")),
        // It says so itself.
        ("cart", Some("group:default/shop")),
    ] {
        let found = owner_of(&catalog, &format!("component:default/{name}"));
        assert_eq!(found.as_deref(), expected, "{name}");
    }
    assert_eq!(
        path_of(&catalog, "component:default/till"),
        [
            "no spec.owner; .github/CODEOWNERS line 2 names @acme/payments: group:default/money",
            "group:default/money is led by user:default/bo, by muster/lead"
        ]
    );
    assert_eq!(
        path_of(&catalog, "component:default/lost"),
        [
            "no spec.owner; .github/CODEOWNERS line 5 names @acme/strangers: group:default/strangers, which is not a Group or User of the catalog",
            "nobody is accountable"
        ]
    );
    assert!(path_of(&catalog, "component:default/cart")[0].starts_with("spec.owner is"));
    let told = catalog
        .problems()
        .filter(|problem| problem.code() == Code::CodeOwners);
    let told: Vec<_> = told
        .map(|problem| (problem.file().to_owned(), problem.at().line))
        .collect();
    assert_eq!(told, [(".github/CODEOWNERS".to_owned(), 9)]);
}

#[test]
fn a_change_of_it_is_seen_at_once_and_its_cache_holds() {
    let stage = Stage::new();
    stage.write("catalog/till/info.yaml", &unowned("till"));
    let cache = stage.folder.path().join("cache");
    fs::create_dir_all(&cache).unwrap();
    let till = "component:default/till";
    let read = || {
        CatalogReader::new(stage.workspace.scope(), Some(cache.join("catalog")))
            .current()
            .catalog
    };
    assert_eq!(owner_of(&read(), till), None);
    for (text, expected) in [
        (Some("* @acme/shop\n"), Some("group:default/shop")),
        (Some("* @acme/else\n"), Some("group:default/else")),
        (None, None),
        (Some("* @ana\n"), Some("user:default/ana")),
    ] {
        match text {
            Some(text) => stage.write("CODEOWNERS", text),
            None => fs::remove_file(stage.root().join("CODEOWNERS")).unwrap(),
        }
        for _ in 0..2 {
            assert_eq!(owner_of(&read(), till).as_deref(), expected);
        }
    }
    // What the file then says itself counts.
    let catalog = read();
    let written = stage.edit(&catalog, &[owner(till, "group:default/shop")]);
    assert!(written[0].is_ok(), "{written:?}");
    assert_eq!(owner_of(&read(), till).as_deref(), Some("group:default/shop"));
    assert!(path_of(&read(), till)[0].starts_with("spec.owner is group:default/shop"));
}

#[test]
fn the_catalog_is_drawn_as_folders_and_files_and_read_back_the_same() {
    let stage = Stage::new();
    stage.write("catalog/money.yaml", PEOPLE);
    let owned = |name: &str, owner: &str| {
        unowned(name).replace("production}", &format!("production, owner: {owner}}}"))
    };
    stage.write("catalog/pay/a.yaml", &owned("a", "money"));
    stage.write("catalog/pay/b.yaml", &owned("b", "group:money"));
    stage.write("catalog/pay/deep/c.yaml", &owned("c", "user:bo"));
    stage.write("catalog/mixed/d.yaml", &owned("d", "money"));
    stage.write(
        "catalog/mixed/e e.yaml",
        &format!("{}---\n{}", owned("e", "money"), owned("f", "user:ana")),
    );
    stage.write("catalog/g.yaml", &owned("g", "group:gone"));
    stage.write("catalog/mail/h.yaml", &owned("h", "'h@acme.com'"));
    let drawn = draw(&stage.catalog(), "", Some("acme"));
    let lines: Vec<String> = drawn
        .lines
        .iter()
        .map(|(pattern, owners)| format!("{pattern} {}", owners.join(" ")))
        .collect();
    assert_eq!(
        lines,
        [
            "/catalog/ @acme/shop",
            "/catalog/mail/ h@acme.com",
            "/catalog/mixed/d.yaml @Acme/Payments",
            "/catalog/mixed/e\\ e.yaml @Acme/Payments @ana",
            "/catalog/pay/ @Acme/Payments",
            "/catalog/pay/deep/ @Bobby",
        ]
    );
    assert_eq!(
        drawn.left_out,
        [(
            "component:default/g".to_owned(),
            "group:default/gone is not in the catalog".to_owned()
        )]
    );
    let text = with_block("* @by-hand\n", &drawn.lines);
    let read = CodeOwners::parse(&text);
    assert!(read.complaints.is_empty());
    // What is written by hand comes later, so it counts more.
    assert_eq!(whose(&read, "catalog/pay/deep/c.yaml"), "@by-hand");
    let read = CodeOwners::parse(&with_block("", &drawn.lines));
    assert_eq!(whose(&read, "catalog/pay/deep/c.yaml"), "@Bobby");
    assert_eq!(whose(&read, "catalog/mixed/e e.yaml"), "@Acme/Payments @ana");
    assert_eq!(codeowners::file_of(stage.root()), None);
}

#[test]
fn the_command_shows_writes_and_checks() {
    let stage = Stage::with_settings("[catalog]\nlocations = [\"catalog\"]\n[github]\nowners = [\"acme\"]\n");
    let muster = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_muster"));
        command.env("MUSTER_HOME", stage.folder.path().join("home"));
        command
            .arg("--workspace")
            .arg(stage.root())
            .args(["own", "codeowners"])
            .args(more);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, shown) = muster(&[]);
    assert_eq!(status, Some(0));
    assert!(shown.contains("/catalog/ @acme/shop\n"), "{shown}");
    assert!(!stage.root().join(".github").exists());
    let (status, diff) = muster(&["--check"]);
    assert_eq!(status, Some(1));
    assert!(diff.contains("+/catalog/ @acme/shop\n"), "{diff}");
    stage.write("CODEOWNERS", "# ours\r\n*.md @ana\r\n");
    assert_eq!(
        muster(&["--write"]),
        (Some(0), "CODEOWNERS: written, 5 lines\n".to_owned())
    );
    let written = stage.read("CODEOWNERS");
    assert!(
        written.ends_with("# muster ends\r\n# ours\r\n*.md @ana\r\n"),
        "{written:?}"
    );
    assert_eq!(
        muster(&["--check"]),
        (Some(0), "CODEOWNERS is up to date\n".to_owned())
    );
    let (_, json) = muster(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (json["file"].as_str(), json["changed"].as_bool()),
        (Some("CODEOWNERS"), Some(false))
    );
    assert_eq!(json["text"].as_str(), Some(written.as_str()));
}
