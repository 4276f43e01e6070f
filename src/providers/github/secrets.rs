//! `github:repo:secrets`: secrets and variables of a repository for its workflows. The values of secrets are nowhere but in
//! sealed boxes; whether one is as wanted cannot be seen, so it is set again, which does no harm.

use serde_json::{Value, json};

use super::client::Client;
use super::repo::{Repo, one_segment, refuse_unknown, schema};
use super::seal::{names, pairs, put_secrets, put_variables};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::Input;
use crate::providers::note;
use crate::remote::Method;

const UNDO: &str = "deletes those that were not there before; what was replaced cannot be restored";

pub(super) struct Secrets(ActionSpec);

impl Secrets {
    pub(super) fn new() -> Self {
        let names = json!({"type": "array", "items": {"type": "string"}});
        Self(ActionSpec {
            id: "github:repo:secrets",
            summary: "Sets secrets and variables of a repository, for its workflows",
            input: schema(
                &["repoUrl"],
                json!({
                    "repoUrl": {"type": "string", "description": "github.com?owner=OWNER&repo=NAME"},
                    "secrets": {"type": "object", "description": "By name: ${{ secrets.NAME }}"},
                    "variables": {"type": "object", "description": "By name"},
                }),
            ),
            output: schema(
                &[],
                json!({"secrets": names, "newSecrets": names, "newVariables": names}),
            ),
            settlement: Settlement::Repeat,
            undo: UndoSpec::By(UNDO),
        })
    }

    fn wanted(&self, call: &Call<'_>) -> Result<Wanted, ActionError> {
        refuse_unknown(call.input, &self.0.input)?;
        let mut open = call.input.clone();
        if let Some(fields) = open.as_object_mut() {
            fields.remove("secrets");
        }
        let input = Input::without_secrets(&open)?;
        Ok(Wanted {
            repo: Repo::of(&input)?,
            secrets: pairs(call.input, "secrets")?,
            variables: pairs(call.input, "variables")?,
        })
    }
}

struct Wanted {
    repo: Repo,
    secrets: Vec<(String, String)>,
    variables: Vec<(String, String)>,
}

impl Wanted {
    fn path(&self, sort: &str) -> String {
        self.repo.path(&format!("/actions/{sort}"))
    }

    /// What is not there yet.
    fn fresh(&self, client: &Client<'_>) -> Result<(Vec<String>, Vec<String>), ActionError> {
        let secrets = names(client, &self.path("secrets"))?;
        let variables = client.list(&self.path("variables"), Some("variables"))?;
        let is_new_secret = |name: &&String| !secrets.contains(name);
        let is_new_variable = |name: &&String| !variables.iter().any(|variable| variable["name"] == ***name);
        Ok((
            self.secrets
                .iter()
                .map(|(name, _)| name)
                .filter(is_new_secret)
                .cloned()
                .collect(),
            self.variables
                .iter()
                .map(|(name, _)| name)
                .filter(is_new_variable)
                .cloned()
                .collect(),
        ))
    }

    fn output(&self, note: &Value) -> Value {
        let names: Vec<&String> = self.secrets.iter().map(|(name, _)| name).collect();
        json!({"secrets": names, "newSecrets": note["secrets"], "newVariables": note["variables"]})
    }
}

impl Action for Secrets {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = self.wanted(call)?;
        let client = wanted.repo.client(call)?;
        let (secrets, variables) = match wanted.repo.look(&client)? {
            Some(_) => wanted.fresh(&client)?,
            None => (
                wanted.secrets.iter().map(|(name, _)| name.clone()).collect(),
                wanted.variables.iter().map(|(name, _)| name.clone()).collect(),
            ),
        };
        let sealed = |name: &String, is_new: bool| Change {
            what: format!("secret {name}"),
            before: (!is_new).then(|| "a value that nobody can see".to_owned()),
            after: Some("sealed".to_owned()),
        };
        let mut changes: Vec<Change> = wanted
            .secrets
            .iter()
            .map(|(name, _)| sealed(name, secrets.contains(name)))
            .collect();
        changes.extend(wanted.variables.iter().map(|(name, value)| Change {
            what: format!("variable {name}"),
            before: (!variables.contains(name)).then(|| "another value or the same".to_owned()),
            after: Some(value.clone()),
        }));
        let all_new = secrets.len() == wanted.secrets.len() && variables.len() == wanted.variables.len();
        Ok(Planned {
            effect: if all_new { Effect::Create } else { Effect::Change },
            target: Some(wanted.repo.0.to_string()),
            summary: format!(
                "Sets {} and {} of {}",
                crate::model::text::counted(wanted.secrets.len(), "secret", "secrets"),
                crate::model::text::counted(wanted.variables.len(), "variable", "variables"),
                wanted.repo.0
            ),
            changes,
            undo: Undo::By(UNDO.to_owned()),
            output: wanted.output(&json!({"secrets": secrets, "variables": variables})),
            ..Planned::default()
        })
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        self.wanted(call)?;
        // A secret that is there may hold another value.
        Ok(if note::find(call)?.is_some() {
            Observed::Begun
        } else {
            Observed::Absent
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = self.wanted(call)?;
        let client = wanted.repo.client(call)?;
        wanted.repo.must_be_there(&client)?;
        let (secrets, variables) = wanted.fresh(&client)?;
        let note = note::keep(call, &json!({"secrets": secrets, "variables": variables}))?;
        put_variables(&client, &wanted.path("variables"), &wanted.variables, log)?;
        put_secrets(call, &client, &wanted.path("secrets"), &wanted.secrets, log)?;
        Ok(Applied::Done(Done {
            output: wanted.output(&note),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = self.wanted(call)?;
        let client = wanted.repo.client(call)?;
        for (sort, key) in [("secrets", "newSecrets"), ("variables", "newVariables")] {
            let path = wanted.path(sort);
            let there = client.list(&path, Some(sort))?;
            let fresh = output[key]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            for name in fresh.filter(|name| there.iter().any(|item| item["name"] == **name)) {
                client.write(Method::DELETE, &format!("{path}/{}", one_segment(name)), None)?;
                log.line(&format!("{name} deleted"));
            }
        }
        Ok(())
    }
}
