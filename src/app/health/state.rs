//! What the screen remembers, and how it answers. What is known is shared, not here.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::filter::{Beside, Filter};
use super::rows::{Item, Rows, Tab};
use super::{Aim, DETAIL, DETAIL_LINES, LIST, copies, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;

/// How long after a probe is due its answer is looked for, and never sooner again than this.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);
/// A probe that is due for longer than this is asked by nobody any more.
const OVERDUE: SignedDuration = SignedDuration::from_mins(2);

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub tab: Tab,
    pub rows: Rows,
    pub list: List,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    pub pane: Pane,
    pub detail_offset: usize,
    /// When something is expected to be another thing.
    wake: Option<Timestamp>,
}

impl State {
    pub fn selected(&self) -> Option<Item<'_>> {
        self.rows.item(self.list.cursor()?)
    }

    /// The entities of the probes that are marked, or else of the selected one.
    pub(super) fn chosen(&self) -> Vec<String> {
        let ids = self.list.chosen(&self.rows);
        let entities: BTreeSet<&str> = ids
            .iter()
            .filter_map(|id| match self.rows.found(id)? {
                Item::Probed(probed) => Some(probed.entity.as_str()),
                Item::Wrong { .. } => None,
            })
            .collect();
        entities.into_iter().map(str::to_owned).collect()
    }

    /// Makes the rows anew; whatever was selected stays so.
    pub(super) fn make(&mut self, shared: &Shared) {
        let Some(healths) = shared.health.known() else {
            return;
        };
        let filter = Filter::parse(self.input.text());
        let beside = Beside {
            healths,
            catalog: shared.catalog.value().map(|catalog| &**catalog),
            me: shared.me.as_deref(),
            now: shared.now,
        };
        self.rows.make(healths, self.tab, &filter, &beside);
        let before = self.list.selected().map(str::to_owned);
        self.list.replaced(&self.rows);
        if self.list.selected() != before.as_deref() {
            self.detail_offset = 0;
        }
    }

    pub(super) fn show(&mut self, tab: Tab, shared: &Shared) {
        self.tab = tab;
        self.pane = Pane::List;
        self.make(shared);
    }

    pub(super) fn go(&mut self, motion: Motion, shared: &Shared) {
        if self.pane == Pane::List || self.filtering {
            self.list.go(motion, &self.rows);
            self.detail_offset = 0;
            return;
        }
        let by = motion.lines(shared.layout.height(DETAIL));
        self.scroll_detail(by, shared);
    }

    fn scroll_detail(&mut self, lines: isize, shared: &Shared) {
        let layout = &shared.layout;
        self.detail_offset = layout.scrolled(self.detail_offset, lines, DETAIL, DETAIL_LINES);
    }

    /// Asks to be woken when the next probe has answered, or a silence ends.
    fn rest(&mut self, context: &mut Context<'_>) {
        let now = context.shared.now;
        let healths = self.rows.healths();
        let is_awaited = |next: &Timestamp| now.duration_since(*next) < OVERDUE;
        let looks = healths.probes.iter().filter_map(|probed| probed.next);
        let ends = healths.silences.iter().map(|silence| silence.until);
        let next = looks
            .filter(is_awaited)
            .chain(ends.filter(|end| *end > now))
            .min();
        let soonest = now.saturating_add(PATIENCE).unwrap_or(now);
        self.wake = next.map(|next| next.saturating_add(PATIENCE).unwrap_or(next).max(soonest));
        if let Some(at) = self.wake {
            context.effect(Effect::WakeAt(at));
        }
    }

    fn clock(&mut self, context: &mut Context<'_>) {
        match self.wake {
            Some(at) if at <= context.shared.now => {
                self.wake = None;
                context.ask_health();
                self.make(context.shared);
                context.redraw();
            }
            // Someone else's alarm; it may have taken the place of ours.
            Some(at) => context.effect(Effect::WakeAt(at)),
            None => {}
        }
    }

    fn follow(&mut self, aim: &Aim, shared: &Shared) {
        self.input = Input::new(aim.words.as_str());
        self.filtering = false;
        self.show(Tab::All, shared);
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                self.detail_offset = 0;
                if !self.list.select(*row, &self.rows) {
                    keys::enter(self, context);
                }
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}

impl ScreenState for State {
    fn title(&self, shared: &Shared) -> String {
        let catalog = shared.catalog.value();
        let of = Filter::parse(self.input.text()).entity.and_then(|entity| {
            let catalog = catalog?;
            Some(catalog.entity(catalog.find(&entity)?).label().to_owned())
        });
        match of {
            Some(label) => format!("Health of {label}"),
            None => "Health".to_owned(),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Health,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown => {
                self.make(context.shared);
                context.ask_health();
            }
            Event::Health => {
                self.make(context.shared);
                self.rest(context);
            }
            Event::Catalog => self.make(context.shared),
            Event::Follow(Link::Health(aim)) => self.follow(aim, context.shared),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            Event::Clock => self.clock(context),
            Event::Answer(..) | Event::Journal | Event::Discovery | Event::Vision => return Flow::Ignored,
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.list.scroll(lines, &self.rows);
                self.detail_offset = 0;
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail(lines, context.shared),
            event if self.filtering => return keys::in_filter(self, event, context),
            Event::Intent(Intent::Refresh) => {
                context.ask_health();
                // The catalog is read again as well.
                return Flow::Ignored;
            }
            Event::Intent(intent) => return keys::in_panes(self, intent, context),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        copies::of(self)
    }
}
