//! Tasks in the store: the projection follows the events, two processes never both claim, tickets come without doubles.

use jiff::Timestamp;
use proptest::prelude::*;
use tempfile::TempDir;

use muster::engine;
use muster::model::journal::{NewEvent, Progress, Subject, TaskCreated, TaskImported, TaskSnoozed, Unknown};
use muster::model::task::{Act, Refusal, Status, Tasks};
use muster::store::Journal;

const ANA: &str = "user:default/ana";
const BEN: &str = "user:default/ben";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn open(folder: &TempDir) -> Journal {
    Journal::open(&folder.path().join("journal.db"), folder.path()).unwrap()
}

fn create(title: &str) -> Act {
    Act::Create(Box::new(TaskCreated {
        title: title.into(),
        description: Some("for the audit".into()),
        source: "log".into(),
        ..TaskCreated::default()
    }))
}

/// Makes a task and returns its id.
fn created(journal: &Journal, title: &str) -> String {
    let acted = journal
        .act(vec![(String::new(), create(title))], ANA, at(0))
        .unwrap();
    acted.into_iter().next().unwrap().task
}

fn claim(actor: &str) -> Act {
    Act::Assign {
        to: Some(actor.into()),
        expects: None,
    }
}

fn act(journal: &Journal, id: &str, act: Act, actor: &str, second: i64) -> Result<Status, Refusal> {
    let acted = journal
        .act(vec![(id.to_owned(), act)], actor, at(second))
        .unwrap();
    acted[0].outcome.clone().map(|change| change.after.status)
}

fn ticket(key: &str, title: &str, progress: Progress) -> TaskImported {
    TaskImported {
        system: "jira".into(),
        key: key.into(),
        title: title.into(),
        progress,
        created: at(-100),
        ..TaskImported::default()
    }
}

fn is_sound(journal: &Journal) {
    let findings = journal.check_tables().unwrap();
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn the_table_follows_the_events_also_of_another_window() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder), open(&folder));
    let id = created(&one, "Restart orders");
    let seen = other.tasks().unwrap();
    assert_eq!(seen.find(&id).unwrap().title(), "Restart orders");
    assert_eq!(act(&one, &id, Act::Start, ANA, 1), Ok(Status::Started));
    let now = other.tasks_after(&seen).unwrap().expect("news");
    assert_eq!(now.find(&id).unwrap().assignee(), Some(ANA));
    let states = |tasks: &Tasks| {
        tasks
            .iter()
            .map(|task| (task.title().to_owned(), task.state()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        states(&now),
        states(&one.tasks().unwrap()),
        "brought up to date = read anew"
    );
    assert_eq!(other.tasks_after(&now).unwrap(), None);
    is_sound(&one);
}

#[test]
fn a_second_claim_is_refused_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    let (one, other) = (open(&folder), open(&folder));
    let id = created(&one, "Restart orders");
    assert_eq!(act(&one, &id, claim(ANA), ANA, 1), Ok(Status::New));
    let head = one.head().unwrap();
    assert_eq!(
        act(&other, &id, claim(BEN), BEN, 2),
        Err(Refusal::Taken { by: ANA.into() })
    );
    assert_eq!(one.head().unwrap(), head);
}

#[test]
fn of_many_that_claim_at_once_one_gets_each_task() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let ids: Vec<String> = (0..50).map(|n| created(&journal, &format!("Task {n}"))).collect();
    let won = |actor: &'static str| {
        let (journal, ids) = (open(&folder), ids.clone());
        std::thread::spawn(move || {
            let claimed = |id: &&String| act(&journal, id, claim(actor), actor, 1).is_ok();
            ids.iter().filter(claimed).count()
        })
    };
    let claims: Vec<_> = [ANA, BEN, "user:default/cy"].map(won).into();
    let sum: usize = claims.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert_eq!(sum, ids.len());
}

#[test]
fn one_refused_act_does_not_keep_the_others_from_happening() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let ids: Vec<String> = ["a", "b"].map(|title| created(&journal, title)).into();
    act(&journal, &ids[0], Act::Finish { minutes: None }, ANA, 1).unwrap();
    let acts = ids.iter().map(|id| (id.clone(), Act::Accept)).collect();
    let acted = journal.act(acts, ANA, at(2)).unwrap();
    assert_eq!(acted[0].outcome, Err(Refusal::Closed(Status::Done)));
    assert!(acted[1].outcome.is_ok());
}

#[test]
fn an_undo_brings_back_what_was_read() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let id = created(&journal, "Restart orders");
    let now = "2026-11-22T10:00:00.123456789Z".parse().unwrap();
    let acted = journal.act(vec![(id.clone(), Act::Start)], ANA, now).unwrap();
    let undo = acted[0].outcome.as_ref().unwrap().undo().unwrap();
    let undone = journal.act(vec![(id.clone(), undo)], ANA, now).unwrap();
    assert_eq!(undone[0].outcome.as_ref().unwrap().after.status, Status::New);
    is_sound(&journal);
}

#[test]
fn nothing_is_merged_into_what_is_not_there_or_merged_itself() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let [a, b, c] = ["a", "b", "c"].map(|title| created(&journal, title));
    let merge = |into: &str| Act::Merge { into: into.into() };
    assert_eq!(
        act(&journal, &a, merge("nothing"), ANA, 1),
        Err(Refusal::NoSuchTask)
    );
    assert_eq!(act(&journal, &a, merge(&b), ANA, 1), Ok(Status::Duplicate));
    assert_eq!(
        act(&journal, &c, merge(&a), ANA, 1),
        Err(Refusal::MergedAway { into: b })
    );
}

#[test]
fn a_ticket_comes_in_once_however_often_it_is_imported() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let first = vec![
        ticket("OPS-1", "Access", Progress::Open),
        ticket("OPS-2", "Topic", Progress::Open),
    ];
    let imported = journal.import_tickets(first.clone(), ANA, at(0)).unwrap();
    assert_eq!(
        (imported.created, imported.changed, imported.unchanged),
        (2, 0, 0)
    );
    let head = journal.head().unwrap();
    let again = journal.import_tickets(first, ANA, at(9)).unwrap();
    assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 2));
    assert_eq!(
        journal.head().unwrap(),
        head,
        "nothing is written for what is known"
    );
    let closed = vec![ticket("OPS-1", "Access", Progress::Done)];
    let closed = journal.import_tickets(closed, ANA, at(10)).unwrap();
    assert_eq!((closed.created, closed.changed), (0, 1));
    let ids = journal.task_ids("OPS-1").unwrap();
    assert_eq!(
        journal.task_record(&ids[0]).unwrap().unwrap().task.state.status,
        Status::Done
    );
    is_sound(&journal);
}

#[test]
fn a_ticket_finds_the_task_that_was_pushed() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let id = created(&journal, "Restart orders");
    let push = Act::Push {
        system: "jira".into(),
        key: "OPS-7".into(),
        url: None,
    };
    act(&journal, &id, push, ANA, 1).unwrap();
    let imported = journal
        .import_tickets(vec![ticket("OPS-7", "x", Progress::Done)], ANA, at(2))
        .unwrap();
    assert_eq!((imported.created, imported.changed), (0, 1));
    assert_eq!(journal.tasks().unwrap().len(), 1);
}

#[test]
fn words_are_found_in_descriptions_and_comments_until_they_are_redacted() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let id = created(&journal, "Restart orders");
    let text = "The café's pager was silent".to_owned();
    act(&journal, &id, Act::Comment { text }, ANA, 1).unwrap();
    for (words, found) in [
        ("audit", true),
        ("caf pag", true),
        ("cafe", true),
        ("\"* NOT", false),
        ("nothing", false),
    ] {
        assert_eq!(
            !journal.tasks_with_text(words, 9).unwrap().is_empty(),
            found,
            "{words}"
        );
    }
    let comment = journal.task_record(&id).unwrap().unwrap().events.pop().unwrap();
    journal.redact(comment.id, "a name", ANA, at(2)).unwrap();
    assert!(journal.tasks_with_text("pager", 9).unwrap().is_empty());
    assert!(!journal.tasks_with_text("audit", 9).unwrap().is_empty());
    is_sound(&journal);
}

#[test]
fn what_the_fold_refuses_is_kept_and_changes_no_task() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let body = TaskSnoozed {
        until: at(5),
        unknown: Unknown::new(),
    };
    journal
        .append(vec![NewEvent::new(&body, Subject::task("nobody"), at(0), ANA)])
        .unwrap();
    assert_eq!((journal.head().unwrap(), journal.tasks().unwrap().len()), (1, 0));
    is_sound(&journal);
}

#[test]
fn an_id_is_known_by_its_beginning() {
    let folder = TempDir::new().unwrap();
    let journal = open(&folder);
    let id = created(&journal, "Restart orders");
    assert_eq!(journal.task_ids(&id[..4]).unwrap(), std::slice::from_ref(&id));
    assert_eq!(
        journal.task_ids(&format!("task/{}", id.to_uppercase())).unwrap(),
        [id]
    );
    assert!(journal.task_ids("!").unwrap().is_empty());
    assert!(journal.task_ids("").unwrap().is_empty());
}

/// Titles by id, for comparing tables.
fn titles(tasks: &Tasks) -> std::collections::BTreeMap<String, (String, Status)> {
    tasks
        .iter()
        .map(|task| (task.name().to_owned(), (task.title().to_owned(), task.status())))
        .collect()
}

#[test]
fn the_cache_of_tasks_says_what_the_journal_says() {
    let folder = TempDir::new().unwrap();
    let cache = folder.path().join("tasks.bin");
    let journal = open(&folder);
    let acts = (0..2_500).map(|n| (String::new(), create(&format!("Task {n}"))));
    journal.act(acts.collect(), ANA, at(0)).unwrap();
    let read = || engine::tasks(&journal, &cache, true).unwrap();
    assert_eq!(titles(&read()), titles(&journal.tasks().unwrap()));
    assert!(cache.is_file(), "so many tasks are kept");
    let id = read().iter().next().unwrap().name().to_owned();
    act(&journal, &id, Act::Start, ANA, 1).unwrap();
    assert_eq!(
        titles(&read()),
        titles(&journal.tasks().unwrap()),
        "brought up to date"
    );
    let events = journal.task_record(&id).unwrap().unwrap().events;
    journal.redact(events[0].id, "a name", ANA, at(2)).unwrap();
    assert!(read().find(&id).is_none(), "what was redacted is in no cache");
    let other = TempDir::new().unwrap();
    let foreign = engine::tasks(&open(&other), &cache, true).unwrap();
    assert!(foreign.is_empty(), "the cache of another journal is none");
    std::fs::write(&cache, "not a cache").unwrap();
    assert_eq!(titles(&read()), titles(&journal.tasks().unwrap()));
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Accept),
        Just(Act::Decline { reason: "no".into() }),
        (0i64..99).prop_map(|second| Act::Snooze { until: at(second) }),
        Just(claim(ANA)),
        Just(Act::Start),
        Just(Act::Pause),
        (0u32..90).prop_map(|minutes| Act::Work { minutes }),
        Just(Act::Comment { text: "hm".into() }),
        Just(Act::Categorise {
            category: Some("x".into())
        }),
        Just(Act::Finish { minutes: Some(3) }),
        Just(Act::End { exit_status: 1 }),
        Just(Act::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Rows kept event by event, rows folded anew and the record of each task all say the same.
    #[test]
    fn kept_and_folded_anew_are_one(acts in prop::collection::vec((0usize..3, any_act(), any::<bool>()), 0..60)) {
        let folder = TempDir::new().unwrap();
        let journal = open(&folder);
        let ids = ["a", "b", "c"].map(|title| created(&journal, title));
        for (second, (which, one, is_ana)) in acts.into_iter().enumerate() {
            let actor = if is_ana { ANA } else { BEN };
            let _ = act(&journal, &ids[which], one, actor, second as i64);
        }
        let corrected = journal.rebuild().unwrap();
        prop_assert_eq!(corrected.tasks, 0);
        let tasks = journal.tasks().unwrap();
        for id in ids {
            let record = journal.task_record(&id).unwrap().unwrap();
            prop_assert_eq!(tasks.find(&id).unwrap().state(), record.task.state);
        }
    }
}
