//! Themes: how each role looks. Read from TOML, embedded or the person's own; fitted to what the terminal can show. Reads
//! no files and asks no terminal: texts and the colour depth are passed in.

mod file;
mod role;

use ratatui::style::{Modifier, Style};
use termprofile::TermProfile;

pub use file::ThemeError;
pub use role::{ROLES, Role};

/// The themes that come with the program: name and text of the file.
const EMBEDDED: &[(&str, &str)] = &[
    ("terminal", include_str!("../../../themes/terminal.toml")),
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("clear-dark", include_str!("../../../themes/clear-dark.toml")),
    ("clear-light", include_str!("../../../themes/clear-light.toml")),
];

/// The theme of whoever chose none.
pub const DEFAULT_THEME: &str = "terminal";

/// A theme as its file says, before it is fitted to a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    pub name: String,
    styles: [Style; Role::COUNT],
}

/// What characters may be used for lines and signs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Charset {
    #[default]
    Unicode,
    Ascii,
}

impl Theme {
    /// How a role looks in the theme's own colours.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// The theme fitted to a terminal.
    pub fn look(&self, depth: TermProfile, charset: Charset) -> Look {
        if depth < TermProfile::Ansi16 {
            return Look::plain(charset);
        }
        Look {
            styles: self.styles.map(|style| depth.adapt_style(style)),
            charset,
            coloured: true,
        }
    }
}

/// What drawing functions draw with: a style for each role, as the terminal can show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    styles: [Style; Role::COUNT],
    pub charset: Charset,
    /// False when state must be told by words, glyphs and modifiers alone.
    pub coloured: bool,
}

impl Look {
    /// The look without any theme: modifiers only.
    pub fn plain(charset: Charset) -> Self {
        let mut styles = [Style::new(); Role::COUNT];
        for (role, _, plain) in ROLES {
            if let Some(style) = styles.get_mut(*role as usize) {
                *style = Style::new().add_modifier(*plain);
            }
        }
        Look {
            styles,
            charset,
            coloured: false,
        }
    }

    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// A role's colours and modifiers laid over another style: a warning on a selected row keeps the row's background,
    /// and matched letters on it stay matched letters. Where the ground is reversed or sets its own text colour only
    /// modifiers are added, because the role's colour was not chosen for that background.
    pub fn over(&self, ground: Style, role: Role) -> Style {
        let style = self.style(role);
        let own_ground = ground.add_modifier.contains(Modifier::REVERSED)
            || ground.bg.is_some_and(|bg| Some(bg) != self.style(Role::Text).bg);
        if own_ground {
            ground.add_modifier(style.add_modifier)
        } else {
            ground.patch(style)
        }
    }
}

/// All themes there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Themes {
    all: Vec<Theme>,
}

impl Default for Themes {
    fn default() -> Self {
        Self::load(&[]).0
    }
}

impl Themes {
    /// The embedded themes and the person's own, given as name and text of the file. One of the same name replaces an
    /// embedded one; one with an error is left out and reported.
    pub fn load(own: &[(String, String)]) -> (Self, Vec<ThemeError>) {
        let mut themes = Self { all: Vec::new() };
        let mut errors = Vec::new();
        let embedded = EMBEDDED.iter().map(|(name, text)| (*name, *text));
        for (name, text) in embedded.chain(own.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
            match file::parse(name, text, &themes) {
                Ok(theme) => themes.put(theme),
                Err(error) => errors.push(error),
            }
        }
        (themes, errors)
    }

    pub fn names(&self) -> Vec<String> {
        self.all.iter().map(|theme| theme.name.clone()).collect()
    }

    pub fn get(&self, name: &str) -> Option<&Theme> {
        self.all.iter().find(|theme| theme.name == name)
    }

    fn put(&mut self, theme: Theme) {
        match self.all.iter_mut().find(|known| known.name == theme.name) {
            Some(known) => *known = theme,
            None => self.all.push(theme),
        }
    }
}

#[cfg(test)]
mod tests;
