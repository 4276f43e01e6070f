//! The terminal: what it can show, how big it is, and which keys something around muster takes first.

use termprofile::{DetectorSettings, TermProfile};

use super::Area;
use crate::app::intent::keymap::Keymap;
use crate::app::intent::{Entry, table};
use crate::app::key::{Key, KeySequence};
use crate::cli::Output;

/// Keys a multiplexer takes before muster sees them, by its defaults: name, the variable that betrays it, keys.
const MULTIPLEXERS: [(&str, &str, &[char]); 3] = [
    ("tmux", "TMUX", &['b']),
    ("zellij", "ZELLIJ", &['g', 'p', 't', 'n', 'o', 'h', 's', 'q']),
    ("screen", "STY", &['a']),
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
            size: output.size(),
            profile: TermProfile::detect(&std::io::stdout(), DetectorSettings::default()),
            variable: |name| std::env::var(name).ok().filter(|value| !value.is_empty()),
        }
    }
}

pub(super) fn look(terminal: &Terminal, keymap: &Keymap) -> Area {
    let mut area = Area::new("Terminal");
    kind(terminal, &mut area);
    size(terminal, &mut area);
    colours(terminal, &mut area);
    locale(terminal, &mut area);
    multiplexers(terminal, keymap, &mut area);
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

/// An action is out of reach when each of its keys begins with one that never arrives.
fn multiplexers(terminal: &Terminal, keymap: &Keymap, area: &mut Area) {
    for (name, variable, letters) in MULTIPLEXERS {
        if (terminal.variable)(variable).is_none() {
            continue;
        }
        let taken: Vec<Key> = letters.iter().map(|letter| Key::ctrl(*letter)).collect();
        let lost: Vec<&str> = table()
            .iter()
            .filter(|entry| is_lost(entry, keymap, &taken))
            .map(|entry| entry.name)
            .collect();
        let keys: Vec<String> = taken.iter().map(ToString::to_string).collect();
        let takes = format!("{name:<8}  takes {} for itself by default", keys.join(", "));
        match lost.as_slice() {
            [] => area.ok(format!("{takes}; muster needs none of them")),
            lost => area.warning(
                format!("{takes}, which leaves {} without a key", lost.join(", ")),
                "give these actions other keys under [keys] in config.toml",
            ),
        }
    }
}

fn is_lost(entry: &Entry, keymap: &Keymap, taken: &[Key]) -> bool {
    let sequences = keymap.keys_of(entry);
    let arrives = |sequence: &KeySequence| sequence.0.first().is_some_and(|key| !taken.contains(key));
    !sequences.is_empty() && !sequences.iter().any(arrives)
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;
    use crate::app::intent::keymap::KeyOverride;

    fn told(
        size: Option<(u16, u16)>,
        variable: fn(&str) -> Option<String>,
        keymap: &Keymap,
    ) -> Vec<(Status, String)> {
        let terminal = Terminal {
            size,
            profile: TermProfile::Ansi16,
            variable,
        };
        look(&terminal, keymap)
            .checks
            .into_iter()
            .map(|check| (check.status, check.message))
            .collect()
    }

    fn in_tmux(name: &str) -> Option<String> {
        matches!(name, "TMUX" | "TERM").then(|| "screen-256color".to_owned())
    }

    #[test]
    fn a_small_or_dumb_terminal_is_a_problem() {
        for (size, status) in [
            ((30, 9), Status::Problem),
            ((79, 24), Status::Warning),
            ((80, 24), Status::Ok),
        ] {
            let told = told(Some(size), in_tmux, &Keymap::default());
            assert!(
                told.iter()
                    .any(|(found, says)| says.starts_with("size ") && *found == status),
                "{told:?}"
            );
        }
        let told = told(
            None,
            |name| (name == "TERM").then(|| "dumb".to_owned()),
            &Keymap::default(),
        );
        assert_eq!(told.first().map(|(status, _)| *status), Some(Status::Problem));
    }

    #[test]
    fn keys_that_never_arrive_are_told() {
        let clash = |keymap: &Keymap| {
            let told = told(None, in_tmux, keymap);
            told.into_iter()
                .find(|(_, says)| says.starts_with("tmux "))
                .unwrap()
        };
        assert_eq!(clash(&Keymap::default()).0, Status::Ok);
        let lost = KeyOverride {
            action: "refresh".to_owned(),
            keys: vec!["ctrl-b".to_owned()],
        };
        let keymap = Keymap::default().with_overrides(&[lost]).unwrap();
        assert_eq!(
            clash(&keymap),
            (
                Status::Warning,
                "tmux      takes ctrl-b for itself by default, which leaves refresh without a key".to_owned()
            )
        );
    }
}
