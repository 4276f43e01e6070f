//! The one question that is asked at a time, over the screen: a field, and what it offers. What is typed narrows the
//! offers, and is an answer itself where anything can be one.

use super::intents::Action;
use super::verbs::Verb;
use super::{OFFERS, moment};
use crate::app::context::{Context, Event};
use crate::app::effect::Generation;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::Intent;
use crate::app::list::List;
use crate::model::task::category_name;
use crate::model::text::Words;

/// What the answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Verb(Verb),
    /// The title of a new task, a view, a name for a view, an order.
    Action(Action),
}

/// Whether what is typed can be the answer as it stands, and where it is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Never,
    /// Before what it narrows: for reasons and comments.
    First,
    /// Behind it, so that Enter never makes a new one of what is there: for categories.
    Last,
}

/// Something to pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The answer; none stands for nothing or nobody.
    pub value: Option<String>,
    pub label: String,
    pub note: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            value: Some(value.into()),
            label: label.into(),
            note: note.into(),
        }
    }

    pub fn nothing(label: impl Into<String>) -> Self {
        Self {
            value: None,
            label: label.into(),
            note: String::new(),
        }
    }
}

/// An offer, by its position among the choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    Choice(usize),
    Typed,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Open,
    /// The text changed: offers that come from elsewhere may be asked for.
    Edited,
    Closed,
    Answered(Option<String>),
}

/// The state of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    pub about: About,
    pub title: String,
    /// What stands before the field.
    pub label: &'static str,
    /// A remark below the field.
    pub note: String,
    /// Why the answer was not taken.
    pub error: Option<String>,
    pub input: Input,
    pub list: List,
    choices: Vec<Choice>,
    offers: Vec<Offer>,
    typed: Typed,
    /// Something was typed, so that what was in the field is no longer an answer by itself.
    edited: bool,
    /// The tasks that it is about.
    pub targets: Vec<String>,
    /// What was asked of the world for it.
    pub asked: Option<Generation>,
}

impl Prompt {
    pub fn new(about: About, title: impl Into<String>, label: &'static str, typed: Typed) -> Self {
        let mut prompt = Self {
            about,
            title: title.into(),
            label,
            note: String::new(),
            error: None,
            input: Input::default(),
            list: List::default(),
            choices: Vec::new(),
            offers: Vec::new(),
            typed,
            edited: false,
            targets: Vec::new(),
            asked: None,
        };
        prompt.narrow();
        prompt
    }

    pub fn choices(mut self, choices: Vec<Choice>) -> Self {
        self.offer(choices);
        self
    }

    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.input = Input::new(text);
        self.narrow();
        self
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Offers others from now on.
    pub fn offer(&mut self, choices: Vec<Choice>) {
        self.choices = choices;
        self.narrow();
    }

    /// Puts a choice before all others, and takes it from where it was.
    pub fn prefer(&mut self, choice: Choice) {
        self.choices.retain(|other| other.value != choice.value);
        self.choices.insert(0, choice);
        self.narrow();
    }

    /// Puts the cursor on a choice.
    pub fn select(mut self, value: Option<&str>) -> Self {
        let is_it = |offer: &Offer| match offer {
            Offer::Choice(at) => self
                .choices
                .get(*at)
                .is_some_and(|choice| choice.value.as_deref() == value),
            Offer::Typed => false,
        };
        if let Some(at) = self.offers.iter().position(is_it) {
            self.list.select(at, &Count(self.offers.len()));
        }
        self
    }

    /// How many offers there are.
    pub fn len(&self) -> usize {
        self.offers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    /// The label and the note of an offer.
    pub fn row(&self, at: usize) -> Option<(&str, &str)> {
        match self.offers.get(at)? {
            Offer::Choice(at) => {
                let choice = self.choices.get(*at)?;
                Some((&choice.label, &choice.note))
            }
            Offer::Typed => Some((self.input.text().trim(), "as typed")),
        }
    }

    /// Keeps the choices in which all words are that were typed.
    fn narrow(&mut self) {
        self.error = None;
        let text = self.input.text().trim();
        let words = Words::new(text);
        let holds = |choice: &Choice| {
            let value = choice.value.as_deref().unwrap_or_default();
            words.are_in(&[&choice.label, &choice.note, value])
        };
        // What is in the field before anything is typed is an answer, not a filter.
        let narrows = self.typed != Typed::First || !self.choices.iter().any(|choice| choice.label == text);
        let matching = self.choices.iter().enumerate();
        let matching = matching.filter(|(_, choice)| !narrows || holds(choice));
        self.offers = matching.map(|(at, _)| Offer::Choice(at)).collect();
        let is_known = self
            .choices
            .iter()
            .any(|choice| choice.value.as_deref() == Some(text));
        if !text.is_empty() && !is_known {
            match self.typed {
                Typed::Never => {}
                Typed::First => self.offers.insert(0, Offer::Typed),
                Typed::Last => self.offers.push(Offer::Typed),
            }
        }
        self.list.reset(&Count(self.offers.len()));
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &Context<'_>) -> Outcome {
        let rows = Count(self.offers.len());
        match event {
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &rows);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &rows);
            }
            Event::Intent(Intent::Enter) => return self.choose(self.list.cursor(), context),
            Event::Click(Target::Row(OFFERS, row)) => return self.choose(Some(*row), context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => return Outcome::Closed,
            Event::Insert(text) => {
                self.input.insert(text);
                self.edited = true;
                self.narrow();
                return Outcome::Edited;
            }
            event => {
                if event.edit().is_some_and(|edit| self.input.edit(edit)) {
                    self.edited = true;
                    self.narrow();
                    return Outcome::Edited;
                }
            }
        }
        Outcome::Open
    }

    fn choose(&mut self, at: Option<usize>, context: &Context<'_>) -> Outcome {
        // What was measured stands where nothing else was typed.
        if self.about == About::Verb(Verb::Finish) && !self.edited {
            return Outcome::Answered(None);
        }
        let answer = match at.and_then(|at| self.offers.get(at)) {
            Some(Offer::Choice(at)) => self.choices.get(*at).and_then(|choice| choice.value.clone()),
            Some(Offer::Typed) => Some(self.input.text().trim().to_owned()),
            None if self.about == About::Verb(Verb::Finish) => None,
            None => {
                self.error = Some("Nothing is chosen. Type an answer, or Esc closes.".to_owned());
                return Outcome::Open;
            }
        };
        match self.check(answer.as_deref(), context) {
            Ok(()) => Outcome::Answered(answer),
            Err(error) => {
                self.error = Some(error);
                Outcome::Open
            }
        }
    }

    /// Whether an answer can be used.
    fn check(&self, answer: Option<&str>, context: &Context<'_>) -> Result<(), String> {
        let shared = context.shared;
        match (self.about, answer) {
            (About::Verb(Verb::Snooze), Some(text)) => match moment::parse(text, shared.now, &shared.zone) {
                Some(_) => Ok(()),
                None => Err(format!(
                    "`{text}` is no moment to come; write 4h, 3d, tomorrow 14:00, monday or 2026-12-01"
                )),
            },
            (About::Verb(Verb::Minutes | Verb::Finish), Some(text)) => minutes(text)
                .map(drop)
                .ok_or_else(|| format!("`{text}` are no minutes; write 25, or 1h 30m")),
            (About::Verb(Verb::Category), Some(text)) => {
                category_name(text).map(drop).map_err(|error| format!("{error}."))
            }
            _ => Ok(()),
        }
    }
}

/// Minutes as people write them: `25`, `25m`, `1h`, `1h 30m`. At most a working year.
pub(super) fn minutes(text: &str) -> Option<u32> {
    const YEAR: u32 = 220 * 8 * 60;
    let mut sum: u32 = 0;
    let mut number = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()).chain(['m']) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if number.is_empty() && c == 'm' && sum > 0 {
            continue;
        }
        let unit = match c.to_ascii_lowercase() {
            'h' => 60,
            'm' => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<u32>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    (sum <= YEAR).then_some(sum)
}

/// So many rows, of which the position is all that is known.
struct Count(usize);

impl crate::app::list::Rows for Count {
    fn len(&self) -> usize {
        self.0
    }

    fn id(&self, index: usize) -> std::borrow::Cow<'_, str> {
        index.to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_as_people_write_them() {
        for (text, expected) in [
            ("25", Some(25)),
            ("25m", Some(25)),
            ("1h", Some(60)),
            ("1h 30m", Some(90)),
            ("1h30", Some(90)),
            ("0", Some(0)),
            ("", None),
            ("h", None),
            ("soon", None),
            ("-3", None),
            ("99999999999", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
