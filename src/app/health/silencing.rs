//! A silence that is about to begin: of what, until when, why; said before it is journaled.

use jiff::Timestamp;

use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::{Edit, Input};
use crate::app::intent::{Intent, Scope};
use crate::app::list::Motion;
use crate::app::queue::moment;
use crate::app::shared::Shared;
use crate::model::health::HealthAct;
use crate::model::text::counted;

/// What the arrows offer, the shortest first.
pub const OFFERS: [&str; 5] = ["30m", "2h", "8h", "1d", "1w"];
/// What it begins with: long enough to work, short enough to be missed by nobody.
const FIRST: &str = "2h";

/// What has to be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    Until,
    Reason,
}

/// The state of the question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Silencing {
    /// Canonical refs.
    pub entities: Vec<String>,
    pub field: Field,
    pub until: Input,
    pub reason: Input,
    pub error: Option<String>,
}

impl Silencing {
    pub fn new(entities: Vec<String>) -> Self {
        Self {
            entities,
            until: Input::new(FIRST),
            ..Self::default()
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
        moment::parse(self.until.text(), shared.now, &shared.zone)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Silencing, Scope::Text, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::NextPane | Intent::PreviousPane) => self.turn(),
            Event::Intent(Intent::Move(motion)) if self.field == Field::Until => {
                self.offer(motion == Motion::Down, context.shared);
            }
            Event::Intent(Intent::Move(_)) => self.turn(),
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Insert(text) => {
                self.error = None;
                self.input().insert(text);
            }
            Event::Intent(Intent::Edit(edit)) => self.edit(edit),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn input(&mut self) -> &mut Input {
        match self.field {
            Field::Until => &mut self.until,
            Field::Reason => &mut self.reason,
        }
    }

    fn edit(&mut self, edit: Edit) {
        if self.input().edit(edit) {
            self.error = None;
        }
    }

    fn turn(&mut self) {
        self.field = match self.field {
            Field::Until => Field::Reason,
            Field::Reason => Field::Until,
        };
    }

    /// The next longer or shorter silence of those that are offered.
    fn offer(&mut self, longer: bool, shared: &Shared) {
        let now = self.moment(shared).unwrap_or(shared.now);
        let meant = |words: &&&str| moment::parse(words, shared.now, &shared.zone);
        let next = match longer {
            true => OFFERS
                .iter()
                .find(|words| meant(words).is_some_and(|at| at > now)),
            false => OFFERS
                .iter()
                .rev()
                .find(|words| meant(words).is_some_and(|at| at < now)),
        };
        if let Some(words) = next {
            self.until = Input::new(*words);
            self.error = None;
        }
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        let Some(until) = self.moment(context.shared) else {
            let text = self.until.text();
            self.field = Field::Until;
            self.error = Some(format!(
                "`{text}` is no moment ahead; write 30m, 8h, 2d, tomorrow 9:00 or 2026-12-31."
            ));
            return;
        };
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            // Whoever confirms the time goes on to the reason; whoever is there already left it out.
            if self.field == Field::Reason {
                self.error = Some("Say why: whoever looks for the silence reads it.".to_owned());
            }
            self.field = Field::Reason;
            return;
        }
        let acts = self.entities.iter().map(|entity| HealthAct::Silence {
            entity: entity.clone(),
            until,
            reason: reason.clone(),
        });
        context.act_on_health(acts.collect());
        context.close_overlay();
    }
}
