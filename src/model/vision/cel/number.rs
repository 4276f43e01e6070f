//! Numbers of three sorts, compared by what they are worth and calculated with only among their own sort.

use std::cmp::Ordering;

use super::expr::Operator;
use super::fault::Fault;
use super::value::Value;

/// Which of two numbers is the greater; none where one is no number.
pub(super) fn compare(one: &Value<'_>, other: &Value<'_>) -> Option<Ordering> {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Uint(one), Value::Uint(other)) => Some(one.cmp(other)),
        (Value::Double(one), Value::Double(other)) => one.partial_cmp(other),
        (Value::Double(one), other) => with_double(other, *one).map(Ordering::reverse),
        (one, Value::Double(other)) => with_double(one, *other),
        (one, other) => Some(whole(one)?.cmp(&whole(other)?)),
    }
}

fn whole(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Int(n) => Some(i128::from(*n)),
        Value::Uint(n) => Some(i128::from(*n)),
        _ => None,
    }
}

/// Exact, also where a double could not tell two whole numbers apart.
fn with_double(one: &Value<'_>, other: f64) -> Option<Ordering> {
    let one = whole(one)?;
    if other.is_nan() {
        return None;
    }
    // Beyond this no whole number of 64 bits lies; the conversion is exact below it.
    let limit = 2f64.powi(65);
    if other >= limit {
        return Some(Ordering::Less);
    }
    if other <= -limit {
        return Some(Ordering::Greater);
    }
    let floor = other.floor();
    let fraction = match other > floor {
        true => Ordering::Less,
        false => Ordering::Equal,
    };
    Some(one.cmp(&(floor as i128)).then(fraction))
}

/// `+ - * / %` of two numbers of one sort.
pub(super) fn calculate<'a>(
    operator: Operator,
    one: &Value<'a>,
    other: &Value<'a>,
) -> Result<Value<'a>, Fault<'a>> {
    let is_division = matches!(operator, Operator::Divide | Operator::Remainder);
    match (one, other) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) if is_division => {
            Err(Fault::DividedByZero)
        }
        (Value::Int(one), Value::Int(other)) => match operator {
            Operator::Add => one.checked_add(*other),
            Operator::Subtract => one.checked_sub(*other),
            Operator::Multiply => one.checked_mul(*other),
            Operator::Divide => one.checked_div(*other),
            _ => one.checked_rem(*other),
        }
        .map(Value::Int)
        .ok_or(Fault::TooLarge),
        (Value::Uint(one), Value::Uint(other)) => match operator {
            Operator::Add => one.checked_add(*other),
            Operator::Subtract => one.checked_sub(*other),
            Operator::Multiply => one.checked_mul(*other),
            Operator::Divide => one.checked_div(*other),
            _ => one.checked_rem(*other),
        }
        .map(Value::Uint)
        .ok_or(Fault::TooLarge),
        (Value::Double(one), Value::Double(other)) if operator != Operator::Remainder => {
            Ok(Value::Double(match operator {
                Operator::Add => one + other,
                Operator::Subtract => one - other,
                Operator::Multiply => one * other,
                _ => one / other,
            }))
        }
        (one, other) => {
            let odd = if whole(one).is_some() || matches!(one, Value::Double(_)) {
                other
            } else {
                one
            };
            Err(Fault::Unfit(operator.sign(), odd.kind().article()))
        }
    }
}

pub(super) fn negate<'a>(of: &Value<'a>) -> Result<Value<'a>, Fault<'a>> {
    match of {
        Value::Int(value) => value.checked_neg().map(Value::Int).ok_or(Fault::TooLarge),
        Value::Double(value) => Ok(Value::Double(-value)),
        other => Err(Fault::Unfit("`-`", other.kind().article())),
    }
}

/// `int(…)`: towards zero, within 64 bits.
pub(super) fn to_int<'a>(value: &Value<'a>) -> Result<Value<'a>, Fault<'a>> {
    let not = || Fault::NotConverted("a whole number");
    let made = match value {
        Value::Int(n) => Some(*n),
        Value::Uint(n) => i64::try_from(*n).ok(),
        // Outside of this range 64 bits do not hold it; both ends are exact.
        Value::Double(n) => (*n > -(2f64.powi(63)) && *n < 2f64.powi(63)).then_some(*n as i64),
        other => other.text().and_then(|text| text.parse().ok()),
    };
    made.map(Value::Int).ok_or_else(not)
}

pub(super) fn to_uint<'a>(value: &Value<'a>) -> Result<Value<'a>, Fault<'a>> {
    let not = || Fault::NotConverted("a whole number");
    let made = match value {
        Value::Int(n) => u64::try_from(*n).ok(),
        Value::Uint(n) => Some(*n),
        Value::Double(n) => (*n >= 0.0 && *n < 2f64.powi(64)).then_some(*n as u64),
        other => other.text().and_then(|text| text.parse().ok()),
    };
    made.map(Value::Uint).ok_or_else(not)
}

pub(super) fn to_double<'a>(value: &Value<'a>) -> Result<Value<'a>, Fault<'a>> {
    let made = match value {
        Value::Int(n) => Some(*n as f64),
        Value::Uint(n) => Some(*n as f64),
        Value::Double(n) => Some(*n),
        other => other.text().and_then(|text| text.parse().ok()),
    };
    made.map(Value::Double).ok_or(Fault::NotConverted("a number"))
}
