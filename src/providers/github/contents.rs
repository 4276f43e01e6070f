//! Files into a repository by GitHub's Git data API: one tree and one commit however many files there are. The commit's time
//! and author are the run's, so that another attempt makes the very same commit.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, escaped, with_trailer};
use crate::model::blueprint::tree::{Tree, TreeFile};
use crate::providers::action::{ActionError, Call, Log};
use crate::providers::input::{Input, wrong};
use crate::providers::requester;
use crate::remote::Method;

/// How a commit is signed off, and what it says.
#[derive(Clone, Debug)]
pub(super) struct Authored {
    pub name: String,
    pub email: String,
    pub message: String,
    pub when: String,
}

/// Of one request: GitHub takes more, but not for certain.
const MOST_BYTES: usize = 2 * 1024 * 1024;
const MOST_FILES: usize = 400;

impl Authored {
    pub(super) fn of(call: &Call<'_>, input: &Input<'_>, message: &str) -> Result<Self, ActionError> {
        let own = requester::identity(call);
        let (name, email) = (input.text("gitAuthorName")?, input.text("gitAuthorEmail")?);
        Ok(Self {
            name: name.map_or(own.name, str::to_owned),
            email: email.map_or(own.email, str::to_owned),
            message: with_trailer(message, call.op_key),
            when: call.asked.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        })
    }
}

/// The run's files as a step wants them: below `sourcePath`, put to `targetPath`.
pub(super) fn files_of(call: &Call<'_>, input: &Input<'_>) -> Result<Tree, ActionError> {
    let refused = |error: crate::model::blueprint::tree::TreeError| wrong(error.to_string());
    let source = input.text("sourcePath")?.unwrap_or_default();
    let target = input.text("targetPath")?.unwrap_or_default();
    let below = call.tree.below(source).map_err(refused)?;
    let mut files = Tree::default();
    files.merge(&below, target, true).map_err(refused)?;
    Ok(files)
}

/// The id that Git gives to a file's bytes.
pub(super) fn blob_id(bytes: &[u8]) -> Result<String, ActionError> {
    gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, bytes)
        .map(|id| id.to_string())
        .map_err(|error| wrong(format!("cannot compute a file's id: {error}")))
}

/// What a branch points to.
pub(super) fn head_of(client: &Client<'_>, repo: &Repo, branch: &str) -> Result<Option<String>, ActionError> {
    let found = client.find(&repo.path(&format!("/git/ref/heads/{}", escaped(branch))))?;
    // Where no branch has this name, GitHub may show those that begin with it, as a list.
    Ok(found.and_then(|found| found["object"]["sha"].as_str().map(str::to_owned)))
}

/// A commit as GitHub shows it.
pub(super) fn commit_of(client: &Client<'_>, repo: &Repo, id: &str) -> Result<Value, ActionError> {
    client.get(&repo.path(&format!("/git/commits/{id}")))
}

/// Writes a tree with these files on top of another one, and gives its id.
pub(super) fn write_tree(
    client: &Client<'_>,
    repo: &Repo,
    files: &[(&str, &TreeFile)],
    base: Option<&str>,
    log: &mut dyn Log,
) -> Result<String, ActionError> {
    let mut base = base.map(str::to_owned);
    let mut entries = vec![];
    let mut bytes = 0;
    for (path, file) in files {
        let mode = if file.executable { "100755" } else { "100644" };
        let mut entry = json!({"path": path, "mode": mode, "type": "blob"});
        match file.as_text() {
            Some(text) => entry["content"] = json!(text),
            None => {
                let body = json!({"content": STANDARD.encode(&file.bytes), "encoding": "base64"});
                let made = client.write(Method::POST, &repo.path("/git/blobs"), Some(body))?;
                entry["sha"] = made["sha"].clone();
            }
        }
        entries.push(entry);
        bytes += file.bytes.len();
        if bytes >= MOST_BYTES || entries.len() >= MOST_FILES {
            base = Some(post_tree(
                client,
                repo,
                std::mem::take(&mut entries),
                base.as_deref(),
            )?);
            bytes = 0;
        }
    }
    if !entries.is_empty() || base.is_none() {
        base = Some(post_tree(client, repo, entries, base.as_deref())?);
    }
    log.line(&format!(
        "{} written",
        crate::model::text::counted(files.len(), "file", "files")
    ));
    Ok(base.unwrap_or_default())
}

fn post_tree(
    client: &Client<'_>,
    repo: &Repo,
    entries: Vec<Value>,
    base: Option<&str>,
) -> Result<String, ActionError> {
    let mut body = json!({"tree": entries});
    if let Some(base) = base {
        body["base_tree"] = json!(base);
    }
    id_of(&client.write(Method::POST, &repo.path("/git/trees"), Some(body))?)
}

pub(super) fn write_commit(
    client: &Client<'_>,
    repo: &Repo,
    tree: &str,
    parents: &[&str],
    authored: &Authored,
) -> Result<String, ActionError> {
    let person = json!({"name": authored.name, "email": authored.email, "date": authored.when});
    let body = json!({
        "message": authored.message, "tree": tree, "parents": parents, "author": person, "committer": person,
    });
    id_of(&client.write(Method::POST, &repo.path("/git/commits"), Some(body))?)
}

fn id_of(made: &Value) -> Result<String, ActionError> {
    made["sha"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| wrong("GitHub does not name what it made"))
}
