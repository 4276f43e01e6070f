//! Answers what the screens ask about the vision.

use std::sync::Arc;

use jiff::Zoned;

use super::opened::Opened;
use super::{Sender, failed, now};
use crate::app::msg::Tried;
use crate::app::vision::item::cut_out;
use crate::app::{Answer, Failure, Msg, Request};
use crate::engine::vision::{self, Waived, Waiving};
use crate::model::catalog::Catalog;
use crate::model::vision::cel::Wrong;
use crate::model::vision::diff::Fall;
use crate::model::vision::{Complaint, Judged, Trial, Vision, Waiver, WaiverRefusal};
use crate::sources::vision::{Unread, read_rule, text_in};
use crate::store::{Filed, Journal, JournalError};

/// So many of those that fall short of a rule that is tried are shown.
const EXAMPLES: usize = 8;
/// What a rule that is being written is called.
const NO_FILE: &str = "rule";

pub(super) fn answer(
    opened: &Opened,
    request: Request,
    sender: Option<&Sender>,
    stopped: &(dyn Fn() -> bool + Sync),
) -> Result<Answer, Failure> {
    match request {
        Request::Vision { catalog } => {
            let judged = judged(opened, &catalog)?;
            record(opened, &judged, sender);
            Ok(Answer::Vision(judged))
        }
        Request::TryRule { judged, text } => Ok(Answer::RuleTried(Arc::new(tried(&judged, &text, stopped)))),
        Request::RuleText { file, line } => rule_text(opened, &file, line),
        Request::VisionPast => {
            let past = opened.journal()?.map(|journal| vision::past(&journal));
            Ok(Answer::VisionPast(
                past.transpose().map_err(failed)?.unwrap_or_default().into(),
            ))
        }
        Request::VisionChange { judged } => {
            let change = opened.journal()?.map(|journal| vision::change(&journal, &judged));
            let change = change.transpose().map_err(failed)?.flatten();
            Ok(Answer::VisionChange(change.map(Arc::new)))
        }
        Request::FileTasks { judged, falls } => file_tasks(opened, &judged, &falls, sender),
        Request::Waive { asks } => waiving(opened, sender, |waiving| waiving.ask(&asks)),
        Request::GrantWaiver { task } => waiving(opened, sender, |waiving| Ok(vec![waiving.grant(&task)?])),
        Request::EndWaiver { rule, entity, reason } => waiving(opened, sender, |waiving| {
            Ok(vec![waiving.end(&rule, &entity, &reason)?])
        }),
        _ => Err(Failure::new("This is no question about the vision.", "")),
    }
}

/// The vision held against a snapshot: the very same judgement where nothing has changed that it rests on. What was judged
/// last is kept, so that little is judged again.
pub(super) fn judged(opened: &Opened, catalog: &Arc<Catalog>) -> Result<Arc<Judged>, Failure> {
    opened.judged(|before| {
        let journal = opened.journal()?;
        let today = Zoned::now().date();
        if let Some(before) = before
            && Arc::ptr_eq(&before.catalog, catalog)
            && before.today == today
            && before.vision.digest == opened.vision().digest
            && before.waivers == waivers(journal.as_ref(), &before.vision)?
        {
            return Ok(Arc::clone(before));
        }
        vision::judged(
            opened.workspace(),
            journal.as_ref(),
            Arc::clone(catalog),
            today,
            before.map(|before| &**before),
        )
        .map(Arc::new)
        .map_err(failed)
    })
}

fn waivers(journal: Option<&Journal>, stated: &Vision) -> Result<Vec<Waiver>, Failure> {
    match journal {
        Some(journal) => vision::waivers(journal, stated).map_err(failed),
        None => Ok(stated.waivers.clone()),
    }
}

/// Journals what the vision says and how well it is met, where that is news.
fn record(opened: &Opened, judged: &Judged, sender: Option<&Sender>) {
    let Ok(Some(journal)) = opened.journal() else {
        return;
    };
    if opened.is_read_only() {
        return;
    }
    let (actor, now) = (opened.actor(), now());
    let stated = vision::record(&journal, &judged.vision, actor, now);
    let recorded = stated.and_then(|_| vision::record_scores(&journal, judged, actor, now));
    if let (Err(error), Some(sender)) = (recorded, sender) {
        sender.send(Msg::Failed(failed(error)));
    }
}

/// A task for each rule and person.
fn file_tasks(
    opened: &Opened,
    judged: &Judged,
    falls: &[Fall],
    sender: Option<&Sender>,
) -> Result<Answer, Failure> {
    let journal = to_write(opened)?;
    let mends = vision::mends(judged, falls);
    let filed = vision::file_tasks(&journal, judged, &mends, opened.actor(), now()).map_err(failed)?;
    let told = filed.into_iter().zip(&mends).map(|(filed, mend)| match filed {
        Ok(Filed::New(_)) => Ok(format!("A task was made: {}", mend.title(judged))),
        Ok(Filed::Open(_)) => Ok(format!("A task asks for it already: {}", mend.title(judged))),
        Err(refusal) => Err(format!("No task was made: {refusal}.")),
    });
    if let Some(sender) = sender {
        sender.send(Msg::JournalGrew);
    }
    Ok(Answer::TasksFiled(told.collect()))
}

pub(super) fn to_write(opened: &Opened) -> Result<Journal, Failure> {
    let journal = opened.journal()?.filter(|_| !opened.is_read_only());
    journal.ok_or_else(|| {
        Failure::new(
            "Nothing is changed: muster was started with --read-only.",
            "Start it without to do this.",
        )
    })
}

/// What a rule that is being written says; nobody waits for an older text.
fn tried(judged: &Judged, text: &str, stopped: &(dyn Fn() -> bool + Sync)) -> Tried {
    let (rule, complaints) = read_rule(NO_FILE, text);
    let wrong = |complaint: Complaint| Wrong {
        at: complaint.at,
        message: complaint.message,
    };
    let (errors, remarks): (Vec<Complaint>, Vec<Complaint>) =
        complaints.into_iter().partition(|complaint| complaint.is_error);
    let trial = match rule {
        Some(rule) if errors.is_empty() && !stopped() => judged.try_rule(&rule, EXAMPLES),
        _ => Trial {
            wrong: errors.into_iter().map(wrong).collect(),
            ..Trial::default()
        },
    };
    Tried {
        trial,
        remarks: remarks.into_iter().map(wrong).collect(),
    }
}

/// One item of `rules` as it is written in its file.
fn rule_text(opened: &Opened, file: &str, line: u32) -> Result<Answer, Failure> {
    let text = text_in(&opened.workspace().root, file).map_err(|unread| match unread {
        Unread::Missing => Failure::new(
            format!("{file} is not there any more."),
            "r reads the vision again.",
        ),
        unread => Failure::new(format!("{file} cannot be read: {unread}."), "Look at the file."),
    })?;
    let rule = cut_out(&text, line);
    let moved = || {
        Failure::new(
            format!("No rule begins at {file}:{line} any more."),
            "r reads the vision again.",
        )
    };
    Ok(Answer::RuleText(rule.ok_or_else(moved)?))
}

type Outcomes = Result<Vec<Result<Waived, WaiverRefusal>>, JournalError>;

/// Does something about waivers in the name of whoever is at the keyboard.
fn waiving(
    opened: &Opened,
    sender: Option<&Sender>,
    act: impl FnOnce(&Waiving<'_>) -> Outcomes,
) -> Result<Answer, Failure> {
    let journal = to_write(opened)?;
    let judged = judged(opened, &opened.catalog())?;
    let outcomes = act(&Waiving {
        journal: &journal,
        judged: &judged,
        actor: opened.actor(),
        now: now(),
    });
    let outcomes = outcomes.map_err(failed)?.into_iter();
    let outcomes = outcomes.map(|outcome| match outcome {
        Ok(waived) => Ok(capital(&waived.sentence())),
        Err(refusal) => Err(capital(&refusal.to_string())),
    });
    if let Some(sender) = sender {
        sender.send(Msg::JournalGrew);
    }
    Ok(Answer::Waived(outcomes.collect()))
}

/// A sentence as it begins.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
