//! What a plan, a step or a run came to, in the few words that its sentence has room for.

use serde_json::Value;

use crate::model::run::gift;
use crate::model::text::truncate;

/// More rights than this are counted instead of named.
const NAMED_RIGHTS: usize = 3;
/// What a run says at its end is cut to so many columns.
const SAID: usize = 240;

/// Which plan, by as much of its hash as tells it apart; nothing where none is named.
pub(super) fn by_plan(hash: &str) -> String {
    match hash.get(..8) {
        Some(short) => format!(" (plan {short})"),
        None => String::new(),
    }
}

/// What a step gave, behind a colon.
pub(super) fn given(output: &Value) -> String {
    let rights: Vec<String> = items(output, gift::GIVES).filter_map(right).collect();
    let rights = match rights.len().saturating_sub(NAMED_RIGHTS) {
        0 if rights.is_empty() => return address(output),
        0 => rights.join(", "),
        more => format!("{} and {more} more", rights[..NAMED_RIGHTS].join(", ")),
    };
    match gift::end(output) {
        Some(until) => format!(": gives {rights} until {}", until.strftime("%Y-%m-%d %H:%M UTC")),
        None => format!(": gives {rights}"),
    }
}

/// What a run said at its end, behind a colon: its texts and its links.
pub(super) fn said(output: &Value) -> String {
    let texts = items(output, "text").filter_map(|part| text(part, "content"));
    let links =
        items(output, "links").filter_map(|link| text(link, "url").or_else(|| text(link, "entityRef")));
    let said: Vec<String> = texts
        .chain(links)
        .map(|said| said.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|said| !said.is_empty())
        .collect();
    match said.is_empty() {
        true => String::new(),
        false => format!(": {}", truncate(&said.join("; "), SAID)),
    }
}

/// As `User:cart read on kafka:main/orders`.
fn right(right: &Value) -> Option<String> {
    Some(format!(
        "{} {} on {}",
        text(right, "principal")?,
        text(right, "right")?,
        text(right, "target")?
    ))
}

/// Where it is what a step made.
fn address(output: &Value) -> String {
    text(output, "remoteUrl").map_or_else(String::new, |url| format!(": {url}"))
}

fn items<'a>(output: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    output.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}
