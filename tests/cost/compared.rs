//! Exports are compared once: what was found of two of them is kept, nothing too, until one of them changes.

use std::path::PathBuf;

use crate::answers::kept;
use crate::company::{simple, with_rows};
use crate::machine::Machine;

fn ending(machine: &Machine, end: &str) -> Vec<PathBuf> {
    let mut found = kept(machine);
    found.retain(|path| path.extension().is_some_and(|own| own == end));
    found.sort();
    found
}

#[test]
fn that_two_exports_share_nothing_is_kept_until_one_of_them_changes() {
    let machine = with_rows(&[("", "1"), ("", "2")]);
    machine.write("cost/more.csv", &simple(&[("", "3"), ("", "4")]));
    machine.run("cost show").ok();
    assert_eq!(ending(&machine, "twice").len(), 1);
    // Their rows are not looked at again: not even that they are the same by now.
    let rows = ending(&machine, "rows");
    let before = std::fs::read(&rows[1]).unwrap();
    std::fs::copy(&rows[0], &rows[1]).unwrap();
    let answer = machine.run("cost show");
    assert!(!answer.stderr.contains("the same row"), "{}", answer.stderr);
    std::fs::write(&rows[1], before).unwrap();
    machine.write("cost/more.csv", &simple(&[("", "1"), ("", "4"), ("", "5")]));
    let answer = machine.run("cost show");
    assert!(
        answer.stderr.contains("the same row (1 USD)"),
        "{}",
        answer.stderr
    );
    assert_eq!(kept(&machine).len(), 2 * 2 + 1);
}

#[test]
fn nothing_is_kept_where_nothing_may_be_written() {
    let machine = with_rows(&[("", "1"), ("", "2")]);
    machine.write("cost/more.csv", &simple(&[("", "2"), ("", "4")]));
    let said = machine.run("cost show").stderr;
    let pair = ending(&machine, "twice").remove(0);
    std::fs::remove_file(&pair).unwrap();
    assert_eq!(machine.run("--read-only cost show").stderr, said);
    assert!(!pair.exists());
}

#[test]
fn what_cannot_be_compared_is_no_answer_that_is_kept() {
    let machine = with_rows(&[("", "1"), ("", "2")]);
    machine.write("cost/more.csv", &simple(&[("", "2"), ("", "4")]));
    machine.run("cost show");
    let pair = ending(&machine, "twice").remove(0);
    for broken in ["", "1", "1 two\n", "1 2\nmuch\n"] {
        std::fs::write(&pair, broken).unwrap();
        let answer = machine.run("cost show");
        assert!(
            answer.stderr.contains("the same row (2 USD)"),
            "{broken}: {}",
            answer.stderr
        );
    }
}
