//! Writes documents as YAML 1.2 that readers of YAML 1.1 understand alike. Pure; knows nothing of what it writes.

use super::document::{Document, Entity, Sheet, Style, Value};

const CORE: &str = "backstage.io/v1alpha1";

/// The text of a file.
pub(super) fn render(sheet: &Sheet) -> String {
    let mut text = String::with_capacity(sheet.documents.len() * 640);
    for (index, document) in sheet.documents.iter().enumerate() {
        if index > 0 || (sheet.style.opening_marker && matches!(document, Document::Entity(_))) {
            text.push_str("---\n");
        }
        match document {
            Document::Entity(entity) => Writer {
                text: &mut text,
                style: sheet.style,
            }
            .entity(entity),
            Document::Verbatim { text: verbatim, .. } => text.push_str(verbatim),
        }
    }
    if sheet.style.crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

struct Writer<'a> {
    text: &'a mut String,
    style: Style,
}

impl Writer<'_> {
    fn entity(mut self, entity: &Entity) {
        self.pair(0, "apiVersion", CORE);
        self.pair(0, "kind", entity.kind);
        self.key(0, "metadata");
        self.pair(2, "name", &entity.name);
        if let Some(title) = &entity.title {
            self.pair(2, "title", title);
        }
        if !entity.description.is_empty() {
            self.pair(2, "description", &entity.description);
        }
        self.pairs(2, "labels", &entity.labels);
        self.pairs(2, "annotations", &entity.annotations);
        self.tags(&entity.tags);
        self.links(entity);
        self.key(0, "spec");
        for (key, value) in &entity.spec {
            self.value(2, key, value);
        }
    }

    fn value(&mut self, indent: usize, key: &str, value: &Value) {
        match value {
            Value::Text(text) => self.pair(indent, key, text),
            Value::Block(block) => self.block(indent, key, block),
            Value::List(items) if items.is_empty() => self.raw(indent, key, "[]"),
            Value::List(items) => self.list(indent, key, items),
            Value::Map(pairs) => self.pairs(indent, key, pairs),
            Value::File(path) => {
                self.key(indent, key);
                self.pair(indent + 2, "$text", path);
            }
        }
    }

    fn tags(&mut self, tags: &[String]) {
        if tags.is_empty() {
        } else if self.style.flow_tags {
            self.raw(2, "tags", &format!("[{}]", tags.join(", ")));
        } else {
            self.list(2, "tags", tags);
        }
    }

    fn links(&mut self, entity: &Entity) {
        if entity.links.is_empty() {
            return;
        }
        self.key(2, "links");
        let indent = self.item_indent(2);
        for link in &entity.links {
            self.indent(indent);
            self.text.push_str("- ");
            self.pair(0, "url", &link.url);
            self.pair(indent + 2, "title", link.title);
            self.pair(indent + 2, "icon", link.icon);
        }
    }

    fn list(&mut self, indent: usize, key: &str, items: &[String]) {
        self.key(indent, key);
        let indent = self.item_indent(indent);
        for item in items {
            self.indent(indent);
            self.text.push_str("- ");
            self.scalar(item);
            self.text.push('\n');
        }
    }

    fn pairs(&mut self, indent: usize, key: &str, pairs: &[(&'static str, String)]) {
        if pairs.is_empty() {
            return;
        }
        self.key(indent, key);
        for (key, value) in pairs {
            self.pair(indent + 2, key, value);
        }
    }

    fn block(&mut self, indent: usize, key: &str, block: &str) {
        self.raw(indent, key, "|");
        for line in block.lines() {
            if !line.is_empty() {
                self.indent(indent + 2);
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
    }

    fn item_indent(&self, indent: usize) -> usize {
        if self.style.indented_lists {
            indent + 2
        } else {
            indent
        }
    }

    fn key(&mut self, indent: usize, key: &str) {
        self.indent(indent);
        self.text.push_str(key);
        self.text.push_str(":\n");
    }

    fn pair(&mut self, indent: usize, key: &str, value: &str) {
        self.indent(indent);
        self.text.push_str(key);
        self.text.push_str(": ");
        self.scalar(value);
        self.text.push('\n');
    }

    fn raw(&mut self, indent: usize, key: &str, value: &str) {
        self.indent(indent);
        self.text.push_str(key);
        self.text.push_str(": ");
        self.text.push_str(value);
        self.text.push('\n');
    }

    fn indent(&mut self, columns: usize) {
        self.text.extend(std::iter::repeat_n(' ', columns));
    }

    fn scalar(&mut self, value: &str) {
        if is_plain(value) {
            self.text.push_str(value);
        } else if value.chars().any(char::is_control) {
            self.double_quoted(value);
        } else {
            self.text.push('\'');
            self.text.push_str(&value.replace('\'', "''"));
            self.text.push('\'');
        }
    }

    /// Section 7.3.1 of YAML 1.2.2: the only style that can hold every character.
    fn double_quoted(&mut self, value: &str) {
        self.text.push('"');
        for character in value.chars() {
            match character {
                '"' | '\\' => self.text.extend(['\\', character]),
                '\n' => self.text.push_str("\\n"),
                '\t' => self.text.push_str("\\t"),
                control if control.is_control() => {
                    self.text.push_str(&format!("\\u{:04X}", u32::from(control)))
                }
                other => self.text.push(other),
            }
        }
        self.text.push('"');
    }
}

/// Whether a text needs no quotes: it starts with a letter (so it is no number, date or indicator), holds nothing that
/// ends a plain scalar (section 7.3.3 of YAML 1.2.2), and is no word that YAML 1.1 or 1.2 reads as another type.
fn is_plain(value: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let opens = value
        .chars()
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '/')
        || value.starts_with("./")
        || value.starts_with("../");
    opens
        && !value.ends_with([' ', ':'])
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.chars().any(char::is_control)
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::{Style, Writer};

    #[test]
    fn a_scalar_is_quoted_when_plain_would_mean_something_else() {
        for (value, written) in [
            ("orders-api", "orders-api"),
            ("group:default/payments", "group:default/payments"),
            ("./openapi.yaml", "./openapi.yaml"),
            ("佐藤 由美", "佐藤 由美"),
            ("Aoife O'Brien", "Aoife O'Brien"),
            ("12", "'12'"),
            ("1e9", "'1e9'"),
            ("2026-11-22", "'2026-11-22'"),
            ("No", "'No'"),
            ("~", "'~'"),
            ("", "''"),
            ("@quayside/ledger", "'@quayside/ledger'"),
            ("Minutes: eleven", "'Minutes: eleven'"),
            ("it's: odd", "'it''s: odd'"),
            ("C #", "'C #'"),
            ("ends:", "'ends:'"),
            ("two\nlines \"here\"", "\"two\\nlines \\\"here\\\"\""),
        ] {
            let mut text = String::new();
            Writer {
                text: &mut text,
                style: Style::default(),
            }
            .scalar(value);
            assert_eq!(text, written);
        }
    }
}
