//! A report held against its own events: every hash is computed again from what the report says, by the published procedure and
//! not by the code that writes journals.

use sha2::{Digest, Sha256};

use super::report::{Link, Report};
use crate::model::text::hex;

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events that the report stands on.
    pub events: usize,
    /// What is wrong; nothing where it holds.
    pub problems: Vec<String>,
    /// Places where it does not show what came between two events: not wrong, but not shown either.
    pub gaps: usize,
    /// Events whose bodies were redacted.
    pub redacted: usize,
}

/// Holds a report against what it says itself.
pub fn verify(report: &Report) -> Verified {
    let mut found = Verified::default();
    if report.muster_audit != 1 {
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
    for chain in &report.chains {
        let mut before: Option<&Link> = None;
        for link in &chain.links {
            let place = format!("event {} of {}", link.oseq, chain.origin);
            if header_hash(&report.journal, &chain.origin, link).as_deref() != Some(&*link.hash) {
                found
                    .problems
                    .push(format!("{place}: its header is not the one that was hashed"));
            }
            verify_body(link, &place, &mut found);
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
    verify_lines(report, &mut found);
    found
}

fn verify_body(link: &Link, place: &str, found: &mut Verified) {
    found.events += usize::from(link.told);
    match (&link.body, link.salt.as_deref()) {
        (Some(body), Some(salt)) => {
            let hash = bytes::<16>(salt).map(|salt| {
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

/// Every line stands on an event that the report holds, and every such event is told.
fn verify_lines(report: &Report, found: &mut Verified) {
    for line in &report.lines {
        let chain = report.chains.iter().find(|chain| chain.origin == line.origin);
        let link = chain.and_then(|chain| {
            let at = chain.links.binary_search_by_key(&line.oseq, |link| link.oseq);
            at.ok().map(|at| &chain.links[at])
        });
        let holds = link.is_some_and(|link| {
            let time = jiff::Timestamp::from_millisecond(link.time).map(|time| time.to_string());
            link.told
                && link.hash == line.hash
                && link.actor == line.actor
                && time.is_ok_and(|time| time == line.time)
        });
        if !holds {
            found.problems.push(format!(
                "the line about event {} of {} does not stand on it",
                line.oseq, line.origin
            ));
        }
    }
    if found.events != report.lines.len() {
        found.problems.push(format!(
            "it tells {} of {} events",
            report.lines.len(),
            found.events
        ));
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

fn uuid(text: &str) -> Option<[u8; 16]> {
    bytes::<16>(&text.replace('-', ""))
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
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
