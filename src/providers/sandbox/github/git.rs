//! The Git data of a repository: references, commits, trees, blobs; and files by their path.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gix::ObjectId;
use gix::objs::tree::EntryKind;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::objects::{Commit, Files, Objects, Person, is_branch_name};
use super::shape::{id_of, moment};
use super::state::Repository;
use super::{GitHub, Handled, ME, invalid, not_found};
use crate::providers::sandbox::{Answer, Asked, Shelf, refusal};
use crate::remote::Method;

impl GitHub {
    pub(super) fn git(
        &self,
        rest: &[&str],
        repository: &Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let objects = self.objects(repository, shelf)?;
        let is_empty = objects.branch(&repository.default_branch)?.is_none();
        if is_empty {
            return Ok(refusal(409, "Git Repository is empty."));
        }
        match (asked.method, rest) {
            (&Method::GET, ["ref", "heads", branch @ ..]) => {
                let name = branch.join("/");
                Ok(objects.branch(&name)?.map_or_else(not_found, |id| {
                    Answer::new(200, self.at.reference(repository, &name, &id.to_string()))
                }))
            }
            (&Method::POST, ["refs"]) => self.create_reference(repository, &objects, asked),
            (&Method::PATCH, ["refs", "heads", branch @ ..]) => {
                self.move_reference(&branch.join("/"), repository, &objects, asked)
            }
            (&Method::DELETE, ["refs", "heads", branch @ ..]) => {
                let name = branch.join("/");
                if objects.branch(&name)?.is_none() {
                    return Ok(refusal(422, "Reference does not exist"));
                }
                objects.delete_branch(&name)?;
                Ok(Answer::empty(204))
            }
            (&Method::POST, ["blobs"]) => self.create_blob(repository, &objects, asked),
            (&Method::POST, ["trees"]) => self.create_tree(repository, &objects, asked),
            (&Method::GET, ["trees", id]) => {
                let id = ObjectId::from_hex(id.as_bytes())
                    .ok()
                    .filter(|id| objects.has(*id));
                let Some(id) = id else { return Ok(not_found()) };
                let tree = objects.read_commit(id)?.map_or(id, |commit| commit.tree);
                Ok(Answer::new(200, self.tree(repository, &objects, tree)?))
            }
            (&Method::POST, ["commits"]) => self.create_commit(repository, &objects, asked),
            (&Method::GET, ["commits", id]) => {
                let id = ObjectId::from_hex(id.as_bytes()).ok();
                let commit = id
                    .map(|id| Ok::<_, io::Error>((id, objects.read_commit(id)?)))
                    .transpose()?;
                Ok(match commit {
                    Some((id, Some(commit))) => Answer::new(200, self.commit(repository, id, &commit)),
                    _ => not_found(),
                })
            }
            _ => Ok(not_found()),
        }
    }

    fn create_reference(&self, repository: &Repository, objects: &Objects, asked: &Asked<'_>) -> Handled {
        let name = asked
            .text("ref")
            .and_then(|name| name.strip_prefix("refs/heads/"));
        let Some(name) = name.filter(|name| is_branch_name(name)) else {
            return Ok(refusal(
                422,
                "Reference name must start with 'refs/' and contain at least one additional slash",
            ));
        };
        let Some(id) = known(objects, asked.text("sha")) else {
            return Ok(refusal(422, "Object does not exist"));
        };
        if objects.branch(name)?.is_some() {
            return Ok(refusal(422, "Reference already exists"));
        }
        objects.set_branch(name, id)?;
        Ok(Answer::new(
            201,
            self.at.reference(repository, name, &id.to_string()),
        ))
    }

    fn move_reference(
        &self,
        name: &str,
        repository: &Repository,
        objects: &Objects,
        asked: &Asked<'_>,
    ) -> Handled {
        let Some(old) = objects.branch(name)? else {
            return Ok(refusal(422, "Reference does not exist"));
        };
        let Some(id) = known(objects, asked.text("sha")) else {
            return Ok(refusal(422, "Object does not exist"));
        };
        let is_forced = asked.body.get("force").and_then(Value::as_bool) == Some(true);
        if repository.protection.contains_key(name) && is_forced {
            return Ok(refusal(
                422,
                "Protected branch update failed: Cannot force-push to this branch",
            ));
        }
        if !is_forced && !objects.follows(id, old)? {
            return Ok(refusal(422, "Update is not a fast forward"));
        }
        objects.set_branch(name, id)?;
        Ok(Answer::new(
            200,
            self.at.reference(repository, name, &id.to_string()),
        ))
    }

    fn create_blob(&self, repository: &Repository, objects: &Objects, asked: &Asked<'_>) -> Handled {
        let Some(content) = asked.text("content") else {
            return Ok(invalid("Blob", "content", "missing_field", None));
        };
        let bytes = match asked.text("encoding") {
            Some("base64") => match STANDARD.decode(content.replace('\n', "")) {
                Ok(bytes) => bytes,
                Err(_) => {
                    return Ok(invalid(
                        "Blob",
                        "content",
                        "invalid",
                        Some("content is not valid Base64"),
                    ));
                }
            },
            _ => content.as_bytes().to_vec(),
        };
        let id = objects.blob(&bytes)?;
        let root = self.at.repository_url(&repository.owner, &repository.name);
        Ok(Answer::new(
            201,
            json!({"sha": id.to_string(), "url": format!("{root}/git/blobs/{id}")}),
        ))
    }

    fn create_tree(&self, repository: &Repository, objects: &Objects, asked: &Asked<'_>) -> Handled {
        let mut files = match asked.text("base_tree") {
            Some(base) => match known(objects, Some(base)) {
                Some(id) => objects.files(objects.read_commit(id)?.map_or(id, |commit| commit.tree))?,
                None => return Ok(refusal(404, "Not Found")),
            },
            None => Files::new(),
        };
        for entry in asked
            .body
            .get("tree")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let text = |name: &str| entry.get(name).and_then(Value::as_str);
            let path = text("path").unwrap_or_default();
            let is_path = path
                .split('/')
                .all(|part| !matches!(part, "" | "." | ".." | ".git"));
            let kind = match text("mode") {
                Some("100644") => EntryKind::Blob,
                Some("100755") => EntryKind::BlobExecutable,
                _ => return Ok(refusal(422, "tree.mode is not supported by this sandbox")),
            };
            if !is_path {
                return Ok(refusal(422, "tree.path contains a malformed path component"));
            }
            let id = match (text("content"), entry.get("sha")) {
                (Some(content), _) => objects.blob(content.as_bytes())?,
                (None, Some(Value::Null)) => {
                    files.remove(path);
                    continue;
                }
                (None, _) => match known(objects, text("sha")) {
                    Some(id) => id,
                    None => return Ok(refusal(422, "tree.sha is not a valid blob")),
                },
            };
            files.insert(path.to_owned(), (kind, id));
        }
        let id = objects.tree(&files)?;
        Ok(Answer::new(201, self.tree(repository, objects, id)?))
    }

    /// A tree with all that is below it.
    fn tree(&self, repository: &Repository, objects: &Objects, id: ObjectId) -> io::Result<Value> {
        let root = self.at.repository_url(&repository.owner, &repository.name);
        let mut entries = vec![];
        for (path, (kind, blob)) in objects.files(id)? {
            let mode = if kind == EntryKind::BlobExecutable {
                "100755"
            } else {
                "100644"
            };
            entries.push(json!({
                "path": path, "mode": mode, "type": "blob", "sha": blob.to_string(),
                "size": objects.content(blob)?.len(), "url": format!("{root}/git/blobs/{blob}"),
            }));
        }
        Ok(
            json!({"sha": id.to_string(), "url": format!("{root}/git/trees/{id}"), "tree": entries, "truncated": false}),
        )
    }

    fn create_commit(&self, repository: &Repository, objects: &Objects, asked: &Asked<'_>) -> Handled {
        let Some(tree) = known(objects, asked.text("tree")) else {
            return Ok(refusal(422, "Tree SHA does not exist"));
        };
        let mut parents = vec![];
        for parent in asked.texts("parents") {
            match known(objects, Some(&parent)) {
                Some(id) => parents.push(id),
                None => {
                    return Ok(refusal(
                        422,
                        "Parent SHA does not exist or is not a commit object",
                    ));
                }
            }
        }
        let person = |name: &str| {
            let given = asked.body.get(name)?;
            let text = |field: &str| given.get(field).and_then(Value::as_str);
            let when: Option<Timestamp> = text("date").and_then(|date| date.parse().ok());
            Some(Person {
                name: text("name")?.to_owned(),
                email: text("email")?.to_owned(),
                when: when.unwrap_or(asked.now),
            })
        };
        let me = Person {
            name: ME.to_owned(),
            email: format!("{ME}@users.noreply.github.com"),
            when: asked.now,
        };
        let author = person("author").unwrap_or(me);
        let commit = Commit {
            tree,
            parents,
            committer: person("committer").unwrap_or_else(|| author.clone()),
            author,
            message: asked.text("message").unwrap_or_default().to_owned(),
        };
        let id = objects.commit(&commit)?;
        Ok(Answer::new(201, self.commit(repository, id, &commit)))
    }

    fn commit(&self, repository: &Repository, id: ObjectId, commit: &Commit) -> Value {
        let root = self.at.repository_url(&repository.owner, &repository.name);
        let web = format!("{}/{}/{}/commit", self.at.web, repository.owner, repository.name);
        let person = |person: &Person| json!({"name": person.name, "email": person.email, "date": moment(person.when)});
        let parents: Vec<Value> = commit
            .parents
            .iter()
            .map(|id| json!({"sha": id.to_string(), "url": format!("{root}/git/commits/{id}"), "html_url": format!("{web}/{id}")}))
            .collect();
        json!({
            "sha": id.to_string(), "node_id": format!("C_{}", id_of(&id.to_string())),
            "url": format!("{root}/git/commits/{id}"), "html_url": format!("{web}/{id}"),
            "author": person(&commit.author), "committer": person(&commit.committer), "message": commit.message,
            "tree": {"sha": commit.tree.to_string(), "url": format!("{root}/git/trees/{}", commit.tree)}, "parents": parents,
            "verification": {"verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null},
        })
    }

    pub(super) fn contents(
        &self,
        path: &str,
        repository: &Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let objects = self.objects(repository, shelf)?;
        let wanted = asked.query("ref").unwrap_or(&repository.default_branch);
        let id = match objects.branch(wanted)? {
            Some(id) => Some(id),
            None => known(&objects, Some(wanted)),
        };
        let commit = match id {
            Some(id) => objects.read_commit(id)?,
            None => None,
        };
        let (Some(commit), &Method::GET) = (commit, asked.method) else {
            return Ok(not_found());
        };
        let files = objects.files(commit.tree)?;
        let Some((_, id)) = files.get(path) else {
            return Ok(self.folder(path, repository, shelf)?.unwrap_or_else(not_found));
        };
        let bytes = objects.content(*id)?;
        let at = format!(
            "{}/contents/{path}",
            self.at.repository_url(&repository.owner, &repository.name)
        );
        Ok(Answer::new(
            200,
            json!({
                "type": "file", "name": path.rsplit('/').next(), "path": path, "sha": id.to_string(), "size": bytes.len(),
                "encoding": "base64", "content": STANDARD.encode(&bytes), "url": at, "html_url": at, "git_url": at,
                "download_url": at, "_links": {"self": at, "git": at, "html": at},
            }),
        ))
    }
}

/// An object that is there.
fn known(objects: &Objects, id: Option<&str>) -> Option<ObjectId> {
    let id = ObjectId::from_hex(id?.as_bytes()).ok()?;
    objects.has(id).then_some(id)
}
