//! Somebody leaves, or stays after all: all that they answer for is due, and is offered to whoever is to have it.

use std::collections::BTreeSet;

use super::act::{Outcomes, Owning};
use crate::model::journal::{PersonLeaving, PersonStaying, Subject, Unknown};
use crate::model::ownership::{Beside, Handover, Holder, OwnRefusal, holding};
use crate::model::text::counted;
use crate::store::JournalError;

impl Owning<'_> {
    pub(super) fn leave(
        &self,
        person: &str,
        on: jiff::civil::Date,
        to: Option<&str>,
    ) -> Result<Outcomes, JournalError> {
        if let Err(refusal) = self.review.may_send_off(self.actor, person) {
            return Ok(vec![Err(refusal)]);
        }
        let heir = match to.map(|to| self.review.person(to)) {
            Some(Err(refusal)) => return Ok(vec![Err(refusal)]),
            Some(Ok(heir)) if heir.entity_ref() == person => {
                return Ok(vec![Err(OwnRefusal::Leaves {
                    person: person.to_owned(),
                    on,
                })]);
            }
            Some(Ok(heir)) => Some(heir.entity_ref().to_owned()),
            None => None,
        };
        let body = PersonLeaving {
            person: person.to_owned(),
            on,
            unknown: Unknown::new(),
        };
        self.append(vec![self.event(&body, Subject::entity(person))])?;
        let held = holding(&self.review, Beside::default(), person, false).rows;
        let theirs: Vec<String> = held
            .iter()
            .filter(|row| row.as_ == Holder::Accountable)
            .map(|row| row.entity_ref.to_string())
            .collect();
        let all = counted(theirs.len(), "entity is", "entities are");
        let mut outcomes = vec![Ok(format!("{person} leaves on {on}: {all} due now"))];
        if let Some(to) = heir {
            outcomes.extend(self.hand_on(person, on, &to, theirs)?);
        }
        Ok(outcomes)
    }

    /// Offers all that somebody leaves to their heir, but what is on offer already. Another heir is not asked any more.
    fn hand_on(
        &self,
        person: &str,
        on: jiff::civil::Date,
        to: &str,
        theirs: Vec<String>,
    ) -> Result<Outcomes, JournalError> {
        let before = self.departures(person).filter(|handover| handover.to != to);
        let before: Vec<&Handover> = before.collect();
        let again: BTreeSet<&str> = before.iter().flat_map(|handover| handover.open()).collect();
        let is_free = |name: &String| {
            let entity = self.review.held(name);
            again.contains(name.as_str()) || entity.is_ok_and(|one| self.review.offer_of(one).is_none())
        };
        let offered: Vec<String> = theirs.into_iter().filter(is_free).collect();
        let anew: BTreeSet<&str> = offered.iter().map(String::as_str).collect();
        let rest: Vec<String> = again.difference(&anew).map(|name| (*name).to_owned()).collect();
        self.append(self.withdrawn(&rest))?;
        let mut outcomes: Outcomes = before.into_iter().map(taken_back).collect();
        if !offered.is_empty() {
            let count = counted(offered.len(), "entity", "entities");
            let reason = format!("{person} leaves on {on}");
            let id = self.offer(Some(person.to_owned()), offered, to, &reason, true)?;
            outcomes.push(Ok(format!(
                "Hand-over {id} offers {count} to {to}, who has to accept"
            )));
        }
        Ok(outcomes)
    }

    /// What is on offer because somebody leaves.
    fn departures(&self, person: &str) -> impl Iterator<Item = &Handover> {
        let all = self.review.ownership.handovers().iter();
        all.filter(move |one| one.leaving && one.is_open() && one.from.as_deref() == Some(person))
    }

    pub(super) fn stay(&self, person: &str) -> Result<Outcomes, JournalError> {
        if let Err(refusal) = self.review.may_send_off(self.actor, person) {
            return Ok(vec![Err(refusal)]);
        }
        if self.review.ownership.last_day(person).is_none() {
            return Ok(vec![Err(OwnRefusal::Stays {
                person: person.to_owned(),
            })]);
        }
        let body = PersonStaying {
            person: person.to_owned(),
            unknown: Unknown::new(),
        };
        let offered: Vec<&Handover> = self.departures(person).collect();
        let names = offered.iter().flat_map(|handover| handover.open());
        let names: Vec<String> = names.map(str::to_owned).collect();
        let mut events = vec![self.event(&body, Subject::entity(person))];
        events.extend(self.withdrawn(&names));
        self.append(events)?;
        let mut outcomes = vec![Ok(format!("{person} stays"))];
        outcomes.extend(offered.into_iter().map(taken_back));
        Ok(outcomes)
    }
}

/// What is told of a hand-over that is not needed any more.
fn taken_back(handover: &Handover) -> Result<String, OwnRefusal> {
    let open = counted(handover.open().count(), "entity", "entities");
    let (id, to) = (&handover.id, &handover.to);
    Ok(format!("Hand-over {id} to {to} is withdrawn: {open}"))
}
