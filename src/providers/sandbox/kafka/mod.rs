//! A Kafka cluster inside muster: topics with their settings, access rules and consumer groups, in a folder of the
//! workspace. It takes and refuses what Apache Kafka 4 does, with the same codes, and can be told to fail.

mod judge;
mod plant;
mod state;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use self::state::State;
use super::{Fault, PlannedFault, Shelf, faults, lock};
use crate::remote::kafka::{
    About, Change, Cluster, Group, KafkaError, Lag, Rule, RuleFilter, Settings, Topic,
};

pub use plant::{SeedLag, SeedTopic, Seeds};

type Plant = Box<dyn Fn() -> io::Result<Seeds> + Send + Sync>;

/// A cluster that answers in this process. Several processes may use its folder at once.
pub struct SandboxCluster {
    name: String,
    folder: PathBuf,
    plant: Plant,
    /// What was read last: it still holds while the folder's generation is the same.
    read: Mutex<Option<Arc<State>>>,
}

const ADDRESS: &str = "a sandbox inside muster";
/// What is kept of a cluster, each a document.
const GENERATION: &str = "generation";
const STATE: &str = "state";

impl SandboxCluster {
    /// `folder` is made when first needed; `plant` is asked once in its life.
    pub fn new(
        name: impl Into<String>,
        folder: impl Into<PathBuf>,
        plant: impl Fn() -> io::Result<Seeds> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            folder: folder.into(),
            plant: Box::new(plant),
            read: Mutex::default(),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes a change fail: the next one, or one after it. A change is named as in `CreateTopic orders.v1`.
    pub fn fail(&self, fault: PlannedFault) -> io::Result<()> {
        let _lock = lock(&self.folder)?;
        faults::add(&self.folder, fault)
    }

    /// From now on a group is so far behind in a topic; 0 is what it is without this.
    pub fn fall_behind(&self, lag: SeedLag) -> io::Result<()> {
        let _lock = lock(&self.folder)?;
        let mut next = State::clone(&*self.locked_state(&Shelf::new(&self.folder))?);
        next.lags
            .retain(|known| (&known.group, &known.topic) != (&lag.group, &lag.topic));
        next.lags.push(lag);
        next.generation += 1;
        keep(&next, &self.folder)
    }

    fn state(&self) -> io::Result<Arc<State>> {
        let _lock = lock(&self.folder)?;
        self.locked_state(&Shelf::new(&self.folder))
    }

    /// The state, read again only where somebody changed it.
    fn locked_state(&self, shelf: &Shelf) -> io::Result<Arc<State>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let generation: Option<u64> = shelf.get(GENERATION)?;
        if let (Some(state), Some(generation)) = (read.as_ref(), generation)
            && state.generation == generation
        {
            return Ok(Arc::clone(state));
        }
        let state = match shelf.get::<State>(STATE)? {
            Some(mut state) => {
                state.generation = generation.unwrap_or_default();
                Arc::new(state)
            }
            None => {
                let state = Arc::new(State::planted((self.plant)()?));
                keep(&state, &self.folder)?;
                state
            }
        };
        *read = Some(Arc::clone(&state));
        Ok(state)
    }

    fn ask<T>(&self, question: impl FnOnce(&State) -> T) -> Result<T, KafkaError> {
        match self.state() {
            Ok(state) => Ok(question(&state)),
            Err(error) => Err(KafkaError::Down {
                address: self.folder.display().to_string(),
                cause: error.to_string(),
            }),
        }
    }

    fn changed(&self, change: &Change) -> io::Result<Result<(), KafkaError>> {
        let _lock = lock(&self.folder)?;
        let state = self.locked_state(&Shelf::new(&self.folder))?;
        let fault = faults::due(&self.folder, &change_name(change))?;
        if let Some(error) = fault.as_ref().and_then(instead) {
            return Ok(Err(error));
        }
        let mut next = State::clone(&state);
        if let Err(refused) = next.apply(change) {
            return Ok(Err(refused));
        }
        next.generation += 1;
        keep(&next, &self.folder)?;
        Ok(match fault {
            Some(Fault::LostAfter | Fault::StatusAfter(_)) => {
                Err(lost("the sandbox was told to lose its answer"))
            }
            _ => Ok(()),
        })
    }
}

fn keep(state: &State, folder: &Path) -> io::Result<()> {
    // The generation first: if this ends in between, others only read once more than they must.
    let mut shelf = Shelf::new(folder);
    shelf.put(GENERATION, &state.generation)?;
    shelf.save()?;
    let mut shelf = Shelf::new(folder);
    shelf.put(STATE, state)?;
    shelf.save()
}

/// By which a fault names it.
fn change_name(change: &Change) -> String {
    match change {
        Change::CreateTopic(topic) => format!("CreateTopic {}", topic.name),
        Change::DeleteTopic { name } => format!("DeleteTopic {name}"),
        Change::GrowTopic { name, .. } => format!("GrowTopic {name}"),
        Change::SetTopic { name, .. } => format!("SetTopic {name}"),
        Change::AddRules(_) => "AddRules".to_owned(),
        Change::RemoveRules(_) => "RemoveRules".to_owned(),
    }
}

fn lost(cause: &str) -> KafkaError {
    KafkaError::Lost {
        address: ADDRESS.to_owned(),
        cause: cause.to_owned(),
    }
}

/// What a fault answers in place of doing anything. HTTP's answers stand for Kafka's nearest.
fn instead(fault: &Fault) -> Option<KafkaError> {
    let refused = |code: &str, message: &str, passing| KafkaError::Refused {
        code: code.to_owned(),
        message: message.to_owned(),
        passing,
    };
    Some(match fault {
        Fault::NotSent => KafkaError::Down {
            address: ADDRESS.to_owned(),
            cause: "the sandbox was told not to listen".to_owned(),
        },
        Fault::LostBefore => lost("the sandbox was told not to answer"),
        Fault::Refused { code, passing } => refused(code, "the sandbox was told to refuse", *passing),
        Fault::Status(_) => refused("NOT_CONTROLLER", "the sandbox was told to refuse", true),
        Fault::RateLimit { .. } | Fault::AbuseLimit => refused(
            "THROTTLING_QUOTA_EXCEEDED",
            "the sandbox was told that it is too much",
            true,
        ),
        Fault::LostAfter | Fault::StatusAfter(_) => return None,
    })
}

impl Cluster for SandboxCluster {
    fn name(&self) -> &str {
        &self.name
    }

    fn address(&self) -> &str {
        ADDRESS
    }

    fn about(&self) -> Result<About, KafkaError> {
        self.ask(|state| About {
            id: Some(format!("sandbox-{}", self.name)),
            brokers: state.brokers,
            authorizes: true,
        })
    }

    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.ask(|state| match names {
            None => state.topics.iter().map(|(name, kept)| kept.topic(name)).collect(),
            Some(names) => {
                let mut names: Vec<&String> = names.iter().collect();
                names.sort_unstable();
                names.dedup();
                let found = names
                    .into_iter()
                    .filter_map(|name| state.topics.get_key_value(name));
                found.map(|(name, kept)| kept.topic(name)).collect()
            }
        })
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.ask(|state| {
            let found = topics.iter().filter_map(|name| state.topics.get_key_value(name));
            found
                .map(|(name, kept)| (name.clone(), kept.settings.clone()))
                .collect()
        })
    }

    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        let lets_through = |rule: &&Rule| {
            filter.resource.is_none_or(|resource| resource == rule.resource)
                && filter.pattern.is_none_or(|pattern| pattern == rule.pattern)
                && filter.name.as_ref().is_none_or(|name| *name == rule.name)
                && filter
                    .principal
                    .as_ref()
                    .is_none_or(|principal| *principal == rule.principal)
        };
        self.ask(|state| state.rules.iter().filter(lets_through).cloned().collect())
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.ask(|state| state.groups.clone())
    }

    fn lag(&self, group: &str) -> Result<Lag, KafkaError> {
        self.ask(|state| state.lag(group))
    }

    fn change(&self, change: &Change) -> Result<(), KafkaError> {
        self.changed(change).unwrap_or_else(|error| {
            // Nobody can tell how far it came.
            Err(lost(&format!("{}: {error}", self.folder.display())))
        })
    }

    fn check(&self, change: &Change) -> Result<(), KafkaError> {
        self.ask(|state| judge::judge(state, change))?
    }
}
