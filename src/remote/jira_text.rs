//! How Jira writes texts: in queries within quotes, and in the Cloud as Atlassian documents, which are read as plain text.
//! Unknown nodes of a document give what they contain.
//! <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>

use serde_json::Value;

/// The text of a document; of a plain text, itself.
pub fn text(document: &Value) -> Option<String> {
    let mut written = String::new();
    match document {
        Value::String(text) => written.push_str(text),
        Value::Object(_) => write(document, &mut written),
        _ => return None,
    }
    let text = written.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A document that says a text, a paragraph a line.
pub fn document(text: &str) -> Value {
    let paragraph = |line: &str| {
        let content = if line.is_empty() {
            vec![]
        } else {
            vec![serde_json::json!({"type": "text", "text": line})]
        };
        serde_json::json!({"type": "paragraph", "content": content})
    };
    let content: Vec<Value> = text.lines().map(paragraph).collect();
    serde_json::json!({"type": "doc", "version": 1, "content": content})
}

/// A text in quotes, as JQL takes it for one.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

fn write(node: &Value, written: &mut String) {
    let sort = node.get("type").and_then(Value::as_str).unwrap_or_default();
    let attribute = |name: &str| node.get("attrs")?.get(name)?.as_str();
    match sort {
        "text" => written.push_str(node.get("text").and_then(Value::as_str).unwrap_or_default()),
        "hardBreak" => written.push('\n'),
        "mention" | "status" | "date" => {
            written.push_str(attribute("text").or(attribute("timestamp")).unwrap_or_default());
        }
        "emoji" => written.push_str(attribute("text").or(attribute("shortName")).unwrap_or_default()),
        "inlineCard" | "blockCard" | "embedCard" => written.push_str(attribute("url").unwrap_or_default()),
        "rule" => written.push_str("---"),
        "listItem" | "taskItem" | "decisionItem" => written.push_str("- "),
        _ => {}
    }
    for child in node
        .get("content")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        write(child, written);
    }
    let is_block = matches!(
        sort,
        "paragraph"
            | "heading"
            | "codeBlock"
            | "rule"
            | "taskItem"
            | "decisionItem"
            | "tableRow"
            | "blockCard"
            | "embedCard"
    );
    if is_block {
        written.push('\n');
    }
    if matches!(sort, "tableCell" | "tableHeader") {
        // Its paragraph has ended the line, which goes on in the next cell.
        written.truncate(written.trim_end().len());
        written.push_str(" | ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_read_as_text_and_a_text_written_as_a_document() {
        let list = json!({"type": "doc", "version": 1, "content": [
            {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Need"}]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [{"type": "paragraph", "content": [
                    {"type": "text", "text": "access for "}, {"type": "mention", "attrs": {"id": "1", "text": "@Ana"}}]}]},
                {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "inlineCard", "attrs": {"url": "https://x"}}]}]}]},
            {"type": "table", "content": [{"type": "tableRow", "content": [
                {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "a"}]}]},
                {"type": "tableCell", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "b"}]}]}]}]},
            {"type": "novelty", "content": [{"type": "text", "text": "end"}]}]});
        assert_eq!(
            text(&list).as_deref(),
            Some("Need\n- access for @Ana\n- https://x\na | b | \nend")
        );
        assert_eq!(text(&json!("h1. plain")).as_deref(), Some("h1. plain"));
        assert_eq!(text(&Value::Null), None);
        assert_eq!(text(&document("one\n\ntwo")).as_deref(), Some("one\n\ntwo"));
    }

    #[test]
    fn a_text_in_a_query_cannot_leave_its_quotes() {
        assert_eq!(quoted("a \"b\" \\"), r#""a \"b\" \\""#);
    }
}
