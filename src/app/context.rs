//! What a screen or overlay is given with an event: facts to read, and the ways to answer. It changes nothing itself;
//! `update` carries the commands out in the order they were given.

use super::effect::{Effect, Generation, Request};
use super::geometry::Target;
use super::input::Edit;
use super::intent::{Entry, Intent};
use super::link::Link;
use super::msg::Answer;
use super::overlay::Overlay;
use super::screen::{Screen, ScreenId};
use super::shared::Shared;
use super::toast::Level;
use crate::model::access::AccessAct;
use crate::model::catalog::Code;
use crate::model::catalog::query::Query;
use crate::model::discovery::Claim;
use crate::model::health::HealthAct;
use crate::model::ownership::OwnAct;
use crate::model::vision::WaiverAsk;
use crate::model::vision::diff::Fall;

/// What happens to a screen or overlay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event<'a> {
    /// It came to the top, or was opened.
    Shown,
    /// A key, click or palette entry meant this.
    Intent(Intent),
    /// Text typed or pasted while a scope that takes text is innermost.
    Insert(&'a str),
    /// A click on something that belongs to it.
    Click(&'a Target),
    /// The mouse wheel over something that belongs to it; positive lines go down.
    Scroll(&'a Target, isize),
    /// The answer to a request, perhaps someone else's: compare the generation.
    Answer(Generation, &'a Answer),
    /// The catalog is another one now: `shared.catalog`. Ids of the old one mean nothing any more.
    Catalog,
    /// What is known of the world outside is another thing now: `shared.discovery`.
    Discovery,
    /// The vision says something else of the catalog now, or was judged of another one: `shared.vision`.
    Vision,
    /// What probes say is another thing now: `shared.health`.
    Health,
    /// Who has what is another thing now: `shared.access`.
    Access,
    /// The journal holds more than it did: events shown may be asked for again.
    Journal,
    /// Show this entity, by its canonical ref.
    Open(&'a str),
    /// Show what another screen led to. Never [`Link::Entity`], which is [`Event::Open`].
    Follow(&'a Link),
    /// It is later than it was: `shared.now`. Sent at every wake-up, also at the moment a `WakeAt` asked for.
    Clock,
    /// The program ends: what must not be lost is to be kept.
    Leaving,
    /// A frame was drawn with it: `shared.layout` has the heights of the lists.
    Drawn,
}

impl Event<'_> {
    /// The edit this event asks of a text field, if it asks for one.
    pub fn edit(&self) -> Option<Edit> {
        match self {
            Event::Intent(Intent::Edit(edit)) => Some(*edit),
            _ => None,
        }
    }
}

/// Whether an event found its receiver, or should go on to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Handled,
    Ignored,
}

/// What a screen or overlay wants of the rest of the program.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Command {
    Effect(Effect),
    Push(Box<Screen>),
    Replace(Box<Screen>),
    GoTo(ScreenId),
    Follow(Link),
    Back,
    Show(Box<Overlay>),
    CloseOverlay,
    Do(Intent),
    DoEntry(&'static Entry),
    Toast(Level, String),
    Redraw,
    Theme(String),
    LookOutside(Option<Vec<String>>),
    StopLooking,
    Claim(Vec<Claim>),
    Declare(Vec<(String, String)>),
    Waive(Vec<WaiverAsk>),
    EndWaiver {
        rule: String,
        entity: String,
        reason: String,
    },
    GrantWaiver(String),
    FileTasks(Vec<Fall>),
    Own(OwnAct),
    AskHealth,
    Probe(Vec<String>),
    ActOnHealth(Vec<HealthAct>),
    AskAccess,
    LookAtAccess,
    ActOnAccess(AccessAct),
}

/// The ways to answer an event.
#[derive(Debug)]
pub struct Context<'a> {
    pub shared: &'a Shared,
    pub(super) generations: &'a mut Generations,
    pub(super) commands: &'a mut Vec<Command>,
}

/// Hands out generations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Generations(u64);

impl Generations {
    pub(super) fn next(&mut self) -> Generation {
        self.0 += 1;
        Generation(self.0)
    }
}

impl Context<'_> {
    /// Asks for slow work; the answer comes as [`Event::Answer`] with this generation.
    pub fn ask(&mut self, request: Request) -> Generation {
        let generation = self.generations.next();
        self.effect(Effect::Ask { generation, request });
        generation
    }

    pub fn effect(&mut self, effect: Effect) {
        self.commands.push(Command::Effect(effect));
    }

    /// Opens a screen on top of this one.
    pub fn push(&mut self, screen: Screen) {
        self.commands.push(Command::Push(Box::new(screen)));
    }

    /// Opens a screen in place of this one.
    pub fn replace(&mut self, screen: Screen) {
        self.commands.push(Command::Replace(Box::new(screen)));
    }

    /// Changes to one of the screens with a number.
    pub fn go_to(&mut self, screen: ScreenId) {
        self.commands.push(Command::GoTo(screen));
    }

    /// Shows an entity, by its canonical ref, in the catalog.
    pub fn open_entity(&mut self, entity_ref: impl Into<String>) {
        self.follow(Link::Entity(entity_ref.into()));
    }

    /// Shows the entities that match, in the catalog.
    pub fn open_catalog(&mut self, query: Query) {
        self.follow(Link::Entities(query));
    }

    /// Shows the problems, or those of one code.
    pub fn open_problems(&mut self, code: Option<Code>) {
        self.follow(Link::Problems(code));
    }

    /// Shows the events that a filter line lets through, in the journal.
    pub fn open_journal(&mut self, filter: impl Into<String>) {
        self.follow(Link::Events(filter.into()));
    }

    /// Goes where a line leads: on top of this screen, so that going back comes back here.
    pub fn follow(&mut self, link: Link) {
        self.commands.push(Command::Follow(link));
    }

    /// Closes this screen.
    pub fn back(&mut self) {
        self.commands.push(Command::Back);
    }

    pub fn show(&mut self, overlay: Overlay) {
        self.commands.push(Command::Show(Box::new(overlay)));
    }

    /// Closes the topmost overlay.
    pub fn close_overlay(&mut self) {
        self.commands.push(Command::CloseOverlay);
    }

    /// Does what a key would do, after this event.
    pub fn perform(&mut self, intent: Intent) {
        self.commands.push(Command::Do(intent));
    }

    /// Does what an action of the table does, on the screen it belongs to.
    pub fn perform_entry(&mut self, entry: &'static Entry) {
        self.commands.push(Command::DoEntry(entry));
    }

    pub fn toast(&mut self, level: Level, text: impl Into<String>) {
        self.commands.push(Command::Toast(level, text.into()));
    }

    /// Draws again although only time has passed: for a screen that shows a clock.
    pub fn redraw(&mut self) {
        self.commands.push(Command::Redraw);
    }

    /// Changes the theme at once.
    pub fn theme(&mut self, name: impl Into<String>) {
        self.commands.push(Command::Theme(name.into()));
    }

    /// Looks outside again, at these places or at all of them. How far it is and what it brings is `shared.discovery`.
    pub fn look_outside(&mut self, places: Option<Vec<String>>) {
        self.commands.push(Command::LookOutside(places));
    }

    /// Has the look that is under way hand back what it has.
    pub fn stop_looking(&mut self) {
        self.commands.push(Command::StopLooking);
    }

    /// Makes entities of what was found, and says what came of it.
    pub fn claim(&mut self, claims: Vec<Claim>) {
        self.commands.push(Command::Claim(claims));
    }

    /// Writes down dependencies that were seen, who and on what, and says what came of it.
    pub fn declare(&mut self, edges: Vec<(String, String)>) {
        self.commands.push(Command::Declare(edges));
    }

    /// Asks for exceptions, and says what came of it.
    pub fn waive(&mut self, asks: Vec<WaiverAsk>) {
        self.commands.push(Command::Waive(asks));
    }

    /// Takes an exception of the journal back, and says what came of it.
    pub fn end_waiver(&mut self, rule: String, entity: String, reason: String) {
        self.commands.push(Command::EndWaiver { rule, entity, reason });
    }

    /// Agrees to an exception that a task asks for, by the task's whole id, and says what came of it.
    pub fn grant_waiver(&mut self, task: String) {
        self.commands.push(Command::GrantWaiver(task));
    }

    /// Makes a task of what falls short for each rule and person who answers for it, and says what came of it.
    pub fn file_tasks(&mut self, falls: Vec<Fall>) {
        self.commands.push(Command::FileTasks(falls));
    }

    /// Does something about ownership, and says what came of it.
    pub fn own(&mut self, act: OwnAct) {
        self.commands.push(Command::Own(act));
    }

    /// Has it told again what probes saw: `shared.health`.
    pub fn ask_health(&mut self) {
        self.commands.push(Command::AskHealth);
    }

    /// Asks the probes of some entities at once, of all where none is named, and says what came of it.
    pub fn probe(&mut self, entities: Vec<String>) {
        self.commands.push(Command::Probe(entities));
    }

    /// Does something about probes, and says what came of it.
    pub fn act_on_health(&mut self, acts: Vec<HealthAct>) {
        self.commands.push(Command::ActOnHealth(acts));
    }

    /// Has it told again who has what, of what is kept: `shared.access`.
    pub fn ask_access(&mut self) {
        self.commands.push(Command::AskAccess);
    }

    /// Looks at all places again who has what, and says what came of it.
    pub fn look_at_access(&mut self) {
        self.commands.push(Command::LookAtAccess);
    }

    /// Does something about access, and says what came of it.
    pub fn act_on_access(&mut self, act: AccessAct) {
        self.commands.push(Command::ActOnAccess(act));
    }

    /// Copies a text and says so.
    pub fn copy(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.toast(Level::Done, format!("Copied {}", shorten(&text)));
        self.effect(Effect::Copy(text));
    }
}

/// The first line of a text, at most 60 characters of it.
fn shorten(text: &str) -> String {
    let first = text.lines().next().unwrap_or("");
    let short: String = first.chars().take(60).collect();
    if short.len() < text.len() {
        format!("{short}…")
    } else {
        short
    }
}
