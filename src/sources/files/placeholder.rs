//! Fills in Backstage's placeholders: `{$text: x}`, `{$json: x}`, `{$yaml: x}` for local files inside a tree's base.
//! Opens the files they name, nothing else; addresses on the network are left as written.

use super::yaml;
use crate::model::catalog::{Code, Node, Position, Problem, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes.
pub const SIZE_LIMIT: u64 = 10_000_000;

/// Replaces the placeholders of a document. The files they name are added to `dependencies`, also missing ones.
pub fn fill(
    document: &mut Node,
    file: &Path,
    base: &Path,
    dependencies: &mut Vec<PathBuf>,
    problems: &mut Vec<Problem>,
) {
    let mut filler = Filler {
        file,
        base,
        dependencies,
        problems,
    };
    filler.node(document);
}

struct Filler<'a> {
    file: &'a Path,
    base: &'a Path,
    dependencies: &'a mut Vec<PathBuf>,
    problems: &'a mut Vec<Problem>,
}

impl Filler<'_> {
    fn node(&mut self, node: &mut Node) {
        if let [(key, target)] = node.pairs()
            && matches!(key.text.as_str(), "$text" | "$json" | "$yaml")
            && let Some(target) = target.text()
        {
            let (sort, target) = (key.text.clone(), target.to_owned());
            if let Some(value) = self.resolve(&sort, &target, node.at) {
                node.value = value;
            }
            return;
        }
        match &mut node.value {
            Value::List(items) => items.iter_mut().for_each(|item| self.node(item)),
            Value::Map(pairs) => pairs.iter_mut().for_each(|(_, value)| self.node(value)),
            _ => {}
        }
    }

    fn resolve(&mut self, sort: &str, target: &str, at: Position) -> Option<Value> {
        if target.contains("://") {
            let text = format!("`{sort}: {target}` is an address on the network and is left as it is.");
            self.problems.push(Problem::new(Code::PlaceholderUrl, at, text));
            return None;
        }
        let path = self.file.parent().unwrap_or(self.base).join(target);
        self.dependencies.push(path.clone());
        let text = match read_inside(&path, self.base) {
            Ok(text) => text,
            Err(problem) => {
                let code = if problem.outside {
                    Code::OutsideRoot
                } else {
                    Code::PlaceholderMissing
                };
                let text = format!("`{sort}: {target}` cannot be filled in: {}.", problem.reason);
                self.problems.push(Problem::new(code, at, text));
                return None;
            }
        };
        if sort == "$text" {
            return Some(Value::Scalar { text, plain: false });
        }
        // JSON is YAML as far as values go, so one parser serves both.
        match yaml::parse(&text).into_iter().next().map(|parsed| parsed.outcome) {
            Some(Ok(mut value)) => {
                stand_at(&mut value, at);
                Some(value.value)
            }
            Some(Err(broken)) => {
                let text = format!(
                    "`{sort}: {target}` cannot be filled in: line {}, column {}: {}.",
                    broken.at.line, broken.at.column, broken.message
                );
                self.problems
                    .push(Problem::new(Code::PlaceholderInvalid, at, text));
                None
            }
            None => Some(Value::Null),
        }
    }
}

/// What was filled in stands where its placeholder stood: its own lines mean nothing in this file.
pub(super) fn stand_at(node: &mut Node, at: Position) {
    node.at = at;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| stand_at(item, at)),
        Value::Map(pairs) => pairs.iter_mut().for_each(|(_, value)| stand_at(value, at)),
        _ => {}
    }
}

/// Why a file inside the base could not be read.
pub struct Refused {
    pub reason: String,
    pub outside: bool,
}

/// Reads a text file, if it really lies inside the base once all links are followed.
pub fn read_inside(path: &Path, base: &Path) -> Result<String, Refused> {
    let refused = |reason: String| Refused {
        reason,
        outside: false,
    };
    let real = path.canonicalize().map_err(|error| refused(error.to_string()))?;
    if !real.starts_with(base) {
        return Err(Refused {
            reason: "it leads out of the catalog's root".to_owned(),
            outside: true,
        });
    }
    let metadata = fs::metadata(&real).map_err(|error| refused(error.to_string()))?;
    if !metadata.is_file() {
        return Err(refused("it is not a file".to_owned()));
    }
    if metadata.len() > SIZE_LIMIT {
        return Err(refused("it is larger than 10 MB".to_owned()));
    }
    let bytes = fs::read(&real).map_err(|error| refused(error.to_string()))?;
    String::from_utf8(bytes).map_err(|_| refused("it is not UTF-8 text".to_owned()))
}
