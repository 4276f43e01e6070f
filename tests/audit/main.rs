//! Reports of the record: what they hold, that whatever is altered in them is found, and that AUDIT.md's own script agrees.

mod commands;
mod forged;
#[path = "../cli/machine.rs"]
#[allow(dead_code)]
mod machine;
mod period;

use std::process::Command;

use jiff::{SignedDuration, Timestamp};
use muster::model::audit::{About, Report, Section, markdown, verify};
use muster::model::journal::{
    EntityEdited, Event, Filter, NewEvent, RunApproved, Subject, TaskCreated, Unknown,
};
use muster::store::Journal;
use tempfile::TempDir;

const CART: &str = "component:default/cart";
const BO: &str = "user:default/bo";

fn at(hours: i64) -> Timestamp {
    Timestamp::from_millisecond(1_700_000_000_000).unwrap() + SignedDuration::from_hours(hours)
}

fn task(title: &str, entity: &str) -> TaskCreated {
    TaskCreated {
        title: title.to_owned(),
        requester: Some("user:default/ana".to_owned()),
        entities: vec![entity.to_owned()],
        source: "queue".to_owned(),
        ..TaskCreated::default()
    }
}

/// A request about cart, something else, the approval of a run, an edit of cart.
fn journal(dir: &TempDir) -> Journal {
    let journal = Journal::open(&dir.path().join("journal.db"), dir.path()).unwrap();
    let edited = EntityEdited {
        entity: CART.to_owned(),
        fields: [("spec.owner".to_owned(), ("a".into(), "b".into()))].into(),
        file: "cart.yaml".to_owned(),
        run: None,
        reason: "moved | <b>\u{202e}".to_owned(),
        unknown: Unknown::new(),
    };
    let approved = RunApproved {
        step: "agree".to_owned(),
        plan_hash: "ab".repeat(32),
        ..RunApproved::default()
    };
    let hostile = "Move it | [x](http://evil) <script>\n# Heading \u{1b}[31m";
    journal
        .append(vec![
            NewEvent::new(
                &task(hostile, CART),
                Subject::task("aaaaaaaaaa"),
                at(0),
                "user:default/ana",
            ),
            NewEvent::new(
                &task("Else", "component:default/x"),
                Subject::task("bbbbbbbbbb"),
                at(1),
                "user:default/x",
            ),
            NewEvent::new(&approved, Subject::run("cccccccccc"), at(2), BO),
            NewEvent::new(&edited, Subject::entity(CART), at(3), "user:default/ana"),
        ])
        .unwrap();
    journal
}

fn events(journal: &Journal) -> Vec<Event> {
    journal.events(&Filter::default()).unwrap()
}

fn about(entity: &str) -> About {
    About {
        entity: Some(entity.to_owned()),
        ..About::default()
    }
}

fn report(journal: &Journal, about: &About) -> Report {
    Report::of(&journal.journal_id().to_string(), &events(journal), about)
}

fn sections(report: &Report) -> Vec<Section> {
    report.lines.iter().map(|line| line.section).collect()
}

#[test]
fn a_report_tells_what_is_about_an_entity_a_person_or_a_period() {
    let dir = tempfile::tempdir().unwrap();
    let journal = journal(&dir);
    assert_eq!(
        sections(&report(&journal, &about(CART))),
        [Section::Requests, Section::Changes]
    );
    assert_eq!(sections(&report(&journal, &about(BO))), [Section::Approvals]);
    let period = About {
        since: Some(at(1)),
        until: Some(at(3)),
        ..About::default()
    };
    assert_eq!(
        sections(&report(&journal, &period)),
        [Section::Requests, Section::Approvals]
    );
    // What came between is shown as links, without what it says.
    let cart = report(&journal, &about(CART));
    let links = &cart.chains[0].links;
    let told: Vec<bool> = links.iter().map(|link| link.told).collect();
    assert_eq!(told, [true, false, false, true]);
    assert!(links[1].body.is_none());
    let found = verify(&cart);
    assert_eq!((found.problems, found.events, found.gaps), (vec![], 2, 0));
}

#[test]
fn whatever_is_altered_in_a_report_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let text = serde_json::to_string(&report(&journal(&dir), &about(CART))).unwrap();
    for place in 0..text.len() {
        let mut altered = text.clone().into_bytes();
        altered[place] ^= 1;
        let holds = serde_json::from_slice::<Report>(&altered)
            .is_ok_and(|report| verify(&report).problems.is_empty());
        assert!(!holds, "byte {place}: {}", String::from_utf8_lossy(&altered));
    }
}

#[test]
fn a_new_digest_does_not_hide_what_was_altered() {
    let dir = tempfile::tempdir().unwrap();
    let honest = report(&journal(&dir), &about(CART));
    let mut forged = [honest.clone(), honest.clone(), honest.clone(), honest.clone()];
    forged[0].chains[0].links[0].body = Some("{}".to_owned());
    forged[1].chains[0].links[1].actor = "user:default/other".to_owned();
    forged[2].lines.remove(0);
    forged[3].lines[0].actor = BO.to_owned();
    for mut report in forged {
        report.digest = report.computed_digest();
        assert!(!verify(&report).problems.is_empty());
    }
    // A dropped link is a gap that is told, not one that passes for a chain.
    let mut gap = honest;
    gap.chains[0].links.remove(1);
    gap.digest = gap.computed_digest();
    assert_eq!(verify(&gap).gaps, 1);
}

#[test]
fn a_redacted_body_is_gone_and_the_report_holds() {
    let dir = tempfile::tempdir().unwrap();
    let journal = journal(&dir);
    let mut all = events(&journal);
    (all[0].body, all[0].salt) = (None, None);
    // It is not known any more what it was about, but its actor is.
    let report = Report::of(
        &journal.journal_id().to_string(),
        &all,
        &about("user:default/ana"),
    );
    let found = verify(&report);
    assert_eq!((found.problems, found.redacted), (vec![], 1));
}

#[test]
fn markdown_is_no_place_for_markup_from_outside() {
    let dir = tempfile::tempdir().unwrap();
    let report = report(&journal(&dir), &about(CART));
    let text = markdown(&report);
    assert!(text.contains(&report.digest));
    for hostile in ["<script>", "[x](", "\n# Heading", "\u{1b}", "\u{202e}", " | [x"] {
        assert!(!text.contains(hostile), "{hostile:?} in {text}");
    }
}

#[test]
fn the_published_script_agrees_where_python3_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let published = include_str!("../../AUDIT.md");
    let script = published
        .split("```python\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let (file, script_file) = (dir.path().join("report.json"), dir.path().join("verify.py"));
    std::fs::write(&script_file, script.unwrap()).unwrap();
    let honest = report(&journal(&dir), &about(CART));
    let mut altered = honest.clone();
    altered.chains[0].links[0].subject = "task/zzzzzzzzzz".to_owned();
    let forged = forged::without_words(&tempfile::tempdir().unwrap());
    let all = [(honest, 0), (altered, 1)];
    for (report, status) in all
        .into_iter()
        .chain(forged.into_iter().map(|report| (report, 1)))
    {
        std::fs::write(&file, serde_json::to_string(&report).unwrap()).unwrap();
        let Ok(ran) = Command::new("python3").arg(&script_file).arg(&file).output() else {
            eprintln!("python3 is not here: the script of AUDIT.md was not run");
            return;
        };
        let told = String::from_utf8_lossy(&ran.stdout);
        assert_eq!(
            ran.status.code(),
            Some(status),
            "{told}{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert_ne!(told.trim(), "digest differs: something was altered");
    }
}
