//! What Problems remembers, and how it answers.

use std::collections::BTreeSet;

use super::Action;
use super::copy;
use super::rows::{Row, Shown};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Effect, Generation, Request};
use crate::app::geometry::{Target, ViewId};
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::List;
use crate::app::msg::{Answer, Failure};
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::app::tree;
use crate::model::catalog::problem_list::{Grouping, ProblemQuery, entity_of};
use crate::model::catalog::{Code, Severity};

/// The rows, for the mouse.
pub const LIST: ViewId = ViewId("problems.rows");

/// The state of Problems.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// What is asked for; what is shown may still be of the question before.
    pub query: ProblemQuery,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    pub list: List,
    /// None until the first answer.
    pub shown: Option<Shown>,
    pub failure: Option<Failure>,
    asked: Option<Generation>,
    folded: BTreeSet<String>,
}

impl State {
    fn row(&self) -> Option<Row> {
        self.shown.as_ref()?.row(self.list.cursor()?)
    }

    /// Asks for the problems anew.
    fn ask(&mut self, context: &mut Context<'_>) {
        self.query.words = self.input.text().trim().to_owned();
        if let Some(catalog) = context.shared.catalog.value() {
            let (catalog, query) = (catalog.clone(), self.query.clone());
            self.asked = Some(context.ask(Request::Problems { catalog, query }));
        }
    }

    fn answered(&mut self, answer: &Answer) {
        match answer {
            Answer::Problems { catalog, query, list } => {
                let shown = Shown::new(catalog.clone(), query.clone(), list.clone(), &self.folded);
                match &self.shown {
                    Some(before) if before.query.grouping == query.grouping => self.list.replaced(&shown),
                    Some(_) => self.keep_problem(&shown),
                    None => self.begin(&shown),
                }
                self.shown = Some(shown);
                self.failure = None;
            }
            Answer::Failed(failure) => self.failure = Some(failure.clone()),
            _ => return,
        }
        self.asked = None;
    }

    /// The same problem stays selected under its new heading; from a heading one begins at the top.
    fn keep_problem(&mut self, shown: &Shown) {
        let selected = self.list.selected().unwrap_or_default().to_owned();
        let on_problem = self.row().is_some_and(|row| row.place.is_some());
        if !on_problem || !self.list.select_id(&selected, shown) {
            self.begin(shown);
        }
    }

    /// Selects the first problem.
    fn begin(&mut self, shown: &Shown) {
        self.list.reset(shown);
        self.list.select(1, shown);
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) {
        match action {
            Action::Toggle(severity) => {
                let shows = match severity {
                    Severity::Error => &mut self.query.errors,
                    Severity::Warning => &mut self.query.warnings,
                    Severity::Info => &mut self.query.infos,
                };
                *shows = !*shows;
                self.ask(context);
            }
            Action::Regroup => {
                self.query.grouping = match self.query.grouping {
                    Grouping::File => Grouping::Code,
                    Grouping::Code => Grouping::Person,
                    Grouping::Person => Grouping::File,
                };
                self.ask(context);
            }
            Action::Fold => {
                let is_folded = self.is_folded();
                self.set_folded(!is_folded);
            }
            Action::Edit => self.edit(context),
            Action::Entity => match self.entity() {
                Some(entity_ref) => context.follow(Link::Entity(entity_ref)),
                None => no_entity(context),
            },
        }
    }

    /// The entity of the catalog that the selected problem is about, or the person a heading names.
    fn entity(&self) -> Option<String> {
        let (shown, row) = (self.shown.as_ref()?, self.row()?);
        match shown.problem(row) {
            Some(problem) => entity_of(&shown.catalog, problem).map(|entity| entity.entity_ref().to_owned()),
            None => {
                let text = shown.group(row)?.key.text(&shown.catalog);
                shown.catalog.find(text).map(|_| text.to_owned())
            }
        }
    }

    fn edit(&self, context: &mut Context<'_>) {
        let (Some(shown), Some(row), Some(workspace)) = (&self.shown, self.row(), &context.shared.workspace)
        else {
            return;
        };
        if let Some(problem) = shown.problem_or_first(row) {
            let path = workspace.root.join(problem.file());
            let line = Some(problem.at().line).filter(|line| *line > 0);
            context.effect(Effect::EditFile { path, line });
        }
    }

    /// The text of the key of the selected row's group.
    fn key(&self) -> Option<String> {
        let shown = self.shown.as_ref()?;
        let group = shown.group(self.row()?)?;
        Some(group.key.text(&shown.catalog).to_owned())
    }

    fn is_folded(&self) -> bool {
        self.key().is_some_and(|key| self.folded.contains(&key))
    }

    /// Folds the group of the selected row, or unfolds it; the heading is selected then.
    fn set_folded(&mut self, folded: bool) {
        let (Some(key), Some(row)) = (self.key(), self.row()) else {
            return;
        };
        if folded {
            self.folded.insert(key);
        } else {
            self.folded.remove(&key);
        }
        if let Some(shown) = &mut self.shown {
            shown.fold(&self.folded);
            self.list.replaced(shown);
            if let Some(heading) = shown.heading(row.group) {
                self.list.select(heading, shown);
            }
        }
    }

    fn left(&mut self) {
        let (Some(shown), Some(row)) = (&self.shown, self.row()) else {
            return;
        };
        match row.place {
            Some(_) => {
                let heading = shown.heading(row.group).unwrap_or(0);
                self.list.select(heading, shown);
            }
            None => self.set_folded(true),
        }
    }

    fn right(&mut self) {
        if self.is_folded() {
            self.set_folded(false);
        } else if let (Some(shown), Some(Row { place: None, .. }), Some(at)) =
            (&self.shown, self.row(), self.list.cursor())
        {
            self.list.select(at + 1, shown);
        }
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        match self.row() {
            Some(Row { place: Some(_), .. }) => self.edit(context),
            Some(Row { place: None, .. }) => self.act(Action::Fold, context),
            None => {}
        }
    }

    /// What the filter does with an event while it has the keys.
    fn typed(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Insert(text) => self.input.insert(text),
            Event::Intent(Intent::Enter) => {
                self.filtering = false;
                return Flow::Handled;
            }
            Event::Intent(Intent::Escape) => {
                self.filtering = false;
                self.input.clear();
            }
            _ => match event.edit() {
                Some(edit) if !self.input.edit(edit) => return Flow::Handled,
                Some(_) => {}
                None => return Flow::Ignored,
            },
        }
        self.ask(context);
        Flow::Handled
    }

    /// Shows the problems of one code, or all that are not only for information.
    fn follow(&mut self, code: Option<Code>, context: &mut Context<'_>) {
        self.query = ProblemQuery {
            grouping: self.query.grouping,
            ..ProblemQuery::default()
        };
        self.query.infos |= code.is_some_and(|code| code.severity() == Severity::Info);
        self.input = Input::new(code.map_or("", Code::name));
        self.filtering = false;
        self.ask(context);
    }

    /// From one group to the next, or to the one before.
    fn jump(&mut self, forwards: bool) {
        let (Some(shown), Some(row)) = (&self.shown, self.row()) else {
            return;
        };
        let group = match (forwards, row.place) {
            (true, _) => row.group + 1,
            (false, Some(_)) => row.group,
            (false, None) => row.group.saturating_sub(1),
        };
        if let Some(heading) = shown.heading(group) {
            self.list.select(heading, shown);
        }
    }
}

fn no_entity(context: &mut Context<'_>) {
    context.toast(
        Level::Info,
        "This problem is of the file as a whole; no entity of the catalog is named.",
    );
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Problems".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[Scope::Problems, Scope::List, Scope::Global, Scope::System]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        if self.filtering && self.typed(event, context) == Flow::Handled {
            return Flow::Handled;
        }
        match event {
            Event::Catalog => self.ask(context),
            Event::Follow(Link::Problems(code)) => self.follow(*code, context),
            Event::Shown if self.shown.is_none() => self.ask(context),
            Event::Answer(generation, answer) if self.asked == Some(generation) => self.answered(answer),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            Event::Intent(Intent::Problems(action)) => self.act(action, context),
            Event::Intent(Intent::Tree(tree::Action::Open)) => match self.entity() {
                Some(entity_ref) => context.push(tree::open(entity_ref)),
                None => no_entity(context),
            },
            Event::Intent(Intent::Move(motion)) => {
                if let Some(shown) = &self.shown {
                    self.list.go(motion, shown);
                }
            }
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                if let Some(shown) = &self.shown {
                    self.list.scroll(lines, shown);
                }
            }
            Event::Click(Target::Row(LIST, row)) => {
                let moved = self
                    .shown
                    .as_ref()
                    .is_some_and(|shown| self.list.select(*row, shown));
                if !moved {
                    self.enter(context);
                }
            }
            Event::Intent(Intent::Left) => self.left(),
            Event::Intent(Intent::Right) => self.right(),
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::NextMatch | Intent::NextPane) => self.jump(true),
            Event::Intent(Intent::PreviousMatch | Intent::PreviousPane) => self.jump(false),
            Event::Intent(Intent::Filter) => self.filtering = true,
            Event::Intent(Intent::Escape) if !self.input.is_empty() => {
                self.input.clear();
                self.ask(context);
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        match (&self.shown, self.row(), &shared.workspace) {
            (Some(shown), Some(row), Some(workspace)) => copy::items(shown, row, &workspace.root),
            _ => vec![CopyItem::new('c', "The command line", "muster catalog check")],
        }
    }
}
