//! Claims proposed to a repository: a run of muster's own blueprint on the sandbox, once, and undone like any other.

use std::sync::Arc;

use muster::config::Paths;
use muster::engine::Outside;
use muster::engine::blueprints::Shelf;
use muster::engine::discovery::Claims;
use muster::engine::run::{Folders, Runs};
use muster::model::discovery::{CatalogFile, Claim, ClaimBy, Claimed, Sighting, Sort, Survey};
use muster::model::journal::Fact;
use muster::model::run::RunStatus;
use muster::providers;
use muster::sources::discovery::{Surveyor, Watch};

use crate::stage::{Stage, claim};

const SETTINGS: &str = "
[catalog]
locations = [\"catalog\"]

[github]
owners = [\"acme\"]
sandbox = true
";

/// A sandbox begins with the repositories that the catalog's files name anywhere.
const LEGACY: &str = "
apiVersion: backstage.io/v1alpha1
kind: System
metadata:
  name: shop
  description: |
    Of these nobody says what they are:
    github.com/project-slug: acme/legacy
    github.com/project-slug: acme/described
spec: {owner: shop}
";

struct Repositories;

impl Surveyor for Repositories {
    fn place(&self) -> &str {
        "github:acme"
    }

    fn survey(&mut self, _: Option<&Survey>, _: &mut dyn Watch) -> Survey {
        let repository = |name: &str, files: Vec<CatalogFile>| Sighting {
            id: format!("github:acme/{name}"),
            sort: Sort::Repository,
            name: name.to_owned(),
            files,
            ..Sighting::default()
        };
        let file = CatalogFile {
            path: "catalog-info.yaml".to_owned(),
            url: "https://github.com/acme/described/blob/main/catalog-info.yaml".to_owned(),
            entities: vec!["component:default/described".to_owned()],
        };
        Survey {
            taken: Some(jiff::Timestamp::UNIX_EPOCH),
            complete: true,
            sightings: vec![repository("legacy", vec![]), repository("described", vec![file])],
            ..Survey::default()
        }
    }
}

fn runs(stage: &Stage) -> Runs {
    let paths = Paths::below(&stage.outside().join("data"));
    let catalog = stage.catalog();
    let outside = Outside::open(&stage.workspace, &paths, Arc::clone(&catalog)).unwrap();
    let folders = Folders {
        runs: stage.outside().join("data/runs"),
        lock: stage.outside().join("data/effects.lock"),
    };
    Runs::new(
        stage.journal.clone(),
        Arc::new(providers::all()),
        Arc::new(outside),
        Arc::new(Shelf::new(catalog, stage.workspace.scope())),
        folders,
        "user:default/ana",
    )
}

/// What came of it, and the text that was shown before.
fn propose(stage: &Stage, runs: &Runs, id: &str) -> (Claimed, Option<String>) {
    let (catalog, discovery) = (stage.catalog(), stage.view());
    let claiming = Claims {
        workspace: &stage.workspace,
        catalog: &catalog,
        discovery: &discovery,
        actor: "user:default/ana",
    };
    let claim = Claim {
        by: ClaimBy::PullRequest,
        ..claim(id)
    };
    let shown = claiming.preview(std::slice::from_ref(&claim)).remove(0);
    let claimed = claiming
        .claim(&[claim], &stage.journal, Some(runs))
        .unwrap()
        .remove(0);
    (claimed, shown.ok().map(|preview| preview.text))
}

#[test]
fn a_repository_is_asked_to_describe_itself_once() {
    let stage = Stage::with_settings(SETTINGS);
    stage.write("catalog/legacy.yaml", LEGACY);
    stage.look_with(&mut Repositories);
    assert_eq!(
        stage.unregistered(),
        ["github:acme/described", "github:acme/legacy"]
    );
    let runs = runs(&stage);
    let (claimed, shown) = propose(&stage, &runs, "github:acme/legacy");
    let id = claimed.outcome.expect("a run");
    assert_eq!(claimed.entity_ref, "component:default/legacy");
    runs.drive(Some(&id), &|| false, &mut |_| {}).unwrap();
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
    let events = stage.events("entity.claimed");
    let Ok(Fact::EntityClaimed(event)) = events[0].fact() else {
        panic!("a claim: {events:?}");
    };
    assert_eq!(
        (event.by, event.run.as_deref(), event.file),
        (ClaimBy::PullRequest, Some(id.as_str()), None)
    );
    let requested = stage.events("run.requested");
    let Ok(Fact::RunRequested(requested)) = requested[0].fact() else {
        panic!("a run: {requested:?}");
    };
    let changes = requested.plan.iter().flat_map(|step| &step.changes);
    let written: Vec<&String> = changes.filter_map(|change| change.after.as_ref()).collect();
    assert!(written.contains(&&shown.unwrap()), "{written:?}");
    let (again, _) = propose(&stage, &runs, "github:acme/legacy");
    assert_eq!(again.outcome, Err(format!("the run {id} proposes it already")));
    let refused = propose(&stage, &runs, "github:acme/described")
        .0
        .outcome
        .unwrap_err();
    assert!(
        refused.starts_with("it has a catalog-info.yaml already"),
        "{refused}"
    );
}
