//! Documents in styles that nobody would think of, changed: what is read back is what was meant, every line that was not
//! touched is there and in its order, and what was added and removed again leaves no trace.

use muster::model::catalog::edit::{Change, change};
use muster::sources::files::documents_of;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use similar::{ChangeTag, TextDiff};

/// A scalar's text and the ways in which it can be written.
fn scalar(flow: bool) -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![
        "[a-z]{1,6}",
        "[a-z]{1,4}:[a-z]{1,4}/[a-z]{1,4}",
        "[a-z]{1,3}( [a-z#']{1,4}){0,2}x",
    ];
    (text, 0..6u8, any::<bool>()).prop_map(move |(text, style, comment)| {
        let is_plain = !text.contains(" #") && !text.contains(": ");
        let comment = if comment && !flow { " # why: {not}" } else { "" };
        let written = match style {
            0 | 1 if is_plain => format!("{text}{comment}"),
            2 => format!("'{}'{comment}", text.replace('\'', "''")),
            3 => format!("!!str \"{text}\"{comment}"),
            4 if !flow => format!("|-{comment}\n@@{text}"),
            5 if !flow => format!(">-\n@@@{text}\n"),
            _ => format!("\"{text}\"{comment}"),
        };
        (text, written)
    })
}

/// A document's value and its text. `@` stands for one step of indentation below the key.
#[derive(Clone, Debug)]
struct Written {
    value: Value,
    text: String,
}

fn indented(text: &str, by: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            if line.trim().is_empty() {
                line.to_owned()
            } else {
                format!("{by}{line}")
            }
        })
        .collect()
}

/// The pairs of a mapping in a block, with comments and blank lines between them.
fn block(pairs: Vec<(String, Written)>, between: Vec<u8>, quote: u8) -> Written {
    let (mut value, mut text) = (Map::new(), String::new());
    for (at, (key, inner)) in pairs.into_iter().enumerate() {
        text.push_str(match between.get(at).copied().unwrap_or(0) {
            1 => "# a: comment\n",
            2 => "\n",
            3 => "# one\n\n# two - {\n",
            _ => "",
        });
        let name = match (quote as usize + at) % 4 {
            1 => format!("'{key}'"),
            2 => format!("\"{key}\""),
            _ => key.clone(),
        };
        text.push_str(&format!("{name}:{}", inner.text));
        value.insert(key, inner.value);
    }
    Written {
        value: Value::Object(value),
        text,
    }
}

fn leaf() -> impl Strategy<Value = Written> {
    (scalar(false), 1..4usize).prop_map(|((value, written), gap)| {
        let written = written.trim_end_matches('\n').replace('@', "  ");
        Written {
            value: Value::from(value),
            text: format!("{}{written}\n", " ".repeat(gap)),
        }
    })
}

fn flow() -> impl Strategy<Value = Written> {
    let pairs = proptest::collection::btree_map("[a-z]{1,4}", scalar(true), 0..4);
    (pairs, 0..4u8).prop_map(|(pairs, style)| {
        let value: Map<String, Value> = pairs
            .iter()
            .map(|(k, v)| (k.clone(), Value::from(v.0.clone())))
            .collect();
        let parts: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}: {}", v.1)).collect();
        let text = match style {
            0 => format!(" {{{}}}\n", parts.join(", ")),
            1 => format!(" {{ {} }} # all\n", parts.join(" , ")),
            2 if !parts.is_empty() => format!(" {{\n    {},\n  }}\n", parts.join(",\n    ")),
            _ if !parts.is_empty() => format!(" {{\n    {}\n    # end\n  }}\n", parts.join(", # next\n    ")),
            _ => " {}\n".to_owned(),
        };
        Written {
            value: Value::Object(value),
            text,
        }
    })
}

fn list() -> impl Strategy<Value = Written> {
    let items = proptest::collection::vec("[a-z]{2,4}:[a-z]{1,5}", 1..4);
    (items, 0..4u8).prop_map(|(items, style)| {
        let text = match style {
            0 => format!(" [{}]\n", items.join(", ")),
            1 => format!("\n- {}\n", items.join(" # item\n- ")),
            2 => format!("\n    # first\n    -  {}\n", items.join("\n    -  ")),
            _ => format!(" [\n    \"{}\"\n  ]\n", items.join("\",\n    \"")),
        };
        Written {
            value: json!(items),
            text,
        }
    })
}

fn nested() -> impl Strategy<Value = Written> {
    let pairs = proptest::collection::btree_map("[a-z]{1,5}(/[a-z]{1,5})?", leaf(), 1..4);
    (
        pairs,
        proptest::collection::vec(0..4u8, 4),
        any::<u8>(),
        1..5usize,
    )
        .prop_map(|(pairs, between, quote, step)| {
            let inner = block(pairs.into_iter().collect(), between, quote);
            Written {
                value: inner.value,
                text: format!("\n{}", indented(&inner.text, &" ".repeat(step))),
            }
        })
}

/// An entity's document: metadata with a name and what else, spec with an owner and a list.
fn document() -> impl Strategy<Value = Written> {
    let annotations = proptest::option::of(prop_oneof![
        nested(),
        flow(),
        Just(Written {
            value: Value::Null,
            text: " # none\n".into()
        })
    ]);
    let depends = proptest::option::of(list());
    let parts = (leaf(), annotations, leaf(), depends, leaf());
    (
        parts,
        proptest::collection::vec(0..4u8, 8),
        any::<u8>(),
        1..5usize,
        0..4u8,
    )
        .prop_map(
            |((name, annotations, owner, depends, kind), between, quote, step, ends)| {
                let mut metadata = vec![("name".to_owned(), name)];
                metadata.extend(annotations.map(|inner| ("annotations".to_owned(), inner)));
                metadata.push(("title".to_owned(), kind.clone()));
                let mut spec = vec![("owner".to_owned(), owner)];
                spec.extend(depends.map(|inner| ("dependsOn".to_owned(), inner)));
                spec.push(("type".to_owned(), kind.clone()));
                let mut outer = vec![("kind".to_owned(), kind)];
                for (key, pairs) in [("metadata", metadata), ("spec", spec)] {
                    let inner = block(pairs, between.clone(), quote.wrapping_add(1));
                    let text = format!(" # {key}\n{}", indented(&inner.text, &" ".repeat(step)));
                    outer.push((
                        key.to_owned(),
                        Written {
                            value: inner.value,
                            text,
                        },
                    ));
                }
                let Written { value, mut text } = block(outer, between, quote);
                text = match ends {
                    0 => text.trim_end_matches('\n').to_owned(),
                    1 => text.replace('\n', "\r\n"),
                    2 => format!("# first\n---\n{text}# last\n---\nkind: Other\n"),
                    _ => text,
                };
                Written { value, text }
            },
        )
}

fn path(dotted: &str) -> Vec<String> {
    dotted.split(' ').map(str::to_owned).collect()
}

fn any_change() -> impl Strategy<Value = Change> {
    let value = prop_oneof![
        "[a-z]{1,6}:[a-z]{1,6}/[a-z]{1,6}",
        "[ -~]{0,12}",
        "(yes|no|12|1.5|~|null|- a|a: b|#x|\\{a\\}|it's|2024-01-01)",
        proptest::collection::vec(any::<char>(), 0..6).prop_map(String::from_iter),
        "[a-z]{1,4}\n[a-z ]{0,4}[a-z]\n?",
    ];
    let at = prop_oneof![
        Just("metadata annotations muster/deputy"),
        Just("metadata labels x"),
        Just("metadata title"),
        Just("metadata annotations"),
        Just("spec owner"),
        Just("spec dependsOn"),
        Just("spec a b c"),
    ];
    let reference = "[a-z]{2,4}:[a-z]{1,5}";
    prop_oneof![
        3 => (at.clone(), value).prop_map(|(at, value)| Change::Set { path: path(at), value }),
        1 => at.prop_map(|at| Change::Remove { path: path(at) }),
        1 => reference.prop_map(|value| Change::Add { path: path("spec dependsOn"), value }),
        1 => reference.prop_map(|value| Change::Take { path: path("spec dependsOn"), value }),
        1 => proptest::collection::vec(reference, 0..3)
            .prop_map(|items| Change::Put { path: path("spec dependsOn"), value: json!(items) }),
    ]
}

/// What the document is to say, worked out on plain data.
fn meant(value: &Value, change: &Change) -> Value {
    fn put(value: &mut Value, path: &[String], last: &dyn Fn(Option<&Value>) -> Option<Value>, depth: usize) {
        if value.is_null() {
            *value = json!({});
        }
        let (Some((key, rest)), Some(map)) = (path.split_first(), value.as_object_mut()) else {
            return;
        };
        if rest.is_empty() {
            match last(map.get(key)) {
                Some(value) => drop(map.insert(key.clone(), value)),
                None => drop(map.shift_remove(key)),
            }
            return;
        }
        let is_there = map.contains_key(key);
        if !is_there && last(None).is_none() {
            return;
        }
        let inner = map.entry(key.clone()).or_insert(json!({}));
        if inner.is_null() && last(None).is_none() {
            return;
        }
        let was_empty = *inner == json!({});
        put(inner, rest, last, depth + 1);
        if *inner == json!({}) && depth > 0 && !was_empty {
            map.shift_remove(key);
        }
    }
    let mut value = value.clone();
    let without = |items: &[Value], gone: &str| -> Vec<Value> {
        items
            .iter()
            .filter(|item| !item.as_str().is_some_and(|item| item.eq_ignore_ascii_case(gone)))
            .cloned()
            .collect()
    };
    match change {
        Change::Set { path, value: text } => put(&mut value, path, &|_| Some(Value::from(text.clone())), 0),
        Change::Put { path, value: whole } => put(&mut value, path, &|_| Some(whole.clone()), 0),
        Change::Remove { path } => put(&mut value, path, &|_| None, 0),
        Change::Add { path, value: text } => put(
            &mut value,
            path,
            &|old| {
                let mut items = old.and_then(Value::as_array).cloned().unwrap_or_default();
                if without(&items, text).len() == items.len() {
                    items.push(Value::from(text.clone()));
                }
                Some(Value::from(items))
            },
            0,
        ),
        Change::Take { path, value: text } => put(
            &mut value,
            path,
            &|old| {
                let items = without(old?.as_array()?, text);
                (!items.is_empty()).then(|| Value::from(items))
            },
            0,
        ),
    }
    value
}

fn said(text: &str) -> Value {
    let first = documents_of(text)
        .into_iter()
        .next()
        .expect("a document")
        .expect("one that can be read");
    serde_json::from_str(&first.canonical_json()).expect("JSON")
}

/// The lines that are only in one of the texts.
fn moved<'t>(before: &'t str, after: &'t str) -> (Vec<&'t str>, Vec<&'t str>) {
    let diff = TextDiff::from_lines(before, after);
    let of = |tag| {
        diff.iter_all_changes()
            .filter(|change| change.tag() == tag)
            .map(|change| change.value())
            .collect::<Vec<_>>()
    };
    (of(ChangeTag::Delete), of(ChangeTag::Insert))
}

fn offset(text: &str) -> usize {
    text.find("---\n")
        .filter(|at| text[..*at].starts_with("# first"))
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn what_is_read_back_is_what_was_meant(document in document(), wanted in any_change()) {
        let text = &document.text;
        prop_assert_eq!(said(text), document.value.clone(), "the generator:\n{}", text);
        let changed = change(text, offset(text), std::slice::from_ref(&wanted));
        let Ok(after) = changed else {
            // Comments between brackets are the one thing here that a text in their place would lose.
            let why = changed.unwrap_err();
            prop_assert!(why.contains("comments"), "{wanted:?}: {why}\n{text}");
            return Ok(());
        };
        prop_assert_eq!(said(&after), meant(&document.value, &wanted), "{:?}\n{}\n=>\n{}", wanted, text, after);
        prop_assert_eq!(documents_of(text).len(), documents_of(&after).len());
        let (gone, new) = moved(text, &after);
        let is_comment = |line: &&&str| line.trim_start().starts_with('#');
        // One may have come to stand further left, where it would else have become a part of a text.
        let stays = |line: &&&str| new.iter().any(|other| other.trim() == line.trim());
        let comments: Vec<_> = gone.iter().filter(|line| is_comment(line) && !stays(line)).collect();
        prop_assert!(comments.is_empty(), "a comment went: {:?}\n{}\n=>\n{}", comments, text, after);
    }

    #[test]
    fn what_is_added_and_removed_again_leaves_no_trace(document in document()) {
        let text = &document.text;
        let at = offset(text);
        for (there, back) in [
            (Change::annotation("muster/deputy", Some("user:ann")), Change::annotation("muster/deputy", None)),
            (
                Change::Add { path: path("spec dependsOn"), value: "zz:zzzzzz".into() },
                Change::Take { path: path("spec dependsOn"), value: "zz:zzzzzz".into() },
            ),
        ] {
            let after = change(text, at, &[there]).unwrap();
            let (gone, new) = moved(text, &after);
            prop_assert!(gone.len() <= 1 && new.len() <= 2 + gone.len(), "{:?} {:?}", gone, new);
            let restored = change(&after, at, &[back]).unwrap();
            let was_empty = document.value["metadata"]["annotations"].as_object().is_some_and(Map::is_empty)
                || document.value["metadata"].get("annotations").is_some_and(Value::is_null);
            if !was_empty {
                prop_assert_eq!(&restored, text);
            }
        }
    }

    #[test]
    fn no_text_panics(text in "[a-c:\\-\\[\\]{},&*<\n\r \t\"'#|>%!é?]{0,60}", wanted in any_change(), at in 0..60usize) {
        let _ = change(&text, at, &[wanted]);
    }
}
