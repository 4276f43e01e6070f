//! Probes as JSON.

use serde::Serialize;

use crate::model::health::{Health, Look, Probed, Silence, Told, Went};
use crate::remote::probe::Heard;

/// Probes, and what is declared but cannot be run.
#[derive(Serialize)]
pub struct Probes<'a> {
    probes: Vec<Document<'a>>,
    wrong: Vec<WrongDocument<'a>>,
}

/// A declaration that cannot be run.
#[derive(Serialize)]
pub struct WrongDocument<'a> {
    /// The entity or the file that holds it.
    #[serde(rename = "where")]
    place: &'a str,
    why: &'a str,
}

/// One probe.
#[derive(Serialize)]
pub struct Document<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    probe: &'a str,
    asks: &'a str,
    declared: &'a str,
    /// What it answered just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<u64>,
    state: &'static str,
    since: Option<String>,
    flaps: bool,
    seen: &'a str,
    silent_until: Option<String>,
    told: Vec<ToldDocument<'a>>,
    looks: &'a [Look],
}

/// Somebody who was told.
#[derive(Serialize)]
pub struct ToldDocument<'a> {
    at: String,
    whom: &'a str,
    role: &'a str,
    by: &'a str,
    state: &'static str,
    /// `arrived`, `under way` or `failed`.
    outcome: &'static str,
    failed: Option<&'a str>,
}

/// A silence.
#[derive(Serialize)]
pub struct SilenceDocument<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    until: String,
    reason: &'a str,
    by: &'a str,
}

pub fn probes<'a>(probes: impl Iterator<Item = Document<'a>>, wrong: &'a [(String, String)]) -> Probes<'a> {
    let wrong = wrong.iter().map(|(place, why)| WrongDocument { place, why });
    Probes {
        probes: probes.collect(),
        wrong: wrong.collect(),
    }
}

pub fn probed<'a>(one: &'a Probed, silence: Option<&Silence>, heard: Option<&Heard>) -> Document<'a> {
    Document {
        entity: &one.entity,
        probe: &one.probe,
        asks: &one.target,
        declared: &one.declared,
        heard: heard.map(|heard| heard.heard.name()),
        took_ms: heard
            .and_then(|heard| heard.took)
            .map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
        state: one.state.name(),
        since: one.since.map(|since| since.to_string()),
        flaps: one.flaps,
        seen: &one.seen,
        silent_until: silence.map(|silence| silence.until.to_string()),
        told: one.told.iter().map(told).collect(),
        looks: &one.looks,
    }
}

fn told(told: &Told) -> ToldDocument<'_> {
    ToldDocument {
        at: told.at.to_string(),
        whom: &told.whom,
        role: &told.role,
        by: &told.by,
        state: told.state.name(),
        outcome: match told.went {
            Went::UnderWay => "under way",
            Went::Arrived => "arrived",
            Went::Failed(_) => "failed",
        },
        failed: told.failed(),
    }
}

pub fn silence(silence: &Silence) -> SilenceDocument<'_> {
    SilenceDocument {
        entity: &silence.entity,
        until: silence.until.to_string(),
        reason: &silence.reason,
        by: &silence.by,
    }
}

/// Whether somebody has to look: it is down.
pub fn is_down(state: Health) -> bool {
    state == Health::Down
}
