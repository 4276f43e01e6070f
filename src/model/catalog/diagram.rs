//! Dependencies as text for programs that draw: Graphviz's DOT and Mermaid's flowchart. Arrows point from the one that
//! needs to the one that is needed. Pure.
//! Sources: graphviz.org, "DOT Language"; mermaid.js.org, "Flowcharts" (entity codes in quoted text).

use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::graph::Closure;
use super::snapshot::{Catalog, NodeId};
use crate::model::text::safe;

/// A graph for Graphviz.
pub fn dot(catalog: &Catalog, closure: &Closure) -> String {
    let quoted = |node: NodeId| {
        let name = safe(catalog.node_ref(node))
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        format!("\"{name}\"")
    };
    let mut out = String::from("digraph dependencies {\n  rankdir=LR;\n  node [shape=box];\n");
    for (node, _) in &closure.nodes {
        let style = match (*node == closure.root, catalog.is_dangling(*node)) {
            (true, _) => " [style=bold]",
            (_, true) => " [style=dashed]",
            _ => "",
        };
        line(&mut out, format_args!("  {}{style};", quoted(*node)));
    }
    for (from, to, relation) in &closure.edges {
        let (from, to) = (quoted(*from), quoted(*to));
        line(&mut out, format_args!("  {from} -> {to} [label=\"{relation}\"];"));
    }
    out.push_str("}\n");
    out
}

/// A flowchart for Mermaid, as Markdown renders it.
pub fn mermaid(catalog: &Catalog, closure: &Closure) -> String {
    let ids: FxHashMap<NodeId, usize> = closure
        .nodes
        .iter()
        .enumerate()
        .map(|(n, (node, _))| (*node, n))
        .collect();
    let id = |node: &NodeId| ids.get(node).copied().unwrap_or_default();
    let mut out = String::from("flowchart LR\n");
    for (node, _) in &closure.nodes {
        let label = safe(catalog.node_ref(*node))
            .replace('#', "#35;")
            .replace('"', "#quot;");
        let class = match (*node == closure.root, catalog.is_dangling(*node)) {
            (true, _) => ":::root",
            (_, true) => ":::dangling",
            _ => "",
        };
        line(&mut out, format_args!("  n{}[\"{label}\"]{class}", id(node)));
    }
    for (from, to, relation) in &closure.edges {
        line(
            &mut out,
            format_args!("  n{} -->|{relation}| n{}", id(from), id(to)),
        );
    }
    out.push_str("  classDef root stroke-width:3px\n  classDef dangling stroke-dasharray:4\n");
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // A String takes everything that is written to it.
    let _ = writeln!(out, "{text}");
}
