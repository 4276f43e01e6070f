//! The event: its envelope, how it is hashed, and the form it has before it is stamped and stored.
//! Pure: identity, salt and position are given by the store.

use jiff::Timestamp;
use std::fmt;
use uuid::Uuid;

use super::fact::Body;
use super::{Hash, Subject};

/// Separates this use of SHA-256 from every other, and names the layout of the header.
const DOMAIN: &[u8] = b"muster/1";
/// The length that stands for a field that is absent, so that it differs from an empty one.
const ABSENT: [u8; 2] = [0xff, 0xff];
/// The longest type, subject or actor in bytes.
const LONGEST_FIELD: usize = 2048;
/// The longest body in bytes. Large things are stored by digest, beside the events.
const LONGEST_BODY: usize = 1 << 20;

/// A stored event. Never changed once written, but its body can be redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Position in this copy of the journal, from 1. Local: not covered by the hash.
    pub lseq: u64,
    /// UUIDv7 of the event's time.
    pub id: Uuid,
    /// The journal that the event belongs to.
    pub journal_id: Uuid,
    /// The installation that wrote it.
    pub origin: Uuid,
    /// 1, 2, 3… for each origin.
    pub oseq: u64,
    /// The hash of the origin's previous event; [`Hash::ZERO`] for its first.
    pub prev: Hash,
    /// What happened, as `entity.changed`.
    pub type_: String,
    /// The version of the type's body, from 1.
    pub type_version: u32,
    /// What it happened to.
    pub subject: Subject,
    /// The writer's wall clock in milliseconds: for people, never for order.
    pub time: Timestamp,
    /// Who did it: an entity ref or the name of a part of the program.
    pub actor: String,
    /// The event that made this one happen.
    pub causation: Option<Uuid>,
    /// What this event is a part of, as one run.
    pub correlation: Option<Uuid>,
    /// JSON, byte for byte as it was written; nothing once it is redacted.
    pub body: Option<Vec<u8>>,
    /// Makes the body unguessable from its hash; goes when the body goes.
    pub salt: Option<[u8; 16]>,
    /// SHA-256 of salt and body.
    pub body_hash: Hash,
    /// SHA-256 of the header, `body_hash` included.
    pub hash: Hash,
}

/// An event that has happened and is not written yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    pub type_: String,
    pub type_version: u32,
    pub subject: Subject,
    pub time: Timestamp,
    pub actor: String,
    pub causation: Option<Uuid>,
    pub correlation: Option<Uuid>,
    /// JSON.
    pub body: Vec<u8>,
}

/// What the store gives an event when it writes it.
#[derive(Clone, Debug)]
pub struct Stamp {
    pub journal_id: Uuid,
    pub origin: Uuid,
    pub lseq: u64,
    pub oseq: u64,
    pub prev: Hash,
    /// Ten random bytes for the id, sixteen for the salt.
    pub random: [u8; 26],
}

/// Why an event is not accepted into a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidEvent {
    /// The type, the subject or the actor is empty or longer than 2,048 bytes.
    Field { name: &'static str, bytes: usize },
    /// The body is longer than 1 MiB.
    LongBody { bytes: usize },
    /// The body is not JSON.
    NotJson(String),
}

/// An event as the raw bytes of its fields. Nothing is decoded, so damage can be judged instead of tripping a reader.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub lseq: u64,
    pub journal_id: &'a [u8],
    pub id: &'a [u8],
    pub origin: &'a [u8],
    pub oseq: u64,
    pub prev: &'a [u8],
    pub type_: &'a [u8],
    pub type_version: i64,
    pub subject: &'a [u8],
    pub time: i64,
    pub actor: &'a [u8],
    pub causation: Option<&'a [u8]>,
    pub correlation: Option<&'a [u8]>,
    pub body: Option<&'a [u8]>,
    pub salt: Option<&'a [u8]>,
    pub body_hash: &'a [u8],
    pub hash: &'a [u8],
}

impl NewEvent {
    /// An event of a type that this build knows.
    pub fn new<B: Body>(body: &B, subject: Subject, time: Timestamp, actor: &str) -> NewEvent {
        NewEvent {
            type_: B::TYPE.to_owned(),
            type_version: B::VERSION,
            subject,
            time,
            actor: actor.to_owned(),
            causation: None,
            correlation: None,
            body: serde_json::to_vec(body).expect("a body is a structure with text for keys"),
        }
    }

    /// Whether a journal may take it: within bounds, with a body that is JSON.
    pub fn check(&self) -> Result<(), InvalidEvent> {
        let fields = [
            ("type", self.type_.len()),
            ("subject", self.subject.as_str().len()),
            ("actor", self.actor.len()),
        ];
        for (name, bytes) in fields {
            if bytes == 0 || bytes > LONGEST_FIELD {
                return Err(InvalidEvent::Field { name, bytes });
            }
        }
        if self.body.len() > LONGEST_BODY {
            return Err(InvalidEvent::LongBody {
                bytes: self.body.len(),
            });
        }
        serde_json::from_slice::<serde::de::IgnoredAny>(&self.body)
            .map(drop)
            .map_err(|error| InvalidEvent::NotJson(error.to_string()))
    }

    /// The event with its place in the chain. The time is cut to milliseconds.
    pub fn stamped(self, stamp: Stamp) -> Event {
        let millis = self.time.as_millisecond();
        let (id_random, salt) = split_random(&stamp.random);
        let mut event = Event {
            lseq: stamp.lseq,
            id: time_ordered_id(millis, &id_random),
            journal_id: stamp.journal_id,
            origin: stamp.origin,
            oseq: stamp.oseq,
            prev: stamp.prev,
            type_: self.type_,
            type_version: self.type_version,
            subject: self.subject,
            time: Timestamp::from_millisecond(millis).unwrap_or(self.time),
            actor: self.actor,
            causation: self.causation,
            correlation: self.correlation,
            body_hash: body_hash(&salt, &self.body),
            body: Some(self.body),
            salt: Some(salt),
            hash: Hash::ZERO,
        };
        event.hash = event.record().header_hash(&mut Vec::with_capacity(320));
        event
    }
}

impl Event {
    /// The event as the bytes that its hashes cover.
    pub fn record(&self) -> Record<'_> {
        Record {
            lseq: self.lseq,
            journal_id: self.journal_id.as_bytes(),
            id: self.id.as_bytes(),
            origin: self.origin.as_bytes(),
            oseq: self.oseq,
            prev: &self.prev.0,
            type_: self.type_.as_bytes(),
            type_version: i64::from(self.type_version),
            subject: self.subject.as_str().as_bytes(),
            time: self.time.as_millisecond(),
            actor: self.actor.as_bytes(),
            causation: self.causation.as_ref().map(|id| id.as_bytes().as_slice()),
            correlation: self.correlation.as_ref().map(|id| id.as_bytes().as_slice()),
            body: self.body.as_deref(),
            salt: self.salt.as_ref().map(|salt| salt.as_slice()),
            body_hash: &self.body_hash.0,
            hash: &self.hash.0,
        }
    }

    /// Whether the body was taken out.
    pub fn is_redacted(&self) -> bool {
        self.body.is_none()
    }

    /// The smallest id that an event of `time` or later can have: ids order events by time.
    pub fn first_id_at(time: Timestamp) -> Uuid {
        time_ordered_id(time.as_millisecond(), &[0; 10])
    }
}

impl Record<'_> {
    /// SHA-256 over the header: every field with its length (two bytes, big-endian) before it. `scratch` is only room
    /// to work in, so that hashing a million events allocates once.
    pub fn header_hash(&self, scratch: &mut Vec<u8>) -> Hash {
        scratch.clear();
        for field in [
            DOMAIN,
            self.journal_id,
            self.id,
            self.origin,
            &self.oseq.to_be_bytes(),
            self.prev,
        ] {
            push_field(scratch, field);
        }
        for field in [
            self.type_,
            &self.type_version.to_be_bytes(),
            self.subject,
            &self.time.to_be_bytes(),
            self.actor,
        ] {
            push_field(scratch, field);
        }
        for field in [self.causation, self.correlation] {
            match field {
                Some(field) => push_field(scratch, field),
                None => scratch.extend_from_slice(&ABSENT),
            }
        }
        push_field(scratch, self.body_hash);
        Hash::of(scratch)
    }
}

/// SHA-256 of the salt followed by the body.
pub fn body_hash(salt: &[u8], body: &[u8]) -> Hash {
    Hash::of_parts(&[salt, body])
}

/// A field of damaged, absurd length is cut where two bytes can no longer tell it: its hash is wrong either way.
fn push_field(scratch: &mut Vec<u8>, field: &[u8]) {
    let length = u16::try_from(field.len()).unwrap_or(u16::MAX - 1);
    scratch.extend_from_slice(&length.to_be_bytes());
    scratch.extend_from_slice(field);
}

/// UUIDv7 (RFC 9562, 5.7). Times before 1970 count as 1970.
fn time_ordered_id(millis: i64, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(millis.max(0).unsigned_abs(), random).into_uuid()
}

fn split_random(random: &[u8; 26]) -> ([u8; 10], [u8; 16]) {
    (
        std::array::from_fn(|i| random[i]),
        std::array::from_fn(|i| random[i + 10]),
    )
}

impl fmt::Display for InvalidEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidEvent::Field { name, bytes: 0 } => write!(f, "the event's {name} is empty"),
            InvalidEvent::Field { name, bytes } => {
                write!(
                    f,
                    "the event's {name} is {bytes} bytes long; {LONGEST_FIELD} are allowed"
                )
            }
            InvalidEvent::LongBody { bytes } => {
                write!(
                    f,
                    "the event's body is {bytes} bytes long; {LONGEST_BODY} are allowed"
                )
            }
            InvalidEvent::NotJson(reason) => write!(f, "the event's body is not JSON: {reason}"),
        }
    }
}

impl std::error::Error for InvalidEvent {}
