//! `publish:github`: a repository with the run's files as its first commit. While it is being made its description carries the
//! step's mark; when it is complete, a topic does. Each part is done only where it is missing, so another attempt goes on
//! where the last one stopped. What is there without the mark is somebody else's.

use serde_json::{Value, json};

use super::access::Who;
use super::branch_protection;
use super::client::Client;
use super::contents::{Authored, commit_of, files_of, head_of, write_commit, write_tree};
use super::publish_input::Wanted;
use super::repo::{description_mark, escaped, has_trailer, topic};
use super::seal::{put_secrets, put_variables};
use crate::model::blueprint::action::ActionSpec;
use crate::model::run::{Change, Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::input::wrong;
use crate::remote::Method;

pub(super) struct Publish(ActionSpec);

impl Publish {
    pub(super) fn new() -> Self {
        Self(super::publish_input::spec())
    }
}

/// How far the repository is.
enum Stage {
    Absent,
    Begun(Value),
    Complete(Value),
    Foreign,
}

fn stage(call: &Call<'_>, client: &Client<'_>, wanted: &Wanted) -> Result<Stage, ActionError> {
    let Some(shown) = wanted.repo.look(client)? else {
        return Ok(Stage::Absent);
    };
    let description = shown["description"].as_str().unwrap_or_default();
    if description.contains(&description_mark(call.op_key)) {
        return Ok(Stage::Begun(shown));
    }
    let topic = topic(call.op_key);
    let has_topic = shown["topics"]
        .as_array()
        .is_some_and(|topics| topics.iter().any(|name| *name == *topic));
    Ok(if has_topic {
        Stage::Complete(shown)
    } else {
        Stage::Foreign
    })
}

fn output(client: &Client<'_>, wanted: &Wanted, shown: &Value) -> Result<Value, ActionError> {
    let branch = shown["default_branch"].as_str().unwrap_or("main");
    let head = head_of(client, &wanted.repo, branch)?;
    let mut output = json!({
        "remoteUrl": shown["clone_url"],
        "repoContentsUrl": format!("{}/blob/{branch}", shown["html_url"].as_str().unwrap_or_default()),
    });
    if let Some(head) = head {
        output["commitHash"] = json!(head);
    }
    Ok(output)
}

impl Wanted {
    fn create(&self, call: &Call<'_>, client: &Client<'_>, log: &mut dyn Log) -> Result<(), ActionError> {
        let owner = &self.repo.0.owner;
        let Some(account) = client.find(&format!("/users/{owner}"))? else {
            return Err(self.no_owner());
        };
        let is_org = account["type"] == "Organization";
        if !is_org && self.properties.is_some() {
            return Err(
                wrong("`customProperties` are for repositories of organisations").hint("leave them out")
            );
        }
        let path = if is_org {
            format!("/orgs/{owner}/repos")
        } else {
            "/user/repos".to_owned()
        };
        let body = self.body(call.op_key, is_org);
        match client.attempt(Method::POST, &path, Some(body))? {
            Ok(_) => {
                log.line(&format!("{} is made", self.repo.0));
                Ok(())
            }
            // It may be ours from an attempt whose answer was lost, and not show yet: it is looked for next.
            Err(refusal) if refusal.status == 422 && refusal.words.contains("already exists") => Ok(()),
            Err(refusal) => Err(client.refused(&refusal, "does not make a repository at", &path)),
        }
    }

    fn no_owner(&self) -> ActionError {
        wrong(format!(
            "{} has no owner `{}`",
            self.repo.0.host, self.repo.0.owner
        ))
        .hint("correct the owner in `repoUrl`")
    }

    fn foreign(&self) -> ActionError {
        wrong(format!(
            "{} is there already and was not made by this run",
            self.repo.0
        ))
        .hint("choose another name")
    }

    /// The default branch has the name that was asked for, and the files are on it. A branch that somebody pushed to is
    /// left alone.
    fn put_contents(
        &self,
        call: &Call<'_>,
        client: &Client<'_>,
        shown: &Value,
        log: &mut dyn Log,
    ) -> Result<(), ActionError> {
        let repo = &self.repo;
        let now = shown["default_branch"].as_str().unwrap_or("main");
        let head = client.await_shown("the first commit", || match head_of(client, repo, now) {
            // An empty repository answers with a conflict, which passes.
            Err(error) if matches!(error.kind, ErrorKind::Retry { .. }) => Ok(None),
            found => found,
        })?;
        let commit = commit_of(client, repo, &head)?;
        let is_untouched = commit["parents"].as_array().is_none_or(Vec::is_empty)
            && commit["message"].as_str().map(str::trim) == Some("Initial commit");
        if is_untouched && !has_trailer(commit["message"].as_str(), call.op_key) {
            let files = files_of(call, &self.input())?;
            if !files.is_empty() {
                let list: Vec<_> = files.iter().collect();
                let tree = write_tree(client, repo, &list, None, log)?;
                let made = write_commit(
                    client,
                    repo,
                    &tree,
                    &[],
                    &Authored::of(call, &self.input(), &self.message)?,
                )?;
                let path = repo.path(&format!("/git/refs/heads/{}", escaped(now)));
                client.write(Method::PATCH, &path, Some(json!({"sha": made, "force": true})))?;
                log.line(&format!("first commit {}", made.get(..10).unwrap_or(&made)));
            }
        }
        if now != self.branch {
            let path = repo.path(&format!("/branches/{}/rename", escaped(now)));
            client.write(Method::POST, &path, Some(json!({"new_name": self.branch})))?;
        }
        Ok(())
    }

    fn let_people_in(&self, client: &Client<'_>, log: &mut dyn Log) -> Result<(), ActionError> {
        for (who, permission) in &self.people {
            if who.standing(client, &self.repo)?.permission.as_deref() != Some(permission) {
                who.admit(client, &self.repo, permission)?;
                log.line(&format!("{} has {permission}", who.shown()));
            }
        }
        Ok(())
    }

    fn protect(&self, client: &Client<'_>, log: &mut dyn Log) -> Result<(), ActionError> {
        let Some(rules) = &self.protection else {
            return Ok(());
        };
        let path = branch_protection::path(&self.repo, &self.branch);
        if client.find(&path)?.is_some() {
            return Ok(());
        }
        match client.attempt(Method::PUT, &path, Some(rules.clone()))? {
            Ok(_) => log.line(&format!("{} is protected", self.branch)),
            // Private repositories of free plans have no protection; Backstage goes on as well.
            Err(refusal) if refusal.status == 403 && refusal.words.contains("Upgrade to GitHub") => {
                log.line(&format!("{} is not protected: {}", self.branch, refusal.words));
            }
            Err(refusal) => return Err(client.refused(&refusal, "does not protect", &path)),
        }
        Ok(())
    }

    /// From here on the topic is the mark, and the description what was asked for.
    fn finish(&self, call: &Call<'_>, client: &Client<'_>) -> Result<Value, ActionError> {
        let shown = self.repo.must_be_there(client)?;
        let mut topics = self.topics.clone();
        topics.push(topic(call.op_key));
        if shown["topics"] != json!(topics) {
            client.write(
                Method::PUT,
                &self.repo.path("/topics"),
                Some(json!({"names": topics})),
            )?;
        }
        let mut body = self.late_flags.clone();
        body["description"] = json!(self.description);
        client.write(Method::PATCH, &self.repo.path(""), Some(body))
    }

    fn changes(&self, call: &Call<'_>) -> Result<Vec<Change>, ActionError> {
        let fresh = |what: String, after: String| Change {
            what,
            before: None,
            after: Some(after),
        };
        let mut changes: Vec<Change> = self
            .shown_settings()
            .into_iter()
            .map(|(what, after)| fresh(what, after))
            .collect();
        for (who, permission) in &self.people {
            changes.push(fresh(who.shown(), permission.clone()));
        }
        if let Some(rules) = &self.protection {
            let rules = branch_protection::changes(None, rules);
            changes.extend(rules.into_iter().map(|change| Change {
                what: format!("protection of {}: {}", self.branch, change.what),
                ..change
            }));
        }
        changes.extend(
            self.variables
                .iter()
                .map(|(name, value)| fresh(format!("variable {name}"), value.clone())),
        );
        changes.extend(
            self.secrets
                .iter()
                .map(|(name, _)| fresh(format!("secret {name}"), "sealed".to_owned())),
        );
        for (path, file) in files_of(call, &self.input())?.iter() {
            let text = file.as_text().map(str::to_owned);
            let size = || format!("{} bytes", file.bytes.len());
            changes.push(fresh(path.to_owned(), text.unwrap_or_else(size)));
        }
        Ok(changes)
    }

    fn undo_words(&self) -> String {
        let verb = if self.deletes { "deletes" } else { "archives" };
        format!("{verb} the repository {}", self.repo.0)
    }
}

impl Action for Publish {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let files = files_of(call, &wanted.input())?.len();
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.repo.0.to_string()),
            summary: format!(
                "Makes the {} repository {} with {} on {}",
                wanted.visibility,
                wanted.repo.0,
                counted(files, "file", "files"),
                wanted.branch
            ),
            changes: wanted.changes(call)?,
            undo: Undo::By(wanted.undo_words()),
            output: wanted.foreseen(),
            ..Planned::default()
        };
        match stage(call, &client, &wanted)? {
            Stage::Absent => {
                if client.find(&format!("/users/{}", wanted.repo.0.owner))?.is_none() {
                    planned.blocking.push(wanted.no_owner().message);
                }
                for (who, _) in &wanted.people {
                    if !who.exists(&client, &wanted.repo)? {
                        planned.blocking.push(format!(
                            "{} knows nobody called {}",
                            wanted.repo.0.host,
                            who.shown()
                        ));
                    }
                }
            }
            Stage::Foreign => planned.blocking.push(wanted.foreign().message),
            Stage::Begun(_) => planned.effect = Effect::Change,
            Stage::Complete(shown) => {
                planned.effect = Effect::Adopt;
                planned.output = output(&client, &wanted, &shown)?;
            }
        }
        if files == 0 {
            planned
                .findings
                .push("there are no files to publish: the repository has a README only".to_owned());
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        Ok(match stage(call, &client, &wanted)? {
            Stage::Absent => Observed::Absent,
            Stage::Begun(_) => Observed::Begun,
            Stage::Complete(shown) => Observed::Done {
                output: output(&client, &wanted, &shown)?,
            },
            Stage::Foreign => Observed::Foreign {
                what: format!("the repository {}", wanted.repo.0),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let shown = match stage(call, &client, &wanted)? {
            Stage::Begun(shown) | Stage::Complete(shown) => shown,
            Stage::Foreign => return Err(wanted.foreign()),
            Stage::Absent => {
                wanted.create(call, &client, log)?;
                client.await_shown(&wanted.repo.0.to_string(), || {
                    match stage(call, &client, &wanted)? {
                        Stage::Absent => Ok(None),
                        Stage::Begun(shown) | Stage::Complete(shown) => Ok(Some(shown)),
                        Stage::Foreign => Err(wanted.foreign()),
                    }
                })?
            }
        };
        wanted.put_contents(call, &client, &shown, log)?;
        wanted.let_people_in(&client, log)?;
        let actions = wanted.repo.path("/actions");
        put_variables(&client, &format!("{actions}/variables"), &wanted.variables, log)?;
        put_secrets(call, &client, &format!("{actions}/secrets"), &wanted.secrets, log)?;
        wanted.protect(&client, log)?;
        let shown = wanted.finish(call, &client)?;
        Ok(Applied::Done(Done {
            output: output(&client, &wanted, &shown)?,
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, _: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call, &self.0)?;
        let client = wanted.repo.client(call)?;
        let shown = match stage(call, &client, &wanted)? {
            Stage::Absent => return Ok(()),
            Stage::Begun(shown) | Stage::Complete(shown) => shown,
            Stage::Foreign => {
                return Err(wrong(format!(
                    "{} does not carry this run's mark any more",
                    wanted.repo.0
                ))
                .hint("see whose it is, and archive it by hand"));
            }
        };
        if wanted.deletes {
            client.write(Method::DELETE, &wanted.repo.path(""), None)?;
            log.line(&format!("{} is deleted", wanted.repo.0));
        } else if shown["archived"] != true {
            client.write(
                Method::PATCH,
                &wanted.repo.path(""),
                Some(json!({"archived": true})),
            )?;
            log.line(&format!("{} is archived", wanted.repo.0));
        }
        Ok(())
    }
}

/// Who Backstage's `access` and `collaborators` mean.
pub(super) fn who(text: &str) -> Who {
    // As Backstage has it: with a slash it is a team.
    if text.contains('/') {
        Who::team(text)
    } else {
        Who::person(text)
    }
}
