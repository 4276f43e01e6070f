//! The way by REST, where there is no GraphQL: a page of a hundred repositories, then what stands in each; slower, and as
//! complete. Source: docs.github.com/en/rest.

use serde_json::Value;

use super::ask::Refused;
use super::cursor::{Cursor, Lead};
use super::repository::{
    CATALOG, CODE_OWNERS, LARGEST, Told, is_address, is_name, shortened, sighting, take_file,
};
use super::{GitHubSurveyor, Team};
use crate::model::discovery::Survey;
use crate::remote::query_escaped;

const PAGE: usize = 100;
/// A page of repositories is looked into in parts, so that little is asked again after a kill.
const AT_ONCE: usize = 20;

impl GitHubSurveyor {
    pub(super) fn repositories_by_rest(
        &mut self,
        cursor: &mut Cursor,
        survey: &mut Survey,
    ) -> Result<(), Refused> {
        let page = cursor.page as usize;
        // Parts of one page follow each other.
        let (of_list, part) = (page * AT_ONCE / PAGE + 1, page * AT_ONCE % PAGE);
        let kind = if cursor.is_person { "users" } else { "orgs" };
        let path = format!(
            "/{kind}/{}/repos?per_page={PAGE}&page={of_list}&sort=full_name",
            self.owner
        );
        let list = match self.asker.get(&path) {
            Ok((list, _)) => list,
            Err(Refused::Status { status: 404, .. }) if !cursor.is_person && page == 0 => {
                cursor.is_person = true;
                return Ok(());
            }
            Err(refused) => return Err(refused),
        };
        let Some(items) = list.as_array() else {
            return Err(Refused::Malformed("it is no list".to_owned()));
        };
        for item in items.iter().skip(part).take(AT_ONCE) {
            let mut told = told(item);
            if !told.is_empty && is_name(&told.name) {
                self.look_into(&mut told, survey)?;
            }
            let seen = sighting(&self.owner, told, &mut cursor.leads, &mut survey.problems);
            seen.into_iter().for_each(|sighting| Self::see(survey, sighting));
        }
        if part + AT_ONCE >= items.len() && items.len() < PAGE {
            cursor.turn_to_next();
        } else {
            cursor.page += 1;
        }
        Ok(())
    }

    /// The files of a repository that matter, by the lists of its folders.
    fn look_into(&mut self, told: &mut Told, survey: &mut Survey) -> Result<(), Refused> {
        let root = self.names(&told.name, "", survey)?;
        for path in CATALOG
            .iter()
            .filter(|path| root.iter().any(|name| name == **path))
        {
            if let Some(text) = self.file(&told.name, path)? {
                told.catalog.push(((*path).to_owned(), text));
            }
        }
        for path in CODE_OWNERS {
            let found = match path.split_once('/') {
                Some((folder, name)) if root.iter().any(|known| known == folder) => self
                    .names(&told.name, folder, survey)?
                    .iter()
                    .any(|known| known == name),
                Some(_) => false,
                None => root.iter().any(|known| known == path),
            };
            if found {
                told.code_owners = self.file(&told.name, path)?.flatten();
                break;
            }
        }
        Ok(())
    }

    fn contents(&self, repository: &str, path: &str) -> String {
        let path: Vec<String> = path.split('/').map(query_escaped).collect();
        format!("/repos/{}/{repository}/contents/{}", self.owner, path.join("/"))
    }

    /// The names in a folder; none where it is empty or not to be seen, of which the survey tells.
    fn names(&mut self, repository: &str, folder: &str, survey: &mut Survey) -> Result<Vec<String>, Refused> {
        match self.asker.get(&self.contents(repository, folder)) {
            Ok((list, _)) => {
                let items = list.as_array().into_iter().flatten();
                Ok(items
                    .filter_map(|item| Some(item["name"].as_str()?.to_owned()))
                    .collect())
            }
            Err(Refused::Status {
                status: 404 | 409, ..
            }) => Ok(vec![]),
            Err(refused) if refused.is_refusal() => {
                survey
                    .problems
                    .push(format!("{repository} cannot be looked into: {refused}."));
                Ok(vec![])
            }
            Err(refused) => Err(refused),
        }
    }

    /// A file's text; none within where it is too large or no text, none where it is not there.
    fn file(&mut self, repository: &str, path: &str) -> Result<Option<Option<String>>, Refused> {
        match self.asker.get(&self.contents(repository, path)) {
            Ok((file, _)) => Ok(file.is_object().then(|| text(&file))),
            Err(refused) if refused.is_refusal() => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    pub(super) fn files_by_rest(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        let some: Vec<Lead> = cursor.leads.iter().take(AT_ONCE).cloned().collect();
        let mut new = vec![];
        for lead in &some {
            let found = self.file(&lead.repository, &lead.path)?;
            let id = format!("github:{}/{}", self.owner, lead.repository).to_lowercase();
            let Some(sighting) = survey.sightings.iter_mut().find(|known| known.id == id) else {
                continue;
            };
            let Some(text) = found else {
                let text = format!(
                    "{} of {} is named by a Location and not there.",
                    lead.path, lead.repository
                );
                survey.problems.push(text);
                continue;
            };
            let problems = &mut survey.problems;
            take_file(sighting, lead, text.as_deref(), &mut new, problems);
        }
        cursor.follow(some.len(), new);
        Ok(())
    }

    pub(super) fn teams_by_rest(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        let path = format!(
            "/orgs/{}/teams?per_page={PAGE}&page={}",
            self.owner,
            cursor.page + 1
        );
        let (list, _) = self.asker.get(&path)?;
        let Some(items) = list.as_array() else {
            return Err(Refused::Malformed("it is no list".to_owned()));
        };
        for item in items {
            let Some(slug) = item["slug"].as_str().filter(|slug| is_name(slug)) else {
                continue;
            };
            let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(shortened);
            let path = format!(
                "/orgs/{}/teams/{}/repos?per_page={PAGE}",
                self.owner,
                query_escaped(slug)
            );
            // What a team administers is a hint more, and no reason to stop.
            let repositories = match self.asker.get(&path) {
                Ok((list, _)) => list,
                Err(refused) if refused.is_refusal() => Value::Null,
                Err(refused) => return Err(refused),
            };
            let administers = repositories
                .as_array()
                .into_iter()
                .flatten()
                .filter(|repository| repository["permissions"]["admin"] == true)
                .filter_map(|repository| Some(repository["name"].as_str()?.to_owned()));
            self.see_team(
                survey,
                Team {
                    slug: slug.to_owned(),
                    description: text(&item["description"]),
                    parent: text(&item["parent"]["slug"]),
                    members: None,
                    url: text(&item["html_url"]).filter(|url| is_address(url)),
                    administers: administers.collect(),
                },
            );
        }
        if items.len() < PAGE {
            cursor.turn_to_next();
        } else {
            cursor.page += 1;
        }
        Ok(())
    }
}

fn told(item: &Value) -> Told {
    let text = |name: &str| item[name].as_str().map(str::to_owned);
    let flag = |name: &str| item[name].as_bool().unwrap_or_default();
    let topics = item["topics"].as_array().into_iter().flatten();
    Told {
        name: text("name").unwrap_or_default(),
        url: text("html_url").unwrap_or_default(),
        description: text("description"),
        is_private: flag("private"),
        is_archived: flag("archived"),
        is_fork: flag("fork"),
        pushed: text("pushed_at"),
        language: text("language"),
        topics: topics
            .filter_map(|topic| Some(topic.as_str()?.to_owned()))
            .take(10)
            .collect(),
        ..Told::default()
    }
}

/// The text of a file in base64.
fn text(file: &Value) -> Option<String> {
    let size = file["size"].as_u64().unwrap_or_default();
    let content = file["content"]
        .as_str()
        .filter(|_| size <= LARGEST as u64 && file["encoding"] == "base64")?;
    let packed: String = content.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, packed).ok()?;
    String::from_utf8(bytes).ok()
}
