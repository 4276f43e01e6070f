//! The plans in a report for people: what each run was to do, as it was asked for and agreed to.

use super::markdown::plain;
use super::report::{Link, Report};
use crate::model::journal::Fact;
use crate::model::run::{Change, Effect, PlannedStep};
use crate::model::text::truncate;

/// What a setting was or is to be is cut to so many columns: a file is not told whole.
const SETTING: usize = 60;

/// The plans that the report tells of, in their order; nothing where there is none.
pub(super) fn plans(report: &Report) -> String {
    let links = report.chains.iter().flat_map(|chain| &chain.links);
    let mut told: Vec<&Link> = links.filter(|link| link.told).collect();
    told.sort_by_key(|link| link.time);
    let plans: String = told.into_iter().filter_map(plan).collect();
    match plans.is_empty() {
        true => plans,
        false => format!("\n## Plans\n{plans}"),
    }
}

/// The plan that an event asks for; none where it asks for none.
fn plan(link: &Link) -> Option<String> {
    let run = link.subject.strip_prefix("run/")?;
    let fact = Fact::of(&link.type_, Some(link.body.as_ref()?.as_bytes())).ok()?;
    let (hash, steps, what) = match fact {
        Fact::RunRequested(asked) => (asked.plan_hash, asked.plan, "asked for"),
        Fact::RunEdited(edited) => (edited.plan_hash, edited.plan, "changed"),
        _ => return None,
    };
    let mut text = format!(
        "\n### Run {}, {what} by {} (event {})\n\nPlan `{}`\n",
        plain(run.get(..crate::model::task::SHORT_ID).unwrap_or(run)),
        plain(&link.actor),
        link.oseq,
        plain(&hash)
    );
    if !steps.is_empty() {
        text.push_str("\n| Step | Action | Effect | On | What |\n|---|---|---|---|---|\n");
    }
    for step in &steps {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            plain(&step.id),
            plain(&step.action),
            effect(step.effect),
            plain(step.target.as_deref().unwrap_or_default()),
            plain(&summary(step))
        ));
    }
    Some(text)
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Create => "create",
        Effect::Change => "change",
        Effect::Adopt => "adopt",
        Effect::None => "none",
        Effect::Ask => "ask",
    }
}

fn summary(step: &PlannedStep) -> String {
    let changes = step.changes.iter().map(change);
    let all: Vec<String> = std::iter::once(step.summary.clone()).chain(changes).collect();
    all.join("; ")
}

fn change(change: &Change) -> String {
    let short = |text: &String| truncate(text.lines().next().unwrap_or_default(), SETTING).into_owned();
    match (
        change.before.as_ref().map(short),
        change.after.as_ref().map(short),
    ) {
        (Some(before), Some(after)) => format!("{}: {before} → {after}", change.what),
        (Some(before), None) => format!("{}: {before} → gone", change.what),
        (None, Some(after)) => format!("{}: {after}", change.what),
        (None, None) => change.what.clone(),
    }
}
