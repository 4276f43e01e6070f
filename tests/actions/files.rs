//! Files rendered, copied, deleted, renamed and listed as Backstage does it.

use serde_json::json;

use muster::model::run::Effect;
use muster::providers::action::Applied;

use crate::world::Bench;

fn values() -> serde_json::Value {
    json!({ "name": "cart", "docs": false, "none": "" })
}

#[test]
fn a_skeleton_is_rendered_contents_and_names() {
    let mut bench = Bench::new(&[
        ("skeleton/${{ values.name }}.txt", "Hello ${{ values.name }} of ${{ user.ref }}\n"),
        ("skeleton/{% if values.docs %}docs{% endif %}/index.md", "not this time"),
        ("skeleton/ci.yaml", "{% for n in [1, 2] %}- ${{ n }}\n{% endfor %}"),
    ]);
    let input = json!({ "url": "./skeleton", "targetPath": "./out/", "values": values() });
    let planned = bench.plan("fetch:template", input.clone()).expect("a plan");
    assert_eq!(planned.effect, Effect::None);
    assert_eq!(planned.summary, "Writes 2 files from ./skeleton");
    assert_eq!(planned.changes[0].what, "out/cart.txt");
    bench.done("fetch:template", input);
    assert_eq!(planned.tree.as_ref(), Some(&bench.tree), "what was planned is what is done");
    assert_eq!(bench.paths(), ["out/cart.txt", "out/ci.yaml"]);
    assert_eq!(bench.text("out/cart.txt"), "Hello cart of user:default/ana\n");
    assert_eq!(bench.text("out/ci.yaml"), "- 1\n- 2\n");
}

#[test]
fn what_is_not_to_be_rendered_is_not() {
    let files = [
        ("skeleton/${{ values.name }}/a.txt", "${{ values.name }}"),
        ("skeleton/raw/${{ values.name }}.yaml", "${{ values.name }}"),
        ("skeleton/b.txt.njk", "${{ values.name }}"),
    ];
    for (option, expected) in [
        (json!({ "copyWithoutTemplating": ["raw"] }), [("b.txt.njk", "cart"), ("cart/a.txt", "cart"), ("raw/cart.yaml", "${{ values.name }}")]),
        (json!({ "templateFileExtension": true }), [("b.txt", "cart"), ("cart/a.txt", "${{ values.name }}"), ("raw/cart.yaml", "${{ values.name }}")]),
        (json!({ "templateFileExtension": ".njk" }), [("b.txt", "cart"), ("cart/a.txt", "${{ values.name }}"), ("raw/cart.yaml", "${{ values.name }}")]),
    ] {
        let mut bench = Bench::new(&files);
        let mut input = json!({ "url": "./skeleton", "values": values() });
        input.as_object_mut().expect("a map").extend(option.as_object().expect("a map").clone());
        bench.done("fetch:template", input);
        let found: Vec<_> = bench.paths().into_iter().map(|path| (path, bench.text(path))).collect();
        assert_eq!(found, expected, "{option}");
    }
    let bench = Bench::new(&files);
    let both = json!({ "url": "./skeleton", "copyWithoutRender": ["raw"], "templateFileExtension": true });
    assert!(bench.refusal("fetch:template", both).starts_with("only one of"));
}

#[test]
fn what_is_there_stays_unless_it_is_replaced() {
    for (replace, text) in [(false, "old"), (true, "new")] {
        let mut bench = Bench::new(&[("skeleton/a", "new")]).files(&[("a", "old")]);
        bench.done("fetch:template", json!({ "url": "./skeleton", "replace": replace }));
        assert_eq!(bench.text("a"), text);
    }
}

#[test]
fn cookiecutter_skeletons_are_rendered_too() {
    let mut bench = Bench::new(&[("skeleton/{{cookiecutter.name}}.md", "# {{ cookiecutter.name }}\n")]);
    bench.done("fetch:template", json!({ "url": "./skeleton", "cookiecutterCompat": true, "values": values() }));
    assert_eq!(bench.text("cart.md"), "# cart\n");
}

#[test]
fn blanks_around_tags_are_left_out_where_that_is_asked() {
    let mut bench = Bench::new(&[("skeleton/a", "x:\n  {% if values.name %}\n  y\n  {% endif %}\n")]);
    bench.done(
        "fetch:template",
        json!({ "url": "./skeleton", "trimBlocks": true, "lstripBlocks": true, "values": values() }),
    );
    assert_eq!(bench.text("a"), "x:\n  y\n");
}

#[test]
fn what_is_no_text_is_copied_as_it_is() {
    let mut bench = Bench::new(&[]);
    let image = [0u8, 0xff, b'$', b'{', b'{', b' ', b'x', b' ', b'}', b'}'];
    std::fs::create_dir(bench.path("blueprint/skeleton")).expect("a folder");
    std::fs::write(bench.path("blueprint/skeleton/logo.png"), image).expect("a file");
    bench.done("fetch:template", json!({ "url": "./skeleton" }));
    assert_eq!(&*bench.tree.get("logo.png").expect("a file").bytes, image);
}

#[test]
fn single_files_are_rendered_and_copied() {
    let mut bench = Bench::new(&[("a.txt", "${{ values.name }}")]);
    bench.done("fetch:template:file", json!({ "url": "./a.txt", "targetPath": "x/a.txt", "values": values() }));
    bench.done("fetch:plain:file", json!({ "url": "a.txt", "targetPath": "x/raw.txt" }));
    assert_eq!((bench.text("x/a.txt"), bench.text("x/raw.txt")), ("cart", "${{ values.name }}"));
    bench.done("fetch:plain", json!({ "url": ".", "targetPath": "all" }));
    assert_eq!(bench.paths(), ["all/a.txt", "x/a.txt", "x/raw.txt"]);
}

#[test]
fn skeletons_come_from_github_too() {
    let blob = |text: &str| {
        use base64::Engine;
        json!({ "content": base64::engine::general_purpose::STANDARD.encode(text) + "\n", "encoding": "base64" })
    };
    let listing = json!({ "truncated": false, "tree": [
        { "path": "service", "mode": "040000", "type": "tree", "sha": "t" },
        { "path": "service/run.sh", "mode": "100755", "type": "blob", "sha": "s1", "size": 4 },
        { "path": "service/${{ values.name }}.md", "mode": "100644", "type": "blob", "sha": "s2", "size": 4 },
        { "path": "other/x", "mode": "120000", "type": "blob", "sha": "s3", "size": 4 },
    ] });
    let mut bench = Bench::new(&[]).github(vec![
        ("/repos/acme/templates/git/trees/main?recursive=1", listing),
        ("/repos/acme/templates/git/blobs/s1", blob("run\n")),
        ("/repos/acme/templates/git/blobs/s2", blob("# ${{ values.name }}")),
        ("/repos/acme/templates/contents/a/ci.yaml?ref=v1", blob("ci")),
    ]);
    let url = "https://github.com/acme/templates/tree/main/service";
    bench.done("fetch:template", json!({ "url": url, "values": values() }));
    bench.done(
        "fetch:plain:file",
        json!({ "url": "https://github.com/acme/templates/blob/v1/a/ci.yaml", "targetPath": "ci.yaml" }),
    );
    assert_eq!(bench.paths(), ["cart.md", "ci.yaml", "run.sh"]);
    assert!(bench.tree.get("run.sh").expect("a file").executable);
    let link = bench.refusal("fetch:plain", json!({ "url": "https://github.com/acme/templates/tree/main/other" }));
    assert!(link.contains("is a link"), "{link}");
}

#[test]
fn files_are_deleted_renamed_and_listed() {
    let mut bench = Bench::new(&[]).files(&[("a.md", ""), ("docs/b.md", ""), ("docs/c/d.txt", "")]);
    let listed = bench.done("fs:readdir", json!({ "paths": ["docs"] }));
    assert_eq!(
        listed,
        json!({
            "files": [{ "name": "b.md", "path": "docs", "fullPath": "docs/b.md" }],
            "folders": [{ "name": "c", "path": "docs", "fullPath": "docs/c" }],
        })
    );
    let listed = bench.done("fs:readdir", json!({ "paths": ["."], "recursive": true }));
    assert_eq!(listed["files"].as_array().map(Vec::len), Some(3));
    assert_eq!(listed["folders"].as_array().map(Vec::len), Some(2));
    bench.done("fs:rename", json!({ "files": [{ "from": "docs/c", "to": "text" }] }));
    bench.done("fs:delete", json!({ "files": ["**/*.md"] }));
    assert_eq!(bench.paths(), ["text/d.txt"]);
    let missing = bench.refusal("fs:rename", json!({ "files": [{ "from": "no", "to": "x" }] }));
    assert_eq!(missing, "there is no `no`");
}

#[test]
fn a_message_is_logged_and_secrets_are_not() {
    let bench = Bench::new(&[]).files(&[("a", "one\ntwo")]);
    let message = format!("token {}", muster::model::secret::reference("token"));
    let lines = bench.logged("debug:log", json!({ "message": message, "listWorkspace": "with-contents" }));
    assert_eq!(lines, ["token ‹secret token›", "- a", "    one", "    two"]);
}

#[test]
fn a_step_waits_until_a_moment_and_ten_minutes_at_most() {
    let bench = Bench::new(&[]);
    match bench.apply("debug:wait", json!({ "minutes": 1, "seconds": 30 })) {
        Ok(Applied::Until { moment, .. }) => assert_eq!(moment.to_string(), "2026-11-22T10:01:30Z"),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        bench.refusal("debug:wait", json!({ "minutes": 11 })),
        "a step can wait for ten minutes at most"
    );
}
