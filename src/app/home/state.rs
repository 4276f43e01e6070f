//! What Home remembers, and how it answers.

use std::sync::Arc;

use super::Action;
use super::content::{Body, Line, Section};
use super::layout::{COLUMNS, Place, View};
use super::parts::{CHANGES, sections};
use super::vision::{self, FINDINGS};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Draft, Effect, Request};
use crate::app::geometry::{Target, ViewId};
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::app::tree;
use crate::app::vision::mine::{Falling, asked};
use crate::model::catalog::query::{Facet, Query};
use crate::model::catalog::summary::Summary;
use crate::model::cost::CostNews;
use crate::model::journal;
use crate::model::ownership::Agenda;
use crate::model::run::RunSummary;
use crate::model::task::{TaskSummary, Tasks};
use crate::model::text::shell_word;

/// The state of Home.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub summary: Load<Arc<Summary>>,
    pub changes: Load<Arc<[journal::Event]>>,
    pub tasks: Load<Arc<TaskSummary>>,
    pub runs: Load<Arc<[RunSummary]>>,
    pub drafts: Load<Arc<[Draft]>>,
    pub all_tasks: Load<Arc<Tasks>>,
    pub agenda: Load<Arc<Agenda>>,
    /// What costs say to the person.
    pub costs: Load<Option<Arc<CostNews>>>,
    /// What of the vision concerns the person, counted once for each judgement.
    pub vision: Option<Section>,
    /// The id of the selected line.
    selected: Option<String>,
    /// Whether the person has chosen it; until then it is the first one, whatever comes in last.
    chosen: bool,
    /// Where it was last seen.
    cursor: Place,
    /// The first row in view of each column, as far as the cursor lets it be.
    offsets: [usize; COLUMNS.len()],
}

impl State {
    /// What is on the screen, and where.
    pub fn view(&self, shared: &Shared) -> View {
        View::new(sections(self, shared), shared.layout.size.width)
    }

    /// The id of the selected line.
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    /// The first row in view of a column when `height` of them fit.
    pub fn offset(&self, view: &View, column: usize, height: usize) -> usize {
        let offset = self.offsets.get(column).copied().unwrap_or(0);
        view.offset(column, offset, self.cursor, height)
    }

    fn ask_summary(&mut self, context: &mut Context<'_>) {
        if let Some(catalog) = context.shared.catalog.value().cloned() {
            let person = context.shared.me.clone();
            let generation = context.ask(Request::Summarise { catalog, person });
            self.summary.expect(generation);
        }
    }

    fn ask_changes(&mut self, context: &mut Context<'_>) {
        let filter = journal::Filter {
            type_prefix: Some("entity.".to_owned()),
            newest_first: true,
            limit: Some(CHANGES),
            ..journal::Filter::default()
        };
        self.changes.expect(context.ask(Request::Events(filter)));
    }

    fn ask_tasks(&mut self, context: &mut Context<'_>) {
        self.tasks.expect(context.ask(Request::TaskSummary));
        self.all_tasks.expect(context.ask(Request::Tasks));
        self.runs.expect(context.ask(Request::Runs));
        self.drafts.expect(context.ask(Request::Drafts));
        self.ask_agenda(context);
    }

    /// Asks what ownership asks of the person.
    fn ask_agenda(&mut self, context: &mut Context<'_>) {
        if let (Some(catalog), Some(_)) = (context.shared.catalog.value().cloned(), &context.shared.me) {
            self.agenda.expect(context.ask(Request::Agenda { catalog }));
        }
    }

    /// Asks what costs say to the person.
    fn ask_costs(&mut self, context: &mut Context<'_>) {
        if let (Some(catalog), Some(_)) = (context.shared.catalog.value().cloned(), &context.shared.me) {
            self.costs.expect(context.ask(Request::CostNews { catalog }));
        }
    }

    /// Counts what of the vision concerns the person.
    fn judged(&mut self, shared: &Shared) {
        let Some(judged) = shared.vision.value() else {
            return;
        };
        let falling = Falling::of(judged, shared.me.as_deref(), FINDINGS);
        let tasks = self.all_tasks.value();
        let asked = tasks.map(|tasks| asked(tasks, judged, &shared.actor, shared.now));
        self.vision = vision::section(judged, &falling, &asked.unwrap_or_default(), shared);
        self.settle(shared);
    }

    fn shown(&mut self, context: &mut Context<'_>) {
        if self.summary.phase() == Phase::Idle {
            self.ask_summary(context);
        }
        if self.changes.phase() == Phase::Idle {
            self.ask_changes(context);
        }
        // What is overdue depends on the time, too.
        self.ask_tasks(context);
        self.ask_costs(context);
        self.judged(context.shared);
    }

    fn answer(&mut self, answer: &Answer, is_summary: bool, shared: &Shared) {
        match answer {
            Answer::Summary(summary) => self.summary.succeed(summary.clone()),
            Answer::Events(events) => self.changes.succeed(events.clone()),
            Answer::Failed(failure) if is_summary => self.summary.fail(failure.clone()),
            Answer::Failed(failure) => self.changes.fail(failure.clone()),
            _ => return,
        }
        self.settle(shared);
    }

    /// Keeps the selection on its line wherever that went, or on the nearest one if it is gone.
    fn settle(&mut self, shared: &Shared) {
        let view = self.view(shared);
        if !self.chosen {
            let first = view.places().next();
            return self.select(first, &view, shared);
        }
        let known = self.selected().and_then(|id| view.find(id));
        let column = self.cursor.column.min(view.columns.len().saturating_sub(1));
        let place = known
            .or_else(|| view.nearest(column, self.cursor.row))
            .or_else(|| view.places().next());
        self.select(place, &view, shared);
    }

    fn select(&mut self, place: Option<Place>, view: &View, shared: &Shared) {
        let line = place.and_then(|place| view.choice(place));
        self.selected = line.map(|line| line.id.clone());
        let Some(place) = place else { return };
        self.cursor = place;
        let offset = self.offset(view, place.column, height(place.column, shared));
        if let Some(known) = self.offsets.get_mut(place.column) {
            *known = offset;
        }
    }

    fn go(&mut self, motion: Motion, shared: &Shared) {
        let view = self.view(shared);
        let Place { column, row } = self.cursor;
        let rows = view.rows(column);
        let page = height(column, shared).max(2);
        let last = rows.len().saturating_sub(1);
        let at = rows.iter().position(|known| *known >= row).unwrap_or(last);
        let down = |by: usize| rows.iter().position(|known| *known >= row + by).unwrap_or(last);
        let up = |by: usize| {
            let target = row.saturating_sub(by);
            rows.iter().rposition(|known| *known <= target).unwrap_or(0)
        };
        let next = match motion {
            Motion::Up => at.saturating_sub(1),
            Motion::Down => (at + 1).min(last),
            Motion::First => 0,
            Motion::Last => last,
            Motion::HalfPageUp => up(page / 2),
            Motion::PageUp => up(page - 1),
            Motion::HalfPageDown => down(page / 2),
            Motion::PageDown => down(page - 1),
        };
        let place = rows.get(next).map(|row| Place { column, row: *row });
        self.select(place, &view, shared);
    }

    /// To the column beside this one, at the height where the cursor is.
    fn go_aside(&mut self, right: bool, shared: &Shared) {
        let view = self.view(shared);
        let Place { column, row } = self.cursor;
        let Some(target) = (if right {
            Some(column + 1)
        } else {
            column.checked_sub(1)
        }) else {
            return;
        };
        let seen = row.saturating_sub(self.offset(&view, column, height(column, shared)));
        let there = self.offset(&view, target, height(target, shared)) + seen;
        if let Some(place) = view.nearest(target, there) {
            self.select(Some(place), &view, shared);
        }
    }

    /// To the first line of the next section, or of the one before; around at the ends.
    fn go_to_section(&mut self, forward: bool, shared: &Shared) {
        let view = self.view(shared);
        let firsts = view.firsts();
        let here = view.section_of(self.cursor);
        let at = firsts
            .iter()
            .position(|place| view.section_of(*place) == here)
            .unwrap_or(0);
        let count = firsts.len().max(1);
        let next = (at + if forward { 1 } else { count - 1 }) % count;
        self.select(firsts.get(next).copied(), &view, shared);
    }

    fn enter(&self, context: &mut Context<'_>) {
        let view = self.view(context.shared);
        if let Some(link) = self.line(&view).and_then(|line| line.link.clone()) {
            context.follow(link);
        }
    }

    fn edit(&self, context: &mut Context<'_>) {
        let view = self.view(context.shared);
        let place = self.line(&view).and_then(|line| place_of(line, context.shared));
        match (place, &context.shared.workspace) {
            (Some((file, line)), Some(workspace)) => context.effect(Effect::EditFile {
                path: workspace.root.join(file),
                line: (line > 0).then_some(line),
            }),
            _ => context.toast(Level::Info, "This line is about no file."),
        }
    }

    fn open_tree(&self, context: &mut Context<'_>) -> Flow {
        let view = self.view(context.shared);
        match self.line(&view).and_then(|line| line.link.as_ref()) {
            Some(Link::Entity(entity_ref)) => {
                context.push(tree::open(entity_ref.as_str()));
                Flow::Handled
            }
            _ => Flow::Ignored,
        }
    }

    fn click(&mut self, place: Place, context: &mut Context<'_>) {
        let view = self.view(context.shared);
        match view.choice(place) {
            Some(line) if self.selected() == Some(line.id.as_str()) => self.enter(context),
            Some(_) => self.select(Some(place), &view, context.shared),
            None => {}
        }
    }

    /// The view moves, and the cursor only as far as it must to stay in it.
    fn scroll(&mut self, column: usize, lines: isize, shared: &Shared) {
        let view = self.view(shared);
        let height = height(column, shared);
        let last = view.len(column).saturating_sub(height);
        let offset = self.offset(&view, column, height);
        let offset = offset.saturating_add_signed(lines).min(last);
        if let Some(known) = self.offsets.get_mut(column) {
            *known = offset;
        }
        if self.cursor.column == column {
            let bottom = (offset + height).saturating_sub(2).max(offset);
            let row = self
                .cursor
                .row
                .clamp(offset + usize::from(offset > 0), bottom.max(offset + 1));
            self.select(view.nearest(column, row), &view, shared);
        }
    }

    fn line<'a>(&self, view: &'a View) -> Option<&'a Line> {
        view.choice(view.find(self.selected()?)?)
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Home".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Home, Scope::List, Scope::Global, Scope::System]
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let shared = context.shared;
        self.chosen |= match event {
            Event::Click(_) | Event::Scroll(..) => true,
            Event::Intent(intent) => matches!(
                intent,
                Intent::Move(_)
                    | Intent::Left
                    | Intent::Right
                    | Intent::NextPane
                    | Intent::PreviousPane
                    | Intent::Enter
            ),
            _ => false,
        };
        match event {
            Event::Shown => self.shown(context),
            Event::Catalog => {
                self.ask_summary(context);
                self.ask_agenda(context);
                self.ask_costs(context);
            }
            Event::Journal => {
                self.ask_changes(context);
                self.ask_tasks(context);
            }
            Event::Vision => self.judged(shared),
            Event::Drawn | Event::Discovery | Event::Health | Event::Access => self.settle(shared),
            Event::Intent(Intent::Refresh) => {
                self.ask_summary(context);
                self.ask_changes(context);
                self.ask_tasks(context);
                // The catalog itself is read again as well.
                return Flow::Ignored;
            }
            Event::Intent(Intent::Move(motion)) => self.go(motion, shared),
            Event::Intent(Intent::Left) => self.go_aside(false, shared),
            Event::Intent(Intent::Right) => self.go_aside(true, shared),
            Event::Intent(Intent::NextPane) => self.go_to_section(true, shared),
            Event::Intent(Intent::PreviousPane) => self.go_to_section(false, shared),
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Filter) => {
                context.open_catalog(Query::default());
                context.perform(Intent::Filter);
            }
            Event::Intent(Intent::Tree(tree::Action::Open)) => return self.open_tree(context),
            Event::Intent(Intent::Home(Action::Edit)) => self.edit(context),
            Event::Click(Target::Row(view, row)) => match column_of(*view) {
                Some(column) => self.click(Place { column, row: *row }, context),
                None => return Flow::Ignored,
            },
            Event::Scroll(Target::Row(view, _) | Target::Pane(view), lines) => match column_of(*view) {
                Some(column) => self.scroll(column, lines, shared),
                None => return Flow::Ignored,
            },
            Event::Answer(generation, answer)
                if self.summary.expects(generation) || self.changes.expects(generation) =>
            {
                self.answer(answer, self.summary.expects(generation), shared);
            }
            Event::Answer(generation, answer) if self.tasks.expects(generation) => {
                match answer {
                    Answer::TaskSummary(summary) => self.tasks.succeed(summary.clone()),
                    Answer::Failed(failure) => self.tasks.fail(failure.clone()),
                    _ => {}
                }
                self.settle(shared);
            }
            Event::Answer(generation, answer) if self.all_tasks.expects(generation) => {
                match answer {
                    Answer::Tasks(tasks) => self.all_tasks.succeed(tasks.clone()),
                    Answer::Failed(failure) => self.all_tasks.fail(failure.clone()),
                    _ => {}
                }
                self.judged(shared);
            }
            Event::Answer(generation, answer) if self.runs.expects(generation) => {
                match answer {
                    Answer::Runs(runs) => self.runs.succeed(runs.clone()),
                    Answer::Failed(failure) => self.runs.fail(failure.clone()),
                    _ => {}
                }
                self.settle(shared);
            }
            Event::Answer(generation, answer) if self.drafts.expects(generation) => {
                match answer {
                    Answer::Drafts(drafts) => self.drafts.succeed(drafts.clone()),
                    Answer::Failed(failure) => self.drafts.fail(failure.clone()),
                    _ => {}
                }
                self.settle(shared);
            }
            Event::Answer(generation, answer) if self.agenda.expects(generation) => {
                match answer {
                    Answer::Agenda(agenda) => self.agenda.succeed(agenda.clone()),
                    Answer::Failed(failure) => self.agenda.fail(failure.clone()),
                    _ => {}
                }
                self.settle(shared);
            }
            Event::Answer(generation, answer) if self.costs.expects(generation) => {
                match answer {
                    Answer::CostNews(news) => self.costs.succeed(news.clone()),
                    Answer::Failed(failure) => self.costs.fail(failure.clone()),
                    _ => {}
                }
                self.settle(shared);
            }
            // Whoever keeps or drops one is told what there is then.
            Event::Answer(_, Answer::Drafts(drafts)) => {
                self.drafts.renew(drafts.clone());
                self.settle(shared);
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        let view = self.view(shared);
        let line = self.line(&view);
        let mut items = Vec::new();
        if let Some(Body::Problem(problem)) = line.map(|line| &line.body) {
            let place = format!("{}:{}", problem.file, problem.line);
            items.push(CopyItem::new('p', "The place", place));
            items.push(CopyItem::new('m', "The problem", problem.message.clone()));
        }
        let link = line.and_then(|line| line.link.as_ref());
        if let Some(Link::Entity(entity_ref)) = link {
            items.push(CopyItem::new('r', "The reference", entity_ref.clone()));
        }
        items.push(CopyItem::new('c', "The command line", command_line(link)));
        items
    }
}

/// The file and line that a line of Home is about.
fn place_of(line: &Line, shared: &Shared) -> Option<(String, u32)> {
    if let Body::Problem(problem) = &line.body {
        return Some((problem.file.clone(), problem.line));
    }
    let Some(Link::Entity(entity_ref)) = &line.link else {
        return None;
    };
    let catalog = shared.catalog.value()?;
    let entity = catalog.entity(catalog.find(entity_ref)?);
    Some((entity.file().to_owned(), entity.line()))
}

/// What a line leads to, as a command.
fn command_line(link: Option<&Link>) -> String {
    match link {
        Some(Link::Entity(entity_ref)) => format!("muster catalog show {}", shell_word(entity_ref)),
        Some(Link::Entities(query)) => format!("muster catalog list{}", flags(query)),
        Some(Link::Problems(_)) => "muster catalog check".to_owned(),
        Some(Link::Events(_)) => "muster journal tail".to_owned(),
        Some(Link::Form { blueprint, .. }) => format!("muster new {}", shell_word(blueprint)),
        Some(Link::Draft(_)) => "muster view create".to_owned(),
        Some(Link::Run(id)) => format!("muster run show {}", shell_word(id)),
        Some(Link::Runs) => "muster run list".to_owned(),
        Some(Link::Discovery) => "muster discover".to_owned(),
        Some(Link::Owned(_)) => "muster owned".to_owned(),
        Some(Link::Health(_)) => "muster probe list".to_owned(),
        Some(Link::Cost(_)) => "muster cost moved".to_owned(),
        Some(Link::Access(aim)) => aim.command().to_owned(),
        Some(Link::Vision(_) | Link::Rule(_) | Link::Findings(_)) => "muster vision check".to_owned(),
        Some(Link::Tasks(query)) => format!("muster queue {}", shell_word(query)),
        None => "muster catalog list".to_owned(),
    }
}

/// The conditions of a query that the command has flags for.
fn flags(query: &Query) -> String {
    let has_flag = |facet| matches!(facet, Facet::Kind | Facet::Owner | Facet::Accountable);
    let terms = query.terms.iter().filter(|term| has_flag(term.facet));
    let flag = terms.map(|term| match term.value.as_str() {
        "" => format!(" --{} none", term.facet.name()),
        value => format!(" --{} {}", term.facet.name(), shell_word(value)),
    });
    flag.collect()
}

fn column_of(view: ViewId) -> Option<usize> {
    COLUMNS.iter().position(|known| *known == view)
}

/// How many rows of a column were seen in the last frame.
fn height(column: usize, shared: &Shared) -> usize {
    COLUMNS.get(column).map_or(0, |view| shared.layout.height(*view))
}
