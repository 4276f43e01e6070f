use super::*;
use crate::app::list::{List, Rows as _};
use crate::model::discovery::{Discovery, Place, Sighting};
use proptest::prelude::*;

fn known(ids: &[&str]) -> Arc<Known> {
    let place = |name: &str| Place {
        name: name.to_owned(),
        ..Place::default()
    };
    let found = |id: &&str| Unregistered {
        sighting: Sighting {
            id: (*id).to_owned(),
            name: id.rsplit('/').next().unwrap_or_default().to_owned(),
            ..Sighting::default()
        },
        guess: Default::default(),
        entity_ref: String::new(),
    };
    Arc::new(Known::new(Arc::new(Discovery {
        places: vec![place("kafka:main"), place("github:acme")],
        unregistered: ids.iter().map(found).collect(),
        ..Discovery::default()
    })))
}

fn made(known: &Arc<Known>, words: &str, folded: &[&str], sort: Option<Column>) -> Rows {
    let mut rows = Rows::of(Tab::Unregistered);
    let folded = folded.iter().map(|name| (*name).to_owned()).collect();
    rows.make(
        known,
        Wish {
            words,
            sort,
            reversed: false,
            folded: &folded,
        },
    );
    rows
}

fn texts(rows: &Rows) -> Vec<String> {
    (0..rows.len())
        .map(|at| rows.id(at).replace(MARK, "# "))
        .collect()
}

const IDS: [&str; 4] = ["kafka:main/b", "github:acme/cart", "kafka:main/a", "kafka:old/z"];

#[test]
fn rows_stand_under_their_places_in_the_order_of_the_places() {
    let known = known(&IDS);
    assert_eq!(
        texts(&made(&known, "", &["github:acme"], Some(Column::Name))),
        [
            "# kafka:main",
            "kafka:main/a",
            "kafka:main/b",
            "# github:acme",
            "# kafka:old",
            "kafka:old/z"
        ]
    );
}

#[test]
fn marks_stay_on_what_the_filter_hides_and_leave_what_is_gone() {
    let mut rows = made(&known(&IDS), "", &[], None);
    let mut list = List::default();
    assert!(list.select_id("kafka:main/a", &rows));
    list.toggle_mark(&rows);
    rows = made(&known(&IDS), "cart", &[], None);
    list.replaced(&rows);
    assert_eq!(list.marked_count(&rows), 1);
    rows = made(&known(&["github:acme/cart"]), "", &[], None);
    list.replaced(&rows);
    assert!(!list.has_marks());
}

proptest! {
    #[test]
    fn every_row_is_found_by_its_identity(ids in prop::collection::vec("(kafka|github):[ab]/[a-d]{1,3}", 0..20), words in "[a-d ]{0,3}") {
        let ids: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let rows = made(&known(&ids), &words, &["kafka:a"], None);
        for at in 0..rows.len() {
            prop_assert_eq!(rows.find(&rows.id(at)), Some(at));
        }
    }
}
