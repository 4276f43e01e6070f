//! Tables as spreadsheets save them (RFC 4180, also with `;` or tabs), each cell with the place where it begins. The crate that
//! reads tickets tells no columns.

use super::thoughtworks::NAMES;
use crate::model::catalog::{Node, Position};

/// A table with the columns of a radar.
#[derive(Debug)]
pub(super) struct Table {
    /// In lower case, without blanks around them.
    pub header: Vec<Node>,
    pub rows: Vec<Vec<Node>>,
    /// Where a quote opens that never closes.
    pub unclosed: Option<Position>,
}

/// The table, where the first line has columns for a name and the ring.
pub(super) fn parse(text: &str) -> Option<Table> {
    let first = text.lines().find(|line| !line.trim().is_empty())?;
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|separator| first.matches(*separator).count())?;
    let mut rows = Rows {
        rest: text.chars().peekable(),
        separator,
        at: Position { line: 1, column: 1 },
        unclosed: None,
    };
    let mut all = std::iter::from_fn(|| rows.next());
    let header: Vec<Node> = all
        .by_ref()
        .find(|row| !is_blank(row))?
        .into_iter()
        .map(|cell| Node::scalar(cell.text().unwrap_or("").trim().to_lowercase(), cell.at))
        .collect();
    let has = |name: &str| header.iter().any(|cell| cell.text() == Some(name));
    if !NAMES.into_iter().any(has) || !has("ring") {
        return None;
    }
    let body = all.filter(|row| !is_blank(row)).collect();
    Some(Table {
        header,
        rows: body,
        unclosed: rows.unclosed,
    })
}

fn is_blank(row: &[Node]) -> bool {
    row.iter().all(|cell| cell.text().unwrap_or("").trim().is_empty())
}

struct Rows<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    at: Position,
    unclosed: Option<Position>,
}

impl Rows<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.at.line += 1;
            self.at.column = 1;
        } else {
            self.at.column += 1;
        }
        Some(c)
    }

    fn next(&mut self) -> Option<Vec<Node>> {
        self.rest.peek()?;
        let mut row = Vec::new();
        loop {
            let at = self.at;
            let text = self.cell();
            row.push(Node::scalar(text, at));
            match self.take() {
                Some(c) if c == self.separator => {}
                Some('\r') if self.rest.peek() == Some(&'\n') => {
                    self.take();
                    return Some(row);
                }
                _ => return Some(row),
            }
        }
    }

    /// Up to what ends it, which stays.
    fn cell(&mut self) -> String {
        let mut text = String::new();
        let start = self.at;
        let mut is_quoted = false;
        while let Some(c) = self.rest.peek().copied() {
            if is_quoted {
                self.take();
                match c {
                    '"' if self.rest.peek() == Some(&'"') => {
                        self.take();
                        text.push('"');
                    }
                    '"' => is_quoted = false,
                    c => text.push(c),
                }
                continue;
            }
            match c {
                '"' if text.trim().is_empty() => {
                    text.clear();
                    is_quoted = true;
                }
                '\n' => break,
                '\r' => break,
                c if c == self.separator => break,
                c => text.push(c),
            }
            self.take();
        }
        if is_quoted {
            self.unclosed.get_or_insert(start);
        }
        text
    }
}
