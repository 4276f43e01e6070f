//! Technologies in rings that say something against them, as rules like all others.

use super::quote::quoted;
use super::radar::Placed;
use super::reader::Reader;
use crate::model::catalog::Position;
use crate::model::vision::cel::Yield;
use crate::model::vision::{Examples, Origin, Radar, Rule, Scope, Technology, TechnologyId};

/// The kinds of what uses technologies; people and places do not.
const USERS: [&str; 3] = ["Component", "API", "Resource"];

/// A rule for each technology whose ring has a severity.
pub(super) fn rules(reader: &mut Reader<'_>, placed: &Placed) -> Vec<Rule> {
    let technologies = placed.radar.technologies.iter().zip(&placed.places);
    technologies
        .enumerate()
        .filter_map(|(index, (technology, place))| {
            let id = TechnologyId(u16::try_from(index).ok()?);
            rule(reader, &placed.radar, (id, technology), *place)
        })
        .collect()
}

fn rule(
    reader: &mut Reader<'_>,
    radar: &Radar,
    (id, technology): (TechnologyId, &Technology),
    at: Position,
) -> Option<Rule> {
    let ring = radar.ring_of(technology)?;
    let for_new = ring.for_new.or(ring.severity)?;
    let title = format!("{} is on {}", technology.title, ring.name);
    let reason = technology.stage().and_then(|stage| stage.reason.clone());
    let instead: Vec<&str> = technology
        .instead
        .iter()
        .map(|id| {
            let found = radar.technologies.iter().find(|technology| technology.id == *id);
            found.map_or(id.as_str(), |technology| technology.title.as_str())
        })
        .collect();
    let remedy = (!instead.is_empty()).then(|| format!("Use {} instead", instead.join(" or ")));
    let mut message = format!("uses {}, which is on {}", technology.title, ring.name);
    if let Some(reason) = &reason {
        message.push_str(&format!(": {}", reason.trim_end_matches('.')));
    }
    if let Some(remedy) = &remedy {
        message.push_str(&format!(". {remedy}"));
    }
    let require = format!("!({} in entity.technologies)", quoted(&technology.id));
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let slug: String = technology
        .id
        .chars()
        .map(|c| if is_kept(&c) { c } else { '-' })
        .collect();
    Some(Rule {
        id: format!("radar-{slug}"),
        title,
        severity: ring.severity.unwrap_or(for_new),
        for_new,
        only_new: ring.severity.is_none(),
        origin: Origin::Technology(id),
        principles: technology.principles.clone(),
        reason,
        scope: Scope {
            kinds: USERS.map(str::to_owned).to_vec(),
            ..Scope::default()
        },
        each: None,
        require: reader.made(at, &require, Yield::Bool)?,
        message: reader.made(at, &quoted(&message), Yield::Text),
        remedy,
        blueprint: None,
        links: technology.links.clone(),
        examples: Examples::default(),
        // What the vision adds to a technology of a file stands in the vision.
        file: match at.line {
            0 => technology.file.clone(),
            _ => reader.file.to_owned(),
        },
        at,
    })
}
