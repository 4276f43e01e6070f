//! What of the world outside concerns whoever looks after the catalog: what nobody registered, what is gone, which places
//! could not be seen. Pure.

use super::content::{Body, Line, Part, Section};
use crate::app::discovery::words::{self, Health};
use crate::app::link::Link;
use crate::app::shared::Shared;

/// Nothing where there is nowhere to look, or all is well.
pub(super) fn section(shared: &Shared) -> Option<Section> {
    let known = shared.discovery.known()?;
    let counts = words::summary(known).into_iter();
    let mut lines: Vec<Line> = counts
        .map(|(count, text)| {
            let body = Body::Outside { count, text };
            Line::leading(format!("outside {text}"), body, Link::Discovery)
        })
        .collect();
    let places = &known.discovery.places;
    if !places.is_empty()
        && places
            .iter()
            .all(|place| place.taken.is_none() && place.problems.is_empty())
    {
        let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
        let text = format!("Nobody has looked yet at {}; Enter leads there", names.join(", "));
        lines.push(Line::leading("outside never", Body::Words(text), Link::Discovery));
    }
    for place in places {
        let (health, text) = words::place(place, &shared.discovery, shared.now);
        if health == Health::Down {
            let text = format!("{}: {text}", place.name);
            let id = format!("outside place {}", place.name);
            lines.push(Line::leading(id, Body::Failed(text), Link::Discovery));
        }
    }
    (!lines.is_empty()).then(|| Section::new(Part::Outside, "Outside", lines))
}
