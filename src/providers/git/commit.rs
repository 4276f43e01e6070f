//! `git:commit`: the run's files as a further commit of a repository on this machine, on a branch of its own or on one that
//! is there: a change to be reviewed, without a system for pull requests.

use std::path::PathBuf;

use gix::ObjectId;
use serde_json::{Value, json};

use super::publish::{local_url, refuse_branch};
use super::repository::{
    Authored, clone_url, damaged, file_at, find_marked, head_of, marked, move_branch, open, place,
    write_commit,
};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::blueprint::tree::{Tree, TreeFile};
use crate::model::run::{Change, Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::files::transform::refused;
use crate::providers::input::{Input, wrong};
use crate::providers::requester;

const WHY_NOT: &str = "a commit is taken back by another commit, which its readers should see";

struct Commit(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Commit(ActionSpec {
        id: "git:commit",
        summary: "Commits the run's files to a branch of a repository on this machine",
        input: schema(
            &["repoUrl", "branchName", "title"],
            json!({
                "repoUrl": text("local?owner=OWNER&repo=NAME"),
                "branchName": text("The branch, made if it is not there"),
                "targetBranchName": text("The branch that a new one begins at; main if not given"),
                "title": text("The first line of the commit's message"),
                "description": text("The rest of the message"),
                "sourcePath": text("The folder of the run's files that is committed"),
                "targetPath": text("The folder of the repository where they go"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "remoteUrl": text("For git clone"),
                "branchName": text("The branch"),
                "commitHash": text("Of the commit"),
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::Not(WHY_NOT),
    }))
}

struct Wanted<'i> {
    url: RepoUrl,
    place: PathBuf,
    branch: &'i str,
    base: &'i str,
    message: String,
    files: Tree,
}

impl<'i> Wanted<'i> {
    fn of(call: &Call<'i>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let url = local_url(&input)?;
        let branch = input.required("branchName")?;
        let base = input.text("targetBranchName")?.unwrap_or("main");
        refuse_branch(branch)?;
        refuse_branch(base)?;
        let source = input.text("sourcePath")?.unwrap_or_default();
        let mut files = Tree::default();
        let target = input.text("targetPath")?.unwrap_or_default();
        files
            .merge(&call.tree.below(source).map_err(refused)?, target, true)
            .map_err(refused)?;
        let message = match input.text("description")? {
            None => input.required("title")?.to_owned(),
            Some(more) => format!("{}\n\n{more}", input.required("title")?),
        };
        Ok(Self {
            place: place(call, &url),
            url,
            branch,
            base,
            message,
            files,
        })
    }

    fn output(&self, commit: Option<ObjectId>) -> Value {
        let mut output = json!({ "remoteUrl": clone_url(&self.place), "branchName": self.branch });
        if let Some(commit) = commit {
            output["commitHash"] = commit.to_string().into();
        }
        output
    }

    /// The branch's files before and after.
    fn changes(&self) -> Result<Vec<Change>, ActionError> {
        let at = match head_of(&open(&self.place)?, self.branch) {
            Ok(Some(_)) => self.branch,
            _ => self.base,
        };
        let mut before = Tree::default();
        for (path, file) in self.files.iter() {
            if let Some(bytes) = file_at(&self.place, at, path)? {
                let there = TreeFile {
                    bytes: bytes.into(),
                    executable: file.executable,
                };
                before.insert(path, there).map_err(refused)?;
            }
        }
        Ok(self.files.changes_since(&before))
    }
}

impl Action for Commit {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let mut planned = Planned {
            effect: Effect::Change,
            target: Some(format!("{} {}", wanted.url, wanted.branch)),
            summary: format!(
                "Commits {} to {} of {}",
                counted(wanted.files.len(), "file", "files"),
                wanted.branch,
                wanted.url
            ),
            undo: Undo::Not(WHY_NOT.to_owned()),
            output: wanted.output(None),
            ..Planned::default()
        };
        match wanted.place.exists() {
            true => planned.changes = wanted.changes()?,
            false => {
                planned.changes = wanted.files.changes_since(&Tree::default());
                planned
                    .findings
                    .push(format!("there is no repository {} yet", wanted.url));
            }
        }
        if let Observed::Done { output } = self.observe(call)? {
            planned.effect = Effect::Adopt;
            planned.output = output;
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        if !wanted.place.exists() {
            return Ok(Observed::Absent);
        }
        let repository = open(&wanted.place)?;
        let found = find_marked(&repository, wanted.branch, call.op_key);
        Ok(match found.map_err(|error| damaged(&wanted.place, &error))? {
            None => Observed::Absent,
            Some(commit) => Observed::Done {
                output: wanted.output(Some(commit)),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        if !wanted.place.exists() {
            return Err(wrong(format!("there is no repository {}", wanted.url)));
        }
        if wanted.files.is_empty() {
            return Err(wrong("there are no files to commit"));
        }
        let failed = |error: gix::Error| damaged(&wanted.place, &error);
        let repository = open(&wanted.place)?;
        let there = head_of(&repository, wanted.branch).map_err(failed)?;
        let parent = match there {
            Some(head) => Some(head),
            None => head_of(&repository, wanted.base).map_err(failed)?,
        };
        if parent.is_none() {
            return Err(wrong(format!("{} has no branch {}", wanted.url, wanted.base)));
        }
        let person = requester::identity(call);
        let authored = Authored {
            name: &person.name,
            email: &person.email,
            time: call.asked,
            message: marked(&wanted.message, call.op_key),
        };
        let commit = write_commit(&repository, &wanted.files, parent, &authored).map_err(failed)?;
        move_branch(&repository, wanted.branch, there, commit).map_err(|error| {
            ActionError::new(
                ErrorKind::Retry { after: None },
                format!("{} moved meanwhile: {error}", wanted.branch),
            )
        })?;
        log.line(&format!("committed to {} of {}", wanted.branch, wanted.url));
        Ok(Applied::Done(Done {
            output: wanted.output(Some(commit)),
            ..Done::default()
        }))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Err(wrong(WHY_NOT))
    }
}
