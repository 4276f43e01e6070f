//! The lines of the gallery: drafts, runs in progress, blueprints. Pure.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::state::State;
use crate::app::list::Rows;
use crate::app::run::words::is_closed;
use crate::model::fuzzy::Matcher;
use crate::model::text::{Words, counted};

/// More runs in progress than these are on the screen of runs.
const RUNS: usize = 5;

/// A line of the gallery, by the position of what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Heading {
        title: &'static str,
        note: String,
    },
    Draft {
        at: usize,
        id: String,
    },
    Run {
        at: usize,
        id: String,
    },
    /// So many runs in all, on a screen of their own.
    AllRuns(usize),
    Card {
        at: usize,
        id: String,
        matched: Vec<usize>,
    },
    Blank,
}

impl Line {
    pub fn can_be_selected(&self) -> bool {
        !matches!(self, Line::Heading { .. } | Line::Blank)
    }
}

impl Rows for [Line] {
    fn len(&self) -> usize {
        <[Line]>::len(self)
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        match self.get(index) {
            Some(Line::Draft { id, .. }) => format!("draft {id}").into(),
            Some(Line::Run { id, .. }) => format!("run {id}").into(),
            Some(Line::Card { id, .. }) => id.as_str().into(),
            Some(Line::AllRuns(_)) => "all runs".into(),
            Some(Line::Heading { title, .. }) => (*title).into(),
            Some(Line::Blank) | None => "".into(),
        }
    }
}

/// All lines that pass the filter.
pub(super) fn lines(state: &State) -> Vec<Line> {
    let mut lines = Vec::new();
    let words = state.input.text().trim();
    if words.is_empty() && state.entity.is_none() {
        drafts(state, &mut lines);
        runs(state, &mut lines);
    }
    let cards = cards(state, words);
    if !lines.is_empty() {
        lines.push(Line::Blank);
    }
    if !cards.is_empty() {
        let all = state.cards().len();
        let note = match cards.len() {
            shown if shown == all => counted(all, "blueprint", "blueprints"),
            shown => format!("{shown} of {all}"),
        };
        let title = if state.entity.is_some() {
            "What fits"
        } else {
            "Blueprints"
        };
        lines.push(Line::Heading { title, note });
        lines.extend(cards);
    }
    lines
}

fn drafts(state: &State, lines: &mut Vec<Line>) {
    let drafts = state.drafts();
    if drafts.is_empty() {
        return;
    }
    lines.push(Line::Heading {
        title: "Go on with",
        note: counted(drafts.len(), "draft", "drafts"),
    });
    lines.extend(drafts.iter().enumerate().map(|(at, draft)| Line::Draft {
        at,
        id: draft.id.clone(),
    }));
}

fn runs(state: &State, lines: &mut Vec<Line>) {
    let runs = state.runs();
    if runs.is_empty() {
        return;
    }
    let open: Vec<usize> = (0..runs.len())
        .filter(|at| runs.get(*at).is_some_and(|run| !is_closed(run.status)))
        .collect();
    if !lines.is_empty() {
        lines.push(Line::Blank);
    }
    lines.push(Line::Heading {
        title: "Runs",
        note: format!("{} in progress", open.len()),
    });
    for at in open.iter().take(RUNS) {
        let id = runs.get(*at).map(|run| run.id.clone()).unwrap_or_default();
        lines.push(Line::Run { at: *at, id });
    }
    lines.push(Line::AllRuns(runs.len()));
}

/// The blueprints: by name, or the best matches first. Those that cannot run stand last.
fn cards(state: &State, words: &str) -> Vec<Line> {
    let (matcher, everywhere) = (Matcher::default(), Words::new(words));
    let mut found: Vec<(bool, Reverse<i64>, String, Line)> = Vec::new();
    for (at, card) in state.cards().iter().enumerate() {
        let tags = card.tags.join(" ");
        let texts = [
            card.title.as_str(),
            &card.entity_ref,
            card.description.as_deref().unwrap_or_default(),
            card.type_.as_deref().unwrap_or_default(),
            card.owner.as_deref().unwrap_or_default(),
            &tags,
        ];
        let in_title = matcher.matches(&card.title, words);
        // Long texts match too much letter by letter, so there the words themselves have to be.
        let score = match &in_title {
            Some(found) => found.score,
            None if everywhere.are_in(&texts) => 0,
            None => continue,
        };
        let line = Line::Card {
            at,
            id: card.entity_ref.clone(),
            matched: in_title.map(|found| found.indices).unwrap_or_default(),
        };
        let rank = if words.is_empty() { 0 } else { score };
        found.push((card.broken, Reverse(rank), card.title.to_lowercase(), line));
    }
    found.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
    found.into_iter().map(|(.., line)| line).collect()
}
