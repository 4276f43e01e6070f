//! A silence that is about to begin: of what, until when, why; said before it is journaled.

use jiff::Timestamp;

use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::queue::moment;
use crate::app::shared::Shared;
use crate::app::term::{Asked, Term};
use crate::model::health::HealthAct;
use crate::model::text::counted;

/// What it begins with: long enough to work, short enough to be missed by nobody.
const FIRST: &str = "2h";
/// How its end and its reason are asked for.
pub const ASKED: Asked = Asked {
    offers: &["30m", "2h", "8h", "1d", "1w"],
    meant: |words, shared| moment::parse(words, shared.now, &shared.zone),
    hint_until: "2h, tomorrow 9:00, 2026-12-31",
    hint_reason: "whoever looks for the silence reads it",
    no_moment: "is no moment ahead; write 30m, 8h, 2d, tomorrow 9:00 or 2026-12-31.",
    no_reason: "Say why: whoever looks for the silence reads it.",
};

/// The state of the question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Silencing {
    /// Canonical refs.
    pub entities: Vec<String>,
    pub term: Term,
}

impl Silencing {
    pub fn new(entities: Vec<String>) -> Self {
        Self {
            entities,
            term: Term::new(FIRST),
        }
    }

    pub fn title(&self) -> String {
        match &self.entities[..] {
            [only] => format!("Silence {only}"),
            many => format!("Silence {}", counted(many.len(), "entity", "entities")),
        }
    }

    /// The moment that is written.
    pub fn moment(&self, shared: &Shared) -> Option<Timestamp> {
        self.term.moment(&ASKED, shared)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Silencing, Scope::Text, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            event => return self.term.update(event, &ASKED, context.shared),
        }
        Flow::Handled
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        let Some((until, reason)) = self.term.said(&ASKED, context.shared) else {
            return;
        };
        let acts = self.entities.iter().map(|entity| HealthAct::Silence {
            entity: entity.clone(),
            until,
            reason: reason.clone(),
        });
        context.act_on_health(acts.collect());
        context.close_overlay();
    }
}
