//! A text editor of several lines, made of one-line editors. Pure.

use super::input::{Edit, Input};
use super::list::Motion;

/// The lines of a text, and in which of them the cursor is. There is always one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextArea {
    lines: Vec<Input>,
    row: usize,
}

impl TextArea {
    /// A text, with the cursor behind it.
    pub fn new(text: &str) -> Self {
        let lines: Vec<Input> = text.split('\n').map(Input::new).collect();
        Self {
            row: lines.len().saturating_sub(1),
            lines,
        }
    }

    pub fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(Input::text).collect();
        lines.join("\n")
    }

    pub fn lines(&self) -> &[Input] {
        &self.lines
    }

    /// The line that the cursor is in.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Inserts typed or pasted text; its line breaks stay.
    pub fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.break_line();
            }
            if let Some(line) = self.lines.get_mut(self.row) {
                line.insert(part);
            }
        }
    }

    pub fn break_line(&mut self) {
        let Some(line) = self.lines.get_mut(self.row) else {
            return;
        };
        let rest = line.split();
        self.row += 1;
        self.lines.insert(self.row, rest);
    }

    pub fn edit(&mut self, edit: Edit) {
        let Some(line) = self.lines.get_mut(self.row) else {
            return;
        };
        let before = (line.text().len(), line.before_cursor().len());
        line.edit(edit);
        if before != (line.text().len(), line.before_cursor().len()) {
            return;
        }
        match edit {
            Edit::DeleteBack | Edit::DeleteWordBack if self.row > 0 => {
                let rest = self.lines.remove(self.row);
                self.row -= 1;
                if let Some(line) = self.lines.get_mut(self.row) {
                    line.join(&rest);
                }
            }
            Edit::DeleteForward | Edit::DeleteToEnd if self.row + 1 < self.lines.len() => {
                let next = self.lines.remove(self.row + 1);
                if let Some(line) = self.lines.get_mut(self.row) {
                    line.join(&next);
                }
            }
            Edit::Left | Edit::WordLeft if self.row > 0 => {
                self.row -= 1;
                self.go_to_column(usize::MAX);
            }
            Edit::Right | Edit::WordRight if self.row + 1 < self.lines.len() => self.down_to_start(),
            _ => {}
        }
    }

    pub fn go(&mut self, motion: Motion, page: usize) {
        let column = self.column();
        let last = self.lines.len().saturating_sub(1);
        self.row = match motion {
            Motion::Up => self.row.saturating_sub(1),
            Motion::Down => self.row + 1,
            Motion::HalfPageUp | Motion::PageUp => self.row.saturating_sub(page.max(1)),
            Motion::HalfPageDown | Motion::PageDown => self.row + page.max(1),
            Motion::First => 0,
            Motion::Last => last,
        }
        .min(last);
        self.go_to_column(column);
    }

    fn column(&self) -> usize {
        self.lines.get(self.row).map_or(0, Input::cursor_column)
    }

    fn down_to_start(&mut self) {
        self.row += 1;
        self.go_to_column(0);
    }

    fn go_to_column(&mut self, column: usize) {
        if let Some(line) = self.lines.get_mut(self.row) {
            line.go_to_column(column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_broken_and_joined() {
        let mut area = TextArea::new("one\ntwo");
        area.go(Motion::Up, 10);
        area.break_line();
        area.insert("a\r\nb");
        assert_eq!((area.text().as_str(), area.row()), ("one\na\nb\ntwo", 2));
        area.edit(Edit::Start);
        area.edit(Edit::DeleteBack);
        assert_eq!(area.text(), "one\nab\ntwo");
        area.edit(Edit::End);
        area.edit(Edit::DeleteForward);
        assert_eq!(area.text(), "one\nabtwo");
        area.edit(Edit::Start);
        area.edit(Edit::Left);
        area.insert("!");
        assert_eq!(area.text(), "one!\nabtwo");
    }

    proptest! {
        #[test]
        fn what_is_typed_is_there(text in "\\PC{0,12}", more in "[a-z\n]{0,12}") {
            let mut area = TextArea::new(&text);
            area.insert(&more);
            prop_assert_eq!(area.text(), text + &more);
        }
    }
}
