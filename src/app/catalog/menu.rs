//! A small menu over the screen: what to sort by, which link to open. Each item has a key of its own.

use super::MENU;
use super::columns::{SORTS, Sort};
use super::links::Link;
use crate::app::context::Event;
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::list::List;
use crate::model::catalog::query::SortBy;

/// What an item does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Sort(SortBy),
    Web(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Not `j`, `k` or `q`, which move and close.
    pub key: char,
    pub label: String,
    pub note: String,
    pub deed: Deed,
}

impl AsRef<str> for Item {
    fn as_ref(&self) -> &str {
        &self.label
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    pub title: &'static str,
    pub items: Vec<Item>,
    pub list: List,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Closed,
    Chosen(Deed),
}

impl Menu {
    /// What to sort by, with the present order under the cursor.
    pub fn sorts(now: Sort) -> Self {
        let item = |(key, label, by): &(char, &str, SortBy)| Item {
            key: *key,
            label: (*label).to_owned(),
            note: match (*by == now.by, now.reversed) {
                (true, false) => "now; again turns it round".to_owned(),
                (true, true) => "now, turned round".to_owned(),
                _ => String::new(),
            },
            deed: Deed::Sort(*by),
        };
        let mut menu = Self::new("Sort by", SORTS.iter().map(item).collect());
        if let Some(at) = SORTS.iter().position(|(_, _, by)| *by == now.by) {
            menu.list.select(at, &menu.items[..]);
        }
        menu
    }

    /// Which of an entity's links to open. More than there are keys for are reached with the arrows.
    pub fn links(links: Vec<Link>) -> Self {
        let keys = ('1'..='9').chain(['0']).chain(std::iter::repeat(' '));
        let items = links.into_iter().zip(keys).map(|(link, key)| Item {
            key,
            label: link.title,
            note: link.url.clone(),
            deed: Deed::Web(link.url),
        });
        Self::new("Open in the browser", items.collect())
    }

    fn new(title: &'static str, items: Vec<Item>) -> Self {
        let mut list = List::default();
        list.set_height(items.len());
        list.select(0, &items[..]);
        Self { title, items, list }
    }

    pub fn update(&mut self, event: Event<'_>) -> Outcome {
        match event {
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.items[..]);
                Outcome::Open
            }
            Event::Intent(Intent::Enter) => self.choose(self.list.cursor()),
            Event::Click(Target::Row(MENU, row)) => self.choose(Some(*row)),
            Event::Insert(text) => {
                let at = self.items.iter().position(|item| text.chars().eq([item.key]));
                at.map_or(Outcome::Open, |at| self.choose(Some(at)))
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => Outcome::Closed,
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.items[..]);
                Outcome::Open
            }
            _ => Outcome::Open,
        }
    }

    fn choose(&self, at: Option<usize>) -> Outcome {
        match at.and_then(|at| self.items.get(at)) {
            Some(item) => Outcome::Chosen(item.deed.clone()),
            None => Outcome::Closed,
        }
    }
}
