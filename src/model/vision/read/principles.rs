//! `principles`: what the company holds, and why.

use super::reader::Reader;
use crate::model::catalog::Node;
use crate::model::vision::Principle;

const KEYS: [&str; 4] = ["id", "title", "reason", "links"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Vec<Principle> {
    let mut principles: Vec<Principle> = Vec::new();
    for item in reader.list(root, "principles", "principles") {
        let Some(principle) = one(reader, item) else {
            continue;
        };
        if principles.iter().any(|known| known.id == principle.id) {
            let message = format!(
                "there is a principle `{}` already; give this one another id",
                principle.id
            );
            reader.wrong(item.at, message);
        } else {
            principles.push(principle);
        }
    }
    reader.principles = Some(principles.iter().map(|principle| principle.id.clone()).collect());
    principles
}

fn one(reader: &mut Reader<'_>, item: &Node) -> Option<Principle> {
    if !reader.is_mapping(item, "a principle") {
        return None;
    }
    reader.knows(item, &KEYS);
    let id = reader.id(item, "events-first")?;
    let title = reader.needed(item, "title", "Services meet through events");
    let reason = reader.needed(item, "reason", "a team can be down without taking others with it");
    Some(Principle {
        id: id.to_owned(),
        title: title.map_or(id, |(_, title)| title).to_owned(),
        reason: reason.map_or("", |(_, reason)| reason).to_owned(),
        links: reader.links(item),
    })
}
