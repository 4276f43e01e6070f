//! What a person does about probes: nobody is told of an entity for a while, or again from now on.

use jiff::{SignedDuration, Timestamp};

use super::record;
use crate::model::catalog::Catalog;
use crate::model::health::{HealthAct, Record};
use crate::model::journal::{HealthSilenced, NewEvent, Subject, Unknown};
use crate::store::{Journal, JournalError};

/// A silence that nobody remembers is an outage that nobody hears of.
const LONGEST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Does it in the name of `actor`; what came of it, or why it was not done, in a sentence.
pub fn act(
    journal: &Journal,
    catalog: &Catalog,
    act: &HealthAct,
    actor: &str,
    now: Timestamp,
) -> Result<Result<String, String>, JournalError> {
    let record = record(journal, Record::default())?;
    // As the journal keeps it: an end that is later than its event would be no end.
    let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
    let (event, told) = match decided(&record, catalog, act, now) {
        Ok(decided) => decided,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let subject = Subject::entity(&event.entity);
    journal.append(vec![NewEvent::new(&event, subject, now, actor)])?;
    Ok(Ok(told))
}

fn decided(
    record: &Record,
    catalog: &Catalog,
    act: &HealthAct,
    now: Timestamp,
) -> Result<(HealthSilenced, String), String> {
    let (HealthAct::Silence { entity, .. } | HealthAct::Speak { entity }) = act;
    let silenced = |until, reason: &str| HealthSilenced {
        entity: entity.clone(),
        until,
        reason: reason.to_owned(),
        unknown: Unknown::new(),
    };
    match act {
        HealthAct::Silence { until, reason, .. } => {
            if catalog.find(entity).is_none() {
                return Err(format!("{entity} is not in the catalog"));
            }
            if reason.trim().is_empty() {
                return Err("a silence needs a reason, for whoever wonders why nobody was told".to_owned());
            }
            if *until <= now {
                return Err(format!("{until} is over; name a moment that is to come"));
            }
            if until.duration_since(now) > LONGEST {
                return Err("a silence lasts for 90 days at most".to_owned());
            }
            let told = format!(
                "nobody is told of {entity} until {}",
                until.strftime("%Y-%m-%d %H:%M UTC")
            );
            Ok((silenced(*until, reason.trim()), told))
        }
        HealthAct::Speak { .. } => match record.silence(entity, now) {
            Some(_) => Ok((silenced(now, ""), format!("people are told of {entity} again"))),
            None => Err(format!("{entity} is not silent")),
        },
    }
}
