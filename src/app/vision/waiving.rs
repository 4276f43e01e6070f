//! Exceptions that are about to be asked for: for which reason, until which day, and what comes of each before anything is
//! journaled.

use jiff::civil::Date;

use super::DRAFTS;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::list::{List, Motion};
use crate::app::overlay::Overlay;
use crate::app::toast::Level;
use crate::model::text::counted;
use crate::model::vision::waiver::{Decision, decide};
use crate::model::vision::{Judged, Severity, WaiverAsk};

/// For how many days an exception is asked for, unless another day is written.
const DAYS: i64 = 90;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    id: String,
    pub rule: String,
    /// Canonical ref.
    pub entity: String,
    pub severity: Severity,
    /// What comes of it, or why nothing can.
    pub outlook: Result<String, String>,
}

impl AsRef<str> for Exception {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// Which field has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Reason,
    Until,
}

/// The state of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiving {
    pub exceptions: Vec<Exception>,
    pub list: List,
    pub reason: Input,
    pub until: Input,
    pub field: Field,
    pub error: Option<String>,
}

impl Waiving {
    fn new(of: Vec<(String, String, Severity)>, judged: &Judged, actor: &str) -> Self {
        let until = after(judged.today, DAYS);
        let exceptions = of.into_iter().map(|(rule, entity, severity)| Exception {
            id: format!("{rule} {entity}"),
            rule,
            entity,
            severity,
            outlook: Ok(String::new()),
        });
        let mut waiving = Self {
            exceptions: exceptions.collect(),
            list: List::default(),
            reason: Input::default(),
            until: Input::new(until.to_string()),
            field: Field::Reason,
            error: None,
        };
        waiving.list.select(0, &waiving.exceptions[..]);
        waiving.look_out(judged, actor);
        waiving
    }

    pub fn title(&self) -> String {
        match &self.exceptions[..] {
            [only] => format!("Waive {} for {}", only.rule, only.entity),
            many => format!("Waive {}", counted(many.len(), "finding", "findings")),
        }
    }

    pub fn selected(&self) -> Option<&Exception> {
        self.exceptions.get(self.list.cursor()?)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text, Scope::System]
    }

    fn asks(&self, until: Date) -> Vec<WaiverAsk> {
        let asked = self.exceptions.iter().map(|exception| WaiverAsk {
            rule: exception.rule.clone(),
            entity: exception.entity.clone(),
            reason: self.reason.text().trim().to_owned(),
            until,
        });
        asked.collect()
    }

    /// Says of each what would come of it.
    fn look_out(&mut self, judged: &Judged, actor: &str) {
        let Some(until) = day(self.until.text(), judged.today) else {
            return;
        };
        let asks = self.asks(until);
        for (exception, mut ask) in self.exceptions.iter_mut().zip(asks) {
            if ask.reason.is_empty() {
                // That it is still to be typed is no reason against it.
                ask.reason = "…".to_owned();
            }
            exception.outlook = match decide(judged, actor, &ask) {
                Ok(Decision::AtOnce) => Ok("granted at once".to_owned()),
                Ok(Decision::ByOthers(people)) => Ok(match &people[..] {
                    [] => "becomes a task; nobody is there to agree".to_owned(),
                    [one] => format!("becomes a task for {}", super::words::name(one)),
                    [first, rest @ ..] => {
                        let others = counted(rest.len(), "other", "others");
                        format!("becomes a task for {} or {others}", super::words::name(first))
                    }
                }),
                Err(refusal) => Err(refusal.to_string()),
            };
        }
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        let Some(judged) = context.shared.vision.value().cloned() else {
            context.close_overlay();
            return Flow::Handled;
        };
        match event {
            Event::Drawn => self.list.set_height(context.shared.layout.height(DRAFTS)),
            Event::Intent(Intent::Move(Motion::Up | Motion::Down)) => {
                self.field = match self.field {
                    Field::Reason => Field::Until,
                    Field::Until => Field::Reason,
                };
            }
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.exceptions[..]);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.exceptions[..]);
            }
            Event::Click(Target::Row(DRAFTS, row)) => {
                self.list.select(*row, &self.exceptions[..]);
            }
            Event::Intent(Intent::Enter) => self.enter(&judged, context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Insert(text) => {
                self.focused().insert(text);
                self.changed(&judged, context);
            }
            Event::Intent(Intent::Edit(edit)) => {
                self.focused().edit(edit);
                self.changed(&judged, context);
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn focused(&mut self) -> &mut Input {
        match self.field {
            Field::Reason => &mut self.reason,
            Field::Until => &mut self.until,
        }
    }

    fn changed(&mut self, judged: &Judged, context: &Context<'_>) {
        self.error = None;
        self.look_out(judged, &context.shared.actor);
    }

    /// From the reason to the day; from there it is asked for.
    fn enter(&mut self, judged: &Judged, context: &mut Context<'_>) {
        if self.reason.text().trim().is_empty() {
            self.field = Field::Reason;
            self.error = Some("Say why: others read it, also when the waiver ends.".to_owned());
            return;
        }
        if self.field == Field::Reason {
            self.field = Field::Until;
            return;
        }
        let Some(until) = day(self.until.text(), judged.today) else {
            let text = self.until.text();
            self.error = Some(format!("`{text}` is no day; write 2026-12-31, 30d or 6w."));
            return;
        };
        self.look_out(judged, &context.shared.actor);
        let asks = self.asks(until).into_iter().zip(&self.exceptions);
        let good = asks.filter(|(_, exception)| exception.outlook.is_ok());
        let good: Vec<WaiverAsk> = good.map(|(ask, _)| ask).collect();
        if good.is_empty() {
            let first = self
                .exceptions
                .first()
                .and_then(|exception| exception.outlook.as_ref().err());
            self.error = Some(
                first
                    .cloned()
                    .unwrap_or_else(|| "Nothing can be asked for.".to_owned()),
            );
            return;
        }
        context.waive(good);
        context.close_overlay();
    }
}

/// Shows what would come of asking for exceptions: rules by id, entities by canonical ref. Says so where there is nothing.
pub(in crate::app) fn show(of: Vec<(String, String)>, context: &mut Context<'_>) {
    let shared = context.shared;
    if shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    let Some(judged) = shared.vision.value() else {
        return;
    };
    let severity = |rule: &str| {
        judged
            .vision
            .rules
            .get(judged.vision.rule(rule)?)
            .map(|rule| rule.severity)
    };
    let of: Vec<(String, String, Severity)> = of
        .into_iter()
        .filter_map(|(rule, entity)| severity(&rule).map(|severity| (rule, entity, severity)))
        .collect();
    if of.is_empty() {
        return context.toast(
            Level::Info,
            "Nothing is selected that falls short and is not waived.",
        );
    }
    let waiving = Waiving::new(of, judged, &shared.actor);
    context.show(Overlay::Waiving(Box::new(waiving)));
}

/// A day as people write it: `2026-12-31`, `30d`, `6w`.
fn day(text: &str, today: Date) -> Option<Date> {
    let text = text.trim();
    let days = |number: &str, each: i64| number.trim().parse::<i64>().ok()?.checked_mul(each);
    let days = match text.chars().last()? {
        'd' => days(text.strip_suffix('d')?, 1),
        'w' => days(text.strip_suffix('w')?, 7),
        _ => return text.parse().ok(),
    };
    let days = days.filter(|days| (0..=36_500).contains(days))?;
    Some(after(today, days))
}

fn after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_as_people_write_it() {
        let today = Date::constant(2026, 11, 23);
        for (text, expected) in [
            ("2026-12-31", Some(Date::constant(2026, 12, 31))),
            ("30d", Some(Date::constant(2026, 12, 23))),
            (" 2w ", Some(Date::constant(2026, 12, 7))),
            ("soon", None),
            ("-1d", None),
            ("99999999999d", None),
            ("", None),
            ("w", None),
            ("日", None),
        ] {
            assert_eq!(day(text, today), expected, "{text}");
        }
    }
}
