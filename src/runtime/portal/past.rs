//! Answers what the screens ask about the past: the catalog of a moment, and what an entity said then.

use std::sync::Arc;

use super::failed;
use super::opened::Opened;
use crate::app::past::Then;
use crate::app::{Answer, Failure, Request};
use crate::engine::past::{PastError, past};
use crate::model::catalog::read_json;
use crate::model::journal::Hash;

pub(super) fn answer(opened: &Opened, request: Request) -> Result<Answer, Failure> {
    let none = || {
        Failure::new(
            "This workspace has no journal yet, so its past is not known.",
            "It begins once muster has opened the workspace without --read-only.",
        )
    };
    let journal = opened.journal()?.ok_or_else(none)?;
    match request {
        Request::Past { catalog, at } => {
            let past = past(&journal, &catalog, at).map_err(|error| match error {
                PastError::Journal(error) => failed(error),
                before => Failure::new(
                    format!("{}.", capitalised(&before.to_string())),
                    before
                        .first_day()
                        .map_or_else(String::new, |day| format!("Name {day} or a later day.")),
                ),
            })?;
            Ok(Answer::Past(Then {
                catalog: past.catalog,
                at,
                unkept: past.unkept.len(),
            }))
        }
        Request::ReadVersion { version } => {
            let body = journal.version_body(Hash(version)).map_err(failed)?;
            let document = body
                .and_then(|body| String::from_utf8(body).ok())
                .and_then(|text| read_json(&text));
            let unkept = || Failure::new("What it said then was not kept.", "Only its name is known.");
            Ok(Answer::Document(Arc::new(document.ok_or_else(unkept)?)))
        }
        _ => Err(Failure::new("This is no question about the past.", "")),
    }
}

/// As a sentence begins.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}
