use super::*;

const REF: &str = "resource:default/orders.v1";

#[test]
fn a_value_joins_its_list_and_nothing_else_moves() {
    for (name, before, after) in [
        (
            "a list in a block",
            "kind: Component\nspec:\n  dependsOn:\n    # why\n    - resource:default/a  # one\n\n  owner: shop\n",
            "kind: Component\nspec:\n  dependsOn:\n    # why\n    - resource:default/a  # one\n    - resource:default/orders.v1\n\n  owner: shop\n",
        ),
        (
            "a list as far left as its key",
            "spec:\n  dependsOn:\n  - resource:a\n  owner: shop\n",
            "spec:\n  dependsOn:\n  - resource:a\n  - resource:default/orders.v1\n  owner: shop\n",
        ),
        (
            "no list yet, and a comment after the document",
            "spec:\n  type: service\n  owner: shop\n\n# the next one\n---\nkind: X\n",
            "spec:\n  type: service\n  owner: shop\n  dependsOn:\n    - resource:default/orders.v1\n\n# the next one\n---\nkind: X\n",
        ),
        (
            "a list with nothing in it",
            "spec:\n    dependsOn:\n    owner: shop\n",
            "spec:\n    dependsOn:\n      - resource:default/orders.v1\n    owner: shop\n",
        ),
        (
            "brackets",
            "spec:\n  dependsOn: [resource:a] # all\n",
            "spec:\n  dependsOn: [resource:a, resource:default/orders.v1] # all\n",
        ),
        (
            "empty brackets",
            "spec:\n  dependsOn: []\n",
            "spec:\n  dependsOn: [resource:default/orders.v1]\n",
        ),
        (
            "brackets over lines",
            "spec:\n  dependsOn: [\n    'resource:a',\n  ]\n",
            "spec:\n  dependsOn: [\n    'resource:a', resource:default/orders.v1\n  ]\n",
        ),
        (
            "braces",
            "spec: {type: service, owner: shop}\n",
            "spec: {type: service, owner: shop, dependsOn: [resource:default/orders.v1]}\n",
        ),
        (
            "JSON",
            "{\n  \"spec\": {\"owner\": \"shop\"}\n}\n",
            "{\n  \"spec\": {\"owner\": \"shop\", \"dependsOn\": [\"resource:default/orders.v1\"]}\n}\n",
        ),
        (
            "lines that end as on Windows",
            "spec:\r\n  owner: shop\r\n",
            "spec:\r\n  owner: shop\r\n  dependsOn:\r\n    - resource:default/orders.v1\r\n",
        ),
        (
            "a file that does not end its last line",
            "spec:\n  owner: shop",
            "spec:\n  owner: shop\n  dependsOn:\n    - resource:default/orders.v1",
        ),
        (
            "a text that looks like the key",
            "metadata:\n  description: |\n    spec:\n      dependsOn: no\nspec:\n  owner: shop\n",
            "metadata:\n  description: |\n    spec:\n      dependsOn: no\nspec:\n  owner: shop\n  dependsOn:\n    - resource:default/orders.v1\n",
        ),
    ] {
        let changed = add_to_list(before, 0, &["spec", "dependsOn"], REF);
        assert_eq!(changed.as_deref(), Ok(after), "{name}");
        // Once more changes nothing.
        assert_eq!(
            add_to_list(after, 0, &["spec", "dependsOn"], REF).as_deref(),
            Ok(after),
            "{name}"
        );
    }
}

#[test]
fn only_the_document_that_is_meant_changes() {
    let text = "---\nspec:\n  owner: a\n---\nspec:\n  owner: b\n";
    let second = text.rfind("---").unwrap();
    assert_eq!(
        add_to_list(text, second, &["spec", "dependsOn"], REF).unwrap(),
        "---\nspec:\n  owner: a\n---\nspec:\n  owner: b\n  dependsOn:\n    - resource:default/orders.v1\n"
    );
}

#[test]
fn what_cannot_be_changed_line_by_line_is_refused() {
    for (text, sentence) in [
        ("kind: X\n", "there is no `spec` in it"),
        ("spec: *shared\n", "`spec` is no plain mapping"),
        ("spec:\n  dependsOn: resource:a\n", "`dependsOn` is no list"),
        ("spec:\n  dependsOn:\n    a: b\n", "`dependsOn` is no list"),
        ("spec: {owner: a\n", "a bracket is never closed"),
    ] {
        let refused = add_to_list(text, 0, &["spec", "dependsOn"], REF);
        assert_eq!(refused.unwrap_err(), sentence, "{text}");
    }
}

#[test]
fn what_is_no_plain_text_is_quoted() {
    for (value, written) in [
        ("resource:default/orders.v1", "resource:default/orders.v1"),
        ("a # b", "\"a # b\""),
        ("true", "\"true\""),
        ("12", "\"12\""),
        ("a: b", "\"a: b\""),
    ] {
        assert_eq!(scalar(value), written);
    }
}
