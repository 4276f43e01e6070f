//! Which findings a person means by what they typed.

use color_eyre::Result;

use crate::cli::Failure;
use crate::model::catalog::external::normal_id;
use crate::model::discovery::{Discovery, Sort, Unregistered};
use crate::model::text::nearest;

/// Candidates that are named when a name may mean several.
const NAMED: usize = 5;

/// The finding of an id, or of a name that only one has.
pub(super) fn one<'d>(discovery: &'d Discovery, text: &str) -> Result<&'d Unregistered> {
    let id = normal_id(text);
    let all = &discovery.unregistered;
    let exact = all.iter().find(|found| normal_id(&found.sighting.id) == id);
    let of_name: Vec<&Unregistered> = all.iter().filter(|found| found.sighting.name == text).collect();
    match (exact, &of_name[..]) {
        (Some(found), _) => Ok(found),
        (None, [found]) => Ok(found),
        (None, []) => {
            let failure = Failure::new(format!("`{text}` was not seen, or is in the catalog already"));
            let names = all.iter().map(|found| found.sighting.name.as_str());
            let near = nearest(text.rsplit('/').next().unwrap_or(text), names);
            let near = near.and_then(|name| all.iter().find(|found| found.sighting.name == name));
            Err(failure
                .hint(match near {
                    Some(near) => format!("did you mean {}?", near.sighting.id),
                    None => "`muster discover` looks again, `muster discover list` shows all".to_owned(),
                })
                .into())
        }
        (None, several) => {
            let ids: Vec<&str> = several
                .iter()
                .take(NAMED)
                .map(|found| found.sighting.id.as_str())
                .collect();
            let failure = Failure::new(format!("`{text}` may mean {} things", several.len()));
            Err(failure.hint(format!("name one of {}", ids.join(", "))).into())
        }
    }
}

/// All findings of a sort.
pub(super) fn all(discovery: &Discovery, sort: Sort) -> Vec<&Unregistered> {
    discovery
        .unregistered
        .iter()
        .filter(|found| found.sighting.sort == sort)
        .collect()
}
