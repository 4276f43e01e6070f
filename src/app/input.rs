//! A one-line text editor: a text and a cursor that moves by what a reader takes for one character (a grapheme).
//! Pure; knows no keys beyond the intents of editing.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What can be done to a one-line text, apart from typing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edit {
    Left,
    Right,
    WordLeft,
    WordRight,
    Start,
    End,
    DeleteBack,
    DeleteForward,
    DeleteWordBack,
    DeleteToStart,
    DeleteToEnd,
}

/// The text of a field and where its cursor is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// A byte offset, always on a grapheme boundary.
    cursor: usize,
}

impl Input {
    /// A field holding `text`, with the cursor behind it.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            cursor: text.len(),
            text,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The display column of the cursor, counted from the start of the text.
    pub fn cursor_column(&self) -> usize {
        self.before_cursor().width()
    }

    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
    }

    /// Inserts typed or pasted text as one edit. Line breaks and tabs become single spaces and other control characters
    /// are dropped, so a multi-line paste stays in its one-line field.
    pub fn insert(&mut self, text: &str) {
        let flat = flatten(text);
        self.text.insert_str(self.cursor, &flat);
        self.cursor = self.boundary_at_or_after(self.cursor + flat.len());
    }

    /// Applies an edit; true if the text changed.
    pub fn edit(&mut self, edit: Edit) -> bool {
        let at = self.cursor;
        match edit {
            Edit::Left => self.cursor = self.previous(),
            Edit::Right => self.cursor = self.next(),
            Edit::WordLeft => self.cursor = self.word_start(),
            Edit::WordRight => self.cursor = self.word_end(),
            Edit::Start => self.cursor = 0,
            Edit::End => self.cursor = self.text.len(),
            Edit::DeleteBack => return self.delete(self.previous(), at),
            Edit::DeleteForward => return self.delete(at, self.next()),
            Edit::DeleteWordBack => return self.delete(self.word_start(), at),
            Edit::DeleteToStart => return self.delete(0, at),
            Edit::DeleteToEnd => return self.delete(at, self.text.len()),
        }
        false
    }

    fn delete(&mut self, from: usize, to: usize) -> bool {
        if from >= to {
            return false;
        }
        self.text.replace_range(from..to, "");
        // What was on both sides may have joined into one grapheme.
        self.cursor = self.boundary_at_or_after(from);
        true
    }

    /// The text in front of the cursor.
    pub fn before_cursor(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or(&self.text)
    }

    /// Cuts the field in two at the cursor: what stands behind it is returned, with the cursor at its start.
    pub fn split(&mut self) -> Input {
        Input {
            text: self.text.split_off(self.cursor),
            cursor: 0,
        }
    }

    /// Puts another text behind this one, with the cursor where they meet.
    pub fn join(&mut self, other: &Input) {
        self.cursor = self.text.len();
        self.text.push_str(&other.text);
        // What was on both sides may have joined into one grapheme.
        self.cursor = self.boundary_at_or_after(self.cursor);
    }

    /// Moves the cursor to the character at a display column, or to the end.
    pub fn go_to_column(&mut self, column: usize) {
        let mut used = 0;
        self.cursor = self.text.len();
        for (at, grapheme) in self.text.grapheme_indices(true) {
            if used >= column {
                self.cursor = at;
                return;
            }
            used += grapheme.width();
        }
    }

    fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or("")
    }

    fn previous(&self) -> usize {
        self.before_cursor()
            .grapheme_indices(true)
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        self.cursor + self.after().graphemes(true).next().map_or(0, str::len)
    }

    fn word_start(&self) -> usize {
        let words = self.before_cursor().split_word_bound_indices();
        words
            .rev()
            .find(|(_, word)| !word.trim().is_empty())
            .map_or(0, |(at, _)| at)
    }

    fn word_end(&self) -> usize {
        let mut words = self.after().split_word_bound_indices();
        let end = words
            .find(|(_, word)| !word.trim().is_empty())
            .map(|(at, word)| self.cursor + at + word.len());
        end.unwrap_or(self.text.len())
    }

    fn boundary_at_or_after(&self, offset: usize) -> usize {
        let mut boundaries = self.text.grapheme_indices(true).map(|(at, _)| at);
        boundaries.find(|at| *at >= offset).unwrap_or(self.text.len())
    }
}

fn flatten(text: &str) -> String {
    let trimmed = text.trim_end_matches(['\n', '\r']);
    let mut flat = String::with_capacity(trimmed.len());
    let mut in_break = false;
    for c in trimmed.chars() {
        let is_break = matches!(c, '\n' | '\r' | '\t');
        if is_break && !in_break {
            flat.push(' ');
        } else if !c.is_control() {
            flat.push(c);
        }
        in_break = is_break;
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(input: &Input) -> String {
        format!("{}|{}", input.before_cursor(), input.after())
    }

    #[test]
    fn the_cursor_moves_by_what_a_reader_takes_for_a_character() {
        let mut input = Input::new("a👩‍👩‍👧e\u{301}日");
        let mut seen = vec![marked(&input)];
        for _ in 0..4 {
            input.edit(Edit::Left);
            seen.push(marked(&input));
        }
        assert_eq!(
            seen,
            [
                "a👩‍👩‍👧e\u{301}日|",
                "a👩‍👩‍👧e\u{301}|日",
                "a👩‍👩‍👧|e\u{301}日",
                "a|👩‍👩‍👧e\u{301}日",
                "|a👩‍👩‍👧e\u{301}日"
            ]
        );
    }

    #[test]
    fn edits() {
        for (edit, result) in [
            (Edit::DeleteBack, "one tw| three"),
            (Edit::DeleteForward, "one two|three"),
            (Edit::DeleteWordBack, "one | three"),
            (Edit::DeleteToStart, "| three"),
            (Edit::DeleteToEnd, "one two|"),
            (Edit::WordLeft, "one |two three"),
            (Edit::WordRight, "one two three|"),
            (Edit::Start, "|one two three"),
            (Edit::End, "one two three|"),
        ] {
            let mut input = Input {
                text: "one two three".into(),
                cursor: 7,
            };
            input.edit(edit);
            assert_eq!(marked(&input), result, "{edit:?}");
        }
    }

    #[test]
    fn a_paste_of_several_lines_becomes_one_line() {
        let mut input = Input::new("[]");
        input.edit(Edit::Left);
        input.insert("orders\r\n\tpayments\u{1b}[31m\n");
        assert_eq!(marked(&input), "[orders payments[31m|]");
    }

    #[test]
    fn the_cursor_column_counts_wide_characters_twice() {
        assert_eq!(Input::new("a日本").cursor_column(), 5);
    }

    proptest! {
        #[test]
        fn any_edit_leaves_the_cursor_inside_the_text(text in ".{0,12}", edits in prop::collection::vec(0usize..11, 0..20), more in ".{0,4}") {
            const ALL: [Edit; 11] = [Edit::Left, Edit::Right, Edit::WordLeft, Edit::WordRight, Edit::Start, Edit::End, Edit::DeleteBack,
                Edit::DeleteForward, Edit::DeleteWordBack, Edit::DeleteToStart, Edit::DeleteToEnd];
            let mut input = Input::new("");
            input.insert(&text);
            for edit in edits {
                input.edit(ALL[edit]);
                input.insert(&more);
                prop_assert!(input.text.is_char_boundary(input.cursor));
            }
        }
    }
}
