//! What the checker says, and where.

use muster::model::vision::cel::{Setting, Yield};

use super::wrong;

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let table = [
        // Right.
        ("true", "nothing"),
        ("entity.kind == 'Component'", "nothing"),
        (
            "entity.spec.replicas > 2 && entity.metadata.custom.deep == 'x'",
            "nothing",
        ),
        ("relations.dependsOn.all(x, x.kind != 'Component')", "nothing"),
        ("entity.metadata.annotations['a/b'].startsWith('x')", "nothing"),
        ("'x' in entity.metadata.labels && 'y' in entity.spec", "nothing"),
        ("responsible.deputy != \"\" // somebody", "nothing"),
        ("[1, 2.0, 3u].exists(x, x == 2)", "nothing"),
        ("type(entity.spec.x) == string", "nothing"),
        // Syntax.
        ("", "1:1 The expression is empty."),
        ("  \n ", "1:1 The expression is empty."),
        ("entity.kind ==", "1:15 The expression ends too early."),
        ("(true", "1:6 `)` is missing here."),
        ("true)", "1:5 `)` does not fit here."),
        ("'open", "1:1 The text that begins here has no closing quote."),
        ("a # b", "1:3 `#` means nothing in an expression."),
        ("true &&\n && true", "2:2 `&&` does not fit here."),
        (
            "has(entity)",
            "1:5 has(…) takes a field, such as has(entity.spec.type).",
        ),
        (
            "[1].all(1, true)",
            "1:9 The first argument is a name for each item, such as x.",
        ),
        ("for == 1", "1:1 `for` is a reserved word; choose another name."),
        // Names.
        (
            "entty.kind == 'x'",
            "1:1 There is no `entty`; did you mean `entity`?",
        ),
        (
            "foo",
            "1:1 There is no `foo`; there is `entity`, `relations`, `responsible`.",
        ),
        (
            "other.kind == 'x'",
            "1:1 `other` is there only where the rule says `each`.",
        ),
        (
            "entity.knd == 'x'",
            "1:8 There is no `knd` in an entity; did you mean `kind`?",
        ),
        (
            "entity.lifecycle == 'x'",
            "1:8 There is no `lifecycle` in an entity; did you mean `spec.lifecycle`?",
        ),
        (
            "entity.owner == 'x'",
            "1:8 There is no `owner` in an entity; did you mean `spec.owner`?",
        ),
        (
            "entity.tags == ['x']",
            "1:8 There is no `tags` in an entity; did you mean `metadata.tags`?",
        ),
        (
            "true && has(entity.knd)",
            "1:20 There is no `knd` in an entity; did you mean `kind`?",
        ),
        (
            "relations.dependOn.size() > 0",
            "1:11 There is no `dependOn` in `relations`; did you mean `dependsOn`?",
        ),
        (
            "responsible.deputi == ''",
            "1:13 There is no `deputi` in `responsible`; did you mean `deputy`?",
        ),
        (
            "[1].exists(item, itm == 1)",
            "1:18 There is no `itm`; did you mean `item`?",
        ),
        (
            "relations.dependsOn.kind == 'x'",
            "1:21 `kind` is asked of a list; ask its items, with exists(x, …) or all(x, …).",
        ),
        (
            "entity.kind.length == 1",
            "1:13 `length` is asked of a text, which has no fields.",
        ),
        // Functions.
        (
            "entity.kind.startWith('C')",
            "1:13 There is no function `startWith`; did you mean `startsWith`?",
        ),
        ("frobnicate(1)", "1:1 There is no function `frobnicate`."),
        (
            "contains(entity.kind, 'C')",
            "1:1 Write ….contains(…), not contains(…).",
        ),
        ("'1'.int() == 1", "1:5 Write int(…), not ….int()."),
        (
            "entity.kind.contains()",
            "1:13 `contains` takes 1 argument; here are 0.",
        ),
        (
            "entity.kind.replace('a') == ''",
            "1:13 `replace` takes 2 to 3 arguments; here is 1.",
        ),
        (
            "entity.kind.contains(1)",
            "1:22 `contains` takes a text, not a whole number.",
        ),
        (
            "entity.metadata.tags.join(1) == ''",
            "1:27 `join` takes a text, not a whole number.",
        ),
        (
            "[1].join() == ''",
            "1:1 `join` takes a list of texts, not a list.",
        ),
        (
            "size(1) == 1",
            "1:6 `size` takes a text, a list or a map, not a whole number.",
        ),
        ("[1].all(x)", "1:5 `all` is written list.all(x, …)."),
        // Types.
        (
            "entity.kind",
            "1:1 This gives a text; true or false is asked for.",
        ),
        (
            "1 + 1",
            "1:1 This gives a whole number; true or false is asked for.",
        ),
        (
            "entity.kind == 1",
            "1:13 `==` compares a text with a whole number, which are never equal.",
        ),
        (
            "entity.kind != null",
            "1:13 `!=` compares a text with null, which it never is; ask has(…) whether it is there.",
        ),
        (
            "relations.partOf[0] == 'x'",
            "1:21 `==` compares an entity with a text; compare its `ref`.",
        ),
        (
            "entity.kind < 1",
            "1:13 `<` compares two numbers or two texts, not a text with a whole number.",
        ),
        (
            "1 + 1.0 == 2.0",
            "1:3 `+` takes two numbers, two texts or two lists of one sort; make them so with int(…) or double(…).",
        ),
        (
            "'a' + 1 == 'a1'",
            "1:5 `+` takes two numbers, two texts or two lists, not a text and a whole number; make a text with string(…).",
        ),
        (
            "'a' - 'b' == ''",
            "1:5 `-` takes two numbers, not a text and a text.",
        ),
        ("entity.kind && true", "1:1 `&&` takes true or false, not a text."),
        ("!entity.kind", "1:2 `!` takes true or false, not a text."),
        (
            "entity.kind ? true : false",
            "1:1 `?` takes true or false, not a text.",
        ),
        (
            "'a' in 'abc'",
            "1:5 `in` looks into lists and maps; of a text ask contains(…).",
        ),
        (
            "1 in entity.metadata.tags",
            "1:3 `in` looks for a whole number among what is a text.",
        ),
        (
            "relations.partOf.all(x, x.kind)",
            "1:25 The test takes true or false, not a text.",
        ),
        (
            "entity.kind.all(x, true)",
            "1:13 This goes through lists and maps, not through a text.",
        ),
        (
            "[1]['a'] == 1",
            "1:5 A list is asked by a whole number, not by a text.",
        ),
        (
            "b'abc' == b'abc'",
            "1:1 Rules know no bytes; leave out the b before the text.",
        ),
        (
            "Foo{a: 1} == 1",
            "1:4 Rules know no messages, only maps: {\"key\": value}.",
        ),
        // Patterns.
        (
            "entity.kind.matches('[')",
            "1:21 The pattern is no regular expression: unclosed character class.",
        ),
        (
            "entity.kind.matches('(a{1000}){1000}')",
            "1:21 The pattern is too large; use smaller repetitions.",
        ),
        // Characters, not bytes; lines.
        (
            "'äöü🦀' == entty",
            "1:11 There is no `entty`; did you mean `entity`?",
        ),
        (
            "true &&\n  entity.knd == 'x'",
            "2:10 There is no `knd` in an entity; did you mean `kind`?",
        ),
    ];
    let given = table.map(|(source, _)| (source, wrong(source, Setting::Entity, Yield::Bool)));
    let other: Vec<_> = table
        .iter()
        .zip(&given)
        .filter(|((_, said), (_, given))| said != given)
        .collect();
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn each_setting_has_its_own_names() {
    for (source, setting, yields, said) in [
        ("other.kind == 'x'", Setting::Each, Yield::Bool, "nothing"),
        ("'uses ' + other.ref", Setting::Each, Yield::Text, "nothing"),
        (
            "other.kind == 'x'",
            Setting::Each,
            Yield::Text,
            "1:1 This gives true or false; a text is asked for.",
        ),
        (
            "values.partitions > 12 && blueprint.name == 'kafka-topic'",
            Setting::Approval,
            Yield::Bool,
            "nothing",
        ),
        (
            "has(entity.ref) && requester.ref != ''",
            Setting::Approval,
            Yield::Bool,
            "nothing",
        ),
        (
            "blueprint.nme == ''",
            Setting::Approval,
            Yield::Bool,
            "1:11 There is no `nme` in `blueprint`; did you mean `name`?",
        ),
        (
            "responsible.owner == ''",
            Setting::Approval,
            Yield::Bool,
            "1:1 There is no `responsible`; there is `blueprint`, `values`, `requester`, `entity`.",
        ),
        (
            "value.partitions > 12",
            Setting::Approval,
            Yield::Bool,
            "1:1 There is no `value`; did you mean `values`?",
        ),
    ] {
        assert_eq!(wrong(source, setting, yields), said, "{source}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_in_order() {
    use muster::model::vision::cel::Program;
    let source = "entity.knd == 'x' &&\n entity.kind.foo() && [1].all(x, y)";
    let wrongs = Program::compile(source, Setting::Entity, Yield::Bool).unwrap_err();
    let places: Vec<(u32, u32)> = wrongs
        .iter()
        .map(|wrong| (wrong.at.line, wrong.at.column))
        .collect();
    assert_eq!(places, [(1, 8), (2, 14), (2, 34)]);
}
