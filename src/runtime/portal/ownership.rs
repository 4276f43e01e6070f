//! Answers what the screens ask about who answers for what, and asks those whose turn it is.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::opened::Opened;
use super::{Sender, failed, lock, now, vision};
use crate::app::{Answer, Failure, Msg, Request};
use crate::engine::ownership::{self, Owning};
use crate::engine::run::RunsError;
use crate::model::catalog::Catalog;
use crate::model::ownership::{Beside, OwnAct, Ownership, Review, agenda, holding, packet};

/// How often it is looked whether somebody is to be asked.
const SWEEP: Duration = Duration::from_secs(3600);

pub(super) fn answer(
    opened: &Arc<Opened>,
    request: Request,
    sender: Option<&Sender>,
) -> Result<Answer, Failure> {
    let known = self::known(opened)?;
    let today = Zoned::now().date();
    let review = |catalog| Review {
        catalog,
        ownership: &known,
        policy: &opened.workspace().settings.ownership,
        today,
    };
    match request {
        Request::Owned {
            catalog,
            person,
            team,
        } => {
            let judged = vision::judged(opened, &catalog)?;
            let costs = opened.costs(&catalog, today);
            let beside = Beside {
                judged: Some(&*judged).filter(|judged| Arc::ptr_eq(&judged.catalog, &catalog)),
                costs: costs.as_deref(),
            };
            let person = person.as_deref().unwrap_or(opened.actor());
            Ok(Answer::Owned(Arc::new(holding(
                &review(&catalog),
                beside,
                person,
                team,
            ))))
        }
        Request::Own { act } => {
            let catalog = opened.catalog();
            let outcome = own(opened, &review(&catalog), &act)?;
            if let Some(sender) = sender {
                sender.send(Msg::JournalGrew);
            }
            opened.ring();
            Ok(outcome)
        }
        Request::Handovers => {
            let catalog = opened.catalog();
            let review = review(&catalog);
            let handovers = review.handovers().rev().map(Cow::into_owned);
            Ok(Answer::Handovers(handovers.collect()))
        }
        Request::SinceAttested { entity } => {
            let catalog = opened.catalog();
            let journal = opened.journal()?;
            let found = ownership::since(&review(&catalog), journal.as_ref(), &entity).map_err(failed)?;
            let gone = || {
                Failure::new(
                    format!("{entity} is not in the catalog any more."),
                    "r reads it again.",
                )
            };
            Ok(Answer::SinceAttested(Arc::new(found.ok_or_else(gone)?)))
        }
        Request::Packet { person } => {
            let catalog = opened.catalog();
            let judged = vision::judged(opened, &catalog)?;
            let costs = opened.costs(&catalog, today);
            let beside = Beside {
                judged: Some(&*judged),
                costs: costs.as_deref(),
            };
            let runs = match opened.runs()?.list() {
                Err(RunsError::NoJournal) => Vec::new(),
                runs => runs.map_err(|error| Failure::new(format!("{error}."), "r tries it again."))?,
            };
            let tasks = opened.tasks()?;
            Ok(Answer::Packet(Arc::new(packet(
                &review(&catalog),
                beside,
                &person,
                &tasks,
                &runs,
            ))))
        }
        Request::Agenda { catalog } => Ok(Answer::Agenda(Arc::new(agenda(
            &review(&catalog),
            opened.actor(),
        )))),
        _ => Err(Failure::new("This is no question about ownership.", "")),
    }
}

/// Does something in the name of whoever is at the keyboard.
fn own(opened: &Opened, review: &Review<'_>, act: &OwnAct) -> Result<Answer, Failure> {
    let journal = vision::to_write(opened)?;
    let runs = opened.runs()?;
    let owning = Owning {
        workspace: opened.workspace(),
        review: *review,
        journal: &journal,
        actor: opened.actor(),
        now: now(),
        proposing: Some(&runs),
    };
    let outcomes = owning.act(act).map_err(failed)?.into_iter();
    let outcomes = outcomes.map(|outcome| match outcome {
        Ok(told) => Ok(sentence(&told)),
        Err(refusal) => Err(sentence(&refusal.to_string())),
    });
    Ok(Answer::OwnActed(outcomes.collect()))
}

/// What was told, with a capital; a reference at its beginning stays as it is written.
pub(super) fn sentence(told: &str) -> String {
    match told.split(' ').next() {
        Some(first) if first.contains(':') => told.to_owned(),
        _ => vision::capital(told),
    }
}

/// Ownership as the journal has it by now.
pub(super) fn known(opened: &Opened) -> Result<Arc<Ownership>, Failure> {
    let Some(journal) = opened.journal()? else {
        return Ok(Arc::default());
    };
    let mut known = lock(opened.ownership());
    let head = journal.head().map_err(failed)?;
    if let Some((seen, ownership)) = known.as_ref()
        && *seen == head
    {
        return Ok(Arc::clone(ownership));
    }
    let before = known.take().map(|(_, before)| Arc::unwrap_or_clone(before));
    let now = Arc::new(ownership::ownership(&journal, before).map_err(failed)?);
    *known = Some((head, Arc::clone(&now)));
    Ok(now)
}

/// Journals who is to be asked by now, and looks again every hour for as long as the workspace is open.
pub(super) fn follow(opened: &Arc<Opened>) {
    let opened = Arc::downgrade(opened);
    std::thread::spawn(move || {
        while let Some(opened) = opened.upgrade() {
            let catalog = opened.catalog();
            if let Err(error) = ask(&opened, &catalog) {
                tracing::warn!(?error, "cannot journal who is asked for attestations");
            }
            drop(opened);
            std::thread::sleep(SWEEP);
        }
    });
}

fn ask(opened: &Opened, catalog: &Catalog) -> Result<(), Failure> {
    let Some(journal) = opened.journal()?.filter(|_| !opened.is_read_only()) else {
        return Ok(());
    };
    let known = self::known(opened)?;
    let review = Review {
        catalog,
        ownership: &known,
        policy: &opened.workspace().settings.ownership,
        today: Zoned::now().date(),
    };
    ownership::sweep(&review, &journal, opened.actor(), now()).map_err(failed)?;
    Ok(())
}
