//! An owner as a whole: lists of repositories and teams, and the questions of GraphQL by which they are looked at. Answers the
//! queries of that look by their names and variables; any other is refused, as GitHub refuses what it cannot parse.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::objects::Objects;
use super::repositories::{seeded, seeded_files};
use super::shape::moment;
use super::state::Repository;
use super::{GitHub, Handled, Seeds, document_of, file_part, not_found, objects_of, page};
use crate::providers::sandbox::{Answer, Asked, Shelf, refusal};

/// Repositories that no catalog knows, in the account of each owner: what a look at it is for.
const STRAYS: [(&str, &[(&str, &str)]); 3] = [
    ("ops-scripts", &[(".github/CODEOWNERS", "* @{owner}/{team}\n")]),
    (
        "legacy-importer",
        &[(
            "catalog-info.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: legacy-importer\nspec:\n  type: service\n  lifecycle: deprecated\n  owner: group:default/{team}\n",
        )],
    ),
    ("hackday", &[]),
];

/// Somebody from outside whom nobody has taken out again.
const FREELANCER: &str = "freelancer";

impl Seeds {
    /// With some repositories that nobody registered.
    pub fn with_strays(mut self) -> Self {
        let of_repositories = self.repositories.iter().filter_map(|name| name.split_once('/'));
        let mut owners: BTreeSet<String> = of_repositories.map(|(owner, _)| owner.to_owned()).collect();
        owners.extend(self.owners.iter().cloned());
        let team = self
            .teams
            .iter()
            .next()
            .cloned()
            .unwrap_or_else(|| "everybody".to_owned());
        self.users.insert(FREELANCER.to_owned());
        self.outside.insert(FREELANCER.to_owned());
        for owner in owners {
            for (name, files) in STRAYS {
                let repository = format!("{owner}/{name}");
                let filled = |text: &str| text.replace("{owner}", &owner).replace("{team}", &team);
                let files = files
                    .iter()
                    .map(|(path, text)| ((*path).to_owned(), filled(text)));
                self.files.insert(repository.to_lowercase(), files.collect());
                if name == STRAYS[0].0 {
                    let people = [(FREELANCER.to_owned(), "push".to_owned())];
                    self.people_in.insert(repository.to_lowercase(), people.into());
                }
                self.repositories.insert(repository);
            }
        }
        self
    }
}

impl GitHub {
    /// The repositories of an owner that show themselves, by name.
    pub(super) fn listed(
        &self,
        owner: &str,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Vec<Repository>> {
        let mut found = BTreeMap::new();
        for seed in &self.seeds().repositories {
            let Some((of, name)) = seed
                .split_once('/')
                .filter(|(of, _)| of.eq_ignore_ascii_case(owner))
            else {
                continue;
            };
            found.insert(file_part(name), seeded(of, name, asked.now, self.seeds()));
        }
        for document in shelf.names(&format!("repositories/{}", file_part(owner)))? {
            match document.strip_suffix(".deleted") {
                Some(name) => {
                    if !shelf.has(&format!("repositories/{}/{name}", file_part(owner))) {
                        found.remove(name);
                    }
                }
                None => {
                    let known: Option<Repository> =
                        shelf.get(&format!("repositories/{}/{document}", file_part(owner)))?;
                    found.extend(known.map(|known| (document, known)));
                }
            }
        }
        let mut all: Vec<Repository> = found
            .into_values()
            .filter(|repository| repository.lag == 0)
            .collect();
        all.sort_by_key(|repository| repository.name.to_lowercase());
        Ok(all)
    }

    /// A repository of the seeds that nobody has looked into yet; none where somebody has.
    pub(super) fn untouched(
        &self,
        owner: &str,
        name: &str,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Option<Repository>> {
        let document = document_of(owner, name);
        let is_touched = shelf.has(&document) || shelf.has(&format!("{document}.deleted"));
        let wanted = format!("{owner}/{name}");
        let mut seeds = self.seeds().repositories.iter();
        let seed = seeds.find(|seed| !is_touched && seed.eq_ignore_ascii_case(&wanted));
        let named = seed.and_then(|seed| seed.split_once('/'));
        Ok(named.map(|(owner, name)| seeded(owner, name, asked.now, self.seeds())))
    }

    /// What a file holds on the default branch.
    fn content(&self, repository: &Repository, path: &str, shelf: &Shelf) -> io::Result<Option<Vec<u8>>> {
        if !shelf.has(&document_of(&repository.owner, &repository.name)) {
            let files = seeded_files(&repository.owner, &repository.name, self.seeds());
            return Ok(files.get(path).map(|text| text.clone().into_bytes()));
        }
        let objects = Objects::open(objects_of(&repository.owner, &repository.name, shelf))?;
        let Some(commit) = objects.branch(&repository.default_branch)? else {
            return Ok(None);
        };
        let Some(commit) = objects.read_commit(commit)? else {
            return Ok(None);
        };
        let files = objects.files(commit.tree)?;
        files.get(path).map(|(_, id)| objects.content(*id)).transpose()
    }

    pub(super) fn list_repositories(&self, owner: &str, asked: &Asked<'_>, shelf: &Shelf) -> Handled {
        let sort = self.owner_sort(owner);
        let all = self.listed(owner, asked, shelf)?;
        let shapes = all.iter().map(|repository| self.at.repository(repository, sort));
        Ok(Answer::new(200, json!(page(shapes.collect(), asked))))
    }

    pub(super) fn list_teams(&self, org: &str, asked: &Asked<'_>) -> Answer {
        let teams = self
            .seeds()
            .teams
            .iter()
            .map(|slug| self.at.team(org, slug, "pull"));
        Answer::new(200, json!(page(teams.collect(), asked)))
    }

    pub(super) fn list_team_repositories(
        &self,
        org: &str,
        slug: &str,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let all = self.listed(org, asked, shelf)?;
        let shapes = all.iter().filter_map(|repository| {
            let permission = repository.teams.get(slug)?;
            let mut shape = self.at.repository(repository, "Organization");
            shape["permissions"] = super::access::permissions(permission);
            Some(shape)
        });
        Ok(Answer::new(200, json!(page(shapes.collect(), asked))))
    }

    pub(super) fn graphql(&self, asked: &Asked<'_>, shelf: &Shelf) -> Handled {
        let variables = &asked.body["variables"];
        let owner = variables["owner"].as_str().unwrap_or_default();
        let data = match asked.text("operationName") {
            Some("Repositories") => self.graphql_repositories(owner, variables, asked, shelf)?,
            Some("Files") => self.graphql_files(owner, variables, asked, shelf)?,
            Some("Teams") => self.graphql_teams(owner, variables, asked, shelf)?,
            _ => return Ok(refusal(400, "Problems parsing JSON")),
        };
        Ok(Answer::new(200, json!({"data": data})))
    }

    fn graphql_repositories(
        &self,
        owner: &str,
        variables: &Value,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Value> {
        if !self.is_org(owner) && !self.is_user(owner) {
            return Ok(json!({"repositoryOwner": null}));
        }
        let all = self.listed(owner, asked, shelf)?;
        let (from, to, info) = window(all.len(), variables);
        let mut nodes = vec![];
        for repository in &all[from..to] {
            let mut node = json!({
                "name": repository.name, "url": format!("{}/{}/{}", self.at.web, repository.owner, repository.name),
                "description": repository.description, "isPrivate": repository.is_private(), "isArchived": repository.archived,
                "isFork": false, "isEmpty": false, "pushedAt": moment(repository.updated), "primaryLanguage": null,
                "repositoryTopics": {"nodes": repository.topics.iter().map(|topic| json!({"topic": {"name": topic}})).collect::<Vec<_>>()},
            });
            for (alias, path) in [
                ("catalog0", "catalog-info.yaml"),
                ("catalog1", "catalog-info.yml"),
                ("owners0", ".github/CODEOWNERS"),
                ("owners1", "CODEOWNERS"),
                ("owners2", "docs/CODEOWNERS"),
            ] {
                node[alias] = self
                    .content(repository, path, shelf)?
                    .map_or(Value::Null, |bytes| blob(&bytes));
            }
            nodes.push(node);
        }
        let sort = self.owner_sort(owner);
        Ok(json!({"repositoryOwner": {
            "__typename": sort, "repositories": {"totalCount": all.len(), "pageInfo": info, "nodes": nodes},
        }}))
    }

    fn graphql_files(
        &self,
        owner: &str,
        variables: &Value,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Value> {
        let all = self.listed(owner, asked, shelf)?;
        let mut data = Map::new();
        for (variable, name) in variables.as_object().into_iter().flatten() {
            let Some(number) = variable.strip_prefix("name") else {
                continue;
            };
            let expression = variables[format!("path{number}").as_str()]
                .as_str()
                .unwrap_or_default();
            let path = expression.strip_prefix("HEAD:").unwrap_or_default();
            let is_wanted = |repository: &&Repository| {
                name.as_str()
                    .is_some_and(|name| repository.name.eq_ignore_ascii_case(name))
            };
            let object = match all.iter().find(is_wanted) {
                Some(repository) => {
                    let bytes = self.content(repository, path, shelf)?;
                    json!({"object": bytes.map_or(Value::Null, |bytes| blob(&bytes))})
                }
                None => Value::Null,
            };
            data.insert(format!("file{number}"), object);
        }
        Ok(Value::Object(data))
    }

    fn graphql_teams(
        &self,
        owner: &str,
        variables: &Value,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Value> {
        if !self.is_org(owner) {
            return Ok(json!({"organization": null}));
        }
        let all = self.listed(owner, asked, shelf)?;
        let teams: Vec<&String> = self.seeds().teams.iter().collect();
        let (from, to, info) = window(teams.len(), variables);
        let node = |slug: &&String| {
            let edges: Vec<Value> = all
                .iter()
                .filter_map(|repository| {
                    let permission = repository.teams.get(slug.as_str())?;
                    let permission = match permission.as_str() {
                        "pull" => "READ".to_owned(),
                        "push" => "WRITE".to_owned(),
                        other => other.to_uppercase(),
                    };
                    Some(json!({"permission": permission, "node": {"name": repository.name}}))
                })
                .collect();
            json!({
                "slug": slug, "description": null, "url": format!("{}/orgs/{owner}/teams/{slug}", self.at.web),
                "parentTeam": null, "members": {"totalCount": 0}, "repositories": {"edges": edges},
            })
        };
        let nodes: Vec<Value> = teams[from..to].iter().map(node).collect();
        Ok(json!({"organization": {"teams": {"pageInfo": info, "nodes": nodes}}}))
    }

    /// What stands in a folder of the default branch; none where nothing does.
    pub(super) fn folder(
        &self,
        path: &str,
        repository: &Repository,
        shelf: &Shelf,
    ) -> io::Result<Option<Answer>> {
        let objects = self.objects(repository, shelf)?;
        let Some(commit) = objects.branch(&repository.default_branch)? else {
            return Ok(None);
        };
        let Some(commit) = objects.read_commit(commit)? else {
            return Ok(None);
        };
        let prefix = if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        };
        let mut entries: BTreeMap<String, Value> = BTreeMap::new();
        for (file, (_, id)) in objects.files(commit.tree)? {
            let Some(rest) = file.strip_prefix(&prefix) else {
                continue;
            };
            let (name, sort) = match rest.split_once('/') {
                Some((folder, _)) => (folder, "dir"),
                None => (rest, "file"),
            };
            let below = format!("{prefix}{name}");
            let at = format!(
                "{}/contents/{below}",
                self.at.repository_url(&repository.owner, &repository.name)
            );
            entries.entry(name.to_owned()).or_insert_with(|| {
                json!({
                    "type": sort, "size": 0, "name": name, "path": below, "sha": id.to_string(), "url": at, "git_url": at,
                    "html_url": at, "download_url": if sort == "file" { json!(at) } else { Value::Null },
                    "_links": {"self": at, "git": at, "html": at},
                })
            });
        }
        let all: Vec<Value> = entries.into_values().collect();
        Ok((!all.is_empty()).then(|| Answer::new(200, json!(all))))
    }

    /// Routes of an owner as a whole.
    pub(super) fn of_owner(&self, segments: &[&str], asked: &Asked<'_>, shelf: &Shelf) -> Handled {
        match segments {
            ["orgs", org, "repos"] if self.is_org(org) => self.list_repositories(org, asked, shelf),
            ["users", login, "repos"] if self.is_org(login) || self.is_user(login) => {
                self.list_repositories(login, asked, shelf)
            }
            ["orgs", org, "outside_collaborators"] if self.is_org(org) => {
                self.outside_collaborators(org, asked, shelf)
            }
            ["orgs", org, "teams"] if self.is_org(org) => Ok(self.list_teams(org, asked)),
            ["orgs", org, "teams", slug, "repos"] if self.is_org(org) && self.is_team(slug) => {
                self.list_team_repositories(org, slug, asked, shelf)
            }
            _ => Ok(not_found()),
        }
    }
}

/// The part of a list that `first` and `after` ask for, and what GraphQL says of it. Its cursor is a number in base64.
fn window(count: usize, variables: &Value) -> (usize, usize, Value) {
    let after = variables["after"]
        .as_str()
        .and_then(|text| STANDARD.decode(text).ok());
    let after = after.and_then(|bytes| String::from_utf8(bytes).ok()?.parse::<usize>().ok());
    let from = after.unwrap_or_default().min(count);
    let first = variables["first"].as_u64().unwrap_or(30).clamp(1, 100);
    let to = from
        .saturating_add(usize::try_from(first).unwrap_or(100))
        .min(count);
    let end = (to > from).then(|| STANDARD.encode(to.to_string()));
    (from, to, json!({"hasNextPage": to < count, "endCursor": end}))
}

fn blob(bytes: &[u8]) -> Value {
    let text = std::str::from_utf8(bytes).ok();
    json!({"text": text, "byteSize": bytes.len(), "isTruncated": false, "isBinary": text.is_none()})
}
