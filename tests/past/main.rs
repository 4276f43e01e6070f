//! The catalog as it was at any moment: the same as what was read then.

#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use muster::engine::past::{PastError, past};
use muster::engine::{CatalogReader, record};
use muster::model::catalog::{Catalog, difference};
use muster::store::Journal;
use proptest::prelude::*;
use tempfile::TempDir;
use workspace::Workspace;

/// A workspace with its journal.
struct Company {
    files: Workspace,
    reader: CatalogReader,
    journal: Journal,
    _home: TempDir,
}

impl Company {
    fn new() -> Self {
        let files = Workspace::new(&[("muster.toml", "")]);
        let config =
            muster::config::Workspace::open(&files.path(""), muster::config::FoundBy::Program).unwrap();
        let home = tempfile::tempdir().unwrap();
        Self {
            reader: CatalogReader::new(config.scope(), None),
            journal: Journal::open(&home.path().join("journal.sqlite"), home.path()).unwrap(),
            files,
            _home: home,
        }
    }

    /// Reads and journals what the files say on a day.
    fn read_on(&self, day: i64) -> Arc<Catalog> {
        let catalog = self.reader.current().catalog;
        record(&self.journal, &self.reader, &catalog, at(day), "user:default/ana").unwrap();
        catalog
    }
}

fn at(day: i64) -> Timestamp {
    let first: Timestamp = "2026-01-01T09:00:00Z".parse().unwrap();
    first + SignedDuration::from_hours(24 * day)
}

fn user(name: &str) -> String {
    document("User", name, "memberOf: []")
}

fn document(kind: &str, name: &str, spec: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n---\n"
    )
}

fn component(name: &str, owner: &str, needs: &str) -> String {
    let spec = format!("type: service, lifecycle: production, owner: 'user:{owner}', dependsOn: [{needs}]");
    document("Component", name, &spec)
}

/// Everything that a snapshot tells: each entity with version, file and person, and each relation.
fn told(catalog: &Catalog) -> Vec<String> {
    let entities = catalog.entities().map(|entity| {
        let who = entity.accountable().map_or("nobody", |one| one.entity_ref());
        let edges: Vec<String> = catalog
            .outgoing(entity.node())
            .map(|edge| format!("{:?} {}", edge.relation, catalog.node_ref(edge.node)))
            .collect();
        format!(
            "{} {:?} {} {who} {edges:?}",
            entity.entity_ref(),
            entity.version(),
            entity.file()
        )
    });
    entities.collect()
}

#[test]
fn who_was_accountable_when_it_broke_and_what_depended_on_it_then() {
    let company = Company::new();
    let people = ["ana", "bo"].map(user).concat();
    company.files.write("org.yaml", &people);
    company.files.write(
        "a.yaml",
        component("cart", "ana", "") + &component("web", "ana", "'component:cart'"),
    );
    company.read_on(1);
    company.files.write(
        "a.yaml",
        component("cart", "bo", "") + &component("web", "ana", ""),
    );
    company.read_on(3);
    company.files.remove("a.yaml");
    let now = company.read_on(5);
    for (day, who, needed_by) in [(1, "ana", 1), (2, "ana", 1), (3, "bo", 0), (4, "bo", 0)] {
        let then = past(&company.journal, &now, at(day)).unwrap().catalog;
        let cart = then.entity(then.find("component:default/cart").unwrap());
        let person = format!("user:default/{who}");
        assert_eq!(cart.accountable().unwrap().entity_ref(), person, "day {day}");
        let dependants = muster::model::catalog::graph::neighbours(
            &then,
            cart.node(),
            muster::model::catalog::graph::Direction::Up,
        );
        assert_eq!(dependants.len(), needed_by, "day {day}");
    }
    let then = past(&company.journal, &now, at(1)).unwrap().catalog;
    let since = difference(&then, &now);
    assert_eq!(
        since.disappeared,
        ["component:default/cart", "component:default/web"]
    );
    let until = past(&company.journal, &now, at(3)).unwrap().catalog;
    let between = difference(&then, &until);
    assert_eq!(
        between.changed,
        ["component:default/cart", "component:default/web"]
    );
    assert_eq!(between.handed.len(), 1);
    assert_eq!(between.handed[0].to.as_deref(), Some("user:default/bo"));
}

#[test]
fn before_the_first_reading_nothing_is_known_and_it_says_since_when() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    let now = company.read_on(1);
    match past(&company.journal, &now, at(0)) {
        Err(PastError::Before(first)) => assert_eq!(first, Some(at(1))),
        other => panic!("{other:?}"),
    }
}

/// What happens to a file on one day.
#[derive(Clone, Debug)]
enum Act {
    Write(usize, Vec<(usize, bool, usize)>),
    Remove(usize),
}

fn acts() -> impl Strategy<Value = Vec<Vec<Act>>> {
    let entity = (0..6_usize, any::<bool>(), 0..6_usize);
    let write =
        (0..3_usize, prop::collection::vec(entity, 0..4)).prop_map(|(file, all)| Act::Write(file, all));
    let act = prop_oneof![4 => write, 1 => (0..3_usize).prop_map(Act::Remove)];
    prop::collection::vec(prop::collection::vec(act, 1..3), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_past_is_what_was_read_then(days in acts()) {
        let company = Company::new();
        company.files.write("org.yaml", ["ana", "bo"].map(user).concat());
        let mut read = vec![company.read_on(0)];
        for (day, acts) in days.iter().enumerate() {
            for act in acts {
                match act {
                    Act::Write(file, entities) => {
                        let documents = entities.iter().map(|(name, hers, needs)| {
                            let owner = if *hers { "ana" } else { "bo" };
                            component(&format!("c{name}"), owner, &format!("'component:c{needs}'"))
                        });
                        company.files.write(&format!("f{file}.yaml"), documents.collect::<String>());
                    }
                    Act::Remove(file) => {
                        let path = company.files.path(&format!("f{file}.yaml"));
                        if path.exists() {
                            std::fs::remove_file(path).unwrap();
                        }
                    }
                }
            }
            read.push(company.read_on(day as i64 + 1));
        }
        let now = read.last().unwrap();
        for (day, then) in read.iter().enumerate() {
            let found = past(&company.journal, now, at(day as i64)).unwrap();
            prop_assert_eq!(told(&found.catalog), told(then), "day {}", day);
            prop_assert!(found.unkept.is_empty());
        }
    }
}
