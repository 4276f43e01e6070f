//! What Home remembers, and how it answers.

use jiff::Timestamp;

use super::facts::{Fact, Facts};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Request;
use crate::app::geometry::{Target, ViewId};
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::Load;
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::journal::{self, Filter};

/// The panes of Home, by the names of their lists.
pub const EXISTS: ViewId = ViewId("home.exists");
pub const NEEDS: ViewId = ViewId("home.needs");
pub const LATELY: ViewId = ViewId("home.lately");

/// How many changes are shown.
const CHANGES: usize = 50;

/// One of the panes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    Exists,
    Needs,
    Lately,
}

const PANES: [(Pane, ViewId); 3] = [
    (Pane::Exists, EXISTS),
    (Pane::Needs, NEEDS),
    (Pane::Lately, LATELY),
];

/// A change that was journaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of its event.
    id: String,
    pub time: Timestamp,
    /// What happened, in one line.
    pub text: String,
    entity_ref: Option<String>,
}

impl AsRef<str> for Change {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

impl From<&journal::Event> for Change {
    fn from(event: &journal::Event) -> Self {
        Self {
            id: event.id.to_string(),
            time: event.time,
            text: journal::sentence(event),
            entity_ref: event.subject.entity_ref().map(str::to_owned),
        }
    }
}

/// The state of Home.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub pane: Pane,
    pub facts: Facts,
    pub exists: List,
    pub needs: List,
    pub lately: List,
    /// The latest changes, newest first.
    pub changes: Load<Vec<Change>>,
}

/// Something done to the list of a pane.
#[derive(Clone, Copy)]
enum Act {
    Go(Motion),
    Select(usize),
    Scroll(isize),
}

impl Act {
    /// True if it changed anything.
    fn on(self, list: &mut List, rows: &(impl Rows + ?Sized)) -> bool {
        match self {
            Act::Go(motion) => list.go(motion, rows),
            Act::Select(row) => list.select(row, rows),
            Act::Scroll(lines) => list.scroll(lines, rows),
        }
    }
}

impl State {
    fn act(&mut self, pane: Pane, act: Act) -> bool {
        match pane {
            Pane::Exists => act.on(&mut self.exists, &self.facts.exists[..]),
            Pane::Needs => act.on(&mut self.needs, &self.facts.needs[..]),
            Pane::Lately => {
                let changes = self.changes.value().map_or(&[][..], Vec::as_slice);
                act.on(&mut self.lately, changes)
            }
        }
    }

    fn count(&mut self, shared: &Shared) {
        let catalog = shared.catalog.value();
        self.facts = catalog
            .map(|catalog| Facts::of(catalog, shared.me.as_deref()))
            .unwrap_or_default();
        self.exists.replaced(&self.facts.exists[..]);
        self.needs.replaced(&self.facts.needs[..]);
    }

    fn ask(&mut self, context: &mut Context<'_>) {
        let filter = Filter {
            type_prefix: Some("entity.".to_owned()),
            newest_first: true,
            limit: Some(CHANGES),
            ..Filter::default()
        };
        let generation = context.ask(Request::Events(filter));
        self.changes.expect(generation);
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Events(events) => {
                let changes: Vec<Change> = events.iter().map(Change::from).collect();
                self.lately.replaced(&changes[..]);
                self.changes.succeed(changes);
            }
            Answer::Failed(failure) => self.changes.fail(failure.clone()),
            _ => {}
        }
    }

    /// Where the selected row leads.
    fn link(&self) -> Option<Link> {
        let fact = |facts: &[Fact], list: &List| Some(facts.get(list.cursor()?)?.link.clone());
        match self.pane {
            Pane::Exists => fact(&self.facts.exists, &self.exists),
            Pane::Needs => fact(&self.facts.needs, &self.needs),
            Pane::Lately => {
                let change = self.changes.value()?.get(self.lately.cursor()?)?;
                change.entity_ref.clone().map(Link::Entity)
            }
        }
    }

    fn follow(&self, context: &mut Context<'_>) {
        if let Some(link) = self.link() {
            context.follow(link);
        }
    }

    fn next_pane(&mut self, step: usize) {
        let at = PANES.iter().position(|(pane, _)| *pane == self.pane).unwrap_or(0);
        self.pane = PANES
            .get((at + step) % PANES.len())
            .map_or(self.pane, |(pane, _)| *pane);
    }

    /// A click selects; on what is selected already it opens.
    fn click(&mut self, view: ViewId, row: usize, context: &mut Context<'_>) {
        let Some(pane) = pane_of(view) else { return };
        let here = self.pane == pane;
        self.pane = pane;
        if !self.act(pane, Act::Select(row)) && here {
            self.follow(context);
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Home".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::List, Scope::Global, Scope::System]
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown => {
                if self.exists.is_empty() {
                    self.count(context.shared);
                }
                if self.changes.value().is_none() {
                    self.ask(context);
                }
            }
            Event::Catalog => self.count(context.shared),
            Event::Journal => self.ask(context),
            Event::Answer(generation, answer) if self.changes.expects(generation) => self.answer(answer),
            Event::Intent(Intent::Move(motion)) => {
                self.act(self.pane, Act::Go(motion));
            }
            Event::Intent(Intent::Enter) => self.follow(context),
            Event::Intent(Intent::NextPane | Intent::Right) => self.next_pane(1),
            Event::Intent(Intent::PreviousPane | Intent::Left) => self.next_pane(PANES.len() - 1),
            Event::Click(Target::Row(view, row)) => self.click(*view, *row, context),
            Event::Scroll(Target::Row(view, _) | Target::Pane(view), lines) => {
                if let Some(pane) = pane_of(*view) {
                    self.act(pane, Act::Scroll(lines));
                }
            }
            Event::Drawn => {
                let height = |view| context.shared.layout.height(view);
                self.exists.set_height(height(EXISTS));
                self.needs.set_height(height(NEEDS));
                self.lately.set_height(height(LATELY));
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        let mut items = vec![CopyItem::new('c', "The command line", "muster catalog list")];
        if let Some(workspace) = &shared.workspace {
            items.push(CopyItem::new(
                'p',
                "The folder",
                workspace.root.display().to_string(),
            ));
        }
        items
    }
}

fn pane_of(view: ViewId) -> Option<Pane> {
    PANES
        .iter()
        .find(|(_, known)| *known == view)
        .map(|(pane, _)| *pane)
}
