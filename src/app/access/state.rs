//! What the screen remembers, and how it answers. What is known is shared, not here.

use super::filter::{Beside, Filter};
use super::rows::{Grouping, Item, Rows, Tab};
use super::{Aim, DETAIL, DETAIL_LINES, LIST, copies, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::Scope;
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::access::Access;

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub tab: Tab,
    pub grouping: Grouping,
    pub rows: Rows,
    pub list: List,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    pub pane: Pane,
    pub detail_offset: usize,
}

impl State {
    pub fn selected(&self) -> Option<Item<'_>> {
        self.rows.item(self.list.cursor()?)
    }

    /// The rights that are marked, or else what is selected; of a heading all below it.
    pub(super) fn chosen(&self) -> Vec<&Access> {
        self.rows.rights(&self.list.chosen(&self.rows))
    }

    /// The resource that the selected row is about, where the catalog has it.
    pub(super) fn resource(&self) -> Option<String> {
        match self.selected()? {
            Item::Right(row) => row.entity.clone(),
            Item::Group(group) if self.grouping == Grouping::Resource => group.entity.clone(),
            Item::Group(_) => None,
        }
    }

    /// Makes the rows anew; whatever was selected stays so.
    pub(super) fn make(&mut self, shared: &Shared) {
        let Some(review) = shared.access.known() else {
            return;
        };
        let filter = Filter::parse(self.input.text());
        let beside = Beside {
            catalog: shared.catalog.value().map(|catalog| &**catalog),
            me: shared.me.as_deref(),
        };
        self.rows
            .make(review, (self.tab, self.grouping), &filter, &beside);
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

    fn follow(&mut self, aim: &Aim, shared: &Shared) {
        self.input = Input::new(aim.words.as_str());
        self.filtering = false;
        self.list.clear_marks();
        self.show(aim.tab, shared);
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
        let of = Filter::parse(self.input.text()).entity.map(|name| {
            let known = catalog.and_then(|catalog| Some(catalog.entity(catalog.find(&name)?).label()));
            known.map(str::to_owned).unwrap_or(name)
        });
        match of {
            Some(label) => format!("Access of {label}"),
            None => "Access".to_owned(),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Access,
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
                context.ask_access();
            }
            Event::Access | Event::Catalog => self.make(context.shared),
            Event::Follow(Link::Access(aim)) => self.follow(aim, context.shared),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                self.list.scroll(lines, &self.rows);
                self.detail_offset = 0;
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail(lines, context.shared),
            event if self.filtering => return keys::in_filter(self, event, context),
            Event::Intent(intent) => return keys::in_panes(self, intent, context),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        copies::of(self)
    }
}
