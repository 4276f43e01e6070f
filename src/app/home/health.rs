//! What does not answer: what concerns the person first, what is silenced last. Pure.

use super::content::{Body, Line, Part, Section};
use crate::app::health::Aim;
use crate::app::health::words::{at, concerns};
use crate::app::link::Link;
use crate::app::shared::Shared;
use crate::model::health::{Health, Probed};
use crate::model::text::{counted, grouped};

/// Lines at most, the one that counts what is left among them.
const LINES: usize = 4;

/// Nothing where nothing is down.
pub(super) fn section(shared: &Shared) -> Option<Section> {
    let healths = shared.health.known()?;
    let catalog = shared.catalog.value();
    let is_mine = |probed: &Probed| match (catalog, &shared.me) {
        (Some(catalog), Some(me)) => concerns(catalog, &probed.entity, me),
        _ => false,
    };
    let is_silent = |probed: &Probed| healths.silence(&probed.entity, shared.now).is_some();
    let mut down: Vec<&Probed> = Vec::new();
    for probed in &healths.probes {
        // An entity is down once, however many of its probes say so.
        let is_known = || down.iter().any(|known| known.entity == probed.entity);
        if probed.state == Health::Down && !is_known() {
            down.push(probed);
        }
    }
    down.sort_by_cached_key(|probed| (is_silent(probed), !is_mine(probed)));
    let room = if down.len() > LINES { LINES - 1 } else { LINES };
    let mut lines: Vec<Line> = down
        .iter()
        .take(room)
        .map(|probed| line(probed, shared))
        .collect();
    let more = down.len().saturating_sub(room);
    if more > 0 {
        let text = format!("and {} more", grouped(more));
        let link = Link::Health(Aim {
            words: "is:down".to_owned(),
        });
        lines.push(Line::leading("down more", Body::More(text), link));
    }
    let note = counted(down.len(), "entity", "entities");
    (!lines.is_empty()).then(|| Section::new(Part::Down, "Down", lines).noted(vec![note]))
}

fn line(probed: &Probed, shared: &Shared) -> Line {
    let healths = shared.health.known();
    let silence = healths.and_then(|healths| healths.silence(&probed.entity, shared.now));
    let seen = match silence {
        Some(silence) => {
            let until = at(silence.until, shared.now, &shared.zone);
            format!("silenced until {until}: {}", silence.reason)
        }
        None => format!("{}: {}", probed.probe, probed.seen),
    };
    let body = Body::Down {
        entity_ref: probed.entity.clone(),
        since: probed
            .since
            .map(|since| at(since, shared.now, &shared.zone))
            .unwrap_or_default(),
        seen,
        silenced: silence.is_some(),
    };
    let link = Link::Health(Aim::of(&probed.entity));
    Line::leading(format!("down {}", probed.entity), body, link)
}
