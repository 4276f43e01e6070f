//! Any value put at a path: part by part where that comes to the same, else on one line.

use muster::model::catalog::edit::{Change, change};
use serde_json::{Value, json};

fn put(at: &str, value: Value) -> Change {
    Change::Put {
        path: at.split(' ').map(str::to_owned).collect(),
        value,
    }
}

#[test]
fn only_what_differs_moves() {
    for (name, wanted, before, after) in [
        (
            "a list in block style keeps its items, their comments and their quotes",
            put("spec dependsOn", json!(["b", "c"])),
            "spec:\n  dependsOn:\n  - a # old\n  # the base\n  - 'b' # stays\n",
            "spec:\n  dependsOn:\n  # the base\n  - 'b' # stays\n  - c\n",
        ),
        (
            "all items are others",
            put("metadata tags", json!(["x"])),
            "metadata:\r\n  tags:\r\n    - a\r\n    - b\r\n  name: n\r\n",
            "metadata:\r\n  tags:\r\n    - x\r\n  name: n\r\n",
        ),
        (
            "a list in flow style",
            put("metadata tags", json!(["a", "c"])),
            "metadata: {name: n, tags: [a, b]} # end\n",
            "metadata: {name: n, tags: [a, c]} # end\n",
        ),
        (
            "a list that is not there yet",
            put("metadata tags", json!(["a", "b"])),
            "metadata:\n  name: n\nspec:\n  type: t\n",
            "metadata:\n  name: n\n  tags:\n    - a\n    - b\nspec:\n  type: t\n",
        ),
        (
            "another order is written as a whole",
            put("metadata tags", json!(["b", "a"])),
            "metadata:\n  tags:\n  - a\n  - b\n",
            "metadata:\n  tags: [b, a]\n",
        ),
        (
            "a list with nothing in it",
            put("spec children", json!([])),
            "spec:\n  children:\n  - a\n  type: team\n",
            "spec:\n  children: []\n  type: team\n",
        ),
        (
            "a mapping, key by key",
            put("metadata labels", json!({ "a": "2", "c": "x" })),
            "metadata:\n  labels:\n    a: '1' # one\n    b: x\n  name: n\n",
            "metadata:\n  labels:\n    a: '2' # one\n    c: x\n  name: n\n",
        ),
        (
            "a list of mappings",
            put(
                "metadata links",
                json!([{ "title": "Home page", "url": "https://x.example" }]),
            ),
            "metadata:\n  name: n\n",
            "metadata:\n  name: n\n  links: [{title: Home page, url: https://x.example}]\n",
        ),
        (
            "a number and a truth value",
            put("spec limits", json!({ "on": true, "size": 3 })),
            "spec:\n  limits:\n    size: 2 # GB\n",
            "spec:\n  limits:\n    size: 3 # GB\n    \"on\": true\n",
        ),
        (
            "a text that looks like a number is quoted",
            put("spec sizes", json!(["3"])),
            "spec:\n  type: t\n",
            "spec:\n  type: t\n  sizes:\n    - \"3\"\n",
        ),
        (
            "in JSON",
            put("metadata tags", json!(["b", "a"])),
            "{\"metadata\": {\"name\": \"n\", \"tags\": [\"a\", \"b\"]}}\n",
            "{\"metadata\": {\"name\": \"n\", \"tags\": [\"b\", \"a\"]}}\n",
        ),
    ] {
        let wanted = [wanted];
        assert_eq!(change(before, 0, &wanted).as_deref(), Ok(after), "{name}");
        assert_eq!(change(after, 0, &wanted).as_deref(), Ok(after), "{name}, again");
    }
}

#[test]
fn what_was_added_last_in_flow_style_is_taken_out_to_the_byte() {
    let added = put("metadata annotations x/y", json!("z"));
    let path = ["metadata", "annotations", "x/y"].map(str::to_owned).to_vec();
    for text in [
        "metadata: {name: n, annotations: {a: b}}\n",
        "metadata: {name: n,\n  annotations: {a: b,\n    c: d}}\n",
        "metadata:\n  annotations: {\n    a: b,\n    c: d }\n",
        "metadata:\n  annotations: {\n    a: b,\n    c: d\n  }\n",
        "{\"metadata\": {\r\n  \"annotations\": {\r\n    \"a\": \"b\",\r\n    \"c\": \"d\"}}}\r\n",
        "metadata:\n  annotations: {\n    a: b, # why\n    c: d }\n",
    ] {
        let with = change(text, 0, std::slice::from_ref(&added)).unwrap();
        assert_ne!(with, text);
        let without = change(&with, 0, &[Change::Remove { path: path.clone() }]);
        assert_eq!(without.as_deref(), Ok(text));
    }
}

#[test]
fn what_an_alias_repeats_is_left_alone() {
    let text = "metadata:\n  tags: &tags [a]\n  more: *tags\n";
    let refused = change(text, 0, &[put("metadata tags", json!(["b"]))]);
    assert!(refused.is_err(), "{refused:?}");
}
