//! What comes next in a run: a pure decision over the run and the time. Who drives it does what this says, journals what
//! came of it, and asks again.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::state::{Run, RunStatus, StepRecord, StepStatus, Wait};

/// How often a step is tried before a person is asked.
pub const MOST_TRIES: u32 = 6;
/// Seconds before each look for what may have been done although its answer was lost: systems lag behind themselves.
pub const PATIENCE: [i64; 3] = [2, 8, 30];
/// The longest that one waits before trying again, in seconds.
const LONGEST_DELAY: u64 = 300;
/// The same for what has to end: nobody waits for it, and it is never given up.
const LONGEST_DELAY_OF_AN_END: u64 = 3_600;

/// What comes next. Steps by their place in [`Run::steps`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Judge its condition, look whether it is done already, and do it.
    Begin(usize),
    /// It was about to be done when the program ended: find out whether it was.
    Find(usize),
    /// Look how far it is.
    Look(usize),
    /// The moment that it waited for is there.
    End(usize),
    /// It waits for a person: look at their task.
    Ask(usize),
    /// Take it back.
    Undo(usize),
    /// All is done that was to be done.
    Finish(RunStatus),
    /// Nothing before this moment.
    Wait(Timestamp),
    /// Nothing, until a person decides.
    Nothing,
}

/// What comes next in a run at a moment.
pub fn next(run: &Run, now: Timestamp) -> Next {
    let main = main_line(run, now);
    // What has an end date is taken back when it comes, whatever else goes on, but never while a step is in flight.
    if run.status == RunStatus::Undoing || matches!(main, Next::Find(_) | Next::Look(_)) {
        return main;
    }
    match (expiry(run, now), main) {
        (Some(Next::Undo(step)), _) => Next::Undo(step),
        (Some(Next::Wait(then)), Next::Wait(other)) => Next::Wait(then.min(other)),
        (Some(wait), Next::Nothing) => wait,
        (_, main) => main,
    }
}

/// When there will be something to do without a person; none where there will not. What waits for a person's task is due
/// at once: the task may have been done.
pub fn due(run: &Run) -> Option<Timestamp> {
    match next(run, Timestamp::MIN) {
        Next::Wait(then) => Some(then),
        Next::Nothing => None,
        _ => Some(run.created),
    }
}

fn main_line(run: &Run, now: Timestamp) -> Next {
    use RunStatus::*;
    match run.status {
        Queued | Running | Waiting => match run.steps.iter().position(|step| !step.is_past()) {
            Some(at) => of_step(&run.steps[at], at, now),
            None => Next::Finish(Succeeded),
        },
        Cancelling => match run.steps.iter().position(StepRecord::is_in_flight) {
            Some(at) => of_step(&run.steps[at], at, now),
            None => Next::Finish(Cancelled),
        },
        Undoing => {
            let mut left = run
                .undoing
                .iter()
                .filter_map(|id| run.steps.iter().position(|step| step.id == *id))
                .filter(|at| run.steps[*at].status != StepStatus::Undone);
            match left.next() {
                Some(at) => of_undo(&run.steps[at], at, now),
                None => Next::Finish(Undone),
            }
        }
        Succeeded | Failed | NeedsAttention | Cancelled | Undone | UndoFailed => Next::Nothing,
    }
}

fn of_step(step: &StepRecord, at: usize, now: Timestamp) -> Next {
    let from = |moment: Timestamp, then: Next| if moment > now { Next::Wait(moment) } else { then };
    match step.status {
        StepStatus::Pending => Next::Begin(at),
        StepStatus::Intent => Next::Find(at),
        StepStatus::Retrying => {
            let not_before = step.failure.as_ref().and_then(|failure| failure.not_before);
            from(not_before.unwrap_or(now), Next::Begin(at))
        }
        StepStatus::Unknown => step
            .next_look
            .map_or(Next::Nothing, |look| from(look, Next::Look(at))),
        StepStatus::Waiting => match &step.wait {
            Some(Wait::Until(moment)) => from(*moment, Next::End(at)),
            Some(Wait::Outside { next_look }) => from(*next_look, Next::Look(at)),
            Some(Wait::Task(_) | Wait::Approval { .. }) => Next::Ask(at),
            None => Next::Nothing,
        },
        _ => Next::Nothing,
    }
}

fn of_undo(step: &StepRecord, at: usize, now: Timestamp) -> Next {
    if step.status == StepStatus::UndoFailed {
        return Next::Nothing;
    }
    match step.failure.as_ref().and_then(|failure| failure.not_before) {
        Some(moment) if moment > now => Next::Wait(moment),
        _ => Next::Undo(at),
    }
}

/// The first of what has an end date. What is tried again later does not hold up the rest.
fn expiry(run: &Run, now: Timestamp) -> Option<Next> {
    let expiring = run.steps.iter().enumerate().filter_map(|(at, step)| {
        let end = step.expires?;
        let again = step.failure.as_ref().and_then(|failure| failure.not_before);
        match step.status {
            StepStatus::Undoing => Some((again.map_or(end, |again| again.max(end)), at)),
            status => status.is_done().then_some((end, at)),
        }
    });
    let (moment, at) = expiring.min()?;
    Some(match moment > now {
        true => Next::Wait(moment),
        false => Next::Undo(at),
    })
}

/// What marks all that a step makes, whichever attempt makes it: 64 hexadecimal digits.
pub fn op_key(journal: &str, run: &str, step: &str) -> String {
    let mut digest = Sha256::new();
    for part in [journal, run, step] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    crate::model::text::hex(digest.finalize())
}

/// How long to wait after the failure number `tries`, from 1: exponential from a second to five minutes, with full jitter
/// (aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter), the same for the same attempt. What the
/// system itself asks for wins.
pub fn delay(op_key: &str, attempt: u32, tries: u32, asked: Option<SignedDuration>) -> SignedDuration {
    asked.map_or_else(
        || drawn(op_key, attempt, tries, LONGEST_DELAY),
        |asked| asked.max(SignedDuration::ZERO),
    )
}

/// The same for what is taken back because its time is over: it grows up to an hour.
pub fn delay_of_an_end(op_key: &str, tries: u32, asked: Option<SignedDuration>) -> SignedDuration {
    asked.map_or_else(
        || drawn(op_key, tries, tries, LONGEST_DELAY_OF_AN_END),
        |asked| asked.max(SignedDuration::ZERO),
    )
}

fn drawn(op_key: &str, attempt: u32, tries: u32, longest: u64) -> SignedDuration {
    let doublings = tries.saturating_sub(1).min(16);
    let most = (1_000u64 << doublings).min(longest * 1_000);
    let digest = Sha256::digest(format!("{op_key} {attempt}").as_bytes());
    let random = digest
        .iter()
        .take(6)
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    SignedDuration::from_millis(i64::try_from(random % (most + 1)).unwrap_or_default())
}
