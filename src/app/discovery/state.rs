//! What the discovery view remembers, and how it answers. What is known and what is under way is shared, not here.

use std::collections::BTreeSet;

use super::rows::{Column, Item, Rows, Tab, Wish};
use super::{DETAIL, DETAIL_LINES, LIST, copies, keys};
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
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::Popup;

/// The rows of one tab, and where one is among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub list: List,
    pub sort: Option<Column>,
    pub reversed: bool,
}

/// What is chosen from a popup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    Sort,
    Place,
}

/// The state of the view.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub tab: Tab,
    tables: [Table; 3],
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    /// The names of the places that are folded.
    pub folded: BTreeSet<String>,
    pub pane: Pane,
    pub detail_offset: usize,
    pub(super) asking: Option<(Asking, Popup)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            tab: Tab::default(),
            tables: Tab::ALL.map(|tab| Table {
                rows: Rows::of(tab),
                ..Table::default()
            }),
            input: Input::default(),
            filtering: false,
            folded: BTreeSet::new(),
            pane: Pane::default(),
            detail_offset: 0,
            asking: None,
        }
    }
}

impl State {
    /// The tab in front.
    pub fn table(&self) -> &Table {
        let [unregistered, gone, dependencies] = &self.tables;
        match self.tab {
            Tab::Unregistered => unregistered,
            Tab::Gone => gone,
            Tab::Dependencies => dependencies,
        }
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        let [unregistered, gone, dependencies] = &mut self.tables;
        match self.tab {
            Tab::Unregistered => unregistered,
            Tab::Gone => gone,
            Tab::Dependencies => dependencies,
        }
    }

    /// What lies over the view: something is to be chosen.
    pub fn popup(&self) -> Option<&Popup> {
        self.asking.as_ref().map(|(_, popup)| popup)
    }

    pub fn selected(&self) -> Option<Item<'_>> {
        self.table().rows.item(self.table().list.cursor()?)
    }

    /// What is marked, or else selected.
    pub(super) fn chosen(&self) -> Vec<Item<'_>> {
        let table = self.table();
        let chosen = table.list.chosen(&table.rows);
        chosen.iter().filter_map(|id| table.rows.found(id)).collect()
    }

    /// Makes the rows of the tab in front anew; whatever was selected stays so.
    pub(super) fn make(&mut self, shared: &Shared) {
        let Some(known) = shared.discovery.known() else {
            return;
        };
        let (words, folded) = (self.input.text().to_owned(), std::mem::take(&mut self.folded));
        let table = self.table_mut();
        let wish = Wish {
            words: &words,
            sort: table.sort,
            reversed: table.reversed,
            folded: &folded,
        };
        let is_first = table.list.is_empty();
        table.rows.make(known, wish);
        table.list.replaced(&table.rows);
        if is_first {
            // Below the heading of the first place stands what one came for.
            let first = usize::from(table.rows.item(0).is_none());
            table.list.select(first, &table.rows);
        }
        self.folded = folded;
    }

    pub(super) fn show(&mut self, tab: Tab, shared: &Shared) {
        self.tab = tab;
        self.pane = Pane::List;
        self.detail_offset = 0;
        self.make(shared);
    }

    pub(super) fn go(&mut self, motion: Motion, shared: &Shared) {
        if self.pane == Pane::Detail && !self.filtering {
            return self.scroll_detail(motion, shared);
        }
        let table = self.table_mut();
        table.list.go(motion, &table.rows);
        self.detail_offset = 0;
    }

    fn scroll_detail(&mut self, motion: Motion, shared: &Shared) {
        let by = motion.lines(shared.layout.height(DETAIL));
        self.scroll_detail_by(by, shared);
    }

    fn scroll_detail_by(&mut self, lines: isize, shared: &Shared) {
        self.detail_offset = shared
            .layout
            .scrolled(self.detail_offset, lines, DETAIL, DETAIL_LINES);
    }

    /// Folds the place of the selected row, or unfolds it.
    pub(super) fn set_folded(&mut self, folded: bool, shared: &Shared) {
        let table = self.table();
        let Some(heading) = table.list.cursor().and_then(|at| table.rows.heading(at)) else {
            return;
        };
        let Some(place) = table.rows.place(heading).map(str::to_owned) else {
            return;
        };
        if folded {
            self.folded.insert(place);
        } else {
            self.folded.remove(&place);
        }
        let table = self.table_mut();
        table.list.select(heading, &table.rows);
        self.make(shared);
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                let table = self.table_mut();
                let moved = table.list.select(*row, &table.rows);
                self.detail_offset = 0;
                if !moved {
                    keys::enter(self, context);
                }
            }
            Target::Column(LIST, column) => {
                if let Some(column) = self.tab.columns().get(*column) {
                    self.sort_by(*column, context.shared);
                }
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    /// Sorts by a column; by the same one again the other way round.
    pub(super) fn sort_by(&mut self, column: Column, shared: &Shared) {
        let table = self.table_mut();
        table.reversed = table.sort == Some(column) && !table.reversed;
        table.sort = Some(column);
        self.make(shared);
    }

    fn drawn(&mut self, shared: &Shared) {
        self.table_mut().list.set_height(shared.layout.height(LIST));
        if let Some((_, popup)) = &mut self.asking {
            popup.list.set_height(shared.layout.height(OFFERS));
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Outside".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Discovery,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown | Event::Discovery => self.make(context.shared),
            Event::Follow(Link::Discovery) => {}
            Event::Drawn => self.drawn(context.shared),
            Event::Answer(..) | Event::Catalog | Event::Journal | Event::Clock => return Flow::Ignored,
            event if self.asking.is_some() => keys::in_popup(self, event, context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                let table = self.table_mut();
                table.list.scroll(lines, &table.rows);
                self.detail_offset = 0;
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail_by(lines, context.shared),
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
