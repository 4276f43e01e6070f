//! Where runs are played: a journal on a real disk, a clock that jumps, and a hook that stops the program anywhere. Generic
//! over the actions and the world that they act on.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster::engine::run::{Drove, Folders, Halt, Hook, Library, Runs, RunsError, Source};
use muster::model::run::{Order, Run, RunAct};
use muster::providers::Actions;
use muster::providers::action::World;
use muster::store::Journal;
use serde_json::Value;
use tempfile::TempDir;

pub const ANA: &str = "user:default/ana";
pub const BO: &str = "user:default/bo";
pub const BLUEPRINT: &str = "template:default/all";

/// A clock that stands still until it is told to jump.
#[derive(Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_700_000_000_000)))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    pub fn jump_to(&self, moment: Timestamp) {
        let moment = moment + SignedDuration::from_millis(1);
        self.0.fetch_max(moment.as_millisecond(), Ordering::SeqCst);
    }
}

/// Stops at the n-th place where something could come between, once.
#[derive(Default)]
pub struct Stops {
    at: Mutex<Vec<usize>>,
    reached: AtomicUsize,
    pub names: Mutex<Vec<String>>,
}

impl Stops {
    pub fn at(places: &[usize]) -> Arc<Self> {
        Arc::new(Self {
            at: Mutex::new(places.to_vec()),
            ..Self::default()
        })
    }

    pub fn reached(&self) -> usize {
        self.reached.load(Ordering::SeqCst)
    }
}

impl Hook for Stops {
    fn reached(&self, point: &'static str, step: &str) -> Result<(), Halt> {
        let place = self.reached.fetch_add(1, Ordering::SeqCst);
        self.names.lock().unwrap().push(format!("{point} {step}"));
        match self.at.lock().unwrap().contains(&place) {
            true => Err(Halt),
            false => Ok(()),
        }
    }
}

/// One blueprint.
pub struct OneBlueprint {
    pub document: Mutex<Value>,
    pub folder: Option<PathBuf>,
}

impl Library for OneBlueprint {
    fn open(&self, entity_ref: &str) -> Option<Source> {
        (entity_ref == BLUEPRINT).then(|| Source {
            document: self.document.lock().unwrap().clone(),
            folder: self.folder.clone(),
        })
    }

    fn refs(&self) -> Vec<String> {
        vec![BLUEPRINT.to_owned()]
    }
}

/// A machine with a workspace on it.
pub struct Stage {
    pub dir: TempDir,
    pub time: Time,
    pub stops: Arc<Stops>,
    pub actions: Arc<Actions>,
    pub world: Arc<dyn World>,
    pub library: Arc<OneBlueprint>,
}

impl Stage {
    pub fn new(
        document: Value,
        actions: Actions,
        world: Arc<dyn World>,
        time: Time,
        stops: Arc<Stops>,
    ) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            time,
            stops,
            actions: Arc::new(actions),
            world,
            library: Arc::new(OneBlueprint {
                document: Mutex::new(document),
                folder: None,
            }),
        }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The program, started: it knows only what is on the disk.
    pub fn program(&self) -> Runs {
        self.program_at(Journal::open(&self.dir.path().join("journal.db"), self.dir.path()).unwrap())
    }

    pub fn program_at(&self, journal: Journal) -> Runs {
        let folders = Folders {
            runs: self.dir.path().join("runs"),
            lock: self.dir.path().join("effects.lock"),
        };
        let time = self.time.clone();
        Runs::new(
            journal,
            self.actions.clone(),
            self.world.clone(),
            self.library.clone(),
            folders,
            ANA,
        )
        .under_test(Arc::new(move || time.now()), self.stops.clone())
    }

    pub fn journal(&self) -> Journal {
        Journal::open(&self.dir.path().join("journal.db"), self.dir.path()).unwrap()
    }

    pub fn order(values: Value) -> Order {
        Order {
            blueprint: BLUEPRINT.to_owned(),
            values,
            ..Order::default()
        }
    }

    /// Plans and starts; the run's id.
    pub fn start(&self, runs: &Runs, values: Value) -> String {
        let order = Self::order(values);
        let plan = runs.plan(&order).unwrap();
        assert!(
            plan.findings.iter().all(|finding| !finding.blocking),
            "{:?}",
            plan.findings
        );
        runs.start(&order, &plan.hash).unwrap()
    }

    /// Drives until only a person can go on, jumping over all waiting.
    pub fn drive(&self, runs: &Runs, id: &str) -> Result<Arc<Run>, RunsError> {
        for _ in 0..400 {
            match runs.drive(None, &|| false, &mut |_| {})? {
                Drove::Idle { next: Some(moment) } => self.time.jump_to(moment),
                Drove::Idle { next: None } => return Ok(runs.run(id)?.unwrap()),
                // A process that another test is just starting has the lock too, until it becomes another program.
                Drove::Busy => std::thread::sleep(Duration::from_millis(5)),
                Drove::Stopped => panic!("nobody stopped it"),
            }
        }
        panic!("run {id} never comes to rest: {:#?}", runs.run(id)?);
    }
}

/// Agrees to a run as it is now, in the name of whose program it is.
pub fn approve(runs: &Runs, id: &str) -> Result<Arc<Run>, RunsError> {
    let shown = runs.run(id)?.ok_or(RunsError::NoSuchRun)?;
    runs.act(id, RunAct::approve(&shown))
}
