//! Approvals that the vision asks for: steps of their own before all others, so that nothing is done before somebody has
//! agreed, and all else that is true of steps is true of them. Who agrees is decided when the plan is made.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::preview;
use crate::model::blueprint::Blueprint;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef, Node, NodeId, Relation};
use crate::model::ownership::{Resolver, Turn, answers, leads};
use crate::model::run::{AskedNext, Order, PlanFinding};
use crate::model::vision::cel::{self, Asked, Facts};
use crate::model::vision::{ApprovalRule, Approver, Judged};
use crate::providers::people::{CHANGE_APPROVAL, VISION_APPROVAL, who};

/// An approval that a run needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Needed {
    /// The id of its step.
    pub step: String,
    /// The rule of the vision; empty where it is about somebody else's resource.
    pub rule: String,
    pub reason: String,
    /// Titles.
    pub principles: Vec<String>,
    /// Canonical refs of people; never the requester.
    pub by: Vec<String>,
    /// Canonical ref of what it is about, where that is one thing.
    pub entity: Option<String>,
    /// Canonical refs of all that it is about; only for changes.
    pub entities: Vec<String>,
    /// What the one who is asked first is to it; only for changes.
    pub role: Option<&'static str>,
    /// Who is asked where those of `by` do not answer, in turn; only for changes.
    pub then: Vec<Turn>,
}

/// What an approval is decided by.
pub(super) struct Occasion<'o> {
    pub judged: &'o Judged,
    pub order: &'o Order,
    pub blueprint: &'o Blueprint,
    pub requester: &'o str,
    /// Canonical refs of what the steps change.
    pub changed: &'o [String],
    /// What would be made.
    pub documents: &'o [Node],
}

/// The approvals that a run needs, in the order of the vision, and what is to be known about them.
pub(super) fn needed(occasion: &Occasion<'_>) -> (Vec<Needed>, Vec<PlanFinding>) {
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    let rules = occasion.judged.vision.approvals.iter();
    for rule in rules.filter(|rule| is_about(rule, occasion.blueprint)) {
        match asks(rule, occasion) {
            Ok(false) => continue,
            Ok(true) => {}
            Err(message) => findings.push(PlanFinding {
                message: format!(
                    "it cannot be told whether the approval `{}` is needed, so it is asked for: {message}",
                    rule.id
                ),
                hint: Some(format!("vision.yaml:{} says when", rule.at.line)),
                ..PlanFinding::default()
            }),
        }
        let one = occasion.needed(rule, &all);
        if one.by.is_empty() {
            findings.push(nobody(rule));
        }
        all.push(one);
    }
    (all, findings)
}

fn nobody(rule: &ApprovalRule) -> PlanFinding {
    let asked: Vec<String> = rule.by.iter().map(words).collect();
    PlanFinding {
        blocking: true,
        message: format!(
            "{} has to agree ({}), and there is nobody but you, who may not",
            asked.join(" or "),
            rule.reason
        ),
        hint: Some(format!(
            "name somebody else in `approvals` of the vision, rule `{}`, or give the team another lead or member",
            rule.id
        )),
        ..PlanFinding::default()
    }
}

fn words(approver: &Approver) -> String {
    match approver {
        Approver::Accountable => "the accountable person".to_owned(),
        Approver::ChangeApprover => "the change approver".to_owned(),
        Approver::OwnerLead => "the lead of the owner".to_owned(),
        Approver::Named(name) => name.clone(),
    }
}

/// Whether a rule is about a blueprint: by its name or its ref, with `*` for any letters.
fn is_about(rule: &ApprovalRule, blueprint: &Blueprint) -> bool {
    let is_it = |pattern: &String| {
        let pattern = pattern.to_lowercase();
        [&blueprint.name, &blueprint.entity_ref]
            .iter()
            .any(|name| fits(&pattern, &name.to_lowercase()))
    };
    rule.blueprints.is_empty() || rule.blueprints.iter().any(is_it)
}

/// Whether a text is a pattern's, in which `*` stands for any letters.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut rest = rest;
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn asks(rule: &ApprovalRule, occasion: &Occasion<'_>) -> Result<bool, String> {
    let Some(when) = &rule.when else { return Ok(true) };
    let Occasion { judged, order, .. } = occasion;
    let catalog = &judged.catalog;
    let asked = Asked::Approval {
        facts: Facts {
            catalog,
            technologies: &judged.technologies,
            radar: &judged.vision.radar,
        },
        blueprint: cel::Blueprint {
            entity_ref: &occasion.blueprint.entity_ref,
            name: &occasion.blueprint.name,
            type_: occasion.blueprint.type_.as_deref().unwrap_or_default(),
        },
        values: &order.values,
        requester: catalog.find(occasion.requester),
        entity: order.entity.as_deref().and_then(|entity| catalog.find(entity)),
    };
    when.holds(asked).map_err(|trouble| trouble.message)
}

impl Occasion<'_> {
    fn needed(&self, rule: &ApprovalRule, others: &[Needed]) -> Needed {
        let about = self.about();
        let mut by: BTreeSet<String> = rule.by.iter().flat_map(|who| self.asked(who, &about)).collect();
        by.remove(self.requester);
        if by.is_empty() {
            by.extend(rule.by.iter().find_map(|who| self.above(who, &about)));
        }
        let principles = rule.principles.iter().map(|id| {
            let principle = self.judged.vision.principle(id);
            principle.map_or(id.clone(), |principle| principle.title.clone())
        });
        Needed {
            step: self.free_id(&rule.id, others),
            rule: rule.id.clone(),
            reason: rule.reason.clone(),
            principles: principles.collect(),
            by: by.into_iter().collect(),
            entity: about.into_iter().next(),
            entities: Vec::new(),
            role: None,
            then: Vec::new(),
        }
    }

    /// An id that no other step has, whatever the blueprint calls its own.
    fn free_id(&self, rule: &str, others: &[Needed]) -> String {
        let mut id = format!("vision-approval-{rule}");
        while self.blueprint.steps.iter().any(|step| step.id == id) || others.iter().any(|one| one.step == id)
        {
            id.push_str("-2");
        }
        id
    }

    /// What the run is about: what the form was opened on, else what is there and is changed, else what would be made.
    fn about(&self) -> Vec<String> {
        if let Some(entity) = &self.order.entity {
            return vec![entity.clone()];
        }
        let catalog = &self.judged.catalog;
        let there = self
            .changed
            .iter()
            .filter(|entity| catalog.find(entity).is_some());
        let there: Vec<String> = there.cloned().collect();
        match there.is_empty() {
            true => self.documents.iter().filter_map(preview::reference).collect(),
            false => there,
        }
    }

    /// The people that an approver stands for.
    fn asked(&self, approver: &Approver, about: &[String]) -> Vec<String> {
        let catalog = &self.judged.catalog;
        let each =
            |person: &dyn Fn(&str) -> Option<String>| about.iter().filter_map(|one| person(one)).collect();
        match approver {
            Approver::Named(name) => EntityRef::parse(name, Some("user"), DEFAULT_NAMESPACE)
                .map(|name| who::people(catalog, &name))
                .unwrap_or_default(),
            Approver::Accountable => each(&|entity| self.accountable(entity)),
            Approver::ChangeApprover => each(&|entity| self.change_approver(entity)),
            Approver::OwnerLead => each(&|entity| {
                let owner = self.owner(entity)?;
                person(catalog, Resolver::new(catalog).of_owner(owner, &mut Vec::new()))
            }),
        }
    }

    fn accountable(&self, entity: &str) -> Option<String> {
        let catalog = &self.judged.catalog;
        if let Some(id) = catalog.find(entity) {
            return answers(catalog, id)
                .accountable
                .map(|person| person.entity_ref().to_owned());
        }
        let named = self.annotated(entity, "muster/accountable");
        named.or_else(|| {
            let mut resolver = Resolver::new(catalog);
            let owner = self.owner(entity);
            let of_owner = owner.and_then(|owner| resolver.of_owner(owner, &mut Vec::new()));
            let of_system = || {
                let system = self.stated(entity, &["spec", "system"], "system")?;
                let system = catalog.find(&system)?;
                resolver.accountable(system, &mut Vec::new())
            };
            person(catalog, of_owner.or_else(of_system))
        })
    }

    fn change_approver(&self, entity: &str) -> Option<String> {
        let catalog = &self.judged.catalog;
        if let Some(id) = catalog.find(entity) {
            let role = answers(catalog, id).change_approver;
            return role.person.map(|person| person.entity_ref().to_owned());
        }
        self.annotated(entity, "muster/change-approver")
            .or_else(|| self.accountable(entity))
    }

    /// A person whom a document that would be made names.
    fn annotated(&self, entity: &str, name: &str) -> Option<String> {
        let person = self.stated(entity, &["metadata", "annotations", name], "user")?;
        self.judged.catalog.find(&person).map(|_| person)
    }

    /// A reference in a document that would be made, in its canonical form.
    fn stated(&self, entity: &str, path: &[&str], kind: &str) -> Option<String> {
        let document = super::vision::document(self.documents, entity)?;
        let text = document.at_path(path)?.text()?;
        let parsed = EntityRef::parse(text, Some(kind), DEFAULT_NAMESPACE).ok()?;
        Some(parsed.as_str().to_owned())
    }

    fn owner(&self, entity: &str) -> Option<NodeId> {
        let catalog = &self.judged.catalog;
        if let Some(id) = catalog.find(entity) {
            return catalog.entity(id).owner();
        }
        let owner = self.stated(entity, &["spec", "owner"], "group")?;
        catalog.find_node(&owner)
    }

    /// Who answers where nobody is left but the requester: the leads of the groups above, from the nearest up.
    fn above(&self, approver: &Approver, about: &[String]) -> Option<String> {
        let catalog = &self.judged.catalog;
        let groups: Vec<NodeId> = match approver {
            Approver::Named(name) if name.starts_with("group:") => {
                catalog.find_node(name).into_iter().collect()
            }
            Approver::Named(name) => teams(catalog, name),
            _ => about.iter().filter_map(|entity| self.owner(entity)).collect(),
        };
        let mut leads = leads(catalog, groups).into_iter();
        leads.find(|lead| *lead != self.requester).map(str::to_owned)
    }
}

fn person(catalog: &Catalog, id: Option<crate::model::catalog::EntityId>) -> Option<String> {
    Some(catalog.entity(id?).entity_ref().to_owned())
}

fn teams(catalog: &Catalog, person: &str) -> Vec<NodeId> {
    let person = catalog.find(person).map(|id| catalog.entity(id));
    person.map_or_else(Vec::new, |person| person.targets(Relation::MemberOf).collect())
}

/// A blueprint's document with the steps of approvals before its own.
pub(super) fn with_steps(blueprint: &Blueprint, needed: &[Needed]) -> Value {
    let mut document = blueprint.document.clone();
    let Some(steps) = document.pointer_mut("/spec/steps").and_then(Value::as_array_mut) else {
        return document;
    };
    // A step without an id is called by its place, which would be another one.
    for (step, known) in steps.iter_mut().zip(&blueprint.steps) {
        if let Some(step) = step.as_object_mut() {
            step.insert("id".to_owned(), known.id.as_str().into());
        }
    }
    steps.splice(0..0, needed.iter().map(|needed| needed.step(blueprint)));
    document
}

/// A document without the approvals that were put into it.
pub(super) fn without_steps(document: &Value) -> Value {
    let mut document = document.clone();
    if let Some(steps) = document.pointer_mut("/spec/steps").and_then(Value::as_array_mut) {
        let is_added = |action: &str| matches!(action, VISION_APPROVAL | CHANGE_APPROVAL);
        steps.retain(|step| !step.get("action").and_then(Value::as_str).is_some_and(is_added));
    }
    document
}

impl Needed {
    /// Who is asked where nobody answers.
    pub fn next(&self) -> Vec<AskedNext> {
        let next = |turn: &Turn| AskedNext {
            person: turn.person.clone(),
            role: turn.role.word().to_owned(),
        };
        self.then.iter().map(next).collect()
    }

    fn step(&self, blueprint: &Blueprint) -> Value {
        let mut reason = format!("{}: {}", blueprint.title, self.reason);
        for principle in &self.principles {
            reason.push_str(&format!("\nPrinciple: {principle}"));
        }
        let mut step = json!({
            "id": self.step,
            "name": plain(&format!("Somebody agrees: {}", self.reason)),
            "action": if self.rule.is_empty() { CHANGE_APPROVAL } else { VISION_APPROVAL },
            "input": {
                "approvers": self.by,
                "reason": plain(&reason),
                "entity": self.entity,
            },
        });
        if self.rule.is_empty() {
            step["input"]["role"] = self.role.into();
            step["input"]["then"] = json!(self.next());
            step["input"]["entities"] = json!(self.entities);
        }
        step
    }
}

/// A text in which nothing is an expression.
fn plain(text: &str) -> String {
    [("${{", "${ {"), ("{%", "{ %"), ("{#", "{ #")]
        .into_iter()
        .fold(text.to_owned(), |text, (sign, apart)| text.replace(sign, apart))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, text, is_it) in [
            ("kafka-topic", "kafka-topic", true),
            ("kafka-topic", "kafka-topics", false),
            ("kafka-*", "kafka-topic", true),
            ("*-topic", "kafka-topic", true),
            ("*a*o*", "kafka-topic", true),
            ("*", "", true),
            ("k*k", "k", false),
            ("template:*/kafka-topic", "template:default/kafka-topic", true),
            ("", "kafka-topic", false),
        ] {
            assert_eq!(fits(pattern, text), is_it, "{pattern} {text}");
        }
    }

    #[test]
    fn what_the_vision_says_is_no_expression() {
        assert_eq!(
            plain("a ${{ secrets.x }} b {% if %}"),
            "a ${ { secrets.x }} b { % if %}"
        );
    }
}
