//! A run is asked for: planned once more on what is frozen for it, and journaled together with its task if that is the plan
//! that was shown.

use std::sync::PoisonError;

use serde_json::Value;

use super::error::RunsError;
use super::folder::RunFolder;
use super::plan::{Made, clean, differences, open, plan_of};
use super::{Runs, freeze, vision};
use crate::engine::vision::waived_with_run;
use crate::model::blueprint::Blueprint;
use crate::model::journal::{NewEvent, RunRequested, Subject, TaskAccepted, TaskCreated, Unknown};
use crate::model::run::{Change, Order, Plan, PlannedStep};
use crate::model::task::category_name;

/// Bytes of texts before and after that a plan keeps in the journal; of more it keeps how much there was.
const MOST_TEXT: usize = 384 * 1024;
/// Bytes of a blueprint that the journal takes.
const LARGEST_DOCUMENT: usize = 384 * 1024;

pub(super) fn start(runs: &Runs, order: &Order, plan_hash: &str) -> Result<String, RunsError> {
    let source = open(runs, &order.blueprint)?;
    let blueprint = Blueprint::of_json(&source.document, &order.blueprint);
    let order = clean(order, &blueprint);
    let size = source.document.to_string().len();
    if size > LARGEST_DOCUMENT {
        let reason = format!("the blueprint is {size} bytes long; {LARGEST_DOCUMENT} are allowed");
        return Err(RunsError::Broken(vec![reason]));
    }
    let id = runs.journal()?.new_task_id()?;
    let folder = RunFolder::of(&runs.folders, &id);
    folder.make()?;
    let begun = begin(
        runs,
        &order,
        &blueprint,
        source.folder.as_deref(),
        &folder,
        plan_hash,
    )
    .and_then(|begun| request(runs, &id, &order, &blueprint, begun));
    if begun.is_err() {
        folder.discard();
    }
    begun.map(|()| id)
}

/// What is journaled of a run besides its order.
struct Begun {
    plan: Plan,
    document: Value,
    files: Option<String>,
}

/// Freezes what the run needs and plans it on that.
fn begin(
    runs: &Runs,
    order: &Order,
    blueprint: &Blueprint,
    source: Option<&std::path::Path>,
    folder: &RunFolder,
    plan_hash: &str,
) -> Result<Begun, RunsError> {
    let frozen = folder.blueprint();
    let files = source.map(|source| freeze::freeze(source, &frozen)).transpose()?;
    let Made { plan, document } = plan_of(runs, order, blueprint, source.map(|_| frozen.as_path()))?;
    if plan.hash != plan_hash {
        let shown = runs.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let shown = shown.as_ref().filter(|shown| shown.hash == plan_hash);
        let what = shown.map(|shown| differences(shown, &plan));
        let unknown = || vec!["the blueprint, its files or what is there by now".to_owned()];
        return Err(RunsError::Changed(what.unwrap_or_else(unknown)));
    }
    let blocking: Vec<String> = plan
        .findings
        .iter()
        .filter(|finding| finding.blocking)
        .map(|finding| finding.message.clone())
        .collect();
    if !blocking.is_empty() {
        return Err(RunsError::Blocked(blocking));
    }
    folder.keep_secrets(&order.secrets)?;
    runs.reached("frozen", "")?;
    Ok(Begun {
        plan,
        document,
        files,
    })
}

fn request(
    runs: &Runs,
    id: &str,
    order: &Order,
    blueprint: &Blueprint,
    begun: Begun,
) -> Result<(), RunsError> {
    let Begun {
        plan,
        document,
        files,
    } = begun;
    let (now, actor) = (runs.now(), runs.actor.as_str());
    let waivers = match &runs.vision {
        Some(judged) => {
            let asks = vision::asked(judged, &plan);
            waived_with_run(&judged.vision, &asks, actor, id, judged.today, (now, actor))
                .map_err(|refusal| RunsError::Blocked(vec![refusal.to_string()]))?
        }
        None => Vec::new(),
    };
    let task = runs.journal()?.new_task_id()?;
    let mut entities: Vec<String> = order.entity.iter().cloned().collect();
    entities.extend(
        plan.affected
            .first()
            .filter(|first| !entities.contains(first))
            .cloned(),
    );
    let requested = RunRequested {
        blueprint: plan.blueprint.clone(),
        title: title(blueprint, &plan),
        values: order.values.clone(),
        secrets: order.secrets.keys().cloned().collect(),
        document,
        plan: shortened(plan.steps),
        approvals: plan.approvals,
        plan_hash: plan.hash,
        task: task.clone(),
        entities: entities.clone(),
        sandbox: plan.sandbox,
        files,
        unknown: Unknown::new(),
    };
    let created = TaskCreated {
        title: requested.title.clone(),
        description: blueprint.description.clone(),
        category: category(runs, blueprint),
        requester: Some(runs.actor.clone()),
        entities,
        source: "run".to_owned(),
        blueprint: Some(plan.blueprint),
        ..TaskCreated::default()
    };
    let mut events = vec![
        NewEvent::new(&requested, Subject::run(id), now, actor),
        NewEvent::new(&created, Subject::task(&task), now, actor),
        NewEvent::new(&TaskAccepted::default(), Subject::task(&task), now, actor),
    ];
    events.extend(waivers);
    runs.write(id, events)?;
    Ok(())
}

/// What the run is called: the blueprint, and what it makes.
fn title(blueprint: &Blueprint, plan: &Plan) -> String {
    let made = plan.steps.iter().find_map(|step| step.target.as_deref());
    let named = ["name", "component_id", "componentId", "title"]
        .into_iter()
        .find_map(|key| plan.values.get(key).and_then(Value::as_str));
    match named.or(made) {
        Some(what) => format!("{}: {what}", blueprint.title),
        None => blueprint.title.clone(),
    }
}

/// The category that settings say the blueprint does, else one of the blueprint's own name.
fn category(runs: &Runs, blueprint: &Blueprint) -> Option<String> {
    let is_this = |written: &String| {
        let name = written.rsplit(['/', ':']).next().unwrap_or(written);
        written.eq_ignore_ascii_case(&blueprint.entity_ref) || name.eq_ignore_ascii_case(&blueprint.name)
    };
    let covered = runs.covered.iter().find(|(_, blueprint)| is_this(blueprint));
    let own = || category_name(&blueprint.name).ok();
    covered.map(|(category, _)| category.clone()).or_else(own)
}

/// The plan with no more text than the journal takes: what was shown is bound by its hash all the same.
pub(super) fn shortened(steps: Vec<PlannedStep>) -> Vec<PlannedStep> {
    let mut left = MOST_TEXT;
    let mut kept = |text: Option<String>| -> Option<String> {
        let text = text?;
        match left.checked_sub(text.len()) {
            Some(rest) => {
                left = rest;
                Some(text)
            }
            None => Some(format!("({} bytes)", text.len())),
        }
    };
    let mut steps = steps;
    for change in steps.iter_mut().flat_map(|step| &mut step.changes) {
        *change = Change {
            what: std::mem::take(&mut change.what),
            before: kept(change.before.take()),
            after: kept(change.after.take()),
        };
    }
    steps
}
