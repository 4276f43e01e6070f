//! The documents of many entities, one after the other: a file that holds several is read once, not once for each.

use rustc_hash::FxHashMap;

use crate::model::catalog::{Entity, FileId, Node};
use crate::sources::files::{self, Scope};

/// Bytes of text that are held at most; the largest catalog file fits several times.
const ROOM: usize = 64 * 1024 * 1024;

/// Reads documents of one snapshot. Made for one pass over it: what it holds may be older than the files.
#[derive(Debug)]
pub struct Documents {
    scope: Scope,
    texts: FxHashMap<FileId, Option<String>>,
    held: usize,
}

impl Documents {
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            texts: FxHashMap::default(),
            held: 0,
        }
    }

    /// The whole document of an entity. None where its file no longer says so.
    pub fn of(&mut self, entity: Entity<'_>) -> Option<Node> {
        if entity.is_stale() {
            return None;
        }
        let path = self.scope.path(entity.file());
        let file = entity.file_id();
        if !self.texts.contains_key(&file) {
            let text = files::text(&path);
            self.make_room(text.as_ref().map_or(0, String::len));
            self.texts.insert(file, text);
        }
        let text = self.texts.get(&file)?.as_deref()?;
        files::document_of_entity(&self.scope, text, entity)
    }

    fn make_room(&mut self, wanted: usize) {
        if self.held + wanted > ROOM {
            self.texts.clear();
            self.held = 0;
        }
        self.held += wanted;
    }
}
