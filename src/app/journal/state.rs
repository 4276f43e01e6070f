//! What the Journal remembers, and how it answers.

use std::sync::Arc;

use super::detail::{self, Line};
use super::pages::{Pages, Stretch};
use super::{Action, FilterError, parse};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::{Target, ViewId};
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::{Load, Phase};
use crate::app::msg::{Answer, Verified};
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::model::journal::{self, Filter, cloud_event};
use crate::model::text::shell_word;

/// The events, for the mouse and for moving by pages.
pub const LIST: ViewId = ViewId("journal.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("journal.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("journal.detail-lines");

/// What has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    List,
    Detail,
}

/// The state of the Journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The filter line, and whether it is being typed.
    pub input: Input,
    pub editing: bool,
    /// Why the line as it stands is not understood; what is shown is still by the last one that was.
    pub error: Option<FilterError>,
    filter: Filter,
    pub pages: Pages,
    pub list: List,
    /// How the newest question about events went.
    pub load: Load<()>,
    asked: Option<(Generation, Stretch)>,
    /// The journal has grown since the last question.
    grown: bool,
    /// The cursor stays on the newest event.
    pub following: bool,
    /// The newest position that was under the cursor or known when the events were first shown.
    seen: u64,
    pub pane: Pane,
    /// What the detail shows, and its first line in view.
    pub detail: Vec<Line>,
    pub detail_offset: usize,
    /// The position of the event in the detail.
    detail_of: Option<u64>,
    pub verification: Load<Arc<Verified>>,
    /// The detail is about the verification, not about the event under the cursor.
    pub shows_verification: bool,
}

impl State {
    /// The event under the cursor.
    pub fn selected(&self) -> Option<&journal::Event> {
        self.pages.get(self.list.cursor()?)
    }

    /// Whether the filter line lets only some events through.
    pub fn is_filtered(&self) -> bool {
        self.filter != Filter::default()
    }

    /// How many events have come since the cursor was on the newest one.
    pub fn unseen(&self) -> usize {
        let newer = (0..self.pages.len()).map_while(|at| self.pages.get(at));
        newer.take_while(|event| event.lseq > self.seen).count()
    }

    fn ask(&mut self, stretch: Stretch, context: &mut Context<'_>) {
        let question = self.pages.question(stretch, &self.filter);
        let generation = context.ask(Request::Events(question));
        self.load.expect(generation);
        self.asked = Some((generation, stretch));
    }

    /// Asks for what is missing around the cursor, or for what is new; one question at a time.
    fn ask_next(&mut self, context: &mut Context<'_>) {
        let is_new = std::mem::take(&mut self.grown) && self.pages.at_newest;
        let next = if self.following && !self.pages.at_newest {
            Some(Stretch::Newest)
        } else if is_new {
            Some(Stretch::Newer)
        } else {
            self.pages.wanted(self.list.cursor().unwrap_or(0))
        };
        if let Some(stretch) = next {
            self.ask(stretch, context);
        }
    }

    fn answer(&mut self, stretch: Stretch, answer: &Answer, context: &mut Context<'_>) {
        self.asked = None;
        match answer {
            Answer::Events(events) => {
                self.load.succeed(());
                self.take(stretch, events);
                if !matches!(stretch, Stretch::Oldest) {
                    self.ask_next(context);
                }
            }
            Answer::Failed(failure) => self.load.fail(failure.clone()),
            _ => {}
        }
    }

    fn take(&mut self, stretch: Stretch, events: &[journal::Event]) {
        let was_empty = self.list.is_empty();
        self.pages.take(stretch, events);
        match stretch {
            Stretch::Oldest => {
                self.list.select(usize::MAX, &self.pages);
            }
            _ if self.following || was_empty => {
                self.list.select(0, &self.pages);
            }
            _ => self.list.replaced(&self.pages),
        }
        self.note_seen();
    }

    /// Whatever is on top when the cursor is there has been seen.
    fn note_seen(&mut self) {
        if self.list.cursor() == Some(0) && self.pages.at_newest {
            self.seen = self.pages.get(0).map_or(0, |event| event.lseq);
        }
    }

    /// Reads the filter line and asks for what passes it.
    fn refilter(&mut self, context: &mut Context<'_>) {
        match parse(self.input.text(), context.shared.now) {
            Ok(filter) => {
                self.error = None;
                if filter != self.filter {
                    self.filter = filter;
                    self.list.reset(&self.pages);
                    self.ask(Stretch::Newest, context);
                }
            }
            Err(error) => self.error = Some(error),
        }
    }

    fn set_filter(&mut self, line: impl Into<String>, context: &mut Context<'_>) {
        self.input = Input::new(line);
        self.editing = false;
        self.refilter(context);
    }

    /// Adds a condition to the filter line, in place of one with the same key.
    fn add_condition(&mut self, key: &str, value: &str, context: &mut Context<'_>) {
        let same = |word: &&str| {
            let known = word.split_once(':').map_or("", |(known, _)| known);
            known.eq_ignore_ascii_case(key) || key == "entity" && known.eq_ignore_ascii_case("subject")
        };
        let mut words: Vec<&str> = self
            .input
            .text()
            .split_whitespace()
            .filter(|word| !same(word))
            .collect();
        let condition = format!("{key}:{value}");
        words.push(&condition);
        let line = words.join(" ");
        self.set_filter(line, context);
    }

    fn only_subject(&mut self, context: &mut Context<'_>) {
        let Some(subject) = self.selected().map(|event| event.subject.clone()) else {
            return;
        };
        match subject.entity_ref() {
            Some(entity) => self.add_condition("entity", entity, context),
            None => self.add_condition("subject", subject.as_str(), context),
        }
    }

    fn only_type(&mut self, context: &mut Context<'_>) {
        if let Some(type_) = self.selected().map(|event| event.type_.clone()) {
            self.add_condition("type", &type_, context);
        }
    }

    fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        if self.pane == Pane::Detail && !self.editing {
            return self.scroll_detail(motion, context.shared);
        }
        self.shows_verification = false;
        self.following &= motion == Motion::First;
        match motion {
            Motion::First if !self.pages.at_newest => self.ask(Stretch::Newest, context),
            Motion::Last if !self.pages.at_oldest => self.ask(Stretch::Oldest, context),
            _ => {}
        }
        self.list.go(motion, &self.pages);
        self.moved(context);
    }

    fn moved(&mut self, context: &mut Context<'_>) {
        self.note_seen();
        if self.asked.is_none() {
            self.ask_next(context);
        }
    }

    fn scroll_detail(&mut self, motion: Motion, shared: &Shared) {
        let (page, last) = detail_heights(shared);
        let by = match motion {
            Motion::Up => -1,
            Motion::Down => 1,
            Motion::HalfPageUp => -(page / 2),
            Motion::HalfPageDown => page / 2,
            Motion::PageUp => 1 - page,
            Motion::PageDown => page - 1,
            Motion::First => isize::MIN,
            Motion::Last => isize::MAX,
        };
        self.detail_offset = self.detail_offset.saturating_add_signed(by).min(last);
    }

    fn follow(&mut self, context: &mut Context<'_>) {
        self.following = !self.following;
        if self.following {
            self.pane = Pane::List;
            self.shows_verification = false;
            self.list.select(0, &self.pages);
            self.moved(context);
        }
    }

    fn verify(&mut self, context: &mut Context<'_>) {
        self.verification.expect(context.ask(Request::VerifyJournal));
        self.shows_verification = true;
        self.pane = Pane::Detail;
        self.detail_offset = 0;
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        if self.editing {
            self.editing = false;
            return;
        }
        let entity = self.selected().and_then(|event| event.subject.entity_ref());
        let Some(entity) = entity.map(str::to_owned).filter(|_| self.pane == Pane::List) else {
            self.pane = Pane::Detail;
            return;
        };
        let catalog = context.shared.catalog.value();
        if catalog.is_some_and(|catalog| catalog.find(&entity).is_none()) {
            let text = format!("{entity} is not in the catalog any more; s shows its history.");
            context.toast(Level::Info, text);
        } else {
            context.open_entity(entity);
        }
    }

    /// Takes back one thing after the other; false when there is nothing left to take back.
    fn escape(&mut self, context: &mut Context<'_>) -> bool {
        if self.editing || self.pane == Pane::List && !self.input.is_empty() {
            self.set_filter("", context);
        } else if self.pane == Pane::Detail {
            self.pane = Pane::List;
            self.shows_verification = false;
        } else {
            return false;
        }
        true
    }

    fn intent(&mut self, intent: Intent, context: &mut Context<'_>) -> Flow {
        match intent {
            Intent::Move(motion) => self.go(motion, context),
            Intent::Enter => self.enter(context),
            Intent::Escape if self.escape(context) => {}
            Intent::Filter => {
                self.editing = true;
                self.pane = Pane::List;
            }
            Intent::NextPane | Intent::PreviousPane => {
                self.pane = match self.pane {
                    Pane::List => Pane::Detail,
                    Pane::Detail => Pane::List,
                };
            }
            Intent::Right => self.pane = Pane::Detail,
            Intent::Left => self.pane = Pane::List,
            Intent::Journal(Action::Follow) => self.follow(context),
            Intent::Journal(Action::Verify) => self.verify(context),
            Intent::Journal(Action::OnlySubject) => self.only_subject(context),
            Intent::Journal(Action::OnlyType) => self.only_type(context),
            Intent::Edit(edit) => {
                if self.input.edit(edit) {
                    self.refilter(context);
                }
            }
            Intent::Refresh => {
                self.ask(Stretch::Newest, context);
                // The catalog is read again as well.
                return Flow::Ignored;
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn happened(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.load.phase() == Phase::Idle => self.ask(Stretch::Newest, context),
            Event::Intent(intent) => return self.intent(intent, context),
            Event::Insert(text) => {
                self.input.insert(text);
                self.refilter(context);
            }
            Event::Click(Target::Row(LIST, row)) => self.click(*row, context),
            Event::Click(Target::Pane(DETAIL)) => self.pane = Pane::Detail,
            Event::Scroll(Target::Pane(DETAIL), lines) => {
                let (_, last) = detail_heights(context.shared);
                self.detail_offset = self.detail_offset.saturating_add_signed(lines).min(last);
            }
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.following = false;
                self.list.scroll(lines, &self.pages);
                self.moved(context);
            }
            Event::Journal => {
                self.grown = true;
                if self.asked.is_none() {
                    self.ask_next(context);
                }
            }
            Event::Follow(Link::Events(line)) => self.set_filter(line.clone(), context),
            Event::Answer(generation, answer) => return self.answered(generation, answer, context),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn answered(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) -> Flow {
        match self.asked {
            Some((asked, stretch)) if asked == generation => self.answer(stretch, answer, context),
            _ if self.verification.expects(generation) => match answer {
                Answer::Verified(verified) => self.verification.succeed(verified.clone()),
                Answer::Failed(failure) => self.verification.fail(failure.clone()),
                _ => {}
            },
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn click(&mut self, row: usize, context: &mut Context<'_>) {
        let was_focused = self.pane == Pane::List;
        self.pane = Pane::List;
        self.shows_verification = false;
        self.following = false;
        if self.list.select(row, &self.pages) {
            self.moved(context);
        } else if was_focused {
            self.enter(context);
        }
    }

    /// Makes the detail anew when it is about something else now.
    fn refresh_detail(&mut self, shared: &Shared) {
        if self.shows_verification {
            self.detail_of = None;
            self.detail = match self.verification.value() {
                Some(verified) => detail::of_verification(verified),
                None => Vec::new(),
            };
            return;
        }
        let lseq = self.selected().map(|event| event.lseq);
        if lseq != self.detail_of || lseq.is_none() {
            self.detail = self
                .selected()
                .map_or(Vec::new(), |event| detail::of_event(event, shared.now));
            self.detail_of = lseq;
            self.detail_offset = 0;
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Journal".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.editing {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[Scope::Journal, Scope::List, Scope::Global, Scope::System]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let flow = self.happened(event, context);
        self.refresh_detail(context.shared);
        flow
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        if let Some(event) = self.selected() {
            items.push(CopyItem::new('i', "The id", event.id.to_string()));
            items.push(CopyItem::new('h', "The hash", event.hash.to_string()));
            let subject = event.subject.entity_ref().unwrap_or(event.subject.as_str());
            items.push(CopyItem::new('s', "What it is about", subject));
            items.push(CopyItem::new(
                'e',
                "The event as JSON (CloudEvents)",
                cloud_event(event),
            ));
        }
        items.push(CopyItem::new('c', "The command line", command_line(&self.filter)));
        items
    }
}

/// The events that are shown, as a command.
fn command_line(filter: &Filter) -> String {
    let mut line = "muster journal tail".to_owned();
    let mut flag = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            line.push_str(&format!(" --{name} {}", shell_word(value)));
        }
    };
    flag("type", filter.type_prefix.as_deref());
    let subject = filter.subject.as_ref();
    let entity = subject.and_then(|subject| subject.entity_ref());
    flag("entity", entity);
    flag("actor", filter.actor.as_deref());
    flag("since", filter.since.map(|since| since.to_string()).as_deref());
    // The command finds other subjects by their text.
    let other = subject
        .map(|subject| subject.as_str())
        .filter(|_| entity.is_none());
    flag("query", filter.text.as_deref().or(other));
    line
}

/// How many lines of the detail were seen in the last frame, and the greatest offset.
fn detail_heights(shared: &Shared) -> (isize, usize) {
    let height = shared.layout.height(DETAIL);
    let last = shared.layout.height(DETAIL_LINES).saturating_sub(height);
    (isize::try_from(height).unwrap_or(isize::MAX), last)
}
