//! What a run gives people in the end: the links and texts of its blueprint's `output`, without those that lead nowhere.

use serde_json::Value;

use crate::model::blueprint::expression::holds;

/// A rendered `output` without the links and texts whose `if` does not hold, and without links to nothing: those of steps
/// that were skipped.
pub fn kept(mut output: Value) -> Value {
    for (name, leads) in [("links", true), ("text", false)] {
        let Some(items) = output.get_mut(name).and_then(Value::as_array_mut) else {
            continue;
        };
        items.retain(|item| item.get("if").is_none_or(holds) && (!leads || leads_somewhere(item)));
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            item.shift_remove("if");
        }
    }
    output
}

fn leads_somewhere(link: &Value) -> bool {
    let has = |name: &str| {
        link.get(name)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    has("url") || has("entityRef")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_leads_nowhere_is_left_out() {
        let output = json!({
            "links": [
                { "title": "Repository", "url": "https://x.test/r", "if": true },
                { "title": "Pull request", "url": "" },
                { "title": "Other", "entityRef": "component:default/other", "if": false },
                { "title": "Nowhere" },
            ],
            "text": [{ "title": "A", "content": "a", "if": "" }, { "title": "B", "content": "b" }],
            "more": "stays",
        });
        assert_eq!(
            kept(output),
            json!({
                "links": [{ "title": "Repository", "url": "https://x.test/r" }],
                "text": [{ "title": "B", "content": "b" }],
                "more": "stays",
            })
        );
        assert_eq!(kept(json!(null)), json!(null));
    }
}
