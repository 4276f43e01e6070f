//! What the screen of a run remembers, and how it follows the run as it goes on.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::outputs::Output;
use super::question::{About, Question};
use super::{LOG, LOG_LINES, STEPS, detail, keys, planned, verbs, words};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Effect, Generation, Request};
use crate::app::intent::Scope;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::{Load, Phase};
use crate::app::msg::{Answer, ShownRun};
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::model::run::{Run, RunAct, RunStatus, StepRecord};

/// So many lines below that the first one is seen, whatever the size of the window.
const TOP: usize = usize::MAX;

/// What has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    Steps,
    /// What the selected step says.
    Detail,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Step(usize),
    /// A link among what the run gives back.
    Link(usize),
}

/// The state of the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    id: String,
    pub load: Load<Arc<ShownRun>>,
    pub output: Output,
    pub list: List,
    /// The person moved the cursor; until then it follows the step at work.
    chosen: bool,
    pub pane: Pane,
    /// How many lines of the detail are below what is seen; 0 follows it live.
    pub lines_below: usize,
    pub question: Option<Question>,
    asked_undo: Option<Generation>,
    acting: Option<Generation>,
    wake_at: Option<Timestamp>,
}

struct Shown<'a>(&'a [StepRecord], &'a Output);

impl Rows for Shown<'_> {
    fn len(&self) -> usize {
        self.0.len() + self.1.links.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        match self.0.get(index) {
            Some(step) => step.id.as_str().into(),
            None => format!("link {}", index - self.0.len()).into(),
        }
    }
}

impl State {
    /// The screen of a run, by its id.
    pub fn of(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            load: Load::default(),
            output: Output::default(),
            list: List::default(),
            chosen: false,
            pane: Pane::default(),
            lines_below: 0,
            question: None,
            asked_undo: None,
            acting: None,
            wake_at: None,
        }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn shown(&self) -> Option<&ShownRun> {
        self.load.value().map(Arc::as_ref)
    }

    pub fn run(&self) -> Option<&Run> {
        self.shown().map(|shown| &shown.run)
    }

    /// What a row of the list is.
    pub fn row(&self, index: usize) -> Option<Row> {
        let steps = self.run()?.steps.len();
        match index.checked_sub(steps) {
            None => Some(Row::Step(index)),
            Some(link) if link < self.output.links.len() => Some(Row::Link(link)),
            Some(_) => None,
        }
    }

    pub fn selected(&self) -> Option<Row> {
        self.row(self.list.cursor()?)
    }

    pub fn selected_step(&self) -> Option<&StepRecord> {
        match self.selected()? {
            Row::Step(at) => self.run()?.steps.get(at),
            Row::Link(_) => None,
        }
    }

    pub(super) fn ask(&mut self, context: &mut Context<'_>) {
        let id = self.id.clone();
        self.load.expect(context.ask(Request::Run { id }));
    }

    pub(super) fn act(&mut self, act: RunAct, context: &mut Context<'_>) {
        self.acting = Some(context.ask(verbs::request(&self.id, act)));
    }

    pub(super) fn ask_undo_list(&mut self, context: &mut Context<'_>) {
        let id = self.id.clone();
        self.asked_undo = Some(context.ask(Request::UndoList { id }));
    }

    fn take(&mut self, shown: &Arc<ShownRun>, context: &mut Context<'_>) {
        self.load.succeed(shown.clone());
        self.output = Output::of(shown.run.given());
        let rows = Shown(&shown.run.steps, &self.output);
        let before = self.list.cursor();
        self.list.replaced(&rows);
        if !self.chosen
            && let Some(at) = at_work(&shown.run.steps)
        {
            self.list.select(at, &rows);
            if before != self.list.cursor() {
                self.read_from_the_top();
            }
        }
        self.wake_at = None;
        self.wake(context);
    }

    pub(super) fn go(&mut self, motion: Motion) {
        let Some(shown) = self.load.value() else { return };
        self.chosen = true;
        self.list.go(motion, &Shown(&shown.run.steps, &self.output));
        self.read_from_the_top();
    }

    pub(super) fn select(&mut self, row: usize) -> bool {
        let Some(shown) = self.load.value() else {
            return false;
        };
        self.chosen = true;
        let is_selected = self.list.select(row, &Shown(&shown.run.steps, &self.output));
        self.read_from_the_top();
        is_selected
    }

    /// What is to come of a step is read from the top; what it says while it is at work is followed at its end.
    fn read_from_the_top(&mut self) {
        let step = self.selected_step();
        self.lines_below = match step.is_some_and(planned::is_to_come) {
            true => TOP,
            false => 0,
        };
    }

    pub(super) fn scroll(&mut self, lines: isize) {
        if let Some(shown) = self.load.value() {
            self.chosen = true;
            self.list.scroll(lines, &Shown(&shown.run.steps, &self.output));
        }
    }

    /// Moves in the detail; at its end it follows what is said.
    pub(super) fn go_in_detail(&mut self, motion: Motion, shared: &Shared) {
        let page = shared.layout.height(LOG).max(2);
        let most = shared.layout.height(LOG_LINES).saturating_sub(page);
        let below = self.lines_below.min(most);
        let up = |by: usize| below.saturating_add(by).min(most);
        self.lines_below = match motion {
            Motion::Up => up(1),
            Motion::Down => below.saturating_sub(1),
            Motion::HalfPageUp => up(page / 2),
            Motion::PageUp => up(page - 1),
            Motion::HalfPageDown => below.saturating_sub(page / 2),
            Motion::PageDown => below.saturating_sub(page - 1),
            Motion::First => TOP,
            Motion::Last => 0,
        };
    }

    /// All verbs are live, those that mean something now before the others, so that they are hinted at first.
    fn standing(&self) -> &'static [Scope] {
        use Scope::{Global, List, Run, RunApproval, RunFailed, RunLost, System};
        let Some(run) = self.run() else {
            return &[List, Global, System];
        };
        match run.status {
            RunStatus::NeedsAttention => &[RunLost, Run, List, Global, RunFailed, RunApproval, System],
            status if words::is_stuck(status) => {
                &[RunFailed, Run, List, Global, RunApproval, RunLost, System]
            }
            _ if verbs::approval(run).is_some() => {
                &[RunApproval, Run, List, Global, RunFailed, RunLost, System]
            }
            _ => &[Run, List, Global, RunFailed, RunApproval, RunLost, System],
        }
    }

    fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Run(shown) if self.load.expects(generation) => self.take(shown, context),
            Answer::Failed(failure) if self.load.expects(generation) => self.load.fail(failure.clone()),
            Answer::UndoList(steps) if self.asked_undo == Some(generation) => {
                self.asked_undo = None;
                let question = verbs::undo(steps);
                match &question.about {
                    About::Undo(ids) if ids.is_empty() => {
                        let why = question.lines.first().map_or("", String::as_str);
                        context.toast(
                            Level::Info,
                            format!("There is nothing that could be taken back. {why}"),
                        );
                    }
                    _ => self.question = Some(question),
                }
            }
            Answer::RunActed { .. } if self.acting == Some(generation) => {
                self.acting = None;
                self.ask(context);
            }
            Answer::Failed(failure)
                if self.acting == Some(generation) || self.asked_undo == Some(generation) =>
            {
                context.toast(Level::Error, format!("{} {}", failure.message, failure.next));
            }
            _ => {}
        }
    }

    /// Asks to be woken when a countdown on the screen is another one.
    fn wake(&mut self, context: &mut Context<'_>) {
        let now = context.shared.now;
        let Some(run) = self.run() else { return };
        let moments = run.steps.iter().filter_map(words::goes_on_at);
        let Some(next) = moments.filter(|at| *at > now).min() else {
            return;
        };
        let left = next.as_second() - now.as_second();
        let pause = if left < 120 { 1 } else { 60 };
        let at = now
            .saturating_add(SignedDuration::from_secs(pause))
            .unwrap_or(next);
        if self.wake_at != Some(at) {
            self.wake_at = Some(at);
            context.effect(Effect::WakeAt(at));
        }
    }

    fn clock(&mut self, context: &mut Context<'_>) {
        if self.wake_at.is_some_and(|at| at <= context.shared.now) {
            self.wake_at = None;
            context.redraw();
            self.wake(context);
        }
    }
}

/// The step that the run is at: the last one that is not yet to come.
fn at_work(steps: &[StepRecord]) -> Option<usize> {
    use crate::model::run::StepStatus::{Failed, Intent, Retrying, UndoFailed, Undoing, Unknown, Waiting};
    let is_at = |step: &StepRecord| {
        matches!(
            step.status,
            Intent | Retrying | Failed | Unknown | Waiting | Undoing | UndoFailed
        )
    };
    steps.iter().position(is_at)
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        match self.run() {
            Some(run) => run.title.clone(),
            None => format!("Run {}", self.id),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        match &self.question {
            Some(question) if question.reason.is_some() => &[Scope::Answer, Scope::Text, Scope::System],
            Some(question) if matches!(question.about, About::Settle(_)) => &[Scope::Settle, Scope::System],
            Some(_) => &[Scope::Confirm, Scope::System],
            None => self.standing(),
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown => {
                self.wake_at = None;
                self.ask(context);
                self.wake(context);
            }
            Event::Journal if self.load.phase() != Phase::Idle => self.ask(context),
            Event::Answer(generation, answer) => self.answer(generation, answer, context),
            Event::Clock => self.clock(context),
            Event::Drawn => {
                let layout = &context.shared.layout;
                self.list.set_height(layout.height(STEPS));
                let most = layout.height(LOG_LINES).saturating_sub(layout.height(LOG));
                if self.lines_below != TOP {
                    self.lines_below = self.lines_below.min(most);
                }
            }
            event => return keys::update(self, event, context),
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        if let Some(Row::Link(at)) = self.selected()
            && let Some(link) = self.output.links.get(at)
        {
            let text = link.url.clone().or(link.entity.clone()).unwrap_or_default();
            items.push(CopyItem::new('l', "The link", text));
        }
        if let Some(target) = self.selected_step().and_then(|step| step.target.clone()) {
            items.push(CopyItem::new('t', "What the step acts on", target));
        }
        let said: Vec<String> = detail::lines(self, shared)
            .into_iter()
            .map(|line| line.text)
            .collect();
        if !said.is_empty() {
            items.push(CopyItem::new('s', "What the step says", said.join("\n")));
        }
        items.push(CopyItem::new('i', "The id", self.id.clone()));
        items.push(CopyItem::new(
            'c',
            "The command line",
            format!("muster run show {}", self.id),
        ));
        items
    }
}
