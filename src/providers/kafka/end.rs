//! `kafka:access:end`: takes back one right of an account as a look at the cluster saw it, whoever gave it: the very rules that
//! give it, looked at again just before, and no others. A rule that opens more than what was seen goes as a whole, never in
//! part: the plan is about all that it opens, so that whoever governs any of it is asked.

use std::sync::Arc;

use serde_json::Value;

use super::removal::{Removal, UNDO, put_back};
use super::rules::{all_standing, shown};
use super::unanswered;
use crate::model::access::Right;
use crate::model::access::rule::behind;
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::wrong;
use crate::providers::right;
use crate::remote::kafka::{Cluster, Operation, Pattern, Permission, ResourceType, Rule, RuleFilter};
use crate::sources::access::plain;

/// So many names of what a rule opens besides are told.
const NAMED: usize = 5;

struct End(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    Box::new(End(ActionSpec {
        id: "kafka:access:end",
        summary: "Takes back one right of an account exactly as it was seen, whoever gave it",
        input: schema(&["target", "principal", "right"], right::inputs()),
        output: schema(&[], Removal::output_schema()),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// The cluster that a right is on.
fn cluster(call: &Call<'_>, right: &Right) -> Result<Arc<dyn Cluster>, ActionError> {
    match right.place().strip_prefix("kafka:") {
        Some(name) => call.world.kafka(Some(name)),
        None => Err(wrong(format!("{} is at no Kafka cluster", right.target))
            .hint("`target` is written as kafka:CLUSTER/TOPIC")),
    }
}

/// What is to go, as far as it is there.
struct Look {
    /// All that the rule gives.
    right: Right,
    removal: Removal,
}

impl Look {
    fn at(call: &Call<'_>) -> Result<Self, ActionError> {
        let right = right::of(call)?.whole();
        let cluster = cluster(call, &right)?;
        let standing = all_standing(&*cluster, &RuleFilter::default())?;
        let is_open = standing.is_none();
        let standing = standing.unwrap_or_default();
        let rules: Vec<_> = standing.iter().map(plain).collect();
        let behind = behind(&right, right.place(), &rules);
        let is_behind = |(_, plain): &(_, _)| behind.contains(plain);
        let pairs = standing.iter().zip(&rules).filter(is_behind);
        let there: Vec<Rule> = pairs.map(|(rule, _)| rule.clone()).collect();
        let left = standing.iter().filter(|rule| lets_in(rule, &there));
        Ok(Self {
            removal: Removal {
                cluster,
                principal: right.principal.clone(),
                target: right.target.clone(),
                left: left.map(shown).collect(),
                there,
                is_open,
            },
            right,
        })
    }

    /// What a rule opens that is more than one name.
    fn opens(&self, rule: &Rule) -> Result<Option<String>, ActionError> {
        let is_all = rule.pattern == Pattern::Literal && rule.name == "*";
        if !is_all && rule.pattern == Pattern::Literal {
            return Ok(None);
        }
        if rule.resource != ResourceType::Topic {
            return Ok(Some(
                "the rule goes as a whole, for all names that it is about".to_owned(),
            ));
        }
        let start = if is_all { "" } else { rule.name.as_str() };
        let topics = self.removal.cluster.topics(None).map_err(unanswered)?;
        let names = topics.iter().map(|topic| topic.name.as_str());
        let opened: Vec<&str> = names.filter(|name| name.starts_with(start)).collect();
        let named = opened[..opened.len().min(NAMED)].join(", ");
        let more = match opened.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Ok(Some(match opened.is_empty() {
            true => "the rule goes as a whole: it would open topics to come".to_owned(),
            false => format!(
                "the rule goes as a whole: it opens {} ({named}{more}), and those to come",
                counted(opened.len(), "topic", "topics")
            ),
        }))
    }
}

/// Whether a rule stays and gives what goes in another way, on all that goes or on a part of it.
fn lets_in(rule: &Rule, there: &[Rule]) -> bool {
    let Some(gone) = there.first() else {
        return false;
    };
    let operations = there.iter().map(|rule| rule.operation);
    let mut operations = operations.filter(|operation| *operation != Operation::Describe);
    let is_within = gone.pattern == Pattern::Prefixed && rule.name.starts_with(&gone.name);
    let is_about = is_within
        || match rule.pattern {
            Pattern::Literal => rule.name == "*" || rule.name == gone.name,
            Pattern::Prefixed => gone.name.starts_with(&rule.name),
        };
    let is_theirs = rule.principal == gone.principal || rule.principal == "User:*";
    !there.contains(rule)
        && rule.permission == Permission::Allow
        && rule.resource == gone.resource
        && is_theirs
        && is_about
        && (rule.operation == Operation::All || operations.any(|operation| operation == rule.operation))
}

impl Action for End {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let look = Look::at(call)?;
        let mut planned = look.removal.plan()?;
        // A rule and what it implies open the same.
        if let Some(rule) = look.removal.there.first() {
            planned.findings.splice(..0, look.opens(rule)?);
        }
        planned.entities = right::entities(call, &look.right);
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        Look::at(call)?.removal.observe(call)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        Look::at(call)?.removal.apply(call, log)
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        put_back(call, || cluster(call, &right::of(call)?), output, log)
    }
}
