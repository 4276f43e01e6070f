//! `jira:issue:create`: an issue, known again by a label; by a line of its description where labels cannot be given.

use serde_json::{Map, Value, json};

use super::client::{Jira, is_project};
use super::issue::{LONGEST_SUMMARY, Mark};
use super::screen::Screen;
use super::transition;
use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::files::schema;
use crate::providers::input::{Input, wrong};
use crate::remote::{Method, jira_text, query_escaped};

const STAYS: &str =
    "the issue stays, for people may be at work on it; `onUndo` can be delete, or the status to move it to";
const ISSUE_TYPE: &str = "Task";

pub(super) struct Create(ActionSpec);

impl Create {
    pub(super) fn new() -> Self {
        let text = |words: &str| json!({"type": "string", "description": words});
        let texts = |words: &str| json!({"type": "array", "items": {"type": "string"}, "description": words});
        Self(ActionSpec {
            id: "jira:issue:create",
            summary: "Opens an issue in a Jira project",
            input: schema(
                &["project", "summary"],
                json!({
                    "project": text("The project's key, as OPS"),
                    "issueType": text("Task if not given"),
                    "summary": text("One line"),
                    "description": text("Plain text; a line a paragraph"),
                    "labels": texts("Without blanks"),
                    "priority": text("Its name"),
                    "assignee": text("The account's id in the Cloud, the login on a server"),
                    "components": texts("Their names"),
                    "parent": text("The key of the issue that it is part of"),
                    "dueDate": text("As 2027-01-31"),
                    "fields": {"type": "object", "description": "Further fields by id or name, as `Severity: High`"},
                    "onUndo": text("keep, delete, or the name of the status to move it to; keep if not given"),
                }),
            ),
            output: schema(
                &[],
                json!({
                    "key": text("As OPS-12"),
                    "id": text("Its number inside Jira"),
                    "url": text("Its page"),
                }),
            ),
            settlement: Settlement::Observe,
            undo: UndoSpec::By("leaves the issue; deletes it or moves it to a status where `onUndo` says so"),
        })
    }
}

/// What becomes of the issue where the step is undone.
enum OnUndo {
    Keep,
    Delete,
    Move(String),
}

struct Wanted<'v> {
    project: &'v str,
    issue_type: &'v str,
    summary: &'v str,
    /// By the names of the fields, in their order.
    values: Vec<(&'v str, Value)>,
    on_undo: OnUndo,
    mark: Mark,
}

impl<'v> Wanted<'v> {
    fn of(call: &Call<'v>) -> Result<Self, ActionError> {
        let input = Input::without_secrets(call.input)?;
        let project = input.required("project")?;
        if !is_project(project) {
            return Err(wrong(format!("`{project}` is no key of a project")).hint("write it as OPS"));
        }
        let summary = input.required("summary")?;
        if summary.chars().count() > LONGEST_SUMMARY || summary.contains(['\n', '\r']) {
            return Err(wrong(format!(
                "`summary` is more than a line of {LONGEST_SUMMARY} characters"
            ))
            .hint("put the rest into `description`"));
        }
        let mut values = vec![("summary", json!(summary))];
        for (name, field) in [
            ("description", "description"),
            ("priority", "priority"),
            ("assignee", "assignee"),
            ("parent", "parent"),
            ("dueDate", "duedate"),
        ] {
            if let Some(text) = input.text(name)? {
                values.push((field, json!(text)));
            }
        }
        for name in ["components", "labels"] {
            let texts = input.texts(name)?;
            if let Some(label) = texts.iter().find(|text| name == "labels" && text.contains(' ')) {
                return Err(wrong(format!("`{label}` is no label: it has a blank in it")));
            }
            if !texts.is_empty() {
                values.push((name, json!(texts)));
            }
        }
        match input.get("fields") {
            None => {}
            Some(Value::Object(fields)) => {
                let given = fields.iter().filter(|(_, value)| !value.is_null());
                values.extend(given.map(|(name, value)| (name.as_str(), value.clone())));
            }
            Some(_) => return Err(wrong("`fields` must be a mapping").hint("write it as `Severity: High`")),
        }
        Ok(Self {
            project,
            issue_type: input.text("issueType")?.unwrap_or(ISSUE_TYPE),
            summary,
            values,
            on_undo: match input.text("onUndo")?.unwrap_or("keep") {
                "keep" => OnUndo::Keep,
                "delete" => OnUndo::Delete,
                status => OnUndo::Move(status.to_owned()),
            },
            mark: Mark::of(call.op_key),
        })
    }

    /// The fields as they are sent, with the mark among them; and what Jira would refuse.
    fn fields(&self, jira: &Jira<'_>, screen: &Screen) -> (Map<String, Value>, Vec<String>) {
        let mut values = self.values.clone();
        let mut unmarked = None;
        if screen.has("labels") {
            match values.iter_mut().find(|(name, _)| *name == "labels") {
                Some((_, Value::Array(labels))) => labels.push(json!(self.mark.label)),
                _ => values.push(("labels", json!([self.mark.label]))),
            }
        } else if screen.has("description") {
            let line = &self.mark.line;
            match values.iter_mut().find(|(name, _)| *name == "description") {
                Some((_, Value::String(text))) => *text = format!("{}\n\n{line}", text.trim_end()),
                _ => values.push(("description", json!(line))),
            }
        } else {
            unmarked = Some(format!(
                "{} in {} has neither labels nor a description, and could not be known again",
                self.issue_type, self.project
            ));
        }
        let (mut fields, mut complaints) = screen.filled(values, jira.flavour);
        complaints.extend(unmarked);
        fields.insert("project".to_owned(), json!({"key": self.project}));
        fields.insert("issuetype".to_owned(), json!({"name": self.issue_type}));
        (fields, complaints)
    }

    fn undo(&self, jira: &Jira<'_>) -> Result<Undo, ActionError> {
        Ok(match &self.on_undo {
            OnUndo::Keep => Undo::Not(STAYS.to_owned()),
            OnUndo::Move(status) => Undo::By(format!("moves the issue to {status}")),
            OnUndo::Delete if jira.may("DELETE_ISSUES", self.project)? => {
                Undo::By("deletes the issue".to_owned())
            }
            OnUndo::Delete => Undo::Not(format!(
                "the token's account may not delete issues in {}",
                self.project
            )),
        })
    }
}

fn output(jira: &Jira<'_>, issue: &Value) -> Value {
    let key = issue["key"].as_str().unwrap_or_default();
    json!({"key": key, "id": issue["id"], "url": jira.page(key)})
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => jira_text::text(other).unwrap_or_else(|| other.to_string()),
    };
    match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        one => text(one),
    }
}

impl Action for Create {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let mut planned = Planned {
            effect: Effect::Create,
            target: Some(wanted.project.to_owned()),
            summary: format!(
                "Opens the {} “{}” in {}",
                wanted.issue_type, wanted.summary, wanted.project
            ),
            ..Planned::default()
        };
        let screen = match Screen::of_new(&jira, wanted.project, wanted.issue_type)? {
            Ok(screen) => screen,
            Err(complaint) => {
                planned.blocking.push(complaint);
                return Ok(planned);
            }
        };
        if screen.is_unknown() {
            planned
                .findings
                .push("this Jira does not say which fields are required; doing it will show".to_owned());
        }
        planned.blocking = wanted.fields(&jira, &screen).1;
        planned.undo = wanted.undo(&jira)?;
        if let Some(issue) = wanted.mark.find(&jira, wanted.project)? {
            planned.effect = Effect::Adopt;
            planned.output = output(&jira, &issue);
        }
        let changes = wanted.values.iter().map(|(name, value)| Change {
            what: (*name).to_owned(),
            before: None,
            after: Some(shown(value)),
        });
        planned.changes = changes.collect();
        Ok(planned)
    }

    fn observe(&self, call: &Call<'_>) -> Result<Observed, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        Ok(match wanted.mark.find(&jira, wanted.project)? {
            Some(issue) => Observed::Done {
                output: output(&jira, &issue),
            },
            None => Observed::Absent,
        })
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let screen = Screen::of_new(&jira, wanted.project, wanted.issue_type)?.map_err(wrong)?;
        let (fields, complaints) = wanted.fields(&jira, &screen);
        if !complaints.is_empty() {
            return Err(wrong(complaints.join("; ")).hint("correct the step's input"));
        }
        let made = jira.write(Method::POST, "/issue", Some(json!({"fields": fields})))?;
        let output = output(&jira, &made);
        log.line(&format!("{} is open", output["url"].as_str().unwrap_or_default()));
        Ok(Applied::Done(Done {
            output,
            ..Done::default()
        }))
    }

    fn undo(&self, call: &Call<'_>, output: &Value, log: &mut dyn Log) -> Result<(), ActionError> {
        let wanted = Wanted::of(call)?;
        let jira = Jira::of(call)?;
        let Some(key) = output["key"].as_str() else {
            return Err(wrong("the key of the issue is not known"));
        };
        let Some(issue) = jira.issue(key, "labels,description,status")? else {
            log.line(&format!("{key} is gone already"));
            return Ok(());
        };
        match &wanted.on_undo {
            OnUndo::Keep => Err(wrong(STAYS)),
            OnUndo::Move(status) => transition::bring(&jira, &issue, status, log),
            OnUndo::Delete if !wanted.mark.is_on(&issue) => Err(wrong(format!(
                "{key} does not carry this step's mark any more, so it is not deleted"
            ))
            .hint("delete it by hand if it is the one")),
            OnUndo::Delete => {
                jira.write(Method::DELETE, &format!("/issue/{}", query_escaped(key)), None)?;
                log.line(&format!("{key} is deleted"));
                Ok(())
            }
        }
    }
}
