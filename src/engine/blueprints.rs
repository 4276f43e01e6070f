//! The blueprints of a catalog: its Template entities read as what they are, with what is wrong with them, also on disk.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::documents::Documents;
use super::run::{Library, Source};
use super::{discovery, edit, end_access};
use crate::config::Workspace;
use crate::model::blueprint::action::ActionSpec;
use crate::model::blueprint::expression::is_dynamic;
use crate::model::blueprint::field::{Occasion, OccasionEntity};
use crate::model::blueprint::repo_url::LOCAL;
use crate::model::blueprint::{Blueprint, check, read};
use crate::model::catalog::{Catalog, Code, Entity, Problem, Relation, Severity};
use crate::model::text::nearest;
use crate::providers::Actions;
use crate::sources::files::Scope;
use crate::sources::skeleton;

/// A blueprint of the catalog.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelved {
    pub blueprint: Blueprint,
    /// As the catalog names it.
    pub file: String,
    /// On this disk.
    pub path: PathBuf,
    /// What is wrong with it, in the order of its file.
    pub problems: Vec<Problem>,
}

impl Shelved {
    /// The folder of its file, with its skeletons.
    pub fn folder(&self) -> Option<&Path> {
        self.path.parent()
    }

    /// Whether a problem keeps it from running.
    pub fn is_broken(&self) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.code.severity() == Severity::Error)
    }
}

/// All blueprints of a catalog, in order of their refs. One whose document is not as it was when the catalog was read is
/// left out until the next reading.
pub fn list(catalog: &Catalog, scope: &Scope, actions: &Actions) -> Vec<Shelved> {
    let specs: Vec<&ActionSpec> = actions.specs().collect();
    let mut documents = Documents::new(scope.clone());
    templates(catalog)
        .filter_map(|entity| shelved(entity, scope, &mut documents, &specs))
        .collect()
}

/// The blueprint of a ref, or of a bare name that only one has.
pub fn open(catalog: &Catalog, scope: &Scope, actions: &Actions, name: &str) -> Option<Shelved> {
    let specs: Vec<&ActionSpec> = actions.specs().collect();
    let entity = named(catalog, name)?;
    shelved(entity, scope, &mut Documents::new(scope.clone()), &specs)
}

/// The Template that a ref or a bare name means.
pub fn named<'c>(catalog: &'c Catalog, name: &str) -> Option<Entity<'c>> {
    let wanted = name.trim().to_lowercase();
    let exact = catalog.find(&wanted).map(|id| catalog.entity(id));
    if let Some(entity) = exact.filter(|entity| entity.is_kind("Template")) {
        return Some(entity);
    }
    let is_called = |entity: &Entity<'_>| {
        let entity_ref = entity.entity_ref();
        entity_ref.strip_prefix("template:").is_some_and(|rest| {
            rest == wanted || rest.split_once('/').is_some_and(|(_, name)| name == wanted)
        })
    };
    let mut called = templates(catalog).filter(is_called);
    match (called.next(), called.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// The ref of the blueprint whose name is nearest to what was written, for who misspells one.
pub fn nearest_ref<'c>(catalog: &'c Catalog, name: &str) -> Option<&'c str> {
    let bare = name.rsplit('/').next().unwrap_or(name);
    let near = nearest(bare, templates(catalog).map(|entity| entity.name()))?;
    templates(catalog)
        .find(|entity| entity.name() == near)
        .map(|entity| entity.entity_ref())
}

fn templates(catalog: &Catalog) -> impl Iterator<Item = Entity<'_>> {
    catalog.entities().filter(|entity| entity.is_kind("Template"))
}

fn shelved(
    entity: Entity<'_>,
    scope: &Scope,
    documents: &mut Documents,
    specs: &[&ActionSpec],
) -> Option<Shelved> {
    let document = documents.of(entity)?;
    let blueprint =
        read(&document, entity.entity_ref()).moved_down(entity.line().saturating_sub(document.at.line));
    let path = scope.path(entity.file());
    let mut problems = check(&blueprint, specs);
    // Of another version, nothing else would be true.
    let is_read = problems
        .iter()
        .all(|problem| problem.code != Code::BlueprintVersion);
    if let Some(folder) = path.parent().filter(|_| is_read) {
        problems.extend(missing_sources(&blueprint, folder));
        problems.sort_by_key(|problem| problem.at);
    }
    Some(Shelved {
        blueprint,
        file: entity.file().to_owned(),
        path,
        problems,
    })
}

/// What steps fetch from beside the blueprint and is not there, or cannot be read.
fn missing_sources(blueprint: &Blueprint, folder: &Path) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, step) in blueprint.steps.iter().enumerate() {
        let is_file = step.action.ends_with(":file");
        if !matches!(
            step.action.as_str(),
            "fetch:template" | "fetch:plain" | "fetch:template:file" | "fetch:plain:file"
        ) {
            continue;
        }
        let Some(url) = step.input.get("url").and_then(Value::as_str) else {
            continue;
        };
        if is_dynamic(url) || url.contains("://") {
            continue;
        }
        let failed = match is_file {
            true => skeleton::read_file(folder, url).err(),
            false => skeleton::read(folder, url).err(),
        };
        if let Some(error) = failed {
            let place = blueprint.place(&format!("/spec/steps/{at}/input/url"));
            let message = format!("{error}; `{}` would have nothing to fetch", step.id);
            problems.push(Problem::new(Code::SkeletonMissing, place, message).of(&blueprint.entity_ref));
        }
    }
    problems
}

/// The blueprints of a snapshot, for runs.
pub struct Shelf {
    catalog: Arc<Catalog>,
    scope: Scope,
    documents: Mutex<Documents>,
}

impl Shelf {
    pub fn new(catalog: Arc<Catalog>, scope: Scope) -> Self {
        Self {
            documents: Mutex::new(Documents::new(scope.clone())),
            catalog,
            scope,
        }
    }
}

impl Library for Shelf {
    fn open(&self, entity_ref: &str) -> Option<Source> {
        let embedded = [discovery::embedded, edit::embedded, end_access::embedded];
        if let Some(own) = embedded.iter().find_map(|embedded| embedded(entity_ref)) {
            return Some(own);
        }
        let entity = named(&self.catalog, entity_ref)?;
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let document = documents.of(entity)?;
        Some(Source {
            document: read(&document, entity.entity_ref()).document,
            folder: self.scope.path(entity.file()).parent().map(Path::to_owned),
        })
    }

    fn refs(&self) -> Vec<String> {
        templates(&self.catalog)
            .map(|entity| entity.entity_ref().to_owned())
            .collect()
    }
}

/// What is known of the person and the place when a form is opened, perhaps on an entity.
pub fn occasion(
    catalog: &Catalog,
    workspace: &Workspace,
    me: Option<&str>,
    entity: Option<&str>,
) -> Occasion {
    let person = me.and_then(|me| catalog.find(me));
    let teams = person.map(|person| {
        let teams = catalog.entity(person).targets(Relation::MemberOf);
        teams.map(|team| catalog.node_ref(team).to_owned()).collect()
    });
    let slug = |entity: Entity<'_>| {
        let document = Documents::new(workspace.scope()).of(entity)?;
        let slug = document.at_path(&["metadata", "annotations", "github.com/project-slug"])?;
        slug.text().map(str::to_owned)
    };
    let about = entity.and_then(|entity| catalog.find(entity)).map(|id| {
        let entity = catalog.entity(id);
        OccasionEntity {
            entity_ref: entity.entity_ref().to_owned(),
            name: entity.name().to_owned(),
            owner: entity.owner().map(|owner| catalog.node_ref(owner).to_owned()),
            system: entity.system().map(|system| catalog.node_ref(system).to_owned()),
            project_slug: slug(entity),
        }
    });
    let github = &workspace.settings.github;
    Occasion {
        me: me.map(str::to_owned),
        teams: teams.unwrap_or_default(),
        entity: about,
        hosts: vec![github.host.clone(), LOCAL.to_owned()],
        owners: github.owners.clone(),
    }
}
