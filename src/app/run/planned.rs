//! What a step that is yet to come would do, as it was shown when the run was asked for; and for whoever is asked to agree, all
//! that would be done then, with who asked for it and why it is they who are asked. Pure.

use super::detail::{Line, about, plain};
use super::words::{self, Tone, names};
use crate::app::wizard::diff::{self, DiffLine};
use crate::model::run::{Asked, Effect, PlannedStep, Run, StepRecord, StepStatus, Wait, asked, to_come};

/// Lines of one change; the rest is counted.
const MOST_LINES: usize = 60;

/// Whether a step is still to be done, or waits for somebody to agree.
pub(super) fn is_to_come(step: &StepRecord) -> bool {
    step.status == StepStatus::Pending || matches!(step.wait, Some(Wait::Approval { .. }))
}

pub(super) fn lines(run: &Run, step: &StepRecord) -> Vec<Line> {
    if let Some(asked) = asked(run, step) {
        return of_approval(run, &asked);
    }
    if step.status != StepStatus::Pending {
        return Vec::new();
    }
    let planned = run.plan.iter().find(|planned| planned.id == step.id);
    planned.map(of_step).unwrap_or_default()
}

fn of_approval(run: &Run, asked: &Asked<'_>) -> Vec<Line> {
    let mut lines = vec![about(
        "Asks",
        names(std::slice::from_ref(&run.requester)),
        Tone::Plain,
    )];
    let mut reason = asked.reason.unwrap_or_default().lines();
    lines.extend(reason.next().map(|text| about("For", text, Tone::Plain)));
    lines.extend(reason.map(|text| plain(text, Tone::Quiet)));
    if let (Some(role), Some(first)) = (asked.role, asked.by.first()) {
        let who = names(std::slice::from_ref(first));
        lines.push(about(
            "Why",
            format!("{who} is the {}", words::role(role)),
            Tone::Plain,
        ));
    }
    let then: Vec<String> = asked
        .then
        .iter()
        .map(|next| {
            format!(
                "{} ({})",
                names(std::slice::from_ref(&next.person)),
                words::role(&next.role)
            )
        })
        .collect();
    if !then.is_empty() {
        let text = format!("where nobody answers: {}", then.join(", then "));
        lines.push(about("Then", text, Tone::Quiet));
    }
    lines.push(plain("", Tone::Quiet));
    lines.push(plain("What is done once somebody agrees:", Tone::Good));
    for planned in to_come(run, asked.step) {
        let (sign, _, word, _) = words::effect(planned.effect);
        let target = planned.target.as_deref().map(|target| format!("  {target}"));
        let text = format!("{sign} {word}  {}{}", planned.name, target.unwrap_or_default());
        lines.push(plain(&text, Tone::Plain));
        lines.extend(of_step(planned));
    }
    lines
}

fn of_step(planned: &PlannedStep) -> Vec<Line> {
    let mut lines = Vec::new();
    if !planned.summary.is_empty() && planned.effect != Effect::Ask {
        lines.push(plain(&planned.summary, Tone::Quiet));
    }
    for change in &planned.changes {
        lines.push(plain(
            &format!("{}  {}", change.what, diff::size(change)),
            Tone::Plain,
        ));
        let all = diff::lines(change);
        lines.extend(all.iter().take(MOST_LINES).map(of_diff));
        if all.len() > MOST_LINES {
            lines.push(plain(&format!("⋯ {} more", all.len() - MOST_LINES), Tone::Quiet));
        }
    }
    lines
}

fn of_diff(line: &DiffLine) -> Line {
    let (sign, tone) = match line.tone {
        diff::Tone::Added => ('+', Tone::Good),
        diff::Tone::Removed => ('-', Tone::Bad),
        diff::Tone::Same | diff::Tone::Gap => (' ', Tone::Quiet),
    };
    plain(&format!("{sign} {}", line.text), tone)
}
