//! `muster vision show`: the statement, the principles, and every rule with how it fares.

use color_eyre::Result;
use serde::Serialize;

use super::judged::{journal_to_read, judged};
use crate::cli::table::Table;
use crate::cli::{Context, Outcome};
use crate::model::text::wrap;
use crate::model::vision::{Judged, Origin, RuleCount};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let journal = journal_to_read(context)?;
    let judged = judged(context, journal.as_ref())?;
    match args.json {
        true => context.output().json(&document(&judged))?,
        false => print(&judged, context)?,
    }
    Ok(Outcome::Done)
}

fn print(judged: &Judged, context: &Context) -> Result<()> {
    let (vision, output) = (&judged.vision, context.output());
    if vision.files.is_empty() && vision.complaints.is_empty() {
        return output.line("There is no vision yet; write a vision.yaml, as `muster init` does");
    }
    let columns = output.size().map_or(80, |(columns, _)| columns.into());
    for line in vision
        .statement
        .iter()
        .flat_map(|statement| wrap(statement, columns))
    {
        output.line(line)?;
    }
    for principle in &vision.principles {
        output.line("")?;
        output.line(&format!("{} – {}", principle.id, principle.title))?;
        for line in wrap(&principle.reason, columns.saturating_sub(2)) {
            output.line(&format!("  {line}"))?;
        }
    }
    output.line("")?;
    let mut table = Table::new(&["RULE", "SEVERITY", "NEW", "ABOUT", "SHORT", "WAIVED", "TITLE"]);
    for (index, rule) in vision.rules.iter().enumerate() {
        let count = judged.count(index);
        let severity = if rule.only_new { "-" } else { rule.severity.name() };
        table.row(vec![
            rule.id.clone(),
            severity.to_owned(),
            rule.for_new.name().to_owned(),
            count.applies.to_string(),
            (count.falls_short + count.untold).to_string(),
            count.waived.to_string(),
            rule.title.clone(),
        ]);
    }
    output.table(&table)?;
    let wrong = vision.complaints.len();
    if wrong > 0 {
        output.line("")?;
        output.line("Some of it could not be read as it stands: `muster vision check` says what")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    statement: Option<&'a str>,
    principles: Vec<PrincipleItem<'a>>,
    rules: Vec<RuleItem<'a>>,
}

#[derive(Serialize)]
struct PrincipleItem<'a> {
    id: &'a str,
    title: &'a str,
    reason: &'a str,
    links: Vec<&'a str>,
}

#[derive(Serialize)]
struct RuleItem<'a> {
    id: &'a str,
    title: &'a str,
    /// None where only what is new is asked.
    severity: Option<&'static str>,
    new: &'static str,
    /// `rules`, `naming`, `required` or `radar`.
    origin: &'static str,
    principles: &'a [String],
    reason: Option<&'a str>,
    remedy: Option<&'a str>,
    blueprint: Option<&'a str>,
    require: &'a str,
    applies: usize,
    falls_short: usize,
    waived: usize,
    untold: usize,
    file: &'a str,
    line: u32,
}

fn document(judged: &Judged) -> Document<'_> {
    let vision = &judged.vision;
    let principles = vision.principles.iter().map(|principle| PrincipleItem {
        id: &principle.id,
        title: &principle.title,
        reason: &principle.reason,
        links: principle.links.iter().map(|link| link.url.as_str()).collect(),
    });
    let rules = vision.rules.iter().enumerate().map(|(index, rule)| {
        let RuleCount {
            applies,
            falls_short,
            waived,
            untold,
        } = judged.count(index);
        RuleItem {
            id: &rule.id,
            title: &rule.title,
            severity: (!rule.only_new).then(|| rule.severity.name()),
            new: rule.for_new.name(),
            origin: match rule.origin {
                Origin::Written => "rules",
                Origin::Naming => "naming",
                Origin::Required => "required",
                Origin::Technology(_) => "radar",
            },
            principles: &rule.principles,
            reason: rule.reason.as_deref(),
            remedy: rule.remedy.as_deref(),
            blueprint: rule.blueprint.as_deref(),
            require: rule.require.source(),
            applies,
            falls_short,
            waived,
            untold,
            file: &rule.file,
            line: rule.at.line,
        }
    });
    Document {
        statement: vision.statement.as_deref(),
        principles: principles.collect(),
        rules: rules.collect(),
    }
}
