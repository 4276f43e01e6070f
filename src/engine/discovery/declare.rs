//! Dependencies that were seen, written into the files of who depends: edits like any other, journaled as declarations. What
//! the workspace does not hold itself is left alone, and so is what somebody else governs, with the reason.

use jiff::Timestamp;

use crate::config::Workspace;
use crate::engine::edit::{Edit, Edits};
use crate::engine::run::Asking;
use crate::model::catalog::edit::Change;
use crate::model::catalog::{Catalog, EntityId};
use crate::model::journal::{DependencyDeclared, NewEvent, Subject, Unknown};
use crate::model::ownership::{Say, say};
use crate::store::{Journal, JournalError};

/// A dependency to be declared: canonical refs of who depends, and on what.
pub type Declaration = (String, String);

/// Where declarations go.
pub struct Declarations<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    /// Whom the journal names.
    pub actor: &'a str,
    /// How changes of what somebody else governs are asked about; none where nobody is asked.
    pub asking: Option<&'a Asking>,
}

impl Declarations<'_> {
    /// For each declaration the file that would say it, or why not. Writes nothing.
    pub fn preview(&self, edges: &[Declaration]) -> Vec<Result<String, String>> {
        self.declared(edges, |edits, wanted| edits.told(wanted, "declare"))
    }

    /// Writes the declarations; for each the file that says it now, or why it was not written.
    pub fn declare(
        &self,
        edges: &[Declaration],
        journal: &Journal,
    ) -> Result<Vec<Result<String, String>>, JournalError> {
        let outcomes = self.declared(edges, |edits, wanted| {
            let outcomes = edits.put(wanted).into_iter();
            let told = outcomes.map(|outcome| {
                outcome
                    .map(|written| written.file)
                    .map_err(|why| why.told("declare"))
            });
            told.collect()
        });
        let now = Timestamp::now();
        let events: Vec<NewEvent> = outcomes
            .iter()
            .zip(edges)
            .filter_map(|(outcome, (from, to))| {
                let body = DependencyDeclared {
                    entity: from.clone(),
                    on: to.clone(),
                    file: outcome.as_ref().ok()?.clone(),
                    unknown: Unknown::new(),
                };
                Some(NewEvent::new(&body, Subject::entity(from), now, self.actor))
            })
            .collect();
        if !events.is_empty() {
            journal.append(events)?;
        }
        Ok(outcomes)
    }

    /// What comes of each declaration: refused as it stands, or as an edit.
    fn declared(
        &self,
        edges: &[Declaration],
        edit: impl FnOnce(&Edits<'_>, &[Edit]) -> Vec<Result<String, String>>,
    ) -> Vec<Result<String, String>> {
        let edits = Edits {
            workspace: self.workspace,
            catalog: self.catalog,
            actor: self.actor,
        };
        let wanted: Vec<Result<Edit, String>> = edges.iter().map(|edge| self.edit(edge)).collect();
        let fit: Vec<Edit> = wanted.iter().flatten().cloned().collect();
        let mut outcomes = edit(&edits, &fit).into_iter();
        let told = wanted.into_iter().map(|wanted| {
            wanted.and_then(|_| {
                outcomes
                    .next()
                    .unwrap_or_else(|| Err("it was left out".to_owned()))
            })
        });
        told.collect()
    }

    /// Who would be asked first; nobody where it is the actor's to change.
    fn governed_by(&self, id: EntityId) -> Option<String> {
        let asking = self.asking?;
        match say(self.catalog, id, self.actor, &|person| asking.leaves(person)) {
            Say::Ask(turns) => turns.into_iter().next().map(|turn| turn.person),
            Say::Own => None,
        }
    }

    fn edit(&self, (from, to): &Declaration) -> Result<Edit, String> {
        let find = |entity_ref: &str| {
            let id = self.catalog.find(entity_ref);
            id.ok_or_else(|| format!("{entity_ref} is not in the catalog"))
        };
        let id = find(from)?;
        let entity = self.catalog.entity(id);
        find(to)?;
        if !entity.is_kind("Component") && !entity.is_kind("Resource") {
            return Err(format!(
                "{from} cannot depend on anything: only components and resources do"
            ));
        }
        if let Some(first) = self.governed_by(id) {
            return Err(format!(
                "{first} governs changes of {from}: `muster edit {from} --add spec.dependsOn={to}` asks them"
            ));
        }
        Ok(Edit {
            entity: from.clone(),
            changes: vec![Change::Add {
                path: ["spec", "dependsOn"].map(str::to_owned).to_vec(),
                value: to.clone(),
            }],
            reason: String::new(),
        })
    }
}
