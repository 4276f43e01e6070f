//! What the operators of JavaScript and the tests of Nunjucks do.

use minijinja::value::ValueKind;
use minijinja::{Error, Value};

use super::value::{
    LARGEST, as_number, equal, failed, is_list, is_nothing, items, list, list_items, map, number, text,
};

pub(super) type Function = fn(&[Value]) -> Result<Value, Error>;

/// Functions that texts can call, and those that operators become.
pub(super) const FUNCTIONS: [(&str, Function); 13] = [
    ("__add", add),
    ("__join", join),
    ("__do", binary),
    ("__minus", |given| {
        Ok(given
            .first()
            .and_then(as_number)
            .map_or(Value::UNDEFINED, |n| number(-n)))
    }),
    ("__in", |given| {
        Ok(Value::from(is_in(&argument(given, 0), &argument(given, 1))))
    }),
    ("__is", |given| {
        test(
            &text(&argument(given, 0)),
            &argument(given, 1),
            given.get(2..).unwrap_or_default(),
        )
    }),
    ("__length", |given| Ok(length(&argument(given, 0)))),
    ("__list", |given| Ok(list(given.to_vec()))),
    ("__map", |given| {
        Ok(map(given
            .chunks_exact(2)
            .map(|pair| (text(&pair[0]), pair[1].clone()))
            .collect()))
    }),
    ("__items", |given| Ok(iterated(&argument(given, 0)))),
    ("__pairs", |given| Ok(pairs(&argument(given, 0)))),
    ("__call", |given| {
        super::methods::call(
            &text(&argument(given, 0)),
            &argument(given, 1),
            given.get(2..).unwrap_or_default(),
        )
    }),
    ("range", range),
];

pub(super) fn argument(given: &[Value], at: usize) -> Value {
    given.get(at).cloned().unwrap_or(Value::UNDEFINED)
}

fn add(given: &[Value]) -> Result<Value, Error> {
    let mut sum = argument(given, 0);
    for next in given.iter().skip(1) {
        let numbers = |value: &Value| {
            matches!(
                value.kind(),
                ValueKind::Number | ValueKind::Bool | ValueKind::None
            )
        };
        sum = match (numbers(&sum), numbers(next)) {
            (true, true) => number(as_number(&sum).unwrap_or(0.0) + as_number(next).unwrap_or(0.0)),
            _ => join(&[sum, next.clone()])?,
        };
    }
    Ok(sum)
}

fn join(given: &[Value]) -> Result<Value, Error> {
    let mut joined = String::new();
    for part in given {
        joined.push_str(&text(part));
        bounded(joined.len())?;
    }
    Ok(Value::from(joined))
}

/// Refuses texts that are longer than anything needs.
pub(super) fn bounded(length: usize) -> Result<(), Error> {
    match length <= LARGEST {
        true => Ok(()),
        false => Err(failed("the text is larger than 1 MiB")),
    }
}

fn binary(given: &[Value]) -> Result<Value, Error> {
    let operator = text(&argument(given, 0));
    let (a, b) = (argument(given, 1), argument(given, 2));
    let value = match operator.as_str() {
        "==" => Value::from(equal(&a, &b, false)),
        "===" => Value::from(equal(&a, &b, true)),
        "!=" => Value::from(!equal(&a, &b, false)),
        "!==" => Value::from(!equal(&a, &b, true)),
        "<" | ">" | "<=" | ">=" => Value::from(ordered(&operator, &a, &b)),
        _ => arithmetic(&operator, &a, &b),
    };
    Ok(value)
}

fn ordered(operator: &str, a: &Value, b: &Value) -> bool {
    let order = match (a.as_str(), b.as_str()) {
        (Some(a), Some(b)) => Some(a.cmp(b)),
        _ => match (as_number(a), as_number(b)) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => None,
        },
    };
    order.is_some_and(|order| match operator {
        "<" => order.is_lt(),
        ">" => order.is_gt(),
        "<=" => order.is_le(),
        _ => order.is_ge(),
    })
}

/// What is no number gives nothing, as `NaN` is no value that a step could use.
fn arithmetic(operator: &str, a: &Value, b: &Value) -> Value {
    let (Some(a), Some(b)) = (as_number(a), as_number(b)) else {
        return Value::UNDEFINED;
    };
    let result = match operator {
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "//" => (a / b).floor(),
        "%" => a % b,
        _ => a.powf(b),
    };
    match result.is_finite() {
        true => number(result),
        false => Value::UNDEFINED,
    }
}

pub(super) fn is_in(value: &Value, of: &Value) -> bool {
    match of.as_str() {
        Some(within) => within.contains(&text(value)),
        None => items(of).iter().any(|item| equal(item, value, true)),
    }
}

fn length(value: &Value) -> Value {
    match value.kind() {
        ValueKind::String => Value::from(value.as_str().unwrap_or_default().chars().count()),
        ValueKind::Map => value.get_attr("length").unwrap_or(Value::UNDEFINED),
        ValueKind::Seq | ValueKind::Iterable => Value::from(items(value).len()),
        _ => Value::UNDEFINED,
    }
}

fn iterated(value: &Value) -> Value {
    match is_nothing(value) {
        true => list(Vec::new()),
        false => value.clone(),
    }
}

fn pairs(value: &Value) -> Value {
    match value.kind() {
        ValueKind::Map => {
            let pair = |key: Value| {
                Value::from(vec![
                    key.clone(),
                    value.get_item(&key).unwrap_or(Value::UNDEFINED),
                ])
            };
            list(items(value).into_iter().map(pair).collect())
        }
        _ => list(list_items(value)),
    }
}

fn range(given: &[Value]) -> Result<Value, Error> {
    let whole = |at: usize| given.get(at).and_then(as_number).map(|number| number as i64);
    let (from, to) = match (whole(0), whole(1)) {
        (Some(from), Some(to)) => (from, to),
        (to, _) => (0, to.unwrap_or(0)),
    };
    let step = whole(2).unwrap_or(1);
    let count = match step {
        0 => 0,
        step => {
            (i128::from(to) - i128::from(from) + i128::from(step) - i128::from(step.signum()))
                / i128::from(step)
        }
    };
    if count > 10_000 {
        return Err(failed("a range has at most 10,000 numbers"));
    }
    let numbers = (0..count.max(0) as i64).map(|i| Value::from(from.saturating_add(i.saturating_mul(step))));
    Ok(list(numbers.collect()))
}

/// The tests of `is`; `None` where there is no such test.
pub(super) const TESTS: [&str; 33] = [
    "defined",
    "undefined",
    "none",
    "null",
    "string",
    "number",
    "boolean",
    "true",
    "false",
    "truthy",
    "falsy",
    "iterable",
    "sequence",
    "mapping",
    "even",
    "odd",
    "divisibleby",
    "lower",
    "upper",
    "eq",
    "equalto",
    "sameas",
    "ne",
    "gt",
    "greaterthan",
    "ge",
    "lt",
    "lessthan",
    "le",
    "in",
    "callable",
    "escaped",
    "empty",
];

pub(super) fn test(name: &str, value: &Value, given: &[Value]) -> Result<Value, Error> {
    let other = argument(given, 0);
    let rest = |by: f64| as_number(value).map(|number| number.rem_euclid(by));
    let truth = match name {
        "defined" => !value.is_undefined(),
        "undefined" => value.is_undefined(),
        "none" | "null" => value.is_none(),
        "string" => value.as_str().is_some(),
        "number" => value.kind() == ValueKind::Number,
        "boolean" => value.kind() == ValueKind::Bool,
        "true" => value.kind() == ValueKind::Bool && value.is_true(),
        "false" => value.kind() == ValueKind::Bool && !value.is_true(),
        "truthy" => value.is_true(),
        "falsy" => !value.is_true(),
        "iterable" => is_list(value) || value.as_str().is_some(),
        "sequence" => is_list(value),
        "mapping" => value.kind() == ValueKind::Map,
        "empty" => is_nothing(value) || value.len() == Some(0),
        "even" => rest(2.0) == Some(0.0),
        "odd" => rest(2.0) == Some(1.0),
        "divisibleby" => as_number(&other).and_then(rest) == Some(0.0),
        "lower" => value.as_str().is_some_and(|text| text.to_lowercase() == text),
        "upper" => value.as_str().is_some_and(|text| text.to_uppercase() == text),
        "eq" | "equalto" | "sameas" => equal(value, &other, true),
        "ne" => !equal(value, &other, true),
        "gt" | "greaterthan" => ordered(">", value, &other),
        "ge" => ordered(">=", value, &other),
        "lt" | "lessthan" => ordered("<", value, &other),
        "le" => ordered("<=", value, &other),
        "in" => is_in(value, &other),
        "callable" | "escaped" => false,
        _ => return Err(failed(format!("there is no test `{name}`"))),
    };
    Ok(Value::from(truth))
}
