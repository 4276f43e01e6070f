//! What the screen remembers, and how it answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::rows::{Rows, Wish};
use super::source::{Held, Item, Source};
use super::tab::{Column, Tab, Whose};
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
use crate::model::ownership::{Agenda, Handover, Holding, OwnRole, Packet, Since};

/// The rows of one tab, and where one is among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub list: List,
    pub sort: Option<Column>,
    pub reversed: bool,
}

/// What is chosen from a popup.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Menu {
    Sort,
    /// Which role of these is given to somebody.
    Role(Vec<String>),
    /// Who it is given to.
    Holder(Vec<String>, OwnRole),
}

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub tab: Tab,
    pub whose: Whose,
    tables: [Table; Tab::ALL.len()],
    pub source: Source,
    pub holding: Load<Arc<Holding>>,
    /// The snapshot that the holding was asked of.
    asked_of: Option<Arc<Catalog>>,
    pub handovers: Load<Arc<[Handover]>>,
    pub agenda: Load<Arc<Agenda>>,
    /// Of the selected entity: what it says otherwise than when it was attested.
    pub since: Load<Arc<Since>>,
    since_of: String,
    /// Of the selected person who leaves: all that hangs on them.
    pub packet: Load<Arc<Packet>>,
    packet_of: String,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    /// The identities of the headings that are folded.
    folded: BTreeSet<String>,
    pub pane: Pane,
    pub detail_offset: usize,
    pub(super) menu: Option<(Menu, Popup)>,
    /// Nobody chose whose things are shown yet.
    is_fresh: bool,
}

impl State {
    pub fn new() -> Self {
        Self {
            is_fresh: true,
            ..Self::default()
        }
    }

    /// The tab in front.
    pub fn table(&self) -> &Table {
        let [review, handovers, leaving] = &self.tables;
        match self.tab {
            Tab::Review => review,
            Tab::Handovers => handovers,
            Tab::Leaving => leaving,
        }
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        let [review, handovers, leaving] = &mut self.tables;
        match self.tab {
            Tab::Review => review,
            Tab::Handovers => handovers,
            Tab::Leaving => leaving,
        }
    }

    /// What lies over the view: something is to be chosen.
    pub fn popup(&self) -> Option<&Popup> {
        self.menu.as_ref().map(|(_, popup)| popup)
    }

    pub fn selected(&self) -> Option<Item<'_>> {
        let table = self.table();
        table.rows.item(&self.source, table.list.cursor()?)
    }

    /// The refs of what is marked, or else selected; of a heading, of all below it.
    pub(super) fn chosen(&self) -> Vec<String> {
        let table = self.table();
        let mut refs = Vec::new();
        for id in table.list.chosen(&table.rows) {
            let under = table.rows.under(&id);
            refs.extend(under.into_iter().map(str::to_owned));
        }
        let mut seen = BTreeSet::new();
        refs.retain(|one| seen.insert(one.clone()));
        refs
    }

    /// How many there are of whose.
    pub fn count(&self, whose: Whose) -> usize {
        let rows = self
            .source
            .held
            .as_ref()
            .map_or(&[][..], |held| &held.holding.rows);
        rows.iter().filter(|row| whose.holds(row.as_)).count()
    }

    /// Asks for all that is shown.
    fn ask(&mut self, context: &mut Context<'_>) {
        let Some(catalog) = context.shared.catalog.value().cloned() else {
            return;
        };
        if context.shared.me.is_none() {
            return;
        }
        self.asked_of = Some(Arc::clone(&catalog));
        self.holding.expect(context.ask(Request::Owned {
            catalog: Arc::clone(&catalog),
            person: None,
            team: true,
        }));
        self.handovers.expect(context.ask(Request::Handovers));
        self.agenda.expect(context.ask(Request::Agenda { catalog }));
        self.since_of.clear();
        self.packet_of.clear();
    }

    /// Makes the rows of the tab in front anew; whatever was selected stays so.
    pub(super) fn make(&mut self, shared: &Shared) {
        self.source.today = shared.today();
        self.source.me = shared.me.clone().unwrap_or_default();
        if let Some(all) = self.handovers.value() {
            self.source.take_handovers(all);
        }
        self.source.agenda = self.agenda.value().cloned();
        let source = std::mem::take(&mut self.source);
        let folded = std::mem::take(&mut self.folded);
        let (tab, whose, words) = (self.tab, self.whose, self.input.text().to_owned());
        let table = self.table_mut();
        let is_first = table.list.is_empty();
        let wish = Wish {
            tab,
            whose,
            words: &words,
            sort: table.sort,
            reversed: table.reversed,
            folded: &folded,
        };
        table.rows.make(&source, wish);
        table.list.replaced(&table.rows);
        if is_first && matches!(table.rows.row(0), Some(super::Row::Heading(_))) && whose != Whose::Team {
            // Below the first heading stands what one came for.
            table.list.select(1, &table.rows);
        }
        self.source = source;
        self.folded = folded;
    }

    pub(super) fn show(&mut self, tab: Tab, context: &mut Context<'_>) {
        self.tab = tab;
        self.pane = Pane::List;
        self.detail_offset = 0;
        self.make(context.shared);
        self.moved(context);
    }

    pub(super) fn show_whose(&mut self, whose: Whose, context: &mut Context<'_>) {
        self.is_fresh = false;
        self.whose = whose;
        let table = &mut self.tables[0];
        table.list = List::default();
        self.show(Tab::Review, context);
        if whose == Whose::Team && self.folded.is_empty() {
            self.fold_all(true, context);
        }
    }

    pub(super) fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        if self.pane == Pane::Detail && !self.filtering {
            return self.scroll_detail(motion, context.shared);
        }
        let table = self.table_mut();
        table.list.go(motion, &table.rows);
        self.moved(context);
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

    /// Another row is selected: what is told of it is asked for.
    pub(super) fn moved(&mut self, context: &mut Context<'_>) {
        self.detail_offset = 0;
        match self.selected() {
            Some(Item::Owned(row)) => {
                let entity = row.entity_ref.to_string();
                if self.since_of != entity {
                    self.since = Load::default();
                    self.since_of.clone_from(&entity);
                    self.since.expect(context.ask(Request::SinceAttested { entity }));
                }
            }
            Some(Item::Leaver(leaver)) => {
                let person = leaver.person.clone();
                if self.packet_of != person {
                    self.packet = Load::default();
                    self.packet_of.clone_from(&person);
                    self.packet.expect(context.ask(Request::Packet { person }));
                }
            }
            Some(Item::Handover(_)) | None => {}
        }
    }

    /// Folds the heading of the selected row, or unfolds it.
    pub(super) fn set_folded(&mut self, folded: bool, context: &mut Context<'_>) {
        let table = self.table();
        let Some(at) = table.list.cursor() else { return };
        let heading = match table.rows.group(at) {
            Some(_) => Some(at),
            None => table.rows.heading(at),
        };
        let Some(group) = heading.and_then(|at| table.rows.group(at)) else {
            return;
        };
        let id = group.id().to_owned();
        if folded {
            self.folded.insert(id.clone());
        } else {
            self.folded.remove(&id);
        }
        let table = self.table_mut();
        table.list.select_id(&id, &table.rows);
        self.make(context.shared);
    }

    pub(super) fn fold_all(&mut self, folded: bool, context: &mut Context<'_>) {
        // The heading stays selected under which one was.
        let table = self.table();
        let heading = table.list.cursor().and_then(|at| match table.rows.group(at) {
            Some(group) => Some(group.id().to_owned()),
            None => Some(table.rows.group(table.rows.heading(at)?)?.id().to_owned()),
        });
        match folded {
            true => self.folded = table.rows.headings().map(str::to_owned).collect(),
            false => self.folded.clear(),
        }
        self.make(context.shared);
        if let (Some(id), true) = (heading, folded) {
            let table = self.table_mut();
            table.list.select_id(&id, &table.rows);
        }
        self.moved(context);
    }

    /// Sorts by a column; by the same one again the other way round.
    pub(super) fn sort_by(&mut self, column: Column, shared: &Shared) {
        let table = self.table_mut();
        table.reversed = table.sort == Some(column) && !table.reversed;
        table.sort = Some(column);
        self.make(shared);
    }

    pub fn columns(&self) -> &'static [Column] {
        self.tab.columns(self.whose)
    }

    fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        match target {
            Target::Row(LIST, row) => {
                self.pane = Pane::List;
                let table = self.table_mut();
                match table.list.select(*row, &table.rows) {
                    true => self.moved(context),
                    false => keys::enter(self, context),
                }
            }
            Target::Column(LIST, column) => {
                if let Some(column) = self.columns().get(*column) {
                    self.sort_by(*column, context.shared);
                }
            }
            Target::Pane(DETAIL) => self.pane = Pane::Detail,
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn drawn(&mut self, shared: &Shared) {
        self.table_mut().list.set_height(shared.layout.height(LIST));
        if let Some((_, popup)) = &mut self.menu {
            popup.list.set_height(shared.layout.height(OFFERS));
        }
    }

    fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        if let Some((_, popup)) = &mut self.menu {
            popup.answer(generation, answer);
        }
        if self.holding.expects(generation) {
            match (answer, self.asked_of.clone()) {
                (Answer::Owned(holding), Some(catalog)) => {
                    self.holding.succeed(holding.clone());
                    self.source.held = Some(Held {
                        catalog,
                        holding: holding.clone(),
                    });
                }
                (Answer::Failed(failure), _) => self.holding.fail(failure.clone()),
                _ => return,
            }
            self.settle(context);
        } else if self.handovers.expects(generation) {
            match answer {
                Answer::Handovers(all) => self.handovers.succeed(all.clone()),
                Answer::Failed(failure) => self.handovers.fail(failure.clone()),
                _ => return,
            }
            self.settle(context);
        } else if self.agenda.expects(generation) {
            match answer {
                Answer::Agenda(agenda) => self.agenda.succeed(agenda.clone()),
                Answer::Failed(failure) => self.agenda.fail(failure.clone()),
                _ => return,
            }
            self.settle(context);
        } else if self.since.expects(generation) {
            match answer {
                Answer::SinceAttested(since) => self.since.succeed(since.clone()),
                Answer::Failed(failure) => self.since.fail(failure.clone()),
                _ => {}
            }
        } else if self.packet.expects(generation) {
            match answer {
                Answer::Packet(packet) => self.packet.succeed(packet.clone()),
                Answer::Failed(failure) => self.packet.fail(failure.clone()),
                _ => {}
            }
        }
    }

    /// Shows what is known by now. Who answers for nothing begins with what they are a deputy of, or with their people's.
    fn settle(&mut self, context: &mut Context<'_>) {
        if self.is_fresh && self.source.held.is_some() {
            self.is_fresh = false;
            let first = Whose::ALL.into_iter().find(|whose| self.count(*whose) > 0);
            if let Some(whose) = first.filter(|whose| *whose != self.whose) {
                self.show_whose(whose, context);
            }
        }
        self.make(context.shared);
        self.moved(context);
    }

    fn follow(&mut self, aim: &Aim, context: &mut Context<'_>) {
        self.input = Input::new(aim.words.as_str());
        self.filtering = false;
        if aim.tab == Tab::Review {
            self.is_fresh = false;
            self.whose = aim.whose;
        }
        self.show(aim.tab, context);
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Owned".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.menu.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.filtering {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else {
            &[
                Scope::Owned,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown | Event::Catalog | Event::Journal => self.ask(context),
            Event::Follow(Link::Owned(aim)) => self.follow(aim, context),
            Event::Drawn => self.drawn(context.shared),
            Event::Answer(generation, answer) => self.answer(generation, answer, context),
            Event::Discovery | Event::Vision | Event::Clock => return Flow::Ignored,
            event if self.menu.is_some() => keys::in_menu(self, event, context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                let table = self.table_mut();
                table.list.scroll(lines, &table.rows);
                self.moved(context);
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => self.scroll_detail_by(lines, context.shared),
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
