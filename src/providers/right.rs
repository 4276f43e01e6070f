//! The right that a step takes back, as a look at a place saw it. Knows no system.

use serde_json::{Value, json};

use super::action::{ActionError, Call};
use super::input::{Input, wrong};
use crate::model::access::{PrincipalSort, Right, Targets};

/// The inputs that all who take back a right share.
pub(super) fn inputs() -> Value {
    let text = |words: &str| json!({"type": "string", "description": words});
    json!({
        "target": text("What it is about, by its external id: kafka:main/orders.placed, github:acme/cart"),
        "principal": text("Who has it, as the provider calls them"),
        "right": text("As the look at the place says it: read, admin, push"),
        "through": text("How it is given, as the look at the place says it"),
        "reason": text("Why it is taken back; the record keeps it"),
    })
}

/// What a step takes back.
pub(super) fn of(call: &Call<'_>) -> Result<Right, ActionError> {
    let input = Input::without_secrets(call.input)?;
    let sort = match input.text("principalSort")? {
        None | Some("account") => PrincipalSort::Account,
        Some("login") => PrincipalSort::Login,
        Some("team") => PrincipalSort::Team,
        Some(other) => {
            return Err(wrong(format!("`principalSort` cannot be `{other}`"))
                .hint("it is account at Kafka, login or team on GitHub"));
        }
    };
    Ok(Right {
        target: input.required("target")?.to_owned(),
        principal: input.required("principal")?.to_owned(),
        principal_sort: sort,
        right: input.required("right")?.to_owned(),
        through: input.text("through")?.unwrap_or_default().to_owned(),
    })
}

/// Canonical refs of what a right is about, as far as the catalog knows it.
pub(super) fn entities(call: &Call<'_>, right: &Right) -> Vec<String> {
    let catalog = call.world.catalog();
    let about = Targets::new(&catalog).all(&right.target).into_iter();
    about
        .map(|id| catalog.entity(id).entity_ref().to_owned())
        .collect()
}
