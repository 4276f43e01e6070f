//! Plans and runs as commands print them: as JSON with stable names, and as lines for people.

use color_eyre::Result;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use similar::TextDiff;

use crate::app::run::words::{self, any_of};
use crate::cli::Context;
use crate::cli::output::counted;
use crate::cli::task::{person, short};
use crate::model::run::{
    Approval, Asked, AskedNext, Change, Effect, Plan, PlannedStep, Run, RunSummary, StepRecord, StepStatus,
    Undo, Wait, asked, to_come,
};
use crate::model::text::ago;

/// Lines of one file's difference that people are shown.
const SHOWN_LINES: usize = 12;

/// A plan as JSON.
pub(in crate::cli) fn plan(plan: &Plan) -> Value {
    json!({
        "plan_hash": plan.hash,
        "blueprint": plan.blueprint,
        "title": plan.title,
        "sandbox": plan.sandbox,
        "values": plan.values,
        "secrets": plan.secrets,
        "steps": plan.steps.iter().map(step).collect::<Vec<_>>(),
        "findings": plan.findings,
        "approvals": plan.approvals,
        "affected": plan.affected,
    })
}

pub(in crate::cli) fn step(step: &PlannedStep) -> Value {
    json!({
        "id": step.id,
        "action": step.action,
        "name": step.name,
        "effect": step.effect,
        "target": step.target,
        "summary": step.summary,
        "diff": diff(&step.changes),
        "changes": step.changes,
        "undo": step.undo,
    })
}

/// Changes as one unified difference.
pub(in crate::cli) fn diff(changes: &[Change]) -> String {
    changes.iter().map(|change| difference(change, 3)).collect()
}

fn difference(change: &Change, context: usize) -> String {
    let (before, after) = (
        change.before.as_deref().unwrap_or_default(),
        change.after.as_deref().unwrap_or_default(),
    );
    let name = |side: &str, text: &Option<String>| match text {
        Some(_) => format!("{side}/{}", change.what),
        None => "/dev/null".to_owned(),
    };
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(context)
        .missing_newline_hint(false)
        .header(&name("a", &change.before), &name("b", &change.after))
        .to_string()
}

fn glyph(effect: Effect) -> (&'static str, &'static str) {
    match effect {
        Effect::Create => ("+", "create"),
        Effect::Change => ("~", "change"),
        Effect::Adopt => ("=", "adopt"),
        Effect::None => (" ", "none"),
        Effect::Ask => ("?", "ask"),
    }
}

/// A plan for people.
pub(in crate::cli) fn print_plan(plan: &Plan, context: &Context) -> Result<()> {
    let out = context.output();
    out.line(&format!("{}  ({})", plan.title, plan.blueprint))?;
    if plan.sandbox {
        out.line("SANDBOX: no real system is changed")?;
    }
    out.line("")?;
    for step in &plan.steps {
        print_planned(step, context)?;
    }
    for finding in &plan.findings {
        let shortfall = finding.shortfall.as_ref();
        let waived = shortfall.and_then(|shortfall| shortfall.waived.as_ref());
        let word = match shortfall.map(|shortfall| shortfall.severity.as_str()) {
            _ if finding.blocking => "! must be mended",
            _ if waived.is_some() => "~ waived",
            Some("warning" | "blocking") => "! warning",
            Some(_) => "· advice",
            None => "· note",
        };
        let mut lines = finding.message.lines();
        out.line(&format!("{word}: {}", lines.next().unwrap_or_default()))?;
        for line in lines {
            out.line(&format!("  {line}"))?;
        }
        for note in finding.notes() {
            out.line(&format!("  {note}"))?;
        }
        if let Some(reason) = waived {
            out.line(&format!("  exception: {reason}"))?;
        } else if let Some(shortfall) = shortfall.filter(|shortfall| shortfall.waivable) {
            out.line(&format!(
                "  --waive {}=REASON makes an exception for 90 days",
                shortfall.rule
            ))?;
        }
    }
    for approval in &plan.approvals {
        print_approval(approval, context)?;
    }
    if plan.affected.len() > 1 {
        out.line(&format!(
            "{} entities are affected: {}",
            plan.affected.len(),
            few(&plan.affected)
        ))?;
    }
    out.line(&format!("plan {}", plan.hash.get(..12).unwrap_or(&plan.hash)))
}

/// What a step would do, for people.
fn print_planned(step: &PlannedStep, context: &Context) -> Result<()> {
    let out = context.output();
    let (glyph, word) = glyph(step.effect);
    let target = step.target.as_deref().unwrap_or_default();
    out.line(&format!("{glyph} {word:<6}  {}  {target}", step.name))?;
    if !step.summary.is_empty() {
        out.line(&format!("            {}", step.summary))?;
    }
    for change in &step.changes {
        print_change(change, context)?;
    }
    match &step.undo {
        Undo::By(what) => out.line(&format!("            undo: {what}")),
        Undo::Not(why) => out.line(&format!("            cannot be undone: {why}")),
        Undo::Nothing => Ok(()),
    }
}

fn print_approval(approval: &Approval, context: &Context) -> Result<()> {
    let out = context.output();
    let by: Vec<String> = approval.by.iter().map(|who| person(who).to_owned()).collect();
    let who = match &approval.role {
        Some(role) => format!("{} ({})", any_of(&by), words::role(role)),
        None => any_of(&by),
    };
    out.line(&format!("? {who} has to agree ({})", approval.step))?;
    if (approval.rule.is_some() || approval.role.is_some())
        && let Some(because) = approval.because()
    {
        out.line(&format!("  {because}"))?;
    }
    match next(&approval.then) {
        Some(next) => out.line(&format!("  {next}")),
        None => Ok(()),
    }
}

/// Who is asked where nobody answers.
fn next(then: &[AskedNext]) -> Option<String> {
    let then: Vec<String> = then
        .iter()
        .map(|next| format!("{} ({})", person(&next.person), words::role(&next.role)))
        .collect();
    (!then.is_empty()).then(|| format!("where nobody answers: {}", then.join(", then ")))
}

/// For whoever is asked to agree: who asks, for what and why them, and what is done then.
pub(in crate::cli) fn print_asked(run: &Run, asked: &Asked<'_>, context: &Context) -> Result<()> {
    let out = context.output();
    let by: Vec<String> = asked.by.iter().map(|who| person(who).to_owned()).collect();
    out.line(&format!(
        "{} asks {} to agree:",
        person(&run.requester),
        any_of(&by)
    ))?;
    for line in asked.reason.unwrap_or(&run.title).lines() {
        out.line(&format!("  {line}"))?;
    }
    if let (Some(role), Some(first)) = (asked.role, asked.by.first()) {
        out.line(&format!("  {} is the {}", person(first), words::role(role)))?;
    }
    if let Some(next) = next(&asked.then) {
        out.line(&format!("  {next}"))?;
    }
    out.line("")?;
    out.line("what is done then:")?;
    for step in to_come(run, asked.step) {
        print_planned(step, context)?;
    }
    Ok(())
}

fn few(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(6).map(String::as_str).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

pub(in crate::cli) fn print_change(change: &Change, context: &Context) -> Result<()> {
    let out = context.output();
    let lines = |text: &str| counted(text.lines().count(), "line", "lines");
    match (&change.before, &change.after) {
        (None, Some(after)) if after.contains('\n') => {
            out.line(&format!("            + {}  ({})", change.what, lines(after)))
        }
        (None, Some(after)) => out.line(&format!("            + {}: {after}", change.what)),
        (Some(_), None) => out.line(&format!("            - {}", change.what)),
        _ => {
            out.line(&format!("            ~ {}", change.what))?;
            let text = difference(change, 1);
            for line in text.lines().skip(2).take(SHOWN_LINES) {
                out.line(&format!("              {line}"))?;
            }
            Ok(())
        }
    }
}

/// A run as JSON.
pub(in crate::cli) fn run(run: &Run) -> Value {
    json!({
        "id": run.id,
        "blueprint": run.blueprint,
        "title": run.title,
        "status": run.status,
        "plan_hash": run.plan_hash,
        "task": run.task,
        "requester": run.requester,
        "values": run.values,
        "entities": run.entities,
        "sandbox": run.sandbox,
        "steps": run.steps.iter().map(record).collect::<Vec<_>>(),
        "plan": run.plan.iter().map(step).collect::<Vec<_>>(),
        "asks": run.steps.iter().find_map(|step| asked(run, step)),
        "output": run.output,
        "reason": run.reason,
        "created": run.created,
        "changed": run.changed,
        "closed": run.closed,
    })
}

fn record(step: &StepRecord) -> Value {
    json!({
        "id": step.id,
        "action": step.action,
        "name": step.name,
        "status": step.status,
        "attempts": step.attempts,
        "target": step.target,
        "output": step.output,
        "error": step.failure.as_ref().map(|failure| &failure.message),
        "hint": step.failure.as_ref().and_then(|failure| failure.hint.as_ref()),
        "not_before": step.failure.as_ref().and_then(|failure| failure.not_before),
        "wait": step.wait,
        "undo": step.undo,
        "expires": step.expires,
        "began": step.began,
        "ended": step.ended,
    })
}

/// A run in a list, as JSON.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Line<'r> {
    id: &'r str,
    blueprint: &'r str,
    title: &'r str,
    status: &'static str,
    task: &'r str,
    requester: &'r str,
    done: usize,
    steps: usize,
    current: Option<&'r str>,
    approvers: &'r [String],
    sandbox: bool,
    created: Timestamp,
    changed: Timestamp,
    closed: Option<Timestamp>,
}

impl<'r> From<&'r RunSummary> for Line<'r> {
    fn from(run: &'r RunSummary) -> Self {
        Self {
            id: &run.id,
            blueprint: &run.blueprint,
            title: &run.title,
            status: run.status.word(),
            task: &run.task,
            requester: &run.requester,
            done: run.done,
            steps: run.steps,
            current: run.current.as_deref(),
            approvers: &run.approvers,
            sandbox: run.sandbox,
            created: run.created,
            changed: run.changed,
            closed: run.closed,
        }
    }
}

/// How far a step is, in a line.
pub(in crate::cli) fn step_line(step: &StepRecord) -> String {
    let glyph = match step.status {
        StepStatus::Succeeded | StepStatus::Adopted => "✓",
        StepStatus::Failed | StepStatus::UndoFailed => "✗",
        StepStatus::Unknown => "?",
        StepStatus::Skipped => "-",
        StepStatus::Undone => "↶",
        StepStatus::Waiting => "…",
        StepStatus::Pending => "·",
        _ => "▸",
    };
    let target = step.target.as_deref().map(|target| format!("  {target}"));
    let mut line = format!(
        "{glyph} {:<10}  {}{}",
        step.status.word(),
        step.name,
        target.unwrap_or_default()
    );
    match &step.wait {
        Some(Wait::Until(moment)) => line.push_str(&format!("  until {moment:.0}")),
        Some(Wait::Task(task)) => line.push_str(&format!("  for task {}", short(task))),
        Some(Wait::Approval { by, .. }) => {
            let by: Vec<String> = by.iter().map(|who| person(who).to_owned()).collect();
            line.push_str(&format!("  for {} to agree", any_of(&by)));
        }
        Some(Wait::Outside { .. }) | None => {}
    }
    if let Some(failure) = &step.failure {
        line.push_str(&format!("  {}", failure.message));
        if let Some(moment) = failure.not_before {
            line.push_str(&format!(" (again from {moment:.0})"));
        }
    }
    line
}

/// All about a run, for people.
pub(in crate::cli) fn print_run(run: &Run, now: Timestamp, context: &Context) -> Result<()> {
    let out = context.output();
    out.line(&format!("{}  {}", short(&run.id), run.title))?;
    if run.sandbox {
        out.line("  SANDBOX: no real system is changed")?;
    }
    out.line(&format!("  status     {}", run.status.word()))?;
    if let Some(reason) = &run.reason {
        out.line(&format!("  reason     {reason}"))?;
    }
    out.line(&format!("  blueprint  {}", run.blueprint))?;
    out.line(&format!("  requester  {}", person(&run.requester)))?;
    out.line(&format!("  task       {}", short(&run.task)))?;
    out.line(&format!(
        "  asked for  {:.0}  ({})",
        run.created,
        ago(run.created, now)
    ))?;
    out.line("")?;
    for step in &run.steps {
        out.line(&format!("  {}", step_line(step)))?;
        if let Some(hint) = step.failure.as_ref().and_then(|failure| failure.hint.as_deref()) {
            out.line(&format!("      {hint}"))?;
        }
    }
    if let Some(asked) = run.steps.iter().find_map(|step| asked(run, step)) {
        out.line("")?;
        print_asked(run, &asked, context)?;
    }
    print_output(run, context)
}

/// What a run gave, for people.
pub(in crate::cli) fn print_output(run: &Run, context: &Context) -> Result<()> {
    let Some(output) = run.given().filter(|output| !output.is_null()) else {
        return Ok(());
    };
    let out = context.output();
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    for link in output
        .get("links")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let target = text(link, "url")
            .or_else(|| text(link, "entityRef"))
            .unwrap_or_default();
        let title = text(link, "title").unwrap_or_else(|| target.clone());
        out.line(&format!("  → {title}: {target}"))?;
    }
    for part in output.get("text").and_then(Value::as_array).into_iter().flatten() {
        let title = text(part, "title").unwrap_or_default();
        out.line(&format!("  {title}"))?;
        for line in text(part, "content").unwrap_or_default().lines() {
            out.line(&format!("    {line}"))?;
        }
    }
    Ok(())
}
