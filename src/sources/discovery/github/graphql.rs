//! The way by GraphQL: fifty repositories a request with their files, files by their paths, teams with what they administer.
//! Source: docs.github.com/en/graphql/reference. Texts of others are variables, never part of a query.

use serde_json::{Map, Value, json};

use super::ask::{GraphError, Refused};
use super::cursor::{Cursor, Lead};
use super::repository::{
    CATALOG, CODE_OWNERS, LARGEST, Told, is_address, is_name, shortened, sighting, take_file,
};
use super::{GitHubSurveyor, Team};
use crate::model::discovery::Survey;

const AT_ONCE: u32 = 50;
const FILES_AT_ONCE: usize = 100;
const TEAMS_AT_ONCE: u32 = 50;

const REPOSITORIES: &str = "query Repositories($owner: String!, $first: Int!, $after: String) {
  repositoryOwner(login: $owner) {
    __typename
    repositories(first: $first, after: $after, ownerAffiliations: [OWNER], orderBy: {field: NAME, direction: ASC}) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        name url description isPrivate isArchived isFork isEmpty pushedAt
        primaryLanguage { name }
        repositoryTopics(first: 10) { nodes { topic { name } } }
        catalog0: object(expression: \"HEAD:catalog-info.yaml\") { ...file }
        catalog1: object(expression: \"HEAD:catalog-info.yml\") { ...file }
        owners0: object(expression: \"HEAD:.github/CODEOWNERS\") { ...file }
        owners1: object(expression: \"HEAD:CODEOWNERS\") { ...file }
        owners2: object(expression: \"HEAD:docs/CODEOWNERS\") { ...file }
      }
    }
  }
}
fragment file on Blob { text byteSize isTruncated isBinary }";

const TEAMS: &str = "query Teams($owner: String!, $first: Int!, $after: String) {
  organization(login: $owner) {
    teams(first: $first, after: $after, orderBy: {field: NAME, direction: ASC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
        slug description url
        parentTeam { slug }
        members(membership: IMMEDIATE) { totalCount }
        repositories(first: 100, orderBy: {field: PERMISSION, direction: DESC}) {
          edges { permission node { name } }
        }
      }
    }
  }
}";

impl GitHubSurveyor {
    pub(super) fn repositories(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        let first = if cursor.at_once == 0 {
            AT_ONCE
        } else {
            cursor.at_once
        };
        let variables = json!({"owner": self.owner, "first": first, "after": cursor.after});
        let (data, errors) = match self.asker.query("Repositories", REPOSITORIES, variables) {
            Ok(found) => found,
            // Large files make a page that GitHub cannot give in time: half of it may go.
            Err(refused)
                if refused.is_too_much() && first > 1 && !matches!(refused, Refused::Unreachable(_)) =>
            {
                cursor.at_once = (first / 2).max(1);
                return Ok(());
            }
            Err(Refused::Status {
                status: 401 | 403 | 404 | 405 | 410 | 501,
                ..
            }) if cursor.after.is_none() => {
                cursor.by_rest = true;
                return Ok(());
            }
            Err(refused) => return Err(refused),
        };
        let owner = &data["repositoryOwner"];
        if owner.is_null() {
            return Err(Refused::Status {
                status: 404,
                words: "there is nobody of that name whom this token may see; was it renamed".to_owned(),
            });
        }
        self.tell(&errors, survey);
        cursor.is_person = owner["__typename"] == "User";
        let page = &owner["repositories"];
        cursor.of = page["totalCount"]
            .as_u64()
            .and_then(|count| usize::try_from(count).ok());
        for node in page["nodes"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|node| node.is_object())
        {
            let seen = sighting(&self.owner, told(node), &mut cursor.leads, &mut survey.problems);
            seen.into_iter().for_each(|sighting| Self::see(survey, sighting));
        }
        turn(page, cursor)
    }

    /// Some of the files that Locations lead to.
    pub(super) fn files(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        let some: Vec<Lead> = cursor.leads.iter().take(FILES_AT_ONCE).cloned().collect();
        let mut variables = Map::from_iter([("owner".to_owned(), json!(self.owner))]);
        let (mut declared, mut fields) = (String::from("$owner: String!"), String::new());
        for (i, lead) in some.iter().enumerate() {
            variables.insert(format!("name{i}"), json!(lead.repository));
            variables.insert(format!("path{i}"), json!(format!("HEAD:{}", lead.path)));
            declared += &format!(", $name{i}: String!, $path{i}: String!");
            fields += &format!(
                "  file{i}: repository(owner: $owner, name: $name{i}) {{ object(expression: $path{i}) {{ ...file }} }}\n"
            );
        }
        let query = format!(
            "query Files({declared}) {{\n{fields}}}\nfragment file on Blob {{ text byteSize isTruncated isBinary }}"
        );
        let (data, errors) = self.asker.query("Files", &query, Value::Object(variables))?;
        self.tell(&errors, survey);
        let mut new = vec![];
        for (i, lead) in some.iter().enumerate() {
            let id = format!("github:{}/{}", self.owner, lead.repository).to_lowercase();
            let Some(sighting) = survey.sightings.iter_mut().find(|known| known.id == id) else {
                continue;
            };
            let blob = &data[format!("file{i}").as_str()]["object"];
            if blob.is_null() {
                let text = format!(
                    "{} of {} is named by a Location and not there.",
                    lead.path, lead.repository
                );
                survey.problems.push(text);
                continue;
            }
            let text = text(blob);
            let problems = &mut survey.problems;
            take_file(sighting, lead, text.as_deref(), &mut new, problems);
        }
        cursor.follow(some.len(), new);
        Ok(())
    }

    pub(super) fn teams(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        let variables = json!({"owner": self.owner, "first": TEAMS_AT_ONCE, "after": cursor.after});
        let (data, errors) = self.asker.query("Teams", TEAMS, variables)?;
        self.tell(&errors, survey);
        let page = &data["organization"]["teams"];
        for node in page["nodes"].as_array().into_iter().flatten() {
            let Some(slug) = node["slug"].as_str().filter(|slug| is_name(slug)) else {
                continue;
            };
            let edges = node["repositories"]["edges"].as_array().into_iter().flatten();
            let administers = edges
                .filter(|edge| edge["permission"] == "ADMIN")
                .filter_map(|edge| Some(edge["node"]["name"].as_str()?.to_owned()));
            let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(shortened);
            self.see_team(
                survey,
                Team {
                    slug: slug.to_owned(),
                    description: text(&node["description"]),
                    parent: text(&node["parentTeam"]["slug"]),
                    members: node["members"]["totalCount"].as_u64(),
                    url: text(&node["url"]).filter(|url| is_address(url)),
                    administers: administers.collect(),
                },
            );
        }
        turn(page, cursor)
    }

    /// What GitHub leaves out of an answer, it says beside it.
    fn tell(&self, errors: &[GraphError], survey: &mut Survey) {
        for error in errors {
            let text = format!("Something of {} cannot be seen: {}", self.owner, error.message);
            if !survey.problems.contains(&text) {
                survey.problems.push(text);
            }
        }
    }
}

/// The next page of the phase, or the next phase.
fn turn(page: &Value, cursor: &mut Cursor) -> Result<(), Refused> {
    let info = &page["pageInfo"];
    match (info["hasNextPage"].as_bool(), info["endCursor"].as_str()) {
        (Some(true), Some(end)) if cursor.after.as_deref() == Some(end) => {
            return Err(Refused::Malformed("a page leads to itself".to_owned()));
        }
        (Some(true), Some(end)) => cursor.after = Some(end.to_owned()),
        (Some(true), None) => {
            return Err(Refused::Malformed(
                "a page does not say where the next begins".to_owned(),
            ));
        }
        _ => cursor.turn_to_next(),
    }
    Ok(())
}

fn told(node: &Value) -> Told {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let flag = |name: &str| node[name].as_bool().unwrap_or_default();
    let topics = node["repositoryTopics"]["nodes"].as_array().into_iter().flatten();
    let owners = (0..CODE_OWNERS.len()).map(|i| &node[format!("owners{i}").as_str()]);
    let catalog = CATALOG.iter().enumerate().filter_map(|(i, path)| {
        let blob = &node[format!("catalog{i}").as_str()];
        blob.is_object().then(|| ((*path).to_owned(), self::text(blob)))
    });
    Told {
        name: text(&node["name"]).unwrap_or_default(),
        url: text(&node["url"]).unwrap_or_default(),
        description: text(&node["description"]),
        is_private: flag("isPrivate"),
        is_archived: flag("isArchived"),
        is_fork: flag("isFork"),
        is_empty: flag("isEmpty"),
        pushed: text(&node["pushedAt"]),
        language: text(&node["primaryLanguage"]["name"]),
        topics: topics
            .filter_map(|topic| text(&topic["topic"]["name"]))
            .take(10)
            .collect(),
        // GitHub takes the first that is there, also where it is no good.
        code_owners: owners.clone().find(|blob| blob.is_object()).and_then(self::text),
        catalog: catalog.collect(),
    }
}

/// The whole text of a file; none where it is no text or too long. A folder of that name has no text either.
fn text(blob: &Value) -> Option<String> {
    let is_whole = blob["isTruncated"] != true && blob["isBinary"] != true;
    let text = blob["text"]
        .as_str()
        .filter(|text| is_whole && text.len() <= LARGEST)?;
    Some(text.to_owned())
}

impl Cursor {
    /// So many leads were followed, and these are new.
    pub(super) fn follow(&mut self, count: usize, new: Vec<Lead>) {
        self.leads.drain(..count.min(self.leads.len()));
        self.leads.extend(new);
        if self.leads.is_empty() {
            self.turn_to_next();
        }
    }
}
