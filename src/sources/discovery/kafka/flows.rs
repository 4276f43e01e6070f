//! Who reads and writes which topics, by a cluster's consumer groups and access rules. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::discovery::{Flow, Way};
use crate::model::text::counted;
use crate::remote::kafka::{Group, Operation, Pattern, Permission, Rule};

/// The name that stands for everything, in rules and principals.
const ANY: &str = "*";
const ANYBODY: &str = "User:*";
/// Principals that are named when something is told of many.
const NAMED: usize = 5;

/// What consumer groups read.
pub(super) fn of_groups(place: &str, groups: &[Group]) -> Vec<Flow> {
    let of_group = |group: &Group| {
        let doing = match group.members {
            0 => "has offsets",
            _ => "reads now",
        };
        let (who, evidence) = (group.name.clone(), format!("group {} {doing}", group.name));
        let topics = group.topics.clone();
        topics.into_iter().map(move |topic| Flow {
            who: who.clone(),
            way: Way::Reads,
            what: format!("{place}/{topic}"),
            evidence: evidence.clone(),
        })
    };
    groups.iter().flat_map(of_group).collect()
}

/// What rules about topics let somebody do with the topics that there are (sorted by name), and what is too wide to mean a
/// dependency. As in Kafka what is denied is denied, whatever else is allowed.
pub(super) fn of_rules(place: &str, rules: &[Rule], topics: &[&str]) -> (Vec<Flow>, Vec<String>) {
    let mut flows = Vec::new();
    let mut wide: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let denied: Vec<&Rule> = rules
        .iter()
        .filter(|rule| rule.permission == Permission::Deny && rule.host == ANY)
        .collect();
    for rule in rules.iter().filter(|rule| rule.permission == Permission::Allow) {
        let ways = ways(rule.operation);
        if ways.is_empty() {
            continue;
        }
        if is_everything(rule) || rule.principal == ANYBODY {
            let what = if is_everything(rule) {
                "every topic"
            } else {
                rule.name.as_str()
            };
            wide.entry(what).or_default().insert(&rule.principal);
            continue;
        }
        for topic in matching(rule, topics) {
            for way in ways {
                let is_denied = denied.iter().any(|deny| {
                    let same = deny.principal == rule.principal || deny.principal == ANYBODY;
                    same && ways_of_denial(deny.operation, *way) && covers(deny, topic)
                });
                if !is_denied {
                    flows.push(Flow {
                        who: rule.principal.clone(),
                        way: *way,
                        what: format!("{place}/{topic}"),
                        evidence: told(rule),
                    });
                }
            }
        }
    }
    let problems = wide.into_iter().map(|(what, who)| {
        let named: Vec<&str> = who.iter().take(NAMED).copied().collect();
        let more = match who.len() - named.len() {
            0 => String::new(),
            more => format!(" and {}", counted(more, "other", "others")),
        };
        format!(
            "a rule lets {}{more} read or write {what}: too wide to tell who really does",
            named.join(", ")
        )
    });
    (flows, problems.collect())
}

fn is_everything(rule: &Rule) -> bool {
    rule.name == ANY || (rule.pattern == Pattern::Prefixed && rule.name.is_empty())
}

fn ways(operation: Operation) -> &'static [Way] {
    match operation {
        Operation::All => &[Way::Reads, Way::Writes],
        Operation::Read => &[Way::Reads],
        Operation::Write => &[Way::Writes],
        _ => &[],
    }
}

fn ways_of_denial(operation: Operation, way: Way) -> bool {
    ways(operation).contains(&way)
}

/// The topics that a rule is about; those that begin alike lie together.
fn matching<'t>(rule: &Rule, topics: &'t [&'t str]) -> impl Iterator<Item = &'t str> {
    let name = rule.name.clone();
    let is_prefix = rule.pattern == Pattern::Prefixed;
    let start = topics.partition_point(|topic| *topic < name.as_str());
    topics[start..]
        .iter()
        .copied()
        .take_while(move |topic| match is_prefix {
            true => topic.starts_with(&name),
            false => *topic == name,
        })
}

fn covers(rule: &Rule, topic: &str) -> bool {
    match rule.pattern {
        Pattern::Literal => rule.name == topic || rule.name == ANY,
        Pattern::Prefixed => topic.starts_with(&rule.name),
    }
}

fn told(rule: &Rule) -> String {
    let star = match rule.pattern {
        Pattern::Literal => "",
        Pattern::Prefixed => "*",
    };
    let from = match rule.host.as_str() {
        ANY => String::new(),
        host => format!(" from {host}"),
    };
    format!(
        "rule: {} may {} {}{star}{from}",
        rule.principal, rule.operation, rule.name
    )
}
