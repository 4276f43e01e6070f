//! What somebody does about ownership: attest, hand over, accept, refuse, withdraw, name people for roles, leave, stay.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::config::Workspace;
use crate::engine::edit::{Edit, Edits, Proposing};
use crate::model::catalog::edit::Change;
use crate::model::catalog::{Entity, Relation};
use crate::model::journal::{
    HandoverAccepted, HandoverOffered, HandoverRefused, HandoverWithdrawn, NewEvent, OwnershipAttested,
    Subject, Unknown,
};
use crate::model::ownership::{OwnAct, OwnRefusal, OwnRole, Resolver, Review, Seen};
use crate::model::text::counted;
use crate::store::{Journal, JournalError};

/// The annotation that names the accountable person.
const ACCOUNTABLE: &str = "muster/accountable";
/// The annotation that names a Group's lead.
const LEAD: &str = "muster/lead";
/// Events in one transaction.
const CHUNK: usize = 1_000;

/// Where something is done, and in whose name.
pub struct Owning<'a> {
    pub workspace: &'a Workspace,
    pub review: Review<'a>,
    pub journal: &'a Journal,
    /// Canonical ref of a User; anybody else is refused.
    pub actor: &'a str,
    pub now: Timestamp,
    /// Whoever starts the runs that propose changes to other repositories; without, those files are left alone.
    pub proposing: Option<&'a dyn Proposing>,
}

/// For each thing that was named, what came of it in a sentence.
pub(super) type Outcomes = Vec<Result<String, OwnRefusal>>;

impl Owning<'_> {
    /// Does it; what is refused changes nothing, and the rest is done.
    pub fn act(&self, act: &OwnAct) -> Result<Outcomes, JournalError> {
        let me = self.review.catalog.find(self.actor);
        if !me.is_some_and(|id| self.review.catalog.entity(id).is_kind("User")) {
            return Ok(vec![Err(OwnRefusal::NoIdentity)]);
        }
        match act {
            OwnAct::Attest { seen } => self.attest(seen),
            OwnAct::Transfer { refs, to, reason } => self.transfer(refs, to, reason),
            OwnAct::Accept { id, refs } => self.accept(id, refs),
            OwnAct::Refuse { id, refs, reason } => self.refuse(id, refs, reason),
            OwnAct::Withdraw { id } => self.withdraw(id),
            OwnAct::Role { refs, role, person } => self.role(refs, *role, person.as_deref()),
            OwnAct::Leave { person, on, to } => self.leave(person, *on, to.as_deref()),
            OwnAct::Stay { person } => self.stay(person),
        }
    }

    fn attest(&self, seen: &[Seen]) -> Result<Outcomes, JournalError> {
        let mut events = Vec::new();
        let mut outcomes = Vec::new();
        for seen in seen {
            outcomes.push(self.attested(seen).map(|body| {
                events.push(self.event(&body, Subject::entity(&body.entity)));
                format!("{} is attested until {}", body.entity, body.until)
            }));
        }
        self.append(events)?;
        Ok(outcomes)
    }

    fn attested(&self, seen: &Seen) -> Result<OwnershipAttested, OwnRefusal> {
        let name = &seen.entity;
        let entity = self.review.may(self.actor, name)?;
        if seen.version.0 != *entity.version() {
            return Err(OwnRefusal::Changed { entity: name.clone() });
        }
        let nobody = || OwnRefusal::NotYours {
            entity: name.clone(),
            whose: Vec::new(),
        };
        let accountable = entity.accountable().ok_or_else(nobody)?.entity_ref();
        let until = self
            .review
            .attested_until(entity)
            .ok_or(OwnRefusal::NotHeld { entity: name.clone() })?;
        Ok(OwnershipAttested {
            entity: name.clone(),
            accountable: accountable.to_owned(),
            version: seen.version,
            until,
            unknown: Unknown::new(),
        })
    }

    fn transfer(&self, refs: &[String], to: &str, reason: &str) -> Result<Outcomes, JournalError> {
        if let Err(refusal) = self.review.person(to) {
            return Ok(vec![Err(refusal)]);
        }
        let mut by_person: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
        let mut outcomes = Vec::new();
        for name in refs {
            outcomes.push(self.review.may_offer(self.actor, name, to).map(|entity| {
                let from = entity.accountable().map(|one| one.entity_ref().to_owned());
                by_person.entry(from).or_default().push(name.clone());
                format!("{name} is offered to {to}, who has to accept it")
            }));
        }
        for (from, refs) in by_person {
            self.offer(from, refs, to, reason, false)?;
        }
        Ok(outcomes)
    }

    pub(super) fn offer(
        &self,
        from: Option<String>,
        refs: Vec<String>,
        to: &str,
        reason: &str,
        leaving: bool,
    ) -> Result<String, JournalError> {
        let id = self.journal.new_task_id()?;
        // What has lapsed would still be on offer for whoever reads the journal alone.
        let mut events: Vec<NewEvent> = self.withdrawn(&refs);
        let body = HandoverOffered {
            id: id.clone(),
            refs,
            from,
            to: to.to_owned(),
            reason: reason.trim().to_owned(),
            leaving,
            unknown: Unknown::new(),
        };
        events.push(self.event(&body, Subject::handover(&id)));
        self.append(events)?;
        Ok(id)
    }

    /// That the offers of these, where there are any, are withdrawn.
    pub(super) fn withdrawn(&self, names: &[String]) -> Vec<NewEvent> {
        let mut by_handover: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for name in names {
            if let Some(handover) = self.review.ownership.offer_of(name) {
                by_handover.entry(&handover.id).or_default().push(name.clone());
            }
        }
        let withdrawn = by_handover.into_iter().map(|(id, refs)| {
            let id = id.to_owned();
            let subject = Subject::handover(&id);
            let unknown = Unknown::new();
            self.event(&HandoverWithdrawn { id, refs, unknown }, subject)
        });
        withdrawn.collect()
    }

    /// The files first: who is accountable is what they say.
    fn accept(&self, id: &str, refs: &[String]) -> Result<Outcomes, JournalError> {
        let (handover, refs) = match self.review.answerable(self.actor, id, refs) {
            Ok(answerable) => answerable,
            Err(refusal) => return Ok(vec![Err(refusal)]),
        };
        if let Err(refusal) = self.review.person(self.actor) {
            return Ok(vec![Err(refusal)]);
        }
        let may: Vec<Result<Edit, OwnRefusal>> = refs
            .iter()
            .map(|name| {
                let taken = self.review.may_take(handover, name);
                taken.map(|entity| self.taking(entity, &handover.id))
            })
            .collect();
        let edits: Vec<Edit> = may.iter().flatten().cloned().collect();
        let mut written = self.write(&edits)?.into_iter();
        let (mut taken, mut runs, mut outcomes) = (Vec::new(), serde_json::Map::new(), Vec::new());
        for (name, may) in refs.into_iter().zip(may) {
            outcomes.push(match may.map(|_| written.next()) {
                Ok(Some(Ok(Place::File(file)))) => {
                    taken.push(name.clone());
                    Ok(format!("You answer for {name}: {file} says so"))
                }
                Ok(Some(Ok(Place::Run(run)))) => {
                    taken.push(name.clone());
                    let told = format!("You answer for {name} once run {run} is merged");
                    runs.insert(name, Value::from(run));
                    Ok(told)
                }
                Ok(Some(Err(why))) => Err(OwnRefusal::File { entity: name, why }),
                Ok(None) => Err(not_written(name)),
                Err(refusal) => Err(refusal),
            });
        }
        if !taken.is_empty() {
            let mut unknown = Unknown::new();
            if !runs.is_empty() {
                unknown.insert("runs".to_owned(), Value::Object(runs));
            }
            let body = HandoverAccepted {
                id: handover.id.clone(),
                refs: taken,
                unknown,
            };
            self.append(vec![self.event(&body, Subject::handover(&handover.id))])?;
        }
        Ok(outcomes)
    }

    /// What makes whoever is here accountable for an entity. A Group's lead answers for it, so that the Group is theirs with all
    /// that it owns; where it has another lead than who answered for it, that one stays.
    fn taking(&self, entity: Entity<'_>, handover: &str) -> Edit {
        let lead = Resolver::new(self.review.catalog).leads(entity.id);
        let accountable = entity.accountable().map(|one| one.id);
        let mut changes = Vec::new();
        if entity.is_kind("Group") && (lead.is_none() || lead == accountable) {
            changes.push(Change::annotation(LEAD, Some(self.actor)));
            if entity.targets(Relation::Accountable).next().is_some() {
                changes.push(Change::annotation(ACCOUNTABLE, None));
            }
        } else {
            changes.push(Change::annotation(ACCOUNTABLE, Some(self.actor)));
        }
        Edit {
            entity: entity.entity_ref().to_owned(),
            changes,
            reason: format!("Hand-over {handover} accepted"),
        }
    }

    fn refuse(&self, id: &str, refs: &[String], reason: &str) -> Result<Outcomes, JournalError> {
        if reason.trim().is_empty() {
            return Ok(vec![Err(OwnRefusal::NoReason)]);
        }
        let (handover, refs) = match self.review.answerable(self.actor, id, refs) {
            Ok(answerable) => answerable,
            Err(refusal) => return Ok(vec![Err(refusal)]),
        };
        let stays = |name: &str| match self.review.held(name).ok().and_then(|one| one.accountable()) {
            Some(person) => format!("{} goes on answering for it", person.entity_ref()),
            None => "nobody answers for it".to_owned(),
        };
        let outcomes = refs
            .iter()
            .map(|name| Ok(format!("{name} is refused: {}", stays(name))))
            .collect();
        let body = HandoverRefused {
            id: handover.id.clone(),
            refs,
            reason: reason.trim().to_owned(),
            unknown: Unknown::new(),
        };
        self.append(vec![self.event(&body, Subject::handover(&handover.id))])?;
        Ok(outcomes)
    }

    fn withdraw(&self, id: &str) -> Result<Outcomes, JournalError> {
        let (handover, refs) = match self.review.withdrawable(self.actor, id) {
            Ok(withdrawable) => withdrawable,
            Err(refusal) => return Ok(vec![Err(refusal)]),
        };
        self.append(self.withdrawn(&refs))?;
        let open = counted(refs.len(), "entity stays", "entities stay");
        Ok(vec![Ok(format!(
            "Hand-over {} is withdrawn: {open} as before",
            handover.id
        ))])
    }

    fn role(&self, refs: &[String], role: OwnRole, person: Option<&str>) -> Result<Outcomes, JournalError> {
        if let Some(Err(refusal)) = person.map(|person| self.review.person(person)) {
            return Ok(vec![Err(refusal)]);
        }
        let may: Vec<Result<(), OwnRefusal>> = refs
            .iter()
            .map(|name| self.review.may(self.actor, name).map(|_| ()))
            .collect();
        let edits: Vec<Edit> = refs
            .iter()
            .zip(&may)
            .filter(|(_, may)| may.is_ok())
            .map(|(name, _)| Edit {
                entity: name.clone(),
                changes: vec![Change::annotation(role.annotation(), person)],
                reason: String::new(),
            })
            .collect();
        let mut written = self.write(&edits)?.into_iter();
        let told = |name: &String, place: Place| {
            let who = match person {
                Some(person) => format!("{person} is {} of {name}", role.words()),
                None => format!("{name} has no {} of its own", role.words()),
            };
            match place {
                Place::File(file) => format!("{who}: {file} says so"),
                Place::Run(run) => format!("{who} once run {run} is merged"),
            }
        };
        let mut outcomes = Vec::new();
        for (name, may) in refs.iter().zip(may) {
            let file = |why: String| OwnRefusal::File {
                entity: name.clone(),
                why,
            };
            outcomes.push(may.and_then(|()| match written.next() {
                Some(Ok(place)) => Ok(told(name, place)),
                Some(Err(why)) => Err(file(why)),
                None => Err(not_written(name.clone())),
            }));
        }
        Ok(outcomes)
    }

    /// Writes edits into the workspace's files; what is another repository's is proposed there, where somebody can start runs.
    fn write(&self, edits: &[Edit]) -> Result<Vec<Result<Place, String>>, JournalError> {
        let writer = Edits {
            workspace: self.workspace,
            catalog: self.review.catalog,
            actor: self.actor,
        };
        let mut outcomes: Vec<Result<Place, String>> = writer
            .write(edits, self.journal)?
            .into_iter()
            .map(|outcome| outcome.map(Place::File))
            .collect();
        let Some(proposing) = self.proposing else {
            return Ok(outcomes);
        };
        let proposals = writer.proposals(edits);
        let elsewhere: Vec<usize> = (0..edits.len())
            .filter(|at| outcomes[*at].is_err() && proposals[*at].is_ok())
            .collect();
        let wanted: Vec<Edit> = elsewhere.iter().map(|at| edits[*at].clone()).collect();
        let proposed = match wanted.is_empty() {
            true => Vec::new(),
            false => writer.propose(&wanted, proposing, self.journal)?,
        };
        for (at, run) in elsewhere.into_iter().zip(proposed) {
            outcomes[at] = run.map(Place::Run);
        }
        Ok(outcomes)
    }

    pub(super) fn event(&self, body: &impl crate::model::journal::Body, subject: Subject) -> NewEvent {
        NewEvent::new(body, subject, self.now, self.actor)
    }

    pub(super) fn append(&self, mut events: Vec<NewEvent>) -> Result<(), JournalError> {
        while !events.is_empty() {
            let rest = events.split_off(events.len().min(CHUNK));
            self.journal.append(events)?;
            events = rest;
        }
        Ok(())
    }
}

fn not_written(entity: String) -> OwnRefusal {
    let why = "it was not written".to_owned();
    OwnRefusal::File { entity, why }
}

/// Where a change is to be read.
enum Place {
    File(String),
    /// The run that proposes it.
    Run(String),
}
