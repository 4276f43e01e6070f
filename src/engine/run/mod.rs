//! Runs of blueprints: planned, started, driven step by step so that nothing is lost or doubled, taken back. Joins the
//! journal, the actions and the world; knows no screen and no command.

mod act;
mod answering;
mod approval;
mod change;
mod check;
mod driver;
mod edited;
mod error;
mod escalate;
mod execute;
pub(super) mod folder;
mod freeze;
mod language;
pub(super) mod lock;
mod log;
mod outcome;
mod person;
mod plan;
mod planner;
mod preview;
mod scope;
mod settle;
mod start;
mod tree;
mod undo;
mod vision;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

pub use driver::Drove;
pub use error::RunsError;
pub use lock::is_driven;

use crate::engine::access::Known;
use crate::model::catalog::Node;
use crate::model::journal::{NewEvent, StepExtended, Subject, Unknown};
use crate::model::ownership::Ownership;
use crate::model::run::{AnswerFinding, Order, Plan, PlannedStep, Run, RunAct, RunSummary, undo_list};
use crate::model::vision::Judged;
use crate::providers::Actions;
use crate::providers::action::World;
use crate::store::Journal;

/// Who the journal names for what a run does by itself.
pub const ACTOR: &str = "muster";

/// Where blueprints come from.
pub trait Library: Send + Sync {
    /// The blueprint of a canonical ref, as it is now.
    fn open(&self, entity_ref: &str) -> Option<Source>;

    /// The refs of all, for who misspells one.
    fn refs(&self) -> Vec<String>;
}

/// A blueprint as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The whole document, as JSON.
    pub document: Value,
    /// The folder of its file, with its skeletons.
    pub folder: Option<PathBuf>,
}

/// Where runs keep what does not belong into the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// A folder for each run of this workspace (0700).
    pub runs: PathBuf,
    /// Whose lock says who has effects: one process of this machine at a time.
    pub lock: PathBuf,
}

/// Called between every two things that a crash can come between: writes to the journal, effects outside, files of the
/// run. The program has one that does nothing; tests stop anywhere.
pub trait Hook: Send + Sync {
    fn reached(&self, point: &'static str, step: &str) -> Result<(), Halt>;
}

/// Stop at once, as a program does that is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Halt;

struct NoHook;

impl Hook for NoHook {
    fn reached(&self, _: &'static str, _: &str) -> Result<(), Halt> {
        Ok(())
    }
}

/// How changes of somebody else's resources are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// How long one who is asked has before the next in turn may agree too.
    pub answer: jiff::SignedDuration,
    /// Canonical refs of people who leave, with their last day: they are not asked.
    pub leaving: BTreeMap<String, Date>,
}

impl Asking {
    pub(in crate::engine) fn leaves(&self, person: &str) -> bool {
        self.leaving.contains_key(person)
    }

    fn has_left(&self, person: &str, today: Date) -> bool {
        self.leaving.get(person).is_some_and(|last| *last < today)
    }
}

/// How settings have changes of somebody else's resources asked about, by what the journal says of who leaves.
pub fn asking(changes: &crate::config::ChangeSettings, ownership: &Ownership) -> Option<Asking> {
    changes.ask.then(|| Asking {
        answer: changes.answer,
        leaving: ownership
            .leaving()
            .map(|(person, last)| (person.to_owned(), last))
            .collect(),
    })
}

type Clock = dyn Fn() -> Timestamp + Send + Sync;

/// The runs of a workspace.
#[derive(Clone)]
pub struct Runs {
    /// None where nothing may be written: then runs are only planned.
    journal: Option<Journal>,
    actions: Arc<Actions>,
    world: Arc<dyn World>,
    library: Arc<dyn Library>,
    folders: Folders,
    actor: String,
    /// The blueprint that does the tasks of a category, by category.
    covered: BTreeMap<String, String>,
    /// What is made is held against it; none where nobody asked for that.
    vision: Option<Arc<Judged>>,
    /// How changes of somebody else's resources are asked about; none where they are not.
    asking: Option<Asking>,
    /// The longest that access may be given for; none where settings do not say.
    longest: Option<jiff::SignedDuration>,
    clock: Arc<Clock>,
    hook: Arc<dyn Hook>,
    /// Whether what a killed program left was looked for.
    swept: Arc<AtomicBool>,
    /// The plan that was made last: most likely the one that was shown.
    shown: Arc<Mutex<Option<Plan>>>,
    /// Which runs gave anything, as far as the journal was read.
    known: Arc<Mutex<Known>>,
}

impl Runs {
    /// `actor` is whom the journal names for what is asked for here.
    pub fn new(
        journal: impl Into<Option<Journal>>,
        actions: Arc<Actions>,
        world: Arc<dyn World>,
        library: Arc<dyn Library>,
        folders: Folders,
        actor: impl Into<String>,
    ) -> Self {
        Self {
            journal: journal.into(),
            actions,
            world,
            library,
            folders,
            actor: actor.into(),
            covered: BTreeMap::new(),
            vision: None,
            asking: None,
            longest: None,
            clock: Arc::new(Timestamp::now),
            hook: Arc::new(NoHook),
            swept: Arc::default(),
            shown: Arc::default(),
            known: Arc::default(),
        }
    }

    /// The runs whose steps gave or took anything.
    fn giving(&self) -> Result<Vec<Arc<Run>>, RunsError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(known.runs(self.journal()?)?)
    }

    /// With the categories of task that blueprints do: category to blueprint, as settings say it.
    pub fn covering(self, covered: BTreeMap<String, String>) -> Self {
        Self { covered, ..self }
    }

    /// With a vision that plans are held to: its findings, its approvals.
    pub fn held_to(self, vision: Arc<Judged>) -> Self {
        let vision = Some(vision);
        Self { vision, ..self }
    }

    /// With changes of somebody else's resources asked about; where settings say that nobody is asked, without.
    pub fn asking(self, asking: Option<Asking>) -> Self {
        Self { asking, ..self }
    }

    /// With a warning of access that is given for longer than this.
    pub fn giving_at_most(self, longest: Option<jiff::SignedDuration>) -> Self {
        Self { longest, ..self }
    }

    /// With another clock, and something that is called between all effects.
    pub fn under_test(self, clock: Arc<Clock>, hook: Arc<dyn Hook>) -> Self {
        Self { clock, hook, ..self }
    }

    /// For another person at the keyboard.
    pub fn acting_as(self, actor: impl Into<String>) -> Self {
        let actor = actor.into();
        Self { actor, ..self }
    }

    /// What a run would do now. Writes nothing anywhere.
    pub fn plan(&self, order: &Order) -> Result<Plan, RunsError> {
        let plan = plan::plan(self, order)?;
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(plan.clone());
        Ok(plan)
    }

    /// What the vision says of what an order would make, each at the answer that it comes from. Asks no system and writes
    /// nothing; what cannot be told from the answers so far is not said.
    pub fn check(&self, order: &Order) -> Result<Vec<AnswerFinding>, RunsError> {
        check::check(self, order)
    }

    /// The documents of the entities that an order would bring into being, as far as its answers tell. Asks no system and
    /// writes nothing.
    pub fn preview(&self, order: &Order) -> Result<Vec<Node>, RunsError> {
        check::preview(self, order)
    }

    /// Asks for a run of exactly the plan that was shown; returns its id. It does nothing until it is driven.
    pub fn start(&self, order: &Order, plan_hash: &str) -> Result<String, RunsError> {
        start::start(self, order, plan_hash)
    }

    /// All runs, the newest first.
    pub fn list(&self) -> Result<Vec<RunSummary>, RunsError> {
        Ok(self.journal()?.runs()?)
    }

    /// A run by its whole id.
    pub fn run(&self, id: &str) -> Result<Option<Arc<Run>>, RunsError> {
        Ok(self.journal()?.run(id)?)
    }

    /// The last lines of what a run's actions said, each with its step, and how many lines come before those.
    pub fn log(&self, id: &str, lines: usize) -> (Vec<(String, String)>, usize) {
        log::read(&self.folders, id, lines)
    }

    /// What undoing takes back, the latest first; those that cannot be taken back say why.
    pub fn undo_list(&self, id: &str) -> Result<Vec<PlannedStep>, RunsError> {
        Ok(undo_list(&*self.known(id)?))
    }

    /// Lets the next in turn agree too, where nobody has answered in time; returns how many approvals that were. A run that
    /// nobody is left for stays as it is.
    pub fn escalate(&self) -> Result<usize, RunsError> {
        escalate::escalate(self)
    }

    /// Does what a person wants done to a run. Nothing outside is changed until it is driven.
    pub fn act(&self, id: &str, act: RunAct) -> Result<Arc<Run>, RunsError> {
        act::act(self, id, act)
    }

    /// Lets what a step gave end at another moment. Who may say so is the caller's business.
    pub fn extend(
        &self,
        id: &str,
        step: &str,
        until: Timestamp,
        reason: &str,
    ) -> Result<Arc<Run>, RunsError> {
        let extended = StepExtended {
            step: step.to_owned(),
            until,
            reason: reason.trim().to_owned(),
            unknown: Unknown::new(),
        };
        let event = NewEvent::new(&extended, Subject::run(id), self.now(), &self.actor);
        self.write(id, vec![event])
    }

    /// Runs what can be run, of all runs or of only one, until nothing can be without waiting or `stop` says so. Another
    /// process that is at it is left to it. `told` learns the id of each run that changes.
    pub fn drive(
        &self,
        only: Option<&str>,
        stop: &(dyn Fn() -> bool + Sync),
        told: &mut dyn FnMut(&Run),
    ) -> Result<Drove, RunsError> {
        driver::drive(self, only, stop, told)
    }

    fn journal(&self) -> Result<&Journal, RunsError> {
        self.journal.as_ref().ok_or(RunsError::NoJournal)
    }

    /// The whole id of the run that a person means by the beginning of it.
    pub fn find(&self, text: &str) -> Result<Vec<String>, RunsError> {
        Ok(self.journal()?.run_ids(text)?)
    }

    fn known(&self, id: &str) -> Result<Arc<Run>, RunsError> {
        self.run(id)?.ok_or(RunsError::NoSuchRun)
    }

    /// Removes what a program that was killed has left; once, by whoever has the lock first.
    fn sweep(&self) -> Result<(), RunsError> {
        if !self.swept.swap(true, Ordering::Relaxed) {
            folder::sweep(&self.folders, &self.list()?);
        }
        Ok(())
    }

    fn now(&self) -> Timestamp {
        let now = (self.clock)();
        // As the journal keeps it.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    fn write(&self, id: &str, events: Vec<NewEvent>) -> Result<Arc<Run>, RunsError> {
        self.journal()?
            .act_on_run(id, events)?
            .map_err(RunsError::Refused)
    }

    fn reached(&self, point: &'static str, step: &str) -> Result<(), RunsError> {
        self.hook.reached(point, step).map_err(|Halt| RunsError::Halted)
    }
}
