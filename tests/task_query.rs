//! The queue's query line: how it is read, which tasks it finds, and in which order.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use muster::model::task::query::{Is, SortBy, Term};
use muster::model::task::{
    Builder, Circumstances, Priority, Promises, Standing, Status, Task, TaskQuery, TaskState, Tasks, Timer,
    list,
};
use proptest::prelude::*;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
const ME: &str = "user:default/ana";

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn ago(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 - seconds).unwrap()
}

fn task(id: &str, title: &str, created: i64, change: impl FnOnce(&mut Task)) -> Task {
    let mut task = Task {
        id: id.to_owned(),
        title: title.to_owned(),
        description: None,
        requester: None,
        team: None,
        source: "log".to_owned(),
        origin: None,
        labels: Vec::new(),
        created: ago(created),
        changed: ago(created),
        comments: 0,
        exit_status: None,
        state: TaskState::default(),
    };
    change(&mut task);
    task
}

fn company() -> Tasks {
    let text = |text: &str| Some(text.to_owned());
    let mut builder = Builder::default();
    for task in [
        task("new", "Give Ben access to the ledger repo", HOUR, |task| {
            task.state.category = text("repo-access");
            task.requester = text("user:default/ben");
            task.team = text("group:default/payments");
            task.state.entities = vec!["component:default/ledger".to_owned()];
        }),
        task("late", "Rotate the certificate", 3 * DAY, |task| {
            task.state.status = Status::Accepted;
            task.state.triaged = Some(ago(2 * DAY));
            task.state.category = text("certificates");
            task.state.assignee = text(ME);
        }),
        task("clock", "Deploy billing", 2 * HOUR, |task| {
            task.state.status = Status::Started;
            task.state.category = text("deploy");
            task.state.priority = Priority::Low;
            task.state.assignee = text(ME);
            task.state.timer = Some(Timer {
                since: ago(60),
                by: ME.to_owned(),
            });
        }),
        task("urgent", "Disk full on db-1", HOUR / 2, |task| {
            task.state.priority = Priority::Urgent;
            task.state.assignee = text("user:default/sam");
            task.labels = vec!["incident".to_owned(), "prod eu".to_owned()];
        }),
        task("rests", "Tidy the dashboards", 9 * DAY, |task| {
            task.state.status = Status::Snoozed;
            task.state.snoozed_until = Some(ago(-DAY));
            task.state.category = text("deploy-docs");
        }),
        task("awake", "Order a badge", 4 * HOUR, |task| {
            task.state.status = Status::Snoozed;
            task.state.snoozed_until = Some(ago(60));
            task.state.triaged = Some(ago(HOUR));
        }),
        task("done", "Give Cleo access to the ledger repo", 5 * DAY, |task| {
            task.state.status = Status::Done;
            task.state.category = text("repo-access");
            task.state.closed = Some(ago(4 * DAY));
            task.state.assignee = text("user:default/sam");
            task.source = "jira".to_owned();
        }),
    ] {
        builder.push(&task);
    }
    builder.finish(7)
}

fn promises() -> Promises {
    Promises {
        default: Some(SignedDuration::from_hours(24)),
        by_category: BTreeMap::from([
            ("deploy".to_owned(), SignedDuration::from_hours(3)),
            ("certificates".to_owned(), SignedDuration::from_hours(48)),
        ]),
    }
}

fn found(line: &str) -> String {
    let query = match TaskQuery::parse(line) {
        Ok(query) => query,
        Err(error) => return error.to_string(),
    };
    let tasks = company();
    let circumstances = Circumstances {
        now: now(),
        me: Some(ME),
        promises: &promises(),
        in_text: &["urgent"],
    };
    let ids = list(&tasks, &query, &circumstances);
    let names: Vec<&str> = ids.iter().filter_map(|id| Some(tasks.get(*id)?.name())).collect();
    names.join(" ")
}

#[test]
fn a_line_finds_tasks() {
    for (line, expected) in [
        // My clock, what is overdue, the urgent, then what is promised soonest.
        ("", "clock late urgent awake new"),
        ("is:open", "clock late urgent awake new"),
        ("is:all", "clock rests late urgent awake new done"),
        ("is:closed", "done"),
        ("is:snoozed", "rests"),
        ("status:accepted", "late awake"),
        ("status:new status:accepted", "late urgent awake new"),
        ("is:new", "urgent new"),
        ("is:mine", "clock late"),
        ("assignee:me", "clock late"),
        ("assignee:none", "awake new"),
        ("assignee:sam", "urgent"),
        ("assignee:SAM assignee:me", "clock late urgent"),
        ("assignee:user:default/sam is:all", "urgent done"),
        ("is:overdue", "rests late"),
        ("is:overdue is:open", "late"),
        ("is:overdue is:all", "rests late"),
        ("is:running", "clock"),
        // Exactly where there is such a category, else as it is being typed.
        ("category:deploy is:all", "clock"),
        ("status:acc", "late awake"),
        ("category:depl is:all", "clock rests"),
        ("category:none", "urgent awake"),
        ("requester:ben", "new"),
        ("team:payments", "new"),
        ("entity:ledger", "new"),
        ("entity:component:default/ledger", "new"),
        ("label:incident", "urgent"),
        ("label:\"prod eu\"", "urgent"),
        ("source:jira is:all", "done"),
        ("priority:urgent priority:low", "clock urgent"),
        ("ledger", "urgent new"),
        ("LEDGER", "urgent"),
        ("access ledger is:all", "urgent new done"),
        ("ledger category:repo-access", "new"),
        ("nothing-holds-this", "urgent"),
        ("category:nothing", ""),
        ("sort:age", "late awake clock new urgent"),
        ("sort:-age", "urgent new clock awake late"),
        ("sort:due", "late clock awake new urgent"),
        ("sort:priority", "urgent late awake new clock"),
        ("sort:category is:all", "late clock rests done new awake urgent"),
        ("sort:-category is:all", "done new rests clock late awake urgent"),
        ("sort:assignee", "late clock urgent awake new"),
        ("sort:changed", "urgent new clock awake late"),
        ("sort:status", "new urgent late awake clock"),
    ] {
        assert_eq!(found(line), expected, "{line}");
    }
}

#[test]
fn a_line_that_is_not_understood_says_what_would_be() {
    for (line, expected) in [
        ("staus:new", "there is no `staus:`; did you mean `status:`?"),
        (
            "status:nwe",
            "`status:nwe` is unknown; did you mean `status:new`?",
        ),
        (
            "status:",
            "status: takes new, accepted, started, paused, snoozed, done, declined, duplicate",
        ),
        (
            "priority:p1",
            "`priority:p1` is unknown; priority: takes urgent, high, normal, low",
        ),
        (
            "is:",
            "is: takes open, new, closed, snoozed, all, mine, overdue, running",
        ),
        ("assignee:", "assignee: takes me, none, a name"),
        (
            "sort:-size",
            "`sort:size` is unknown; sort: takes need, priority, age, due, changed, category, requester, assignee, status",
        ),
    ] {
        assert_eq!(found(line), expected, "{line}");
    }
}

#[test]
fn what_has_a_colon_but_no_key_is_a_word() {
    for (line, words) in [
        ("https://acme.example/a", vec!["https://acme.example/a"]),
        ("error:disk", vec!["error:disk"]),
        ("\"status:new\"", vec!["status:new"]),
        (":x a\"b c\"d", vec![":x", "ab", "cd"]),
    ] {
        assert_eq!(TaskQuery::parse(line).unwrap().words, words, "{line}");
    }
}

#[test]
fn nobody_has_nothing() {
    let tasks = company();
    let circumstances = Circumstances {
        now: now(),
        me: None,
        promises: &Promises::default(),
        in_text: &[],
    };
    for line in ["is:mine", "assignee:me", "is:overdue"] {
        assert_eq!(
            list(&tasks, &TaskQuery::parse(line).unwrap(), &circumstances),
            [],
            "{line}"
        );
    }
}

#[test]
fn promised_times_in_words() {
    let tasks = company();
    for (id, text, standing) in [
        ("new", "in 23 h", Standing::Ahead),
        ("late", "24 h late", Standing::Late),
        ("clock", "in 1 h", Standing::Ahead),
        ("rests", "8 d late", Standing::Late),
        ("done", "in time", Standing::Kept),
    ] {
        let countdown = promises().countdown(tasks.find(id).unwrap(), now()).unwrap();
        assert_eq!(
            (countdown.text.as_str(), countdown.standing),
            (text, standing),
            "{id}"
        );
    }
    let later = ago(-20 * HOUR);
    let soon = promises().countdown(tasks.find("new").unwrap(), later).unwrap();
    assert_eq!((soon.text.as_str(), soon.standing), ("in 3 h", Standing::Soon));
    assert_eq!(
        Promises::default().countdown(tasks.find("new").unwrap(), now()),
        None
    );
}

fn any_task(id: usize) -> impl Strategy<Value = Task> {
    let text = || prop_oneof![Just(None), "[a-c]{1,2}".prop_map(Some)];
    (0usize..8, 0usize..4, 0i64..50, text(), text(), "[a-c ]{1,6}").prop_map(
        move |(status, priority, hours, category, assignee, title)| {
            task(&format!("{id:03}"), &title, hours * HOUR, |task| {
                task.state.status = Status::ALL[status];
                task.state.priority = Priority::ALL[priority];
                task.state.category = category;
                task.state.assignee = assignee;
            })
        },
    )
}

fn any_tasks() -> impl Strategy<Value = Vec<Task>> {
    (0usize..40).prop_flat_map(|count| (0..count).map(any_task).collect::<Vec<_>>())
}

fn names(tasks: &[Task], line: &str) -> Vec<String> {
    let mut builder = Builder::default();
    tasks.iter().for_each(|task| builder.push(task));
    let table = builder.finish(0);
    let circumstances = Circumstances {
        now: now(),
        me: Some("a"),
        promises: &promises(),
        in_text: &[],
    };
    let ids = list(&table, &TaskQuery::parse(line).unwrap(), &circumstances);
    ids.iter()
        .filter_map(|id| Some(table.get(*id)?.name().to_owned()))
        .collect()
}

proptest! {
    #[test]
    fn any_line_is_read_or_refused_and_what_is_read_is_written_back(line in "\\PC{0,40}|((is|status|sort|category|label|x):-?[a-z\"]{0,8} ?){0,4}") {
        if let Ok(query) = TaskQuery::parse(&line) {
            let again = TaskQuery::parse(&query.to_string());
            prop_assert_eq!(again, Ok(query));
        }
    }

    #[test]
    fn an_order_neither_adds_nor_loses_tasks(tasks in any_tasks(), sort in 0usize..9, reversed: bool) {
        let mut all: Vec<String> = tasks.iter().map(|task| task.id.clone()).collect();
        let sign = if reversed { "-" } else { "" };
        let mut listed = names(&tasks, &format!("is:all sort:{sign}{}", SortBy::ALL[sort].word()));
        listed.sort();
        all.sort();
        prop_assert_eq!(listed, all);
    }

    #[test]
    fn each_task_is_open_or_rests_or_is_closed(tasks in any_tasks()) {
        let count = |line| names(&tasks, line).len();
        prop_assert_eq!(count("is:open") + count("is:snoozed") + count("is:closed"), tasks.len());
        prop_assert_eq!(names(&tasks, ""), names(&tasks, "is:open"));
    }

    #[test]
    fn a_further_condition_keeps_the_order_of_what_is_left(tasks in any_tasks(), sort in 0usize..9) {
        let order = format!("sort:{}", SortBy::ALL[sort].word());
        let whole = names(&tasks, &order);
        let part = names(&tasks, &format!("{order} priority:normal"));
        let kept: Vec<String> = whole.into_iter().filter(|id| part.contains(id)).collect();
        prop_assert_eq!(kept, part);
    }
}

#[test]
fn a_query_is_made_of_parts() {
    let query = TaskQuery::default()
        .with(Term::Is(Is::Mine))
        .with(Term::Status(Status::Done));
    assert_eq!(query.to_string(), "is:mine status:done");
}
