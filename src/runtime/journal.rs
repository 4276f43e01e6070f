//! The journal of the open workspace: opened when first needed, asked, followed, and told of each reading of the catalog.
//! Everything here waits for the disk and runs on worker threads.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use super::catalog::CatalogService;
use super::inbox::Sender;
use crate::app::{Answer, Failure, Msg};
use crate::model::catalog::Catalog;
use crate::model::journal::{Entry, Filter, Hash, Manifest};
use crate::store::{Journal, JournalError, Reading};

/// How often the journal is looked at for what other processes wrote. A look costs microseconds.
const FOLLOW: Duration = Duration::from_millis(500);

/// Who readings are ascribed to.
const ACTOR: &str = "muster";

/// One workspace's journal.
pub struct JournalService {
    file: PathBuf,
    data: PathBuf,
    /// Writes nothing, not even the file.
    read_only: bool,
    open: Mutex<Option<Journal>>,
    /// Held while a reading is recorded, so that they are recorded one after the other.
    recording: Mutex<()>,
}

impl JournalService {
    pub fn new(file: PathBuf, data: PathBuf, read_only: bool) -> Arc<Self> {
        Arc::new(Self {
            file,
            data,
            read_only,
            open: Mutex::default(),
            recording: Mutex::default(),
        })
    }

    /// Whether it may be written to.
    pub fn writes(&self) -> bool {
        !self.read_only
    }

    /// The events that pass a filter.
    pub fn events(&self, filter: &Filter) -> Answer {
        match self.journal().and_then(|journal| journal.events(filter)) {
            Ok(events) => Answer::Events(events.into()),
            Err(error) => Answer::Failed(failure(&error)),
        }
    }

    /// Sends a message whenever the journal has grown, whoever wrote to it, until the service is dropped.
    pub fn follow(self: &Arc<Self>, sender: Sender) {
        let service = Arc::downgrade(self);
        thread::spawn(move || follow(&service, &sender));
    }

    /// Records the opening of the workspace, and what differs from the reading before.
    pub fn record(
        &self,
        name: &str,
        catalog: &Catalog,
        documents: &CatalogService,
        read_at: Timestamp,
    ) -> Result<(), JournalError> {
        let _one_at_a_time = self.recording.lock().unwrap_or_else(PoisonError::into_inner);
        let journal = self.journal()?;
        journal.workspace_opened(name, ACTOR, read_at)?;
        let manifest = manifest(catalog);
        let reading = Reading {
            manifest: &manifest,
            read_at,
            actor: ACTOR,
        };
        let mut body_of = |entity_ref: &str| {
            let entity = catalog.entity(catalog.find(entity_ref)?);
            documents
                .document(entity)
                .map(|node| node.canonical_json().into_bytes())
        };
        journal.record_reading(&reading, &mut body_of)?;
        Ok(())
    }

    fn journal(&self) -> Result<Journal, JournalError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(journal) = &*open {
            return Ok(journal.clone());
        }
        let journal = if self.read_only {
            Journal::open_read_only(&self.file)?
        } else {
            Journal::open(&self.file, &self.data)?
        };
        *open = Some(journal.clone());
        Ok(journal)
    }

    /// The position of the latest event; `None` when the journal cannot be read.
    fn head(&self) -> Option<u64> {
        self.journal().and_then(|journal| journal.head()).ok()
    }
}

/// What went wrong with a journal, for the screen.
pub fn failure(error: &JournalError) -> Failure {
    Failure::new(
        format!("The journal {}: {}.", error.path.display(), error.cause),
        error.next_step(),
    )
}

fn follow(service: &Weak<JournalService>, sender: &Sender) {
    let mut known = None;
    while let Some(service) = service.upgrade() {
        let head = service.head();
        if head.is_some() && head != known {
            known = head;
            sender.send(Msg::JournalGrew);
        }
        drop(service);
        thread::sleep(FOLLOW);
    }
}

fn manifest(catalog: &Catalog) -> Manifest {
    let files: Vec<Arc<str>> = catalog.files().map(|file| file.path.into()).collect();
    let entries = catalog.entities().map(|entity| Entry {
        entity: entity.entity_ref().into(),
        version: Hash(*entity.version()),
        file: files
            .get(entity.file_id().0 as usize)
            .cloned()
            .unwrap_or_default(),
    });
    Manifest::new(entries.collect())
}
