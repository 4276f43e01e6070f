//! The last net below all that is written about a run: the texts of its secrets, in any form that they are sent in, are
//! taken out of whatever an action or a system says. Pure.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::query_escaped;
use crate::model::secret::{self, Secrets};

/// Shorter texts are in every other word: taking them out would only show where they are.
const SHORTEST: usize = 4;

/// Takes secrets out of texts.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// What is not to be seen and the name that stands for it, the longest first.
    forms: Vec<(String, String)>,
}

impl Redactor {
    pub fn of(secrets: &Secrets) -> Self {
        let mut forms: Vec<(String, String)> = Vec::new();
        for (name, secret) in secrets {
            let text = secret.reveal();
            let shown = format!("‹secret {name}›");
            let mut add = |form: String| {
                if form.len() >= SHORTEST && !forms.iter().any(|(known, _)| *known == form) {
                    forms.push((form, shown.clone()));
                }
            };
            add(text.to_owned());
            add(text.trim().to_owned());
            add(query_escaped(text));
            let json = serde_json::to_string(text).unwrap_or_default();
            add(json.trim_matches('"').to_owned());
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                add(engine.encode(text));
            }
            for line in text.lines().filter(|line| line.len() >= 2 * SHORTEST) {
                add(line.to_owned());
            }
        }
        forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        Self { forms }
    }

    pub fn text(&self, text: &str) -> String {
        let mut text = secret::shown(text);
        for (form, shown) in &self.forms {
            if text.contains(form) {
                text = text.replace(form, shown);
            }
        }
        text
    }

    /// The same value with secrets out of all its texts.
    pub fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| (self.text(&key), self.value(value)))
                .collect(),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::secret::Secret;

    #[test]
    fn no_form_of_a_secret_is_left() {
        let text = "hunter2/&+é";
        let secrets = [("token".to_owned(), Secret::new(text))].into();
        let redactor = Redactor::of(&secrets);
        for form in [
            text.to_owned(),
            query_escaped(text),
            STANDARD.encode(text),
            URL_SAFE_NO_PAD.encode(text),
        ] {
            let shown = redactor.text(&format!("before {form} after"));
            assert_eq!(shown, "before ‹secret token› after");
        }
        assert_eq!(redactor.text(&secret::reference("token")), "‹secret token›");
    }
}
