//! The demo company's past: access that ends soon, and some that is over and could not be taken back.

use jiff::Timestamp;
use muster::demo::Options;
use muster::engine::access::{Known, records};
use muster::engine::demo::prepare;
use muster::model::access::{Granted, Standing};
use muster::store::Journal;

fn given(now: Timestamp) -> Vec<Granted> {
    let folder = tempfile::tempdir().unwrap();
    let demo = prepare(folder.path(), &Options::default(), "user:default/nobody", now).unwrap();
    let file = demo.paths.journal(&demo.workspace.key);
    let journal = Journal::open(&file, demo.paths.data()).unwrap();
    let mut given = records(&journal, &mut Known::default()).unwrap().granted;
    given.retain(|one| one.is_given);
    given
}

#[test]
fn the_demo_has_access_that_ends_soon_and_some_that_is_over() {
    let now = Timestamp::from_second(1_780_000_000).unwrap();
    let given = given(now);
    let mut told: Vec<(&str, Standing, bool)> = given
        .iter()
        .map(|one| (one.right.principal.as_str(), one.standing, one.is_over(now)))
        .collect();
    told.sort_by_key(|(principal, ..)| *principal);
    assert_eq!(
        told,
        [
            ("User:inventory-api", Standing::Stuck, true),
            ("User:search-api", Standing::Holds, false),
        ]
    );
}
