//! `catalog:dependants`: what still depends on an entity, and who answers for that. Muster's own; nothing is changed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::catalog::graph::{Direction, closure};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::entity::reference;
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};

/// Dependants that are named at most; all are counted.
const MOST_NAMED: usize = 100;

struct Dependants(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let refs = |description: &str| json!({ "type": "array", "items": { "type": "string" }, "description": description });
    Box::new(Dependants(ActionSpec {
        id: "catalog:dependants",
        summary: "Lists what still depends on an entity, and who answers for that",
        input: schema(
            &["entityRef"],
            json!({
                "entityRef": { "type": "string", "description": "The entity" },
                "depth": { "type": "number", "description": "Steps away at most; 1 if not given" },
            }),
        ),
        output: schema(
            &[],
            json!({
                "count": { "type": "integer", "description": "How many" },
                "entityRefs": refs("Those that depend on it, the nearest first"),
                "people": refs("Who answers for them"),
                "text": { "type": "string", "description": "A line for each" },
            }),
        ),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

struct Found {
    output: Value,
    summary: String,
    count: usize,
}

fn found(call: &Call<'_>) -> Result<Found, ActionError> {
    let input = Input::without_secrets(call.input)?;
    let wanted = reference(input.required("entityRef")?, None, None)?;
    let depth = input.number("depth")?.unwrap_or(1.0) as usize;
    let catalog = call.world.catalog();
    let Some(root) = catalog.find_node(wanted.as_str()) else {
        return Err(wrong(format!("there is no {wanted} in the catalog")));
    };
    let reached = closure(&catalog, root, Direction::Up, Some(depth.max(1)));
    let nodes: Vec<_> = reached.nodes.iter().skip(1).map(|(node, _)| *node).collect();
    let mut people = BTreeSet::new();
    let mut lines = Vec::new();
    for node in &nodes {
        let person = catalog.entity_of(*node).and_then(|entity| entity.accountable());
        people.extend(person.map(|person| person.entity_ref().to_owned()));
        if lines.len() < MOST_NAMED {
            let label = person.map_or("nobody", |person| person.label());
            lines.push(format!("- {} ({label})", catalog.node_ref(*node)));
        }
    }
    if nodes.len() > MOST_NAMED {
        lines.push(format!("- and {} more", nodes.len() - MOST_NAMED));
    }
    let refs: Vec<&str> = nodes
        .iter()
        .take(MOST_NAMED)
        .map(|node| catalog.node_ref(*node))
        .collect();
    let text = match nodes.is_empty() {
        true => format!("Nothing depends on {wanted}."),
        false => lines.join("\n"),
    };
    let things = counted(nodes.len(), "thing depends", "things depend");
    Ok(Found {
        output: json!({ "count": nodes.len(), "entityRefs": refs, "people": people, "text": text }),
        summary: format!("{things} on {wanted}"),
        count: nodes.len(),
    })
}

impl Action for Dependants {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let found = found(call)?;
        let findings = match found.count {
            0 => Vec::new(),
            _ => vec![format!(
                "{}:\n{}",
                found.summary,
                found.output["text"].as_str().unwrap_or_default()
            )],
        };
        Ok(Planned {
            summary: found.summary,
            output: found.output,
            findings,
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let found = found(call)?;
        log.line(&found.summary);
        let text = found.output["text"].as_str().unwrap_or_default();
        text.lines().for_each(|line| log.line(line));
        Ok(Applied::Done(Done {
            output: found.output,
            ..Done::default()
        }))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}
