//! `publish:git`: the run's files as the first commit of a new repository on this machine.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::repository::{
    self, Authored, Making, NotMade, clone_url, contents_url, damaged, made_by, marked, open, place,
};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::repo_url::{LOCAL, RepoUrl};
use crate::model::blueprint::tree::Tree;
use crate::model::run::{Effect, Undo};
use crate::model::text::counted;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::files::transform::refused;
use crate::providers::input::{Input, wrong};
use crate::providers::requester;

const UNDO: &str = "moves the repository to the trash, unless somebody pushed to it since";

struct Publish(ActionSpec);

pub fn action() -> Box<dyn Action> {
    let text = |description: &str| json!({ "type": "string", "description": description });
    Box::new(Publish(ActionSpec {
        id: "publish:git",
        summary: "Makes a repository on this machine with the run's files as its first commit",
        input: schema(
            &["repoUrl"],
            json!({
                "repoUrl": text("local?owner=OWNER&repo=NAME"),
                "description": text("What the repository is for"),
                "defaultBranch": text("main if not given"),
                "gitCommitMessage": text("The first commit's message"),
                "gitAuthorName": text("Who asked for the run, if not given"),
                "gitAuthorEmail": text("Of who asked for the run, if not given"),
                "sourcePath": text("The folder of the run's files that is published"),
            }),
        ),
        output: schema(
            &[],
            json!({
                "remoteUrl": text("For git clone"),
                "repoContentsUrl": text("Of the files on the default branch"),
                "commitHash": text("Of the first commit"),
            }),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What a step asks for.
struct Wanted<'i> {
    url: RepoUrl,
    place: PathBuf,
    branch: &'i str,
    input: Input<'i>,
}

impl<'i> Wanted<'i> {
    fn of(call: &Call<'i>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let url = local_url(&input)?;
        let branch = input.text("defaultBranch")?.unwrap_or("main");
        refuse_branch(branch)?;
        Ok(Self {
            place: place(call, &url),
            url,
            branch,
            input,
        })
    }

    fn files(&self, call: &Call<'_>) -> Result<Tree, ActionError> {
        let files = call
            .tree
            .below(self.input.text("sourcePath")?.unwrap_or_default())
            .map_err(refused)?;
        match files.is_empty() {
            true => Err(wrong("there are no files to publish")
                .hint("a step before it must write some: fetch:template")),
            false => Ok(files),
        }
    }

    fn output(&self, commit: Option<&str>) -> Value {
        let mut output = json!({
            "remoteUrl": clone_url(&self.place),
            "repoContentsUrl": contents_url(&self.url, self.branch),
        });
        if let Some(commit) = commit {
            output["commitHash"] = commit.into();
        }
        output
    }

    fn look(&self, op_key: &str) -> Result<Observed, ActionError> {
        if !self.place.exists() {
            return Ok(Observed::Absent);
        }
        let made = open(&self.place).ok().and_then(|repository| made_by(&repository));
        Ok(match made {
            Some((op, commit)) if op == op_key => Observed::Done {
                output: self.output(Some(&commit)),
            },
            _ => Observed::Foreign {
                what: format!("the repository {}", self.url),
            },
        })
    }
}

/// The repository that an input names, which must be one of this machine.
pub fn local_url(input: &Input<'_>) -> Result<RepoUrl, ActionError> {
    let url = RepoUrl::parse(input.required("repoUrl")?).map_err(|error| wrong(error.to_string()))?;
    match url.is_local() {
        true => Ok(url),
        false => Err(wrong(format!(
            "{} is not on this machine: its host is not `{LOCAL}`",
            url
        ))
        .hint("use publish:github for repositories on GitHub")),
    }
}

pub fn refuse_branch(branch: &str) -> Result<(), ActionError> {
    let name = format!("refs/heads/{branch}");
    match gix::validate::reference::name(name.as_str().into()) {
        Ok(_) if !branch.starts_with('-') => Ok(()),
        _ => Err(wrong(format!("`{branch}` is no name of a branch"))),
    }
}

impl Action for Publish {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let files = wanted.files(call)?;
        let look = wanted.look(call.op_key)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.url.to_string()),
            summary: format!(
                "Makes the repository {} with {} on {}",
                wanted.url,
                counted(files.len(), "file", "files"),
                wanted.branch
            ),
            changes: files.changes_since(&Tree::default()),
            undo: Undo::By(UNDO.to_owned()),
            output: wanted.output(None),
            ..Planned::default()
        };
        match look {
            Observed::Done { output } => {
                planned.effect = Effect::Adopt;
                planned.output = output;
            }
            Observed::Foreign { what } => planned
                .blocking
                .push(format!("{what} is there already; choose another name")),
            _ => {}
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        Wanted::of(call)?.look(call.op_key)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let files = wanted.files(call)?;
        let person = requester::identity(call);
        let input = &wanted.input;
        let message = input.text("gitCommitMessage")?.unwrap_or("Initial commit");
        let making = Making {
            place: &wanted.place,
            files: &files,
            branch: wanted.branch,
            description: input.text("description")?,
            authored: Authored {
                name: input.text("gitAuthorName")?.unwrap_or(&person.name),
                email: input.text("gitAuthorEmail")?.unwrap_or(&person.email),
                time: call.asked,
                message: marked(message, call.op_key),
            },
            op_key: call.op_key,
        };
        match repository::make(&making, call.world.repositories()) {
            Ok(commit) => {
                let files = counted(files.len(), "file", "files");
                log.line(&format!("made {} with {files}", wanted.url));
                Ok(Applied::Done(Done {
                    output: wanted.output(Some(&commit.to_string())),
                    ..Done::default()
                }))
            }
            Err(NotMade::Taken) => {
                Err(wrong(format!("a repository {} is there already", wanted.url))
                    .hint("choose another name"))
            }
            Err(NotMade::Failed(error)) => Err(error),
        }
    }

    fn undo(&self, call: &Call<'_>, _: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        match wanted.look(call.op_key)? {
            Observed::Done { .. } => {}
            // It is gone already, or another one has its name by now.
            _ => return Ok(()),
        }
        refuse_pushed(&wanted.place, wanted.branch, &wanted.url)?;
        let short = &call.op_key[..call.op_key.len().min(16)];
        let trash = call.world.repositories().join(".trash");
        let to = trash.join(format!("{}--{}-{short}.git", wanted.url.owner, wanted.url.repo));
        fs::create_dir_all(&trash)
            .and_then(|()| fs::rename(&wanted.place, &to))
            .map_err(|error| wrong(format!("cannot move {} to the trash: {error}", wanted.url)))?;
        log.line(&format!("moved {} to {}", wanted.url, to.display()));
        Ok(())
    }
}

/// Refuses to take back what others have built on.
fn refuse_pushed(place: &Path, branch: &str, url: &RepoUrl) -> Result<(), ActionError> {
    let repository = open(place)?;
    let failed = |error: gix::Error| damaged(place, &error);
    let first = made_by(&repository).map(|(_, commit)| commit).unwrap_or_default();
    let platform = repository.references().map_err(failed)?;
    let mut refs = Vec::new();
    for reference in platform.all().map_err(failed)? {
        let reference = reference.map_err(|error| damaged(place, &error))?;
        let id = reference.clone().into_fully_peeled_id().map_err(failed)?;
        refs.push((reference.name().as_bstr().to_string(), id.to_string()));
    }
    match refs.as_slice() {
        [(name, id)] if *name == format!("refs/heads/{branch}") && *id == first => Ok(()),
        _ => Err(wrong(format!("somebody pushed to {url} since, so it stays"))
            .hint("remove it by hand if it is not needed any more")),
    }
}
