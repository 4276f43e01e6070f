//! A made-up world in which things can be made, whose looks lag behind what is there, and whose answers can be lost; and an
//! action of every kind upon it.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::blueprint::tree::{Tree, TreeFile};
use muster::model::catalog::Catalog;
use muster::model::run::{Effect, Undo};
use muster::model::secret::Secret;
use muster::providers::Actions;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, Errand, ErrorKind, Log, Observed, Planned, World,
};
use muster::remote::Transport;
use serde_json::{Value, json};

use crate::stage::{BO, Time};

/// Something that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    pub name: String,
    pub marker: String,
    /// Whoever looks earlier does not see it.
    pub seen_from: Timestamp,
}

/// What goes wrong with the first attempt of every step that makes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// It was made; the answer was lost.
    Landed,
    /// It was not made; the answer was lost.
    NotLanded,
    /// It is made, and seen only after a while; the answer was lost.
    LandedLate,
    /// It is seen only after a while; the answer came.
    SeenLate,
    /// It was refused at first.
    Refused,
}

#[derive(Default)]
pub struct State {
    pub things: Vec<Thing>,
    /// All that were ever made, and all writes.
    pub made: usize,
    pub faults: Vec<String>,
    pub fault: Option<Fault>,
    /// Steps that cannot be taken back at first.
    pub stubborn: usize,
}

pub type Shared = Arc<Mutex<State>>;

pub struct FakeWorld;

impl World for FakeWorld {
    fn catalog(&self) -> Arc<Catalog> {
        Arc::default()
    }
    fn workspace(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn repositories(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Err(ActionError::new(ErrorKind::Final, format!("no {host}")))
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Changes the run's files alone.
    Pure,
    /// Makes something, by its marker found again.
    Observe,
    /// Makes something that nobody can look for.
    Ask,
    /// Makes something that takes its time.
    Running,
    Until,
    Human,
    Approval,
    /// Makes something for an hour.
    Expiring,
}

struct Fake {
    spec: ActionSpec,
    kind: Kind,
    state: Shared,
    time: Time,
}

pub fn actions(state: &Shared, time: &Time) -> Actions {
    let all = [
        ("fake:pure", Kind::Pure, Settlement::Repeat),
        ("fake:make", Kind::Observe, Settlement::Observe),
        ("fake:blind", Kind::Ask, Settlement::Ask),
        ("fake:slow", Kind::Running, Settlement::Observe),
        ("fake:wait", Kind::Until, Settlement::Repeat),
        ("fake:human", Kind::Human, Settlement::Repeat),
        ("fake:agree", Kind::Approval, Settlement::Repeat),
        ("fake:lend", Kind::Expiring, Settlement::Observe),
    ];
    let made_up = all.into_iter().map(|(id, kind, settlement)| {
        let makes = matches!(kind, Kind::Observe | Kind::Ask | Kind::Running | Kind::Expiring);
        Box::new(Fake {
            spec: ActionSpec {
                id,
                summary: "made up",
                input: json!({}),
                output: json!({ "properties": { "name": {}, "serial": {} } }),
                settlement,
                undo: if makes {
                    UndoSpec::By("takes it away")
                } else {
                    UndoSpec::Nothing
                },
            },
            kind,
            state: state.clone(),
            time: time.clone(),
        }) as Box<dyn Action>
    });
    // What the vision asks for is asked by the real ones, and what it is held against is written by them.
    let real = muster::providers::people::actions().into_iter();
    Actions::new(made_up.chain(real).chain(muster::providers::catalog::actions()))
}

impl Fake {
    fn name(call: &Call<'_>) -> String {
        call.input["name"].as_str().unwrap_or(call.step).to_owned()
    }

    fn makes(&self) -> bool {
        matches!(
            self.kind,
            Kind::Observe | Kind::Ask | Kind::Running | Kind::Expiring
        )
    }

    fn output(&self, thing: &Thing) -> Value {
        let mut output = json!({ "name": thing.name, "serial": thing.marker[..8].to_owned() });
        if self.kind == Kind::Expiring {
            output["until"] = json!(self.expires(thing));
        }
        output
    }

    fn expires(&self, thing: &Thing) -> Timestamp {
        // Of the marker alone, as an end date that was asked for is.
        let _ = thing;
        Timestamp::from_millisecond(1_700_000_000_000).unwrap() + SignedDuration::from_hours(300)
    }

    /// Makes it; what is there already of that name is a double.
    fn make(&self, state: &mut State, call: &Call<'_>, seen_after: i64) -> Thing {
        let thing = Thing {
            name: Self::name(call),
            marker: call.op_key.to_owned(),
            seen_from: self.time.now() + SignedDuration::from_secs(seen_after),
        };
        state.made += 1;
        state.things.push(thing.clone());
        thing
    }
}

impl Action for Fake {
    fn spec(&self) -> &ActionSpec {
        &self.spec
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let name = Self::name(call);
        let mut planned = Planned {
            effect: if self.makes() {
                Effect::Create
            } else {
                Effect::None
            },
            target: Some(name.clone()),
            summary: format!("makes {name}"),
            output: json!({ "name": name }),
            ..Planned::default()
        };
        if self.makes() {
            planned.undo = Undo::By("takes it away".to_owned());
        }
        if self.kind == Kind::Pure {
            planned.tree = Some(Arc::new(with_file(call)));
        }
        if self.kind == Kind::Approval {
            planned.approvers = vec![BO.to_owned()];
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        if self.kind == Kind::Ask {
            return Ok(Observed::Unknowable);
        }
        let state = self.state.lock().unwrap();
        let now = self.time.now();
        let name = Self::name(call);
        let found = state
            .things
            .iter()
            .find(|thing| thing.name == name && thing.seen_from <= now);
        let Some(thing) = found else {
            return Ok(Observed::Absent);
        };
        if thing.marker != call.op_key {
            return Ok(Observed::Foreign { what: name });
        }
        let output = self.output(thing);
        let is_ready = now >= thing.seen_from + SignedDuration::from_secs(60);
        Ok(match self.kind {
            Kind::Running if !is_ready => Observed::Running {
                output,
                look_after: Duration::from_secs(20),
            },
            _ => Observed::Done { output },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        log.line(&format!("does {}", call.step));
        let mut state = self.state.lock().unwrap();
        match self.kind {
            Kind::Pure => {
                return Ok(Applied::Done(Done {
                    output: json!({ "name": Self::name(call) }),
                    tree: Some(Arc::new(with_file(call))),
                }));
            }
            Kind::Until => {
                return Ok(Applied::Until {
                    moment: call.asked + SignedDuration::from_hours(1),
                    output: json!({ "name": "later" }),
                });
            }
            Kind::Human | Kind::Approval => {
                let approvers = match self.kind {
                    Kind::Approval => vec![BO.to_owned()],
                    _ => Vec::new(),
                };
                return Ok(Applied::Person(Errand {
                    title: format!("do {}", call.step),
                    approvers,
                    ..Errand::default()
                }));
            }
            _ => {}
        }
        // As the real ones: they look once more before they write, and never make a second one of their own.
        let fault = match state.faults.iter().any(|step| step == call.step) {
            true => Fault::None,
            false => state.fault.unwrap_or(Fault::None),
        };
        state.faults.push(call.step.to_owned());
        let lost = || Err(ActionError::new(ErrorKind::Unknown, "the answer was lost"));
        let thing = match fault {
            Fault::Refused => {
                return Err(ActionError::new(ErrorKind::Retry { after: None }, "not now"));
            }
            Fault::NotLanded => return lost(),
            Fault::Landed => {
                self.make(&mut state, call, 0);
                return lost();
            }
            Fault::LandedLate => {
                self.make(&mut state, call, 25);
                return lost();
            }
            Fault::SeenLate => self.make(&mut state, call, 25),
            Fault::None => self.make(&mut state, call, 0),
        };
        let output = self.output(&thing);
        Ok(match self.kind {
            Kind::Running => Applied::Running {
                output,
                look_after: Duration::from_secs(20),
            },
            _ => Applied::Done(Done {
                output,
                ..Done::default()
            }),
        })
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        log.line("takes it back");
        assert_eq!(
            output["serial"],
            call.op_key[..8],
            "undo is given what the step gave"
        );
        let mut state = self.state.lock().unwrap();
        if state.stubborn > 0 {
            state.stubborn -= 1;
            return Err(ActionError::new(ErrorKind::Final, "it will not go"));
        }
        state.things.retain(|thing| thing.marker != call.op_key);
        Ok(())
    }
}

/// The run's files with one more, which says what was there before it.
fn with_file(call: &Call<'_>) -> Tree {
    let mut tree = (**call.tree).clone();
    let text = format!("{} after {}", Fake::name(call), tree.len());
    tree.insert(&format!("{}.txt", call.step), TreeFile::text(&text))
        .unwrap();
    tree
}
