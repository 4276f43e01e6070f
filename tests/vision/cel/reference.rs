//! The same expressions, asked of muster and of the `cel` crate's interpreter, which follows the specification.
//!
//! Documented differences, which the generator leaves out or the comparison allows for:
//! - muster's checker refuses what can never be true (`1 == "a"`), and sums of two sorts of numbers, before anything runs.
//! - muster compares whole numbers with fractions exactly, however large they are.

use std::collections::HashMap;
use std::sync::Arc;

use cel::objects::Key;
use cel::{Context, Value};
use muster::model::catalog::Catalog;
use muster::model::vision::cel::{Asked, Blueprint, Facts, Program, Setting, Yield};
use muster::model::vision::{Radar, Technologies};
use proptest::prelude::*;
use serde_json::json;

fn values() -> serde_json::Value {
    json!({
        "n": 3,
        "zero": 0,
        "f": 2.5,
        "yes": true,
        "t": "orders",
        "u": "ü🦀",
        "l": [1, 2, 3],
        "texts": ["a", "orders"],
        "m": {"a": 1, "b": 2},
        "deep": {"m": {"l": [[1], [2, 3]]}},
    })
}

fn reference(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(n) => Value::Int(n),
            None => Value::Float(number.as_f64().expect("a number")),
        },
        serde_json::Value::String(text) => Value::String(Arc::new(text.clone())),
        serde_json::Value::Array(items) => Value::List(Arc::new(items.iter().map(reference).collect())),
        serde_json::Value::Object(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(key, value)| (Key::String(Arc::new(key.clone())), reference(value)));
            Value::Map(cel::objects::Map {
                map: Arc::new(pairs.collect::<HashMap<_, _>>()),
            })
        }
    }
}

/// What the reference says; none where it gives no truth value.
fn theirs(source: &str) -> Option<bool> {
    let program = cel::Program::compile(source).ok()?;
    let mut context = Context::default();
    context.add_variable_from_value("values", reference(&values()));
    match program.execute(&context) {
        Ok(Value::Bool(value)) => Some(value),
        _ => None,
    }
}

/// What muster says; the error is the checker's.
fn ours(source: &str) -> Result<Option<bool>, String> {
    let program = Program::compile(source, Setting::Approval, Yield::Bool)
        .map_err(|wrongs| wrongs[0].message.clone())?;
    let catalog = Catalog::default();
    let (radar, technologies) = (Radar::default(), Technologies::default());
    let values = values();
    let asked = Asked::Approval {
        facts: Facts {
            catalog: &catalog,
            technologies: &technologies,
            radar: &radar,
        },
        blueprint: Blueprint::default(),
        values: &values,
        requester: None,
        entity: None,
    };
    Ok(program.holds(asked).ok())
}

#[test]
fn both_agree_on_a_table() {
    for source in [
        "values.n == 3",
        "values.n > 2.5 && values.f < values.n",
        "values.missing == 1",
        "values.missing == 1 || true",
        "true || values.missing == 1",
        "values.missing == 1 && false",
        "values.missing == 1 && true",
        "has(values.n) && !has(values.missing)",
        "has(values.deep.m) && has(values.deep.m.l)",
        "has(values.missing.x)",
        "'n' in values && !('x' in values)",
        "3 in values.l && !(4 in values.l)",
        "values.l.all(x, x > 0) && values.l.exists(x, x == 2)",
        "values.l.all(x, 6 / (x - 1) > 0)",
        "values.l.exists(x, 6 / (x - 1) > 2)",
        "values.l.exists_one(x, x > 2)",
        "values.l.filter(x, x % 2 == 1) == [1, 3]",
        "values.l.map(x, x * x) == [1, 4, 9]",
        "values.l.map(x, x > 1, x * x) == [4, 9]",
        "values.m.all(k, values.m[k] > 0) && values.m.exists(k, k == 'a')",
        "values.m == {'b': 2, 'a': 1}",
        "values.deep.m.l[1][0] == 2",
        "values.l[7] == 1",
        "values.n / values.zero == 1",
        "values.n % values.zero == 1",
        "values.t + '-x' == 'orders-x'",
        "values.l + [4] == [1, 2, 3, 4]",
        "size(values.t) == 6 && values.l.size() == 3 && size(values.m) == 2 && size(values.u) == 2",
        "values.t.startsWith('or') && values.t.endsWith('rs') && values.t.contains('de')",
        "values.t.matches('^o.*s$') && !values.t.matches('^x')",
        "values.t < 'z' && values.u > 'a' && 'ab' < 'b'",
        "values.yes ? values.n == 3 : values.missing",
        "values.n ? true : false",
        "!values.yes",
        "!values.n",
        "-values.n == -3",
        "1 == 1.0 && 1u == 1 && 1u < 2.5",
        "int('7') == 7 && int(7.9) == 7 && int(-7.9) == -7",
        "int('x') == 7",
        "uint(7) == 7u && double('2.5') == 2.5 && string(7) == '7' && string(true) == 'true'",
        "uint(-1) == 7u",
        "[1, 'a', true].exists(x, x == 'a')",
        "[[1, 2], [3]].map(l, l.size()) == [2, 1]",
        "{1: 'a', 2: 'b'}[2] == 'b'",
        "{'a': 1}.a == 1 && {'a': 1}['a'] == 1",
        "9223372036854775807 + values.n > 0",
        "values.n * 9223372036854775807 > 0",
        "-9223372036854775808 - values.n < 0",
        "type(values.n) == int && type(values.t) == string && type(values.yes) == bool",
        "values.t == null",
        "values.missing == null",
        "dyn(1) == dyn('a')",
        "dyn([1]) == dyn({'a': 1})",
        "dyn('a') < dyn(1)",
    ] {
        assert_eq!(ours(source), Ok(theirs(source)), "{source}");
    }
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-5i64..20).prop_map(|n| format!("({n})")),
        Just("values.n".to_owned()),
        Just("values.zero".to_owned()),
        Just("values.missing".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("values.m.a".to_owned()),
        Just("values.deep.m.l[1][0]".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-c ü]{0,3}".prop_map(|text| format!("'{text}'")),
        Just("values.t".to_owned()),
        Just("values.u".to_owned()),
        Just("values.texts[0]".to_owned()),
        Just("values.absent".to_owned()),
    ];
    leaf.prop_recursive(2, 8, 2, |inner| {
        (inner.clone(), inner).prop_map(|(one, other)| format!("({one} + {other})"))
    })
}

fn whole() -> impl Strategy<Value = String> {
    number().prop_recursive(3, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), "[-+*/%]").prop_map(|(a, b, sign)| format!("({a} {sign} {b})")),
            inner.clone().prop_map(|a| format!("(-{a})")),
            text().prop_map(|text| format!("size({text})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} < {b} ? {a} : {b})")),
            inner.prop_map(|a| format!("int(string({a}))")),
        ]
    })
}

fn list() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("values.l".to_owned()),
        Just("[]".to_owned()),
        proptest::collection::vec(whole(), 1..4).prop_map(|items| format!("[{}]", items.join(", "))),
    ];
    leaf.prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), whole()).prop_map(|(list, n)| format!("{list}.map(x, x + {n})")),
            (inner.clone(), whole()).prop_map(|(list, n)| format!("{list}.filter(x, x > {n})")),
            (inner.clone(), whole()).prop_map(|(list, n)| format!("{list}.map(x, x != {n}, x * {n})")),
            (inner.clone(), inner).prop_map(|(one, other)| format!("({one} + {other})")),
        ]
    })
}

fn truth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("true".to_owned()),
        Just("values.yes".to_owned()),
        Just("values.unheard".to_owned()),
        Just("has(values.n)".to_owned()),
        Just("has(values.deep.nothing)".to_owned()),
        (whole(), whole(), "==|!=|<|<=|>|>=").prop_map(|(a, b, sign)| format!("{a} {sign} {b}")),
        (text(), text(), "==|!=|<|<=|>|>=").prop_map(|(a, b, sign)| format!("{a} {sign} {b}")),
        (text(), text(), "contains|startsWith|endsWith").prop_map(|(a, b, name)| format!("{a}.{name}({b})")),
        (list(), list()).prop_map(|(a, b)| format!("{a} == {b}")),
        (whole(), list()).prop_map(|(n, list)| format!("{n} in {list}")),
        (list(), whole(), "all|exists|exists_one")
            .prop_map(|(list, n, name)| format!("{list}.{name}(x, x > {n})")),
        (list(), whole(), whole()).prop_map(|(list, a, b)| format!("{list}.exists(x, {a} / x == {b})")),
        (list(), whole(), whole()).prop_map(|(list, a, b)| format!("{list}.all(x, {a} % x < {b})")),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), "&&|\\|\\|").prop_map(|(a, b, sign)| format!("({a} {sign} {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn both_agree_on_any_expression(source in truth()) {
        // A few come out too deep for muster.
        if let Ok(ours) = ours(&source) {
            prop_assert_eq!(ours, theirs(&source), "{}", source);
        }
    }

    #[test]
    fn no_text_panics(source in "[a-z0-9_.,()\\[\\]{}'\"+*/%!?:&|<>= \n-]{0,60}|\\PC{0,40}") {
        let _ = Program::compile(&source, Setting::Each, Yield::Bool);
    }
}
