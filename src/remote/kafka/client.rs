//! A cluster that is reached over the network, by librdkafka. Knows when somebody must be reached first, what may be asked
//! again and what may not; how it is asked is `admin`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::admin::{Admin, Edge, Members, Permitted};
use super::lag::Offsets;
use super::session::Session;
use super::verdict::{Asked, Failure};
use super::{
    About, Change, Cluster, Connection, Group, KafkaError, Lag, Operation, Rule, RuleFilter, Settings, Topic,
};

/// How long a broker has to be found and let us in.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a request may take.
const REQUEST: Duration = Duration::from_secs(30);

/// How long an answer proves that somebody is there.
const FRESH: Duration = Duration::from_secs(1);

/// How many topics are asked about in one request.
const TOPICS_AT_ONCE: usize = 500;

/// The setting of a broker that names its authorizer.
const AUTHORIZER: &str = "authorizer.class.name";

/// How Kafka 4 says that there is no such group, and its word for the state of one before that.
const UNKNOWN_GROUP: &str = "GROUP_ID_NOT_FOUND";
const UNKNOWN_STATE: &str = "Dead";

/// A cluster that is reached over the network. Holds one connection to it, made when it is first needed.
#[derive(Debug)]
pub struct KafkaClient {
    connection: Connection,
    address: String,
    line: Mutex<Line>,
}

/// The way to the cluster.
#[derive(Default)]
struct Line {
    session: Option<Arc<Session>>,
    /// When somebody answered last, and who.
    answered: Option<(Instant, Option<i32>)>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.session.is_some() { "open" } else { "closed" })
    }
}

impl KafkaClient {
    /// Reaches nobody yet.
    pub fn new(connection: Connection) -> Result<Self, KafkaError> {
        if connection.bootstrap.is_empty() {
            return Err(KafkaError::Settings {
                message: format!(
                    "the cluster `{}` has no address: set its `bootstrap`",
                    connection.name
                ),
            });
        }
        Ok(Self {
            address: connection.bootstrap.join(","),
            connection,
            line: Mutex::default(),
        })
    }

    /// Asks what changes nothing. A connection that ended while nobody used it costs one more try.
    fn look<T>(&self, ask: impl Fn(&Admin<'_>) -> Result<T, Failure>) -> Result<T, KafkaError> {
        let mut tries = 2;
        loop {
            tries -= 1;
            let (session, broker) = self.reach_any()?;
            match ask(&Admin::look(&session, REQUEST, broker)) {
                Ok(answer) => {
                    self.answered(&session, broker);
                    return Ok(answer);
                }
                Err(failure) if failure.name == "_TRANSPORT" && tries > 0 => self.leave(&session),
                Err(failure) => return Err(self.failed(&session, failure, Asked::Look)),
            }
        }
    }

    /// Changes something. It is sent at most once: the controller is there before it is, and nothing is tried again after.
    fn once<T>(&self, send: impl FnOnce(&Admin<'_>) -> Result<T, Failure>) -> Result<T, KafkaError> {
        let session = self.reach_controller()?;
        match send(&Admin::change(&session, REQUEST)) {
            Ok(answer) => Ok(answer),
            Err(failure) => Err(self.failed(&session, failure, Asked::Change)),
        }
    }

    /// A connection, and the broker at its other end, or why there is none.
    fn reach_any(&self) -> Result<(Arc<Session>, Option<i32>), KafkaError> {
        let session = self.session()?;
        session.listen();
        if session.trouble().is_none()
            && let Some((at, broker)) = self.line().answered
            && at.elapsed() < FRESH
        {
            return Ok((session, broker));
        }
        match session.find_broker(CONNECT) {
            Ok(broker) => {
                self.answered(&session, Some(broker));
                Ok((session, Some(broker)))
            }
            Err(failure) => Err(self.failed(&session, failure, Asked::Look)),
        }
    }

    /// A connection to the broker that does changes, or why there is none.
    fn reach_controller(&self) -> Result<Arc<Session>, KafkaError> {
        let end = Instant::now() + CONNECT;
        loop {
            let (session, _) = self.reach_any()?;
            let left = end.saturating_duration_since(Instant::now());
            match Admin::look(&session, left, None).describe_cluster(false) {
                Ok(_) => return Ok(session),
                // The connection ended; librdkafka makes another one.
                Err(failure) if failure.name == "_TRANSPORT" && !left.is_zero() => {}
                Err(failure) => return Err(self.failed(&session, failure, Asked::Look)),
            }
        }
    }

    fn session(&self) -> Result<Arc<Session>, KafkaError> {
        let mut line = self.line();
        let session = match line.session.take() {
            Some(session) => session,
            None => Arc::new(Session::open(&self.connection)?),
        };
        line.session = Some(Arc::clone(&session));
        Ok(session)
    }

    fn answered(&self, session: &Arc<Session>, broker: Option<i32>) {
        session.answered();
        let mut line = self.line();
        if line
            .session
            .as_ref()
            .is_some_and(|open| Arc::ptr_eq(open, session))
        {
            line.answered = Some((Instant::now(), broker));
        }
    }

    /// What a failure means. After one of the connection the next request makes a new one: what librdkafka may still hold
    /// back of this one is never sent, and an unreachable cluster is found out about at once.
    fn failed(&self, session: &Arc<Session>, failure: Failure, asked: Asked) -> KafkaError {
        let cause = session.trouble();
        if failure.is_local() {
            self.leave(session);
        }
        failure.verdict(asked, &self.address, cause)
    }

    fn leave(&self, session: &Arc<Session>) {
        let mut line = self.line();
        if line
            .session
            .as_ref()
            .is_some_and(|open| Arc::ptr_eq(open, session))
        {
            *line = Line::default();
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the cluster has an authorizer: its brokers say which, to whoever may look at their settings; whoever may
    /// not is kept out by one.
    fn authorizes(&self, broker: Option<i32>) -> Result<bool, KafkaError> {
        let Some(broker) = broker else { return Ok(false) };
        match self.look(|admin| admin.broker_setting(broker, AUTHORIZER)) {
            Ok(name) => Ok(name.is_some_and(|name| !name.is_empty())),
            Err(KafkaError::Refused { code, .. }) if code == "CLUSTER_AUTHORIZATION_FAILED" => Ok(true),
            // A broker too old to be asked, or a stand-in for one.
            Err(KafkaError::Refused { code, .. }) if code == "UNSUPPORTED_VERSION" => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Refuses where the account may not do this with the cluster as a whole, as far as its brokers tell.
    fn may(&self, operation: Operation) -> Result<(), KafkaError> {
        let allowed = self.look(|admin| admin.describe_cluster(true))?.allowed;
        if allowed.is_none_or(|allowed| allowed.contains(&operation)) {
            return Ok(());
        }
        Err(KafkaError::Refused {
            code: "CLUSTER_AUTHORIZATION_FAILED".to_owned(),
            message: format!("the account has no right to {operation} on the cluster"),
            passing: false,
        })
    }

    /// Where the partitions end, and where those begin that nothing was committed in. librdkafka would wait for topics that are
    /// gone to come back: they are left out before.
    fn find_ends(&self, offsets: &mut Offsets) -> Result<(), KafkaError> {
        let topics: Vec<String> = offsets.places().into_iter().map(|(topic, _)| topic).collect();
        let there = self.topics(Some(&topics))?;
        let there: BTreeMap<String, u32> = there
            .into_iter()
            .map(|topic| (topic.name, topic.partitions))
            .collect();
        offsets.keep(|(topic, number)| {
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            there.get(topic).is_some_and(|partitions| number < *partitions)
        });
        let places: Vec<_> = offsets.places().into_iter().collect();
        offsets.ends = self.look(|admin| admin.edges(&places, Edge::End))?;
        offsets.begins = self.look(|admin| admin.edges(&offsets.uncommitted(), Edge::Begin))?;
        Ok(())
    }

    fn check_rules(&self) -> Result<(), KafkaError> {
        let about = self.about()?;
        if !about.authorizes {
            return Err(KafkaError::Refused {
                code: "SECURITY_DISABLED".to_owned(),
                message: "the cluster has no authorizer: there everybody may do everything".to_owned(),
                passing: false,
            });
        }
        self.may(Operation::Alter)
    }

    fn check_delete(&self, name: &str) -> Result<(), KafkaError> {
        let found = self.look(|admin| admin.describe_topics(&[name], true))?;
        let refused = |code: &str, message: String| KafkaError::Refused {
            code: code.to_owned(),
            message,
            passing: false,
        };
        let may_delete = |allowed: &Vec<Operation>| allowed.contains(&Operation::Delete);
        match found.first() {
            None => Err(refused(
                "UNKNOWN_TOPIC_OR_PARTITION",
                format!("there is no topic `{name}`"),
            )),
            Some(Permitted { allowed, .. }) if allowed.as_ref().is_none_or(may_delete) => Ok(()),
            Some(_) => Err(refused(
                "TOPIC_AUTHORIZATION_FAILED",
                format!(
                    "the account has no right to {} the topic `{name}`",
                    Operation::Delete
                ),
            )),
        }
    }

    /// What became of several rules. All or none is the cluster's word; some of them is a change whose outcome must be
    /// looked at.
    fn rules_done(&self, outcomes: Vec<Option<Failure>>) -> Result<(), KafkaError> {
        let all = outcomes.len();
        let mut failures: Vec<Failure> = outcomes.into_iter().flatten().collect();
        let refused = failures.len();
        let Some(first) = failures.drain(..).next() else {
            return Ok(());
        };
        if refused == all {
            return Err(first.verdict(Asked::Change, &self.address, None));
        }
        Err(KafkaError::Lost {
            address: self.address.clone(),
            cause: format!(
                "{refused} of {all} rules were refused: {} ({})",
                first.message,
                first.kafka_name()
            ),
        })
    }
}

impl Cluster for KafkaClient {
    fn name(&self) -> &str {
        &self.connection.name
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn about(&self) -> Result<About, KafkaError> {
        let cluster = self.look(|admin| admin.describe_cluster(false))?;
        Ok(About {
            id: Some(cluster.id).filter(|id| !id.is_empty()),
            brokers: u32::try_from(cluster.brokers.len()).unwrap_or(u32::MAX),
            authorizes: self.authorizes(cluster.brokers.first().copied())?,
        })
    }

    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        let mut topics = match names {
            None => {
                // librdkafka waits for this answer by itself and would not hear that nobody is there any more.
                self.line().answered = None;
                self.look(|admin| admin.all_topics())?
            }
            Some(names) => {
                let mut found = vec![];
                for names in unique(names).chunks(TOPICS_AT_ONCE) {
                    found.extend(self.look(|admin| admin.describe_topics(names, false))?);
                }
                found.into_iter().map(|found| found.topic).collect()
            }
        };
        topics.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(topics)
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        let mut settings = BTreeMap::new();
        for names in unique(topics).chunks(TOPICS_AT_ONCE) {
            for (name, found) in self.look(|admin| admin.topic_settings(names))? {
                match found {
                    Ok(found) => {
                        settings.insert(name, found);
                    }
                    Err(failure)
                        if matches!(failure.name.as_str(), "UNKNOWN_TOPIC_OR_PART" | "TOPIC_EXCEPTION") => {}
                    Err(failure) => return Err(failure.verdict(Asked::Look, &self.address, None)),
                }
            }
        }
        Ok(settings)
    }

    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.may(Operation::Describe)?;
        let mut rules = self.look(|admin| admin.describe_rules(filter))?;
        rules.sort();
        rules.dedup();
        Ok(rules)
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        let names = self.look(|admin| admin.list_groups())?;
        let names: Vec<String> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let members = self.look(|admin| admin.describe_groups(&names).and_then(all_heard))?;
        let names: Vec<String> = members.iter().map(|group| group.name.clone()).collect();
        let offsets = self.look(|admin| {
            let offsets = admin.offsets(&names)?;
            let lost = offsets
                .iter()
                .find_map(|offsets| offsets.as_ref().err().filter(|failure| failure.is_local()));
            lost.cloned().map_or(Ok(offsets), Err)
        })?;
        // What a broker refuses to tell of one group is left out of that group alone.
        let groups = members.into_iter().zip(offsets).map(|(group, offsets)| Group {
            name: group.name,
            state: group.state,
            members: u32::try_from(group.count).unwrap_or(u32::MAX),
            clients: group.clients.into_iter().collect(),
            topics: group
                .assigned
                .into_iter()
                .chain(offsets.unwrap_or_default().into_keys())
                .map(|(topic, _)| topic)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        });
        let mut groups: Vec<Group> = groups.collect();
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(groups)
    }

    fn lag(&self, group: &str) -> Result<Lag, KafkaError> {
        let names = [group.to_owned()];
        let members = self.look(|admin| admin.describe_groups(&names).and_then(all_heard))?;
        let committed = self.look(|admin| {
            admin
                .offsets(&names)?
                .pop()
                .unwrap_or_else(|| Ok(BTreeMap::new()))
        })?;
        let members = members.into_iter().next();
        if let Some(failure) = members.as_ref().and_then(|members| members.failure.clone())
            && failure.name != UNKNOWN_GROUP
        {
            return Err(failure.verdict(Asked::Look, &self.address, None));
        }
        let mut lag = Lag {
            group: group.to_owned(),
            state: UNKNOWN_STATE.to_owned(),
            ..Lag::default()
        };
        let mut offsets = Offsets {
            committed,
            ..Offsets::default()
        };
        if let Some(members) = members.filter(|members| members.failure.is_none()) {
            lag.state = members.state;
            lag.members = u32::try_from(members.count).unwrap_or(u32::MAX);
            offsets.assigned = members.assigned;
        }
        self.find_ends(&mut offsets)?;
        lag.partitions = offsets.partitions();
        Ok(lag)
    }

    fn change(&self, change: &Change) -> Result<(), KafkaError> {
        match change {
            Change::CreateTopic(new) => self.once(|admin| admin.create_topic(new, false)),
            Change::DeleteTopic { name } => self.once(|admin| admin.delete_topic(name)),
            Change::GrowTopic { name, partitions } => {
                self.once(|admin| admin.grow_topic(name, *partitions, false))
            }
            Change::SetTopic { settings, .. } if settings.is_empty() => Ok(()),
            Change::SetTopic { name, settings } => self.once(|admin| admin.set_topic(name, settings, false)),
            Change::AddRules(rules) | Change::RemoveRules(rules) if rules.is_empty() => Ok(()),
            Change::AddRules(rules) => self.rules_done(self.once(|admin| admin.create_rules(rules))?),
            Change::RemoveRules(rules) => self.rules_done(self.once(|admin| admin.delete_rules(rules))?),
        }
    }

    fn check(&self, change: &Change) -> Result<(), KafkaError> {
        match change {
            Change::CreateTopic(new) => self.look(|admin| admin.create_topic(new, true)),
            Change::DeleteTopic { name } => self.check_delete(name),
            Change::GrowTopic { name, partitions } => {
                self.look(|admin| admin.grow_topic(name, *partitions, true))
            }
            Change::SetTopic { settings, .. } if settings.is_empty() => Ok(()),
            Change::SetTopic { name, settings } => self.look(|admin| admin.set_topic(name, settings, true)),
            Change::AddRules(_) | Change::RemoveRules(_) => self.check_rules(),
        }
    }
}

/// Names without those that come twice: librdkafka takes each once.
fn unique(names: &[String]) -> Vec<&str> {
    let names: BTreeSet<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    names.into_iter().collect()
}

/// Groups whose coordinators have all been heard; what one of them refuses is no failure.
fn all_heard(groups: Vec<Members>) -> Result<Vec<Members>, Failure> {
    let lost = groups
        .iter()
        .find_map(|group| group.failure.as_ref().filter(|failure| failure.is_local()));
    lost.cloned().map_or(Ok(groups), Err)
}
