//! What expressions give, as Backstage's own documentation and public templates write them.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn scope() -> Scope {
    let mut scope = Scope::new(&json!({
        "name": "Cart Service", "empty": "", "count": 3, "on": true, "off": false, "none": null,
        "tags": ["go", "kafka"], "nothing": [], "object": {"a": {"b": 1}},
        "repoUrl": "github.com?owner=acme&repo=cart", "owner": "group:default/shop",
        "topics": [{"name": "orders", "size": 2}, {"name": "carts", "size": 1}],
    }))
    .with_secrets(["TOKEN"])
    .with_user(json!({"ref": "user:default/ann", "entity": {"metadata": {"name": "ann"}}}));
    scope.set_output("publish-it", json!({"remoteUrl": "https://x/y", "code": 404}));
    scope
}

fn of(source: &str) -> Value {
    match render(&json!({ "x": source }), &scope()) {
        Ok(value) => value.get("x").cloned().unwrap_or(json!("(left out)")),
        Err(error) => json!(format!("error: {}", error.message)),
    }
}

#[test]
fn whole_expressions_keep_their_type() {
    for (source, value) in [
        ("${{ parameters.count }}", json!(3)),
        ("${{ parameters.on }}", json!(true)),
        ("${{ parameters.tags }}", json!(["go", "kafka"])),
        ("${{ parameters.nothing }}", json!([])),
        ("${{ parameters.object }}", json!({"a": {"b": 1}})),
        ("${{ parameters.none }}", json!(null)),
        ("${{ parameters.empty }}", json!("")),
        ("${{ parameters.missing }}", json!("(left out)")),
        ("${{ parameters.missing.deeper.still }}", json!("(left out)")),
        ("${{ parameters.none.deeper }}", json!("(left out)")),
        ("", json!("(left out)")),
        (
            "${{ parameters.missing }}${{ parameters.empty }}",
            json!("(left out)"),
        ),
        ("a ${{ parameters.missing }}b", json!("a b")),
        ("n=${{ parameters.count }}", json!("n=3")),
        ("${{ parameters.tags }}!", json!("go,kafka!")),
        ("plain { } {{ text }}", json!("plain { } {{ text }}")),
        (
            "${{ steps['publish-it'].output.remoteUrl }}",
            json!("https://x/y"),
        ),
        ("${{ user.entity.metadata.name }}", json!("ann")),
    ] {
        assert_eq!(of(source), value, "{source}");
    }
}

#[test]
fn operators_are_those_of_javascript() {
    for (source, value) in [
        ("${{ parameters.count === 3 }}", json!(true)),
        ("${{ parameters.count !== 3 }}", json!(false)),
        ("${{ parameters.count === '3' }}", json!(false)),
        ("${{ steps['publish-it'].output.code == '404' }}", json!(true)),
        ("${{ parameters.on && 'yes' || 'no' }}", json!("yes")),
        ("${{ parameters.off and 'yes' or 'no' }}", json!("no")),
        ("${{ not parameters.on }}", json!(false)),
        ("${{ !parameters.off }}", json!(true)),
        ("${{ 'a' if parameters.on else 'b' }}", json!("a")),
        ("${{ 'a' if parameters.off }}", json!("(left out)")),
        ("${{ parameters.on ? 'a' : 'b' }}", json!("a")),
        ("${{ 'yes' if parameters.nothing else 'no' }}", json!("yes")),
        (
            "${{ parameters.name + '-' + parameters.count }}",
            json!("Cart Service-3"),
        ),
        ("${{ parameters.count + 1 }}", json!(4)),
        ("${{ 7 / 2 }}", json!(3.5)),
        ("${{ 8 / 2 - 1 * 2 }}", json!(2)),
        ("${{ 'a' ~ 1 ~ true }}", json!("a1true")),
        ("${{ 'go' in parameters.tags }}", json!(true)),
        ("${{ 'rust' not in parameters.tags }}", json!(true)),
        ("${{ parameters.missing is defined }}", json!(false)),
        ("${{ parameters.name is string }}", json!(true)),
        ("${{ parameters.tags.length > 1 }}", json!(true)),
        ("${{ parameters.missing.length || 0 }}", json!(0)),
        ("${{ parameters.tags[1] }}", json!("kafka")),
        ("${{ {'a': 1, b: [2]} }}", json!({"a": 1, "b": [2]})),
        ("${{ -parameters.count }}", json!(-3)),
    ] {
        assert_eq!(of(source), value, "{source}");
    }
}

#[test]
fn filters_are_those_of_backstage_and_nunjucks() {
    for (source, value) in [
        (
            "${{ parameters.repoUrl | parseRepoUrl }}",
            json!({"host": "github.com", "owner": "acme", "repo": "cart"}),
        ),
        ("${{ (parameters.repoUrl | parseRepoUrl).repo }}", json!("cart")),
        (
            "${{ (parameters.repoUrl | parseRepoUrl)[\"owner\"] }}",
            json!("acme"),
        ),
        (
            "${{ parameters.repoUrl | parseRepoUrl | pick('owner') }}",
            json!("acme"),
        ),
        ("${{ parameters.repoUrl | projectSlug }}", json!("acme/cart")),
        (
            "${{ parameters.owner | parseEntityRef }}",
            json!({"kind": "group", "namespace": "default", "name": "shop"}),
        ),
        (
            "${{ 'Shop' | parseEntityRef({defaultKind: 'Group', defaultNamespace: 'x'}) | pick('name') }}",
            json!("Shop"),
        ),
        ("${{ parameters.object | pick('a.b') }}", json!(1)),
        ("${{ parameters.object | dump }}", json!("{\"a\":{\"b\":1}}")),
        ("${{ parameters.missing | dump }}", json!("(left out)")),
        (
            "${{ parameters.name | lower | replace(' ', '-') }}",
            json!("cart-service"),
        ),
        (
            "${{ parameters.name | replace('r', 'R', 1) }}",
            json!("CaRt Service"),
        ),
        ("${{ parameters.tags | join(', ') }}", json!("go, kafka")),
        (
            "${{ parameters.topics | join(',', 'name') }}",
            json!("orders,carts"),
        ),
        (
            "${{ parameters.topics | map(attribute='name') | list }}",
            json!(["orders", "carts"]),
        ),
        (
            "${{ parameters.topics | sort(attribute='size') | first | pick('name') }}",
            json!("carts"),
        ),
        (
            "${{ parameters.topics | selectattr('size', 'gt', 1) | length }}",
            json!(1),
        ),
        ("${{ parameters.missing | default('x') }}", json!("x")),
        ("${{ parameters.empty | default('x', true) }}", json!("x")),
        ("${{ parameters.empty | d('x') }}", json!("")),
        ("${{ 'one two' | title }}", json!("One Two")),
        ("${{ 'ONE' | capitalize }}", json!("One")),
        ("${{ 'a b c' | truncate(3) }}", json!("a...")),
        ("${{ 'a&b c' | urlencode }}", json!("a%26b%20c")),
        ("${{ '12px' | int }}", json!(12)),
        ("${{ 2.5 | round }}", json!(3)),
        ("${{ [3, 1, 2] | sort | reverse }}", json!([3, 2, 1])),
        ("${{ 'a\nb' | indent(2) }}", json!("a\n  b")),
        ("${{ [1,2,3] | batch(2) }}", json!([[1, 2], [3]])),
        ("${{ parameters.count | string }}", json!("3")),
        (
            "${{ parameters.name.toLowerCase().split(' ').join('_') }}",
            json!("cart_service"),
        ),
        (
            "${{ parameters.name.includes('Cart') and parameters.tags.includes('go') }}",
            json!(true),
        ),
        (
            "${{ parameters.name.replace('Cart ', '').substring(0, 4) }}",
            json!("Serv"),
        ),
    ] {
        assert_eq!(of(source), value, "{source}");
    }
}

#[test]
fn files_have_tags_and_settle_white_space() {
    let values = json!({"values": {"name": "cart", "list": ["a", "b"], "map": {"k": 1}, "on": true}});
    for (source, text) in [
        ("{% if values.on %}yes{% else %}no{% endif %}", "yes"),
        (
            "{% if values.off %}yes{% elseif values.on %}maybe{% endif %}",
            "maybe",
        ),
        (
            "{% for x in values.list %}${{ loop.index }}${{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
            "1a, 2b",
        ),
        ("{% for k, v in values.map %}${{ k }}=${{ v }}{% endfor %}", "k=1"),
        ("{% for x in values.missing %}x{% endfor %}.", "."),
        ("{% set n = values.name | upper %}${{ n }}", "CART"),
        (
            "{% macro hi(who, mark='!') %}hi ${{ who }}${{ mark }}{% endmacro %}${{ hi('bob') }}",
            "hi bob!",
        ),
        ("{% raw %}${{ kept }}{% endraw %}", "${{ kept }}"),
        ("a {#- gone -#} b", "ab"),
        ("a\n  {%- if true %}b{% endif -%}\n c", "abc"),
        ("x\n{% if true %}\ny\n{% endif %}\n", "x\n\ny\n\n"),
        ("{{ github.ref }} ${{ values.name }}\n", "{{ github.ref }} cart\n"),
        ("${{ 'a}}b' }}", "a}}b"),
    ] {
        assert_eq!(
            render_text(source, &values, Limits::default()).as_deref(),
            Ok(text),
            "{source}"
        );
    }
    let style = Style {
        trim_blocks: true,
        lstrip_blocks: true,
        ..Style::default()
    };
    let trimmed = render_styled(
        "x\n  {% if true %}\ny\n  {% endif %}\nz",
        &values,
        Limits::default(),
        &style,
    );
    assert_eq!(trimmed.as_deref(), Ok("x\ny\nz"));
    let cookiecutter = Style {
        begin: "{{",
        ..Style::default()
    };
    let rendered = render_styled("{{ values.name }}", &values, Limits::default(), &cookiecutter);
    assert_eq!(rendered.as_deref(), Ok("cart"));
}

#[test]
fn secrets_are_references_and_nobody_types_one() {
    let reference = crate::model::secret::reference("TOKEN");
    assert_eq!(of("${{ secrets.TOKEN }}"), json!(reference));
    let typed = Scope::new(&json!({ "x": reference }));
    assert_eq!(render(&json!("${{ parameters.x }}"), &typed), Ok(json!("TOKEN")));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (source, line, column, message) in [
        ("${{ parameters.x", 1, 1, "`${{` is not closed by `}}`"),
        ("a\n b ${{ x | nope }}", 2, 7, "there is no filter"),
        ("${{ 1 + }}", 1, 8, "a value is missing before the end"),
        ("{% include 'x' %}", 1, 4, "`include` is not supported"),
        ("x\n\n{% for a in b %}${{ a.b.c() }}{% endfor %}", 3, 1, ""),
        ("${{ nope() }}", 1, 4, "there is no function"),
    ] {
        let scope = json!({"b": [1]});
        let error = render_text(source, &scope, Limits::default()).unwrap_err();
        assert!(error.message.contains(message), "{source}: {error}");
        if !message.is_empty() {
            assert_eq!((error.line, error.column), (line, column), "{source}: {error}");
        }
    }
}

#[test]
fn hostile_texts_end_with_an_error() {
    for source in [
        "${{ 'x'.repeat(1000000000) }}",
        "${{ 'x' | center(1000000000) }}",
        "${{ range(1000000000) | join('x') }}",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
        "{% set a %}{% for a in range(9999) %}{% for b in range(9) %}xxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}{% endset %}",
        "{% macro f() %}${{ f() }}{% endmacro %}${{ f() }}",
    ] {
        assert!(
            render_text(source, &json!({}), Limits::default()).is_err(),
            "{source}"
        );
    }
    let doubling: String = (0..40).map(|_| "{% set a = [a, a] %}").collect();
    assert!(
        render_text(
            &format!("{doubling}${{{{ a | dump }}}}"),
            &json!({}),
            Limits::default()
        )
        .is_err()
    );
    assert!(render_text(&format!("{doubling}${{{{ a }}}}"), &json!({}), Limits::default()).is_err());
    let texts: String = (0..40).map(|_| "{% set a = a ~ a ~ 'x' %}").collect();
    assert!(render_text(&format!("{texts}${{{{ a }}}}"), &json!({}), Limits::default()).is_err());
    for deep in ["(", "[", "{a:", "not ", "-", "a if ", "x[", "1+(", "'a'|replace("] {
        assert!(
            render_text(
                &format!("${{{{ {} }}}}", deep.repeat(20_000)),
                &json!({}),
                Limits::default()
            )
            .is_err()
        );
    }
    let long = format!("${{{{ {}1 }}}}", "1 - ".repeat(50));
    assert!(render_text(&long, &json!({}), Limits::default()).is_ok());
}

proptest! {
    #[test]
    fn any_text_ends_well_or_with_an_error(source in "(\\$\\{\\{|\\}\\}|\\{%|%\\}|if |for |in |set |end|[a-c.|()\\[\\]'\"{}+~*/ -]|range\\(9\\)|\\n|é){0,30}") {
        let limits = Limits { fuel: 10_000, output: 1_000 };
        if let Ok(text) = render_text(&source, &json!({"a": "x", "b": [1, 2], "c": {"d": null}}), limits) {
            prop_assert!(text.len() <= 1_000.max(source.len()));
        }
        let _ = references(&source);
    }

    #[test]
    fn text_without_marks_stays_as_it_is(source in "[^{}]{0,200}") {
        prop_assert_eq!(render_text(&source, &json!({}), Limits::default()), Ok(source.clone()));
    }
}
