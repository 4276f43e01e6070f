//! What the table of entities remembers, what it asks for, and what it does with the answers.

use super::columns::Sort;
use super::facets::Facets;
use super::found::Found;
use super::menu::Menu;
use super::panes::{Detail, Panes, Split, panes};
use super::subject::{Subject, View};
use super::{FACETS, ROWS, acts, copies, keys, mouse};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::input::Input;
use crate::app::intent::Scope;
use crate::app::link::Link;
use crate::app::list::List;
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::catalog::query::{Facet, Query, Term};

const TABLE_SCOPES: &[Scope] = &[
    Scope::List,
    Scope::Rows,
    Scope::Catalog,
    Scope::Entity,
    Scope::Past,
    Scope::Global,
    Scope::System,
];
const FACETS_SCOPES: &[Scope] = &[
    Scope::Facets,
    Scope::List,
    Scope::Catalog,
    Scope::Past,
    Scope::Global,
    Scope::System,
];

/// Which pane has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    Table,
    Detail,
    Facets,
}

/// The state of the catalog.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// What is listed, where it is not the whole catalog.
    title: Option<String>,
    /// The rows of the last answer; they stay until the next one comes.
    pub found: Found,
    pub list: List,
    pub filter: Input,
    /// The filter has the keys.
    pub typing: bool,
    pub sort: Sort,
    pub facets: Facets,
    /// The search under way, and whether the last one failed.
    pub search: Load<()>,
    pub subject: Subject,
    pub focus: Focus,
    pub split: Split,
    pub menu: Option<Menu>,
    /// The person chose the selected row; until then the first row is selected, whatever the search brings to the top.
    pub(super) chose: bool,
    /// The entity to select when it is among the rows.
    pub(super) wanted: Option<String>,
}

impl State {
    /// The entities with these values.
    pub fn listing(title: String, chosen: Vec<(Facet, String)>) -> Self {
        let mut state = Self {
            title: Some(title),
            ..Self::default()
        };
        state.facets.choose_only(chosen);
        state
    }

    /// What the rows are the answer to.
    pub fn query(&self) -> Query {
        let typed = Query {
            sort: self.sort.by,
            descending: self.sort.reversed,
            ..Query::parse(self.filter.text())
        };
        self.facets.narrow(typed)
    }

    pub fn panes(&self, shared: &Shared) -> Panes {
        let chips = !self.facets.chosen().is_empty();
        panes(shared.layout.size, self.facets.open, chips, self.split)
    }

    /// The room of the detail; none where it is not shown.
    pub fn view(&self, shared: &Shared) -> Option<View> {
        let inside = self.panes(shared).detail.inside()?;
        Some(View::of(inside.width, inside.height))
    }

    /// Which pane has the keys: the table where the one that had them is not shown any more.
    pub fn focus(&self, shared: &Shared) -> Focus {
        match self.focus {
            Focus::Detail if self.panes(shared).detail == Detail::Hidden => Focus::Table,
            Focus::Facets if !self.facets.open => Focus::Table,
            focus => focus,
        }
    }

    /// Asks for the rows again; those there are stay meanwhile.
    pub(super) fn ask(&mut self, context: &mut Context<'_>) {
        let Some(catalog) = context.shared.catalog.value().cloned() else {
            return;
        };
        let query = self.query();
        self.search
            .expect(context.ask(Request::Search { catalog, query }));
        self.ask_facets(context);
    }

    /// Asks for the counts, while they are to be seen.
    pub(super) fn ask_facets(&mut self, context: &mut Context<'_>) {
        let Some(catalog) = context.shared.catalog.value().cloned() else {
            return;
        };
        if self.facets.open {
            let query = self.query();
            let generation = context.ask(Request::CountFacets { catalog, query });
            self.facets.counts.expect(generation);
        }
    }

    fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        match answer {
            Answer::Found { catalog, ids } if self.search.expects(generation) => {
                self.search.succeed(());
                self.found.renew(catalog, ids);
                self.settle(context);
            }
            Answer::Failed(failure) if self.search.expects(generation) => self.search.fail(failure.clone()),
            Answer::Facets(counts) if self.facets.counts.expects(generation) => {
                self.facets.counts.succeed(counts.clone());
                self.facets.make(&self.found.snapshot.catalog);
            }
            Answer::Failed(failure) if self.facets.counts.expects(generation) => {
                self.facets.counts.fail(failure.clone());
            }
            answer => self.subject.answer(generation, answer, context),
        }
    }

    /// Finds the selected row among new rows.
    fn settle(&mut self, context: &mut Context<'_>) {
        self.list.replaced(&self.found);
        if !self.chose {
            self.list.select(0, &self.found);
        }
        if let Some(entity_ref) = self.wanted.take()
            && self.list.select_id(&entity_ref, &self.found)
        {
            self.chose = true;
        }
        self.show_selected(context);
    }

    /// Shows the selected entity beside the table, where there is room for it.
    pub(super) fn show_selected(&mut self, context: &mut Context<'_>) {
        if self.view(context.shared).is_none() {
            return;
        }
        if let Some(entity_ref) = self.list.selected() {
            self.subject.pass(&self.found.snapshot, entity_ref, context);
        }
    }

    /// Shows the page of an entity, with its row selected behind it.
    fn open(&mut self, entity_ref: &str, context: &mut Context<'_>) {
        if self.list.select_id(entity_ref, &self.found) {
            self.chose = true;
            self.show_selected(context);
        } else {
            self.wanted = Some(entity_ref.to_owned());
        }
        acts::open(entity_ref, &self.found.snapshot, context);
    }

    /// Shows what a query finds: its exact terms become facets, the rest the filter.
    fn follow(&mut self, query: &Query, context: &mut Context<'_>) {
        let (exact, loose): (Vec<&Term>, Vec<&Term>) = query.terms.iter().partition(|term| term.exact);
        self.facets.choose_only(
            exact
                .into_iter()
                .map(|term| (term.facet, term.value.clone()))
                .collect(),
        );
        let mut words: Vec<String> = loose
            .into_iter()
            .map(|term| format!("{}:{}", term.facet.name(), term.value))
            .collect();
        words.insert(0, query.words.clone());
        self.filter = Input::new(words.join(" ").trim());
        self.sort = Sort {
            by: query.sort,
            reversed: query.descending,
        };
        self.chose = false;
        self.ask(context);
    }

    fn drawn(&mut self, context: &mut Context<'_>) {
        self.list.set_height(context.shared.layout.height(ROWS));
        self.facets.list.set_height(context.shared.layout.height(FACETS));
        let shown = self.list.selected() == Some(self.subject.entity_ref());
        if !shown {
            self.show_selected(context);
        }
    }

    /// What can be copied of the marked rows, else of the selected one.
    fn copies_of_rows(&self, shared: &Shared) -> Vec<CopyItem> {
        if self.list.has_marks() {
            let marked = self.list.chosen(&self.found);
            let label = format!("The {} marked references", marked.len());
            return vec![CopyItem::new('r', label, marked.join("\n"))];
        }
        let view = self.view(shared).filter(|_| self.focus(shared) == Focus::Detail);
        match self.list.cursor().and_then(|row| self.found.entity(row)) {
            Some(entity) if entity.entity_ref() == self.subject.entity_ref() => {
                copies::of(&self.subject, view)
            }
            Some(entity) => copies::of_entity(entity, None),
            None => Vec::new(),
        }
    }

    /// Whether a filter or a facet hides some of the catalog.
    pub fn is_narrowed(&self) -> bool {
        !self.filter.text().trim().is_empty() || !self.facets.chosen().is_empty()
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        self.title.clone().unwrap_or_else(|| "Catalog".to_owned())
    }

    fn scopes(&self) -> &'static [Scope] {
        match (&self.menu, self.focus) {
            (Some(_), _) => &[Scope::Menu, Scope::Text, Scope::System],
            _ if self.typing || self.facets.typing => &[Scope::Filter, Scope::Text, Scope::System],
            (None, Focus::Facets) if self.facets.open => FACETS_SCOPES,
            _ => TABLE_SCOPES,
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Shown if self.search.phase() == Phase::Idle => self.ask(context),
            Event::Shown => self.subject.ask_missing(context),
            Event::Catalog => self.ask(context),
            Event::Journal => self.subject.ask_events(context),
            Event::Discovery | Event::Vision | Event::Health | Event::Access => {
                self.subject.learn(context);
            }
            Event::Answer(generation, answer) => self.answer(generation, answer, context),
            Event::Open(entity_ref) => self.open(entity_ref, context),
            Event::Follow(Link::Entities(query)) => self.follow(query, context),
            Event::Clock => self.subject.clock(context),
            Event::Drawn => self.drawn(context),
            event if self.menu.is_some() => keys::in_menu(self, event, context),
            Event::Click(target) => return mouse::click(self, target, context),
            Event::Scroll(target, lines) => mouse::scroll(self, target, lines, context),
            event => return keys::update(self, event, context),
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        let mut items = self.copies_of_rows(shared);
        // Under `c` where no entity's own command line is.
        let key = if items.iter().any(|item| item.key == 'c') {
            'a'
        } else {
            'c'
        };
        let command = copies::list_command(&self.query());
        items.push(CopyItem::new(key, "The command line for the list", command));
        items
    }
}
