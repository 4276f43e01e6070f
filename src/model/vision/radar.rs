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

    pub fn ring_of(&self, technology: &Technology) -> Option<&Ring> {
        self.rings.get(technology.ring())
    }
}
