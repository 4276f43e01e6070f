//! Reading entity files: what becomes an entity, what becomes a problem, and what a second reading sees.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use muster::sources::cache;
use muster::sources::files::{self, Scope, Tree};
use workspace::{Workspace, catalog, entity, problems, refs};

fn component(name: &str) -> String {
    entity(
        "Component",
        name,
        "type: service\nlifecycle: production\nowner: group:default/a",
    )
}

/// Problems other than those of ownership, which most of these small catalogs have.
fn file_problems(yaml: &str) -> Vec<String> {
    let found = problems(&catalog(yaml));
    let of_owner = |p: &String| p.starts_with("nobody-accountable") || p.starts_with("dangling");
    found.into_iter().filter(|p| !of_owner(p)).collect()
}

#[test]
fn one_bad_document_never_costs_its_neighbours() {
    let text = format!("{}---\nkind: [\n{}", component("one"), component("two"));
    let catalog = catalog(&text);
    assert_eq!(refs(&catalog), ["component:default/one", "component:default/two"]);
    assert!(
        problems(&catalog)
            .iter()
            .any(|p| p.starts_with("yaml-syntax catalog-info.yaml:"))
    );
}

#[test]
fn everything_odd_is_named_with_its_place() {
    let header = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n";
    let spec = "spec: {type: s, lifecycle: p, owner: a}\n";
    let named = format!("{header}  name: x\n");
    for (text, expected) in [
        (
            format!("{header}  title: no name\n"),
            vec!["no-name catalog-info.yaml:4:3"],
        ),
        (
            format!("{header}  name: a b\n{spec}"),
            vec!["bad-name catalog-info.yaml:4:9"],
        ),
        (
            format!("{header}  name: x\n  namespace: -x\n{spec}"),
            vec!["bad-namespace catalog-info.yaml:5:14"],
        ),
        (
            format!("{named}  tags: [Bad]\n{spec}"),
            vec!["bad-tag catalog-info.yaml:5:10"],
        ),
        (
            format!("{named}  tags: java\n{spec}"),
            vec!["bad-field catalog-info.yaml:5:9"],
        ),
        (
            format!("{named}  labels: {{a: 1}}\n{spec}"),
            vec!["bad-field catalog-info.yaml:5:15"],
        ),
        (
            format!("{named}spec: {{type: s, owner: a}}\n"),
            vec!["missing-field catalog-info.yaml:5:7"],
        ),
        (
            format!("{named}{spec}kind: Component\n"),
            vec!["duplicate-key catalog-info.yaml:6:1"],
        ),
        (
            format!("{named}spec: {{type: s, lifecycle: p, owner: ana@example.com}}\n"),
            vec!["owner-not-a-reference catalog-info.yaml:5:38"],
        ),
        (
            format!("{named}spec: {{type: s, lifecycle: p, owner: a, dependsOn: [b]}}\n"),
            vec!["reference-without-kind catalog-info.yaml:5:53"],
        ),
        (
            format!("{named}spec: {{type: s, lifecycle: p, owner: a, dependsOn: [':b']}}\n"),
            vec!["bad-reference catalog-info.yaml:5:53"],
        ),
        (
            "kind: Component\nmetadata:\n  name: x\nspec: {type: s, lifecycle: p, owner: a}\n".into(),
            vec!["no-api-version catalog-info.yaml:1:1"],
        ),
        (
            "apiVersion: backstage.io/v1alpha1\nkind: Robot\nmetadata:\n  name: x\n".into(),
            vec!["unknown-kind catalog-info.yaml:2:7"],
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n".into(),
            vec!["kubernetes catalog-info.yaml:1:1"],
        ),
        ("a: b\n".into(), vec!["not-an-entity catalog-info.yaml:1:1"]),
        ("# nothing\n".into(), vec!["not-an-entity catalog-info.yaml:1:1"]),
        (
            format!("{header}  name: ${{{{ values.name }}}}\n{spec}"),
            vec!["skeleton catalog-info.yaml:1:1"],
        ),
        (
            format!("{header}  name: {{{{ name }}}}\n{spec}"),
            vec!["skeleton catalog-info.yaml:1:1"],
        ),
    ] {
        assert_eq!(file_problems(&text), expected, "{text}");
    }
}

#[test]
fn line_ends_marks_and_tabs_do_not_matter_where_yaml_allows_them() {
    let unix = component("ledger");
    let windows = format!("\u{feff}{}", unix.replace('\n', "\r\n"));
    let (one, other) = (catalog(&unix), catalog(&windows));
    let version = |c: &muster::model::catalog::Catalog| {
        *c.entity(c.find("component:default/ledger").expect("an entity"))
            .version()
    };
    assert_eq!(version(&one), version(&other));
    let tabbed = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n\tname: x\n";
    assert_eq!(file_problems(tabbed), ["yaml-syntax catalog-info.yaml:4:2"]);
}

#[test]
fn a_software_template_is_an_entity_though_it_is_full_of_expressions() {
    let text = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: t}\nspec:\n  type: service\n  owner: a\n  steps:\n    - {id: x, action: 'debug:log', input: {message: '${{ parameters.a }}'}}\n";
    assert_eq!(refs(&catalog(text)), ["template:default/t"]);
}

#[test]
fn locations_are_followed_in_every_shape() {
    let location = |spec: &str| entity("Location", "root", spec);
    let workspace = Workspace::new(&[
        (
            "main.yaml",
            &location(
                "targets: ['./a.txt', './deep/**/b.yaml', './gone.yaml', 'https://example.com/x.yaml']",
            ),
        ),
        ("a.txt", &component("a")),
        ("deep/er/b.yaml", &component("b")),
        (
            "deep/loop.yaml",
            &entity("Location", "loop", "target: ../main.yaml"),
        ),
    ]);
    let tree = Tree {
        base: workspace.scope.root.clone(),
        patterns: vec!["main.yaml".into()],
        ignore: vec![],
    };
    let scope = Scope {
        trees: vec![tree],
        ..workspace.scope.clone()
    };
    let catalog = files::read(&scope, None).snapshot.expect("a snapshot").catalog;
    assert_eq!(
        refs(&catalog),
        [
            "component:default/a",
            "component:default/b",
            "location:default/root"
        ]
    );
    let found = problems(&catalog);
    assert!(
        found.contains(&"location-missing main.yaml:7:44".into()),
        "{found:?}"
    );
    assert!(found.contains(&"location-url main.yaml:7:59".into()), "{found:?}");
    workspace.write(
        "deep/er/b.yaml",
        entity("Location", "b", "target: ../../main.yaml"),
    );
    let catalog = files::read(&scope, None).snapshot.expect("a snapshot").catalog;
    assert!(
        problems(&catalog).contains(&"location-cycle deep/er/b.yaml:7:11".into()),
        "{:?}",
        problems(&catalog)
    );
}

#[test]
fn a_glob_may_begin_in_a_folder_above() {
    let workspace = Workspace::new(&[
        (
            "all/main.yaml",
            &entity("Location", "root", "target: ../parts/*/a.txt"),
        ),
        ("parts/one/a.txt", &component("one")),
        ("parts/two/a.txt", &component("two")),
    ]);
    let catalog = workspace.read().catalog;
    assert_eq!(
        refs(&catalog),
        [
            "component:default/one",
            "component:default/two",
            "location:default/root"
        ]
    );
}

#[test]
fn a_file_that_a_placeholder_names_needs_no_excuse() {
    let api = entity(
        "API",
        "x",
        "type: openapi\nlifecycle: p\nowner: a\ndefinition:\n  $text: ./openapi.yaml",
    );
    let workspace = Workspace::new(&[("api.yaml", &api), ("openapi.yaml", "openapi: 3.1.0\n")]);
    let found = problems(&workspace.read().catalog);
    assert!(
        !found.iter().any(|problem| problem.contains("openapi.yaml")),
        "{found:?}"
    );
}

#[test]
fn nothing_leads_out_of_the_root() {
    let outside = Workspace::new(&[("secret.yaml", &component("secret")), ("secret.txt", "secret")]);
    let inside = Workspace::new(&[
        (
            "loc.yaml",
            &entity(
                "Location",
                "l",
                &format!("target: {}", outside.path("secret.yaml").display()),
            ),
        ),
        (
            "api.yaml",
            &entity(
                "API",
                "x",
                &format!("definition:\n  $text: {}", outside.path("secret.txt").display()),
            ),
        ),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path("secret.yaml"), inside.path("link.yaml")).expect("a link");
    let catalog = inside.read().catalog;
    assert_eq!(refs(&catalog), ["api:default/x", "location:default/l"]);
    let outside: Vec<_> = problems(&catalog)
        .into_iter()
        .filter(|p| p.starts_with("outside-root"))
        .collect();
    assert_eq!(
        outside,
        [
            "outside-root api.yaml:8:5",
            "outside-root link.yaml:0:0",
            "outside-root loc.yaml:7:11"
        ]
    );
}

#[test]
fn placeholders_are_filled_in_and_followed_when_their_files_change() {
    let api = entity(
        "API",
        "x",
        "type: openapi\nlifecycle: p\nowner: a\ndefinition:\n  $text: ./x.txt",
    );
    let workspace = Workspace::new(&[("api.yaml", &api), ("x.txt", "one")]);
    let first = workspace.read();
    assert!(workspace.read_again(&first).is_none());
    workspace.write("x.txt", "two!");
    let second = workspace.read_again(&first).expect("the definition changed");
    let version = |s: &files::Snapshot| *s.catalog.entities().next().expect("the API").version();
    assert_ne!(version(&first), version(&second));
    let entity = second.catalog.entities().next().expect("the API");
    let document = files::document(&workspace.path("api.yaml"), &workspace.scope.root, entity.bytes());
    let definition = document
        .as_ref()
        .and_then(|d| d.at_path(&["spec", "definition"]))
        .and_then(|n| n.text());
    assert_eq!(definition, Some("two!"));
}

#[test]
fn both_claimants_of_a_reference_are_named() {
    let workspace = Workspace::new(&[("a.yaml", &component("x")), ("b.yaml", &component("X"))]);
    let first = workspace.read();
    assert_eq!(refs(&first.catalog), ["component:default/x"]);
    let both: Vec<_> = problems(&first.catalog)
        .into_iter()
        .filter(|p| p.starts_with("duplicate"))
        .collect();
    assert_eq!(both, ["duplicate a.yaml:2:1", "duplicate b.yaml:2:1"]);
    workspace.remove("a.yaml");
    let second = workspace.read_again(&first).expect("a file is gone");
    assert_eq!(
        second.catalog.entities().next().map(|e| e.file()),
        Some("b.yaml"),
        "the other one takes its place"
    );
}

#[test]
fn the_last_good_version_of_a_broken_file_stays_and_says_so() {
    let workspace = Workspace::new(&[("a.yaml", &format!("{}{}", component("one"), component("two")))]);
    let good = workspace.read();
    workspace.write(
        "a.yaml",
        format!(
            "{}---\napiVersion: backstage.io/v1alpha1\nkind: [\n",
            component("one")
        ),
    );
    let broken = workspace.read_again(&good).expect("the file changed");
    let stale: Vec<_> = broken
        .catalog
        .entities()
        .map(|e| (e.name().to_owned(), e.is_stale()))
        .collect();
    assert_eq!(stale, [("one".into(), false), ("two".into(), true)]);
    assert!(
        problems(&broken.catalog)
            .iter()
            .any(|p| p.starts_with("stale a.yaml"))
    );
    workspace.write("a.yaml", component("one"));
    let mended = workspace.read_again(&broken).expect("the file changed");
    assert_eq!(refs(&mended.catalog), ["component:default/one"]);
}

#[test]
fn a_folder_out_of_sight_takes_nothing_with_it() {
    let workspace = Workspace::new(&[("team/a.yaml", &component("a")), ("b.yaml", &component("b"))]);
    let tree = |patterns: &[&str]| Tree {
        base: workspace.scope.root.clone(),
        patterns: patterns.iter().map(|p| (*p).to_owned()).collect(),
        ignore: vec![],
    };
    let scope = Scope {
        trees: vec![tree(&["team", "b.yaml"])],
        ..workspace.scope.clone()
    };
    let first = files::read(&scope, None).snapshot.expect("a snapshot");
    std::fs::rename(workspace.path("team"), workspace.path("elsewhere")).expect("a rename");
    let second = files::read(&scope, Some(&first)).snapshot.expect("a change");
    let stale: Vec<_> = second
        .catalog
        .entities()
        .map(|e| (e.name().to_owned(), e.is_stale()))
        .collect();
    assert_eq!(stale, [("a".into(), true), ("b".into(), false)]);
}

#[test]
fn a_second_reading_equals_a_first_one() {
    let workspace = Workspace::new(&[
        ("a.yaml", &component("a")),
        ("b.yaml", &component("b")),
        (
            "loc.yaml",
            &entity("Location", "l", "targets: [./a.yaml, ./gone.yaml]"),
        ),
    ]);
    let first = workspace.read();
    workspace.write("b.yaml", component("bb"));
    workspace.write("c.yaml", component("c"));
    let again = workspace.read_again(&first).expect("a change").catalog;
    let anew = workspace.read().catalog;
    assert_eq!(refs(&again), refs(&anew));
    assert_eq!(problems(&again), problems(&anew));
    assert_eq!(again.digest(), anew.digest());
}

#[test]
fn ignored_and_foreign_folders_are_not_read() {
    let workspace = Workspace::new(&[
        ("a.yaml", &component("a")),
        ("node_modules/x/catalog-info.yaml", &component("x")),
        (".git/y.yaml", &component("y")),
        ("old/z.yaml", &component("z")),
    ]);
    let tree = Tree {
        base: workspace.scope.root.clone(),
        patterns: vec![],
        ignore: vec!["old".into()],
    };
    let scope = Scope {
        trees: vec![tree],
        ..workspace.scope.clone()
    };
    assert_eq!(
        refs(&files::read(&scope, None).snapshot.expect("a snapshot").catalog),
        ["component:default/a"]
    );
}

#[test]
fn bytes_that_are_no_text_are_a_problem_at_their_place() {
    let workspace = Workspace::new(&[]);
    workspace.write("bad.yaml", b"a: 1\nb: \xff\n");
    workspace.write("big.yaml", vec![b'#'; 10_000_001]);
    assert_eq!(
        problems(&workspace.read().catalog),
        ["not-utf8 bad.yaml:2:4", "too-large big.yaml:1:1"]
    );
}

#[test]
fn the_cache_gives_back_what_was_saved_and_nothing_when_damaged() {
    let workspace = Workspace::new(&[("a.yaml", &component("a")), ("b.yaml", &component("b"))]);
    let snapshot = workspace.read();
    let path = workspace.path("cache/catalog.bin");
    cache::save(&path, &snapshot).expect("a saved cache");
    assert_eq!(cache::load(&path).as_ref(), Some(&snapshot));
    let good = std::fs::read(&path).expect("the cache");
    for at in (0..good.len()).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0x41;
        workspace.write("cache/catalog.bin", &bad);
        assert_eq!(cache::load(&path), None, "byte {at}");
        workspace.write("cache/catalog.bin", &good[..at]);
        assert_eq!(cache::load(&path), None, "cut at {at}");
    }
}
