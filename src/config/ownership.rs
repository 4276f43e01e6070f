//! `[ownership]` of `muster.toml`: for how long attestations hold, and how long one who is asked has to answer.

use super::document::{Item, Table};
use crate::model::ownership::{Policy, Term};
use crate::model::text::parse_duration;

pub(super) fn take_ownership(table: Option<Table<'_, '_>>) -> Policy {
    let mut policy = Policy::default();
    let Some(mut table) = table else { return policy };
    if let Some(attest) = table.take("attest").and_then(term) {
        policy.term = attest;
    }
    if let Some(warn) = table.take("warn").and_then(days) {
        policy.warn = warn;
    }
    if let Some(answer) = table.take("answer").and_then(days) {
        policy.answer = answer;
    }
    let kinds = table.take("kinds").and_then(Item::table).map(Table::entries);
    for (name, item) in kinds.into_iter().flatten() {
        let Some(term) = term(item) else { continue };
        let name = name.value.to_lowercase();
        let (kind, type_) = match name.split_once('/') {
            Some((kind, type_)) => (kind.to_owned(), Some(type_.to_owned())),
            None => (name, None),
        };
        policy.kinds.push((kind, type_, term));
    }
    table.finish();
    policy
}

/// A number of days, or `never`.
fn term(item: Item<'_, '_>) -> Option<Term> {
    let is_never = item
        .clone()
        .text()
        .is_some_and(|text| text.value.trim() == "never");
    match is_never {
        true => Some(Term::Never),
        false => days(item).map(Term::Days),
    }
}

/// `30d`, `12w`; parts of a day count as one.
fn days(item: Item<'_, '_>) -> Option<i32> {
    let at = item.clone();
    let text = item.text()?.value;
    let days = parse_duration(&text).map(|span| (span.as_hours() + 23) / 24);
    let days = days.and_then(|days| i32::try_from(days).ok());
    if days.is_none() {
        at.complain(format!("`{text}` is no number of days; write 30d or 12w"));
    }
    days
}
