//! Pickers: a field and a list that it narrows. The help, the palette and the choice of a theme are three of them.

use std::borrow::Cow;

use super::LIST;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::keymap::Keymap;
use crate::app::intent::{Entry, Intent, Scope, table};
use crate::app::list::{List, Motion, Rows};
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

/// Something to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The heading it stands under.
    pub group: String,
    pub text: String,
    /// Its keys, or another short remark for the right edge.
    pub note: String,
    /// Further words it is found by.
    pub words: String,
    pub deed: Deed,
}

/// What picking does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Do(Intent),
    Theme(String),
}

/// A choice that matches what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub choice: usize,
    /// Which characters of its text matched.
    pub matched: Vec<usize>,
    score: i64,
}

/// The state of a picker.
#[derive(Debug, Clone, PartialEq)]
pub struct Picker {
    pub kind: PickerKind,
    pub input: Input,
    pub choices: Vec<Choice>,
    pub shown: Vec<Shown>,
    pub list: List,
}

impl Picker {
    /// All keys: those that are live now first, then the rest by scope.
    pub fn help(keymap: &Keymap, live: &[Scope]) -> Self {
        let rank = |scope: Scope| {
            live.iter()
                .position(|known| *known == scope)
                .unwrap_or(live.len() + scope as usize)
        };
        let mut entries: Vec<&'static Entry> = table().iter().collect();
        entries.sort_by_key(|entry| rank(entry.scope));
        Self::new(
            PickerKind::Help,
            entries.into_iter().map(|entry| of_entry(entry, keymap)).collect(),
        )
    }

    /// Every action that can be done from a screen.
    pub fn palette(keymap: &Keymap) -> Self {
        let from_screens = |entry: &&Entry| {
            !matches!(
                entry.scope,
                Scope::Text | Scope::Filter | Scope::Picker | Scope::Menu | Scope::Confirm
            )
        };
        Self::new(
            PickerKind::Palette,
            table()
                .iter()
                .filter(from_screens)
                .map(|entry| of_entry(entry, keymap))
                .collect(),
        )
    }

    /// All themes, with the present one selected.
    pub fn themes(themes: &[String], now: &str) -> Self {
        let choice = |name: &String| Choice {
            group: String::new(),
            text: name.clone(),
            note: String::new(),
            words: String::new(),
            deed: Deed::Theme(name.clone()),
        };
        let mut picker = Self::new(
            PickerKind::Theme {
                before: now.to_owned(),
            },
            themes.iter().map(choice).collect(),
        );
        if let Some(at) = themes.iter().position(|name| name == now) {
            picker.go_to(at);
        }
        picker
    }

    fn new(kind: PickerKind, choices: Vec<Choice>) -> Self {
        let mut picker = Self {
            kind,
            input: Input::default(),
            choices,
            shown: Vec::new(),
            list: List::default(),
        };
        picker.narrow();
        picker
    }

    /// The choice under the cursor.
    pub fn selected(&self) -> Option<&Choice> {
        self.shown
            .get(self.list.cursor()?)
            .and_then(|shown| self.choices.get(shown.choice))
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Move(motion)) => self.go(motion, context),
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.shown[..]);
            }
            Event::Intent(Intent::Enter) => self.choose(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => self.cancel(context),
            Event::Click(Target::Row(LIST, row)) => {
                self.go_to(*row);
                self.choose(context);
            }
            Event::Insert(text) => {
                self.input.insert(text);
                self.typed(context);
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
        self.narrow();
        self.preview(context);
    }

    /// Keeps the choices that match what was typed, the best first; with nothing typed, all in their own order.
    fn narrow(&mut self) {
        let matcher = Matcher::default();
        let query = self.input.text();
        let matching = self.choices.iter().enumerate().filter_map(|(at, choice)| {
            if let Some(found) = matcher.matches(&choice.text, query) {
                return Some(Shown {
                    choice: at,
                    matched: found.indices,
                    score: found.score * 2,
                });
            }
            let everything = format!("{} {} {}", choice.text, choice.words, choice.note);
            let found = matcher.matches(&everything, query)?;
            Some(Shown {
                choice: at,
                matched: Vec::new(),
                score: found.score,
            })
        });
        self.shown = matching.collect();
        self.shown.sort_by_key(|shown| std::cmp::Reverse(shown.score));
        self.list.reset(&self.shown[..]);
    }

    fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        self.list.go(motion, &self.shown[..]);
        self.preview(context);
    }

    fn go_to(&mut self, row: usize) {
        self.list.select(row, &self.shown[..]);
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
            Deed::Do(intent) => context.perform(*intent),
            Deed::Theme(name) => context.theme(name.clone()),
        }
    }

    fn cancel(&mut self, context: &mut Context<'_>) {
        if let PickerKind::Theme { before } = &self.kind {
            context.theme(before.clone());
        }
        context.close_overlay();
    }
}

impl Rows for [Shown] {
    fn len(&self) -> usize {
        self.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.get(index)
            .map(|shown| shown.choice.to_string())
            .unwrap_or_default()
            .into()
    }
}

fn of_entry(entry: &Entry, keymap: &Keymap) -> Choice {
    let keys: Vec<String> = keymap.keys_of(entry).iter().map(ToString::to_string).collect();
    Choice {
        group: entry.scope.title().to_owned(),
        text: entry.text.to_owned(),
        note: keys.join("  "),
        words: format!("{} {}", entry.name, entry.synonyms.join(" ")),
        deed: Deed::Do(entry.intent),
    }
}
