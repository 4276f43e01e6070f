//! A report held against its own events: every hash is computed again from what the report says, by the published procedure and
//! not by the code that writes journals; and every line is told again from the event that it stands on.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::report::{Chain, FORMAT, Line, Link, MOST_LINKS, Report, bytes, uuid};
use crate::model::text::hex;

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events that the report stands on.
    pub events: usize,
    /// What is wrong; nothing where it holds.
    pub problems: Vec<String>,
    /// Places where it does not show what came between two events: not wrong where there was no room, but not shown either.
    pub gaps: usize,
    /// Events whose bodies were redacted.
    pub redacted: usize,
}

/// Holds a report against what it says itself.
pub fn verify(report: &Report) -> Verified {
    let mut found = Verified::default();
    if report.muster_audit != FORMAT {
        found.problems.push(format!(
            "format {} is not known to this program",
            report.muster_audit
        ));
    }
    if report.digest != report.computed_digest() {
        found
            .problems
            .push("its digest is another one: something in it was altered".to_owned());
    }
    verify_heads(report, &mut found);
    for chain in &report.chains {
        verify_chain(&report.journal, chain, &mut found);
    }
    let links = report.chains.iter().flat_map(|chain| &chain.links);
    if found.gaps > 0 && links.filter(|link| !link.told).count() < MOST_LINKS {
        found
            .problems
            .push("events between those of its chains were left out".to_owned());
    }
    verify_lines(report, &mut found);
    found
}

/// Every origin has one chain, which ends at its head or before it.
fn verify_heads(report: &Report, found: &mut Verified) {
    let heads: BTreeMap<&str, (u64, &str)> = report
        .heads
        .iter()
        .map(|head| (head.origin.as_str(), (head.oseq, head.hash.as_str())))
        .collect();
    let origins: BTreeSet<&str> = report.chains.iter().map(|chain| chain.origin.as_str()).collect();
    if heads.len() != report.heads.len() || origins.len() != report.chains.len() {
        found
            .problems
            .push("it has two heads or two chains of one origin".to_owned());
    }
    for chain in &report.chains {
        let ends = chain.links.last().zip(heads.get(chain.origin.as_str()));
        let is_before =
            ends.is_some_and(|(last, head)| last.oseq < head.0 || (last.oseq, last.hash.as_str()) == *head);
        if !is_before {
            found.problems.push(format!(
                "the chain of {} does not end at its head or before it",
                chain.origin
            ));
        }
    }
}

fn verify_chain(journal: &str, chain: &Chain, found: &mut Verified) {
    let mut before: Option<&Link> = None;
    for link in &chain.links {
        let place = format!("event {} of {}", link.oseq, chain.origin);
        if header_hash(journal, &chain.origin, link).as_deref() != Some(&*link.hash) {
            found
                .problems
                .push(format!("{place}: its header is not the one that was hashed"));
        }
        verify_body(link, &place, found);
        if let Some(before) = before {
            match link.oseq.checked_sub(before.oseq) {
                Some(1) if link.prev != before.hash => {
                    found
                        .problems
                        .push(format!("{place}: it was not written after the event before it"));
                }
                Some(1) => {}
                Some(0) | None => found.problems.push(format!("{place}: it is out of its place")),
                Some(_) => found.gaps += 1,
            }
        }
        before = Some(link);
    }
}

fn verify_body(link: &Link, place: &str, found: &mut Verified) {
    found.events += usize::from(link.told);
    match (&link.body, &link.salt) {
        (Some(body), Some(_)) => {
            let hash = link.salt().map(|salt| {
                let mut hash = Sha256::new();
                hash.update(salt);
                hash.update(body.as_bytes());
                hex(hash.finalize())
            });
            if hash.as_deref() != Some(&*link.body_hash) {
                found
                    .problems
                    .push(format!("{place}: its body is not the one that was hashed"));
            }
        }
        (None, None) if link.told => found.redacted += 1,
        (None, None) => {}
        _ => found
            .problems
            .push(format!("{place}: its body or its salt is missing")),
    }
}

/// Every event that is told has one line, which says what the event says.
fn verify_lines(report: &Report, found: &mut Verified) {
    let mut to_tell: BTreeMap<(&str, u64), Option<Line>> = BTreeMap::new();
    for chain in &report.chains {
        for link in chain.links.iter().filter(|link| link.told) {
            let event = link.event(&report.journal, &chain.origin);
            to_tell.insert((&chain.origin, link.oseq), event.map(|event| Line::of(&event)));
        }
    }
    for line in &report.lines {
        let place = format!("event {} of {}", line.oseq, line.origin);
        match to_tell.remove(&(line.origin.as_str(), line.oseq)) {
            Some(Some(told)) if told == *line => {}
            Some(Some(told)) if told.text != line.text => found.problems.push(format!(
                "the line about {place} does not say what its event says: {}",
                told.text
            )),
            Some(_) => found
                .problems
                .push(format!("the line about {place} does not stand on it")),
            None => found
                .problems
                .push(format!("the line about {place} stands on nothing of its own")),
        }
    }
    for (origin, oseq) in to_tell.keys() {
        found
            .problems
            .push(format!("event {oseq} of {origin} is told by no line"));
    }
}

/// SHA-256 of the header as AUDIT.md says; none where a field is not what it has to be.
fn header_hash(journal: &str, origin: &str, link: &Link) -> Option<String> {
    let mut bytes_of_all = Vec::with_capacity(512);
    let all = &mut bytes_of_all;
    push(all, b"muster/1")?;
    for id in [journal, &link.id, origin] {
        push(all, &uuid(id)?)?;
    }
    push(all, &link.oseq.to_be_bytes())?;
    push(all, &bytes::<32>(&link.prev)?)?;
    push(all, link.type_.as_bytes())?;
    push(all, &i64::from(link.type_version).to_be_bytes())?;
    push(all, link.subject.as_bytes())?;
    push(all, &link.time.to_be_bytes())?;
    push(all, link.actor.as_bytes())?;
    for id in [&link.causation, &link.correlation] {
        match id {
            Some(id) => push(all, &uuid(id)?)?,
            None => all.extend([0xff, 0xff]),
        }
    }
    push(all, &bytes::<32>(&link.body_hash)?)?;
    Some(hex(Sha256::digest(&bytes_of_all)))
}

/// A field with its length before it; none where it is too long.
fn push(all: &mut Vec<u8>, field: &[u8]) -> Option<()> {
    all.extend(u16::try_from(field.len()).ok()?.to_be_bytes());
    all.extend_from_slice(field);
    Some(())
}
