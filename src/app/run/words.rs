//! How runs and steps are told: a sign, a word, and whether it is good. Pure.

use jiff::Timestamp;

use crate::model::run::{Effect, RunStatus, StepRecord, StepStatus, Wait};

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Quiet,
    Plain,
    /// It is at work.
    Busy,
    Good,
    /// Somebody is waited for.
    Waits,
    Bad,
}

/// A sign for terminals with all characters, one for those without, a word, a tone.
pub type Sign = (&'static str, &'static str, &'static str, Tone);

pub fn run(status: RunStatus) -> Sign {
    match status {
        RunStatus::Queued => ("○", "o", "queued", Tone::Plain),
        RunStatus::Running => ("▶", ">", "running", Tone::Busy),
        RunStatus::Waiting => ("‖", "=", "waiting", Tone::Waits),
        RunStatus::Succeeded => ("✓", "+", "succeeded", Tone::Good),
        RunStatus::Failed => ("✗", "x", "failed", Tone::Bad),
        RunStatus::NeedsAttention => ("?", "?", "needs you", Tone::Bad),
        RunStatus::Cancelling => ("◌", "~", "stopping", Tone::Waits),
        RunStatus::Cancelled => ("⊘", "/", "cancelled", Tone::Quiet),
        RunStatus::Undoing => ("↶", "<", "undoing", Tone::Busy),
        RunStatus::Undone => ("↶", "<", "undone", Tone::Quiet),
        RunStatus::UndoFailed => ("✗", "x", "undo failed", Tone::Bad),
    }
}

pub fn step(status: StepStatus) -> Sign {
    match status {
        StepStatus::Pending => ("○", "o", "to do", Tone::Quiet),
        StepStatus::Intent => ("▶", ">", "at work", Tone::Busy),
        StepStatus::Succeeded => ("✓", "+", "done", Tone::Good),
        StepStatus::Adopted => ("✓", "+", "was there", Tone::Good),
        StepStatus::Skipped => ("–", "-", "skipped", Tone::Quiet),
        StepStatus::Retrying => ("↻", "r", "retrying", Tone::Waits),
        StepStatus::Failed => ("✗", "x", "failed", Tone::Bad),
        StepStatus::Unknown => ("?", "?", "unknown", Tone::Bad),
        StepStatus::Waiting => ("‖", "=", "waiting", Tone::Waits),
        StepStatus::Undoing => ("↶", "<", "undoing", Tone::Busy),
        StepStatus::Undone => ("↶", "<", "undone", Tone::Quiet),
        StepStatus::UndoFailed => ("✗", "x", "undo failed", Tone::Bad),
    }
}

pub fn effect(effect: Effect) -> Sign {
    match effect {
        Effect::Create => ("+", "+", "create", Tone::Good),
        Effect::Change => ("~", "~", "change", Tone::Waits),
        Effect::Adopt => ("=", "=", "adopt", Tone::Plain),
        Effect::None => ("·", ".", "nothing", Tone::Quiet),
        Effect::Ask => ("?", "?", "cannot know", Tone::Waits),
    }
}

/// Whether nothing more happens to it by itself.
pub fn is_closed(status: RunStatus) -> bool {
    matches!(
        status,
        RunStatus::Succeeded | RunStatus::Cancelled | RunStatus::Undone
    )
}

/// Whether a person has to decide something.
pub fn is_stuck(status: RunStatus) -> bool {
    matches!(
        status,
        RunStatus::Failed | RunStatus::NeedsAttention | RunStatus::UndoFailed
    )
}

/// When a step goes on by itself: its next attempt, its next look, the end of its wait.
pub fn goes_on_at(step: &StepRecord) -> Option<Timestamp> {
    match &step.wait {
        Some(Wait::Until(moment) | Wait::Outside { next_look: moment }) => Some(*moment),
        Some(Wait::Task(_) | Wait::Approval { .. }) => None,
        None if step.status == StepStatus::Retrying => step.failure.as_ref()?.not_before,
        None => None,
    }
}

/// What a step waits for, in a few words.
pub fn wait(step: &StepRecord, now: Timestamp) -> Option<String> {
    Some(match &step.wait {
        Some(Wait::Until(moment)) => format!("goes on {}", countdown(*moment, now)),
        Some(Wait::Task(task)) => format!("waits for task {task} to be done"),
        Some(Wait::Approval { by, .. }) => format!("waits for {} to agree", names(by)),
        Some(Wait::Outside { next_look }) => {
            format!(
                "goes on elsewhere; looked at again {}",
                countdown(*next_look, now)
            )
        }
        None => {
            let at = goes_on_at(step)?;
            format!("is tried again {}", countdown(at, now))
        }
    })
}

/// References of people as they call each other: `ana or group platform`.
pub fn names(refs: &[String]) -> String {
    if refs.is_empty() {
        return "somebody".to_owned();
    }
    let name = |text: &String| {
        let short = text.rsplit_once('/').map_or(text.as_str(), |(_, name)| name);
        match text.starts_with("group:") {
            true => format!("team {short}"),
            false => short.to_owned(),
        }
    };
    any_of(&refs.iter().map(name).collect::<Vec<_>>())
}

/// What somebody is to an entity, as people say it: `change approver`.
pub fn role(word: &str) -> String {
    match word {
        "accountable" => "accountable person".to_owned(),
        "next-accountable" => "next accountable person".to_owned(),
        word => word.replace('-', " "),
    }
}

/// Names of which one is enough; of many the first few, and how many there are besides.
pub fn any_of(names: &[String]) -> String {
    match names {
        [first, second, third, _, others @ ..] if !others.is_empty() => {
            format!("{first}, {second}, {third} or one of {} others", others.len() + 1)
        }
        few => few.join(" or "),
    }
}

/// The time until a moment, to the second while it is near: `in 12 s`, `in 5 min`.
pub fn countdown(moment: Timestamp, now: Timestamp) -> String {
    let seconds = moment.as_second() - now.as_second();
    match seconds {
        ..=0 => "now".to_owned(),
        1..=119 => format!("in {seconds} s"),
        120..=7199 => format!("in {} min", seconds / 60),
        7200..=172_799 => format!("in {} h", seconds / 3600),
        _ => format!("in {} d", seconds / 86_400),
    }
}

/// How long something took: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`.
pub fn lasted(from: Timestamp, to: Timestamp) -> String {
    let millis = (to.as_millisecond() - from.as_millisecond()).max(0);
    let seconds = millis / 1000;
    match seconds {
        ..=9 => format!("{}.{} s", seconds, millis % 1000 / 100),
        10..=59 => format!("{seconds} s"),
        60..=3599 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_names_a_few_are_told() {
        let names: Vec<String> = ["ana", "bo", "cy", "di", "ed"].map(str::to_owned).to_vec();
        assert_eq!(any_of(&names[..4]), "ana or bo or cy or di");
        assert_eq!(any_of(&names), "ana, bo, cy or one of 2 others");
    }

    #[test]
    fn times_are_told_as_people_say_them() {
        let at = |millis: i64| Timestamp::from_millisecond(millis).unwrap();
        for (millis, text) in [
            (400, "0.4 s"),
            (12_000, "12 s"),
            (185_000, "3 min 5 s"),
            (7_800_000, "2 h 10 min"),
        ] {
            assert_eq!(lasted(at(0), at(millis)), text);
        }
        for (millis, text) in [
            (-5, "now"),
            (12_000, "in 12 s"),
            (300_000, "in 5 min"),
            (7_200_000, "in 2 h"),
        ] {
            assert_eq!(countdown(at(millis), at(0)), text);
        }
        assert_eq!(
            names(&["user:default/ana".to_owned(), "group:default/platform".to_owned()]),
            "ana or team platform"
        );
    }
}
