//! Who is told of an outage and of its end: each once, in turn, and nobody while it is silent.

use std::time::Duration;

use muster::engine::health::{Telling, Watching};
use muster::model::health::{Health, HealthAct, Key, Went};
use muster::model::journal::{HealthSilenced, NewEvent, Subject};
use muster::remote::notify::Untold;
use muster::remote::probe::Heard;

use crate::company::{CART, Company, PAGER, at, heard};
use Health::{Degraded, Down, Unknown, Up};

const OUTAGE: [Health; 4] = [Up, Down, Down, Down];
const TOLD: Option<Result<(), String>> = Some(Ok(()));

fn failed() -> Option<Result<(), String>> {
    Some(Err("nobody answers there".to_owned()))
}

#[test]
fn the_contact_is_told_then_the_deputy_then_who_is_accountable_then_the_lead_above() {
    let company = Company::new(PAGER);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE[..3]);
    assert_eq!(company.tells(&mut window, 2, TOLD), Vec::<String>::new());
    company.hears(&mut window, 3, &OUTAGE[3..]);
    for (minute, expected) in [
        (3, vec!["cleo contact pager down"]),
        (4, vec![]),
        (32, vec![]),
        (33, vec!["dan deputy pager down"]),
        (62, vec![]),
        (63, vec!["ana accountable pager down"]),
        (93, vec!["bo lead pager down"]),
        (1000, vec![]),
    ] {
        assert_eq!(
            company.tells(&mut window, minute, TOLD),
            expected,
            "minute {minute}"
        );
    }
    company.hears(&mut window, 1001, &[Up]);
    assert_eq!(company.tells(&mut window, 1001, TOLD), Vec::<String>::new());
    company.hears(&mut window, 1002, &[Up]);
    let mut all = company.tells(&mut window, 1002, TOLD);
    all.sort();
    assert_eq!(
        all,
        [
            "ana accountable pager up",
            "bo lead pager up",
            "cleo contact pager up",
            "dan deputy pager up",
        ]
    );
    assert_eq!(company.tells(&mut window, 1003, TOLD), Vec::<String>::new());
    insta::assert_snapshot!(company.told()[..4].join("\n"), @"
    component:default/cart is up (probe): it is up
    component:default/cart is down (probe): it is down
    user:default/cleo is being told by pager that component:default/cart is down (probe)
    user:default/cleo, contact, was told by pager that component:default/cart is down (probe)
    ");
    assert!(company.journal.verify(&|_, _| {}).unwrap().findings.is_empty());
}

#[test]
fn only_who_was_told_of_it_is_told_of_its_end() {
    let company = Company::new(PAGER);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    company.tells(&mut window, 3, TOLD);
    company.hears(&mut window, 4, &[Up, Up]);
    assert_eq!(company.tells(&mut window, 5, TOLD), ["cleo contact pager up"]);
    // Nobody was told of this one.
    company.hears(&mut window, 106, &[Down, Down, Down, Up, Up]);
    assert_eq!(company.tells(&mut window, 111, TOLD), Vec::<String>::new());
}

#[test]
fn what_cannot_be_told_for_a_while_or_is_merely_better_is_the_same_outage() {
    for between in [[Unknown; 4], [Degraded; 4]] {
        let company = Company::new(PAGER);
        let mut window = company.keeper();
        company.hears(&mut window, 0, &OUTAGE);
        company.tells(&mut window, 3, TOLD);
        company.hears(&mut window, 4, &between);
        assert_eq!(window.state(&company.probe().key), between[0]);
        // Nobody else is told while nobody knows.
        assert_eq!(company.tells(&mut window, 40, TOLD), Vec::<String>::new());
        company.hears(&mut window, 41, &[Down, Down, Down]);
        let healths = company.healths(&window, 44);
        assert_eq!(
            (healths.probes[0].state, healths.probes[0].since),
            (Down, Some(at(3)))
        );
        assert_eq!(company.tells(&mut window, 44, TOLD), ["dan deputy pager down"]);
    }
}

fn silence(until: i64) -> HealthAct {
    HealthAct::Silence {
        entity: CART.to_owned(),
        until: at(until),
        reason: "moving house".to_owned(),
    }
}

#[test]
fn a_silence_holds_everything_back_until_it_ends() {
    let company = Company::new(PAGER);
    let mut window = company.keeper();
    for (act, why) in [
        (silence(0), "is over"),
        (silence(60 * 24 * 91), "90 days"),
        (
            HealthAct::Speak {
                entity: CART.to_owned(),
            },
            "is not silent",
        ),
    ] {
        assert!(company.act(0, &act).unwrap_err().contains(why), "{why}");
    }
    company.act(0, &silence(60)).unwrap();
    company.hears(&mut window, 0, &OUTAGE);
    assert_eq!(company.tells(&mut window, 59, TOLD), Vec::<String>::new());
    assert_eq!(company.healths(&window, 59).silences.len(), 1);
    assert_eq!(company.tells(&mut window, 60, TOLD), ["cleo contact pager down"]);
    company.act(61, &silence(200)).unwrap();
    assert_eq!(company.tells(&mut window, 100, TOLD), Vec::<String>::new());
    let speak = HealthAct::Speak {
        entity: CART.to_owned(),
    };
    company.act(101, &speak).unwrap();
    assert_eq!(company.tells(&mut window, 101, TOLD), ["dan deputy pager down"]);
    assert_eq!(company.healths(&window, 101).silences, []);
}

#[test]
fn the_end_of_a_silence_is_one_whatever_part_of_a_millisecond_it_began_in() {
    let company = Company::new(PAGER);
    let now = at(1) + jiff::SignedDuration::from_nanos(15_342);
    company.act(0, &silence(60)).unwrap();
    let speak = HealthAct::Speak {
        entity: CART.to_owned(),
    };
    let act =
        |act| muster::engine::health::act(&company.journal, &company.catalog, act, "user:default/bo", now);
    act(&speak).unwrap().unwrap();
    let again = "People are told of component:default/cart again";
    assert_eq!(company.told().last().unwrap(), again);
    // Older programs wrote it so.
    company.act(2, &silence(60)).unwrap();
    let end = HealthSilenced {
        entity: CART.to_owned(),
        until: now + jiff::SignedDuration::from_mins(2),
        reason: String::new(),
        unknown: Default::default(),
    };
    let subject = Subject::entity(CART);
    let event = NewEvent::new(&end, subject, end.until, "user:default/bo");
    company.journal.append(vec![event]).unwrap();
    assert_eq!(company.told().last().unwrap(), again);
    assert_eq!(company.healths(&company.window(), 3).silences, []);
}

#[test]
fn ways_that_name_somebody_come_first_and_a_failure_goes_on_to_the_next_way_then_the_next_person() {
    let settings = format!(
        "{PAGER}
[notify.room]
kind = \"slack\"
url = \"https://hooks.example.com/x\"
for = [\"group:default/tech\"]
"
    );
    let company = Company::new(&settings);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    // Cleo is in a group below tech.
    for (minute, outcome, expected) in [
        (
            3,
            failed(),
            vec!["cleo contact room down", "cleo contact pager down"],
        ),
        (3, failed(), vec![]),
        (
            4,
            failed(),
            vec!["cleo contact room down", "cleo contact pager down"],
        ),
        (8, failed(), vec![]),
        (
            9,
            failed(),
            vec!["cleo contact room down", "cleo contact pager down"],
        ),
        (
            10,
            failed(),
            vec!["dan deputy room down", "dan deputy pager down"],
        ),
        (11, TOLD, vec!["dan deputy room down"]),
        (40, TOLD, vec![]),
        (41, TOLD, vec!["ana accountable room down"]),
    ] {
        let mut all = Vec::new();
        // Each look tells by one way; the next look goes on.
        for _ in 0..2 {
            all.extend(company.tells(&mut window, minute, outcome.clone()));
        }
        assert_eq!(all, expected, "minute {minute}");
    }
    let told = &company.healths(&window, 41).probes[0].told;
    assert_eq!(told.iter().filter(|told| told.arrived()).count(), 2);
}

#[test]
fn whom_no_way_reaches_is_passed_over_and_nothing_is_journaled_of_it() {
    let settings = "
[notify.lead]
kind = \"webhook\"
url = \"https://hooks.example.com/x\"
for = [\"user:default/bo\"]
";
    let company = Company::new(settings);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    assert_eq!(company.tells(&mut window, 3, TOLD), ["bo lead lead down"]);
    let nobody = Company::new("");
    let mut window = nobody.keeper();
    nobody.hears(&mut window, 0, &OUTAGE);
    assert_eq!(nobody.tells(&mut window, 3, TOLD), Vec::<String>::new());
    assert_eq!(nobody.told().len(), 2);
}

#[test]
fn two_windows_tell_once() {
    let company = Company::new(PAGER);
    let (mut first, mut second) = (company.keeper(), company.window());
    assert!(!second.hold().unwrap());
    company.hears(&mut first, 0, &OUTAGE);
    let key = company.probe().key.clone();
    let tell = |window: &mut muster::engine::health::Watching| {
        window.refresh().unwrap();
        company.tells(window, 3, None)
    };
    let told = std::thread::scope(|scope| {
        let other = scope.spawn(|| tell(&mut second));
        let mut all = tell(&mut first);
        all.extend(other.join().unwrap());
        all
    });
    assert_eq!(told, ["cleo contact pager down"]);
    assert_eq!(
        company
            .told()
            .iter()
            .filter(|told| told.contains("being told"))
            .count(),
        1
    );
    assert_eq!(first.state(&key), Down);
}

#[test]
fn who_is_stopped_leaves_the_probes_to_others_until_it_goes_on() {
    let company = Company::new(PAGER);
    let (mut first, mut second) = (company.keeper(), company.window());
    company.hears(&mut first, 0, &OUTAGE[..3]);
    first.rest();
    assert!(!first.hold().unwrap());
    assert!(second.hold().unwrap());
    assert_eq!(second.taken_over(), None);
    // What was heard before is kept: the third failure in a row is down.
    company.hears(&mut second, 3, &OUTAGE[3..]);
    assert_eq!(company.tells(&mut second, 3, TOLD), ["cleo contact pager down"]);
    first.go_on();
    assert!(!first.hold().unwrap());
    drop(second);
    assert!(first.hold().unwrap());
    assert_eq!(first.state(&company.probe().key), Down);
    assert_eq!(company.tells(&mut first, 4, TOLD), Vec::<String>::new());
}

#[test]
fn who_stands_still_with_the_lock_is_taken_over_from_and_people_are_told_once() {
    let company = Company::new(PAGER);
    let (mut first, mut second) = (company.keeper(), company.window());
    company.hears(&mut first, 0, &OUTAGE);
    first.keep(&company.declared, at(3), true);
    assert!(!second.hold().unwrap());
    let lock = company.data().join("probes.lock");
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(130);
    let file = std::fs::File::options().write(true).open(&lock).unwrap();
    file.set_modified(long_ago).unwrap();
    assert!(second.hold().unwrap());
    let since = second.taken_over().unwrap();
    assert!(since < jiff::Timestamp::now() - jiff::SignedDuration::from_secs(129));
    assert_eq!(second.taken_over(), None);
    assert_eq!(company.tells(&mut second, 3, TOLD), ["cleo contact pager down"]);
    company.hears(&mut second, 4, &[Up, Up]);
    second.keep(&company.declared, at(6), true);
    // It goes on in the middle of a round.
    company.hears(&mut first, 6, &[Down]);
    first.keep(&company.declared, at(7), true);
    assert_eq!(company.tells(&mut first, 6, TOLD), Vec::<String>::new());
    assert_eq!(company.tells(&mut second, 6, TOLD), ["cleo contact pager up"]);
    assert!(!first.hold().unwrap());
    let looks = |window: &Watching| company.healths(window, 7).probes[0].looks.clone();
    first.refresh().unwrap();
    assert_eq!(looks(&first), looks(&second));
    assert!(second.hold().unwrap());
    drop(second);
    assert!(first.hold().unwrap());
}

#[test]
fn a_restart_forgets_neither_the_outage_nor_who_was_told() {
    let company = Company::new(PAGER);
    {
        let mut window = company.keeper();
        company.hears(&mut window, 0, &OUTAGE);
        company.tells(&mut window, 3, TOLD);
    }
    // What was heard was not even kept.
    let mut window = company.keeper();
    assert_eq!(window.state(&company.probe().key), Down);
    assert_eq!(company.tells(&mut window, 4, TOLD), Vec::<String>::new());
    company.hears(&mut window, 5, &[Up]);
    assert_eq!(window.state(&company.probe().key), Down);
    company.hears(&mut window, 6, &[Up]);
    assert_eq!(company.tells(&mut window, 6, TOLD), ["cleo contact pager up"]);
    window.keep(&company.declared, at(6), true);
    drop(window);
    let window = company.keeper();
    assert_eq!(company.healths(&window, 7).probes[0].looks.len(), 3);
}

#[test]
fn nobody_is_told_of_what_was_down_the_evening_before() {
    let company = Company::new(PAGER);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    assert_eq!(company.tellings(&mut window, 600), []);
    company.hears(&mut window, 600, &[Up, Up]);
    assert_eq!(company.tells(&mut window, 601, TOLD), Vec::<String>::new());
}

#[test]
fn a_telling_whose_end_nobody_knows_is_made_once_more_then_the_next_is_told() {
    let company = Company::new(PAGER);
    {
        let mut window = company.keeper();
        company.hears(&mut window, 0, &OUTAGE);
        // The program ends before it has told.
        assert_eq!(company.tells(&mut window, 3, None), ["cleo contact pager down"]);
    }
    for (minute, expected) in [
        (4, vec![]),
        (7, vec![]),
        (8, vec!["cleo contact pager down again"]),
        (12, vec![]),
        (13, vec!["dan deputy pager down"]),
    ] {
        let mut window = company.keeper();
        assert_eq!(
            company.tells(&mut window, minute, None),
            expected,
            "minute {minute}"
        );
    }
}

#[test]
fn while_somebody_is_being_told_nothing_has_failed() {
    let company = Company::new(PAGER);
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    company.tells(&mut window, 3, None);
    let told = |minute| company.healths(&window, minute).probes[0].told[0].clone();
    assert_eq!((told(3).went, told(7).went), (Went::UnderWay, Went::UnderWay));
    assert_eq!(told(7).at, at(3));
    let failed = told(8).failed().map(str::to_owned);
    assert!(failed.unwrap().contains("before it was known whether it arrived"));
}

#[test]
fn who_only_looks_knows_that_another_process_asks() {
    let company = Company::new(PAGER);
    let (mut first, mut second) = (company.keeper(), company.window());
    let next = |window: &Watching| company.healths(window, 1).probes[0].next;
    assert_eq!(next(&second), Some(at(2)));
    company.hears(&mut first, 0, &OUTAGE[..1]);
    first.keep(&company.declared, at(0), true);
    second.refresh().unwrap();
    assert_eq!(next(&second), Some(at(1)));
    drop(first);
    assert_eq!(next(&second), None);
}

#[test]
fn who_has_left_is_not_told() {
    use muster::model::journal::PersonLeaving;
    let company = Company::new(PAGER);
    let leaving = PersonLeaving {
        person: "user:default/cleo".to_owned(),
        on: jiff::civil::date(2026, 3, 1),
        unknown: Default::default(),
    };
    let subject = Subject::entity("user:default/cleo");
    let event = NewEvent::new(&leaving, subject, at(-1), "user:default/bo");
    company.journal.append(vec![event]).unwrap();
    let mut window = company.keeper();
    company.hears(&mut window, 0, &OUTAGE);
    // Nobody was named for the role who is still there, so the deputy is next.
    assert_eq!(company.tells(&mut window, 3, TOLD), ["dan deputy pager down"]);
}

#[test]
fn nobody_is_told_while_this_machine_reaches_nobody() {
    let services = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, annotations: {muster/probe.a: 'tcp://a.example.com:1', muster/probe.b: 'tcp://b.example.com:1'}}
spec: {type: service, lifecycle: production, owner: shop}
";
    let company = Company::with(PAGER, services);
    let [a, b] = [0, 1].map(|at| company.declared.probes[at].clone());
    let mut window = company.keeper();
    let hear = |window: &mut muster::engine::health::Watching, probe, health, minute| {
        window
            .hear(probe, &crate::company::heard(health), at(minute))
            .unwrap()
    };
    hear(&mut window, &a, Up, 0);
    hear(&mut window, &b, Up, 0);
    // Somebody is to find out whether it is only this machine.
    assert_eq!(hear(&mut window, &a, Down, 1).check, Some(b.key.clone()));
    hear(&mut window, &b, Down, 1);
    for minute in 2..5 {
        hear(&mut window, &a, Down, minute);
        hear(&mut window, &b, Down, minute);
    }
    assert_eq!((window.state(&a.key), window.state(&b.key)), (Unknown, Unknown));
    assert_eq!(company.tells(&mut window, 5, TOLD), Vec::<String>::new());
    // Back online: one of them is really down.
    for minute in 6..9 {
        hear(&mut window, &b, Up, minute);
        hear(&mut window, &a, Down, minute);
    }
    assert_eq!((window.state(&a.key), window.state(&b.key)), (Down, Up));
    assert_eq!(
        company.tells(&mut window, 9, TOLD),
        ["ana accountable pager down"]
    );
    assert_eq!(company.healths(&window, 9).of(CART), Some((Down, Some(at(7)))));
    assert_eq!(
        company
            .told()
            .iter()
            .filter(|told| told.contains("unknown"))
            .count(),
        0
    );
    assert_eq!(Key::new(CART, "a"), a.key);
}

/// Carts with a probe each; all of one contact, but the last.
fn carts(count: usize) -> String {
    let cart = |number: usize| {
        let contact = if number + 1 == count { "dan" } else { "cleo" };
        format!(
            "---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: c{number:02}, annotations: {{muster/contact: {contact}, muster/deputy: bo, muster/probe: 'tcp://h{number}.example.com:1'}}}}
spec: {{type: service, lifecycle: production, owner: shop}}
"
        )
    };
    (0..count).map(cart).collect()
}

/// All are asked in a minute: they refuse, so that this machine is not offline.
fn all_hear(company: &Company, window: &mut Watching, health: Health, minute: i64) {
    for probe in &company.declared.probes {
        let heard = Heard {
            reached: true,
            ..heard(health)
        };
        window.hear(probe, &heard, at(minute)).unwrap();
    }
}

/// `cleo pager 59`: who is told by what of how many things.
fn heads(tellings: &[Telling]) -> Vec<String> {
    let head = |telling: &Telling| {
        let whom = telling.first.0.whom.trim_start_matches("user:default/");
        format!("{whom} {} {}", telling.by(), telling.dues().count())
    };
    tellings.iter().map(head).collect()
}

fn all_told(window: &mut Watching, tellings: &[Telling], outcome: Result<(), Untold>, minute: i64) {
    for due in tellings.iter().flat_map(Telling::dues) {
        window.told(due, &outcome, at(minute)).unwrap();
    }
}

#[test]
fn many_outages_are_few_messages_one_by_each_way_at_a_time() {
    let settings = format!(
        "{PAGER}[notify.room]\nkind = \"slack\"\nurl = \"https://hooks.example.com/x\"\nfor = [\"user:default/dan\"]\n"
    );
    for (settings, expected) in [
        (
            PAGER,
            vec![
                vec!["cleo pager 50"],
                vec!["cleo pager 9"],
                vec!["dan pager 1"],
                vec![],
            ],
        ),
        (
            &*settings,
            vec![vec!["cleo pager 50", "dan room 1"], vec!["cleo pager 9"], vec![]],
        ),
    ] {
        let company = Company::with(settings, &carts(60));
        let mut window = company.keeper();
        for (minute, health) in (0..).zip(OUTAGE) {
            all_hear(&company, &mut window, health, minute);
        }
        for heads_expected in expected {
            let tellings = company.tellings(&mut window, 3);
            assert_eq!(heads(&tellings), heads_expected);
            // Nothing more goes by a way that is under way.
            let busy = tellings.iter().map(|one| one.by().to_owned()).collect();
            let room = (2, &busy);
            let more = window.tellings(&company.config, &company.declared, room, at(3));
            assert!(more.unwrap().iter().all(|one| !busy.contains(one.by())));
            all_told(&mut window, &tellings, Ok(()), 3);
        }
        let none = (0, &std::collections::BTreeSet::new());
        let full = window.tellings(&company.config, &company.declared, none, at(3));
        assert_eq!(full.unwrap(), []);
        // All is well again: that is one message too.
        all_hear(&company, &mut window, Up, 4);
        all_hear(&company, &mut window, Up, 5);
        assert_eq!(heads(&company.tellings(&mut window, 5))[0], "cleo pager 50");
    }
}

#[test]
fn who_is_busy_is_asked_later_and_nobody_else_is_told_for_that() {
    let company = Company::with(PAGER, &carts(3));
    let mut window = company.keeper();
    for (minute, health) in (0..).zip(OUTAGE) {
        all_hear(&company, &mut window, health, minute);
    }
    let busy = || Err(Untold::Later("it is busy".to_owned(), Duration::from_secs(60)));
    for minute in 3..13 {
        let tellings = company.tellings(&mut window, minute);
        assert_eq!(heads(&tellings), ["cleo pager 2"], "minute {minute}");
        all_told(&mut window, &tellings, busy(), minute);
        // Not even of what others are told by the same way.
        assert_eq!(company.tellings(&mut window, minute), [], "minute {minute}");
        all_hear(&company, &mut window, Down, minute);
    }
    let told = &company.healths(&window, 13).probes[0].told;
    assert_eq!((told.len(), told[0].failed()), (1, Some("it is busy")));
    assert!(company.told().last().unwrap().contains("will be told by pager"));
    // For ever busy is a failure, as any other.
    let tellings = company.tellings(&mut window, 13);
    all_told(&mut window, &tellings, busy(), 13);
    assert_eq!(heads(&company.tellings(&mut window, 13)), ["dan pager 1"]);
    assert_eq!(heads(&company.tellings(&mut window, 14)), ["cleo pager 2"]);
}

#[test]
fn a_machine_that_reaches_nobody_for_long_says_so_and_tells() {
    let company = Company::with(PAGER, &carts(2));
    let mut window = company.keeper();
    let hear = |window: &mut Watching, health: Health, minutes: std::ops::RangeInclusive<i64>| {
        for minute in minutes {
            for probe in &company.declared.probes {
                window.hear(probe, &heard(health), at(minute)).unwrap();
            }
        }
    };
    let states = |window: &Watching| {
        let probes = company.declared.probes.iter();
        probes.map(|probe| window.state(&probe.key)).collect::<Vec<_>>()
    };
    hear(&mut window, Up, 0..=0);
    hear(&mut window, Down, 1..=5);
    assert_eq!(states(&window), [Unknown, Unknown]);
    assert_eq!(
        company.healths(&window, 5).probes[0].seen,
        "this machine reaches nobody since 08:01 UTC: it is down"
    );
    assert_eq!(company.tellings(&mut window, 5), []);
    hear(&mut window, Down, 6..=8);
    assert_eq!(states(&window), [Down, Down]);
    let seen = &company.healths(&window, 8).probes[0].seen;
    assert!(
        seen.starts_with("this machine reaches nobody since 08:01"),
        "{seen}"
    );
    // Where nobody is there to take it, that is the same trouble and no failure of the way.
    let unreached = Err(Untold::Unreached("no route".to_owned()));
    for minute in (8..30).step_by(2) {
        hear(&mut window, Down, minute..=minute);
        let tellings = company.tellings(&mut window, minute);
        assert_eq!(heads(&tellings), ["cleo pager 1"], "minute {minute}");
        all_told(&mut window, &tellings, unreached.clone(), minute);
    }
    hear(&mut window, Down, 30..=30);
    let tellings = company.tellings(&mut window, 30);
    all_told(&mut window, &tellings, Ok(()), 30);
    assert_eq!(heads(&tellings), ["cleo pager 1"]);
    // After a night's pause it is believed anew.
    hear(&mut window, Down, 600..=603);
    assert_eq!(states(&window), [Unknown, Unknown]);
}
