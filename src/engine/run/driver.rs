//! The effect runner: takes the machine's lock, does what comes next in each run, and stops where only waiting is left.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::error::RunsError;
use super::folder::RunFolder;
use super::{ACTOR, Runs, lock, scope, tree};
use crate::model::blueprint::expression::render;
use crate::model::blueprint::tree::Tree;
use crate::model::blueprint::{Blueprint, Step};
use crate::model::catalog::Catalog;
use crate::model::journal::{Body, NewEvent, RunFinished, Subject, TaskDeclined, TaskDone, Unknown};
use crate::model::run::{Next, Run, RunStatus, item_of, next, op_key, output};
use crate::model::secret::{Secret, Secrets};
use crate::providers::action::{ActionError, World};
use crate::remote::kafka::Cluster;
use crate::remote::web::Site;
use crate::remote::{Redactor, Transport};

/// How driving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drove {
    /// Another process of this machine is at it.
    Busy,
    /// Nothing can be done before this moment, or without a person.
    Idle { next: Option<Timestamp> },
    /// It was told to stop.
    Stopped,
}

pub(super) fn drive(
    runs: &Runs,
    only: Option<&str>,
    stop: &(dyn Fn() -> bool + Sync),
    told: &mut dyn FnMut(&Run),
) -> Result<Drove, RunsError> {
    let Some(_held) = lock::take(&runs.folders.lock)? else {
        return Ok(Drove::Busy);
    };
    runs.sweep()?;
    runs.escalate()?;
    let mut earliest: Option<Timestamp> = None;
    let (due, later) = runs.journal()?.due_runs(runs.now())?;
    for run in due {
        if only.is_some_and(|id| id != run.id) {
            continue;
        }
        let Some(until) = drive_one(runs, &run.id, stop, told)? else {
            return Ok(Drove::Stopped);
        };
        earliest = earliest.into_iter().chain(until.0).min();
    }
    if only.is_none() {
        earliest = earliest.into_iter().chain(later).min();
    } else if let Some(id) = only
        && let Some(run) = runs.run(id)?
        && let Next::Wait(moment) = next(&run, runs.now())
    {
        earliest = Some(moment);
    }
    Ok(Drove::Idle { next: earliest })
}

/// When there is something to do again.
struct Until(Option<Timestamp>);

/// Does what comes next in one run until that is waiting. None where it was told to stop.
fn drive_one(
    runs: &Runs,
    id: &str,
    stop: &(dyn Fn() -> bool + Sync),
    told: &mut dyn FnMut(&Run),
) -> Result<Option<Until>, RunsError> {
    let Some(run) = runs.run(id)? else {
        return Ok(Some(Until(None)));
    };
    let mut driver = Driver::new(runs, &run, stop)?;
    drop(run);
    loop {
        if stop() {
            return Ok(None);
        }
        let Some(run) = runs.run(id)? else {
            return Ok(Some(Until(None)));
        };
        // Other answers may need other approvals.
        if run.plan_hash != driver.plan_hash {
            driver = Driver::new(runs, &run, stop)?;
        }
        let changed = match next(&run, runs.now()) {
            Next::Wait(moment) => return Ok(Some(Until(Some(moment)))),
            Next::Nothing => return Ok(Some(Until(None))),
            Next::Begin(at) => driver.begin(run, at)?,
            Next::Find(at) => driver.find(run, at)?,
            Next::Look(at) => driver.look(run, at)?,
            Next::End(at) => driver.end(run, at)?,
            Next::Ask(at) => match driver.ask(run, at)? {
                Some(changed) => changed,
                None => return Ok(Some(Until(None))),
            },
            Next::Undo(at) => driver.undo(run, at)?,
            Next::Finish(status) => driver.finish(run, status)?,
        };
        told(&changed);
    }
}

/// What is at hand while one run is driven.
pub(super) struct Driver<'d> {
    pub runs: &'d Runs,
    pub id: String,
    plan_hash: String,
    journal_id: String,
    pub blueprint: Blueprint,
    pub folder: RunFolder,
    /// The frozen files beside the blueprint.
    pub files: Option<PathBuf>,
    pub redactor: Redactor,
    pub world: RunWorld<'d>,
    pub stop: &'d (dyn Fn() -> bool + Sync),
    /// The run's files by their digest, as they were used last.
    tree: Option<(String, Arc<Tree>)>,
}

impl<'d> Driver<'d> {
    pub fn new(runs: &'d Runs, run: &Run, stop: &'d (dyn Fn() -> bool + Sync)) -> Result<Self, RunsError> {
        let folder = RunFolder::of(&runs.folders, &run.id);
        let secrets = folder.secrets();
        Ok(Self {
            runs,
            id: run.id.clone(),
            plan_hash: run.plan_hash.clone(),
            journal_id: runs.journal()?.journal_id().to_string(),
            blueprint: Blueprint::of_json(&run.document, &run.blueprint),
            files: run.files.is_some().then(|| folder.blueprint()),
            redactor: Redactor::of(&secrets),
            world: RunWorld {
                world: &*runs.world,
                secrets,
            },
            folder,
            stop,
            tree: None,
        })
    }

    /// The step of the blueprint that a step of the run is, and which item of it.
    pub fn step_of(&self, id: &str) -> Option<(&Step, Option<usize>)> {
        let find = |id: &str| self.blueprint.steps.iter().find(|step| step.id == id);
        if let Some(step) = find(id) {
            return Some((step, None));
        }
        let (base, at) = item_of(id)?;
        Some((find(base)?, Some(at)))
    }

    pub fn op_key(&self, step: &str) -> String {
        op_key(&self.journal_id, &self.id, step)
    }

    pub fn event<B: Body>(&self, body: &B) -> NewEvent {
        NewEvent::new(body, Subject::run(&self.id), self.runs.now(), ACTOR)
    }

    pub fn write<B: Body>(&self, body: &B) -> Result<Arc<Run>, RunsError> {
        self.runs.write(&self.id, vec![self.event(body)])
    }

    /// The run's files as the steps before left them; none where they cannot be had.
    pub fn tree(&mut self, run: &Run) -> Result<Option<Arc<Tree>>, RunsError> {
        let Some(digest) = run.steps.iter().rev().find_map(|step| step.tree.clone()) else {
            return Ok(Some(Arc::default()));
        };
        if let Some((known, tree)) = &self.tree
            && *known == digest
        {
            return Ok(Some(tree.clone()));
        }
        let tree = match tree::load(&self.folder, &digest) {
            Some(tree) => Some(tree),
            None => self.make_tree(run, &digest)?,
        };
        if let Some(tree) = &tree {
            self.tree = Some((digest, tree.clone()));
        }
        Ok(tree)
    }

    /// Keeps the run's files; returns their digest.
    pub fn keep_tree(&mut self, tree: &Arc<Tree>) -> Result<String, RunsError> {
        let digest = match &self.tree {
            Some((digest, known)) if Arc::ptr_eq(known, tree) => digest.clone(),
            _ => tree::keep(&self.folder, tree)?,
        };
        self.tree = Some((digest.clone(), tree.clone()));
        Ok(digest)
    }

    /// Ends the run, and its task with it.
    fn finish(&mut self, run: Arc<Run>, status: RunStatus) -> Result<Arc<Run>, RunsError> {
        let output = match status {
            RunStatus::Succeeded => self.output(&run),
            _ => Value::Null,
        };
        let finished = RunFinished {
            status,
            output,
            unknown: Unknown::new(),
        };
        let (now, task) = (self.runs.now(), Subject::task(&run.task));
        let declined = |reason: String| {
            let unknown = Unknown::new();
            NewEvent::new(&TaskDeclined { reason, unknown }, task.clone(), now, ACTOR)
        };
        let of_task = match status {
            // Whoever asked for it has served themselves.
            RunStatus::Succeeded => NewEvent::new(&TaskDone::default(), task.clone(), now, &run.requester),
            RunStatus::Undone => declined("what it had done was undone".to_owned()),
            _ => declined(
                run.reason
                    .clone()
                    .unwrap_or_else(|| "the run was cancelled".to_owned()),
            ),
        };
        drop(run);
        let events = vec![self.event(&finished), of_task];
        let run = self.runs.write(&self.id, events)?;
        self.runs.reached("finished", "")?;
        self.folder.drop_secrets()?;
        tree::forget(&self.folder, None);
        Ok(run)
    }

    /// The blueprint's rendered output. One that cannot be rendered costs its text, not the run.
    fn output(&self, run: &Run) -> Value {
        let catalog = self.runs.world.catalog();
        let scope = scope::scope_of(run, &catalog);
        let rendered = render(&self.blueprint.output, &scope);
        let output = rendered.unwrap_or_else(|error| {
            serde_json::json!({ "text": [{ "title": "Output", "content": format!("cannot be shown: {error}") }] })
        });
        super::outcome::capped(self.redactor.value(output::kept(output)))
    }
}

/// The world with the secrets of one run.
pub(super) struct RunWorld<'w> {
    pub world: &'w dyn World,
    pub secrets: Secrets,
}

impl World for RunWorld<'_> {
    fn catalog(&self) -> Arc<Catalog> {
        self.world.catalog()
    }

    fn workspace(&self) -> &std::path::Path {
        self.world.workspace()
    }

    fn repositories(&self) -> &std::path::Path {
        self.world.repositories()
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        self.world.github(host)
    }

    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        self.world.kafka(cluster)
    }

    fn jira(&self) -> Result<Arc<dyn Transport>, ActionError> {
        self.world.jira()
    }

    fn web(&self, host: &str) -> Result<Site, ActionError> {
        self.world.web(host)
    }

    fn kafka_replication(&self, cluster: Option<&str>) -> Option<u32> {
        self.world.kafka_replication(cluster)
    }

    fn pace(&self, host: &str) -> Result<(), ActionError> {
        self.world.pace(host)
    }

    fn is_sandbox(&self, host: &str) -> bool {
        self.world.is_sandbox(host)
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        self.secrets
            .get(name)
            .cloned()
            .or_else(|| self.world.secret(name))
    }
}
