//! The rows of a tab, filtered and sorted. Pure.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::source::{Item, Source};
use super::tab::{Column, Tab};
use crate::app::list;
use crate::model::text::Words;

/// The rows of one tab.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    items: Vec<Item>,
    ids: Vec<String>,
    at: FxHashMap<String, usize>,
}

impl Rows {
    /// Makes the rows anew: those that match the words, sorted.
    pub fn make(&mut self, source: &Source, tab: Tab, words: &str, sort: Option<Column>, reversed: bool) {
        let mut items = source.items(tab);
        if !words.trim().is_empty() {
            let words = Words::new(words);
            items.retain(|item| {
                let texts: Vec<Cow<'_, str>> = tab
                    .columns()
                    .iter()
                    .map(|column| source.text(*item, *column))
                    .collect();
                let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
                words.are_in(&texts)
            });
        }
        if let Some(column) = sort {
            items.sort_by_cached_key(|item| source.key(*item, column));
        }
        if reversed {
            items.reverse();
        }
        self.ids = items.iter().map(|item| source.identity(*item)).collect();
        self.at = self.ids.iter().cloned().zip(0..).collect();
        self.items = items;
    }

    pub fn item(&self, row: usize) -> Option<Item> {
        self.items.get(row).copied()
    }

    /// What a row is, by its identity.
    pub fn found(&self, id: &str) -> Option<Item> {
        self.item(*self.at.get(id)?)
    }
}

impl list::Rows for Rows {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.ids.get(index).map_or("", String::as_str).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }
}
