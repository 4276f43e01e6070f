//! What the access rules of a Kafka cluster give, as rights: the same fold for what a cluster has and for what a step of a run
//! added there. Rules that forbid take away. Source: kafka.apache.org/documentation/#security_authz.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{PrincipalSort, Right};

/// An access rule in Kafka's words, as outputs of steps keep it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Rule {
    /// `TOPIC`, `GROUP`, `CLUSTER`, `TRANSACTIONAL_ID`.
    pub resource: String,
    /// Its name, or how its names begin; `*` is all of them.
    pub name: String,
    /// `LITERAL` or `PREFIXED`.
    pub pattern: String,
    /// As in `User:cart`.
    pub principal: String,
    /// An address; `*` is any.
    pub host: String,
    /// `READ`, `WRITE`, `ALL` and so on.
    pub operation: String,
    /// `ALLOW` or `DENY`.
    pub permission: String,
}

/// Prefixed rules are opened into so many rights at most: what a short prefix opens on many topics must end somewhere.
const MOST: usize = 200_000;

/// What rules come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Sorted, each once.
    pub rights: Vec<Right>,
    /// Rules that allow what others forbid altogether, so that they give nothing.
    pub void: Vec<Rule>,
    /// How many prefixed rules are told by their patterns, for they would open too much to be told one by one.
    pub unopened: usize,
}

/// A rule that allows something by itself.
struct Gift<'r> {
    rule: &'r Rule,
    /// Rules that only say what it implies, and go with it.
    implied: Vec<&'r Rule>,
}

/// What the rules of a place give. A prefixed rule gives a right on each of the `topics` that it opens; where it opens none, or
/// no topics are known, one on its pattern, as `kafka:main/orders.*`.
pub fn rights(place: &str, rules: &[Rule], topics: Option<&[String]>) -> Given {
    let mut given = Given::default();
    let denies: Vec<&Rule> = rules.iter().filter(|rule| !rule.allows()).collect();
    for gift in gifts(rules) {
        let mut names = gift.rule.names(topics);
        if names.len() > 1 && given.rights.len() + names.len() > MOST {
            given.unopened += 1;
            names = gift.rule.names(None);
        }
        let told = given.rights.len();
        let rights = names
            .iter()
            .filter_map(|name| gift.rule.right(place, name, &denies));
        given.rights.extend(rights);
        if given.rights.len() == told {
            given.void.push(gift.rule.clone());
        }
    }
    given.rights.sort();
    given.rights.dedup();
    given
}

/// The rules that give this right of a place, and no other: what has to go for it to end. Empty where nothing gives it.
pub fn behind<'r>(right: &Right, place: &str, rules: &'r [Rule]) -> Vec<&'r Rule> {
    let given_by = gifts(rules)
        .into_iter()
        .filter(|gift| gift.rule.gives(right, place));
    let mut behind: Vec<&Rule> = given_by
        .flat_map(|gift| std::iter::once(gift.rule).chain(gift.implied))
        .collect();
    behind.sort();
    behind.dedup();
    behind
}

/// Each rule that allows something by itself, with those that only repeat what it implies.
fn gifts(rules: &[Rule]) -> Vec<Gift<'_>> {
    // Only rules that differ in nothing but what they allow imply each other.
    let mut alike: BTreeMap<[&str; 5], Vec<&Rule>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.allows()) {
        let key = [
            &rule.principal,
            &rule.resource,
            &rule.pattern,
            &rule.name,
            &rule.host,
        ];
        alike.entry(key.map(String::as_str)).or_default().push(rule);
    }
    alike.values().flat_map(|alike| gifts_of(alike)).collect()
}

fn gifts_of<'r>(alike: &[&'r Rule]) -> Vec<Gift<'r>> {
    let implying = |rule: &Rule| alike.iter().filter(|other| other.implies(rule)).count();
    let own = alike.iter().filter(|rule| implying(rule) == 0);
    // What another right implies too stays for its sake.
    let only_by = |rule: &Rule| {
        let implied = alike
            .iter()
            .filter(|implied| rule.implies(implied) && implying(implied) == 1);
        implied.copied().collect()
    };
    own.map(|rule| Gift {
        rule,
        implied: only_by(rule),
    })
    .collect()
}

/// How the manner of what a pattern gives begins; its name follows.
fn every(sort: &str) -> String {
    format!("every {sort} that begins with ")
}

impl Rule {
    fn allows(&self) -> bool {
        self.permission == "ALLOW"
    }

    fn is_prefixed(&self) -> bool {
        self.pattern == "PREFIXED"
    }

    fn is_topic(&self) -> bool {
        self.resource == "TOPIC"
    }

    /// Whether everything of its sort is meant.
    fn is_of_all(&self) -> bool {
        !self.is_prefixed() && self.name == "*"
    }

    /// Whether whoever has this may do what a rule that is alike says without it: Kafka lets those describe who may do more.
    fn implies(&self, other: &Self) -> bool {
        match other.operation.as_str() {
            "DESCRIBE" => matches!(
                self.operation.as_str(),
                "READ" | "WRITE" | "DELETE" | "ALTER" | "ALL"
            ),
            "DESCRIBE_CONFIGS" => matches!(self.operation.as_str(), "ALTER_CONFIGS" | "ALL"),
            _ => false,
        }
    }

    /// In the words of people who ask for access: `read`, `write`, `admin`; the others as Kafka says them.
    fn word(&self) -> String {
        match self.operation.as_str() {
            "ALL" => "admin".to_owned(),
            other => other.to_lowercase().replace('_', "-"),
        }
    }

    /// What follows the place in the ids of what it is about.
    fn sort(&self) -> String {
        match self.resource.as_str() {
            "TOPIC" => String::new(),
            other => format!("{}/", other.to_lowercase().replace('_', "-")),
        }
    }

    fn target(&self, place: &str, name: &str) -> String {
        // There is one cluster in a cluster.
        match self.resource.as_str() {
            "CLUSTER" => place.to_owned(),
            _ => format!("{place}/{}{name}", self.sort()),
        }
    }

    /// The names that it gives a right on.
    fn names(&self, topics: Option<&[String]>) -> Vec<String> {
        if !self.is_prefixed() {
            return vec![self.name.clone()];
        }
        let known = topics.filter(|_| self.is_topic()).unwrap_or_default();
        let opened = known.iter().filter(|topic| topic.starts_with(&self.name));
        let opened: Vec<String> = opened.cloned().collect();
        match opened.is_empty() {
            true => vec![format!("{}*", self.name)],
            false => opened,
        }
    }

    /// How it is given, for people: by which pattern, from where.
    fn manner(&self) -> String {
        let sort = match self.resource.as_str() {
            "TOPIC" => "topic",
            "GROUP" => "consumer group",
            "TRANSACTIONAL_ID" => "transactional id",
            _ => "cluster",
        };
        let mut parts = Vec::new();
        if self.is_prefixed() {
            parts.push(format!("{}{}", every(sort), self.name));
        } else if self.is_of_all() {
            parts.push(format!("every {sort}, also those to come"));
        }
        if self.host != "*" {
            parts.push(format!("from {}", self.host));
        }
        parts.join(", ")
    }

    /// The right on one name; none where another rule forbids it.
    fn right(&self, place: &str, name: &str, denies: &[&Self]) -> Option<Right> {
        let (mut through, mut but) = (vec![self.manner()], Vec::new());
        for deny in denies.iter().filter(|deny| deny.forbids_some(self, name)) {
            let exception = deny.exception(self, name);
            if exception.is_empty() {
                return None;
            }
            but.extend(exception);
        }
        through.retain(|part| !part.is_empty());
        if !but.is_empty() {
            but.sort();
            but.dedup();
            through.push(format!("but not {}", but.join(", ")));
        }
        Some(Right {
            target: self.target(place, name),
            principal: self.principal.clone(),
            principal_sort: PrincipalSort::Account,
            right: self.word(),
            through: through.join(", "),
        })
    }

    /// Whether this rule forbids something of what another one allows on a name, which may be a pattern.
    fn forbids_some(&self, allow: &Self, name: &str) -> bool {
        self.resource == allow.resource
            && (self.operation == allow.operation || self.operation == "ALL" || allow.operation == "ALL")
            && (self.is_by(&allow.principal) || allow.is_by(&self.principal))
            && (self.host == "*" || allow.host == "*" || self.host == allow.host)
            && (self.covers(allow, name) || self.is_within(allow, name))
    }

    /// Whether a principal is meant, also by `User:*`.
    fn is_by(&self, principal: &str) -> bool {
        let everybody = self
            .principal
            .strip_suffix('*')
            .filter(|sort| sort.ends_with(':'));
        self.principal == principal || everybody.is_some_and(|sort| principal.starts_with(sort))
    }

    /// Whether all that another rule means by a name is meant by this one.
    fn covers(&self, allow: &Self, name: &str) -> bool {
        let is_pattern = allow.is_prefixed() && name == format!("{}*", allow.name);
        if self.is_of_all() {
            return true;
        }
        match (self.is_prefixed(), is_pattern) {
            (true, true) => allow.name.starts_with(&self.name),
            (true, false) => !allow.is_of_all() && name.starts_with(&self.name),
            (false, is_pattern) => !is_pattern && self.name == name,
        }
    }

    /// Whether it is about a part of a pattern.
    fn is_within(&self, allow: &Self, name: &str) -> bool {
        let is_pattern = allow.is_prefixed() && name == format!("{}*", allow.name);
        allow.is_of_all() || is_pattern && self.name.starts_with(&allow.name)
    }

    /// What stays forbidden of a right; nothing where all of it is.
    fn exception(&self, allow: &Self, name: &str) -> Vec<String> {
        let mut parts = Vec::new();
        if self.operation != allow.operation && self.operation != "ALL" {
            parts.push(self.word());
        }
        if !self.covers(allow, name) {
            let star = if self.is_prefixed() { "*" } else { "" };
            parts.push(format!("{}{star}", self.name));
        }
        if self.host != "*" && self.host != allow.host {
            parts.push(format!("from {}", self.host));
        }
        if !self.is_by(&allow.principal) {
            parts.push(format!("for {}", self.principal));
        }
        match parts.is_empty() {
            true => vec![],
            false => vec![parts.join(" ")],
        }
    }

    /// Whether it gives a right as it was seen. What others forbid of it is not compared: taking it back ends it all the same.
    fn gives(&self, right: &Right, place: &str) -> bool {
        let (manner, seen) = (self.manner(), right.through.as_str());
        let rest = seen.strip_prefix(manner.as_str());
        let rest = rest.map(|rest| rest.strip_prefix(", ").unwrap_or(rest));
        let is_manner = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("but not "));
        let start = format!("{place}/{}", self.sort());
        let name = right.target.strip_prefix(&start);
        let is_target = match self.is_prefixed() {
            true => name.is_some_and(|name| name.starts_with(&self.name)),
            false => right.target == self.target(place, &self.name),
        };
        right.principal_sort == PrincipalSort::Account
            && is_target
            && is_manner
            && self.principal == right.principal
            && self.word() == right.right
    }
}

impl Right {
    /// The place that its target is in, as `kafka:main`, `github:acme`.
    pub fn place(&self) -> &str {
        self.target
            .split_once('/')
            .map_or(self.target.as_str(), |(place, _)| place)
    }

    /// Whether this right, as it was seen, is what was given: the same, or what a given pattern opens. An account has it by one
    /// rule and not by another, though both are about the same.
    pub fn is_of(&self, given: &Self) -> bool {
        let is_same_manner = self.manner() == given.manner();
        let is_account = self.principal_sort == PrincipalSort::Account;
        let is_same = self.target == given.target && (is_same_manner || !is_account);
        let is_opened = given
            .target
            .strip_suffix('*')
            .is_some_and(|start| !start.ends_with('/') && self.target.starts_with(start) && is_same_manner);
        (is_same || is_opened)
            && self.principal == given.principal
            && self.principal_sort == given.principal_sort
            && self.right == given.right
    }

    /// All that the rule gives that gives this one: of a pattern of topics the right on the pattern, as it is told where it opens
    /// nothing. A rule is taken away as a whole or not at all, so this is what goes with it.
    pub fn whole(&self) -> Self {
        if !self.is_by_pattern() {
            return self.clone();
        }
        let manner = self.manner();
        let start = manner.strip_prefix(&every("topic"));
        let start = start.map(|rest| rest.split_once(", from ").map_or(rest, |(start, _)| start));
        let opened = start.map(|start| format!("{}/{start}", self.place()));
        let target = match opened.filter(|start| self.target.starts_with(start)) {
            Some(start) => format!("{start}*"),
            None => self.target.clone(),
        };
        Self {
            target,
            through: manner.to_owned(),
            ..self.clone()
        }
    }

    /// Whether a rule gives it that may give others too.
    pub fn is_by_pattern(&self) -> bool {
        self.principal_sort == PrincipalSort::Account && self.manner().starts_with("every ")
    }

    /// How it is given, without what is forbidden of it.
    pub(super) fn manner(&self) -> &str {
        let end = self.through.find("but not ").unwrap_or(self.through.len());
        self.through[..end].trim_end_matches(", ")
    }
}
