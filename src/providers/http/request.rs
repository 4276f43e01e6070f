//! `http:request`: one request to a host that the workspace allows. A request that changes something says how to see that it
//! was done (`observe`), or has a key by which the system knows a second one (`idempotencyKey`); else a person is asked
//! whenever an answer is lost.

use serde_json::{Map, Value, json};

use super::exchange::{Answer, allowed, send};
use super::input::{Wanted, Watch};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::model::secret;
use crate::providers::action::{Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::wrong;
use crate::providers::note;
use crate::remote::Method;

const NO_UNDO: &str = "the step has no `undo`, and muster cannot know what would take it back";
const NOBODY_CAN_LOOK: &str = "nobody can look whether it was done: if its answer is lost, a person is asked \
    (`observe` or `idempotencyKey` would change that)";

pub(super) struct Request(ActionSpec);

impl Request {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        let map = |words: &str| json!({"type": "object", "description": words});
        Self(ActionSpec {
            id: "http:request",
            summary: "Sends a request to a host that the workspace allows",
            input: schema(
                &["url"],
                json!({
                    "method": {"type": "string", "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], "default": "GET"},
                    "url": text("https://api.example.com/v1/things; its host is one of [http.hosts]"),
                    "headers": map("Further headers; the token's is written by muster"),
                    "body": {"description": "A text as it is, anything else as JSON"},
                    "timeout": {"type": "number", "default": 30, "description": "In seconds, for the whole answer"},
                    "expect": {"type": ["integer", "array"], "items": {"type": "integer"}, "description": "The statuses that mean success; 200 to 299 if not given"},
                    "output": map("Names and where their values are in the answer, as `id: /data/id`; the whole body if not given"),
                    "observe": {
                        "type": "object", "required": ["url"], "additionalProperties": false,
                        "description": "How to see that it was done",
                        "properties": {
                            "method": {"type": "string", "enum": ["GET", "HEAD"]},
                            "url": text("What to look at"),
                            "headers": map("Further headers"),
                            "status": {"type": "integer", "default": 200},
                            "pointer": text("Where in the answer to look, as /state"),
                            "equals": {"description": "What is there when it was done; anything if not given"},
                            "adopt": {"type": "boolean", "description": "Whether it counts as done where it was so before"},
                        },
                    },
                    "idempotencyKey": text("The header in which the system takes a key against doubles, as Idempotency-Key"),
                    "undo": {
                        "type": "object", "required": ["url"], "additionalProperties": false,
                        "description": "The request that takes it back; again and again it must do no harm",
                        "properties": {
                            "method": {"type": "string", "enum": ["DELETE", "PUT", "PATCH", "POST"]},
                            "url": text("{name} stands for a value of `output`"),
                            "headers": map("Further headers"),
                            "body": {"description": "A text as it is, anything else as JSON"},
                        },
                    },
                }),
            ),
            output: schema(
                &[],
                json!({
                    "status": {"type": "integer"},
                    "body": {"description": "The answer, where no `output` is given"},
                    "values": map("Those that `output` names"),
                    "location": text("Where the answer says that it is"),
                    "observed": {"type": "boolean", "description": "Whether they come from looking, as the answer was lost or not needed"},
                    "truncated": {"type": "boolean", "description": "Whether the answer was too large to be kept"},
                }),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By("sends the request in `undo`, where there is one"),
        })
    }
}

/// Looks whether it was done.
fn look(call: &Call<'_>, watch: &Watch) -> Result<Option<Answer>, ActionError> {
    let answer = send(call, &watch.request, None)?;
    if answer.status != watch.status {
        // What is not there yet is answered so; anything else says nothing about it.
        let is_elsewhere = matches!(answer.status, 404 | 410) || (200..300).contains(&answer.status);
        return match is_elsewhere {
            true => Ok(None),
            false => Err(answer.refused(call, &watch.request)),
        };
    }
    let Some(pointer) = &watch.pointer else {
        return Ok(Some(answer));
    };
    let body = answer.body();
    let found = body.pointer(pointer).filter(|found| !found.is_null());
    let is_so = match (found, &watch.equals) {
        (Some(found), Some(wanted)) => is_same(found, wanted),
        (found, None) => found.is_some(),
        (None, Some(_)) => false,
    };
    Ok(is_so.then_some(answer))
}

/// Whether two values mean the same: a rendered number may be a text.
fn is_same(found: &Value, wanted: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    found == wanted || (!found.is_object() && !found.is_array() && text(found) == text(wanted))
}

fn output(wanted: &Wanted, answer: &Answer, is_observed: bool) -> Result<Value, ActionError> {
    let mut output = json!({"status": answer.status});
    if let Some(place) = answer.location() {
        output["location"] = json!(place);
    }
    if is_observed {
        output["observed"] = json!(true);
    }
    if answer.response.is_none() {
        output["truncated"] = json!(true);
    }
    let body = answer.body();
    if wanted.selection.is_empty() {
        output["body"] = body;
        return Ok(output);
    }
    let mut values = Map::new();
    for (name, pointer) in &wanted.selection {
        let found = body.pointer(pointer).cloned();
        let found = found.ok_or_else(|| {
            let message = format!(
                "{} answered with {}, but there is no {pointer} in it for `{name}`",
                answer.host, answer.status
            );
            wrong(message).hint("correct `output`; what the request changed stays changed")
        })?;
        values.insert(name.clone(), found);
    }
    output["values"] = Value::Object(values);
    Ok(output)
}

/// The key of a step, in the form of a UUID, which is what most systems take (RFC 9562, version 8).
fn key(op_key: &str, is_undo: bool) -> String {
    let at = if is_undo { 32 } else { 0 };
    let digits = op_key.get(at..at + 32).unwrap_or(op_key);
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-8{}-8{}-{}",
        part(0, 8),
        part(8, 12),
        part(13, 16),
        part(17, 20),
        part(20, 32)
    )
}

/// Whether an earlier attempt may have sent it, having seen before that it was not done.
fn was_sent(call: &Call<'_>) -> Result<bool, ActionError> {
    Ok(note::find(call)?.is_some_and(|note| note["sent"] == true))
}

impl Request {
    fn changes(wanted: &Wanted) -> Vec<Change> {
        let mut changes = vec![];
        let mut add = |what: String, text: &str| {
            changes.push(Change {
                what,
                before: None,
                after: Some(secret::shown(text)),
            });
        };
        for (name, text) in &wanted.request.headers {
            add(format!("header {name}"), text);
        }
        match &wanted.request.body {
            None => {}
            Some(Value::String(text)) => add("body".to_owned(), text),
            Some(other) => add(
                "body".to_owned(),
                &serde_json::to_string_pretty(other).unwrap_or_default(),
            ),
        }
        changes
    }

    fn undo_of(call: &Call<'_>, wanted: &Wanted, planned: &mut Planned) {
        let Some(undo) = &wanted.undo else {
            planned.undo = Undo::Not(NO_UNDO.to_owned());
            return;
        };
        for name in undo.missing(&wanted.selection) {
            planned
                .blocking
                .push(format!("`undo.url` needs `{name}`, which is not in `output`"));
        }
        let method = &undo.request.method;
        if let Err(error) = allowed(call, method.as_str(), &undo.sample()) {
            planned.blocking.push(error.message);
        }
        if *method == Method::POST && wanted.key.is_none() {
            planned
                .findings
                .push("undoing it may be sent twice, if an answer is lost".to_owned());
        }
        planned.undo = Undo::By(format!("sends {method} {}", undo.request.url));
    }

    /// What looking says about what would be done.
    fn look_ahead(call: &Call<'_>, watch: &Watch, planned: &mut Planned) -> Result<(), ActionError> {
        if let Err(error) = allowed(call, watch.request.method.as_str(), &watch.request.url) {
            planned.blocking.push(error.message);
            return Ok(());
        }
        if look(call, watch)?.is_none() {
            return Ok(());
        }
        if was_sent(call)? {
            planned.effect = Effect::Adopt;
        } else if watch.adopts {
            planned.effect = Effect::None;
            planned.summary = format!("{} shows that it is done already", watch.request.url);
        } else {
            planned.blocking.push(format!(
                "{} shows that it is done already, and not by this run (`adopt: true` would take it as done)",
                watch.request.url
            ));
        }
        Ok(())
    }
}

impl Action for Request {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call.input)?;
        let (method, url) = (&wanted.request.method, &wanted.request.url);
        let mut planned = Planned {
            effect: Effect::Change,
            target: Some(url.clone()),
            summary: format!("Sends {method} {url}"),
            changes: Self::changes(&wanted),
            ..Planned::default()
        };
        if let Err(error) = allowed(call, method.as_str(), url) {
            let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            planned.blocking.push(format!("{}{hint}", error.message));
            return Ok(planned);
        }
        if wanted.is_safe() {
            planned.effect = Effect::None;
            planned.summary = format!("Asks {url}, which changes nothing");
            return Ok(planned);
        }
        Self::undo_of(call, &wanted, &mut planned);
        match &wanted.watch {
            Some(watch) => Self::look_ahead(call, watch, &mut planned)?,
            None if wanted.key.is_none() => planned.findings.push(NOBODY_CAN_LOOK.to_owned()),
            None => {}
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call.input)?;
        // Once more does no harm.
        let otherwise = match wanted.is_safe() || wanted.key.is_some() {
            true => Observed::Begun,
            false => Observed::Unknowable,
        };
        let Some(watch) = wanted.watch.as_ref().filter(|_| !wanted.is_safe()) else {
            return Ok(otherwise);
        };
        Ok(match look(call, watch)? {
            Some(answer) if watch.adopts || was_sent(call)? => Observed::Done {
                output: output(&wanted, &answer, true)?,
            },
            Some(_) => Observed::Foreign {
                what: format!("what {} shows", watch.request.url),
            },
            None if wanted.key.is_some() => Observed::Begun,
            None => Observed::Absent,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call.input)?;
        let is_watched = wanted.watch.is_some() && !wanted.is_safe();
        let was_sent = is_watched && was_sent(call)?;
        if is_watched {
            // That it was not done before it was first sent is what tells this step's effect from another's.
            note::put(call, &json!({"sent": true}))?;
        }
        let key = wanted.key.as_ref().map(|name| (name, key(call.op_key, false)));
        let sent = send(call, &wanted.request, key);
        let answer = match sent {
            Ok(answer) if wanted.expects(answer.status) => Ok(answer),
            Ok(answer) => Err(answer.refused(call, &wanted.request)),
            Err(error) => Err(error),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => {
                if is_watched && !was_sent && error.kind != ErrorKind::Unknown {
                    note::put(call, &json!({"sent": false}))?;
                }
                return Err(error);
            }
        };
        log.line(&format!(
            "{} {} is answered with {}",
            wanted.request.method, wanted.request.url, answer.status
        ));
        if answer.response.is_none() && wanted.is_safe() {
            return Err(
                wrong(format!("the answer of {} is too large to be kept", answer.host))
                    .hint("ask for less of it"),
            );
        }
        Ok(Applied::Done(Done {
            output: output(&wanted, &answer, false)?,
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call.input)?;
        let Some(undo) = &wanted.undo else {
            return Err(wrong(NO_UNDO));
        };
        let request = undo.request.with_values(&output["values"])?;
        let key = wanted.key.as_ref().map(|name| (name, key(call.op_key, true)));
        let answer = send(call, &request, key)?;
        match answer.status {
            200..=299 => log.line(&format!("{} {} is done", request.method, request.url)),
            404 | 410 => log.line(&format!("{} is gone already", request.url)),
            _ => return Err(answer.refused(call, &request)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_for_every_attempt_and_has_the_form_of_a_uuid() {
        let op_key = "0123456789abcdef".repeat(4);
        assert_eq!(key(&op_key, false), "01234567-89ab-8def-8123-456789abcdef");
        assert!(key(&op_key, false).parse::<uuid::Uuid>().is_ok());
    }

    #[test]
    fn what_is_found_is_compared_as_people_would() {
        for (found, wanted, is_equal) in [
            (json!("active"), json!("active"), true),
            (json!(3), json!("3"), true),
            (json!(true), json!("true"), true),
            (json!("active"), json!("idle"), false),
            (json!({"a": 1}), json!({"a": 1}), true),
            (json!({"a": 1}), json!("{\"a\":1}"), false),
        ] {
            assert_eq!(is_same(&found, &wanted), is_equal, "{found} {wanted}");
        }
    }
}
