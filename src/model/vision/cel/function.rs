//! The functions, as they run.

use regex::{Regex, RegexBuilder};

use super::eval::{Evaluator, Given, text_of};
use super::expr::{Expr, Function, Kind};
use super::fault::Fault;
use super::number;
use super::value::Value;

/// Longer patterns are refused, in bytes.
const LONGEST_PATTERN: usize = 1_000;
/// The largest that a pattern may become, in bytes.
const LARGEST_PATTERN: usize = 256 << 10;
/// What it costs to make a pattern that is known only while it runs, in steps.
const PATTERN_STEPS: usize = 20_000;

/// A regular expression, which takes time in proportion to the text. The error is a sentence.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    if text.len() > LONGEST_PATTERN {
        return Err(format!("The pattern is longer than {LONGEST_PATTERN} bytes."));
    }
    RegexBuilder::new(text)
        .size_limit(LARGEST_PATTERN)
        .dfa_size_limit(LARGEST_PATTERN)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => {
                "The pattern is too large; use smaller repetitions.".to_owned()
            }
            error => {
                let text = error.to_string();
                let last = text.lines().last().unwrap_or_default();
                let why = last.strip_prefix("error: ").unwrap_or(last).trim_end_matches('.');
                format!("The pattern is no regular expression: {why}.")
            }
        })
}

impl<'a> Evaluator<'a> {
    pub(super) fn call(&mut self, function: Function, args: &'a [Expr]) -> Given<'a> {
        let mut values = [const { Value::Null }; 4];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = self.eval(arg)?;
        }
        let [first, second, third, fourth] = &values;
        let given = args.len();
        match function {
            Function::Size => self.size(first),
            Function::Contains => self.texts("`contains`", first, second, |text, part| text.contains(part)),
            Function::StartsWith => {
                self.texts("`startsWith`", first, second, |text, part| text.starts_with(part))
            }
            Function::EndsWith => self.texts("`endsWith`", first, second, |text, part| text.ends_with(part)),
            Function::Matches => {
                self.pay(PATTERN_STEPS)?;
                let pattern = pattern(text_of("`matches`", second)?).map_err(|_| Fault::BadPattern)?;
                self.matches(first, &pattern)
            }
            Function::LowerAscii => self.remade("`lowerAscii`", first, |text| text.to_ascii_lowercase()),
            Function::UpperAscii => self.remade("`upperAscii`", first, |text| text.to_ascii_uppercase()),
            Function::Trim => self.remade("`trim`", first, |text| text.trim().to_owned()),
            Function::Split => self.split(first, second, (given > 2).then_some(third)),
            Function::Replace => self.replace(first, [second, third], (given > 3).then_some(fourth)),
            Function::Join => self.join(first, (given > 1).then_some(second)),
            Function::ToInt => number::to_int(first),
            Function::ToUint => number::to_uint(first),
            Function::ToDouble => number::to_double(first),
            Function::ToText => self.to_text(first),
            Function::ToBool => to_bool(first),
            Function::ToDyn => Ok(first.clone()),
            Function::TypeOf => Ok(Value::Kind(first.kind())),
        }
    }

    pub(super) fn matches(&mut self, text: &Value<'a>, pattern: &Regex) -> Given<'a> {
        let text = text_of("`matches`", text)?;
        self.pay_text(text.len())?;
        Ok(Value::Bool(pattern.is_match(text)))
    }

    fn texts(
        &mut self,
        what: &'static str,
        text: &Value<'a>,
        part: &Value<'a>,
        test: impl Fn(&str, &str) -> bool,
    ) -> Given<'a> {
        let (text, part) = (text_of(what, text)?, text_of(what, part)?);
        self.pay_text(text.len())?;
        Ok(Value::Bool(test(text, part)))
    }

    fn remade(&mut self, what: &'static str, text: &Value<'a>, make: impl Fn(&str) -> String) -> Given<'a> {
        let text = text_of(what, text)?;
        self.pay_text(text.len())?;
        Ok(Value::built(make(text)))
    }

    fn size(&mut self, of: &Value<'a>) -> Given<'a> {
        let size = match of {
            Value::List(items) => items.len(),
            Value::Map(pairs) => pairs.len(),
            Value::Thing(thing) if matches!(of.kind(), Kind::List | Kind::Map) => {
                let size = self.asked.items(*thing).count();
                self.pay(size)?;
                size
            }
            other => {
                let text = text_of("`size`", other)?;
                self.pay_text(text.len())?;
                text.chars().count()
            }
        };
        Ok(Value::Int(size as i64))
    }

    /// At most `limit` parts, where one is given and not negative.
    fn split(&mut self, text: &Value<'a>, sign: &Value<'a>, limit: Option<&Value<'a>>) -> Given<'a> {
        let (text, sign) = (text_of("`split`", text)?, text_of("`split`", sign)?);
        let limit = limit_of("`split`", limit)?;
        // A part may be as short as nothing.
        self.pay(text.len() + 1)?;
        let part = |part: &str| Value::built(part);
        let parts = match (limit, sign) {
            (Some(0), _) => Vec::new(),
            (limit, "") => {
                let most = limit.unwrap_or(usize::MAX);
                let mut parts: Vec<Value<'a>> = Vec::new();
                let mut rest = text;
                while let Some(letter) = rest.chars().next() {
                    if parts.len() + 1 == most {
                        break;
                    }
                    let (one, others) = rest.split_at(letter.len_utf8());
                    parts.push(part(one));
                    rest = others;
                }
                if !rest.is_empty() {
                    parts.push(part(rest));
                }
                parts
            }
            (Some(limit), sign) => text.splitn(limit, sign).map(part).collect(),
            (None, sign) => text.split(sign).map(part).collect(),
        };
        Ok(Value::list(parts))
    }

    fn replace(
        &mut self,
        text: &Value<'a>,
        [old, new]: [&Value<'a>; 2],
        limit: Option<&Value<'a>>,
    ) -> Given<'a> {
        let what = "`replace`";
        let (text, old, new) = (text_of(what, text)?, text_of(what, old)?, text_of(what, new)?);
        let limit = limit_of(what, limit)?;
        let most = match old.len() {
            0 => text.chars().count() + 1,
            length => text.len() / length,
        };
        let times = most.min(limit.unwrap_or(usize::MAX));
        self.pay_text(times.saturating_mul(new.len()).saturating_add(text.len()))?;
        Ok(Value::built(match limit {
            Some(limit) => text.replacen(old, new, limit),
            None => text.replace(old, new),
        }))
    }

    fn join(&mut self, list: &Value<'a>, between: Option<&Value<'a>>) -> Given<'a> {
        if list.kind() != Kind::List {
            return Err(Fault::Unfit("`join`", list.kind().article()));
        }
        let between = match between {
            Some(between) => text_of("`join`", between)?,
            None => "",
        };
        let mut joined = String::new();
        for (at, item) in self.items(list)?.iter().enumerate() {
            let item = text_of("`join`", item)?;
            self.pay_text(between.len() + item.len())?;
            if at > 0 {
                joined.push_str(between);
            }
            joined.push_str(item);
        }
        Ok(Value::built(joined))
    }

    fn to_text(&mut self, value: &Value<'a>) -> Given<'a> {
        match value {
            Value::Text(_) | Value::Built(_) => Ok(value.clone()),
            Value::Bool(value) => Ok(Value::Text(if *value { "true" } else { "false" })),
            Value::Int(n) => Ok(Value::built(n.to_string())),
            Value::Uint(n) => Ok(Value::built(n.to_string())),
            Value::Double(n) => Ok(Value::built(n.to_string())),
            _ => Err(Fault::NotConverted("a text")),
        }
    }
}

fn limit_of<'a>(what: &'static str, limit: Option<&Value<'a>>) -> Result<Option<usize>, Fault<'a>> {
    match limit {
        None => Ok(None),
        // Below zero stands for no limit.
        Some(Value::Int(limit)) => Ok(usize::try_from(*limit).ok()),
        Some(other) => Err(Fault::Unfit(what, other.kind().article())),
    }
}

fn to_bool<'a>(value: &Value<'a>) -> Given<'a> {
    match (value, value.text()) {
        (Value::Bool(value), _) => Ok(Value::Bool(*value)),
        (_, Some("true" | "True" | "TRUE" | "t" | "1")) => Ok(Value::Bool(true)),
        (_, Some("false" | "False" | "FALSE" | "f" | "0")) => Ok(Value::Bool(false)),
        _ => Err(Fault::NotConverted("true or false")),
    }
}
