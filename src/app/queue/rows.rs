//! The tasks that are listed, and the columns they are shown in.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;

use crate::app::list;
use crate::model::task::query::SortBy;
use crate::model::task::{Promises, Status, TaskId, TaskRef, Tasks, is_overdue};

/// A column, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    State,
    Priority,
    Id,
    Title,
    Category,
    Requester,
    Assignee,
    Age,
    Due,
}

pub const COLUMNS: [Column; 9] = [
    Column::State,
    Column::Priority,
    Column::Id,
    Column::Title,
    Column::Category,
    Column::Requester,
    Column::Assignee,
    Column::Age,
    Column::Due,
];

impl Column {
    /// What a click on its header sorts by.
    pub fn sort(self) -> Option<SortBy> {
        match self {
            Column::State => Some(SortBy::Status),
            Column::Priority => Some(SortBy::Priority),
            Column::Category => Some(SortBy::Category),
            Column::Requester => Some(SortBy::Requester),
            Column::Assignee => Some(SortBy::Assignee),
            Column::Age => Some(SortBy::Age),
            Column::Due => Some(SortBy::Due),
            Column::Id | Column::Title => None,
        }
    }
}

/// The rows of the last answer, and the table they are of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    pub tasks: Arc<Tasks>,
    pub ids: Arc<[TaskId]>,
}

impl Rows {
    pub fn task(&self, row: usize) -> Option<TaskRef<'_>> {
        self.tasks.get(*self.ids.get(row)?)
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.task(index).map_or("", TaskRef::name).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let task = self.tasks.find(id)?.id();
        self.ids.iter().position(|listed| *listed == task)
    }

    /// Tasks come and never go.
    fn knows(&self, _: &str) -> bool {
        true
    }
}

/// The queue in a few numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub new: usize,
    /// Open, and not resting.
    pub open: usize,
    pub overdue: usize,
    /// When the next resting task is back.
    pub wakes: Option<Timestamp>,
}

impl Sum {
    pub fn of(tasks: &Tasks, promises: &Promises, now: Timestamp) -> Self {
        let mut sum = Self::default();
        for task in tasks.iter().filter(|task| task.status().is_open()) {
            sum.overdue += usize::from(is_overdue(task, promises, now));
            match task.status_at(now) {
                Status::Snoozed => sum.wakes = task.snoozed_until().into_iter().chain(sum.wakes).min(),
                status => {
                    sum.open += 1;
                    sum.new += usize::from(status == Status::New);
                }
            }
        }
        sum
    }
}
