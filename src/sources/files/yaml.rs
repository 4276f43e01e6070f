//! YAML into documents: `granit-parser` knows the grammar, this composes its events into trees with positions.
//! A broken document costs only itself; budgets stop documents that repeat or nest themselves without measure.

use crate::model::catalog::{Key, Node, Position, Value};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, options};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Deeper than any catalog file that people write.
const DEPTH_LIMIT: usize = 64;
/// Nodes of one document, counting what aliases repeat: a 10 MB file of short lines stays below it.
const NODE_LIMIT: usize = 1_500_000;
/// Nodes that the aliases of one document may repeat ("billion laughs").
const ALIAS_LIMIT: usize = 20_000;

/// A document of a file, whole or broken.
#[derive(Debug)]
pub struct Parsed {
    /// The byte range of the document in the text.
    pub bytes: Range<usize>,
    pub outcome: Result<Node, Broken>,
    /// Keys that were written twice; the last value counts.
    pub duplicate_keys: Vec<Key>,
}

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    pub at: Position,
    pub message: String,
    /// The document is too deep or too large, and its grammar may be right.
    pub over_budget: bool,
}

/// Parses every document of a text. Empty documents are left out.
pub fn parse(text: &str) -> Vec<Parsed> {
    let options = options! { flow_nesting_limit: DEPTH_LIMIT * 2, block_nesting_limit: DEPTH_LIMIT * 2 };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut documents = Vec::new();
    let mut composer = Composer::default();
    let mut start = 0;
    loop {
        let step = match parser.next() {
            None => break,
            Some(Err(error)) => Err(syntax(&error)),
            Some(Ok((Event::DocumentStart(..), span))) => {
                start = span.byte_range().map_or(start, |range| range.start);
                composer = Composer::default();
                continue;
            }
            Some(Ok((Event::DocumentEnd, span))) => {
                let end = span
                    .byte_range()
                    .map_or(text.len(), |range| range.start.max(start));
                let composer = std::mem::take(&mut composer);
                documents.extend(composer.root.map(|root| Parsed {
                    bytes: start..end,
                    outcome: Ok(root),
                    duplicate_keys: composer.duplicate_keys,
                }));
                start = end;
                continue;
            }
            Some(Ok((event, span))) => composer.take(event, span),
        };
        if let Err(broken) = step {
            let end = next_document(text, start);
            documents.push(Parsed {
                bytes: start..end,
                outcome: Err(broken),
                duplicate_keys: Vec::new(),
            });
            start = end;
            if !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
    }
    documents
}

fn syntax(error: &ScanError) -> Broken {
    let mark = error.marker();
    Broken {
        at: Position {
            line: mark.line() as u32,
            column: mark.col() as u32 + 1,
        },
        message: error.kind().to_string(),
        over_budget: false,
    }
}

/// Where the document after the one at `start` begins.
fn next_document(text: &str, start: usize) -> usize {
    let after_marker = text.len().min(start + 3);
    text.as_bytes()[after_marker..]
        .windows(4)
        .position(|bytes| bytes == b"\n---")
        .map_or(text.len(), |at| after_marker + at + 1)
}

/// Builds one document from its events.
#[derive(Default)]
struct Composer {
    open: Vec<Open>,
    root: Option<Node>,
    anchors: FxHashMap<usize, (Node, usize)>,
    duplicate_keys: Vec<Key>,
    nodes: usize,
    repeated: usize,
}

/// A list or map whose end has not come yet.
struct Open {
    at: Position,
    anchor: usize,
    /// Nodes of the document before this one began.
    nodes_before: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map {
        pairs: Vec<(Key, Node)>,
        key: Option<Key>,
        seen: FxHashSet<String>,
        merged: Vec<Node>,
        /// The key that was read is YAML 1.1's `<<`.
        merging: bool,
    },
}

/// Beyond this many keys a map looks its keys up instead of comparing them one by one.
const FEW_KEYS: usize = 12;

impl Composer {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Broken> {
        let at = position(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let forced_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let plain = style == ScalarStyle::Plain && !forced_text;
                let value = match plain && text.is_empty() {
                    true => Value::Null,
                    false => Value::Scalar {
                        text: text.into_owned(),
                        plain,
                    },
                };
                self.count(1, at)?;
                self.finish(Node { value, at }, anchor, 1);
            }
            Event::SequenceStart(_, anchor, _) => self.begin(at, anchor, Content::List(Vec::new()))?,
            Event::MappingStart(_, anchor, _) => {
                let (pairs, seen, merged) = (Vec::new(), FxHashSet::default(), Vec::new());
                self.begin(
                    at,
                    anchor,
                    Content::Map {
                        pairs,
                        key: None,
                        seen,
                        merged,
                        merging: false,
                    },
                )?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(id) => {
                let Some((node, size)) = self.anchors.get(&id).cloned() else {
                    return Err(over_budget(at, "An alias repeats the value that it stands in."));
                };
                self.repeated += size;
                if self.repeated > ALIAS_LIMIT {
                    return Err(over_budget(at, "Aliases repeat too much. Write the values out."));
                }
                self.count(size, at)?;
                self.finish(node, 0, size);
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, at: Position) -> Result<(), Broken> {
        self.nodes += nodes;
        if self.nodes > NODE_LIMIT {
            return Err(over_budget(at, "The document holds too many values. Split it."));
        }
        Ok(())
    }

    fn begin(&mut self, at: Position, anchor: usize, content: Content) -> Result<(), Broken> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(over_budget(at, "The document is nested too deep."));
        }
        let nodes_before = self.nodes;
        self.count(1, at)?;
        self.open.push(Open {
            at,
            anchor,
            nodes_before,
            content,
        });
        Ok(())
    }

    fn end(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let value = match open.content {
            Content::List(items) => Value::List(items),
            Content::Map { pairs, merged, .. } => Value::Map(merged.into_iter().fold(pairs, merge)),
        };
        let size = self.nodes - open.nodes_before;
        self.finish(Node { value, at: open.at }, open.anchor, size);
    }

    /// Puts a complete value where it belongs.
    fn finish(&mut self, node: Node, anchor: usize, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Map {
                pairs,
                key,
                seen,
                merged,
                merging,
            }) => match key.take() {
                None => {
                    // In quotes `<<` is a key like any other.
                    *merging = matches!(&node.value, Value::Scalar { text, plain: true } if text == "<<");
                    *key = Some(as_key(node));
                }
                Some(_) if *merging && merges(&node) => merged.push(node),
                Some(name) => {
                    let known = is_known(pairs, seen, &name.text);
                    match known
                        .then(|| pairs.iter_mut().find(|(k, _)| k.text == name.text))
                        .flatten()
                    {
                        Some(pair) => {
                            self.duplicate_keys.push(name);
                            pair.1 = node;
                        }
                        None => pairs.push((name, node)),
                    }
                }
            },
        }
    }
}

fn is_known(pairs: &[(Key, Node)], seen: &mut FxHashSet<String>, name: &str) -> bool {
    if pairs.len() < FEW_KEYS {
        return pairs.iter().any(|(key, _)| key.text == name);
    }
    if seen.is_empty() {
        seen.extend(pairs.iter().map(|(key, _)| key.text.clone()));
    }
    !seen.insert(name.to_owned())
}

fn as_key(node: Node) -> Key {
    let text = match node.value {
        Value::Scalar { text, .. } => text,
        _ => node.canonical_json(),
    };
    Key { text, at: node.at }
}

/// Whether a value under `<<` is what YAML 1.1 merges: a map, or a list of maps.
fn merges(node: &Node) -> bool {
    let is_map = |node: &Node| matches!(node.value, Value::Map(_));
    is_map(node) || !node.items().is_empty() && node.items().iter().all(is_map)
}

/// Adds the pairs of a merged map, or of each map of a list; what is written out comes first.
fn merge(mut pairs: Vec<(Key, Node)>, node: Node) -> Vec<(Key, Node)> {
    let maps = match node.value {
        Value::List(items) => items,
        _ => vec![node],
    };
    for map in maps {
        for pair in map.pairs() {
            if !pairs.iter().any(|(key, _)| key.text == pair.0.text) {
                pairs.push(pair.clone());
            }
        }
    }
    pairs
}

fn over_budget(at: Position, message: &str) -> Broken {
    Broken {
        at,
        message: message.to_owned(),
        over_budget: true,
    }
}

fn position(span: &Span) -> Position {
    let mark = span.start;
    Position {
        line: mark.line() as u32,
        column: mark.col() as u32 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> Vec<Result<String, u32>> {
        let documents = parse(text).into_iter();
        documents
            .map(|doc| doc.outcome.map(|n| n.canonical_json()).map_err(|b| b.at.line))
            .collect()
    }

    #[test]
    fn documents_are_read_one_by_one() {
        for (text, expected) in [
            ("a: 1\n", vec![Ok(r#"{"a":1}"#.to_owned())]),
            ("", vec![]),
            (
                "---\n# nothing\n---\na: b\n",
                vec![Ok("null".into()), Ok(r#"{"a":"b"}"#.into())],
            ),
            (
                "a: 1\n---\nb: [1\n---\nc: 3\n",
                vec![Ok(r#"{"a":1}"#.into()), Err(3), Ok(r#"{"c":3}"#.into())],
            ),
            (
                "\u{feff}a: 1\r\nb: 'x'\r\n",
                vec![Ok(r#"{"a":1,"b":"x"}"#.into())],
            ),
            (
                "base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\n",
                vec![Ok(r#"{"base":{"x":1,"y":2},"other":{"x":1,"y":3}}"#.into())],
            ),
            ("'<<': {x: 1}\n", vec![Ok(r#"{"<<":{"x":1}}"#.into())]),
            ("a: !!str 12\n", vec![Ok(r#"{"a":"12"}"#.into())]),
        ] {
            assert_eq!(json(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_key_written_twice_is_named_and_the_last_value_counts() {
        let documents = parse("a: 1\nb: 2\na: 3\n");
        assert_eq!(documents[0].duplicate_keys[0].at, Position { line: 3, column: 1 });
        assert_eq!(json("a: 1\nb: 2\na: 3\n"), [Ok(r#"{"a":3,"b":2}"#.to_owned())]);
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..9 {
            let list = vec![format!("*a{}", i - 1); 10].join(", ");
            bomb += &format!("a{i}: &a{i} [{list}]\n");
        }
        let deep = "[".repeat(100) + &"]".repeat(100);
        for text in [bomb.as_str(), deep.as_str()] {
            let broken = parse(text).remove(0).outcome.unwrap_err();
            assert!(broken.over_budget, "{broken:?}");
        }
    }

    #[test]
    fn byte_ranges_hold_their_documents() {
        let text = "a: 1\n---\nb: 2\nc: 3\n---\nd: 4\n";
        let texts: Vec<_> = parse(text).into_iter().map(|doc| &text[doc.bytes]).collect();
        assert_eq!(texts, ["a: 1\n", "---\nb: 2\nc: 3\n", "---\nd: 4\n"]);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_ranges_are_inside(text in "[a-c:\\-\\[\\]{}&*<\n \t\"'#|>%!é]{0,60}") {
            for document in parse(&text) {
                prop_assert!(text.get(document.bytes.clone()).is_some(), "{:?}", document.bytes);
            }
        }
    }

    /// What the model writes is read here.
    mod written {
        use super::*;
        use crate::model::text::yaml;
        use serde_json::{Value, json};

        fn read_back(yaml: &str) -> Option<Value> {
            let node = parse(yaml).into_iter().next()?.outcome.ok()?;
            serde_json::from_str(&node.canonical_json()).ok()
        }

        fn any_value() -> impl Strategy<Value = Value> {
            let text = prop_oneof![
                proptest::collection::vec(any::<char>(), 0..12).prop_map(String::from_iter),
                "[a-z ~:#\\-\n\t.&*!|>%@`'\"0-9]{0,16}",
                "(yes|no|null|~|1e3|0x1F|-|:|true|a:|a: b|a #b|[a-z]{1,5}\n){1,3}",
            ];
            let scalar = prop_oneof![
                text.clone().prop_map(Value::from),
                any::<bool>().prop_map(Value::from),
                any::<i32>().prop_map(Value::from),
                Just(Value::Null),
            ];
            scalar.prop_recursive(4, 24, 4, move |inner| {
                prop_oneof![
                    proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                    proptest::collection::vec((text.clone(), inner), 0..4)
                        .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
                ]
            })
        }

        proptest! {
            #[test]
            fn what_is_written_reads_back_the_same(value in any_value()) {
                let value = json!({ "root": value });
                let text = yaml(&value);
                prop_assert_eq!(read_back(&text), Some(value), "{}", text);
            }
        }
    }
}
