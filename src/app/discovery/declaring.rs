//! Dependencies that were seen and are about to be declared, shown before anything is written: the line that each adds, and
//! to which file.

use rustc_hash::FxHashMap;

use super::DRAFTS;
use super::known::{Known, declarable};
use super::words;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::{Intent, Scope};
use crate::app::list::List;
use crate::app::overlay::Overlay;
use crate::app::toast::Level;
use crate::model::catalog::Catalog;
use crate::model::discovery::Observed;
use crate::model::text::counted;

/// A dependency that may be declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    id: String,
    pub from: String,
    pub to: String,
    /// How it is known.
    pub evidence: String,
    /// The file that is changed, or why it cannot be.
    pub file: Result<String, String>,
}

impl AsRef<str> for Edge {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// The state of the preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaring {
    pub edges: Vec<Edge>,
    pub list: List,
}

impl Declaring {
    /// What was seen, each edge once, with what is in the way of those that cannot be declared.
    pub fn new<'a>(observed: impl IntoIterator<Item = &'a Observed>, catalog: &Catalog) -> Self {
        let mut edges: Vec<Edge> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for seen in observed {
            let edge = edge(seen, catalog);
            match places.get(&edge.id).and_then(|at| edges.get_mut(*at)) {
                Some(known) => known.evidence = format!("{}; {}", known.evidence, edge.evidence),
                None => {
                    places.insert(edge.id.clone(), edges.len());
                    edges.push(edge);
                }
            }
        }
        let mut list = List::default();
        list.select(0, &edges[..]);
        Self { edges, list }
    }

    pub fn title(&self) -> String {
        let good = self.good().count();
        match self.edges.len() {
            all if all == good => format!("Declare {}", counted(all, "dependency", "dependencies")),
            all => format!("Declare {good} of {}", counted(all, "dependency", "dependencies")),
        }
    }

    /// Those that can be declared.
    pub fn good(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(|edge| edge.file.is_ok())
    }

    pub fn selected(&self) -> Option<&Edge> {
        self.edges.get(self.list.cursor()?)
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Menu, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Drawn => self.list.set_height(context.shared.layout.height(DRAFTS)),
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.edges[..]);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.edges[..]);
            }
            Event::Click(Target::Row(DRAFTS, row)) => {
                self.list.select(*row, &self.edges[..]);
            }
            Event::Intent(Intent::Enter) => {
                let good = self.good().map(|edge| (edge.from.clone(), edge.to.clone()));
                let edges: Vec<(String, String)> = good.collect();
                if !edges.is_empty() {
                    context.declare(edges);
                }
                context.close_overlay();
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}

fn edge(seen: &Observed, catalog: &Catalog) -> Edge {
    let evidence = match &seen.evidence[..] {
        [] => format!("{} {}", seen.who, words::way(seen.way)),
        evidence => evidence.join("; "),
    };
    let (from, to, file) = match declarable(seen, catalog) {
        Ok((from, to)) => {
            let file = catalog.find(&from).map(|id| {
                let entity = catalog.entity(id);
                entity.place()
            });
            (from, to, Ok(file.unwrap_or_default()))
        }
        Err(cause) => {
            let end = |end: &Option<String>, other: &String| end.clone().unwrap_or_else(|| other.clone());
            (end(&seen.from, &seen.who), end(&seen.to, &seen.id), Err(cause))
        }
    };
    Edge {
        id: format!("{from} {to} {}", file.is_ok()),
        from,
        to,
        evidence,
        file,
    }
}

/// Shows what declaring would write; says so where there is nothing to declare.
pub(in crate::app) fn show<'a>(
    observed: impl IntoIterator<Item = &'a Observed>,
    nothing: &str,
    context: &mut Context<'_>,
) {
    let shared = context.shared;
    let Some(catalog) = shared.catalog.value() else {
        return;
    };
    if shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    let declaring = Declaring::new(observed, catalog);
    match &declaring.edges[..] {
        [] => context.toast(Level::Info, nothing),
        [Edge { file: Err(cause), .. }] => {
            context.toast(Level::Info, format!("It is not declared: {cause}."));
        }
        _ => context.show(Overlay::Declaring(declaring)),
    }
}

/// Shows what declaring the given edges would write, those that were seen of them.
pub(in crate::app) fn show_edges(edges: &[(String, String)], nothing: &str, context: &mut Context<'_>) {
    let known = context.shared.discovery.known().cloned();
    let seen = edges.iter().flat_map(|(from, to)| {
        let known = known.as_deref();
        known.into_iter().flat_map(|known| seen_between(known, from, to))
    });
    show(seen.collect::<Vec<_>>(), nothing, context);
}

fn seen_between<'a>(known: &'a Known, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a Observed> {
    use crate::model::catalog::graph::Direction;
    use crate::model::discovery::Standing;
    let of_from = known.of_entity(from, Direction::Down);
    of_from.filter(move |seen| seen.standing == Standing::Undeclared && seen.to.as_deref() == Some(to))
}
