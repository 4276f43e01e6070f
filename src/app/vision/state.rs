//! What the screen remembers, and how it answers. What is known of the vision and what is under way is shared, not here.

use std::sync::Arc;

use super::findings::scrolled;
use super::mine::asked;
use super::radar;
use super::rows::Rows;
use super::source::{Item, Source};
use super::tab::{Column, Tab};
use super::trial::{Step, Trial};
use super::{DETAIL, LIST, copies, keys};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::link::Link;
use crate::app::list::{List, Motion};
use crate::app::load::{Load, Phase};
use crate::app::msg::Answer;
use crate::app::overlay::CopyItem;
use crate::app::panes::Pane;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::Popup;
use crate::model::task::Tasks;
use crate::model::vision::{By, PastScores, VisionDiff};

/// The rows of one tab, and where one is among them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub rows: Rows,
    pub list: List,
    pub sort: Option<Column>,
    pub reversed: bool,
}

/// What is asked for in a popup.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asking {
    Sort,
    /// Why a waiver is taken back: of this rule, for this entity.
    EndWaiver {
        rule: String,
        entity: String,
    },
}

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    pub tab: Tab,
    tables: [Table; Tab::ALL.len()],
    /// What the tabs show; none until the vision was judged.
    pub source: Option<Source>,
    pub by: By,
    pub past: Load<Arc<[PastScores]>>,
    pub change: Load<Option<Arc<VisionDiff>>>,
    pub tasks: Load<Arc<Tasks>>,
    pub radar: radar::State,
    pub input: Input,
    /// The filter has the keys.
    pub filtering: bool,
    pub pane: Pane,
    pub detail_offset: usize,
    pub(super) asking: Option<(Asking, Popup)>,
    /// A rule that was begun; it stays when one goes on elsewhere.
    pub trial: Option<Trial>,
    /// It is in front.
    pub trying: bool,
    /// A rule that is to be selected once it is there.
    pub(super) wanted: Option<String>,
}

impl State {
    /// The tab in front.
    pub fn table(&self) -> &Table {
        let [rules, scores, radar, waivers, changes, about] = &self.tables;
        match self.tab {
            Tab::Rules => rules,
            Tab::Scores => scores,
            Tab::Radar => radar,
            Tab::Waivers => waivers,
            Tab::Changes => changes,
            Tab::About => about,
        }
    }

    pub(super) fn table_mut(&mut self) -> &mut Table {
        let [rules, scores, radar, waivers, changes, about] = &mut self.tables;
        match self.tab {
            Tab::Rules => rules,
            Tab::Scores => scores,
            Tab::Radar => radar,
            Tab::Waivers => waivers,
            Tab::Changes => changes,
            Tab::About => about,
        }
    }

    /// What lies over the view: something is to be chosen or typed.
    pub fn popup(&self) -> Option<&Popup> {
        self.asking.as_ref().map(|(_, popup)| popup)
    }

    pub fn selected(&self) -> Option<Item> {
        self.table().rows.item(self.table().list.cursor()?)
    }

    /// What is marked, or else selected.
    pub(super) fn chosen(&self) -> Vec<Item> {
        let table = self.table();
        let chosen = table.list.chosen(&table.rows);
        chosen.iter().filter_map(|id| table.rows.found(id)).collect()
    }

    /// The rule, and the entity if there is one, that a row is about.
    pub(super) fn about(&self, item: Item) -> (Option<usize>, Option<String>) {
        let Some(source) = &self.source else {
            return (None, None);
        };
        let vision = &source.judged.vision;
        match item {
            Item::Rule(at) => (Some(at), None),
            Item::Waiver(at) => match source.judged.waivers.get(at) {
                Some(waiver) => (vision.rule(&waiver.rule), Some(waiver.entity.clone())),
                None => (None, None),
            },
            Item::Asked(at) => (None, source.asked.get(at).map(|asked| asked.entity.clone())),
            Item::FellOut(_) | Item::FellIn(_) => match source.fall(item) {
                Some(fall) => {
                    let entity = source.judged.catalog.entity(fall.entity);
                    (vision.rule(&fall.rule), Some(entity.entity_ref().to_owned()))
                }
                None => (None, None),
            },
            Item::RuleAdded(at) | Item::RuleChanged(at) => {
                let change = source.change.as_deref();
                let list = match item {
                    Item::RuleAdded(_) => change.map(|change| &change.added),
                    _ => change.map(|change| &change.changed),
                };
                let id = list.and_then(|list| list.get(at));
                (id.and_then(|id| vision.rule(id)), None)
            }
            _ => (None, None),
        }
    }

    /// Takes what was judged anew, and what belongs to it.
    fn judged(&mut self, context: &mut Context<'_>) {
        let Some(judged) = context.shared.vision.value() else {
            return;
        };
        let is_other = self
            .source
            .as_ref()
            .is_none_or(|source| !Arc::ptr_eq(&source.judged, judged));
        if is_other {
            self.source = Some(Source::new(judged, self.by));
            self.radar.judged(judged);
            self.change = Load::default();
            self.past.expect(context.ask(Request::VisionPast));
            self.tasks.expect(context.ask(Request::Tasks));
            if let Some(trial) = &mut self.trial {
                trial.ask(true, context);
            }
        }
        self.ask_around(context.shared);
        self.make();
    }

    /// Asks what the vision's last change did, where somebody looks: it costs as much as judging all.
    pub(super) fn ask_change(&mut self, context: &mut Context<'_>) {
        if let (Some(source), Phase::Idle) = (&self.source, self.change.phase()) {
            let judged = Arc::clone(&source.judged);
            self.change.expect(context.ask(Request::VisionChange { judged }));
        }
    }

    /// Which exceptions wait for somebody's word.
    fn ask_around(&mut self, shared: &Shared) {
        if let (Some(source), Some(tasks)) = (&mut self.source, self.tasks.value()) {
            source.asked = asked(tasks, &source.judged, &shared.actor, shared.now);
        }
    }

    /// Makes the rows of the tab in front anew; whatever was selected stays so.
    pub(super) fn make(&mut self) {
        let (past, change) = (self.past.value().cloned(), self.change.value().cloned().flatten());
        let Some(source) = &mut self.source else {
            return;
        };
        source.past = past.unwrap_or_else(|| Arc::new([]));
        source.change = change;
        if source.by != self.by {
            source.by = self.by;
            source.scores = source.judged.scores(self.by);
        }
        let Some(source) = self.source.take() else { return };
        let (tab, words) = (self.tab, self.input.text().to_owned());
        let wanted = self.wanted.take();
        let table = self.table_mut();
        table.rows.make(&source, tab, &words, table.sort, table.reversed);
        table.list.replaced(&table.rows);
        if let Some(id) = wanted {
            table.list.select_id(&id, &table.rows);
        }
        self.source = Some(source);
    }

    pub(super) fn show(&mut self, tab: Tab) {
        self.tab = tab;
        self.pane = Pane::List;
        self.detail_offset = 0;
        self.make();
    }

    pub(super) fn go(&mut self, motion: Motion, shared: &Shared) {
        if self.pane == Pane::Detail && !self.filtering {
            let by = motion.lines(shared.layout.height(DETAIL));
            self.detail_offset = scrolled(self.detail_offset, by, shared);
            return;
        }
        let table = self.table_mut();
        table.list.go(motion, &table.rows);
        self.detail_offset = 0;
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
                let moved = table.list.select(*row, &table.rows);
                self.detail_offset = 0;
                if !moved {
                    keys::enter(self, context);
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
        self.radar.drawn(&shared.layout);
        if let Some((_, popup)) = &mut self.asking {
            popup.list.set_height(shared.layout.height(OFFERS));
        }
    }

    fn answer(&mut self, generation: Generation, answer: &Answer, context: &mut Context<'_>) {
        if self.past.expects(generation) {
            match answer {
                Answer::VisionPast(past) => self.past.succeed(past.clone()),
                Answer::Failed(failure) => self.past.fail(failure.clone()),
                _ => return,
            }
            self.make();
        } else if self.change.expects(generation) {
            match answer {
                Answer::VisionChange(change) => self.change.succeed(change.clone()),
                Answer::Failed(failure) => self.change.fail(failure.clone()),
                _ => return,
            }
            self.make();
        } else if self.tasks.expects(generation) {
            match answer {
                Answer::Tasks(tasks) => self.tasks.succeed(tasks.clone()),
                Answer::Failed(failure) => self.tasks.fail(failure.clone()),
                _ => return,
            }
            self.ask_around(context.shared);
            self.make();
        } else if let Some(trial) = &mut self.trial {
            trial.answer(generation, answer, context);
        }
    }

    fn follow(&mut self, link: &Link) {
        match link {
            Link::Vision(tab) => self.show(*tab),
            Link::Rule(id) => {
                self.trying = false;
                self.input.clear();
                self.wanted = Some(id.clone());
                self.show(Tab::Rules);
            }
            _ => {}
        }
    }

    fn in_trial(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let step = self.trial.as_mut().map(|trial| trial.update(event, context));
        match step {
            Some(Step::Stay(flow)) => flow,
            Some(Step::Leave) | None => {
                self.trying = false;
                Flow::Handled
            }
        }
    }
}

impl ScreenState for State {
    fn title(&self, _: &Shared) -> String {
        match self.trying {
            true => "Vision: trying a rule".to_owned(),
            false => "Vision".to_owned(),
        }
    }

    fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() {
            &[Scope::Picker, Scope::Text, Scope::System]
        } else if self.trying {
            &[Scope::Trial, Scope::Area, Scope::Text, Scope::System]
        } else if self.filtering || (self.tab == Tab::Radar && self.radar.editing) {
            &[Scope::Filter, Scope::Text, Scope::System]
        } else if self.tab == Tab::Radar {
            &[
                Scope::Radar,
                Scope::Vision,
                Scope::List,
                Scope::Rows,
                Scope::Global,
                Scope::System,
            ]
        } else {
            &[
                Scope::Vision,
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
                self.judged(context);
                self.ask_change(context);
            }
            Event::Vision => {
                self.judged(context);
                if self.tab == Tab::Changes {
                    self.ask_change(context);
                }
            }
            // What was recorded of the past may be more by now.
            Event::Journal if self.past.phase() != Phase::Idle => {
                self.past.expect(context.ask(Request::VisionPast));
                self.tasks.expect(context.ask(Request::Tasks));
            }
            Event::Follow(link) => {
                self.follow(link);
                self.ask_change(context);
            }
            Event::Drawn => self.drawn(context.shared),
            Event::Answer(generation, answer) => self.answer(generation, answer, context),
            Event::Catalog | Event::Discovery | Event::Journal | Event::Clock => return Flow::Ignored,
            event if self.asking.is_some() => keys::in_popup(self, event, context),
            event if self.trying => return self.in_trial(event, context),
            event if self.tab == Tab::Radar => return keys::in_radar(self, event, context),
            Event::Click(target) => return self.click(target, context),
            Event::Scroll(Target::Row(LIST, _) | Target::Pane(LIST), lines) => {
                let table = self.table_mut();
                table.list.scroll(lines, &table.rows);
                self.detail_offset = 0;
            }
            Event::Scroll(Target::Pane(DETAIL), lines) => {
                self.detail_offset = scrolled(self.detail_offset, lines, context.shared);
            }
            event if self.filtering => return keys::in_filter(self, event, context),
            Event::Intent(Intent::Refresh) => {
                self.past.expect(context.ask(Request::VisionPast));
                // Catalog and vision are read again as well.
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
