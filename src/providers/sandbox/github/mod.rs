//! A GitHub inside muster, as far as runs use one: it answers as GitHub's own description says, and behaves as it does where
//! that hurts: what is new is not found at first, names conflict, secrets must be sealed for the right key.

mod access;
mod git;
mod issues;
mod objects;
mod pulls;
mod repositories;
mod secrets;
mod settings;
mod shape;
mod state;
mod survey;
mod workflows;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use self::objects::Objects;
use self::shape::Addresses;
use self::state::Repository;
use super::{Answer, Asked, Service, Shelf, refusal};
use crate::remote::Method;

/// What is there from the start. All in lower case but the repositories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    /// `owner/name`
    pub repositories: BTreeSet<String>,
    /// Organisations, also those that have no repository yet.
    pub owners: BTreeSet<String>,
    /// Whether whoever is no user is an organisation.
    pub any_owner: bool,
    pub users: BTreeSet<String>,
    /// Slugs, the same in each organisation.
    pub teams: BTreeSet<String>,
    /// Users who are in no organisation: each repository has to invite them. Among `users` too.
    pub outside: BTreeSet<String>,
    /// What stands in a repository beside what stands in each, by `owner/name` in lower case, then by path.
    pub files: BTreeMap<String, BTreeMap<String, String>>,
    /// Permissions of people by login, by `owner/name` in lower case.
    pub people_in: BTreeMap<String, BTreeMap<String, String>>,
    /// The same of teams, by slug.
    pub teams_in: BTreeMap<String, BTreeMap<String, String>>,
}

type Plant = Box<dyn Fn() -> Seeds + Send + Sync>;

/// The service behind `Sandbox`.
pub struct GitHub {
    at: Addresses,
    plant: Plant,
    seeds: OnceLock<Seeds>,
    /// Looks at something new that still find nothing.
    lag: u32,
    asked: AtomicU64,
}

/// Whose token it is that the sandbox is asked with.
const ME: &str = "muster-sandbox";
/// Requests an hour (docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
const ALLOWANCE: u64 = 5000;

/// How a handler ends: answered, or refused just as well.
type Handled = io::Result<Answer>;

impl GitHub {
    /// `plant` is asked once, and only when the sandbox is.
    pub fn new(host: &str, api: &str, plant: impl Fn() -> Seeds + Send + Sync + 'static) -> Self {
        Self {
            at: Addresses {
                api: api.to_owned(),
                web: format!("https://{host}"),
            },
            plant: Box::new(plant),
            seeds: OnceLock::new(),
            lag: 2,
            asked: AtomicU64::new(0),
        }
    }

    /// The same, showing what is new only after so many looks.
    pub fn with_lag(self, lag: u32) -> Self {
        Self { lag, ..self }
    }

    fn seeds(&self) -> &Seeds {
        self.seeds.get_or_init(|| (self.plant)())
    }

    fn is_org(&self, owner: &str) -> bool {
        let is_owner = |known: &String| known.eq_ignore_ascii_case(owner);
        let seeds = self.seeds();
        let mut of_repositories = seeds.repositories.iter().filter_map(|name| name.split_once('/'));
        (seeds.any_owner && !self.is_user(owner))
            || seeds.owners.iter().any(is_owner)
            || of_repositories.any(|(known, _)| known.eq_ignore_ascii_case(owner))
    }

    fn is_user(&self, login: &str) -> bool {
        login == ME || self.seeds().users.contains(&login.to_lowercase())
    }

    fn is_outside(&self, login: &str) -> bool {
        self.seeds().outside.contains(&login.to_lowercase())
    }

    fn is_team(&self, slug: &str) -> bool {
        self.seeds().teams.contains(&slug.to_lowercase())
    }

    fn owner_sort(&self, owner: &str) -> &'static str {
        if self.is_org(owner) {
            "Organization"
        } else {
            "User"
        }
    }

    /// A repository, whether or not it shows itself yet; one of the seeds comes into being by being looked for.
    fn repository(
        &self,
        owner: &str,
        name: &str,
        asked: &Asked<'_>,
        shelf: &mut Shelf,
    ) -> io::Result<Option<Repository>> {
        let document = document_of(owner, name);
        if let Some(found) = shelf.get(&document)? {
            return Ok(Some(found));
        }
        let wanted = format!("{owner}/{name}");
        let seed = self
            .seeds()
            .repositories
            .iter()
            .find(|seed| seed.eq_ignore_ascii_case(&wanted));
        let Some((owner, name)) = seed.and_then(|seed| seed.split_once('/')) else {
            return Ok(None);
        };
        // One that was deleted stays so.
        if shelf.get::<Value>(&format!("{document}.deleted"))?.is_some() {
            return Ok(None);
        }
        repositories::sprout(owner, name, asked.now, self.seeds(), shelf).map(Some)
    }

    fn route(&self, asked: &Asked<'_>, shelf: &mut Shelf) -> Handled {
        let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
        match (asked.method, segments.as_slice()) {
            (&Method::GET, ["user"]) => Ok(Answer::new(200, self.at.whole_user(ME, "User", asked.now))),
            (&Method::GET, ["users", login]) if self.is_org(login) || self.is_user(login) => {
                let sort = self.owner_sort(login);
                Ok(Answer::new(200, self.at.whole_user(login, sort, asked.now)))
            }
            (&Method::POST, ["user", "repos"]) => self.create_repository(ME, asked, shelf),
            (&Method::POST, ["orgs", org, "repos"]) if self.is_org(org) => {
                self.create_repository(org, asked, shelf)
            }
            (&Method::GET, ["orgs", org, "teams", slug]) if self.is_org(org) && self.is_team(slug) => {
                Ok(Answer::new(200, self.at.whole_team(org, slug, asked.now)))
            }
            (_, ["orgs", org, "teams", slug, "repos", owner, name])
                if self.is_org(org) && self.is_team(slug) =>
            {
                self.within(owner, name, asked, shelf, |github, repository, _| {
                    Ok(github.team_access(slug, repository, asked))
                })
            }
            (_, ["repos", owner, name, rest @ ..]) => {
                // Who may do what there is told without making a repository of a seed.
                if let (&Method::GET, ["collaborators" | "invitations" | "teams"]) = (asked.method, rest)
                    && let Some(mut seed) = self.untouched(owner, name, asked, shelf)?
                {
                    return self.in_repository(rest, &mut seed, asked, shelf);
                }
                self.within(owner, name, asked, shelf, |github, repository, shelf| {
                    github.in_repository(rest, repository, asked, shelf)
                })
            }
            (&Method::POST, ["graphql"]) => self.graphql(asked, shelf),
            (&Method::GET, segments) => self.of_owner(segments, asked, shelf),
            _ => Ok(not_found()),
        }
    }

    /// Answers about a repository, and keeps what has changed of it.
    fn within(
        &self,
        owner: &str,
        name: &str,
        asked: &Asked<'_>,
        shelf: &mut Shelf,
        answer: impl FnOnce(&Self, &mut Repository, &mut Shelf) -> Handled,
    ) -> Handled {
        let Some(mut repository) = self.repository(owner, name, asked, shelf)? else {
            return Ok(not_found());
        };
        let document = document_of(owner, name);
        if repository.lag > 0 {
            repository.lag -= 1;
            shelf.put(&document, &repository)?;
            return Ok(not_found());
        }
        let before = repository.clone();
        let answer = answer(self, &mut repository, shelf)?;
        if repository != before {
            if asked.is_write() {
                repository.updated = asked.now;
            }
            shelf.put(&document, &repository)?;
        }
        Ok(answer)
    }

    fn in_repository(
        &self,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &mut Shelf,
    ) -> Handled {
        let is_unarchiving = rest.is_empty() && asked.body.get("archived").is_some();
        let is_removal = rest.is_empty() && asked.method == Method::DELETE;
        if repository.archived && asked.is_write() && !is_unarchiving && !is_removal {
            return Ok(refusal(403, "Repository was archived so is read-only."));
        }
        match rest {
            [] => self.one_repository(repository, asked, shelf),
            ["topics"] => Ok(self.topics(repository, asked)),
            ["branches", branch @ .., "rename"] => {
                self.rename_branch(&branch.join("/"), repository, asked, shelf)
            }
            ["branches", branch @ .., "protection"] => {
                Ok(self.protection(&branch.join("/"), repository, asked, shelf)?)
            }
            ["git", rest @ ..] => self.git(rest, repository, asked, shelf),
            ["contents"] if asked.method == Method::GET => {
                Ok(self.folder("", repository, shelf)?.unwrap_or_else(not_found))
            }
            ["contents", path @ ..] => self.contents(&path.join("/"), repository, asked, shelf),
            ["pulls", rest @ ..] => self.pulls(rest, repository, asked, shelf),
            ["issues", rest @ ..] => Ok(self.issues(rest, repository, asked)),
            ["collaborators", rest @ ..] => Ok(self.collaborators(rest, repository, asked)),
            ["invitations", rest @ ..] => Ok(self.invitations(rest, repository, asked)),
            ["teams"] => Ok(self.teams(repository, asked)),
            ["actions", "secrets", rest @ ..] => {
                secrets::secrets(rest, &mut repository.secrets, &mut repository.key, asked)
            }
            ["actions", "variables", rest @ ..] => {
                Ok(secrets::variables(rest, &mut repository.variables, asked))
            }
            ["actions", rest @ ..] => self.workflows(rest, repository, asked, shelf),
            ["environments", name, rest @ ..] => self.environments(name, rest, repository, asked),
            _ => Ok(not_found()),
        }
    }

    fn objects(&self, repository: &Repository, shelf: &Shelf) -> io::Result<Objects> {
        Objects::open(objects_of(&repository.owner, &repository.name, shelf))
    }
}

impl Service for GitHub {
    fn answer(&self, asked: &Asked<'_>, shelf: &mut Shelf) -> io::Result<Answer> {
        let mut answer = self.route(asked, shelf)?;
        let used = (self.asked.fetch_add(1, Ordering::Relaxed) + 1) % ALLOWANCE;
        let reset = asked.now.as_second() - asked.now.as_second().rem_euclid(3600) + 3600;
        answer.headers.extend([
            ("x-ratelimit-limit", ALLOWANCE.to_string()),
            ("x-ratelimit-remaining", (ALLOWANCE - used).to_string()),
            ("x-ratelimit-used", used.to_string()),
            ("x-ratelimit-reset", reset.to_string()),
            ("x-ratelimit-resource", "core".to_owned()),
            ("x-github-media-type", "github.v3; format=json".to_owned()),
        ]);
        Ok(answer)
    }
}

fn not_found() -> Answer {
    refusal(404, "Not Found")
}

/// 422 as GitHub says it of a field.
fn invalid(resource: &str, field: &str, code: &str, message: Option<&str>) -> Answer {
    let mut error = json!({"resource": resource, "field": field, "code": code});
    if let Some(message) = message {
        error["message"] = json!(message);
    }
    let mut answer = refusal(422, "Validation Failed");
    if let Some(body) = &mut answer.body {
        body["errors"] = json!([error]);
    }
    answer
}

/// The items of a page, as `per_page` and `page` ask for them.
fn page(items: Vec<Value>, asked: &Asked<'_>) -> Vec<Value> {
    let number = |name: &str, default: usize| {
        asked
            .query(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let size = number("per_page", 30).clamp(1, 100);
    let from = number("page", 1).saturating_sub(1) * size;
    items.into_iter().skip(from).take(size).collect()
}

/// What a list still leaves out counts down by being looked for.
fn shows(lag: &mut u32) -> bool {
    let is_shown = *lag == 0;
    *lag = lag.saturating_sub(1);
    is_shown
}

/// Names are GitHub's: letters, digits, `-`, `_`, `.`; case does not count.
fn document_of(owner: &str, name: &str) -> String {
    format!("repositories/{}/{}", file_part(owner), file_part(name))
}

fn objects_of(owner: &str, name: &str, shelf: &Shelf) -> std::path::PathBuf {
    shelf
        .folder()
        .join("git")
        .join(file_part(owner))
        .join(format!("{}.git", file_part(name)))
}

fn file_part(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    let part: String = name.chars().map(safe).collect();
    // A folder's `.` and `..` are no names.
    if part.chars().all(|c| c == '.') {
        "_".to_owned()
    } else {
        part
    }
}
