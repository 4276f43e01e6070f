//! One catalog file read: its entities, its problems, and where its Locations lead. Opens that file and what its
//! placeholders name; knows no other file.

use super::declared;
use super::placeholder::{self, SIZE_LIMIT};
use super::yaml::{self, Broken, Parsed};
use crate::model::catalog::descriptor::{self, Sort};
use crate::model::catalog::{Code, EntityRef, FileCounts, Key, Node, Place, Position, Problem, Record};
use crate::model::journal::Hash;
use crate::sources::declarations::{Format, Settings};
use std::fs;
use std::path::{Path, PathBuf};

/// What a file holds.
#[derive(Debug, Default)]
pub struct Contents {
    pub records: Vec<Record>,
    pub problems: Vec<Problem>,
    pub counts: FileCounts,
    /// Where the Locations of this file lead.
    pub targets: Vec<Target>,
    /// Files that placeholders name, also missing ones.
    pub dependencies: Vec<PathBuf>,
}

/// A file or glob that a Location leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// As written, relative to the file of the Location.
    pub text: String,
    pub at: Position,
    pub required: bool,
    /// The Location that states it.
    pub entity_ref: String,
}

/// Reads a catalog file; with settings, one that may hold declarations of other tools. Nothing is ever an error here: what
/// cannot be read is a problem.
pub fn read(path: &Path, base: &Path, settings: Option<&Settings>) -> Contents {
    let mut contents = Contents::default();
    match read_text(path) {
        Ok(text) => contents.read_text(&text, path, base, settings),
        Err(problem) => {
            contents.counts.broken = 1;
            contents.problems.push(problem);
        }
    }
    contents
}

/// Reads one document of a file again: the value behind an entity, with its placeholders filled in.
///
/// None when the file no longer holds a document there.
pub fn document(path: &Path, base: &Path, bytes: std::ops::Range<usize>) -> Option<Node> {
    document_in(&text(path)?, path, base, bytes)
}

/// The text of a catalog file, for reading several documents of it. None where it cannot be read.
pub fn text(path: &Path) -> Option<String> {
    read_text(path).ok()
}

/// As [`document`], from the text of the file.
pub fn document_in(text: &str, path: &Path, base: &Path, bytes: std::ops::Range<usize>) -> Option<Node> {
    let mut node = yaml::parse(text.get(bytes)?).into_iter().next()?.outcome.ok()?;
    placeholder::fill(&mut node, path, base, &mut Vec::new(), &mut Vec::new());
    Some(node)
}

/// The value that a text holds, such as a version that was kept as JSON.
pub fn document_of(text: &str) -> Option<Node> {
    yaml::parse(text).into_iter().next()?.outcome.ok()
}

/// All documents that a text holds; of a broken one, why.
pub fn documents_of(text: &str) -> Vec<Result<Node, String>> {
    let document = |parsed: Parsed| match parsed.outcome {
        Ok(node) if node.is_null() => None,
        Ok(node) => Some(Ok(node)),
        Err(broken) => Some(Err(format!("{} in line {}", broken.message, broken.at.line))),
    };
    yaml::parse(text).into_iter().filter_map(document).collect()
}

/// The same with the byte at which each begins; broken ones are left out.
pub fn places_of(text: &str) -> Vec<(usize, Node)> {
    let place = |parsed: Parsed| Some((parsed.bytes.start, parsed.outcome.ok()?));
    yaml::parse(text).into_iter().filter_map(place).collect()
}

fn read_text(path: &Path) -> Result<String, Problem> {
    let problem = |code, text: String| Problem::new(code, Position { line: 1, column: 1 }, text);
    let unreadable =
        |error: std::io::Error| problem(Code::Unreadable, format!("This file cannot be read: {error}."));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > SIZE_LIMIT {
        let text = format!(
            "This file has {} MB, and 10 MB is the limit. Split it.",
            metadata.len() / 1_000_000
        );
        return Err(problem(Code::TooLarge, text));
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() as u32 + 1;
        let column = valid.iter().rev().take_while(|byte| **byte != b'\n').count() as u32 + 1;
        let text = "This file is not UTF-8 text from here on. Save it as UTF-8.".to_owned();
        Problem::new(Code::NotUtf8, Position { line, column }, text)
    })
}

/// That a key is written twice.
pub(super) fn duplicate(key: &Key) -> Problem {
    let text = format!(
        "`{}` is written twice here, and the last value counts. Remove one.",
        key.text
    );
    Problem::new(Code::DuplicateKey, key.at, text)
}

impl Contents {
    fn read_text(&mut self, text: &str, path: &Path, base: &Path, settings: Option<&Settings>) {
        let name = path.to_string_lossy();
        let rendered_later = [".hbs", ".njk", ".j2", ".tmpl", ".tpl"]
            .iter()
            .any(|end| name.ends_with(end));
        if rendered_later || name.contains("{{") {
            self.counts.skeletons += 1;
            self.left_out(
                Code::Skeleton,
                1,
                "This file is filled in by a template and is left out.",
            );
            return;
        }
        let mut declarations = Vec::new();
        for parsed in yaml::parse(text) {
            self.counts.documents += 1;
            match &parsed.outcome {
                Ok(node) if node.is_null() => self.counts.documents -= 1,
                Ok(node) if settings.is_some() && Format::of(node).is_some() => declarations.push(parsed),
                Ok(_) => self.document(parsed, path, base),
                Err(broken) => {
                    let raw = text.get(parsed.bytes.clone()).unwrap_or_default();
                    let line = 1 + text[..parsed.bytes.start].matches('\n').count() as u32;
                    self.broken(broken, raw, line, path, settings.is_some());
                }
            }
        }
        if let Some(settings) = settings {
            declared::take(declarations, path, base, settings, self);
        }
        self.sum_up(settings.is_some());
    }

    fn document(&mut self, parsed: Parsed, path: &Path, base: &Path) {
        let Ok(mut node) = parsed.outcome else { return };
        match descriptor::sort(&node) {
            Sort::Entity => {}
            Sort::Kubernetes => return self.counts.kubernetes += 1,
            Sort::Other => return self.counts.others += 1,
            Sort::Skeleton => {
                self.counts.skeletons += 1;
                let text = "This document is filled in by a template and is left out.";
                return self.left_out(Code::Skeleton, node.at.line, text);
            }
        }
        placeholder::fill(&mut node, path, base, &mut self.dependencies, &mut self.problems);
        let place = Place {
            line: node.at.line,
            offset: parsed.bytes.start as u32,
            length: parsed.bytes.len() as u32,
        };
        let version = Hash::of(node.canonical_json().as_bytes()).0;
        let record = descriptor::read(&node, place, version, &mut self.problems);
        for key in parsed.duplicate_keys {
            let problem = duplicate(&key);
            self.problems.push(match &record {
                Some(record) => problem.of(record.entity_ref.as_str()),
                None => problem,
            });
        }
        let Some(record) = record else { return };
        if record.entity_ref.kind() == "location" {
            self.location(&node, &record.entity_ref);
        }
        self.records.push(record);
    }

    fn location(&mut self, node: &Node, entity_ref: &EntityRef) {
        let Some(spec) = node.get("spec") else { return };
        let text = |key| spec.get(key).and_then(Node::text);
        let by_url = text("type").is_some_and(|sort| sort != "file");
        let required = text("presence") != Some("optional");
        let single = spec.get("target").into_iter();
        for target in single.chain(spec.get("targets").map(Node::items).unwrap_or_default()) {
            let Some(text) = target.text() else { continue };
            if by_url || text.contains("://") {
                let text = format!("`{text}` is not on this disk and is not followed.");
                self.problems
                    .push(Problem::new(Code::LocationUrl, target.at, text).of(entity_ref.as_str()));
            } else {
                self.targets.push(Target {
                    text: text.to_owned(),
                    at: target.at,
                    required,
                    entity_ref: entity_ref.as_str().to_owned(),
                });
            }
        }
    }

    /// A document that is no YAML: a broken entity, a skeleton, or something that was never meant for the catalog.
    fn broken(&mut self, broken: &Broken, raw: &str, line: u32, path: &Path, declared: bool) {
        let named = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().contains("catalog-info"));
        let templated = raw.contains("{{") || raw.contains("{%");
        let entity = named || declared || raw.contains("backstage.io/");
        if templated && !broken.over_budget {
            self.counts.skeletons += 1;
            let text = "This document is filled in by a template and is left out.";
            return self.left_out(Code::Skeleton, line, text);
        }
        if !entity {
            self.counts.others += 1;
            let text = format!(
                "This document is not an entity and is left out. It is no valid YAML either: {}.",
                broken.message
            );
            self.problems
                .push(Problem::new(Code::NotAnEntity, broken.at, text));
            return;
        }
        self.counts.broken += 1;
        let (code, text) = match broken.over_budget {
            true => (
                Code::YamlBudget,
                format!("{} This document is not read.", broken.message),
            ),
            false => (
                Code::YamlSyntax,
                format!("This document is not valid YAML: {}.", broken.message),
            ),
        };
        self.problems.push(Problem::new(code, broken.at, text));
    }

    fn left_out(&mut self, code: Code, line: u32, text: &str) {
        self.problems
            .push(Problem::new(code, Position { line, column: 1 }, text));
    }

    /// One line for all that is no entity, so that nothing vanishes without a word.
    fn sum_up(&mut self, declared: bool) {
        let documents = |n: u32| {
            if n == 1 {
                "1 document".to_owned()
            } else {
                format!("{n} documents")
            }
        };
        if self.counts.kubernetes > 0 {
            let text = format!("{} for Kubernetes left out.", documents(self.counts.kubernetes));
            self.left_out(Code::Kubernetes, 1, &text);
        }
        let explained = self
            .problems
            .iter()
            .filter(|problem| problem.code == Code::NotAnEntity)
            .count() as u32;
        if self.counts.others > explained && declared {
            let text = format!(
                "{} left out: named as declarations, and none of Strimzi, Jikkou, kafka-gitops, JulieOps, AsyncAPI or Score.",
                documents(self.counts.others - explained)
            );
            self.left_out(Code::UnknownDeclaration, 1, &text);
        } else if self.counts.others > explained {
            let text = format!(
                "{} left out: not Backstage entities (no apiVersion of backstage.io and kind).",
                documents(self.counts.others - explained)
            );
            self.left_out(Code::NotAnEntity, 1, &text);
        }
        if self.counts.documents == 0 {
            self.left_out(Code::NotAnEntity, 1, "This file holds no document.");
        }
    }
}
