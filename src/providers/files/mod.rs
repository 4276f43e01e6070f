//! Actions on the run's own files, an action a file: rendered from skeletons, copied, deleted, renamed, looked at; and to
//! log and to wait. Nothing outside the run changes by them.

mod delete;
mod log;
mod plain;
mod readdir;
mod rename;
mod render;
pub mod source;
mod template;
mod template_file;
pub mod transform;
mod wait;

use serde_json::{Value, json};

use super::action::Action;

/// All of them.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        template::action(),
        template_file::action(),
        plain::folder_action(),
        plain::file_action(),
        delete::action(),
        rename::action(),
        readdir::action(),
        log::action(),
        wait::action(),
    ]
}

/// The JSON Schema of an object with these keys.
pub(super) fn schema(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

/// The JSON Schema of no output.
pub(super) fn nothing() -> Value {
    json!({ "type": "object", "properties": {} })
}
