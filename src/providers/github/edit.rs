//! `github:catalog:edit`: entity files of a repository as it is now, changed in the run's files, for a pull request to take. Only
//! reads from GitHub; where an entity says already what it is to say, its file is left out.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, escaped, one_segment, refuse_unknown, schema};
use crate::model::blueprint::tree::{Tree, TreeFile};
use crate::model::catalog::EntityRef;
use crate::model::catalog::edit::{Change, change};
use crate::model::run::Change as Shown;
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::catalog::edit::document_in;
use crate::providers::catalog::place_of;
use crate::providers::entity::reference;
use crate::providers::files::transform::{OnTree, Transform, Transformed, refused};
use crate::providers::input::{Input, wrong};

struct Edit {
    input: Value,
}

/// What is to be changed of one entity.
#[derive(Deserialize)]
struct Wanted {
    entity: String,
    /// In the repository.
    file: String,
    changes: Vec<Change>,
}

pub(super) fn action() -> Box<dyn Action> {
    let text = |words: &str| json!({"type": "string", "description": words});
    let path =
        json!({"type": "array", "items": {"type": "string"}, "description": "Keys from the outside in"});
    let changes = json!({
        "type": "array",
        "items": {
            "type": "object", "required": ["do", "path"],
            "properties": {"do": {"type": "string", "enum": ["set", "remove", "add", "take"]}, "path": path, "value": text("A text")},
        },
    });
    let edits = json!({
        "type": "array",
        "items": {
            "type": "object", "required": ["entity", "file", "changes"],
            "properties": {"entity": text("The entity"), "file": text("Its file in the repository"), "changes": changes},
        },
    });
    let input = schema(
        &["repoUrl", "edits"],
        json!({
            "repoUrl": text("github.com?owner=OWNER&repo=NAME"),
            "branch": text("The default branch if not given"),
            "edits": edits,
        }),
    );
    let output = schema(
        &[],
        json!({"files": {"type": "array", "items": {"type": "string"}, "description": "The files that change"}}),
    );
    let summary = "Changes entity files of a repository in the run's files";
    let transform = Edit { input: input.clone() };
    OnTree::boxed("github:catalog:edit", summary, (input, output), transform)
}

impl Transform for Edit {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &self.input)?;
        let repo = Repo::of(&input)?;
        let edits: Vec<Wanted> = serde_json::from_value(call.input["edits"].clone())
            .map_err(|error| wrong(format!("`edits` cannot be read: {error}")))?;
        let client = repo.client(call)?;
        let branch = input.text("branch")?;
        let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
        for edit in &edits {
            if !texts.contains_key(&edit.file) {
                let text = content(&client, &repo, &edit.file, branch)?;
                texts.insert(edit.file.clone(), (text.clone(), text));
            }
            if let Some((_, text)) = texts.get_mut(&edit.file) {
                *text = edited(text, edit)?;
            }
        }
        texts.retain(|_, (before, after)| before != after);
        let mut tree: Tree = (**call.tree).clone();
        for (file, (_, after)) in &texts {
            tree.insert(file, TreeFile::text(after)).map_err(refused)?;
            log.line(&format!("{file} is changed"));
        }
        let files: Vec<&String> = texts.keys().collect();
        Ok(Transformed {
            summary: format!(
                "Changes {} of {}",
                counted(files.len(), "entity file", "entity files"),
                repo.0
            ),
            target: Some(repo.0.to_string()),
            output: json!({ "files": files }),
            tree: Some(tree),
            changes: Some(shown(&edits, &texts)?),
        })
    }
}

/// The documents that are edited, each once: the others of their files are not for the journal.
fn shown(edits: &[Wanted], texts: &BTreeMap<String, (String, String)>) -> Result<Vec<Shown>, ActionError> {
    let mut shown: BTreeMap<(&str, String), Shown> = BTreeMap::new();
    for edit in edits {
        let Some((before, after)) = texts.get(&edit.file) else {
            continue;
        };
        let entity: EntityRef = reference(&edit.entity, Some("component"), None)?;
        let document = |text: &str| document_in(text, &entity).map(str::to_owned);
        let change = Shown {
            what: edit.file.clone(),
            before: document(before),
            after: document(after),
        };
        if change.before != change.after {
            shown.insert((&edit.file, entity.to_string()), change);
        }
    }
    Ok(shown.into_values().collect())
}

/// A file of the repository with an edit.
fn edited(text: &str, edit: &Wanted) -> Result<String, ActionError> {
    let entity: EntityRef = reference(&edit.entity, Some("component"), None)?;
    let (offset, _) = place_of(text, &entity).ok_or_else(|| {
        wrong(format!(
            "{} of the repository does not hold {entity} any more",
            edit.file
        ))
        .hint("fetch the repository, read the catalog again, and propose it once more")
    })?;
    change(text, offset, &edit.changes).map_err(|why| {
        wrong(format!(
            "{} of the repository cannot be changed: {why}",
            edit.file
        ))
        .hint("change it by hand there")
    })
}

/// A file as the repository has it now.
fn content(
    client: &Client<'_>,
    repo: &Repo,
    file: &str,
    branch: Option<&str>,
) -> Result<String, ActionError> {
    let at = branch.map_or_else(String::new, |branch| format!("?ref={}", one_segment(branch)));
    let found = client.find(&repo.path(&format!("/contents/{}{at}", escaped(file))))?;
    let missing = || {
        wrong(format!("there is no file {file} in {}", repo.0))
            .hint("push the work tree first, or change the file in it by hand")
    };
    let found = found
        .filter(|found| found["type"] == "file")
        .ok_or_else(missing)?;
    let encoded: String = found["content"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let unreadable = || wrong(format!("{file} of {} is no text that can be changed", repo.0));
    let bytes = STANDARD.decode(encoded).map_err(|_| unreadable())?;
    String::from_utf8(bytes).map_err(|_| unreadable())
}
