//! Readings of a catalog and what the journal makes of them: every entity has a history, any earlier moment can be had
//! again, and the projection is what a new fold of the events gives.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use muster::model::journal::Filter;
use muster::model::journal::{
    CatalogFold, EntityChanged, Entry, Fact, Hash, Manifest, NewEvent, Subject, Unknown, Verdict, sentence,
};
use muster::store::{Journal, Reading, Recorded};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::home::{Home, at};

/// A catalog in the test: name → (owner, file).
type Catalog = BTreeMap<u8, (u8, u8)>;

fn canonical(name: u8) -> String {
    format!("component:default/s{name}")
}

fn body(name: u8, owner: u8) -> Vec<u8> {
    format!(r#"{{"kind":"Component","metadata":{{"name":"s{name}"}},"spec":{{"owner":"team-{owner}","type":"service"}}}}"#)
        .into_bytes()
}

fn manifest(catalog: &Catalog) -> Manifest {
    let entry = |(name, (owner, file)): (&u8, &(u8, u8))| Entry {
        entity: canonical(*name).into(),
        version: Hash::of(&body(*name, *owner)),
        file: format!("{file}.yaml").into(),
    };
    Manifest::new(catalog.iter().map(entry).collect())
}

fn record(journal: &Journal, catalog: &Catalog, second: i64) -> Recorded {
    let manifest = manifest(catalog);
    let reading = Reading {
        manifest: &manifest,
        read_at: at(second),
        actor: "muster",
    };
    let mut body_of = |entity: &str| {
        let name = entity.rsplit('s').next()?.parse().ok()?;
        Some(body(name, catalog.get(&name)?.0))
    };
    journal
        .record_reading(&reading, &mut body_of)
        .expect("a recorded reading")
}

fn sentences(journal: &Journal) -> Vec<String> {
    journal
        .events(&Filter::default())
        .unwrap()
        .iter()
        .map(sentence)
        .collect()
}

#[test]
fn the_first_reading_is_one_event_and_then_every_change_is_told() {
    let home = Home::new();
    let journal = home.open();
    let first = record(
        &journal,
        &Catalog::from([(1, (1, 1)), (2, (1, 1)), (3, (1, 2))]),
        1,
    );
    assert_eq!(
        first,
        Recorded {
            is_first: true,
            ..Recorded::default()
        }
    );
    assert_eq!(
        record(
            &journal,
            &Catalog::from([(1, (1, 1)), (2, (1, 1)), (3, (1, 2))]),
            2
        ),
        Recorded::default()
    );
    let next = record(
        &journal,
        &Catalog::from([(1, (2, 1)), (3, (1, 7)), (4, (4, 4))]),
        3,
    );
    assert_eq!(
        next,
        Recorded {
            appeared: 1,
            changed: 2,
            disappeared: 1,
            ..Recorded::default()
        }
    );
    assert_eq!(
        sentences(&journal),
        [
            "Catalog read for the first time: 3 entities in 2 files",
            "component:default/s1 changed: spec.owner",
            "component:default/s2 disappeared",
            "component:default/s3 moved to 7.yaml",
            "component:default/s4 appeared in 4.yaml",
        ]
    );
    let history = journal.entity_history("component:default/s1", 10).unwrap();
    let Ok(Fact::EntityChanged(changed)) = history[0].fact() else {
        panic!("{history:?}")
    };
    assert_eq!(journal.version_body(changed.from).unwrap(), Some(body(1, 1)));
    assert_eq!(journal.version_body(changed.to).unwrap(), Some(body(1, 2)));
    assert_eq!(journal.recent_changes(2).unwrap().len(), 2);
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn an_empty_catalog_can_be_a_first_reading() {
    let home = Home::new();
    let journal = home.open();
    assert!(record(&journal, &Catalog::new(), 1).is_first);
    assert_eq!(record(&journal, &Catalog::from([(1, (1, 1))]), 2).appeared, 1);
    assert_eq!(journal.manifest_at(at(1)).unwrap(), Some(Manifest::default()));
    assert_eq!(journal.manifest_at(at(0)).unwrap(), None);
}

#[test]
fn windows_that_see_the_same_change_journal_it_once() {
    let home = Home::new();
    let before: Catalog = (0..200).map(|name| (name, (1, 1))).collect();
    let after: Catalog = (50..250).map(|name| (name, (2, 1))).collect();
    record(&home.open(), &before, 1);
    let told = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let recorded = record(&home.open(), &after, 2);
                let count = recorded.appeared + recorded.changed + recorded.disappeared;
                told.fetch_add(count as usize, Ordering::Relaxed);
            });
        }
    });
    assert_eq!(told.into_inner(), 250);
    let journal = home.open();
    assert_eq!(journal.head().unwrap(), 251);
    assert_eq!(journal.manifest_at(at(2)).unwrap(), Some(manifest(&after)));
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
}

#[test]
fn an_older_reading_does_not_undo_a_later_one() {
    let home = Home::new();
    let journal = home.open();
    let (old, new) = (Catalog::from([(1, (1, 1))]), Catalog::from([(1, (2, 1))]));
    record(&journal, &old, 1);
    record(&journal, &new, 10);
    assert!(record(&journal, &old, 9).is_outdated);
    assert_eq!(journal.head().unwrap(), 2);
    let a_clock_set_back = -SignedDuration::from_hours(1).as_secs();
    assert_eq!(record(&journal, &old, a_clock_set_back).changed, 1);
}

#[test]
fn a_version_that_is_not_what_was_read_is_not_kept() {
    let home = Home::new();
    let journal = home.open();
    let manifest = manifest(&Catalog::from([(1, (1, 1)), (2, (1, 1))]));
    let reading = Reading {
        manifest: &manifest,
        read_at: at(1),
        actor: "muster",
    };
    let recorded = journal
        .record_reading(&reading, &mut |entity| {
            entity
                .ends_with('1')
                .then(|| b"{\"something\":\"else\"}".to_vec())
        })
        .unwrap();
    assert_eq!(recorded.unkept, 2);
    assert_eq!(record(&journal, &Catalog::from([(1, (2, 1))]), 2).changed, 1);
    assert!(sentences(&journal).contains(&"component:default/s1 changed".to_owned()));
}

#[test]
fn a_change_whose_precondition_does_not_hold_is_void() {
    let home = Home::new();
    let journal = home.open();
    record(&journal, &Catalog::from([(1, (1, 1))]), 1);
    let change = EntityChanged {
        entity: canonical(1),
        from: Hash::of(b"never so"),
        to: Hash::of(b"nor so"),
        fields: Vec::new(),
        file: "1.yaml".to_owned(),
        unknown: Unknown::new(),
    };
    journal
        .append(vec![NewEvent::new(
            &change,
            Subject::entity(&change.entity),
            at(2),
            "muster",
        )])
        .unwrap();
    assert_eq!(
        journal.manifest_at(at(3)).unwrap(),
        Some(manifest(&Catalog::from([(1, (1, 1))])))
    );
    assert_eq!(journal.rebuild().unwrap().entities, 0);
}

#[test]
fn redacting_a_change_takes_it_out_of_the_projection() {
    let home = Home::new();
    let journal = home.open();
    record(&journal, &Catalog::from([(1, (1, 1))]), 1);
    record(&journal, &Catalog::from([(1, (2, 1))]), 2);
    let change = journal.entity_history(&canonical(1), 1).unwrap()[0].id;
    journal
        .redact(change, "a slip", "user:default/anna", at(3))
        .unwrap();
    assert!(journal.verify(&|_, _| {}).unwrap().is_ok());
    assert_eq!(
        record(&journal, &Catalog::from([(1, (2, 1))]), 4).changed,
        1,
        "the next reading tells it again"
    );
}

#[test]
fn a_projection_that_went_wrong_is_found_and_made_again() {
    let home = Home::new();
    let journal = home.open();
    record(
        &journal,
        &Catalog::from([(1, (1, 1)), (2, (2, 2)), (3, (3, 3))]),
        1,
    );
    let conn = Connection::open(journal.path()).unwrap();
    conn.execute_batch("DELETE FROM catalog_entity WHERE ref LIKE '%s1'; UPDATE catalog_entity SET file = 'x' WHERE ref LIKE '%s2'")
        .unwrap();
    let findings = journal.check_tables().unwrap();
    assert_eq!(
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
        ["projection-differs"]
    );
    assert_eq!(journal.rebuild().unwrap().entities, 2);
    assert_eq!(journal.check_tables().unwrap(), []);
}

#[test]
fn a_version_that_was_altered_is_found() {
    let home = Home::new();
    let journal = home.open();
    let catalog: Catalog = (0..250).map(|name| (name, (name, 1))).collect();
    record(&journal, &catalog, 1);
    assert_eq!(
        journal.version_body(Hash::of(&body(249, 249))).unwrap(),
        Some(body(249, 249))
    );
    let conn = Connection::open(journal.path()).unwrap();
    for damage in [
        "UPDATE version SET start = start + 1 WHERE pack = 1",
        "DELETE FROM pack WHERE n = 2",
    ] {
        let before = journal.verify(&|_, _| {}).unwrap().findings.len();
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {damage}"))
            .unwrap();
        let findings = journal.verify(&|_, _| {}).unwrap().findings;
        assert!(findings.len() > before);
        assert!(findings.iter().all(|finding| finding.code == "version-altered"));
    }
}

fn catalogs() -> impl Strategy<Value = Vec<Catalog>> {
    let catalog = proptest::collection::btree_map(0u8..8, (0u8..3, 0u8..2), 0..8);
    proptest::collection::vec(catalog, 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// After any readings: the projection is what a fold gives, any earlier moment is what was read then, folding twice
    /// gives the same, and every version can be had.
    #[test]
    fn any_history_can_be_had_again(history in catalogs()) {
        let home = Home::new();
        let journal = home.open();
        for (second, catalog) in history.iter().enumerate() {
            record(&journal, catalog, second as i64 + 1);
        }
        for (second, catalog) in history.iter().enumerate() {
            let then = journal.manifest_at(at(second as i64 + 1)).unwrap();
            prop_assert_eq!(then.as_ref(), Some(&manifest(catalog)));
            for (name, (owner, _)) in catalog {
                let kept = journal.version_body(Hash::of(&body(*name, *owner))).unwrap();
                prop_assert_eq!(kept, Some(body(*name, *owner)));
            }
        }
        prop_assert_eq!(journal.rebuild().unwrap().entities, 0, "incremental = rebuilt");
        prop_assert_eq!(journal.verify(&|_, _| {}).unwrap().findings, []);

        let events = journal.events(&Filter::default()).unwrap();
        let fold = || {
            let mut fold = CatalogFold::new();
            for event in &events {
                let verdict = fold.apply(&event.fact().unwrap(), |_| Some(manifest(&history[0])));
                assert_eq!(verdict, Verdict::Applied);
            }
            fold
        };
        prop_assert_eq!(fold(), fold());
        prop_assert_eq!(Some(fold().manifest()), history.last().map(manifest));
    }

    /// A manifest reads back as it was written, whatever the names.
    #[test]
    fn a_manifest_in_writing_reads_back(names in proptest::collection::vec((".*", ".*"), 0..6)) {
        let entry = |(entity, file): &(String, String)| Entry {
            entity: entity.as_str().into(),
            version: Hash::of(file.as_bytes()),
            file: file.as_str().into(),
        };
        let manifest = Manifest::new(names.iter().map(entry).collect());
        prop_assert_eq!(Manifest::from_text(&manifest.to_text()), Ok(manifest));
    }
}
