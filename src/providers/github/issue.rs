//! `github:issues:create`: an issue, known again by a line of its text that people do not see.

use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, has_comment, refuse_unknown, schema, with_comment};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};
use crate::remote::Method;

const UNDO: &str = "closes the issue as not planned";
/// GitHub takes no longer titles, in characters.
const LONGEST_TITLE: usize = 256;

pub(super) struct Issue(ActionSpec);

impl Issue {
    pub(super) fn new() -> Self {
        let texts = json!({"type": "array", "items": {"type": "string"}});
        Self(ActionSpec {
            id: "github:issues:create",
            summary: "Opens an issue in a repository",
            input: schema(
                &["repoUrl", "title"],
                json!({
                    "repoUrl": {"type": "string", "description": "github.com?owner=OWNER&repo=NAME"},
                    "title": {"type": "string"},
                    "body": {"type": "string"},
                    "labels": texts,
                    "assignees": texts,
                    "milestone": {"type": ["integer", "string"], "description": "Its number"},
                }),
            ),
            output: schema(
                &[],
                json!({"issueUrl": {"type": "string"}, "issueNumber": {"type": "integer"}}),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By(UNDO),
        })
    }

    fn wanted(&self, call: &Call<'_>) -> Result<(Repo, Value), ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &self.0.input)?;
        let title = input.required("title")?;
        if title.chars().count() > LONGEST_TITLE {
            return Err(wrong(format!("`title` has more than {LONGEST_TITLE} characters"))
                .hint("put the rest into `body`"));
        }
        let mut body = json!({
            "title": title,
            "body": with_comment(input.text("body")?.unwrap_or_default(), call.op_key),
        });
        for name in ["labels", "assignees"] {
            let texts = input.texts(name)?;
            if !texts.is_empty() {
                body[name] = json!(texts);
            }
        }
        if let Some(number) = input.number("milestone")? {
            body["milestone"] = json!(number as u64);
        }
        Ok((Repo::of(&input)?, body))
    }
}

/// The issue that this step made.
fn ours(call: &Call<'_>, client: &Client<'_>, repo: &Repo) -> Result<Option<Value>, ActionError> {
    // None of this run's is older than the run; a while for clocks that differ.
    let since = call.asked - jiff::SignedDuration::from_mins(10);
    let since = since.strftime("%Y-%m-%dT%H:%M:%SZ");
    let path = repo.path(&format!(
        "/issues?state=all&sort=created&direction=desc&since={since}"
    ));
    let issues = client.list(&path, None)?;
    let is_ours = |issue: &Value| {
        let is_pull = issue.get("pull_request").is_some_and(|pull| !pull.is_null());
        !is_pull && has_comment(issue["body"].as_str(), call.op_key)
    };
    Ok(issues.into_iter().find(is_ours))
}

fn output(issue: &Value) -> Value {
    json!({"issueUrl": issue["html_url"], "issueNumber": issue["number"]})
}

impl Action for Issue {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let (repo, body) = self.wanted(call)?;
        let client = repo.client(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(repo.0.to_string()),
            summary: format!(
                "Opens the issue “{}” in {}",
                body["title"].as_str().unwrap_or_default(),
                repo.0
            ),
            undo: Undo::By(UNDO.to_owned()),
            ..Planned::default()
        };
        if let Some(shown) = repo.look(&client)? {
            if shown["has_issues"] == false {
                planned
                    .blocking
                    .push(format!("{} has no issues: they are switched off", repo.0));
            } else if let Some(issue) = ours(call, &client, &repo)? {
                planned.effect = Effect::Adopt;
                planned.output = output(&issue);
            }
        }
        planned.changes = ["title", "labels", "assignees"]
            .iter()
            .filter_map(|name| body.get(*name).map(|value| (name, value)))
            .map(|(name, value)| Change {
                what: (*name).to_owned(),
                before: None,
                after: Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
            })
            .collect();
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let (repo, _) = self.wanted(call)?;
        let client = repo.client(call)?;
        if repo.look(&client)?.is_none() {
            return Ok(Observed::Absent);
        }
        Ok(match ours(call, &client, &repo)? {
            Some(issue) => Observed::Done {
                output: output(&issue),
            },
            None => Observed::Absent,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let (repo, body) = self.wanted(call)?;
        let client = repo.client(call)?;
        let issue = client.write(Method::POST, &repo.path("/issues"), Some(body))?;
        log.line(&format!(
            "{} is open",
            issue["html_url"].as_str().unwrap_or("the issue")
        ));
        Ok(Applied::Done(Done {
            output: output(&issue),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let (repo, _) = self.wanted(call)?;
        let client = repo.client(call)?;
        let Some(number) = output["issueNumber"].as_u64() else {
            return Err(wrong("the number of the issue is not known"));
        };
        let path = repo.path(&format!("/issues/{number}"));
        let Some(issue) = client.find(&path)? else {
            return Ok(());
        };
        if issue["state"] == "open" {
            let body = json!({"state": "closed", "state_reason": "not_planned"});
            client.write(Method::PATCH, &path, Some(body))?;
            log.line(&format!("issue {number} is closed"));
        }
        Ok(())
    }
}
