//! What a field offers, over the form: a line that narrows it and a list. Choices are narrowed at once; entities are found
//! by a worker, and what was found before stays in sight until the answer comes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::OFFERS;
use super::repository::Part;
use crate::app::context::{Context, Event};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::input::Input as Line;
use crate::app::intent::Intent;
use crate::app::list::List;
use crate::app::msg::Answer;
use crate::model::blueprint::field::{Choice, Field, Input, Matcher as Matching, Picker};
use crate::model::catalog::query::{Facet, Query};
use crate::model::fuzzy::Matcher;

/// More than these are found by further words.
const LIMIT: usize = 100;

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    id: String,
    pub value: Value,
    pub label: String,
    /// What tells it from its namesakes.
    pub note: String,
    /// Which characters of its label matched.
    pub matched: Vec<usize>,
    /// It is what was typed.
    pub is_typed: bool,
    /// Its note speaks against it.
    pub warns: bool,
}

/// What is said beside something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    /// It speaks against it.
    pub warns: bool,
}

impl AsRef<str> for Offer {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// Where offers come from.
#[derive(Debug, Clone, PartialEq)]
enum Source {
    Given(Vec<Offer>),
    Entities(Picker),
    Tags(Vec<String>),
}

/// The state of the popup.
#[derive(Debug, Clone, PartialEq)]
pub struct Popup {
    pub title: String,
    pub line: Line,
    pub list: List,
    source: Source,
    /// What was found by the last answer.
    found: Vec<Offer>,
    offers: Vec<Offer>,
    /// Several can be chosen; these are.
    pub chosen: Option<Vec<Value>>,
    /// What was typed can be chosen too.
    arbitrary: bool,
    asked: Option<Generation>,
    /// Nothing has been found yet.
    pub is_waiting: bool,
    /// Why nothing was found, or why what was chosen cannot be taken.
    pub failure: Option<String>,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Open,
    Closed,
    /// One was chosen.
    Chosen(Value),
    /// Several are chosen so far; the popup stays.
    Changed(Vec<Value>),
}

impl Popup {
    /// What a field offers, with what is chosen now.
    pub fn of(field: &Field, part: Option<Part>, now: Option<&Value>) -> Option<Self> {
        let several = || Some(now.and_then(Value::as_array).cloned().unwrap_or_default());
        let text = |text: &String| offer(Value::String(text.clone()), text.clone(), String::new());
        let (source, chosen, arbitrary) = match (&field.input, part) {
            (Input::Choice(choices), _) => (given(choices), None, false),
            (Input::Choices(choices), _) => (given(choices), several(), false),
            (Input::Entity(picker), _) => (Source::Entities(picker.clone()), None, picker.arbitrary),
            (Input::Entities(picker), _) => (Source::Entities(picker.clone()), several(), picker.arbitrary),
            (Input::Tags { kinds }, _) => (Source::Tags(kinds.clone()), several(), true),
            (Input::Repository(picker), Some(part)) => {
                let list = match part {
                    Part::Host => &picker.hosts,
                    Part::Owner => &picker.owners,
                    Part::Name => &picker.repositories,
                };
                (Source::Given(list.iter().map(text).collect()), None, false)
            }
            _ => return None,
        };
        let title = match part {
            Some(part) => format!("{}: {}", field.label, part.word()),
            None => field.label.clone(),
        };
        let mut popup = Self {
            chosen,
            arbitrary,
            ..Self::offering(title, source)
        };
        popup.narrow();
        if let Some(now) = now {
            popup.list.select_id(&id_of(now), &popup.offers[..]);
        }
        Some(popup)
    }

    fn offering(title: String, source: Source) -> Self {
        Self {
            title,
            line: Line::default(),
            list: List::default(),
            is_waiting: !matches!(source, Source::Given(_)),
            source,
            found: Vec::new(),
            offers: Vec::new(),
            chosen: None,
            arbitrary: false,
            asked: None,
            failure: None,
        }
    }

    /// One of the entities of some kinds; asked for at once.
    pub fn entities(title: impl Into<String>, kinds: &[&str], context: &mut Context<'_>) -> Self {
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let picker = Picker {
            filters: vec![BTreeMap::from([("kind".to_owned(), Matching::OneOf(kinds))])],
            ..Picker::default()
        };
        let mut popup = Self::offering(title.into(), Source::Entities(picker));
        popup.ask(context);
        popup
    }

    /// One of a few: values with their labels.
    pub fn choices(title: impl Into<String>, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        let choices = choices.into_iter();
        let offers = choices.map(|(value, label)| offer(Value::String(value), label, String::new()));
        let mut popup = Self::offering(title.into(), Source::Given(offers.collect()));
        popup.narrow();
        popup
    }

    /// A text that is there to be changed.
    pub fn text(title: impl Into<String>, text: impl Into<String>) -> Self {
        let mut popup = Self {
            line: Line::new(text),
            arbitrary: true,
            ..Self::offering(title.into(), Source::Given(Vec::new()))
        };
        popup.narrow();
        popup
    }

    /// Says something beside each of a few choices.
    pub(super) fn noted(mut self, note: impl Fn(&Value) -> Option<Note>) -> Self {
        let Source::Given(offers) = &mut self.source else {
            return self;
        };
        for offer in offers {
            if let Some(note) = note(&offer.value) {
                offer.note = note.text;
                offer.warns = note.warns;
            }
        }
        let at = self.list.cursor();
        self.narrow();
        if let Some(at) = at {
            self.list.select(at, &self.offers[..]);
        }
        self
    }

    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    pub fn is_chosen(&self, offer: &Offer) -> bool {
        self.chosen
            .as_ref()
            .is_some_and(|chosen| chosen.contains(&offer.value))
    }

    /// Asks for what the words find, where that is not known here.
    pub fn ask(&mut self, context: &mut Context<'_>) {
        let Some(catalog) = context.shared.catalog.value().cloned() else {
            return;
        };
        let words = self.line.text().trim().to_owned();
        let request = match &self.source {
            Source::Given(_) => return,
            Source::Entities(picker) => Request::Pick {
                catalog,
                picker: picker.clone(),
                words,
                limit: LIMIT,
            },
            // Tags are narrowed here: there are never many.
            Source::Tags(_) if self.asked.is_some() => return,
            Source::Tags(kinds) => Request::CountFacets {
                catalog,
                query: kinds.iter().fold(Query::default(), |query, kind| {
                    query.with(Facet::Kind, kind, true)
                }),
            },
        };
        self.asked = Some(context.ask(request));
    }

    /// Takes an answer, if it is one to the last question.
    pub fn answer(&mut self, generation: Generation, answer: &Answer) {
        if self.asked != Some(generation) {
            return;
        }
        match answer {
            Answer::Picked(picks) => {
                let picks = picks.iter();
                self.found = picks
                    .map(|pick| {
                        let value = Value::String(pick.entity_ref.clone());
                        Offer {
                            note: pick.note.clone(),
                            ..offer(value, pick.title.clone(), String::new())
                        }
                    })
                    .collect();
            }
            Answer::Facets(facets) => {
                let tags = facets.iter().filter(|(facet, _)| *facet == Facet::Tag);
                let tags = tags.flat_map(|(_, values)| values.iter());
                self.found = tags
                    .filter(|(tag, _)| !tag.is_empty())
                    .map(|(tag, count)| offer(Value::String(tag.clone()), tag.clone(), count.to_string()))
                    .collect();
            }
            Answer::Failed(failure) => self.failure = Some(format!("{} {}", failure.message, failure.next)),
            _ => return,
        }
        self.is_waiting = false;
        self.narrow();
    }

    /// Works out what is offered for the words.
    pub fn narrow(&mut self) {
        let words = self.line.text().trim();
        let matcher = Matcher::default();
        self.offers = match &self.source {
            // The worker has ranked them; only the matching letters are found here.
            Source::Entities(_) => {
                let marked = |offer: &Offer| {
                    let found = matcher.matches(&offer.label, words);
                    Offer {
                        matched: found.map(|found| found.indices).unwrap_or_default(),
                        ..offer.clone()
                    }
                };
                self.found.iter().map(marked).collect()
            }
            Source::Given(all) => matching(&matcher, all, words),
            Source::Tags(_) => matching(&matcher, &self.found, words),
        };
        // What is chosen already can be given up, wherever it came from.
        let missing = self
            .chosen
            .iter()
            .flatten()
            .filter(|value| words.is_empty() && !self.offers.iter().any(|offer| offer.value == **value));
        let missing: Vec<Offer> = missing
            .map(|value| offer(value.clone(), id_of(value), String::new()))
            .collect();
        self.offers.splice(0..0, missing);
        let is_there = self
            .offers
            .iter()
            .any(|offer| offer.value.as_str() == Some(words));
        if self.arbitrary && !words.is_empty() && !is_there {
            self.offers.push(Offer {
                is_typed: true,
                ..offer(
                    Value::String(words.to_owned()),
                    words.to_owned(),
                    "as typed".to_owned(),
                )
            });
        }
        self.list.reset(&self.offers[..]);
    }

    /// Does what a key or click means.
    pub fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Outcome {
        match event {
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.offers[..]);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.offers[..]);
            }
            Event::Insert(text) => {
                self.line.insert(text);
                self.typed(context);
            }
            Event::Intent(Intent::Edit(edit)) if self.line.edit(edit) => self.typed(context),
            Event::Intent(Intent::Enter) => return self.choose(self.list.cursor()),
            Event::Click(Target::Row(OFFERS, row)) => {
                self.list.select(*row, &self.offers[..]);
                return self.choose(Some(*row));
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => return Outcome::Closed,
            _ => {}
        }
        Outcome::Open
    }

    fn typed(&mut self, context: &mut Context<'_>) {
        self.failure = None;
        self.ask(context);
        self.narrow();
    }

    fn choose(&mut self, at: Option<usize>) -> Outcome {
        let Some(value) = at
            .and_then(|at| self.offers.get(at))
            .map(|offer| offer.value.clone())
        else {
            return Outcome::Open;
        };
        let Some(chosen) = &mut self.chosen else {
            return Outcome::Chosen(value);
        };
        match chosen.iter().position(|known| *known == value) {
            Some(at) => {
                chosen.remove(at);
            }
            None => chosen.push(value),
        }
        let chosen = chosen.clone();
        if !self.line.is_empty() {
            self.line.clear();
            self.narrow();
        }
        Outcome::Changed(chosen)
    }

    /// The words were cleared by choosing: what they hid is asked for again.
    pub fn is_stale(&self) -> bool {
        matches!(self.source, Source::Entities(_)) && self.chosen.is_some()
    }
}

fn offer(value: Value, label: String, note: String) -> Offer {
    Offer {
        id: id_of(&value),
        value,
        label,
        note,
        matched: Vec::new(),
        is_typed: false,
        warns: false,
    }
}

fn id_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn given(choices: &[Choice]) -> Source {
    let one = |choice: &Choice| offer(choice.value.clone(), choice.label.clone(), String::new());
    Source::Given(choices.iter().map(one).collect())
}

/// The offers that match, the best first; all of them in their order where nothing was typed.
fn matching(matcher: &Matcher, all: &[Offer], words: &str) -> Vec<Offer> {
    if words.is_empty() {
        return all.to_vec();
    }
    let mut found: Vec<(i64, Offer)> = all
        .iter()
        .filter_map(|offer| {
            let found = matcher.matches(&offer.label, words)?;
            let offer = Offer {
                matched: found.indices,
                ..offer.clone()
            };
            Some((found.score, offer))
        })
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, offer)| offer).collect()
}
