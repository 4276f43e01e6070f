//! `jira:issue:transition`: moves an issue through its workflow. Which status it had before is noted first: it tells a move
//! of this step from one of somebody else, and is where undoing leads back to.

use serde_json::{Map, Value, json};

use super::client::{Jira, key_of, missing};
use super::screen::Screen;
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::providers::note;
use crate::remote::{Method, query_escaped};

const UNDO: &str = "moves it back, where the workflow has a way";

pub(super) struct Transition(ActionSpec);

impl Transition {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        Self(ActionSpec {
            id: "jira:issue:transition",
            summary: "Moves a Jira issue to another status",
            input: schema(
                &["issue", "to"],
                json!({
                    "issue": text("Its key, as OPS-12"),
                    "to": text("The name of a transition, or of the status that it leads to"),
                    "resolution": text("Its name, where the transition asks for one"),
                    "fields": {"type": "object", "description": "Further fields of the transition's screen, by id or name"},
                }),
            ),
            output: schema(
                &[],
                json!({
                    "key": text("As OPS-12"),
                    "from": text("The status that it had before"),
                    "status": text("The status that it has now"),
                }),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By(UNDO),
        })
    }
}

struct Wanted<'v> {
    key: &'v str,
    to: &'v str,
    values: Vec<(&'v str, Value)>,
}

/// A transition that can be taken now.
struct Way {
    id: String,
    name: String,
    to: String,
    fields: Map<String, Value>,
    complaints: Vec<String>,
}

impl<'v> Wanted<'v> {
    fn of(call: &Call<'v>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let mut values = vec![];
        if let Some(name) = input.text("resolution")? {
            values.push(("resolution", json!(name)));
        }
        match input.get("fields") {
            None => {}
            Some(Value::Object(fields)) => {
                values.extend(fields.iter().map(|(name, value)| (name.as_str(), value.clone())));
            }
            Some(_) => return Err(wrong("`fields` must be a mapping")),
        }
        Ok(Self {
            key: key_of(&input)?,
            to: input.required("to")?,
            values,
        })
    }

    fn output(&self, from: &str, status: &str) -> Value {
        json!({"key": self.key, "from": from, "status": status})
    }
}

/// An issue's status by its name.
fn status(issue: &Value) -> &str {
    issue["fields"]["status"]["name"].as_str().unwrap_or_default()
}

fn look(jira: &Jira<'_>, key: &str) -> Result<Option<Value>, ActionError> {
    jira.issue(key, "status")
}

/// The way from where an issue is now: by the transition's own name, else by the status that it leads to, one that asks for
/// nothing more first. Or else where it could go.
fn way(
    jira: &Jira<'_>,
    key: &str,
    to: &str,
    values: &[(&str, Value)],
) -> Result<Result<Way, Vec<String>>, ActionError> {
    let path = format!(
        "/issue/{}/transitions?expand=transitions.fields",
        query_escaped(key)
    );
    let answer = jira.get(&path)?;
    let ways: Vec<Way> = answer["transitions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|transition| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let name = text(&transition["name"]);
            let screen = Screen::of_transition(transition, &format!("the transition {name}"));
            let (fields, complaints) = screen.filled(values.iter().cloned(), jira.flavour);
            Way {
                id: text(&transition["id"]),
                to: text(&transition["to"]["name"]),
                name,
                fields,
                complaints,
            }
        })
        .collect();
    let there = ways
        .iter()
        .map(|way| format!("{} (by {})", way.to, way.name))
        .collect();
    let is_named = |name: &str| name.eq_ignore_ascii_case(to);
    let mut fitting: Vec<Way> = ways
        .into_iter()
        .filter(|way| is_named(&way.name) || is_named(&way.to))
        .collect();
    fitting.sort_by_key(|way| (!is_named(&way.name), way.complaints.len()));
    Ok(fitting.into_iter().next().ok_or(there))
}

fn no_way(key: &str, from: &str, to: &str, there: &[String]) -> String {
    let where_to = match there {
        [] => "nowhere".to_owned(),
        there => there.join(", "),
    };
    format!("{key} cannot go from {from} to {to}; the token's account can move it to {where_to}")
}

fn take(jira: &Jira<'_>, key: &str, way: Way) -> Result<(), ActionError> {
    let mut body = json!({"transition": {"id": way.id}});
    if !way.fields.is_empty() {
        body["fields"] = Value::Object(way.fields);
    }
    let path = format!("/issue/{}/transitions", query_escaped(key));
    jira.write(Method::POST, &path, Some(body)).map(drop)
}

/// Moves an issue to a status, unless it is there. For undoing.
pub(super) fn bring(jira: &Jira<'_>, issue: &Value, to: &str, log: &mut dyn Log) -> Result<(), ActionError> {
    let (key, from) = (issue["key"].as_str().unwrap_or_default(), status(issue));
    if from.eq_ignore_ascii_case(to) {
        return Ok(());
    }
    let way = way(jira, key, to, &[])?.map_err(|there| wrong(no_way(key, from, to, &there)))?;
    if !way.complaints.is_empty() {
        return Err(wrong(way.complaints.join("; ")).hint("move it by hand"));
    }
    let now = way.to.clone();
    take(jira, key, way)?;
    log.line(&format!("{key} is {now}"));
    Ok(())
}

impl Action for Transition {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let key = wanted.key;
        let mut planned = Planned {
            effect: Effect::Change,
            target: Some(key.to_owned()),
            undo: Undo::By(UNDO.to_owned()),
            ..Planned::default()
        };
        let Some(issue) = look(&jira, key)? else {
            planned.summary = format!("Moves {key} to {}", wanted.to);
            planned.blocking.push(missing(key).message);
            return Ok(planned);
        };
        let now = status(&issue);
        if now.eq_ignore_ascii_case(wanted.to) {
            planned.effect = Effect::None;
            planned.undo = Undo::Nothing;
            planned.summary = format!("{key} is {now} already");
            planned.output = wanted.output(now, now);
            return Ok(planned);
        }
        match way(&jira, key, wanted.to, &wanted.values)? {
            Ok(way) => {
                planned.summary = format!("Moves {key} from {now} to {}, by {}", way.to, way.name);
                planned.output = wanted.output(now, &way.to);
                planned.changes.push(Change {
                    what: format!("status of {key}"),
                    before: Some(now.to_owned()),
                    after: Some(way.to),
                });
                planned.blocking = way.complaints;
            }
            Err(there) => {
                planned.summary = format!("Moves {key} to {}", wanted.to);
                planned.blocking.push(no_way(key, now, wanted.to, &there));
            }
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let issue = look(&jira, wanted.key)?.ok_or_else(|| missing(wanted.key))?;
        let now = status(&issue);
        let Some(noted) = note::find(call)? else {
            return Ok(match now.eq_ignore_ascii_case(wanted.to) {
                true => Observed::Done {
                    output: wanted.output(now, now),
                },
                false => Observed::Absent,
            });
        };
        let (from, to) = (noted["from"].as_str(), noted["to"].as_str());
        Ok(if to == Some(now) {
            Observed::Done {
                output: wanted.output(from.unwrap_or_default(), now),
            }
        } else if from == Some(now) {
            Observed::Absent
        } else {
            // Somebody moved it on since: whether it came by here first, nobody can tell.
            Observed::Unknowable
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let key = wanted.key;
        let issue = look(&jira, key)?.ok_or_else(|| missing(key))?;
        let now = status(&issue).to_owned();
        let way = way(&jira, key, wanted.to, &wanted.values)?
            .map_err(|there| wrong(no_way(key, &now, wanted.to, &there)))?;
        if !way.complaints.is_empty() {
            return Err(wrong(way.complaints.join("; ")).hint("give it in `fields`"));
        }
        let to = way.to.clone();
        // From where it goes now, which may be another place than at an earlier attempt.
        note::put(call, &json!({"from": now, "to": to}))?;
        take(&jira, key, way)?;
        log.line(&format!("{key} is {to} now"));
        Ok(Applied::Done(Done {
            output: wanted.output(&now, &to),
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let (Some(from), Some(to)) = (output["from"].as_str(), output["status"].as_str()) else {
            return Err(wrong("the status that it had before is not known"));
        };
        let jira = Jira::of(call)?;
        let Some(issue) = look(&jira, wanted.key)? else {
            log.line(&format!("{} is gone", wanted.key));
            return Ok(());
        };
        let now = status(&issue);
        if now != to && now != from {
            log.line(&format!(
                "{} was moved on to {now} by somebody else since; that stays",
                wanted.key
            ));
            return Ok(());
        }
        bring(&jira, &issue, from, log)
    }
}
