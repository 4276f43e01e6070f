//! Where a character of a scalar's text stands in the file: quotes, escapes, folded lines and indentation are walked
//! through. Knows YAML's ways of writing a text, no more of its grammar.

use crate::model::catalog::Position;

/// How a scalar is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
    /// Literal or folded; each line begins at this column, counted from 0.
    Block(usize),
}

/// The place of a place within a scalar that begins at `begin` and reads `text`. `lines` are those of the file.
pub(super) fn place_within(lines: &[&str], begin: Position, text: &str, within: Position) -> Position {
    let line = begin.line.saturating_sub(1) as usize;
    let column = begin.column.saturating_sub(1) as usize;
    let mut walk = match lines.get(line).and_then(|line| line.chars().nth(column)) {
        Some('|' | '>') => Walk::new(lines, line + 1, Style::Block(indentation(lines, line + 1, text))),
        Some('\'') => Walk::at(lines, line, column + 1, Style::Single),
        Some('"') => Walk::at(lines, line, column + 1, Style::Double),
        _ => Walk::at(lines, line, column, Style::Plain),
    };
    let mut rest = text.chars();
    for _ in 0..offset(text, within) {
        let Some(c) = rest.next() else { break };
        walk.over(c);
    }
    if rest.next().is_some_and(|c| !c.is_whitespace()) {
        walk.go_to_content();
    }
    walk.position()
}

/// How many characters come before a place of a text.
fn offset(text: &str, within: Position) -> usize {
    let line = within.line.saturating_sub(1) as usize;
    let before: usize = text
        .split('\n')
        .take(line)
        .map(|line| line.chars().count() + 1)
        .sum();
    before + within.column.saturating_sub(1) as usize
}

/// How far the lines of a block scalar are indented, its own leading blanks not counted.
fn indentation(lines: &[&str], first: usize, text: &str) -> usize {
    let blanks = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let is_written = |line: &&str| !line.trim().is_empty();
    let own = text.split('\n').find(is_written).map_or(0, blanks);
    let written = lines.iter().skip(first).copied().find(is_written);
    written.map_or(0, blanks).saturating_sub(own)
}

struct Walk<'a> {
    lines: &'a [&'a str],
    line: usize,
    column: usize,
    /// The characters of the line.
    written: Vec<char>,
    style: Style,
}

impl<'a> Walk<'a> {
    fn at(lines: &'a [&'a str], line: usize, column: usize, style: Style) -> Self {
        let mut walk = Self::new(lines, line, style);
        walk.column = column;
        walk
    }

    /// At the beginning of a line.
    fn new(lines: &'a [&'a str], line: usize, style: Style) -> Self {
        let written: Vec<char> = lines
            .get(line)
            .map(|line| line.chars().collect())
            .unwrap_or_default();
        let first = written.iter().position(|c| !c.is_whitespace()).unwrap_or(0);
        let column = match style {
            Style::Block(indentation) => indentation,
            _ => first,
        };
        Self {
            lines,
            line,
            column,
            written,
            style,
        }
    }

    /// Passes what stands for one character of the text.
    fn over(&mut self, c: char) {
        if self.is_at_break(c) {
            return self.go_to_next_line();
        }
        if !c.is_whitespace() {
            self.go_to_content();
        }
        self.column += match (self.style, self.written.get(self.column)) {
            (Style::Double, Some('\\')) => match self.written.get(self.column + 1) {
                Some('x') => 4,
                Some('u') => 6,
                Some('U') => 10,
                // The line break itself is escaped, so that nothing stands for it in the text.
                None => {
                    self.go_to_next_line();
                    return self.over(c);
                }
                Some(_) => 2,
            },
            (Style::Single, Some('\'')) => 2,
            _ => 1,
        };
    }

    /// Whether this character of the text is the break at the end of this line.
    fn is_at_break(&self, c: char) -> bool {
        let rest = self.written.get(self.column..).unwrap_or_default();
        let is_over = match self.style {
            Style::Block(_) => rest.is_empty(),
            _ => rest.iter().all(|c| c.is_whitespace()),
        };
        c.is_whitespace() && is_over && self.line + 1 < self.lines.len()
    }

    fn go_to_next_line(&mut self) {
        *self = Self::new(self.lines, self.line + 1, self.style);
    }

    /// Goes on over empty lines and blanks to where a character that is no blank stands.
    fn go_to_content(&mut self) {
        let has_none = |walk: &Self| {
            let rest = walk.written.get(walk.column..).unwrap_or_default();
            rest.iter().all(|c| c.is_whitespace())
        };
        while has_none(self) && self.line + 1 < self.lines.len() {
            self.go_to_next_line();
        }
    }

    fn position(&self) -> Position {
        Position {
            line: u32::try_from(self.line + 1).unwrap_or(u32::MAX),
            column: u32::try_from(self.column + 1).unwrap_or(u32::MAX),
        }
    }
}
