//! What the engine itself costs: a run of a thousand steps that do nothing, going on after a restart, the plan of twelve
//! steps. Prints a table.
//!
//! `cargo bench --bench runs [-- STEPS]`; a thousand steps unless told otherwise.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use muster::engine::run::{Drove, Folders, Library, Runs, Source};
use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::catalog::Catalog;
use muster::model::run::{Order, RunStatus};
use muster::model::secret::Secret;
use muster::providers::Actions;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::remote::Transport;
use muster::store::Journal;
use serde_json::{Value, json};

type Outcome<T> = Result<T, Box<dyn Error>>;

const BLUEPRINT: &str = "template:default/bench";
const PLANS: u32 = 50;

/// Does nothing and gives its name.
struct Nothing(ActionSpec);

impl Action for Nothing {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }
    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        Ok(Planned {
            output: call.input.clone(),
            ..Planned::default()
        })
    }
    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }
    fn apply(&self, call: &Call<'_>, _: &mut dyn Log) -> Result<Applied, ActionError> {
        Ok(Applied::Done(Done {
            output: call.input.clone(),
            ..Done::default()
        }))
    }
    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}

struct Nowhere;

impl World for Nowhere {
    fn catalog(&self) -> Arc<Catalog> {
        Arc::default()
    }
    fn workspace(&self) -> &Path {
        Path::new("")
    }
    fn repositories(&self) -> &Path {
        Path::new("")
    }
    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Err(ActionError::new(ErrorKind::Final, host))
    }
    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Ok(())
    }
    fn is_sandbox(&self, _: &str) -> bool {
        false
    }
    fn secret(&self, _: &str) -> Option<Secret> {
        None
    }
}

struct Steps(usize);

impl Library for Steps {
    fn open(&self, _: &str) -> Option<Source> {
        let step = |at: usize| {
            let before = at
                .checked_sub(1)
                .map(|before| format!("${{{{ steps.s{before}.output.name }}}}"));
            json!({
                "id": format!("s{at}"), "action": "bench:nothing",
                "input": { "name": format!("n{at}"), "before": before },
            })
        };
        let document = json!({
            "kind": "Template",
            "metadata": { "name": "bench" },
            "spec": { "steps": (0..self.0).map(step).collect::<Vec<_>>() },
        });
        Some(Source {
            document,
            folder: None,
        })
    }

    fn refs(&self) -> Vec<String> {
        Vec::new()
    }
}

fn runs(dir: &Path, steps: usize) -> Outcome<Runs> {
    let spec = ActionSpec {
        id: "bench:nothing",
        summary: "does nothing",
        input: json!({}),
        output: json!({}),
        settlement: Settlement::Observe,
        undo: UndoSpec::Nothing,
    };
    let folders = Folders {
        runs: dir.join("runs"),
        lock: dir.join("effects.lock"),
    };
    let actions = Actions::new([Box::new(Nothing(spec)) as Box<dyn Action>]);
    let journal = Journal::open(&dir.join("journal.db"), dir)?;
    let (world, library) = (Arc::new(Nowhere), Arc::new(Steps(steps)));
    Ok(Runs::new(
        journal,
        Arc::new(actions),
        world,
        library,
        folders,
        "user:default/ana",
    ))
}

fn main() -> Outcome<()> {
    let steps: usize = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next()
        .unwrap_or(1_000);
    println!("| what | figure |\n|---|---|");
    let order = Order {
        blueprint: BLUEPRINT.to_owned(),
        values: json!({}),
        ..Order::default()
    };
    let dir = tempfile::tempdir()?;
    let small = runs(dir.path(), 12)?;
    let begin = Instant::now();
    for _ in 0..PLANS {
        small.plan(&order)?;
    }
    row("plan of 12 steps", begin.elapsed() / PLANS);
    drop(small);

    let dir = tempfile::tempdir()?;
    let large = runs(dir.path(), steps)?;
    let plan = large.plan(&order)?;
    let id = large.start(&order, &plan.hash)?;
    let half = std::sync::atomic::AtomicUsize::new(0);
    let begin = Instant::now();
    let stop = || half.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= steps / 2;
    assert_eq!(large.drive(None, &stop, &mut |_| {})?, Drove::Stopped);
    let first_half = begin.elapsed();
    drop(large);

    let begin = Instant::now();
    let again = runs(dir.path(), steps)?;
    let mut first = None;
    again.drive(None, &|| false, &mut |_| {
        first.get_or_insert_with(|| begin.elapsed());
    })?;
    let second_half = begin.elapsed();
    let run = again.run(&id)?.ok_or("no run")?;
    assert_eq!(run.status, RunStatus::Succeeded);
    row(
        &format!("a step of a run of {steps}"),
        (first_half + second_half) / u32::try_from(steps)?,
    );
    row("its first step after a restart", first.unwrap_or_default());
    Ok(())
}

fn row(what: &str, took: Duration) {
    println!("| {what} | {took:.2?} |");
}
