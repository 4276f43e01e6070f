//! Theme files: TOML with a palette of named colours and a style for each role. What is wrong in one is told with its
//! line and column.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use ratatui::style::{Color, Modifier, Style};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::{DEFAULT_THEME, Role, Theme, Themes};

/// Why a theme cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeError {
    /// The theme's name: its file without `.toml`.
    pub theme: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    pub message: String,
}

impl fmt::Display for ThemeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "theme {}, line {}, column {}: {}",
            self.theme, self.line, self.column, self.message
        )
    }
}

impl std::error::Error for ThemeError {}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The theme whose roles hold where this one says nothing.
    inherits: Option<Spanned<String>>,
    #[serde(default)]
    palette: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    roles: BTreeMap<Spanned<String>, Spanned<Paint>>,
}

/// A colour for the text, or more than that.
#[derive(Debug)]
enum Paint {
    Foreground(String),
    Full(Full),
}

impl<'de> Deserialize<'de> for Paint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PaintVisitor)
    }
}

/// Tells the two forms apart by hand: derived code would lose where the parts stand.
struct PaintVisitor;

impl<'de> Visitor<'de> for PaintVisitor {
    type Value = Paint;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a colour, or a table with fg, bg, bold, dim, italic, underline, reverse")
    }

    fn visit_str<E: de::Error>(self, colour: &str) -> Result<Paint, E> {
        Ok(Paint::Foreground(colour.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Paint, A::Error> {
        Full::deserialize(MapAccessDeserializer::new(map)).map(Paint::Full)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    fg: Option<Spanned<String>>,
    bg: Option<Spanned<String>>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    dim: bool,
    #[serde(default)]
    italic: bool,
    #[serde(default)]
    underline: bool,
    #[serde(default)]
    reverse: bool,
}

/// A message about a range of bytes of the file.
type Complaint = (Range<usize>, String);

pub(super) fn parse(name: &str, text: &str, known: &Themes) -> Result<Theme, ThemeError> {
    let file: Result<File, toml::de::Error> = toml::from_str(text);
    let result = match file {
        Ok(file) => resolve(name, &file, known),
        Err(error) => Err((error.span().unwrap_or(0..0), error.message().to_owned())),
    };
    result.map_err(|(span, message)| {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        ThemeError {
            theme: name.to_owned(),
            line: before.matches('\n').count() + 1,
            column,
            message,
        }
    })
}

fn resolve(name: &str, file: &File, known: &Themes) -> Result<Theme, Complaint> {
    let mut styles = match (&file.inherits, known.get(DEFAULT_THEME)) {
        (Some(base), _) => {
            known
                .get(base.get_ref())
                .ok_or_else(|| unknown_base(base, known))?
                .styles
        }
        (None, Some(base)) => base.styles,
        (None, None) => [Style::new(); Role::COUNT],
    };
    for (role, paint) in &file.roles {
        let known_role = Role::named(role.get_ref()).ok_or_else(|| {
            let names: Vec<&str> = super::ROLES.iter().map(|(_, name, _)| *name).collect();
            (
                role.span(),
                format!(
                    "there is no role `{}`; the roles are {}",
                    role.get_ref(),
                    names.join(", ")
                ),
            )
        })?;
        if let Some(style) = styles.get_mut(known_role as usize) {
            *style = match paint.get_ref() {
                Paint::Foreground(fg) => Style::new().fg(colour(fg, paint.span(), &file.palette)?),
                Paint::Full(full) => full.style(&file.palette)?,
            };
        }
    }
    Ok(Theme {
        name: name.to_owned(),
        styles,
    })
}

fn unknown_base(base: &Spanned<String>, known: &Themes) -> Complaint {
    (
        base.span(),
        format!(
            "there is no theme `{}` to inherit from; there are {}",
            base.get_ref(),
            known.names().join(", ")
        ),
    )
}

impl Full {
    fn style(&self, palette: &BTreeMap<String, Spanned<String>>) -> Result<Style, Complaint> {
        let mut style = Style::new();
        style.fg = self
            .fg
            .as_ref()
            .map(|fg| colour(fg.get_ref(), fg.span(), palette))
            .transpose()?;
        style.bg = self
            .bg
            .as_ref()
            .map(|bg| colour(bg.get_ref(), bg.span(), palette))
            .transpose()?;
        for (on, modifier) in [
            (self.bold, Modifier::BOLD),
            (self.dim, Modifier::DIM),
            (self.italic, Modifier::ITALIC),
            (self.underline, Modifier::UNDERLINED),
            (self.reverse, Modifier::REVERSED),
        ] {
            if on {
                style = style.add_modifier(modifier);
            }
        }
        Ok(style)
    }
}

/// A colour by its name in the palette, by its name in the terminal, as `#rrggbb`, or as a number of the 256.
fn colour(
    text: &str,
    span: Range<usize>,
    palette: &BTreeMap<String, Spanned<String>>,
) -> Result<Color, Complaint> {
    let (value, span) = match palette.get(text) {
        Some(named) => (named.get_ref().as_str(), named.span()),
        None => (text, span),
    };
    terminal_colour(value).ok_or_else(|| {
        let message = format!(
            "`{}` is not a colour; write `#rrggbb`, a number up to 255, `default`, one of black, red, green, yellow, blue, \
             magenta, cyan, white, each also with `bright-` before it, or a name of the palette",
            value
        );
        (span, message)
    })
}

fn terminal_colour(text: &str) -> Option<Color> {
    if let Some(digits) = text.strip_prefix('#') {
        let number = u32::from_str_radix(digits, 16)
            .ok()
            .filter(|_| digits.len() == 6)?;
        let [_, red, green, blue] = number.to_be_bytes();
        return Some(Color::Rgb(red, green, blue));
    }
    if let Ok(index) = text.parse() {
        return Some(Color::Indexed(index));
    }
    Some(match text {
        "default" => Color::Reset,
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        _ => return None,
    })
}
