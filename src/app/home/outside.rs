//! What of the world outside concerns whoever looks after the catalog: what nobody registered, what is gone, which places
//! could not be seen. Pure.

use super::content::{Body, Line, Part, Section};
use crate::app::discovery::words::{self, Health};
use crate::app::link::Link;
use crate::app::shared::Shared;

/// Nothing where nobody has looked yet, or all is well.
pub(super) fn section(shared: &Shared) -> Option<Section> {
    let known = shared.discovery.known()?;
    let counts = words::summary(known).into_iter();
    let mut lines: Vec<Line> = counts
        .map(|(count, text)| {
            let body = Body::Outside { count, text };
            Line::leading(format!("outside {text}"), body, Link::Discovery)
        })
        .collect();
    for place in &known.discovery.places {
        let (health, text) = words::place(place, &shared.discovery, shared.now);
        if health == Health::Down {
            let text = format!("{}: {text}", place.name);
            let id = format!("outside place {}", place.name);
            lines.push(Line::leading(id, Body::Failed(text), Link::Discovery));
        }
    }
    (!lines.is_empty()).then(|| Section::new(Part::Outside, "Outside", lines))
}
