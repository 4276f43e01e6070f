//! Rights and rules in a line each, and a watcher of looks.

use muster::model::access::{AccessSurvey, PrincipalSort, Right};
use muster::remote::kafka::{Operation, Pattern, Permission, ResourceType, Rule};
use muster::sources::access::Watch;

/// `[!]PRINCIPAL OPERATION RESOURCE NAME[*] [from HOST]`: with `!` it forbids; `*` at the end of a longer name is a prefix.
pub fn rule(line: &str) -> Rule {
    let words: Vec<&str> = line.split(' ').collect();
    let [principal, operation, resource, name, host @ ..] = words.as_slice() else {
        panic!("{line}");
    };
    let prefix = name.strip_suffix('*').filter(|prefix| !prefix.is_empty());
    Rule {
        resource: ResourceType::of_word(resource).unwrap(),
        name: prefix.unwrap_or(name).to_owned(),
        pattern: match prefix {
            Some(_) => Pattern::Prefixed,
            None => Pattern::Literal,
        },
        principal: principal.trim_start_matches('!').to_owned(),
        host: host.last().copied().unwrap_or("*").to_owned(),
        operation: Operation::of_word(operation).unwrap(),
        permission: match principal.starts_with('!') {
            true => Permission::Deny,
            false => Permission::Allow,
        },
    }
}

/// `TARGET PRINCIPAL RIGHT (THROUGH)`.
pub fn told(right: &Right) -> String {
    let team = match right.principal_sort {
        PrincipalSort::Team => "@",
        _ => "",
    };
    let through = match right.through.as_str() {
        "" => String::new(),
        through => format!(" ({through})"),
    };
    format!(
        "{} {team}{} {}{through}",
        right.target, right.principal, right.right
    )
}

pub fn all_told(survey: &AccessSurvey) -> Vec<String> {
    survey.rights.iter().map(told).collect()
}

/// Stops after so many repositories; keeps what it is given to keep.
pub struct Patience {
    pub repositories: usize,
    pub kept: Vec<AccessSurvey>,
}

impl Patience {
    pub fn endless() -> Self {
        Self::of(usize::MAX)
    }

    pub fn of(repositories: usize) -> Self {
        Self {
            repositories,
            kept: vec![],
        }
    }
}

impl Watch for Patience {
    fn seen(&mut self, seen: usize, _: Option<usize>) {
        if seen > 0 {
            self.repositories = self.repositories.saturating_sub(1);
        }
    }

    fn keep(&mut self, so_far: &AccessSurvey) {
        self.kept.push(so_far.clone());
    }

    fn stopped(&self) -> bool {
        self.repositories == 0
    }
}
