//! Answers what the screens ask about access: who has what, another look, and what is done about it.

use std::sync::Arc;

use jiff::Timestamp;

use super::opened::Opened;
use super::{Sender, failed, lock, now, ownership, vision};
use crate::app::{Answer, Failure, Msg, Request};
use crate::engine::access::{
    AccessSurveys, Acting, Chosen, Looking, Records, Scene, look, place_names, places_of, records,
};
use crate::engine::discovery::Watcher;
use crate::model::access::{AccessAct, AccessReview, Right};
use crate::model::catalog::Catalog;
use crate::model::ownership::Ownership;

pub(super) fn answer(
    opened: &Arc<Opened>,
    request: Request,
    sender: Option<&Sender>,
) -> Result<Answer, Failure> {
    let known = ownership::known(opened)?;
    match request {
        Request::Access { catalog, of } => {
            let seen = Seen::of(opened, &catalog, &known)?;
            Ok(answered(seen.review(), &catalog, of.as_deref()))
        }
        Request::SurveyAccess { catalog, of } => {
            let mut seen = Seen::of(opened, &catalog, &known)?;
            let review = seen.looked(&place_names(opened.workspace()), sender)?;
            Ok(answered(review, &catalog, of.as_deref()))
        }
        Request::AccessAct(act) => {
            let catalog = opened.catalog();
            let outcome = Seen::of(opened, &catalog, &known)?.act(&act, sender)?;
            opened.ring();
            if let Some(sender) = sender {
                sender.send(Msg::JournalGrew);
            }
            Ok(Answer::AccessActed(outcome.into()))
        }
        _ => Err(Failure::new("This is no question about access.", "")),
    }
}

fn answered(review: AccessReview, catalog: &Catalog, of: Option<&str>) -> Answer {
    Answer::Access(Arc::new(match of {
        Some(name) => review.of(catalog, name),
        None => review,
    }))
}

/// What the journal says of access by now.
fn recorded(opened: &Opened) -> Result<Records, Failure> {
    let journal = opened.journal()?;
    let mut known = lock(opened.access());
    let records = journal.map(|journal| records(&journal, &mut known));
    Ok(records.transpose().map_err(failed)?.unwrap_or_default())
}

/// Access as an open workspace knows it.
struct Seen<'a> {
    opened: &'a Opened,
    catalog: &'a Arc<Catalog>,
    ownership: &'a Ownership,
    surveys: AccessSurveys,
    records: Records,
}

impl<'a> Seen<'a> {
    fn of(opened: &'a Opened, catalog: &'a Arc<Catalog>, ownership: &'a Ownership) -> Result<Self, Failure> {
        Ok(Self {
            opened,
            catalog,
            ownership,
            surveys: opened.access_surveys(),
            records: recorded(opened)?,
        })
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            workspace: self.opened.workspace(),
            catalog: self.catalog,
            ownership: self.ownership,
            surveys: &self.surveys,
        }
    }

    fn review(&self) -> AccessReview {
        self.scene().review(&self.records, now())
    }

    /// By a look at some places now. What was given and taken meanwhile is known too, for the journal is read after it.
    fn looked(&mut self, places: &[String], sender: Option<&Sender>) -> Result<AccessReview, Failure> {
        let workspace = self.opened.workspace();
        let world = self
            .opened
            .outside(self.catalog)?
            .with_catalog(Arc::clone(self.catalog));
        let looking = Looking {
            surveys: &self.surveys,
            keep: !self.opened.is_read_only(),
            now: &Timestamp::now,
            host: &workspace.settings.github.host,
        };
        let seen = look(&world, places, &looking, &mut Teller { sender });
        self.records = recorded(self.opened)?;
        Ok(self.scene().renewed(seen, &self.records, now()))
    }

    fn act(
        &mut self,
        act: &AccessAct,
        sender: Option<&Sender>,
    ) -> Result<Vec<Result<String, String>>, Failure> {
        let journal = vision::to_write(self.opened)?;
        let runs = self.opened.runs()?;
        // What is taken back is what is there now, not what was there when somebody looked last.
        let review = match act {
            AccessAct::TakeBack { rights } => {
                let places = places_of(self.opened.workspace(), rights);
                self.looked(&places, sender)?
            }
            AccessAct::Extend { .. } | AccessAct::Review { .. } => self.review(),
        };
        let lock = self.opened.access_lock();
        let acting = Acting {
            scene: self.scene(),
            journal: &journal,
            runs: &runs,
            review: &review,
            records: &self.records,
            actor: self.opened.actor(),
            now: now(),
            lock: &lock,
        };
        let told = match act {
            AccessAct::TakeBack { rights } => return Ok(taken(&acting, rights)),
            AccessAct::Extend {
                run,
                step,
                until,
                reason,
            } => acting.extend(run, step, *until, reason),
            AccessAct::Review { entity } => acting.attest(entity),
        };
        let told = told.map_err(failed)?;
        Ok(vec![told.map_err(|refusal| sentence(&refusal.to_string()))])
    }
}

fn taken(acting: &Acting<'_>, rights: &[Right]) -> Vec<Result<String, String>> {
    // Of one alone, whoever takes it back has seen what it is.
    let chosen = match rights {
        [_] => Chosen::Named,
        _ => Chosen::Swept,
    };
    let begun = match acting.take_back(rights, chosen) {
        Ok(begun) => begun.into_iter(),
        Err(refusal) => return vec![Err(sentence(&refusal.to_string()))],
    };
    let told = begun.map(|begun| match begun {
        Ok(begun) => {
            let what = crate::model::access::shown(&begun.right);
            let run = &begun.run;
            let told = match (begun.was_begun, begun.is_asked) {
                (true, _) => format!("Run {run} is at it already: {what}"),
                (false, true) => format!("Run {run} asks whoever governs it, then takes it back: {what}"),
                (false, false) => format!("Run {run} takes it back: {what}"),
            };
            let findings = begun.findings.iter().map(|finding| vision::capital(finding));
            Ok(std::iter::once(told)
                .chain(findings)
                .collect::<Vec<_>>()
                .join(". "))
        }
        Err(refused) => Err(sentence(&refused.why.to_string())),
    });
    told.collect()
}

/// With a capital; a reference at its beginning stays as it is written.
fn sentence(told: &str) -> String {
    match told.split(' ').next() {
        Some(first) if first.contains(':') => told.to_owned(),
        _ => vision::capital(told),
    }
}

/// Tells the screens how far a look is.
struct Teller<'a> {
    sender: Option<&'a Sender>,
}

impl Watcher for Teller<'_> {
    fn seen(&mut self, place: &str, seen: usize, of: Option<usize>) {
        if let Some(sender) = self.sender {
            sender.send(Msg::Surveying {
                place: place.to_owned(),
                seen,
                of,
            });
        }
    }

    fn stopped(&self) -> bool {
        false
    }
}
