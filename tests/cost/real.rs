//! A real export, which is not part of this repository: `MUSTER_FIXTURES` names the folder that holds it.

use std::path::PathBuf;

use muster::engine::cost::read;
use muster::model::cost::Amount;

#[test]
#[ignore = "needs a real export: MUSTER_FIXTURES=DIR cargo test --test cost -- --ignored"]
fn a_real_export_adds_up_to_what_exact_decimals_of_another_language_say() {
    let folder =
        PathBuf::from(std::env::var_os("MUSTER_FIXTURES").expect("MUSTER_FIXTURES names the folder"));
    let export = read(&folder.join("focus/focus_1.0_sample_part_a.csv"), &mut |_| true).unwrap();
    let sum = |of: fn(&muster::model::cost::Entry<'_>) -> Amount| {
        export
            .ledger
            .entries()
            .map(|entry| of(&entry))
            .sum::<Amount>()
            .to_string()
    };
    assert_eq!((export.rows, export.refused), (246, 0));
    assert_eq!(sum(|entry| entry.effective), "0.39563359966");
    assert_eq!(sum(|entry| entry.billed), "1.39727966509");
    assert!(export.ledger.entries().all(|entry| entry.currency == "USD"));
}
