//! The report for people: what is wrong with the vision, then rule by rule who falls short, who answers for it, what to do.

use std::fmt::Write as _;

use color_eyre::Result;

use super::Report;
use crate::cli::Output;
use crate::cli::output::counted;
use crate::model::text::wrap;
use crate::model::vision::{Finding, Rule};

/// Columns where the output is no terminal.
const COLUMNS: usize = 80;
/// Entities told of each rule, unless one rule is asked about.
const SHOWN: usize = 10;

pub(super) fn print(report: &Report<'_>, output: &Output) -> Result<()> {
    let columns = output.size().map_or(COLUMNS, |(columns, _)| columns.into());
    let mut text = String::new();
    for told in &report.wrong {
        let place = match told.line {
            0 => String::new(),
            line => format!(":{line}:{}", told.column),
        };
        let sentence = format!("{}{place}: {}: {}", told.path, told.severity.name(), told.message);
        paragraph(&mut text, &sentence, ("", "    "), columns);
    }
    if !report.wrong.is_empty() {
        text.push('\n');
    }
    for findings in report.findings.chunk_by(|one, other| one.rule == other.rule) {
        rule(&mut text, report, findings, columns);
    }
    paragraph(&mut text, &summary(report), ("", ""), columns);
    text.lines().try_for_each(|line| output.line(line))
}

fn rule(text: &mut String, report: &Report<'_>, findings: &[Finding], columns: usize) {
    let judged = report.judged;
    let Some(rule) = findings
        .first()
        .and_then(|finding| judged.vision.rules.get(finding.rule))
    else {
        return;
    };
    let head = format!(
        "{} {} – {} ({})",
        rule.severity.name(),
        rule.id,
        rule.title,
        findings.len()
    );
    paragraph(text, &head, ("", "  "), columns);
    if let Some(advice) = advice(rule) {
        paragraph(text, &advice, ("  ", "  "), columns);
    }
    let shown = if report.in_full { findings.len() } else { SHOWN };
    for finding in findings.iter().take(shown) {
        let entity = judged.catalog.entity(finding.entity);
        let who = entity
            .accountable()
            .map_or("nobody accountable", |person| person.entity_ref());
        paragraph(
            text,
            &format!("{} · {who}", entity.entity_ref()),
            ("  ", "    "),
            columns,
        );
        if finding.message != rule.title {
            paragraph(text, &finding.message, ("    ", "    "), columns);
        }
        if let Some(waiver) = finding.waiver.and_then(|waiver| judged.waivers.get(waiver)) {
            let waived = format!(
                "waived until {} by {}: {}",
                waiver.until, waiver.owner, waiver.reason
            );
            paragraph(text, &waived, ("    ", "    "), columns);
        }
    }
    if findings.len() > shown {
        let further = findings.len() - shown;
        let more = format!("and {further} more: muster vision check --rule {}", rule.id);
        paragraph(text, &more, ("  ", "    "), columns);
    }
    text.push('\n');
}

/// What to do.
fn advice(rule: &Rule) -> Option<String> {
    let blueprint = rule.blueprint.as_deref().map(|blueprint| {
        let name = blueprint.rsplit('/').next().unwrap_or(blueprint);
        format!("muster new {name}")
    });
    match (&rule.remedy, blueprint) {
        (Some(remedy), Some(blueprint)) => Some(format!("To do: {remedy}; {blueprint}")),
        (Some(remedy), None) => Some(format!("To do: {remedy}")),
        (None, Some(blueprint)) => Some(format!("To do: {blueprint}")),
        (None, None) => None,
    }
}

fn summary(report: &Report<'_>) -> String {
    let sum =
        |count: fn(&crate::model::vision::Score) -> usize| -> usize { report.scores.iter().map(count).sum() };
    let (entities, passing) = (sum(|score| score.entities), sum(|score| score.passing));
    let vision = &report.judged.vision;
    if vision.files.is_empty() && vision.complaints.is_empty() {
        return "There is no vision yet; write a vision.yaml, as `muster init` does".to_owned();
    }
    let percent = (passing * 100).checked_div(entities).unwrap_or(100);
    let mut text = format!(
        "{passing} of {} pass ({percent} %): {} blocking, {}, {} advice, {} waived",
        counted(entities, "entity", "entities"),
        sum(|score| score.blocking),
        counted(sum(|score| score.warnings), "warning", "warnings"),
        sum(|score| score.advice),
        sum(|score| score.waived),
    );
    if !report.wrong.is_empty() {
        let wrong = counted(report.wrong.len(), "thing is", "things are");
        let _ = write!(text, "; {wrong} wrong with the vision itself");
    }
    text
}

/// A text in lines that fit, the first and the others after these margins.
fn paragraph(out: &mut String, text: &str, (first, others): (&str, &str), columns: usize) {
    let room = columns.saturating_sub(others.chars().count()).max(20);
    for (index, line) in wrap(text, room).into_iter().enumerate() {
        out.push_str(if index == 0 { first } else { others });
        out.push_str(line);
        out.push('\n');
    }
}
