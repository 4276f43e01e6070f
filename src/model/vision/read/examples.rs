//! `examples`: small catalogs that must pass a rule, and such that must fail it. What every entity has is filled in.

use super::reader::Reader;
use crate::model::catalog::{Key, Node, Position, Value};
use crate::model::vision::{Example, Examples};

/// What an entity says that states no apiVersion.
const API_VERSION: &str = "backstage.io/v1alpha1";
/// The name of what has none.
const NAME: &str = "example";

/// The examples of a rule that is written out, which should have both sorts.
pub(super) fn read(reader: &mut Reader<'_>, item: &Node) -> Examples {
    let Some(node) = item.get("examples").filter(|node| !node.is_null()) else {
        let message =
            "this rule has no examples; write below `examples` one that must `pass` and one that must `fail`";
        reader.odd(item.at, message);
        return Examples::default();
    };
    let examples = given(reader, node);
    for (sort, list) in [("pass", &examples.pass), ("fail", &examples.fail)] {
        if list.is_empty() {
            let message = format!("no example must {sort}; write one below `{sort}`");
            reader.odd(node.at, message);
        }
    }
    examples
}

/// The examples that are there; none need be.
pub(super) fn given(reader: &mut Reader<'_>, node: &Node) -> Examples {
    let mut list = |key: &str| {
        let items = reader.list(node, key, "entities, or of lists of entities");
        let examples = items.iter().filter_map(|item| example(reader, item));
        examples.collect()
    };
    let (pass, fail) = (list("pass"), list("fail"));
    if reader.is_mapping(node, "`examples`") {
        reader.knows(node, &["pass", "fail"]);
    }
    Examples { pass, fail }
}

fn example(reader: &mut Reader<'_>, item: &Node) -> Option<Example> {
    let documents = match &item.value {
        Value::List(documents) => documents.as_slice(),
        _ => std::slice::from_ref(item),
    };
    if documents.is_empty() {
        reader.wrong(
            item.at,
            "this example is empty; write an entity: kind, metadata, spec",
        );
        return None;
    }
    let completed = documents.iter().enumerate().map(|(index, document)| {
        if !reader.is_mapping(document, "an example") {
            return None;
        }
        reader.needed(document, "kind", "Component")?;
        Some(completed(document, index))
    });
    // One that is wrong costs the whole small catalog: without it, it would say something else.
    let documents: Vec<Option<Node>> = completed.collect();
    Some(Example {
        documents: documents.into_iter().collect::<Option<_>>()?,
        at: item.at,
    })
}

/// A document with apiVersion and name.
fn completed(document: &Node, index: usize) -> Node {
    let at = document.at;
    let mut pairs = document.pairs().to_vec();
    if document.get("apiVersion").is_none() {
        pairs.insert(0, pair("apiVersion", Node::scalar(API_VERSION, at)));
    }
    if document.at_path(&["metadata", "name"]).is_none() {
        let name = match index {
            0 => NAME.to_owned(),
            index => format!("{NAME}-{}", index + 1),
        };
        let name = pair("name", Node::scalar(name, at));
        match pairs.iter_mut().find(|(key, _)| key.text == "metadata") {
            Some((_, metadata)) => {
                let mut inner = metadata.pairs().to_vec();
                inner.insert(0, name);
                metadata.value = Value::Map(inner);
            }
            None => pairs.push(pair("metadata", map(vec![name], at))),
        }
    }
    map(pairs, at)
}

/// The entities of some names, for the examples of `naming`.
pub(super) fn named(
    reader: &mut Reader<'_>,
    node: Option<&Node>,
    kind: &str,
    type_: Option<&str>,
) -> Examples {
    let Some(node) = node.filter(|node| !node.is_null()) else {
        return Examples::default();
    };
    if !reader.is_mapping(node, "`examples`") {
        return Examples::default();
    }
    reader.knows(node, &["pass", "fail"]);
    let mut list = |key: &str| {
        let names = reader.texts(node, key).into_iter();
        let examples = names.map(|(at, name)| Example {
            documents: vec![entity(kind, type_, name, at.at)],
            at: at.at,
        });
        examples.collect()
    };
    Examples {
        pass: list("pass"),
        fail: list("fail"),
    }
}

fn entity(kind: &str, type_: Option<&str>, name: &str, at: Position) -> Node {
    let mut pairs = vec![
        pair("apiVersion", Node::scalar(API_VERSION, at)),
        pair("kind", Node::scalar(kind, at)),
        pair("metadata", map(vec![pair("name", Node::scalar(name, at))], at)),
    ];
    if let Some(type_) = type_ {
        pairs.push(pair("spec", map(vec![pair("type", Node::scalar(type_, at))], at)));
    }
    map(pairs, at)
}

fn map(pairs: Vec<(Key, Node)>, at: Position) -> Node {
    Node {
        value: Value::Map(pairs),
        at,
    }
}

fn pair(key: &str, value: Node) -> (Key, Node) {
    let key = Key {
        text: key.to_owned(),
        at: value.at,
    };
    (key, value)
}
