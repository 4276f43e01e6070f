//! What a change makes of a document, style by style.

use muster::model::catalog::edit::{Change, change};

fn path(dotted: &str) -> Vec<String> {
    dotted.split(' ').map(str::to_owned).collect()
}

fn set(at: &str, value: &str) -> Change {
    Change::Set {
        path: path(at),
        value: value.to_owned(),
    }
}

fn remove(at: &str) -> Change {
    Change::Remove { path: path(at) }
}

fn add(at: &str, value: &str) -> Change {
    Change::Add {
        path: path(at),
        value: value.to_owned(),
    }
}

fn take(at: &str, value: &str) -> Change {
    Change::Take {
        path: path(at),
        value: value.to_owned(),
    }
}

fn ann() -> Change {
    Change::annotation("muster/accountable", Some("user:default/ann"))
}

/// What each makes of its document; once more it changes nothing.
fn check(cases: &[(&str, Change, &str, &str)]) {
    for (name, wanted, before, after) in cases {
        let wanted = std::slice::from_ref(wanted);
        let changed = change(before, 0, wanted);
        assert_eq!(changed.as_deref(), Ok(*after), "{name}");
        assert_eq!(change(after, 0, wanted).as_deref(), Ok(*after), "{name}, again");
    }
}

#[test]
fn a_new_annotation_goes_where_one_would_write_it() {
    check(&[
        (
            "behind the others and their comments, before what follows",
            ann(),
            "metadata:\n  name: x\n  annotations:\n    a: b\n    # about c\n    c: d # here\n    # e: f\n  # the tags\n  tags: [a]\n",
            "metadata:\n  name: x\n  annotations:\n    a: b\n    # about c\n    c: d # here\n    # e: f\n    muster/accountable: user:default/ann\n  # the tags\n  tags: [a]\n",
        ),
        (
            "indented and quoted as the others",
            ann(),
            "metadata:\n    annotations:\n          'a': \"b\"\n          'c/d': \"true\"\n    name: x\n",
            "metadata:\n    annotations:\n          'a': \"b\"\n          'c/d': \"true\"\n          'muster/accountable': \"user:default/ann\"\n    name: x\n",
        ),
        (
            "none yet",
            ann(),
            "metadata:\n  name: x\n  description: >-\n    two\n    lines\n\n  # which ones\n  tags: [a]\nspec: {}\n",
            "metadata:\n  name: x\n  description: >-\n    two\n    lines\n  annotations:\n    muster/accountable: user:default/ann\n\n  # which ones\n  tags: [a]\nspec: {}\n",
        ),
        (
            "a key with nothing",
            ann(),
            "metadata:\n  annotations:   # none\n    # yet\n  name: x\n",
            "metadata:\n  annotations:   # none\n    # yet\n    muster/accountable: user:default/ann\n  name: x\n",
        ),
        (
            "a key with null",
            ann(),
            "metadata:\n  annotations: ~ # none\n  name: x\n",
            "metadata:\n  annotations: # none\n    muster/accountable: user:default/ann\n  name: x\n",
        ),
        (
            "empty braces",
            ann(),
            "metadata:\n  annotations: {} # none\n",
            "metadata:\n  annotations: {muster/accountable: user:default/ann} # none\n",
        ),
        (
            "braces within braces",
            ann(),
            "metadata: {name: x, labels: {a: 'b'} }\n",
            "metadata: {name: x, labels: {a: 'b'}, annotations: {muster/accountable: user:default/ann} }\n",
        ),
        (
            "braces over lines, with comments",
            ann(),
            "metadata: {\n  annotations: {\n    a: b # bee\n  }, # all\n}\n",
            "metadata: {\n  annotations: {\n    a: b, # bee\n    muster/accountable: user:default/ann\n  }, # all\n}\n",
        ),
        (
            "a last comma",
            ann(),
            "metadata:\n  annotations: {\n    a: b, # bee\n  }\n",
            "metadata:\n  annotations: {\n    a: b, # bee\n    muster/accountable: user:default/ann,\n  }\n",
        ),
        (
            "a block of lines before it that keeps its blank lines",
            ann(),
            "metadata:\n  annotations:\n    a: |+\n      b\n\nspec: {}\n",
            "metadata:\n  annotations:\n    a: |+\n      b\n\n    muster/accountable: user:default/ann\nspec: {}\n",
        ),
        (
            "a block of lines before it that does not",
            ann(),
            "metadata:\n  annotations:\n    a: |\n      b\n\nspec: {}\n",
            "metadata:\n  annotations:\n    a: |\n      b\n    muster/accountable: user:default/ann\n\nspec: {}\n",
        ),
        (
            "JSON over lines",
            ann(),
            "{\n\t\"metadata\": {\n\t\t\"name\": \"x\"\n\t},\n\t\"spec\": {}\n}\n",
            "{\n\t\"metadata\": {\n\t\t\"name\": \"x\",\n\t\t\"annotations\": {\n\t\t\t\"muster/accountable\": \"user:default/ann\"\n\t\t}\n\t},\n\t\"spec\": {}\n}\n",
        ),
        (
            "JSON on one line",
            ann(),
            r#"{"metadata":{"name":"x","annotations":{"a":"b"}}}"#,
            r#"{"metadata":{"name":"x","annotations":{"a":"b","muster/accountable":"user:default/ann"}}}"#,
        ),
        (
            "a template's braces in a value",
            ann(),
            "metadata:\n  name: ${{ values.name }}\n  annotations:\n    a: {{ b }}\n",
            "metadata:\n  name: ${{ values.name }}\n  annotations:\n    a: {{ b }}\n    muster/accountable: user:default/ann\n",
        ),
    ]);
}

#[test]
fn a_value_keeps_its_style_where_that_can_hold_it() {
    let owner = |before: &str| format!("spec:\n  owner:{before}\n  type: service\n");
    for (name, value, before, after) in [
        ("plain", "b", " a # why", " b # why"),
        ("plain that cannot", "it's: b", " a # why", " \"it's: b\" # why"),
        ("plain, for a number", "12", " a", " \"12\""),
        ("plain, for a date", "2024-01-01", " a", " \"2024-01-01\""),
        ("plain, for a word", "yes", " a", " \"yes\""),
        ("single", "it's", " 'a' # why", " 'it''s' # why"),
        ("single, for two lines", "a\nb", " 'a'", " |-\n    a\n    b"),
        ("double", "say \"b\"", " \"a\"", " \"say \\\"b\\\"\""),
        ("a tab behind the colon", "b", "\ta\t# why", "\tb\t# why"),
        ("blanks", "b", "    a   ", "    b   "),
        ("over lines", "b", " a\n    and more", " b"),
        (
            "quoted over lines",
            "b",
            " \"a\n    and more\" # why",
            " \"b\" # why",
        ),
        ("nothing", "b", "", " b"),
        ("nothing, with a comment", "b", " # nobody", " b # nobody"),
        ("null", "b", " null # nobody", " b # nobody"),
        (
            "lines",
            "b\nc\n",
            " | # why\n    a\n\n    a",
            " | # why\n    b\n    c",
        ),
        (
            "lines, without the last break",
            "b\nc",
            " |\n      a",
            " |-\n      b\n      c",
        ),
        (
            "lines, folded",
            "b\nc",
            " >-\n    a\n    a",
            " >-\n    b\n\n    c",
        ),
        ("lines, with an indicator", "b\n", " |2\n      a", " |2\n    b"),
        ("lines that begin with a blank", " b\n", " |\n    a", " \" b\\n\""),
        (
            "a list",
            "b",
            "\n    # the first\n    - a # one\n    - b",
            " b\n    # the first",
        ),
        ("a mapping", "b", "\n    a: b", " b"),
        ("brackets", "b", " [a, b] # why", " b # why"),
        ("an anchor that nobody repeats", "b", " &a a", " &a b"),
        ("a tag", "b", " !!str 12", " !!str b"),
        ("nothing at all", "", " a", " \"\""),
        ("what hides", "a\u{202e}b", " a", " \"a\\u202eb\""),
    ] {
        let (before, after) = (owner(before), owner(after));
        let changed = change(&before, 0, &[set("spec owner", value)]);
        assert_eq!(changed.as_deref(), Ok(after.as_str()), "{name}");
    }
}

#[test]
fn where_a_key_goes_that_was_not_there() {
    check(&[
        (
            "an owner behind type and lifecycle, before the comment of what follows",
            set("spec owner", "group:shop"),
            "spec:\n    type: service # t\n    lifecycle: production\n    # needs\n    dependsOn:\n    - a\n",
            "spec:\n    type: service # t\n    lifecycle: production\n    owner: group:shop\n    # needs\n    dependsOn:\n    - a\n",
        ),
        (
            "no spec",
            set("spec owner", "shop"),
            "kind: System\nmetadata:\n  name: x\n# the end\n",
            "kind: System\nmetadata:\n  name: x\nspec:\n  owner: shop\n# the end\n",
        ),
        (
            "beside what a merge gives",
            set("metadata annotations a", "z"),
            "x: &x {a: b}\nmetadata:\n  annotations:\n    <<: *x\n",
            "x: &x {a: b}\nmetadata:\n  annotations:\n    <<: *x\n    a: z\n",
        ),
        (
            "in place of an alias, which stays what it is elsewhere",
            set("spec owner", "me"),
            "x: &x you\nspec:\n  owner: *x # y\n",
            "x: &x you\nspec:\n  owner: me # y\n",
        ),
        (
            "a key that was written twice",
            set("spec owner", "me"),
            "spec:\n  owner: a\n  owner: b\n",
            "spec:\n  owner: a\n  owner: me\n",
        ),
        (
            "a key between quotes",
            set("spec owner", "me"),
            "\"spec\":\n  'owner': a\n",
            "\"spec\":\n  'owner': me\n",
        ),
    ]);
}

#[test]
fn what_is_removed_takes_its_lines_and_no_comment_but_its_own() {
    check(&[
        (
            "a value and its comment",
            remove("metadata annotations a"),
            "metadata:\n  annotations:\n    # about a\n    a: b # here\n    # about c\n    c: d\n",
            "metadata:\n  annotations:\n    # about a\n    # about c\n    c: d\n",
        ),
        (
            "the last of a mapping, which goes too",
            remove("metadata annotations a"),
            "metadata:\n  # all of them\n  annotations:\n    # about a\n    a: b\n  name: x\n",
            "metadata:\n  # all of them\n    # about a\n  name: x\n",
        ),
        (
            "all that spec says",
            remove("spec owner"),
            "kind: X\nspec: # s\n  owner: me\n",
            "kind: X\nspec: {} # s\n",
        ),
        (
            "lines that look like comments and are none",
            remove("metadata description"),
            "metadata:\n  description: |\n    one\n    # two\n\n    three\n  # x\n  name: x\n",
            "metadata:\n  # x\n  name: x\n",
        ),
        (
            "between braces",
            remove("spec owner"),
            "spec: {type: a, owner: me , lifecycle: b}\n",
            "spec: {type: a, lifecycle: b}\n",
        ),
        (
            "the last between braces",
            remove("spec owner"),
            "spec: { type: a, owner: me }\n",
            "spec: { type: a }\n",
        ),
        (
            "JSON over lines",
            remove("spec owner"),
            "{\n  \"spec\": {\n    \"type\": \"a\",\n    \"owner\": \"me\"\n  }\n}\n",
            "{\n  \"spec\": {\n    \"type\": \"a\"\n  }\n}\n",
        ),
        (
            "written twice",
            remove("spec owner"),
            "spec:\n  owner: a\n  owner: b\n  type: c\n",
            "spec:\n  type: c\n",
        ),
        (
            "the file's last line, which has no end",
            remove("spec owner"),
            "spec:\n  type: c\n  owner: b",
            "spec:\n  type: c",
        ),
        (
            "what is not there",
            remove("spec owner"),
            "spec:\n  type: c\n",
            "spec:\n  type: c\n",
        ),
        (
            "the alias of another's value",
            remove("spec owner"),
            "x: &x me\nspec:\n  owner: *x\n  type: a\n",
            "x: &x me\nspec:\n  type: a\n",
        ),
    ]);
}

#[test]
fn lists_grow_and_shrink() {
    const REF: &str = "resource:default/b";
    let more = || add("spec dependsOn", REF);
    let less = || take("spec dependsOn", REF);
    check(&[
        (
            "in a block",
            more(),
            "spec:\n  dependsOn:\n    # why\n    - resource:default/a  # one\n\n  owner: shop\n",
            "spec:\n  dependsOn:\n    # why\n    - resource:default/a  # one\n    - resource:default/b\n\n  owner: shop\n",
        ),
        (
            "as far left as its key",
            more(),
            "spec:\n  dependsOn:\n  -   'resource:a'\n  # who\n  owner: shop\n",
            "spec:\n  dependsOn:\n  -   'resource:a'\n  -   'resource:default/b'\n  # who\n  owner: shop\n",
        ),
        (
            "none yet, indented as other lists are",
            more(),
            "metadata:\n  tags:\n  - a\nspec:\n  type: service\n\n# the next one\n---\nkind: X\n",
            "metadata:\n  tags:\n  - a\nspec:\n  type: service\n  dependsOn:\n  - resource:default/b\n\n# the next one\n---\nkind: X\n",
        ),
        (
            "nothing in it",
            more(),
            "spec:\n    dependsOn:\n    owner: shop\n",
            "spec:\n    dependsOn:\n        - resource:default/b\n    owner: shop\n",
        ),
        (
            "brackets",
            more(),
            "spec:\n  dependsOn: [a:b] # all\n",
            "spec:\n  dependsOn: [a:b, resource:default/b] # all\n",
        ),
        (
            "empty brackets",
            more(),
            "spec:\n  dependsOn: []\n",
            "spec:\n  dependsOn: [resource:default/b]\n",
        ),
        (
            "brackets over lines",
            more(),
            "spec:\n  dependsOn: [\n    'resource:a',\n  ]\n",
            "spec:\n  dependsOn: [\n    'resource:a',\n    'resource:default/b',\n  ]\n",
        ),
        (
            "braces",
            more(),
            "spec: {owner: shop}\n",
            "spec: {owner: shop, dependsOn: [resource:default/b]}\n",
        ),
        (
            "there already, written in another way",
            more(),
            "spec:\n  dependsOn: [ Resource:B ]\n",
            "spec:\n  dependsOn: [ Resource:B ]\n",
        ),
        (
            "out of a block",
            less(),
            "spec:\n  dependsOn:\n    - a:b # one\n    # two\n    - resource:b # c\n    - c:d\n",
            "spec:\n  dependsOn:\n    - a:b # one\n    # two\n    - c:d\n",
        ),
        (
            "the last one",
            less(),
            "spec:\n  type: x\n  dependsOn:\n    - resource:b\n",
            "spec:\n  type: x\n",
        ),
        (
            "out of brackets",
            less(),
            "spec:\n  dependsOn: [a:b, \"resource:b\" , c:d]\n",
            "spec:\n  dependsOn: [a:b, c:d]\n",
        ),
        (
            "each time it is there",
            less(),
            "spec:\n  dependsOn: [a:b, resource:b, Resource:b]\n",
            "spec:\n  dependsOn: [a:b]\n",
        ),
        (
            "out of JSON",
            less(),
            "{\n  \"spec\": {\n    \"dependsOn\": [\n      \"a:b\",\n      \"resource:b\"\n    ]\n  }\n}\n",
            "{\n  \"spec\": {\n    \"dependsOn\": [\n      \"a:b\"\n    ]\n  }\n}\n",
        ),
    ]);
}

#[test]
fn line_ends_marks_and_markers_stay() {
    check(&[
        (
            "CR LF",
            ann(),
            "metadata:\r\n  name: x\r\nspec: {}\r\n",
            "metadata:\r\n  name: x\r\n  annotations:\r\n    muster/accountable: user:default/ann\r\nspec: {}\r\n",
        ),
        (
            "CR alone",
            ann(),
            "metadata:\r  annotations:\r    a: b\rspec: {}\r",
            "metadata:\r  annotations:\r    a: b\r    muster/accountable: user:default/ann\rspec: {}\r",
        ),
        (
            "no end of the last line",
            ann(),
            "metadata:\n  name: x",
            "metadata:\n  name: x\n  annotations:\n    muster/accountable: user:default/ann",
        ),
        (
            "an end of the document",
            ann(),
            "metadata:\n  name: x\n...\n# after\n",
            "metadata:\n  name: x\n  annotations:\n    muster/accountable: user:default/ann\n...\n# after\n",
        ),
        (
            "a directive",
            ann(),
            "%YAML 1.2\n---\nmetadata:\n  name: x\n",
            "%YAML 1.2\n---\nmetadata:\n  name: x\n  annotations:\n    muster/accountable: user:default/ann\n",
        ),
        (
            "a document on its marker's line",
            ann(),
            "--- {metadata: {name: x}}\n---\na: b\n",
            "--- {metadata: {name: x, annotations: {muster/accountable: user:default/ann}}}\n---\na: b\n",
        ),
    ]);
    let with_mark = "\u{feff}metadata:\n  name: x\n";
    let after = "\u{feff}metadata:\n  name: x\n  title: T\n";
    assert_eq!(
        change(with_mark, 3, &[set("metadata title", "T")]).as_deref(),
        Ok(after)
    );
    assert_eq!(
        change(with_mark, 0, &[set("metadata title", "T")]).as_deref(),
        Ok(after)
    );
}

#[test]
fn only_the_document_that_is_meant_changes() {
    let text = "---\nspec:\n  owner: a\n---\nspec:\n  owner: b\n--- # c\nspec:\n  owner: c\n";
    let second = text.find("---\nspec:\n  owner: b").unwrap();
    assert_eq!(
        change(text, second, &[set("spec owner", "z"), set("spec type", "t")]).unwrap(),
        "---\nspec:\n  owner: a\n---\nspec:\n  type: t\n  owner: z\n--- # c\nspec:\n  owner: c\n"
            .replace("  type: t\n  owner: z", "  owner: z\n  type: t")
    );
    // A broken neighbour is nobody's business.
    let broken = "spec:\n  owner: a\n---\nx: [\n";
    assert_eq!(
        change(broken, 0, &[set("spec owner", "z")]).unwrap(),
        "spec:\n  owner: z\n---\nx: [\n"
    );
}

#[test]
fn what_cannot_be_changed_alone_is_refused() {
    for (wanted, text, sentence) in [
        (
            set("a", "z"),
            "a: &a b\nc: *a\n",
            "`a` holds what an alias repeats elsewhere, which would change too",
        ),
        (
            set("a b", "z"),
            "a: &a {b: c}\nd: *a\n",
            "`a` is repeated elsewhere by an alias, which would change too",
        ),
        (
            set("d b", "z"),
            "a: &a {b: c}\nd: *a\n",
            "`d` is an alias of what stands elsewhere",
        ),
        (
            remove("d b"),
            "a: &a {b: c}\nd: {<<: *a}\n",
            "`b` comes from a mapping that `<<` merges; change it there",
        ),
        (
            set("d b c", "z"),
            "a: &a {b: {x: y}}\nd: {<<: *a}\n",
            "`b` comes from a mapping that `<<` merges; change it there",
        ),
        (
            remove("a"),
            "a: &a b\nc: *a\n",
            "`a` holds what an alias repeats elsewhere",
        ),
        (
            add("l", "z"),
            "l: &l [a]\nm: *l\n",
            "`l` is shared with another place of the document by an alias",
        ),
        (
            add("m", "z"),
            "l: &l [a]\nm: *l\n",
            "`m` is shared with another place of the document by an alias",
        ),
        (set("a b", "z"), "a: b\n", "`a` is no mapping"),
        (set("a b", "z"), "a: [b]\n", "`a` is no mapping"),
        (add("a", "z"), "a: b\n", "`a` is no list"),
        (take("a", "z"), "a: b\n", "`a` is no list"),
        (
            set("a", "z"),
            "a: !secret b\n",
            "`a` has an anchor or a tag, which a text would not fit",
        ),
        (
            set("a", "z"),
            "a: &b\n",
            "`a` has an anchor or a tag, which a text would not fit",
        ),
        (
            set("a", "z"),
            "a: [b, # c\n  d]\n",
            "`a` holds comments, which would be lost",
        ),
        (remove("a"), "a: b\n", "it is all that the document says"),
        (set("a", "z"), "# nothing\n", "the document is empty"),
        (set("a", "z"), "- a\n", "the document is no mapping"),
        (set("a", "z"), "a: {b: c\n", "the document cannot be read: "),
        (
            set("a", "z"),
            "{% if x %}\na: b\n",
            "the document cannot be read: ",
        ),
    ] {
        let refused = change(text, 0, &[wanted]).expect_err(text);
        assert!(refused.starts_with(sentence), "{text}: {refused}");
    }
    assert!(change("a: b\n", 99, &[set("a", "c")]).is_err());
    assert!(change("a: b\n", 0, &[Change::Remove { path: vec![] }]).is_err());
}

#[test]
fn what_is_said_already_changes_nothing() {
    for (wanted, text) in [
        (set("spec owner", "a"), "spec: {owner: \"a\"}\n"),
        (set("spec port", "12"), "spec: {port: 12}\n"),
        (set("spec owner", "a"), "x: &x a\nspec: {owner: *x}\n"),
        (set("spec owner", "a"), "x: &x {owner: a}\nspec: {<<: *x}\n"),
        (set("spec owner", "a b"), "spec:\n  owner: a\n    b # c\n"),
        (add("spec l", "a"), "x: &x [a]\nspec: {l: *x}\n"),
        (take("spec l", "b"), "spec: {l: [a]}\n"),
        (take("spec m", "b"), "spec: {l: [a]}\n"),
    ] {
        assert_eq!(change(text, 0, &[wanted]).as_deref(), Ok(text));
    }
}
