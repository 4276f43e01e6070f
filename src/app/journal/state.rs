//! What the Journal remembers, and how it answers.

use std::sync::Arc;

use super::detail::{self, Line};
use super::feed::Feed;
use super::{Action, FilterError, parse};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::{Target, ViewId};
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::load::{Load, Phase};
use crate::app::msg::{Answer, Verified};
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::toast::Level;
use crate::app::tree;
use crate::model::journal::{Filter, cloud_event};
use crate::model::text::shell_word;

/// The events, for the mouse and for moving by pages.
pub const LIST: ViewId = ViewId("journal.rows");
/// The detail: how many of its lines are seen.
pub const DETAIL: ViewId = ViewId("journal.detail");
/// The detail: how many lines it has, broken to its width.
pub const DETAIL_LINES: ViewId = ViewId("journal.detail-lines");

/// What the detail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// The event at this position, with its body or without.
    Event(u64, bool),
    Verification,
}

/// The state of the Journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The filter line, and whether it is being typed.
    pub input: Input,
    pub editing: bool,
    /// Why the line as it stands is not understood; what is shown is still by the last one that was.
    pub error: Option<FilterError>,
    /// The line that another screen led here with.
    given: Option<String>,
    pub feed: Feed,
    pub pane: Pane,
    /// What the detail shows, and its first line in view.
    pub detail: Vec<Line>,
    pub detail_offset: usize,
    detail_about: Option<About>,
    pub verification: Load<Arc<Verified>>,
    /// The detail is about the verification, not about the event under the cursor.
    pub shows_verification: bool,
}

impl State {
    /// Reads the filter line and asks for what passes it.
    fn refilter(&mut self, context: &mut Context<'_>) {
        match parse(self.input.text(), context.shared.now) {
            Ok(filter) => {
                self.error = None;
                self.feed.set_filter(filter, context);
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
        let Some(subject) = self.feed.selected().map(|event| event.subject.clone()) else {
            return;
        };
        match subject.entity_ref() {
            Some(entity) => self.add_condition("entity", entity, context),
            None => self.add_condition("subject", subject.as_str(), context),
        }
    }

    fn only_type(&mut self, context: &mut Context<'_>) {
        if let Some(type_) = self.feed.selected().map(|event| event.type_.clone()) {
            self.add_condition("type", &type_, context);
        }
    }

    fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        if self.pane == Pane::Detail && !self.editing {
            self.scroll_detail(motion, context.shared);
        } else {
            self.shows_verification = false;
            self.feed.go(motion, context);
        }
    }

    fn scroll_detail(&mut self, motion: Motion, shared: &Shared) {
        self.scroll_detail_by(motion.lines(shared.layout.height(DETAIL)), shared);
    }

    fn scroll_detail_by(&mut self, lines: isize, shared: &Shared) {
        self.detail_offset = shared
            .layout
            .scrolled(self.detail_offset, lines, DETAIL, DETAIL_LINES);
    }

    fn follow(&mut self, context: &mut Context<'_>) {
        self.feed.toggle_following(context);
        if self.feed.is_following() {
            self.pane = Pane::List;
            self.shows_verification = false;
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
        let entity = self.feed.selected().and_then(|event| event.subject.entity_ref());
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

    fn open_tree(&self, context: &mut Context<'_>) -> Flow {
        match self.feed.selected().and_then(|event| event.subject.entity_ref()) {
            Some(entity_ref) => {
                context.push(tree::open(entity_ref));
                Flow::Handled
            }
            None => Flow::Ignored,
        }
    }

    /// Takes back one thing after the other; false when there is nothing left to take back.
    fn escape(&mut self, context: &mut Context<'_>) -> bool {
        let is_given = self.given.as_deref().unwrap_or("") == self.input.text();
        if self.editing || self.pane == Pane::List && !is_given {
            let line = self.given.clone().unwrap_or_default();
            self.set_filter(line, context);
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
                self.pane = self.pane.other();
            }
            Intent::Right => self.pane = Pane::Detail,
            Intent::Left => self.pane = Pane::List,
            Intent::Tree(tree::Action::Open) => return self.open_tree(context),
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
                self.feed.refresh(context);
                // The catalog is read again as well.
                return Flow::Ignored;
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn happened(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.feed.load.phase() == Phase::Idle => self.feed.refresh(context),
            Event::Intent(intent) => return self.intent(intent, context),
            Event::Insert(text) => {
                self.input.insert(text);
                self.refilter(context);
            }
            Event::Click(Target::Row(LIST, row)) => self.click(*row, context),
            Event::Click(Target::Pane(DETAIL)) => self.pane = Pane::Detail,
            Event::Scroll(Target::Pane(DETAIL), lines) => {
                self.scroll_detail_by(lines, context.shared);
            }
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.feed.scroll(lines, context);
            }
            Event::Journal => self.feed.grew(context),
            Event::Follow(Link::Events(line)) => {
                self.given = Some(line.clone());
                self.set_filter(line.clone(), context);
            }
            Event::Answer(generation, answer) => return self.answered(generation, answer, context),
            Event::Drawn => self.feed.list.set_height(context.shared.layout.height(LIST)),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn answered(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) -> Flow {
        if self.feed.answer(generation, answer, context) {
            return Flow::Handled;
        }
        if !self.verification.expects(generation) {
            return Flow::Ignored;
        }
        self.detail_about = None;
        match answer {
            Answer::Verified(verified) => self.verification.succeed(verified.clone()),
            Answer::Failed(failure) => self.verification.fail(failure.clone()),
            _ => {}
        }
        Flow::Handled
    }

    fn click(&mut self, row: usize, context: &mut Context<'_>) {
        let had_keys = self.pane == Pane::List;
        self.pane = Pane::List;
        self.shows_verification = false;
        if !self.feed.select(row, context) && had_keys {
            self.enter(context);
        }
    }

    /// Makes the detail anew when it is about something else now.
    fn refresh_detail(&mut self, shared: &Shared) {
        let event = self.feed.selected();
        let about = match self.shows_verification {
            true => Some(About::Verification),
            false => event.map(|event| About::Event(event.lseq, event.is_redacted())),
        };
        if about.is_some() && about == self.detail_about {
            return;
        }
        self.detail = match (about, event) {
            (Some(About::Verification), _) => self
                .verification
                .value()
                .map_or(Vec::new(), |verified| detail::of_verification(verified)),
            (Some(About::Event(..)), Some(event)) => detail::of_event(event, shared.now),
            _ => Vec::new(),
        };
        self.detail_about = about;
        self.detail_offset = 0;
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
        if let Some(event) = self.feed.selected() {
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
        items.push(CopyItem::new(
            'c',
            "The command line",
            command_line(self.feed.filter()),
        ));
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
