//! Reports that were altered by somebody who also computed the digest again: what shows by itself, what only beside the journal.

use muster::model::audit::{About, Report, Section, beside, verify};
use muster::store::Journal;
use tempfile::TempDir;

use crate::period::{TOPIC, journal};
use crate::{at, events, report};

type Forgery = fn(&mut Report);

/// The journal that [`honest`] has made.
fn journal_of(dir: &TempDir) -> Journal {
    Journal::open(&dir.path().join("journal.db"), dir.path()).unwrap()
}

fn honest(dir: &TempDir) -> Report {
    let about = About {
        entity: Some(TOPIC.to_owned()),
        ..About::default()
    };
    report(&journal(dir), &about)
}

fn forged(honest: &Report, forge: Forgery) -> Report {
    let mut report = honest.clone();
    forge(&mut report);
    report.digest = report.computed_digest();
    report
}

/// The place of the approval among the links.
fn approval(report: &Report) -> usize {
    let links = &report.chains[0].links;
    links
        .iter()
        .position(|link| link.type_ == "run.approved")
        .unwrap()
}

fn drop_line(report: &mut Report, at: usize) {
    let oseq = report.chains[0].links[at].oseq;
    report.lines.retain(|line| line.oseq != oseq);
}

/// What nobody can do without being found, journal or not.
const PLAIN: [(&str, Forgery); 9] = [
    ("a text", |report| {
        report.lines[0].text = "nobody asked".to_owned()
    }),
    ("a section", |report| {
        report.lines[0].section = Section::Health;
    }),
    ("an actor", |report| report.lines[0].actor = "muster".to_owned()),
    ("a time", |report| {
        report.lines[0].time = "2020-01-01T00:00:00Z".to_owned();
    }),
    ("another format", |report| report.muster_audit = 2),
    ("a line for another", |report| {
        report.lines[1] = report.lines[0].clone();
    }),
    ("a line twice", |report| {
        report.lines.push(report.lines[0].clone());
    }),
    ("a chain in two", |report| {
        let mut second = report.chains[0].clone();
        second.links = report.chains[0].links.split_off(3);
        report.chains.push(second);
    }),
    ("an event left out", |report| {
        let at = approval(report);
        drop_line(report, at);
        report.chains[0].links.remove(at);
    }),
];

/// All of those but what is wrong with words, which nothing but muster can tell.
pub fn without_words(dir: &TempDir) -> Vec<Report> {
    let honest = honest(dir);
    let all = PLAIN.iter().skip(2);
    all.map(|(_, forge)| forged(&honest, *forge)).collect()
}

#[test]
fn what_contradicts_itself_is_found_without_a_journal() {
    let dir = tempfile::tempdir().unwrap();
    let honest = honest(&dir);
    assert!(verify(&honest).problems.is_empty());
    for (name, forge) in PLAIN {
        assert!(!verify(&forged(&honest, forge)).problems.is_empty(), "{name}");
    }
}

/// What stands as it was written and is not all, or not what was asked.
const SILENT: [(&str, Forgery); 6] = [
    ("an event untold", |report| {
        let at = approval(report);
        drop_line(report, at);
        let link = &mut report.chains[0].links[at];
        (link.told, link.body, link.salt) = (false, None, None);
    }),
    ("a body taken out", |report| {
        let at = approval(report);
        let link = &mut report.chains[0].links[at];
        (link.body, link.salt) = (None, None);
        let oseq = link.oseq;
        let line = report.lines.iter_mut().find(|line| line.oseq == oseq).unwrap();
        line.text = "run.approved on run/rrrrrrrrrr (redacted)".to_owned();
    }),
    ("another entity", |report| {
        report.about = Some("resource:default/other".to_owned());
    }),
    ("another period", |report| report.since = Some(at(3).to_string())),
    ("no events", |report| {
        report.lines.clear();
        report.chains.clear();
    }),
    ("an end cut off", |report| {
        let last = report.chains[0].links.pop().unwrap();
        report.lines.retain(|line| line.oseq != last.oseq);
    }),
];

#[test]
fn what_is_left_unsaid_is_found_beside_the_journal() {
    let dir = tempfile::tempdir().unwrap();
    let honest = honest(&dir);
    let all = events(&journal_of(&dir));
    assert_eq!(beside(&honest, all.clone()).problems, [""; 0]);
    for (name, forge) in SILENT {
        let forged = forged(&honest, forge);
        assert_eq!(verify(&forged).problems, [""; 0], "{name}");
        assert!(!beside(&forged, all.clone()).problems.is_empty(), "{name}");
    }
}

#[test]
fn a_report_holds_beside_a_journal_that_went_on() {
    let dir = tempfile::tempdir().unwrap();
    let journal = journal(&dir);
    let all = events(&journal);
    let about = About {
        entity: Some(TOPIC.to_owned()),
        ..About::default()
    };
    let then = Report::of(&journal.journal_id().to_string(), &all[..5], &about);
    assert_eq!(verify(&then).problems, [""; 0]);
    let found = beside(&then, all);
    assert_eq!((found.problems, found.later), (vec![], 4));
}

#[test]
fn what_was_redacted_since_is_no_fault_of_a_report() {
    let dir = tempfile::tempdir().unwrap();
    let honest = honest(&dir);
    let mut all = events(&journal_of(&dir));
    for event in &mut all {
        (event.body, event.salt) = (None, None);
    }
    assert_eq!(beside(&honest, all).problems, [""; 0]);
}
