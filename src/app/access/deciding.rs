//! What is about to be done about access, and what that will do: taking back, another end, having looked through. Said before
//! anything happens.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::list::Motion;
use crate::app::queue::moment;
use crate::app::shared::Shared;
use crate::app::term::{Asked, Term};
use crate::model::access::{AccessAct, Right};

/// What it begins with.
const FIRST: &str = "4w";
/// How another end and its reason are asked for.
pub const ASKED: Asked = Asked {
    offers: &["1w", "2w", "4w", "12w"],
    meant: end,
    hint_until: "2w, 30d, 2026-12-31",
    hint_reason: "whoever reviews access reads it",
    no_moment: "is no day ahead; write 2w, 30d or 2026-12-31.",
    no_reason: "Say why: whoever reviews access reads it.",
};

/// What is about to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// These are taken back; what was chosen and stays is said beside them.
    TakeBack {
        rights: Vec<Right>,
    },
    Extend {
        run: String,
        step: String,
    },
    Attest {
        entity: String,
    },
}

/// The state of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Deciding {
    pub what: What,
    pub title: String,
    /// What it is about, and what will happen: a line each.
    pub lines: Vec<String>,
    /// Of lines that have no room, those above are scrolled away.
    pub offset: usize,
    pub term: Term,
}

impl Deciding {
    pub fn new(what: What, title: String, lines: Vec<String>) -> Self {
        Self {
            what,
            title,
            lines,
            offset: 0,
            term: Term::new(FIRST),
        }
    }

    /// Whether an end and a reason have to be said.
    pub fn has_fields(&self) -> bool {
        matches!(self.what, What::Extend { .. })
    }

    /// The moment that is written.
    pub fn moment(&self, shared: &Shared) -> Option<Timestamp> {
        self.term.moment(&ASKED, shared)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Deciding, Scope::Text, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Intent(Intent::Move(motion)) if !self.has_fields() => self.scroll(motion),
            event if self.has_fields() => return self.term.update(event, &ASKED, context.shared),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn scroll(&mut self, motion: Motion) {
        let last = self.lines.len().saturating_sub(1);
        self.offset = match motion {
            Motion::Up => self.offset.saturating_sub(1),
            _ => (self.offset + 1).min(last),
        };
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        let act = match &self.what {
            What::TakeBack { rights } => AccessAct::TakeBack {
                rights: rights.clone(),
            },
            What::Attest { entity } => AccessAct::Review {
                entity: entity.clone(),
            },
            What::Extend { run, step } => {
                let (run, step) = (run.clone(), step.clone());
                let Some((until, reason)) = self.term.said(&ASKED, context.shared) else {
                    return;
                };
                AccessAct::Extend {
                    run,
                    step,
                    until,
                    reason,
                }
            }
        };
        context.act_on_access(act);
        context.close_overlay();
    }
}

/// When access ends that is to last for some time or until some day: with that day, in UTC, as the command means it. A time of day
/// is meant as it is written.
fn end(words: &str, shared: &Shared) -> Option<Timestamp> {
    let words = words.trim();
    let has_time = words.contains(':') || words.ends_with(['m', 'h']);
    if let (false, Ok(day)) = (has_time, words.parse()) {
        return after(day).filter(|at| *at > shared.now);
    }
    let at = moment::parse(words, shared.now, &shared.zone)?;
    match has_time {
        true => Some(at),
        false => after(at.to_zoned(shared.zone.clone()).date()),
    }
}

/// The moment at which a day is over.
fn after(day: Date) -> Option<Timestamp> {
    let next = day.tomorrow().ok()?;
    let next = next.to_zoned(TimeZone::UTC).ok()?;
    Some(next.timestamp())
}
