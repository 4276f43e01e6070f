//! `kafka:topic:create`: a topic with its partitions, replicas and settings. One that is there already is never taken over.

use std::sync::Arc;

use serde_json::{Value, json};

use super::named::{Named, address};
use super::{diff, failed, names, readers, rehearse, unanswered, wishes};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change as Line, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::remote::kafka::{Change, Cluster, KafkaError, NewTopic};

const UNDO: &str =
    "deletes the topic with all that is in it, unless a consumer group reads it or it was changed since";

struct Create(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    let text = |words: &str| json!({"type": "string", "description": words});
    let number = |words: &str| json!({"type": ["integer", "string"], "description": words});
    Box::new(Create(ActionSpec {
        id: "kafka:topic:create",
        summary: "Makes a topic, with its partitions, replicas and settings",
        input: schema(
            &["name"],
            json!({
                "cluster": text("Its name in [kafka.clusters]; the default, or the only one, if not given"),
                "name": text("The topic's name"),
                "partitions": number("How many; the cluster's own number if not given"),
                "replication": number("How many brokers have each record; as the settings say, else the cluster's own number"),
                "config": wishes::config_schema("Kafka's settings of the topic, as retention.ms"),
                "description": text("What it is for, in a sentence: for the plan and the log; Kafka keeps none"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "name": text("The topic's name"),
                "cluster": text("The name of its cluster"),
                "externalId": text("For the annotation muster/external-id: kafka:CLUSTER/TOPIC"),
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// A topic to be made, and where.
struct Wanted {
    named: Named,
    cluster: Arc<dyn Cluster>,
    new: NewTopic,
    description: Option<String>,
}

impl Wanted {
    fn of(call: &Call<'_>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let named = Named::of(call, &input, "name")?;
        let partitions = wishes::count(&input, "partitions")?;
        let replication = wishes::count(&input, "replication")?;
        let settings = wishes::settings(&input)?;
        let cluster = named.cluster(call)?;
        let usual = || call.world.kafka_replication(Some(cluster.name()));
        Ok(Self {
            new: NewTopic {
                name: named.topic.clone(),
                partitions,
                replication: replication.or_else(usual),
                settings: settings
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .collect(),
            },
            description: input.text("description")?.map(str::to_owned),
            named,
            cluster,
        })
    }

    fn change(&self) -> Change {
        Change::CreateTopic(self.new.clone())
    }

    fn address(&self) -> String {
        address(&*self.cluster, &self.new.name)
    }

    fn output(&self) -> Value {
        json!({"name": self.new.name, "cluster": self.cluster.name(), "externalId": self.address()})
    }

    /// Where the topic that is there is otherwise; none where there is no topic.
    fn look(&self) -> Result<Option<Vec<Line>>, ActionError> {
        let names = [self.new.name.clone()];
        let topics = self.cluster.topics(Some(&names)).map_err(unanswered)?;
        let Some(topic) = topics.first() else {
            return Ok(None);
        };
        let mut settings = self.cluster.settings(&names).map_err(unanswered)?;
        let has = settings.remove(&self.new.name).unwrap_or_default();
        Ok(Some(diff::differences(topic, &has, &self.new)))
    }

    /// Why a topic that is there is not ours.
    fn foreign(&self, differences: &[Line]) -> String {
        match differences.is_empty() {
            true => format!(
                "{} is there already, as wanted, but was not made by this step",
                self.address()
            ),
            false => format!("{} is there already: {}", self.address(), diff::told(differences)),
        }
    }

    /// Makes it. What a cluster clearly refused leaves no trace.
    fn send(&self, call: &Call<'_>) -> Result<(), ActionError> {
        let tried_before = note::find(call)?.is_some();
        note::keep(call, &json!({"absent": true}))?;
        let Err(error) = self.cluster.change(&self.change()) else {
            return Ok(());
        };
        let is_refused = matches!(error, KafkaError::Refused { .. });
        let is_there = matches!(&error, KafkaError::Refused { code, .. } if code == "TOPIC_ALREADY_EXISTS");
        match (is_there, tried_before) {
            // It may be what an earlier attempt of ours has made just now.
            (true, true) => Err(ActionError::new(ErrorKind::Unknown, error.to_string())),
            (_, false) if is_refused => {
                note::forget(call)?;
                Err(failed(error))
            }
            _ => Err(failed(error)),
        }
    }
}

impl Action for Create {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let new = &wanted.new;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.address()),
            summary: match &wanted.description {
                Some(description) => format!("Makes the topic {}: {description}", new.name),
                None => format!("Makes the topic {}", new.name),
            },
            undo: Undo::By(UNDO.to_owned()),
            output: wanted.output(),
            findings: wishes::findings(&new.name, new.partitions, &new.settings),
            entities: wanted.named.entity.iter().cloned().collect(),
            ..Planned::default()
        };
        let (findings, blocking) = wishes::safety(new.replication, &new.settings);
        planned.findings.extend(findings);
        planned.blocking.extend(blocking);
        if names::in_metrics(&new.name) != new.name && new.name.contains('_') {
            planned.findings.push(format!(
                "`.` and `_` are the same in Kafka's metrics: with both in its name, {} can collide with another topic",
                new.name
            ));
        }
        planned.changes = diff::made(new);
        // A topic that the cluster would make is not there: most plans need no other question.
        if rehearse(&*wanted.cluster, &wanted.change(), &mut planned)? {
            return Ok(planned);
        }
        match wanted.look()? {
            None => {}
            Some(differences) if differences.is_empty() && note::find(call)?.is_some() => {
                planned.effect = Effect::Adopt;
                planned.blocking.clear();
                planned.changes.clear();
            }
            Some(differences) => {
                let hint = "choose another name, or change it with kafka:topic:change";
                planned.blocking = vec![format!("{}; {hint}", wanted.foreign(&differences))];
                planned.changes = differences;
            }
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let is_noted = note::find(call)?.is_some();
        Ok(match wanted.look()? {
            None => Observed::Absent,
            Some(differences) if is_noted && differences.is_empty() => Observed::Done {
                output: wanted.output(),
            },
            Some(differences) => Observed::Foreign {
                what: wanted.foreign(&differences),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let is_noted = note::find(call)?.is_some();
        match wanted.look()? {
            None => {
                wanted.send(call)?;
                log.line(&format!("made {}", wanted.address()));
            }
            Some(differences) if is_noted && differences.is_empty() => log.line(&format!(
                "{} is there as wanted, and was not before an earlier attempt of this step: taken as made by it",
                wanted.address()
            )),
            Some(differences) => {
                return Err(wrong(wanted.foreign(&differences))
                    .hint("choose another name, or change it with kafka:topic:change"));
            }
        }
        Ok(Applied::Done(Done {
            output: wanted.output(),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, _: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let address = wanted.address();
        let Some(differences) = wanted.look()? else {
            log.line(&format!("{address} is gone already"));
            return Ok(());
        };
        if !differences.is_empty() {
            return Err(wrong(format!(
                "{address} was changed since it was made, so it stays: {}",
                diff::told(&differences)
            ))
            .hint("delete it by hand if nobody needs it any more"));
        }
        let groups = readers::groups(&*wanted.cluster, &wanted.new.name)?;
        if !groups.is_empty() {
            return Err(wrong(format!(
                "{address} is read by {}, so it stays: deleting it would delete their data",
                readers::listed(&groups)
            ))
            .hint("ask them first, then delete it by hand"));
        }
        let name = wanted.new.name.clone();
        wanted
            .cluster
            .change(&Change::DeleteTopic { name })
            .map_err(failed)?;
        note::forget(call)?;
        log.line(&format!("deleted {address}, which no consumer group has read"));
        Ok(())
    }
}
