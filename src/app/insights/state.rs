//! What Insights remembers, and how it answers.

use std::sync::Arc;

use super::bulk::{self, Bulk};
use super::detail::{self, Line};
use super::keys;
use super::prompt::Prompt;
use super::table::{ALL, NONE, Table, View};
use super::{DETAIL, LIST};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::intent::Scope;
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::model::insight::{Decimal, Group, Insights, Period, Row, Sort};
use crate::model::task::query::{Field, Is, TaskQuery, Term, Wanted};
use crate::model::text::shell_word;

/// The state of Insights.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub view: View,
    /// The period: the last so many days.
    pub days: u32,
    /// Hours that automating would take, once entered.
    pub effort: Option<Decimal>,
    pub sort: Sort,
    pub load: Load<Arc<Insights>>,
    tables: [Table; View::ALL.len()],
    pub pane: Pane,
    pub detail: Vec<Line>,
    pub detail_offset: usize,
    /// The row that the detail is about.
    detail_of: Option<(View, String)>,
    pub prompt: Option<Prompt>,
    pub(super) bulk: Bulk,
    /// The journal has grown since the question under way.
    grown: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            view: View::default(),
            days: 90,
            effort: None,
            sort: Sort::default(),
            load: Load::default(),
            tables: Default::default(),
            pane: Pane::default(),
            detail: Vec::new(),
            detail_offset: 0,
            detail_of: None,
            prompt: None,
            bulk: Bulk::default(),
            grown: false,
        }
    }
}

impl State {
    pub fn insights(&self) -> Option<&Insights> {
        self.load.value().map(|insights| &**insights)
    }

    /// The rows of the view in front.
    pub fn table(&self) -> &Table {
        let [automate, trend, self_served, uncategorised] = &self.tables;
        match self.view {
            View::Automate => automate,
            View::Trend => trend,
            View::SelfServed => self_served,
            View::Uncategorised => uncategorised,
        }
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        let [automate, trend, self_served, uncategorised] = &mut self.tables;
        match self.view {
            View::Automate => automate,
            View::Trend => trend,
            View::SelfServed => self_served,
            View::Uncategorised => uncategorised,
        }
    }

    /// The selected category of the ranking.
    pub fn row(&self) -> Option<&Row> {
        let at = self.table().selected().filter(|_| self.view == View::Automate)?;
        self.insights()?.ranking.rows.get(at)
    }

    /// The selected group of titles.
    pub(super) fn group(&self) -> Option<&Group> {
        let at = self
            .table()
            .selected()
            .filter(|_| self.view == View::Uncategorised)?;
        self.insights()?.groups.get(at)
    }

    /// The category of the selected row, if it is about one.
    pub(super) fn category(&self) -> Option<&str> {
        let id = self.table().list.selected()?;
        (self.view != View::Uncategorised && id != ALL && id != NONE).then_some(id)
    }

    /// The line of the queue that lets the tasks of the selected row through, whatever their state.
    pub(super) fn query(&self) -> Option<String> {
        let category = match self.category() {
            Some(category) => Wanted::Text(category.to_owned()),
            None if self.table().list.selected() == Some(NONE) => Wanted::None,
            None => return None,
        };
        let query = TaskQuery {
            terms: vec![Term::Field(Field::Category, category), Term::Is(Is::All)],
            ..TaskQuery::default()
        };
        Some(query.to_string())
    }

    pub(super) fn known_categories(&self) -> Vec<String> {
        let served = self.insights().map(|insights| &insights.self_serve.by_category);
        let ranked = self.insights().map(|insights| &insights.ranking.rows);
        let served = served
            .into_iter()
            .flatten()
            .filter_map(|served| served.category.clone());
        let ranked = ranked.into_iter().flatten().map(|row| row.category.clone());
        let mut known: Vec<String> = ranked.chain(served).collect();
        known.sort();
        known.dedup();
        known
    }

    /// Asks for the period up to now.
    pub(super) fn ask(&mut self, context: &mut Context<'_>) {
        let period = Period::last_days(self.days, context.shared.now);
        self.load.expect(context.ask(Request::Insights(period)));
        self.grown = false;
    }

    /// The journal has grown: one question at a time.
    fn grew(&mut self, context: &mut Context<'_>) {
        match self.load.phase() {
            Phase::Idle => {}
            Phase::Loading | Phase::Ready { refreshing: true, .. } => self.grown = true,
            _ => self.ask(context),
        }
    }

    /// Puts the rows of the newest answer into all views.
    pub(super) fn fill(&mut self) {
        let Some(insights) = self.load.value().cloned() else {
            return;
        };
        for (view, table) in View::ALL.into_iter().zip(&mut self.tables) {
            table.fill(view, &insights, self.sort);
        }
        self.detail_of = None;
    }

    fn answered(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) -> Flow {
        if bulk::answered(self, generation, answer, context) {
            return Flow::Handled;
        }
        if !self.load.expects(generation) {
            return Flow::Ignored;
        }
        match answer {
            Answer::Insights(insights) => {
                self.load.succeed(insights.clone());
                self.fill();
            }
            Answer::Failed(failure) => self.load.fail(failure.clone()),
            _ => {}
        }
        if self.grown {
            self.ask(context);
        }
        Flow::Handled
    }

    fn happened(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        if self.prompt.is_some() && keys::typed(self, event, context) == Flow::Handled {
            return Flow::Handled;
        }
        match event {
            Event::Shown if self.load.phase() == Phase::Idle => self.ask(context),
            Event::Journal => self.grew(context),
            Event::Answer(generation, answer) => return self.answered(generation, answer, context),
            Event::Intent(intent) => return keys::intent(self, intent, context),
            Event::Click(target) => return keys::click(self, target, context),
            Event::Scroll(Target::Pane(DETAIL), lines) => keys::scroll_detail(self, lines, context.shared),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                let table = self.table_mut();
                table.list.scroll(lines, &table.ids[..]);
            }
            Event::Drawn => {
                let height = context.shared.layout.height(LIST);
                self.tables
                    .iter_mut()
                    .for_each(|table| table.list.set_height(height));
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    /// Makes the detail anew when it is about something else now.
    fn refresh_detail(&mut self, shared: &Shared) {
        let id = self.table().list.selected().map(str::to_owned);
        let about = id.map(|id| (self.view, id));
        if about.is_some() && about == self.detail_of {
            return;
        }
        let is_same_row = self.detail_of.is_none();
        self.detail = self.lines(shared);
        if !is_same_row {
            self.detail_offset = 0;
        }
        self.detail_of = about;
    }

    /// The effort, the order or the answer is another one.
    pub(super) fn renew_detail(&mut self) {
        self.detail_of = None;
    }

    fn lines(&self, shared: &Shared) -> Vec<Line> {
        let (Some(insights), Some(at)) = (self.insights(), self.table().selected()) else {
            return Vec::new();
        };
        let name = |category: &Option<String>| category.clone().unwrap_or_else(|| "No category".to_owned());
        match self.view {
            View::Automate => insights.ranking.rows.get(at).map_or(Vec::new(), |row| {
                detail::of_category(row, &insights.ranking, self.effort, shared.now)
            }),
            View::Trend => match at.checked_sub(1) {
                None => detail::of_trend(&insights.trend, "All", None),
                Some(at) => insights.trend.series.get(at).map_or(Vec::new(), |series| {
                    detail::of_trend(&insights.trend, &name(&series.category), Some(at))
                }),
            },
            View::SelfServed => {
                let served = insights.self_serve.by_category.get(at);
                served.map_or(Vec::new(), |served| {
                    detail::of_served(served, &name(&served.category), insights)
                })
            }
            View::Uncategorised => insights.groups.get(at).map_or(Vec::new(), detail::of_group),
        }
    }

    /// What is shown, as a command.
    fn command_line(&self) -> String {
        let mut line = format!("muster insights {} --since {}d", self.view.verb(), self.days);
        if self.view == View::Automate {
            if let Some(effort) = self.effort {
                line += &format!(" --effort {effort}");
            }
            if self.sort != Sort::default() {
                line += &format!(" --sort {}", self.sort.part);
                line += if self.sort.reversed { " --reverse" } else { "" };
            }
        }
        line
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        "Insights".to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.prompt {
            Some(_) => &[Scope::Filter, Scope::Text, Scope::System],
            None => &[Scope::Insights, Scope::List, Scope::Global, Scope::System],
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let flow = self.happened(event, context);
        self.refresh_detail(context.shared);
        flow
    }

    fn copies(&self, _: &Shared) -> Vec<CopyItem> {
        let mut items = Vec::new();
        if let Some(row) = self.row() {
            items.push(CopyItem::new('a', "The arithmetic", row.why()));
        }
        if let Some(category) = self.category() {
            items.push(CopyItem::new('n', "The category", category));
        }
        if let Some(query) = self.query() {
            let line = format!("muster queue {}", shell_word(&query));
            items.push(CopyItem::new('t', "Its tasks, as a command", line));
        }
        if let Some(group) = self.group() {
            items.push(CopyItem::new('i', "The ids of the tasks", group.tasks.join(" ")));
        }
        let report = format!("muster insights report --since {}d -o insights.md", self.days);
        items.push(CopyItem::new('r', "The report as Markdown, as a command", report));
        items.push(CopyItem::new('c', "The command line", self.command_line()));
        items
    }
}
