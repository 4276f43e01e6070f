//! What somebody does about access: lets a grant end later, says that they looked through.

use std::path::Path;

use jiff::Timestamp;

use super::Scene;
use super::records::Records;
use crate::engine::run::{Runs, RunsError};
use crate::model::access::{
    AccessRefusal, AccessReview, Granted, Holders, Presence, Standing, may_decide, may_end, may_extend,
};
use crate::model::catalog::External;
use crate::model::journal::{AccessReviewed, NewEvent, Subject, Unknown};
use crate::model::text::counted;
use crate::store::{Journal, JournalError};

/// Where something is done, in whose name, and by which review.
pub struct Acting<'a> {
    pub scene: Scene<'a>,
    pub journal: &'a Journal,
    pub runs: &'a Runs,
    pub review: &'a AccessReview,
    pub records: &'a Records,
    /// Canonical ref of a User; anybody else is refused.
    pub actor: &'a str,
    pub now: Timestamp,
    /// The file whose lock says who starts runs that take something back.
    pub lock: &'a Path,
}

type Outcome<T> = Result<Result<T, AccessRefusal>, JournalError>;

impl Acting<'_> {
    /// Lets what a step gave end at another moment; says so in a sentence.
    pub fn extend(&self, run: &str, step: &str, until: Timestamp, reason: &str) -> Outcome<String> {
        if let Err(refusal) = self.may_extend(run, step, until, reason) {
            return Ok(Err(refusal));
        }
        Ok(match self.runs.extend(run, step, until, reason) {
            Ok(_) => Ok(format!("what step `{step}` of run {run} gave ends on {until:.0}")),
            Err(RunsError::Journal(error)) => return Err(error),
            Err(error) => Err(AccessRefusal::Run {
                why: error.to_string(),
            }),
        })
    }

    fn may_extend(&self, run: &str, step: &str, until: Timestamp, reason: &str) -> Result<(), AccessRefusal> {
        self.me()?;
        let about = |one: &&Granted| one.grant.run == run && one.grant.step == step && one.is_given;
        let given: Vec<&Granted> = self.records.granted.iter().filter(about).collect();
        let (run, step) = (run.to_owned(), step.to_owned());
        match given.first().map(|one| one.standing) {
            Some(Standing::Holds) => {}
            Some(Standing::Ending | Standing::Stuck) => return Err(AccessRefusal::Ending { run, step }),
            Some(Standing::TakenBack(_)) | None => return Err(AccessRefusal::NoGrant { run, step }),
        }
        if reason.trim().is_empty() {
            return Err(AccessRefusal::NoReason);
        }
        may_end(until, self.scene.workspace.settings.access.longest, self.now)?;
        let catalog = self.scene.catalog;
        let holders = Holders::new(catalog, self.scene.ownership.leaving(), self.now);
        may_extend(&holders, catalog, self.actor, &given)
    }

    /// Says that somebody looked through who has what on a resource and lets it stand.
    pub fn attest(&self, entity: &str) -> Outcome<String> {
        let (rights, unexplained) = match self.may_attest(entity) {
            Ok(counts) => counts,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let body = AccessReviewed {
            entity: entity.to_owned(),
            rights: rights as u64,
            unexplained: unexplained as u64,
            unknown: Unknown::new(),
        };
        let event = NewEvent::new(&body, Subject::entity(entity), self.now, self.actor);
        self.journal.append(vec![event])?;
        let rights = counted(rights, "right", "rights");
        Ok(Ok(match unexplained {
            0 => format!("{entity} is looked through: {rights}, all explained"),
            some => format!("{entity} is looked through: {rights}, {some} of which nothing explains"),
        }))
    }

    fn may_attest(&self, entity: &str) -> Result<(usize, usize), AccessRefusal> {
        self.me()?;
        let Some(id) = self.scene.catalog.find(entity) else {
            return Err(AccessRefusal::Unknown {
                entity: entity.to_owned(),
            });
        };
        may_decide(self.scene.catalog, self.actor, id)?;
        let rows = self.review.rows.iter();
        let there: Vec<_> = rows
            .filter(|row| row.entity.as_deref() == Some(entity) && row.presence == Presence::There)
            .collect();
        let was_seen = |place: &str| {
            let mut places = self.review.places.iter();
            places.any(|one| one.place == place && one.complete)
        };
        let ids = self.scene.catalog.entity(id).externals();
        let ids = ids.filter(|(sort, _)| *sort == External::Id);
        let of_ids = ids.map(|(_, id)| id.split_once('/').map_or(id, |(place, _)| place));
        let mut places: Vec<&str> = of_ids.chain(there.iter().map(|row| row.right.place())).collect();
        places.dedup();
        let unseen = match places.iter().find(|place| !was_seen(place)) {
            Some(place) => Some(*place),
            None if places.is_empty() => Some(entity),
            None => None,
        };
        match unseen {
            Some(place) => Err(AccessRefusal::NotLooked {
                place: place.to_owned(),
            }),
            None => Ok((
                there.len(),
                there.iter().filter(|row| row.is_unexplained()).count(),
            )),
        }
    }

    pub(super) fn me(&self) -> Result<(), AccessRefusal> {
        let me = self.scene.catalog.find(self.actor);
        match me.is_some_and(|id| self.scene.catalog.entity(id).is_kind("User")) {
            true => Ok(()),
            false => Err(AccessRefusal::NoIdentity),
        }
    }
}
