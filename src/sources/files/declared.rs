//! Declaration files of other tools among the catalog's files: their documents become records, and are found again. Opens the
//! state file beside a part of one; what the formats mean is `declarations`' business.

use super::contents::{self, Contents, Target, duplicate};
use super::placeholder::{read_inside, stand_at};
use super::scope::Scope;
use super::yaml::{self, Parsed};
use crate::model::catalog::descriptor;
use crate::model::catalog::{Code, Entity, Key, Node, Place, Value};
use crate::model::journal::Hash;
use crate::sources::declarations::{self, Format, Made, Settings};
use std::path::{Path, PathBuf};

/// What a state that has parts is called by its tool.
const WHOLE: [&str; 2] = ["state.yaml", "state.yml"];

/// Adds what these documents of a file declare.
pub(super) fn take(
    documents: Vec<Parsed>,
    path: &Path,
    base: &Path,
    settings: &Settings,
    contents: &mut Contents,
) {
    let mut nodes = Vec::with_capacity(documents.len());
    let mut places = Vec::with_capacity(documents.len());
    for parsed in documents {
        contents
            .problems
            .extend(parsed.duplicate_keys.iter().map(duplicate));
        let Ok(mut node) = parsed.outcome else { continue };
        complete(&mut node, path, base, &mut contents.dependencies);
        nodes.push(node);
        places.push(parsed.bytes);
    }
    let nodes: Vec<&Node> = nodes.iter().collect();
    for (declaration, bytes) in declarations::read(&nodes, settings).into_iter().zip(places) {
        let Some(declaration) = declaration else { continue };
        contents.problems.extend(declaration.problems);
        for made in declaration.entities {
            let place = Place {
                line: made.document.at.line,
                offset: bytes.start as u32,
                length: bytes.len() as u32,
            };
            contents.declare(&made, place);
        }
        contents
            .targets
            .extend(declaration.parts.iter().filter_map(|part| {
                Some(Target {
                    text: part.text()?.to_owned(),
                    at: part.at,
                    required: true,
                    entity_ref: String::new(),
                })
            }));
    }
}

impl Contents {
    fn declare(&mut self, made: &Made, place: Place) {
        let mut found = Vec::new();
        let record = descriptor::read(&made.document, place, version(made), &mut found);
        // That nobody owns it is told of the whole catalog: a file of its own may say who.
        found.retain(|problem| problem.code != Code::MissingField);
        self.problems.extend(found);
        self.records.extend(record.map(|mut record| {
            record.standing = made.standing;
            record
        }));
    }
}

fn version(made: &Made) -> [u8; 32] {
    Hash::of(made.document.canonical_json().as_bytes()).0
}

/// Gives a part of a state the settings of the whole, which stands beside it.
fn complete(node: &mut Node, path: &Path, base: &Path, dependencies: &mut Vec<PathBuf>) {
    if !declarations::is_part(node) {
        return;
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let name = name.to_string_lossy();
    for whole in WHOLE.iter().filter(|whole| **whole != name) {
        let whole = folder.join(whole);
        // Also while it is missing: it may come.
        dependencies.push(whole.clone());
        let Ok(text) = read_inside(&whole, base) else {
            continue;
        };
        let state = yaml::parse(&text)
            .into_iter()
            .next()
            .and_then(|parsed| parsed.outcome.ok());
        let settings = state.and_then(|state| declarations::settings_of_part(&state, &name));
        if let (Some(mut settings), Value::Map(pairs)) = (settings, &mut node.value) {
            stand_at(&mut settings, node.at);
            let key = Key {
                text: "settings".to_owned(),
                at: node.at,
            };
            return pairs.push((key, settings));
        }
    }
}

/// The whole document of an entity, from the text of its file; of one that is declared, the document that was made for it.
/// None where the file no longer says so.
pub fn document_of_entity(scope: &Scope, text: &str, entity: Entity<'_>) -> Option<Node> {
    let path = scope.path(entity.file());
    let base = scope.base_of(&path);
    if !entity.is_declared() {
        return contents::document_in(text, &path, base, entity.bytes());
    }
    let documents = yaml::parse(text)
        .into_iter()
        .filter_map(|parsed| parsed.outcome.ok());
    let mut nodes: Vec<Node> = documents.filter(|node| Format::of(node).is_some()).collect();
    for node in &mut nodes {
        complete(node, &path, base, &mut Vec::new());
    }
    let nodes: Vec<&Node> = nodes.iter().collect();
    // Which settings a file was read with is not kept; they show in what was made.
    let made = scope.declared.iter().find_map(|declared| {
        let declarations = declarations::read(&nodes, &declared.settings);
        let entities = declarations
            .into_iter()
            .flatten()
            .flat_map(|found| found.entities);
        entities
            .into_iter()
            .find(|made| version(made) == *entity.version())
    });
    made.map(|made| made.document)
}
