//! One edit looked at before it is made: what it would change, whether it may be asked for, and in which way it would be made.
//! Writes nothing but what was looked at.

use serde_json::json;

use super::draft::Drafts;
use super::{ENTITY_BLUEPRINT, Edit, Edited, Edits, Proposal, Refusal, Written};
use crate::engine::ownership::handed;
use crate::model::catalog::edit::{fits, names_known};
use crate::model::catalog::{EntityRef, Handed, Node};
use crate::model::ownership::{Say, becomes, lost, say};
use crate::model::run::Order;
use crate::providers::catalog::edit::digest_of;
use crate::sources::files;
use crate::store::{Journal, JournalError};

/// How an edit is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// The file is written at once.
    Write(Why),
    /// Whoever governs the entity, and whoever would answer for something because of it, is asked first, by a run.
    Ask,
    /// The file is another repository's: a run opens a pull request there.
    Propose(Proposal),
}

/// Why an edit is written with nobody asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The actor governs all that it is about.
    Own,
    /// It is somebody else's, and settings say that nobody is asked.
    Unasked,
}

/// An edit as it would be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    pub way: Way,
    pub written: Written,
    /// None where the file says so already.
    pub edited: Option<Edited>,
    /// Canonical refs of what nobody would answer for any more; the plan of a run says its own.
    pub lost: Vec<String>,
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
        let (proposal, drafts) = match self.drafts(one) {
            drafts if !is_elsewhere(&drafts) => (None, drafts),
            drafts => match self.proposals(one).pop() {
                Some(Ok(proposal)) => (Some(proposal), self.drafts_in(one, true)),
                _ => (None, drafts),
            },
        };
        let Drafts {
            mut outcomes,
            mut files,
        } = drafts;
        let nothing = || Refusal::Failed {
            why: "it was left out".to_owned(),
        };
        let written = outcomes.pop().ok_or_else(nothing)??;
        let edited = files.pop().map(Edited::from);
        let texts = edited.iter().map(|file| (&*file.before, &*file.after));
        let handed = handed(self.catalog, texts);
        Ok(Looked {
            way: match proposal {
                Some(proposal) => Way::Propose(proposal),
                None => self.way(&edit.entity, &handed, asks),
            },
            written,
            edited,
            lost: lost(&handed).into_iter().map(str::to_owned).collect(),
        })
    }

    /// Nobody comes to answer for anything unasked, whatever settings say; and what is somebody else's they are asked about.
    fn way(&self, entity: &str, handed: &[Handed], asks: bool) -> Way {
        let is_own = |entity: &str| {
            let id = self.catalog.find(entity);
            id.is_some_and(|id| say(self.catalog, id, self.actor, &|_| false) == Say::Own)
        };
        if becomes(handed).into_keys().any(|person| person != self.actor) {
            return Way::Ask;
        }
        let mut taken = handed.iter().filter(|one| one.from.is_some());
        match is_own(entity) && taken.all(|one| is_own(&one.entity)) {
            true => Way::Write(Why::Own),
            false if asks => Way::Ask,
            false => Way::Write(Why::Unasked),
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
