//! What the screen remembers, and how it answers.

use std::sync::Arc;

use super::rows::{Row, Rows, Wish};
use super::tab::{Column, Tab};
use super::{Aim, DETAIL, DETAIL_LINES, LIST, copies, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::load::Load;
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::Popup;
use crate::model::catalog::Catalog;
use crate::model::cost::{Month, Report};

/// The rows of one tab, and where one is among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub list: List,
    pub sort: Option<Column>,
    pub reversed: bool,
}

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub tab: Tab,
    tables: [Table; Tab::ALL.len()],
    pub report: Load<Arc<Report>>,
    /// The snapshot that the report was asked of.
    asked_of: Option<Arc<Catalog>>,
    /// The month that is shown, as far as one was chosen.
    chosen: Option<Month>,
    /// Only what is charged in this currency.
    pub currency: Option<String>,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    pub pane: Pane,
    pub detail_offset: usize,
    /// By what the rows are sorted is to be chosen.
    pub(super) menu: Option<Popup>,
}

impl State {
    /// The tab in front.
    pub fn table(&self) -> &Table {
        &self.tables[self.tab as usize]
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        &mut self.tables[self.tab as usize]
    }

    /// What lies over the view: something is to be chosen.
    pub fn popup(&self) -> Option<&Popup> {
        self.menu.as_ref()
    }

    /// The month that is shown: the one that was chosen, else the latest that is over. None where nothing is known.
    pub fn month(&self) -> Option<Month> {
        let report = self.report.value()?;
        let chosen = self.chosen.filter(|month| report.at(*month).is_some());
        chosen.or(report.whole)
    }

    pub fn selected(&self) -> Option<&Row> {
        let table = self.table();
        table.rows.row(table.list.cursor()?)
    }

    fn ask(&mut self, context: &mut Context<'_>) {
        if let Some(catalog) = context.shared.catalog.value().cloned() {
            self.asked_of = Some(Arc::clone(&catalog));
            self.report.expect(context.ask(Request::Costs { catalog }));
        }
    }

    /// The snapshot that the report tells of.
    pub(super) fn catalog(&self) -> Option<&Arc<Catalog>> {
        self.asked_of.as_ref()
    }

    /// Makes the rows of the tab in front anew; whatever was selected stays so.
    pub(super) fn make(&mut self) {
        let (Some(report), Some(month)) = (self.report.value().cloned(), self.month()) else {
            return;
        };
        let (tab, catalog) = (self.tab, self.asked_of.clone());
        let (words, currency) = (self.input.text().to_owned(), self.currency.clone());
        let table = self.table_mut();
        let wish = Wish {
            tab,
            month,
            words: &words,
            currency: currency.as_deref(),
            sort: table.sort,
            reversed: table.reversed,
        };
        table.rows.make(&report, catalog.as_deref(), wish);
        table.list.replaced(&table.rows);
    }

    pub(super) fn show(&mut self, tab: Tab) {
        self.tab = tab;
        self.pane = Pane::List;
        self.detail_offset = 0;
        self.make();
    }

    /// Shows a tab through another filter.
    pub(super) fn narrow(&mut self, aim: &Aim) {
        self.input = Input::new(aim.words.as_str());
        self.filtering = false;
        self.show(aim.tab);
        let table = self.table_mut();
        table.list.select(0, &table.rows);
    }

    /// To a month before the one that is shown, or after it, of those that are known.
    pub(super) fn turn_month(&mut self, forward: bool) {
        let (Some(report), Some(month)) = (self.report.value(), self.month()) else {
            return;
        };
        let months = &report.months;
        let next = match forward {
            true => months.iter().find(|known| **known > month),
            false => months.iter().rfind(|known| **known < month),
        };
        if let Some(next) = next.copied() {
            self.chosen = Some(next);
            self.detail_offset = 0;
            self.make();
        }
    }

    /// From all currencies to the first, from each to the next one, from the last to all.
    pub(super) fn turn_currency(&mut self) {
        let Some(report) = self.report.value() else { return };
        let mut codes = report.totals.iter().map(|total| &total.currency);
        let next = match &self.currency {
            None => codes.next(),
            Some(here) => codes.skip_while(|code| *code != here).nth(1),
        };
        self.currency = next.cloned();
        self.make();
    }

    pub(super) fn go(&mut self, motion: Motion, shared: &Shared) {
        if self.pane == Pane::Detail && !self.filtering {
            return self.scroll_detail(motion.lines(shared.layout.height(DETAIL)), shared);
        }
        let table = self.table_mut();
        table.list.go(motion, &table.rows);
        self.detail_offset = 0;
    }

    fn scroll_detail(&mut self, lines: isize, shared: &Shared) {
        let (height, all) = (shared.layout.height(DETAIL), shared.layout.height(DETAIL_LINES));
        let last = all.saturating_sub(height);
        let offset = self.detail_offset.min(last).saturating_add_signed(lines);
        self.detail_offset = offset.min(last);
    }

    /// Sorts by a column; by the same one again the other way round.
    pub(super) fn sort_by(&mut self, column: Column) {
        let table = self.table_mut();
        table.reversed = table.sort == Some(column) && !table.reversed;
        table.sort = Some(column);
        self.make();
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                let table = self.table_mut();
                match table.list.select(*row, &table.rows) {
                    true => self.detail_offset = 0,
                    false => keys::enter(self, context),
                }
            }
            Target::Column(LIST, column) => {
                if let Some(column) = self.tab.columns().get(*column) {
                    self.sort_by(*column);
                }
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn drawn(&mut self, shared: &Shared) {
        self.table_mut().list.set_height(shared.layout.height(LIST));
        if let Some(popup) = &mut self.menu {
            popup.list.set_height(shared.layout.height(OFFERS));
        }
    }

    fn answer(&mut self, generation: Generation, answer: &Answer) {
        if let Some(popup) = &mut self.menu {
            popup.answer(generation, answer);
        }
        if !self.report.expects(generation) {
            return;
        }
        match answer {
            Answer::Costs(report) => self.report.succeed(report.clone()),
            Answer::Failed(failure) => self.report.fail(failure.clone()),
            _ => return,
        }
        self.make();
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Cost".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.menu.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Cost,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown | Event::Catalog => self.ask(context),
            Event::Follow(Link::Cost(aim)) => self.narrow(aim),
            Event::Drawn => self.drawn(context.shared),
            Event::Answer(generation, answer) => self.answer(generation, answer),
            Event::Discovery | Event::Vision | Event::Journal | Event::Clock => return Flow::Ignored,
            event if self.menu.is_some() => keys::in_menu(self, event, context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                let table = self.table_mut();
                table.list.scroll(lines, &table.rows);
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail(lines, context.shared),
            event if self.filtering => return keys::in_filter(self, event, context),
            Event::Intent(Intent::Refresh) => {
                self.ask(context);
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
