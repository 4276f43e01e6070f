//! A Score workload: a component, and the resources that it needs. Resources of one type, class and id are one resource, shared
//! by all workloads that name it. Source: score-spec/spec, score-v1b1.json; ids as the reference implementations write them,
//! `type.class#id`.

use super::about::About;
use super::draft::Draft;
use super::sheet::Sheet;
use crate::model::catalog::{Node, Value};

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    let metadata = document.get("metadata");
    let name = metadata.and_then(|metadata| metadata.get("name"));
    let Some((name, at)) = name.and_then(|name| Some((name.text()?, name.at))) else {
        return sheet.wrong(document.at, "This workload has no `metadata.name`. Give it one.");
    };
    let has_containers = document
        .get("containers")
        .is_some_and(|node| !node.pairs().is_empty());
    if !has_containers {
        let at = document.get("containers").map_or(document.at, |node| node.at);
        sheet.wrong(
            at,
            "A workload has at least one container. Add it under `containers`.",
        );
    }
    let resources = document.get("resources");
    if let Some(node) = resources.filter(|node| !node.is_null() && !matches!(node.value, Value::Map(_))) {
        sheet.wrong(
            node.at,
            format!(
                "`resources` holds {}, and a mapping by name is expected.",
                node.sort()
            ),
        );
    }
    let mut needs = Vec::new();
    for (key, resource) in resources.map(Node::pairs).unwrap_or_default() {
        let text = |key: &str| {
            resource
                .get(key)
                .and_then(Node::text)
                .filter(|text| !text.is_empty())
        };
        let Some(sort) = text("type") else {
            sheet.wrong(
                key.at,
                format!("The resource `{}` has no `type`. Say what it is.", key.text),
            );
            continue;
        };
        let class = text("class").unwrap_or("default");
        let id = text("id").map_or_else(|| format!("{name}.{}", key.text), str::to_owned);
        let called = match class {
            "default" => format!("{id}.{sort}"),
            class => format!("{id}.{sort}.{class}"),
        };
        needs.push((called.clone(), key.at));
        sheet.entity(Draft {
            external_id: Some(format!("score:{sort}.{class}#{id}")),
            about: About::of(resource.get("metadata")),
            ..Draft::resource(&called, sort, key.at)
        });
    }
    sheet.entity(Draft {
        about: About::of(metadata),
        needs,
        ..Draft::component(name, "service", at)
    });
}
