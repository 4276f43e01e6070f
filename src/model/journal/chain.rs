//! Verification of the hash chain: a fold over stored events that finds what was altered, dropped, moved or put in.
//! Pure. A chain can be folded in pieces, on several threads, and joined in order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use uuid::Uuid;

use super::Hash;
use super::event::{Record, body_hash};
use super::fact::{Body, EventRedacted};

/// More problems than this are counted, not listed.
const LISTED_PROBLEMS: usize = 1000;

/// How far an origin has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub origin: Uuid,
    /// The `oseq` of its latest event.
    pub oseq: u64,
    /// The hash of its latest event.
    pub hash: Hash,
}

/// What is wrong with a stored event, or with the place where one should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The header is not the one that was hashed.
    HeaderAltered,
    /// The body or its salt is not the one that was hashed.
    BodyAltered,
    /// The body is gone and no `event.redacted` says why.
    BodyMissing,
    /// Events of the origin are missing before this one, or this one is out of its place.
    OriginGap { expected: u64, found: u64 },
    /// The event names another predecessor than the one before it.
    PredecessorDiffers,
    /// Positions are missing before this event.
    PositionGap { expected: u64, found: u64 },
    /// The journal remembers a later event of the origin than the last one that is there.
    Truncated { expected: u64, found: u64 },
}

/// A fault and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The position in the journal; nothing where the fault is an absence at the end.
    pub lseq: Option<u64>,
    pub origin: Option<Uuid>,
    pub fault: Fault,
}

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub events: u64,
    /// The latest event of each origin, by origin.
    pub origins: Vec<Head>,
    /// In order of position, the first thousand.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub unlisted: u64,
}

/// The links of one origin within a piece of the chain.
#[derive(Clone, Copy, Debug)]
struct Links {
    first_lseq: u64,
    first_oseq: u64,
    first_prev: Hash,
    last_oseq: u64,
    last_hash: Hash,
}

/// A piece of the chain, folded: feed it [`Record`]s in order of position with [`Chain::push`], join it to the piece
/// after it, and end with [`Chain::finish`].
#[derive(Debug, Default)]
pub struct Chain {
    events: u64,
    positions: Option<(u64, u64)>,
    links: BTreeMap<[u8; 16], Links>,
    /// Events without a body, by id: redacted ones, or so it must turn out.
    bodiless: BTreeMap<[u8; 16], (u64, Uuid)>,
    redacted: BTreeSet<[u8; 16]>,
    problems: Vec<Problem>,
    unlisted: u64,
    scratch: Vec<u8>,
}

impl Chain {
    /// The fold of no events at all.
    pub fn new() -> Chain {
        Chain::default()
    }

    /// Folds in the next event.
    pub fn push(&mut self, record: &Record<'_>) {
        self.events += 1;
        let origin = bytes16(record.origin);
        let hash = record.header_hash(&mut self.scratch);
        if record.hash != hash.0 {
            self.report(Some(record.lseq), origin, Fault::HeaderAltered);
        }
        self.push_body(record, origin);
        self.push_position(record.lseq);
        self.push_link(record, origin);
    }

    fn push_body(&mut self, record: &Record<'_>, origin: [u8; 16]) {
        match (record.body, record.salt) {
            (Some(body), Some(salt)) => {
                if body_hash(salt, body).0 != record.body_hash {
                    self.report(Some(record.lseq), origin, Fault::BodyAltered);
                } else if record.type_ == EventRedacted::TYPE.as_bytes() {
                    let redaction = serde_json::from_slice::<EventRedacted>(body);
                    self.redacted
                        .extend(redaction.map(|redaction| *redaction.id.as_bytes()).ok());
                }
            }
            (None, None) => {
                self.bodiless
                    .insert(bytes16(record.id), (record.lseq, Uuid::from_bytes(origin)));
            }
            (Some(_), None) | (None, Some(_)) => self.report(Some(record.lseq), origin, Fault::BodyAltered),
        }
    }

    fn push_position(&mut self, lseq: u64) {
        if let Some((_, last)) = self.positions
            && lseq != last.wrapping_add(1)
        {
            let fault = Fault::PositionGap {
                expected: last.wrapping_add(1),
                found: lseq,
            };
            self.list(Problem {
                lseq: Some(lseq),
                origin: None,
                fault,
            });
        }
        self.positions = Some((self.positions.map_or(lseq, |(first, _)| first), lseq));
    }

    fn push_link(&mut self, record: &Record<'_>, origin: [u8; 16]) {
        let prev = Hash(bytes32(record.prev));
        let next = Links {
            first_lseq: record.lseq,
            first_oseq: record.oseq,
            first_prev: prev,
            last_oseq: record.oseq,
            last_hash: Hash(bytes32(record.hash)),
        };
        match self.links.get_mut(&origin) {
            None => {
                self.links.insert(origin, next);
            }
            Some(links) => {
                let fault = links.broken_by(&next);
                links.last_oseq = next.last_oseq;
                links.last_hash = next.last_hash;
                if let Some(fault) = fault {
                    self.report(Some(record.lseq), origin, fault);
                }
            }
        }
    }

    /// The fold of this piece and of `next`, the piece right after it.
    pub fn join(mut self, next: Chain) -> Chain {
        let mut seams = Vec::new();
        if let (Some((_, last)), Some((first, _))) = (self.positions, next.positions)
            && first != last.wrapping_add(1)
        {
            seams.push((
                first,
                None,
                Fault::PositionGap {
                    expected: last.wrapping_add(1),
                    found: first,
                },
            ));
        }
        for (origin, links) in &next.links {
            match self.links.get_mut(origin) {
                None => {
                    self.links.insert(*origin, *links);
                }
                Some(before) => {
                    let fault = before.broken_by(links);
                    before.last_oseq = links.last_oseq;
                    before.last_hash = links.last_hash;
                    seams.extend(
                        fault.map(|fault| (links.first_lseq, Some(Uuid::from_bytes(*origin)), fault)),
                    );
                }
            }
        }
        for (lseq, origin, fault) in seams {
            self.list(Problem {
                lseq: Some(lseq),
                origin,
                fault,
            });
        }
        self.events += next.events;
        self.positions = match (self.positions, next.positions) {
            (Some((first, _)), Some((_, last))) => Some((first, last)),
            (before, after) => before.or(after),
        };
        self.bodiless.extend(next.bodiless);
        self.redacted.extend(next.redacted);
        self.unlisted += next.unlisted;
        next.problems.into_iter().for_each(|problem| self.list(problem));
        self
    }

    /// The verdict over a whole journal, from its first event on. `heads` is how far the journal remembers each origin
    /// to have come: without it, events cut off at the end leave no trace.
    pub fn finish(mut self, heads: &[Head]) -> Verification {
        for (origin, links) in std::mem::take(&mut self.links) {
            let expected_start = Links {
                last_oseq: 0,
                last_hash: Hash::ZERO,
                ..links
            };
            if let Some(fault) = expected_start.broken_by(&links) {
                self.report(Some(links.first_lseq), origin, fault);
            }
            self.links.insert(origin, links);
        }
        if let Some((first, _)) = self.positions
            && first != 1
        {
            self.list(Problem {
                lseq: Some(first),
                origin: None,
                fault: Fault::PositionGap {
                    expected: 1,
                    found: first,
                },
            });
        }
        for (id, (lseq, origin)) in std::mem::take(&mut self.bodiless) {
            if !self.redacted.contains(&id) {
                self.list(Problem {
                    lseq: Some(lseq),
                    origin: Some(origin),
                    fault: Fault::BodyMissing,
                });
            }
        }
        let origins = self.check_heads(heads);
        self.problems
            .sort_by_key(|problem| (problem.lseq.unwrap_or(u64::MAX), problem.fault.code()));
        Verification {
            events: self.events,
            origins,
            problems: self.problems,
            unlisted: self.unlisted,
        }
    }

    /// The first thing wrong with the end of a journal, of which this piece is the last: a damaged event, or an end that
    /// is not the one the journal remembers. Origins without an event in the piece are not judged.
    pub fn damage(mut self, heads: &[Head]) -> Option<Problem> {
        let heads: Vec<Head> = heads
            .iter()
            .filter(|head| self.links.contains_key(head.origin.as_bytes()))
            .copied()
            .collect();
        self.check_heads(&heads);
        self.problems.into_iter().next()
    }

    fn check_heads(&mut self, heads: &[Head]) -> Vec<Head> {
        let found: Vec<Head> = self
            .links
            .iter()
            .map(|(origin, links)| Head {
                origin: Uuid::from_bytes(*origin),
                oseq: links.last_oseq,
                hash: links.last_hash,
            })
            .collect();
        for head in heads {
            let last = found.iter().find(|last| last.origin == head.origin);
            let found_oseq = last.map_or(0, |last| last.oseq);
            let fault = if found_oseq != head.oseq {
                Fault::Truncated {
                    expected: head.oseq,
                    found: found_oseq,
                }
            } else if last.is_some_and(|last| last.hash != head.hash) {
                Fault::PredecessorDiffers
            } else {
                continue;
            };
            self.list(Problem {
                lseq: None,
                origin: Some(head.origin),
                fault,
            });
        }
        found
    }

    fn report(&mut self, lseq: Option<u64>, origin: [u8; 16], fault: Fault) {
        self.list(Problem {
            lseq,
            origin: Some(Uuid::from_bytes(origin)),
            fault,
        });
    }

    fn list(&mut self, problem: Problem) {
        if self.problems.len() < LISTED_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }
}

impl Links {
    fn broken_by(&self, next: &Links) -> Option<Fault> {
        let expected = self.last_oseq.wrapping_add(1);
        if next.first_oseq != expected {
            Some(Fault::OriginGap {
                expected,
                found: next.first_oseq,
            })
        } else if next.first_prev != self.last_hash {
            Some(Fault::PredecessorDiffers)
        } else {
            None
        }
    }
}

impl Verification {
    /// Whether nothing was found.
    pub fn is_ok(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Fields of a damaged length are padded or cut: the header's hash has already told of them.
fn bytes16(bytes: &[u8]) -> [u8; 16] {
    std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0))
}

fn bytes32(bytes: &[u8]) -> [u8; 32] {
    std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0))
}

impl Fault {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::HeaderAltered => "header-altered",
            Fault::BodyAltered => "body-altered",
            Fault::BodyMissing => "body-missing",
            Fault::OriginGap { .. } => "origin-gap",
            Fault::PredecessorDiffers => "predecessor-differs",
            Fault::PositionGap { .. } => "position-gap",
            Fault::Truncated { .. } => "truncated",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::HeaderAltered => f.write_str("its header was altered after it was written"),
            Fault::BodyAltered => f.write_str("its body was altered after it was written"),
            Fault::BodyMissing => f.write_str("its body is gone and no event says that it was redacted"),
            Fault::OriginGap { expected, found } => {
                write!(
                    f,
                    "its origin's number {expected} should come here, not {found}: events were dropped or moved"
                )
            }
            Fault::PredecessorDiffers => {
                f.write_str("the event before it is not the one it was written after")
            }
            Fault::PositionGap { expected, found } => {
                write!(
                    f,
                    "position {expected} should come here, not {found}: events were dropped or moved"
                )
            }
            Fault::Truncated { expected, found } => {
                write!(
                    f,
                    "the origin had come to number {expected}, the journal ends at its number {found}"
                )
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lseq, self.origin) {
            (Some(lseq), _) => write!(f, "event {lseq}: {}", self.fault),
            (None, Some(origin)) => write!(f, "origin {origin}: {}", self.fault),
            (None, None) => write!(f, "{}", self.fault),
        }
    }
}
