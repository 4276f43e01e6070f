//! A report as data: what happened, line by line, and the events that it stands on with all that their hashes cover.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::select::{About, chosen};
use crate::model::journal::{Event, sentence};
use crate::model::run::digest;
use crate::model::text::hex;

/// Headers of events between those of a report; where there are more, the gap stays open and is said to be.
const MOST_LINKS: usize = 50_000;

/// A report. Its JSON is what is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The version of this format.
    pub muster_audit: u32,
    /// Canonical ref of the entity or person; null where it is about everything in the period.
    pub about: Option<String>,
    pub since: Option<String>,
    pub until: Option<String>,
    /// The journal's id.
    pub journal: String,
    pub lines: Vec<Line>,
    pub chains: Vec<Chain>,
    /// SHA-256 of all above: compact JSON in UTF-8 with sorted keys.
    #[serde(default)]
    pub digest: String,
}

/// What happened, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub section: Section,
    pub time: String,
    pub actor: String,
    pub text: String,
    /// The event that it stands on: its origin, its number there, its hash.
    pub origin: String,
    pub oseq: u64,
    pub hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    Requests,
    Approvals,
    Runs,
    Changes,
    Accountability,
    Access,
    Waivers,
    Health,
    Other,
}

/// The events of one origin from the first to the last that the report stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    pub origin: String,
    pub links: Vec<Link>,
}

/// An event: its header, and its body where the report stands on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    pub oseq: u64,
    pub id: String,
    pub prev: String,
    #[serde(rename = "type")]
    pub type_: String,
    pub type_version: u32,
    pub subject: String,
    /// Milliseconds since 1970.
    pub time: i64,
    pub actor: String,
    pub causation: Option<String>,
    pub correlation: Option<String>,
    pub body_hash: String,
    pub hash: String,
    /// Whether lines of the report stand on it.
    pub told: bool,
    /// As it was written; null where it only links, or was redacted.
    pub body: Option<String>,
    pub salt: Option<String>,
}

impl Section {
    /// Of an event, by its type.
    pub fn of(type_: &str) -> Self {
        match type_ {
            "run.requested" => Self::Requests,
            "run.approved" | "run.denied" | "run.escalated" => Self::Approvals,
            _ => match type_.split('.').next().unwrap_or_default() {
                "task" => Self::Requests,
                "run" | "step" => Self::Runs,
                "entity" | "dependency" => Self::Changes,
                "ownership" | "attestation" | "handover" | "person" => Self::Accountability,
                "access" => Self::Access,
                "waiver" => Self::Waivers,
                "health" => Self::Health,
                _ => Self::Other,
            },
        }
    }

    /// As a heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requests => "Asked for",
            Self::Approvals => "Approvals",
            Self::Runs => "Runs and their steps",
            Self::Changes => "Changes",
            Self::Accountability => "Accountability",
            Self::Access => "Access",
            Self::Waivers => "Waivers",
            Self::Health => "Health",
            Self::Other => "Other",
        }
    }

    pub const ALL: [Section; 9] = [
        Self::Requests,
        Self::Approvals,
        Self::Runs,
        Self::Changes,
        Self::Accountability,
        Self::Access,
        Self::Waivers,
        Self::Health,
        Self::Other,
    ];
}

impl Report {
    /// The report of a journal's events, in the order in which the journal has them.
    pub fn of(journal: &str, events: &[Event], about: &About) -> Self {
        let told: BTreeSet<usize> = chosen(events, about).into_iter().collect();
        let mut report = Self {
            muster_audit: 1,
            about: about.entity.clone(),
            since: about.since.map(|time| time.to_string()),
            until: about.until.map(|time| time.to_string()),
            journal: journal.to_owned(),
            lines: told.iter().map(|at| Line::of(&events[*at])).collect(),
            chains: chains(events, &told),
            digest: String::new(),
        };
        report.digest = report.computed_digest();
        report
    }

    /// What its digest has to be.
    pub fn computed_digest(&self) -> String {
        let mut document = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(document) = &mut document {
            document.remove("digest");
        }
        digest(&document)
    }
}

impl Line {
    pub(super) fn of(event: &Event) -> Self {
        Self {
            section: Section::of(&event.type_),
            time: event.time.to_string(),
            actor: event.actor.clone(),
            text: sentence(event),
            origin: event.origin.to_string(),
            oseq: event.oseq,
            hash: event.hash.to_string(),
        }
    }
}

fn chains(events: &[Event], told: &BTreeSet<usize>) -> Vec<Chain> {
    let mut spans: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for at in told {
        let event = &events[*at];
        let span = spans
            .entry(event.origin.to_string())
            .or_insert((event.oseq, event.oseq));
        *span = (span.0.min(event.oseq), span.1.max(event.oseq));
    }
    let mut left = MOST_LINKS;
    let mut chains: BTreeMap<String, Vec<Link>> = BTreeMap::new();
    for (at, event) in events.iter().enumerate() {
        let origin = event.origin.to_string();
        let Some((first, last)) = spans.get(&origin) else {
            continue;
        };
        let is_told = told.contains(&at);
        if !is_told {
            let links = (*first..=*last).contains(&event.oseq) && left > 0;
            if !links {
                continue;
            }
            left -= 1;
        }
        chains.entry(origin).or_default().push(Link::of(event, is_told));
    }
    let all = chains.into_iter().map(|(origin, mut links)| {
        links.sort_by_key(|link| link.oseq);
        Chain { origin, links }
    });
    all.collect()
}

impl Link {
    fn of(event: &Event, told: bool) -> Self {
        let body = event.body.as_deref().filter(|_| told);
        let body = body
            .and_then(|body| std::str::from_utf8(body).ok())
            .map(str::to_owned);
        Self {
            oseq: event.oseq,
            id: event.id.to_string(),
            prev: event.prev.to_string(),
            type_: event.type_.clone(),
            type_version: event.type_version,
            subject: event.subject.as_str().to_owned(),
            time: event.time.as_millisecond(),
            actor: event.actor.clone(),
            causation: event.causation.map(|id| id.to_string()),
            correlation: event.correlation.map(|id| id.to_string()),
            body_hash: event.body_hash.to_string(),
            hash: event.hash.to_string(),
            told,
            salt: event.salt.filter(|_| body.is_some()).map(hex),
            body,
        }
    }
}
