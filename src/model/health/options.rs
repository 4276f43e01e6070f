//! What is said after a target: words, options by their names, short durations. Pure; knows no sort of target.

use jiff::SignedDuration;

use crate::model::text::nearest;

/// Answers in a row that a change may take.
const MOST_IN_A_ROW: u32 = 100;
const FOR_ALL: [&str; 4] = ["every", "timeout", "fall", "rise"];

/// A short duration: `500ms`, `30s`, `5m`, `1h`, or several of them as `1m30s`. None for nothing, zero and anything else.
pub fn parse_interval(text: &str) -> Option<SignedDuration> {
    let mut whole = SignedDuration::ZERO;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let letters = after
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let milliseconds = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        let part = number.parse::<i64>().ok()?.checked_mul(milliseconds)?;
        whole = whole.checked_add(SignedDuration::from_millis(part))?;
        rest = after.trim_start();
    }
    (!whole.is_zero()).then_some(whole)
}

/// The words of a declaration. What stands in double quotes is one, without the quotes.
pub(super) fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = vec![];
    let mut word: Option<String> = None;
    let mut is_quoted = false;
    for c in text.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                word.get_or_insert_default();
            }
            c if c.is_whitespace() && !is_quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    match is_quoted {
        true => Err("a quote is opened and never closed".to_owned()),
        false => Ok(words),
    }
}

/// What is said after the target.
pub(super) struct Options {
    given: Vec<(String, String)>,
    /// What they are options of.
    pub sort: &'static str,
    /// Those of this sort alone.
    pub known: &'static [&'static str],
}

impl Options {
    pub fn of(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut given: Vec<(String, String)> = vec![];
        for word in words {
            let Some((name, value)) = word.split_once('=') else {
                return Err(format!("`{word}` is no option; options are written NAME=VALUE"));
            };
            if given.iter().any(|(known, _)| known == name) {
                return Err(format!("{name}= is given twice"));
            }
            given.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self {
            given,
            sort: "a TCP target",
            known: &[],
        })
    }

    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.given.iter().position(|(given, _)| given == name)?;
        Some(self.given.remove(at).1)
    }

    pub fn interval(
        &mut self,
        name: &str,
        (least, most): (SignedDuration, SignedDuration),
    ) -> Result<Option<SignedDuration>, String> {
        let Some(text) = self.take(name) else {
            return Ok(None);
        };
        let Some(interval) = parse_interval(&text) else {
            return Err(format!("{name}={text} is no duration; write {name}=30s"));
        };
        if interval < least || interval > most {
            return Err(format!(
                "{name}={text} is not possible, only from {least:#} to {most:#}"
            ));
        }
        Ok(Some(interval))
    }

    pub fn in_a_row(&mut self, name: &str) -> Result<Option<u32>, String> {
        let Some(text) = self.take(name) else {
            return Ok(None);
        };
        let number = text
            .parse()
            .ok()
            .filter(|number| (1..=MOST_IN_A_ROW).contains(number));
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(format!(
                "{name}={text} is no number of answers in a row; write 1 to {MOST_IN_A_ROW}"
            )),
        }
    }

    pub fn finish(self) -> Result<(), String> {
        let Some((name, _)) = self.given.first() else {
            return Ok(());
        };
        let known = self.known.iter().chain(&FOR_ALL).copied();
        let meant = nearest(name, known.clone());
        let meant = meant.map_or_else(String::new, |meant| format!(" (is `{meant}` meant?)"));
        let all: Vec<&str> = known.collect();
        Err(format!(
            "{} has no option `{name}`{meant}; there are {}",
            self.sort,
            all.join(", ")
        ))
    }
}
