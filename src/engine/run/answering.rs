//! Who would answer for something because of what a run changes of entity files: each of them accepts it before anything is done,
//! whatever settings say of asking about changes. What nobody would answer for any more is said.

use super::approval::Needed;
use super::change::free_id;
use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use super::planner::Planner;
use crate::engine::ownership::handed;
use crate::model::catalog::{Catalog, Handed};
use crate::model::ownership::{becomes, listed, lost};
use crate::model::run::{Change, PlanFinding};
use crate::providers::action::{ActionError, ErrorKind};
use crate::providers::catalog::edit::EDIT;

/// What somebody is who accepts to answer for something.
const NEXT: &str = "next-accountable";
/// Changes entity files for a pull request to take.
const PROPOSED: &str = "github:catalog:edit";
/// Writes into the files of a repository that is made.
const MADE: &str = "catalog:write";

/// What somebody else would answer for.
#[derive(Default)]
pub(super) struct Answering {
    /// By what the run writes itself.
    pub written: Vec<Handed>,
    /// By what it only proposes: who looks at the proposal decides whether it is taken.
    proposed: Vec<Handed>,
    /// The place of the first step that changes entity files.
    pub at: usize,
}

impl Planner<'_> {
    /// What the steps planned so far change about who answers for what.
    pub(super) fn answering(&self) -> Answering {
        let catalog = self.runs.world.catalog();
        let steps = &self.plan.steps;
        let of = |is_it: &dyn Fn(&str) -> bool| {
            let all = steps.iter().filter(|step| is_it(&step.action));
            handed_by(&catalog, all.flat_map(|step| &step.changes))
        };
        Answering {
            written: of(&writes),
            proposed: of(&|action| action == PROPOSED),
            at: steps
                .iter()
                .position(|step| touches(&step.action))
                .unwrap_or_default(),
        }
    }

    /// The approvals of those who would answer for something that they do not answer for now, one for each of them.
    pub(super) fn acceptances(&mut self, answering: &Answering) -> Vec<Needed> {
        let mut ids: Vec<String> = self.blueprint.steps.iter().map(|step| step.id.clone()).collect();
        let all: Vec<Handed> = [&answering.written, &answering.proposed]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        self.say_lost(&lost(&all));
        let mut needed = Vec::new();
        for (person, mut entities) in becomes(&all) {
            if person == self.requester {
                continue;
            }
            entities.sort_unstable();
            entities.dedup();
            self.refuse_leaving(person, &entities);
            let id = free_id("acceptance", &ids);
            ids.push(id.clone());
            needed.push(Needed {
                step: id,
                rule: String::new(),
                reason: format!("{person} becomes accountable for {}", listed(&entities)),
                principles: Vec::new(),
                by: vec![person.to_owned()],
                entity: entities.first().map(|&entity| entity.to_owned()),
                entities: Vec::new(),
                role: Some(NEXT),
                then: Vec::new(),
            });
        }
        needed
    }

    fn say_lost(&mut self, entities: &[&str]) {
        let Some(first) = entities.first() else { return };
        self.plan.findings.push(PlanFinding {
            message: format!("nobody would be accountable any more for {}", listed(entities)),
            hint: Some(format!(
                "`muster own transfer {first} --to PERSON` names one, who accepts it"
            )),
            ..PlanFinding::default()
        });
    }

    /// Whoever leaves does not begin to answer for anything.
    fn refuse_leaving(&mut self, person: &str, entities: &[&str]) {
        if !self
            .runs
            .asking
            .as_ref()
            .is_some_and(|asking| asking.leaves(person))
        {
            return;
        }
        self.plan.findings.push(PlanFinding {
            blocking: true,
            message: format!(
                "{person} leaves, and would become accountable for {}",
                listed(entities)
            ),
            hint: Some("name somebody who stays".to_owned()),
            ..PlanFinding::default()
        });
    }
}

impl Driver<'_> {
    /// What keeps a step from being done: somebody would answer for something by it who has not agreed to this run. Looked at
    /// where nobody could know it before, and where the workspace's own files are edited: meanwhile the catalog may say otherwise.
    pub(super) fn unaccepted(
        &self,
        prepared: &Prepared,
        is_late: bool,
    ) -> Result<Option<ActionError>, RunsError> {
        let touched = |action: &str| action == EDIT || (is_late && touches(action));
        let action = self.runs.actions.get(&prepared.action);
        let Some(action) = action.filter(|_| touched(&prepared.action)) else {
            return Ok(None);
        };
        let planned = match self.calling(prepared, |call| action.plan(call)) {
            Ok(planned) => planned,
            Err(error) => return Ok(is_late.then_some(error)),
        };
        let handed = handed_by(&self.runs.world.catalog(), planned.changes.iter());
        let run = self.runs.known(&self.id)?;
        let has_agreed = |person: &str| {
            let mut agreed = run.steps.iter().filter_map(|step| step.approved_by.as_deref());
            person == prepared.requester || agreed.any(|one| one == person)
        };
        let missing = becomes(&handed)
            .into_iter()
            .find(|(person, _)| !has_agreed(person));
        Ok(missing.map(|(person, entities)| {
            let message = format!(
                "{person} would become accountable for {} and has not agreed",
                listed(&entities)
            );
            let hint = format!("`muster run edit {}` plans the rest anew, and asks them", self.id);
            ActionError::new(ErrorKind::Final, message).hint(hint)
        }))
    }
}

fn handed_by<'c>(catalog: &Catalog, changes: impl Iterator<Item = &'c Change>) -> Vec<Handed> {
    let texts = changes.filter_map(|change| Some((change.before.as_deref()?, change.after.as_deref()?)));
    handed(catalog, texts)
}

/// Whether an action changes entity files, or the texts that are proposed for them.
fn touches(action: &str) -> bool {
    writes(action) || action == PROPOSED
}

fn writes(action: &str) -> bool {
    action.starts_with("catalog:") && action != MADE
}
