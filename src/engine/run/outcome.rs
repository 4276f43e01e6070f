//! What comes of a step, as events: failures that are tried again and those that are not, waiting, running elsewhere.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use crate::model::blueprint::action::Settlement;
use crate::model::journal::{StepDone, StepFailed, StepRunning, StepUnknown, StepWaiting, Unknown};
use crate::model::run::{MOST_TRIES, PATIENCE, Run, StepFailure, Wait, delay, gift};
use crate::providers::action::{ActionError, ErrorKind};

/// Bytes of one output that the journal takes.
const LARGEST_OUTPUT: usize = 128 * 1024;
/// Bytes of one text in an output that is too large.
const LONGEST_TEXT: usize = 4 * 1024;
/// One never looks sooner again than this.
const SHORTEST_LOOK: Duration = Duration::from_millis(500);
/// Characters of a message.
const LONGEST_MESSAGE: usize = 2_000;

/// An output that the journal takes: of one that is too large, long texts are cut, and then it is left out.
pub(super) fn capped(output: Value) -> Value {
    let fits = |value: &Value| value.to_string().len() <= LARGEST_OUTPUT;
    if fits(&output) {
        return output;
    }
    let cut = cut(output);
    match fits(&cut) {
        true => cut,
        false => json!({ "truncated": true }),
    }
}

fn cut(value: Value) -> Value {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            let end = text.floor_char_boundary(LONGEST_TEXT);
            Value::String(format!("{}… ({} bytes)", &text[..end], text.len()))
        }
        Value::Array(items) => items.into_iter().map(cut).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, cut(value))).collect(),
        other => other,
    }
}

pub(super) fn running(
    driver: &Driver<'_>,
    step: &str,
    attempt: u32,
    output: Value,
    look_after: Duration,
) -> StepRunning {
    let after =
        SignedDuration::try_from(look_after.max(SHORTEST_LOOK)).unwrap_or(SignedDuration::from_secs(60));
    StepRunning {
        step: step.to_owned(),
        attempt,
        output: capped(driver.redactor.value(output)),
        next_look: later(driver.runs.now(), after),
        unknown: Unknown::new(),
    }
}

pub(super) fn later(now: Timestamp, after: SignedDuration) -> Timestamp {
    now.checked_add(after).unwrap_or(Timestamp::MAX)
}

impl Driver<'_> {
    /// A step is done. When what it gave ends, its output says, whoever has it from where.
    pub(super) fn done(&self, step: &str, attempt: u32, output: Value) -> StepDone {
        StepDone {
            step: step.to_owned(),
            attempt,
            expires: gift::end(&output),
            output: capped(self.redactor.value(output)),
            ..StepDone::default()
        }
    }

    fn failure(&self, message: &str, hint: Option<&str>, not_before: Option<Timestamp>) -> StepFailure {
        let short =
            |text: &str| -> String { self.redactor.text(text).chars().take(LONGEST_MESSAGE).collect() };
        StepFailure {
            message: short(message),
            hint: hint.map(short),
            not_before,
        }
    }

    /// It failed for good.
    pub(super) fn fail(
        &self,
        step: &str,
        attempt: u32,
        message: impl AsRef<str>,
        hint: Option<String>,
    ) -> Result<Arc<Run>, RunsError> {
        self.write(&StepFailed {
            step: step.to_owned(),
            attempt,
            failure: self.failure(message.as_ref(), hint.as_deref(), None),
            unknown: Unknown::new(),
        })
    }

    /// It was not done, and is tried again from a moment on, unless it was tried often enough.
    pub(super) fn again(
        &self,
        prepared: &Prepared,
        attempt: u32,
        message: &str,
        hint: Option<&str>,
        after: SignedDuration,
    ) -> Result<Arc<Run>, RunsError> {
        let not_before = (prepared.tries < MOST_TRIES).then(|| later(self.runs.now(), after));
        self.write(&StepFailed {
            step: prepared.step.clone(),
            attempt,
            failure: self.failure(message, hint, not_before),
            unknown: Unknown::new(),
        })
    }

    /// An action said that it did not do it.
    pub(super) fn could_not(
        &self,
        prepared: &Prepared,
        attempt: u32,
        error: &ActionError,
    ) -> Result<Arc<Run>, RunsError> {
        let asked = match error.kind {
            ErrorKind::Final => {
                return self.fail(&prepared.step, attempt, &error.message, error.hint.clone());
            }
            ErrorKind::Retry { after } => after.and_then(|after| SignedDuration::try_from(after).ok()),
            ErrorKind::Unknown => None,
        };
        let tries = prepared.tries.max(1);
        let after = delay(&prepared.op_key, attempt.max(prepared.tries), tries, asked);
        self.again(prepared, attempt, &error.message, error.hint.as_deref(), after)
    }

    /// The answer was lost.
    pub(super) fn lost(&self, prepared: &Prepared, error: &ActionError) -> Result<Arc<Run>, RunsError> {
        match prepared.settlement {
            Settlement::Repeat => self.could_not(prepared, prepared.attempt, error),
            Settlement::Ask => self.ask_whether(prepared, &error.message),
            Settlement::Observe => {
                let look = later(self.runs.now(), SignedDuration::from_secs(PATIENCE[0]));
                self.unknown(prepared, &error.message, 1, Some(look))
            }
        }
    }

    /// Only a person can tell whether it was done.
    pub(super) fn ask_whether(&self, prepared: &Prepared, message: &str) -> Result<Arc<Run>, RunsError> {
        self.unknown(prepared, message, 0, None)
    }

    pub(super) fn unknown(
        &self,
        prepared: &Prepared,
        message: &str,
        looks: u32,
        next_look: Option<Timestamp>,
    ) -> Result<Arc<Run>, RunsError> {
        let hint = next_look.is_none().then(|| {
            format!(
                "look for yourself, then `muster run settle {} {} --happened` or `--not`",
                self.id, prepared.step
            )
        });
        self.write(&StepUnknown {
            step: prepared.step.clone(),
            attempt: prepared.attempt,
            failure: self.failure(message, hint.as_deref(), None),
            looks,
            next_look,
            unknown: Unknown::new(),
        })
    }

    pub(super) fn wait_until(
        &self,
        prepared: &Prepared,
        moment: Timestamp,
        output: Value,
    ) -> Result<Arc<Run>, RunsError> {
        self.write(&StepWaiting {
            step: prepared.step.clone(),
            attempt: prepared.attempt,
            wait: Wait::Until(moment),
            output: capped(self.redactor.value(output)),
            unknown: Unknown::new(),
        })
    }

    /// The moment that a step waited for is there.
    pub(super) fn end(&self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(run);
        };
        drop(run);
        let output = record.output.unwrap_or_else(|| json!({}));
        self.write(&self.done(&record.id, record.attempts, output))
    }
}
