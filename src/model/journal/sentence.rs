//! An event as one sentence for people. The text holds names from outside: whoever shows it makes it safe first.

use super::outcome::{by_plan, given, said as said_at_end};
use super::{CostRead, Event, Fact, PlaceSurveyed};
use crate::model::run::Wait;

/// More fields than this are counted instead of named.
const NAMED_FIELDS: usize = 4;

/// What happened, in one line.
pub fn sentence(event: &Event) -> String {
    let fact = match event.fact() {
        Ok(fact) => fact,
        Err(error) => return format!("{error} (event {})", event.lseq),
    };
    match fact {
        Fact::WorkspaceOpened(opened) => format!("Workspace {} opened for the first time", opened.name),
        Fact::CatalogRead(read) => format!(
            "Catalog read for the first time: {} in {}",
            counted(read.entities, "entity", "entities"),
            counted(read.files, "file", "files"),
        ),
        Fact::EntityAppeared(appeared) => format!("{} appeared in {}", appeared.entity, appeared.file),
        Fact::EntityChanged(changed) if changed.from == changed.to => {
            format!("{} moved to {}", changed.entity, changed.file)
        }
        Fact::EntityChanged(changed) if changed.fields.is_empty() => format!("{} changed", changed.entity),
        Fact::EntityChanged(changed) => format!("{} changed: {}", changed.entity, listed(&changed.fields)),
        Fact::EntityDisappeared(gone) => format!("{} disappeared", gone.entity),
        Fact::PlaceSurveyed(survey) => surveyed(&survey),
        Fact::EntityClaimed(claimed) => match &claimed.run {
            Some(run) => format!(
                "{} is proposed for {} by run {}: {} answers for it",
                claimed.entity,
                claimed.id,
                short_id(run),
                claimed.accountable
            ),
            None => format!(
                "{} claimed for {}: {} answers for it",
                claimed.entity, claimed.id, claimed.accountable
            ),
        },
        Fact::DependencyDeclared(declared) => {
            format!("{} declares that it depends on {}", declared.entity, declared.on)
        }
        Fact::VisionStated(stated) => {
            let rules = counted(stated.rules, "rule", "rules");
            match &stated.before {
                Some(_) => format!("The vision was changed: {rules}"),
                None => format!("The vision was read for the first time: {rules}"),
            }
        }
        Fact::VisionScored(scored) => format!(
            "{} of {} meet the vision",
            scored.passing,
            counted(scored.entities, "entity", "entities")
        ),
        Fact::WaiverGranted(granted) => format!(
            "{} may fall short of {} until {}: {}",
            granted.entity, granted.rule, granted.until, granted.reason
        ),
        Fact::WaiverEnded(ended) => format!(
            "{} may no longer fall short of {}: {}",
            ended.entity, ended.rule, ended.reason
        ),
        Fact::ApprovalEscalated(escalated) => format!(
            "Nobody has answered in time: {} may agree too, as {}",
            escalated.by.last().map_or("somebody", String::as_str),
            escalated.role
        ),
        Fact::OwnershipAttested(attested) => {
            format!("{} attested until {}", attested.entity, attested.until)
        }
        Fact::AttestationAsked(asked) => format!(
            "{} is asked to attest {} as {}, due on {}",
            asked.whom, asked.entity, asked.role, asked.due
        ),
        Fact::HandoverOffered(offered) => format!(
            "{} offered to {}",
            match offered.refs.as_slice() {
                [only] => only.clone(),
                refs => counted(refs.len() as u64, "entity", "entities"),
            },
            offered.to
        ),
        Fact::HandoverAccepted(accepted) => handed("accepted", &accepted.refs, &accepted.id),
        Fact::HandoverRefused(refused) => format!(
            "{}: {}",
            handed("refused", &refused.refs, &refused.id),
            refused.reason
        ),
        Fact::HandoverWithdrawn(withdrawn) => match withdrawn.refs.is_empty() {
            true => format!("Hand-over {} withdrawn", short_id(&withdrawn.id)),
            false => handed("withdrawn", &withdrawn.refs, &withdrawn.id),
        },
        Fact::PersonLeaving(leaving) => format!("{} leaves on {}", leaving.person, leaving.on),
        Fact::PersonStaying(staying) => format!("{} stays", staying.person),
        Fact::EntityEdited(edited) => {
            let fields: Vec<String> = edited.fields.keys().cloned().collect();
            match &edited.run {
                Some(run) => format!(
                    "{} edited by run {}: {}",
                    edited.entity,
                    short_id(run),
                    listed(&fields)
                ),
                None => format!("{} edited: {}", edited.entity, listed(&fields)),
            }
        }
        Fact::HealthChanged(changed) => format!(
            "{} is {} ({}){}",
            changed.entity,
            changed.state.name(),
            changed.probe,
            said(&changed.seen)
        ),
        Fact::HealthTelling(telling) => format!(
            "{} is being told by {} that {} is {} ({}){}",
            telling.whom,
            telling.by,
            telling.entity,
            telling.state.name(),
            telling.probe,
            said(telling.note.as_deref().unwrap_or_default())
        ),
        Fact::HealthTold(told) => {
            let what = format!(
                "told by {} that {} is {} ({})",
                told.by,
                told.entity,
                told.state.name(),
                told.probe
            );
            match &told.failed {
                None => format!("{}, {}, was {what}", told.whom, told.role),
                Some(why) if told.not_before.is_some() => {
                    format!("{}, {}, will be {what}: {why}", told.whom, told.role)
                }
                Some(why) => format!("{}, {}, could not be {what}: {why}", told.whom, told.role),
            }
        }
        Fact::HealthSilenced(silenced) if silenced.is_end(event.time) => {
            format!("People are told of {} again", silenced.entity)
        }
        Fact::HealthSilenced(silenced) => format!(
            "Nobody is told of {} until {}{}",
            silenced.entity,
            silenced.until.strftime("%Y-%m-%d %H:%M UTC"),
            said(&silenced.reason)
        ),
        Fact::AccessReviewed(reviewed) => match reviewed.unexplained {
            0 => format!(
                "Who has what on {} was looked through: {}",
                reviewed.entity,
                counted(reviewed.rights, "right", "rights")
            ),
            some => format!(
                "Who has what on {} was looked through: {}, {some} of which nothing explains",
                reviewed.entity,
                counted(reviewed.rights, "right", "rights")
            ),
        },
        Fact::CostRead(read) => costs(&read),
        Fact::EventRedacted(redacted) => format!("Event {} redacted: {}", redacted.id, redacted.reason),
        Fact::Redacted => format!("{} on {} (redacted)", event.type_, event.subject),
        fact => match (event.subject.task_id(), event.subject.run_id()) {
            (Some(id), _) if let Some(what) = task_sentence(&fact) => {
                format!("Task {}: {what}", short_id(id))
            }
            (_, Some(id)) if let Some(what) = run_sentence(&fact) => format!("Run {}: {what}", short_id(id)),
            _ => format!("{} on {}", event.type_, event.subject),
        },
    }
}

/// What was said about it, behind a colon; nothing where nothing was.
fn said(text: &str) -> String {
    match text.is_empty() {
        true => String::new(),
        false => format!(": {text}"),
    }
}

fn handed(what: &str, refs: &[String], id: &str) -> String {
    let count = counted(refs.len() as u64, "entity", "entities");
    format!("Hand-over {}: {count} {what}", short_id(id))
}

fn costs(read: &CostRead) -> String {
    let mut text = format!(
        "Costs read from {}: {}",
        read.file,
        counted(read.rows, "row", "rows")
    );
    if read.refused > 0 {
        text.push_str(&format!(", {} refused", read.refused));
    }
    match read.periods.as_slice() {
        [] => {}
        [only] => text.push_str(&format!(" of {only}")),
        [first, .., last] => text.push_str(&format!(" of {first} to {last}")),
    }
    text + &said(&read.effective.join(", "))
}

fn surveyed(survey: &PlaceSurveyed) -> String {
    let things = counted(survey.seen, "thing", "things");
    let news = [(survey.appeared, "new"), (survey.vanished, "gone")];
    let news: Vec<String> = news
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match news.is_empty() {
        true => format!("{} looked at: {things}, used otherwise than before", survey.place),
        false => format!("{} looked at: {things}, {}", survey.place, news.join(", ")),
    }
}

/// What happened to a task; none where it is about something else.
fn task_sentence(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::TaskCreated(created) => format!("asked for: {}", created.title),
        Fact::TaskImported(ticket) => format!("{} imported: {}", ticket.key, ticket.title),
        Fact::TaskAccepted(_) => "accepted".to_owned(),
        Fact::TaskDeclined(declined) => format!("declined: {}", declined.reason),
        Fact::TaskMerged(merged) => format!("merged into {}", short_id(&merged.into)),
        Fact::TaskSnoozed(snoozed) => format!("snoozed until {}", snoozed.until),
        Fact::TaskAssigned(assigned) => match &assigned.to {
            Some(to) => format!("assigned to {to}"),
            None => "given back: nobody has it".to_owned(),
        },
        Fact::TaskStarted(_) => "begun".to_owned(),
        Fact::TaskPaused(_) => "paused".to_owned(),
        Fact::TaskWorked(worked) => format!("{} logged", counted(worked.minutes.into(), "minute", "minutes")),
        Fact::TaskCommented(commented) => format!("comment: {}", commented.text),
        Fact::TaskLinked(linked) => match (&linked.entities[..], &linked.blueprint) {
            ([], None) => "about nothing in the catalog".to_owned(),
            (entities, None) => format!("about {}", entities.join(", ")),
            ([], Some(blueprint)) => format!("done by {blueprint}"),
            (entities, Some(blueprint)) => format!("about {}, done by {blueprint}", entities.join(", ")),
        },
        Fact::TaskCategorised(categorised) => match &categorised.category {
            Some(category) => format!("category {category}"),
            None => "no category".to_owned(),
        },
        Fact::TaskPrioritised(prioritised) => format!("priority {}", prioritised.priority),
        Fact::TaskDone(done) => match done.minutes {
            Some(minutes) => format!("done in {}", counted(minutes.into(), "minute", "minutes")),
            None => "done".to_owned(),
        },
        Fact::TaskReopened(_) => "opened again".to_owned(),
        Fact::TaskPushed(pushed) => format!("pushed to {} as {}", pushed.system, pushed.key),
        Fact::TaskRestored(_) => "last change undone".to_owned(),
        _ => return None,
    })
}

/// What happened to a run; none where it is about something else.
fn run_sentence(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::RunRequested(requested) => format!(
            "{} asked for: {}{}",
            requested.blueprint,
            requested.title,
            by_plan(&requested.plan_hash)
        ),
        Fact::RunRetried(retried) => format!("{} is tried again", retried.step),
        Fact::RunEdited(edited) => format!(
            "the answers for the rest were changed{}",
            by_plan(&edited.plan_hash)
        ),
        Fact::RunApproved(approved) => {
            format!("{} agreed to{}", approved.step, by_plan(&approved.plan_hash))
        }
        Fact::RunDenied(denied) => format!("{} denied: {}", denied.step, denied.reason),
        Fact::RunCancelling(cancelling) => match &cancelling.reason {
            Some(reason) => format!("is to stop: {reason}"),
            None => "is to stop".to_owned(),
        },
        Fact::RunUndoing(undoing) => format!("is undone: {}", listed(&undoing.steps)),
        Fact::RunHandedOver(handed) => format!("the rest is left to people, task {}", short_id(&handed.task)),
        Fact::RunFinished(finished) => {
            format!("{}{}", finished.status.word(), said_at_end(&finished.output))
        }
        fact => return step_sentence(fact),
    })
}

/// What happened to a step of a run.
fn step_sentence(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::StepExpanded(expanded) => format!(
            "{} is done for {}",
            expanded.step,
            counted(expanded.count as u64, "item", "items")
        ),
        Fact::StepIntended(intended) => match (&intended.target, intended.attempt) {
            (Some(target), 1) => format!("{} begins: {target}", intended.step),
            (None, 1) => format!("{} begins", intended.step),
            (_, attempt) => format!("{} begins, attempt {attempt}", intended.step),
        },
        Fact::StepDone(done) if done.adopted => {
            format!("{} was done already{}", done.step, given(&done.output))
        }
        Fact::StepDone(done) => format!("{} done{}", done.step, given(&done.output)),
        Fact::StepRunning(running) => format!("{} goes on elsewhere", running.step),
        Fact::StepWaiting(waiting) => format!("{} {}", waiting.step, wait_sentence(&waiting.wait)),
        Fact::StepFailed(failed) => match failed.failure.not_before {
            Some(_) => format!("{} will be tried again: {}", failed.step, failed.failure.message),
            None => format!("{} failed: {}", failed.step, failed.failure.message),
        },
        Fact::StepUnknown(unknown) => match unknown.next_look {
            Some(_) => format!("{} is looked for: {}", unknown.step, unknown.failure.message),
            None => format!("{} needs attention: {}", unknown.step, unknown.failure.message),
        },
        Fact::StepSkipped(skipped) => format!("{} skipped", skipped.step),
        Fact::StepSettled(settled) if settled.happened => format!("{} has happened", settled.step),
        Fact::StepSettled(settled) => format!("{} has not happened", settled.step),
        Fact::StepExtended(extended) => format!(
            "what {} gave ends on {:.0}: {}",
            extended.step, extended.until, extended.reason
        ),
        Fact::StepUndoIntended(undo) => format!("{} is taken back", undo.step),
        Fact::StepUndone(undone) => match undone.kept.len() as u64 {
            0 => format!("{} undone", undone.step),
            kept => format!(
                "{} undone but for {} that others need",
                undone.step,
                counted(kept, "right", "rights")
            ),
        },
        Fact::StepUndoFailed(failed) => {
            format!("{} could not be undone: {}", failed.step, failed.failure.message)
        }
        _ => return None,
    })
}

fn wait_sentence(wait: &Wait) -> String {
    match wait {
        Wait::Until(moment) => format!("waits until {moment}"),
        Wait::Task(task) => format!("waits for task {}", short_id(task)),
        Wait::Approval { by, .. } if by.is_empty() => "waits for somebody to agree".to_owned(),
        Wait::Approval { by, .. } => format!("waits for {} to agree", by.join(" or ")),
        Wait::Outside { .. } => "goes on elsewhere".to_owned(),
    }
}

/// As much of an id as lists show.
fn short_id(id: &str) -> &str {
    id.get(..crate::model::task::SHORT_ID).unwrap_or(id)
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn listed(fields: &[String]) -> String {
    if fields.len() <= NAMED_FIELDS {
        return fields.join(", ");
    }
    let named = &fields[..NAMED_FIELDS - 1];
    format!(
        "{} and {} more fields",
        named.join(", "),
        fields.len() - named.len()
    )
}
