//! Edits of files that belong to another repository, as a pull request there: a run of a small blueprint that is part of the
//! program, one for each repository. The new text is computed from what the repository holds, not from what is on this disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::draft::elsewhere;
use super::{Edit, Edits, Refusal, Written};
use crate::engine::run::{Runs, Source};
use crate::model::blueprint::read;
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::catalog::{Entity, Node};
use crate::model::run::Order;
use crate::model::text::counted;
use crate::providers::catalog::place::repository;
use crate::sources::files::{document, document_of};
use crate::store::{Journal, JournalError};

/// The ref of the blueprint; no catalog need hold it.
pub const BLUEPRINT: &str = "template:muster/edit-repository";

/// The blueprint that changes a file of the workspace once somebody agrees.
pub const ENTITY_BLUEPRINT: &str = "template:muster/edit-entity";

/// A blueprint that is part of the program, by its ref.
pub fn embedded(entity_ref: &str) -> Option<Source> {
    let text = match entity_ref {
        BLUEPRINT => include_str!("edit-repository.yaml"),
        ENTITY_BLUEPRINT => include_str!("edit-entity.yaml"),
        _ => return None,
    };
    Some(Source {
        document: read(&document_of(text)?, entity_ref).document,
        folder: None,
    })
}

/// Whoever can start runs.
pub trait Proposing {
    /// Starts the run of an order; returns its id, or why there is none.
    fn start(&self, order: &Order) -> Result<String, String>;
}

impl Proposing for Runs {
    fn start(&self, order: &Order) -> Result<String, String> {
        let plan = self.plan(order).map_err(|error| error.to_string())?;
        Runs::start(self, order, &plan.hash).map_err(|error| error.to_string())
    }
}

/// Where an edit would be proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// As actions take it: `github.com?owner=OWNER&repo=NAME`.
    pub repo_url: String,
    /// The file in the repository.
    pub file: String,
    /// The branch, where the catalog names one.
    pub branch: Option<String>,
}

impl Edits<'_> {
    /// For each edit the repository and the file that a pull request would change, or why there is none: the workspace's own
    /// files are written, not proposed.
    pub fn proposals(&self, edits: &[Edit]) -> Vec<Result<Proposal, String>> {
        let host = &self.workspace.settings.github.host;
        edits
            .iter()
            .map(|edit| {
                let entity = self.entity(edit).map_err(|refusal| refusal.to_string())?;
                self.proposal(entity, host)
            })
            .collect()
    }

    /// Starts a run for each repository, which opens a pull request with all of its edits, and journals each edit with its run.
    /// For each edit the run's id, or why there is none.
    pub fn propose(
        &self,
        edits: &[Edit],
        proposing: &dyn Proposing,
        journal: &Journal,
    ) -> Result<Vec<Result<String, String>>, JournalError> {
        let proposals = self.proposals(edits);
        let drafts = self.drafts_anywhere(edits);
        let mut by_repository: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
        let mut outcomes: Vec<Result<String, String>> = Vec::new();
        for (at, (proposal, draft)) in proposals.iter().zip(&drafts).enumerate() {
            outcomes.push(match (proposal, draft) {
                (Ok(proposal), Ok(_)) => {
                    let repository = (proposal.repo_url.clone(), proposal.branch.clone());
                    by_repository.entry(repository).or_default().push(at);
                    Ok(String::new())
                }
                (Err(why), _) => Err(why.clone()),
                (_, Err(refusal)) => Err(refusal.to_string()),
            });
        }
        let now = Timestamp::now();
        let mut events = Vec::new();
        for ((repo_url, branch), members) in by_repository {
            let wanted: Vec<(&Edit, &Proposal)> = members
                .iter()
                .filter_map(|at| Some((&edits[*at], proposals[*at].as_ref().ok()?)))
                .collect();
            let started = proposing.start(&order(&repo_url, branch.as_deref(), &wanted));
            for at in members {
                if let (Ok(run), Ok(written)) = (&started, &drafts[at]) {
                    events.push(self.event(&edits[at], written, Some(run.clone()), now));
                }
                outcomes[at] = started.clone();
            }
        }
        if !events.is_empty() {
            journal.append(events)?;
        }
        Ok(outcomes)
    }

    /// The run that proposes one edit.
    pub fn proposing(&self, edit: &Edit, proposal: &Proposal) -> Order {
        order(
            &proposal.repo_url,
            proposal.branch.as_deref(),
            &[(edit, proposal)],
        )
    }

    /// Journals an edit that a run proposes.
    pub fn proposed(
        &self,
        edit: &Edit,
        written: &Written,
        run: &str,
        journal: &Journal,
    ) -> Result<(), JournalError> {
        let event = self.event(edit, written, Some(run.to_owned()), Timestamp::now());
        journal.append(vec![event]).map(|_| ())
    }

    /// What each edit changes of the files as they are on this disk, wherever they are.
    fn drafts_anywhere(&self, edits: &[Edit]) -> Vec<Result<Written, Refusal>> {
        let mut drafts = self.drafts_in(edits, true).outcomes;
        for draft in &mut drafts {
            if draft.as_ref().is_ok_and(|written| written.fields.is_empty()) {
                let why = "it says so already, so there is nothing to propose".to_owned();
                *draft = Err(Refusal::Failed { why });
            }
        }
        drafts
    }

    fn proposal(&self, entity: Entity<'_>, host: &str) -> Result<Proposal, String> {
        let root = &self.workspace.root;
        if elsewhere(root, entity.file(), |folder| repository(root, folder)).is_none() {
            return Err(format!(
                "{} is the workspace's own file: it is written, not proposed",
                entity.file()
            ));
        }
        let scope = self.workspace.scope();
        let path = scope.path(entity.file());
        let document = document(&path, scope.base_of(&path), entity.bytes());
        let managed = ["metadata", "annotations", "backstage.io/managed-by-location"];
        let managed = document
            .as_ref()
            .and_then(|document| document.at_path(&managed))
            .and_then(Node::text);
        if let Some(proposal) = managed.and_then(|location| of_location(location, host)) {
            return Ok(proposal);
        }
        let elsewhere = || {
            format!(
                "{} is in no Git work tree with a remote on {host}; change it there by hand",
                entity.file()
            )
        };
        let root = work_tree(&path).ok_or_else(elsewhere)?;
        let file = path
            .strip_prefix(&root)
            .ok()
            .and_then(Path::to_str)
            .ok_or_else(elsewhere)?;
        let remote = remote(&root, host).ok_or_else(elsewhere)?;
        Ok(Proposal {
            repo_url: remote,
            file: file.replace('\\', "/"),
            branch: None,
        })
    }
}

fn order(repo_url: &str, branch: Option<&str>, wanted: &[(&Edit, &Proposal)]) -> Order {
    let edits: Vec<Value> = wanted
        .iter()
        .map(|(edit, proposal)| json!({ "entity": edit.entity, "file": proposal.file, "changes": edit.changes }))
        .collect();
    let title = match wanted {
        [(edit, _)] => format!("Change what the catalog says of {}", edit.entity),
        several => format!(
            "Change what the catalog says of {}",
            counted(several.len(), "entity", "entities")
        ),
    };
    let mut values = json!({
        "repoUrl": repo_url, "title": title, "description": description(wanted), "edits": edits,
    });
    if let Some(branch) = branch {
        values["branch"] = branch.into();
    }
    Order {
        blueprint: BLUEPRINT.to_owned(),
        values,
        entity: match wanted {
            [(edit, _)] => Some(edit.entity.clone()),
            _ => None,
        },
        ..Order::default()
    }
}

/// What the pull request says: each entity, what changes, and why.
fn description(wanted: &[(&Edit, &Proposal)]) -> String {
    let mut lines = Vec::new();
    for (edit, _) in wanted {
        let paths: Vec<String> = edit
            .changes
            .iter()
            .map(|change| format!("`{}`", change.path().join(".")))
            .collect();
        let why = match edit.reason.as_str() {
            "" => String::new(),
            reason => format!(": {reason}"),
        };
        lines.push(format!("- {}: {}{why}", edit.entity, paths.join(", ")));
    }
    lines.join("\n")
}

/// `url:https://github.com/OWNER/REPO/blob/BRANCH/PATH`, as Backstage notes where an entity comes from. A branch with a slash
/// in its name cannot be told from a folder.
fn of_location(location: &str, host: &str) -> Option<Proposal> {
    let rest = location
        .strip_prefix("url:https://")?
        .strip_prefix(host)?
        .strip_prefix('/')?;
    let mut parts = rest.splitn(5, '/');
    let (owner, repo, sort, branch, file) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    let is_file = matches!(sort, "blob" | "tree") && !file.is_empty();
    is_file.then(|| Proposal {
        repo_url: format!("{host}?owner={owner}&repo={repo}"),
        file: file.to_owned(),
        branch: (branch != "HEAD").then(|| branch.to_owned()),
    })
}

/// The Git work tree that a file is in.
fn work_tree(path: &Path) -> Option<PathBuf> {
    path.ancestors()
        .skip(1)
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

/// The repository on the host from which a work tree was cloned, as actions take it.
fn remote(root: &Path, host: &str) -> Option<String> {
    let git = root.join(".git");
    // Of a work tree beside the repository, `.git` is a file that says where that is.
    let folder = match fs::read_to_string(&git) {
        Ok(text) => {
            let named = root.join(text.strip_prefix("gitdir:")?.trim());
            let shared = fs::read_to_string(named.join("commondir")).ok();
            shared.map_or(named.clone(), |shared| named.join(shared.trim()))
        }
        Err(_) => git,
    };
    let config = fs::read_to_string(folder.join("config")).ok()?;
    let mut is_origin = false;
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            is_origin = line == "[remote \"origin\"]";
        } else if let (true, Some((key, url))) = (is_origin, line.split_once('='))
            && key.trim() == "url"
        {
            return slug(url.trim(), host);
        }
    }
    None
}

/// `https://HOST/OWNER/REPO.git`, `git@HOST:OWNER/REPO.git`, `ssh://git@HOST/OWNER/REPO`.
fn slug(url: &str, host: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let (named, path) = rest.split_once([':', '/'])?;
    let path = path.trim_end_matches('/');
    let (owner, repo) = path.strip_suffix(".git").unwrap_or(path).split_once('/')?;
    let text = format!("{host}?owner={owner}&repo={repo}");
    (named.eq_ignore_ascii_case(host) && RepoUrl::parse(&text).is_ok()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_are_known_in_every_form() {
        for url in [
            "https://github.com/acme/shop.git",
            "https://ana:secret@github.com/acme/shop",
            "git@github.com:acme/shop.git",
            "ssh://git@github.com/acme/shop/",
        ] {
            assert_eq!(
                slug(url, "github.com").as_deref(),
                Some("github.com?owner=acme&repo=shop"),
                "{url}"
            );
        }
        for url in [
            "https://gitlab.com/acme/shop",
            "/srv/git/shop.git",
            "https://github.com/acme",
        ] {
            assert_eq!(slug(url, "github.com"), None, "{url}");
        }
    }

    #[test]
    fn a_location_names_repository_branch_and_file() {
        let found = of_location(
            "url:https://github.com/acme/shop/blob/main/a/catalog-info.yaml",
            "github.com",
        );
        let found = found.expect("a file");
        assert_eq!(
            (
                found.repo_url.as_str(),
                found.file.as_str(),
                found.branch.as_deref()
            ),
            (
                "github.com?owner=acme&repo=shop",
                "a/catalog-info.yaml",
                Some("main")
            )
        );
        assert_eq!(
            of_location("url:https://gitlab.com/acme/shop/blob/main/x.yaml", "github.com"),
            None
        );
        assert_eq!(of_location("file:./x.yaml", "github.com"), None);
    }
}
