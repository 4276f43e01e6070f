//! `muster blueprint show`: one blueprint, as a person reads it before opening it.

use color_eyre::Result;
use serde_json::Value;

use super::document::Entry;
use crate::cli::{Context, Failure, Outcome, Output};
use crate::engine::blueprints::{self, Shelved};
use crate::model::blueprint::field::{Field, Input};
use crate::model::blueprint::form::fields;
use crate::providers;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// A blueprint's ref, or its name
    #[arg(value_name = "BLUEPRINT")]
    blueprint: String,

    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let reading = context.reading()?;
    let shelved = blueprints::open(
        reading.catalog(),
        reading.scope(),
        &providers::all(),
        &args.blueprint,
    );
    let Some(shelved) = shelved else {
        let failure = Failure::new(format!("there is no blueprint `{}`", args.blueprint));
        let near = blueprints::nearest_ref(reading.catalog(), &args.blueprint);
        let hint = near.map_or_else(
            || "`muster blueprint list` shows all".to_owned(),
            |near| format!("did you mean {near}? `muster blueprint list` shows all"),
        );
        return Err(failure.hint(hint).into());
    };
    match args.json {
        true => context.output().json(&Entry::of(&shelved))?,
        false => print(&shelved, context.output())?,
    }
    Ok(Outcome::Done)
}

fn print(shelved: &Shelved, output: &Output) -> Result<()> {
    let blueprint = &shelved.blueprint;
    output.line(&blueprint.title)?;
    output.line(&format!("{} in {}", blueprint.entity_ref, shelved.file))?;
    if let Some(description) = &blueprint.description {
        for line in description.trim().lines() {
            output.line(line)?;
        }
    }
    for (at, page) in blueprint.pages.iter().enumerate() {
        output.line("")?;
        let title = page.title.as_deref().unwrap_or("Answers");
        output.line(&format!("Page {}: {title}", at + 1))?;
        for field in fields(page, &Value::Null) {
            output.line(&format!("  {}", field_line(&field)))?;
        }
    }
    output.line("")?;
    output.line("Steps")?;
    for step in &blueprint.steps {
        let name = step.name.as_deref().unwrap_or(&step.id);
        let condition = if step.condition.is_some() {
            ", under a condition"
        } else {
            ""
        };
        let each = if step.each.is_some() {
            ", for each item of a list"
        } else {
            ""
        };
        output.line(&format!("  {name} ({}{condition}{each})", step.action))?;
    }
    if !shelved.problems.is_empty() {
        output.line("")?;
        output.line("Problems")?;
    }
    for problem in &shelved.problems {
        let severity = problem.code.severity().name();
        output.line(&format!(
            "  line {}: {severity}: {}",
            problem.at.line, problem.message
        ))?;
    }
    Ok(())
}

fn field_line(field: &Field) -> String {
    let indent = "  ".repeat(field.depth.into());
    let needed = if field.required { ", needed" } else { "" };
    let name = field.pointer.rsplit('/').next().unwrap_or_default();
    let label = if field.label == name {
        String::new()
    } else {
        format!("{}: ", field.label)
    };
    format!("{indent}{name}  {label}{}{needed}", sort(&field.input))
}

fn sort(input: &Input) -> String {
    match input {
        Input::Text { .. } => "text".to_owned(),
        Input::Number { integer: true } => "a whole number".to_owned(),
        Input::Number { integer: false } => "a number".to_owned(),
        Input::Toggle => "yes or no".to_owned(),
        Input::Choice(choices) => format!("one of {}", labels(choices)),
        Input::Choices(choices) => format!("any of {}", labels(choices)),
        Input::Entity(_) => "an entity".to_owned(),
        Input::Entities(_) => "entities".to_owned(),
        Input::Tags { .. } => "tags".to_owned(),
        Input::EntityName => "a name".to_owned(),
        Input::Repository(_) => "a repository".to_owned(),
        Input::RepositoryOwner { .. } => "an owner of repositories".to_owned(),
        Input::Secret { .. } => "a secret".to_owned(),
        Input::List { .. } => "a list".to_owned(),
        Input::Group => "together:".to_owned(),
        Input::Unknown { name, .. } => format!("{name}, as text or JSON"),
    }
}

fn labels(choices: &[crate::model::blueprint::field::Choice]) -> String {
    let labels: Vec<&str> = choices
        .iter()
        .take(6)
        .map(|choice| choice.label.as_str())
        .collect();
    let more = if choices.len() > 6 { ", …" } else { "" };
    format!("{}{more}", labels.join(", "))
}
