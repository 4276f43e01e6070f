//! Files of the workspace, read whole or not at all.

use std::time::{Duration, SystemTime};

use muster::providers::catalog::place::Place;

use crate::files::Stage;

#[test]
fn a_file_that_is_too_large_is_left_alone_and_never_cut() {
    let stage = Stage::new();
    let place = Place::open(stage.root()).unwrap();
    let most = "ö".repeat(5 * 1024 * 1024);
    stage.write("catalog/most.yaml", &most);
    assert!(place.read("catalog/most.yaml").unwrap().as_deref() == Some(most.as_str()));
    let more = format!("{most}ö");
    stage.write("catalog/more.yaml", &more);
    let why = place.read("catalog/more.yaml").unwrap_err();
    assert!(why.message.contains("is larger than 10 MiB"), "{why}");
    let outcomes = place.replace_all(&[("catalog/more.yaml", most.as_str(), "cut")]);
    assert!(outcomes.iter().all(Result::is_err), "{outcomes:?}");
    assert!(stage.read("catalog/more.yaml") == more);
}

#[test]
fn what_a_killed_process_left_beside_files_is_removed_by_the_next_change() {
    let stage = Stage::new();
    let place = Place::open(stage.root()).unwrap();
    let mut gone = std::process::Command::new("true").spawn().unwrap();
    let dead = gone.id();
    gone.wait().unwrap();
    let old = SystemTime::now() - Duration::from_secs(3600);
    let leave = |name: &str, is_old: bool| {
        stage.write(&format!("catalog/{name}"), "half");
        let file = std::fs::File::options()
            .write(true)
            .open(stage.root().join("catalog").join(name))
            .unwrap();
        if is_old {
            file.set_modified(old).unwrap();
        }
    };
    let living = format!(".cart.yaml.{}-900.tmp", std::process::id());
    let fresh = format!(".cart.yaml.{dead}-7.tmp");
    let others = format!(".gone.yaml.{dead}-7.tmp");
    let kept = [
        living.as_str(),
        fresh.as_str(),
        others.as_str(),
        ".cart.yaml.x-7.tmp",
        "notes.tmp",
    ];
    for name in kept {
        leave(name, name != fresh);
    }
    let left = [
        format!(".cart.yaml.{dead}-8.tmp"),
        format!(".pay.yaml.{dead}-9.tmp"),
    ];
    let write = |before: &str, after: &str| {
        for name in &left {
            leave(name, true);
        }
        let outcomes = place.replace_all(&[("catalog/cart.yaml", before, after)]);
        assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        let mut names: Vec<String> = std::fs::read_dir(stage.root().join("catalog"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".tmp"))
            .collect();
        names.sort();
        let mut wanted = kept.map(str::to_owned).to_vec();
        wanted.sort();
        assert_eq!(names, wanted);
    };
    stage.write("catalog/pay.yaml", "a: 1\n");
    stage.write("catalog/cart.yaml", "a: 1\n");
    write("a: 1\n", "a: 2\n");
    write("a: 2\n", "a: 3\n");
}
