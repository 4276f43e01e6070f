//! Backstage's tech radar response (`TechRadarLoaderResponse` of its community plugin): quadrants and rings by id, and for
//! each entry when it came into which ring.

use super::draft::{Draft, Entry, date, moved, title, words};
use crate::model::catalog::{Node, Value};
use crate::model::vision::{Link, Moved, Stage};

pub(super) fn read(root: &Node, list: &Node, draft: &mut Draft) {
    draft.declare(root);
    for item in list.items() {
        if let Some(entry) = entry(item, draft) {
            draft.add(item.at, entry);
        }
    }
}

fn entry(item: &Node, draft: &mut Draft) -> Option<Entry> {
    if !matches!(item.value, Value::Map(_)) {
        draft.error(
            item.at,
            format!("this entry is {}; it should be an object", item.sort()),
        );
        return None;
    }
    let id = words(item, "id").or_else(|| words(item, "key"));
    let Some(title) = title(item, "title").or_else(|| id.clone()) else {
        draft.error(item.at, "this entry has no `title`; it is left out");
        return None;
    };
    let quadrant = draft.quadrant(item.get("quadrant"), "quadrant", false, item)?;
    let timeline = timeline(item, draft)?;
    Some(Entry {
        id,
        title,
        quadrant,
        timeline,
        description: words(item, "description"),
        links: links(item),
    })
}

/// What is known of a stage before its neighbours are.
struct Told {
    stage: Stage,
    has_moved: bool,
}

/// The oldest first, whatever the order of the file; none where no stage is left.
fn timeline(item: &Node, draft: &mut Draft) -> Option<Vec<Stage>> {
    let stages = match item.get("timeline") {
        Some(node) => match &node.value {
            Value::List(stages) if stages.is_empty() => {
                draft.error(node.at, "this timeline is empty; the entry is left out");
                return None;
            }
            Value::List(stages) => stages.as_slice(),
            _ => {
                draft.error(
                    node.at,
                    format!("`timeline` is {}; it should be a list", node.sort()),
                );
                return None;
            }
        },
        // Some say the ring without a timeline.
        None => std::slice::from_ref(item),
    };
    let mut told: Vec<Told> = stages.iter().filter_map(|node| stage(node, draft)).collect();
    if told.is_empty() {
        return None;
    }
    // What has no date, or the same one, is in the order of Backstage: the newest first.
    told.reverse();
    told.sort_by_key(|told| told.stage.date);
    let alone = told.len() == 1;
    let mut before: Option<usize> = None;
    let stages = told.into_iter().map(|told| {
        let mut stage = told.stage;
        if !told.has_moved {
            stage.moved = match before {
                Some(before) => Moved::between(before, stage.ring),
                None if alone => Moved::Stayed,
                None => Moved::New,
            };
        }
        before = Some(stage.ring);
        stage
    });
    Some(stages.collect())
}

fn stage(node: &Node, draft: &mut Draft) -> Option<Told> {
    let ring = node.get("ringId").or_else(|| node.get("ring"));
    let ring = draft.ring(ring, "ringId", false, node)?;
    let day = node.get("date").filter(|node| !node.is_null());
    let date = day.and_then(|day| {
        let read = day.text().and_then(date);
        if read.is_none() {
            let written = day.text().unwrap_or("");
            let message = format!("`{written}` is no date; write it as 2024-03-01");
            draft.odd(day.at, message);
        }
        read
    });
    let moved = node.get("moved").filter(|node| !node.is_null()).and_then(|node| {
        let read = node.text().and_then(moved);
        if read.is_none() {
            let message = "`moved` is -1 (out), 0, 1 (in) or 2 (new); what the timeline says counts instead";
            draft.odd(node.at, message);
        }
        read
    });
    Some(Told {
        has_moved: moved.is_some(),
        stage: Stage {
            date,
            ring,
            moved: moved.unwrap_or_default(),
            // Without a timeline the description is the entry's.
            reason: node.get("ringId").and_then(|_| words(node, "description")),
        },
    })
}

fn links(item: &Node) -> Vec<Link> {
    let listed = item.get("links").map(Node::items).unwrap_or_default();
    let links = listed.iter().filter_map(|link| {
        let url = words(link, "url").or_else(|| link.text().map(str::to_owned))?;
        Some(Link {
            url,
            title: words(link, "title"),
        })
    });
    let mut links: Vec<Link> = links.collect();
    if let Some(url) = words(item, "url").filter(|url| url != "#")
        && !links.iter().any(|link| link.url == url)
    {
        links.push(Link { url, title: None });
    }
    links
}
