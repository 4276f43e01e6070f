//! What a schema says against a value, in words for the person who typed it.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

pub(in crate::model::blueprint) fn sentence(error: &ValidationError<'_>) -> String {
    let counted =
        |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    match error.kind() {
        Kind::MinLength { limit } => format!("needs at least {}", counted(*limit, "character", "characters")),
        Kind::MaxLength { limit } => format!("has at most {}", counted(*limit, "character", "characters")),
        Kind::MinItems { limit } => format!("needs at least {}", counted(*limit, "item", "items")),
        Kind::MaxItems { limit } => format!("has at most {}", counted(*limit, "item", "items")),
        Kind::Minimum { limit } => format!("is at least {limit}"),
        Kind::Maximum { limit } => format!("is at most {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("is more than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("is less than {limit}"),
        Kind::MultipleOf { multiple_of } => format!("is a multiple of {multiple_of}"),
        Kind::UniqueItems => "an item is there twice".to_owned(),
        Kind::Pattern { pattern } => pattern_sentence(pattern),
        Kind::Format { format } => format!("is not {}", format_words(format)),
        Kind::Enum { options } => match options.as_array() {
            Some(options) if options.len() <= 8 => format!("is one of {}", listed(options)),
            _ => "is none of the values that can be chosen".to_owned(),
        },
        Kind::Constant { expected_value } => format!("is {}", shown(expected_value)),
        Kind::Type { kind } => format!("is {}", type_words(kind)),
        Kind::OneOfNotValid { .. } | Kind::AnyOf { .. } => {
            "is none of the values that can be chosen".to_owned()
        }
        Kind::BacktrackLimitExceeded { .. } => "is too much for the field's pattern".to_owned(),
        _ => error.to_string(),
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn listed(values: &[Value]) -> String {
    values.iter().map(shown).collect::<Vec<_>>().join(", ")
}

fn type_words(kind: &TypeKind) -> String {
    let word = |kind: &str| match kind {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "yes or no",
        "array" => "a list",
        "object" => "a mapping",
        _ => "nothing",
    };
    match kind {
        TypeKind::Single(kind) => word(&kind.to_string()).to_owned(),
        TypeKind::Multiple(kinds) => {
            let words: Vec<&str> = kinds.iter().map(|kind| word(&kind.to_string())).collect();
            words.join(" or ")
        }
    }
}

fn format_words(format: &str) -> String {
    match format {
        "email" | "idn-email" => "an e-mail address".to_owned(),
        "uri" | "url" | "iri" => "an address such as https://example.org".to_owned(),
        "hostname" | "idn-hostname" => "a host name".to_owned(),
        "ipv4" | "ipv6" => format!("an {} address", format.replace("ip", "IP")),
        "date" => "a date such as 2026-01-31".to_owned(),
        "date-time" => "a moment such as 2026-01-31T12:00:00Z".to_owned(),
        "uuid" => "a UUID".to_owned(),
        format => format!("of the format {format}"),
    }
}

/// A pattern that is made of sets of characters, in words; any other as it is.
fn pattern_sentence(pattern: &str) -> String {
    if let Some(words) = sets(pattern) {
        return format!("only {words} ({pattern})");
    }
    // Of the address of a repository only its name is typed.
    let name = pattern.split_once("repo=").map(|(_, rest)| rest);
    match name.and_then(|rest| sets(&format!("^{}$", rest.split("(&").next()?))) {
        Some(words) => format!("a name of only {words}, as the blueprint asks"),
        None => format!("does not fit {pattern}"),
    }
}

/// The characters of a pattern like `^[a-z][a-z0-9]*(-[a-z0-9]+)*$`.
fn sets(pattern: &str) -> Option<String> {
    let mut rest = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let mut members = String::new();
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '[' => {
                let (set, after) = rest[1..].split_once(']')?;
                members.push_str(set);
                after
            }
            '(' | ')' => &rest[1..],
            '-' | '_' | '/' => {
                members.push(first);
                &rest[1..]
            }
            _ => return None,
        };
        rest = rest.trim_start_matches(['+', '*', '?']);
        if let Some(count) = rest.strip_prefix('{') {
            rest = &count[count.find('}')? + 1..];
        }
    }
    if members.is_empty() || members.starts_with('^') {
        return None;
    }
    let mut words = Vec::new();
    for (set, name) in [
        ("a-z", "small letters"),
        ("A-Z", "capital letters"),
        ("0-9", "digits"),
        ("\\d", "digits"),
        ("\\w", "letters, digits, _"),
    ] {
        if members.contains(set) {
            members = members.replace(set, "");
            words.push(name.to_owned());
        }
    }
    words.dedup();
    if words == ["small letters", "capital letters"]
        || words == ["small letters", "capital letters", "digits"]
    {
        words.splice(..2, ["letters".to_owned()]);
    }
    let mut signs: Vec<char> = members.chars().filter(|letter| *letter != '\\').collect();
    signs.sort_unstable();
    signs.dedup();
    for sign in signs {
        words.push(match sign {
            '-' => "dashes".to_owned(),
            '_' => "underscores".to_owned(),
            '.' => "dots".to_owned(),
            '/' => "slashes".to_owned(),
            ' ' => "blanks".to_owned(),
            sign if sign.is_ascii_punctuation() => sign.to_string(),
            _ => return None,
        });
    }
    let last = words.pop()?;
    Some(match words.is_empty() {
        true => last,
        false => format!("{} and {last}", words.join(", ")),
    })
}
