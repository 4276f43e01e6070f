//! One edit looked at before it is made: what it would change, whether it may be asked for, and in which way it would be made.
//! Writes nothing but what was looked at.

use serde_json::json;

use super::draft::Drafts;
use super::{ENTITY_BLUEPRINT, Edit, Edited, Edits, Proposal, Refusal, Written};
use crate::model::catalog::edit::{fits, names_known};
use crate::model::catalog::{EntityRef, Node};
use crate::model::ownership::{Say, say};
use crate::model::run::Order;
use crate::providers::catalog::edit::digest_of;
use crate::sources::files;
use crate::store::{Journal, JournalError};

/// How an edit is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is the actor's own: the file is written at once.
    Write,
    /// Whoever governs the entity is asked first, by a run.
    Ask,
    /// The file is another repository's: a run opens a pull request there.
    Propose(Proposal),
}

/// An edit as it would be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    pub way: Way,
    pub written: Written,
    /// None where the file says so already.
    pub edited: Option<Edited>,
}

impl Edits<'_> {
    /// The document of an entity as its file has it now, with its placeholders as they are written.
    pub fn document(&self, entity: &str) -> Result<Node, Refusal> {
        let edit = Edit {
            entity: entity.to_owned(),
            changes: Vec::new(),
            reason: String::new(),
        };
        let entity = self.entity(&edit)?;
        let file = || entity.file().to_owned();
        let text = files::text(&self.workspace.scope().path(entity.file()));
        let text = text.ok_or_else(|| Refusal::Gone { file: file() })?;
        let bytes = text.get(entity.bytes()).filter(|_| !entity.is_stale());
        bytes
            .and_then(files::document_of)
            .ok_or_else(|| Refusal::Changed { file: file() })
    }

    /// What an edit that a person asks for would change, and how; `asks` says whether anybody is asked about what is not one's own.
    pub fn look(&self, edit: &Edit, asks: bool) -> Result<Looked, Refusal> {
        let document = self.document(&edit.entity)?;
        for change in &edit.changes {
            fits(&document, change)
                .and_then(|()| names_known(self.catalog, change))
                .map_err(|why| Refusal::Unfit { why })?;
        }
        let one = std::slice::from_ref(edit);
        let (way, drafts) = match self.drafts(one) {
            drafts if !is_elsewhere(&drafts) => (self.way(&edit.entity, asks), drafts),
            drafts => match self.proposals(one).pop() {
                Some(Ok(proposal)) => (Way::Propose(proposal), self.drafts_in(one, true)),
                _ => (Way::Write, drafts),
            },
        };
        let Drafts {
            mut outcomes,
            mut files,
        } = drafts;
        let nothing = || Refusal::Failed {
            why: "it was left out".to_owned(),
        };
        Ok(Looked {
            way,
            written: outcomes.pop().ok_or_else(nothing)??,
            edited: files.pop().map(Edited::from),
        })
    }

    fn way(&self, entity: &str, asks: bool) -> Way {
        let id = self.catalog.find(entity);
        let is_own = id.is_some_and(|id| say(self.catalog, id, self.actor, &|_| false) == Say::Own);
        match is_own || !asks {
            true => Way::Write,
            false => Way::Ask,
        }
    }

    /// Writes an edit and journals it, where the file is as it was looked at; the file, or why it was not written.
    pub fn write_looked(
        &self,
        edit: &Edit,
        edited: &Edited,
        journal: &Journal,
    ) -> Result<Result<String, String>, JournalError> {
        let one = std::slice::from_ref(edit);
        let is_same =
            |draft: &super::draft::Draft| draft.before == edited.before && draft.after == edited.after;
        if !self.drafts(one).files.first().is_some_and(is_same) {
            let file = edited.file.clone();
            return Ok(Err(Refusal::Changed { file }.to_string()));
        }
        let nothing = || Err("it was left out".to_owned());
        Ok(self.write(one, journal)?.pop().unwrap_or_else(nothing))
    }

    /// The run that makes an edit once whoever governs the entity agrees to it, bound to the document as it was looked at.
    pub fn order(&self, edit: &Edit, edited: &Edited) -> Order {
        let entity = EntityRef::parse(&edit.entity, None, crate::model::catalog::DEFAULT_NAMESPACE).ok();
        let digest = entity.and_then(|entity| digest_of(&edited.before, &entity));
        Order {
            blueprint: ENTITY_BLUEPRINT.to_owned(),
            values: json!({
                "entity": edit.entity,
                "changes": edit.changes,
                "digest": digest,
                "reason": edit.reason,
            }),
            entity: Some(edit.entity.clone()),
            ..Order::default()
        }
    }
}

fn is_elsewhere(drafts: &Drafts) -> bool {
    let first = drafts.outcomes.first();
    matches!(
        first,
        Some(Err(Refusal::Foreign { .. } | Refusal::Outside { .. }))
    )
}
