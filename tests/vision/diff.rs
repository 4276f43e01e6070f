//! What a change of the vision makes fall out or in.

use std::collections::BTreeMap;

use muster::engine::vision::{change, file_tasks, mends, record};
use muster::model::task::{Act, Priority};
use muster::model::vision::diff::{Fall, diff};
use muster::model::vision::{Judged, Waiver, WaiverSource};
use muster::store::Filed;

use crate::company::*;

fn held(text: &str) -> Judged {
    judged(&vision(text), Vec::new(), today())
}

/// `rule entity severity`
fn told(judged: &Judged, falls: &[Fall]) -> Vec<String> {
    let entity = |fall: &Fall| judged.catalog.entity(fall.entity).name().to_owned();
    falls
        .iter()
        .map(|fall| format!("{} {} {}", fall.rule, entity(fall), fall.severity.name()))
        .collect()
}

#[test]
fn a_vision_is_no_different_from_itself() {
    let (before, after) = (held(VISION), held(&format!("# said anew\n\n{VISION}")));
    assert!(diff(&before, &after).is_empty(), "{:?}", diff(&before, &after));
}

#[test]
fn what_falls_out_and_in() {
    let without = VISION.split("  - id: no-mongodb").next().unwrap().to_owned();
    let advice = VISION.replace("severity: warning", "severity: advice");
    let blocking = VISION.replace("severity: warning", "severity: blocking");
    let wider = VISION.replace(
        "for: {kind: Component, type: service}\n    require: '\"tested\"",
        "for: {kind: Component}\n    require: 'has(entity.metadata.tags) && \"tested\"",
    );
    let empty: [&str; 0] = [];
    for (before, after, changes, out, within) in [
        (
            VISION,
            without.as_str(),
            ["", "no-mongodb", ""],
            &empty[..],
            &["no-mongodb cart blocking"][..],
        ),
        (
            &without,
            VISION,
            ["no-mongodb", "", ""],
            &["no-mongodb cart blocking"],
            &empty,
        ),
        // The same shortfall counts for more, or for less.
        (
            VISION,
            &blocking,
            ["", "", "tested"],
            &["tested cart blocking"],
            &empty,
        ),
        (
            VISION,
            &advice,
            ["", "", "tested"],
            &empty,
            &["tested cart warning"],
        ),
        (
            VISION,
            &wider,
            ["", "", "tested"],
            &["tested tech-site warning"],
            &empty,
        ),
    ] {
        let (before, after) = (held(before), held(after));
        let diff = diff(&before, &after);
        let rules = [&diff.added, &diff.removed, &diff.changed].map(|ids| ids.join(" "));
        assert_eq!(rules, changes);
        assert_eq!(told(&after, &diff.fell_out), out);
        assert_eq!(told(&after, &diff.fell_in), within);
        // The other way round, what fell out falls in.
        let back = muster::model::vision::diff(&after, &before);
        assert_eq!(back.fell_out.len() + back.fell_in.len(), out.len() + within.len());
    }
}

#[test]
fn what_is_waived_does_not_fall_out() {
    let waiver = Waiver {
        rule: "no-mongodb".to_owned(),
        entity: CART.to_owned(),
        owner: ANA.to_owned(),
        reason: "x".to_owned(),
        until: today(),
        granted_by: None,
        source: WaiverSource::Journal(String::new()),
    };
    let before = held(VISION.split("  - id: no-mongodb").next().unwrap());
    let after = judged(&vision(VISION), vec![waiver], today());
    let diff = diff(&before, &after);
    assert_eq!(diff.added, ["no-mongodb"]);
    assert_eq!(diff.fell_out, []);
}

#[test]
fn technologies_are_known_by_their_ids() {
    let radar = |technologies: &str| {
        let quadrants = "quadrants: [platforms]";
        format!("radar:\n  {quadrants}\n  technologies:\n{technologies}")
    };
    let technology =
        |id: &str, ring: &str| format!("    - {{id: {id}, title: T, quadrant: platforms, ring: {ring}}}\n");
    let before = [
        technology("a", "adopt"),
        technology("b", "trial"),
        technology("c", "adopt"),
    ]
    .concat();
    let after = [
        technology("d", "assess"),
        technology("b", "hold"),
        technology("a", "adopt"),
    ]
    .concat();
    let diff = diff(&held(&radar(&before)), &held(&radar(&after)));
    let ring = |ring: &str| Some(ring.to_owned());
    assert_eq!(
        diff.technologies,
        [
            ("b".to_owned(), ring("trial"), ring("hold")),
            ("c".to_owned(), ring("adopt"), None),
            ("d".to_owned(), None, ring("assess")),
        ]
    );
}

#[test]
fn the_journal_knows_what_the_vision_said_before() {
    let (_folder, journal) = journal();
    let without = VISION.split("  - id: no-mongodb").next().unwrap();
    let now_held = held(VISION);
    assert_eq!(change(&journal, &now_held).unwrap(), None);
    assert!(record(&journal, &vision(without), ANA, now()).unwrap());
    assert!(record(&journal, &now_held.vision, ANA, now()).unwrap());
    let difference = change(&journal, &now_held).unwrap().unwrap();
    assert_eq!(
        told(&now_held, &difference.fell_out),
        ["no-mongodb cart blocking"]
    );
    // Of a vision that nobody has recorded yet, the one before is the last that was.
    let again = held(without);
    let difference = change(&journal, &again).unwrap().unwrap();
    assert_eq!(told(&again, &difference.fell_in), ["no-mongodb cart blocking"]);
}

#[test]
fn a_task_is_filed_for_each_rule_and_person_and_only_once() {
    let (_folder, journal) = journal();
    let nothing = held("rules: []\n");
    let wider = VISION.replace(
        "for: {kind: Component, type: service}\n    require: '\"tested\"",
        "for: {kind: Component}\n    require: 'has(entity.metadata.tags) && \"tested\"",
    );
    let after = held(&wider);
    let mends = mends(&after, &diff(&nothing, &after).fell_out);
    let whose: BTreeMap<_, _> = mends
        .iter()
        .map(|mend| {
            (
                (mend.rule.as_str(), mend.accountable.as_deref()),
                mend.falls.len(),
            )
        })
        .collect();
    let expected = [
        (("no-mongodb", Some(ANA)), 1),
        (("tested", Some(ANA)), 1),
        (("tested", Some(BO)), 1),
    ];
    assert_eq!(whose, expected.into());
    let file = || -> Vec<Filed> {
        let filed = file_tasks(&journal, &after, &mends, CLEO, now()).unwrap();
        filed.into_iter().map(Result::unwrap).collect()
    };
    let first = file();
    assert!(
        first.iter().all(|filed| matches!(filed, Filed::New(_))),
        "{first:?}"
    );
    let blocking = journal.task_record(first[0].task()).unwrap().unwrap().task;
    assert_eq!(blocking.state.assignee.as_deref(), Some(ANA));
    assert_eq!(blocking.state.priority, Priority::High);
    assert_eq!(
        blocking.title,
        "component:default/cart falls short: Services keep events, not documents"
    );
    let finish = Act::Finish { minutes: None };
    journal
        .act(vec![(first[0].task().to_owned(), finish)], ANA, now())
        .unwrap();
    let second = file();
    assert!(
        matches!(second[0], Filed::New(_)),
        "what was done is asked for anew: {second:?}"
    );
    assert!(
        second[1..].iter().all(|filed| matches!(filed, Filed::Open(_))),
        "{second:?}"
    );
    assert_eq!(journal.tasks().unwrap().len(), 4);
}
