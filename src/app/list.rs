//! The cursor of a long list or table: which row is selected, which are marked, which are in view. Selection and marks
//! are by identity, so they survive when the rows are replaced, sorted or filtered. Owns no rows; costs the same for ten
//! rows and for a million.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// The rows a list runs over, in their present order.
pub trait Rows {
    fn len(&self) -> usize;

    /// What identifies a row for as long as the program runs, whatever its position: for an entity its canonical ref.
    fn id(&self, index: usize) -> Cow<'_, str>;

    /// Where a row is now.
    fn find(&self, id: &str) -> Option<usize> {
        (0..self.len()).find(|index| self.id(*index) == id)
    }

    /// Whether a row still exists, also where a filter hides it: marks stay on such a row.
    fn knows(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: AsRef<str>> Rows for [T] {
    fn len(&self) -> usize {
        self.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.get(index).map_or("", AsRef::as_ref).into()
    }
}

/// A way to move in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    Up,
    Down,
    HalfPageUp,
    HalfPageDown,
    PageUp,
    PageDown,
    First,
    Last,
}

impl Motion {
    /// As lines of a text of which so many are in view, up where it is negative. The ends are as far as one can go.
    pub fn lines(self, page: usize) -> isize {
        let page = isize::try_from(page).unwrap_or(isize::MAX);
        match self {
            Motion::Up => -1,
            Motion::Down => 1,
            Motion::HalfPageUp => -(page / 2),
            Motion::HalfPageDown => page / 2,
            Motion::PageUp => 1 - page,
            Motion::PageDown => page - 1,
            Motion::First => isize::MIN,
            Motion::Last => isize::MAX,
        }
    }
}

/// This many rows stay visible above and below the cursor where there are any.
const MARGIN: usize = 2;

/// Selection, marks and scroll position of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    cursor: usize,
    selected: Option<String>,
    marks: BTreeSet<String>,
    /// Where `v` was pressed; the rows from there to the cursor are marked too.
    anchor: Option<(usize, String)>,
    len: usize,
    offset: usize,
    height: usize,
}

impl List {
    /// The index of the selected row.
    pub fn cursor(&self) -> Option<usize> {
        (self.cursor < self.len).then_some(self.cursor)
    }

    /// The identity of the selected row.
    pub fn selected(&self) -> Option<&str> {
        self.selected.as_deref()
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Moves the cursor; true if it moved.
    pub fn go(&mut self, motion: Motion, rows: &(impl Rows + ?Sized)) -> bool {
        let page = self.height.max(2);
        let target = match motion {
            Motion::Up => self.cursor.saturating_sub(1),
            Motion::Down => self.cursor.saturating_add(1),
            Motion::HalfPageUp => self.cursor.saturating_sub(page / 2),
            Motion::HalfPageDown => self.cursor.saturating_add(page / 2),
            Motion::PageUp => self.cursor.saturating_sub(page - 1),
            Motion::PageDown => self.cursor.saturating_add(page - 1),
            Motion::First => 0,
            Motion::Last => usize::MAX,
        };
        self.select(target, rows)
    }

    /// Selects the row at an index, or the last one before it; true if the selection changed.
    pub fn select(&mut self, index: usize, rows: &(impl Rows + ?Sized)) -> bool {
        self.len = rows.len();
        let before = (self.cursor, self.selected.is_some());
        self.cursor = index.min(self.len.saturating_sub(1));
        self.selected = (self.len > 0).then(|| rows.id(self.cursor).into_owned());
        self.offset = self.offset_for(self.height);
        before != (self.cursor, self.selected.is_some())
    }

    /// Selects the row with this identity; false if there is none.
    pub fn select_id(&mut self, id: &str, rows: &(impl Rows + ?Sized)) -> bool {
        match rows.find(id) {
            Some(index) => {
                self.select(index, rows);
                true
            }
            None => false,
        }
    }

    /// Scrolls as a mouse wheel does: the view moves, and the cursor only as far as it must to stay in it.
    pub fn scroll(&mut self, lines: isize, rows: &(impl Rows + ?Sized)) -> bool {
        self.len = rows.len();
        let height = self.height.max(1);
        let last = self.len.saturating_sub(height);
        let offset = self.offset.saturating_add_signed(lines).min(last);
        if offset == self.offset {
            return false;
        }
        self.offset = offset;
        let margin = margin(height);
        let top = if offset == 0 { 0 } else { offset + margin };
        let bottom = if offset == last {
            self.len
        } else {
            offset + height - margin
        };
        self.select(self.cursor.clamp(top, bottom.saturating_sub(1).max(top)), rows);
        true
    }

    /// Tells the list that its rows are others now. The selected row stays selected wherever it went; if it is gone, the
    /// one that took its place is selected. Marks of rows that are gone are dropped.
    pub fn replaced(&mut self, rows: &(impl Rows + ?Sized)) {
        let row_on_screen = self.cursor.saturating_sub(self.offset);
        let index = self
            .selected
            .as_deref()
            .and_then(|id| rows.find(id))
            .unwrap_or(self.cursor);
        self.marks.retain(|id| rows.knows(id));
        self.anchor = self
            .anchor
            .take()
            .and_then(|(_, id)| rows.find(&id).map(|at| (at, id)));
        self.offset = index.saturating_sub(row_on_screen);
        self.select(index, rows);
    }

    /// Forgets where it was: the first row is selected and nothing is marked.
    pub fn reset(&mut self, rows: &(impl Rows + ?Sized)) {
        *self = Self {
            height: self.height,
            ..Self::default()
        };
        self.select(0, rows);
    }

    /// Learns how many rows were visible in the last frame.
    pub fn set_height(&mut self, height: usize) {
        self.height = height;
        self.offset = self.offset_for(height);
    }

    /// The rows in view when `height` of them fit: the only ones that need to be built.
    pub fn window(&self, height: usize) -> Range<usize> {
        let offset = self.offset_for(height);
        offset..self.len.min(offset.saturating_add(height))
    }

    /// The offset nearest to the present one that keeps the cursor and its margin in view.
    fn offset_for(&self, height: usize) -> usize {
        let last = self.len.saturating_sub(height);
        if height == 0 {
            return self.offset.min(last);
        }
        let margin = margin(height);
        let highest = self.cursor.saturating_sub(margin);
        let lowest = (self.cursor + margin + 1).saturating_sub(height);
        self.offset.clamp(lowest, highest.max(lowest)).min(last)
    }

    /// Marks the selected row, or takes its mark away, and goes on to the next.
    pub fn toggle_mark(&mut self, rows: &(impl Rows + ?Sized)) {
        if self.anchor.is_some() {
            self.toggle_range(rows);
            return;
        }
        let Some(id) = self.selected.clone() else { return };
        if !self.marks.remove(&id) {
            self.marks.insert(id);
        }
        self.go(Motion::Down, rows);
    }

    /// Starts a range at the cursor, or ends it and marks what it covers.
    pub fn toggle_range(&mut self, rows: &(impl Rows + ?Sized)) {
        match self.range() {
            Some(range) => {
                self.marks.extend(range.map(|index| rows.id(index).into_owned()));
                self.anchor = None;
            }
            None => self.anchor = self.selected.clone().map(|id| (self.cursor, id)),
        }
    }

    /// The rows a range in progress covers.
    pub fn range(&self) -> Option<Range<usize>> {
        let (anchor, _) = self.anchor.as_ref()?;
        Some(self.cursor.min(*anchor)..self.cursor.max(*anchor) + 1)
    }

    /// Whether a row is marked, or will be when the range in progress ends.
    pub fn is_marked(&self, index: usize, id: &str) -> bool {
        self.range().is_some_and(|range| range.contains(&index)) || self.marks.contains(id)
    }

    pub fn has_marks(&self) -> bool {
        !self.marks.is_empty() || self.anchor.is_some()
    }

    /// How many rows are marked, with the range in progress.
    pub fn marked_count(&self, rows: &(impl Rows + ?Sized)) -> usize {
        let ranged = self.range().map_or(0, |range| {
            range
                .filter(|at| !self.marks.contains(rows.id(*at).as_ref()))
                .count()
        });
        self.marks.len() + ranged
    }

    /// The identities of all marked rows, or of the selected one when none is: what a bulk action works on.
    pub fn chosen(&self, rows: &(impl Rows + ?Sized)) -> Vec<String> {
        let mut ids: Vec<String> = self.marks.iter().cloned().collect();
        for index in self.range().unwrap_or(0..0) {
            let id = rows.id(index).into_owned();
            if !self.marks.contains(&id) {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            self.selected.clone().into_iter().collect()
        } else {
            ids
        }
    }

    /// Takes all marks away; false if there were none, so that Esc can go on to its next meaning.
    pub fn clear_marks(&mut self) -> bool {
        let had = self.has_marks();
        self.marks.clear();
        self.anchor = None;
        had
    }
}

fn margin(height: usize) -> usize {
    MARGIN.min(height.saturating_sub(1) / 2)
}

#[cfg(test)]
mod tests;
