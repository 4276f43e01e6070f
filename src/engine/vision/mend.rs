//! Tasks for what falls short: one for each rule and person who answers for it, filed once while it is open.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::catalog::EntityId;
use crate::model::journal::{MendRequested, TaskCreated, Unknown};
use crate::model::task::{Priority, Refusal};
use crate::model::text::counted;
use crate::model::vision::diff::Fall;
use crate::model::vision::{Judged, Severity};
use crate::store::{Filed, Journal, JournalError, Wanted};

/// The category of such tasks.
const CATEGORY: &str = "vision";
/// Entities that a task names; of more the number is told.
const NAMED: usize = 50;

/// What one person is to mend of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    pub rule: String,
    pub severity: Severity,
    /// Canonical ref; none where nobody answers for these.
    pub accountable: Option<String>,
    /// What falls short, with what is said of it.
    pub falls: Vec<(EntityId, String)>,
}

/// What is to be mended of what falls short, the worst first. `judged` is what it falls short of.
pub fn mends(judged: &Judged, falls: &[Fall]) -> Vec<Mend> {
    let mut mends: BTreeMap<(&str, Option<&str>), Mend> = BTreeMap::new();
    for fall in falls {
        let accountable = judged.catalog.entity(fall.entity).accountable();
        let accountable = accountable.map(|person| person.entity_ref());
        let mend = mends.entry((&fall.rule, accountable)).or_insert_with(|| Mend {
            rule: fall.rule.clone(),
            severity: fall.severity,
            accountable: accountable.map(str::to_owned),
            falls: Vec::new(),
        });
        mend.falls.push((fall.entity, fall.message.clone()));
    }
    let mut mends: Vec<Mend> = mends.into_values().collect();
    mends.sort_by_key(|mend| std::cmp::Reverse(mend.severity));
    mends
}

/// Files a task for each, but for those that ask for the same already and are open.
pub fn file_tasks(
    journal: &Journal,
    judged: &Judged,
    mends: &[Mend],
    actor: &str,
    now: Timestamp,
) -> Result<Vec<Result<Filed, Refusal>>, JournalError> {
    let wanted: Vec<Wanted> = mends.iter().map(|mend| mend.wanted(judged, actor)).collect();
    match wanted.is_empty() {
        true => Ok(Vec::new()),
        false => journal.file_once(wanted, actor, now),
    }
}

impl Mend {
    /// What the task is called.
    pub fn title(&self, judged: &Judged) -> String {
        let title = judged.vision.rule(&self.rule);
        let title = title.and_then(|rule| judged.vision.rules.get(rule));
        let title = title.map_or(self.rule.as_str(), |rule| rule.title.as_str());
        match &self.falls[..] {
            [(only, _)] => format!(
                "{} falls short: {title}",
                judged.catalog.entity(*only).entity_ref()
            ),
            some => format!(
                "{} fall short: {title}",
                counted(some.len(), "entity", "entities")
            ),
        }
    }

    fn wanted(&self, judged: &Judged, actor: &str) -> Wanted {
        let rule = judged.vision.rules.iter().find(|rule| rule.id == self.rule);
        let mut lines = vec![format!(
            "The {} rule {} of the vision.",
            self.severity.name(),
            self.rule
        )];
        lines.extend(rule.and_then(|rule| rule.reason.clone()));
        let remedy = rule.and_then(|rule| rule.remedy.as_deref());
        lines.extend(remedy.map(|remedy| format!("What to do: {remedy}")));
        let entity_ref = |id: &EntityId| judged.catalog.entity(*id).entity_ref();
        let named = self.falls.iter().take(NAMED);
        lines.extend(named.map(|(id, message)| format!("- {}: {message}", entity_ref(id))));
        if let Some(more) = self.falls.len().checked_sub(NAMED).filter(|more| *more > 0) {
            lines.push(format!("- and {more} more"));
        }
        let created = TaskCreated {
            title: self.title(judged),
            description: Some(lines.join("\n")),
            category: Some(CATEGORY.to_owned()),
            priority: match self.severity {
                Severity::Blocking => Priority::High,
                Severity::Warning => Priority::Normal,
                Severity::Advice => Priority::Low,
            },
            requester: Some(actor.to_owned()),
            entities: self
                .falls
                .iter()
                .take(NAMED)
                .map(|(id, _)| entity_ref(id).to_owned())
                .collect(),
            blueprint: rule.and_then(|rule| rule.blueprint.clone()),
            source: "vision".to_owned(),
            mends: Some(MendRequested {
                rule: self.rule.clone(),
                accountable: self.accountable.clone(),
                unknown: Unknown::new(),
            }),
            ..TaskCreated::default()
        };
        Wanted {
            what: format!(
                "mend\0{}\0{}",
                self.rule,
                self.accountable.as_deref().unwrap_or_default()
            ),
            created,
            assignee: self.accountable.clone(),
        }
    }
}
