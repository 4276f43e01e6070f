//! Dependencies as text for programs that draw: Graphviz's DOT and Mermaid's flowchart. Arrows point from the one that
//! needs to the one that is needed.
//! Sources: graphviz.org, "DOT Language"; mermaid.js.org, "Flowcharts" (entity codes in quoted text).

use std::io::{self, Write};

use rustc_hash::FxHashMap;

use crate::model::catalog::graph::Closure;
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::safe;

pub(super) fn dot(out: &mut dyn Write, catalog: &Catalog, closure: &Closure) -> io::Result<()> {
    let quoted = |node: NodeId| {
        let name = safe(catalog.node_ref(node))
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        format!("\"{name}\"")
    };
    writeln!(out, "digraph dependencies {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box];")?;
    for (node, _) in &closure.nodes {
        let style = match (*node == closure.root, catalog.is_dangling(*node)) {
            (true, _) => " [style=bold]",
            (_, true) => " [style=dashed]",
            _ => "",
        };
        writeln!(out, "  {}{style};", quoted(*node))?;
    }
    for (from, to, relation) in &closure.edges {
        writeln!(
            out,
            "  {} -> {} [label=\"{relation}\"];",
            quoted(*from),
            quoted(*to)
        )?;
    }
    writeln!(out, "}}")
}

pub(super) fn mermaid(out: &mut dyn Write, catalog: &Catalog, closure: &Closure) -> io::Result<()> {
    let ids: FxHashMap<NodeId, usize> = closure
        .nodes
        .iter()
        .enumerate()
        .map(|(n, (node, _))| (*node, n))
        .collect();
    let id = |node: &NodeId| ids.get(node).copied().unwrap_or_default();
    writeln!(out, "flowchart LR")?;
    for (node, _) in &closure.nodes {
        let label = safe(catalog.node_ref(*node))
            .replace('#', "#35;")
            .replace('"', "#quot;");
        let class = match (*node == closure.root, catalog.is_dangling(*node)) {
            (true, _) => ":::root",
            (_, true) => ":::dangling",
            _ => "",
        };
        writeln!(out, "  n{}[\"{label}\"]{class}", id(node))?;
    }
    for (from, to, relation) in &closure.edges {
        writeln!(out, "  n{} -->|{relation}| n{}", id(from), id(to))?;
    }
    writeln!(out, "  classDef root stroke-width:3px")?;
    writeln!(out, "  classDef dangling stroke-dasharray:4")
}
