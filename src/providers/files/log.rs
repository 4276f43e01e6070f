//! `debug:log`: a message in the run's log, and the run's files where they are asked for.

use serde_json::{Value, json};

use super::transform::{OnTree, Transform, Transformed};
use super::{nothing, schema};
use crate::model::secret;
use crate::providers::action::{Action, ActionError, Call, Log};
use crate::providers::input::{Input, wrong};

/// Lines of one file that are listed at most.
const MOST_LINES: usize = 200;

struct DebugLog;

pub fn action() -> Box<dyn Action> {
    let input = schema(
        &[],
        json!({
            "message": { "type": "string" },
            "listWorkspace": {
                "anyOf": [
                    { "type": "boolean" },
                    { "type": "string", "enum": ["with-filenames", "with-contents"] },
                ],
                "description": "List the run's files, or show what is in them",
            },
        }),
    );
    OnTree::boxed(
        "debug:log",
        "Writes a message into the run's log",
        (input, nothing()),
        DebugLog,
    )
}

impl Transform for DebugLog {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError> {
        let input = Input::of(call.input);
        let message = match input.get("message") {
            None => String::new(),
            Some(Value::String(text)) => secret::shown(text),
            Some(other) => secret::shown(&other.to_string()),
        };
        if !message.is_empty() {
            message.lines().for_each(|line| log.line(line));
        }
        match input.get("listWorkspace") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => list(call, false, log),
            Some(Value::String(how)) if how == "with-filenames" => list(call, false, log),
            Some(Value::String(how)) if how == "with-contents" => list(call, true, log),
            Some(_) => {
                return Err(wrong(
                    "`listWorkspace` must be true, false, `with-filenames` or `with-contents`",
                ));
            }
        }
        let first = message.lines().next().unwrap_or("Lists the run's files");
        Ok(Transformed {
            summary: first.to_owned(),
            ..Transformed::default()
        })
    }
}

fn list(call: &Call<'_>, contents: bool, log: &mut dyn Log) {
    for (path, file) in call.tree.iter() {
        log.line(&format!("- {path}"));
        match file.as_text().filter(|_| contents) {
            None => {}
            Some(text) => {
                let mut lines = text.lines();
                lines
                    .by_ref()
                    .take(MOST_LINES)
                    .for_each(|line| log.line(&format!("    {line}")));
                let rest = lines.count();
                if rest > 0 {
                    log.line(&format!("    and {rest} lines more"));
                }
            }
        }
    }
}
