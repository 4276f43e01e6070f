//! The tasks in a few numbers: what somebody who comes in the morning wants to know. Pure.

use jiff::Timestamp;

use super::list::{Circumstances, is_overdue, is_running_for};
use super::status::Status;
use super::table::Tasks;

/// What there is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskSummary {
    /// Of all time.
    pub all: usize,
    /// Open and not at rest.
    pub open: usize,
    /// Judged by nobody yet.
    pub new: usize,
    /// Open, and the person's.
    pub mine: usize,
    pub overdue: usize,
    /// The task on which the person's clock runs.
    pub running: Option<Running>,
}

/// A clock that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// The whole id of its task.
    pub task: String,
    pub title: String,
    pub since: Timestamp,
}

impl TaskSummary {
    /// Counts once through the table.
    pub fn of(tasks: &Tasks, circumstances: &Circumstances<'_>) -> TaskSummary {
        let Circumstances {
            now, me, promises, ..
        } = *circumstances;
        let mut summary = TaskSummary {
            all: tasks.len(),
            ..TaskSummary::default()
        };
        for task in tasks.iter().filter(|task| task.status().is_open()) {
            let status = task.status_at(now);
            if status == Status::Snoozed {
                continue;
            }
            summary.open += 1;
            summary.new += usize::from(status == Status::New);
            summary.mine += usize::from(me.is_some() && task.assignee() == me);
            summary.overdue += usize::from(is_overdue(task, promises, now));
            if is_running_for(task, me) {
                summary.running = task.timer_since().map(|since| Running {
                    task: task.name().to_owned(),
                    title: task.title().to_owned(),
                    since,
                });
            }
        }
        summary
    }
}
