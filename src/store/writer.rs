//! The one thread of this process that writes. What is asked for while a commit is under way is committed together with
//! the next: one flush of the disk for many, and nobody is answered before it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use uuid::Uuid;

use super::error::Cause;
use super::{run, task};
use crate::model::journal::{Event, Hash, NewEvent, Stamp};

/// Requests that wait before those who ask are held back.
const QUEUE: usize = 1024;
/// Events and versions in one commit, so that other processes get their turn.
const LARGEST_COMMIT: usize = 1024;

/// The handle to the thread that writes. Dropping it ends the thread after what was asked before.
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

/// Who writes, into what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub journal_id: Uuid,
    pub origin: Uuid,
}

/// One transaction of the writer, as a request sees it.
pub(super) struct Batch<'a> {
    tx: &'a Transaction<'a>,
    identity: Identity,
    head: WriteHead,
}

/// Where the next event goes.
#[derive(Clone, Copy, Debug)]
struct WriteHead {
    origin_n: i64,
    lseq: u64,
    oseq: u64,
    hash: Hash,
}

trait Job: Send {
    fn weight(&self) -> usize;
    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Cause>;
    fn finish(self: Box<Self>, committed: Result<(), Cause>);
}

/// A request, what came of it, and who waits for it.
struct Request<T, F> {
    weight: usize,
    work: Option<F>,
    outcome: Option<Result<T, Cause>>,
    answer: SyncSender<Result<T, Cause>>,
}

impl<T: Send, F: FnOnce(&mut Batch<'_>) -> Result<T, Cause> + Send> Job for Request<T, F> {
    fn weight(&self) -> usize {
        self.weight
    }

    fn run(&mut self, batch: &mut Batch<'_>) -> Result<(), Cause> {
        let outcome = self.work.take().map_or(Err(Cause::Stopped), |work| work(batch));
        let verdict = outcome.as_ref().map(|_| ()).map_err(Cause::clone);
        self.outcome = Some(outcome);
        verdict
    }

    fn finish(self: Box<Self>, committed: Result<(), Cause>) {
        let outcome = match (self.outcome, committed) {
            (Some(Err(cause)), _) | (_, Err(cause)) => Err(cause),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Cause::Stopped),
        };
        // Whoever asked may have gone meanwhile; what was written stays.
        let _ = self.answer.send(outcome);
    }
}

impl Writer {
    pub(super) fn start(conn: Connection, identity: Identity) -> Result<Writer, Cause> {
        let (jobs, queue) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write_all(conn, identity, &queue))?;
        Ok(Writer {
            jobs: Some(jobs),
            thread: Some(thread),
        })
    }

    /// Runs `work` in a transaction and returns once it is on the disk. `weight` is about how many rows it writes. What
    /// it writes is undone when it fails.
    pub(super) fn run<T: Send + 'static>(
        &self,
        weight: usize,
        work: impl FnOnce(&mut Batch<'_>) -> Result<T, Cause> + Send + 'static,
    ) -> Result<T, Cause> {
        let (answer, outcome) = sync_channel(1);
        let request = Request {
            weight,
            work: Some(work),
            outcome: None,
            answer,
        };
        let jobs = self.jobs.as_ref().ok_or(Cause::Stopped)?;
        jobs.send(Box::new(request)).map_err(|_| Cause::Stopped)?;
        outcome.recv().map_err(|_| Cause::Stopped)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_all(mut conn: Connection, identity: Identity, queue: &Receiver<Box<dyn Job>>) {
    let mut next = None;
    while let Some(first) = next.take().or_else(|| queue.recv().ok()) {
        let mut weight = first.weight();
        let mut jobs = vec![first];
        while let Ok(job) = queue.try_recv() {
            if weight + job.weight() > LARGEST_COMMIT {
                next = Some(job);
                break;
            }
            weight += job.weight();
            jobs.push(job);
        }
        let committed = commit(&mut conn, identity, &mut jobs);
        for job in jobs {
            job.finish(committed.clone());
        }
    }
}

fn commit(conn: &mut Connection, identity: Identity, jobs: &mut [Box<dyn Job>]) -> Result<(), Cause> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut batch = Batch {
        tx: &tx,
        identity,
        head: WriteHead::load(&tx, identity.origin)?,
    };
    let start = batch.head;
    let mut done = 0;
    let is_shared = jobs.len() > 1;
    for job in jobs.iter_mut() {
        let before = batch.head;
        if is_shared {
            tx.prepare_cached("SAVEPOINT request")?.execute([])?;
        }
        match job.run(&mut batch) {
            Ok(()) => done += 1,
            // A request that is alone fails with its transaction; and a full or failing disk ends it for all.
            Err(cause) if !is_shared || tx.is_autocommit() => return Err(cause),
            Err(_) => {
                batch.head = before;
                tx.prepare_cached("ROLLBACK TO request")?.execute([])?;
            }
        }
        if is_shared {
            tx.prepare_cached("RELEASE request")?.execute([])?;
        }
    }
    if batch.head.lseq != start.lseq {
        batch.head.save(&tx)?;
    }
    if done > 0 {
        tx.commit()?
    } else {
        tx.rollback()?
    }
    Ok(())
}

impl WriteHead {
    fn load(tx: &Transaction<'_>, origin: Uuid) -> Result<WriteHead, Cause> {
        let lseq: Option<i64> = tx
            .prepare_cached("SELECT max(lseq) FROM event")?
            .query_row([], |row| row.get(0))?;
        let head = tx
            .prepare_cached("SELECT n, oseq, hash FROM origin WHERE id = ?1")?
            .query_row([origin.as_bytes()], |row| {
                Ok(WriteHead {
                    origin_n: row.get(0)?,
                    lseq: lseq.unwrap_or(0).cast_unsigned(),
                    oseq: row.get::<_, i64>(1)?.cast_unsigned(),
                    hash: Hash(row.get(2)?),
                })
            })
            .optional()?;
        head.ok_or_else(|| Cause::Corrupt(format!("the origin {origin} is missing")))
    }

    fn save(&self, tx: &Transaction<'_>) -> Result<(), Cause> {
        tx.prepare_cached("UPDATE origin SET oseq = ?2, hash = ?3 WHERE n = ?1")?
            .execute((self.origin_n, self.oseq.cast_signed(), self.hash.0))?;
        Ok(())
    }
}

impl Batch<'_> {
    /// The database within the transaction.
    pub(super) fn conn(&self) -> &Connection {
        self.tx
    }

    /// Appends events in order, checked and stamped; what is made from them follows.
    pub(super) fn append(&mut self, events: Vec<NewEvent>) -> Result<Vec<Event>, Cause> {
        let appended = self.append_runs(events)?;
        let mut runs: Vec<&str> = appended
            .iter()
            .filter_map(|event| event.subject.run_id())
            .collect();
        runs.sort_unstable();
        runs.dedup();
        for id in runs {
            run::refold_one(self.tx, self.identity.journal_id, id)?;
        }
        Ok(appended)
    }

    /// Appends events whose runs whoever asks has folded already.
    pub(super) fn append_runs(&mut self, events: Vec<NewEvent>) -> Result<Vec<Event>, Cause> {
        events.iter().try_for_each(NewEvent::check)?;
        let random: Vec<u8> = self
            .tx
            .prepare_cached("SELECT randomblob(?1)")?
            .query_row([(events.len().max(1) * 26) as i64], |row| row.get(0))?;
        let mut appended = Vec::with_capacity(events.len());
        for (event, random) in events.into_iter().zip(random.chunks_exact(26)) {
            let event = event.stamped(Stamp {
                journal_id: self.identity.journal_id,
                origin: self.identity.origin,
                lseq: self.head.lseq + 1,
                oseq: self.head.oseq + 1,
                prev: self.head.hash,
                random: std::array::from_fn(|i| random[i]),
            });
            self.insert(&event)?;
            task::follow(self.tx, &event)?;
            self.head = WriteHead {
                lseq: event.lseq,
                oseq: event.oseq,
                hash: event.hash,
                ..self.head
            };
            appended.push(event);
        }
        Ok(appended)
    }

    fn insert(&self, event: &Event) -> Result<(), Cause> {
        let mut insert = self.tx.prepare_cached(
            "INSERT INTO event (lseq, id, origin, oseq, prev, type, type_version, subject, time, actor, causation,
                                correlation, body, salt, body_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        insert.execute(rusqlite::params![
            event.lseq.cast_signed(),
            event.id.as_bytes(),
            self.head.origin_n,
            event.oseq.cast_signed(),
            event.prev.0,
            event.type_,
            event.type_version,
            event.subject.as_str(),
            event.time.as_millisecond(),
            event.actor,
            event.causation.as_ref().map(Uuid::as_bytes),
            event.correlation.as_ref().map(Uuid::as_bytes),
            event.body,
            event.salt,
            event.body_hash.0,
            event.hash.0,
        ])?;
        Ok(())
    }
}
