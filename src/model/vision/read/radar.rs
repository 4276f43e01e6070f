//! `radar`: quadrants, rings and technologies that are written in the vision itself, joined with those of radar files.

use jiff::Span;
use jiff::civil::Date;

use super::reader::{Reader, unknown};
use crate::model::catalog::{Node, Position, Value};
use crate::model::vision::{KnownBy, Moved, Quadrant, Radar, Ring, Stage, Technology, slug};

const KEYS: [&str; 4] = ["files", "quadrants", "rings", "technologies"];
const RING_KEYS: [&str; 5] = ["id", "name", "description", "severity", "new"];
const TECHNOLOGY_KEYS: [&str; 11] = [
    "id",
    "title",
    "quadrant",
    "ring",
    "timeline",
    "description",
    "reason",
    "links",
    "principles",
    "instead",
    "known-by",
];
const STAGE_KEYS: [&str; 3] = ["date", "ring", "reason"];
const KNOWN_BY_KEYS: [&str; 4] = ["tags", "types", "annotations", "dependencies"];

/// More than any radar shows; far fewer than a [`crate::model::vision::TechnologyId`] can tell apart.
const MOST_TECHNOLOGIES: usize = 5000;

/// A radar, and where each of its technologies stands in the vision's file; those of files stand nowhere in it.
pub(super) struct Placed {
    pub radar: Radar,
    pub places: Vec<Position>,
}

/// The radar of a vision's file and of the radar files that it names.
pub(super) fn read(reader: &mut Reader<'_>, node: Option<&Node>, files: Vec<Radar>) -> Placed {
    let nothing = Node {
        value: Value::Null,
        at: Position::default(),
    };
    let node = node.filter(|node| !node.is_null()).unwrap_or(&nothing);
    if !node.is_null() && reader.is_mapping(node, "`radar`") {
        reader.knows(node, &KEYS);
    }
    let mut radar = Radar {
        quadrants: quadrants(reader, node),
        rings: rings(reader, node),
        technologies: Vec::new(),
    };
    let given_quadrants = radar.quadrants.len();
    for file in files {
        join(&mut radar, file, given_quadrants);
    }
    if radar.rings.is_empty() {
        let standard = Ring::STANDARD.into_iter();
        radar.rings = standard.map(|id| Ring::named(id, &capitalised(id))).collect();
    }
    let mut places = vec![Position::default(); radar.technologies.len()];
    let mut instead = Vec::new();
    for item in reader.list(node, "technologies", "technologies") {
        if radar.technologies.len() >= MOST_TECHNOLOGIES {
            reader.wrong(
                item.at,
                "there are too many technologies; those from here on are left out",
            );
            break;
        }
        let Some(written) = technology(reader, item, &mut radar) else {
            continue;
        };
        instead.extend(named(item.get("instead")));
        match radar.technologies.iter().position(|known| known.id == written.id) {
            Some(index) if places.get(index).is_some_and(|place| place.line > 0) => {
                let message = format!("there is a technology `{}` already; keep one", written.id);
                reader.wrong(item.at, message);
            }
            Some(index) => {
                add_to(&mut radar.technologies[index], written);
                places[index] = item.at;
            }
            None if written.timeline.is_empty() => {
                reader.needed(item, "ring", "adopt");
            }
            None => {
                radar.technologies.push(written);
                places.push(item.at);
            }
        }
    }
    for (node, id) in instead {
        if radar.find(&slug(id)).is_none() {
            let known = radar.technologies.iter().map(|technology| technology.id.as_str());
            reader.odd(node.at, unknown("technology", id, known));
        }
    }
    for technology in &mut radar.technologies {
        complete(technology);
    }
    settle(&mut radar);
    Placed { radar, places }
}

/// What has not moved in the year before the radar's newest date has stayed where it is: nothing is new for ever.
fn settle(radar: &mut Radar) {
    let dates = radar
        .technologies
        .iter()
        .flat_map(|technology| &technology.timeline);
    let newest = dates.filter_map(|stage| stage.date).max();
    let Some(since) = newest.and_then(|newest| newest.checked_sub(Span::new().years(1)).ok()) else {
        return;
    };
    let stages = radar
        .technologies
        .iter_mut()
        .filter_map(|technology| technology.timeline.last_mut());
    for stage in stages.filter(|stage| stage.date.is_some_and(|date| date < since)) {
        stage.moved = Moved::Stayed;
    }
}

/// The texts of one scalar or several; what is no text has been complained of.
fn named(node: Option<&Node>) -> impl Iterator<Item = (&Node, &str)> {
    let items = node.map_or(&[][..], |node| match node.items() {
        [] => std::slice::from_ref(node),
        items => items,
    });
    items.iter().filter_map(|item| Some((item, item.text()?.trim())))
}

fn quadrants(reader: &mut Reader<'_>, node: &Node) -> Vec<Quadrant> {
    let items = reader.list(node, "quadrants", "quadrants");
    let quadrants = items.iter().filter_map(|item| {
        if item.pairs().is_empty() {
            let name = reader.scalar(item, "a quadrant")?;
            return Some(Quadrant::named(name, &capitalised(name)));
        }
        reader.knows(item, &["id", "name"]);
        let id = reader.id(item, "platforms")?;
        let name = reader.text(item, "name").unwrap_or(id);
        Some(Quadrant::named(id, name))
    });
    quadrants.collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn rings(reader: &mut Reader<'_>, node: &Node) -> Vec<Ring> {
    let items = reader.list(node, "rings", "rings, the innermost first");
    let rings = items.iter().filter_map(|item| {
        if item.pairs().is_empty() {
            let name = reader.scalar(item, "a ring")?;
            return Some(Ring {
                id: slug(name),
                name: capitalised(name),
                ..Ring::default()
            });
        }
        reader.knows(item, &RING_KEYS);
        let id = reader.id(item, "adopt")?;
        Some(Ring {
            id: slug(id),
            name: reader
                .text(item, "name")
                .map_or_else(|| capitalised(id), str::to_owned),
            description: reader.text(item, "description").map(str::to_owned),
            severity: reader.severity(item, "severity"),
            for_new: reader.severity(item, "new"),
        })
    });
    rings.collect()
}

fn find_ring(rings: &[Ring], name: &str) -> Option<usize> {
    let name = slug(name);
    let is = |ring: &Ring| slug(&ring.id) == name || slug(&ring.name) == name;
    rings.iter().position(is)
}

fn find_quadrant(quadrants: &[Quadrant], name: &str) -> Option<usize> {
    let name = slug(name);
    let is = |quadrant: &Quadrant| slug(&quadrant.id) == name || slug(&quadrant.name) == name;
    quadrants.iter().position(is)
}

/// Takes in a radar file: its quadrants and rings are those of the same id or name, or further ones. What two files say of
/// one technology, the first one says. A file that only counts its quadrants means those that the vision lists, in their order.
fn join(radar: &mut Radar, file: Radar, given_quadrants: usize) {
    let quadrants: Vec<usize> = file
        .quadrants
        .into_iter()
        .map(|quadrant| {
            let known = find_quadrant(&radar.quadrants, &quadrant.id)
                .or_else(|| find_quadrant(&radar.quadrants, &quadrant.name))
                .or_else(|| quadrant.number().filter(|at| *at < given_quadrants));
            known.unwrap_or_else(|| {
                radar.quadrants.push(quadrant);
                radar.quadrants.len() - 1
            })
        })
        .collect();
    let rings: Vec<usize> = file
        .rings
        .into_iter()
        .map(|ring| {
            let known = find_ring(&radar.rings, &ring.id).or_else(|| find_ring(&radar.rings, &ring.name));
            known.unwrap_or_else(|| {
                radar.rings.push(ring);
                radar.rings.len() - 1
            })
        })
        .collect();
    let place = |places: &[usize], index: usize| places.get(index).copied().unwrap_or(0);
    for mut technology in file.technologies {
        let is_known = radar.technologies.iter().any(|known| known.id == technology.id);
        if is_known || radar.technologies.len() >= MOST_TECHNOLOGIES {
            continue;
        }
        technology.quadrant = place(&quadrants, technology.quadrant);
        for stage in &mut technology.timeline {
            stage.ring = place(&rings, stage.ring);
        }
        radar.technologies.push(technology);
    }
}

/// A technology as far as it is written; its timeline is empty where no ring is.
fn technology(reader: &mut Reader<'_>, item: &Node, radar: &mut Radar) -> Option<Technology> {
    if !reader.is_mapping(item, "a technology") {
        return None;
    }
    reader.knows(item, &TECHNOLOGY_KEYS);
    let (_, id) = reader.needed(item, "id", "postgresql")?;
    let id = slug(id);
    let known = radar.technologies.iter().find(|known| known.id == id);
    let (known_quadrant, is_of_a_file) = (known.map(|known| known.quadrant), known.is_some());
    let quadrant = match reader.text(item, "quadrant") {
        Some(name) => Some(quadrant(reader, item, name, radar)),
        None => known_quadrant,
    };
    let quadrant = match quadrant {
        Some(quadrant) => quadrant,
        None => {
            reader.needed(item, "quadrant", "platforms")?;
            return None;
        }
    };
    let title = reader.text(item, "title");
    let has_ring = ["ring", "timeline"].iter().any(|key| item.get(key).is_some());
    let timeline = timeline(reader, item, &radar.rings);
    if timeline.is_empty() && has_ring && !is_of_a_file {
        return None;
    }
    Some(Technology {
        title: title.map_or_else(
            || if is_of_a_file { String::new() } else { id.clone() },
            str::to_owned,
        ),
        quadrant,
        timeline,
        description: reader.text(item, "description").map(str::to_owned),
        links: reader.links(item),
        principles: reader.principles(item),
        instead: reader
            .owned_texts(item, "instead")
            .iter()
            .map(|id| id.to_lowercase())
            .collect(),
        known_by: known_by(reader, item),
        file: reader.file.to_owned(),
        id,
    })
}

fn quadrant(reader: &mut Reader<'_>, item: &Node, name: &str, radar: &mut Radar) -> usize {
    if let Some(index) = find_quadrant(&radar.quadrants, name) {
        return index;
    }
    // Where quadrants are listed, one more is likely a slip; it counts all the same.
    let are_listed =
        radar.technologies.iter().all(|known| known.file != reader.file) && !radar.quadrants.is_empty();
    if are_listed {
        let known = radar.quadrants.iter().map(|quadrant| quadrant.id.as_str());
        let message = unknown("quadrant", name, known);
        let at = item.get("quadrant").map_or(item.at, |node| node.at);
        reader.odd(at, message);
    }
    radar.quadrants.push(Quadrant::named(name, &capitalised(name)));
    radar.quadrants.len() - 1
}

/// The stages of `timeline`, then `ring` where it says something newer; the oldest first.
fn timeline(reader: &mut Reader<'_>, item: &Node, rings: &[Ring]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for node in reader.list(item, "timeline", "stages: a date and a ring each") {
        if !reader.is_mapping(node, "a stage") {
            continue;
        }
        reader.knows(node, &STAGE_KEYS);
        let date = reader.needed(node, "date", "2026-03-01");
        let date = date.and_then(|(node, text)| date_of(reader, node, text));
        let reason = reader.text(node, "reason").map(str::to_owned);
        if let Some(ring) = ring(reader, node, rings) {
            stages.push(Stage {
                date,
                ring,
                moved: Moved::Stayed,
                reason,
            });
        }
    }
    stages.sort_by_key(|stage| stage.date);
    if item.get("ring").is_some()
        && let Some(ring) = ring(reader, item, rings)
        && stages.last().is_none_or(|last| last.ring != ring)
    {
        stages.push(Stage {
            ring,
            ..Stage::default()
        });
    }
    let reason = reader.text(item, "reason");
    if let (Some(reason), Some(last)) = (reason, stages.last_mut()) {
        last.reason.get_or_insert_with(|| reason.to_owned());
    }
    let mut before: Option<usize> = None;
    for stage in &mut stages {
        stage.moved = match before {
            None if stage.date.is_some() => Moved::New,
            None => Moved::Stayed,
            Some(before) => Moved::between(before, stage.ring),
        };
        before = Some(stage.ring);
    }
    stages
}

/// A day, or a month as its first day.
fn date_of(reader: &mut Reader<'_>, node: &Node, text: &str) -> Option<Date> {
    let date = text.parse().or_else(|_| format!("{text}-01").parse()).ok();
    if date.is_none() {
        reader.wrong(node.at, format!("`{text}` is no day; write date: 2026-03-01"));
    }
    date
}

fn ring(reader: &mut Reader<'_>, item: &Node, rings: &[Ring]) -> Option<usize> {
    let (node, name) = reader.needed(item, "ring", "adopt")?;
    let found = find_ring(rings, name);
    if found.is_none() {
        let message = unknown("ring", name, rings.iter().map(|ring| ring.id.as_str()));
        reader.wrong(node.at, message);
    }
    found
}

fn known_by(reader: &mut Reader<'_>, item: &Node) -> KnownBy {
    let Some(node) = item.get("known-by").filter(|node| !node.is_null()) else {
        return KnownBy::default();
    };
    if !reader.is_mapping(node, "`known-by`") {
        return KnownBy::default();
    }
    reader.knows(node, &KNOWN_BY_KEYS);
    let lower = |texts: Vec<String>| texts.iter().map(|text| text.to_lowercase()).collect();
    let annotations = reader.list(node, "annotations", "annotations");
    KnownBy {
        tags: lower(reader.owned_texts(node, "tags")),
        types: lower(reader.owned_texts(node, "types")),
        annotations: annotations
            .iter()
            .filter_map(|item| annotation(reader, item))
            .collect(),
        dependencies: dependencies(reader, node),
    }
}

/// A name, or a mapping of a name and a text that the value holds.
fn annotation(reader: &mut Reader<'_>, item: &Node) -> Option<(String, Option<String>)> {
    if item.pairs().is_empty() {
        return Some((reader.scalar(item, "an annotation")?.to_owned(), None));
    }
    reader.knows(item, &["name", "value"]);
    let (_, name) = reader.needed(item, "name", "example.com/database")?;
    let value = reader.text(item, "value").map(str::to_owned);
    Some((name.to_owned(), value))
}

/// References in which `*` stands for any letters.
fn dependencies(reader: &mut Reader<'_>, node: &Node) -> Vec<String> {
    let written = reader.texts(node, "dependencies").into_iter();
    let references = written.filter_map(|(node, text)| {
        let text = text.to_lowercase();
        match text.split_once(':') {
            Some((_, rest)) if rest.contains('/') => Some(text),
            Some((kind, name)) => Some(format!("{kind}:default/{name}")),
            None => {
                let message = format!("`{text}` names no kind; write resource:*/{text}");
                reader.wrong(node.at, message);
                None
            }
        }
    });
    references.collect()
}

/// Adds what the vision says to a technology of a file.
fn add_to(known: &mut Technology, written: Technology) {
    if !written.title.is_empty() {
        known.title = written.title;
    }
    known.quadrant = written.quadrant;
    if !written.timeline.is_empty() {
        known.timeline = written.timeline;
    }
    known.description = written.description.or(known.description.take());
    known.links.extend(written.links);
    known.principles.extend(written.principles);
    known.instead.extend(written.instead);
    if written.known_by != KnownBy::default() {
        known.known_by = written.known_by;
    }
}

/// Where nothing says how a technology is known, its id and its title are, as a tag and as a type.
fn complete(technology: &mut Technology) {
    if technology.known_by != KnownBy::default() {
        return;
    }
    technology.known_by = KnownBy::by_default(&technology.id, &technology.title);
}
