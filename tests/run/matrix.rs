//! The crash matrix: a run with a step of every kind is stopped at every place between two writes or effects, under every
//! fault, started again and driven on. Nothing is made twice, nothing is forgotten, nothing is stuck.

use std::sync::{Arc, Mutex};

use muster::engine::run::{Runs, RunsError};
use muster::model::run::{Run, RunAct, RunStatus, StepStatus, Wait};
use muster::model::task::{Act, Status};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fake::{FakeWorld, Fault, Shared, State, actions};
use crate::stage::{ANA, BO, Stage, Stops, Time, approve};

/// A step of every kind; each after the first depends on what an earlier one gave.
fn every_kind() -> Value {
    let step =
        |id: &str, action: &str, name: &str| json!({ "id": id, "action": action, "input": { "name": name } });
    json!({
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": { "name": "all", "title": "All kinds" },
        "spec": {
            "parameters": [{ "required": ["name"], "properties": { "name": { "type": "string" } } }],
            "steps": [
                step("files", "fake:pure", "${{ parameters.name }}"),
                step("agree", "fake:agree", "agreement"),
                step("make", "fake:make", "${{ parameters.name }}-made"),
                {
                    "id": "each", "action": "fake:make", "each": ["a", "b"],
                    "input": { "name": "${{ steps.make.output.name }}-${{ each.value }}" },
                },
                step("more", "fake:pure", "${{ steps.make.output.serial }}"),
                step("blind", "fake:blind", "${{ parameters.name }}-blind"),
                step("slow", "fake:slow", "${{ parameters.name }}-slow"),
                { "id": "never", "action": "fake:make", "if": "${{ parameters.nothing }}", "input": { "name": "never" } },
                step("wait", "fake:wait", "x"),
                step("human", "fake:human", "x"),
                step("lend", "fake:lend", "${{ parameters.name }}-lent"),
            ],
            "output": { "text": "${{ steps.slow.output.name }} ${{ steps.each.output.name | join(',') }}" },
        },
    })
}

struct Play {
    stage: Stage,
    state: Shared,
    id: Option<String>,
    questions: usize,
    crashes: usize,
}

/// Whether the program has ended so often in one step that a person has to say whether it is tried again.
fn is_cut_off(run: &Run) -> bool {
    let failure = run.current().and_then(|step| step.failure.as_ref());
    failure.is_some_and(|failure| failure.message.contains("the program ended"))
}

impl Play {
    fn new(stops: Arc<Stops>, fault: Fault) -> Self {
        let state = Arc::new(Mutex::new(State {
            fault: Some(fault),
            ..State::default()
        }));
        let time = Time::new();
        let fakes = actions(&state, &time);
        Self {
            stage: Stage::new(every_kind(), fakes, Arc::new(FakeWorld), time, stops),
            state,
            id: None,
            questions: 0,
            crashes: 0,
        }
    }

    /// Plays to the end: after each crash the program is started anew; people do what they are asked for.
    fn play(&mut self) -> Arc<Run> {
        for _ in 0..60 {
            let runs = self.stage.program();
            match self.act(&runs) {
                Ok(Some(run)) => return run,
                Ok(None) => {}
                Err(RunsError::Halted) => self.crashes += 1,
                Err(error) => panic!("{error}"),
            }
        }
        panic!("never at an end: {:#?}", self.stage.program().list());
    }

    /// One life of the program, up to what a person does next.
    fn act(&mut self, runs: &Runs) -> Result<Option<Arc<Run>>, RunsError> {
        let id = match &self.id {
            Some(id) => id.clone(),
            None => {
                // What was asked for is in the journal, or the person asks again.
                let id = match runs.list()?.first() {
                    Some(run) => run.id.clone(),
                    None => {
                        let order = Stage::order(json!({ "name": "cart" }));
                        let plan = runs.plan(&order)?;
                        runs.start(&order, &plan.hash)?
                    }
                };
                self.id.insert(id).clone()
            }
        };
        let run = self.stage.drive(runs, &id)?;
        match run.status {
            RunStatus::Succeeded => return Ok(Some(run)),
            RunStatus::Waiting => {
                let current = run.current().unwrap();
                match current.wait.clone().unwrap() {
                    Wait::Task(task) => {
                        let journal = self.stage.journal();
                        let act = Act::Finish { minutes: Some(5) };
                        let acted = journal.act(vec![(task, act)], BO, self.stage.time.now()).unwrap();
                        assert!(acted[0].outcome.is_ok(), "{acted:?}");
                    }
                    Wait::Approval { .. } => {
                        assert!(approve(runs, &id).is_err(), "never the requester");
                        approve(&runs.clone().acting_as(BO), &id)?;
                    }
                    other => panic!("{other:?} is no person's to end"),
                }
            }
            RunStatus::NeedsAttention => {
                self.questions += 1;
                let step = run.current().unwrap();
                assert_eq!(step.id, "blind", "only what cannot be looked for is asked about");
                let things = &self.state.lock().unwrap().things;
                let happened = things.iter().any(|thing| thing.marker == step.op_key);
                let step = step.id.clone();
                runs.act(&id, RunAct::Settle { step, happened })?;
            }
            RunStatus::Failed if is_cut_off(&run) => {
                runs.act(&id, RunAct::Retry)?;
            }
            status => panic!("{status:?}: {:#?}", run.current()),
        }
        Ok(None)
    }

    fn check(&self, run: &Run) {
        let state = self.state.lock().unwrap();
        // What was lent is back by now: the clock has jumped over its end.
        let names: Vec<&str> = state.things.iter().map(|thing| thing.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "cart-made",
                "cart-made-a",
                "cart-made-b",
                "cart-blind",
                "cart-slow"
            ]
        );
        assert_eq!(state.made, 6, "nothing was made twice");
        let attempts = run.step("blind").unwrap().attempts as usize;
        assert!(
            self.questions <= attempts,
            "one question for each attempt whose answer was lost, at most"
        );
        let status = |id: &str| run.step(id).unwrap().status;
        assert_eq!(status("never"), StepStatus::Skipped);
        assert_eq!(status("lend"), StepStatus::Undone);
        for step in run
            .steps
            .iter()
            .filter(|step| step.action != "fake:pure" && step.id != "never")
        {
            let output = step.output.as_ref().unwrap();
            assert!(
                output.as_object().is_some_and(|output| !output.is_empty()),
                "{}",
                step.id
            );
        }
        assert_eq!(
            run.output,
            Some(json!({ "text": "cart-slow cart-made-a,cart-made-b" }))
        );
        let journal = self.stage.journal();
        let task = journal.task_record(&run.task).unwrap().unwrap().task;
        assert_eq!((task.state.status, task.source.as_str()), (Status::Done, "run"));
        assert_eq!(task.state.assignee.as_deref(), Some(ANA));
        assert_eq!(
            journal.rebuild().unwrap().runs,
            0,
            "the table is what the events make"
        );
        assert!(journal.check_tables().unwrap().is_empty());
        assert_eq!(journal.runs().unwrap().len(), 1);
        // One task for the run, one for the approval, one for the human step.
        assert_eq!(journal.tasks().unwrap().len(), 3);
    }
}

const FAULTS: [Fault; 6] = [
    Fault::None,
    Fault::Landed,
    Fault::NotLanded,
    Fault::LandedLate,
    Fault::SeenLate,
    Fault::Refused,
];

#[test]
fn without_a_crash_every_fault_comes_to_the_same_end() {
    for fault in FAULTS {
        let mut play = Play::new(Stops::at(&[]), fault);
        let run = play.play();
        play.check(&run);
    }
}

#[test]
fn a_crash_anywhere_under_any_fault_loses_nothing_and_doubles_nothing() {
    let mut crashes = 0;
    for fault in FAULTS {
        for place in 0.. {
            let mut play = Play::new(Stops::at(&[place]), fault);
            let run = play.play();
            play.check(&run);
            crashes += play.crashes;
            if play.stage.stops.reached() <= place {
                break;
            }
        }
    }
    assert!(crashes > 150, "{crashes} crashes were played");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Also where the program ends again and again, sometimes while it finds out what became of the last time.
    #[test]
    fn many_crashes_are_no_worse(
        places in prop::collection::vec(0usize..90, 1..12),
        fault in prop::sample::select(FAULTS.to_vec()),
    ) {
        let mut play = Play::new(Stops::at(&places), fault);
        let run = play.play();
        play.check(&run);
    }
}
