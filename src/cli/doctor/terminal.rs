//! The terminal: what it can show, how big it is, and which keys something around muster takes first.

use termprofile::{DetectorSettings, TermProfile};

use super::Area;
use crate::cli::Output;

/// Keys a multiplexer takes before muster sees them, by its defaults: name, the variable that betrays it, keys.
const MULTIPLEXERS: [(&str, &str, &str); 3] = [
    ("tmux", "TMUX", "ctrl-b"),
    (
        "zellij",
        "ZELLIJ",
        "ctrl-g, ctrl-p, ctrl-t, ctrl-n, ctrl-o, ctrl-h, ctrl-s, ctrl-q",
    ),
    ("screen", "STY", "ctrl-a"),
];

/// What can be told about the terminal without asking it anything.
pub(super) struct Terminal {
    /// Columns and rows; none when the output is no terminal.
    size: Option<(u16, u16)>,
    profile: TermProfile,
    variable: fn(&str) -> Option<String>,
}

impl Terminal {
    pub(super) fn of_process(output: &Output) -> Self {
        Self {
            size: output
                .is_terminal()
                .then(|| crossterm::terminal::size().ok())
                .flatten(),
            profile: TermProfile::detect(&std::io::stdout(), DetectorSettings::default()),
            variable: |name| std::env::var(name).ok().filter(|value| !value.is_empty()),
        }
    }
}

pub(super) fn look(terminal: &Terminal) -> Area {
    let mut area = Area::new("Terminal");
    kind(terminal, &mut area);
    size(terminal, &mut area);
    colours(terminal, &mut area);
    locale(terminal, &mut area);
    multiplexers(terminal, &mut area);
    area
}

fn kind(terminal: &Terminal, area: &mut Area) {
    match (terminal.variable)("TERM").as_deref() {
        None => area.warning(
            "TERM      not set",
            "start muster from a terminal, or set TERM=xterm-256color",
        ),
        Some("dumb") => area.problem(
            "TERM      dumb: no full-screen program can run here",
            "use another terminal",
        ),
        Some(term) => area.ok(format!("TERM      {term}")),
    }
}

fn size(terminal: &Terminal, area: &mut Area) {
    match terminal.size {
        None => area.ok("size      the output is not a terminal"),
        Some((columns, rows)) if columns < 40 || rows < 10 => area.problem(
            format!("size      {columns}×{rows} is too small for the screens"),
            "make the window at least 80×24",
        ),
        Some((columns, rows)) if columns < 80 || rows < 24 => {
            area.warning(
                format!("size      {columns}×{rows} leaves out columns"),
                "80×24 shows everything",
            );
        }
        Some((columns, rows)) => area.ok(format!("size      {columns}×{rows}")),
    }
}

fn colours(terminal: &Terminal, area: &mut Area) {
    let variable = |name| (terminal.variable)(name).map(|value| format!("{name}={value}"));
    let because: Vec<String> = ["COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"]
        .into_iter()
        .filter_map(variable)
        .collect();
    let depth = match terminal.profile {
        TermProfile::NoTty => "not a terminal",
        TermProfile::NoColor => "none",
        TermProfile::Ansi16 => "16",
        TermProfile::Ansi256 => "256",
        TermProfile::TrueColor => "16 million",
    };
    let because = if because.is_empty() {
        String::new()
    } else {
        format!(" ({})", because.join(", "))
    };
    area.ok(format!("colours   {depth}{because}"));
}

/// Glyphs need UTF-8; the first of these variables that is set decides.
fn locale(terminal: &Terminal, area: &mut Area) {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| (terminal.variable)(name).map(|value| (name, value)));
    match set {
        Some((name, value)) if !value.to_ascii_lowercase().replace('-', "").contains("utf8") => area.warning(
            format!("locale    {name}={value} is not UTF-8, so glyphs may come out wrong"),
            "set LANG to a UTF-8 locale such as C.UTF-8, or `ascii_borders = true` in config.toml",
        ),
        Some((name, value)) => area.ok(format!("locale    {name}={value}")),
        None => area.ok("locale    not set; UTF-8 is assumed"),
    }
}

fn multiplexers(terminal: &Terminal, area: &mut Area) {
    for (name, variable, keys) in MULTIPLEXERS {
        if (terminal.variable)(variable).is_some() {
            area.ok(format!(
                "{name:<8}  takes {keys} for itself by default; muster needs none of them"
            ));
        }
    }
}
