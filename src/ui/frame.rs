//! The frame around every screen: tabs and breadcrumbs above, hints below, overlays and toasts over it.

use ratatui::layout::Rect;

use super::surface::{cells, line, skip};
use super::{Role, Surface, overlay, past, screen};
use crate::app::State;
use crate::app::geometry::{Size, Target};
use crate::app::intent::keymap::Lookup;
use crate::app::intent::{Entry, Intent, entries};
use crate::app::load::Phase;
use crate::app::past::refuses;
use crate::app::screen::{SCREENS, ScreenId};
use crate::app::toast::{Level, Toast};
use crate::model::text::{grouped, safe, width, wrap};

pub(super) fn draw(state: &State, surface: &mut Surface<'_>) {
    let area = surface.area();
    if Size::new(area.width, area.height).is_too_small() {
        return too_small(area, surface);
    }
    draw_tabs(state, line(area, 0), surface);
    draw_crumbs(state, line(area, 1), surface);
    let body = Rect {
        y: area.y + 2,
        height: area.height - 3,
        ..area
    };
    screen::draw(state.nav.top(), &state.shared, body, surface);
    overlay::draw(state, body, surface);
    draw_hints(state, line(area, area.height - 1), surface);
    draw_toasts(state.toasts.shown(), body, surface);
}

fn too_small(area: Rect, surface: &mut Surface<'_>) {
    let size = format!(
        "{}x{}, needs {}x{}",
        area.width,
        area.height,
        Size::SMALLEST.width,
        Size::SMALLEST.height
    );
    surface.label(line(area, 0), "Too small for muster", Role::Warn);
    surface.label(line(area, 1), &size, Role::Text);
    surface.label(line(area, 2), "ctrl-c quits", Role::Muted);
}

fn draw_tabs(state: &State, area: Rect, surface: &mut Surface<'_>) {
    surface.clear(area, Role::Bar);
    let bar = surface.style(Role::Bar);
    let name = surface.look.over(bar, Role::Accent);
    let tabs = match state.has_tabs() {
        true => tabs(state, area.width),
        false => Tabs::default(),
    };
    let mut at = match tabs.is_named {
        true => surface.text(skip(area, 1), "muster", name) + tabs.gap,
        false => 0,
    };
    for (screen, label) in tabs.labels {
        let here = screen == state.nav.tab();
        let style = if here { surface.style(Role::Selection) } else { bar };
        let room = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        at += surface.text(room, &label, style);
        surface.hit(room, Target::Tab(screen));
    }
    if let Some(workspace) = &state.shared.workspace {
        let name = if workspace.demo {
            format!("{} (demo) ", workspace.name)
        } else {
            format!("{} ", workspace.name)
        };
        let room = skip(area, at + 1);
        if width(&name) <= usize::from(room.width) {
            surface.text_right(room, &name, surface.look.over(bar, Role::Muted));
        }
    }
}

/// The tabs with their labels, and what stands before them.
struct Tabs {
    labels: Vec<(ScreenId, String)>,
    /// Whether there is room for the program's name.
    is_named: bool,
    /// Between that name and the first label.
    gap: u16,
}

impl Default for Tabs {
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            is_named: true,
            gap: 1,
        }
    }
}

/// The tabs wide, else close together, else without the program's name, else by their numbers alone but for the one in front.
fn tabs(state: &State, room: u16) -> Tabs {
    /// What the name of the program takes.
    const NAME: usize = 10;
    let numbered: Vec<(ScreenId, String, &str)> = SCREENS
        .iter()
        .filter_map(|screen| {
            let key = state.keymap.keys_of(screen.intent.as_ref()?).into_iter().next();
            let number = key.map(|key| key.to_string()).unwrap_or_default();
            Some((screen.id, number, screen.title))
        })
        .collect();
    let front = state.nav.tab();
    let labelled = |label: &dyn Fn(&str, &str, bool) -> String, is_named: bool, gap: u16| Tabs {
        labels: numbered
            .iter()
            .map(|(id, number, title)| (*id, label(number, title, *id == front)))
            .collect(),
        is_named,
        gap,
    };
    let fits = |tabs: &Tabs| {
        let wide: usize = tabs.labels.iter().map(|(_, label)| width(label)).sum();
        wide + if tabs.is_named { NAME } else { 0 } <= usize::from(room)
    };
    let close = |number: &str, title: &str, _| format!(" {number} {title}");
    let wide = |number: &str, title: &str, _| format!(" {number} {title} ");
    let short = |number: &str, title: &str, is_front| match is_front {
        true => format!(" {number} {title}"),
        false => format!(" {number}"),
    };
    [
        labelled(&wide, true, 3),
        labelled(&close, true, 1),
        labelled(&close, false, 0),
    ]
    .into_iter()
    .find(fits)
    .unwrap_or_else(|| labelled(&short, true, 1))
}

fn draw_crumbs(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let status = past::draw_badge(state, area, surface).unwrap_or_else(|| draw_status(state, area, surface));
    let area = Rect {
        width: area.width - status,
        ..area
    };
    let separator = surface.sign(" › ", " > ");
    let depth = state.nav.depth();
    let mut at = 1;
    for (index, screen) in state.nav.crumbs().enumerate() {
        if index > 0 {
            at += surface.label(skip(area, at), separator, Role::Muted);
        }
        let role = if index + 1 == depth {
            Role::Header
        } else {
            Role::Muted
        };
        let used = surface.label(skip(area, at), &screen.state().title(&state.shared), role);
        surface.hit(
            Rect {
                width: used,
                ..skip(area, at)
            },
            Target::Crumb(index + 1),
        );
        at += used;
    }
}

/// How the catalog is doing, at the end of the line. Returns the cells used.
fn draw_status(state: &State, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let (text, role) = match state.shared.catalog.phase() {
        Phase::Ready { stale: Some(_), .. } => (" ! not up to date, r reads again ".to_owned(), Role::Warn),
        Phase::Ready { refreshing: true, .. } => {
            (format!(" reading{} ", surface.sign("…", "...")), Role::Muted)
        }
        Phase::Ready { value, .. } => (format!(" {} entities ", grouped(value.len())), Role::Muted),
        Phase::Idle | Phase::Loading | Phase::Failed(_) => return 0,
    };
    let room = Rect {
        width: area.width / 2,
        ..skip(area, area.width - area.width / 2)
    };
    surface.text_right(room, &text, surface.style(role))
}

/// The keys one needs most, from the innermost scope outwards, as many as fit.
/// The keys that do something here, as many as there is room for; the key of the help is always among them.
fn draw_hints(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let hints = hints(state);
    let needed = |hint: &Hint<'_>| cells(width(&hint.key) + 1 + width(hint.words));
    let help = hints.iter().position(|hint| hint.entry.intent == Intent::Help);
    let reserved = help.map_or(0, |help| needed(&hints[help]) + GAP);
    let mut at = 1;
    let mut is_full = false;
    for (index, hint) in hints.iter().enumerate() {
        let needed = needed(hint);
        let after = match help {
            Some(help) if index < help => reserved,
            _ => 0,
        };
        is_full = at + needed + after > area.width || (is_full && help != Some(index));
        if is_full {
            continue;
        }
        let place = Rect {
            width: needed,
            ..skip(area, at)
        };
        draw_hint(hint, place, surface);
        at += needed + GAP;
    }
}

/// Between two hints.
const GAP: u16 = 3;

/// A key that does something, and what in a word or two.
struct Hint<'s> {
    entry: &'s Entry,
    key: String,
    words: &'s str,
}

/// What is hinted at, in the order of the scopes.
fn hints(state: &State) -> Vec<Hint<'_>> {
    let hinted = state.scopes().iter().flat_map(|scope| entries(*scope));
    let is_past = state.shared.travel.at().is_some();
    hinted
        .filter(|entry| !(is_past && refuses(entry)))
        .filter_map(|entry| {
            let words = entry.hint?;
            let sequence = state.keymap.keys_of(entry).into_iter().next()?;
            // A key that means something else further inside is not hinted at.
            match state.keymap.lookup(state.scopes(), &sequence.0) {
                Lookup::Found(found) if found.name != entry.name => None,
                _ => Some(Hint {
                    entry,
                    key: sequence.to_string(),
                    words,
                }),
            }
        })
        .collect()
}

fn draw_hint(hint: &Hint<'_>, area: Rect, surface: &mut Surface<'_>) {
    let used = surface.label(area, &hint.key, Role::Key);
    surface.label(skip(area, used + 1), hint.words, Role::Muted);
    surface.hit(area, Target::Hint(hint.entry.intent));
}

/// No message takes more lines than this.
const TOAST_LINES: usize = 4;
/// Nor is it wider, where it is longer than a line.
const TOAST_WIDTH: u16 = 72;

/// Messages stand over the end of the body, the newest at the bottom.
fn draw_toasts(toasts: &[Toast], body: Rect, surface: &mut Surface<'_>) {
    let mut bottom = body.bottom();
    for toast in toasts.iter().rev() {
        let (sign, ascii, role) = match toast.level {
            Level::Done => ("✓", "ok", Role::Ok),
            Level::Info => ("•", "-", Role::Info),
            Level::Warning => ("!", "!", Role::Warn),
            Level::Error => ("✗", "error:", Role::Danger),
        };
        let sign = surface.sign(sign, ascii);
        let margin = cells(width(sign)) + 3;
        let room = body.width.min(TOAST_WIDTH).saturating_sub(margin);
        let text = safe(&toast.text);
        let mut lines = wrap(&text, usize::from(room));
        lines.truncate(TOAST_LINES);
        let wide = margin + lines.iter().map(|line| cells(width(line))).max().unwrap_or(0);
        let height = cells(lines.len());
        if bottom < body.y + height {
            return;
        }
        bottom -= height;
        let place = Rect {
            x: body.right().saturating_sub(wide),
            y: bottom,
            width: wide.min(body.width),
            height,
        };
        surface.clear(place, Role::Bar);
        let ground = surface.style(Role::Bar);
        surface.text(skip(line(place, 0), 1), sign, surface.look.over(ground, role));
        for (row, text) in lines.iter().enumerate() {
            surface.text(skip(line(place, cells(row)), margin - 1), text, ground);
        }
        surface.hit(place, Target::Toast(toast.id));
    }
}
