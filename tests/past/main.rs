//! The catalog as it was at any moment: the same as what was read then.

mod commands;
#[path = "../cli/machine.rs"]
#[allow(dead_code)]
mod machine;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use muster::engine::past::{PastError, past};
use muster::engine::{CatalogReader, record};
use muster::model::catalog::{Catalog, difference};
use muster::model::journal::Filter;
use muster::store::{Cause, Journal};
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
        Self::with("")
    }

    /// With these settings.
    fn with(settings: &str) -> Self {
        let files = Workspace::new(&[("muster.toml", settings)]);
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
    let gone: Vec<_> = between
        .unlinked
        .iter()
        .map(|one| (&*one.from, &*one.to))
        .collect();
    assert_eq!(gone, [("component:default/web", "component:default/cart")]);
    assert_eq!(between.linked, []);
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

#[test]
fn a_duplicate_that_came_later_is_not_in_the_past() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    company.files.write("b.yaml", component("web", "ana", ""));
    let then = company.read_on(1);
    company.files.write("a.yaml", component("cart", "ana", ""));
    company.files.write(
        "b.yaml",
        component("web", "ana", "") + &component("cart", "ana", ""),
    );
    let now = company.read_on(2);
    let found = past(&company.journal, &now, at(1)).unwrap().catalog;
    assert_eq!(told(&found), told(&then));
}

/// Everything beside what [`told`] tells: how each came into the catalog, and whether it can still be read.
fn standings(catalog: &Catalog) -> Vec<(String, bool, bool)> {
    catalog
        .entities()
        .map(|entity| {
            (
                entity.entity_ref().to_owned(),
                entity.is_declared(),
                entity.is_stale(),
            )
        })
        .collect()
}

fn topic(name: &str, replicas: u32) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {{name: {name}, labels: {{strimzi.io/cluster: main}}}}\n\
         spec: {{partitions: 3, replicas: {replicas}}}\n---\n"
    )
}

#[test]
fn what_other_tools_declare_is_told_as_it_was() {
    let company = Company::with("[[catalog.declarations]]\nfiles = [\"strimzi/*.yaml\"]\n");
    company.files.write("org.yaml", user("ana"));
    company
        .files
        .write("strimzi/a.yaml", topic("orders", 1) + &topic("parcels", 1));
    let first = company.read_on(1);
    assert!(
        standings(&first)
            .iter()
            .filter(|(_, declared, _)| *declared)
            .count()
            >= 2
    );
    company
        .files
        .write("strimzi/a.yaml", topic("orders", 3) + &topic("parcels", 1));
    let second = company.read_on(2);
    company.files.remove("strimzi/a.yaml");
    let now = company.read_on(3);
    for (day, then) in [(1, &first), (2, &second)] {
        for now in [&now, &second] {
            let found = past(&company.journal, now, at(day)).unwrap().catalog;
            assert_eq!(told(&found), told(then), "day {day}");
            assert_eq!(standings(&found), standings(then), "day {day}");
        }
    }
}

#[test]
fn a_declaration_that_adds_to_a_written_entity_is_kept() {
    let company = Company::with("[[catalog.declarations]]\nfiles = [\"strimzi/*.yaml\"]\n");
    let orders = document("Resource", "orders", "type: kafka-topic, owner: 'user:ana'").replace(
        "{name: orders}",
        "{name: orders, annotations: {muster/external-id: 'kafka:main/orders'}}",
    );
    company.files.write("org.yaml", user("ana") + &orders);
    company.files.write("strimzi/a.yaml", topic("orders", 1));
    let then = company.read_on(1);
    company.files.write("more.yaml", component("web", "ana", ""));
    let now = company.read_on(2);
    let found = past(&company.journal, &now, at(1)).unwrap().catalog;
    assert_eq!(told(&found), told(&then));
    let files = |catalog: &Catalog| {
        catalog
            .files()
            .map(|file| file.path.to_owned())
            .filter(|path| path.contains("strimzi"))
            .collect::<Vec<_>>()
    };
    assert_eq!(files(&found), files(&then));
}

const ID: &str = "annotations: {muster/external-id: 'kafka:main/orders'}";

/// A topic, written by hand, that needs what `needs` says.
fn written(name: &str, more: &str, needs: &str) -> String {
    let spec = format!("type: kafka-topic, owner: 'user:ana', dependsOn: [{needs}]");
    document("Resource", name, &spec)
        .replace(&format!("{{name: {name}}}"), &format!("{{name: {name}, {more}}}"))
}

/// The dependencies of all entities, as `from to`.
fn needs(catalog: &Catalog) -> Vec<String> {
    let nothing = workspace::catalog("");
    let linked = difference(&nothing, catalog).linked.into_iter();
    linked.map(|one| format!("{} {}", one.from, one.to)).collect()
}

#[test]
fn what_a_declaration_adds_is_told_whatever_the_entity_said_and_wherever_it_was() {
    let company = Company::with("[[catalog.declarations]]\nfiles = [\"strimzi/*.yaml\"]\n");
    company.files.write("org.yaml", user("ana"));
    company.files.write("strimzi/a.yaml", topic("orders", 1));
    company.files.write("a.yaml", written("orders", ID, ""));
    let first = company.read_on(1);
    company
        .files
        .write("a.yaml", written("orders", ID, "'component:web'"));
    let second = company.read_on(2);
    company.files.remove("a.yaml");
    company
        .files
        .write("b.yaml", written("orders", ID, "'component:web'"));
    let third = company.read_on(3);
    company.files.remove("b.yaml");
    let last = company.read_on(4);
    for now in [&second, &third, &last] {
        for (day, then) in [(1, &first), (2, &second), (3, &third)] {
            if day > 2 && Arc::ptr_eq(now, &second) {
                continue;
            }
            let found = past(&company.journal, now, at(day)).unwrap().catalog;
            assert_eq!(told(&found), told(then), "day {day}");
            assert_eq!(needs(&found), needs(then), "day {day}");
        }
    }
    let found = past(&company.journal, &third, at(1)).unwrap().catalog;
    let linked = difference(&found, &third).linked;
    let linked: Vec<&str> = linked.iter().map(|one| &*one.to).collect();
    assert_eq!(linked, ["component:default/web"], "only what its own file added");
}

#[test]
fn a_declaration_that_stood_for_itself_adds_nothing_to_what_was_written_elsewhere() {
    let company = Company::with("[[catalog.declarations]]\nfiles = [\"strimzi/*.yaml\"]\n");
    company.files.write("org.yaml", user("ana"));
    company
        .files
        .write("a.yaml", written("placed", "title: Placed", ""));
    let alone = company.read_on(1);
    company.files.write("strimzi/a.yaml", topic("orders", 1));
    let beside = company.read_on(2);
    company.files.write("a.yaml", written("placed", ID, ""));
    let now = company.read_on(3);
    for (day, then) in [(1, &alone), (2, &beside), (3, &now)] {
        let found = past(&company.journal, &now, at(day)).unwrap().catalog;
        assert_eq!(told(&found), told(then), "day {day}");
        assert_eq!(standings(&found), standings(then), "day {day}");
    }
}

#[test]
fn what_cannot_be_read_today_could_be_then() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    company.files.write("a.yaml", component("cart", "ana", ""));
    let then = company.read_on(1);
    company.files.write("a.yaml", "kind: [");
    let before = Some(company.reader.current());
    let now = company
        .reader
        .read(before.as_ref())
        .snapshot
        .map_or_else(|| company.read_on(2), |read| read.catalog);
    let found = past(&company.journal, &now, at(1)).unwrap().catalog;
    assert_eq!(told(&found), told(&then));
    assert!(standings(&found).iter().all(|(_, _, stale)| !stale));
}

#[test]
fn a_codeowners_still_names_owners() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    company.files.write("CODEOWNERS", "* @ana\n");
    let unowned = document("Component", "cart", "type: service, lifecycle: production");
    company.files.write("a.yaml", &unowned);
    let then = company.read_on(1);
    company
        .files
        .write("a.yaml", unowned.replace("production", "deprecated"));
    let now = company.read_on(2);
    let found = past(&company.journal, &now, at(1)).unwrap().catalog;
    assert_eq!(told(&found), told(&then));
}

#[test]
fn a_journal_that_kept_no_steps_back_tells_the_same() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    let mut days = Vec::new();
    for day in 0..4 {
        company.files.write(
            &format!("f{}.yaml", day % 2),
            component(&format!("c{day}"), "ana", ""),
        );
        company.read_on(day);
        days.push(company.journal.manifest_at(at(day)).unwrap().unwrap());
    }
    let path = company.journal.path().to_owned();
    let home = path.parent().unwrap().to_owned();
    drop(company.journal);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("DROP TABLE catalog_before; PRAGMA user_version = 3")
        .unwrap();
    drop(conn);
    let told = |journal: &Journal| -> Vec<_> {
        (0..4)
            .map(|day| journal.manifest_at(at(day)).unwrap().unwrap())
            .collect()
    };
    assert_eq!(told(&Journal::open_read_only(&path).unwrap()), days, "as it is");
    let journal = Journal::open(&path, &home).unwrap();
    assert_eq!(told(&journal), days, "brought up");
    assert_eq!(journal.check_tables().unwrap(), []);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute("DELETE FROM catalog_before WHERE lseq = 2", [])
        .unwrap();
    assert_eq!(journal.check_tables().unwrap().len(), 1);
    assert_eq!(journal.rebuild().unwrap().entities, 1);
    assert_eq!(told(&journal), days, "made again");
}

#[test]
fn a_clock_that_was_wrong_for_a_while_spoils_no_other_day() {
    for wrong in [200, -3000] {
        let company = Company::new();
        company
            .files
            .write("org.yaml", ["ana", "bo", "cy", "dee"].map(user).concat());
        let readings = [
            (1, "ana"),
            (5, "bo"),
            (wrong, "cy"),
            (10, "dee"),
            (15, "ana"),
            (20, "bo"),
        ];
        let mut now = None;
        for (day, owner) in readings {
            company.files.write("a.yaml", component("cart", owner, ""));
            now = Some(company.read_on(day));
        }
        let now = now.unwrap();
        // Between the fifth and the tenth nobody knows when it was.
        let days = [(1, "ana"), (4, "ana"), (11, "dee"), (16, "ana"), (21, "bo")];
        for (day, who) in days {
            let then = past(&company.journal, &now, at(day)).unwrap().catalog;
            let cart = then.entity(then.find("component:default/cart").unwrap());
            assert_eq!(cart.accountable().unwrap().name(), who, "{wrong}: day {day}");
        }
        assert!(matches!(
            past(&company.journal, &now, at(0)),
            Err(PastError::Before(_))
        ));
        // The record of a day is not cut short either.
        let until = |day| {
            company.journal.events(&Filter {
                type_prefix: Some("entity.changed".to_owned()),
                until: Some(at(day)),
                ..Filter::default()
            })
        };
        let of_then = until(11).unwrap();
        assert_eq!(of_then.last().unwrap().time, at(10), "{wrong}");
        // Out of the events alone it is the same.
        let told = |journal: &Journal| days.map(|(day, _)| journal.manifest_at(at(day)).unwrap());
        let kept = told(&company.journal);
        let path = company.journal.path().to_owned();
        drop(company.journal);
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute_batch("DROP TABLE catalog_before; PRAGMA user_version = 3")
            .unwrap();
        assert_eq!(told(&Journal::open_read_only(&path).unwrap()), kept, "{wrong}");
    }
}

#[test]
fn a_line_of_then_is_told_only_where_it_is_known() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana") + &user("bo"));
    company.files.write("a.yaml", component("cart", "ana", ""));
    company.read_on(1);
    company.files.write("a.yaml", component("cart", "bo", ""));
    let now = company.read_on(2);
    let then = past(&company.journal, &now, at(1)).unwrap().catalog;
    let place = |catalog: &Catalog, name: &str| catalog.entity(catalog.find(name).unwrap()).place();
    assert_eq!(place(&then, "component:default/cart"), "a.yaml");
    assert_eq!(place(&then, "user:default/bo"), place(&now, "user:default/bo"));
    assert_eq!(place(&now, "component:default/cart"), "a.yaml:1");
}

#[test]
fn a_journal_whose_first_reading_is_lost_says_so_and_does_not_begin_later() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    company.read_on(1);
    let path = company.journal.path().to_owned();
    let home = path.parent().unwrap().to_owned();
    drop(company.journal);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "DELETE FROM version WHERE digest = (SELECT baseline FROM catalog_state);
         DROP TABLE catalog_before; PRAGMA user_version = 3",
    )
    .unwrap();
    drop(conn);
    let company = Company {
        journal: Journal::open(&path, &home).unwrap(),
        ..company
    };
    let now = company.reader.current().catalog;
    let is_told = |now: &Catalog, day| match past(&company.journal, now, at(day)) {
        Err(PastError::Journal(error)) => assert!(matches!(error.cause, Cause::NoManifest(_)), "{error}"),
        other => panic!("day {day}: {other:?}"),
    };
    [1, 2].iter().for_each(|day| is_told(&now, *day));
    company.files.write("a.yaml", component("cart", "ana", ""));
    let now = company.read_on(3);
    [1, 2, 3].iter().for_each(|day| is_told(&now, *day));
    assert!(matches!(
        past(&company.journal, &now, at(0)),
        Err(PastError::Before(_))
    ));
}

#[test]
fn events_up_to_a_moment_are_those_before_the_first_later_one() {
    let company = Company::new();
    company.files.write("org.yaml", user("ana"));
    for day in 1..5 {
        company
            .files
            .write("a.yaml", component("cart", "ana", &format!("'component:c{day}'")));
        company.read_on(day);
    }
    for (day, changes) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (9, 3)] {
        let events = company.journal.events(&Filter {
            type_prefix: Some("entity.".to_owned()),
            until: Some(at(day)),
            ..Filter::default()
        });
        assert_eq!(events.unwrap().len(), changes, "day {day}");
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
