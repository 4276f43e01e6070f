//! Keeps an open workspace up to date: its files are read again whenever one changes, its journal is told of every change and
//! watched for what other processes add.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use super::super::{Sender, failed, health, lock, now, ownership, shelf};
use super::Opened;
use crate::app::Msg;
use crate::engine;
use crate::model::catalog::Catalog;
use crate::sources::files::Watcher;

/// How soon what another process journals is seen.
const JOURNAL_POLL: Duration = Duration::from_millis(500);

impl Opened {
    /// The catalog as the files are now. What the cache holds is shown at once; from then on files and journal are
    /// watched, and `sender` is told of every change.
    pub fn load(self: &Arc<Self>, sender: Option<&Sender>) -> Arc<Catalog> {
        let first = !self.begun.swap(true, Ordering::SeqCst);
        if first && let Some(cached) = self.reader.cached() {
            if let Some(sender) = sender {
                sender.send(Msg::Catalog(Arc::clone(&cached.catalog)));
            }
            *lock(&self.snapshot) = Some(Arc::new(cached));
        }
        if let (true, Some(sender)) = (first, sender) {
            self.watch(sender);
        }
        self.read();
        if let (true, Some(sender)) = (first, sender) {
            self.follow_journal(sender);
            if !self.read_only {
                shelf::follow_runs(self, sender);
            }
        }
        let opened = Arc::clone(self);
        let sender = sender.cloned();
        thread::spawn(move || {
            opened.record(sender.as_ref());
            // Only what is recorded can be asked about.
            if first {
                ownership::follow(&opened);
                if let Some(sender) = &sender {
                    health::follow(&opened, sender);
                }
            }
        });
        lock(&self.snapshot)
            .as_ref()
            .map(|snapshot| Arc::clone(&snapshot.catalog))
            .unwrap_or_default()
    }

    /// Reads what has changed; true when anything had.
    pub(super) fn read(&self) -> bool {
        let _alone = lock(&self.reading);
        let mut changed = false;
        loop {
            let began = now();
            let before = lock(&self.snapshot).clone();
            let reading = self.reader.read(before.as_deref());
            if let Some(watcher) = lock(&self.watcher).as_mut() {
                let mut folders = reading.folders;
                folders.extend(self.vision_folders());
                watcher.watch(&folders);
            }
            changed |= reading.snapshot.is_some();
            if let Some(snapshot) = reading.snapshot.or(reading.restamped).map(Arc::new) {
                *lock(&self.snapshot) = Some(Arc::clone(&snapshot));
                *lock(&self.read_at) = began;
                self.reader.keep(&snapshot);
            }
            // What was written while files were parsed, nobody was watching yet: look again.
            if reading.parsed == 0 {
                return changed;
            }
        }
    }

    /// Looks at the vision's files; true when they say something else than the last time.
    fn look_at_vision(&self) -> bool {
        let now = self.vision().digest;
        let before = lock(&self.told).replace(now);
        before.is_some_and(|before| before != now)
    }

    /// The folders of the files that the vision is made of.
    fn vision_folders(&self) -> Vec<PathBuf> {
        let root = &self.workspace().root;
        let seen = lock(&self.vision);
        let files = seen.iter().flat_map(|vision| &vision.files);
        let folders = files.filter_map(|file| root.join(&file.path).parent().map(Path::to_owned));
        std::iter::once(root.clone()).chain(folders).collect()
    }

    fn watch(self: &Arc<Self>, sender: &Sender) {
        self.look_at_vision();
        let (opened, sender) = (Arc::downgrade(self), sender.clone());
        let watcher = Watcher::start(move || {
            let Some(opened) = opened.upgrade() else { return };
            if opened.look_at_vision() {
                sender.send(Msg::VisionChanged);
            }
            if opened.read() {
                if let Some(snapshot) = lock(&opened.snapshot).as_ref() {
                    sender.send(Msg::Catalog(Arc::clone(&snapshot.catalog)));
                }
                opened.record(Some(&sender));
            }
        });
        *lock(&self.watcher) = Some(watcher);
    }

    /// Journals what the last reading found.
    fn record(&self, sender: Option<&Sender>) {
        if self.read_only {
            return;
        }
        let Some(snapshot) = lock(&self.snapshot).clone() else {
            return;
        };
        let tell = |failure| {
            if let Some(sender) = sender {
                sender.send(Msg::Failed(failure));
            }
        };
        let journal = match self.journal() {
            Ok(Some(journal)) => journal,
            Ok(None) => return,
            Err(failure) => return tell(failure),
        };
        let read_at = *lock(&self.read_at);
        let opened = journal.workspace_opened(&self.prepared.workspace.name, &self.actor, now());
        let recorded = opened
            .and_then(|_| engine::record(&journal, &self.reader, &snapshot.catalog, read_at, &self.actor))
            .and_then(|_| {
                let vision = engine::vision::current(&self.prepared.workspace, None);
                engine::vision::record(&journal, &vision, &self.actor, now())
            });
        match recorded {
            Ok(_) => {
                if let Some(sender) = sender {
                    sender.send(Msg::JournalGrew);
                }
            }
            Err(error) => tell(failed(error)),
        }
    }

    /// Looks now and then whether another process has added events, for as long as the workspace is open.
    fn follow_journal(self: &Arc<Self>, sender: &Sender) {
        let (opened, sender): (Weak<Self>, _) = (Arc::downgrade(self), sender.clone());
        let bell = self.bell();
        thread::spawn(move || {
            let mut seen = None;
            while let Some(opened) = opened.upgrade() {
                let journal = lock(&opened.journal).clone();
                drop(opened);
                if let Some(head) = journal.and_then(|journal| journal.head().ok()) {
                    if seen.is_some_and(|seen| seen != head) {
                        sender.send(Msg::JournalGrew);
                        // A task was done, or a run was asked for: perhaps there is something to do.
                        bell.ring();
                    }
                    seen = Some(head);
                }
                thread::sleep(JOURNAL_POLL);
            }
        });
    }
}
