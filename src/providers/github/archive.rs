//! `github:repo:archive`: makes a repository read-only.

use serde_json::{Value, json};

use super::repo::{Repo, refuse_unknown, schema};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::Input;
use crate::providers::note;
use crate::remote::Method;

const UNDO: &str = "makes the repository writable again";

pub(super) struct Archive(ActionSpec);

impl Archive {
    pub(super) fn new() -> Self {
        Self(ActionSpec {
            id: "github:repo:archive",
            summary: "Archives a repository: it stays readable, and nobody can change it",
            input: schema(
                &["repoUrl"],
                json!({"repoUrl": {"type": "string", "description": "github.com?owner=OWNER&repo=NAME"}}),
            ),
            output: schema(
                &[],
                json!({"wasArchived": {"type": "boolean", "description": "Whether it was archived before"}}),
            ),
            settlement: Settlement::Repeat,
            undo: UndoSpec::By(UNDO),
        })
    }

    fn repo(&self, call: &Call<'_>) -> Result<Repo, ActionError> {
        refuse_unknown(call.input, &self.0.input)?;
        Repo::of(&Input::without_secrets(call.input)?)
    }
}

impl Action for Archive {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let repo = self.repo(call)?;
        let shown = repo.must_be_there(&repo.client(call)?)?;
        let was = shown["archived"] == true;
        let change = Change {
            what: "archived".to_owned(),
            before: Some(was.to_string()),
            after: Some("true".to_owned()),
        };
        Ok(Planned {
            effect: if was { Effect::None } else { Effect::Change },
            target: Some(repo.0.to_string()),
            summary: if was {
                format!("{} is archived already", repo.0)
            } else {
                format!("Archives {}", repo.0)
            },
            changes: if was { vec![] } else { vec![change] },
            undo: Undo::By(UNDO.to_owned()),
            output: json!({"wasArchived": was}),
            ..Planned::default()
        })
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let repo = self.repo(call)?;
        let shown = repo.must_be_there(&repo.client(call)?)?;
        if shown["archived"] != true {
            return Ok(Observed::Absent);
        }
        let before = note::find(call)?.unwrap_or_else(|| json!({"wasArchived": true}));
        Ok(Observed::Done { output: before })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let repo = self.repo(call)?;
        let client = repo.client(call)?;
        let was = repo.must_be_there(&client)?["archived"] == true;
        let before = note::keep(call, &json!({"wasArchived": was}))?;
        if !was {
            client.write(Method::PATCH, &repo.path(""), Some(json!({"archived": true})))?;
        }
        log.line(&format!("{} is archived", repo.0));
        Ok(Applied::Done(Done {
            output: before,
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let repo = self.repo(call)?;
        let client = repo.client(call)?;
        if output["wasArchived"] == true {
            return Ok(());
        }
        if repo.must_be_there(&client)?["archived"] == true {
            client.write(Method::PATCH, &repo.path(""), Some(json!({"archived": false})))?;
            log.line(&format!("{} is writable again", repo.0));
        }
        Ok(())
    }
}
