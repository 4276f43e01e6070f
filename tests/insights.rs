//! `muster insights` from end to end: a journal of a few tasks whose arithmetic is worked out here, read by the real
//! binary.

#[path = "cli/machine.rs"]
#[allow(dead_code)]
mod machine;

use jiff::{SignedDuration, Timestamp};
use machine::{Answer, Machine};
use muster::config::{FoundBy, Paths, Workspace};
use muster::model::journal::TaskCreated;
use muster::model::task::Act;
use muster::store::Journal;
use serde_json::{Value, json};

/// Ninety days.
const PERIOD: &str = "--since 2026-04-02T00:00:00Z --until 2026-07-01T00:00:00Z";

const SETTINGS: &str =
    "[workspace]\nname = \"acme\"\n\n[categories.kafka-topic]\nblueprint = \"template:default/topic\"\n";
const VISION: &str =
    "principles: []\nautomation:\n  - category: kafka-topic\n    weight: 1.2\n    reason: golden path\n";

/// What became of a task.
enum End {
    /// After so many hours, with these minutes or none.
    Done(i64, Option<u32>),
    Declined,
    Open,
}

struct Record {
    journal: Journal,
}

impl Record {
    fn of(machine: &Machine) -> Self {
        let workspace = Workspace::open(&machine.path("."), FoundBy::Program).unwrap();
        let paths = Paths::below(
            &machine
                .path("~/")
                .canonicalize()
                .unwrap_or_else(|_| machine.path("~/")),
        );
        let journal = Journal::open(&paths.journal(&workspace.key), paths.data()).unwrap();
        Self { journal }
    }

    /// `what` is where it was recorded and its title: `log: Deploy`.
    fn add(&self, day: &str, category: &str, requester: &str, what: &str, end: End) {
        let (source, title) = what.split_once(": ").unwrap();
        let created: Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let task = TaskCreated {
            title: title.to_owned(),
            category: some(category),
            requester: some(requester),
            source: source.to_owned(),
            ..TaskCreated::default()
        };
        let act = |id: &str, act: Act, time: Timestamp| {
            let acted = self
                .journal
                .act(vec![(id.to_owned(), act)], "user:default/sam", time)
                .unwrap();
            acted[0].outcome.as_ref().unwrap();
            acted[0].task.clone()
        };
        let id = act("", Act::Create(Box::new(task)), created);
        match end {
            End::Open => {}
            End::Declined => {
                let reason = "no".to_owned();
                act(&id, Act::Decline { reason }, created);
            }
            End::Done(hours, minutes) => {
                let closed = created + SignedDuration::from_hours(hours);
                act(&id, Act::Finish { minutes }, closed);
            }
        }
    }
}

/// The example of the rules' own tests, journaled: six topics by hand in the period and four in the one before, one by a
/// blueprint, one declined; a deployment; three favours without a category.
fn company() -> Machine {
    let machine = Machine::with(&[("muster.toml", SETTINGS), ("vision.yaml", VISION)]);
    let record = Record::of(&machine);
    let topic =
        |day, requester, end| record.add(day, "kafka-topic", requester, "log: Create topic orders.v1", end);
    topic("2026-06-20", "user:default/ana", End::Done(6, Some(30)));
    topic("2026-06-10", "user:default/ben", End::Done(48, Some(10)));
    topic("2026-06-01", "user:default/ana", End::Done(18, Some(20)));
    topic("2026-05-20", "user:default/cy", End::Done(100, Some(60)));
    topic("2026-05-10", "", End::Open);
    topic("2026-04-03", "user:default/ana", End::Open);
    topic("2026-06-25", "user:default/dee", End::Declined);
    for day in ["2026-04-01", "2026-03-20", "2026-03-01", "2026-01-03"] {
        topic(day, "user:default/ana", End::Done(24, Some(90)));
    }
    record.add(
        "2026-06-28",
        "kafka-topic",
        "user:default/eve",
        "run: Topic",
        End::Done(0, None),
    );
    record.add(
        "2026-06-02",
        "deploy",
        "user:default/ana",
        "log: Deploy",
        End::Done(1, Some(45)),
    );
    for (day, name) in [
        ("2026-06-03", "a-1"),
        ("2026-06-04", "b-2"),
        ("2026-06-05", "c|3"),
    ] {
        record.add(
            day,
            "",
            "user:default/ben",
            &format!("log: Restart {name}"),
            End::Done(1, None),
        );
    }
    machine
}

fn run(machine: &Machine, line: &str) -> Answer {
    machine.run(&format!("insights {line} {PERIOD}"))
}

fn json(machine: &Machine, line: &str) -> Value {
    let answer = run(machine, &format!("{line} --json"));
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""));
    serde_json::from_str(&answer.stdout).unwrap()
}

/// The fields of an object that are named.
fn fields(value: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| value[*name].clone()).collect()
}

#[test]
fn the_ranking_as_a_document() {
    let document = json(&company(), "automate --effort 8.9");
    assert_eq!(document["since"], "2026-04-02T00:00:00Z");
    let topics = &document["categories"][0];
    let names = ["category", "tasks", "manual", "self_served", "declined"];
    assert_eq!(fields(topics, &names), json!(["kafka-topic", 7, 6, 1, 1]));
    // 30 + 10 + 20 + 60 on record; two more by their median, the second of four.
    let names = [
        "minutes",
        "minutes_recorded",
        "minutes_estimated",
        "median_minutes",
    ];
    assert_eq!(fields(topics, &names), json!([160, 120, 40, 20]));
    // Of 6, 18, 48 and 100 hours the second, and the fourth of ⌈3.6⌉.
    let names = ["requesters", "median_wait_minutes", "p90_wait_minutes"];
    assert_eq!(fields(topics, &names), json!([3, 1080, 6000]));
    // 160 ÷ 60 ÷ 90 × 30 = 0.89; 6 ÷ 4; the vision; 1 + 3 ÷ 20; 1 + 18 ÷ 72. Their product is 2.302875.
    let values: Vec<&Value> = topics["factors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|factor| &factor["value"])
        .collect();
    assert_eq!(json!(values), json!([0.89, 1.5, 1.2, 1.15, 1.25]));
    let names = [
        "growth",
        "fit",
        "score",
        "blueprint",
        "hours_saved_month",
        "break_even_months",
    ];
    assert_eq!(
        fields(topics, &names),
        json!([1.5, 1.2, 2.3, "template:default/topic", 0.89, 10.0])
    );
    assert!(
        topics["why"]
            .as_str()
            .unwrap()
            .starts_with("0.89 × 1.50 × 1.20 × 1.15 × 1.25 = 2.30: ")
    );
    assert_eq!(document["categories"][1]["category"], "deploy");
    assert_eq!(
        fields(
            &document["uncategorised"],
            &["tasks", "minutes", "minutes_estimated"]
        ),
        json!([3, 90, 90])
    );
    assert_eq!(
        fields(
            &document["all"],
            &["manual", "minutes_recorded", "minutes_estimated"]
        ),
        json!([10, 165, 130])
    );
}

#[test]
fn the_ranking_for_people_in_any_order() {
    let machine = company();
    insta::assert_snapshot!("automate", run(&machine, "automate").stdout);
    let order = |line: &str| {
        let answer = run(&machine, line);
        let rows = answer.stdout.lines().skip(1).take(2);
        rows.filter_map(|row| row.split_whitespace().next().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(order("automate --sort category"), ["deploy", "kafka-topic"]);
    assert_eq!(
        order("automate --sort category --reverse"),
        ["kafka-topic", "deploy"]
    );
    assert_eq!(order("automate --sort wait"), ["kafka-topic", "deploy"]);
}

#[test]
fn self_served_against_manual_as_a_document() {
    let document = json(&company(), "self-serve");
    let names = ["self_served", "manual", "share"];
    assert_eq!(fields(&document, &names), json!([1, 10, 0.09]));
    let topics = &document["by_category"][0];
    let names = ["category", "self_served", "manual"];
    assert_eq!(fields(topics, &names), json!(["kafka-topic", 1, 6]));
    assert_eq!(topics["automated_since"], "2026-06-28T12:00:00Z");
    // The ninety days up to then hold the six by hand and that of the first of April: 120 + 90 on record, and two by the
    // median of 10, 20, 30, 60, 90, in 90 days: (210 + 60) ÷ 3.
    assert_eq!(topics["minutes_before"], 90.0);
    assert_eq!(topics["minutes_after"], 0.0);
}

#[test]
fn the_trend_as_a_document() {
    let document = json(&company(), "trend");
    assert_eq!(document["step"], "week");
    let buckets = document["buckets"].as_array().unwrap();
    assert_eq!(
        fields(&buckets[0], &["label", "partial", "manual"]),
        json!(["2026-03-30", true, 1])
    );
    let sum = |name: &str| {
        buckets
            .iter()
            .map(|bucket| bucket[name].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(
        (
            sum("manual"),
            sum("self_served"),
            sum("minutes"),
            sum("minutes_estimated")
        ),
        (10, 1, 295, 130)
    );
    let categories: Vec<&Value> = document["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["category"])
        .collect();
    assert_eq!(json!(categories), json!(["kafka-topic", null, "deploy"]));
}

#[test]
fn what_recurs_without_a_category() {
    let document = json(&company(), "uncategorised");
    let group = &document["groups"][0];
    assert_eq!(
        fields(group, &["shape", "tasks", "minutes", "requesters"]),
        json!(["restart …", 3, 90, 1])
    );
    assert_eq!(group["ids"].as_array().unwrap().len(), 3);
}

#[test]
fn the_report_for_the_monthly_meeting() {
    let machine = company();
    let answer = run(&machine, "report --effort 40 -o report.md");
    assert_eq!((answer.status, answer.stdout.as_str()), (0, ""));
    let report = std::fs::read_to_string(machine.path("report.md")).unwrap();
    assert_eq!(run(&machine, "report --effort 40").stdout, report);
    insta::assert_snapshot!("report", report);
    let answer = run(&machine, "report -o nowhere/report.md");
    assert_eq!(answer.status, 1);
    assert!(answer.stderr.contains("cannot be written"), "{}", answer.stderr);
}

#[test]
fn a_vision_that_is_wrong_is_told_with_its_place() {
    let machine = company();
    machine.write(
        "vision.yaml",
        "automation:\n  - category: deploy\n    weight: heavy\n    reason: x\n",
    );
    let answer = run(&machine, "automate");
    assert_eq!(answer.status, 1);
    assert!(
        answer.stderr.contains("vision.yaml:3:13: `heavy` is no weight"),
        "{}",
        answer.stderr
    );
}

#[test]
fn what_is_not_understood_is_refused() {
    let machine = company();
    for line in [
        "automate --since soon",
        "automate --since 2026-08-01 --until 2026-07-01",
        "automate --sort size",
        "automate --effort -3",
        "automate --effort 1.234",
    ] {
        let answer = machine.run(&format!("insights {line}"));
        assert_eq!(answer.status, 2, "{line}: {}", answer.stderr);
    }
    let nothing = Machine::with(&[("muster.toml", SETTINGS)]);
    let answer = nothing.run("insights automate --json");
    assert_eq!(
        answer.json()["categories"].as_array().map(Vec::len),
        Some(0),
        "before the first task"
    );
}
