//! What a run would do: every step rendered in its order with what the steps before would give, and its action asked what it
//! would do now. Writes nothing anywhere.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::error::RunsError;
use super::planner::Planner;
use super::{Runs, Source, approval, language};
use crate::model::blueprint::tree::Tree;
use crate::model::blueprint::{Blueprint, form};
use crate::model::catalog::Catalog;
use crate::model::run::{Order, Plan, PlannedStep, Run};
use crate::model::secret;
use crate::model::text::nearest;

pub(super) fn plan(runs: &Runs, order: &Order) -> Result<Plan, RunsError> {
    let source = open(runs, &order.blueprint)?;
    let blueprint = Blueprint::of_json(&source.document, &order.blueprint);
    let order = clean(order, &blueprint);
    Ok(plan_of(runs, &order, &blueprint, source.folder.as_deref())?.plan)
}

/// A plan, and the document that a run of it follows: with the approvals that the vision asks for.
pub(super) struct Made {
    pub plan: Plan,
    pub document: Value,
}

pub(super) fn open(runs: &Runs, entity_ref: &str) -> Result<Source, RunsError> {
    runs.library.open(entity_ref).ok_or_else(|| {
        let refs = runs.library.refs();
        RunsError::NoBlueprint {
            entity_ref: entity_ref.to_owned(),
            meant: nearest(entity_ref, refs.iter().map(String::as_str)).map(str::to_owned),
        }
    })
}

/// An order with the answers to what is asked for and no others, none of which refers to a secret.
pub(super) fn clean(order: &Order, blueprint: &Blueprint) -> Order {
    Order {
        values: form::active(blueprint, &without_references(&order.values)),
        ..order.clone()
    }
}

pub(super) fn without_references(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(secret::without_references(text)),
        Value::Array(items) => items.iter().map(without_references).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| (secret::without_references(key), without_references(value)))
            .collect(),
        other => other.clone(),
    }
}

/// The plan of a blueprint whose files are in `folder`.
pub(super) fn plan_of(
    runs: &Runs,
    order: &Order,
    blueprint: &Blueprint,
    folder: Option<&Path>,
) -> Result<Made, RunsError> {
    check(order, blueprint)?;
    let catalog = runs.world.catalog();
    let planner = Planner::new(runs, order, blueprint, folder, &catalog, &runs.actor);
    Ok(made(planner, order, blueprint, &catalog))
}

fn made(mut planner: Planner<'_>, order: &Order, blueprint: &Blueprint, catalog: &Catalog) -> Made {
    let tree = planner.tree.clone();
    for step in &blueprint.steps {
        planner.step(step);
    }
    let document = planner.approvals(order, tree);
    let plan = planner.finish(order, catalog, &document);
    Made { plan, document }
}

/// The plan of the rest of a run with other answers: what is done stays, with what it gave.
pub(super) fn replan(
    runs: &Runs,
    run: &Run,
    values: &Value,
    folder: Option<&Path>,
    tree: Arc<Tree>,
) -> Result<Made, RunsError> {
    // Without what the vision asked for the answers of before.
    let blueprint = Blueprint::of_json(&approval::without_steps(&run.document), &run.blueprint);
    let order = Order {
        blueprint: run.blueprint.clone(),
        values: values.clone(),
        secrets: run
            .secrets
            .iter()
            .map(|name| (name.clone(), secret::Secret::new("")))
            .collect(),
        entity: run.entities.first().cloned(),
        waivers: Vec::new(),
    };
    let order = clean(&order, &blueprint);
    check(&order, &blueprint)?;
    let catalog = runs.world.catalog();
    let mut planner = Planner::new(runs, &order, &blueprint, folder, &catalog, &run.requester);
    planner.run = Some(run);
    planner.tree = tree;
    Ok(made(planner, &order, &blueprint, &catalog))
}

/// Whether the blueprint can be run and the answers are complete.
fn check(order: &Order, blueprint: &Blueprint) -> Result<(), RunsError> {
    if blueprint.steps.is_empty() {
        let reason = format!("{} has no steps", blueprint.entity_ref);
        return Err(RunsError::Broken(vec![reason]));
    }
    let complaints = language::complaints(blueprint, &order.values, &order.secrets);
    match complaints.is_empty() {
        true => Ok(()),
        false => Err(RunsError::Values(complaints)),
    }
}

/// What is different in a plan from one that was shown, in words.
pub(super) fn differences(shown: &Plan, now: &Plan) -> Vec<String> {
    let told = |step: &PlannedStep| match &step.target {
        Some(target) => format!("{:?} {target}", step.effect).to_lowercase(),
        None => format!("{:?}", step.effect).to_lowercase(),
    };
    let mut all = Vec::new();
    for step in &now.steps {
        match shown.steps.iter().find(|other| other.id == step.id) {
            None => all.push(format!("`{}` is new", step.id)),
            Some(before) if told(before) != told(step) => {
                all.push(format!(
                    "`{}` would {}, not {}",
                    step.id,
                    told(step),
                    told(before)
                ));
            }
            Some(before) if before.changes != step.changes => {
                all.push(format!("`{}` would change other things", step.id));
            }
            Some(before) if before.input_digest != step.input_digest => {
                all.push(format!("`{}` is asked for something else", step.id));
            }
            Some(_) => {}
        }
    }
    let is_gone = |step: &&PlannedStep| !now.steps.iter().any(|other| other.id == step.id);
    let gone = shown.steps.iter().filter(is_gone);
    all.extend(gone.map(|step| format!("`{}` is not there any more", step.id)));
    if all.is_empty() {
        all.push("the blueprint, the answers or who has to agree".to_owned());
    }
    all
}
