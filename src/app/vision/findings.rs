//! A list of what falls short: of one rule, in one team, with one technology, of what one person answers for; from there to
//! the entity, to the rule, to an exception, to a task, to the blueprint that mends it.

use super::table::{Finding, FindingColumn, FindingRows};
use super::{DETAIL, DETAIL_LINES, LIST, copies, filing, waiving};
use super::{intents::Action, words};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::overlay::CopyItem;
use crate::app::panes::{Pane, Typed, typed};
use crate::app::screen::{Screen, ScreenState};
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::app::{create, tree};
use crate::model::vision::By;
use crate::model::vision::diff::Fall;

/// Whose findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// By its id.
    Rule(String),
    /// Canonical ref; empty for what belongs to none.
    Group(By, String),
    /// By its id; also those who use it and may.
    Technology(String),
    /// Of what a person answers for: canonical ref.
    Person(String),
}

/// The state of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    pub of: Of,
    pub rows: FindingRows,
    pub list: List,
    pub input: Input,
    pub filtering: bool,
    pub pane: Pane,
    pub detail_offset: usize,
    pub sort: Option<FindingColumn>,
    pub reversed: bool,
    /// A column is to be chosen.
    pub(super) asking: Option<Popup>,
}

/// The screen of a list of findings.
pub fn open(of: Of) -> Screen {
    Screen::Findings(Box::new(Findings::new(of)))
}

impl Findings {
    pub fn new(of: Of) -> Self {
        Self {
            of,
            rows: FindingRows::default(),
            list: List::default(),
            input: Input::default(),
            filtering: false,
            pane: Pane::default(),
            detail_offset: 0,
            sort: None,
            reversed: false,
            asking: None,
        }
    }

    pub fn selected(&self) -> Option<Finding> {
        self.rows.row(self.list.cursor()?)
    }

    pub fn popup(&self) -> Option<&Popup> {
        self.asking.as_ref()
    }

    /// What is marked, or else selected.
    pub(super) fn chosen(&self) -> Vec<Finding> {
        let ids = self.list.chosen(&self.rows);
        ids.iter().filter_map(|id| self.rows.found(id)).collect()
    }

    fn make(&mut self, shared: &Shared) {
        if let Some(judged) = shared.vision.value() {
            let order = (self.sort, self.reversed);
            self.rows.make(judged, &self.of, self.input.text(), order);
            self.list.replaced(&self.rows);
        }
    }

    fn go(&mut self, motion: Motion, shared: &Shared) {
        if self.pane == Pane::Detail && !self.filtering {
            let by = motion.lines(shared.layout.height(DETAIL));
            self.detail_offset = scrolled(self.detail_offset, by, shared);
        } else {
            self.list.go(motion, &self.rows);
            self.detail_offset = 0;
        }
    }

    fn in_popup(&mut self, event: Event<'_>, context: &mut Context<'_>) {
        let Some(mut popup) = self.asking.take() else {
            return;
        };
        match popup.update(event, context) {
            Outcome::Closed => {}
            Outcome::Chosen(value) => {
                let chosen = value.as_str().unwrap_or_default();
                let column = FindingColumn::ALL
                    .into_iter()
                    .find(|column| column.title() == chosen);
                self.sort_by(column, context.shared);
            }
            Outcome::Open | Outcome::Changed(_) => self.asking = Some(popup),
        }
    }

    fn sort_by(&mut self, column: Option<FindingColumn>, shared: &Shared) {
        self.reversed = self.sort == column && !self.reversed;
        self.sort = column;
        self.make(shared);
    }

    fn in_filter(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match typed(&mut self.input, &mut self.filtering, event) {
            Typed::Changed => self.make(context.shared),
            Typed::Moved(motion) => self.go(motion, context.shared),
            Typed::Kept => {}
            Typed::Other => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn intent(&mut self, intent: Intent, context: &mut Context<'_>) -> Flow {
        match intent {
            Intent::Move(motion) => self.go(motion, context.shared),
            Intent::Enter => self.enter(context),
            Intent::Right | Intent::NextPane | Intent::PreviousPane if self.pane == Pane::List => {
                self.pane = Pane::Detail;
            }
            Intent::NextPane | Intent::PreviousPane => self.pane = Pane::List,
            Intent::Left if self.pane == Pane::Detail => self.pane = Pane::List,
            Intent::Left => context.back(),
            Intent::Filter => {
                self.filtering = true;
                self.pane = Pane::List;
            }
            Intent::Mark => self.list.toggle_mark(&self.rows),
            Intent::Range => self.list.toggle_range(&self.rows),
            Intent::Escape if self.pane == Pane::Detail => self.pane = Pane::List,
            Intent::Escape if self.list.clear_marks() => {}
            Intent::Escape if !self.input.is_empty() => {
                self.input.clear();
                self.make(context.shared);
            }
            Intent::OpenInBrowser => self.browse(context),
            Intent::Tree(tree::Action::Open) => {
                if let Some(entity_ref) = self.entity_ref() {
                    context.push(tree::open(entity_ref));
                }
            }
            Intent::Create(create::Action::ForEntity) => self.create(context),
            Intent::Vision(action) => return self.act(action, context),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Flow {
        match action {
            Action::Sort => {
                let columns = FindingColumn::ALL
                    .into_iter()
                    .map(|column| column.title().to_owned());
                self.asking = Some(Popup::choices(
                    "Sort by",
                    columns.map(|title| (title.clone(), title)),
                ));
            }
            Action::Reverse => {
                self.reversed = !self.reversed;
                self.make(context.shared);
            }
            Action::Waive => waiving::show(self.open_ones(), context),
            Action::File => self.file(context),
            Action::Rule => match self.selected().and_then(|row| self.rows.rule(row)) {
                Some(rule) => context.follow(Link::Rule(rule.id.clone())),
                None => context.toast(Level::Info, "It falls short of no rule."),
            },
            Action::Edit => {
                let entity = self.selected().and_then(|row| self.rows.entity(row));
                if let (Some(entity), Some(workspace)) = (entity, &context.shared.workspace) {
                    let path = workspace.root.join(entity.file());
                    let line = Some(entity.line());
                    context.effect(Effect::EditFile { path, line });
                }
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    /// Of what is chosen, what is not waived yet: rules and entities.
    fn open_ones(&self) -> Vec<(String, String)> {
        let chosen = self.chosen().into_iter();
        let open = chosen.filter(|row| row.waiver.is_none() && !row.is_untold);
        open.filter_map(|row| {
            let rule = self.rows.rule(row)?.id.clone();
            Some((rule, self.rows.entity(row)?.entity_ref().to_owned()))
        })
        .collect()
    }

    fn file(&self, context: &mut Context<'_>) {
        let chosen = self.chosen().into_iter();
        let open = chosen.filter(|row| row.waiver.is_none());
        let falls = open.filter_map(|row| {
            let rule = self.rows.rule(row)?;
            Some(Fall {
                rule: rule.id.clone(),
                severity: rule.severity,
                entity: row.entity,
                message: self.rows.message(row),
            })
        });
        filing::show(falls.collect(), context);
    }

    fn entity_ref(&self) -> Option<String> {
        let entity = self.rows.entity(self.selected()?)?;
        Some(entity.entity_ref().to_owned())
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        if let Some(entity_ref) = self.entity_ref() {
            context.open_entity(entity_ref);
        }
    }

    /// The form of the blueprint that mends it, for the entity; else whatever can be created for it.
    fn create(&self, context: &mut Context<'_>) {
        let Some(entity) = self.entity_ref() else { return };
        let rule = self.selected().and_then(|row| self.rows.rule(row));
        match rule.and_then(|rule| rule.blueprint.clone()) {
            Some(blueprint) => context.follow(Link::Form {
                blueprint,
                entity: Some(entity),
            }),
            None => context.push(create::open_for(entity)),
        }
    }

    fn browse(&self, context: &mut Context<'_>) {
        let rule = self.selected().and_then(|row| self.rows.rule(row));
        match rule.and_then(|rule| rule.links.first()) {
            Some(link) => context.effect(Effect::OpenUrl(link.url.clone())),
            None => context.toast(Level::Info, "The rule has no link."),
        }
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                self.detail_offset = 0;
                if !self.list.select(*row, &self.rows) {
                    self.enter(context);
                }
            }
            Target::Column(LIST, column) => {
                self.sort_by(FindingColumn::ALL.get(*column).copied(), context.shared);
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}

/// Where the detail is scrolled to by so many lines.
pub(super) fn scrolled(offset: usize, by: isize, shared: &Shared) -> usize {
    shared.layout.scrolled(offset, by, DETAIL, DETAIL_LINES)
}

impl ScreenState for Findings {
    fn title(&self, shared: &Shared) -> String {
        match &self.of {
            Of::Rule(id) => {
                let vision = shared.vision.value().map(|judged| &judged.vision);
                let rule = vision.and_then(|vision| vision.rules.get(vision.rule(id)?));
                rule.map_or_else(|| id.clone(), |rule| rule.title.clone())
            }
            Of::Group(by, group) => words::group(*by, group).to_owned(),
            Of::Technology(id) => format!("Who uses {id}"),
            Of::Person(person) => format!("What {} answers for", words::name(person)),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Findings,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown | Event::Vision => self.make(context.shared),
            Event::Drawn => {
                self.list.set_height(context.shared.layout.height(LIST));
                if let Some(popup) = &mut self.asking {
                    popup.list.set_height(context.shared.layout.height(OFFERS));
                }
            }
            Event::Answer(..) | Event::Catalog | Event::Journal | Event::Clock | Event::Discovery => {
                return Flow::Ignored;
            }
            event if self.asking.is_some() => self.in_popup(event, context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.list.scroll(lines, &self.rows);
                self.detail_offset = 0;
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => {
                self.detail_offset = scrolled(self.detail_offset, lines, context.shared);
            }
            event if self.filtering => return self.in_filter(event, context),
            Event::Intent(intent) => return self.intent(intent, context),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        copies::of_findings(self)
    }
}
