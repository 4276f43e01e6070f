//! `github:branch-protection:create`: what a branch is protected with. What protected it before is noted first.

use serde_json::{Map, Value, json};

use super::client::Client;
use super::repo::{Repo, one_segment, refuse_unknown, schema};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::Input;
use crate::providers::note;
use crate::remote::Method;

const UNDO: &str = "protects the branch as before, or not at all";

pub(super) struct BranchProtection(ActionSpec);

impl BranchProtection {
    pub(super) fn new() -> Self {
        let mut properties = json!({
            "repoUrl": {"type": "string", "description": "github.com?owner=OWNER&repo=NAME"},
            "branch": {"type": "string", "description": "The default branch if not given"},
            "enforceAdmins": {"type": "boolean", "default": true},
        });
        if let (Some(all), Value::Object(more)) = (properties.as_object_mut(), rules()) {
            all.extend(more);
        }
        Self(ActionSpec {
            id: "github:branch-protection:create",
            summary: "Protects a branch of a repository",
            input: schema(&["repoUrl"], properties),
            output: schema(
                &[],
                json!({
                    "branch": {"type": "string"},
                    "before": {"description": "What protected it before; null where nothing did"},
                }),
            ),
            settlement: Settlement::Repeat,
            undo: UndoSpec::By(UNDO),
        })
    }
}

/// The rules that `publish:github` takes too, by the names that Backstage has for them.
pub(super) fn rules() -> Value {
    let flag = |words: &str| json!({"type": "boolean", "description": words, "default": false});
    json!({
        "requireCodeOwnerReviews": flag("An owner of the code must approve"),
        "dismissStaleReviews": flag("A push makes approvals void"),
        "requireLastPushApproval": flag("Somebody else than who pushed last must approve"),
        "requiredApprovingReviewCount": {"type": "integer", "minimum": 0, "maximum": 6, "default": 1},
        "requiredStatusCheckContexts": {"type": "array", "items": {"type": "string"}, "default": []},
        "requireBranchesToBeUpToDate": {"type": "boolean", "default": true},
        "requiredConversationResolution": flag("All conversations must be resolved"),
        "requiredLinearHistory": flag("No merge commits"),
        "blockCreations": flag("Nobody but those of `restrictions` may make such a branch"),
        "restrictions": {"type": "object", "description": "Who may push: {users, teams, apps}, logins and slugs"},
        "bypassPullRequestAllowances": {"type": "object", "description": "Who needs no pull request: {users, teams, apps}"},
    })
}

/// The rules of an input, as GitHub asks for them.
pub(super) fn asked(input: &Input<'_>, enforce_admins: bool) -> Result<Value, ActionError> {
    let count = input.number("requiredApprovingReviewCount")?.unwrap_or(1.0);
    let mut reviews = json!({
        "require_code_owner_reviews": input.flag("requireCodeOwnerReviews")?,
        "dismiss_stale_reviews": input.flag("dismissStaleReviews")?,
        "require_last_push_approval": input.flag("requireLastPushApproval")?,
        "required_approving_review_count": count as u64,
    });
    if let Some(allowed) = input.get("bypassPullRequestAllowances") {
        reviews["bypass_pull_request_allowances"] = allowed.clone();
    }
    let contexts = input.texts("requiredStatusCheckContexts")?;
    let is_strict =
        input.get("requireBranchesToBeUpToDate").is_none() || input.flag("requireBranchesToBeUpToDate")?;
    let checks = json!({"strict": is_strict, "contexts": contexts});
    Ok(json!({
        "required_status_checks": if contexts.is_empty() { Value::Null } else { checks },
        "enforce_admins": enforce_admins,
        "required_pull_request_reviews": reviews,
        "restrictions": input.get("restrictions").map_or(Value::Null, restrictions),
        "required_linear_history": input.flag("requiredLinearHistory")?,
        "required_conversation_resolution": input.flag("requiredConversationResolution")?,
        "block_creations": input.flag("blockCreations")?,
    }))
}

fn restrictions(given: &Value) -> Value {
    let list = |name: &str| given.get(name).cloned().unwrap_or_else(|| json!([]));
    json!({"users": list("users"), "teams": list("teams"), "apps": list("apps")})
}

pub(super) fn path(repo: &Repo, branch: &str) -> String {
    repo.path(&format!("/branches/{}/protection", one_segment(branch)))
}

/// Protection as it is shown, in the words in which it is asked for.
pub(super) fn as_asked(shown: &Value) -> Value {
    let flag = |name: &str| json!(shown[name]["enabled"].as_bool().unwrap_or_default());
    let mut asked = json!({
        "required_status_checks": null, "enforce_admins": flag("enforce_admins"),
        "required_pull_request_reviews": null, "restrictions": null,
        "required_linear_history": flag("required_linear_history"),
        "required_conversation_resolution": flag("required_conversation_resolution"),
        "block_creations": flag("block_creations"),
    });
    let checks = &shown["required_status_checks"];
    if checks.is_object() {
        asked["required_status_checks"] = json!({
            "strict": checks["strict"].as_bool().unwrap_or_default(),
            "contexts": checks.get("contexts").cloned().unwrap_or_else(|| json!([])),
        });
    }
    let reviews = &shown["required_pull_request_reviews"];
    if reviews.is_object() {
        let mut kept = Map::new();
        for name in [
            "require_code_owner_reviews",
            "dismiss_stale_reviews",
            "require_last_push_approval",
        ] {
            kept.insert(name.into(), json!(reviews[name].as_bool().unwrap_or_default()));
        }
        kept.insert(
            "required_approving_review_count".into(),
            json!(
                reviews["required_approving_review_count"]
                    .as_u64()
                    .unwrap_or_default()
            ),
        );
        let allowed = &reviews["bypass_pull_request_allowances"];
        if allowed.is_object() {
            kept.insert("bypass_pull_request_allowances".into(), named(allowed));
        }
        asked["required_pull_request_reviews"] = Value::Object(kept);
    }
    if shown["restrictions"].is_object() {
        asked["restrictions"] = named(&shown["restrictions"]);
    }
    asked
}

/// Logins and slugs of people, teams and apps that are shown whole.
fn named(shown: &Value) -> Value {
    let names = |list: &str, name: &str| -> Vec<Value> {
        let items = shown[list].as_array().into_iter().flatten();
        items.map(|item| item[name].clone()).collect()
    };
    json!({"users": names("users", "login"), "teams": names("teams", "slug"), "apps": names("apps", "slug")})
}

/// The rules that differ, for people.
pub(super) fn changes(before: Option<&Value>, after: &Value) -> Vec<Change> {
    let mut changes = vec![];
    collect("", before.unwrap_or(&Value::Null), after, &mut changes);
    changes
}

fn collect(name: &str, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    if let Value::Object(fields) = after {
        for (field, after) in fields {
            let name = if name.is_empty() {
                field.clone()
            } else {
                format!("{name}.{field}")
            };
            collect(&name, &before[field], after, changes);
        }
        return;
    }
    let shown = |value: &Value| (!value.is_null()).then(|| value.to_string());
    changes.push(Change {
        what: name.to_owned(),
        before: shown(before),
        after: shown(after),
    });
}

struct Wanted {
    repo: Repo,
    branch: Option<String>,
    asked: Value,
}

impl Wanted {
    fn of(call: &Call<'_>, spec: &ActionSpec) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &spec.input)?;
        let enforced = input.get("enforceAdmins").is_none() || input.flag("enforceAdmins")?;
        Ok(Self {
            repo: Repo::of(&input)?,
            branch: input.text("branch")?.map(str::to_owned),
            asked: asked(&input, enforced)?,
        })
    }

    fn branch(&self, shown: &Value) -> String {
        let default = || shown["default_branch"].as_str().unwrap_or("main").to_owned();
        self.branch.clone().unwrap_or_else(default)
    }

    fn there(&self, client: &Client<'_>, branch: &str) -> Result<Option<Value>, ActionError> {
        Ok(client
            .find(&path(&self.repo, branch))?
            .map(|shown| as_asked(&shown)))
    }
}

impl Action for BranchProtection {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.repo.0.to_string()),
            undo: Undo::By(UNDO.to_owned()),
            ..Planned::default()
        };
        let there = match wanted.repo.look(&client)? {
            Some(shown) => {
                let branch = wanted.branch(&shown);
                planned.output = json!({"branch": branch});
                planned.target = Some(format!("{} {branch}", wanted.repo.0));
                wanted.there(&client, &branch)?
            }
            None => None,
        };
        planned.effect = match &there {
            Some(there) if *there == wanted.asked => Effect::None,
            Some(_) => Effect::Change,
            None => Effect::Create,
        };
        let branch = wanted.branch.as_deref().unwrap_or("the default branch");
        planned.summary = format!("Protects {branch} of {}", wanted.repo.0);
        planned.changes = changes(there.as_ref(), &wanted.asked);
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let Some(shown) = wanted.repo.look(&client)? else {
            return Ok(Observed::Absent);
        };
        let branch = wanted.branch(&shown);
        let there = wanted.there(&client, &branch)?;
        if there.as_ref() != Some(&wanted.asked) {
            return Ok(Observed::Absent);
        }
        let before = note::find(call)?.unwrap_or(json!({"before": there}));
        Ok(Observed::Done {
            output: json!({"branch": branch, "before": before["before"]}),
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let branch = wanted.branch(&wanted.repo.must_be_there(&client)?);
        let there = wanted.there(&client, &branch)?;
        let before = note::keep(call, &json!({"before": there}))?;
        if there.as_ref() != Some(&wanted.asked) {
            client.write(
                Method::PUT,
                &path(&wanted.repo, &branch),
                Some(wanted.asked.clone()),
            )?;
        }
        log.line(&format!("{branch} of {} is protected", wanted.repo.0));
        Ok(Applied::Done(Done {
            output: json!({"branch": branch, "before": before["before"]}),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let branch = output["branch"].as_str().unwrap_or_default();
        let there = match wanted.repo.look(&client)? {
            Some(_) => wanted.there(&client, branch)?,
            None => return Ok(()),
        };
        let before = &output["before"];
        match (before.is_null(), there) {
            (true, None) => {}
            (true, Some(_)) => {
                client.write(Method::DELETE, &path(&wanted.repo, branch), None)?;
                log.line(&format!(
                    "{branch} of {} is not protected any more",
                    wanted.repo.0
                ));
            }
            (false, there) if there.as_ref() == Some(before) => {}
            (false, _) => {
                client.write(Method::PUT, &path(&wanted.repo, branch), Some(before.clone()))?;
                log.line(&format!("{branch} of {} is protected as before", wanted.repo.0));
            }
        }
        Ok(())
    }
}
