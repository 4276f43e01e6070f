//! `github:environment:create`: an environment to deploy to: who must agree, from which branches, its variables and secrets.

use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, one_segment, refuse_unknown, schema};
use super::seal::{pairs, put_secrets, put_variables};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::remote::Method;

const UNDO: &str = "deletes the environment if it was not there before, else puts its rules back";

pub(super) struct Environment(ActionSpec);

impl Environment {
    pub(super) fn new() -> Self {
        let texts = json!({"type": "array", "items": {"type": "string"}});
        let properties = json!({
            "repoUrl": {"type": "string", "description": "github.com?owner=OWNER&repo=NAME"},
            "name": {"type": "string", "description": "As production"},
            "deploymentBranchPolicy": {"type": "object", "description": "{protected_branches, custom_branch_policies}: one of the two is true"},
            "customBranchPolicyNames": texts, "customTagPolicyNames": texts,
            "environmentVariables": {"type": "object"},
            "secrets": {"type": "object", "description": "By name: ${{ secrets.NAME }}"},
            "waitTimer": {"type": "integer", "minimum": 0, "maximum": 43200, "description": "Minutes to wait before each deploy"},
            "preventSelfReview": {"type": "boolean"},
            "reviewers": {"type": "array", "items": {"type": "string"}, "description": "user:NAME or group:NAME, six at most"},
        });
        Self(ActionSpec {
            id: "github:environment:create",
            summary: "Makes an environment of a repository, with its rules, variables and secrets",
            input: schema(&["repoUrl", "name"], properties),
            output: schema(
                &[],
                json!({"name": {"type": "string"}, "url": {"type": "string"}, "before": {}}),
            ),
            settlement: Settlement::Repeat,
            undo: UndoSpec::By(UNDO),
        })
    }
}

struct Wanted {
    repo: Repo,
    name: String,
    policy: Value,
    /// Names of branches and tags: `(name, branch or tag)`.
    policies: Vec<(String, &'static str)>,
    variables: Vec<(String, String)>,
    secrets: Vec<(String, String)>,
    wait: u64,
    prevents_self: bool,
    reviewers: Vec<String>,
}

impl Wanted {
    fn of(call: &Call<'_>, spec: &ActionSpec) -> Result<Self, ActionError> {
        refuse_unknown(call.input, &spec.input)?;
        let mut open = call.input.clone();
        if let Some(fields) = open.as_object_mut() {
            fields.remove("secrets");
        }
        let input = Input::without_secrets(&open)?;
        let named = |key: &str, sort: &'static str| -> Result<Vec<(String, &'static str)>, ActionError> {
            Ok(input.texts(key)?.into_iter().map(|name| (name, sort)).collect())
        };
        let mut policies = named("customBranchPolicyNames", "branch")?;
        policies.extend(named("customTagPolicyNames", "tag")?);
        let custom = json!({"protected_branches": false, "custom_branch_policies": true});
        let policy = match input.get("deploymentBranchPolicy") {
            Some(policy) => policy.clone(),
            None if policies.is_empty() => Value::Null,
            None => custom,
        };
        Ok(Self {
            repo: Repo::of(&input)?,
            name: input.required("name")?.to_owned(),
            policy,
            policies,
            variables: pairs(&open, "environmentVariables")?,
            secrets: pairs(call.input, "secrets")?,
            wait: input.number("waitTimer")?.unwrap_or_default() as u64,
            prevents_self: input.flag("preventSelfReview")?,
            reviewers: input.texts("reviewers")?,
        })
    }

    fn path(&self, rest: &str) -> String {
        self.repo
            .path(&format!("/environments/{}{rest}", one_segment(&self.name)))
    }

    /// The rules as GitHub asks for them; people and teams are named by number.
    fn body(&self, client: &Client<'_>) -> Result<Value, ActionError> {
        let mut reviewers = vec![];
        for name in &self.reviewers {
            let (kind, bare) = name.split_once(':').unwrap_or(("user", name));
            let bare = bare.rsplit('/').next().unwrap_or(bare);
            let (sort, path) = match kind.to_lowercase().as_str() {
                "group" | "team" => (
                    "Team",
                    format!("/orgs/{}/teams/{}", self.repo.0.owner, one_segment(bare)),
                ),
                _ => ("User", format!("/users/{}", one_segment(bare))),
            };
            let shown = client.find(&path)?.ok_or_else(|| {
                wrong(format!("{} knows nobody called {name}", self.repo.0.host)).hint("correct `reviewers`")
            })?;
            reviewers.push(json!({"type": sort, "id": shown["id"]}));
        }
        Ok(json!({
            "wait_timer": self.wait, "prevent_self_review": self.prevents_self,
            "reviewers": if reviewers.is_empty() { Value::Null } else { json!(reviewers) },
            "deployment_branch_policy": self.policy,
        }))
    }

    fn shown(&self) -> Vec<(String, String)> {
        let mut rules = vec![("wait timer".to_owned(), format!("{} min", self.wait))];
        if !self.reviewers.is_empty() {
            rules.push(("reviewers".to_owned(), self.reviewers.join(", ")));
        }
        if !self.policy.is_null() {
            rules.push(("deployment branches".to_owned(), self.policy.to_string()));
        }
        rules.extend(
            self.policies
                .iter()
                .map(|(name, sort)| (format!("{sort} policy"), name.clone())),
        );
        rules.extend(
            self.variables
                .iter()
                .map(|(name, value)| (format!("variable {name}"), value.clone())),
        );
        rules.extend(
            self.secrets
                .iter()
                .map(|(name, _)| (format!("secret {name}"), "sealed".to_owned())),
        );
        rules
    }

    fn put_policies(&self, client: &Client<'_>) -> Result<(), ActionError> {
        if self.policies.is_empty() {
            return Ok(());
        }
        let path = self.path("/deployment-branch-policies");
        let there = client.list(&path, Some("branch_policies"))?;
        for (name, sort) in &self.policies {
            let is_there = |policy: &&Value| {
                policy["name"] == **name && policy["type"].as_str().unwrap_or("branch") == *sort
            };
            if there.iter().find(is_there).is_none() {
                client.write(Method::POST, &path, Some(json!({"name": name, "type": sort})))?;
            }
        }
        Ok(())
    }
}

/// The rules of an environment that is shown, in the words in which they are asked for.
fn as_asked(shown: &Value) -> Value {
    let rules = shown["protection_rules"].as_array();
    let rule = |sort: &str| rules.into_iter().flatten().find(|rule| rule["type"] == *sort);
    let people = rule("required_reviewers");
    let reviewers: Vec<Value> = people
        .and_then(|rule| rule["reviewers"].as_array())
        .into_iter()
        .flatten()
        .map(|reviewer| json!({"type": reviewer["type"], "id": reviewer["reviewer"]["id"]}))
        .collect();
    json!({
        "wait_timer": rule("wait_timer").and_then(|rule| rule["wait_timer"].as_u64()).unwrap_or_default(),
        "prevent_self_review": people.and_then(|rule| rule["prevent_self_review"].as_bool()).unwrap_or_default(),
        "reviewers": if reviewers.is_empty() { Value::Null } else { json!(reviewers) },
        "deployment_branch_policy": shown["deployment_branch_policy"],
    })
}

impl Action for Environment {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(format!("{} {}", wanted.repo.0, wanted.name)),
            summary: format!("Makes the environment {} of {}", wanted.name, wanted.repo.0),
            undo: Undo::By(UNDO.to_owned()),
            output: json!({"name": wanted.name}),
            ..Planned::default()
        };
        let shown = match wanted.repo.look(&client)? {
            Some(_) => {
                if let Err(error) = wanted.body(&client) {
                    planned.blocking.push(error.message);
                }
                client.find(&wanted.path(""))?
            }
            None => None,
        };
        if let Some(shown) = &shown {
            planned.effect = Effect::Change;
            planned.summary = format!("Changes the environment {} of {}", wanted.name, wanted.repo.0);
            planned.changes.push(Change {
                what: "rules".to_owned(),
                before: Some(as_asked(shown).to_string()),
                after: wanted.body(&client).ok().map(|body| body.to_string()),
            });
        }
        planned
            .changes
            .extend(wanted.shown().into_iter().map(|(what, after)| Change {
                what,
                before: None,
                after: Some(after),
            }));
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        Wanted::of(call, &self.0)?;
        // Secrets cannot be seen; all of it is set again, which does no harm.
        Ok(if note::find(call)?.is_some() {
            Observed::Begun
        } else {
            Observed::Absent
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        wanted.repo.must_be_there(&client)?;
        let there = client.find(&wanted.path(""))?.map(|shown| as_asked(&shown));
        let before = note::keep(call, &json!({"before": there}))?;
        let body = wanted.body(&client)?;
        let made = client.write(Method::PUT, &wanted.path(""), Some(body))?;
        log.line(&format!(
            "environment {} of {} is set",
            wanted.name, wanted.repo.0
        ));
        wanted.put_policies(&client)?;
        put_variables(&client, &wanted.path("/variables"), &wanted.variables, log)?;
        put_secrets(call, &client, &wanted.path("/secrets"), &wanted.secrets, log)?;
        Ok(Applied::Done(Done {
            output: json!({"name": wanted.name, "url": made["html_url"], "before": before["before"]}),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        if client.find(&wanted.path(""))?.is_none() {
            return Ok(());
        }
        let before = &output["before"];
        if before.is_null() {
            client.write(Method::DELETE, &wanted.path(""), None)?;
            log.line(&format!("environment {} is deleted", wanted.name));
        } else {
            client.write(Method::PUT, &wanted.path(""), Some(before.clone()))?;
            log.line(&format!(
                "environment {} has its old rules; variables and secrets stay",
                wanted.name
            ));
        }
        Ok(())
    }
}
