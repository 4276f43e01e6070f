//! A report as data: what happened, line by line, and the events that it stands on with all that their hashes cover.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::select::{About, chosen};
use crate::model::journal::{Event, Hash, Subject, sentence};
use crate::model::run::digest;
use crate::model::text::hex;

/// The version of the format.
pub(super) const FORMAT: u32 = 1;
/// Headers of events between those of a report; where there are more, the gap stays open and is said to be.
pub(super) const MOST_LINKS: usize = 50_000;

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
    /// The last event of each origin when it was made.
    pub heads: Vec<Head>,
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

/// The last event of an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub origin: String,
    pub oseq: u64,
    pub hash: String,
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
            muster_audit: FORMAT,
            about: about.entity.clone(),
            since: about.since.map(|time| time.to_string()),
            until: about.until.map(|time| time.to_string()),
            journal: journal.to_owned(),
            lines: told.iter().map(|at| Line::of(&events[*at])).collect(),
            chains: chains(events, &told),
            heads: heads(events),
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
            text: text(event),
            origin: event.origin.to_string(),
            oseq: event.oseq,
            hash: event.hash.to_string(),
        }
    }
}

/// What happened, told by what the report holds of it and nothing else.
fn text(event: &Event) -> String {
    match event.fact() {
        Ok(_) => sentence(event),
        Err(error) => error.to_string(),
    }
}

fn heads(events: &[Event]) -> Vec<Head> {
    let mut heads: BTreeMap<Uuid, &Event> = BTreeMap::new();
    for event in events {
        let head = heads.entry(event.origin).or_insert(event);
        if head.oseq < event.oseq {
            *head = event;
        }
    }
    let heads = heads.into_iter().map(|(origin, event)| Head {
        origin: origin.to_string(),
        oseq: event.oseq,
        hash: event.hash.to_string(),
    });
    heads.collect()
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

    /// The event that it is; none where a field is not what it has to be.
    pub(super) fn event(&self, journal: &str, origin: &str) -> Option<Event> {
        let id = |text: &str| uuid(text).map(Uuid::from_bytes);
        let ids = |text: &Option<String>| match text {
            Some(text) => id(text).map(Some),
            None => Some(None),
        };
        let hash = |text: &str| bytes(text).map(Hash);
        Some(Event {
            // Where it stands in a copy of the journal, which nothing in a report depends on.
            lseq: 0,
            id: id(&self.id)?,
            journal_id: id(journal)?,
            origin: id(origin)?,
            oseq: self.oseq,
            prev: hash(&self.prev)?,
            type_: self.type_.clone(),
            type_version: self.type_version,
            subject: Subject::from(self.subject.clone()),
            time: Timestamp::from_millisecond(self.time).ok()?,
            actor: self.actor.clone(),
            causation: ids(&self.causation)?,
            correlation: ids(&self.correlation)?,
            body: self.body.as_ref().map(|body| body.clone().into_bytes()),
            salt: self.salt(),
            body_hash: hash(&self.body_hash)?,
            hash: hash(&self.hash)?,
        })
    }

    pub(super) fn salt(&self) -> Option<[u8; 16]> {
        bytes(self.salt.as_deref()?)
    }
}

pub(super) fn uuid(text: &str) -> Option<[u8; 16]> {
    bytes(&text.replace('-', ""))
}

/// Bytes from their hexadecimal digits.
pub(super) fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let digit = |c: u8| char::from(c).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(bytes)
}
