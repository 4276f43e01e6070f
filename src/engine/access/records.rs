//! What the journal says of access: what steps of runs gave and took, and who looked through what. Only runs whose steps gave or
//! took something are folded, and which those are is found out once.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::model::access::{Granted, Reviewed, Taken, granted, taken, without_taken};
use crate::model::journal::{Event, Fact, Filter};
use crate::model::run::Run;
use crate::store::{Journal, JournalError};

/// How many events are read at once.
const PAGE: usize = 500;
/// Keys of outputs that tell of rights.
const KEYS: [&str; 3] = ["gives", "added", "removed"];

/// What the journal says of access.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    pub granted: Vec<Granted>,
    pub taken: Vec<Taken>,
    /// The latest of each resource.
    pub reviewed: Vec<Reviewed>,
}

/// What was found out so far, to spare reading it again.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The position up to which events were read.
    head: u64,
    runs: BTreeSet<String>,
    reviewed: Vec<Reviewed>,
}

/// What the journal says by now.
pub fn records(journal: &Journal, known: &mut Known) -> Result<Records, JournalError> {
    let runs = known.runs(journal)?;
    let mut records = Records {
        reviewed: known.reviewed.clone(),
        ..Records::default()
    };
    for run in runs {
        records.granted.extend(granted(&run));
        records.taken.extend(taken(&run));
    }
    records.granted = without_taken(records.granted, &records.taken);
    Ok(records)
}

/// The events of a type after a position, a page after the other: outputs of steps may be large.
fn each_since(
    journal: &Journal,
    head: u64,
    prefix: &str,
    mut tell: impl FnMut(&Event),
) -> Result<(), JournalError> {
    let mut page = Filter {
        type_prefix: Some(prefix.to_owned()),
        after: Some(head).filter(|head| *head > 0),
        limit: Some(PAGE),
        ..Filter::default()
    };
    loop {
        let events = journal.events(&page)?;
        let Some(last) = events.last() else {
            return Ok(());
        };
        page.after = Some(last.lseq);
        events.iter().for_each(&mut tell);
    }
}

/// The run that an event is about, where the step gave or took something.
fn run_of(event: &Event) -> Option<String> {
    let output = match event.fact() {
        Ok(Fact::StepDone(done)) => done.output,
        Ok(Fact::StepSettled(settled)) => settled.output,
        _ => return None,
    };
    let is_array = |key: &str| output.get(key).is_some_and(Value::is_array);
    let id = event.subject.run_id()?;
    // Of a repository it is told what they could do before.
    let tells = KEYS.into_iter().any(is_array) || output.get("before").is_some();
    tells.then(|| id.to_owned())
}

impl Known {
    /// The runs whose steps gave or took something.
    pub fn runs(&mut self, journal: &Journal) -> Result<Vec<Arc<Run>>, JournalError> {
        let head = journal.head()?;
        if head > self.head {
            for prefix in ["step.done", "step.settled"] {
                let runs = &mut self.runs;
                each_since(journal, self.head, prefix, |event| runs.extend(run_of(event)))?;
            }
            each_since(journal, self.head, "access.reviewed", |event| self.review(event))?;
            self.head = head;
        }
        let runs = self.runs.iter().filter_map(|id| journal.run(id).transpose());
        runs.collect()
    }

    fn review(&mut self, event: &Event) {
        let Ok(Fact::AccessReviewed(reviewed)) = event.fact() else {
            return;
        };
        self.reviewed.retain(|known| known.entity != reviewed.entity);
        self.reviewed.push(Reviewed {
            entity: reviewed.entity,
            by: event.actor.clone(),
            at: event.time,
        });
    }
}
