//! What the vision says of what a run would make: findings for its plan, exceptions for the journal. Knows the judgement of
//! `model::vision`; what a run would make is told by the preview.

use std::sync::Arc;

use serde_json::Value;

use super::approval::{self, Needed, Occasion};
use super::planner::Planner;
use super::preview::{self, Preview};
use crate::model::blueprint::Blueprint;
use crate::model::blueprint::tree::Tree;
use crate::model::catalog::Node;
use crate::model::run::{Effect, Order, OrderedWaiver, Plan, PlanFinding, Shortfall, Undo};
use crate::model::vision::{DraftFinding, Judged, Rule, Severity, WaiverAsk};

/// Of what is wrong with the vision's own files, so much is told in a plan.
const MOST_COMPLAINTS: usize = 3;
/// How long an exception holds that is made with a run.
const WAIVED_DAYS: i64 = 90;

impl Planner<'_> {
    /// What the vision says of what the steps would make: what falls short of it, and who has to agree before anything is
    /// done. Returns the document with the steps that ask them.
    pub fn approvals(&mut self, order: &Order, tree: Arc<Tree>) -> Value {
        let mut needed = self.vision(order, tree);
        let answering = self.answering();
        let accepted = self.acceptances(&answering);
        let known: Vec<Needed> = needed.iter().chain(&accepted).cloned().collect();
        let of_owners = self.changes(&known, &answering);
        needed.extend(of_owners.into_iter().chain(accepted));
        if needed.is_empty() {
            return self.blueprint.document.clone();
        }
        let document = approval::with_steps(self.blueprint, &needed);
        self.ask_first(&document, &needed);
        document
    }

    fn vision(&mut self, order: &Order, tree: Arc<Tree>) -> Vec<Needed> {
        let Some(judged) = self.runs.vision.clone() else {
            return Vec::new();
        };
        let (actions, world) = (self.runs.actions.clone(), self.runs.world.clone());
        let preview = Preview::new(
            &actions,
            order,
            self.blueprint,
            self.folder,
            &*world,
            (self.requester, self.now),
        );
        let documents = preview.with_tree(tree).entities(&self.known);
        let mut findings = shortfalls(&judged, &documents, &order.waivers);
        findings.extend(complaints(&judged));
        let (needed, told) = approval::needed(&Occasion {
            judged: &judged,
            order,
            blueprint: self.blueprint,
            requester: self.requester,
            changed: &self.plan.affected,
            documents: &documents,
        });
        self.plan.findings.extend(findings.into_iter().chain(told));
        needed
    }

    /// Plans the steps of approvals before all others.
    fn ask_first(&mut self, document: &Value, needed: &[Needed]) {
        let blueprint = Blueprint::of_json(document, &self.blueprint.entity_ref);
        let others = std::mem::take(&mut self.plan.steps);
        for (needed, step) in needed.iter().zip(&blueprint.steps) {
            // Nobody is left: a finding says so.
            match needed.by.is_empty() {
                true => self.line(
                    step,
                    &step.id,
                    Effect::Ask,
                    "nobody is left who may agree".to_owned(),
                    Undo::Nothing,
                ),
                false => self.step(step),
            }
            let mut approvals = self.plan.approvals.iter_mut();
            if let Some(approval) = approvals.find(|approval| approval.step == step.id) {
                approval.why = Some(needed.reason.clone());
                approval.rule = Some(needed.rule.clone()).filter(|rule| !rule.is_empty());
                approval.principles.clone_from(&needed.principles);
                approval.role = needed.role.map(str::to_owned);
                approval.then = needed.next();
            }
        }
        // What is asked first stands first.
        self.plan.approvals.sort_by_key(|approval| {
            needed
                .iter()
                .position(|needed| needed.step == approval.step)
                .unwrap_or(needed.len())
        });
        self.plan.steps.extend(others);
    }
}

/// What would fall short, the worst first. What fell short before it would be changed is not held against the change.
pub(super) fn shortfalls(judged: &Judged, documents: &[Node], waivers: &[OrderedWaiver]) -> Vec<PlanFinding> {
    let mut all: Vec<PlanFinding> = drafts(judged, documents)
        .map(|(rule, draft)| finding(judged, rule, &draft, waivers))
        .collect();
    all.sort_by_key(|finding| {
        let shortfall = finding.shortfall.as_ref();
        let severity = shortfall.and_then(|shortfall| Severity::parse(&shortfall.severity));
        (!finding.blocking, std::cmp::Reverse(severity))
    });
    all
}

/// What falls short of which rule, as the judgement has it.
pub(super) fn drafts<'j>(
    judged: &'j Judged,
    documents: &[Node],
) -> impl Iterator<Item = (&'j Rule, DraftFinding)> {
    let found = judged.of_drafts(documents).into_iter();
    found.filter_map(|draft| {
        let rule = judged.vision.rules.get(draft.rule)?;
        (!fell_short_before(judged, &draft)).then_some((rule, draft))
    })
}

fn fell_short_before(judged: &Judged, draft: &DraftFinding) -> bool {
    let there = judged.catalog.find(&draft.entity);
    let before = there.and_then(|id| judged.finding(draft.rule, id));
    before.is_some_and(|before| before.message == draft.message)
}

/// One shortfall as a plan tells it.
pub(super) fn finding(
    judged: &Judged,
    rule: &Rule,
    draft: &DraftFinding,
    waivers: &[OrderedWaiver],
) -> PlanFinding {
    // What could not be told keeps nobody from anything.
    let severity = match draft.is_untold {
        true => draft.severity.min(Severity::Warning),
        false => draft.severity,
    };
    let standing = judged
        .waivers
        .iter()
        .find(|waiver| waiver.covers(&rule.id, &draft.entity) && waiver.holds_on(judged.today));
    // Of a rule that blocks and could not be told nobody makes an exception beforehand.
    let waivable = rule.for_new == Severity::Warning && standing.is_none();
    let ordered = waivers
        .iter()
        .find(|waiver| waivable && waiver.covers(&rule.id, &draft.entity));
    let waived = standing
        .map(|waiver| waiver.reason.clone())
        .or_else(|| ordered.map(|waiver| waiver.reason.clone()));
    let principles = rule.principles.iter().map(|id| {
        let principle = judged.vision.principle(id);
        principle.map_or(id.clone(), |principle| principle.title.clone())
    });
    let blueprint = rule
        .blueprint
        .as_ref()
        .map(|blueprint| format!("the blueprint {blueprint} does it"));
    let hints: Vec<String> = rule.remedy.clone().into_iter().chain(blueprint).collect();
    PlanFinding {
        blocking: severity == Severity::Blocking && waived.is_none(),
        message: draft.message.clone(),
        hint: (!hints.is_empty()).then(|| hints.join("; ")),
        step: None,
        shortfall: Some(Shortfall {
            rule: rule.id.clone(),
            severity: severity.name().to_owned(),
            entity: draft.entity.clone(),
            reason: rule.reason.clone(),
            principles: principles.collect(),
            waivable,
            waived,
        }),
    }
}

/// What is wrong with the vision's own files: it is not what keeps anybody from anything, but rules may be missing.
pub(super) fn complaints(judged: &Judged) -> Vec<PlanFinding> {
    let wrong = judged.vision.complaints.iter().filter(|wrong| wrong.is_error);
    let all: Vec<String> = wrong
        .map(|wrong| {
            let (file, at) = (&wrong.file, wrong.at);
            format!("{file}:{}:{}: {}", at.line, at.column, wrong.message)
        })
        .collect();
    let more = all.len().saturating_sub(MOST_COMPLAINTS);
    let hint = match more {
        0 => "what is right in the vision counts all the same; `muster vision check` tells more".to_owned(),
        more => format!("`muster vision check` tells of {more} more; what is right counts all the same"),
    };
    let told = all.into_iter().take(MOST_COMPLAINTS);
    told.map(|message| PlanFinding {
        message,
        hint: Some(hint.clone()),
        ..PlanFinding::default()
    })
    .collect()
}

/// The exceptions that a plan is agreed to with: each is journaled when its run is asked for.
pub(super) fn asked(judged: &Judged, plan: &Plan) -> Vec<WaiverAsk> {
    let until = judged
        .today
        .checked_add(jiff::Span::new().days(WAIVED_DAYS))
        .unwrap_or(judged.today);
    let shortfalls = plan
        .findings
        .iter()
        .filter_map(|finding| finding.shortfall.as_ref());
    let waived = shortfalls.filter_map(|shortfall| {
        let reason = shortfall.waived.as_ref().filter(|_| shortfall.waivable)?;
        Some(WaiverAsk {
            rule: shortfall.rule.clone(),
            entity: shortfall.entity.clone(),
            reason: reason.clone(),
            until,
        })
    });
    waived.collect()
}

/// The document of an entity among those that would be made.
pub(super) fn document<'d>(documents: &'d [Node], entity: &str) -> Option<&'d Node> {
    documents
        .iter()
        .find(|document| preview::reference(document).as_deref() == Some(entity))
}
