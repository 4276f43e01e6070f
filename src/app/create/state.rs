//! What the gallery remembers, and how it answers.

use std::sync::Arc;

use super::LIST;
use super::intents::Action;
use super::lines::{Line, lines};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Draft, Generation, Request};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::load::{Load, Phase};
use crate::app::msg::{Answer, BlueprintCard};
use crate::app::overlay::CopyItem;
use crate::app::panes::{Typed, typed};
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::model::run::RunSummary;
use crate::model::text::shell_word;

/// The state of the gallery.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Only what can be created for this entity.
    pub entity: Option<String>,
    pub blueprints: Load<Arc<[BlueprintCard]>>,
    pub runs: Load<Arc<[RunSummary]>>,
    pub drafts: Load<Arc<[Draft]>>,
    pub lines: Vec<Line>,
    pub list: List,
    pub input: Input,
    pub editing: bool,
    /// The person moved the cursor; until then it is on the first line, whatever comes in last.
    chosen: bool,
    dropping: Option<Generation>,
}

impl State {
    pub(super) fn for_entity(entity_ref: impl Into<String>) -> Self {
        Self {
            entity: Some(entity_ref.into()),
            ..Self::default()
        }
    }

    pub fn cards(&self) -> &[BlueprintCard] {
        self.blueprints.value().map_or(&[], |cards| cards)
    }

    pub fn runs(&self) -> &[RunSummary] {
        self.runs.value().map_or(&[], |runs| runs)
    }

    pub fn drafts(&self) -> &[Draft] {
        self.drafts.value().map_or(&[], |drafts| drafts)
    }

    pub fn selected(&self) -> Option<&Line> {
        self.lines.get(self.list.cursor()?)
    }

    pub fn selected_card(&self) -> Option<&BlueprintCard> {
        match self.selected()? {
            Line::Card { at, .. } => self.cards().get(*at),
            _ => None,
        }
    }

    fn ask(&mut self, context: &mut Context<'_>) {
        self.ask_blueprints(context);
        self.ask_rest(context);
    }

    fn ask_blueprints(&mut self, context: &mut Context<'_>) {
        let request = match &self.entity {
            Some(entity) => Request::BlueprintsFor {
                entity: entity.clone(),
            },
            None => Request::Blueprints,
        };
        self.blueprints.expect(context.ask(request));
    }

    fn ask_rest(&mut self, context: &mut Context<'_>) {
        if self.entity.is_none() {
            self.runs.expect(context.ask(Request::Runs));
            self.drafts.expect(context.ask(Request::Drafts));
        }
    }

    fn take(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Blueprints(cards) if self.blueprints.expects(generation) => {
                self.blueprints.succeed(cards.clone());
            }
            Answer::Failed(failure) if self.blueprints.expects(generation) => {
                self.blueprints.fail(failure.clone());
            }
            Answer::Runs(runs) if self.runs.expects(generation) => self.runs.succeed(runs.clone()),
            Answer::Failed(failure) if self.runs.expects(generation) => self.runs.fail(failure.clone()),
            Answer::Drafts(drafts) if self.drafts.expects(generation) => self.drafts.succeed(drafts.clone()),
            // Whoever keeps or drops one is told what there is then.
            Answer::Drafts(drafts) if self.entity.is_none() => self.drafts.renew(drafts.clone()),
            Answer::Failed(failure) if self.drafts.expects(generation) => self.drafts.fail(failure.clone()),
            Answer::Failed(failure) if self.dropping == Some(generation) => {
                context.toast(Level::Error, format!("{} {}", failure.message, failure.next));
            }
            _ => return,
        }
        self.settle();
    }

    /// Works the lines out anew; the selected one stays selected.
    fn settle(&mut self) {
        self.lines = lines(self);
        self.list.replaced(&self.lines[..]);
        if !self.chosen {
            self.list.select(0, &self.lines[..]);
        }
        self.leave_heading(true);
    }

    /// What cannot be selected is stepped over.
    fn leave_heading(&mut self, forward: bool) {
        let Some(at) = self.list.cursor() else { return };
        if self.lines.get(at).is_none_or(Line::can_be_selected) {
            return;
        }
        let behind =
            || (at..self.lines.len()).find(|at| self.lines.get(*at).is_some_and(Line::can_be_selected));
        let before = || {
            (0..at)
                .rev()
                .find(|at| self.lines.get(*at).is_some_and(Line::can_be_selected))
        };
        let next = if forward {
            behind().or_else(before)
        } else {
            before().or_else(behind)
        };
        if let Some(next) = next {
            self.list.select(next, &self.lines[..]);
        }
    }

    fn go(&mut self, motion: Motion) {
        self.chosen = true;
        self.list.go(motion, &self.lines[..]);
        let forward = !matches!(
            motion,
            Motion::Up | Motion::PageUp | Motion::HalfPageUp | Motion::Last
        );
        self.leave_heading(forward);
    }

    fn enter(&self, context: &mut Context<'_>) {
        match self.selected() {
            Some(Line::Card { at, .. }) => {
                if let Some(card) = self.cards().get(*at) {
                    context.follow(Link::Form {
                        blueprint: card.entity_ref.clone(),
                        entity: self.entity.clone(),
                    });
                }
            }
            Some(Line::Draft { id, .. }) => context.follow(Link::Draft(id.clone())),
            Some(Line::Run { id, .. }) => context.follow(Link::Run(id.clone())),
            Some(Line::AllRuns(_)) => context.follow(Link::Runs),
            _ => {}
        }
    }

    fn in_filter(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match typed(&mut self.input, &mut self.editing, event) {
            Typed::Changed => {}
            Typed::Moved(motion) => {
                self.go(motion);
                return Flow::Handled;
            }
            Typed::Kept => {
                // What is typed and confirmed is wanted.
                if !self.editing && !self.input.is_empty() {
                    self.enter(context);
                }
                return Flow::Handled;
            }
            Typed::Other => return Flow::Ignored,
        }
        self.chosen = false;
        self.settle();
        Flow::Handled
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Flow {
        match action {
            Action::Runs => context.follow(Link::Runs),
            Action::Blueprint => match self.selected_card() {
                Some(card) => context.open_entity(card.entity_ref.clone()),
                None => context.toast(Level::Info, "No blueprint is selected."),
            },
            Action::Drop => match self.selected() {
                Some(Line::Draft { id, .. }) => {
                    let id = id.clone();
                    self.dropping = Some(context.ask(Request::DropDraft { id }));
                    context.toast(Level::Done, "The draft is thrown away.");
                }
                _ => context.toast(Level::Info, "Only a draft can be thrown away: select one."),
            },
            Action::ForEntity => return Flow::Ignored,
        }
        Flow::Handled
    }
}

impl ScreenState for State {
    fn title(&self, shared: &Shared) -> String {
        let Some(entity) = &self.entity else {
            return "Create".to_owned();
        };
        let catalog = shared.catalog.value();
        let found = catalog.and_then(|catalog| Some(catalog.entity(catalog.find(entity)?)));
        format!(
            "Create for {}",
            found.map_or(entity.as_str(), |found| found.label())
        )
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.editing {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[Scope::Create, Scope::List, Scope::Global, Scope::System]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.blueprints.phase() == Phase::Idle => self.ask(context),
            Event::Shown => self.ask_rest(context),
            Event::Catalog if self.blueprints.phase() != Phase::Idle => self.ask_blueprints(context),
            Event::Journal if self.blueprints.phase() != Phase::Idle => self.ask_rest(context),
            Event::Answer(generation, answer) => self.take(generation, answer, context),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            Event::Insert(_) | Event::Intent(_) if self.editing => return self.in_filter(event, context),
            Event::Intent(Intent::Move(motion)) => self.go(motion),
            Event::Intent(Intent::Enter | Intent::Right) => self.enter(context),
            Event::Intent(Intent::Filter) => self.editing = true,
            Event::Intent(Intent::Escape) if !self.input.is_empty() => {
                self.input.clear();
                self.settle();
            }
            Event::Intent(Intent::Create(action)) => return self.act(action, context),
            Event::Intent(Intent::Refresh) => {
                self.ask(context);
                return Flow::Ignored;
            }
            Event::Click(Target::Row(LIST, row)) => {
                self.chosen = true;
                if !self.list.select(*row, &self.lines[..]) {
                    self.enter(context);
                }
                self.leave_heading(true);
            }
            Event::Scroll(_, lines) => {
                self.chosen = true;
                self.list.scroll(lines, &self.lines[..]);
                self.leave_heading(lines > 0);
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        let line = match self.selected() {
            Some(Line::Run { id, .. }) => format!("muster run show {id}"),
            Some(Line::AllRuns(_)) => "muster run list".to_owned(),
            _ => match self.selected_card() {
                Some(card) => {
                    items.push(CopyItem::new('r', "The blueprint", card.entity_ref.clone()));
                    let entity = self.entity.as_ref();
                    let entity = entity.map(|entity| format!(" --entity {}", shell_word(entity)));
                    let blueprint = shell_word(&card.entity_ref);
                    format!("muster new {blueprint}{}", entity.unwrap_or_default())
                }
                None => "muster blueprint list".to_owned(),
            },
        };
        items.push(CopyItem::new('c', "The command line", line));
        items
    }
}
