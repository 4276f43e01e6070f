//! Exceptions asked for, granted, ended.

use jiff::civil::Date;
use muster::engine::vision::{Waived, Waiving, past, record_scores, waived_with_run, waiver_fold, waivers};
use muster::model::journal::{
    Filter, NewEvent, Subject, TaskCreated, Unknown, WaiverEnded, WaiverGranted, cloud_event, sentence,
};
use muster::model::task::{Act, Status};
use muster::model::vision::waiver::{WaiverState, days_after, ending_soon, grantors, state};
use muster::model::vision::{Judged, Waiver, WaiverAsk, WaiverFold, WaiverRefusal, WaiverSource};
use muster::store::Journal;
use proptest::prelude::*;

use crate::company::*;

fn ask(rule: &str, entity: &str, until: &str) -> WaiverAsk {
    WaiverAsk {
        rule: rule.to_owned(),
        entity: entity.to_owned(),
        reason: "The old shop ends in May".to_owned(),
        until: until.parse().unwrap(),
    }
}

/// The company as the journal has its waivers, on a day.
fn at(journal: &Journal, text: &str, today: Date) -> Judged {
    let vision = vision(text);
    let waivers = waivers(journal, &vision).unwrap();
    judged(&vision, waivers, today)
}

fn wish(journal: &Journal, actor: &str, ask: WaiverAsk) -> Result<Waived, WaiverRefusal> {
    wish_in(VISION, journal, actor, ask)
}

fn wish_in(text: &str, journal: &Journal, actor: &str, ask: WaiverAsk) -> Result<Waived, WaiverRefusal> {
    let judged = at(journal, text, today());
    waiving(journal, &judged, actor).ask(&[ask]).unwrap().remove(0)
}

fn waiving<'a>(journal: &'a Journal, judged: &'a Judged, actor: &'a str) -> Waiving<'a> {
    Waiving {
        journal,
        judged,
        actor,
        now: now(),
    }
}

/// The id of the task that a wish became.
fn task_of(outcome: Result<Waived, WaiverRefusal>) -> String {
    match outcome {
        Ok(Waived::Asked { task, .. }) => task,
        other => panic!("{other:?}"),
    }
}

fn findings(journal: &Journal, today: Date) -> Vec<(String, bool)> {
    let judged = at(journal, VISION, today);
    let cart = judged.catalog.find(CART).unwrap();
    let findings = judged.of_entity(cart);
    let mut findings: Vec<_> = findings
        .iter()
        .map(|finding| {
            (
                judged.vision.rules[finding.rule].id.clone(),
                finding.waiver.is_some(),
            )
        })
        .collect();
    findings.sort();
    findings
}

fn events(journal: &Journal) -> u64 {
    journal.head().unwrap()
}

#[test]
fn a_warning_of_ones_own_is_waived_at_once() {
    for who in [ANA, DAN] {
        let (_folder, journal) = journal();
        let outcome = wish(&journal, who, ask("tested", CART, "2026-05-20"));
        let sentence = outcome.unwrap().sentence();
        assert_eq!(
            sentence, "component:default/cart may fall short of tested until 2026-05-20",
            "{who}"
        );
        let last_day = "2026-05-20".parse().unwrap();
        let held = [("no-mongodb".to_owned(), false), ("tested".to_owned(), true)];
        assert_eq!(findings(&journal, last_day), held);
        // The day after, it counts again.
        let ended = [("no-mongodb".to_owned(), false), ("tested".to_owned(), false)];
        assert_eq!(findings(&journal, days_after(last_day, 1)), ended);
        assert_eq!(journal.tasks().unwrap().len(), 0);
    }
}

#[test]
fn what_is_refused_is_refused_with_the_reason_and_what_to_do() {
    let no_reason = WaiverAsk {
        reason: "  ".to_owned(),
        ..ask("tested", CART, "2026-03-01")
    };
    for (actor, ask, expected) in [
        (
            ANA,
            ask("testde", CART, "2026-03-01"),
            "the vision has no rule `testde`; `tested` is one",
        ),
        (
            ANA,
            ask("tested", "component:default/nowhere", "2026-03-01"),
            "component:default/nowhere is not in the catalog; register it first, then ask again",
        ),
        (
            ANA,
            ask("tested", LEDGER, "2026-03-01"),
            "component:default/ledger does not fall short of tested, so there is nothing to waive",
        ),
        (
            ANA,
            ask("tested", CART, "2026-02-19"),
            "2026-02-19 has passed; name a day that is to come",
        ),
        (
            ANA,
            ask("tested", CART, "2026-05-22"),
            "this may be waived for 90 days at most; name 2026-05-21 or an earlier day",
        ),
        (
            ANA,
            ask("no-mongodb", CART, "2027-03-01"),
            "this may be waived for 366 days at most; name 2027-02-21 or an earlier day",
        ),
        (
            "os:ana",
            ask("tested", CART, "2026-03-01"),
            "os:ana is no person of the catalog; say who you are with --as, or in config.toml",
        ),
        (
            "group:default/payments",
            ask("tested", CART, "2026-03-01"),
            "group:default/payments is no person of the catalog; say who you are with --as, or in config.toml",
        ),
        (ANA, no_reason, "a waiver has a reason; say why it has to be"),
    ] {
        let (_folder, journal) = journal();
        let refusal = wish(&journal, actor, ask).unwrap_err();
        assert_eq!(refusal.to_string(), expected);
        assert_eq!(events(&journal), 0, "nothing is journaled of what was refused");
    }
}

#[test]
fn who_may_grant() {
    let architects = format!("grantors: [group:default/architects, {BO}]\n{VISION}");
    let only_bo = format!("grantors: [{BO}]\n{VISION}");
    let nobody: [&str; 0] = [];
    for (text, is_blocking, requester, expected) in [
        // Nobody is named: the lead above the owner.
        (VISION, true, EVE, &[BO][..]),
        (VISION, true, ANA, &[BO]),
        // Where that is who asks, the lead of the owner.
        (VISION, true, BO, &[ANA]),
        // Those who are named, people and members of groups.
        (&architects, true, ANA, &[CLEO, BO]),
        (&architects, true, BO, &[CLEO]),
        (&only_bo, true, BO, &nobody),
        // Of somebody else's warning first those who could waive it themselves.
        (VISION, false, EVE, &[ANA, DAN, BO]),
        (&only_bo, false, DAN, &[ANA, BO]),
    ] {
        let judged = judged(&vision(text), Vec::new(), today());
        let cart = judged.catalog.find(CART).unwrap();
        let found = grantors(&judged.catalog, &judged.vision, cart, is_blocking, requester);
        assert_eq!(found, expected, "{requester}, blocking: {is_blocking}, {text}");
    }
}

#[test]
fn where_nobody_else_could_agree_there_is_nothing_to_ask() {
    let (_folder, journal) = journal();
    let text = format!("grantors: [{BO}]\n{VISION}");
    let refusal = wish_in(&text, &journal, BO, ask("no-mongodb", CART, "2026-03-01")).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "nobody but you could agree to it; name somebody else under `grantors` in vision.yaml"
    );
}

#[test]
fn a_blocking_rule_becomes_a_task_and_a_grantor_agrees() {
    let (_folder, journal) = journal();
    let outcome = wish(&journal, ANA, ask("no-mongodb", CART, "2026-08-01"));
    let task = task_of(outcome);
    let record = journal.task_record(&task).unwrap().unwrap();
    let state = &record.task.state;
    assert_eq!(state.category.as_deref(), Some("waiver"));
    assert_eq!(state.entities, [CART]);
    assert_eq!(state.assignee.as_deref(), Some(BO));
    let description = record.task.description.unwrap();
    for said in [
        "no-mongodb",
        "The old shop ends in May",
        "2026-08-01",
        "muster vision grant",
    ] {
        assert!(description.contains(said), "{description}");
    }
    let judged = at(&journal, VISION, today());
    for (who, expected) in [
        (
            ANA,
            "nobody agrees to what they asked for themselves; somebody else has to",
        ),
        (EVE, "user:default/bo has to agree to it"),
        (
            "os:bo",
            "os:bo is no person of the catalog; say who you are with --as, or in config.toml",
        ),
    ] {
        let refusal = waiving(&journal, &judged, who).grant(&task).unwrap().unwrap_err();
        assert_eq!(refusal.to_string(), expected);
    }
    let granted = waiving(&journal, &judged, BO).grant(&task).unwrap().unwrap();
    assert_eq!(
        granted.sentence(),
        "component:default/cart may fall short of no-mongodb until 2026-08-01"
    );
    let record = journal.task_record(&task).unwrap().unwrap();
    assert_eq!(record.task.state.status, Status::Done);
    let waivers = waivers(&journal, &judged.vision).unwrap();
    assert_eq!(waivers.len(), 1);
    assert_eq!(waivers[0].owner, ANA);
    assert_eq!(waivers[0].granted_by.as_deref(), Some(BO));
    let again = waiving(&journal, &judged, BO).grant(&task).unwrap().unwrap_err();
    assert_eq!(again.to_string(), "it is done already; reopen it first");
}

#[test]
fn somebody_elses_warning_is_asked_for_and_whoever_answers_for_it_agrees() {
    let (_folder, journal) = journal();
    let task = task_of(wish(&journal, EVE, ask("tested", CART, "2026-08-01")));
    let judged = at(&journal, VISION, today());
    let granted = waiving(&journal, &judged, DAN).grant(&task).unwrap();
    assert!(granted.is_ok(), "{granted:?}");
}

#[test]
fn the_same_is_asked_for_once_while_the_task_is_open() {
    let (_folder, journal) = journal();
    let wishes = || wish(&journal, ANA, ask("no-mongodb", CART, "2026-08-01"));
    let first = task_of(wishes());
    let second = wishes().unwrap();
    assert!(
        second.sentence().contains("asks already"),
        "{}",
        second.sentence()
    );
    assert_eq!(task_of(Ok(second)), first);
    let decline = Act::Decline {
        reason: "use events".to_owned(),
    };
    journal.act(vec![(first.clone(), decline)], BO, now()).unwrap();
    let judged = at(&journal, VISION, today());
    let refusal = waiving(&journal, &judged, BO).grant(&first).unwrap().unwrap_err();
    assert_eq!(refusal.to_string(), "it is declined already; reopen it first");
    // Whoever asks anew after that asks with another task.
    assert_ne!(task_of(wishes()), first);
    assert_eq!(journal.tasks().unwrap().len(), 2);
}

#[test]
fn a_task_that_asks_for_something_else_grants_nothing() {
    let (_folder, journal) = journal();
    let created = TaskCreated {
        title: "Let component:default/cart off no-mongodb".to_owned(),
        category: Some("waiver".to_owned()),
        entities: vec![CART.to_owned()],
        source: "log".to_owned(),
        ..TaskCreated::default()
    };
    let acts = vec![(String::new(), Act::Create(Box::new(created)))];
    let task = journal.act(acts, ANA, now()).unwrap().remove(0).task;
    let judged = at(&journal, VISION, today());
    let grant = |task: &str| waiving(&journal, &judged, BO).grant(task).unwrap().unwrap_err();
    assert_eq!(grant(&task), WaiverRefusal::NoRequest);
    assert_eq!(grant("nothing").to_string(), "there is no such task");
}

#[test]
fn what_was_asked_for_too_long_ago_is_not_granted() {
    let (_folder, journal) = journal();
    let task = task_of(wish(&journal, ANA, ask("no-mongodb", CART, "2026-03-01")));
    let later = at(&journal, VISION, "2026-03-02".parse().unwrap());
    let refusal = waiving(&journal, &later, BO).grant(&task).unwrap().unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "2026-03-01 has passed; name a day that is to come"
    );
    let without = VISION.split("  - id: no-mongodb").next().unwrap();
    let without = at(&journal, without, today());
    let refusal = waiving(&journal, &without, BO).grant(&task).unwrap().unwrap_err();
    assert!(matches!(refusal, WaiverRefusal::NoSuchRule { .. }), "{refusal}");
}

#[test]
fn of_two_who_grant_at_the_same_time_one_does() {
    let (folder, first) = journal();
    let text = format!("grantors: [{BO}, {CLEO}]\n{VISION}");
    let task = task_of(wish_in(&text, &first, ANA, ask("no-mongodb", CART, "2026-03-01")));
    let second = open(&folder);
    let grant = |journal: &Journal, who: &'static str| {
        let judged = at(journal, &text, today());
        waiving(journal, &judged, who).grant(&task).unwrap()
    };
    let outcomes = std::thread::scope(|scope| {
        let one = scope.spawn(|| grant(&first, BO));
        let other = scope.spawn(|| grant(&second, CLEO));
        [one.join().unwrap(), other.join().unwrap()]
    });
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    let filter = Filter {
        type_prefix: Some("waiver.".to_owned()),
        ..Filter::default()
    };
    assert_eq!(first.events(&filter).unwrap().len(), 1);
}

#[test]
fn a_grant_and_the_end_of_its_task_survive_together() {
    let (folder, journal) = journal();
    let task = task_of(wish(&journal, ANA, ask("no-mongodb", CART, "2026-03-01")));
    drop(journal);
    let journal = open(&folder);
    let judged = at(&journal, VISION, today());
    waiving(&journal, &judged, BO).grant(&task).unwrap().unwrap();
    drop(journal);
    // Another process finds both, and the one right after the other.
    let journal = open(&folder);
    let types: Vec<String> = journal
        .events(&Filter::default())
        .unwrap()
        .into_iter()
        .map(|event| event.type_)
        .collect();
    assert_eq!(
        types,
        ["task.created", "task.assigned", "task.done", "waiver.granted"]
    );
    assert_eq!(journal.rebuild().unwrap().tasks, 0);
    let held = at(&journal, VISION, today());
    assert_eq!(held.waivers.len(), 1);
    // An act that the fold refuses takes what follows from it with it.
    let follows = NewEvent::new(
        &WaiverEnded {
            rule: "no-mongodb".to_owned(),
            entity: CART.to_owned(),
            reason: "x".to_owned(),
            unknown: Unknown::new(),
        },
        Subject::entity(CART),
        now(),
        BO,
    );
    let finish = Act::Finish { minutes: None };
    let acted = journal.act_with(&task, finish, vec![follows], BO, now()).unwrap();
    assert!(acted.outcome.is_err());
    assert_eq!(waivers(&journal, &held.vision).unwrap(), held.waivers);
}

#[test]
fn a_waiver_is_taken_back_by_those_it_concerns() {
    let (_folder, journal) = journal();
    wish(&journal, ANA, ask("tested", CART, "2026-03-20")).unwrap();
    let judged = at(&journal, VISION, today());
    let end = |who: &str, rule: &str, reason: &str| {
        waiving(&journal, &judged, who).end(rule, CART, reason).unwrap()
    };
    assert_eq!(
        end(EVE, "tested", "why not").unwrap_err().to_string(),
        "user:default/ana, user:default/dan or user:default/bo can end it"
    );
    assert_eq!(end(ANA, "tested", " ").unwrap_err(), WaiverRefusal::NoReason);
    assert!(matches!(
        end(ANA, "no-mongodb", "x").unwrap_err(),
        WaiverRefusal::NotWaived { .. }
    ));
    let ended = end(BO, "tested", "The tests are there").unwrap();
    assert_eq!(
        ended.sentence(),
        "component:default/cart may no longer fall short of tested"
    );
    let fold = waiver_fold(&journal).unwrap();
    assert_eq!(fold.granted().count(), 0);
    assert_eq!(fold.taken_back()[0].by, BO);
    assert_eq!(fold.taken_back()[0].reason, "The tests are there");
}

#[test]
fn a_waiver_of_the_file_is_ended_there() {
    let (_folder, journal) = journal();
    let text = format!(
        "{VISION}waivers:\n  - {{rule: tested, entity: '{CART}', owner: '{ANA}', reason: old, until: 2026-03-01}}\n"
    );
    let judged = at(&journal, &text, today());
    assert_eq!(judged.waivers.len(), 1);
    let refusal = waiving(&journal, &judged, ANA)
        .end("tested", CART, "x")
        .unwrap()
        .unwrap_err();
    assert!(refusal.to_string().ends_with("; take it out there"), "{refusal}");
    let refusal = waiving(&journal, &judged, ANA)
        .ask(&[ask("tested", CART, "2026-02-25")])
        .unwrap()
        .remove(0);
    assert_eq!(
        refusal.unwrap_err().to_string(),
        "it is waived until 2026-03-01 already; name a later day, or end that waiver first"
    );
}

#[test]
fn a_later_grant_takes_the_place_of_an_earlier_one() {
    let (_folder, journal) = journal();
    wish(&journal, ANA, ask("tested", CART, "2026-03-01")).unwrap();
    wish(&journal, DAN, ask("tested", CART, "2026-04-01")).unwrap();
    let waivers = waivers(&journal, &vision(VISION)).unwrap();
    assert_eq!(waivers.len(), 1);
    assert_eq!(
        (waivers[0].until.to_string().as_str(), waivers[0].owner.as_str()),
        ("2026-04-01", DAN)
    );
}

#[test]
fn what_is_made_may_fall_short_of_warnings_with_a_reason() {
    let text = VISION.replace("severity: warning", "severity: advice\n    new: warning");
    let vision = vision(&text);
    let new = "component:default/new";
    let waived = |asks: &[WaiverAsk]| waived_with_run(&vision, asks, ANA, "r1", today(), (now(), EVE));
    let events = waived(&[ask("tested", new, "2026-05-01")]).unwrap();
    let (_folder, journal) = journal();
    journal.append(events).unwrap();
    let held = waivers(&journal, &vision).unwrap();
    assert_eq!((held[0].entity.as_str(), held[0].owner.as_str()), (new, ANA));
    assert_eq!(held[0].granted_by.as_deref(), Some(EVE));
    assert!(matches!(
        waived(&[
            ask("tested", new, "2026-05-01"),
            ask("no-mongodb", new, "2026-05-01")
        ]),
        Err(WaiverRefusal::BlocksNew { .. })
    ));
    assert!(matches!(
        waived(&[ask("tested", new, "2026-06-01")]),
        Err(WaiverRefusal::TooLong { days: 90, .. })
    ));
}

#[test]
fn how_a_waiver_stands() {
    let waiver = |rule: &str, until: &str| Waiver {
        rule: rule.to_owned(),
        entity: CART.to_owned(),
        owner: ANA.to_owned(),
        reason: String::new(),
        until: until.parse().unwrap(),
        granted_by: None,
        source: WaiverSource::Journal(String::new()),
    };
    let judged = judged(&vision(VISION), Vec::new(), today());
    for (rule, until, expected) in [
        ("tested", "2026-02-19", WaiverState::Ended),
        ("tested", "2026-02-20", WaiverState::EndsSoon),
        ("tested", "2026-03-06", WaiverState::EndsSoon),
        ("tested", "2026-03-07", WaiverState::Holds),
        ("gone", "2026-03-07", WaiverState::Moot),
    ] {
        assert_eq!(state(&judged, &waiver(rule, until)), expected, "{rule} {until}");
    }
    let all = ["2026-03-07", "2026-03-01", "2026-02-19", "2026-02-21"].map(|until| waiver("tested", until));
    let soon: Vec<String> = ending_soon(&all, today())
        .iter()
        .map(|waiver| waiver.until.to_string())
        .collect();
    assert_eq!(soon, ["2026-02-21", "2026-03-01"]);
}

#[test]
fn the_history_of_an_entity_tells_of_its_waivers() {
    let (_folder, journal) = journal();
    wish(&journal, ANA, ask("tested", CART, "2026-03-20")).unwrap();
    let judged = at(&journal, VISION, today());
    waiving(&journal, &judged, ANA)
        .end("tested", CART, "The tests are there")
        .unwrap()
        .unwrap();
    record_scores(&journal, &judged, ANA, now()).unwrap();
    let history = journal.entity_history(CART, 10).unwrap();
    let sentences: Vec<String> = history.iter().map(sentence).collect();
    assert_eq!(
        sentences,
        [
            "component:default/cart may no longer fall short of tested: The tests are there",
            "component:default/cart may fall short of tested until 2026-03-20: The old shop ends in May",
        ]
    );
    let exported = cloud_event(&history[1]).to_string();
    assert!(exported.contains("waiver.granted"), "{exported}");
    let scored = Filter {
        type_prefix: Some("vision.".to_owned()),
        ..Filter::default()
    };
    let scored = journal.events(&scored).unwrap();
    assert_eq!(sentence(&scored[0]), "1 of 2 entities meet the vision");
}

#[test]
fn scores_are_kept_once_a_day_and_only_where_they_differ() {
    let (_folder, journal) = journal();
    let text = VISION.split("  - id: no-mongodb").next().unwrap();
    let judged = at(&journal, text, today());
    let day = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let record = |judged: &Judged, time: &str| record_scores(&journal, judged, ANA, day(time)).unwrap();
    assert!(record(&judged, "2026-02-20T08:00:00Z"));
    assert!(!record(&judged, "2026-02-21T08:00:00Z"), "nothing is otherwise");
    waiving(&journal, &judged, ANA)
        .ask(&[ask("tested", CART, "2026-03-20")])
        .unwrap();
    let waived = at(&journal, text, today());
    assert!(!record(&waived, "2026-02-20T09:00:00Z"), "that day has its score");
    assert!(record(&waived, "2026-02-22T09:00:00Z"));
    let past: Vec<(usize, usize)> = past(&journal)
        .unwrap()
        .iter()
        .map(|scores| (scores.passing, scores.entities))
        .collect();
    assert_eq!(past, [(1, 2), (2, 2)]);
    assert!(!record(
        &at(&journal, "rules: []\n", today()),
        "2026-03-01T09:00:00Z"
    ));
}

proptest! {
    // Each case is a journal on the disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The latest word on a rule and an entity counts, whatever happened before; what was taken out of the journal never did.
    #[test]
    fn the_latest_word_counts(words in proptest::collection::vec((0..3_usize, 0..2_usize, any::<bool>(), 1..28_i8), 0..24)) {
        let (_folder, journal) = journal();
        let mut expected = std::collections::BTreeMap::new();
        let mut events = Vec::new();
        for (rule, entity, grants, day) in words {
            let (rule, entity) = (["a", "b", "c"][rule].to_owned(), [CART, LEDGER][entity].to_owned());
            let until = Date::constant(2026, 3, day);
            let subject = Subject::entity(&entity);
            if grants {
                expected.insert((rule.clone(), entity.clone()), until);
                let body = WaiverGranted {
                    rule, entity, until,
                    owner: ANA.to_owned(),
                    reason: "x".to_owned(),
                    task: None, requester: None, run: None,
                    unknown: Unknown::new(),
                };
                events.push(NewEvent::new(&body, subject, now(), ANA));
            } else {
                expected.remove(&(rule.clone(), entity.clone()));
                let body = WaiverEnded { rule, entity, reason: "x".to_owned(), unknown: Unknown::new() };
                events.push(NewEvent::new(&body, subject, now(), ANA));
            }
        }
        let events = journal.append(events).unwrap();
        let fold = WaiverFold::of(&events);
        let found: std::collections::BTreeMap<_, _> = fold
            .granted()
            .map(|waiver| ((waiver.rule.clone(), waiver.entity.clone()), waiver.until))
            .collect();
        prop_assert_eq!(found, expected);
    }
}
