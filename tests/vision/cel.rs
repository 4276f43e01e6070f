//! The language of rules: what its checker says, what it evaluates to, and what it makes of catalogs; beside the reference
//! interpreter.

mod again;
mod checking;
mod drafts;
mod evaluating;
mod hostile;
mod judging;
mod reference;

use std::sync::Arc;

use muster::model::catalog::{Builder, Catalog, EntityId, FileCounts, Node, Position, descriptor};
use muster::model::vision::cel::{Asked, Facts, Program, Setting, Yield};
use muster::model::vision::{
    Each, Examples, Judged, Origin, Radar, Rule, Scope, Severity, Technologies, Vision,
};
use muster::sources::files::documents_of;
use sha2::{Digest, Sha256};

/// The documents of a text.
fn documents(yaml: &str) -> Vec<Node> {
    documents_of(yaml)
        .into_iter()
        .map(|document| document.expect("a document that can be read"))
        .collect()
}

/// The catalog of the documents of a text, all in one file.
fn catalog(yaml: &str) -> Catalog {
    let mut builder = Builder::new(None);
    let file = builder.file("catalog-info.yaml", FileCounts::default());
    for document in documents(yaml) {
        let version = Sha256::digest(document.canonical_json()).into();
        let record = descriptor::read(&document, Default::default(), version, &mut Vec::new());
        builder.add(file, &record.expect("an entity"));
    }
    builder.finish()
}

/// A rule that asks this of every entity.
fn rule(id: &str, require: &str) -> Rule {
    rule_of(id, Scope::default(), None, require)
}

fn rule_of(id: &str, scope: Scope, each: Option<&str>, require: &str) -> Rule {
    let each = each.map(|name| Each::parse(name).expect("a relation"));
    let setting = if each.is_some() {
        Setting::Each
    } else {
        Setting::Entity
    };
    Rule {
        id: id.to_owned(),
        title: format!("The title of {id}"),
        severity: Severity::Warning,
        for_new: Severity::Blocking,
        origin: Origin::Written,
        only_new: false,
        principles: Vec::new(),
        reason: None,
        scope,
        each,
        require: Program::compile(require, setting, Yield::Bool).expect("an expression that is right"),
        message: None,
        remedy: None,
        blueprint: None,
        links: Vec::new(),
        examples: Examples::default(),
        file: "vision.yaml".to_owned(),
        at: Position::default(),
    }
}

fn vision(rules: Vec<Rule>) -> Arc<Vision> {
    Arc::new(Vision {
        rules,
        ..Vision::default()
    })
}

fn judged(rules: Vec<Rule>, catalog: Catalog) -> Judged {
    Judged::new(vision(rules), Arc::new(catalog), Vec::new(), today(), None)
}

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 6, 1)
}

fn find(catalog: &Catalog, entity_ref: &str) -> EntityId {
    catalog.find(entity_ref).expect("an entity of the catalog")
}

fn refs(catalog: &Catalog, ids: impl Iterator<Item = EntityId>) -> Vec<String> {
    ids.map(|id| catalog.entity(id).entity_ref().to_owned()).collect()
}

/// The first thing that is wrong with an expression, as `line:column sentence`.
fn wrong(source: &str, setting: Setting, yields: Yield) -> String {
    match Program::compile(source, setting, yields) {
        Ok(_) => "nothing".to_owned(),
        Err(wrongs) => {
            let wrong = &wrongs[0];
            format!("{}:{} {}", wrong.at.line, wrong.at.column, wrong.message)
        }
    }
}

/// What an expression says of one entity of a catalog.
fn ask(catalog: &Catalog, entity_ref: &str, source: &str) -> Result<bool, String> {
    let program =
        Program::compile(source, Setting::Entity, Yield::Bool).map_err(|wrongs| wrongs[0].message.clone())?;
    let radar = Radar::default();
    let technologies = Technologies::of(catalog, &radar);
    let facts = Facts {
        catalog,
        technologies: &technologies,
        radar: &radar,
    };
    let asked = Asked::Entity {
        facts,
        id: find(catalog, entity_ref),
        other: None,
    };
    program.holds(asked).map_err(|trouble| trouble.message)
}
