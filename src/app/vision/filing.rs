//! Tasks that are about to be made of what falls short: one for each accountable person and rule, shown before anything is
//! journaled.

use std::collections::BTreeMap;

use super::DRAFTS;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::list::List;
use crate::app::overlay::Overlay;
use crate::app::toast::Level;
use crate::model::text::counted;
use crate::model::vision::diff::Fall;
use crate::model::vision::{Judged, Severity};

/// A task that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    id: String,
    pub title: String,
    pub severity: Severity,
    /// Whom it is given to.
    pub accountable: Option<String>,
    /// What it is about: entities, with what is wrong with each.
    pub about: Vec<(String, String)>,
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
    falls: Vec<Fall>,
}

impl Filing {
    fn new(falls: Vec<Fall>, judged: &Judged) -> Self {
        let mut groups: BTreeMap<(&str, Option<&str>), Vec<&Fall>> = BTreeMap::new();
        for fall in &falls {
            let person = judged.catalog.entity(fall.entity).accountable();
            let person = person.map(|person| person.entity_ref());
            groups.entry((&fall.rule, person)).or_default().push(fall);
        }
        let mut drafts: Vec<Draft> = groups
            .into_iter()
            .filter_map(|((rule, person), falls)| {
                let rule = judged.vision.rules.get(judged.vision.rule(rule)?)?;
                let entity = |fall: &&Fall| judged.catalog.entity(fall.entity).entity_ref().to_owned();
                Some(Draft {
                    id: format!("{} {}", rule.id, person.unwrap_or_default()),
                    title: rule.title.clone(),
                    severity: rule.severity,
                    accountable: person.map(str::to_owned),
                    about: falls
                        .iter()
                        .map(|fall| (entity(fall), fall.message.clone()))
                        .collect(),
                })
            })
            .collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse((draft.severity, draft.about.len())));
        let mut list = List::default();
        list.select(0, &drafts[..]);
        Self { drafts, list, falls }
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
                context.file_tasks(std::mem::take(&mut self.falls));
                context.close_overlay();
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}

/// Shows what filing would make; says so where there is nothing.
pub(in crate::app) fn show(falls: Vec<Fall>, context: &mut Context<'_>) {
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
    let filing = Filing::new(falls, judged);
    match &filing.drafts[..] {
        [] => context.toast(
            Level::Info,
            "Nothing is selected that falls short and is not waived.",
        ),
        _ => context.show(Overlay::Filing(filing)),
    }
}
