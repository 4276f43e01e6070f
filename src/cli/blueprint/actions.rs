//! `muster blueprint actions`: what steps can name, with what they take and give.

use color_eyre::Result;
use serde_json::{Value, json};

use crate::cli::{Context, Failure, Outcome, Output, Table};
use crate::model::blueprint::action::{ActionSpec, UndoSpec};
use crate::model::text::nearest;
use crate::providers;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Show only this action, with its input and output
    #[arg(value_name = "ACTION")]
    action: Option<String>,

    /// Print as JSON, with schemas
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let actions = providers::all();
    let output = context.output();
    let Some(name) = &args.action else {
        let specs: Vec<&ActionSpec> = actions.specs().collect();
        match args.json {
            true => output.json(&specs.into_iter().map(document).collect::<Vec<_>>())?,
            false => list(&specs, output)?,
        }
        return Ok(Outcome::Done);
    };
    let Some(spec) = actions.specs().find(|spec| spec.id == name) else {
        let failure = Failure::new(format!("muster has no action `{name}`"));
        let hint = match nearest(name, actions.specs().map(|spec| spec.id)) {
            Some(near) => format!("did you mean {near}?"),
            None => "`muster blueprint actions` lists all".to_owned(),
        };
        return Err(failure.hint(hint).into());
    };
    match args.json {
        true => output.json(&document(spec))?,
        false => show(spec, output)?,
    }
    Ok(Outcome::Done)
}

fn document(spec: &ActionSpec) -> Value {
    let (undo, why) = match spec.undo {
        UndoSpec::By(what) => ("yes", what),
        UndoSpec::Nothing => ("nothing", "nothing outside is changed"),
        UndoSpec::Not(why) => ("no", why),
    };
    json!({
        "id": spec.id,
        "summary": spec.summary,
        "input": spec.input,
        "output": spec.output,
        "undo": undo,
        "undo_summary": why,
    })
}

fn list(specs: &[&ActionSpec], output: &Output) -> Result<()> {
    let mut table = Table::new(&["ACTION", "DOES"]);
    for spec in specs {
        table.row(vec![spec.id.to_owned(), spec.summary.to_owned()]);
    }
    output.table(&table)
}

fn show(spec: &ActionSpec, output: &Output) -> Result<()> {
    output.line(spec.id)?;
    output.line(spec.summary)?;
    let undo = match spec.undo {
        UndoSpec::By(what) => what.to_owned(),
        UndoSpec::Nothing => "nothing outside is changed".to_owned(),
        UndoSpec::Not(why) => format!("not possible: {why}"),
    };
    output.line(&format!("Undo: {undo}"))?;
    for (title, schema) in [("Input", &spec.input), ("Output", &spec.output)] {
        let properties = schema.get("properties").and_then(Value::as_object);
        let Some(properties) = properties.filter(|properties| !properties.is_empty()) else {
            continue;
        };
        output.line("")?;
        let needed: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut table = Table::new(&[
            if title == "Input" { "INPUT" } else { "OUTPUT" },
            "TYPE",
            "MEANING",
        ]);
        for (name, property) in properties {
            let mark = if needed.contains(&name.as_str()) {
                " (needed)"
            } else {
                ""
            };
            table.row(vec![
                format!("{name}{mark}"),
                kind(property),
                property["description"].as_str().unwrap_or_default().to_owned(),
            ]);
        }
        output.table(&table)?;
    }
    Ok(())
}

fn kind(property: &Value) -> String {
    match &property["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => kinds
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any".to_owned(),
    }
}
