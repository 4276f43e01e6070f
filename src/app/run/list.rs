//! All runs, the newest first: filtered, and opened.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Action, RUNS, words};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Request;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Rows};
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::panes::{Typed, typed};
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::run::RunSummary;
use crate::model::text::Words;

/// The state of the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListState {
    pub load: Load<Arc<[RunSummary]>>,
    /// The runs that pass the filter, by their positions.
    shown: Vec<usize>,
    pub list: List,
    pub input: Input,
    pub editing: bool,
}

/// The rows of the list.
pub struct Shown<'a> {
    runs: &'a [RunSummary],
    shown: &'a [usize],
}

impl Rows for Shown<'_> {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let run = self.shown.get(index).and_then(|at| self.runs.get(*at));
        run.map_or("", |run| run.id.as_str()).into()
    }
}

impl ListState {
    pub fn rows(&self) -> Shown<'_> {
        Shown {
            runs: self.load.value().map_or(&[], |runs| runs),
            shown: &self.shown,
        }
    }

    pub fn run(&self, row: usize) -> Option<&RunSummary> {
        self.load.value()?.get(*self.shown.get(row)?)
    }

    fn ask(&mut self, context: &mut Context<'_>) {
        self.load.expect(context.ask(Request::Runs));
    }

    fn narrow(&mut self) {
        let words = Words::new(self.input.text());
        let runs: &[RunSummary] = self.load.value().map_or(&[], |runs| runs);
        let passes = |run: &RunSummary| {
            let status = words::run(run.status).2;
            words.are_in(&[&run.title, &run.id, &run.requester, &run.blueprint, status])
        };
        let positions = runs.iter().enumerate().filter(|(_, run)| passes(run));
        self.shown = positions.map(|(at, _)| at).collect();
        let rows = Shown {
            runs,
            shown: &self.shown,
        };
        self.list.replaced(&rows);
    }

    fn move_list(&mut self, change: impl FnOnce(&mut List, &Shown<'_>)) {
        let rows = Shown {
            runs: self.load.value().map_or(&[], |runs| runs),
            shown: &self.shown,
        };
        change(&mut self.list, &rows);
    }

    fn enter(&self, context: &mut Context<'_>) {
        if let Some(id) = self.list.selected() {
            context.follow(Link::Run(id.to_owned()));
        }
    }

    fn in_filter(&mut self, event: Event<'_>) -> Flow {
        match typed(&mut self.input, &mut self.editing, event) {
            Typed::Changed => self.narrow(),
            Typed::Moved(motion) => self.move_list(|list, rows| {
                list.go(motion, rows);
            }),
            Typed::Kept => {}
            Typed::Other => return Flow::Ignored,
        }
        Flow::Handled
    }
}

impl ScreenState for ListState {
    fn title(&self, _: &Shared) -> String {
        "Runs".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.editing {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[Scope::Runs, Scope::List, Scope::Global, Scope::System]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown => self.ask(context),
            Event::Journal if self.load.phase() != Phase::Idle => self.ask(context),
            Event::Answer(generation, answer) if self.load.expects(generation) => match answer {
                Answer::Runs(runs) => {
                    self.load.succeed(runs.clone());
                    self.narrow();
                }
                Answer::Failed(failure) => self.load.fail(failure.clone()),
                _ => {}
            },
            Event::Drawn => self.list.set_height(context.shared.layout.height(RUNS)),
            Event::Insert(_) | Event::Intent(_) if self.editing => return self.in_filter(event),
            Event::Intent(Intent::Move(motion)) => self.move_list(|list, rows| {
                list.go(motion, rows);
            }),
            Event::Scroll(_, lines) => self.move_list(|list, rows| {
                list.scroll(lines, rows);
            }),
            Event::Click(Target::Row(RUNS, row)) => {
                let before = self.list.cursor();
                self.move_list(|list, rows| {
                    list.select(*row, rows);
                });
                if before == self.list.cursor() {
                    self.enter(context);
                }
            }
            Event::Intent(Intent::Enter | Intent::Right) => self.enter(context),
            Event::Intent(Intent::Filter) => self.editing = true,
            Event::Intent(Intent::Escape) if !self.input.is_empty() => {
                self.input.clear();
                self.narrow();
            }
            Event::Intent(Intent::Run(Action::All)) => {}
            Event::Intent(Intent::Refresh) => {
                self.ask(context);
                return Flow::Ignored;
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        if let Some(id) = self.list.selected() {
            items.push(CopyItem::new('i', "The id", id));
            items.push(CopyItem::new(
                'c',
                "The command line",
                format!("muster run show {id}"),
            ));
        }
        items.push(CopyItem::new(
            'l',
            "The command line for the list",
            "muster run list",
        ));
        items
    }
}
