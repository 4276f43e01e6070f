//! Questions to a GitHub that change nothing, asked once: the engine tries a step again, not the question.

use serde::de::DeserializeOwned;

use super::action::{ActionError, ErrorKind};
use crate::remote::{Request, Transport};

type Way<'t> = &'t (dyn Transport + Send + Sync);

/// The answer to a question; that there is none is an error.
pub fn get<T: DeserializeOwned>(github: Way<'_>, path: &str) -> Result<T, ActionError> {
    read_json(github, path)?.ok_or_else(|| {
        ActionError::new(ErrorKind::Final, format!("{} has no {path}", github.address()))
            .hint("look whether it is spelled so, and whether your token may read it")
    })
}

/// The answer to a question; none where there is no such thing.
pub fn read_json<T: DeserializeOwned>(github: Way<'_>, path: &str) -> Result<Option<T>, ActionError> {
    let again = |message: String| ActionError::new(ErrorKind::Retry { after: None }, message);
    let address = github.address();
    let answer = github
        .send(&Request::get(path))
        .map_err(|cause| again(format!("{address} does not answer: {cause}")))?;
    match answer.status {
        404 => Ok(None),
        200..=299 => serde_json::from_slice(&answer.body)
            .map(Some)
            .map_err(|error| again(format!("{address} answers {path} with something else: {error}"))),
        403 | 429 | 500.. => Err(again(format!(
            "{address} refuses {path} with status {} for now",
            answer.status
        ))),
        status => Err(ActionError::new(
            ErrorKind::Final,
            format!("{address} refuses {path} with status {status}"),
        )),
    }
}
