//! When something counts as down, as up again, or as neither.

use jiff::{SignedDuration, Timestamp};
use muster::model::health::{Health, Patience, Reached, Watch, seems_offline};

/// The state after each answer, a minute apart: `u`p, `d`own, de`g`raded, `?` unknown.
fn states(answers: &str) -> String {
    let (mut watch, mut now) = (Watch::default(), Timestamp::UNIX_EPOCH);
    let letter = |health| match health {
        Health::Up => 'u',
        Health::Down => 'd',
        Health::Degraded => 'g',
        Health::Unknown => '?',
    };
    let state = |answer: char| {
        let all = [Health::Up, Health::Down, Health::Degraded, Health::Unknown];
        let heard = all.into_iter().find(|health| letter(*health) == answer).unwrap();
        now += SignedDuration::from_mins(1);
        watch.hear(heard, now, Patience::default());
        letter(watch.state)
    };
    answers.chars().map(state).collect()
}

#[test]
fn a_state_has_to_hold() {
    for (answers, expected) in [
        ("u", "u"),
        ("ddd", "??d"),
        ("uddd", "uuud"),
        ("udduddu", "uuuuuuu"),
        ("udddud", "uuuddd"),
        ("udddduu", "uuudddu"),
        ("udgd", "uuug"),
        ("udddgg", "uuuddg"),
        ("ud??d", "uuuuu"),
        ("u???", "uuu?"),
    ] {
        assert_eq!(states(answers), expected, "{answers}");
    }
}

#[test]
fn what_flaps_has_to_hold_twice_as_long() {
    let flapping = "udddduudddd";
    assert!(states(&format!("{flapping}uu")).ends_with("dd"));
    assert!(states(&format!("{flapping}uuuu")).ends_with('u'));
}

#[test]
fn nobody_reached_at_several_hosts_is_this_machine_offline() {
    let reached = |host, anybody| Reached { host, anybody };
    for (latest, expected) in [
        (vec![], false),
        (vec![reached("a", false)], false),
        (vec![reached("a", false), reached("a", false)], false),
        (vec![reached("a", false), reached("b", false)], true),
        (vec![reached("a", false), reached("b", true)], false),
    ] {
        assert_eq!(seems_offline(&latest), expected, "{latest:?}");
    }
}
