//! A line that asks for something while a view is in front: an effort in hours, or a category.

use crate::app::input::Input;
use crate::app::list::Motion;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asks {
    /// Hours that automating would take.
    Effort,
    /// The category for the group of this shape.
    Category { shape: String, tasks: usize },
}

/// A line being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    pub asks: Asks,
    pub input: Input,
    /// Why what was entered cannot be taken.
    pub error: Option<String>,
    /// What may be meant; up and down go through those that begin as what was typed.
    known: Vec<String>,
    typed: String,
    chosen: Option<usize>,
}

impl Prompt {
    pub fn new(asks: Asks, text: impl Into<String>, known: Vec<String>) -> Self {
        let input = Input::new(text);
        Self {
            asks,
            typed: input.text().to_owned(),
            input,
            error: None,
            known,
            chosen: None,
        }
    }

    /// Notes that the line was edited.
    pub(super) fn edited(&mut self) {
        self.typed = self.input.text().to_owned();
        self.chosen = None;
        self.error = None;
    }

    /// What is known and holds what was typed, those that begin so first.
    pub fn matching(&self) -> Vec<&str> {
        let typed = self.typed.trim();
        let (mut begin, mut hold): (Vec<&str>, Vec<&str>) = self
            .known
            .iter()
            .map(String::as_str)
            .filter(|known| known.contains(typed))
            .partition(|known| known.starts_with(typed));
        begin.append(&mut hold);
        begin
    }

    /// Puts the next of what is known into the line, or the one before.
    pub(super) fn choose(&mut self, motion: Motion) {
        let matching = self.matching();
        let last = match matching.len() {
            0 => return,
            count => count - 1,
        };
        let chosen = match (motion, self.chosen) {
            (Motion::Up, None | Some(0)) => last,
            (Motion::Up, Some(at)) => at - 1,
            (_, None) => 0,
            (_, Some(at)) if at >= last => 0,
            (_, Some(at)) => at + 1,
        };
        if let Some(text) = matching.get(chosen) {
            self.input = Input::new(*text);
            self.chosen = Some(chosen);
        }
    }

    /// Whether a category of this name is known.
    pub(super) fn knows(&self, category: &str) -> bool {
        self.known.iter().any(|known| known == category)
    }
}
