//! Access as people ask for it – to read, to write – and the rules of Kafka that it takes, and back into words.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::named::{Named, address, annotation, bare_name};
use super::{names, unanswered};
use crate::model::access::rule;
use crate::providers::action::{ActionError, Call};
use crate::providers::entity::reference;
use crate::providers::input::{Input, moment, wrong};
use crate::remote::kafka::{Cluster, Operation, Pattern, Permission, ResourceType, Rule, RuleFilter};

/// By which a component's account at Kafka is known where it is not its name.
const PRINCIPAL: &str = "muster/principal";
/// The same of its consumer group.
const CONSUMER_GROUP: &str = "muster/consumer-group";

/// What rules are asked for, before they are spelled out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub principal: String,
    /// Its name, or how the names begin.
    pub topic: String,
    pub is_prefix: bool,
    pub reads: bool,
    pub writes: bool,
    /// On the topic, beside or in place of reading and writing.
    pub operations: Vec<Operation>,
    pub group: Option<String>,
    pub group_is_prefix: bool,
    pub transactional_id: Option<String>,
    pub is_idempotent: bool,
    pub host: String,
}

impl Asked {
    /// The rules, sorted, each once. What reading and writing take is in Kafka's documentation ("Operations and Resources
    /// on Protocols").
    pub fn rules(&self) -> Vec<Rule> {
        let pattern = |is_prefix| {
            if is_prefix {
                Pattern::Prefixed
            } else {
                Pattern::Literal
            }
        };
        let mut rules = BTreeSet::new();
        let mut allow = |resource, name: &str, is_prefix: bool, operation| {
            rules.insert(Rule {
                resource,
                name: name.to_owned(),
                pattern: pattern(is_prefix),
                principal: self.principal.clone(),
                host: self.host.clone(),
                operation,
                permission: Permission::Allow,
            });
        };
        let mut operations = self.operations.clone();
        if self.reads {
            operations.extend([Operation::Read, Operation::Describe]);
            if let Some(group) = &self.group {
                allow(ResourceType::Group, group, self.group_is_prefix, Operation::Read);
            }
        }
        if self.writes {
            operations.extend([Operation::Write, Operation::Describe]);
            if self.is_idempotent {
                allow(
                    ResourceType::Cluster,
                    "kafka-cluster",
                    false,
                    Operation::IdempotentWrite,
                );
            }
            if let Some(id) = &self.transactional_id {
                allow(ResourceType::TransactionalId, id, false, Operation::Write);
                allow(ResourceType::TransactionalId, id, false, Operation::Describe);
            }
        }
        for operation in operations {
            allow(ResourceType::Topic, &self.topic, self.is_prefix, operation);
        }
        rules.into_iter().collect()
    }
}

/// The access that a step is about.
pub(super) struct Access {
    pub cluster: Arc<dyn Cluster>,
    pub asked: Asked,
    pub until: Option<Timestamp>,
    /// Canonical refs of who and what it is about, as far as the catalog has them.
    pub entities: Vec<String>,
}

impl Access {
    pub fn of(call: &Call<'_>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let who = Who::of(call, &input)?;
        let (topic, is_prefix, named) = match (input.text("topic")?, input.text("prefix")?) {
            (Some(topic), None) => {
                let is_prefix = is_prefixed(&input, "pattern")?;
                // `*` is every topic, for Kafka too.
                match topic {
                    "*" => ("*".to_owned(), false, None),
                    _ => {
                        let named = Named::of(call, &input, "topic")?;
                        (named.topic.clone(), is_prefix, Some(named))
                    }
                }
            }
            (None, Some(prefix)) => (prefix.to_owned(), true, None),
            _ => {
                return Err(wrong("either `topic` or `prefix` must be given")
                    .hint("a prefix is how the names of the topics begin"));
            }
        };
        if is_prefix && let Some(complaint) = names::complaint(&format!("{topic}x")) {
            return Err(wrong(complaint));
        }
        let role = input.text("role")?;
        let operations = operations(&input)?;
        let (reads, writes) = match role {
            None => (false, false),
            Some("read" | "consume") => (true, false),
            Some("write" | "produce") => (false, true),
            Some("both") => (true, true),
            Some(other) => {
                return Err(wrong(format!("`role` cannot be `{other}`")).hint("it is read, write or both"));
            }
        };
        let given = named.as_ref().and_then(|named| named.cluster.clone());
        let cluster = given.or(input.text("cluster")?.map(str::to_owned));
        let (topic_entity, group) = (named.and_then(|named| named.entity), input.text("group")?);
        Ok(Self {
            cluster: call.world.kafka(cluster.as_deref())?,
            until: input.text("until")?.map(moment).transpose()?,
            entities: who.entity.iter().cloned().chain(topic_entity).collect(),
            asked: Asked {
                topic,
                is_prefix,
                reads,
                writes,
                operations,
                group: Some(group.map_or(who.group, str::to_owned)),
                group_is_prefix: is_prefixed(&input, "groupPattern")?,
                transactional_id: input.text("transactionalId")?.map(str::to_owned),
                is_idempotent: input.flag("idempotent")?,
                host: input.text("host")?.unwrap_or("*").to_owned(),
                principal: who.principal,
            },
        })
    }

    /// What it acts on, for people.
    pub fn target(&self) -> String {
        let star = if self.asked.is_prefix { "*" } else { "" };
        format!("{}{star}", address(&*self.cluster, &self.asked.topic))
    }

    /// All rules of this principal; none where the cluster keeps nobody out, and so has no rules.
    pub fn standing(&self) -> Result<Option<Vec<Rule>>, ActionError> {
        let filter = RuleFilter {
            principal: Some(self.asked.principal.clone()),
            ..RuleFilter::default()
        };
        all_standing(&*self.cluster, &filter)
    }

    /// What is said where the cluster keeps nobody out.
    pub fn open_to_all(&self) -> String {
        open_to_all(&*self.cluster)
    }

    pub fn refuse_past(&self, call: &Call<'_>) -> Result<(), ActionError> {
        match self.until {
            Some(until) if until <= call.now => {
                Err(wrong(format!("`until` is over: {until}")).hint("give a later date"))
            }
            _ => Ok(()),
        }
    }
}

/// The rules that a filter lets through; none where the cluster keeps nobody out, and so has no rules.
pub(super) fn all_standing(
    cluster: &dyn Cluster,
    filter: &RuleFilter,
) -> Result<Option<Vec<Rule>>, ActionError> {
    if !cluster.about().map_err(unanswered)?.authorizes {
        return Ok(None);
    }
    cluster.rules(filter).map(Some).map_err(unanswered)
}

/// What is said where a cluster keeps nobody out.
pub(super) fn open_to_all(cluster: &dyn Cluster) -> String {
    format!(
        "the cluster {} has no authorizer: everybody may do everything there, and rules cannot be kept",
        cluster.name()
    )
}

/// Whose access it is.
struct Who {
    principal: String,
    group: String,
    entity: Option<String>,
}

impl Who {
    fn of(call: &Call<'_>, input: &Input<'_>) -> Result<Self, ActionError> {
        let (principal, component) = (input.text("principal")?, input.text("component")?);
        let Some(component) = component else {
            let principal = principal.ok_or_else(|| {
                wrong("neither `principal` nor `component` is given").hint("say who is meant, as User:cart")
            })?;
            return Self::called(principal);
        };
        let named = reference(component, Some("component"), None)?;
        let catalog = call.world.catalog();
        // One that is not there may be registered by an earlier step.
        let entity = catalog.find(named.as_str()).map(|id| catalog.entity(id));
        let said = |name: &str| entity.and_then(|entity| annotation(call, entity, name));
        let usual = format!("User:{}", bare_name(component));
        let principal = principal.map(str::to_owned).or_else(|| said(PRINCIPAL));
        let who = Self::called(&principal.unwrap_or(usual))?;
        Ok(Self {
            group: said(CONSUMER_GROUP).unwrap_or_else(|| bare_name(component).to_owned()),
            entity: entity.map(|entity| entity.entity_ref().to_owned()),
            ..who
        })
    }

    fn called(principal: &str) -> Result<Self, ActionError> {
        if !names::is_principal(principal) {
            return Err(wrong(format!("`{principal}` is no principal of Kafka"))
                .hint("write it as User:cart, as the cluster knows the account"));
        }
        let name = principal.split_once(':').map_or(principal, |(_, name)| name);
        Ok(Self {
            principal: principal.to_owned(),
            group: name.to_owned(),
            entity: None,
        })
    }
}

fn is_prefixed(input: &Input<'_>, key: &str) -> Result<bool, ActionError> {
    match input.text(key)? {
        None => Ok(false),
        Some(word) => match Pattern::of_word(word) {
            Some(pattern) => Ok(pattern == Pattern::Prefixed),
            None => Err(wrong(format!("`{key}` cannot be `{word}`")).hint("it is literal or prefixed")),
        },
    }
}

fn operations(input: &Input<'_>) -> Result<Vec<Operation>, ActionError> {
    let words = input.texts("operations")?;
    let read = |word: &String| {
        Operation::of_word(word).ok_or_else(|| {
            let all: Vec<&str> = Operation::ALL.iter().map(|operation| operation.word()).collect();
            wrong(format!("Kafka has no operation `{word}`")).hint(format!("there are {}", all.join(", ")))
        })
    };
    words.iter().map(read).collect()
}

/// A rule in a sentence.
pub(super) fn shown(rule: &Rule) -> String {
    let may = match rule.permission {
        Permission::Allow => "may",
        Permission::Deny => "must not",
    };
    let resource = match rule.resource {
        ResourceType::Topic => "topic",
        ResourceType::Group => "consumer group",
        ResourceType::Cluster => "cluster",
        ResourceType::TransactionalId => "transactional id",
    };
    let name = match (rule.pattern, rule.name.as_str()) {
        (Pattern::Literal, "*") => format!("any {resource}"),
        (Pattern::Literal, name) => format!("the {resource} {name}"),
        (Pattern::Prefixed, name) => format!("every {resource} that begins with {name}"),
    };
    let from = match rule.host.as_str() {
        "*" => String::new(),
        host => format!(", from {host}"),
    };
    format!("{} {may} {} {name}{from}", rule.principal, rule.operation)
}

/// Rules as a step's output keeps them.
pub(super) fn kept(rules: &[Rule]) -> Value {
    serde_json::to_value(rules).unwrap_or_default()
}

/// The same back; what is none is left out.
pub(super) fn read(value: &Value) -> Vec<Rule> {
    let items = value.as_array().into_iter().flatten();
    items
        .filter_map(|item| serde_json::from_value(item.clone()).ok())
        .collect()
}

/// What rules give, as an output tells it to whoever asks who has what.
pub(super) fn rights(cluster: &str, rules: &[Rule]) -> Value {
    let plain: Vec<rule::Rule> = serde_json::from_value(kept(rules)).unwrap_or_default();
    let given = rule::rights(&format!("kafka:{cluster}"), &plain, None);
    serde_json::to_value(given.rights).unwrap_or_default()
}

/// The inputs that granting and revoking share.
pub(super) fn inputs() -> Value {
    let text = |words: &str| json!({"type": "string", "description": words});
    let pattern =
        |words: &str| json!({"type": "string", "enum": ["literal", "prefixed"], "description": words});
    json!({
        "cluster": text("Its name in [kafka.clusters]; the entity's, the default, or the only one, if not given"),
        "principal": text("Who, as User:cart; or give `component`"),
        "component": text("The ref of a component: its annotation muster/principal, else User: and its name"),
        "topic": text("The topic's name, or the ref of its entity; or give `prefix`"),
        "prefix": text("How the names of the topics begin"),
        "pattern": pattern("Whether `topic` is the whole name (literal) or how names begin"),
        "role": {"type": "string", "enum": ["read", "write", "both", "consume", "produce"], "description": "What it takes to read, to write, or both"},
        "operations": {"type": "array", "items": {"type": "string"}, "description": "Kafka's operations on the topic, beside or in place of `role`"},
        "group": text("The consumer group that reads; the component's, or as the principal is called, if not given"),
        "groupPattern": pattern("Whether `group` is the whole name (literal) or how names begin"),
        "transactionalId": text("Of who writes in transactions"),
        "idempotent": {"type": "boolean", "description": "Also IDEMPOTENT_WRITE on the cluster, which brokers before 2.8 want"},
        "host": text("From which address; any if not given"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            principal: "User:cart".to_owned(),
            topic: "orders.v1".to_owned(),
            group: Some("cart".to_owned()),
            host: "*".to_owned(),
            ..Asked::default()
        }
    }

    fn sentences(asked: &Asked) -> Vec<String> {
        asked.rules().iter().map(shown).collect()
    }

    #[test]
    fn a_role_is_what_kafka_asks_for_it() {
        let reads = Asked {
            reads: true,
            ..asked()
        };
        assert_eq!(
            sentences(&reads),
            [
                "User:cart may READ the topic orders.v1",
                "User:cart may DESCRIBE the topic orders.v1",
                "User:cart may READ the consumer group cart",
            ]
        );
        let writes = Asked {
            writes: true,
            is_idempotent: true,
            transactional_id: Some("cart-1".to_owned()),
            host: "10.0.0.1".to_owned(),
            ..asked()
        };
        assert_eq!(
            sentences(&writes),
            [
                "User:cart may WRITE the topic orders.v1, from 10.0.0.1",
                "User:cart may DESCRIBE the topic orders.v1, from 10.0.0.1",
                "User:cart may IDEMPOTENT_WRITE the cluster kafka-cluster, from 10.0.0.1",
                "User:cart may WRITE the transactional id cart-1, from 10.0.0.1",
                "User:cart may DESCRIBE the transactional id cart-1, from 10.0.0.1",
            ]
        );
        let prefixed = Asked {
            reads: true,
            writes: true,
            is_prefix: true,
            topic: "orders.".to_owned(),
            group_is_prefix: true,
            ..asked()
        };
        assert_eq!(
            sentences(&prefixed),
            [
                "User:cart may READ every topic that begins with orders.",
                "User:cart may WRITE every topic that begins with orders.",
                "User:cart may DESCRIBE every topic that begins with orders.",
                "User:cart may READ every consumer group that begins with cart",
            ]
        );
    }

    #[test]
    fn rules_come_back_from_an_output_as_they_went() {
        let rules = Asked {
            reads: true,
            ..asked()
        }
        .rules();
        assert_eq!(read(&kept(&rules)), rules);
    }
}
