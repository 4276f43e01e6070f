//! A JSON document with the moment that it is of, where that is not now.

use color_eyre::Result;
use serde::Serialize;

use super::Context;

#[derive(Serialize)]
pub struct Dated<T> {
    #[serde(flatten)]
    document: T,
    /// As in RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

impl<T: Serialize> Dated<T> {
    pub fn of(document: T, context: &Context) -> Result<Self> {
        let at = context.at()?.map(|at| at.to_string());
        Ok(Self { document, at })
    }
}
