//! A step's rendered input, read key by key, with a sentence for the person where something is missing or of another sort.
//! Knows JSON; what the keys mean is each action's business.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::action::{ActionError, ErrorKind};
use crate::model::secret;

/// The input of one step. An empty text and null are the same as nothing: a rendered expression leaves either.
pub struct Input<'v>(Option<&'v Map<String, Value>>);

impl<'v> Input<'v> {
    /// The input of an action that has no use for secrets: one that holds a secret is refused, whichever key it is.
    pub fn without_secrets(value: &'v Value) -> Result<Self, ActionError> {
        let mut at = String::new();
        if holds_secret(value, &mut at) {
            let name = at.trim_start_matches('.');
            return Err(wrong(format!(
                "`{name}` holds a secret, and this action would write it down"
            ))
            .hint("secrets go to settings and requests that send them, never into files, tasks or names"));
        }
        Ok(Self::of(value))
    }

    pub fn of(value: &'v Value) -> Self {
        Self(value.as_object())
    }

    pub fn get(&self, key: &str) -> Option<&'v Value> {
        let value = self.0?.get(key)?;
        (!value.is_null() && value.as_str() != Some("")).then_some(value)
    }

    pub fn text(&self, key: &str) -> Result<Option<&'v str>, ActionError> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(sort_error(key, "a text", other)),
        }
    }

    pub fn required(&self, key: &str) -> Result<&'v str, ActionError> {
        self.text(key)?
            .ok_or_else(|| wrong(format!("`{key}` is missing")).hint("give the step this input"))
    }

    /// A truth value; a text that spells one counts.
    pub fn flag(&self, key: &str) -> Result<bool, ActionError> {
        match self.get(key) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            Some(other) => Err(sort_error(key, "true or false", other)),
        }
    }

    /// A number that is not negative; a text that spells one counts.
    pub fn number(&self, key: &str) -> Result<Option<f64>, ActionError> {
        let number = match self.get(key) {
            None => return Ok(None),
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_f64(),
        };
        match number.filter(|number| number.is_finite() && *number >= 0.0) {
            Some(number) => Ok(Some(number)),
            None => Err(wrong(format!("`{key}` must be a number that is not negative"))),
        }
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, ActionError> {
        match self.get(key) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text.clone()]),
            Some(Value::Array(items)) => items
                .iter()
                .filter(|item| !item.is_null() && item.as_str() != Some(""))
                .map(|item| match item {
                    Value::String(text) => Ok(text.clone()),
                    other => Err(sort_error(key, "a list of texts", other)),
                })
                .collect(),
            Some(other) => Err(sort_error(key, "a list of texts", other)),
        }
    }
}

/// When something ends: a day's end in UTC, or a moment.
pub fn moment(text: &str) -> Result<Timestamp, ActionError> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let next = text.parse::<Date>().and_then(|day| day.tomorrow());
    next.and_then(|day| day.to_zoned(TimeZone::UTC))
        .map(|zoned| zoned.timestamp())
        .map_err(|_| wrong(format!("`until` is no date: `{text}`")).hint("write it as 2027-01-31"))
}

/// An input that trying again does not mend.
pub fn wrong(message: impl Into<String>) -> ActionError {
    ActionError::new(ErrorKind::Final, message)
}

fn sort_error(key: &str, wanted: &str, found: &Value) -> ActionError {
    let sort = match found {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    };
    wrong(format!("`{key}` must be {wanted}, not {sort}"))
}

/// Whether a value holds a secret anywhere; `at` says where.
fn holds_secret(value: &Value, at: &mut String) -> bool {
    let mut inside = |step: String, value: &Value| {
        let length = at.len();
        at.push_str(&step);
        let holds = holds_secret(value, at);
        if !holds {
            at.truncate(length);
        }
        holds
    };
    match value {
        Value::String(text) => secret::names_in(text).next().is_some(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .any(|(n, item)| inside(format!("[{n}]"), item)),
        Value::Object(map) => map
            .iter()
            .any(|(key, item)| secret::names_in(key).next().is_some() || inside(format!(".{key}"), item)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_or_of_another_sort_is_told() {
        let value = json!({ "name": 3, "none": null, "empty": "", "yes": "true", "list": ["a", 1] });
        let input = Input::of(&value);
        let sentence = |error: ActionError| error.message;
        assert_eq!(
            input.text("name").map_err(sentence),
            Err("`name` must be a text, not a number".into())
        );
        assert_eq!(
            input.required("none").map_err(sentence),
            Err("`none` is missing".into())
        );
        assert_eq!(
            input.required("empty").map_err(sentence),
            Err("`empty` is missing".into())
        );
        assert_eq!(input.flag("yes"), Ok(true));
        assert_eq!(
            input.texts("list").map_err(sentence),
            Err("`list` must be a list of texts, not a number".into())
        );
    }

    #[test]
    fn an_end_is_a_days_end_or_a_moment() {
        for (text, expected) in [
            ("2027-01-31", Some("2027-02-01T00:00:00Z")),
            ("2027-01-31T12:00:00+02:00", Some("2027-01-31T10:00:00Z")),
            ("soon", None),
        ] {
            let found = moment(text).ok().map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_secret_is_refused_with_its_place() {
        let value = json!({ "values": { "list": ["a", format!("x{}", secret::reference("token"))] } });
        let refused = Input::without_secrets(&value).err().expect("a secret");
        assert_eq!(
            refused.message,
            "`values.list[1]` holds a secret, and this action would write it down"
        );
    }
}
