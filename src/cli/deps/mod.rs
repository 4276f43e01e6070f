//! `muster deps`: what an entity depends on, or what depends on it, as a tree, a graph or JSON.

mod tree;

use clap::ValueEnum;
use color_eyre::Result;
use serde::Serialize;

use super::dated::Dated;
use super::entity;
use super::{Context, Outcome};
use crate::model::catalog::graph::{Closure, Direction, closure, cycles_in};
use crate::model::catalog::{Catalog, NodeId, diagram};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// An entity ref, or the part of one that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// What depends on it, instead of what it depends on
    #[arg(long)]
    up: bool,

    /// No further than this many steps
    #[arg(long, value_name = "N")]
    depth: Option<usize>,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Tree)]
    format: Format,

    /// As --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the eye: each entity once with all below it
    Tree,
    /// One JSON document
    Json,
    /// Graphviz
    Dot,
    /// Mermaid, for Markdown
    Mermaid,
}

#[derive(Serialize)]
struct Document<'a> {
    root: &'a str,
    direction: &'static str,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    cycles: Vec<Vec<&'a str>>,
}

#[derive(Serialize)]
struct Node<'a> {
    #[serde(rename = "ref")]
    entity_ref: &'a str,
    depth: usize,
    dangling: bool,
}

/// From the one that needs to the one that is needed.
#[derive(Serialize)]
struct Edge<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(rename = "type")]
    type_: &'static str,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let catalog = context.catalog()?;
    let root = entity::find_node(catalog, &args.entity)?;
    let direction = if args.up { Direction::Up } else { Direction::Down };
    let closure = closure(catalog, root, direction, args.depth);
    let cycles = cycles_in(catalog, &closure);
    let output = context.output();
    match if args.json { Format::Json } else { args.format } {
        Format::Tree => output.write(|out| tree::write(out, catalog, &closure, &cycles, output.plain()))?,
        Format::Json => {
            let document = document(catalog, &closure, &cycles);
            output.json(&Dated::of(document, context)?)?;
        }
        Format::Dot => output.write(|out| out.write_all(diagram::dot(catalog, &closure).as_bytes()))?,
        Format::Mermaid => {
            output.write(|out| out.write_all(diagram::mermaid(catalog, &closure).as_bytes()))?
        }
    }
    Ok(Outcome::Done)
}

fn document<'a>(catalog: &'a Catalog, closure: &Closure, cycles: &[Vec<NodeId>]) -> Document<'a> {
    let name = |node: &NodeId| catalog.node_ref(*node);
    let node = |(node, depth): &(NodeId, usize)| Node {
        entity_ref: name(node),
        depth: *depth,
        dangling: catalog.is_dangling(*node),
    };
    Document {
        root: name(&closure.root),
        direction: match closure.direction {
            Direction::Down => "down",
            Direction::Up => "up",
        },
        nodes: closure.nodes.iter().map(node).collect(),
        edges: closure
            .edges
            .iter()
            .map(|(from, to, relation)| Edge {
                from: name(from),
                to: name(to),
                type_: relation,
            })
            .collect(),
        cycles: cycles
            .iter()
            .map(|cycle| cycle.iter().map(name).collect())
            .collect(),
    }
}
