//! What happened this week.

use crate::reader::Company;
use crate::sized;
use muster::demo::{self, Options};

#[test]
fn the_week_has_a_dozen_edits_oldest_first_each_of_which_changes_its_file() {
    for options in [Options::default(), sized(Options::LEAST)] {
        let mut files = Company::of(&options).files;
        let edits = demo::later_edits(&options);
        assert!((12..=15).contains(&edits.len()), "{} edits", edits.len());
        assert!(edits.is_sorted_by(|a, b| a.days_ago >= b.days_ago));
        for edit in edits {
            let before = files.insert(edit.file.path.clone(), edit.file.contents.clone());
            assert!(
                before.is_some_and(|before| before != edit.file.contents),
                "{}",
                edit.what
            );
        }
    }
}

#[test]
fn after_the_week_the_catalog_is_as_whole_as_before() {
    let options = Options::default();
    let (before, after) = (Company::of(&options), Company::after_the_week(&options));
    assert_eq!(after.broken, before.broken);
    let gone: Vec<_> = before
        .by_reference()
        .into_keys()
        .filter(|r| !after.by_reference().contains_key(r))
        .collect();
    assert_eq!(gone.len(), 2, "{gone:?}");
    // Whatever leads nowhere since then leads to the person who left.
    let leaver = gone
        .iter()
        .find(|reference| reference.starts_with("user:"))
        .expect("someone left");
    assert!(
        after
            .dangling()
            .difference(&before.dangling())
            .all(|(_, _, to)| to == leaver)
    );
    assert!(after.entity("component:default/case-summary").spec("lifecycle") == "experimental");
}
