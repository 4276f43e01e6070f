//! Rules that more than one grant names: which of them go when one grant is taken back, and which stay for another's sake. Reads
//! the outputs of grants alone.

use serde_json::{Value, json};

use super::rules::{self, all_standing, open_to_all};
use crate::providers::action::{ActionError, ErrorKind, Taken};
use crate::remote::kafka::{Cluster, Rule, RuleFilter};

/// The rules that are a grant's to take back: those that it added, and those that were left to it by grants that have ended.
pub(super) fn to_take_back(taken: &Taken<'_>) -> Vec<Rule> {
    let mut back = rules::read(&taken.output["added"]);
    let cluster = taken.output["cluster"].as_str().unwrap_or_default();
    for rule in rules::read(&taken.output["needs"]) {
        let gave = |output: &Value| is_in(output, "added", cluster, &rule);
        let is_left = || {
            let giver = taken
                .others
                .handed_on(taken.since, gave, |output| names(output, cluster, &rule));
            giver.is_some()
        };
        if !back.contains(&rule) && is_left() {
            back.push(rule);
        }
    }
    back
}

/// Whether a grant takes a rule of a cluster, whoever added it.
pub(super) fn names(output: &Value, cluster: &str, rule: &Rule) -> bool {
    is_in(output, "needs", cluster, rule) || is_in(output, "added", cluster, rule)
}

fn is_in(output: &Value, key: &str, cluster: &str, rule: &Rule) -> bool {
    output["cluster"].as_str() == Some(cluster) && rules::read(&output[key]).contains(rule)
}

/// The rules of an account that something is to be taken from. A cluster that keeps nobody out for now may have them still.
pub(super) fn still_standing(cluster: &dyn Cluster, principal: String) -> Result<Vec<Rule>, ActionError> {
    let filter = RuleFilter {
        principal: Some(principal),
        ..RuleFilter::default()
    };
    all_standing(cluster, &filter)?.ok_or_else(|| without_authorizer(cluster))
}

/// What is said where rules cannot be changed back now.
pub(super) fn without_authorizer(cluster: &dyn Cluster) -> ActionError {
    ActionError::new(ErrorKind::Retry { after: None }, open_to_all(cluster))
        .hint("once it has an authorizer again, the rules are changed; see why it has none")
}

/// The rights that stay, each with the run that needs it.
pub(super) fn staying(cluster: &str, kept: &[(Rule, String)]) -> Vec<Value> {
    let all: Vec<Rule> = kept.iter().map(|(rule, _)| rule.clone()).collect();
    let mut staying: Vec<Value> = match rules::rights(cluster, &all) {
        Value::Array(rights) => rights,
        _ => vec![],
    };
    for right in &mut staying {
        let is_of = |rule: &Rule| rules::rights(cluster, std::slice::from_ref(rule))[0] == *right;
        let run = kept
            .iter()
            .find(|(rule, _)| is_of(rule))
            .map(|(_, run)| run.clone());
        right["for"] = json!(run);
    }
    staying
}
