//! Texts as literals of CEL, for the expressions that are made here.

use std::fmt::Write as _;

/// A text in double quotes, with everything escaped that would end it or break the line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                write!(out, "\\u{:04x}", c as u32).unwrap_or_default();
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_its_quotes() {
        for (text, literal) in [
            ("plain", r#""plain""#),
            (r#"a "b" \d"#, r#""a \"b\" \\d""#),
            ("two\nlines\u{7}", r#""two\nlines\u0007""#),
        ] {
            assert_eq!(quoted(text), literal);
        }
    }
}
