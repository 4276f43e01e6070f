//! The addresses and annotations in an entity's document that a person can use.

use crate::model::catalog::Node;

/// A page about an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub title: String,
    /// `http` or `https`; nothing else is a link.
    pub url: String,
}

/// The entity's own links, then where its source is, each address once.
pub fn links(document: &Node) -> Vec<Link> {
    let own = document
        .at_path(&["metadata", "links"])
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|link| {
            let url = link.get("url").and_then(Node::text)?;
            let title = link.get("title").and_then(Node::text).unwrap_or(url);
            Some(Link {
                title: title.to_owned(),
                url: url.to_owned(),
            })
        });
    let mut links: Vec<Link> = Vec::new();
    for link in own.chain(sources(document)).filter(|link| is_web(&link.url)) {
        if links.iter().all(|known| known.url != link.url) {
            links.push(link);
        }
    }
    links
}

/// Where Backstage's well-known annotations say that the source is.
/// Source: backstage/backstage, docs/features/software-catalog/well-known-annotations.md.
fn sources(document: &Node) -> impl Iterator<Item = Link> + '_ {
    let of = |title: &str, url: String| Link {
        title: title.to_owned(),
        url,
    };
    let view = annotation(document, "backstage.io/view-url").map(move |url| of("View", url.to_owned()));
    let source = annotation(document, "backstage.io/source-location")
        .and_then(|location| location.strip_prefix("url:"))
        .map(move |url| of("Source", url.to_owned()));
    let github = annotation(document, "github.com/project-slug")
        .map(move |slug| of("GitHub", format!("https://github.com/{slug}")));
    [view, source, github].into_iter().flatten()
}

fn annotation<'a>(document: &'a Node, key: &str) -> Option<&'a str> {
    document
        .at_path(&["metadata", "annotations", key])
        .and_then(Node::text)
}

fn is_web(url: &str) -> bool {
    let scheme = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (scheme("http://") || scheme("https://")) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// The annotations that say something to a person: muster's first; without those that Backstage writes for itself.
pub fn annotations(document: &Node) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = document
        .at_path(&["metadata", "annotations"])
        .map_or(&[][..], Node::pairs)
        .iter()
        .filter(|(key, _)| !key.text.starts_with("backstage.io/managed-by-"))
        .filter_map(|(key, value)| Some((key.text.as_str(), value.text()?)))
        .collect();
    found.sort_by_key(|(key, _)| !key.starts_with("muster/"));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::{Key, Position, Value};

    fn map(pairs: &[(&str, Node)]) -> Node {
        let key = |text: &str| Key {
            text: text.to_owned(),
            at: Position::default(),
        };
        Node {
            value: Value::Map(
                pairs
                    .iter()
                    .map(|(name, value)| (key(name), value.clone()))
                    .collect(),
            ),
            at: Position::default(),
        }
    }

    fn text(text: &str) -> Node {
        Node::scalar(text, Position::default())
    }

    #[test]
    fn only_web_addresses_are_links_and_each_is_there_once() {
        let link = |url: &str| map(&[("url", text(url)), ("title", text("Board"))]);
        let list = Node {
            value: Value::List(vec![
                link("https://grafana.example/d/1"),
                link("javascript:alert(1)"),
                link("https://a b"),
                link("https://github.com/acme/cart"),
                map(&[("title", text("no address"))]),
            ]),
            at: Position::default(),
        };
        let annotations = map(&[
            ("github.com/project-slug", text("acme/cart")),
            (
                "backstage.io/source-location",
                text("url:https://git.example/cart"),
            ),
        ]);
        let document = map(&[("metadata", map(&[("links", list), ("annotations", annotations)]))]);
        let urls: Vec<String> = links(&document).into_iter().map(|link| link.url).collect();
        assert_eq!(
            urls,
            [
                "https://grafana.example/d/1",
                "https://github.com/acme/cart",
                "https://git.example/cart"
            ]
        );
    }

    #[test]
    fn annotations_of_muster_come_first_and_those_of_the_machinery_are_left_out() {
        let annotations_map = map(&[
            ("pagerduty.com/service-id", text("P1")),
            ("backstage.io/managed-by-location", text("url:x")),
            ("muster/deputy", text("bo")),
        ]);
        let document = map(&[("metadata", map(&[("annotations", annotations_map)]))]);
        assert_eq!(
            annotations(&document),
            [("muster/deputy", "bo"), ("pagerduty.com/service-id", "P1")]
        );
    }
}
