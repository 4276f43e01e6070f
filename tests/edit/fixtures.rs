//! Real entity files, which are not part of this repository: each entity of each is changed and changed back, and every byte
//! compared. `MUSTER_FIXTURES` names folders, divided by `:`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use muster::model::catalog::Node;
use muster::model::catalog::edit::{Change, change};
use muster::sources::files::places_of;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() && !path.is_symlink() {
            true => files(&path, found),
            false
                if path
                    .extension()
                    .is_some_and(|end| end == "yaml" || end == "yml" || end == "json") =>
            {
                found.push(path);
            }
            false => {}
        }
    }
}

fn path(dotted: &str) -> Vec<String> {
    dotted.split(' ').map(str::to_owned).collect()
}

/// Changes, each with what takes it back, and how many lines it may take away and put there.
fn rounds(document: &Node) -> Vec<(Change, Option<Change>, usize, usize)> {
    let annotation = |name: &str| {
        let there = Change::annotation(name, Some("user:default/ann.lee"));
        (there, Some(Change::annotation(name, None)), 1, 3)
    };
    let owner = |value: &str| Change::Set {
        path: path("spec owner"),
        value: value.to_owned(),
    };
    let old = document.at_path(&["spec", "owner"]).and_then(Node::text);
    let on = |value: &str| (path("spec dependsOn"), value.to_owned());
    let (at, value) = on("resource:default/of-nobody");
    vec![
        annotation("muster/accountable"),
        annotation("muster/deputy"),
        (owner("group:default/new"), old.map(owner), 1, 1),
        (
            Change::Add {
                path: at.clone(),
                value: value.clone(),
            },
            Some(Change::Take { path: at, value }),
            1,
            3,
        ),
    ]
}

fn is_entity(node: &Node) -> bool {
    let api = node
        .at_path(&["apiVersion"])
        .and_then(Node::text)
        .unwrap_or_default();
    api.contains("backstage.io/") && node.at_path(&["metadata", "name"]).is_some()
}

/// What a document says but for what is at the path; annotations, lists and specs with nothing in them being as good as none.
fn without(node: &Node, path: &[String]) -> Value {
    fn take(value: &mut Value, path: &[String]) {
        let (Some((key, rest)), Some(map)) = (path.split_first(), value.as_object_mut()) else {
            return;
        };
        match rest {
            [] => drop(map.shift_remove(key)),
            rest => {
                if let Some(inner) = map.get_mut(key) {
                    take(inner, rest);
                }
                let is_empty = |value: &Value| value.is_null() || *value == Value::Object(Default::default());
                if map.get(key).is_some_and(is_empty) {
                    map.shift_remove(key);
                }
            }
        }
    }
    let mut value = serde_json::from_str(&node.canonical_json()).unwrap_or_default();
    take(&mut value, path);
    value
}

#[test]
#[ignore = "needs real catalogs: MUSTER_FIXTURES=DIR cargo test --test edit -- --ignored"]
fn real_files_keep_every_other_byte() {
    let folders = std::env::var("MUSTER_FIXTURES").expect("MUSTER_FIXTURES names the folders of real files");
    let mut found = Vec::new();
    folders
        .split(':')
        .for_each(|folder| files(Path::new(folder), &mut found));
    let (mut entities, mut edits, mut restored) = (0, 0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in found {
        let Ok(text) = std::fs::read_to_string(&file) else {
            continue;
        };
        for (at, document) in places_of(&text).into_iter().filter(|(_, node)| is_entity(node)) {
            entities += 1;
            for (there, back, gone, new) in rounds(&document) {
                edits += 1;
                let told = |what: &str| format!("{} at {at}, {there:?}: {what}", file.display());
                let after = match change(&text, at, std::slice::from_ref(&there)) {
                    Ok(after) => after,
                    Err(why) => {
                        println!("{}", told(&why));
                        *refused.entry(why).or_default() += 1;
                        continue;
                    }
                };
                let read = places_of(&after);
                let same =
                    read.iter()
                        .zip(places_of(&text))
                        .all(|((_, new), (start, old))| match start == at {
                            true => without(new, there.path()) == without(&old, there.path()),
                            false => new.canonical_json() == old.canonical_json(),
                        });
                let diff = TextDiff::from_lines(&text, &after);
                let count = |tag| {
                    diff.iter_all_changes()
                        .filter(|change| change.tag() == tag)
                        .count()
                };
                let moved = (count(ChangeTag::Delete), count(ChangeTag::Insert));
                if !same || moved.0 > gone || moved.1 > new {
                    // A value over several lines goes with all of them.
                    let is_long = matches!(there, Change::Set { .. }) && moved.1 <= new;
                    if !same || !is_long {
                        wrong.push(told(&format!("{moved:?} lines moved")));
                    }
                }
                let Some(back) = back else { continue };
                match change(&after, at, &[back]) {
                    Ok(again) if again == text => restored += 1,
                    Ok(_) => println!("{}", told("cannot be taken back to the byte")),
                    Err(why) => wrong.push(told(&why)),
                }
            }
        }
    }
    let sum: usize = refused.values().sum();
    println!(
        "{entities} entities, {edits} edits, {restored} restored to the byte, {sum} refused: {refused:#?}"
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(entities > 0 && sum * 200 <= edits, "{sum} of {edits} refused");
}
