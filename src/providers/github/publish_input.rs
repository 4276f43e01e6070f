//! What `publish:github` can be asked for: Backstage's inputs
//! (backstage.io, plugins/scaffolder-backend-module-github/src/actions/inputProperties.ts).

use serde_json::{Map, Value, json};

use super::access::{Who, asked_for};
use super::branch_protection;
use super::publish::who;
use super::repo::{Repo, description_mark, refuse_unknown, schema};
use super::seal::pairs;
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::providers::action::{ActionError, Call};
use crate::providers::input::{Input, wrong};

/// Truth values that GitHub takes when a repository is made: Backstage's name, GitHub's.
const FLAGS: [(&str, &str); 8] = [
    ("deleteBranchOnMerge", "delete_branch_on_merge"),
    ("allowMergeCommit", "allow_merge_commit"),
    ("allowSquashMerge", "allow_squash_merge"),
    ("allowRebaseMerge", "allow_rebase_merge"),
    ("allowAutoMerge", "allow_auto_merge"),
    ("hasProjects", "has_projects"),
    ("hasWiki", "has_wiki"),
    ("hasIssues", "has_issues"),
];
const WORDS: [(&str, &str); 2] = [
    ("squashMergeCommitTitle", "squash_merge_commit_title"),
    ("squashMergeCommitMessage", "squash_merge_commit_message"),
];

pub(super) fn spec() -> ActionSpec {
    let text = |words: &str| json!({"type": "string", "description": words});
    let flag = |words: &str| json!({"type": "boolean", "description": words});
    let mut properties = json!({
        "repoUrl": text("github.com?owner=OWNER&repo=NAME"),
        "description": text("What it is for"),
        "homepage": text("Its web page"),
        "access": text("A user, or a team as org/team, who administers it"),
        "repoVisibility": {"type": "string", "enum": ["private", "public", "internal"], "default": "private"},
        "defaultBranch": {"type": "string", "default": "main"},
        "topics": {"type": "array", "items": {"type": "string"}},
        "collaborators": {"type": "array", "items": {"type": "object"}, "description": "{user or team, access} each"},
        "protectDefaultBranch": {"type": "boolean", "default": true},
        "protectEnforceAdmins": {"type": "boolean", "default": true},
        "allowUpdateBranch": flag("Offer to update the branch of a pull request"),
        "repoVariables": {"type": "object", "description": "Variables for its workflows, by name"},
        "secrets": {"type": "object", "description": "Secrets for its workflows, by name: ${{ secrets.NAME }}"},
        "customProperties": {"type": "object", "description": "The organisation's own properties, by name"},
        "gitAuthorName": text("Who asked for the run, if not given"),
        "gitAuthorEmail": text("Of the author"),
        "gitCommitMessage": {"type": "string", "default": "initial commit"},
        "sourcePath": text("The folder of the run's files that is published"),
        "onUndo": {"type": "string", "enum": ["archive", "delete"], "default": "archive"},
    });
    if let Some(all) = properties.as_object_mut() {
        for (name, _) in FLAGS {
            all.insert(name.to_owned(), json!({"type": "boolean"}));
        }
        for (name, _) in WORDS {
            all.insert(name.to_owned(), json!({"type": "string"}));
        }
        if let Value::Object(rules) = branch_protection::rules() {
            all.extend(rules);
        }
    }
    ActionSpec {
        id: "publish:github",
        summary: "Makes a repository on GitHub with the run's files as its first commit",
        input: schema(&["repoUrl"], properties),
        output: schema(
            &[],
            json!({
                "remoteUrl": text("For git clone"),
                "repoContentsUrl": text("Of the files on the default branch"),
                "commitHash": text("Of the first commit"),
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By("archives the repository; deletes it only where `onUndo` says so"),
    }
}

/// A step's input, read.
pub(super) struct Wanted {
    pub repo: Repo,
    pub description: String,
    pub visibility: String,
    pub branch: String,
    pub message: String,
    pub topics: Vec<String>,
    pub people: Vec<(Who, String)>,
    pub protection: Option<Value>,
    pub variables: Vec<(String, String)>,
    pub secrets: Vec<(String, String)>,
    pub properties: Option<Value>,
    /// What only an update takes.
    pub late_flags: Value,
    pub deletes: bool,
    settings: Map<String, Value>,
    /// The input without its secrets.
    open: Value,
}

impl Wanted {
    pub(super) fn of(call: &Call<'_>, spec: &ActionSpec) -> Result<Self, ActionError> {
        refuse_unknown(call.input, &spec.input)?;
        let mut open = call.input.clone();
        if let Some(fields) = open.as_object_mut() {
            fields.remove("secrets");
        }
        let input = Input::without_secrets(&open)?;
        let visibility = input.text("repoVisibility")?.unwrap_or("private").to_owned();
        if !["private", "public", "internal"].contains(&visibility.as_str()) {
            return Err(
                wrong(format!("`repoVisibility` is `{visibility}`")).hint("private, public or internal")
            );
        }
        let is_set = |name: &str| Ok::<_, ActionError>(input.get(name).is_none() || input.flag(name)?);
        let protection = match is_set("protectDefaultBranch")? {
            true => Some(branch_protection::asked(&input, is_set("protectEnforceAdmins")?)?),
            false => None,
        };
        let mut late_flags = json!({});
        if input.get("allowUpdateBranch").is_some() {
            late_flags["allow_update_branch"] = json!(input.flag("allowUpdateBranch")?);
        }
        Ok(Self {
            repo: Repo::of(&input)?,
            description: input.text("description")?.unwrap_or_default().to_owned(),
            branch: input.text("defaultBranch")?.unwrap_or("main").to_owned(),
            message: input
                .text("gitCommitMessage")?
                .unwrap_or("initial commit")
                .to_owned(),
            topics: topics(&input)?,
            people: people(&input)?,
            protection,
            variables: pairs(&open, "repoVariables")?,
            secrets: pairs(call.input, "secrets")?,
            properties: input.get("customProperties").cloned(),
            late_flags,
            deletes: match input.text("onUndo")?.unwrap_or("archive") {
                "archive" => false,
                "delete" => true,
                other => return Err(wrong(format!("`onUndo` is `{other}`")).hint("archive or delete")),
            },
            settings: settings(&input)?,
            visibility,
            open,
        })
    }

    pub(super) fn input(&self) -> Input<'_> {
        Input::of(&self.open)
    }

    /// What asks for the repository; the mark is at the end of its description.
    pub(super) fn body(&self, op_key: &str, is_org: bool) -> Value {
        let mut body = Value::Object(self.settings.clone());
        let description = format!("{} {}", self.description, description_mark(op_key));
        body["name"] = json!(self.repo.0.repo);
        body["description"] = json!(description.trim());
        body["private"] = json!(self.visibility != "public");
        body["auto_init"] = json!(true);
        if is_org {
            body["visibility"] = json!(self.visibility);
            if let Some(properties) = &self.properties {
                body["custom_properties"] = properties.clone();
            }
        }
        body
    }

    /// Its settings, for people.
    pub(super) fn shown_settings(&self) -> Vec<(String, String)> {
        let mut shown = vec![("visibility".to_owned(), self.visibility.clone())];
        if !self.description.is_empty() {
            shown.push(("description".to_owned(), self.description.clone()));
        }
        if !self.topics.is_empty() {
            shown.push(("topics".to_owned(), self.topics.join(", ")));
        }
        for (name, value) in &self.settings {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            shown.push((name.clone(), value));
        }
        if let Some(properties) = &self.properties {
            shown.push(("custom properties".to_owned(), properties.to_string()));
        }
        shown
    }

    /// The output as far as it can be told before.
    pub(super) fn foreseen(&self) -> Value {
        let at = format!("https://{}", self.repo.0);
        json!({"remoteUrl": format!("{at}.git"), "repoContentsUrl": format!("{at}/blob/{}", self.branch)})
    }
}

fn settings(input: &Input<'_>) -> Result<Map<String, Value>, ActionError> {
    let mut settings = Map::new();
    if let Some(homepage) = input.text("homepage")? {
        settings.insert("homepage".to_owned(), json!(homepage));
    }
    for (name, own) in FLAGS {
        if input.get(name).is_some() {
            settings.insert(own.to_owned(), json!(input.flag(name)?));
        }
    }
    for (name, own) in WORDS {
        if let Some(word) = input.text(name)? {
            settings.insert(own.to_owned(), json!(word));
        }
    }
    Ok(settings)
}

/// Topics as GitHub takes them: in small letters.
fn topics(input: &Input<'_>) -> Result<Vec<String>, ActionError> {
    let topics = input
        .texts("topics")?
        .into_iter()
        .map(|topic| topic.to_lowercase());
    let topics: Vec<String> = topics.collect();
    let is_topic = |topic: &String| {
        topic.len() <= 50
            && !topic.starts_with('-')
            && topic
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    match topics.iter().find(|topic| !is_topic(topic)) {
        Some(topic) => {
            Err(wrong(format!("`{topic}` is no topic")).hint("letters, digits and hyphens, 50 at most"))
        }
        None => Ok(topics),
    }
}

fn people(input: &Input<'_>) -> Result<Vec<(Who, String)>, ActionError> {
    let mut people = vec![];
    if let Some(access) = input.text("access")? {
        people.push((who(access), "admin".to_owned()));
    }
    for item in input
        .get("collaborators")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let text = |name: &str| {
            item.get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        let who = match (text("user"), text("team")) {
            (Some(user), None) => Who::person(user),
            (None, Some(team)) => Who::team(team),
            // Older templates say `username` for both.
            _ => match text("username") {
                Some(name) => who(name),
                None => return Err(wrong("a collaborator has neither `user` nor `team`")),
            },
        };
        let access = text("access").ok_or_else(|| wrong("a collaborator has no `access`"))?;
        people.push((who, asked_for(access).to_owned()));
    }
    Ok(people)
}
