//! What the queue remembers, what it asks for, and what it does with the answers.

use std::sync::Arc;

use jiff::Timestamp;

use super::acting::{self, Batch, Doing};
use super::clock::Clock;
use super::preview::Preview;
use super::prompt::{About, Choice, Prompt};
use super::rows::{COLUMNS, Rows, Sum};
use super::subject::Subject;
use super::verbs::Verb;
use super::{Action, DETAIL, DETAIL_LINES, LIST, copies, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Effect, Generation, Request};
use crate::app::geometry::{Size, Target};
use crate::app::input::Input;
use crate::app::intent::Scope;
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::panes::{DetailPlace, Pane};
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::task::{BUILT_IN, QueryError, QueueFacts, TaskQuery, TaskRef, Tasks};

/// Where there is room for the detail: a task's row is long.
pub fn detail_place(size: Size) -> DetailPlace {
    match (size.width, size.height) {
        (120.., _) => DetailPlace::Beside,
        (_, 20..) => DetailPlace::Below,
        _ => DetailPlace::Instead,
    }
}

/// The state of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    tasks: Load<Arc<Tasks>>,
    pub(super) facts: Load<Arc<QueueFacts>>,
    /// The rows of the last answer; they stay until the next one comes.
    pub rows: Rows,
    pub listing: Load<()>,
    pub list: List,
    /// The name of the view, and the line as it is now.
    pub view: String,
    pub input: Input,
    /// The line has the keys.
    pub editing: bool,
    /// Why the line is not understood; what is listed is still by the last one that was.
    pub error: Option<QueryError>,
    pub query: TaskQuery,
    /// The line that another screen led here with.
    pub(super) given: Option<String>,
    pub pane: Pane,
    pub subject: Subject,
    pub detail_offset: usize,
    pub prompt: Option<Prompt>,
    pub preview: Option<Preview>,
    pub sum: Sum,
    pub clock: Option<Clock>,
    /// The category that was suggested for the new task, and why.
    pub suggested: Option<(String, String)>,
    pub(super) doing: Vec<Doing>,
    pub(super) undos: Vec<Batch>,
    pub(super) undo_wanted: bool,
    /// The task to select when it is among the rows.
    pub(super) wanted: Option<String>,
    /// Something else was asked for: the first row is selected when it comes. Otherwise the selected task stays selected,
    /// so that no key meets another one than the person sees.
    pub(super) to_top: bool,
    /// When the time is sent again, as it was asked for.
    wake_at: Option<Timestamp>,
}

impl Default for State {
    fn default() -> Self {
        let (name, line) = BUILT_IN[0];
        Self {
            tasks: Load::default(),
            facts: Load::default(),
            rows: Rows::default(),
            listing: Load::default(),
            list: List::default(),
            view: name.to_owned(),
            input: Input::new(line),
            editing: false,
            error: None,
            query: TaskQuery::default(),
            given: None,
            pane: Pane::default(),
            subject: Subject::default(),
            detail_offset: 0,
            prompt: None,
            preview: None,
            sum: Sum::default(),
            clock: None,
            suggested: None,
            doing: Vec::new(),
            undos: Vec::new(),
            undo_wanted: false,
            wanted: None,
            to_top: true,
            wake_at: None,
        }
    }
}

impl State {
    /// All tasks, as they were when they were last asked for.
    pub fn tasks(&self) -> &Arc<Tasks> {
        self.tasks.value().unwrap_or(&self.rows.tasks)
    }

    /// How the tasks themselves stand: on their way, there, or why not.
    pub fn load(&self) -> &Load<Arc<Tasks>> {
        &self.tasks
    }

    /// What settings say about tasks.
    pub fn facts(&self) -> &QueueFacts {
        static NONE: std::sync::LazyLock<QueueFacts> = std::sync::LazyLock::new(QueueFacts::default);
        self.facts.value().map_or(&NONE, |facts| facts)
    }

    /// Why settings could not be read.
    pub fn facts_failure(&self) -> Option<&crate::app::Failure> {
        match self.facts.phase() {
            Phase::Failed(failure) => Some(failure),
            Phase::Ready { stale, .. } => stale,
            Phase::Idle | Phase::Loading => None,
        }
    }

    pub fn selected(&self) -> Option<TaskRef<'_>> {
        self.rows.task(self.list.cursor()?)
    }

    pub(super) fn refresh(&mut self, context: &mut Context<'_>) {
        self.facts.expect(context.ask(Request::Queue));
        self.subject.forget();
        self.ask_tasks(context);
    }

    pub(super) fn ask_tasks(&mut self, context: &mut Context<'_>) {
        self.tasks.expect(context.ask(Request::Tasks));
    }

    /// Asks which tasks are to be listed; those there are stay meanwhile.
    pub(super) fn ask_list(&mut self, context: &mut Context<'_>) {
        if let Some(tasks) = self.tasks.value().cloned() {
            let query = self.query.clone();
            self.listing
                .expect(context.ask(Request::ListTasks { tasks, query }));
        }
    }

    /// Shows the selected task in the detail.
    pub(super) fn show_selected(&mut self, context: &mut Context<'_>) {
        let Some(id) = self.list.selected() else { return };
        if id != self.subject.id {
            self.detail_offset = 0;
        }
        self.subject.show(id, &self.rows.tasks, context);
    }

    pub(super) fn scroll_detail(&mut self, motion: Motion, shared: &Shared) {
        let by = motion.lines(shared.layout.height(DETAIL));
        self.scroll_detail_by(by, shared);
    }

    fn scroll_detail_by(&mut self, by: isize, shared: &Shared) {
        self.detail_offset = shared
            .layout
            .scrolled(self.detail_offset, by, DETAIL, DETAIL_LINES);
    }

    fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Tasks(tasks) if self.tasks.expects(generation) => self.renew(tasks, context),
            Answer::Failed(failure) if self.tasks.expects(generation) => self.tasks.fail(failure.clone()),
            Answer::TaskList { tasks, ids, .. } if self.listing.expects(generation) => {
                self.listing.succeed(());
                self.rows = Rows {
                    tasks: tasks.clone(),
                    ids: ids.clone(),
                };
                self.settle(context);
            }
            Answer::Failed(failure) if self.listing.expects(generation) => self.listing.fail(failure.clone()),
            Answer::Queue(facts) if self.facts.expects(generation) => {
                self.facts.succeed(facts.clone());
                self.count(context);
            }
            Answer::Failed(failure) if self.facts.expects(generation) => self.facts.fail(failure.clone()),
            answer if acting::answer(self, generation, answer, context) => {}
            answer if self.subject.answer(generation, answer) => self.show_selected(context),
            answer => self.answer_prompt(generation, answer),
        }
    }

    /// Takes the tasks as they are now.
    fn renew(&mut self, tasks: &Arc<Tasks>, context: &mut Context<'_>) {
        let is_same = self
            .tasks
            .value()
            .is_some_and(|before| Arc::ptr_eq(before, tasks));
        self.tasks.succeed(tasks.clone());
        if !is_same || self.listing.phase() == Phase::Idle {
            self.count(context);
            self.ask_list(context);
        }
    }

    /// Counts what the head line tells.
    fn count(&mut self, context: &mut Context<'_>) {
        let tasks = self.tasks().clone();
        self.sum = Sum::of(&tasks, &self.facts().promises, context.shared.now);
        self.clock = Clock::of(&tasks, &context.shared.actor);
        self.wake_at = None;
        self.wake(context);
    }

    /// Finds the selected row among new rows.
    fn settle(&mut self, context: &mut Context<'_>) {
        self.list.replaced(&self.rows);
        if std::mem::take(&mut self.to_top) {
            self.list.select(0, &self.rows);
        }
        if let Some(id) = self.wanted.take() {
            self.list.select_id(&id, &self.rows);
        }
        self.show_selected(context);
    }

    /// What an open question asked for has come.
    fn answer_prompt(&mut self, generation: Generation, answer: &Answer) {
        let Some(prompt) = self
            .prompt
            .as_mut()
            .filter(|prompt| prompt.asked == Some(generation))
        else {
            return;
        };
        match (prompt.about, answer) {
            (About::Action(Action::New), Answer::Suggested(suggested)) => {
                prompt.note = match suggested {
                    Some((category, why)) => format!("Category {category}: {why}. c changes it later."),
                    None => "The past suggests no category; c gives it one later.".to_owned(),
                };
                self.suggested.clone_from(suggested);
            }
            (About::Verb(Verb::Category), Answer::Suggested(Some((category, why)))) => {
                prompt.prefer(Choice::new(category, category, format!("suggested: {why}")));
            }
            (_, Answer::Found { catalog, ids }) => {
                let entities = ids.iter().map(|id| catalog.entity(*id));
                let choice = |entity: crate::model::catalog::Entity<'_>| {
                    Choice::new(
                        entity.entity_ref(),
                        entity.entity_ref(),
                        entity.title().unwrap_or_default(),
                    )
                };
                prompt.offer(entities.map(choice).collect());
            }
            _ => {}
        }
    }

    /// Asks to be woken when what is shown is no longer so: the clock's next minute, or the end of a rest.
    fn wake(&mut self, context: &mut Context<'_>) {
        let now = context.shared.now;
        let minute = self.clock.as_ref().map(|clock| clock.next_minute(now));
        let next = minute
            .into_iter()
            .chain(self.sum.wakes)
            .filter(|at| *at > now)
            .min();
        if let Some(next) = next.filter(|next| self.wake_at != Some(*next)) {
            self.wake_at = Some(next);
            context.effect(Effect::WakeAt(next));
        }
    }

    /// It is later: what is due at this moment is drawn.
    fn clock(&mut self, context: &mut Context<'_>) {
        if self.wake_at.is_none_or(|at| at > context.shared.now) {
            return;
        }
        context.redraw();
        if self.sum.wakes.is_some_and(|at| at <= context.shared.now) {
            self.count(context);
            self.ask_list(context);
        } else {
            self.wake(context);
        }
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                if !self.list.select(*row, &self.rows) {
                    self.pane = Pane::Detail;
                }
                self.show_selected(context);
            }
            Target::Column(LIST, column) => {
                if let Some(sort) = COLUMNS.get(*column).and_then(|column| column.sort()) {
                    let reversed = self.query.sort == sort && !self.query.reversed;
                    self.set_order(sort, reversed, context);
                }
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => {}
        }
    }

    fn happened(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.tasks.phase() == Phase::Idle => self.refresh(context),
            Event::Shown => {
                self.wake_at = None;
                self.wake(context);
            }
            Event::Journal if self.tasks.phase() != Phase::Idle => self.ask_tasks(context),
            Event::Answer(generation, answer) => self.answer(generation, answer, context),
            Event::Follow(Link::Tasks(line)) => {
                self.given = Some(line.clone());
                self.set_line(line, context);
            }
            Event::Clock => self.clock(context),
            Event::Drawn => self.drawn(context.shared),
            event if self.prompt.is_some() => return keys::in_prompt(self, event, context),
            event if self.preview.is_some() => return keys::in_preview(self, event, context),
            Event::Click(target) => self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.list.scroll(lines, &self.rows);
                self.show_selected(context);
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail_by(lines, context.shared),
            event if self.editing => return keys::in_filter(self, event, context),
            Event::Intent(intent) => return keys::in_panes(self, intent, context),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn drawn(&mut self, shared: &Shared) {
        self.list.set_height(shared.layout.height(LIST));
        let offers = shared.layout.height(super::OFFERS);
        if let Some(prompt) = &mut self.prompt {
            prompt.list.set_height(offers);
        }
        if let Some(preview) = &mut self.preview {
            preview.list.set_height(offers);
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        match &self.given {
            Some(_) => "Queue".to_owned(),
            None => format!("Queue: {}", self.view),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.prompt.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.preview.is_some() {
            &[Scope::Menu, Scope::System]
        } else if self.editing {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[Scope::Queue, Scope::List, Scope::Global, Scope::System]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        self.happened(event, context)
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        copies::of(self)
    }
}
