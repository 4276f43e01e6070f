//! Real catalogs of public organisations, which are not part of this repository: `MUSTER_FIXTURES` names the folder that
//! holds them in `catalogs/`, real software templates in `templates/` and real declarations of topics in `kafka/`; `.ci/run`
//! runs this where they are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use muster::engine::blueprints;
use muster::model::blueprint::field::Occasion;
use muster::model::blueprint::form::{active, complaints, fields, presets, start};
use muster::providers;
use muster::sources::declarations::Settings;
use muster::sources::files::{self, Declared, Scope, Tree};
use muster::sources::vision::radar;

fn catalogs() -> PathBuf {
    fixtures("catalogs")
}

fn fixtures(name: &str) -> PathBuf {
    let folder =
        std::env::var_os("MUSTER_FIXTURES").expect("MUSTER_FIXTURES names the folder of real catalogs");
    Path::new(&folder)
        .join(name)
        .canonicalize()
        .expect("the folder in it")
}

/// Every public template is read; what is said about it has a place in its file; its form can be opened and answered.
#[test]
#[ignore = "needs real templates: MUSTER_FIXTURES=DIR cargo test --test fixtures -- --ignored"]
fn public_templates_are_read_checked_and_opened() {
    let scope = Scope::folder(&fixtures("templates"));
    let reading = files::read(&scope, None);
    let catalog = reading
        .snapshot
        .expect("a first reading gives a snapshot")
        .catalog;
    let all = blueprints::list(&catalog, &scope, &providers::all());
    assert!(all.len() >= 30, "{} blueprints", all.len());
    for shelved in &all {
        let blueprint = &shelved.blueprint;
        let lines = std::fs::read_to_string(&shelved.path)
            .expect("its file")
            .lines()
            .count();
        for problem in &shelved.problems {
            let line = problem.at.line as usize;
            assert!(line >= 1 && line <= lines, "{}: {problem:?}", shelved.file);
        }
        let values = start(&presets(blueprint, &Occasion::default()));
        for page in &blueprint.pages {
            let asked = fields(page, &values);
            let is_asked = |pointer: &str| asked.iter().any(|field| field.pointer == pointer);
            for complaint in complaints(page, &values) {
                assert!(is_asked(&complaint.pointer), "{}: {complaint:?}", shelved.file);
            }
        }
        assert!(active(blueprint, &values).is_object());
    }
    let runs = all.iter().filter(|shelved| !shelved.is_broken()).count();
    println!("{} blueprints, {runs} of them run as they are", all.len());
}

/// Every YAML file gives an entity, or a problem that says why it gives none, or is part of an entity that names it
/// with a placeholder.
#[test]
#[ignore = "needs real catalogs: MUSTER_FIXTURES=DIR cargo test --test fixtures -- --ignored"]
fn nothing_vanishes_without_a_word() {
    let root = catalogs();
    let reading = files::read(&Scope::folder(&root), None);
    let catalog = reading
        .snapshot
        .expect("a first reading gives a snapshot")
        .catalog;
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    catalog
        .entities()
        .for_each(|entity| *told.entry(entity.file()).or_default() += 1);
    catalog
        .problems()
        .for_each(|problem| *told.entry(problem.file()).or_default() += 1);
    let mut silent = BTreeSet::new();
    let mut parts = BTreeSet::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path
                .strip_prefix(&root)
                .expect("a path below")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            parts.extend(named_by_placeholders(&path));
            if (name.ends_with(".yaml") || name.ends_with(".yml")) && !told.contains_key(name.as_str()) {
                silent.insert(name);
            }
        }
    }
    silent.retain(|name| !parts.contains(&root.join(name)));
    assert!(silent.is_empty(), "no entity and no problem: {silent:#?}");
    assert!(catalog.len() > 400, "{} entities", catalog.len());
    println!(
        "{} entities, {} files, {} problems",
        catalog.len(),
        catalog.file_count(),
        catalog.problem_count()
    );
}

/// The files that a file of entities takes in with `$text`, `$json` or `$yaml`, found line by line.
fn named_by_placeholders(file: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let folder = file.parent().expect("a file is in a folder");
    let name = |line: &str| {
        let line = line.trim_start().trim_start_matches("definition: { ");
        let (key, name) = line.split_once(':')?;
        let name = name.trim().trim_end_matches('}').trim().trim_matches(['"', '\'']);
        ["$text", "$json", "$yaml"]
            .contains(&key)
            .then(|| folder.join(name).canonicalize().ok())?
    };
    text.lines().filter_map(name).collect()
}

/// Each document that was read gives the same value when it is read again by its place.
#[test]
#[ignore = "needs real catalogs: MUSTER_FIXTURES=DIR cargo test --test fixtures -- --ignored"]
fn every_entity_is_found_again_by_its_place() {
    use sha2::{Digest, Sha256};
    let root = catalogs();
    let scope = Scope::folder(&root);
    let catalog = files::read(&scope, None).snapshot.expect("a snapshot").catalog;
    for entity in catalog.entities() {
        let document = files::document(&scope.path(entity.file()), &root, entity.bytes());
        let json = document.expect("the document is where it was").canonical_json();
        assert_eq!(
            Sha256::digest(json).as_slice(),
            entity.version(),
            "{}",
            entity.entity_ref()
        );
    }
}

/// Every state file of kafka-gitops' own tests declares the topics that its plan makes; those that it calls invalid give a
/// problem with its place, and only those.
#[test]
#[ignore = "needs real declarations: MUSTER_FIXTURES=DIR cargo test --test fixtures -- --ignored"]
fn states_of_topics_are_read_as_their_tool_reads_them() {
    // Invalid beside a cluster that has more partitions already; the file itself is right.
    const VALID_ALONE: &str = "invalid-topic-remove-partitions";
    let mut states = 0;
    for path in files_below(&fixtures("kafka")) {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        states += 1;
        let catalog = files::read(&declared(&path), None)
            .snapshot
            .expect("a snapshot")
            .catalog;
        let lines = std::fs::read_to_string(&path).expect("its text").lines().count() as u32;
        let wrong: Vec<_> = catalog
            .problems()
            .filter(|problem| problem.code().name() == "bad-declaration")
            .collect();
        for problem in &wrong {
            assert!(
                (1..=lines).contains(&problem.at().line),
                "{name}: {}",
                problem.message()
            );
        }
        let is_invalid =
            name.starts_with("invalid") && name != VALID_ALONE || name == "unrecognized-property";
        let told: Vec<&str> = wrong.iter().map(|problem| problem.message()).collect();
        assert_eq!(!wrong.is_empty(), is_invalid, "{name}: {told:#?}");
        for topic in planned(&path.with_file_name(format!("{name}-plan.json"))) {
            let known = catalog.find_external(&format!("kafka:main/{topic}"));
            assert!(known.is_some(), "{name}: {topic}");
        }
    }
    assert!(states >= 50, "{states} states");
    println!("{states} state files");
}

/// The topics that a plan makes or changes.
fn planned(plan: &Path) -> Vec<String> {
    let Ok(text) = std::fs::read_to_string(plan) else {
        return vec![];
    };
    let plan: serde_json::Value = serde_json::from_str(&text).expect("a plan");
    let topics = plan["topicPlans"].as_array().cloned().unwrap_or_default();
    let kept = topics.iter().filter(|topic| topic["action"] != "REMOVE");
    kept.filter_map(|topic| Some(topic["name"].as_str()?.to_owned()))
        .collect()
}

fn declared(file: &Path) -> Scope {
    let root = file.parent().expect("its folder").to_owned();
    let name = file.file_name().expect("its name").to_string_lossy().into_owned();
    let tree = Tree {
        base: root.clone(),
        patterns: vec![name],
        ignore: vec![],
    };
    let settings = Settings {
        cluster: Some("main".to_owned()),
        ..Settings::default()
    };
    Scope {
        root,
        trees: vec![],
        declared: vec![Declared { tree, settings }],
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files_below(&path),
            path => vec![path],
        })
        .collect()
}

/// Every public radar is read without a loss.
#[test]
#[ignore = "needs real radars: MUSTER_FIXTURES=DIR cargo test --test fixtures -- --ignored"]
fn public_radars_are_read() {
    let mut radars = 0;
    for folder in std::fs::read_dir(fixtures("radar")).expect("the folder of radars") {
        let folder = folder.expect("an entry of the folder").path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = file.expect("a file").path();
            let text = std::fs::read_to_string(&path).expect("its text");
            let read = radar::parse(&path.display().to_string(), &text);
            assert_eq!(read.complaints, [], "{}", path.display());
            assert!(!read.radar.technologies.is_empty(), "{}", path.display());
            println!(
                "{}: {} technologies",
                path.display(),
                read.radar.technologies.len()
            );
            radars += 1;
        }
    }
    assert!(radars >= 2, "{radars} radars");
}
