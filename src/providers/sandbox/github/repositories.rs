//! Repositories: made, looked at, changed, deleted; their topics and the names of their branches.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::objects::{Commit, Files, Objects, Person, is_branch_name};
use super::shape::id_of;
use super::state::Repository;
use super::{GitHub, Handled, Seeds, document_of, invalid, not_found, objects_of};
use crate::providers::sandbox::{Answer, Asked, Shelf, refusal};
use crate::remote::Method;
use gix::objs::tree::EntryKind;

/// A workflow that a person can start, as in the repositories of the seeds.
const DEPLOY: &str = "name: deploy
on:
  workflow_dispatch:
    inputs:
      environment:
        description: Where to
        default: production
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: make deploy
";

impl GitHub {
    pub(super) fn create_repository(&self, owner: &str, asked: &Asked<'_>, shelf: &mut Shelf) -> Handled {
        let name = asked.text("name").unwrap_or_default();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.len() > 100 || !name.chars().all(is_name) || name.chars().all(|c| c == '.')
        {
            return Ok(invalid("Repository", "name", "missing_field", None));
        }
        if self.repository(owner, name, asked, shelf)?.is_some() {
            let message = "name already exists on this account";
            let mut answer = invalid("Repository", "name", "custom", Some(message));
            if let Some(body) = &mut answer.body {
                body["message"] = json!("Repository creation failed.");
            }
            return Ok(answer);
        }
        let mut repository = fresh(owner, name, asked.now);
        repository.lag = self.lag;
        if asked.body.get("private").and_then(Value::as_bool) == Some(true) {
            repository.visibility = "private".to_owned();
        }
        change(&mut repository, asked);
        if let Some(Value::Object(properties)) = asked.body.get("custom_properties") {
            repository.properties = properties.clone().into_iter().collect();
        }
        let objects = Objects::open(objects_of(owner, name, shelf))?;
        if asked.body.get("auto_init").and_then(Value::as_bool) == Some(true) {
            let readme = format!(
                "# {name}\n{}",
                repository.description.as_deref().unwrap_or_default()
            );
            initial_commit(&objects, &repository, &[("README.md", readme.as_bytes())])?;
        }
        shelf.put(&document_of(owner, name), &repository)?;
        shelf.remove(&format!("{}.deleted", document_of(owner, name)));
        Ok(Answer::new(
            201,
            self.at.repository(&repository, self.owner_sort(owner)),
        ))
    }

    pub(super) fn one_repository(
        &self,
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &mut Shelf,
    ) -> Handled {
        match *asked.method {
            Method::GET => {}
            Method::PATCH => {
                if let Some(branch) = asked.text("default_branch") {
                    if self.objects(repository, shelf)?.branch(branch)?.is_none() {
                        let message = "Cannot update default branch to a branch that does not exist.";
                        return Ok(invalid("Repository", "default_branch", "invalid", Some(message)));
                    }
                    repository.default_branch = branch.to_owned();
                }
                if let Some(archived) = asked.body.get("archived").and_then(Value::as_bool) {
                    repository.archived = archived;
                }
                change(repository, asked);
            }
            Method::DELETE => {
                let document = document_of(&repository.owner, &repository.name);
                Objects::remove(&objects_of(&repository.owner, &repository.name, shelf))?;
                shelf.remove(&document);
                shelf.put(&format!("{document}.deleted"), &true)?;
                return Ok(Answer::empty(204));
            }
            _ => return Ok(not_found()),
        }
        let sort = self.owner_sort(&repository.owner);
        Ok(Answer::new(200, self.at.repository(repository, sort)))
    }

    pub(super) fn topics(&self, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        if asked.method == Method::PUT {
            let names = asked.texts("names");
            let is_topic = |name: &String| {
                let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                !name.is_empty() && name.len() <= 50 && !name.starts_with('-') && name.chars().all(is_sign)
            };
            if !names.iter().all(is_topic) {
                let mut answer = refusal(422, "Validation Failed");
                if let Some(body) = &mut answer.body {
                    body["errors"] = json!([
                        "Topics must start with a lowercase letter or number, consist of 50 characters or less, and can include hyphens."
                    ]);
                }
                return answer;
            }
            repository.topics = names;
        }
        Answer::new(200, json!({"names": repository.topics}))
    }

    pub(super) fn rename_branch(
        &self,
        branch: &str,
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let objects = self.objects(repository, shelf)?;
        let (Some(id), Some(name)) = (objects.branch(branch)?, asked.text("new_name")) else {
            return Ok(not_found());
        };
        if !is_branch_name(name) || objects.branch(name)?.is_some() {
            return Ok(invalid(
                "Branch",
                "new_name",
                "invalid",
                Some("new_name is not a valid branch name"),
            ));
        }
        objects.delete_branch(branch)?;
        objects.set_branch(name, id)?;
        if repository.default_branch == branch {
            name.clone_into(&mut repository.default_branch);
            objects.set_head(name)?;
        }
        if let Some(protection) = repository.protection.remove(branch) {
            repository.protection.insert(name.to_owned(), protection);
        }
        let root = self.at.repository_url(&repository.owner, &repository.name);
        let Some(commit) = objects.read_commit(id)? else {
            return Ok(not_found());
        };
        let at = format!("{root}/commits/{id}");
        let person = |person: &Person| json!({"name": person.name, "email": person.email, "date": super::shape::moment(person.when)});
        let parents: Vec<Value> = commit
            .parents
            .iter()
            .map(|parent| json!({"sha": parent.to_string(), "url": format!("{root}/commits/{parent}")}))
            .collect();
        Ok(Answer::new(
            201,
            json!({
                "name": name,
                "commit": {
                    "sha": id.to_string(), "node_id": format!("C_{}", id_of(&id.to_string())), "url": at,
                    "html_url": at, "comments_url": format!("{at}/comments"), "author": null, "committer": null, "parents": parents,
                    "commit": {
                        "message": commit.message, "comment_count": 0, "url": format!("{root}/git/commits/{id}"),
                        "tree": {"sha": commit.tree.to_string(), "url": format!("{root}/git/trees/{}", commit.tree)},
                        "author": person(&commit.author), "committer": person(&commit.committer),
                    },
                },
                "_links": {"self": format!("{root}/branches/{name}"), "html": format!("{root}/tree/{name}")},
                "protected": false, "protection": {"enabled": false}, "protection_url": format!("{root}/branches/{name}/protection"),
            }),
        ))
    }
}

pub(super) fn fresh(owner: &str, name: &str, now: Timestamp) -> Repository {
    Repository {
        id: id_of(&format!("{owner}/{name}")),
        owner: owner.to_owned(),
        name: name.to_owned(),
        visibility: "public".to_owned(),
        default_branch: "main".to_owned(),
        created: now,
        updated: now,
        ..Repository::default()
    }
}

/// Takes over the settings that a request names.
fn change(repository: &mut Repository, asked: &Asked<'_>) {
    let Some(fields) = asked.body.as_object() else {
        return;
    };
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("description", value) => repository.description = text(value),
            ("homepage", value) => repository.homepage = text(value),
            ("visibility", Value::String(visibility)) => repository.visibility.clone_from(visibility),
            ("private" | "auto_init" | "archived" | "name" | "default_branch", _) => {}
            (_, Value::Bool(flag)) => {
                repository.flags.insert(name.clone(), *flag);
            }
            (_, Value::String(word)) => {
                repository.words.insert(name.clone(), word.clone());
            }
            _ => {}
        }
    }
}

/// A repository of the seeds, as it is told of.
pub(super) fn seeded(owner: &str, name: &str, now: Timestamp, seeds: &Seeds) -> Repository {
    let at = format!("{owner}/{name}").to_lowercase();
    Repository {
        visibility: "private".to_owned(),
        people: seeds.people_in.get(&at).cloned().unwrap_or_default(),
        teams: seeds.teams_in.get(&at).cloned().unwrap_or_default(),
        ..fresh(owner, name, now)
    }
}

/// A repository of the seeds, as if it had been there for long.
pub(super) fn sprout(
    owner: &str,
    name: &str,
    now: Timestamp,
    seeds: &Seeds,
    shelf: &mut Shelf,
) -> io::Result<Repository> {
    let repository = seeded(owner, name, now, seeds);
    let objects = Objects::open(objects_of(owner, name, shelf))?;
    let files = seeded_files(owner, name, seeds);
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    if objects.branch(&repository.default_branch)?.is_none() {
        initial_commit(&objects, &repository, &files)?;
    }
    shelf.put(&document_of(owner, name), &repository)?;
    Ok(repository)
}

/// What stands in a repository of the seeds.
pub(super) fn seeded_files(owner: &str, name: &str, seeds: &Seeds) -> BTreeMap<String, String> {
    let mut files = BTreeMap::from([
        (".github/workflows/deploy.yaml".to_owned(), DEPLOY.to_owned()),
        ("README.md".to_owned(), format!("# {name}\n")),
    ]);
    let own = seeds.files.get(&format!("{owner}/{name}").to_lowercase());
    files.extend(own.cloned().unwrap_or_default());
    files
}

fn initial_commit(objects: &Objects, repository: &Repository, files: &[(&str, &[u8])]) -> io::Result<()> {
    let mut tree: Files = BTreeMap::new();
    for (path, bytes) in files {
        tree.insert((*path).to_owned(), (EntryKind::Blob, objects.blob(bytes)?));
    }
    let github = Person {
        name: "GitHub".to_owned(),
        email: "noreply@github.com".to_owned(),
        when: repository.created,
    };
    let commit = objects.commit(&Commit {
        tree: objects.tree(&tree)?,
        parents: vec![],
        author: github.clone(),
        committer: github,
        message: "Initial commit".to_owned(),
    })?;
    objects.set_branch(&repository.default_branch, commit)?;
    objects.set_head(&repository.default_branch)
}
