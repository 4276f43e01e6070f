//! `jira:issue:comment`: a comment, known again by a property of its own, which people do not see. A list shows a comment as
//! soon as it is there, so that nothing has to be searched for.

use jiff::fmt::strtime;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::client::{Jira, key_of, missing};
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::Input;
use crate::providers::input::wrong;
use crate::remote::{Method, query_escaped};

const UNDO: &str = "deletes the comment";
/// The property that holds the mark.
const PROPERTY: &str = "muster";
/// Jira takes no longer comments by default, in characters.
const LONGEST: usize = 32_767;
/// Comments in a page, and pages at most.
const PAGE: usize = 100;
const PAGES: usize = 10;

pub(super) struct Comment(ActionSpec);

impl Comment {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        Self(ActionSpec {
            id: "jira:issue:comment",
            summary: "Comments on a Jira issue",
            input: schema(
                &["issue", "body"],
                json!({
                    "issue": text("Its key, as OPS-12"),
                    "body": text("Plain text; a line a paragraph"),
                    "internal": {"type": "boolean", "description": "In a service desk: hidden from its customers"},
                }),
            ),
            output: schema(
                &[],
                json!({"id": text("Its number inside Jira"), "url": text("Where it is shown")}),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By(UNDO),
        })
    }
}

struct Wanted<'v> {
    key: &'v str,
    body: &'v str,
    is_internal: bool,
}

impl<'v> Wanted<'v> {
    fn of(call: &Call<'v>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let body = input.required("body")?;
        if body.chars().count() > LONGEST {
            return Err(wrong(format!("`body` has more than {LONGEST} characters")));
        }
        Ok(Self {
            key: key_of(&input)?,
            body,
            is_internal: input.flag("internal")?,
        })
    }

    fn path(&self, rest: &str) -> String {
        format!("/issue/{}/comment{rest}", query_escaped(self.key))
    }

    fn output(&self, jira: &Jira<'_>, comment: &Value) -> Value {
        let id = comment["id"].as_str().unwrap_or_default();
        json!({"id": id, "url": format!("{}?focusedCommentId={id}", jira.page(self.key))})
    }
}

/// The comment that this step made, among those since the run was asked for.
fn ours(call: &Call<'_>, jira: &Jira<'_>, wanted: &Wanted<'_>) -> Result<Option<Value>, ActionError> {
    // None of this run's is older than the run; a while for clocks that differ.
    let since = call.asked - SignedDuration::from_mins(10);
    for page in 0..PAGES {
        let path = wanted.path(&format!(
            "?orderBy=-created&startAt={}&maxResults={PAGE}",
            page * PAGE
        ));
        let mut answer = jira.get(&path)?;
        let Value::Array(comments) = answer["comments"].take() else {
            break;
        };
        let is_last = comments.len() < PAGE;
        for comment in comments {
            // A moment that cannot be read is as good as a late one.
            if created(&comment).is_some_and(|created| created < since) {
                return Ok(None);
            }
            if is_ours(call, jira, &comment)? {
                return Ok(Some(comment));
            }
        }
        if is_last {
            break;
        }
    }
    Ok(None)
}

fn is_ours(call: &Call<'_>, jira: &Jira<'_>, comment: &Value) -> Result<bool, ActionError> {
    let id = query_escaped(comment["id"].as_str().unwrap_or_default());
    let property = jira.find(&format!("/comment/{id}/properties/{PROPERTY}"))?;
    Ok(property.is_some_and(|property| property["value"]["step"] == call.op_key))
}

/// When a comment was made, as Jira writes it: `2026-01-31T09:00:00.000+0000`.
fn created(comment: &Value) -> Option<Timestamp> {
    let text = comment["created"].as_str()?;
    let parsed = strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text).ok()?;
    parsed.to_timestamp().ok()
}

impl Action for Comment {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.key.to_owned()),
            summary: format!("Comments on {}", wanted.key),
            undo: Undo::By(UNDO.to_owned()),
            changes: vec![Change {
                what: "comment".to_owned(),
                before: None,
                after: Some(wanted.body.to_owned()),
            }],
            ..Planned::default()
        };
        if jira.issue(wanted.key, "status")?.is_none() {
            planned.blocking.push(missing(wanted.key).message);
        } else if let Some(comment) = ours(call, &jira, &wanted)? {
            planned.effect = Effect::Adopt;
            planned.output = wanted.output(&jira, &comment);
        }
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        Ok(match ours(call, &jira, &wanted)? {
            Some(comment) => Observed::Done {
                output: wanted.output(&jira, &comment),
            },
            None => Observed::Absent,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let mut properties = vec![json!({"key": PROPERTY, "value": {"step": call.op_key}})];
        if wanted.is_internal {
            // As Jira Service Management marks what its customers do not see.
            properties.push(json!({"key": "sd.public.comment", "value": {"internal": true}}));
        }
        let body = json!({"body": jira.flavour.text(wanted.body), "properties": properties});
        let comment = jira.write(Method::POST, &wanted.path(""), Some(body))?;
        let output = wanted.output(&jira, &comment);
        log.line(&format!(
            "{} is written",
            output["url"].as_str().unwrap_or_default()
        ));
        Ok(Applied::Done(Done {
            output,
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let Some(id) = output["id"].as_str().filter(|id| !id.is_empty()) else {
            return Err(wrong("the number of the comment is not known"));
        };
        let path = wanted.path(&format!("/{}", query_escaped(id)));
        if jira.find(&path)?.is_none() {
            return Ok(());
        }
        jira.write(Method::DELETE, &path, None)?;
        log.line(&format!("the comment {id} on {} is deleted", wanted.key));
        Ok(())
    }
}
