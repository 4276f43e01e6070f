//! Recording a reading of the catalog: what differs from the last one becomes events, in bounded transactions, and every
//! version of an entity is kept. Two windows that see the same change journal it once.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::before::Before;
use super::error::{Cause, JournalError};
use super::journal::Journal;
use super::projection::{self, State};
use super::version::{Pack, Packer, Unpacker, is_stored};
use super::writer::Batch;
use crate::model::journal::{
    CatalogRead, Change, EntityAppeared, EntityChanged, EntityDisappeared, Hash, Manifest, NewEvent, Subject,
    Unknown, changed_fields, changes,
};

/// Entities in one transaction.
const CHUNK: usize = 256;
/// Two readings this far apart did not run side by side: if the times run backwards, somebody has set the clock.
const LONGEST_READING: SignedDuration = SignedDuration::from_mins(5);
/// Paths of fields in one event.
const LISTED_FIELDS: usize = 24;

/// What a reading of the catalog found.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub manifest: &'a Manifest,
    /// When the reading began: of two readings the later one counts.
    pub read_at: Timestamp,
    /// Who the events are ascribed to.
    pub actor: &'a str,
}

/// What recording a reading has added to the journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// It was the first reading: one event for all of it.
    pub is_first: bool,
    pub appeared: u64,
    pub changed: u64,
    pub disappeared: u64,
    /// Versions that could not be kept, as their text was no longer to be had.
    pub unkept: u64,
    /// A later reading had been recorded already; this one was left.
    pub is_outdated: bool,
}

/// What one transaction needs to know of its reading.
#[derive(Clone)]
struct Circumstances {
    read_at: Timestamp,
    actor: String,
}

impl Journal {
    /// Records what differs from the catalog as the journal knows it. `body_of` gives the canonical JSON of an entity by
    /// its canonical ref; it is asked only for versions that are new, and never while the journal is locked.
    pub fn record_reading(
        &self,
        reading: &Reading<'_>,
        body_of: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Recorded, JournalError> {
        self.judge(|| {
            let digest = reading.manifest.digest();
            let state = self.readers().with(State::load)?;
            if state.baseline.is_none() {
                let recorded = self.record_first(reading, digest, body_of)?;
                if recorded.is_first {
                    return Ok(recorded);
                }
            } else if state.manifest == Some(digest) {
                return Ok(Recorded::default());
            }
            self.record_changes(reading, digest, body_of)
        })
    }

    /// The first reading: versions and manifest, then one event. Not first after all when another window was faster.
    fn record_first(
        &self,
        reading: &Reading<'_>,
        digest: Hash,
        body_of: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Recorded, Cause> {
        let mut recorded = Recorded::default();
        for chunk in reading.manifest.entries().chunks(CHUNK) {
            let wanted = chunk.iter().map(|entry| (&*entry.entity, entry.version));
            let (packs, unkept) = self.new_versions(wanted, body_of)?;
            recorded.unkept += unkept;
            if !packs.is_empty() {
                let weight = packs.iter().map(Pack::len).sum();
                self.writer()?
                    .run(weight, move |batch| store_all(batch, &packs))?;
            }
        }
        let manifest = reading.manifest.clone();
        let mut packer = Packer::new();
        packer.add(digest, manifest.to_text().as_bytes())?;
        let text = packer.take()?;
        let Circumstances { read_at, actor } = Circumstances::of(reading);
        recorded.is_first = self.writer()?.run(CHUNK, move |batch| {
            let state = State::load(batch.conn())?;
            if state.baseline.is_some() {
                return Ok(false);
            }
            store_all(batch, &text)?;
            let body = CatalogRead {
                entities: manifest.entries().len() as u64,
                files: manifest.file_count() as u64,
                manifest: digest,
                unknown: Unknown::new(),
            };
            let event = NewEvent::new(&body, Subject::catalog(), read_at, &actor);
            for event in batch.append(vec![event])? {
                Before::new((event.lseq, event.time.as_millisecond()), "", None, None)
                    .insert(batch.conn())?;
            }
            projection::replace(batch.conn(), &manifest)?;
            let (baseline, manifest, read_at) = (Some(digest), Some(digest), Some(read_at));
            State {
                baseline,
                revision: state.revision + 1,
                manifest,
                read_at,
            }
            .save(batch.conn())?;
            Ok(true)
        })?;
        Ok(recorded)
    }

    fn record_changes(
        &self,
        reading: &Reading<'_>,
        digest: Hash,
        body_of: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<Recorded, Cause> {
        let (mut revision, before) = self.readers().with(|conn| {
            let tx = conn.unchecked_transaction()?;
            Ok((State::load(&tx)?.revision, projection::entries(&tx)?))
        })?;
        let differences = changes(before, reading.manifest);
        let mut recorded = Recorded::default();
        // Whether nobody else has changed the projection since it was compared.
        let mut is_alone = true;
        for chunk in differences.chunks(CHUNK) {
            let wanted = chunk
                .iter()
                .filter_map(|change| Some((change.entity(), change.new_version()?)));
            let (packs, unkept) = self.new_versions(wanted, body_of)?;
            recorded.unkept += unkept;
            let changes = chunk.to_vec();
            let circumstances = Circumstances::of(reading);
            let weight = changes.len() + packs.iter().map(Pack::len).sum::<usize>();
            let step = self.writer()?.run(weight, move |batch| {
                store_all(batch, &packs)?;
                record_chunk(batch, &changes, &circumstances)
            })?;
            let Some(step) = step else {
                recorded.is_outdated = true;
                return Ok(recorded);
            };
            is_alone &= step.revision == revision + 1;
            revision = step.revision;
            recorded.appeared += step.appeared;
            recorded.changed += step.changed;
            recorded.disappeared += step.disappeared;
        }
        if is_alone {
            self.writer()?
                .run(1, move |batch| settle(batch, revision, digest))?;
        }
        Ok(recorded)
    }

    /// The versions that are not stored yet, packed, and how many of them could not be had.
    fn new_versions<'a>(
        &self,
        wanted: impl Iterator<Item = (&'a str, Hash)>,
        body_of: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<(Vec<Pack>, u64), Cause> {
        let missing: Vec<(&str, Hash)> = self.readers().with(|conn| {
            let mut missing = Vec::new();
            for (entity, digest) in wanted {
                if !is_stored(conn, digest)? {
                    missing.push((entity, digest));
                }
            }
            Ok(missing)
        })?;
        let mut packer = Packer::new();
        let mut unkept = 0;
        for (entity, digest) in missing {
            // A file that changed since it was read gives another text, which the next reading will bring.
            match body_of(entity).filter(|body| Hash::of(body) == digest) {
                Some(body) => packer.add(digest, &body)?,
                None => unkept += 1,
            }
        }
        Ok((packer.take()?, unkept))
    }
}

impl Circumstances {
    fn of(reading: &Reading<'_>) -> Circumstances {
        Circumstances {
            read_at: reading.read_at,
            actor: reading.actor.to_owned(),
        }
    }
}

fn store_all(batch: &mut Batch<'_>, packs: &[Pack]) -> Result<(), Cause> {
    packs.iter().try_for_each(|pack| pack.store(batch.conn()))
}

/// What one transaction has recorded.
struct Step {
    revision: i64,
    appeared: u64,
    changed: u64,
    disappeared: u64,
}

/// Compares once more, now that nobody else can write, and appends what is still news. Nothing where a later reading
/// has been recorded.
fn record_chunk(
    batch: &mut Batch<'_>,
    differences: &[Change],
    circumstances: &Circumstances,
) -> Result<Option<Step>, Cause> {
    let state = State::load(batch.conn())?;
    let lead = state.read_at.map_or(SignedDuration::ZERO, |latest| {
        latest.duration_since(circumstances.read_at)
    });
    if lead > SignedDuration::ZERO && lead < LONGEST_READING {
        return Ok(None);
    }
    let mut step = Step {
        revision: state.revision + 1,
        appeared: 0,
        changed: 0,
        disappeared: 0,
    };
    let mut events = Vec::with_capacity(differences.len());
    let mut changed = Vec::with_capacity(differences.len());
    let mut unpacker = Unpacker::new();
    for difference in differences {
        let known = projection::entry(batch.conn(), difference.entity())?;
        let Some(change) = Change::between(known.as_ref(), difference.after().as_ref()) else {
            continue;
        };
        match change {
            Change::Appeared { .. } => step.appeared += 1,
            Change::Changed { .. } => step.changed += 1,
            Change::Disappeared { .. } => step.disappeared += 1,
        }
        events.push(event_of(batch, &mut unpacker, &change, circumstances)?);
        projection::apply(batch.conn(), &change)?;
        changed.push((known, change));
    }
    for (event, (known, change)) in batch.append(events)?.iter().zip(&changed) {
        let at = (event.lseq, event.time.as_millisecond());
        let after = change.after();
        let file = after.as_ref().map(|entry| &*entry.file);
        Before::new(at, change.entity(), known.as_ref(), file).insert(batch.conn())?;
    }
    let read_at = Some(circumstances.read_at);
    State {
        baseline: state.baseline,
        revision: step.revision,
        manifest: None,
        read_at,
    }
    .save(batch.conn())?;
    Ok(Some(step))
}

fn event_of(
    batch: &Batch<'_>,
    unpacker: &mut Unpacker,
    change: &Change,
    circumstances: &Circumstances,
) -> Result<NewEvent, Cause> {
    let subject = Subject::entity(change.entity());
    let Circumstances { read_at, actor } = circumstances;
    let entity = change.entity().to_owned();
    let unknown = Unknown::new();
    Ok(match change {
        Change::Appeared { version, file, .. } => {
            let body = EntityAppeared {
                entity,
                version: *version,
                file: file.to_string(),
                unknown,
            };
            NewEvent::new(&body, subject, *read_at, actor)
        }
        Change::Changed { from, to, file, .. } => {
            let fields = fields_between(batch, unpacker, *from, *to)?;
            let body = EntityChanged {
                entity,
                from: *from,
                to: *to,
                fields,
                file: file.to_string(),
                unknown,
            };
            NewEvent::new(&body, subject, *read_at, actor)
        }
        Change::Disappeared { version, .. } => NewEvent::new(
            &EntityDisappeared {
                entity,
                version: *version,
                unknown,
            },
            subject,
            *read_at,
            actor,
        ),
    })
}

/// No fields where one of the two versions was not kept.
fn fields_between(
    batch: &Batch<'_>,
    unpacker: &mut Unpacker,
    from: Hash,
    to: Hash,
) -> Result<Vec<String>, Cause> {
    if from == to {
        return Ok(Vec::new());
    }
    let mut json = |digest| -> Result<Option<Value>, Cause> {
        let body = unpacker.load(batch.conn(), digest)?;
        Ok(body.and_then(|body| serde_json::from_slice(&body).ok()))
    };
    let (before, after) = (json(from)?, json(to)?);
    Ok(before
        .zip(after)
        .map(|(before, after)| changed_fields(&before, &after, LISTED_FIELDS))
        .unwrap_or_default())
}

/// Notes that the projection is what the manifest with this digest says, unless somebody has changed it.
fn settle(batch: &mut Batch<'_>, revision: i64, digest: Hash) -> Result<(), Cause> {
    let state = State::load(batch.conn())?;
    if state.revision == revision {
        State {
            manifest: Some(digest),
            ..state
        }
        .save(batch.conn())?;
    }
    Ok(())
}
