//! `approvals`, `waivers` and `grantors`: who must agree, who answers for an exception, who may grant one.

use jiff::civil::Date;

use super::reader::{Reader, unknown};
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef, Node};
use crate::model::vision::cel::{Setting, Yield};
use crate::model::vision::{ApprovalRule, Approver, Rule, Waiver, WaiverSource};

const APPROVAL_KEYS: [&str; 6] = ["id", "blueprint", "when", "by", "reason", "principles"];
const WAIVER_KEYS: [&str; 5] = ["rule", "entity", "owner", "reason", "until"];

pub(super) fn approvals(reader: &mut Reader<'_>, root: &Node) -> Vec<ApprovalRule> {
    let mut approvals: Vec<ApprovalRule> = Vec::new();
    for item in reader.list(root, "approvals", "approvals") {
        let Some(approval) = approval(reader, item) else {
            continue;
        };
        if approvals.iter().any(|known| known.id == approval.id) {
            let message = format!(
                "there is an approval `{}` already; give this one another id",
                approval.id
            );
            reader.wrong(item.at, message);
        } else {
            approvals.push(approval);
        }
    }
    approvals
}

fn approval(reader: &mut Reader<'_>, item: &Node) -> Option<ApprovalRule> {
    if !reader.is_mapping(item, "an approval") {
        return None;
    }
    reader.knows(item, &APPROVAL_KEYS);
    let id = reader.id(item, "many-partitions");
    let blueprints = reader.texts(item, "blueprint").into_iter();
    let blueprints = blueprints.map(|(_, text)| blueprint_name(text)).collect();
    let condition = item.get("when").filter(|node| !node.is_null());
    // An approval whose condition cannot be told must not be asked for always, nor never: it is left out and told of.
    let when = match condition {
        Some(node) => reader
            .expression(node, "when", Setting::Approval, Yield::Bool)
            .map(Some),
        None => Some(None),
    };
    let written = reader.texts(item, "by");
    if written.is_empty() && item.get("by").is_none_or(Node::is_null) {
        reader.wrong(
            item.at,
            "there is no `by`; write by: with accountable, change-approver, owner-lead, a user or a group",
        );
    }
    let by: Vec<Approver> = written
        .into_iter()
        .filter_map(|(node, text)| approver(reader, node, text))
        .collect();
    let (_, reason) = reader.needed(item, "reason", "many partitions cost memory on every broker")?;
    let principles = reader.principles(item);
    (!by.is_empty()).then_some(())?;
    Some(ApprovalRule {
        id: id?.to_owned(),
        blueprints,
        when: when?,
        by,
        reason: reason.to_owned(),
        principles,
        at: item.at,
    })
}

/// The name of a blueprint, also where its whole reference is written.
fn blueprint_name(text: &str) -> String {
    let name = text.rsplit(['/', ':']).next().unwrap_or(text);
    name.to_lowercase()
}

fn approver(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<Approver> {
    match text {
        "accountable" => return Some(Approver::Accountable),
        "change-approver" => return Some(Approver::ChangeApprover),
        "owner-lead" => return Some(Approver::OwnerLead),
        _ => {}
    }
    person_or_group(reader, node, text).map(Approver::Named)
}

/// A User or a Group by its whole reference.
fn person_or_group(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<String> {
    match EntityRef::parse(text, None, DEFAULT_NAMESPACE) {
        Ok(entity) if matches!(entity.kind(), "user" | "group") => reader.reference(node, text, None),
        _ => {
            let message = format!("`{text}` is nobody; write group:default/platform or user:default/ana");
            reader.wrong(node.at, message);
            None
        }
    }
}

pub(super) fn grantors(reader: &mut Reader<'_>, root: &Node) -> Vec<String> {
    let written = reader.texts(root, "grantors").into_iter();
    written
        .filter_map(|(node, text)| person_or_group(reader, node, text))
        .collect()
}

pub(super) fn waivers(reader: &mut Reader<'_>, root: &Node, rules: &[Rule]) -> Vec<Waiver> {
    let mut waivers: Vec<Waiver> = Vec::new();
    for item in reader.list(root, "waivers", "waivers") {
        let Some(waiver) = waiver(reader, item, rules) else {
            continue;
        };
        if waivers
            .iter()
            .any(|known| known.covers(&waiver.rule, &waiver.entity))
        {
            let message = format!(
                "`{}` of {} is waived here twice; keep one",
                waiver.rule, waiver.entity
            );
            reader.wrong(item.at, message);
        } else {
            waivers.push(waiver);
        }
    }
    waivers
}

fn waiver(reader: &mut Reader<'_>, item: &Node, rules: &[Rule]) -> Option<Waiver> {
    if !reader.is_mapping(item, "a waiver") {
        return None;
    }
    reader.knows(item, &WAIVER_KEYS);
    let rule = reader.needed(item, "rule", "meet-through-events");
    let rule = rule.filter(|(node, id)| {
        let is_there = rules.iter().any(|rule| rule.id == *id);
        if !is_there {
            let known = rules.iter().map(|rule| rule.id.as_str());
            reader.wrong(node.at, unknown("rule", id, known));
        }
        is_there
    });
    let entity = reader.needed(item, "entity", "component:default/legacy");
    let entity = entity.and_then(|(node, text)| reader.reference(node, text, None));
    let owner = reader.needed(item, "owner", "user:default/ana");
    let owner = owner.and_then(|(node, text)| {
        let owner = reader.reference(node, text, Some("user"))?;
        let is_person = owner.starts_with("user:");
        if !is_person {
            let message =
                format!("`{text}` is no person; one person answers for an exception: user:default/ana");
            reader.wrong(node.at, message);
        }
        is_person.then_some(owner)
    });
    let reason = reader.needed(item, "reason", "it is switched off in autumn");
    let until = reader.needed(item, "until", "2026-12-31");
    let until = until.and_then(|(node, text)| {
        let date = text.parse::<Date>().ok();
        if date.is_none() {
            reader.wrong(node.at, format!("`{text}` is no day; write until: 2026-12-31"));
        }
        date
    });
    Some(Waiver {
        rule: rule?.1.to_owned(),
        entity: entity?,
        owner: owner?,
        reason: reason?.1.to_owned(),
        until: until?,
        granted_by: None,
        source: WaiverSource::File(item.at),
    })
}
