//! What a run gives back: the links and texts of its blueprint's `output`, as Backstage writes them. Pure.

use serde_json::Value;

/// A page or an entity to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub title: String,
    pub url: Option<String>,
    /// Canonical or as the blueprint wrote it.
    pub entity: Option<String>,
}

/// What a run gives back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Output {
    pub links: Vec<Link>,
    /// A title and what it says.
    pub texts: Vec<(String, String)>,
    /// Everything else, by its name.
    pub others: Vec<(String, String)>,
}

impl Output {
    /// Reads the rendered `output` of a blueprint.
    pub fn of(output: Option<&Value>) -> Self {
        let mut read = Self::default();
        for (name, value) in output.and_then(Value::as_object).into_iter().flatten() {
            match (name.as_str(), value) {
                ("links", Value::Array(links)) => read.links.extend(links.iter().filter_map(link)),
                ("text", Value::Array(texts)) => read.texts.extend(texts.iter().filter_map(text)),
                (_, Value::Null) => {}
                (name, Value::String(text)) => read.others.push((name.to_owned(), text.clone())),
                (name, other) => read.others.push((name.to_owned(), other.to_string())),
            }
        }
        read
    }
}

fn link(value: &Value) -> Option<Link> {
    let member = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let (url, entity) = (member("url"), member("entityRef"));
    let title = member("title").or(url).or(entity)?;
    Some(Link {
        title: title.to_owned(),
        url: url.map(str::to_owned),
        entity: entity.map(str::to_owned),
    })
}

fn text(value: &Value) -> Option<(String, String)> {
    let content = value.get("content")?.as_str()?;
    let title = value.get("title").and_then(Value::as_str).unwrap_or_default();
    Some((title.to_owned(), content.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_and_texts_are_read_leniently() {
        let output = json!({
            "links": [{"title": "Repository", "url": "https://x.test/r"}, {"entityRef": "component:default/cart"}, {"icon": "x"}, 3],
            "text": [{"title": "Next", "content": "Clone it."}, {"title": "empty"}],
            "name": "cart", "n": 2, "none": null,
        });
        let read = Output::of(Some(&output));
        assert_eq!(read.links.len(), 2);
        assert_eq!(read.links[1].title, "component:default/cart");
        assert_eq!(read.texts, [("Next".to_owned(), "Clone it.".to_owned())]);
        assert_eq!(read.others.len(), 2);
        assert_eq!(Output::of(None), Output::default());
    }
}
