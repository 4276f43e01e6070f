//! What is about to be done about ownership: to what, for whom, why, until when; shown before anything is journaled.

use std::sync::Arc;

use jiff::civil::Date;

use super::CHOICES;
use super::intents::Action;
use super::words::name;
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Request;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::app::list::{List, Motion};
use crate::app::load::Load;
use crate::app::msg::Answer;
use crate::app::wizard::OFFERS;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::model::journal::Hash;
use crate::model::ownership::{OwnAct, OwnRole, Since};
use crate::model::text::counted;

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    Attest,
    /// `keeps` says who answers for it until it is accepted: `You answer`.
    HandOver {
        keeps: String,
    },
    Accept {
        id: String,
        from: String,
    },
    Refuse {
        id: String,
    },
    Withdraw {
        id: String,
    },
    Role {
        role: OwnRole,
        person: Option<String>,
    },
    Leave,
    Stay {
        person: String,
    },
}

/// Something that it is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Canonical ref.
    pub entity: String,
    /// How it stands, in a few words.
    pub note: String,
    /// It says something else than when it was attested: looked at first.
    pub changed: bool,
    /// It was never attested.
    pub never: bool,
    /// What it said when it was shown, where that is attested.
    pub version: Option<Hash>,
}

impl AsRef<str> for Choice {
    fn as_ref(&self) -> &str {
        &self.entity
    }
}

/// What has to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Who leaves.
    Who,
    Day,
    /// Who is offered it.
    To,
    Reason,
}

/// The state of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub deed: Deed,
    pub choices: Vec<Choice>,
    pub list: List,
    pub field: Option<Field>,
    pub who: Option<String>,
    pub to: Option<String>,
    pub reason: Input,
    pub day: Input,
    pub popup: Option<(Field, Popup)>,
    /// Of the selected one: what it says otherwise.
    pub since: Load<Arc<Since>>,
    pub error: Option<String>,
}

impl Asking {
    /// A question about some things, of which those that changed are shown first; asks at once for a person where it needs
    /// one.
    pub fn new(deed: Deed, mut choices: Vec<Choice>, context: &mut Context<'_>) -> Self {
        choices.sort_by_key(|choice| !choice.changed);
        let mut asking = Self {
            deed,
            choices,
            list: List::default(),
            field: None,
            who: None,
            to: None,
            reason: Input::default(),
            day: Input::default(),
            popup: None,
            since: Load::default(),
            error: None,
        };
        asking.list.select(0, &asking.choices[..]);
        if let Some(first) = asking.fields().first() {
            asking.focus(*first, context);
        }
        asking.look(context);
        asking
    }

    /// Somebody who leaves is known already.
    pub fn leaving(person: Option<String>, context: &mut Context<'_>) -> Self {
        let mut asking = Self::new(Deed::Leave, Vec::new(), context);
        if person.is_some() {
            asking.who = person;
            asking.popup = None;
            asking.field = Some(Field::Day);
        }
        asking
    }

    pub fn fields(&self) -> &'static [Field] {
        match self.deed {
            Deed::HandOver { .. } => &[Field::To, Field::Reason],
            Deed::Refuse { .. } => &[Field::Reason],
            Deed::Leave => &[Field::Who, Field::Day, Field::To],
            Deed::Attest
            | Deed::Accept { .. }
            | Deed::Withdraw { .. }
            | Deed::Role { .. }
            | Deed::Stay { .. } => &[],
        }
    }

    pub fn changed(&self) -> usize {
        self.choices.iter().filter(|choice| choice.changed).count()
    }

    pub fn title(&self) -> String {
        let all = match &self.choices[..] {
            [only] => only.entity.clone(),
            many => counted(many.len(), "entity", "entities"),
        };
        match &self.deed {
            Deed::Attest => format!("Attest {all}"),
            Deed::HandOver { .. } => format!("Hand over {all}"),
            Deed::Accept { from, .. } => format!("Accept {all} from {}", name(from)),
            Deed::Refuse { .. } => format!("Refuse {all}"),
            Deed::Withdraw { .. } => format!("Withdraw the offer of {all}"),
            Deed::Role { role, person } => match person {
                Some(person) => format!("{} becomes {} of {all}", name(person), role.words()),
                None => format!("Nobody is {} of {all} any more", role.words()),
            },
            Deed::Leave => "Somebody leaves".to_owned(),
            Deed::Stay { person } => format!("{} stays after all", name(person)),
        }
    }

    /// What will happen, in a sentence.
    pub fn sentence(&self) -> String {
        let it = if self.choices.len() == 1 { "it" } else { "them" };
        match &self.deed {
            Deed::Attest => match self.changed() {
                0 if self.choices.iter().all(|choice| choice.never) => {
                    format!(
                        "It is the first time for {it}. Journaled as looked at now; it cannot be taken back."
                    )
                }
                0 => "Nothing changed since last time. Journaled as looked at now; it cannot be taken back."
                    .to_owned(),
                changed => format!(
                    "{} changed since last time: look at what stands first. It cannot be taken back.",
                    grouped_are(changed)
                ),
            },
            Deed::HandOver { keeps } => match &self.to {
                Some(to) => format!("{} is asked. {keeps} for {it} until they accept.", name(to)),
                None => "Whoever is chosen is asked; nothing changes before they accept.".to_owned(),
            },
            Deed::Accept { .. } => format!("You answer for {it} from now on; the entity files will say so."),
            Deed::Refuse { .. } => "Whoever offered answers for it as before, and reads why.".to_owned(),
            Deed::Withdraw { .. } => "It stays with whoever answers for it now.".to_owned(),
            Deed::Role { .. } => "The entity files will say so.".to_owned(),
            Deed::Leave => match &self.to {
                Some(to) => format!("All they answer for is due at once, and offered to {}.", name(to)),
                None => "All they answer for is due at once. Tab chooses who is offered it.".to_owned(),
            },
            Deed::Stay { .. } => "What they answer for is due when it was before.".to_owned(),
        }
    }

    pub fn selected(&self) -> Option<&Choice> {
        self.choices.get(self.list.cursor()?)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        match (&self.popup, self.field) {
            (Some(_), _) | (None, Some(_)) => &[Scope::Picker, Scope::Text, Scope::System],
            (None, None) => &[Scope::Owning, Scope::Menu, Scope::System],
        }
    }

    /// Asks what the selected one says otherwise.
    pub(super) fn look(&mut self, context: &mut Context<'_>) {
        let is_told = matches!(self.deed, Deed::Attest | Deed::Accept { .. });
        if let (Some(choice), true) = (self.selected(), is_told) {
            let entity = choice.entity.clone();
            self.since = Load::default();
            self.since.expect(context.ask(Request::SinceAttested { entity }));
        }
    }

    fn focus(&mut self, field: Field, context: &mut Context<'_>) {
        self.field = Some(field);
        let title = match field {
            Field::Who => "Who leaves",
            Field::To => "Who is to answer for it",
            Field::Day | Field::Reason => return,
        };
        self.popup = Some((field, Popup::entities(title, &["User"], context)));
    }

    /// To the next field, round the end.
    fn next_field(&mut self, back: bool, context: &mut Context<'_>) {
        let fields = self.fields();
        let here = fields
            .iter()
            .position(|field| Some(*field) == self.field)
            .unwrap_or(0);
        let by = if back { fields.len().saturating_sub(1) } else { 1 };
        if let Some(next) = fields.get((here + by) % fields.len().max(1)) {
            self.focus(*next, context);
        }
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Drawn => {
                self.list.set_height(context.shared.layout.height(CHOICES));
                if let Some((_, popup)) = &mut self.popup {
                    popup.list.set_height(context.shared.layout.height(OFFERS));
                }
            }
            Event::Answer(generation, answer) => {
                if let Some((_, popup)) = &mut self.popup {
                    popup.answer(generation, answer);
                }
                if self.since.expects(generation) {
                    match answer {
                        Answer::SinceAttested(since) => self.since.succeed(since.clone()),
                        Answer::Failed(failure) => self.since.fail(failure.clone()),
                        _ => {}
                    }
                }
            }
            Event::Catalog => self.look_again(context),
            event if self.popup.is_some() => self.in_popup(event, context),
            Event::Intent(Intent::Move(Motion::Up | Motion::Down)) if self.field.is_some() => {
                let back = matches!(event, Event::Intent(Intent::Move(Motion::Up)));
                self.next_field(back, context);
            }
            Event::Intent(Intent::Move(motion)) => {
                if self.list.go(motion, &self.choices[..]) {
                    self.look(context);
                }
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.choices[..]);
            }
            Event::Click(Target::Row(CHOICES, row)) => {
                self.list.select(*row, &self.choices[..]);
                self.look(context);
            }
            Event::Intent(Intent::Owned(Action::LeaveOut)) => self.leave_out(context),
            Event::Intent(Intent::Enter) => self.enter(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Insert(text) => self.insert(text),
            Event::Intent(Intent::Edit(edit)) => {
                self.error = None;
                match self.field {
                    Some(Field::Day) => self.day.edit(edit),
                    Some(Field::Reason) => self.reason.edit(edit),
                    _ => false,
                };
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn insert(&mut self, text: &str) {
        self.error = None;
        match self.field {
            Some(Field::Day) => self.day.insert(text),
            Some(Field::Reason) => self.reason.insert(text),
            _ => {}
        }
    }

    fn in_popup(&mut self, event: Event<'_>, context: &mut Context<'_>) {
        let Some((field, mut popup)) = self.popup.take() else {
            return;
        };
        match popup.update(event, context) {
            // Without the person there is nothing to ask.
            Outcome::Closed if self.who.is_none() && field == Field::Who => context.close_overlay(),
            Outcome::Closed if self.to.is_none() && matches!(self.deed, Deed::HandOver { .. }) => {
                context.close_overlay()
            }
            Outcome::Closed => self.after(field),
            Outcome::Chosen(value) => {
                let person = value.as_str().map(str::to_owned);
                match field {
                    Field::Who => self.who = person,
                    _ => self.to = person,
                }
                self.error = None;
                self.after(field);
            }
            Outcome::Open | Outcome::Changed(_) => self.popup = Some((field, popup)),
        }
    }

    /// Behind a person comes what is typed.
    fn after(&mut self, _field: Field) {
        self.field = match self.deed {
            Deed::Leave => Some(Field::Day),
            _ => Some(Field::Reason),
        };
    }

    fn leave_out(&mut self, context: &mut Context<'_>) {
        let can = matches!(self.deed, Deed::Attest | Deed::Accept { .. } | Deed::Role { .. });
        let Some(at) = self.list.cursor().filter(|_| can) else {
            return;
        };
        self.choices.remove(at);
        if self.choices.is_empty() {
            return context.close_overlay();
        }
        self.list.select(at, &self.choices[..]);
        self.look(context);
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        match self.act(context.shared.today()) {
            Ok(act) => {
                context.own(act);
                context.close_overlay();
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// What is to be done, or what is missing.
    fn act(&self, today: Date) -> Result<OwnAct, String> {
        let refs: Vec<String> = self.choices.iter().map(|choice| choice.entity.clone()).collect();
        let reason = || match self.reason.text().trim() {
            "" => Err("Say why: the other one reads it.".to_owned()),
            reason => Ok(reason.to_owned()),
        };
        Ok(match &self.deed {
            Deed::Attest => OwnAct::Attest { seen: self.seen() },
            Deed::HandOver { .. } => OwnAct::Transfer {
                refs,
                to: self.to.clone().ok_or("Nobody is chosen; tab chooses.")?,
                reason: reason()?,
            },
            Deed::Accept { id, .. } => OwnAct::Accept { id: id.clone(), refs },
            Deed::Refuse { id } => OwnAct::Refuse {
                id: id.clone(),
                refs,
                reason: reason()?,
            },
            Deed::Withdraw { id } => OwnAct::Withdraw { id: id.clone() },
            Deed::Role { role, person } => OwnAct::Role {
                refs,
                role: *role,
                person: person.clone(),
            },
            Deed::Leave => OwnAct::Leave {
                person: self
                    .who
                    .clone()
                    .ok_or("Nobody is chosen; tab chooses who leaves.")?,
                on: day(self.day.text(), today).ok_or_else(|| {
                    let text = self.day.text();
                    format!("`{text}` is no day; write their last one as 2026-12-31, 30d or 6w.")
                })?,
                to: self.to.clone(),
            },
            Deed::Stay { person } => OwnAct::Stay {
                person: person.clone(),
            },
        })
    }
}

fn grouped_are(count: usize) -> String {
    match count {
        1 => "1 has".to_owned(),
        many => format!("{many} have"),
    }
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
    today.checked_add(jiff::Span::new().days(days)).ok()
}
