//! Waivers: those that hold, from the vision's file and from the journal; and what is asked for, granted and taken back,
//! each journaled. What may happen is the model's business.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::model::journal::{
    Event, Fact, Filter, NewEvent, Subject, TaskCreated, Unknown, WaiverEnded, WaiverGranted, WaiverRequested,
};
use crate::model::task::{Act, Refusal, SHORT_ID, TaskRecord};
use crate::model::vision::waiver::{
    Decision, WAIVER_CATEGORY, decide, decide_end, decide_grant, decide_new, named,
};
use crate::model::vision::{Judged, Vision, Waiver, WaiverAsk, WaiverFold, WaiverRefusal};
use crate::store::{Filed, Journal, JournalError, Wanted};

/// All waivers that were not taken back, whether their day has passed or not: of the vision's file, then of the journal.
pub fn waivers(journal: &Journal, vision: &Vision) -> Result<Vec<Waiver>, JournalError> {
    let mut waivers = vision.waivers.clone();
    waivers.extend(waiver_fold(journal)?.into_granted());
    Ok(waivers)
}

/// The journal's waivers, also those that were taken back.
pub fn waiver_fold(journal: &Journal) -> Result<WaiverFold, JournalError> {
    let events = journal.events(&Filter {
        type_prefix: Some("waiver.".to_owned()),
        ..Filter::default()
    })?;
    Ok(WaiverFold::of(&events))
}

/// Where waivers are asked for, and in whose name.
pub struct Waiving<'a> {
    pub journal: &'a Journal,
    /// With the waivers that hold by now.
    pub judged: &'a Judged,
    /// Canonical ref of a User; anybody else is refused.
    pub actor: &'a str,
    pub now: Timestamp,
}

/// What came of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waived {
    /// It holds from now on.
    Granted {
        rule: String,
        entity: String,
        until: Date,
    },
    /// A task asks one of these for it; `is_new` unless it did before.
    Asked {
        task: String,
        rule: String,
        entity: String,
        by: Vec<String>,
        is_new: bool,
    },
    Ended {
        rule: String,
        entity: String,
    },
}

impl Waived {
    /// What happened, in a sentence for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Granted { rule, entity, until } => {
                format!("{entity} may fall short of {rule} until {until}")
            }
            Self::Asked {
                task,
                rule,
                entity,
                by,
                is_new,
            } => {
                let task = task.get(..SHORT_ID).unwrap_or(task);
                let asks = if *is_new { "asks" } else { "asks already" };
                format!(
                    "task {task} {asks} for {entity} to be let off {rule}: {} can grant it",
                    named(by)
                )
            }
            Self::Ended { rule, entity } => format!("{entity} may no longer fall short of {rule}"),
        }
    }
}

impl Waiving<'_> {
    /// Asks for waivers. One's own warnings are granted at once; anything else becomes a task, unless one is open already.
    pub fn ask(&self, asks: &[WaiverAsk]) -> Result<Vec<Result<Waived, WaiverRefusal>>, JournalError> {
        let (mut granted, mut wanted) = (Vec::new(), Vec::new());
        let decided: Vec<Result<Decision, WaiverRefusal>> = asks
            .iter()
            .map(|ask| decide(self.judged, self.actor, ask))
            .collect();
        for (ask, decision) in asks.iter().zip(&decided) {
            match decision {
                Ok(Decision::AtOnce) => granted.push(self.granted(ask)),
                Ok(Decision::ByOthers(by)) => wanted.push(self.wanted(ask, by)),
                Err(_) => {}
            }
        }
        if !granted.is_empty() {
            self.journal.append(granted)?;
        }
        let filed = match wanted.is_empty() {
            true => Vec::new(),
            false => self.journal.file_once(wanted, self.actor, self.now)?,
        };
        let mut filed = filed.into_iter();
        let outcome = |(ask, decision): (&WaiverAsk, Result<Decision, WaiverRefusal>)| match decision? {
            Decision::AtOnce => Ok(Waived::Granted {
                rule: ask.rule.clone(),
                entity: ask.entity.clone(),
                until: ask.until,
            }),
            Decision::ByOthers(by) => {
                let filed = filed.next().unwrap_or(Err(Refusal::NoSuchTask));
                let filed = filed.map_err(WaiverRefusal::Task)?;
                Ok(Waived::Asked {
                    task: filed.task().to_owned(),
                    rule: ask.rule.clone(),
                    entity: ask.entity.clone(),
                    by,
                    is_new: matches!(filed, Filed::New(_)),
                })
            }
        };
        Ok(asks.iter().zip(decided).map(outcome).collect())
    }

    /// Agrees to what a task asks for. The waiver and the end of the task are one: there is never the one without the other,
    /// and of two who agree at the same time one is told that it is done.
    pub fn grant(&self, task: &str) -> Result<Result<Waived, WaiverRefusal>, JournalError> {
        let Some(record) = self.journal.task_record(task)? else {
            return Ok(Err(WaiverRefusal::Task(Refusal::NoSuchTask)));
        };
        let (event, request) = match self.granted_for(&record) {
            Ok(found) => found,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let finish = Act::Finish { minutes: None };
        let acted = self
            .journal
            .act_with(&record.task.id, finish, vec![event], self.actor, self.now)?;
        Ok(match acted.outcome {
            Ok(_) => Ok(Waived::Granted {
                rule: request.rule,
                entity: request.entity,
                until: request.until,
            }),
            Err(refusal) => Err(WaiverRefusal::Task(refusal)),
        })
    }

    /// Takes a waiver of the journal back before its end.
    pub fn end(
        &self,
        rule: &str,
        entity: &str,
        reason: &str,
    ) -> Result<Result<Waived, WaiverRefusal>, JournalError> {
        if let Err(refusal) = decide_end(self.judged, self.actor, rule, entity, reason) {
            return Ok(Err(refusal));
        }
        let body = WaiverEnded {
            rule: rule.to_owned(),
            entity: entity.to_owned(),
            reason: reason.trim().to_owned(),
            unknown: Unknown::new(),
        };
        let subject = Subject::entity(entity);
        self.journal
            .append(vec![NewEvent::new(&body, subject, self.now, self.actor)])?;
        Ok(Ok(Waived::Ended {
            rule: body.rule,
            entity: body.entity,
        }))
    }

    fn granted(&self, ask: &WaiverAsk) -> NewEvent {
        granted(ask, self.actor, None, self.now, self.actor)
    }

    /// The event that grants what a task asks for.
    fn granted_for(&self, record: &TaskRecord) -> Result<(NewEvent, WaiverRequested), WaiverRefusal> {
        let (asked, requester, request) = request_of(record).ok_or(WaiverRefusal::NoRequest)?;
        let status = record.task.state.status;
        if !status.is_open() {
            return Err(WaiverRefusal::Task(Refusal::Closed(status)));
        }
        if self.actor == asked.actor {
            return Err(WaiverRefusal::OwnRequest);
        }
        decide_grant(self.judged, self.actor, &requester, &request)?;
        let body = WaiverGranted {
            rule: request.rule.clone(),
            entity: request.entity.clone(),
            owner: requester.clone(),
            reason: request.reason.clone(),
            until: request.until,
            task: Some(record.task.id.clone()),
            requester: Some(requester),
            run: None,
            unknown: Unknown::new(),
        };
        let mut event = NewEvent::new(&body, Subject::entity(&body.entity), self.now, self.actor);
        event.causation = Some(asked.id);
        Ok((event, request))
    }

    fn wanted(&self, ask: &WaiverAsk, by: &[String]) -> Wanted {
        let rule = self.judged.vision.rules.iter().find(|rule| rule.id == ask.rule);
        let severity = rule.map_or("", |rule| rule.severity.name());
        let title = rule.map_or(ask.rule.as_str(), |rule| rule.title.as_str());
        let reason = ask.reason.trim();
        let description = format!(
            "{} falls short of a {severity} rule, {} ({title}), and is to be let off it until {}.\nReason: {reason}\nWho can \
             agree to it, with `muster vision grant`: {}. To refuse it, decline this task.",
            ask.entity,
            ask.rule,
            ask.until,
            by.join(", "),
        );
        let created = TaskCreated {
            title: format!("Let {} off {}", ask.entity, ask.rule),
            description: Some(description),
            category: Some(WAIVER_CATEGORY.to_owned()),
            requester: Some(self.actor.to_owned()),
            entities: vec![ask.entity.clone()],
            source: "vision".to_owned(),
            waiver: Some(WaiverRequested {
                rule: ask.rule.clone(),
                entity: ask.entity.clone(),
                reason: reason.to_owned(),
                until: ask.until,
                unknown: Unknown::new(),
            }),
            ..TaskCreated::default()
        };
        // Leads are asked from the nearest up; of a group whoever comes first.
        let is_ordered = self.judged.vision.grantors.is_empty() || by.len() == 1;
        Wanted {
            what: format!("waiver\0{}\0{}", ask.rule, ask.entity),
            created,
            assignee: by.first().filter(|_| is_ordered).cloned(),
        }
    }
}

/// The events that record what somebody waives for what a run is about to make: to be written where the run is begun.
/// `owner` answers for the exceptions. The first one that may not be made refuses all.
pub fn waived_with_run(
    vision: &Vision,
    asks: &[WaiverAsk],
    owner: &str,
    run: &str,
    today: Date,
    (now, actor): (Timestamp, &str),
) -> Result<Vec<NewEvent>, WaiverRefusal> {
    let event = |ask: &WaiverAsk| {
        decide_new(vision, ask, today)?;
        Ok(granted(ask, owner, Some(run), now, actor))
    };
    asks.iter().map(event).collect()
}

fn granted(ask: &WaiverAsk, owner: &str, run: Option<&str>, now: Timestamp, actor: &str) -> NewEvent {
    let body = WaiverGranted {
        rule: ask.rule.clone(),
        entity: ask.entity.clone(),
        owner: owner.to_owned(),
        reason: ask.reason.trim().to_owned(),
        until: ask.until,
        task: None,
        requester: Some(actor.to_owned()),
        run: run.map(str::to_owned),
        unknown: Unknown::new(),
    };
    NewEvent::new(&body, Subject::entity(&ask.entity), now, actor)
}

/// The event that made the task, who asked, and for what; none where it asks for no waiver.
fn request_of(record: &TaskRecord) -> Option<(&Event, String, WaiverRequested)> {
    record.events.iter().find_map(|event| match event.fact() {
        Ok(Fact::TaskCreated(created)) => {
            let requester = created.requester.unwrap_or_else(|| event.actor.clone());
            Some((event, requester, created.waiver?))
        }
        _ => None,
    })
}
