//! The command line that equals a filled-in form.

use serde_json::Value;

use crate::model::run::OrderedWaiver;
use crate::model::text::shell_word;

/// `muster new …` with each answer as `--set`, and where each secret comes from.
pub fn command_line<'s>(
    blueprint: &str,
    entity: Option<&str>,
    values: &Value,
    secrets: impl IntoIterator<Item = &'s str>,
    waivers: &[OrderedWaiver],
) -> String {
    let mut words = vec!["muster".to_owned(), "new".to_owned(), blueprint.to_owned()];
    if let Some(entity) = entity {
        words.extend(["--entity".to_owned(), entity.to_owned()]);
    }
    for (name, value) in values.as_object().into_iter().flatten() {
        let text = match value {
            // What would be read as something else than a text is written as one.
            Value::String(text) if serde_json::from_str::<Value>(text).is_err() => text.clone(),
            other => other.to_string(),
        };
        words.extend(["--set".to_owned(), format!("{name}={text}")]);
    }
    for name in secrets {
        let variable: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() {
                    c.to_ascii_uppercase()
                } else {
                    '_'
                }
            })
            .collect();
        words.extend(["--secret".to_owned(), format!("{name}=env:{variable}")]);
    }
    for waiver in waivers {
        words.extend(["--waive".to_owned(), format!("{}={}", waiver.rule, waiver.reason)]);
    }
    let words: Vec<_> = words.iter().map(|word| shell_word(word)).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_answer_is_a_word_of_the_command() {
        let values = json!({"name": "cart", "text": "it's $HOME", "n": 3, "digits": "007", "like": "12", "list": ["a", {"b": 1}]});
        assert_eq!(
            command_line(
                "template:default/service",
                Some("component:default/cart"),
                &values,
                ["npm-token"],
                &[OrderedWaiver {
                    rule: "tags".to_owned(),
                    reason: "they come later".to_owned(),
                    ..OrderedWaiver::default()
                }]
            ),
            "muster new template:default/service --entity component:default/cart --set name=cart \
             --set 'text=it'\\''s $HOME' --set n=3 --set digits=007 --set 'like=\"12\"' \
             --set 'list=[\"a\",{\"b\":1}]' --secret npm-token=env:NPM_TOKEN \
             --waive 'tags=they come later'"
        );
    }
}
