//! What an entity is related to: what it needs and what needs it, the people of a team, the parts of a system. The first
//! few of each; the whole lists are a key away.

use super::build::{Lines, node_pieces, short};
use super::{Body, Lead, Piece, Sign, Tone};
use crate::app::discovery::Known;
use crate::app::discovery::words as discovery_words;
use crate::app::tree::words;
use crate::model::catalog::graph::{Direction, Neighbour, neighbours};
use crate::model::catalog::query::Facet;
use crate::model::catalog::{Catalog, Entity, NodeId, Relation};
use crate::model::discovery::{Observed, Standing};
use crate::model::text::{counted, grouped};

/// This many of each sort are named.
const NAMED: usize = 6;

pub(super) fn add(catalog: &Catalog, entity: Entity<'_>, known: Option<&Known>, lines: &mut Lines) {
    match entity.kind() {
        "Group" => add_group(catalog, entity, lines),
        "User" => add_user(catalog, entity, lines),
        "System" | "Domain" => add_parts(catalog, entity, lines),
        _ => {}
    }
    for direction in [Direction::Down, Direction::Up] {
        let found = neighbours(catalog, entity.node(), direction);
        let seen = Seen {
            known,
            entity,
            direction,
        };
        add_dependencies(catalog, &found, &seen, lines);
    }
}

/// What was seen of the dependencies of an entity in a direction.
struct Seen<'a> {
    known: Option<&'a Known>,
    entity: Entity<'a>,
    direction: Direction,
}

impl Seen<'_> {
    /// Whether a dependency is declared that nobody was seen to have.
    fn is_unseen(&self, other: &str) -> bool {
        let here = self.entity.entity_ref();
        let (from, to) = match self.direction {
            Direction::Down => (here, other),
            Direction::Up => (other, here),
        };
        self.known.is_some_and(|known| known.is_unseen(from, to))
    }

    /// What was seen and is not declared, or is at something that is not registered: a line each.
    fn add(&self, lines: &mut Lines) {
        let Some(known) = self.known else { return };
        let here = self.entity.entity_ref();
        let seen = known.of_entity(here, self.direction);
        let seen: Vec<&Observed> = seen.filter(|seen| seen.standing != Standing::Unseen).collect();
        let sign = match self.direction {
            Direction::Down => Sign::SeenDown,
            Direction::Up => Sign::SeenUp,
        };
        for observed in seen.iter().take(NAMED) {
            let other = match self.direction {
                Direction::Down => observed.to.as_ref().unwrap_or(&observed.id),
                Direction::Up => observed.from.as_ref().unwrap_or(&observed.who),
            };
            let note = format!(
                " {}: {}",
                discovery_words::standing(observed.standing),
                observed.evidence.join("; ")
            );
            let pieces = vec![
                Piece::Sign(sign),
                Piece::Text(short(other).to_owned(), Tone::Name),
                Piece::Text(note, Tone::Warning),
            ];
            let lead = match (&observed.from, &observed.to) {
                (Some(from), Some(to)) => Lead::Seen {
                    other: other.clone(),
                    from: from.clone(),
                    to: to.clone(),
                },
                _ => Lead::Outside,
            };
            let way = discovery_words::way(observed.way);
            lines.row(
                format!("seen {} {way} {other}", self.direction.name()),
                None,
                pieces,
                lead,
            );
        }
        if seen.len() > NAMED {
            let text = format!("{} more that differ, outside", grouped(seen.len() - NAMED));
            let id = format!("seen more {}", self.direction.name());
            lines.row(
                id,
                None,
                vec![Piece::Sign(sign), Piece::muted(text)],
                Lead::Outside,
            );
        }
    }

    fn is_empty(&self) -> bool {
        let Some(known) = self.known else { return true };
        let mut seen = known.of_entity(self.entity.entity_ref(), self.direction);
        !seen.any(|seen| seen.standing != Standing::Unseen)
    }
}

fn add_dependencies(catalog: &Catalog, found: &[Neighbour], seen: &Seen<'_>, lines: &mut Lines) {
    let direction = seen.direction;
    if found.is_empty() && seen.is_empty() {
        return;
    }
    lines.heading(format!("{} {}", words::heading(direction), grouped(found.len())));
    let sign = match direction {
        Direction::Down => Sign::Down,
        Direction::Up => Sign::Up,
    };
    for neighbour in found.iter().take(NAMED) {
        add_node(
            catalog,
            direction.name(),
            sign,
            neighbour.node,
            words::verb(neighbour.relation, direction),
            lines,
        );
        if seen.is_unseen(catalog.node_ref(neighbour.node)) {
            lines.remark(discovery_words::standing(Standing::Unseen));
        }
    }
    if found.len() > NAMED {
        let text = format!("{} more, in the tree", grouped(found.len() - NAMED));
        lines.row(
            format!("more {}", direction.name()),
            None,
            vec![Piece::Sign(sign), Piece::muted(text)],
            Lead::Tree,
        );
    }
    seen.add(lines);
}

fn add_node(catalog: &Catalog, section: &str, sign: Sign, node: NodeId, remark: &str, lines: &mut Lines) {
    let entity_ref = catalog.node_ref(node);
    let mut pieces = vec![Piece::Sign(sign)];
    pieces.append(&mut node_pieces(catalog, node));
    let kind = catalog.entity_of(node).map(|entity| entity.kind());
    let words: Vec<&str> = kind
        .into_iter()
        .chain([remark])
        .filter(|word| !word.is_empty())
        .collect();
    pieces.push(Piece::muted(format!(" {}", words.join(" · "))));
    let lead = Lead::Entity(entity_ref.to_owned());
    let id = format!("{section} {entity_ref}");
    lines.stop(id, lead, Body::Row { label: None, pieces });
}

fn add_group(catalog: &Catalog, group: Entity<'_>, lines: &mut Lines) {
    let leads: Vec<NodeId> = group
        .targets(Relation::LedBy)
        .chain(group.sources(Relation::LeaderOf))
        .collect();
    let mut members: Vec<NodeId> = group.sources(Relation::MemberOf).collect();
    members.retain(|member| !leads.contains(member));
    members.splice(0..0, leads.iter().copied());
    members.dedup();
    add_nodes(
        catalog,
        "Members",
        &members,
        |node| if leads.contains(&node) { "lead" } else { "" },
        Lead::Nowhere,
        lines,
    );
    let parents: Vec<NodeId> = group.targets(Relation::ChildOf).collect();
    add_nodes(catalog, "Part of", &parents, |_| "", Lead::Nowhere, lines);
    let children: Vec<NodeId> = group.sources(Relation::ChildOf).collect();
    add_nodes(catalog, "Teams in it", &children, |_| "", Lead::Nowhere, lines);
    add_owned(catalog, group, lines);
}

fn add_user(catalog: &Catalog, user: Entity<'_>, lines: &mut Lines) {
    let groups: Vec<NodeId> = user.targets(Relation::MemberOf).collect();
    let leads = |node: NodeId| {
        let leads = user.targets(Relation::LeaderOf).any(|led| led == node);
        if leads || user.sources(Relation::LedBy).any(|led| led == node) {
            "lead"
        } else {
            ""
        }
    };
    add_nodes(catalog, "Member of", &groups, leads, Lead::Nowhere, lines);
    let count = catalog
        .entities()
        .filter(|entity| {
            entity.id != user.id && entity.accountable().is_some_and(|person| person.id == user.id)
        })
        .count();
    lines.heading("Answers for");
    add_count(count, Facet::Accountable, user, lines);
    let owns = user.sources(Relation::OwnedBy).count();
    if owns > 0 {
        add_owned(catalog, user, lines);
    }
}

/// How many entities an owner has, and the way to them.
fn add_owned(catalog: &Catalog, owner: Entity<'_>, lines: &mut Lines) {
    let owned: Vec<NodeId> = owner.sources(Relation::OwnedBy).collect();
    let all = Lead::Entities(Facet::Owner, owner.entity_ref().to_owned());
    add_nodes(catalog, "Owns", &owned, |_| "", all, lines);
    if owned.is_empty() {
        lines.heading("Owns 0");
    }
}

fn add_count(count: usize, facet: Facet, of: Entity<'_>, lines: &mut Lines) {
    let text = counted(count, "entity", "entities");
    let lead = match count {
        0 => Lead::Nowhere,
        _ => Lead::Entities(facet, of.entity_ref().to_owned()),
    };
    let tone = if count == 0 { Tone::Muted } else { Tone::Name };
    let pieces = vec![Piece::Sign(Sign::Down), Piece::Text(text, tone)];
    lines.row(format!("count {}", facet.name()), None, pieces, lead);
}

fn add_parts(catalog: &Catalog, whole: Entity<'_>, lines: &mut Lines) {
    let parts: Vec<NodeId> = whole.sources(Relation::PartOf).collect();
    let all = match whole.kind() {
        "System" => Lead::Entities(Facet::System, whole.entity_ref().to_owned()),
        _ => Lead::Nowhere,
    };
    add_nodes(catalog, "Parts", &parts, |_| "", all, lines);
}

/// A section of related nodes; where there are more, a line that leads to all of them.
fn add_nodes(
    catalog: &Catalog,
    title: &str,
    nodes: &[NodeId],
    remark: impl Fn(NodeId) -> &'static str,
    all: Lead,
    lines: &mut Lines,
) {
    if nodes.is_empty() {
        return;
    }
    lines.heading(format!("{title} {}", grouped(nodes.len())));
    // A long list that cannot be opened as a table is shown whole: there is no other place for it.
    let named = if all == Lead::Nowhere { nodes.len() } else { NAMED };
    for node in nodes.iter().take(named) {
        add_node(catalog, title, Sign::Down, *node, remark(*node), lines);
    }
    if all != Lead::Nowhere && nodes.len() > named {
        let text = format!(
            "{} more: list all {}",
            grouped(nodes.len() - named),
            grouped(nodes.len())
        );
        lines.row(
            format!("more {title}"),
            None,
            vec![Piece::Sign(Sign::Down), Piece::muted(text)],
            all,
        );
    }
}

/// Everything that names a node, with the relation's name.
pub(super) fn add_incoming(catalog: &Catalog, node: NodeId, lines: &mut Lines) {
    let edges: Vec<_> = catalog.incoming(node).collect();
    if edges.is_empty() {
        return;
    }
    lines.heading(format!("Named by {}", grouped(edges.len())));
    for edge in edges {
        let section = format!("named by {}", short(edge.relation.names().0));
        add_node(
            catalog,
            &section,
            Sign::Up,
            edge.node,
            edge.relation.names().0,
            lines,
        );
    }
}
