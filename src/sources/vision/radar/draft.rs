//! A radar being read: its rings and quadrants as they turn up, its technologies, and what is wrong with it.

use jiff::civil::Date;

use super::Read;
use crate::model::catalog::{Node, Position};
use crate::model::text::nearest;
use crate::model::vision::{Complaint, KnownBy, Link, Moved, Quadrant, Radar, Ring, Stage, Technology, slug};

/// More than any radar has, and fewer than ids can count.
const MOST: usize = 10_000;

pub(super) struct Draft {
    path: String,
    radar: Radar,
    complaints: Vec<Complaint>,
    /// Whether the file itself lists them, so that others are mistakes.
    has_rings: bool,
    has_quadrants: bool,
}

/// A technology as a file says it. Texts are as written.
#[derive(Default)]
pub(super) struct Entry {
    /// The title's, where there is none.
    pub id: Option<String>,
    pub title: String,
    pub quadrant: usize,
    pub timeline: Vec<Stage>,
    pub description: Option<String>,
    pub links: Vec<Link>,
}

impl Draft {
    pub fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            radar: Radar::default(),
            complaints: Vec::new(),
            has_rings: false,
            has_quadrants: false,
        }
    }

    /// Something was left out.
    pub fn error(&mut self, at: Position, message: impl Into<String>) {
        self.complain(at, true, message.into());
    }

    /// Something is only odd.
    pub fn odd(&mut self, at: Position, message: impl Into<String>) {
        self.complain(at, false, message.into());
    }

    fn complain(&mut self, at: Position, is_error: bool, message: String) {
        self.complaints.push(Complaint {
            file: self.path.clone(),
            at,
            is_error,
            message,
        });
    }

    /// Takes the rings and quadrants that a document lists: `{id, name, description}` or a name each.
    pub fn declare(&mut self, root: &Node) {
        for node in list(root, "quadrants") {
            let (id, name) = named(node);
            if name.is_empty() {
                self.error(node.at, "this quadrant has no `name`");
            } else {
                self.radar.quadrants.push(Quadrant::named(id, name));
            }
        }
        for node in list(root, "rings") {
            let (id, name) = named(node);
            if name.is_empty() {
                self.error(node.at, "this ring has no `name`");
            } else {
                let description = words(node, "description");
                self.radar.rings.push(Ring {
                    description,
                    ..Ring::named(id, name)
                });
            }
        }
        self.has_quadrants = !self.radar.quadrants.is_empty();
        self.has_rings = !self.radar.rings.is_empty();
    }

    /// The four rings that most radars have, for files that only count them.
    pub fn declare_standard_rings(&mut self) {
        if !self.has_rings {
            let names = ["Adopt", "Trial", "Assess", "Hold"];
            self.radar.rings = names.iter().map(|name| Ring::named(name, name)).collect();
            self.has_rings = true;
        }
    }

    /// The ring that a text names, by id, name or, where `counts`, by number; a new one where the file lists none.
    pub fn ring(&mut self, node: Option<&Node>, key: &str, counts: bool, of: &Node) -> Option<usize> {
        let (node, text) = self.text(node, key, of)?;
        if let Some(ring) = self.radar.find_ring(&text) {
            return Some(ring);
        }
        if let Some(ring) = number(&text).filter(|ring| counts && *ring < self.radar.rings.len()) {
            return Some(ring);
        }
        if self.has_rings {
            let rings = self.radar.rings.iter();
            let known: Vec<&str> = rings.map(|ring| ring.id.as_str()).collect();
            let message = unknown("ring", &text, &known);
            self.error(node.at, message);
            return None;
        }
        // `HOLD` and `hold` are one ring, and read best as `Hold`.
        let is_standard = Ring::STANDARD
            .iter()
            .any(|known| known.eq_ignore_ascii_case(&text));
        let name = if is_standard {
            text.to_lowercase()
        } else {
            text.clone()
        };
        self.radar.rings.push(Ring::named(&text, &capitalised(&name)));
        Some(self.radar.rings.len() - 1)
    }

    /// As [`Draft::ring`], for quadrants.
    pub fn quadrant(&mut self, node: Option<&Node>, key: &str, counts: bool, of: &Node) -> Option<usize> {
        let (node, text) = self.text(node, key, of)?;
        if let Some(quadrant) = self.radar.find_quadrant(&text) {
            return Some(quadrant);
        }
        let counted = number(&text).filter(|_| counts);
        if let Some(quadrant) = counted.filter(|quadrant| *quadrant < self.radar.quadrants.len()) {
            return Some(quadrant);
        }
        if self.has_quadrants {
            let quadrants = self.radar.quadrants.iter();
            let known: Vec<&str> = quadrants.map(|quadrant| quadrant.id.as_str()).collect();
            let message = unknown("quadrant", &text, &known);
            self.error(node.at, message);
            return None;
        }
        self.radar
            .quadrants
            .push(Quadrant::named(&text, &capitalised(&text)));
        Some(self.radar.quadrants.len() - 1)
    }

    /// Quadrants without names, for files that only count them: up to the greatest number, at least four.
    pub fn count_quadrants(&mut self, most: usize) {
        if !self.has_quadrants {
            let count = most.saturating_add(1).clamp(4, 12);
            self.radar.quadrants = (0..count).map(Quadrant::counted).collect();
            self.has_quadrants = true;
        }
    }

    /// The text under a key, that must be there.
    fn text<'a>(&mut self, node: Option<&'a Node>, key: &str, of: &'a Node) -> Option<(&'a Node, String)> {
        let text = node
            .and_then(Node::text)
            .map(super::html::text)
            .unwrap_or_default();
        let text = text.replace('\n', " ");
        match node {
            Some(node) if !text.is_empty() => Some((node, text)),
            Some(node) => {
                self.error(
                    node.at,
                    format!("`{key}` says nothing here; this entry is left out"),
                );
                None
            }
            None => {
                self.error(of.at, format!("this entry has no `{key}`; it is left out"));
                None
            }
        }
    }

    /// Adds a technology; complains of one that is there already.
    pub fn add(&mut self, at: Position, entry: Entry) {
        let id = entry.id.as_deref().unwrap_or(&entry.title);
        let id = match slug(id) {
            id if id.is_empty() => slug(&entry.title),
            id => id,
        };
        let problem = if id.is_empty() {
            Some(format!(
                "`{}` gives no id; a letter or a digit is needed",
                entry.title
            ))
        } else if self.radar.find(&id).is_some() {
            Some(format!("`{id}` stands on this radar twice; the first one counts"))
        } else if self.radar.technologies.len() >= MOST {
            Some(format!("a radar holds no more than {MOST} technologies"))
        } else {
            None
        };
        if let Some(problem) = problem {
            return self.error(at, problem);
        }
        self.radar.technologies.push(Technology {
            known_by: KnownBy::by_default(&id, &entry.title),
            id,
            title: entry.title,
            quadrant: entry.quadrant,
            timeline: entry.timeline,
            description: entry.description.filter(|text| !text.is_empty()),
            links: entry.links,
            file: self.path.clone(),
            ..Technology::default()
        });
    }

    pub fn finish(mut self) -> Read {
        if !self.has_rings {
            self.order_rings();
        }
        self.complaints.sort_by_key(|complaint| complaint.at);
        Read {
            radar: self.radar,
            complaints: self.complaints,
        }
    }

    /// Rings of which only names are known: those that most radars have come first, in their order, then the others as they
    /// turned up.
    fn order_rings(&mut self) {
        let mut order: Vec<usize> = (0..self.radar.rings.len()).collect();
        let rings = &self.radar.rings;
        order.sort_by_key(|at| match rings.get(*at) {
            // What Backstage's first example calls the innermost.
            Some(ring) if ring.id == "use" => 0,
            ring => ring.and_then(Ring::standard_place).unwrap_or(usize::MAX),
        });
        let stages = self
            .radar
            .technologies
            .iter_mut()
            .flat_map(|technology| &mut technology.timeline);
        for stage in stages {
            stage.ring = order.iter().position(|at| *at == stage.ring).unwrap_or(0);
        }
        let rings = order.iter().filter_map(|at| rings.get(*at).cloned());
        self.radar.rings = rings.collect();
    }
}

/// The list under a key.
fn list<'a>(root: &'a Node, key: &str) -> &'a [Node] {
    root.get(key).map(Node::items).unwrap_or_default()
}

/// The id and the name of a ring or quadrant; where there is one only, it is both.
fn named(node: &Node) -> (&str, &str) {
    let text = |key: &str| {
        node.get(key)
            .and_then(Node::text)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    };
    let plain = node.text().map(str::trim);
    let name = text("name")
        .or(text("title"))
        .or(text("id"))
        .or(plain)
        .unwrap_or("");
    (text("id").unwrap_or(name), name)
}

/// The text under a key, without blanks around it and without HTML.
pub(super) fn words(node: &Node, key: &str) -> Option<String> {
    let text = node.get(key)?.text().map(super::html::text)?;
    Some(text).filter(|text| !text.is_empty())
}

/// As [`words`], in one line.
pub(super) fn title(node: &Node, key: &str) -> Option<String> {
    words(node, key).map(|text| text.replace('\n', " "))
}

fn unknown(what: &str, text: &str, known: &[&str]) -> String {
    let list = known.join(", ");
    match nearest(text, known.iter().copied()) {
        Some(near) => format!("there is no {what} `{text}`; did you mean `{near}`? There are {list}"),
        None => format!("there is no {what} `{text}`; there are {list}"),
    }
}

/// A whole number, also as spreadsheets write it: `2.0`.
pub(super) fn number(text: &str) -> Option<usize> {
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

/// With a capital letter, where all is small: `languages & frameworks`.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.chars().any(char::is_uppercase) => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// A day, from whatever follows it: `2020-08-06T00:00:00.000Z`, `2025-07-01 00:00:00`, `2026.05`, `2024-03`.
pub(super) fn date(text: &str) -> Option<Date> {
    let mut parts = text.trim().splitn(3, ['-', '.', '/']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?;
    let month = month.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    let day = match parts.next() {
        Some(day) => day.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?,
        None => 1,
    };
    Date::new(year, month, day).ok()
}

/// How it moved, by number; none where the number means nothing.
pub(super) fn moved(text: &str) -> Option<Moved> {
    match text.trim() {
        "0" => Some(Moved::Stayed),
        "1" | "+1" => Some(Moved::In),
        "-1" => Some(Moved::Out),
        "2" => Some(Moved::New),
        _ => None,
    }
}
