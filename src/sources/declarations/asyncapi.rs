//! AsyncAPI 2 and 3: the application is a component, its channels on Kafka are topics. In version 3 operations say what the
//! application itself does; in version 2 they say what others may do with it, so `publish` means that it reads.
//! Source: asyncapi/spec, versions 2.6.0 and 3.0.0; bindings/kafka.

use super::draft::Draft;
use super::name::is_topic_name;
use super::sheet::Sheet;
use super::strimzi::facts;
use super::uses::Use;
use crate::model::catalog::{Node, Position};

/// Topics that the parameters of one address stand for, at most.
const MOST_TOPICS: usize = 64;
/// References that lead to references, at most.
const MOST_STEPS: usize = 8;

pub(super) fn read(document: &Node, sheet: &mut Sheet) {
    let version = document.get("asyncapi").and_then(Node::text).unwrap_or_default();
    let is_v3 = version.starts_with('3');
    if !is_v3 && !version.starts_with('2') {
        let at = document.get("asyncapi").map_or(document.at, |node| node.at);
        return sheet.wrong(at, format!("AsyncAPI `{version}` is not read; 2 and 3 are."));
    }
    let Some((title, at)) = document
        .at_path(&["info", "title"])
        .and_then(|node| Some((node.text()?, node.at)))
    else {
        let at = document.get("info").map_or(document.at, |node| node.at);
        return sheet.wrong(
            at,
            "`info.title` is missing, so nobody knows whose channels these are.",
        );
    };
    let reader = Reader { document, is_v3 };
    let mut uses = Vec::new();
    let (mut on_kafka, mut others) = (0, 0);
    for (key, channel) in document.get("channels").map(Node::pairs).unwrap_or_default() {
        let channel = reader.resolved(channel);
        if !reader.is_kafka(channel) {
            others += 1;
            continue;
        }
        on_kafka += 1;
        let Some(topics) = reader.topics(&key.text, key.at, channel, sheet) else {
            continue;
        };
        let binding = channel
            .at_path(&["bindings", "kafka"])
            .map(|node| reader.resolved(node));
        let (reads, writes) = match is_v3 {
            true => reader.operations(&key.text),
            // Others publish what the application reads.
            false => (
                channel.get("publish").is_some(),
                channel.get("subscribe").is_some(),
            ),
        };
        for topic in topics {
            let number = |key| binding?.get(key)?.text()?.parse::<i64>().ok();
            sheet.topic(Draft {
                description: facts(number("partitions"), number("replicas")),
                ..Draft::topic(&topic, key.at)
            });
            if reads || writes {
                uses.push(Use {
                    reads,
                    writes,
                    ..Use::reading(&topic, key.at)
                });
            }
        }
    }
    if others > 0 {
        let text = match others {
            1 => "1 channel of another protocol than Kafka is left out.".to_owned(),
            others => format!("{others} channels of other protocols than Kafka are left out."),
        };
        sheet.left_out(document.get("channels").map_or(document.at, |node| node.at), text);
    }
    // An application without Kafka is nothing that is known from here.
    if on_kafka == 0 {
        return;
    }
    let name = title
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
        .to_lowercase();
    let words = document.at_path(&["info", "description"]).and_then(Node::text);
    let mut draft = Draft {
        title: Some(title.to_owned()),
        description: words.map(str::to_owned),
        uses,
        ..Draft::component(&name, "service", at)
    };
    let owner = document.at_path(&["info", "x-owner"]);
    draft.about.owner = owner.and_then(|node| Some((node.text()?.to_owned(), node.at)));
    sheet.entity(draft);
}

struct Reader<'n> {
    document: &'n Node,
    is_v3: bool,
}

impl<'n> Reader<'n> {
    /// What a reference inside this document leads to; anything else is what it is.
    fn resolved(&self, node: &'n Node) -> &'n Node {
        let mut at = node;
        for _ in 0..MOST_STEPS {
            let Some(target) = at
                .get("$ref")
                .and_then(Node::text)
                .and_then(|text| self.target(text))
            else {
                break;
            };
            at = target;
        }
        at
    }

    /// The value at a JSON pointer (RFC 6901) of this document.
    fn target(&self, reference: &str) -> Option<&'n Node> {
        let pointer = reference.strip_prefix("#/")?;
        pointer.split('/').try_fold(self.document, |node, part| {
            let part = part.replace("~1", "/").replace("~0", "~");
            node.get(&part)
                .or_else(|| node.items().get(part.parse::<usize>().ok()?))
        })
    }

    /// Whether a channel is on Kafka: by its binding, else by its servers, else by all servers.
    fn is_kafka(&self, channel: &'n Node) -> bool {
        let bindings = channel
            .get("bindings")
            .map(|node| self.resolved(node).pairs())
            .unwrap_or_default();
        if !bindings.is_empty() {
            return bindings.iter().any(|(key, _)| key.text == "kafka");
        }
        let all = self.document.get("servers").map(Node::pairs).unwrap_or_default();
        let named = channel.get("servers").map(Node::items).unwrap_or_default();
        let is_kafka = |server: &Node| {
            let protocol = server.get("protocol").and_then(Node::text).unwrap_or_default();
            matches!(protocol, "kafka" | "kafka-secure")
        };
        if named.is_empty() {
            return all.iter().any(|(_, server)| is_kafka(self.resolved(server)));
        }
        named.iter().any(|server| match server.text() {
            Some(name) => all
                .iter()
                .any(|(key, server)| key.text == name && is_kafka(self.resolved(server))),
            None => is_kafka(self.resolved(server)),
        })
    }

    /// The topics that a channel stands for: named by its binding, else by its address.
    fn topics(&self, key: &str, at: Position, channel: &'n Node, sheet: &mut Sheet) -> Option<Vec<String>> {
        let binding = channel
            .at_path(&["bindings", "kafka"])
            .map(|node| self.resolved(node));
        let bound = binding
            .and_then(|binding| binding.get("topic"))
            .and_then(Node::text);
        let address = match self.is_v3 {
            true => channel.get("address").and_then(Node::text),
            false => Some(key),
        };
        let Some(address) = bound.or(address) else {
            sheet.left_out(
                at,
                format!("The channel `{key}` has no address, so no topic is known for it."),
            );
            return None;
        };
        let mut topics = vec![address.to_owned()];
        while let Some((parameter, values)) = topics.first().and_then(|topic| self.parameter(topic, channel))
        {
            if values.is_empty() || topics.len() * values.len() > MOST_TOPICS {
                let text = format!(
                    "`{address}` has the parameter `{parameter}`, and which topics that means is not said."
                );
                sheet.left_out(at, text);
                return None;
            }
            let braced = format!("{{{parameter}}}");
            let filled = |topic: &String| {
                let of_value = |value: &String| topic.replace(&braced, value);
                values.iter().map(of_value).collect::<Vec<_>>()
            };
            topics = topics.iter().flat_map(filled).collect();
        }
        if let [only] = &topics[..]
            && !is_topic_name(only)
        {
            sheet.left_out(at, format!("`{only}` is an address and no name of a topic."));
            return None;
        }
        Some(topics)
    }

    /// The first parameter of an address, and the values that it may have.
    fn parameter(&self, address: &str, channel: &'n Node) -> Option<(String, Vec<String>)> {
        let (_, rest) = address.split_once('{')?;
        let (name, _) = rest.split_once('}')?;
        let parameter = channel
            .at_path(&["parameters", name])
            .map(|node| self.resolved(node));
        let values = parameter.and_then(|parameter| {
            let of_schema = || {
                parameter
                    .get("schema")
                    .map(|schema| self.resolved(schema))?
                    .get("enum")
            };
            parameter.get("enum").or_else(of_schema)
        });
        let values = values
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(Node::text);
        // A value with braces of its own would be filled in for ever.
        let values = values
            .filter(|value| !value.contains(['{', '}']))
            .map(str::to_owned);
        Some((name.to_owned(), values.collect()))
    }

    /// Whether operations receive from a channel, and whether they send to it.
    fn operations(&self, channel: &str) -> (bool, bool) {
        let wanted = self.document.at_path(&["channels", channel]);
        let mut ways = (false, false);
        for (_, operation) in self
            .document
            .get("operations")
            .map(Node::pairs)
            .unwrap_or_default()
        {
            let operation = self.resolved(operation);
            let Some(reference) = operation.at_path(&["channel", "$ref"]).and_then(Node::text) else {
                continue;
            };
            let Some(target) = self.target(reference) else {
                continue;
            };
            let is_same = wanted.is_some_and(|wanted| {
                std::ptr::eq(wanted, target) || std::ptr::eq(self.resolved(wanted), self.resolved(target))
            });
            if is_same {
                match operation.get("action").and_then(Node::text) {
                    Some("receive") => ways.0 = true,
                    Some("send") => ways.1 = true,
                    _ => {}
                }
            }
        }
        ways
    }
}
