//! Skeletons and inputs that want out, or never end.

use serde_json::{Value, json};

use crate::world::Bench;

fn template(bench: &Bench, values: Value) -> String {
    bench.refusal("fetch:template", json!({ "url": "./skeleton", "values": values }))
}

#[test]
fn no_name_leads_out() {
    let bench = Bench::new(&[("skeleton/${{ values.name }}", "x")]);
    for name in [
        "../evil", "a/../../evil", ".git/hooks/pre-commit", "sub/.GIT/config", "a\u{0}b", "a\u{1b}[2J", "a\u{202e}b",
        "NUL", "C:\\evil", "a\\..\\b", "con.txt",
    ] {
        let refused = template(&bench, json!({ "name": name }));
        assert!(refused.contains("cannot be used"), "{name:?}: {refused}");
        assert!(!refused.chars().any(char::is_control), "{refused:?}");
    }
    let mut bench = bench;
    bench.done("fetch:template", json!({ "url": "./skeleton", "values": { "name": "/etc/passwd" } }));
    assert!(bench.paths().is_empty(), "an absolute name is left out");
}

#[test]
fn no_target_leads_out() {
    let mut bench = Bench::new(&[("skeleton/a", "x")]).files(&[("a", "")]);
    for target in ["..", "../x", "/tmp", "a/../../x", ".git"] {
        for id in ["fetch:template", "fetch:plain"] {
            let refused = bench.refusal(id, json!({ "url": "./skeleton", "targetPath": target }));
            assert!(refused.contains("cannot be used"), "{id} {target}: {refused}");
        }
        bench.refusal("fs:rename", json!({ "files": [{ "from": "a", "to": target }] }));
        bench.refusal("catalog:write", json!({ "entity": { "apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": { "name": "x" } }, "filePath": target }));
    }
    bench.done("fs:delete", json!({ "files": ["../*", "/*", "/etc/**"] }));
    assert_eq!(bench.paths(), ["a"]);
}

#[test]
fn nothing_beside_the_blueprint_is_read() {
    let bench = Bench::new(&[("skeleton/a", "x")]);
    bench.write("outside/secret", "no");
    for url in ["../outside", "skeleton/../../outside", "/etc", "file:///etc", "file:../outside", "../blueprint/../outside"] {
        let refused = bench.refusal("fetch:plain", json!({ "url": url }));
        assert!(
            refused.contains("not below") || refused.contains("is not a place"),
            "{url}: {refused}"
        );
    }
    bench.refusal("fetch:plain:file", json!({ "url": "../outside/secret", "targetPath": "x" }));
}

#[cfg(unix)]
#[test]
fn links_stay_inside_or_are_refused() {
    use std::os::unix::fs::symlink;
    let make = |links: &[(&str, &str)]| {
        let bench = Bench::new(&[("skeleton/a", "inside"), ("shared/b", "shared")]);
        bench.write("outside/secret", "no");
        for (link, target) in links {
            symlink(target, bench.path("blueprint/skeleton").join(link)).expect("a link");
        }
        bench
    };
    let mut inside = make(&[("copy", "a"), ("shared", "../shared/b"), ("chain", "copy")]);
    inside.done("fetch:template", json!({ "url": "./skeleton" }));
    assert_eq!(inside.paths(), ["a", "chain", "copy", "shared"]);
    assert_eq!((inside.text("chain"), inside.text("shared")), ("inside", "shared"));
    for (links, why) in [
        (&[("out", "../../outside/secret")][..], "leads out of"),
        (&[("out", "/etc/passwd")], "leads out of"),
        (&[("hop", "../../outside"), ("out", "hop/secret")], "leads out of"),
        (&[("gone", "nothing")], "leads to nothing"),
        (&[("one", "two"), ("two", "one")], "leads in a circle"),
        (&[("folder", "../shared")], "leads to a folder"),
    ] {
        let refused = template(&make(links), json!({}));
        assert!(refused.contains(why), "{links:?}: {refused}");
        assert!(!refused.contains("no\n"));
    }
    let bench = make(&[]);
    symlink("../outside", bench.path("blueprint/away")).expect("a link");
    let refused = bench.refusal("fetch:plain", json!({ "url": "./away" }));
    assert!(refused.contains("is not below"), "{refused}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let bench = Bench::new(&[("skeleton/a", "x")]);
    let pipe = bench.path("blueprint/skeleton/pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).expect("a pipe");
    assert_eq!(template(&bench, json!({})), "`skeleton/pipe` is neither a file nor a folder");
    std::os::unix::fs::symlink("pipe", bench.path("blueprint/skeleton/link")).expect("a link");
    std::fs::remove_file(&pipe).expect("a pipe to remove");
    std::os::unix::net::UnixListener::bind(&pipe).expect("a socket");
    assert!(template(&bench, json!({})).contains("is neither a file nor a folder"));
}

#[test]
fn nothing_goes_on_for_ever_or_grows_without_end() {
    for source in [
        "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}",
        "${{ 'x' | repeat(1000000000) }}",
        "${{ ('x' * 1000000) * 1000000 }}",
        "{% set x = 'xxxxxxxx' %}{% for n in range(60) %}{% set x = x ~ x %}{% endfor %}${{ x }}",
    ] {
        let bench = Bench::new(&[("skeleton/a", source)]);
        let result = bench.plan("fetch:template", json!({ "url": "./skeleton" }));
        if let Ok(planned) = &result {
            let bytes = planned.tree.as_ref().map_or(0, |tree| tree.bytes());
            assert!(bytes < 10_000_000, "{source} gave {bytes} bytes");
        }
    }
}

#[test]
fn too_much_is_refused_before_it_is_read() {
    let bench = Bench::new(&[]);
    std::fs::create_dir(bench.path("blueprint/skeleton")).expect("a folder");
    let huge = std::fs::File::create(bench.path("blueprint/skeleton/huge")).expect("a file");
    huge.set_len(1 << 40).expect("a file with a hole");
    assert_eq!(template(&bench, json!({})), "`skeleton/huge` is too large; a file may have 8 MB");
}

#[test]
fn secrets_are_refused_and_seen_by_no_skeleton() {
    let mut bench = Bench::new(&[("skeleton/a", "[${{ secrets.token }}][${{ values.x }}]")]);
    let secret = muster::model::secret::reference("token");
    let refused = template(&bench, json!({ "x": { "y": secret } }));
    assert_eq!(refused, "`values.x.y` holds a secret, and this action would write it down");
    bench.done("fetch:template", json!({ "url": "./skeleton" }));
    assert_eq!(bench.text("a"), "[][]");
    let named = json!({ "title": secret });
    assert!(bench.refusal("task:human", named).contains("holds a secret"));
}

#[test]
fn the_same_name_twice_is_refused() {
    let bench = Bench::new(&[("skeleton/a", "1"), ("skeleton/${{ values.a }}", "2")]);
    assert_eq!(template(&bench, json!({ "a": "a" })), "two files of the skeleton are both named `a`");
    assert!(template(&bench, json!({ "a": "A" })).contains("only by its case"));
}
