//! Answers in the shape that GitHub's own API description gives them (github.com/github/rest-api-description).

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::state::{Environment, Invitation, Issue, Pull, Repository, WorkflowRun};

/// The addresses that answers name.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    /// `https://api.github.com`
    pub api: String,
    /// `https://github.com`
    pub web: String,
}

/// A number that is the same for a name each time.
pub(super) fn id_of(name: &str) -> u64 {
    let digest = Sha256::digest(name.as_bytes());
    digest
        .iter()
        .take(4)
        .fold(0, |id, byte| id << 8 | u64::from(*byte))
}

/// GitHub gives whole seconds.
pub(super) fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn node_id(sort: &str, id: u64) -> String {
    format!("{sort}_{id}")
}

impl Addresses {
    /// An address below `root`, for each name: what follows the colon.
    fn below(root: &str, names: &str, into: &mut Map<String, Value>) {
        for pair in names.split_whitespace() {
            if let Some((name, rest)) = pair.split_once(':') {
                into.insert(name.to_owned(), json!(format!("{root}{rest}")));
            }
        }
    }

    pub(super) fn user(&self, login: &str, sort: &str) -> Value {
        let id = id_of(login);
        let mut user = Map::new();
        user.insert("login".into(), json!(login));
        user.insert("id".into(), json!(id));
        user.insert("node_id".into(), json!(node_id("U", id)));
        user.insert("avatar_url".into(), json!(format!("{}/avatars/u/{id}", self.web)));
        user.insert("gravatar_id".into(), json!(""));
        user.insert("html_url".into(), json!(format!("{}/{login}", self.web)));
        user.insert("type".into(), json!(sort));
        user.insert("site_admin".into(), json!(false));
        Self::below(
            &format!("{}/users/{login}", self.api),
            "url: followers_url:/followers following_url:/following{/other_user} gists_url:/gists{/gist_id} \
             starred_url:/starred{/owner}{/repo} subscriptions_url:/subscriptions organizations_url:/orgs \
             repos_url:/repos events_url:/events{/privacy} received_events_url:/received_events",
            &mut user,
        );
        Value::Object(user)
    }

    /// A user as they are shown alone.
    pub(super) fn whole_user(&self, login: &str, sort: &str, now: Timestamp) -> Value {
        let mut user = self.user(login, sort);
        for name in ["bio", "blog", "company", "email", "hireable", "location", "name"] {
            user[name] = Value::Null;
        }
        for name in ["followers", "following", "public_gists", "public_repos"] {
            user[name] = json!(0);
        }
        user["created_at"] = json!(moment(now));
        user["updated_at"] = json!(moment(now));
        user
    }

    pub(super) fn repository_url(&self, owner: &str, name: &str) -> String {
        format!("{}/repos/{owner}/{name}", self.api)
    }

    pub(super) fn repository(&self, repository: &Repository, owner_sort: &str) -> Value {
        let Repository { owner, name, id, .. } = repository;
        let web = format!("{}/{owner}/{name}", self.web);
        let mut shape = Map::new();
        shape.insert("id".into(), json!(id));
        shape.insert("node_id".into(), json!(node_id("R", *id)));
        shape.insert("name".into(), json!(name));
        shape.insert("full_name".into(), json!(format!("{owner}/{name}")));
        shape.insert("owner".into(), self.user(owner, owner_sort));
        shape.insert("private".into(), json!(repository.is_private()));
        shape.insert("html_url".into(), json!(web));
        shape.insert("description".into(), json!(repository.description));
        shape.insert("fork".into(), json!(false));
        Self::below(
            &self.repository_url(owner, name),
            REPOSITORY_ADDRESSES,
            &mut shape,
        );
        Self::below(&web, "clone_url:.git svn_url:", &mut shape);
        let host = self.web.split("://").nth(1).unwrap_or_default();
        shape.insert(
            "git_url".into(),
            json!(format!("git://{host}/{owner}/{name}.git")),
        );
        shape.insert("ssh_url".into(), json!(format!("git@{host}:{owner}/{name}.git")));
        for flag in FLAGS {
            shape.insert(flag.into(), json!(repository.flag(flag)));
        }
        for (name, word) in &repository.words {
            shape.insert(name.clone(), json!(word));
        }
        for count in COUNTS {
            shape.insert(count.into(), json!(0));
        }
        let open = repository
            .issues
            .iter()
            .filter(|issue| issue.state == "open")
            .count();
        shape.insert("open_issues".into(), json!(open));
        shape.insert("open_issues_count".into(), json!(open));
        for absent in ["language", "mirror_url", "license"] {
            shape.insert(absent.into(), Value::Null);
        }
        shape.insert("homepage".into(), json!(repository.homepage));
        shape.insert("visibility".into(), json!(repository.visibility));
        shape.insert("topics".into(), json!(repository.topics));
        shape.insert("default_branch".into(), json!(repository.default_branch));
        shape.insert("archived".into(), json!(repository.archived));
        shape.insert("disabled".into(), json!(false));
        shape.insert("created_at".into(), json!(moment(repository.created)));
        shape.insert("updated_at".into(), json!(moment(repository.updated)));
        shape.insert("pushed_at".into(), json!(moment(repository.updated)));
        shape.insert("custom_properties".into(), json!(repository.properties));
        shape.insert(
            "permissions".into(),
            json!({"admin": true, "maintain": true, "push": true, "triage": true, "pull": true}),
        );
        Value::Object(shape)
    }

    pub(super) fn reference(&self, repository: &Repository, branch: &str, sha: &str) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        json!({
            "ref": format!("refs/heads/{branch}"),
            "node_id": node_id("REF", id_of(branch)),
            "url": format!("{root}/git/refs/heads/{branch}"),
            "object": {"type": "commit", "sha": sha, "url": format!("{root}/git/commits/{sha}")},
        })
    }

    pub(super) fn team(&self, org: &str, slug: &str, permission: &str) -> Value {
        let id = id_of(&format!("{org}/{slug}"));
        json!({
            "id": id, "node_id": node_id("T", id), "name": slug, "slug": slug, "description": null,
            "privacy": "closed", "notification_setting": "notifications_enabled", "permission": permission,
            "url": format!("{}/orgs/{org}/teams/{slug}", self.api),
            "html_url": format!("{}/orgs/{org}/teams/{slug}", self.web),
            "members_url": format!("{}/orgs/{org}/teams/{slug}/members{{/member}}", self.api),
            "repositories_url": format!("{}/orgs/{org}/teams/{slug}/repos", self.api),
            "type": "organization", "parent": null,
        })
    }

    /// A team as it is shown alone.
    pub(super) fn whole_team(&self, org: &str, slug: &str, now: Timestamp) -> Value {
        let mut team = self.team(org, slug, "pull");
        let at = format!("{}/orgs/{org}", self.api);
        team["created_at"] = json!(moment(now));
        team["updated_at"] = json!(moment(now));
        team["members_count"] = json!(0);
        team["repos_count"] = json!(0);
        team["organization"] = json!({
            "login": org, "id": id_of(org), "node_id": node_id("O", id_of(org)), "url": at, "type": "Organization",
            "repos_url": format!("{at}/repos"), "events_url": format!("{at}/events"), "hooks_url": format!("{at}/hooks"),
            "issues_url": format!("{at}/issues"), "members_url": format!("{at}/members{{/member}}"),
            "public_members_url": format!("{at}/public_members{{/member}}"),
            "avatar_url": format!("{}/avatars/u/{}", self.web, id_of(org)), "description": null,
            "html_url": format!("{}/{org}", self.web), "has_organization_projects": true, "has_repository_projects": true,
            "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0,
            "created_at": moment(now), "updated_at": moment(now), "archived_at": null,
        });
        team
    }

    pub(super) fn invitation(
        &self,
        repository: &Repository,
        invitation: &Invitation,
        owner_sort: &str,
        me: &str,
    ) -> Value {
        let permissions = match invitation.permission.as_str() {
            "pull" => "read",
            "push" => "write",
            other => other,
        };
        json!({
            "id": invitation.id, "node_id": node_id("RI", invitation.id), "permissions": permissions,
            "inviter": self.user(me, "User"), "invitee": self.user(&invitation.login, "User"),
            "repository": self.repository(repository, owner_sort), "created_at": moment(invitation.created),
            "expired": false,
            "url": format!("{}/user/repository_invitations/{}", self.api, invitation.id),
            "html_url": format!("{}/{}/{}/invitations", self.web, repository.owner, repository.name),
        })
    }

    fn label(&self, repository: &Repository, name: &str) -> Value {
        let id = id_of(name);
        json!({
            "id": id, "node_id": node_id("LA", id), "name": name, "description": "", "color": "ededed", "default": false,
            "url": format!("{}/labels/{name}", self.repository_url(&repository.owner, &repository.name)),
        })
    }

    pub(super) fn issue(&self, repository: &Repository, issue: &Issue, me: &str) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        let at = format!("{root}/issues/{}", issue.number);
        let id = id_of(&at);
        let assignees: Vec<Value> = issue
            .assignees
            .iter()
            .map(|login| self.user(login, "User"))
            .collect();
        let labels: Vec<Value> = issue
            .labels
            .iter()
            .map(|label| self.label(repository, label))
            .collect();
        let closed = (issue.state == "closed").then(|| moment(issue.updated));
        json!({
            "id": id, "node_id": node_id("I", id), "number": issue.number, "title": issue.title, "body": issue.body,
            "state": issue.state, "state_reason": issue.state_reason, "locked": false, "comments": 0,
            "user": self.user(me, "User"), "assignee": assignees.first(), "assignees": assignees, "labels": labels,
            "milestone": null, "closed_at": closed, "author_association": "MEMBER", "active_lock_reason": null,
            "created_at": moment(issue.created), "updated_at": moment(issue.updated),
            "url": at, "repository_url": root, "labels_url": format!("{at}/labels{{/name}}"),
            "comments_url": format!("{at}/comments"), "events_url": format!("{at}/events"),
            "html_url": format!("{}/{}/{}/issues/{}", self.web, repository.owner, repository.name, issue.number),
        })
    }

    pub(super) fn pull(&self, repository: &Repository, pull: &Pull, owner_sort: &str, me: &str) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        let web = format!(
            "{}/{}/{}/pull/{}",
            self.web, repository.owner, repository.name, pull.number
        );
        let (at, issue) = (
            format!("{root}/pulls/{}", pull.number),
            format!("{root}/issues/{}", pull.number),
        );
        let id = id_of(&at);
        let end = |branch: &str, sha: &str| {
            json!({
                "label": format!("{}:{branch}", repository.owner), "ref": branch, "sha": sha,
                "user": self.user(&repository.owner, owner_sort), "repo": self.repository(repository, owner_sort),
            })
        };
        let people = |logins: &[String]| -> Vec<Value> {
            logins.iter().map(|login| self.user(login, "User")).collect()
        };
        let teams: Vec<Value> = pull
            .team_reviewers
            .iter()
            .map(|slug| self.team(&repository.owner, slug, "pull"))
            .collect();
        let labels: Vec<Value> = pull
            .labels
            .iter()
            .map(|label| self.label(repository, label))
            .collect();
        let assignees = people(&pull.assignees);
        let closed = (pull.state == "closed").then(|| moment(pull.updated));
        let statuses = format!("{root}/statuses/{}", pull.head_sha);
        let mut shape = json!({
            "id": id, "node_id": node_id("PR", id), "number": pull.number, "title": pull.title, "body": pull.body,
            "state": pull.state, "locked": false, "draft": pull.draft, "user": self.user(me, "User"),
            "assignee": assignees.first(), "assignees": assignees, "requested_reviewers": people(&pull.reviewers),
            "requested_teams": teams, "labels": labels, "milestone": null, "active_lock_reason": null,
            "created_at": moment(pull.created), "updated_at": moment(pull.updated), "closed_at": closed, "merged_at": null,
            "merge_commit_sha": null, "author_association": "MEMBER", "auto_merge": null,
            "merged": false, "mergeable": true, "rebaseable": true, "mergeable_state": "clean", "merged_by": null,
            "maintainer_can_modify": false, "comments": 0, "review_comments": 0, "commits": 1, "additions": 0,
            "deletions": 0, "changed_files": 1,
        });
        let addresses = json!({
            "url": at, "html_url": web, "diff_url": format!("{web}.diff"), "patch_url": format!("{web}.patch"),
            "issue_url": issue, "commits_url": format!("{at}/commits"), "review_comments_url": format!("{at}/comments"),
            "review_comment_url": format!("{root}/pulls/comments{{/number}}"), "comments_url": format!("{issue}/comments"),
            "statuses_url": statuses,
            "head": end(&pull.head, &pull.head_sha), "base": end(&pull.base, &pull.base_sha),
            "_links": {
                "self": {"href": at}, "html": {"href": web}, "issue": {"href": issue},
                "comments": {"href": format!("{issue}/comments")}, "review_comments": {"href": format!("{at}/comments")},
                "review_comment": {"href": format!("{root}/pulls/comments{{/number}}")},
                "commits": {"href": format!("{at}/commits")}, "statuses": {"href": statuses},
            },
        });
        if let (Some(shape), Value::Object(addresses)) = (shape.as_object_mut(), addresses) {
            shape.extend(addresses);
        }
        shape
    }

    pub(super) fn workflow(&self, repository: &Repository, file: &str) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        let id = id_of(&format!("{}/{}/{file}", repository.owner, repository.name));
        let web = format!("{}/{}/{}", self.web, repository.owner, repository.name);
        json!({
            "id": id, "node_id": node_id("W", id), "name": file.rsplit_once('.').map_or(file, |(name, _)| name),
            "path": format!(".github/workflows/{file}"), "state": "active",
            "created_at": moment(repository.created), "updated_at": moment(repository.created),
            "url": format!("{root}/actions/workflows/{id}"),
            "html_url": format!("{web}/blob/{}/.github/workflows/{file}", repository.default_branch),
            "badge_url": format!("{web}/workflows/{file}/badge.svg"),
        })
    }

    pub(super) fn workflow_run(
        &self,
        repository: &Repository,
        run: &WorkflowRun,
        owner_sort: &str,
        me: &str,
    ) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        let at = format!("{root}/actions/runs/{}", run.id);
        let workflow = self.workflow(repository, &run.workflow);
        let (status, conclusion) = run.progress();
        let names_itself = run.inputs.get("muster").and_then(Value::as_str);
        let commit = json!({
            "id": run.sha, "tree_id": run.sha, "message": "", "timestamp": moment(run.created), "author": null, "committer": null,
        });
        json!({
            "id": run.id, "node_id": node_id("WFR", run.id), "name": workflow["name"], "head_branch": run.branch,
            "head_sha": run.sha, "path": workflow["path"], "run_number": 1, "run_attempt": 1, "event": "workflow_dispatch",
            "display_title": names_itself.map_or_else(|| workflow["name"].clone(), |name| json!(name)),
            "status": status, "conclusion": conclusion, "workflow_id": workflow["id"],
            "actor": self.user(me, "User"), "triggering_actor": self.user(me, "User"), "pull_requests": [],
            "created_at": moment(run.created), "updated_at": moment(run.created), "run_started_at": moment(run.created),
            "head_commit": commit, "repository": self.repository(repository, owner_sort),
            "head_repository": self.repository(repository, owner_sort), "referenced_workflows": [],
            "url": at, "jobs_url": format!("{at}/jobs"), "logs_url": format!("{at}/logs"),
            "check_suite_url": format!("{root}/check-suites/{}", run.id), "artifacts_url": format!("{at}/artifacts"),
            "cancel_url": format!("{at}/cancel"), "rerun_url": format!("{at}/rerun"), "workflow_url": workflow["url"],
            "html_url": format!("{}/{}/{}/actions/runs/{}", self.web, repository.owner, repository.name, run.id),
        })
    }

    pub(super) fn environment(
        &self,
        repository: &Repository,
        name: &str,
        environment: &Environment,
    ) -> Value {
        let root = self.repository_url(&repository.owner, &repository.name);
        let mut rules = vec![];
        if environment.wait_timer > 0 {
            rules.push(json!({"id": environment.id + 1, "node_id": node_id("GA", environment.id + 1), "type": "wait_timer", "wait_timer": environment.wait_timer}));
        }
        if !environment.reviewers.is_empty() {
            rules.push(json!({
                "id": environment.id + 2, "node_id": node_id("GA", environment.id + 2), "type": "required_reviewers",
                "prevent_self_review": environment.prevent_self_review, "reviewers": environment.reviewers,
            }));
        }
        if environment.branch_policy.is_some() {
            rules.push(json!({"id": environment.id + 3, "node_id": node_id("GA", environment.id + 3), "type": "branch_policy"}));
        }
        json!({
            "id": environment.id, "node_id": node_id("EN", environment.id), "name": name,
            "url": format!("{root}/environments/{name}"),
            "html_url": format!("{}/{}/{}/deployments/activity_log?environments_filter={name}", self.web, repository.owner, repository.name),
            "created_at": moment(environment.created), "updated_at": moment(environment.updated),
            "protection_rules": rules, "deployment_branch_policy": environment.branch_policy,
        })
    }
}

impl WorkflowRun {
    /// It is queued at the first look, then runs, and ends at the fourth: well, unless the workflow has an input `fail` and
    /// that is true.
    fn progress(&self) -> (&'static str, Option<&'static str>) {
        match (self.cancelled, self.looks) {
            (true, _) => ("completed", Some("cancelled")),
            (_, 0 | 1) => ("queued", None),
            (_, 2 | 3) => ("in_progress", None),
            _ if self.inputs.get("fail").is_some_and(|fail| *fail == "true") => {
                ("completed", Some("failure"))
            }
            _ => ("completed", Some("success")),
        }
    }
}

const FLAGS: [&str; 17] = [
    "has_issues",
    "has_projects",
    "has_wiki",
    "has_pages",
    "has_discussions",
    "has_downloads",
    "is_template",
    "allow_squash_merge",
    "allow_merge_commit",
    "allow_rebase_merge",
    "allow_auto_merge",
    "allow_update_branch",
    "allow_forking",
    "delete_branch_on_merge",
    "use_squash_pr_title_as_default",
    "web_commit_signoff_required",
    "has_pull_requests",
];

const COUNTS: [&str; 8] = [
    "forks",
    "forks_count",
    "size",
    "stargazers_count",
    "watchers",
    "watchers_count",
    "network_count",
    "subscribers_count",
];

const REPOSITORY_ADDRESSES: &str = "url: archive_url:/{archive_format}{/ref} assignees_url:/assignees{/user} \
    blobs_url:/git/blobs{/sha} branches_url:/branches{/branch} collaborators_url:/collaborators{/collaborator} \
    comments_url:/comments{/number} commits_url:/commits{/sha} compare_url:/compare/{base}...{head} \
    contents_url:/contents/{+path} contributors_url:/contributors deployments_url:/deployments downloads_url:/downloads \
    events_url:/events forks_url:/forks git_commits_url:/git/commits{/sha} git_refs_url:/git/refs{/sha} \
    git_tags_url:/git/tags{/sha} hooks_url:/hooks issue_comment_url:/issues/comments{/number} \
    issue_events_url:/issues/events{/number} issues_url:/issues{/number} keys_url:/keys{/key_id} labels_url:/labels{/name} \
    languages_url:/languages merges_url:/merges milestones_url:/milestones{/number} \
    notifications_url:/notifications{?since,all,participating} pulls_url:/pulls{/number} releases_url:/releases{/id} \
    stargazers_url:/stargazers statuses_url:/statuses/{sha} subscribers_url:/subscribers subscription_url:/subscription \
    tags_url:/tags teams_url:/teams trees_url:/git/trees{/sha}";
