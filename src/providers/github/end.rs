//! `github:repo:access:end`: takes back what a person or a team may do in a repository, as a look at it saw it, whoever gave it.
//! Where they may do something else by now, it is left alone.

use serde_json::{Value, json};

use super::access::{Standing, Who};
use super::client::Client;
use super::repo::{Repo, schema};
use crate::model::access::{PrincipalSort, Right};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::input::{Input, wrong};
use crate::providers::{note, right};
use crate::sources::access::asked_for;

const UNDO: &str = "gives it back; whoever is not in the organisation is invited again";
const HOST: &str = "github.com";

struct End(ActionSpec);

pub(super) fn action() -> Box<dyn Action> {
    let mut inputs = right::inputs();
    inputs["principalSort"] = json!({"type": "string", "enum": ["login", "team"], "description": "Whether it is a person or a team"});
    inputs["host"] = json!({"type": "string", "description": "The GitHub; github.com if not given"});
    Box::new(End(ActionSpec {
        id: "github:repo:access:end",
        summary: "Takes back what a person or a team may do in a repository exactly as it was seen, whoever gave it",
        input: schema(&["target", "principal", "principalSort", "right"], inputs),
        output: schema(
            &[],
            json!({"before": {"type": ["string", "null"], "description": "What they could do before"}}),
        ),
        settlement: Settlement::Observe,
        undo: UndoSpec::By(UNDO),
    }))
}

/// What is to be taken back.
struct Wanted {
    right: Right,
    repo: Repo,
    who: Who,
}

/// What there is of it.
enum There {
    /// As it was seen.
    Same(Standing),
    /// Somebody has changed it since.
    Other(String),
    /// They may do nothing by themselves.
    Nothing,
    /// Nor is the repository there.
    NoRepository,
}

impl Wanted {
    fn of(call: &Call<'_>) -> Result<Self, ActionError> {
        let right = right::of(call)?;
        let host = Input::without_secrets(call.input)?.text("host")?.unwrap_or(HOST);
        let named = right
            .target
            .strip_prefix("github:")
            .and_then(|name| name.split_once('/'));
        let (owner, repo) = named.ok_or_else(|| {
            wrong(format!("{} is no repository on a GitHub", right.target))
                .hint("`target` is written as github:OWNER/REPOSITORY")
        })?;
        let url = RepoUrl::parse(&format!("{host}?owner={owner}&repo={repo}"));
        let who = match right.principal_sort {
            PrincipalSort::Team => Who::team(&right.principal),
            PrincipalSort::Login => Who::person(&right.principal),
            PrincipalSort::Account => {
                return Err(wrong("an account is no person and no team on GitHub")
                    .hint("`principalSort` is login or team"));
            }
        };
        Ok(Self {
            repo: Repo(url.map_err(|error| wrong(error.to_string()))?),
            who,
            right,
        })
    }

    fn look(&self, client: &Client<'_>) -> Result<There, ActionError> {
        if self.repo.look(client)?.is_none() {
            return Ok(There::NoRepository);
        }
        let standing = self.who.standing(client, &self.repo)?;
        Ok(match &standing.permission {
            None => There::Nothing,
            Some(permission) if *permission == asked_for(&self.right.right) => There::Same(standing),
            Some(permission) => There::Other(permission.clone()),
        })
    }

    /// What is said where they may do something else by now.
    fn otherwise(&self, permission: &str) -> String {
        format!(
            "{} has {permission} in {} by now, not {}: look at the place again",
            self.who.shown(),
            self.repo.0,
            self.right.right
        )
    }
}

/// The output of whoever had this before.
fn output(before: &Value) -> Value {
    json!({"before": before["permission"]})
}

impl Action for End {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let client = wanted.repo.client(call)?;
        let (who, repo) = (wanted.who.shown(), wanted.repo.0.to_string());
        let mut planned = Planned {
            target: Some(format!("{} · {who}", wanted.right.target)),
            entities: right::entities(call, &wanted.right),
            output: output(&Value::Null),
            ..Planned::default()
        };
        match wanted.look(&client)? {
            There::NoRepository => {
                planned.summary = format!("{repo} is not there, or the token may not see it");
            }
            There::Nothing => planned.summary = format!("{who} has no access to {repo} by itself"),
            There::Other(permission) => {
                planned.summary = format!("{who} has another access to {repo}");
                planned.blocking.push(wanted.otherwise(&permission));
            }
            There::Same(standing) => {
                planned.effect = Effect::Change;
                planned.undo = Undo::By(UNDO.to_owned());
                planned.summary = format!("Takes {} in {repo} from {who}", wanted.right.right);
                planned.changes.push(Change {
                    what: format!("{who} in {repo}"),
                    before: standing.permission.clone(),
                    after: None,
                });
                planned.output = output(&json!({"permission": standing.permission}));
                planned.findings.push(match (&wanted.who, standing.invitation) {
                    (_, Some(_)) => "they have not taken the invitation yet: it is taken back".to_owned(),
                    (Who::Team(_), _) => {
                        "members of the team keep what is given to them in another way".to_owned()
                    }
                    (Who::Person(_), _) => {
                        "what they may do as an owner or member of the organisation or of a team stays"
                            .to_owned()
                    }
                });
            }
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let client = wanted.repo.client(call)?;
        let noted = note::find(call)?;
        Ok(match (wanted.look(&client)?, noted) {
            (There::Same(_), Some(_)) => Observed::Begun,
            (There::Same(_), None) => Observed::Absent,
            (There::Other(permission), _) => Observed::Foreign {
                what: wanted.otherwise(&permission),
            },
            (There::Nothing | There::NoRepository, noted) => Observed::Done {
                output: output(&noted.unwrap_or_default()),
            },
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let client = wanted.repo.client(call)?;
        let before = match wanted.look(&client)? {
            There::Other(permission) => {
                return Err(ActionError::new(ErrorKind::Final, wanted.otherwise(&permission)));
            }
            There::Same(standing) => {
                let before = note::keep(call, &json!({"permission": standing.permission}))?;
                wanted.who.dismiss(&client, &wanted.repo, &standing)?;
                log.line(&format!(
                    "{} has no access to {} any more",
                    wanted.who.shown(),
                    wanted.repo.0
                ));
                before
            }
            There::Nothing | There::NoRepository => {
                log.line(&format!(
                    "{} has no access to {}",
                    wanted.who.shown(),
                    wanted.repo.0
                ));
                note::find(call)?.unwrap_or_default()
            }
        };
        Ok(Applied::Done(Done {
            output: output(&before),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let client = wanted.repo.client(call)?;
        let Some(before) = output["before"].as_str() else {
            log.line("it took nothing away");
            return Ok(());
        };
        match wanted.look(&client)? {
            There::NoRepository => log.line("the repository is gone, and the access with it"),
            There::Same(_) => log.line(&format!("{} has {before} already", wanted.who.shown())),
            There::Other(permission) => log.line(&format!(
                "{} was given {permission} by somebody else since; that stays",
                wanted.who.shown()
            )),
            There::Nothing => {
                let is_invited = wanted.who.admit(&client, &wanted.repo, before)?;
                let verb = if is_invited { "is invited to" } else { "has" };
                log.line(&format!("{} {verb} {before} again", wanted.who.shown()));
            }
        }
        Ok(())
    }
}
