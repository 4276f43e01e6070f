//! The six answers, always in the same order and place, and the way to the first of them.

use super::build::{Lines, node_pieces, with_names};
use super::{Body, Lead, Piece, Sign, Tone};
use crate::model::catalog::{Catalog, Entity, NodeId, Severity};
use crate::model::ownership::{Answers, Role};

/// Adds a line for each answer.
pub(super) fn add(
    catalog: &Catalog,
    entity: Entity<'_>,
    answers: &Answers<'_>,
    compact: bool,
    lines: &mut Lines,
) {
    add_accountable(catalog, answers, compact, lines);
    add_owner(catalog, entity, answers.owner, lines);
    for (id, label, role) in [
        ("deputy", "Deputy", answers.deputy),
        ("change-approver", "Change approver", answers.change_approver),
        ("contact", "Contact", answers.contact),
        ("cost-owner", "Cost owner", answers.cost_owner),
    ] {
        add_role(id, label, role, lines);
    }
    add_belongs_to(catalog, &answers.belongs_to, lines);
}

fn add_accountable(catalog: &Catalog, answers: &Answers<'_>, compact: bool, lines: &mut Lines) {
    let last = answers.path.last().filter(|_| answers.accountable.is_some());
    let reason = last.map(|step| with_names(catalog, step));
    let mut pieces = match answers.accountable {
        Some(person) => vec![Piece::Text(person.label().to_owned(), Tone::Name)],
        None => vec![
            Piece::Sign(Sign::Problem(Severity::Error)),
            Piece::Text("nobody".to_owned(), Tone::Bad),
        ],
    };
    if let (true, Some(reason)) = (compact, &reason) {
        pieces.push(Piece::muted(format!(" {reason}")));
    }
    let lead = answers.accountable.map_or(Lead::Nowhere, |person| {
        Lead::Entity(person.entity_ref().to_owned())
    });
    lines.row("accountable", Some("Accountable"), pieces, lead);
    if !compact {
        let reason = reason.unwrap_or_else(|| "no rule leads to a person".to_owned());
        lines.push(Body::Row {
            label: Some(""),
            pieces: vec![Piece::muted(reason)],
        });
    }
}

fn add_owner(catalog: &Catalog, entity: Entity<'_>, owner: Option<NodeId>, lines: &mut Lines) {
    let (pieces, lead) = match (owner, entity.owner_text()) {
        (Some(owner), _) => (
            node_pieces(catalog, owner),
            Lead::Entity(catalog.node_ref(owner).to_owned()),
        ),
        (None, Some(text)) => (
            vec![
                Piece::plain(text),
                Piece::Sign(Sign::Missing),
                Piece::Text("not a Group or User".to_owned(), Tone::Warning),
            ],
            Lead::Nowhere,
        ),
        (None, None) => (vec![Piece::muted("nobody")], Lead::Nowhere),
    };
    lines.row("owner", Some("Owner"), pieces, lead);
}

fn add_role(id: &'static str, label: &'static str, role: Role<'_>, lines: &mut Lines) {
    let (pieces, lead) = match role.person {
        Some(person) => {
            let lead = Lead::Entity(person.entity_ref().to_owned());
            let pieces = match role.fallback {
                true => vec![
                    Piece::muted(person.label()),
                    Piece::Sign(Sign::Fallback),
                    Piece::muted("accountable"),
                ],
                false => vec![Piece::Text(person.label().to_owned(), Tone::Name)],
            };
            (pieces, lead)
        }
        None => (vec![Piece::muted("nobody")], Lead::Nowhere),
    };
    lines.row(id, Some(label), pieces, lead);
}

/// From the nearest to the widest on one line; the line leads to the nearest.
fn add_belongs_to(catalog: &Catalog, chain: &[NodeId], lines: &mut Lines) {
    let Some(nearest) = chain.first() else {
        return lines.row(
            "belongs-to",
            Some("Belongs to"),
            vec![Piece::muted("nothing")],
            Lead::Nowhere,
        );
    };
    let mut pieces = Vec::new();
    for (at, node) in chain.iter().enumerate() {
        if at > 0 {
            pieces.push(Piece::muted("in"));
        }
        pieces.append(&mut node_pieces(catalog, *node));
    }
    let lead = Lead::Entity(catalog.node_ref(*nearest).to_owned());
    lines.row("belongs-to", Some("Belongs to"), pieces, lead);
}

/// The whole way to the accountable person, where it has more than the one step that is shown beside the name.
pub(super) fn add_reason(catalog: &Catalog, answers: &Answers<'_>, lines: &mut Lines) {
    if answers.path.len() < 2 {
        return;
    }
    lines.heading(match answers.accountable {
        Some(person) => format!("Why {}", person.label()),
        None => "Why nobody is accountable".to_owned(),
    });
    for (at, step) in answers.path.iter().enumerate() {
        let id = format!("reason {at}");
        let step = with_names(catalog, step);
        lines.prose(id, Some(Sign::Bullet), step, Tone::Plain, Lead::Nowhere);
    }
}
