//! Pickers: a field and a list that it narrows. The help, the palette and the choice of a theme are three of them.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::LIST;
use super::choice::{self, Choice, Deed};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::keymap::Keymap;
use crate::app::intent::{Intent, Scope};
use crate::app::list::{List, Motion, Rows};
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::model::fuzzy::Matcher;

/// What a picker is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickerKind {
    Help,
    Palette,
    /// With the theme to go back to when it is closed without choosing.
    Theme {
        before: String,
    },
}

/// How many entities the palette shows at most; more words find the others.
const ENTITIES: usize = 50;

/// Letters that tell too little to look for entities.
const TOO_FEW: usize = 1;

/// A choice that matches what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    choice: usize,
    /// Which characters of its text matched.
    pub matched: Vec<usize>,
    /// Its name or key was typed outright.
    is_named: bool,
    /// It is an action that says what was typed.
    is_said: bool,
    score: i64,
}

/// The state of a picker.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker {
    pub kind: PickerKind,
    pub input: Input,
    pub list: List,
    /// What there is to pick; behind the first `own` of them, the entities that were found.
    choices: Vec<Choice>,
    own: usize,
    shown: Vec<Shown>,
    asked: Option<Generation>,
}

impl Picker {
    /// All keys: those that are live now first, then the rest by scope.
    pub fn help(keymap: &Keymap, live: &[Scope]) -> Self {
        Self::new(PickerKind::Help, choice::all_actions(keymap, live))
    }

    /// Every action that can be done from a screen, those of this one first, and every entity.
    pub fn palette(keymap: &Keymap, live: &[Scope]) -> Self {
        Self::new(PickerKind::Palette, choice::screen_actions(keymap, live))
    }

    /// All themes, with the present one selected.
    pub fn themes(themes: &[String], now: &str) -> Self {
        let kind = PickerKind::Theme {
            before: now.to_owned(),
        };
        let mut picker = Self::new(kind, themes.iter().map(|name| choice::theme(name)).collect());
        let seen = Seen {
            choices: &picker.choices,
            shown: &picker.shown,
        };
        picker.list.select_id(now, &seen);
        picker
    }

    fn new(kind: PickerKind, choices: Vec<Choice>) -> Self {
        let own = choices.len();
        let (input, list) = (Input::default(), List::default());
        let mut picker = Self {
            kind,
            input,
            list,
            choices,
            own,
            shown: Vec::new(),
            asked: None,
        };
        picker.narrow();
        picker
    }

    /// How many choices match.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Everything there is to pick, for measuring columns.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// A row of the list, and which characters of its text matched.
    pub fn row(&self, index: usize) -> Option<(&Choice, &[usize])> {
        let shown = self.shown.get(index)?;
        Some((self.choices.get(shown.choice)?, &shown.matched))
    }

    fn selected(&self) -> Option<&Choice> {
        self.row(self.list.cursor()?).map(|(choice, _)| choice)
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Move(motion)) => self.go(motion, context),
            Event::Scroll(_, lines) => {
                self.list.scroll(
                    lines,
                    &Seen {
                        choices: &self.choices,
                        shown: &self.shown,
                    },
                );
            }
            Event::Intent(Intent::Enter) => self.choose(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => self.cancel(context),
            Event::Click(Target::Row(LIST, row)) => {
                self.list.select(
                    *row,
                    &Seen {
                        choices: &self.choices,
                        shown: &self.shown,
                    },
                );
                self.choose(context);
            }
            Event::Insert(text) => {
                self.input.insert(text);
                self.typed(context);
            }
            Event::Answer(generation, Answer::Found { catalog, ids }) if self.asked == Some(generation) => {
                self.choices.truncate(self.own);
                self.choices
                    .extend(ids.iter().map(|id| choice::entity(catalog, *id)));
                self.narrow();
            }
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            _ => match event.edit() {
                Some(edit) => {
                    if self.input.edit(edit) {
                        self.typed(context);
                    }
                }
                None => return Flow::Ignored,
            },
        }
        Flow::Handled
    }

    fn typed(&mut self, context: &mut Context<'_>) {
        if self.kind == PickerKind::Palette {
            self.find(context);
        }
        self.narrow();
        self.preview(context);
    }

    /// Asks for entities; those found before stay until the answer comes, as far as they match.
    fn find(&mut self, context: &mut Context<'_>) {
        let words = self.input.text().trim().to_owned();
        match context.shared.catalog.value() {
            Some(catalog) if words.chars().count() > TOO_FEW => {
                let catalog = catalog.clone();
                self.asked = Some(context.ask(Request::Find {
                    catalog,
                    words,
                    limit: ENTITIES,
                }));
            }
            _ => {
                self.choices.truncate(self.own);
                self.asked = None;
            }
        }
    }

    /// Keeps the choices that match what was typed, the best first; with nothing typed, all in their own order.
    fn narrow(&mut self) {
        let matcher = Matcher::default();
        let query = self.input.text();
        let matching = self.choices.iter().enumerate();
        self.shown = matching
            .filter_map(|(at, choice)| matched(&matcher, at, choice, query))
            .collect();
        // What was named comes first; what cannot be done here comes last, unless it was named in full.
        let rank = |shown: &Shown| {
            let choice = self.choices.get(shown.choice);
            let is_elsewhere = choice.is_some_and(|choice| choice.is_elsewhere && choice.id != query.trim());
            let length = choice.map_or(0, |choice| choice.text.len());
            (
                is_elsewhere,
                !shown.is_named,
                !shown.is_said,
                Reverse(shown.score),
                length,
            )
        };
        if !query.is_empty() {
            self.shown.sort_by_cached_key(rank);
        }
        self.list.reset(&Seen {
            choices: &self.choices,
            shown: &self.shown,
        });
    }

    fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        self.list.go(
            motion,
            &Seen {
                choices: &self.choices,
                shown: &self.shown,
            },
        );
        self.preview(context);
    }

    /// A theme is seen while it is under the cursor.
    fn preview(&self, context: &mut Context<'_>) {
        if let Some(Deed::Theme(name)) = self.selected().map(|choice| &choice.deed) {
            context.theme(name.clone());
        }
    }

    fn choose(&mut self, context: &mut Context<'_>) {
        let Some(choice) = self.selected() else { return };
        context.close_overlay();
        match &choice.deed {
            Deed::Do(entry) => context.perform_entry(entry),
            Deed::Follow(link) => context.follow(link.clone()),
            Deed::Theme(name) => {
                context.theme(name.clone());
                context.toast(
                    Level::Info,
                    format!("To keep it, write theme = \"{name}\" in config.toml"),
                );
            }
        }
    }

    fn cancel(&mut self, context: &mut Context<'_>) {
        if let PickerKind::Theme { before } = &self.kind {
            context.theme(before.clone());
        }
        context.close_overlay();
    }
}

/// Matches the text, loosely, and marks where; else the action's name, synonyms and keys, which must hold every word as it
/// is typed.
fn matched(matcher: &Matcher, at: usize, choice: &Choice, query: &str) -> Option<Shown> {
    let is_named = query
        .split_whitespace()
        .next()
        .is_some_and(|word| choice.id.starts_with(word));
    let is_named = is_named
        || choice
            .note
            .split("  ")
            .any(|key| key == query.trim() && !key.is_empty());
    let (score, matched) = match matcher.matches(&choice.text, query) {
        Some(found) => (found.score * 2, found.indices),
        None => {
            let everything = format!("{} {} {}", choice.words, choice.note, choice.group).to_lowercase();
            let holds = |word: &str| everything.contains(&word.to_lowercase());
            query.split_whitespace().all(holds).then_some((0, Vec::new()))?
        }
    };
    Some(Shown {
        choice: at,
        matched,
        is_named,
        is_said: says(choice, query),
        score,
    })
}

/// Whether an action's text has words that begin with all that is typed. An entity's name that does is as good as any other.
fn says(choice: &Choice, query: &str) -> bool {
    let text = choice.text.to_lowercase();
    let begins = |typed: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.starts_with(&typed.to_lowercase()))
    };
    matches!(choice.deed, Deed::Do(_)) && query.split_whitespace().all(begins) && !query.trim().is_empty()
}

/// The rows of the list, as it sees them.
struct Seen<'a> {
    choices: &'a [Choice],
    shown: &'a [Shown],
}

impl Rows for Seen<'_> {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let choice = self
            .shown
            .get(index)
            .and_then(|shown| self.choices.get(shown.choice));
        choice.map_or("", |choice| &choice.id).into()
    }
}
