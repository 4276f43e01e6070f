//! Follows Locations from file to file: what they name, whether it may be read, and whether it leads back. Looks for files,
//! parses none.

use super::contents::Target;
use super::placeholder::Refused;
use super::read::Reader;
use super::scope::{fixed_part, glob, is_glob};
use super::stamp::Stamp;
use super::walk::Candidate;
use crate::model::catalog::{Code, Problem};
use std::fs;
use std::path::{Path, PathBuf};

/// A Location's target, with the file that states it.
pub(super) struct Lead {
    pub from: String,
    pub base: PathBuf,
    pub target: Target,
    /// As in [`Candidate::declared`], of the file that states it.
    pub declared: Option<usize>,
}

impl Reader<'_> {
    /// Finds the files that Locations lead to and that nobody has read yet.
    pub(super) fn follow(&mut self, leads: Vec<Lead>) -> Vec<(String, Candidate)> {
        let mut open: Vec<(String, Candidate)> = Vec::new();
        for lead in leads {
            match self.resolve(&lead) {
                Ok(paths) => {
                    for path in paths {
                        let name = self.scope.name(&path);
                        if self.leads_back(&lead.from, &name) {
                            let text =
                                format!("`{}` leads back to {name}, which led here.", lead.target.text);
                            self.note(&lead, Code::LocationCycle, text);
                        } else if !self.known.contains(&name) && !open.iter().any(|(other, _)| *other == name)
                        {
                            let stamp = Stamp::at(&path);
                            self.watched.extend(path.parent().map(Path::to_owned));
                            self.led_by.insert(name.clone(), lead.from.clone());
                            open.push((
                                name,
                                Candidate {
                                    path,
                                    base: lead.base.clone(),
                                    stamp,
                                    declared: lead.declared,
                                },
                            ));
                        } else {
                            self.led_by.entry(name).or_insert_with(|| lead.from.clone());
                        }
                    }
                }
                Err(refused) if refused.outside => {
                    let text = format!(
                        "`{}` leads out of the catalog's root and is not followed.",
                        lead.target.text
                    );
                    self.note(&lead, Code::OutsideRoot, text);
                }
                Err(refused) if lead.target.required => {
                    let text = format!("`{}` cannot be followed: {}.", lead.target.text, refused.reason);
                    self.note(&lead, Code::LocationMissing, text);
                }
                Err(_) => self.miss(&lead),
            }
        }
        open
    }

    fn note(&mut self, lead: &Lead, code: Code, text: String) {
        if code == Code::LocationMissing {
            self.miss(lead);
        }
        let problem = Problem::new(code, lead.target.at, text).of(&lead.target.entity_ref);
        self.notes.push((lead.from.clone(), problem));
    }

    fn miss(&mut self, lead: &Lead) {
        self.missing
            .insert((lead.from.clone(), lead.target.at.line, lead.target.at.column));
    }

    fn leads_back(&self, from: &str, to: &str) -> bool {
        let mut at = from;
        let mut steps = 0;
        while at != to {
            match self.led_by.get(at) {
                Some(parent) if steps < self.led_by.len() => at = parent,
                _ => return false,
            }
            steps += 1;
        }
        true
    }

    /// The files that a target names, all inside the base.
    fn resolve(&mut self, lead: &Lead) -> Result<Vec<PathBuf>, Refused> {
        let refused = |reason: String| Refused {
            reason,
            outside: false,
        };
        let file = self.scope.path(&lead.from);
        let mut folder = file.parent().unwrap_or(&self.scope.root);
        let mut text = lead.target.text.as_str();
        while let (Some(rest), Some(parent)) = (text.strip_prefix("../"), folder.parent()) {
            (text, folder) = (rest, parent);
        }
        if is_glob(text) && !folder.join(text).exists() {
            let pattern =
                glob(text.trim_start_matches("./")).map_err(|error| refused(error.kind().to_string()))?;
            let matcher = pattern.compile_matcher();
            let start = folder.join(fixed_part(text));
            let found = files_below(&start, &lead.base, &mut self.walked);
            let matches = |path: &PathBuf| path.strip_prefix(folder).is_ok_and(|rest| matcher.is_match(rest));
            let paths: Vec<_> = found.into_iter().filter(matches).collect();
            return if paths.is_empty() {
                Err(refused("no file matches".to_owned()))
            } else {
                Ok(paths)
            };
        }
        let real = folder
            .join(text)
            .canonicalize()
            .map_err(|error| refused(error.to_string()))?;
        if !real.starts_with(&lead.base) {
            return Err(Refused {
                reason: String::new(),
                outside: true,
            });
        }
        if real.is_dir() {
            return Err(refused("it is a folder, and Locations name files".to_owned()));
        }
        Ok(vec![real])
    }
}

/// Every file below a folder, links not followed, in the order of their paths.
fn files_below(start: &Path, base: &Path, walked: &mut Vec<(PathBuf, Stamp)>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = start
        .canonicalize()
        .into_iter()
        .filter(|real| real.starts_with(base))
        .collect();
    while let Some(folder) = open.pop() {
        walked.push((folder.clone(), Stamp::at(&folder)));
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(sort) if sort.is_dir() => open.push(entry.path()),
                Ok(sort) if sort.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}
