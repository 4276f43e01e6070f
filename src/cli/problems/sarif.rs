//! Problems as SARIF 2.1.0, which code scanning services read.
//! Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Breach, Found};
use crate::model::catalog::Severity;
use crate::model::text::hex;

/// The log of one run.
pub(super) fn document(found: &[Found<'_>]) -> Value {
    let mut breaches: Vec<Breach<'_>> = found.iter().map(|found| found.breach).collect();
    breaches.sort_by_key(|breach| breach.id);
    breaches.dedup_by_key(|breach| breach.id);
    let results: Vec<Value> = found.iter().map(|found| result(found, &breaches)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "muster",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": breaches.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(breach: &Breach<'_>) -> Value {
    let mut rule = json!({
        "id": breach.id,
        "shortDescription": { "text": breach.rule },
        "defaultConfiguration": { "level": level(breach.severity) },
    });
    if let Some(help) = breach.help {
        rule["help"] = json!({ "text": help });
    }
    if let Some(link) = breach.link {
        rule["helpUri"] = link.into();
    }
    rule
}

fn result(found: &Found<'_>, breaches: &[Breach<'_>]) -> Value {
    let mut physical = json!({ "artifactLocation": artifact(&found.path) });
    if found.line > 0 {
        let mut region = json!({ "startLine": found.line });
        if found.column > 0 {
            region["startColumn"] = found.column.into();
        }
        physical["region"] = region;
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(entity_ref) = found.entity_ref {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": entity_ref }]);
    }
    let place = breaches.binary_search_by_key(&found.breach.id, |breach| breach.id);
    let mut result = json!({
        "ruleId": found.breach.id,
        "ruleIndex": place.unwrap_or_default(),
        "level": level(found.severity),
        "message": { "text": found.message },
        "locations": [location],
        "partialFingerprints": { "musterProblem/v1": fingerprint(found) },
    });
    if let Some(reason) = found.waived {
        result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Paths are relative to the root of the checkout, where CI runs the command; others are absolute.
fn artifact(path: &str) -> Value {
    let uri: String = path.bytes().map(uri_byte).collect();
    if path.starts_with('/') {
        json!({ "uri": format!("file://{uri}") })
    } else {
        json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
    }
}

/// RFC 3986: a path keeps its unreserved characters and slashes; other bytes are percent-encoded.
fn uri_byte(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    }
}

/// The same for the same problem after lines above it have come or gone.
fn fingerprint(found: &Found<'_>) -> String {
    let mut hash = Sha256::new();
    for part in [
        found.breach.id,
        &found.path,
        found.entity_ref.unwrap_or(""),
        found.message,
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        for (path, uri) in [
            (
                "catalog/a.yaml",
                json!({ "uri": "catalog/a.yaml", "uriBaseId": "%SRCROOT%" }),
            ),
            (
                "a b/ü:#.yaml",
                json!({ "uri": "a%20b/%C3%BC%3A%23.yaml", "uriBaseId": "%SRCROOT%" }),
            ),
            ("/srv/x.yaml", json!({ "uri": "file:///srv/x.yaml" })),
        ] {
            assert_eq!(artifact(path), uri);
        }
    }
}
