//! From what a person types to the task, the entity or the person that is meant.

use color_eyre::Result;

use super::short;
use crate::cli::{Context, Failure, entity as entities};
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::model::task::Refusal;
use crate::store::Journal;

/// The whole id of the task that is meant.
pub fn task(journal: &Journal, text: &str) -> Result<String> {
    let mut ids = journal.task_ids(text).map_err(Failure::from)?;
    match ids.len() {
        0 => Err(missing(text).into()),
        1 => Ok(ids.remove(0)),
        _ => {
            let among: Vec<&str> = ids.iter().map(String::as_str).take(8).collect();
            let failure = Failure::new(format!("several tasks begin with `{text}`"));
            Err(failure.hint(format!("say which: {}", among.join(", "))).into())
        }
    }
}

pub fn missing(text: &str) -> Failure {
    Failure::new(format!("{}: {}", short(text), Refusal::NoSuchTask))
        .hint("`muster queue` lists the open ones")
}

/// The canonical ref of an entity of the catalog.
pub fn entity(context: &Context, text: &str) -> Result<String> {
    let catalog = context.catalog()?;
    Ok(entities::find(catalog, text)?.entity_ref().to_owned())
}

/// Somebody, as a canonical ref where the catalog knows them; else the name as it stands.
pub fn requester(context: &Context, text: &str) -> Result<String> {
    let catalog = context.catalog()?;
    for kind in ["user", "group"] {
        if let Ok(known) = EntityRef::parse(text, Some(kind), DEFAULT_NAMESPACE)
            && catalog.find(known.as_str()).is_some()
        {
            return Ok(known.as_str().to_owned());
        }
    }
    if text.contains(':') {
        return Ok(entities::find(catalog, text)?.entity_ref().to_owned());
    }
    Ok(text.trim().to_owned())
}
