//! One plan in the making: step by step, with what the steps before would give. Part of planning; writes nothing anywhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::preview::Known;
use super::scope::{self, Outputs, Unknowns};
use super::{Runs, language};
use crate::model::blueprint::action::UndoSpec;
use crate::model::blueprint::expression::{Scope, holds, render};
use crate::model::blueprint::tree::Tree;
use crate::model::blueprint::{Blueprint, Step};
use crate::model::catalog::Catalog;
use crate::model::catalog::graph::{Direction, closure};
use crate::model::run::{
    Approval, Change, Effect, Order, Plan, PlanFinding, PlannedStep, Run, Undo, digest, gift, item_id,
    item_of, plan_hash,
};
use crate::model::secret;
use crate::model::text::{counted, nearest};
use crate::providers::action::{Call, Planned};

/// Entities beyond these are counted, not listed.
const MOST_AFFECTED: usize = 500;
/// What stands for the marker of a run that is not there yet.
const NO_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

pub(super) struct Planner<'p> {
    pub(super) runs: &'p Runs,
    pub(super) blueprint: &'p Blueprint,
    pub(super) folder: Option<&'p Path>,
    pub(super) requester: &'p str,
    /// Of a run that is under way.
    pub(super) run: Option<&'p Run>,
    base: Scope,
    outputs: Outputs,
    unknowns: Unknowns,
    pub(super) tree: Arc<Tree>,
    /// What has been found out, by step or item of a step.
    pub(super) known: BTreeMap<String, Known>,
    pub(super) now: Timestamp,
    secrets: Vec<String>,
    needed: Vec<String>,
    optional: Vec<String>,
    pub(super) plan: Plan,
}

/// One step, or one item of it.
struct Unit<'u> {
    step: &'u Step,
    id: String,
    scope: Scope,
}

impl<'p> Planner<'p> {
    pub fn new(
        runs: &'p Runs,
        order: &Order,
        blueprint: &'p Blueprint,
        folder: Option<&'p Path>,
        catalog: &Catalog,
        requester: &'p str,
    ) -> Self {
        let secrets: Vec<String> = order.secrets.keys().cloned().collect();
        let optional = language::credentials(&blueprint.document);
        let mut names = secrets.clone();
        names.extend(language::secret_names(blueprint));
        names.sort();
        names.dedup();
        let id = scope::unknown("context.task.id");
        Self {
            runs,
            blueprint,
            folder,
            requester,
            run: None,
            base: scope::scope(&order.values, &names, requester, catalog, id),
            outputs: Outputs::default(),
            unknowns: Unknowns::default(),
            tree: Arc::default(),
            known: BTreeMap::new(),
            now: runs.now(),
            secrets,
            needed: Vec::new(),
            optional,
            plan: Plan {
                blueprint: order.blueprint.clone(),
                title: blueprint.title.clone(),
                values: order.values.clone(),
                ..Plan::default()
            },
        }
    }

    fn scope(&self) -> Scope {
        let mut scope = self.base.clone();
        self.outputs.clone().put_into(&mut scope);
        scope
    }

    pub fn step(&mut self, step: &Step) {
        let scope = self.scope();
        let Some(source) = &step.each else {
            self.unit(Unit {
                step,
                id: step.id.clone(),
                scope,
            });
            return;
        };
        if let Some(what) = self.unknowns.spoken_of(source) {
            self.cannot_know(step, &step.id, &what);
            return;
        }
        match scope::items(source, &scope) {
            Err(error) => self.broken(step, &step.id, &error),
            Ok(items) if items.is_empty() => {
                self.nothing(step, &step.id, "there is nothing that it would be done for")
            }
            Ok(items) => {
                for (at, (key, value)) in items.into_iter().enumerate() {
                    let scope = scope.clone().with_each(key, value);
                    let id = item_id(&step.id, at);
                    self.unit(Unit { step, id, scope });
                }
            }
        }
    }

    fn unit(&mut self, unit: Unit<'_>) {
        if let Some(done) = self.done(&unit.id) {
            self.plan.steps.push(done);
            return;
        }
        let Unit { step, id, scope } = &unit;
        if let Some(condition) = &step.condition {
            if let Some(what) = self.unknowns.spoken_of(condition) {
                self.cannot_know(step, id, &what);
                return;
            }
            match render(condition, scope) {
                Err(error) => return self.broken(step, id, &format!("`if`: {error}")),
                Ok(met) if !holds(&met) => return self.nothing(step, id, "its condition is not met"),
                Ok(_) => {}
            }
        }
        let input = match render(&step.input, scope) {
            Ok(input) => input,
            Err(error) => return self.broken(step, id, &error.to_string()),
        };
        self.note_secrets(step, &input);
        let unknown = scope::first_unknown(&input).or_else(|| self.unknowns.spoken_of(&step.input));
        if let Some(what) = unknown {
            self.cannot_know(step, id, &what);
            return;
        }
        let actions = self.runs.actions.clone();
        let Some(action) = actions.get(&step.action) else {
            let meant = nearest(&step.action, actions.specs().map(|spec| spec.id));
            let hint = meant.map(|meant| format!("the nearest that there is: {meant}"));
            let message = format!("muster has no action `{}`", step.action);
            return self.blocked(step, id, message, hint);
        };
        let tree = self.tree.clone();
        let call = Call {
            input: &input,
            op_key: NO_KEY,
            run: "",
            step: id,
            blueprint: &self.blueprint.entity_ref,
            requester: self.requester,
            asked: self.now,
            now: self.now,
            tree: &tree,
            folder: self.folder,
            scope: scope.value(),
            world: &*self.runs.world.clone(),
            cancelled: &|| false,
        };
        match action.plan(&call) {
            Ok(planned) => self.add(step, id, &input, planned),
            Err(error) => self.blocked(step, id, error.message, error.hint),
        }
    }

    /// A step of the run that is done already stays as it was planned, with the output that it gave.
    fn done(&mut self, id: &str) -> Option<PlannedStep> {
        let run = self.run?;
        let record = run.step(id)?;
        if !record.is_past() || record.approved_by.is_some() {
            return None;
        }
        let planned = run.plan.iter().find(|planned| planned.id == id)?;
        let output = record.output.clone().unwrap_or_else(|| json!({}));
        self.know(id, output.clone(), None, &planned.changes);
        self.outputs.add(id, output);
        Some(planned.clone())
    }

    /// Adds what an action would do.
    fn add(&mut self, step: &Step, id: &str, input: &Value, planned: Planned) {
        let others: Vec<String> = planned
            .approvers
            .iter()
            .filter(|who| *who != self.requester)
            .cloned()
            .collect();
        for message in &planned.blocking {
            self.finding(true, id, message.clone(), None);
        }
        for message in &planned.findings {
            self.finding(false, id, message.clone(), None);
        }
        if !planned.approvers.is_empty() {
            if others.is_empty() {
                let message = "nobody but you could agree to this, and you cannot".to_owned();
                self.finding(
                    true,
                    id,
                    message,
                    Some("name somebody else in the blueprint".to_owned()),
                );
            }
            self.plan.approvals.push(Approval {
                step: id.to_owned(),
                by: others,
                why: Some(planned.summary.clone()).filter(|why| !why.is_empty()),
                ..Approval::default()
            });
        }
        self.plan.affected.extend(planned.entities);
        self.check_end(id, &planned.output);
        let output = self.predict(id, planned.output);
        self.know(id, output, planned.tree.clone(), &planned.changes);
        if let Some(tree) = planned.tree {
            self.tree = tree;
        }
        self.plan.steps.push(PlannedStep {
            id: id.to_owned(),
            action: step.action.clone(),
            name: self.name_of(step, id),
            effect: planned.effect,
            target: planned.target,
            summary: planned.summary,
            changes: planned.changes,
            undo: planned.undo,
            input_digest: digest(input),
        });
    }

    /// Warns of what is given for longer than settings want it.
    fn check_end(&mut self, id: &str, output: &Value) {
        let Some(longest) = self.runs.longest.filter(|_| gift::gives(output)) else {
            return;
        };
        let message = match gift::end(output) {
            None if gift::stays(output) => return,
            None => "it is given without an end".to_owned(),
            Some(end) if self.now.checked_add(longest).is_ok_and(|latest| end > latest) => {
                format!("it ends on {}, which is late", end.strftime("%Y-%m-%d"))
            }
            Some(_) => return,
        };
        let longest = match longest.as_hours() {
            hours if hours % 24 == 0 => {
                counted(usize::try_from(hours / 24).unwrap_or_default(), "day", "days")
            }
            hours => counted(usize::try_from(hours).unwrap_or_default(), "hour", "hours"),
        };
        let hint = format!("`longest` in [access] of muster.toml is {longest}: give an end before that");
        self.finding(false, id, message, Some(hint));
    }

    /// Notes a step's output as far as it can be told; of the rest, that it cannot.
    fn predict(&mut self, id: &str, output: Value) -> Value {
        let mut output = match output {
            Value::Object(output) => output,
            _ => serde_json::Map::new(),
        };
        let base = item_of(id).map_or(id, |(base, _)| base).to_owned();
        for field in self.fields(id) {
            if !output.contains_key(&field) {
                self.unknowns.add(&base, Some(&field));
                let what = format!("steps.{base}.output.{field}");
                output.insert(field, scope::unknown(&what));
            }
        }
        let output = Value::Object(output);
        self.outputs.add(id, output.clone());
        output
    }

    fn know(&mut self, id: &str, output: Value, tree: Option<Arc<Tree>>, changes: &[Change]) {
        let known = Known {
            output,
            tree,
            changes: changes.to_vec(),
        };
        self.known.insert(id.to_owned(), known);
    }

    /// A step's name for people, with the answers in it; its id where it has none.
    fn name_of(&self, step: &Step, id: &str) -> String {
        let Some(name) = &step.name else {
            return id.to_owned();
        };
        match render(&Value::String(name.clone()), &self.scope()) {
            Ok(Value::String(rendered)) if !rendered.trim().is_empty() => secret::shown(&rendered),
            _ => name.clone(),
        }
    }

    /// The fields of a step's output, as its action declares them.
    fn fields(&self, id: &str) -> Vec<String> {
        let base = item_of(id).map_or(id, |(base, _)| base);
        let step = self.blueprint.steps.iter().find(|step| step.id == base);
        let action = step.and_then(|step| self.runs.actions.get(&step.action));
        let properties = action.and_then(|action| action.spec().output.get("properties"));
        let names = properties.and_then(Value::as_object).into_iter().flatten();
        names.map(|(name, _)| name.clone()).collect()
    }

    fn cannot_know(&mut self, step: &Step, id: &str, what: &str) {
        let base = item_of(id).map_or(id, |(base, _)| base);
        self.unknowns.add(base, None);
        let undo = self.undo_of(step);
        self.line(
            step,
            id,
            Effect::Ask,
            format!("cannot be known before: it depends on {what}"),
            undo,
        );
    }

    fn nothing(&mut self, step: &Step, id: &str, why: &str) {
        self.outputs.add(id, json!({}));
        self.know(id, json!({}), None, &[]);
        self.line(step, id, Effect::None, format!("skipped: {why}"), Undo::Nothing);
    }

    fn broken(&mut self, step: &Step, id: &str, error: &str) {
        self.blocked(step, id, format!("step `{id}`: {error}"), None);
    }

    fn blocked(&mut self, step: &Step, id: &str, message: String, hint: Option<String>) {
        let base = item_of(id).map_or(id, |(base, _)| base);
        self.unknowns.add(base, None);
        self.finding(true, id, message.clone(), hint);
        self.line(step, id, Effect::Ask, message, Undo::Nothing);
    }

    pub(super) fn line(&mut self, step: &Step, id: &str, effect: Effect, summary: String, undo: Undo) {
        self.plan.steps.push(PlannedStep {
            id: id.to_owned(),
            action: step.action.clone(),
            name: self.name_of(step, id),
            effect,
            summary,
            undo,
            ..PlannedStep::default()
        });
    }

    /// What an action says of undoing where nobody can tell yet what it will do.
    fn undo_of(&self, step: &Step) -> Undo {
        match self
            .runs
            .actions
            .get(&step.action)
            .map(|action| action.spec().undo)
        {
            Some(UndoSpec::By(what)) => Undo::By(what.to_owned()),
            Some(UndoSpec::Not(why)) => Undo::Not(why.to_owned()),
            Some(UndoSpec::Nothing) | None => Undo::Nothing,
        }
    }

    fn finding(&mut self, blocking: bool, step: &str, message: String, hint: Option<String>) {
        self.plan.findings.push(PlanFinding {
            blocking,
            message,
            hint,
            step: Some(step.to_owned()),
            ..PlanFinding::default()
        });
    }

    fn note_secrets(&mut self, step: &Step, input: &Value) {
        let text = input.to_string();
        for name in secret::names_in(&text) {
            if self.needed.iter().any(|known| known == name) {
                continue;
            }
            self.needed.push(name.to_owned());
            let is_given = self.secrets.iter().any(|known| known == name);
            if !is_given && !self.optional.iter().any(|known| known == name) {
                self.plan.findings.push(PlanFinding {
                    blocking: true,
                    message: format!("the secret `{name}` is needed"),
                    hint: Some(format!(
                        "give it with --secret {name}=@FILE or --secret {name}=env:VARIABLE"
                    )),
                    step: Some(step.id.clone()),
                    ..PlanFinding::default()
                });
            }
        }
    }

    pub fn finish(mut self, order: &Order, catalog: &Catalog, document: &Value) -> Plan {
        let mut plan = std::mem::take(&mut self.plan);
        plan.secrets = std::mem::take(&mut self.needed);
        plan.secrets.sort();
        plan.sandbox = self.is_sandboxed(&plan);
        plan.affected.extend(order.entity.clone());
        plan.affected = with_dependants(plan.affected, catalog);
        plan.hash = plan_hash(&plan, document);
        plan
    }

    /// Whether a sandbox answers for a system that a step acts on.
    fn is_sandboxed(&self, plan: &Plan) -> bool {
        let hosts = plan
            .steps
            .iter()
            .filter_map(|step| step.target.as_deref()?.split('/').next());
        let mut hosts: Vec<&str> = hosts.filter(|host| host.contains(['.', ':'])).collect();
        hosts.dedup();
        hosts.into_iter().any(|host| self.runs.world.is_sandbox(host))
    }
}

/// Entities, each once, and what depends on them.
fn with_dependants(entities: Vec<String>, catalog: &Catalog) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if !all.iter().any(|known| known == name) && all.len() < MOST_AFFECTED {
            all.push(name.to_owned());
        }
    };
    entities.iter().for_each(|entity| add(entity));
    for entity in &entities {
        if let Some(node) = catalog.find_node(entity) {
            let reached = closure(catalog, node, Direction::Up, Some(10));
            for (node, _) in reached.nodes.into_iter().skip(1) {
                add(catalog.node_ref(node));
            }
        }
    }
    all
}
