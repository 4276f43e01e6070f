//! The radar: technologies, how far the company is with each, and how that moved. The timeline is Backstage's model.

use jiff::civil::Date;

use super::Link;
use super::rule::Severity;
use super::technology::KnownBy;

/// A technology of the radar, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TechnologyId(pub u16);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Radar {
    pub quadrants: Vec<Quadrant>,
    /// The innermost first.
    pub rings: Vec<Ring>,
    pub technologies: Vec<Technology>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quadrant {
    pub id: String,
    pub name: String,
}

/// How far the company is with a technology, and what follows from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ring {
    pub id: String,
    pub name: String,
    pub description: Option<String>,
    /// What using it means for what is there; none where it is fine.
    pub severity: Option<Severity>,
    /// What using it means for what is being created.
    pub for_new: Option<Severity>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Technology {
    /// In lower case; rules and `entity.technologies` name it.
    pub id: String,
    pub title: String,
    /// Of [`Radar::quadrants`].
    pub quadrant: usize,
    /// The oldest first; never empty.
    pub timeline: Vec<Stage>,
    pub description: Option<String>,
    pub links: Vec<Link>,
    pub principles: Vec<String>,
    /// What to use instead: ids.
    pub instead: Vec<String>,
    pub known_by: KnownBy,
    /// The file that says so, relative to the workspace.
    pub file: String,
}

/// A technology comes into a ring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    pub date: Option<Date>,
    /// Of [`Radar::rings`].
    pub ring: usize,
    pub moved: Moved,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Moved {
    New,
    /// Towards the middle.
    In,
    Out,
    #[default]
    Stayed,
}

impl Ring {
    /// The rings that most radars have, the innermost first.
    pub const STANDARD: [&'static str; 4] = ["adopt", "trial", "assess", "hold"];

    /// A ring as it is where nothing but its name is said: one of the four that most radars have asks what its name asks,
    /// any other asks nothing.
    pub fn named(id: &str, name: &str) -> Self {
        let is = |known: &str| [id, name].iter().any(|text| text.eq_ignore_ascii_case(known));
        let (severity, for_new) = match Self::STANDARD.into_iter().find(|known| is(known)) {
            Some("trial") => (None, Some(Severity::Advice)),
            Some("assess") => (None, Some(Severity::Warning)),
            Some("hold") => (Some(Severity::Warning), Some(Severity::Blocking)),
            _ => (None, None),
        };
        Self {
            id: slug(id),
            name: name.trim().to_owned(),
            description: None,
            severity,
            for_new,
        }
    }

    /// Where a ring of this name stands among those that most radars have.
    pub fn standard_place(&self) -> Option<usize> {
        Self::STANDARD.iter().position(|known| {
            [&self.id, &self.name]
                .iter()
                .any(|text| text.eq_ignore_ascii_case(known))
        })
    }
}

impl Quadrant {
    pub fn named(id: &str, name: &str) -> Self {
        Self {
            id: slug(id),
            name: name.trim().to_owned(),
        }
    }

    /// One without a name, of a file that only counts them, from 0.
    pub fn counted(number: usize) -> Self {
        Self {
            id: number.to_string(),
            name: format!("Quadrant {}", number + 1),
        }
    }

    /// Its number, where it has no name.
    pub fn number(&self) -> Option<usize> {
        let number = self.id.parse().ok().filter(|number| *number < usize::MAX)?;
        (*self == Self::counted(number)).then_some(number)
    }
}

impl Moved {
    /// Stable, for documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::In => "in",
            Self::Out => "out",
            Self::Stayed => "stayed",
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::In => "moved in",
            Self::Out => "moved out",
            Self::Stayed => "stayed",
        }
    }

    /// What coming from one ring into another is; the innermost ring is 0.
    pub fn between(before: usize, after: usize) -> Self {
        match before.cmp(&after) {
            std::cmp::Ordering::Greater => Self::In,
            std::cmp::Ordering::Less => Self::Out,
            std::cmp::Ordering::Equal => Self::Stayed,
        }
    }
}

/// A name as an id: in lower case, what is neither letter nor digit nor one of `+#._:` as `-`, as tags of Backstage are
/// written.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.trim().chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() || "+#._:".contains(c) => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

impl Technology {
    /// Where it stands now.
    pub fn stage(&self) -> Option<&Stage> {
        self.timeline.last()
    }

    /// The ring that it is in now.
    pub fn ring(&self) -> usize {
        self.stage().map_or(0, |stage| stage.ring)
    }
}

impl Radar {
    pub fn find(&self, id: &str) -> Option<TechnologyId> {
        let at = self
            .technologies
            .iter()
            .position(|technology| technology.id == id)?;
        u16::try_from(at).ok().map(TechnologyId)
    }

    pub fn technology(&self, id: TechnologyId) -> Option<&Technology> {
        self.technologies.get(usize::from(id.0))
    }

    /// All technologies by quadrant, ring and title: the order in which radars number their blips, from 1.
    pub fn in_order(&self) -> Vec<TechnologyId> {
        let key = |technology: &Technology| {
            let title = technology.title.to_lowercase();
            (
                technology.quadrant,
                technology.ring(),
                title,
                technology.id.clone(),
            )
        };
        let mut order: Vec<_> = (0u16..).map(TechnologyId).zip(&self.technologies).collect();
        order.sort_by_cached_key(|(_, technology)| key(technology));
        order.into_iter().map(|(id, _)| id).collect()
    }

    /// The ring of this id or name, whatever its case.
    pub fn find_ring(&self, text: &str) -> Option<usize> {
        let is = |known: &str| known.eq_ignore_ascii_case(text) || slug(known) == slug(text);
        self.rings.iter().position(|ring| is(&ring.id) || is(&ring.name))
    }

    /// The quadrant of this id or name, whatever its case.
    pub fn find_quadrant(&self, text: &str) -> Option<usize> {
        let is = |known: &str| known.eq_ignore_ascii_case(text) || slug(known) == slug(text);
        self.quadrants
            .iter()
            .position(|quadrant| is(&quadrant.id) || is(&quadrant.name))
    }

    pub fn ring_of(&self, technology: &Technology) -> Option<&Ring> {
        self.rings.get(technology.ring())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_asks_what_its_name_asks() {
        for (name, severity, for_new) in [
            ("Adopt", None, None),
            ("TRIAL", None, Some(Severity::Advice)),
            ("assess", None, Some(Severity::Warning)),
            ("Hold", Some(Severity::Warning), Some(Severity::Blocking)),
            ("Retire", None, None),
        ] {
            let ring = Ring::named(name, name);
            assert_eq!((ring.severity, ring.for_new), (severity, for_new), "{name}");
        }
    }

    #[test]
    fn names_become_ids_as_tags_are_written() {
        for (name, id) in [
            ("Apache Kafka", "apache-kafka"),
            ("OpenAPI (Swagger)", "openapi-swagger"),
            ("C++", "c++"),
            (".NET", ".net"),
            ("  languages & frameworks ", "languages-frameworks"),
            ("Prøv ut", "prøv-ut"),
            ("!", ""),
        ] {
            assert_eq!(slug(name), id);
        }
    }
}
