//! The filters: Backstage's own four, and those of Nunjucks (mozilla.github.io/nunjucks/templating.html#builtin-filters).

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, Value};

use super::lists;
use super::methods::replaced;
use super::operators::bounded;
use super::value::{as_number, failed, is_list, is_nothing, items, list, number, text, to_json};
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};

/// What a filter was given in brackets.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub positional: Vec<Value>,
    named: Vec<(String, Value)>,
}

impl Given {
    pub fn new(values: Vec<Value>) -> Self {
        let mut given = Self::default();
        for value in values {
            match Kwargs::try_from(value.clone()) {
                Ok(named) if value.is_kwargs() => {
                    let pairs = named
                        .args()
                        .filter_map(|name| Some((name.to_owned(), named.peek(name).ok()?)));
                    given.named = pairs.collect();
                }
                _ => given.positional.push(value),
            }
        }
        given
    }

    pub fn named(&self, name: &str) -> Option<Value> {
        self.named
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    }

    pub fn get(&self, at: usize, name: &str) -> Option<Value> {
        self.named(name)
            .or_else(|| self.positional.get(at).cloned())
            .filter(|value| !is_nothing(value))
    }

    pub fn text(&self, at: usize, name: &str) -> Option<String> {
        self.get(at, name).map(|value| text(&value))
    }

    pub fn truth(&self, at: usize, name: &str) -> Option<bool> {
        self.get(at, name).map(|value| value.is_true())
    }

    pub fn whole(&self, at: usize, name: &str) -> Option<i64> {
        self.get(at, name)
            .as_ref()
            .and_then(as_number)
            .map(|number| number as i64)
    }

    pub fn needed(&self, at: usize, name: &str) -> Result<String, Error> {
        self.text(at, name)
            .ok_or_else(|| failed(format!("the filter needs its {name}")))
    }

    /// All but the first.
    pub fn rest(&self) -> Given {
        Given {
            positional: self.positional.iter().skip(1).cloned().collect(),
            named: self.named.clone(),
        }
    }
}

pub(super) type Filter = fn(&Value, &Given) -> Result<Value, Error>;

/// Every filter by its name.
pub(super) const FILTERS: [(&str, Filter); 57] = [
    ("parseRepoUrl", |value, _| parse_repo_url(&text(value))),
    ("parseEntityRef", |value, given| {
        parse_entity_ref(&text(value), given)
    }),
    ("pick", |value, given| {
        Ok(lists::at_path(value, &given.needed(0, "key")?))
    }),
    ("projectSlug", |value, _| project_slug(&text(value))),
    ("abs", |value, _| {
        Ok(as_number(value).map_or(Value::UNDEFINED, |n| number(n.abs())))
    }),
    ("attr", |value, given| {
        Ok(lists::at_path(value, &given.needed(0, "name")?))
    }),
    ("batch", lists::batch),
    ("capitalize", |value, _| {
        Ok(Value::from(capitalized(&text(value).to_lowercase())))
    }),
    ("center", center),
    ("d", default),
    ("default", default),
    ("dictsort", lists::dict_sort),
    ("dump", dump),
    ("tojson", dump),
    ("jsonify", dump),
    ("e", escape),
    ("escape", escape),
    ("forceescape", escape),
    ("first", |value, _| {
        Ok(items(value).into_iter().next().unwrap_or(Value::UNDEFINED))
    }),
    ("float", |value, given| {
        Ok(as_number(value)
            .map(number)
            .or(given.get(0, "default"))
            .unwrap_or_else(|| number(0.0)))
    }),
    ("groupby", lists::group_by),
    ("indent", indent),
    ("int", |value, given| {
        Ok(int(value)
            .or(given.get(0, "default"))
            .unwrap_or_else(|| number(0.0)))
    }),
    ("join", lists::join),
    ("keys", |value, _| Ok(list(items(value)))),
    ("last", |value, _| {
        Ok(items(value).pop().unwrap_or(Value::UNDEFINED))
    }),
    ("length", length),
    ("count", length),
    ("list", |value, _| Ok(as_list(value))),
    ("lower", |value, _| Ok(Value::from(text(value).to_lowercase()))),
    ("map", lists::mapped),
    ("max", |value, _| {
        Ok(lists::sorted(items(value), Value::clone, true)
            .pop()
            .unwrap_or(Value::UNDEFINED))
    }),
    ("min", |value, _| {
        Ok(lists::sorted(items(value), Value::clone, true)
            .into_iter()
            .next()
            .unwrap_or(Value::UNDEFINED))
    }),
    ("nl2br", |value, _| {
        Ok(Value::from(
            text(value).replace("\r\n", "\n").replace('\n', "<br />\n"),
        ))
    }),
    ("reject", |value, given| lists::select(value, given, false)),
    ("rejectattr", |value, given| lists::select_by(value, given, false)),
    ("replace", replace),
    ("reverse", reverse),
    ("round", round),
    ("safe", |value, _| Ok(value.clone())),
    ("select", |value, given| lists::select(value, given, true)),
    ("selectattr", |value, given| lists::select_by(value, given, true)),
    ("slice", lists::slice),
    ("sort", lists::sort),
    ("string", |value, _| Ok(Value::from(text(value)))),
    ("striptags", |value, _| {
        Ok(Value::from(without_tags(&text(value))))
    }),
    ("sum", lists::sum),
    ("title", title),
    ("trim", |value, _| Ok(Value::from(text(value).trim()))),
    ("truncate", truncate),
    ("unique", lists::unique),
    ("upper", |value, _| Ok(Value::from(text(value).to_uppercase()))),
    ("urlencode", url_encode),
    ("values", |value, _| {
        Ok(list(
            items(value)
                .iter()
                .filter_map(|key| value.get_item(key).ok())
                .collect(),
        ))
    }),
    ("wordcount", |value, _| {
        Ok(Value::from(text(value).split_whitespace().count()))
    }),
    ("xmlattr", xml_attributes),
    ("split", |value, given| {
        super::methods::call("split", &Value::from(text(value)), &given.positional)
    }),
];

/// Applies a filter by its name; none where there is no such filter.
pub(super) fn apply(name: &str, value: &Value, given: &Given) -> Option<Result<Value, Error>> {
    let (_, filter) = FILTERS.iter().find(|(known, _)| *known == name)?;
    Some(filter(value, given))
}

/// The parts of `host?owner=o&repo=r` (plugins/scaffolder-node/src/actions/util.ts).
fn parse_repo_url(url: &str) -> Result<Value, Error> {
    let (host, query) = url.split_once('?').ok_or_else(|| {
        failed(format!(
            "`{url}` is no place of a repository: it reads host?owner=…&repo=…"
        ))
    })?;
    let host = host
        .strip_prefix("https://")
        .unwrap_or(host)
        .trim_end_matches('/');
    let mut parts = vec![("host".to_owned(), Value::from(host))];
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        if !value.is_empty() {
            parts.push((key.to_owned(), Value::from(url_decoded(value))));
        }
    }
    Ok(super::value::map(parts))
}

pub(super) fn url_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn project_slug(url: &str) -> Result<Value, Error> {
    let parts = parse_repo_url(url)?;
    let part = |key: &str| parts.get_attr(key).map(|value| text(&value)).unwrap_or_default();
    Ok(Value::from(format!("{}/{}", part("owner"), part("repo"))))
}

fn parse_entity_ref(written: &str, given: &Given) -> Result<Value, Error> {
    let context = given.positional.first();
    let default = |key: &str| {
        let within = context.and_then(|context| context.get_attr(key).ok());
        within
            .or_else(|| given.named(key))
            .filter(|value| !is_nothing(value))
            .map(|value| text(&value))
    };
    let kind = default("defaultKind");
    let namespace = default("defaultNamespace").unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned());
    EntityRef::parse(written, kind.as_deref(), &namespace)
        .map_err(|error| failed(format!("`{written}` is no reference to an entity: {error}")))?;
    // Backstage leaves upper and lower case as they are written.
    let written = written.trim();
    let (kind, rest) = match (written.find(':'), written.find('/')) {
        (Some(colon), slash) if slash.is_none_or(|slash| colon < slash) => {
            (written[..colon].to_owned(), &written[colon + 1..])
        }
        _ => (kind.unwrap_or_default(), written),
    };
    let (namespace, name) = rest.split_once('/').unwrap_or((&namespace, rest));
    Ok(Value::from_pairs([
        ("kind", kind.as_str()),
        ("namespace", namespace),
        ("name", name),
    ]))
}

fn default(value: &Value, given: &Given) -> Result<Value, Error> {
    let also_false = given.truth(1, "boolean").unwrap_or(false);
    let missing = value.is_undefined() || (also_false && !value.is_true());
    Ok(match missing {
        true => given
            .named("default_value")
            .or(given.positional.first().cloned())
            .unwrap_or_else(|| Value::from("")),
        false => value.clone(),
    })
}

/// As `JSON.stringify`: nothing of what is undefined.
fn dump(value: &Value, given: &Given) -> Result<Value, Error> {
    let Some(json) = to_json(value)? else {
        return Ok(Value::UNDEFINED);
    };
    let spaces = given.whole(0, "spaces").or(given
        .named("indent")
        .as_ref()
        .and_then(as_number)
        .map(|n| n as i64));
    let dumped = match spaces.unwrap_or(0).clamp(0, 10) as usize {
        0 => json.to_string(),
        spaces => {
            let indent = " ".repeat(spaces);
            let mut out = Vec::new();
            let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
            let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
            serde::Serialize::serialize(&json, &mut serializer).map_err(|error| failed(error.to_string()))?;
            String::from_utf8_lossy(&out).into_owned()
        }
    };
    bounded(dumped.len())?;
    Ok(Value::from(dumped))
}

fn escape(value: &Value, _: &Given) -> Result<Value, Error> {
    let mut out = String::new();
    for letter in text(value).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '`' => out.push_str("&#96;"),
            letter => out.push(letter),
        }
    }
    Ok(Value::from(out))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

fn title(value: &Value, _: &Given) -> Result<Value, Error> {
    let words: Vec<String> = text(value)
        .split(' ')
        .map(|word| capitalized(&word.to_lowercase()))
        .collect();
    Ok(Value::from(words.join(" ")))
}

fn center(value: &Value, given: &Given) -> Result<Value, Error> {
    let text = text(value);
    let width = given.whole(0, "width").unwrap_or(80).max(0) as usize;
    bounded(width)?;
    let missing = width.saturating_sub(text.chars().count());
    let before = missing / 2 + missing % 2;
    Ok(Value::from(format!(
        "{}{text}{}",
        " ".repeat(before),
        " ".repeat(missing - before)
    )))
}

fn indent(value: &Value, given: &Given) -> Result<Value, Error> {
    let text = text(value);
    let width = given.whole(0, "width").unwrap_or(4).clamp(0, 1000) as usize;
    let with_first = given
        .truth(1, "indentfirst")
        .or(given.truth(9, "first"))
        .unwrap_or(false);
    bounded(
        text.len()
            .saturating_add(text.split('\n').count().saturating_mul(width)),
    )?;
    let blanks = " ".repeat(width);
    let lines = text
        .split('\n')
        .enumerate()
        .map(|(i, line)| match i == 0 && !with_first {
            true => line.to_owned(),
            false => format!("{blanks}{line}"),
        });
    Ok(Value::from(lines.collect::<Vec<_>>().join("\n")))
}

fn int(value: &Value) -> Option<Value> {
    if let Some(number) =
        as_number(value).filter(|_| value.as_str().is_none_or(|text| !text.trim().is_empty()))
    {
        return Some(super::value::number(number.trunc()));
    }
    let text = value.as_str()?.trim();
    let digits = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '-')
        .unwrap_or(text.len());
    text[..digits].parse::<i64>().ok().map(Value::from)
}

fn length(value: &Value, _: &Given) -> Result<Value, Error> {
    Ok(Value::from(match value.as_str() {
        Some(text) => text.chars().count(),
        None => value.len().unwrap_or(0),
    }))
}

fn as_list(value: &Value) -> Value {
    match value.kind() {
        ValueKind::Map => list(
            items(value)
                .into_iter()
                .map(|key| {
                    let item = value.get_item(&key).unwrap_or(Value::UNDEFINED);
                    Value::from_pairs([("key", key), ("value", item)])
                })
                .collect(),
        ),
        _ => list(items(value)),
    }
}

fn replace(value: &Value, given: &Given) -> Result<Value, Error> {
    let from = given.positional.first().map(text).unwrap_or_default();
    let to = given.positional.get(1).map(text).unwrap_or_default();
    let most = given
        .whole(2, "maxCount")
        .filter(|most| *most >= 0)
        .map(|most| most as usize);
    match is_list(value) {
        // A list stays one: people replace in what is a text most of the time.
        true => Ok(list(
            items(value)
                .iter()
                .map(|item| replaced(&text(item), &from, &to, most))
                .collect::<Result<_, _>>()?,
        )),
        false => replaced(&text(value), &from, &to, most),
    }
}

fn reverse(value: &Value, _: &Given) -> Result<Value, Error> {
    Ok(match value.as_str() {
        Some(text) => Value::from(text.chars().rev().collect::<String>()),
        None => list(items(value).into_iter().rev().collect()),
    })
}

fn round(value: &Value, given: &Given) -> Result<Value, Error> {
    let Some(value) = as_number(value) else {
        return Ok(Value::UNDEFINED);
    };
    let factor = 10f64.powi(given.whole(0, "precision").unwrap_or(0).clamp(-15, 15) as i32);
    let scaled = value * factor;
    Ok(number(match given.text(1, "method").as_deref() {
        Some("ceil") => scaled.ceil() / factor,
        Some("floor") => scaled.floor() / factor,
        _ => (scaled + 0.5).floor() / factor,
    }))
}

fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn truncate(value: &Value, given: &Given) -> Result<Value, Error> {
    let whole = text(value);
    let length = given.whole(0, "length").unwrap_or(255).max(0) as usize;
    if whole.chars().count() <= length {
        return Ok(Value::from(whole));
    }
    let mut short: String = whole.chars().take(length).collect();
    if !given.truth(1, "killwords").unwrap_or(false)
        && let Some(blank) = short.rfind(' ')
    {
        short.truncate(blank);
    }
    short.push_str(&given.text(2, "end").unwrap_or_else(|| "...".to_owned()));
    Ok(Value::from(short))
}

fn url_encode(value: &Value, _: &Given) -> Result<Value, Error> {
    let encoded = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(byte as char),
                b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' => out.push(byte as char),
                byte => out.push_str(&format!("%{byte:02X}")),
            }
            out
        })
    };
    let result = match value.kind() {
        ValueKind::Map => items(value)
            .iter()
            .map(|key| {
                let item = value.get_item(key).unwrap_or_default();
                format!("{}={}", encoded(&text(key)), encoded(&text(&item)))
            })
            .collect::<Vec<_>>()
            .join("&"),
        _ => encoded(&text(value)),
    };
    bounded(result.len())?;
    Ok(Value::from(result))
}

fn xml_attributes(value: &Value, _: &Given) -> Result<Value, Error> {
    let mut out = String::new();
    for key in items(value) {
        let item = escape(&value.get_item(&key).unwrap_or_default(), &Given::default())?;
        out.push_str(&format!(" {}=\"{}\"", text(&key), text(&item)));
    }
    Ok(Value::from(out))
}
