//! What is written to a folder, and what is left alone there.

use crate::reader::Company;
use crate::sized;
use muster::demo::{self, DemoError, Options};

#[test]
fn what_is_written_is_what_was_generated_and_is_counted_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("new/demo");
    let summary = demo::write(&dir, &sized(1_000)).expect("a demo");
    let company = Company::of(&sized(1_000));
    for (path, contents) in &company.files {
        assert_eq!(
            &std::fs::read_to_string(dir.join(path)).expect("a file"),
            contents
        );
    }
    assert_eq!(
        summary.entities.into_iter().collect::<Vec<_>>(),
        company.counts().into_iter().collect::<Vec<_>>()
    );
    assert_eq!(summary.files, company.files.len());
    assert_eq!(summary.people, company.counts()["User"]);
    let teams = company
        .entities
        .iter()
        .filter(|e| e.kind == "Group" && e.spec("type") == "team")
        .count();
    assert_eq!(summary.teams, teams);
}

#[test]
fn edits_are_applied_to_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    demo::write(folder.path(), &sized(1_000)).expect("a demo");
    for edit in demo::later_edits(&sized(1_000)) {
        edit.apply(folder.path()).expect("an edit");
        let written = std::fs::read_to_string(folder.path().join(&edit.file.path)).expect("a file");
        assert_eq!(written, edit.file.contents);
    }
}

#[test]
fn an_earlier_demo_is_replaced_and_other_files_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    demo::write(folder.path(), &sized(5_000)).expect("a demo");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("a note");
    demo::write(folder.path(), &sized(1_000)).expect("a smaller demo");
    assert!(!folder.path().join("catalog/markets").exists());
    assert_eq!(
        std::fs::read_to_string(folder.path().join("notes.txt")).expect("the note"),
        "mine"
    );
}

#[test]
fn a_folder_that_is_not_a_demo_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("muster.toml"), "mine").expect("a file");
    let refused = demo::write(folder.path(), &Options::default());
    assert!(matches!(refused, Err(DemoError::NotADemo { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_size_that_cannot_be_made_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for asked in [0, 20, usize::MAX] {
        let refused = demo::write(folder.path(), &sized(asked)).expect_err("no such company");
        let expected = format!("a demo company cannot have {asked} entities; ask for 600 to 1000000");
        assert_eq!(refused.to_string(), expected);
        assert!(
            std::fs::read_dir(folder.path())
                .expect("a folder")
                .next()
                .is_none()
        );
    }
}
