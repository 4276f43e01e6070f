//! What may happen to a task, and what comes of it.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Act, Priority, Refusal, Status, Task, TaskState, apply};
use crate::model::journal::{Fact, Progress, TaskCreated, TaskImported};

const ANA: &str = "user:default/ana";
const BEN: &str = "user:default/ben";

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn create() -> Act {
    Act::Create(Box::new(TaskCreated {
        title: "Give Ana access to the ledger".into(),
        source: "log".into(),
        ..TaskCreated::default()
    }))
}

/// Does the acts, one a minute, each by its actor; the first that is refused ends it.
fn fold(acts: impl IntoIterator<Item = (&'static str, Act)>) -> Result<Task, Refusal> {
    let mut task = None;
    for (minute, (actor, act)) in acts.into_iter().enumerate() {
        task = done(task, act, minute as i64, actor)?;
    }
    Ok(task.expect("the first act creates a task"))
}

fn done(task: Option<Task>, act: Act, minute: i64, actor: &str) -> Result<Option<Task>, Refusal> {
    let event = act.event("task0", at(minute), actor);
    let fact = Fact::of(&event.type_, Some(&event.body)).expect("a body that fits");
    apply(task, "task0", &fact, event.time, actor)
}

fn claim(actor: &str) -> Act {
    Act::Assign {
        to: Some(actor.into()),
        expects: None,
    }
}

fn decline() -> Act {
    Act::Decline {
        reason: "not ours".into(),
    }
}

#[test]
fn statuses() {
    let merge = || Act::Merge { into: "other".into() };
    let snooze = || Act::Snooze { until: at(100) };
    let finish = || Act::Finish { minutes: None };
    for (acts, expected) in [
        (vec![], Status::New),
        (vec![Act::Accept], Status::Accepted),
        (vec![Act::Start], Status::Started),
        (vec![Act::Start, Act::Pause], Status::Paused),
        (vec![snooze()], Status::Snoozed),
        (vec![snooze(), Act::Accept], Status::Accepted),
        (vec![Act::Start, snooze()], Status::Snoozed),
        (vec![decline()], Status::Declined),
        (vec![merge()], Status::Duplicate),
        (vec![Act::Start, finish()], Status::Done),
        (vec![finish(), Act::Reopen], Status::Accepted),
        (vec![Act::Start, finish(), Act::Reopen], Status::Paused),
    ] {
        let named = format!("{acts:?}");
        let acts = std::iter::once(create()).chain(acts);
        let task = fold(acts.map(|act| (ANA, act))).expect(&named);
        assert_eq!(task.state.status, expected, "{named}");
        assert_eq!(task.state.closed.is_some(), !expected.is_open(), "{named}");
    }
}

#[test]
fn refusals() {
    let finish = || Act::Finish { minutes: None };
    for (acts, expected) in [
        (
            vec![(ANA, claim(ANA)), (BEN, claim(BEN))],
            Refusal::Taken { by: ANA.into() },
        ),
        (
            vec![(ANA, claim(ANA)), (BEN, Act::Start)],
            Refusal::Taken { by: ANA.into() },
        ),
        (
            vec![(ANA, Act::Start), (BEN, Act::Start)],
            Refusal::Running { by: ANA.into() },
        ),
        (vec![(ANA, Act::Pause)], Refusal::NotRunning),
        (
            vec![(ANA, finish()), (BEN, finish())],
            Refusal::Closed(Status::Done),
        ),
        (
            vec![(ANA, decline()), (BEN, Act::Accept)],
            Refusal::Closed(Status::Declined),
        ),
        (
            vec![(ANA, Act::Accept), (BEN, Act::Accept)],
            Refusal::Accepted(Status::Accepted),
        ),
        (vec![(ANA, Act::Reopen)], Refusal::Open),
        (
            vec![(ANA, Act::Merge { into: "task0".into() })],
            Refusal::SameTask,
        ),
        (
            vec![(ANA, Act::Decline { reason: " ".into() })],
            Refusal::Empty("reason"),
        ),
        (vec![(ANA, create())], Refusal::Exists),
        (
            vec![
                (ANA, claim(ANA)),
                (
                    BEN,
                    Act::Assign {
                        to: Some(BEN.into()),
                        expects: Some("user:default/cy".into()),
                    },
                ),
            ],
            Refusal::NotTheirs {
                expected: "user:default/cy".into(),
                found: Some(ANA.into()),
            },
        ),
    ] {
        let named = format!("{acts:?}");
        let acts = std::iter::once((ANA, create())).chain(acts);
        assert_eq!(fold(acts).expect_err(&named), expected, "{named}");
    }
}

#[test]
fn what_a_task_does_not_have_cannot_happen_to_it() {
    assert_eq!(done(None, Act::Accept, 0, ANA), Err(Refusal::NoSuchTask));
}

#[test]
fn minutes_are_measured_logged_or_stated() {
    let work = |minutes| Act::Work { minutes };
    for (acts, expected) in [
        (vec![], None),
        (vec![Act::Start], None),
        (vec![Act::Start, Act::Pause], Some(1)),
        (
            vec![Act::Start, Act::Pause, Act::Start, Act::Finish { minutes: None }],
            Some(2),
        ),
        (vec![work(5)], Some(5)),
        (vec![Act::Start, Act::Pause, work(5)], Some(6)),
        (vec![work(5), Act::Finish { minutes: Some(3) }], Some(3)),
        (vec![Act::Finish { minutes: Some(0) }], Some(0)),
    ] {
        let named = format!("{acts:?}");
        let acts = std::iter::once(create()).chain(acts);
        let task = fold(acts.map(|act| (ANA, act))).expect(&named);
        assert_eq!(task.state.minutes(), expected, "{named}");
    }
}

#[test]
fn a_clock_that_runs_counts_up_to_now_and_ends_with_a_snooze() {
    let task = fold([(ANA, create()), (ANA, Act::Start)]).unwrap();
    assert_eq!(task.state.minutes_at(at(11)), Some(10));
    let task = fold([
        (ANA, create()),
        (ANA, Act::Start),
        (ANA, Act::Snooze { until: at(50) }),
    ])
    .unwrap();
    assert_eq!((task.state.timer.clone(), task.state.minutes()), (None, Some(1)));
    assert_eq!(task.state.status_at(at(49)), Status::Snoozed);
    assert_eq!(task.state.status_at(at(50)), Status::Paused);
}

#[test]
fn an_undo_holds_while_nobody_touched_the_task() {
    let task = fold([(ANA, create())]).unwrap();
    let before = task.state.clone();
    let declined = done(Some(task), decline(), 1, ANA).unwrap().unwrap();
    let undo = || Act::Undo {
        undoes: uuid::Uuid::nil(),
        from: Box::new(declined.state.clone()),
        to: Box::new(before.clone()),
    };
    let restored = done(Some(declined.clone()), undo(), 2, ANA).unwrap().unwrap();
    assert_eq!(restored.state, before);
    let priority = Priority::Urgent;
    let touched = done(Some(declined.clone()), Act::Prioritise { priority }, 2, BEN).unwrap();
    assert_eq!(done(touched, undo(), 3, ANA), Err(Refusal::TouchedSince));
}

fn ticket(progress: Progress, closed: Option<i64>) -> TaskImported {
    TaskImported {
        system: "jira".into(),
        key: "OPS-1".into(),
        title: "Access please".into(),
        progress,
        category: Some("repo-access".into()),
        created: at(0),
        changed: Some(at(60)),
        closed: closed.map(at),
        ..TaskImported::default()
    }
}

fn taken_in(task: Option<Task>, ticket: TaskImported) -> Task {
    let fact = Fact::TaskImported(ticket);
    apply(task, "task0", &fact, at(1000), "os:ana").unwrap().unwrap()
}

#[test]
fn a_ticket_brings_its_own_times() {
    let task = taken_in(None, ticket(Progress::Done, Some(30)));
    assert_eq!((task.created, task.state.closed), (at(0), Some(at(30))));
    assert_eq!(task.state.status, Status::Done);
    let early = taken_in(None, ticket(Progress::Done, Some(-30)));
    assert_eq!(early.state.closed, Some(at(0)), "closed before it was made");
}

#[test]
fn a_ticket_that_comes_again_keeps_what_was_decided_here() {
    let task = taken_in(None, ticket(Progress::Open, None));
    let category = Some("access".to_owned());
    let task = done(Some(task), Act::Categorise { category }, 2, ANA).unwrap();
    let task = done(task, Act::Start, 3, ANA).unwrap();
    let again = taken_in(task, ticket(Progress::Open, None));
    assert_eq!(again.state.category.as_deref(), Some("access"));
    assert_eq!(again.state.status, Status::Started);
    let closed = taken_in(Some(again), ticket(Progress::Done, Some(70)));
    assert_eq!(closed.state.status, Status::Done);
    assert_eq!(closed.state.timer, None, "nobody works on what is closed");
    let reopened = taken_in(Some(closed), ticket(Progress::Open, None));
    assert_eq!(reopened.state.status, Status::Paused);
}

#[test]
fn a_pushed_task_follows_its_ticket_and_stays_itself() {
    let push = Act::Push {
        system: "jira".into(),
        key: "OPS-1".into(),
        url: None,
    };
    let task = fold([(ANA, create()), (ANA, push)]).unwrap();
    let followed = taken_in(Some(task), ticket(Progress::Done, Some(30)));
    assert_eq!(followed.title, "Give Ana access to the ledger");
    assert_eq!(
        (followed.source.as_str(), followed.state.status),
        ("log", Status::Done)
    );
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Accept),
        Just(decline()),
        Just(Act::Merge { into: "other".into() }),
        (0i64..100).prop_map(|minute| Act::Snooze { until: at(minute) }),
        Just(claim(ANA)),
        Just(claim(BEN)),
        Just(Act::Assign {
            to: None,
            expects: Some(ANA.into())
        }),
        Just(Act::Start),
        Just(Act::Pause),
        (0u32..90).prop_map(|minutes| Act::Work { minutes }),
        Just(Act::Finish { minutes: None }),
        Just(Act::Reopen),
    ]
}

proptest! {
    /// However acts follow each other: a clock runs exactly while somebody works, and it is theirs.
    #[test]
    fn a_task_is_never_at_odds_with_itself(acts in prop::collection::vec((any_act(), any::<bool>()), 0..40)) {
        let mut task = done(None, create(), 0, ANA).unwrap();
        for (minute, (act, is_ana)) in acts.into_iter().enumerate() {
            let actor = if is_ana { ANA } else { BEN };
            if let Ok(after) = done(task.clone(), act, minute as i64 + 1, actor) {
                task = after;
            }
            let state: &TaskState = &task.as_ref().unwrap().state;
            prop_assert_eq!(state.timer.is_some(), state.status == Status::Started);
            prop_assert_eq!(state.timer.as_ref().map(|timer| &timer.by), state.timer.as_ref().and(state.assignee.as_ref()));
            prop_assert_eq!(state.closed.is_none(), state.status.is_open());
            prop_assert_eq!(state.duplicate_of.is_some(), state.status == Status::Duplicate);
        }
    }

    /// What is kept as JSON in an undo comes back as it was.
    #[test]
    fn a_state_survives_as_json(acts in prop::collection::vec(any_act(), 0..20)) {
        let mut task = done(None, create(), 0, ANA).unwrap();
        for (minute, act) in acts.into_iter().enumerate() {
            task = done(task.clone(), act, minute as i64 + 1, ANA).unwrap_or(task);
        }
        let state = task.unwrap().state;
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(serde_json::from_str::<TaskState>(&json).unwrap(), state);
    }
}
