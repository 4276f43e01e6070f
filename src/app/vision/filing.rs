//! Tasks that are about to be made of what falls short: one for each accountable person and rule, shown before anything is
//! journaled.

use std::collections::BTreeMap;

use super::DRAFTS;
use super::work::Filed;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::list::List;
use crate::app::overlay::Overlay;
use crate::app::toast::Level;
use crate::model::catalog::EntityId;
use crate::model::journal::TaskCreated;
use crate::model::task::Priority;
use crate::model::text::{counted, safe};
use crate::model::vision::{Judged, Rule, Severity};

/// More entities than these are counted in the text of a task; all of them are linked.
const NAMED: usize = 20;

/// A task that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    id: String,
    pub rule: String,
    pub severity: Severity,
    /// How many entities it is about.
    pub entities: usize,
    pub filed: Filed,
}

impl AsRef<str> for Draft {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// The state of the preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    pub drafts: Vec<Draft>,
    pub list: List,
}

impl Filing {
    /// Of what falls short: rules by id, entities, and what is wrong with each.
    fn new(of: &[(String, EntityId, String)], judged: &Judged, actor: &str) -> Self {
        let mut groups: BTreeMap<(&str, Option<&str>), Vec<(EntityId, &str)>> = BTreeMap::new();
        for (rule, entity, message) in of {
            let person = judged.catalog.entity(*entity).accountable();
            let person = person.map(|person| person.entity_ref());
            groups.entry((rule, person)).or_default().push((*entity, message));
        }
        let mut drafts: Vec<Draft> = groups
            .into_iter()
            .filter_map(|((rule, person), found)| {
                let rule = judged.vision.rules.get(judged.vision.rule(rule)?)?;
                Some(draft(rule, person, &found, judged, actor))
            })
            .collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.severity, draft.entities)));
        let mut list = List::default();
        list.select(0, &drafts[..]);
        Self { drafts, list }
    }

    pub fn title(&self) -> String {
        format!("Make {}", counted(self.drafts.len(), "task", "tasks"))
    }

    pub fn selected(&self) -> Option<&Draft> {
        self.drafts.get(self.list.cursor()?)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Menu, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Drawn => self.list.set_height(context.shared.layout.height(DRAFTS)),
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.drafts[..]);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.drafts[..]);
            }
            Event::Click(Target::Row(DRAFTS, row)) => {
                self.list.select(*row, &self.drafts[..]);
            }
            Event::Intent(Intent::Enter) => {
                context.file_tasks(self.drafts.iter().map(|draft| draft.filed.clone()).collect());
                context.close_overlay();
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}

fn draft(
    rule: &Rule,
    person: Option<&str>,
    found: &[(EntityId, &str)],
    judged: &Judged,
    actor: &str,
) -> Draft {
    let entities: Vec<String> = found
        .iter()
        .map(|(entity, _)| judged.catalog.entity(*entity).entity_ref().to_owned())
        .collect();
    let about = match &entities[..] {
        [only] => only.clone(),
        many => counted(many.len(), "entity", "entities"),
    };
    let task = TaskCreated {
        title: format!("{}: {about}", rule.title),
        description: Some(description(rule, found, judged)),
        priority: match rule.severity {
            Severity::Blocking => Priority::High,
            Severity::Warning => Priority::Normal,
            Severity::Advice => Priority::Low,
        },
        requester: Some(actor.to_owned()),
        labels: vec!["vision".to_owned(), format!("rule:{}", rule.id)],
        source: "vision".to_owned(),
        blueprint: rule.blueprint.clone(),
        entities,
        ..TaskCreated::default()
    };
    Draft {
        id: format!("{} {}", rule.id, person.unwrap_or_default()),
        rule: rule.id.clone(),
        severity: rule.severity,
        entities: found.len(),
        filed: Filed {
            accountable: person.map(str::to_owned),
            task,
        },
    }
}

fn description(rule: &Rule, found: &[(EntityId, &str)], judged: &Judged) -> String {
    let mut lines = Vec::new();
    for (entity, message) in found.iter().take(NAMED) {
        let entity = judged.catalog.entity(*entity);
        lines.push(format!("- {}: {}", entity.entity_ref(), safe(message)));
    }
    if found.len() > NAMED {
        lines.push(format!("- and {} more", found.len() - NAMED));
    }
    let notes = [
        ("Why", rule.reason.as_ref()),
        ("Remedy", rule.remedy.as_ref()),
    ];
    for (label, text) in notes {
        lines.extend(text.map(|text| format!("{label}: {}", safe(text))));
    }
    lines.extend(rule.links.iter().map(|link| link.url.clone()));
    lines.push(format!("`muster vision check --rule {}` shows it.", rule.id));
    lines.join("\n")
}

/// Shows what filing would make; says so where there is nothing.
pub(in crate::app) fn show(of: &[(String, EntityId, String)], context: &mut Context<'_>) {
    let shared = context.shared;
    if shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    let Some(judged) = shared.vision.value() else {
        return;
    };
    let filing = Filing::new(of, judged, &shared.actor);
    match &filing.drafts[..] {
        [] => context.toast(Level::Info, "Nothing is selected that falls short and is not waived."),
        _ => context.show(Overlay::Filing(filing)),
    }
}
