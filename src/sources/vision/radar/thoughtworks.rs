//! Thoughtworks' build-your-own-radar: a row or an object each with name, ring, quadrant, isNew, status and description, in
//! any case and with HTML where people paste some. Rings and quadrants are only named, so they are as they turn up.

use super::csv::Table;
use super::draft::{Draft, Entry, moved};
use super::html;
use crate::model::catalog::{Node, Value};
use crate::model::vision::{Link, Moved, Stage};

/// The columns that a name may stand in.
pub(super) const NAMES: [&str; 3] = ["name", "title", "label"];

/// The columns of one blip, however they are written.
struct Blip<'a> {
    whole: &'a Node,
    cells: Vec<(String, &'a Node)>,
}

impl<'a> Blip<'a> {
    fn of_object(item: &'a Node) -> Self {
        let cells = item.pairs().iter();
        Self {
            whole: item,
            cells: cells
                .map(|(key, node)| (key.text.trim().to_lowercase(), node))
                .collect(),
        }
    }

    fn cell(&self, name: &str) -> Option<&'a Node> {
        let cell = self.cells.iter().find(|(known, _)| known == name);
        cell.map(|(_, node)| *node)
    }

    /// What it is called; some write `title`, or Zalando's `label`.
    fn name(&self) -> Option<&'a Node> {
        NAMES.iter().find_map(|name| self.cell(name))
    }

    fn words(&self, name: &str) -> Option<String> {
        let text = self.cell(name)?.text().map(html::text)?;
        Some(text).filter(|text| !text.is_empty())
    }
}

/// Whether an object has what a blip has.
pub(super) fn is_blip(item: &Node) -> bool {
    let blip = Blip::of_object(item);
    blip.name().is_some() && (blip.cell("ring").is_some() || blip.cell("quadrant").is_some())
}

/// Objects, and beside them the names of quadrants and rings where the document lists them.
pub(super) fn of_list(root: &Node, list: &Node, draft: &mut Draft) {
    draft.declare(root);
    for item in list.items() {
        match &item.value {
            Value::Map(_) => add(&Blip::of_object(item), draft),
            _ => draft.error(
                item.at,
                format!("this entry is {}; it should be an object", item.sort()),
            ),
        }
    }
}

pub(super) fn of_table(table: &Table, draft: &mut Draft) {
    if let Some(at) = table.unclosed {
        draft.error(
            at,
            "this quote is never closed: all up to the end of the file is one cell",
        );
    }
    for row in &table.rows {
        let Some(whole) = row.first() else { continue };
        let beyond = row.iter().skip(table.header.len());
        if let Some(cell) = beyond
            .into_iter()
            .find(|cell| !cell.text().unwrap_or("").trim().is_empty())
        {
            let message =
                "there are more cells here than columns; texts with the separator in them stand in quotes";
            draft.odd(cell.at, message);
        }
        let names = table
            .header
            .iter()
            .map(|cell| cell.text().unwrap_or("").to_owned());
        add(
            &Blip {
                whole,
                cells: names.zip(row).collect(),
            },
            draft,
        );
    }
}

fn add(blip: &Blip<'_>, draft: &mut Draft) {
    let title = blip.name().and_then(Node::text).map(html::text);
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        let at = blip.name().unwrap_or(blip.whole).at;
        return draft.error(at, "this entry has no `name`; it is left out");
    };
    let Some(ring) = draft.ring(blip.cell("ring"), "ring", false, blip.whole) else {
        return;
    };
    let Some(quadrant) = draft.quadrant(blip.cell("quadrant"), "quadrant", false, blip.whole) else {
        return;
    };
    let link = blip.words("link").or_else(|| blip.words("url"));
    let moved = how_moved(blip, draft);
    let entry = Entry {
        title: title.replace('\n', " "),
        quadrant,
        timeline: vec![Stage {
            date: blip.words("date").and_then(|text| super::draft::date(&text)),
            ring,
            moved,
            reason: None,
        }],
        description: blip.words("description"),
        links: link.into_iter().map(|url| Link { url, title: None }).collect(),
        ..Entry::default()
    };
    draft.add(blip.whole.at, entry);
}

/// `status` counts before `moved` (by number, as some write it) and `isNew`.
fn how_moved(blip: &Blip<'_>, draft: &mut Draft) -> Moved {
    let written = |name: &str| {
        let text = blip.words(name)?.to_lowercase();
        Some((blip.cell(name)?, text))
    };
    if let Some((node, text)) = written("status") {
        match text.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["new"] => return Moved::New,
            ["moved", "in"] => return Moved::In,
            ["moved", "out"] => return Moved::Out,
            ["no", "change"] => return Moved::Stayed,
            _ => draft.odd(
                node.at,
                "`status` is New, Moved In, Moved Out or No Change; this one says nothing",
            ),
        }
    }
    if let Some((node, text)) = written("moved") {
        match moved(&text) {
            Some(Moved::Stayed) => {}
            Some(moved) => return moved,
            None => draft.odd(
                node.at,
                "`moved` is -1 (out), 0, 1 (in) or 2 (new); this one says nothing",
            ),
        }
    }
    match written("isnew") {
        Some((node, text)) => match text.as_str() {
            "true" | "yes" | "y" | "1" | "t" | "x" => Moved::New,
            "false" | "no" | "n" | "0" | "f" | "-" => Moved::Stayed,
            _ => {
                draft.odd(node.at, "`isNew` is TRUE or FALSE; this one counts as FALSE");
                Moved::Stayed
            }
        },
        None => Moved::Stayed,
    }
}
