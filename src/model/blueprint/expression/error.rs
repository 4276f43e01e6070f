//! What goes wrong with expressions, and where.

use std::fmt;

/// A text that is no expression, or no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// In bytes of the whole text.
    pub at: usize,
    pub message: String,
}

impl SyntaxError {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

/// Why a text could not be rendered: a sentence for the person, with the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpressionError {
    pub message: String,
    /// Where the text stands in the value that was rendered, a JSON Pointer; empty for a text by itself.
    pub pointer: String,
    /// In the text, both counted from 1.
    pub line: usize,
    pub column: usize,
    /// The line of the text, shortened.
    pub excerpt: String,
}

impl ExpressionError {
    /// An error at a byte of `text`.
    pub(super) fn at(text: &str, at: usize, message: impl Into<String>) -> Self {
        let at = (0..=at.min(text.len()))
            .rev()
            .find(|i| text.is_char_boundary(*i))
            .unwrap_or(0);
        let begin = text[..at].rfind('\n').map_or(0, |i| i + 1);
        let whole = text[begin..].lines().next().unwrap_or_default();
        let mut excerpt: String = whole.trim().chars().take(80).collect();
        if whole.trim().chars().count() > 80 {
            excerpt.push('…');
        }
        Self {
            message: message.into(),
            pointer: String::new(),
            line: text[..at].matches('\n').count() + 1,
            column: text[begin..at].chars().count() + 1,
            excerpt,
        }
    }

    /// The line of a text that a byte is in, shortened.
    pub fn excerpt_at(text: &str, at: usize) -> String {
        Self::at(text, at, "").excerpt
    }

    pub(super) fn below(mut self, step: &str) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        self.pointer = format!("/{step}{}", self.pointer);
        self
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in `{}`", self.message, self.excerpt)?;
        match (self.pointer.as_str(), self.line) {
            ("", 0) => Ok(()),
            ("", line) => write!(f, " (line {line}, column {})", self.column),
            (pointer, _) => write!(f, " ({})", pointer.trim_start_matches('/').replace('/', ".")),
        }
    }
}

impl std::error::Error for ExpressionError {}
