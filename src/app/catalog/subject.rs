//! The entity that is shown: its page, what of it is still on its way, and where one is on the page. Used beside the table
//! and on an entity's own screen.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::Snapshot;
use super::page::{LABEL, Page, Sheet, Source, Stop, page};
use crate::app::access;
use crate::app::context::Context;
use crate::app::discovery::Known;
use crate::app::effect::{Effect, Generation, Request};
use crate::app::health::words::of_entity;
use crate::app::intent::Intent;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::Load;
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::model::catalog::Node;
use crate::model::cost::EntityMonth;
use crate::model::health::Health;
use crate::model::journal::{Event, Filter, Subject as Stream};
use crate::model::ownership::Since;
use crate::model::vision::Judged;

/// Columns of a pane that the page does not have: the cursor's sign, and the scroll bar.
const GUTTER: u16 = 2;
const SCROLL_BAR: u16 = 1;
/// With fewer rows the page takes its compact form.
const ROOMY: usize = 18;
/// This many rows stay visible above and below the cursor where there are any.
const MARGIN: usize = 1;
/// One more than a page shows, so that it can say that there are more.
const EVENTS: usize = 100;
/// How long the cursor rests on a row before more of it is read: holding a key down reads nothing.
const REST: SignedDuration = SignedDuration::from_millis(100);

/// The room a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// For the texts.
    pub width: usize,
    pub height: usize,
}

impl View {
    /// The room inside a pane.
    pub fn of(width: u16, height: u16) -> Self {
        Self {
            width: usize::from(width.saturating_sub(GUTTER + SCROLL_BAR)).max(LABEL),
            height: usize::from(height),
        }
    }

    pub fn is_compact(self) -> bool {
        self.height < ROOMY
    }
}

/// The entity that is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    entity_ref: String,
    snapshot: Snapshot,
    /// The moment of the past that is shown; none is now.
    at: Option<Timestamp>,
    /// What was seen outside, if anybody looked.
    known: Option<Arc<Known>>,
    /// What the vision says of the catalog, perhaps of the one before.
    judged: Option<Arc<Judged>>,
    /// How its probes see it, and that in words.
    health: Option<(Health, String)>,
    /// Who may use it, in words, and whether something of that has to be looked at.
    access: Option<(String, bool)>,
    document: Load<Arc<Node>>,
    events: Load<Arc<[Event]>>,
    /// How it stands with its attestation; where that cannot be told, the page says nothing of it.
    since: Load<Arc<Since>>,
    /// What it costs; where that cannot be told, the page says nothing of it.
    cost: Load<Option<Arc<EntityMonth>>>,
    page: Page,
    list: List,
    /// The first row in view.
    top: usize,
    /// When the document and the history are asked for, unless another entity is shown before.
    due: Option<Timestamp>,
    /// What is to be done once the document is there.
    wish: Option<Intent>,
}

impl Subject {
    /// Its canonical reference; empty as long as nothing is shown.
    pub fn entity_ref(&self) -> &str {
        &self.entity_ref
    }

    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub fn document(&self) -> Option<&Arc<Node>> {
        self.document.value()
    }

    pub fn sheet(&self, view: View) -> Sheet<'_> {
        self.page.sheet(view.is_compact())
    }

    /// The identity of the line under the cursor.
    pub fn selected(&self) -> Option<&str> {
        self.list.selected()
    }

    /// What the line under the cursor is.
    pub fn stop(&self, view: View) -> Option<&Stop> {
        let sheet = self.sheet(view);
        sheet.stop(sheet.find(self.selected()?)?)
    }

    /// The first row in view of so many.
    pub fn top(&self, rows: usize, height: usize) -> usize {
        self.top.min(rows.saturating_sub(height))
    }

    /// Shows an entity: at once what the snapshot knows, the rest when it comes.
    pub fn show(&mut self, snapshot: &Snapshot, entity_ref: &str, context: &mut Context<'_>) {
        if self.take(snapshot, entity_ref, context) {
            self.ask(context);
        }
    }

    /// The same; but while one entity after the other is shown, nothing is read until the cursor rests.
    pub fn pass(&mut self, snapshot: &Snapshot, entity_ref: &str, context: &mut Context<'_>) {
        let first = self.entity_ref.is_empty();
        if !self.take(snapshot, entity_ref, context) {
            return;
        }
        if first {
            return self.ask(context);
        }
        let due = context.shared.now.saturating_add(REST).unwrap_or(Timestamp::MAX);
        self.due = Some(due);
        context.effect(Effect::WakeAt(due));
    }

    /// Asks for the rest when the cursor has rested.
    pub fn clock(&mut self, context: &mut Context<'_>) {
        match self.due {
            Some(due) if due <= context.shared.now => self.ask(context),
            // Someone else's alarm; it may have taken the place of ours.
            Some(due) => context.effect(Effect::WakeAt(due)),
            None => {}
        }
    }

    /// Does something as soon as the document is there.
    pub fn wish(&mut self, wish: Intent, context: &mut Context<'_>) {
        self.wish = Some(wish);
        self.ask(context);
    }

    /// Makes the page of an entity; true if what is read of it is that of another one or of another version.
    fn take(&mut self, snapshot: &Snapshot, entity_ref: &str, context: &Context<'_>) -> bool {
        let version = |snapshot: &Snapshot| snapshot.find(entity_ref).map(|entity| *entity.version());
        let at = context.shared.travel.at();
        let same = self.entity_ref == entity_ref;
        let unchanged = same && self.at == at && version(&self.snapshot) == version(snapshot);
        if !same {
            *self = Self {
                entity_ref: entity_ref.to_owned(),
                ..Self::default()
            };
        }
        if self.at != at {
            self.travel(at);
        }
        self.snapshot = snapshot.clone();
        self.see(context);
        self.make();
        !unchanged
    }

    /// Forgets what was told of another moment, so that none of it stands under this one.
    fn travel(&mut self, at: Option<Timestamp>) {
        self.at = at;
        self.document = Load::default();
        self.events = Load::default();
        self.since = Load::default();
        self.cost = Load::default();
    }

    /// Takes what is known of the world outside, of the vision and of its probes by now.
    pub fn learn(&mut self, context: &Context<'_>) {
        if !self.entity_ref.is_empty() {
            self.see(context);
            self.make();
        }
    }

    /// What is known of now says nothing of the past.
    fn see(&mut self, context: &Context<'_>) {
        let shared = context.shared;
        let is_now = self.at.is_none();
        self.known = shared.discovery.known().filter(|_| is_now).cloned();
        self.judged = shared.vision.value().filter(|_| is_now).cloned();
        self.health = is_now.then(|| seen(&self.entity_ref, context)).flatten();
        self.access = is_now.then(|| rights(&self.entity_ref, context)).flatten();
    }

    /// Asks for the document and the history; of now also for the attestation and the cost, of which no day of the past is told.
    fn ask(&mut self, context: &mut Context<'_>) {
        self.due = None;
        self.ask_cost(context);
        self.ask_document(context);
        self.ask_events(context);
    }

    /// Asks for what was asked for and never came.
    pub fn ask_missing(&mut self, context: &mut Context<'_>) {
        if !self.entity_ref.is_empty() && (self.document.value().is_none() || self.events.value().is_none()) {
            self.ask(context);
        }
    }

    pub fn ask_events(&mut self, context: &mut Context<'_>) {
        if self.entity_ref.is_empty() {
            return;
        }
        let filter = Filter {
            subject: Some(Stream::entity(&self.entity_ref)),
            until: self.at,
            newest_first: true,
            limit: Some(EVENTS),
            ..Filter::default()
        };
        self.events.expect(context.ask(Request::Events(filter)));
        if self.is_of_now() {
            let entity = self.entity_ref.clone();
            self.since.expect(context.ask(Request::SinceAttested { entity }));
        }
    }

    /// Whether it is an entity of the catalog of now.
    fn is_of_now(&self) -> bool {
        self.at.is_none() && self.snapshot.find(&self.entity_ref).is_some()
    }

    fn ask_cost(&mut self, context: &mut Context<'_>) {
        if self.is_of_now() {
            let (catalog, entity) = (Arc::clone(&self.snapshot.catalog), self.entity_ref.clone());
            self.cost.expect(context.ask(Request::CostOf { catalog, entity }));
        }
    }

    fn ask_document(&mut self, context: &mut Context<'_>) {
        if self.snapshot.find(&self.entity_ref).is_some() {
            let entity_ref = self.entity_ref.clone();
            self.document
                .expect(context.ask(Request::ReadDocument { entity_ref }));
        }
    }

    /// Takes an answer if it is one of those waited for.
    pub fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Document(document) if self.document.expects(generation) => {
                self.document.succeed(document.clone());
                if let Some(wish) = self.wish.take() {
                    context.perform(wish);
                }
            }
            Answer::Events(events) if self.events.expects(generation) => {
                self.events.succeed(events.clone());
            }
            Answer::SinceAttested(since) if self.since.expects(generation) => {
                self.since.succeed(since.clone());
            }
            Answer::Failed(failure) if self.since.expects(generation) => {
                self.since.fail(failure.clone());
            }
            Answer::CostOf(cost) if self.cost.expects(generation) => self.cost.succeed(cost.clone()),
            Answer::Failed(failure) if self.cost.expects(generation) => self.cost.fail(failure.clone()),
            Answer::Failed(failure) if self.document.expects(generation) => {
                self.document.fail(failure.clone());
                if self.wish.take().is_some() {
                    context.toast(Level::Warning, format!("{} {}", failure.message, failure.next));
                }
            }
            Answer::Failed(failure) if self.events.expects(generation) => {
                self.events.fail(failure.clone());
            }
            _ => return,
        }
        self.make();
    }

    fn make(&mut self) {
        self.page = page(&Source {
            snapshot: &self.snapshot,
            entity_ref: &self.entity_ref,
            at: self.at,
            document: &self.document,
            events: &self.events,
            since: self.since.value().map(|since| &**since),
            health: self.health.as_ref(),
            access: self.access.as_ref(),
            cost: self.cost.value().and_then(Option::as_deref),
            known: self.known.as_deref(),
            judged: self.judged.as_deref(),
        });
    }

    /// Moves the cursor; the view follows.
    pub fn go(&mut self, motion: Motion, view: View) {
        self.with_list(view, |list, sheet| {
            list.go(motion, sheet);
        });
        self.follow_cursor(view);
    }

    /// Puts the cursor on a line by its position among the stops; true if it was there already.
    pub fn select(&mut self, stop: usize, view: View) -> bool {
        let mut moved = false;
        self.with_list(view, |list, sheet| moved = list.select(stop, sheet));
        self.follow_cursor(view);
        !moved
    }

    /// Puts the cursor somewhere when it is nowhere yet.
    pub fn focus(&mut self, view: View) {
        if self.list.cursor().is_none() {
            self.select(0, view);
        }
    }

    /// Scrolls the view; the cursor stays where it is, as far as it stays in view.
    pub fn scroll(&mut self, lines: isize, view: View) {
        let sheet = self.page.sheet(view.is_compact());
        let rows = sheet.rows(view.width);
        let last = rows.len().saturating_sub(view.height);
        self.top = self.top.min(last).saturating_add_signed(lines).min(last);
        let seen = rows.iter().skip(self.top).take(view.height);
        let mut stops = seen.filter_map(|row| {
            let stop = sheet.line(row.line)?.stop.as_ref()?;
            sheet.find(&stop.id)
        });
        let Some(first) = stops.next() else { return };
        let last = stops.next_back().unwrap_or(first);
        if let Some(cursor) = self.list.selected().and_then(|id| sheet.find(id)) {
            self.list.select(cursor.clamp(first, last), &sheet);
        }
    }

    /// The list may have been of the other form of the page.
    fn with_list(&mut self, view: View, change: impl FnOnce(&mut List, &Sheet<'_>)) {
        let sheet = self.page.sheet(view.is_compact());
        self.list.set_height(view.height);
        if let Some(id) = self.list.selected().map(str::to_owned) {
            self.list.select_id(&id, &sheet);
        }
        change(&mut self.list, &sheet);
    }

    fn follow_cursor(&mut self, view: View) {
        let sheet = self.page.sheet(view.is_compact());
        let rows = sheet.rows(view.width);
        let Some((stop, line)) = self.list.selected().and_then(|id| sheet.place(id)) else {
            return;
        };
        let first = rows.iter().position(|row| row.line == line).unwrap_or(0);
        let end = rows.iter().rposition(|row| row.line == line).unwrap_or(0) + 1;
        let lowest = (end + MARGIN).saturating_sub(view.height);
        let highest = first.saturating_sub(MARGIN);
        self.top = match stop {
            // What stands above the first and below the last line can be seen too.
            0 => 0,
            stop if stop + 1 == sheet.len() => usize::MAX,
            _ => self.top.clamp(lowest.min(highest), highest),
        };
        self.top = self.top.min(rows.len().saturating_sub(view.height));
    }
}

/// How its probes see an entity.
fn seen(entity_ref: &str, context: &Context<'_>) -> Option<(Health, String)> {
    of_entity(context.shared.health.known()?, entity_ref, context.shared)
}

/// Who may use an entity, and what it has elsewhere.
fn rights(entity_ref: &str, context: &Context<'_>) -> Option<(String, bool)> {
    access::words::of_entity(context.shared.access.known()?, entity_ref)
}
