//! A claim as a pull request to the repository itself: a run of a small blueprint that is part of the program, so that it is
//! as durable as any other and can be undone.

use serde_json::{Value, json};

use super::claim::Preview;
use crate::config::Workspace;
use crate::engine::run::{Runs, Source};
use crate::model::blueprint::read;
use crate::model::catalog::DEFAULT_NAMESPACE;
use crate::model::discovery::{Claiming, Sort, Unregistered};
use crate::model::run::Order;
use crate::sources::files::document_of;

/// The ref of the blueprint; no catalog need hold it.
pub const BLUEPRINT: &str = "template:muster/register-repository";

/// A blueprint that is part of the program, by its ref.
pub fn embedded(entity_ref: &str) -> Option<Source> {
    let text = (entity_ref == BLUEPRINT).then_some(include_str!("register-repository.yaml"))?;
    Some(Source {
        document: read(&document_of(text)?, BLUEPRINT).document,
        folder: None,
    })
}

/// Whoever can start runs.
pub trait Proposing {
    /// Starts the run that proposes a claim's file to its repository; returns the run's id, or why there is none.
    fn propose(&self, preview: &Preview, workspace: &Workspace) -> Result<String, String>;
}

impl Proposing for Runs {
    fn propose(&self, preview: &Preview, workspace: &Workspace) -> Result<String, String> {
        let order = order(preview, &workspace.settings.github.host);
        let plan = self.plan(&order).map_err(|error| error.to_string())?;
        self.start(&order, &plan.hash).map_err(|error| error.to_string())
    }
}

/// Why something cannot be proposed to a repository.
pub(super) fn refused(found: &Unregistered) -> Option<String> {
    if found.sighting.sort != Sort::Repository {
        return Some("only a repository takes a pull request; claim it by a file instead".to_owned());
    }
    let file = found.sighting.files.first()?;
    Some(format!(
        "it has a {} already: add {} to `locations`, or claim it by a file",
        file.path, file.url
    ))
}

/// The entity as the blueprint writes it.
pub(super) fn document(claiming: &Claiming, id: &str, host: &str) -> Result<Value, String> {
    if claiming.entity_ref.namespace() != DEFAULT_NAMESPACE {
        return Err(
            "only entities of the default namespace are proposed; claim it by a file instead".to_owned(),
        );
    }
    let (_, slug) = id.split_once(':').unwrap_or_default();
    let mut document = claiming.document.clone();
    document["metadata"]["links"] = json!([{ "url": address(host, slug), "title": "Source" }]);
    if let Some(metadata) = document["metadata"].as_object_mut() {
        metadata.shift_remove("title");
    }
    Ok(document)
}

fn address(host: &str, slug: &str) -> String {
    format!("https://{host}/{slug}")
}

fn order(preview: &Preview, host: &str) -> Order {
    let (_, slug) = preview.id.split_once(':').unwrap_or_default();
    let (owner, repository) = slug.split_once('/').unwrap_or_default();
    let claiming = &preview.claiming;
    let spec = &claiming.document["spec"];
    Order {
        blueprint: BLUEPRINT.to_owned(),
        values: json!({
            "repoUrl": format!("{host}?owner={owner}&repo={repository}"),
            "url": address(host, slug),
            "name": claiming.entity_ref.name(),
            "type": spec["type"],
            "lifecycle": spec["lifecycle"],
            "owner": claiming.owner,
            "accountable": claiming.accountable,
            "slug": slug,
        }),
        ..Order::default()
    }
}
