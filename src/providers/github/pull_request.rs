//! `publish:github:pull-request`: the run's files as a change to a repository, to be reviewed. The branch is named after the
//! step where no name is given; the commit and the text of the pull request carry its mark.

use serde_json::{Value, json};

use super::client::Client;
use super::contents::{Authored, blob_id, commit_of, files_of, head_of, write_commit, write_tree};
use super::repo::{
    Repo, escaped, has_comment, has_trailer, one_segment, refuse_unknown, schema, short, with_comment,
};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree::Tree;
use crate::model::run::{Change, Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};
use crate::remote::Method;

const UNDO: &str = "closes the pull request and deletes its branch";

pub(super) struct PullRequest(ActionSpec);

impl PullRequest {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        let texts = json!({"type": "array", "items": {"type": "string"}});
        let properties = json!({
            "repoUrl": text("github.com?owner=OWNER&repo=NAME"),
            "title": text("Of the pull request, and the first line of the commit"),
            "description": text("Of the pull request"),
            "branchName": text("Named after the run if not given"),
            "targetBranchName": text("The default branch if not given"),
            "commitMessage": text("The title if not given"),
            "sourcePath": text("The folder of the run's files that is taken"),
            "targetPath": text("The folder of the repository where they go"),
            "draft": {"type": "boolean", "default": false},
            "update": {"type": "boolean", "default": false, "description": "Put the change onto a branch that is there"},
            "reviewers": texts, "teamReviewers": texts, "assignees": texts,
            "gitAuthorName": text("Who asked for the run, if not given"),
            "gitAuthorEmail": text("Of the author"),
        });
        Self(ActionSpec {
            id: "publish:github:pull-request",
            summary: "Opens a pull request with the run's files",
            input: schema(&["repoUrl", "title"], properties),
            output: schema(
                &[],
                json!({
                    "remoteUrl": text("Of the pull request"),
                    "pullRequestNumber": {"type": "integer"},
                    "targetBranchName": text("Where it goes to"),
                    "branchName": text("Where it comes from"),
                }),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By(UNDO),
        })
    }
}

struct Wanted<'c> {
    repo: Repo,
    input: Input<'c>,
    title: String,
    branch: String,
    target: Option<String>,
    updates: bool,
    files: Tree,
}

impl<'c> Wanted<'c> {
    fn of(call: &Call<'c>, spec: &ActionSpec) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        refuse_unknown(call.input, &spec.input)?;
        let own = || format!("muster-{}", short(call.op_key, 16));
        Ok(Self {
            repo: Repo::of(&input)?,
            title: input.required("title")?.to_owned(),
            branch: input.text("branchName")?.map_or_else(own, str::to_owned),
            target: input.text("targetBranchName")?.map(str::to_owned),
            updates: input.flag("update")?,
            files: files_of(call, &input)?,
            input,
        })
    }

    fn target(&self, shown: &Value) -> String {
        let default = || shown["default_branch"].as_str().unwrap_or("main").to_owned();
        self.target.clone().unwrap_or_else(default)
    }

    /// Pull requests from the branch, also those that were closed.
    fn pulls(&self, client: &Client<'_>) -> Result<Vec<Value>, ActionError> {
        let head = one_segment(&format!("{}:{}", self.repo.0.owner, self.branch));
        client.list(&self.repo.path(&format!("/pulls?state=all&head={head}")), None)
    }

    fn output(&self, pull: &Value) -> Value {
        json!({
            "remoteUrl": pull["html_url"], "pullRequestNumber": pull["number"],
            "targetBranchName": pull["base"]["ref"], "branchName": self.branch,
        })
    }

    /// Whether the branch's last commit is this step's.
    fn is_committed(&self, call: &Call<'_>, client: &Client<'_>, head: &str) -> Result<bool, ActionError> {
        let commit = commit_of(client, &self.repo, head)?;
        Ok(has_trailer(commit["message"].as_str(), call.op_key))
    }

    fn look(&self, call: &Call<'_>, client: &Client<'_>) -> Result<Look, ActionError> {
        let pulls = self.pulls(client)?;
        let ours = pulls
            .iter()
            .find(|pull| has_comment(pull["body"].as_str(), call.op_key));
        let open = pulls.iter().find(|pull| pull["state"] == "open");
        let head = head_of(client, &self.repo, &self.branch)?;
        let is_committed = match &head {
            Some(head) => self.is_committed(call, client, head)?,
            None => false,
        };
        Ok(match (ours, head) {
            (Some(pull), _) if self.is_complete(pull) || pull["state"] != "open" => Look::Done(pull.clone()),
            (Some(pull), head) => Look::Begun {
                head,
                pull: Some(pull.clone()),
            },
            (None, None) => Look::Absent,
            (None, head) if is_committed => match (self.updates, open) {
                (true, Some(pull)) => Look::Done(pull.clone()),
                _ => Look::Begun { head, pull: None },
            },
            (None, _) if self.updates => Look::Absent,
            (None, _) => Look::Foreign,
        })
    }

    /// Whether everybody is asked who is to be asked.
    fn is_complete(&self, pull: &Value) -> bool {
        let names = |list: &str, name: &str| -> Vec<String> {
            let people = pull[list].as_array().into_iter().flatten();
            people
                .filter_map(|person| person[name].as_str().map(str::to_lowercase))
                .collect()
        };
        let has_all = |key: &str, there: &[String]| {
            let wanted = self.input.texts(key).unwrap_or_default();
            wanted.iter().all(|name| there.contains(&name.to_lowercase()))
        };
        has_all("reviewers", &names("requested_reviewers", "login"))
            && has_all("teamReviewers", &names("requested_teams", "slug"))
            && has_all("assignees", &names("assignees", "login"))
    }

    /// Of the files, those that the branch does not have as they are wanted, with what it has.
    fn changed(&self, client: &Client<'_>, tree: &str) -> Result<Vec<(&str, Option<String>)>, ActionError> {
        let there = client.get(&self.repo.path(&format!("/git/trees/{tree}?recursive=1")))?;
        let entries = there["tree"].as_array();
        let mut changed = vec![];
        for (path, file) in self.files.iter() {
            let entry = entries.into_iter().flatten().find(|entry| entry["path"] == *path);
            let old = entry.and_then(|entry| entry["sha"].as_str());
            let mode = if file.executable { "100755" } else { "100644" };
            let is_same = old == Some(blob_id(&file.bytes)?.as_str())
                && entry.is_some_and(|entry| entry["mode"] == mode);
            if !is_same {
                changed.push((path, old.map(str::to_owned)));
            }
        }
        Ok(changed)
    }

    fn commit(
        &self,
        call: &Call<'_>,
        client: &Client<'_>,
        target: &str,
        log: &mut dyn Log,
    ) -> Result<(), ActionError> {
        let repo = &self.repo;
        let own = head_of(client, repo, &self.branch)?;
        let base = match &own {
            Some(head) => head.clone(),
            None => head_of(client, repo, target)?.ok_or_else(|| no_branch(repo, target))?,
        };
        let tree = commit_of(client, repo, &base)?["tree"]["sha"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let changed = self.changed(client, &tree)?;
        if changed.is_empty() {
            return Err(wrong(format!(
                "nothing differs from {target}: there is nothing to ask for"
            ))
            .hint("see that a step before it writes files, and where `targetPath` puts them"));
        }
        let files: Vec<_> = changed
            .iter()
            .filter_map(|(path, _)| Some((*path, self.files.get(path)?)))
            .collect();
        let tree = write_tree(client, repo, &files, Some(&tree), log)?;
        let message = self.input.text("commitMessage")?.unwrap_or(&self.title);
        let made = write_commit(
            client,
            repo,
            &tree,
            &[&base],
            &Authored::of(call, &self.input, message)?,
        )?;
        if own.is_some() {
            let path = repo.path(&format!("/git/refs/heads/{}", escaped(&self.branch)));
            client.write(Method::PATCH, &path, Some(json!({"sha": made, "force": false})))?;
        } else {
            let body = json!({"ref": format!("refs/heads/{}", self.branch), "sha": made});
            client.write(Method::POST, &repo.path("/git/refs"), Some(body))?;
        }
        log.line(&format!(
            "{} committed to {}",
            counted(files.len(), "file", "files"),
            self.branch
        ));
        Ok(())
    }

    fn open(
        &self,
        call: &Call<'_>,
        client: &Client<'_>,
        target: &str,
        log: &mut dyn Log,
    ) -> Result<Value, ActionError> {
        let description = self.input.text("description")?.unwrap_or_default();
        let body = json!({
            "title": self.title, "body": with_comment(description, call.op_key), "head": self.branch, "base": target,
            "draft": self.input.flag("draft")?,
        });
        let path = self.repo.path("/pulls");
        match client.attempt(Method::POST, &path, Some(body))? {
            Ok(pull) => {
                log.line(&format!(
                    "{} is open",
                    pull["html_url"].as_str().unwrap_or("the pull request")
                ));
                Ok(pull)
            }
            // An attempt before this one opened it, and lists do not show it yet; or the branch has one already.
            Err(refusal) if refusal.status == 422 && refusal.words.contains("already exists") => client
                .await_shown("the pull request", || {
                    Ok(self
                        .pulls(client)?
                        .into_iter()
                        .find(|pull| pull["state"] == "open"))
                }),
            Err(refusal) => Err(client.refused(&refusal, "does not open a pull request at", &path)),
        }
    }

    fn ask_people(&self, client: &Client<'_>, pull: &Value) -> Result<(), ActionError> {
        if self.is_complete(pull) {
            return Ok(());
        }
        let number = pull["number"].as_u64().unwrap_or_default();
        let (people, teams) = (self.input.texts("reviewers")?, self.input.texts("teamReviewers")?);
        if !people.is_empty() || !teams.is_empty() {
            let path = self.repo.path(&format!("/pulls/{number}/requested_reviewers"));
            let body = json!({"reviewers": people, "team_reviewers": teams});
            client.write(Method::POST, &path, Some(body))?;
        }
        let assignees = self.input.texts("assignees")?;
        if !assignees.is_empty() {
            let path = self.repo.path(&format!("/issues/{number}/assignees"));
            client.write(Method::POST, &path, Some(json!({"assignees": assignees})))?;
        }
        Ok(())
    }
}

enum Look {
    Absent,
    Begun {
        head: Option<String>,
        pull: Option<Value>,
    },
    Done(Value),
    Foreign,
}

fn no_branch(repo: &Repo, branch: &str) -> ActionError {
    wrong(format!("{} has no branch `{branch}`", repo.0)).hint("correct `targetBranchName`")
}

impl Action for PullRequest {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(format!("{} {}", wanted.repo.0, wanted.branch)),
            summary: format!("Opens the pull request “{}” in {}", wanted.title, wanted.repo.0),
            undo: Undo::By(UNDO.to_owned()),
            output: json!({"branchName": wanted.branch}),
            ..Planned::default()
        };
        let Some(shown) = wanted.repo.look(&client)? else {
            // A step before it may make it.
            planned.effect = Effect::Ask;
            planned.summary.push_str(", once it is there");
            return Ok(planned);
        };
        let target = wanted.target(&shown);
        planned.output["targetBranchName"] = json!(target);
        match wanted.look(call, &client)? {
            Look::Done(pull) => {
                planned.effect = Effect::Adopt;
                planned.output = wanted.output(&pull);
                return Ok(planned);
            }
            Look::Foreign => planned.blocking.push(format!(
                "{} has a branch `{}` already; choose another `branchName`, or set `update`",
                wanted.repo.0, wanted.branch
            )),
            _ => {}
        }
        let own = head_of(&client, &wanted.repo, &wanted.branch)?;
        let base = match own {
            Some(head) => Some(head),
            None => head_of(&client, &wanted.repo, &target)?,
        };
        let Some(base) = base else {
            planned.blocking.push(no_branch(&wanted.repo, &target).message);
            return Ok(planned);
        };
        let tree = commit_of(&client, &wanted.repo, &base)?["tree"]["sha"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        for (path, old) in wanted.changed(&client, &tree)? {
            let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
                Ok(text) if !text.contains('\0') => text.to_owned(),
                _ => format!("{} bytes", bytes.len()),
            };
            let before = match old {
                Some(_) => Some(text(&content(&client, &wanted.repo, path, &base)?)),
                None => None,
            };
            planned.changes.push(Change {
                what: path.to_owned(),
                before,
                after: wanted.files.get(path).map(|file| text(&file.bytes)),
            });
        }
        if planned.changes.is_empty() {
            planned.blocking.push(format!(
                "nothing differs from {target}: there is nothing to ask for"
            ));
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        if wanted.repo.look(&client)?.is_none() {
            return Ok(Observed::Absent);
        }
        Ok(match wanted.look(call, &client)? {
            Look::Absent => Observed::Absent,
            Look::Begun { .. } => Observed::Begun,
            Look::Done(pull) => Observed::Done {
                output: wanted.output(&pull),
            },
            Look::Foreign => Observed::Foreign {
                what: format!("the branch {} of {}", wanted.branch, wanted.repo.0),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let target = wanted.target(&wanted.repo.must_be_there(&client)?);
        let pull = match wanted.look(call, &client)? {
            Look::Done(pull) => pull,
            Look::Foreign => {
                return Err(wrong(format!(
                    "{} has a branch `{}` already",
                    wanted.repo.0, wanted.branch
                ))
                .hint("choose another `branchName`, or set `update`"));
            }
            Look::Begun { pull: Some(pull), .. } => pull,
            Look::Begun {
                head: Some(_),
                pull: None,
            } => wanted.open(call, &client, &target, log)?,
            Look::Absent | Look::Begun { .. } => {
                wanted.commit(call, &client, &target, log)?;
                wanted.open(call, &client, &target, log)?
            }
        };
        wanted.ask_people(&client, &pull)?;
        Ok(Applied::Done(Done {
            output: wanted.output(&pull),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let number = output["pullRequestNumber"].as_u64().unwrap_or_default();
        let path = wanted.repo.path(&format!("/pulls/{number}"));
        let Some(pull) = client.find(&path)? else {
            return Ok(());
        };
        if pull["merged"] == true {
            return Err(wrong(format!("pull request {number} is merged"))
                .hint("take its changes back with another one"));
        }
        if !has_comment(pull["body"].as_str(), call.op_key) {
            return Err(wrong(format!(
                "pull request {number} was there before; only its last commit is this run's"
            ))
            .hint("take that commit back by hand"));
        }
        if pull["state"] == "open" {
            client.write(Method::PATCH, &path, Some(json!({"state": "closed"})))?;
            log.line(&format!("pull request {number} is closed"));
        }
        if let Some(head) = head_of(&client, &wanted.repo, &wanted.branch)?
            && wanted.is_committed(call, &client, &head)?
        {
            let path = wanted
                .repo
                .path(&format!("/git/refs/heads/{}", escaped(&wanted.branch)));
            client.write(Method::DELETE, &path, None)?;
            log.line(&format!("branch {} is deleted", wanted.branch));
        }
        Ok(())
    }
}

/// A file as the branch has it.
fn content(client: &Client<'_>, repo: &Repo, path: &str, at: &str) -> Result<Vec<u8>, ActionError> {
    use base64::Engine;
    let shown = client.get(&repo.path(&format!("/contents/{}?ref={at}", escaped(path))))?;
    let text = shown["content"].as_str().unwrap_or_default().replace('\n', "");
    Ok(base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap_or_default())
}
