//! Roles: what a colour is for. Screens know roles only; themes say how a role looks.

use ratatui::style::Modifier;

/// What a piece of the screen is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Ordinary text, and the background of everything.
    Text,
    /// What is less important: hints, units, what is inactive.
    Muted,
    /// Names one looks for: the selected tab, titles, links.
    Accent,
    Ok,
    Warn,
    Danger,
    Info,
    /// The row under the cursor in the pane that has the keys.
    Selection,
    /// The row under the cursor elsewhere.
    SelectionIdle,
    /// A marked row.
    Mark,
    /// The characters that matched a filter.
    Match,
    /// Headings of columns and sections.
    Header,
    /// The tab line.
    Bar,
    /// A key in a hint.
    Key,
    Border,
    /// The border of the pane that has the keys.
    BorderFocus,
}

/// Every role, with its name in theme files and the modifiers that tell it apart where there are no colours.
pub const ROLES: &[(Role, &str, Modifier)] = &[
    (Role::Text, "text", Modifier::empty()),
    (Role::Muted, "muted", Modifier::DIM),
    (Role::Accent, "accent", Modifier::BOLD),
    (Role::Ok, "ok", Modifier::empty()),
    (Role::Warn, "warn", Modifier::BOLD),
    (Role::Danger, "danger", Modifier::BOLD.union(Modifier::UNDERLINED)),
    (Role::Info, "info", Modifier::empty()),
    (Role::Selection, "selection", Modifier::REVERSED),
    (Role::SelectionIdle, "selection-idle", Modifier::UNDERLINED),
    (Role::Mark, "mark", Modifier::BOLD),
    (Role::Match, "match", Modifier::BOLD.union(Modifier::UNDERLINED)),
    (Role::Header, "header", Modifier::BOLD),
    (Role::Bar, "bar", Modifier::empty()),
    (Role::Key, "key", Modifier::BOLD),
    (Role::Border, "border", Modifier::DIM),
    (Role::BorderFocus, "border-focus", Modifier::BOLD),
];

impl Role {
    /// The role a theme file calls by this name.
    pub fn named(name: &str) -> Option<Role> {
        ROLES
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(role, _, _)| *role)
    }

    pub(super) const COUNT: usize = ROLES.len();
}
