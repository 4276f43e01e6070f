//! The rows: probes by their state, the worst first, and declarations that are wrong; filtered. Pure.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::{Beside, Filter};
use crate::app::list;
use crate::model::health::{Health, Healths, Probed};

/// Between the parts of an identity; no reference and no name of a probe holds it.
const PART: char = '\u{1}';

/// What is shown of the rows. In the order in which they stand among all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    #[default]
    All,
    Down,
    Degraded,
    Unknown,
    /// Declarations of probes that cannot be run.
    Wrong,
    Up,
}

impl Tab {
    pub const ALL: [Tab; 6] = [
        Tab::All,
        Tab::Down,
        Tab::Degraded,
        Tab::Unknown,
        Tab::Wrong,
        Tab::Up,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Tab::All => "All",
            Tab::Down => "Down",
            Tab::Degraded => "Degraded",
            Tab::Unknown => "Unknown",
            Tab::Wrong => "Wrong",
            Tab::Up => "Up",
        }
    }

    fn of(state: Health) -> Self {
        match state {
            Health::Down => Tab::Down,
            Health::Degraded => Tab::Degraded,
            Health::Unknown => Tab::Unknown,
            Health::Up => Tab::Up,
        }
    }
}

/// Something listed.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Probed(&'a Probed),
    /// A declaration that cannot be run: the entity or the file, and why.
    Wrong {
        of: &'a str,
        why: &'a str,
    },
}

impl<'a> Item<'a> {
    /// The canonical ref of the entity; of a wrong declaration perhaps a file.
    pub fn entity(self) -> &'a str {
        match self {
            Item::Probed(probed) => &probed.entity,
            Item::Wrong { of, .. } => of,
        }
    }

    pub fn tab(self) -> Tab {
        match self {
            Item::Probed(probed) => Tab::of(probed.state),
            Item::Wrong { .. } => Tab::Wrong,
        }
    }

    /// What tells it from all others.
    fn identity(self) -> String {
        match self {
            Item::Probed(probed) => format!("{}{PART}{}", probed.entity, probed.probe),
            Item::Wrong { of, why } => format!("{of}{PART}{PART}{why}"),
        }
    }
}

/// Where an item is in what was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Probe(usize),
    Wrong(usize),
}

/// The rows in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    healths: Arc<Healths>,
    rows: Vec<(String, At)>,
    at: FxHashMap<String, usize>,
    /// All that could be listed, whether a filter hides it or not.
    known: FxHashSet<String>,
    /// Of each tab, how many the filter lets through.
    counts: [usize; Tab::ALL.len()],
}

impl Rows {
    /// Makes the rows anew.
    pub fn make(&mut self, healths: &Arc<Healths>, tab: Tab, filter: &Filter, beside: &Beside<'_>) {
        self.healths = Arc::clone(healths);
        self.known.clear();
        self.counts = Default::default();
        let probes = (0..healths.probes.len()).map(At::Probe);
        let mut shown = Vec::new();
        for at in probes.chain((0..healths.wrong.len()).map(At::Wrong)) {
            let Some(item) = nth(healths, at) else { continue };
            let id = item.identity();
            self.known.insert(id.clone());
            if !filter.matches(item, beside) {
                continue;
            }
            for (count, of) in self.counts.iter_mut().zip(Tab::ALL) {
                *count += usize::from(of == Tab::All || of == item.tab());
            }
            if tab == Tab::All || tab == item.tab() {
                // What is silent is known to somebody already.
                let is_silent = healths.silence(item.entity(), beside.now).is_some();
                shown.push((item.tab(), is_silent, (id, at)));
            }
        }
        // What was told is in its order already: who has been so for longest first.
        shown.sort_by_key(|(tab, is_silent, _)| (*tab, *is_silent));
        self.rows = shown.into_iter().map(|(_, _, row)| row).collect();
        let ids = self.rows.iter().enumerate();
        self.at = ids.map(|(at, (id, _))| (id.clone(), at)).collect();
    }

    pub fn item(&self, row: usize) -> Option<Item<'_>> {
        nth(&self.healths, self.rows.get(row)?.1)
    }

    /// What has an identity, as long as it is in sight.
    pub fn found(&self, id: &str) -> Option<Item<'_>> {
        self.item(*self.at.get(id)?)
    }

    /// How many of a tab the filter lets through.
    pub fn count(&self, tab: Tab) -> usize {
        let position = Tab::ALL.iter().position(|known| *known == tab);
        position.and_then(|at| self.counts.get(at)).copied().unwrap_or(0)
    }

    /// What they were made of.
    pub fn healths(&self) -> &Healths {
        &self.healths
    }
}

fn nth(healths: &Healths, at: At) -> Option<Item<'_>> {
    match at {
        At::Probe(at) => healths.probes.get(at).map(Item::Probed),
        At::Wrong(at) => healths.wrong.get(at).map(|(of, why)| Item::Wrong { of, why }),
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.rows.get(index).map_or("", |(id, _)| id.as_str()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    fn knows(&self, id: &str) -> bool {
        self.known.contains(id)
    }
}
