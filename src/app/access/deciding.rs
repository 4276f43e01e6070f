//! What is about to be done about access, and what that will do: taking back, another end, having looked through. Said before
//! anything happens.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::{Edit, Input};
use crate::app::intent::{Intent, Scope};
use crate::app::list::Motion;
use crate::app::queue::moment;
use crate::app::shared::Shared;
use crate::model::access::{AccessAct, Right};

/// What the arrows offer, the shortest first.
pub const OFFERS: [&str; 4] = ["1w", "2w", "4w", "12w"];
/// What it begins with.
const FIRST: &str = "4w";

/// What has to be said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    Until,
    Reason,
}

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
    pub field: Field,
    pub until: Input,
    pub reason: Input,
    pub error: Option<String>,
}

impl Deciding {
    pub fn new(what: What, title: String, lines: Vec<String>) -> Self {
        Self {
            what,
            title,
            lines,
            offset: 0,
            field: Field::Until,
            until: Input::new(FIRST),
            reason: Input::default(),
            error: None,
        }
    }

    /// Whether an end and a reason have to be said.
    pub fn has_fields(&self) -> bool {
        matches!(self.what, What::Extend { .. })
    }

    /// The moment that is written.
    pub fn moment(&self, shared: &Shared) -> Option<Timestamp> {
        end(self.until.text(), shared)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Deciding, Scope::Text, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Intent(Intent::Move(motion)) if !self.has_fields() => self.scroll(motion),
            event if self.has_fields() => return self.in_fields(event, context),
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

    fn in_fields(&mut self, event: Event<'_>, context: &Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::NextPane | Intent::PreviousPane) => self.turn(),
            Event::Intent(Intent::Move(motion)) if self.field == Field::Until => {
                self.offer(motion == Motion::Down, context.shared);
            }
            Event::Intent(Intent::Move(_)) => self.turn(),
            Event::Insert(text) => {
                self.error = None;
                self.input().insert(text);
            }
            Event::Intent(Intent::Edit(edit)) => self.edit(edit),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn input(&mut self) -> &mut Input {
        match self.field {
            Field::Until => &mut self.until,
            Field::Reason => &mut self.reason,
        }
    }

    fn edit(&mut self, edit: Edit) {
        if self.input().edit(edit) {
            self.error = None;
        }
    }

    fn turn(&mut self) {
        self.field = match self.field {
            Field::Until => Field::Reason,
            Field::Reason => Field::Until,
        };
    }

    /// The next later or earlier end of those that are offered.
    fn offer(&mut self, later: bool, shared: &Shared) {
        let now = self.moment(shared).unwrap_or(shared.now);
        let is_meant =
            |words: &&&str| end(words, shared).is_some_and(|at| if later { at > now } else { at < now });
        let next = match later {
            true => OFFERS.iter().find(is_meant),
            false => OFFERS.iter().rev().find(is_meant),
        };
        if let Some(words) = next {
            self.until = Input::new(*words);
            self.error = None;
        }
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
                match self.extension(run, step, context.shared) {
                    Some(act) => act,
                    None => return,
                }
            }
        };
        context.act_on_access(act);
        context.close_overlay();
    }

    /// None where something is not said yet; then it is asked for.
    fn extension(&mut self, run: String, step: String, shared: &Shared) -> Option<AccessAct> {
        let Some(until) = self.moment(shared) else {
            let text = self.until.text();
            self.field = Field::Until;
            self.error = Some(format!("`{text}` is no day ahead; write 2w, 30d or 2026-12-31."));
            return None;
        };
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            // Whoever confirms the day goes on to the reason; whoever is there already left it out.
            if self.field == Field::Reason {
                self.error = Some("Say why: whoever reviews access reads it.".to_owned());
            }
            self.field = Field::Reason;
            return None;
        }
        Some(AccessAct::Extend {
            run,
            step,
            until,
            reason,
        })
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
