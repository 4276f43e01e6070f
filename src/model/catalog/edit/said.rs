//! What a document says, without where and how it is written: so that a change can be checked by reading it back. Anchors,
//! aliases and tags count as said.

use granit_parser::ScalarStyle;

use super::layout::{Content, Layout, STR, Value};
use super::{Change, Json, same};

/// A value, its anchor's name and its tag.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    is: Is,
    anchor: Option<String>,
    tag: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Is {
    Nothing,
    Text(String),
    /// What is written without quotes and stands for a number or a truth value, to some reader.
    Bare(String),
    Alias(String),
    List(Vec<Said>),
    /// In the order of the keys: a new pair may stand anywhere.
    Map(Vec<(Said, Said)>),
}

impl Said {
    pub fn by(layout: &Layout<'_>) -> Self {
        Self::of(&layout.root)
    }

    /// What a JSON value says.
    pub fn json(value: &Json) -> Self {
        Self::new(match value {
            Json::Null => Is::Nothing,
            Json::Bool(_) | Json::Number(_) => Is::Bare(value.to_string()),
            Json::String(text) => Is::Text(text.clone()),
            Json::Array(items) => Is::List(items.iter().map(Self::json).collect()),
            Json::Object(map) => {
                let pairs = map
                    .iter()
                    .map(|(key, value)| (Self::text(key), Self::json(value)));
                Is::Map(sorted(pairs.collect()))
            }
        })
    }

    pub fn of(value: &Value) -> Self {
        let is = match &value.content {
            Content::Scalar { .. } if value.is_null() => Is::Nothing,
            Content::Scalar { text, style } => {
                let is_bare = *style == ScalarStyle::Plain && super::scalar::is_word(text);
                let is_text = value.tag.as_ref().is_some_and(|tag| tag.name == STR);
                match is_bare && !is_text {
                    true => Is::Bare(text.clone()),
                    false => Is::Text(text.clone()),
                }
            }
            Content::Alias { name, .. } => Is::Alias(name.clone()),
            Content::List { items, .. } => Is::List(items.iter().map(Self::of).collect()),
            Content::Map { pairs, .. } => {
                let pairs = pairs.iter().map(|(key, value)| (Self::of(key), Self::of(value)));
                Is::Map(sorted(pairs.collect()))
            }
        };
        Self {
            is,
            anchor: value.anchor.as_ref().map(|anchor| anchor.name.clone()),
            tag: value.tag.as_ref().map(|tag| tag.name.clone()),
        }
    }

    fn new(is: Is) -> Self {
        Self {
            is,
            anchor: None,
            tag: None,
        }
    }

    fn text(text: &str) -> Self {
        Self::new(Is::Text(text.to_owned()))
    }

    /// What the document is to say after a change.
    pub fn after(mut self, change: &Change, namespace: &str) -> Self {
        match change {
            Change::Set { path, value } => self.set(path, &|old| Self::text(value).in_place_of(old)),
            Change::Put { path, value } => self.set(path, &|old| Self::json(value).in_place_of(old)),
            Change::Add { path, value } => self.set(path, &|old| {
                let mut list = match old {
                    Some(old) if matches!(old.is, Is::List(_)) => old.clone(),
                    _ => Self::new(Is::List(Vec::new())),
                };
                if let Is::List(items) = &mut list.is {
                    items.push(Self::text(value));
                }
                list
            }),
            Change::Remove { path } => self.remove(path, 0),
            Change::Take { path, value } => self.take(path, value, namespace),
        }
        self
    }

    /// Anchor and tag of a scalar that is replaced stay.
    fn in_place_of(self, old: Option<&Self>) -> Self {
        match old {
            Some(Self {
                is: Is::Text(_) | Is::Bare(_),
                anchor,
                tag,
            }) => Self {
                is: self.is,
                anchor: anchor.clone(),
                tag: tag.clone(),
            },
            _ => self,
        }
    }

    fn pairs(&mut self) -> Option<&mut Vec<(Said, Said)>> {
        match &mut self.is {
            Is::Map(pairs) => Some(pairs),
            _ => None,
        }
    }

    fn set(&mut self, path: &[String], make: &dyn Fn(Option<&Self>) -> Self) {
        let Some((key, rest)) = path.split_first() else {
            *self = make(Some(self));
            return;
        };
        if self.is == Is::Nothing {
            self.is = Is::Map(Vec::new());
        }
        let Some(pairs) = self.pairs() else { return };
        let at = pairs.iter().rposition(|(name, _)| name.names(key));
        match (at, rest) {
            (Some(at), _) => pairs[at].1.set(rest, make),
            (None, []) => pairs.push((Self::text(key), make(None))),
            (None, rest) => {
                let mut inner = Self::new(Is::Map(Vec::new()));
                inner.set(rest, make);
                pairs.push((Self::text(key), inner));
            }
        }
        *pairs = sorted(std::mem::take(pairs));
    }

    fn remove(&mut self, path: &[String], depth: usize) {
        let Some((key, rest)) = path.split_first() else {
            return;
        };
        let Some(pairs) = self.pairs() else { return };
        if rest.is_empty() {
            pairs.retain(|(name, _)| !name.names(key));
            return;
        }
        let Some(at) = pairs.iter().rposition(|(name, _)| name.names(key)) else {
            return;
        };
        pairs[at].1.remove(rest, depth + 1);
        // What the outermost mapping holds stays, also with nothing in it.
        if depth > 0 && pairs[at].1.is == Is::Map(Vec::new()) {
            pairs.remove(at);
        }
    }

    fn take(&mut self, path: &[String], value: &str, namespace: &str) {
        let mut list = &mut *self;
        for key in path {
            let Some(pairs) = list.pairs() else { return };
            let Some(at) = pairs.iter().rposition(|(name, _)| name.names(key)) else {
                return;
            };
            list = &mut pairs[at].1;
        }
        let is_taken = |item: &Said| match &item.is {
            Is::Text(text) | Is::Bare(text) => same(text, value, namespace),
            _ => false,
        };
        if let Is::List(items) = &mut list.is {
            items.retain(|item| !is_taken(item));
        }
    }

    /// Whether two documents say the same, a list with nothing in it being as good as none at `path`.
    pub fn is_same(&self, other: &Self, path: Option<&[String]>) -> bool {
        let Some(path) = path else { return self == other };
        let without = |said: &Self| {
            let mut said = said.clone();
            said.remove(path, 0);
            said
        };
        self == other || self.is_empty_at(path) && other.is_empty_at(path) && without(self) == without(other)
    }

    fn is_empty_at(&self, path: &[String]) -> bool {
        let Some((key, rest)) = path.split_first() else {
            return matches!(&self.is, Is::List(items) if items.is_empty());
        };
        match &self.is {
            Is::Map(pairs) => {
                let value = pairs.iter().rfind(|(name, _)| name.names(key));
                value.is_none_or(|(_, value)| value.is_empty_at(rest))
            }
            _ => false,
        }
    }

    fn names(&self, key: &str) -> bool {
        matches!(&self.is, Is::Text(text) | Is::Bare(text) if text == key)
    }
}

/// Pairs by key; those written twice stay in their order.
fn sorted(mut pairs: Vec<(Said, Said)>) -> Vec<(Said, Said)> {
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}
