//! Tasks that are like another: how such a thing was done before, whether it was asked for twice, what sort of task it is.
//! Likeness is the shape of the title first, then rare words, category, entity and requester in common. Pure.

use std::cmp::Reverse;

use jiff::Timestamp;
use rustc_hash::FxHashMap;

use super::shape::shape;
use super::status::Status;
use super::table::{TaskRef, Tasks};

/// How many are named of each sort.
pub const BEST: usize = 8;
/// How many are looked at closely.
const NEAR: usize = 48;
/// More words than this tell nothing more.
const WORDS: usize = 32;

/// A task that is like another, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAlike {
    pub id: String,
    pub title: String,
    pub status: Status,
    pub category: Option<String>,
    pub requester: Option<String>,
    pub assignee: Option<String>,
    pub blueprint: Option<String>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Minutes of work on record.
    pub minutes: Option<u32>,
    pub created: Timestamp,
    pub closed: Option<Timestamp>,
    /// The titles say the same but for names and numbers.
    pub same_shape: bool,
}

impl LookAlike {
    fn of(task: TaskRef<'_>, same_shape: bool) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Self {
            id: task.name().to_owned(),
            title: task.title().to_owned(),
            status: task.status(),
            category: text(task.category()),
            requester: text(task.requester()),
            assignee: text(task.assignee()),
            blueprint: text(task.blueprint()),
            reason: text(task.reason()),
            minutes: task.minutes(),
            created: task.created(),
            closed: task.closed(),
            same_shape,
        }
    }
}

/// The tasks most like one: first up to [`BEST`] that are done or declined, then up to [`BEST`] that are open and could
/// be the same request. Empty where there is no such task.
pub fn look_alikes(tasks: &Tasks, id: &str) -> Vec<LookAlike> {
    let Some(task) = tasks.find(id) else {
        return Vec::new();
    };
    let subject = Subject {
        category: task.category(),
        entity: task.entity(),
        requester: task.requester(),
        ..Subject::titled(task.title())
    };
    let is_past = |other: TaskRef<'_>| matches!(other.status(), Status::Done | Status::Declined);
    let is_other = |other: TaskRef<'_>| other.name() != task.name();
    let mut found = subject.nearest(tasks, |other| is_other(other) && is_past(other));
    found.truncate(BEST);
    let mut open = subject.nearest(tasks, |other| is_other(other) && other.status().is_open());
    open.truncate(BEST);
    found.extend(open);
    let named = |near: Near<'_>| LookAlike::of(near.task, near.same_shape);
    found.into_iter().map(named).collect()
}

/// The category that tasks with such a title have, and why it is this one; none where the past says nothing clear.
pub fn suggest_category(tasks: &Tasks, title: &str) -> Option<(String, String)> {
    let subject = Subject::titled(title);
    let near = subject.nearest(tasks, |other| other.category().is_some());
    let same: Vec<&Near<'_>> = near.iter().filter(|near| near.same_shape).collect();
    let (voters, likeness): (Vec<&Near<'_>>, &str) = if same.is_empty() {
        (near.iter().collect(), "alike")
    } else {
        (same, "with the same words")
    };
    let mut votes: FxHashMap<&str, usize> = FxHashMap::default();
    for near in &voters {
        *votes.entry(near.task.category()?).or_default() += 1;
    }
    let (category, count) = votes
        .into_iter()
        .max_by_key(|(category, count)| (*count, Reverse(*category)))?;
    let why = format!("{count} of {} tasks {likeness}", voters.len());
    (count * 2 > voters.len()).then(|| (category.to_owned(), why))
}

/// What others are compared with.
struct Subject<'a> {
    shape: String,
    words: Vec<Word<'a>>,
    /// For each byte, in lower case, which of the words begin with it.
    beginnings: [u32; 256],
    category: Option<&'a str>,
    entity: Option<&'a str>,
    requester: Option<&'a str>,
}

/// A word of a title; whether the shape keeps it, and how much it tells.
struct Word<'a> {
    text: &'a str,
    in_shape: bool,
}

/// A task that is near, and how near.
struct Near<'a> {
    task: TaskRef<'a>,
    same_shape: bool,
    score: u32,
}

impl<'a> Subject<'a> {
    fn titled(title: &'a str) -> Self {
        let shape = shape(title);
        let mut words: Vec<Word<'a>> = Vec::new();
        for text in words_of(title) {
            let in_shape = shape.split(' ').any(|word| word.eq_ignore_ascii_case(text));
            let known = words.iter().any(|word| word.text.eq_ignore_ascii_case(text));
            if !known && words.len() < WORDS && (in_shape || !is_filler(text)) {
                words.push(Word { text, in_shape });
            }
        }
        let mut beginnings = [0; 256];
        for (at, word) in words.iter().enumerate() {
            let first = word.text.as_bytes().first().copied().unwrap_or(0);
            if let Some(set) = beginnings.get_mut(usize::from(first.to_ascii_lowercase())) {
                *set |= 1 << at;
            }
        }
        Self {
            shape,
            words,
            beginnings,
            category: None,
            entity: None,
            requester: None,
        }
    }

    /// The tasks among those that `may` be, the most alike first, the newest first of equals.
    fn nearest<'t>(&self, tasks: &'t Tasks, may: impl Fn(TaskRef<'t>) -> bool) -> Vec<Near<'t>> {
        let mut shared: Vec<(u32, TaskRef<'t>)> = Vec::new();
        let mut counts = [0_u32; WORDS];
        for task in tasks.iter().filter(|task| may(*task)) {
            let set = self.words_in(task.title());
            let related = self.category.is_some() && task.category() == self.category;
            if set != 0 || related {
                shared.push((set, task));
            }
            (0..self.words.len())
                .filter(|at| set >> at & 1 == 1)
                .for_each(|at| counts[at] += 1);
        }
        let weights = counts.map(|count| rarity(count, tasks.len()));
        let of_shape = self.shape_words();
        let rank = |(set, task): &(u32, TaskRef<'t>)| {
            let whole = of_shape != 0 && set & of_shape == of_shape;
            Reverse((whole, self.score(*set, *task, &weights), task.changed()))
        };
        if shared.len() > NEAR {
            shared.select_nth_unstable_by_key(NEAR, rank);
            shared.truncate(NEAR);
        }
        let near = |(set, task): (u32, TaskRef<'t>)| Near {
            same_shape: !self.shape.is_empty() && shape(task.title()) == self.shape,
            score: self.score(set, task, &weights),
            task,
        };
        let mut found: Vec<Near<'t>> = shared.into_iter().map(near).collect();
        let whole: u32 = weights.iter().take(self.words.len()).sum();
        // A third of what the title says, or more, must be in the other one: less is chance.
        found.retain(|near| near.same_shape || near.score * 3 >= whole.max(1));
        found.sort_by_key(|near| Reverse((near.same_shape, near.score, near.task.changed())));
        found
    }

    fn score(&self, set: u32, task: TaskRef<'_>, weights: &[u32; WORDS]) -> u32 {
        let words: u32 = (0..self.words.len())
            .filter(|at| set >> at & 1 == 1)
            .filter_map(|at| weights.get(at))
            .sum();
        let same = |mine: Option<&str>, theirs: Option<&str>, weight| {
            if mine.is_some() && mine == theirs {
                weight
            } else {
                0
            }
        };
        words
            + same(self.category, task.category(), 3)
            + same(self.entity, task.entity(), 6)
            + same(self.requester, task.requester(), 1)
    }

    fn shape_words(&self) -> u32 {
        let words = self.words.iter().enumerate();
        words
            .filter(|(_, word)| word.in_shape)
            .fold(0, |set, (at, _)| set | 1 << at)
    }

    /// Which of the words are in a title, as a set.
    fn words_in(&self, title: &str) -> u32 {
        let mut set = 0;
        for text in words_of(title) {
            // Most words of other titles begin with another letter than all of these.
            let mut may = text.as_bytes().first().map_or(0, |first| self.begin(*first));
            while may != 0 {
                let at = may.trailing_zeros();
                may &= may - 1;
                let word = self.words.get(at as usize);
                let is_same = |word: &Word<'_>| word.text.eq_ignore_ascii_case(text);
                set |= u32::from(word.is_some_and(is_same)) << at;
            }
        }
        set
    }

    /// Which of the words begin with a byte, as a set.
    fn begin(&self, first: u8) -> u32 {
        let at = usize::from(first.to_ascii_lowercase());
        self.beginnings.get(at).copied().unwrap_or(0)
    }
}

/// What a word that hardly any title has is worth.
const RAREST: u32 = 6;

/// What a word is worth that so many titles have: the rarer, the more.
fn rarity(count: u32, all: usize) -> u32 {
    let all = u32::try_from(all).unwrap_or(u32::MAX);
    match all / count.max(1) {
        0..=4 => 1,
        5..=19 => 2,
        20..=99 => 3,
        100..=499 => 4,
        500..=1999 => 5,
        _ => RAREST,
    }
}

/// The words of a title, with the marks inside them and without those around them. Only ASCII is looked at, which is what
/// parts words and marks them in nearly all titles, and quick.
fn words_of(title: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric();
    title
        .split_ascii_whitespace()
        .map(move |word| word.trim_matches(is_mark))
        .filter(|word| !word.is_empty())
}

/// A word that says nothing alone: the shape of it is empty.
fn is_filler(word: &str) -> bool {
    word.len() < 3 || word.chars().all(|c| c.is_ascii_lowercase()) && shape(word).is_empty()
}

#[cfg(test)]
mod tests;
