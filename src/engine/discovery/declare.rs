//! Dependencies that were seen, written into the files of who depends: only the lines that have to change do. What the
//! workspace does not hold itself is left alone, with the reason.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::claim::told;
use crate::config::Workspace;
use crate::model::catalog::edit::{Change, change};
use crate::model::catalog::{Catalog, Entity, Node};
use crate::model::journal::{DependencyDeclared, NewEvent, Subject, Unknown};
use crate::providers::catalog::place::Place;
use crate::sources::files::document_in;
use crate::store::{Journal, JournalError};

/// A dependency to be declared: canonical refs of who depends, and on what.
pub type Declaration = (String, String);

/// Where declarations go.
pub struct Declarations<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    /// Whom the journal names.
    pub actor: &'a str,
}

/// A file of the workspace with what is to be written into it.
struct Edited {
    before: String,
    after: String,
}

impl Declarations<'_> {
    /// For each declaration the file that would say it, or why not. Writes nothing.
    pub fn preview(&self, edges: &[Declaration]) -> Vec<Result<String, String>> {
        self.edited(edges).0
    }

    /// Writes the declarations; for each the file that says it now, or why it was not written.
    pub fn declare(
        &self,
        edges: &[Declaration],
        journal: &Journal,
    ) -> Result<Vec<Result<String, String>>, JournalError> {
        let (mut outcomes, files) = self.edited(edges);
        let written: BTreeMap<&str, Result<(), String>> = files
            .iter()
            .map(|(file, edited)| (file.as_str(), self.write(file, edited)))
            .collect();
        let mut events = Vec::new();
        for (outcome, (from, to)) in outcomes.iter_mut().zip(edges) {
            let Ok(file) = outcome else { continue };
            match written.get(file.as_str()) {
                Some(Err(error)) => *outcome = Err(error.clone()),
                _ => {
                    let body = DependencyDeclared {
                        entity: from.clone(),
                        on: to.clone(),
                        file: file.clone(),
                        unknown: Unknown::new(),
                    };
                    events.push(NewEvent::new(
                        &body,
                        Subject::entity(from),
                        Timestamp::now(),
                        self.actor,
                    ));
                }
            }
        }
        if !events.is_empty() {
            journal.append(events)?;
        }
        Ok(outcomes)
    }

    /// What comes of each declaration, and the files with all of theirs.
    fn edited(&self, edges: &[Declaration]) -> (Vec<Result<String, String>>, BTreeMap<String, Edited>) {
        let mut files: BTreeMap<String, Edited> = BTreeMap::new();
        let mut outcomes = vec![Err(String::new()); edges.len()];
        // What stands further down first, so that the places of what stands above stay as the catalog knows them.
        let mut order: Vec<usize> = (0..edges.len()).collect();
        order.sort_by_key(|at| {
            let entity = self.catalog.find(&edges[*at].0).map(|id| self.catalog.entity(id));
            std::cmp::Reverse(entity.map(|entity| (entity.file(), entity.bytes().start)))
        });
        for at in order {
            outcomes[at] = self.edit(&edges[at], &mut files);
        }
        files.retain(|_, edited| edited.before != edited.after);
        (outcomes, files)
    }

    fn edit(&self, (from, to): &Declaration, files: &mut BTreeMap<String, Edited>) -> Result<String, String> {
        let find = |entity_ref: &str| {
            let id = self.catalog.find(entity_ref);
            id.ok_or_else(|| format!("{entity_ref} is not in the catalog"))
        };
        let entity = self.catalog.entity(find(from)?);
        find(to)?;
        if !entity.is_kind("Component") && !entity.is_kind("Resource") {
            return Err(format!(
                "{from} cannot depend on anything: only components and resources do"
            ));
        }
        let file = entity.file().to_owned();
        if entity.is_declared() {
            return Err(format!(
                "{from} is known only from {file}, which is another tool's; register it first, or declare it there"
            ));
        }
        self.is_ours(&file)?;
        let place = Place::open(&self.workspace.root).map_err(|error| told(&error))?;
        let text = match files.get(&file) {
            Some(edited) => edited.after.clone(),
            None => {
                let text = place.read(&file).map_err(|error| told(&error))?;
                let text = text.ok_or_else(|| format!("{file} is not there any more"))?;
                self.is_as_read(entity, &text)?;
                text
            }
        };
        let added = Change::Add {
            path: ["spec", "dependsOn"].map(str::to_owned).to_vec(),
            value: to.clone(),
        };
        let after = change(&text, entity.bytes().start, &[added])
            .map_err(|reason| format!("{file} cannot be changed: {reason}; declare it by hand"))?;
        let edited = files.entry(file.clone()).or_insert_with(|| Edited {
            before: text.clone(),
            after: text,
        });
        edited.after = after;
        Ok(file)
    }

    /// Whether a file is the workspace's own to change.
    fn is_ours(&self, file: &str) -> Result<(), String> {
        let path = self.workspace.root.join(file);
        let Ok(inside) = path.strip_prefix(&self.workspace.root) else {
            return Err(format!("{file} is outside of the workspace; declare it there"));
        };
        let mut folders = inside
            .ancestors()
            .skip(1)
            .filter(|folder| !folder.as_os_str().is_empty());
        let other = folders.find(|folder| self.workspace.root.join(folder).join(".git").exists());
        match other {
            Some(other) => Err(format!(
                "{file} belongs to another repository, {}; declare it there",
                other.display()
            )),
            None => Ok(()),
        }
    }

    /// Whether a file still holds the entity where the catalog read it.
    fn is_as_read(&self, entity: Entity<'_>, text: &str) -> Result<(), String> {
        let file = entity.file();
        if entity.is_declared() {
            return Err(format!(
                "{file} is another tool's file; write an entity file for {}, or change it there",
                entity.entity_ref()
            ));
        }
        let scope = self.workspace.scope();
        let path = scope.path(file);
        let bytes = entity.bytes();
        let document = text
            .is_char_boundary(bytes.start)
            .then(|| document_in(text, &path, scope.base_of(&path), bytes))
            .flatten();
        let name = document
            .as_ref()
            .and_then(|node| node.at_path(&["metadata", "name"]));
        match name.and_then(Node::text).map(str::trim) == Some(entity.name()) && !entity.is_stale() {
            true => Ok(()),
            false => Err(format!(
                "{file} has changed since it was read; read the catalog again"
            )),
        }
    }

    fn write(&self, file: &str, edited: &Edited) -> Result<(), String> {
        let place = Place::open(&self.workspace.root).map_err(|error| told(&error))?;
        // Whoever saved it meanwhile must not lose what they wrote.
        let now = place.read(file).map_err(|error| told(&error))?;
        if now.as_ref() != Some(&edited.before) {
            return Err(format!(
                "{file} has changed since it was read; read the catalog again"
            ));
        }
        place.replace(file, &edited.after).map_err(|error| told(&error))
    }
}
