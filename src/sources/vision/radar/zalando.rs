//! Zalando's `config.json`: entries with quadrant and ring by number or id, and how they moved since the last release. The
//! names of quadrants and rings stand in its page; where the file has them too (`quadrants`, `rings`), they count.

use super::draft::{Draft, Entry, date, moved, number, title, words};
use crate::model::catalog::{Node, Value};
use crate::model::vision::{Link, Moved, Stage};

pub(super) fn read(root: &Node, list: &Node, draft: &mut Draft) {
    draft.declare(root);
    draft.declare_standard_rings();
    let numbers = list
        .items()
        .iter()
        .map(|item| item.get("quadrant")?.text().and_then(number));
    let numbers: Vec<usize> = numbers.flatten().collect();
    if !numbers.is_empty() {
        draft.count_quadrants(
            numbers
                .iter()
                .copied()
                .filter(|number| *number < 12)
                .max()
                .unwrap_or(0),
        );
    }
    let is_said = |node: &&Node| node.text().is_some_and(|text| !text.trim().is_empty());
    let day = root.get("date").filter(is_said);
    let released = day.and_then(Node::text).and_then(date);
    if let Some(day) = day.filter(|_| released.is_none()) {
        draft.odd(day.at, "this is no date; write it as 2026.05 or 2026-05-01");
    }
    let (active, inactive): (Vec<&Node>, Vec<&Node>) = list.items().iter().partition(|item| is_active(item));
    for item in active {
        if let Some(entry) = entry(item, released, draft) {
            draft.add(item.at, entry);
        }
    }
    if let Some(first) = inactive.first() {
        let names: Vec<String> = inactive.iter().filter_map(|item| title(item, "label")).collect();
        let message = format!("what is not `active` is not on the radar: {}", names.join(", "));
        draft.odd(first.at, message);
    }
}

/// Entries are active unless they say otherwise.
fn is_active(item: &Node) -> bool {
    item.get("active").and_then(Node::text) != Some("false")
}

fn entry(item: &Node, released: Option<jiff::civil::Date>, draft: &mut Draft) -> Option<Entry> {
    if !matches!(item.value, Value::Map(_)) {
        draft.error(
            item.at,
            format!("this entry is {}; it should be an object", item.sort()),
        );
        return None;
    }
    let Some(label) = title(item, "label") else {
        draft.error(item.at, "this entry has no `label`; it is left out");
        return None;
    };
    let quadrant = draft.quadrant(item.get("quadrant"), "quadrant", true, item)?;
    let ring = draft.ring(item.get("ring"), "ring", true, item)?;
    let written = item.get("moved").filter(|node| !node.is_null());
    let moved = written.and_then(|node| {
        let read = node.text().and_then(moved);
        if read.is_none() {
            draft.odd(
                node.at,
                "`moved` is -1 (out), 0, 1 (in) or 2 (new); this counts as 0",
            );
        }
        read
    });
    let moved = moved.unwrap_or_default();
    let url = words(item, "link").filter(|url| url != "#");
    Some(Entry {
        title: label,
        quadrant,
        timeline: vec![Stage {
            // It moved with this release; since when one that stayed is where it is, the file does not say.
            date: released.filter(|_| moved != Moved::Stayed),
            ring,
            moved,
            reason: None,
        }],
        description: words(item, "description"),
        links: url.into_iter().map(|url| Link { url, title: None }).collect(),
        ..Entry::default()
    })
}
