//! Environments and the protection of branches.

use std::io;

use serde_json::{Value, json};

use super::shape::id_of;
use super::state::{Environment, Policy, Repository};
use super::{GitHub, Handled, not_found, secrets};
use crate::providers::sandbox::{Answer, Asked, Shelf, refusal};
use crate::remote::Method;

impl GitHub {
    pub(super) fn environments(
        &self,
        name: &str,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
    ) -> Handled {
        if let (&Method::PUT, []) = (asked.method, rest) {
            return Ok(self.put_environment(name, repository, asked));
        }
        let Some(environment) = repository.environments.get_mut(name) else {
            return Ok(not_found());
        };
        match (asked.method, rest) {
            (&Method::GET, []) => {
                let environment = environment.clone();
                Ok(Answer::new(
                    200,
                    self.at.environment(repository, name, &environment),
                ))
            }
            (&Method::DELETE, []) => {
                repository.environments.remove(name);
                Ok(Answer::empty(204))
            }
            (_, ["deployment-branch-policies", rest @ ..]) => Ok(policies(rest, environment, asked)),
            (_, ["secrets", rest @ ..]) => {
                secrets::secrets(rest, &mut environment.secrets, &mut environment.key, asked)
            }
            (_, ["variables", rest @ ..]) => Ok(secrets::variables(rest, &mut environment.variables, asked)),
            _ => Ok(not_found()),
        }
    }

    fn put_environment(&self, name: &str, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        let fresh = Environment {
            id: id_of(&format!("{}/{}/{name}", repository.owner, repository.name)),
            created: asked.now,
            ..Environment::default()
        };
        let policy = asked
            .body
            .get("deployment_branch_policy")
            .filter(|policy| !policy.is_null());
        let is_policy = |policy: &Value| policy["protected_branches"] != policy["custom_branch_policies"];
        if !policy.is_none_or(is_policy) {
            return refusal(
                422,
                "protected_branches and custom_branch_policies cannot have the same value.",
            );
        }
        let people = asked
            .body
            .get("reviewers")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if people.len() > 6 {
            return refusal(422, "Up to 6 reviewers can be configured.");
        }
        let reviewers = people
            .iter()
            .map(|reviewer| self.reviewer(&repository.owner, reviewer))
            .collect();
        let environment = repository.environments.entry(name.to_owned()).or_insert(fresh);
        environment.updated = asked.now;
        environment.wait_timer = asked
            .body
            .get("wait_timer")
            .and_then(Value::as_u64)
            .unwrap_or_default();
        environment.prevent_self_review = asked
            .body
            .get("prevent_self_review")
            .and_then(Value::as_bool)
            .unwrap_or_default();
        environment.reviewers = reviewers;
        environment.branch_policy = policy.cloned();
        let environment = environment.clone();
        Answer::new(200, self.at.environment(repository, name, &environment))
    }

    /// A reviewer as they are shown: by the number that they were named with.
    fn reviewer(&self, org: &str, named: &Value) -> Value {
        let id = named["id"].as_u64().unwrap_or_default();
        let sort = named["type"].as_str().unwrap_or("User");
        let mut seeds = if sort == "Team" {
            self.seeds().teams.iter()
        } else {
            self.seeds().users.iter()
        };
        let shape = match sort {
            "Team" => seeds
                .find(|slug| id_of(&format!("{org}/{slug}")) == id)
                .map(|slug| self.at.team(org, slug, "pull")),
            _ => seeds
                .find(|login| id_of(login) == id)
                .map(|login| self.at.user(login, "User")),
        };
        json!({"type": sort, "reviewer": shape.unwrap_or_else(|| json!({"id": id}))})
    }

    pub(super) fn protection(
        &self,
        branch: &str,
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> io::Result<Answer> {
        if self.objects(repository, shelf)?.branch(branch)?.is_none() {
            return Ok(refusal(404, "Branch not found"));
        }
        match *asked.method {
            Method::PUT => {
                repository
                    .protection
                    .insert(branch.to_owned(), asked.body.clone());
            }
            Method::DELETE => {
                return Ok(match repository.protection.remove(branch) {
                    Some(_) => Answer::empty(204),
                    None => refusal(404, "Branch not protected"),
                });
            }
            _ => {}
        }
        Ok(match repository.protection.get(branch) {
            Some(asked) => Answer::new(200, self.shown_protection(branch, repository, asked)),
            None => refusal(404, "Branch not protected"),
        })
    }

    /// Protection as it is shown, which is not as it was asked for.
    fn shown_protection(&self, branch: &str, repository: &Repository, asked: &Value) -> Value {
        let root = format!(
            "{}/branches/{branch}/protection",
            self.at.repository_url(&repository.owner, &repository.name)
        );
        let flag = |name: &str| json!({"enabled": asked[name].as_bool().unwrap_or_default()});
        let mut shown = json!({
            "url": root,
            "enforce_admins": {"url": format!("{root}/enforce_admins"), "enabled": asked["enforce_admins"].as_bool().unwrap_or_default()},
        });
        for name in [
            "required_linear_history",
            "allow_force_pushes",
            "allow_deletions",
            "block_creations",
            "required_conversation_resolution",
            "lock_branch",
            "allow_fork_syncing",
        ] {
            shown[name] = flag(name);
        }
        shown["required_signatures"] =
            json!({"url": format!("{root}/required_signatures"), "enabled": false});
        let checks = &asked["required_status_checks"];
        if checks.is_object() {
            let contexts = checks["contexts"].clone();
            let list: Vec<Value> = contexts
                .as_array()
                .into_iter()
                .flatten()
                .map(|context| json!({"context": context, "app_id": null}))
                .collect();
            shown["required_status_checks"] = json!({
                "url": format!("{root}/required_status_checks"), "strict": checks["strict"], "contexts": contexts,
                "contexts_url": format!("{root}/required_status_checks/contexts"), "checks": list,
            });
        }
        let reviews = &asked["required_pull_request_reviews"];
        if reviews.is_object() {
            shown["required_pull_request_reviews"] = json!({
                "url": format!("{root}/required_pull_request_reviews"),
                "dismiss_stale_reviews": reviews["dismiss_stale_reviews"].as_bool().unwrap_or_default(),
                "require_code_owner_reviews": reviews["require_code_owner_reviews"].as_bool().unwrap_or_default(),
                "required_approving_review_count": reviews["required_approving_review_count"].as_u64().unwrap_or(1),
                "require_last_push_approval": reviews["require_last_push_approval"].as_bool().unwrap_or_default(),
            });
        }
        let restrictions = &asked["restrictions"];
        if restrictions.is_object() {
            let named = |name: &str| {
                restrictions[name]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
            };
            let people: Vec<Value> = named("users").map(|login| self.at.user(login, "User")).collect();
            let teams: Vec<Value> = named("teams")
                .map(|slug| self.at.team(&repository.owner, slug, "push"))
                .collect();
            let at = format!("{root}/restrictions");
            shown["restrictions"] = json!({
                "url": at, "users_url": format!("{at}/users"), "teams_url": format!("{at}/teams"), "apps_url": format!("{at}/apps"),
                "users": people, "teams": teams, "apps": [],
            });
        }
        shown
    }
}

fn policies(rest: &[&str], environment: &mut Environment, asked: &Asked<'_>) -> Answer {
    let shape = |policy: &Policy| json!({"id": policy.id, "node_id": format!("P_{}", policy.id), "name": policy.name, "type": policy.sort});
    match (asked.method, rest) {
        (&Method::GET, []) => {
            let all: Vec<Value> = environment.policies.iter().map(shape).collect();
            Answer::new(200, json!({"total_count": all.len(), "branch_policies": all}))
        }
        (&Method::POST, []) => {
            let has_custom = environment
                .branch_policy
                .as_ref()
                .is_some_and(|policy| policy["custom_branch_policies"] == true);
            if !has_custom {
                return not_found();
            }
            let name = asked.text("name").unwrap_or_default();
            let sort = asked.text("type").unwrap_or("branch");
            let policy = Policy {
                id: id_of(&format!("{}/{sort}/{name}", environment.id)),
                name: name.to_owned(),
                sort: sort.to_owned(),
            };
            if environment.policies.contains(&policy) {
                return Answer::empty(303);
            }
            environment.policies.push(policy.clone());
            Answer::new(200, shape(&policy))
        }
        _ => not_found(),
    }
}
