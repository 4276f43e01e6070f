//! Approvals that changes of somebody else's resources need: one for each set of the same approvers, before all other steps but
//! those of the vision. What a step changes is told by what it acts on and by how the catalog knows that. Of a step that cannot be
//! known before, this is told right before it is done: then whoever governs that must have agreed to the run, or it is not done. The
//! same is asked of what an approval is about, for somebody else may govern it by then.

use rustc_hash::FxHashSet;
use serde_json::Value;

use super::Runs;
use super::answering::Answering;
use super::approval::Needed;
use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use super::planner::Planner;
use crate::model::access::Targets;
use crate::model::catalog::{Catalog, EntityId, Handed};
use crate::model::ownership::{Say, Turn, TurnRole, listed, say, turns};
use crate::model::run::{Effect, PlanFinding, PlannedStep, Run};
use crate::providers::action::{Action, ActionError, ErrorKind};
use crate::providers::people::CHANGE_APPROVAL;

/// Steps that only ask or propose: whoever is asked, or looks at the proposal, decides there.
const PROPOSALS: [&str; 9] = [
    "approval",
    "vision:approval",
    "task:human",
    "publish:github:pull-request",
    "git:commit",
    "github:issues:create",
    "jira:issue:create",
    "jira:issue:comment",
    "jira:issue:transition",
];

/// Entities that the same people are asked about.
#[derive(Default)]
struct Asked {
    turns: Vec<Turn>,
    /// Canonical refs of what is changed.
    entities: Vec<String>,
    /// Canonical refs of what somebody else would answer for because of it.
    handed: Vec<String>,
}

impl Planner<'_> {
    /// The approvals that the steps planned so far need of those who govern what they change.
    /// `before` are asked anyhow.
    pub(super) fn changes(&mut self, before: &[Needed], answering: &Answering) -> Vec<Needed> {
        let Some(asking) = self.runs.asking.clone() else {
            return Vec::new();
        };
        let catalog = self.runs.world.catalog();
        let leaves = |person: &str| asking.leaves(person);
        let mut all: Vec<Asked> = Vec::new();
        for (at, id) in changed(&catalog, &self.plan.steps) {
            let Say::Ask(mut turns) = say(&catalog, id, self.requester, &leaves) else {
                continue;
            };
            turns.retain(|turn| turn.person != self.requester);
            let entity = catalog.entity(id).entity_ref();
            if turns.is_empty() {
                self.plan.findings.push(PlanFinding {
                    message: format!("nobody governs changes of {entity}, so nobody is asked"),
                    hint: Some("give it an owner with a lead, or name muster/accountable".to_owned()),
                    ..PlanFinding::default()
                });
            } else if !self.is_asked(at, &turns, before) {
                add(&mut all, turns, entity);
            }
        }
        for one in &answering.written {
            let turns = losing(&catalog, one, self.requester, &leaves);
            if !turns.is_empty() && !self.is_asked(answering.at, &turns, before) {
                add_handed(&mut all, turns, &one.entity);
            }
        }
        let known = self.blueprint.steps.iter().map(|step| step.id.clone());
        let mut ids: Vec<String> = known
            .chain(before.iter().map(|needed| needed.step.clone()))
            .collect();
        let needed = all.into_iter().map(|asked| {
            let id = free_id("change-approval", &ids);
            ids.push(id.clone());
            asked.needed(id)
        });
        needed.collect()
    }

    /// Whether whose turn it is are asked anyhow before the step at a place, by the vision or by the blueprint. Where anybody else
    /// could agree in their place too, they are not.
    fn is_asked(&self, at: usize, turns: &[Turn], needed: &[Needed]) -> bool {
        let is_first = |who: &String| turns.first().is_some_and(|turn| turn.person == *who);
        let is_in_turn = |who: &String| turns.iter().any(|turn| turn.person == *who);
        let is_theirs = |by: &[String]| by.iter().any(is_first) && by.iter().all(is_in_turn);
        let mut before = self.plan.approvals.iter().filter(|approval| {
            let place = self.plan.steps.iter().position(|step| step.id == approval.step);
            place.is_some_and(|place| place < at)
        });
        needed.iter().any(|needed| is_theirs(&needed.by)) || before.any(|approval| is_theirs(&approval.by))
    }
}

/// Who would be asked if somebody did, or took back, what steps do; nobody where it is theirs or everybody's.
pub(super) fn others(runs: &Runs, steps: &[PlannedStep], actor: &str) -> Vec<Turn> {
    let Some(asking) = &runs.asking else {
        return Vec::new();
    };
    let catalog = runs.world.catalog();
    let leaves = |person: &str| asking.leaves(person);
    let mut asked =
        changed(&catalog, steps)
            .into_iter()
            .filter_map(|(_, id)| match say(&catalog, id, actor, &leaves) {
                Say::Ask(turns) => Some(turns),
                _ => None,
            });
    asked.find(|turns| !turns.is_empty()).unwrap_or_default()
}

/// Whether nobody could know what a step would do when the run was planned.
pub(super) fn is_late(run: &Run, step: &str) -> bool {
    let mut planned = run.plan.iter();
    !planned.any(|planned| planned.id == step && !planned.input_digest.is_empty())
}

impl Driver<'_> {
    /// What keeps a step from being done: it changes what somebody governs who has not agreed to this run, or its action cannot
    /// tell what it would do. Of a step that was known before, this is what somebody was asked about, who may no longer govern it.
    pub(super) fn unagreed(&self, prepared: &Prepared) -> Result<Option<ActionError>, RunsError> {
        let decides = |action: &&dyn Action| !PROPOSALS.contains(&action.spec().id);
        let action = self.runs.actions.get(&prepared.action).filter(decides);
        let (Some(asking), Some(action)) = (&self.runs.asking, action) else {
            return Ok(None);
        };
        let run = self.runs.known(&self.id)?;
        let was_planned = run.plan.iter().find(|step| step.id == prepared.step);
        let step = match was_planned.filter(|_| !is_late(&run, &prepared.step)) {
            Some(step) => step.clone(),
            None => match self.calling(prepared, |call| action.plan(call)) {
                Ok(planned) => PlannedStep {
                    action: prepared.action.clone(),
                    effect: planned.effect,
                    target: planned.target,
                    ..PlannedStep::default()
                },
                Err(error) => return Ok(Some(error)),
            },
        };
        let asked_about = asked_about(&run);
        let is_meant = |entity: &str| is_late(&run, &prepared.step) || asked_about.contains(&entity);
        let has_agreed = |turn: &Turn| {
            let mut steps = run.steps.iter();
            steps.any(|step| step.approved_by.as_ref() == Some(&turn.person))
        };
        let catalog = self.runs.world.catalog();
        for (_, id) in changed(&catalog, &[step]) {
            let entity = catalog.entity(id).entity_ref();
            let Say::Ask(turns) = say(&catalog, id, &prepared.requester, &|_| false) else {
                continue;
            };
            // The word of somebody who leaves counts; they are only not asked any more.
            let mut asked = turns.iter().filter(|turn| !asking.leaves(&turn.person));
            let Some(first) = asked.next() else { continue };
            if !is_meant(entity) || turns.iter().any(has_agreed) {
                continue;
            }
            let message = format!("a change of {entity} needs the agreement of {}", first.person);
            let hint = format!("`muster run edit {}` plans the rest anew, and asks them", self.id);
            return Ok(Some(ActionError::new(ErrorKind::Final, message).hint(hint)));
        }
        Ok(None)
    }
}

impl Asked {
    fn needed(self, step: String) -> Needed {
        let mut turns = self.turns.into_iter();
        let first = turns.next();
        let role = first.as_ref().map(|turn| turn.role.word());
        let changed =
            (!self.entities.is_empty()).then(|| format!("a change of {}", self.entities.join(", ")));
        let handed: Vec<&str> = self.handed.iter().map(String::as_str).collect();
        let passes = (!handed.is_empty()).then(|| match &first {
            Some(turn) => format!("{} no longer answers for {}", turn.person, listed(&handed)),
            None => String::new(),
        });
        let reason: Vec<String> = changed.into_iter().chain(passes).collect();
        Needed {
            step,
            rule: String::new(),
            reason: reason.join("; "),
            principles: Vec::new(),
            by: first.into_iter().map(|turn| turn.person).collect(),
            entity: self.entities.iter().chain(&self.handed).next().cloned(),
            entities: self.entities,
            role,
            then: turns.collect(),
        }
    }
}

/// What somebody was asked about in a run, as it is theirs: canonical refs.
fn asked_about(run: &Run) -> Vec<&str> {
    let steps = run.document.pointer("/spec/steps").and_then(Value::as_array);
    let asks = |step: &&Value| step["action"] == CHANGE_APPROVAL;
    let approvals = steps.into_iter().flatten().filter(asks);
    let about = approvals.flat_map(|step| {
        let all = step["input"]["entities"].as_array().into_iter().flatten();
        all.chain([&step["input"]["entity"]])
    });
    about.filter_map(Value::as_str).collect()
}

fn add(all: &mut Vec<Asked>, turns: Vec<Turn>, entity: &str) {
    match all.iter_mut().find(|asked| asked.turns == turns) {
        Some(asked) if asked.entities.iter().any(|known| known == entity) => {}
        Some(asked) => asked.entities.push(entity.to_owned()),
        None => all.push(Asked {
            turns,
            entities: vec![entity.to_owned()],
            ..Asked::default()
        }),
    }
}

/// Each person is asked once about all that they would not answer for any more.
fn add_handed(all: &mut Vec<Asked>, turns: Vec<Turn>, entity: &str) {
    if all
        .iter()
        .any(|asked| asked.entities.iter().any(|known| known == entity))
    {
        return;
    }
    let is_theirs = |asked: &&mut Asked| asked.turns.first() == turns.first();
    match all.iter_mut().find(is_theirs) {
        Some(asked) => asked.handed.push(entity.to_owned()),
        None => all.push(Asked {
            turns,
            handed: vec![entity.to_owned()],
            ..Asked::default()
        }),
    }
}

/// Who is asked that somebody else answers for something, or nobody: whoever does now, and then the others in turn; nobody
/// where the requester decides about it themselves.
fn losing(catalog: &Catalog, one: &Handed, requester: &str, leaves: &dyn Fn(&str) -> bool) -> Vec<Turn> {
    let id = catalog.find(&one.entity).filter(|_| one.from.is_some());
    let asked = id.filter(|id| say(catalog, *id, requester, &|_| false) != Say::Own);
    asked.map_or_else(Vec::new, |id| turns(catalog, id, TurnRole::Accountable, leaves))
}

/// An id that no step has: the name, or with a number.
pub(super) fn free_id(name: &str, taken: &[String]) -> String {
    let ids = (1..).map(|number| match number {
        1 => name.to_owned(),
        number => format!("{name}-{number}"),
    });
    let mut free = ids.filter(|id| !taken.contains(id));
    free.next().unwrap_or_default()
}

/// What planned steps change of what the catalog has, each with the place of its first step.
fn changed(catalog: &Catalog, steps: &[PlannedStep]) -> Vec<(usize, EntityId)> {
    let targets = Targets::new(catalog);
    let mut all: Vec<(usize, EntityId)> = Vec::new();
    let mut known: FxHashSet<EntityId> = FxHashSet::default();
    for (at, step) in steps.iter().enumerate() {
        let does = matches!(step.effect, Effect::Create | Effect::Change | Effect::Ask);
        if !does || PROPOSALS.contains(&step.action.as_str()) {
            continue;
        }
        for target in step.target.as_deref().unwrap_or_default().split(", ") {
            let about = entities_of(catalog, &targets, target).into_iter();
            all.extend(about.filter(|id| known.insert(*id)).map(|id| (at, id)));
        }
    }
    all
}

/// The entities that a step's target stands for: one by its reference, or what the outside knows so, of a pattern all that it opens.
/// What follows the first word says where in it.
fn entities_of(catalog: &Catalog, targets: &Targets<'_>, target: &str) -> Vec<EntityId> {
    let Some(word) = target.split_whitespace().next() else {
        return Vec::new();
    };
    if let Some(id) = catalog.find(&word.to_lowercase()) {
        return vec![id];
    }
    let known = targets.all(word);
    let repository = word
        .split_once('/')
        .filter(|(_, path)| path.split('/').count() == 2 && !word.contains(':'));
    match repository {
        Some((_, path)) if known.is_empty() => targets.all(&format!("github:{path}")),
        _ => known,
    }
}
