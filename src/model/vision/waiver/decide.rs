//! What is to become of a wish for a waiver: granted at once, put to others, or refused. Pure: the engine journals it.

use jiff::civil::Date;

use super::rights::{answers_for, grantors};
use super::{MOST_DAYS, OWN_DAYS, WaiverAsk, WaiverRefusal, WaiverSource, days_after};
use crate::model::catalog::{Catalog, EntityId};
use crate::model::journal::WaiverRequested;
use crate::model::text::nearest;
use crate::model::vision::{Judged, Rule, Severity, Vision};

/// How a waiver that was asked for goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// A warning of whoever asks: nobody else has to agree.
    AtOnce,
    /// One of these has to agree: canonical refs, the nearest first.
    ByOthers(Vec<String>),
}

/// What becomes of a wish for a waiver of something that is there.
pub fn decide(judged: &Judged, asker: &str, ask: &WaiverAsk) -> Result<Decision, WaiverRefusal> {
    let (severity, id) = known(judged, &ask.rule, &ask.entity)?;
    is_person(&judged.catalog, asker)?;
    is_reasoned(&ask.reason)?;
    ends_in_time(ask.until, judged.today, MOST_DAYS)?;
    let rule = judged.vision.rule(&ask.rule);
    if rule.and_then(|rule| judged.finding(rule, id)).is_none() {
        return Err(WaiverRefusal::Meets {
            rule: ask.rule.clone(),
            entity: ask.entity.clone(),
        });
    }
    let lasts = judged.waivers.iter().find(|waiver| {
        waiver.covers(&ask.rule, &ask.entity) && waiver.holds_on(judged.today) && waiver.until >= ask.until
    });
    if let Some(waiver) = lasts {
        return Err(WaiverRefusal::Waived { until: waiver.until });
    }
    let is_blocking = severity == Severity::Blocking;
    if !is_blocking && answers_for(&judged.catalog, id, asker) {
        ends_in_time(ask.until, judged.today, OWN_DAYS)?;
        return Ok(Decision::AtOnce);
    }
    let grantors = grantors(&judged.catalog, &judged.vision, id, is_blocking, asker);
    match grantors.is_empty() {
        true => Err(WaiverRefusal::NobodyGrants),
        false => Ok(Decision::ByOthers(grantors)),
    }
}

/// Whether somebody may agree to what a task asks for. `requester` asked for it.
pub fn decide_grant(
    judged: &Judged,
    grantor: &str,
    requester: &str,
    request: &WaiverRequested,
) -> Result<(), WaiverRefusal> {
    let (severity, id) = known(judged, &request.rule, &request.entity)?;
    is_person(&judged.catalog, grantor)?;
    ends_in_time(request.until, judged.today, MOST_DAYS)?;
    if grantor == requester {
        return Err(WaiverRefusal::OwnRequest);
    }
    let is_blocking = severity == Severity::Blocking;
    let by = grantors(&judged.catalog, &judged.vision, id, is_blocking, requester);
    match by.iter().any(|known| known == grantor) {
        true => Ok(()),
        false => Err(WaiverRefusal::NotAGrantor { by }),
    }
}

/// Whether somebody may take a waiver back before its end: who answers for the entity or for the exception, who granted it, or
/// could grant another.
pub fn decide_end(
    judged: &Judged,
    actor: &str,
    rule: &str,
    entity: &str,
    reason: &str,
) -> Result<(), WaiverRefusal> {
    let of_both = || judged.waivers.iter().filter(|waiver| waiver.covers(rule, entity));
    let journaled = of_both().find(|waiver| matches!(waiver.source, WaiverSource::Journal(_)));
    let Some(waiver) = journaled.filter(|waiver| waiver.holds_on(judged.today)) else {
        let written = of_both().find_map(|waiver| match waiver.source {
            WaiverSource::File(at) => Some(at.line),
            WaiverSource::Journal(_) => None,
        });
        return Err(match written {
            Some(line) => WaiverRefusal::InFile { line },
            None => WaiverRefusal::NotWaived {
                rule: rule.to_owned(),
                entity: entity.to_owned(),
            },
        });
    };
    is_reasoned(reason)?;
    let mut by: Vec<String> = vec![waiver.owner.clone()];
    // Whoever could grant a warning here: those who answer for the entity, and those above.
    let id = judged.catalog.find(entity);
    let others = id.map(|id| grantors(&judged.catalog, &judged.vision, id, false, &waiver.owner));
    by.extend(others.unwrap_or_default());
    by.extend(waiver.granted_by.clone().filter(|granted| !by.contains(granted)));
    match by.iter().any(|known| known == actor) {
        true => Ok(()),
        false => Err(WaiverRefusal::NotTheirs { by }),
    }
}

/// Whether somebody may waive a rule for what they are making, which is in no catalog yet.
pub fn decide_new(vision: &Vision, ask: &WaiverAsk, today: Date) -> Result<(), WaiverRefusal> {
    let rule = rule_of(vision, &ask.rule)?;
    if rule.for_new == Severity::Blocking {
        return Err(WaiverRefusal::BlocksNew {
            rule: ask.rule.clone(),
        });
    }
    is_reasoned(&ask.reason)?;
    ends_in_time(ask.until, today, OWN_DAYS)
}

fn rule_of<'v>(vision: &'v Vision, id: &str) -> Result<&'v Rule, WaiverRefusal> {
    let rule = vision.rules.iter().find(|rule| rule.id == id);
    rule.ok_or_else(|| WaiverRefusal::NoSuchRule {
        rule: id.to_owned(),
        meant: nearest(id, vision.rules.iter().map(|rule| rule.id.as_str())).map(str::to_owned),
    })
}

fn known(judged: &Judged, rule: &str, entity: &str) -> Result<(Severity, EntityId), WaiverRefusal> {
    let rule = rule_of(&judged.vision, rule)?;
    let id = judged.catalog.find(entity);
    let id = id.ok_or_else(|| WaiverRefusal::NoSuchEntity {
        entity: entity.to_owned(),
    })?;
    Ok((rule.severity, id))
}

fn is_person(catalog: &Catalog, actor: &str) -> Result<(), WaiverRefusal> {
    let entity = catalog.find(actor).map(|id| catalog.entity(id));
    match entity.is_some_and(|entity| entity.is_kind("User")) {
        true => Ok(()),
        false => Err(WaiverRefusal::Stranger {
            actor: actor.to_owned(),
        }),
    }
}

fn is_reasoned(reason: &str) -> Result<(), WaiverRefusal> {
    match reason.trim().is_empty() {
        true => Err(WaiverRefusal::NoReason),
        false => Ok(()),
    }
}

fn ends_in_time(until: Date, today: Date, days: i64) -> Result<(), WaiverRefusal> {
    let latest = days_after(today, days);
    match until {
        until if until < today => Err(WaiverRefusal::Past { until }),
        until if until > latest => Err(WaiverRefusal::TooLong { days, latest }),
        _ => Ok(()),
    }
}
