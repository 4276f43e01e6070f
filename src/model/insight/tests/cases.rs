//! The tasks that the tests are about, in few words each.

use jiff::{SignedDuration, Timestamp};

use crate::model::insight::*;
use crate::model::task::{Builder, Status, Task, TaskState};

pub(super) const NOW: &str = "2026-07-01T00:00:00Z";

pub(super) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

pub(super) fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

/// A task as a row of a table of examples.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) category: Option<&'static str>,
    pub(super) days_ago: i64,
    pub(super) minutes: Option<u32>,
    /// Hours until it was done; none while it is open.
    pub(super) waited: Option<i64>,
    pub(super) requester: &'static str,
    pub(super) status: Status,
    pub(super) source: &'static str,
    pub(super) title: &'static str,
}

pub(super) fn case(category: &'static str, days_ago: i64) -> Case {
    Case {
        category: Some(category).filter(|category| !category.is_empty()),
        days_ago,
        minutes: None,
        waited: None,
        requester: "",
        status: Status::New,
        source: "log",
        title: "Something",
    }
}

impl Case {
    pub(super) fn minutes(self, minutes: u32) -> Self {
        Self {
            minutes: Some(minutes),
            ..self
        }
    }

    pub(super) fn done_after(self, hours: i64) -> Self {
        Self {
            waited: Some(hours),
            status: Status::Done,
            ..self
        }
    }

    pub(super) fn by(self, requester: &'static str) -> Self {
        Self { requester, ..self }
    }

    pub(super) fn status(self, status: Status) -> Self {
        Self { status, ..self }
    }

    pub(super) fn self_served(self) -> Self {
        Self {
            source: "run",
            ..self
        }
    }

    pub(super) fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }
}

pub(super) fn table(cases: &[Case]) -> Tasks {
    let mut builder = Builder::default();
    for (at, case) in cases.iter().enumerate() {
        let created = days_ago(case.days_ago);
        let closed = case
            .waited
            .map(|hours| created + SignedDuration::from_hours(hours));
        builder.push(&Task {
            id: format!("task{at:04}"),
            title: case.title.to_owned(),
            description: None,
            requester: Some(case.requester.to_owned()).filter(|requester| !requester.is_empty()),
            team: None,
            source: case.source.to_owned(),
            origin: None,
            labels: Vec::new(),
            created,
            changed: created,
            comments: 0,
            exit_status: None,
            state: TaskState {
                status: case.status,
                category: case.category.map(str::to_owned),
                closed,
                stated: case.minutes,
                ..TaskState::default()
            },
        });
    }
    builder.finish(1)
}

pub(super) fn quarter() -> Period {
    Period::last_days(90, now())
}

pub(super) fn ranked(cases: &[Case]) -> Ranking {
    rank(&table(cases), quarter(), &Settings::default())
}

pub(super) fn row<'a>(ranking: &'a Ranking, category: &str) -> &'a Row {
    ranking.rows.iter().find(|row| row.category == category).unwrap()
}

/// Six manual tasks in the period: 30 + 10 + 20 + 60 minutes on record, two more that are estimated by the median.
pub(super) fn topics() -> Vec<Case> {
    vec![
        case("kafka-topic", 10)
            .minutes(30)
            .done_after(6)
            .by("user:default/ana"),
        case("kafka-topic", 20)
            .minutes(10)
            .done_after(48)
            .by("user:default/ben"),
        case("kafka-topic", 30)
            .minutes(20)
            .done_after(18)
            .by("user:default/ana"),
        case("kafka-topic", 40)
            .minutes(60)
            .done_after(100)
            .by("user:default/cy"),
        case("kafka-topic", 50),
        case("kafka-topic", 89).by("user:default/ana"),
        // The period before had four.
        case("kafka-topic", 91),
        case("kafka-topic", 100).minutes(500),
        case("kafka-topic", 120),
        case("kafka-topic", 179),
        // Older than that is nothing to either.
        case("kafka-topic", 181).minutes(500),
    ]
}
