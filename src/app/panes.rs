//! A list with a filter above it and what is known of its selected row beside it, as most screens are: which of them has the
//! keys, what typing narrows, how one goes from tab to tab. Knows none of the screens.

use super::context::Event;
use super::geometry::Size;
use super::input::Input;
use super::intent::Intent;
use super::list::Motion;

/// What has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pane {
    #[default]
    List,
    Detail,
}

impl Pane {
    pub fn other(self) -> Self {
        match self {
            Pane::List => Pane::Detail,
            Pane::Detail => Pane::List,
        }
    }
}

/// Where the detail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailPlace {
    /// Right of the list.
    Beside,
    Below,
    /// In place of the list, while it has the keys.
    Instead,
}

impl DetailPlace {
    /// Where there is room for it.
    pub fn of(size: Size) -> Self {
        match (size.width, size.height) {
            (100.., _) => DetailPlace::Beside,
            (_, 22..) => DetailPlace::Below,
            _ => DetailPlace::Instead,
        }
    }
}

/// What an event did to a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It asks for something else now.
    Changed,
    /// It took the event and asks for the same.
    Kept,
    /// The list moves while one types.
    Moved(Motion),
    /// The event is none of its own.
    Other,
}

/// Types into the filter that has the keys. Enter leaves it as it is, Esc leaves it empty.
pub fn typed(input: &mut Input, filtering: &mut bool, event: Event<'_>) -> Typed {
    match event {
        Event::Insert(text) => input.insert(text),
        Event::Intent(Intent::Edit(edit)) if input.edit(edit) => {}
        Event::Intent(Intent::Edit(_)) => return Typed::Kept,
        Event::Intent(Intent::Move(motion)) => return Typed::Moved(motion),
        Event::Intent(Intent::Enter) => {
            *filtering = false;
            return Typed::Kept;
        }
        Event::Intent(Intent::Escape) => {
            *filtering = false;
            input.clear();
        }
        _ => return Typed::Other,
    }
    Typed::Changed
}

/// The tab so many further on, around the ends.
pub fn turned<T: Copy + PartialEq>(tabs: &[T], here: T, by: isize) -> T {
    let at = tabs.iter().position(|tab| *tab == here).unwrap_or(0);
    let by = by.rem_euclid(tabs.len().max(1).cast_signed()).unsigned_abs();
    let next = (at + by).checked_rem(tabs.len());
    next.and_then(|next| tabs.get(next)).copied().unwrap_or(here)
}
