//! An event as CloudEvents 1.0 JSON (cloudevents.io, "JSON Event Format"): what leaves the journal for other programs.

use serde_json::{Map, Value, json};

use super::Event;
use crate::model::text::hex;

/// The event on one line. `data` is the body as it was written, so that its hash can be checked by the reader; the rest
/// of the envelope rides in extension attributes. A redacted event has no `data`.
pub fn cloud_event(event: &Event) -> String {
    let mut attributes = Map::new();
    let mut set = |name: &str, value: Value| attributes.insert(name.to_owned(), value);
    set("specversion", json!("1.0"));
    set("id", json!(event.id.to_string()));
    set("source", json!(format!("urn:uuid:{}", event.origin)));
    set("type", json!(event.type_));
    set("subject", json!(event.subject.as_str()));
    set("time", json!(event.time.to_string()));
    set("typeversion", json!(event.type_version));
    set("journalid", json!(event.journal_id.to_string()));
    // The extension "sequence" compares as text, so the number is padded to the width of the largest one.
    set("sequence", json!(format!("{:020}", event.oseq)));
    set("actor", json!(event.actor));
    for (name, id) in [
        ("causationid", event.causation),
        ("correlationid", event.correlation),
    ] {
        if let Some(id) = id {
            set(name, json!(id.to_string()));
        }
    }
    for (name, hash) in [
        ("prevhash", event.prev),
        ("bodyhash", event.body_hash),
        ("hash", event.hash),
    ] {
        set(name, json!(hash));
    }
    let Some(body) = &event.body else {
        return Value::Object(attributes).to_string();
    };
    set("salt", json!(event.salt.as_ref().map(hex)));
    set("datacontenttype", json!("application/json"));
    let mut line = Value::Object(attributes).to_string();
    line.pop();
    line.push_str(",\"data\":");
    line.push_str(&one_line(body));
    line.push('}');
    line
}

/// A body that was written over several lines is written anew.
fn one_line(body: &[u8]) -> String {
    match std::str::from_utf8(body) {
        Ok(text) if !text.contains(['\n', '\r']) => text.to_owned(),
        _ => serde_json::from_slice::<Value>(body)
            .unwrap_or(Value::Null)
            .to_string(),
    }
}
