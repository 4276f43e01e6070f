//! `kafka:topic:change`: settings of a topic that is there, set or given back to the cluster, and more partitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::named::{Named, address};
use super::wishes::{self, Wished};
use super::{diff, failed, readers, rehearse, topic_config, unanswered};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::remote::kafka::{Change, Cluster, Settings};

const UNDO: &str =
    "gives the settings their values of before; partitions stay, for Kafka cannot take any away";
const NOT: &str = "Kafka cannot take partitions away: that would lose what is in them";

struct ChangeTopic(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    let text = |words: &str| json!({"type": "string", "description": words});
    Box::new(ChangeTopic(ActionSpec {
        id: "kafka:topic:change",
        summary: "Changes settings of a topic, or gives it more partitions",
        input: schema(
            &["name"],
            json!({
                "cluster": text("Its name in [kafka.clusters]; the entity's, the default, or the only one, if not given"),
                "name": text("The topic's name, or the ref of its entity"),
                "partitions": {"type": ["integer", "string"], "description": "How many there are afterwards; never fewer than before"},
                "config": wishes::config_schema("Kafka's settings of the topic; null gives one back to the cluster"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "name": text("The topic's name"),
                "cluster": text("The name of its cluster"),
                "partitions": {"type": "integer", "description": "How many there are now"},
                "before": {"type": "object", "description": "partitions, and the settings that were changed"},
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

struct Wanted {
    named: Named,
    cluster: Arc<dyn Cluster>,
    partitions: Option<u32>,
    settings: Wished,
}

/// A topic as it is.
struct Now {
    partitions: u32,
    replication: u32,
    settings: Settings,
}

/// What is left to do.
#[derive(Default)]
struct Rest {
    grow: Option<u32>,
    set: Wished,
}

impl Rest {
    fn is_nothing(&self) -> bool {
        self.grow.is_none() && self.set.is_empty()
    }

    /// The requests: what can be taken back comes first.
    fn changes(&self, name: &str) -> Vec<Change> {
        let name = name.to_owned();
        let set = (!self.set.is_empty()).then(|| Change::SetTopic {
            name: name.clone(),
            settings: self.set.clone(),
        });
        let grow = self.grow.map(|partitions| Change::GrowTopic {
            name: name.clone(),
            partitions,
        });
        set.into_iter().chain(grow).collect()
    }
}

impl Wanted {
    fn of(call: &Call<'_>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let named = Named::of(call, &input, "name")?;
        let partitions = wishes::count(&input, "partitions")?;
        let settings = wishes::settings(&input)?;
        if partitions.is_none() && settings.is_empty() {
            return Err(wrong("neither `partitions` nor `config` is given").hint("say what is to be changed"));
        }
        Ok(Self {
            cluster: named.cluster(call)?,
            named,
            partitions,
            settings,
        })
    }

    fn name(&self) -> &str {
        &self.named.topic
    }

    fn address(&self) -> String {
        address(&*self.cluster, self.name())
    }

    fn look(&self) -> Result<Option<Now>, ActionError> {
        let names = [self.name().to_owned()];
        let topics = self.cluster.topics(Some(&names)).map_err(unanswered)?;
        let Some(topic) = topics.first() else {
            return Ok(None);
        };
        let mut settings = self.cluster.settings(&names).map_err(unanswered)?;
        Ok(Some(Now {
            partitions: topic.partitions,
            replication: topic.replication,
            settings: settings.remove(self.name()).unwrap_or_default(),
        }))
    }

    fn must_be_there(&self) -> Result<Now, ActionError> {
        self.look()?.ok_or_else(|| {
            wrong(format!("there is no {}", self.address()))
                .hint("correct its name, or make it with kafka:topic:create")
        })
    }

    /// Why it cannot be: fewer partitions.
    fn shrinks(&self, now: &Now) -> Option<String> {
        let wanted = self.partitions.filter(|wanted| *wanted < now.partitions)?;
        Some(format!(
            "{} has {} partitions, and {wanted} would be fewer: {NOT}",
            self.address(),
            now.partitions
        ))
    }

    fn rest(&self, now: &Now) -> Rest {
        let differs = |(name, value): &(&String, &Option<String>)| now.settings.get(*name) != value.as_ref();
        Rest {
            grow: self.partitions.filter(|wanted| *wanted > now.partitions),
            set: self
                .settings
                .iter()
                .filter(differs)
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }

    /// What is noted before the first request.
    fn before(&self, now: &Now) -> Value {
        let settings: BTreeMap<&String, Option<&String>> = self
            .settings
            .keys()
            .map(|name| (name, now.settings.get(name)))
            .collect();
        json!({"partitions": now.partitions, "config": settings})
    }

    fn output(&self, before: &Value, partitions: u32) -> Value {
        json!({
            "name": self.name(), "cluster": self.cluster.name(), "partitions": partitions, "before": before,
        })
    }

    /// What more partitions mean to those who read it.
    fn reshuffled(&self, call: &Call<'_>) -> Result<String, ActionError> {
        let groups = readers::groups(&*self.cluster, self.name())?;
        let mut declared = readers::declared(call, &self.named);
        declared.retain(|name| !groups.contains(name));
        let who = match (groups.is_empty(), declared.is_empty()) {
            (true, true) => "nobody is known to read it".to_owned(),
            (false, true) => format!("it is read by the groups {}", readers::listed(&groups)),
            (true, false) => format!("on it depend {}", readers::listed(&declared)),
            (false, false) => format!(
                "it is read by the groups {}; on it also depend {}",
                readers::listed(&groups),
                readers::listed(&declared)
            ),
        };
        Ok(format!(
            "with more partitions, keys go to other partitions than before: records of one key are not in order across the change; {who}"
        ))
    }

    /// Settings as they will be, all of them.
    fn settled(&self, now: &Now) -> Settings {
        let mut settings = now.settings.clone();
        for (name, value) in &self.settings {
            match value {
                Some(value) => settings.insert(name.clone(), value.clone()),
                None => settings.remove(name),
            };
        }
        settings
    }
}

impl Action for ChangeTopic {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let mut planned = Planned {
            target: Some(wanted.address()),
            undo: match wanted.settings.is_empty() {
                true => Undo::Not(NOT.to_owned()),
                false => Undo::By(UNDO.to_owned()),
            },
            entities: wanted.named.entity.iter().cloned().collect(),
            ..Planned::default()
        };
        let Some(now) = wanted.look()? else {
            // An earlier step may make it.
            planned.effect = Effect::Ask;
            planned.summary = format!("Changes {}, once it is there", wanted.address());
            return Ok(planned);
        };
        let rest = wanted.rest(&now);
        planned.output = wanted.output(&wanted.before(&now), rest.grow.unwrap_or(now.partitions));
        planned.blocking.extend(wanted.shrinks(&now));
        if rest.is_nothing() {
            planned.undo = Undo::Nothing;
            planned.summary = format!("{} is so already", wanted.address());
            return Ok(planned);
        }
        planned.effect = Effect::Change;
        planned.summary = match (rest.grow, rest.set.len()) {
            (Some(partitions), 0) => format!("Gives {} {partitions} partitions", wanted.name()),
            (Some(partitions), n) => {
                format!(
                    "Gives {} {partitions} partitions and changes {n} of its settings",
                    wanted.name()
                )
            }
            (None, 1) => format!("Changes a setting of {}", wanted.name()),
            (None, n) => format!("Changes {n} settings of {}", wanted.name()),
        };
        for (name, value) in &rest.set {
            let line = diff::setting(name, now.settings.get(name), value.as_ref());
            planned.changes.push(line);
        }
        if let Some(partitions) = rest.grow {
            let (before, after) = (now.partitions.to_string(), partitions.to_string());
            planned
                .changes
                .push(diff::line("partitions", Some(before), Some(after)));
            planned.findings.push(wanted.reshuffled(call)?);
        }
        let settled = wanted.settled(&now);
        planned
            .findings
            .extend(wishes::findings(wanted.name(), rest.grow, &settled));
        let (findings, blocking) = wishes::safety(Some(now.replication), &settled);
        if rest.set.contains_key("min.insync.replicas") {
            planned.findings.extend(findings);
            planned.blocking.extend(blocking);
        }
        for change in rest.changes(wanted.name()) {
            rehearse(&*wanted.cluster, &change, &mut planned)?;
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let Some(now) = wanted.look()? else {
            return Ok(Observed::Absent);
        };
        let noted = note::find(call)?;
        if wanted.shrinks(&now).is_some() || !wanted.rest(&now).is_nothing() {
            return Ok(match noted {
                Some(_) => Observed::Begun,
                None => Observed::Absent,
            });
        }
        let before = noted.unwrap_or_else(|| wanted.before(&now));
        Ok(Observed::Done {
            output: wanted.output(&before, now.partitions),
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let now = wanted.must_be_there()?;
        if let Some(reason) = wanted.shrinks(&now) {
            return Err(wrong(reason).hint("ask for as many as there are, or more"));
        }
        let rest = wanted.rest(&now);
        let before = note::keep(call, &wanted.before(&now))?;
        for change in rest.changes(wanted.name()) {
            wanted.cluster.change(&change).map_err(failed)?;
            match &change {
                Change::GrowTopic { partitions, .. } => {
                    log.line(&format!("{} has {partitions} partitions", wanted.address()));
                }
                _ => {
                    for (name, value) in &rest.set {
                        let value = value.as_ref().map(|value| topic_config::shown(name, value));
                        let value = value.unwrap_or_else(|| "the cluster's own".to_owned());
                        log.line(&format!("{}: {name} is {value}", wanted.address()));
                    }
                }
            }
        }
        Ok(Applied::Done(Done {
            output: wanted.output(&before, rest.grow.unwrap_or(now.partitions)),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let Some(now) = wanted.look()? else {
            log.line(&format!("{} is gone, and its settings with it", wanted.address()));
            return Ok(());
        };
        let before = &output["before"]["config"];
        let mut back = Wished::new();
        for (name, ours) in &wanted.settings {
            let was = before[name].as_str().map(str::to_owned);
            let is = now.settings.get(name);
            if is == was.as_ref() {
                continue;
            }
            if is != ours.as_ref() {
                log.line(&format!("{name} was changed by somebody else since; that stays"));
                continue;
            }
            back.insert(name.clone(), was);
        }
        if !back.is_empty() {
            let names: Vec<String> = back.keys().cloned().collect();
            let change = Change::SetTopic {
                name: wanted.name().to_owned(),
                settings: back,
            };
            wanted.cluster.change(&change).map_err(failed)?;
            log.line(&format!(
                "{}: {} as before",
                wanted.address(),
                readers::listed(&names)
            ));
        }
        if wanted.partitions.is_some() {
            log.line(&format!(
                "{} keeps its {} partitions",
                wanted.address(),
                now.partitions
            ));
        }
        Ok(())
    }
}
