//! Problems as GitHub Actions workflow commands, which CI shows beside the lines of a change.
//! Source: docs.github.com, "Workflow commands for GitHub Actions"; its escapes are those of actions/toolkit,
//! packages/core/src/command.ts.

use super::Found;
use crate::model::catalog::Severity;
use crate::model::text::safe;

/// `::warning file=catalog/a.yaml,line=3,col=5,title=dangling::sentence`
pub(super) fn line(found: &Found<'_>) -> String {
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let mut properties = format!("file={}", property(&found.path));
    if found.line > 0 {
        properties.push_str(&format!(",line={}", found.line));
    }
    if found.line > 0 && found.column > 0 {
        properties.push_str(&format!(",col={}", found.column));
    }
    format!(
        "::{command} {properties},title={}::{}",
        property(found.breach.id),
        data(found.message)
    )
}

fn data(text: &str) -> String {
    safe(text)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::Code;

    #[test]
    fn what_github_would_act_on_is_escaped() {
        let found = Found {
            breach: Code::Dangling.into(),
            severity: Severity::Warning,
            waived: None,
            path: "a,b: 100%.yaml".to_owned(),
            line: 3,
            column: 0,
            entity_ref: None,
            message: "50% of `x::y`,\n::error::forged",
        };
        assert_eq!(
            line(&found),
            "::warning file=a%2Cb%3A 100%25.yaml,line=3,title=dangling::50%25 of `x::y`,\\n::error::forged"
        );
    }
}
