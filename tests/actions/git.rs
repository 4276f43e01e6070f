//! Repositories that `publish:git` made, as the real `git` sees them.

use std::path::Path;
use std::process::Command;

use muster::model::run::Effect;
use muster::providers::action::Observed;
use serde_json::{Value, json};

use crate::world::Bench;

/// What `git` prints; none where there is no `git`, which is said.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let run = Command::new("git")
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output();
    match run {
        Err(_) => {
            println!("there is no git here, so repositories are not looked at by it");
            None
        }
        Ok(run) => {
            assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
            Some(String::from_utf8_lossy(&run.stdout).into_owned())
        }
    }
}

fn input() -> Value {
    json!({ "repoUrl": "local?owner=acme&repo=cart", "description": "Carts", "gitCommitMessage": "Begin" })
}

fn bench() -> Bench {
    let mut bench = Bench::new(&[]).files(&[("README.md", "# cart\n"), ("src/main.rs", "fn main() {}\n")]);
    let mut tree = (*bench.tree).clone();
    let script = muster::model::blueprint::tree::TreeFile { bytes: b"#!/bin/sh\n"[..].into(), executable: true };
    tree.insert("bin/run", script).expect("a path that is fine");
    bench.tree = tree.into();
    bench
}

#[test]
fn a_repository_is_made_that_git_clones_and_finds_sound() {
    let mut bench = bench();
    let planned = bench.plan("publish:git", input()).expect("a plan");
    assert_eq!((planned.effect, planned.changes.len()), (Effect::Create, 3));
    assert!(!bench.path("repositories").exists(), "a plan writes nothing");
    let output = bench.done("publish:git", input());
    assert_eq!(output["repoContentsUrl"], "local://acme/cart/blob/main");
    let place = bench.path("repositories/acme/cart.git");
    let Some(fsck) = git(&place, &["fsck", "--strict", "--full"]) else { return };
    assert_eq!(fsck, "");
    let clone = bench.path("clone");
    let url = output["remoteUrl"].as_str().expect("an address");
    git(&bench.path("."), &["clone", "-q", url, "clone"]);
    let log = git(&clone, &["log", "--format=%H|%an <%ae>|%aI|%B"]).expect("git");
    let expected = format!(
        "{}|Ana Berg <ana@example.com>|2026-11-22T10:00:00+00:00|Begin\n\nMuster-Op: {}\n\n",
        output["commitHash"].as_str().expect("a hash"),
        bench.op_key
    );
    assert_eq!(log, expected);
    assert_eq!(
        git(&clone, &["ls-files", "-s", "--format=%(objectmode) %(path)"]).expect("git"),
        "100644 README.md\n100755 bin/run\n100644 src/main.rs\n"
    );
    assert_eq!(git(&clone, &["branch", "--show-current"]).expect("git"), "main\n");
    assert_eq!(bench.read("clone/README.md").as_deref(), Some("# cart\n"));
}

#[test]
fn the_same_step_finds_it_and_another_one_leaves_it_alone() {
    let mut bench = bench();
    assert_eq!(bench.observe("publish:git", input()), Ok(Observed::Absent));
    let output = bench.done("publish:git", input());
    assert_eq!(bench.observe("publish:git", input()), Ok(Observed::Done { output: output.clone() }));
    assert_eq!(bench.plan("publish:git", input()).expect("a plan").effect, Effect::Adopt);
    bench.op_key = "f".repeat(64);
    let foreign = Observed::Foreign { what: "the repository local/acme/cart".into() };
    assert_eq!(bench.observe("publish:git", input()), Ok(foreign));
    assert!(!bench.plan("publish:git", input()).expect("a plan").blocking.is_empty());
    assert!(bench.apply("publish:git", input()).is_err());
    bench.undo("publish:git", input(), &output).expect("nothing of its own to undo");
    assert!(bench.path("repositories/acme/cart.git").exists());
}

#[test]
fn the_same_files_make_the_same_commit() {
    let hash = || bench().done("publish:git", input())["commitHash"].clone();
    assert_eq!(hash(), hash());
}

#[test]
fn what_a_crash_left_half_is_made_anew() {
    let mut bench = bench();
    let half = format!("repositories/.making-{}/objects/xx", &bench.op_key[..16]);
    bench.write(&half, "half");
    assert_eq!(bench.observe("publish:git", input()), Ok(Observed::Absent));
    bench.done("publish:git", input());
    assert!(!bench.path(&half).exists());
}

#[test]
fn undo_moves_it_to_the_trash_unless_somebody_pushed() {
    let mut bench = bench();
    let output = bench.done("publish:git", input());
    bench.undo("publish:git", input(), &output).expect("undone");
    assert!(!bench.path("repositories/acme/cart.git").exists());
    assert!(bench.path("repositories/.trash/acme--cart-0123456789abcdef.git").exists());
    bench.undo("publish:git", input(), &output).expect("again does no harm");
    bench.op_key = "e".repeat(64);
    let output = bench.done("publish:git", input());
    let url = output["remoteUrl"].as_str().expect("an address").to_owned();
    if git(&bench.path("."), &["clone", "-q", &url, "clone"]).is_none() {
        return;
    }
    bench.write("clone/more", "more");
    git(&bench.path("clone"), &["add", "more"]);
    git(&bench.path("clone"), &["commit", "-qm", "More"]);
    git(&bench.path("clone"), &["push", "-q", "origin", "main"]);
    let refused = bench.undo("publish:git", input(), &output).expect_err("a refusal");
    assert_eq!(refused.message, "somebody pushed to local/acme/cart since, so it stays");
    assert!(matches!(bench.observe("publish:git", input()), Ok(Observed::Done { .. })));
}

#[test]
fn names_that_lead_out_are_refused() {
    let bench = bench();
    for url in [
        "local?owner=..&repo=x", "local?owner=a&repo=../x", "local?owner=a&repo=..", "local?owner=/etc&repo=x",
        "local?owner=.trash&repo=x", "local?owner=a%2F..&repo=x",
    ] {
        let refused = bench.refusal("publish:git", json!({ "repoUrl": url }));
        assert!(refused.contains("names no repository"), "{url}: {refused}");
    }
    for branch in ["../x", "a b", "-x", "a..b", "x.lock", "a\nb"] {
        bench.refusal("publish:git", json!({ "repoUrl": "local?owner=a&repo=b", "defaultBranch": branch }));
    }
    let elsewhere = bench.refusal("publish:git", json!({ "repoUrl": "github.com?owner=a&repo=b" }));
    assert!(elsewhere.contains("is not on this machine"));
}

#[test]
fn a_further_commit_goes_on_a_branch_once() {
    let mut bench = bench();
    bench.done("publish:git", input());
    bench = Bench { op_key: "c".repeat(64), ..bench }.files(&[("README.md", "# Cart\n"), ("ci.yaml", "ci\n")]);
    let commit = json!({
        "repoUrl": "local?owner=acme&repo=cart", "branchName": "ci", "title": "Build it", "description": "Always.",
    });
    let planned = bench.plan("git:commit", commit.clone()).expect("a plan");
    let told: Vec<_> = planned.changes.iter().map(|c| (c.what.as_str(), c.before.as_deref())).collect();
    assert_eq!(told, [("README.md", Some("# cart\n")), ("ci.yaml", None)]);
    let output = bench.done("git:commit", commit.clone());
    assert_eq!(bench.observe("git:commit", commit), Ok(Observed::Done { output: output.clone() }));
    let place = bench.path("repositories/acme/cart.git");
    let Some(log) = git(&place, &["log", "--format=%s", "ci"]) else { return };
    assert_eq!(log, "Build it\nBegin\n");
    assert_eq!(git(&place, &["log", "--format=%s", "main"]).expect("git"), "Begin\n");
    assert_eq!(git(&place, &["fsck", "--strict"]).expect("git"), "");
    assert_eq!(git(&place, &["show", "ci:src/main.rs"]).expect("git"), "fn main() {}\n");
}
