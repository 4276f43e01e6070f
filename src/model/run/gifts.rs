//! What several steps gave of the same thing: whoever takes back what one of them gave leaves what another still needs, and the
//! last of them takes what they handed on. Knows outputs, not what is in them: the actions do.

use jiff::Timestamp;
use serde_json::Value;

use super::gift;
use super::state::{Run, StepRecord, StepStatus};

/// A step that gave something, or agreed to what was there.
#[derive(Clone, Debug, PartialEq)]
pub struct Gift {
    /// The run's whole id.
    pub run: String,
    pub step: String,
    pub output: Value,
    /// When it began: what was there then it found.
    pub since: Timestamp,
    /// When it was taken back.
    pub over: Option<Timestamp>,
    /// The last moment of it; none where it has no end.
    pub until: Option<Timestamp>,
    /// Whether it counts on what it names now: it is not being taken back, and its end is not past.
    pub is_live: bool,
}

/// What others than the step that is taken back gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Others(Vec<Gift>);

/// What the steps of a run gave or agreed to, in their order, also what was taken back since.
pub fn gifts(run: &Run, now: Timestamp) -> Vec<Gift> {
    run.steps
        .iter()
        .filter_map(|step| of_step(run, step, now))
        .collect()
}

fn of_step(run: &Run, step: &StepRecord, now: Timestamp) -> Option<Gift> {
    use StepStatus::{Adopted, Succeeded, UndoFailed, Undoing, Undone};
    let output = step.output.as_ref().filter(|output| gift::tells(output))?;
    if !matches!(step.status, Succeeded | Adopted | Undoing | UndoFailed | Undone) {
        return None;
    }
    let until = step.expires.or_else(|| gift::end(output));
    Some(Gift {
        run: run.id.clone(),
        step: step.id.clone(),
        output: output.clone(),
        since: step.began.or(step.ended).unwrap_or(run.created),
        over: step.undone,
        until,
        is_live: step.status.is_done() && until.is_none_or(|until| until > now),
    })
}

impl Others {
    /// All but the step itself; in the order in which they began.
    pub fn than(run: &str, step: &str, all: impl IntoIterator<Item = Gift>) -> Self {
        let is_other = |gift: &Gift| gift.run != run || gift.step != step;
        let mut others: Vec<Gift> = all.into_iter().filter(is_other).collect();
        others.sort_by_key(|gift| gift.since);
        Self(others)
    }

    /// Who still counts on something: of several, who does so longest.
    pub fn needing(&self, names: impl Fn(&Value) -> bool) -> Option<&Gift> {
        let live = self.0.iter().filter(|gift| gift.is_live && names(&gift.output));
        live.max_by_key(|gift| gift.until.unwrap_or(Timestamp::MAX))
    }

    /// Who gave what was there at a moment: the latest whose gift was there from then on without a break, because they had not
    /// been taken back yet, or left it to others who had not.
    pub fn handed_on(
        &self,
        moment: Timestamp,
        gave: impl Fn(&Value) -> bool,
        names: impl Fn(&Value) -> bool,
    ) -> Option<&Gift> {
        let earlier = || self.0.iter().filter(|gift| gift.since < moment);
        let reaches = |giver: &&Gift| {
            let mut there = giver.over;
            for gift in earlier().filter(|gift| gift.since >= giver.since && names(&gift.output)) {
                there = match there {
                    Some(until) if gift.since <= until => gift.over.map(|over| over.max(until)),
                    there => there,
                };
            }
            there.is_none_or(|until| until >= moment)
        };
        earlier().rev().filter(|gift| gave(&gift.output)).find(reaches)
    }
}

impl Gift {
    /// Who needs what stays, for the person.
    pub fn shown(&self) -> String {
        match self.until {
            Some(until) => format!("run {} needs it until {until:.0}", self.run),
            None => format!("run {} needs it", self.run),
        }
    }
}
