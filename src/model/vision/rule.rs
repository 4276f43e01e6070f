//! A rule of the vision: what is asked of which entities, how much it matters, and what to do where it is not so.

use super::Link;
use super::cel::Program;
use super::radar::TechnologyId;
use crate::model::catalog::{Catalog, Entity, Node, Position, Relation};

/// How much it matters, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Advice,
    /// To be mended; can be waived by whoever answers for the entity, with a reason.
    #[default]
    Warning,
    /// Not to be; only others can waive it.
    Blocking,
}

impl Severity {
    pub const ALL: [Severity; 3] = [Self::Advice, Self::Warning, Self::Blocking];

    /// As in `vision.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Blocking => "blocking",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == text)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Stable: waivers, CI settings and the journal name it.
    pub id: String,
    pub title: String,
    /// For what is there.
    pub severity: Severity,
    /// For what is being created or changed.
    pub for_new: Severity,
    /// What is there is not asked at all: the severity of what is new is the only one.
    pub only_new: bool,
    pub origin: Origin,
    /// Ids of principles.
    pub principles: Vec<String>,
    pub reason: Option<String>,
    pub scope: Scope,
    /// Asked of each relation of this sort instead of once: `other` is the far end.
    pub each: Option<Each>,
    /// True where all is well.
    pub require: Program,
    /// A text that says what is wrong with this one; else the title is said.
    pub message: Option<Program>,
    pub remedy: Option<String>,
    /// The blueprint that mends it, as an entity ref.
    pub blueprint: Option<String>,
    pub links: Vec<Link>,
    pub examples: Examples,
    /// The file it stands in, relative to the workspace.
    pub file: String,
    pub at: Position,
}

/// Where a rule comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `rules`
    Written,
    /// `naming`
    Naming,
    /// `required`
    Required,
    /// The ring that a technology of the radar is in.
    Technology(TechnologyId),
}

/// A sort of relation, from the end that the rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Each {
    pub relation: Relation,
    /// Follow it against its direction: `dependencyOf`.
    pub backward: bool,
}

impl Each {
    /// By Backstage's name of the relation or of its reverse.
    pub fn parse(name: &str) -> Option<Self> {
        Relation::ALL.into_iter().find_map(|relation| {
            let (forward, backward) = relation.names();
            (name == forward || name == backward).then(|| Self {
                relation,
                backward: name == backward,
            })
        })
    }

    pub fn name(self) -> &'static str {
        let (forward, backward) = self.relation.names();
        if self.backward { backward } else { forward }
    }
}

/// Which entities a rule is about. What is empty asks nothing; of what is not, one must fit. Compared without regard to case,
/// references in their canonical form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub kinds: Vec<String>,
    pub types: Vec<String>,
    pub lifecycles: Vec<String>,
    pub tags: Vec<String>,
    pub owners: Vec<String>,
    pub systems: Vec<String>,
    pub namespaces: Vec<String>,
}

impl Scope {
    /// Whether a rule is about an entity.
    pub fn covers(&self, catalog: &Catalog, entity: Entity<'_>) -> bool {
        let node_is = |node: Option<_>, refs: &[String]| {
            node.is_some_and(|node| refs.iter().any(|known| catalog.node_ref(node) == known))
        };
        fits(&self.kinds, Some(entity.kind()))
            && fits(&self.types, entity.type_())
            && fits(&self.lifecycles, entity.lifecycle())
            && fits(&self.namespaces, Some(entity.namespace()))
            && (self.tags.is_empty() || entity.tags().any(|tag| fits(&self.tags, Some(tag))))
            && (self.owners.is_empty() || node_is(entity.owner(), &self.owners))
            && (self.systems.is_empty() || node_is(entity.system(), &self.systems))
    }
}

fn fits(wanted: &[String], value: Option<&str>) -> bool {
    wanted.is_empty()
        || value.is_some_and(|value| wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(value)))
}

/// What must pass and what must fail, run by `muster vision check`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Examples {
    pub pass: Vec<Example>,
    pub fail: Vec<Example>,
}

/// A small catalog; the rule is asked of its first entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub documents: Vec<Node>,
    pub at: Position,
}
