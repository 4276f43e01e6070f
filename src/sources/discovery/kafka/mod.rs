//! A Kafka cluster looked at: its topics with what matters of their settings, its consumer groups, and what access rules say
//! about who writes and reads. Reads metadata only, never a record. What may not be seen is a problem, not a failure.

mod flows;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Surveyor, Watch};
use crate::model::discovery::{Hint, Sighting, Sort, Survey, Way};
use crate::model::text::counted;
use crate::remote::kafka::{Cluster, Group, KafkaError, ResourceType, RuleFilter, Settings, Topic};
use flows::{of_groups, of_rules};

/// So many topics' settings are asked for at once.
const AT_ONCE: usize = 500;

/// Looks at one cluster.
pub struct KafkaSurveyor {
    cluster: Arc<dyn Cluster>,
    place: String,
    now: fn() -> Timestamp,
}

impl KafkaSurveyor {
    pub fn new(cluster: Arc<dyn Cluster>) -> Self {
        Self {
            place: format!("kafka:{}", cluster.name()),
            cluster,
            now: Timestamp::now,
        }
    }

    fn look(&self, watch: &mut dyn Watch, survey: &mut Survey) -> Result<(), KafkaError> {
        let mut topics = self.cluster.topics(None)?;
        topics.retain(|topic| !topic.internal);
        survey.complete = true;
        let mut seen = topics.len();
        watch.seen(seen, None);
        let groups = self.or_problem(survey, "the consumer groups", |cluster| cluster.groups());
        let groups = groups.unwrap_or_else(|| {
            // Without them what is missing may be there.
            survey.complete = false;
            vec![]
        });
        seen += groups.len();
        let settings = self.settings(&topics, seen, watch, survey);
        self.rules(&topics, survey);
        survey.flows.extend(of_groups(&self.place, &groups));
        survey.flows.sort();
        survey.flows.dedup();
        survey.sightings = topics
            .iter()
            .map(|topic| self.topic(topic, settings.get(&topic.name)))
            .chain(groups.iter().map(|group| self.group(group)))
            .collect();
        writers(survey);
        watch.seen(seen, Some(seen));
        survey.complete &= !watch.stopped();
        Ok(())
    }

    /// What the cluster answers; where it does not, why is among the problems.
    fn or_problem<T>(
        &self,
        survey: &mut Survey,
        what: &str,
        ask: impl FnOnce(&dyn Cluster) -> Result<T, KafkaError>,
    ) -> Option<T> {
        ask(&*self.cluster)
            .map_err(|error| {
                let problem = format!("{what} cannot be seen: {error}; {}", error.hint());
                survey.problems.push(problem);
            })
            .ok()
    }

    fn settings(
        &self,
        topics: &[Topic],
        seen: usize,
        watch: &mut dyn Watch,
        survey: &mut Survey,
    ) -> BTreeMap<String, Settings> {
        let names: Vec<String> = topics.iter().map(|topic| topic.name.clone()).collect();
        let mut all = BTreeMap::new();
        for some in names.chunks(AT_ONCE) {
            if watch.stopped() {
                break;
            }
            let found = self.or_problem(survey, "the settings of topics", |cluster| cluster.settings(some));
            match found {
                Some(found) => all.extend(found),
                // What is refused for some is refused for all.
                None => break,
            }
            watch.seen(seen, None);
        }
        all
    }

    fn rules(&self, topics: &[Topic], survey: &mut Survey) {
        let about = self.cluster.about().unwrap_or_default();
        if !about.authorizes {
            return;
        }
        let filter = RuleFilter {
            resource: Some(ResourceType::Topic),
            ..RuleFilter::default()
        };
        let Some(rules) = self.or_problem(survey, "the access rules", |cluster| cluster.rules(&filter))
        else {
            return;
        };
        let names: Vec<&str> = topics.iter().map(|topic| topic.name.as_str()).collect();
        let (flows, problems) = of_rules(&self.place, &rules, &names);
        survey.flows.extend(flows);
        survey.problems.extend(problems);
    }

    fn topic(&self, topic: &Topic, settings: Option<&Settings>) -> Sighting {
        let mut facts = vec![
            ("partitions".to_owned(), topic.partitions.to_string()),
            ("replication".to_owned(), topic.replication.to_string()),
        ];
        let of = |key: &str| {
            settings
                .and_then(|settings| settings.get(key))
                .map(String::as_str)
        };
        facts.extend(of("cleanup.policy").map(|policy| ("cleanup".to_owned(), policy.to_owned())));
        facts.extend(of("retention.ms").map(|time| ("retention".to_owned(), retention(time))));
        Sighting {
            id: format!("{}/{}", self.place, topic.name),
            sort: Sort::Topic,
            name: topic.name.clone(),
            facts,
            ..Sighting::default()
        }
    }

    fn group(&self, group: &Group) -> Sighting {
        let mut facts = vec![
            ("state".to_owned(), group.state.clone()),
            ("members".to_owned(), group.members.to_string()),
        ];
        if !group.clients.is_empty() {
            facts.push(("clients".to_owned(), group.clients.join(", ")));
        }
        if !group.topics.is_empty() {
            facts.push(("reads".to_owned(), group.topics.join(", ")));
        }
        Sighting {
            id: format!("{}/group/{}", self.place, group.name),
            sort: Sort::Group,
            name: group.name.clone(),
            facts,
            ..Sighting::default()
        }
    }
}

/// Gives each topic those who may write to it, as hints of its owner.
fn writers(survey: &mut Survey) {
    let mut writers: BTreeMap<&str, Vec<Hint>> = BTreeMap::new();
    for flow in survey.flows.iter().filter(|flow| flow.way == Way::Writes) {
        let of_topic = writers.entry(&flow.what).or_default();
        let hint = Hint::Writer(flow.who.clone());
        if !of_topic.contains(&hint) {
            of_topic.push(hint);
        }
    }
    for sighting in &mut survey.sightings {
        sighting
            .hints
            .extend(writers.remove(sighting.id.as_str()).unwrap_or_default());
    }
}

/// `retention.ms` for people.
fn retention(text: &str) -> String {
    const HOUR: i64 = 3_600_000;
    match text.parse::<i64>() {
        Ok(-1) => "for ever".to_owned(),
        Ok(time) if time > 0 && time % (24 * HOUR) == 0 => {
            counted((time / (24 * HOUR)) as usize, "day", "days")
        }
        Ok(time) if time > 0 && time % HOUR == 0 => counted((time / HOUR) as usize, "hour", "hours"),
        Ok(time) => format!("{time} ms"),
        Err(_) => text.to_owned(),
    }
}

impl Surveyor for KafkaSurveyor {
    fn place(&self) -> &str {
        &self.place
    }

    fn survey(&mut self, _: Option<&Survey>, watch: &mut dyn Watch) -> Survey {
        let mut survey = Survey {
            place: self.place.clone(),
            ..Survey::default()
        };
        if let Err(error) = self.look(watch, &mut survey) {
            survey.problems.push(format!("{error}; {}", error.hint()));
        } else {
            survey.taken = Some((self.now)());
        }
        survey
    }
}

#[cfg(test)]
mod tests;
