//! Opens pages in the browser and files in the person's editor, at a line where the editor is known to take one.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::app::Failure;

/// How an editor is told the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineForm {
    /// `vi +12 file`
    Plus,
    /// `hx file:12`
    Colon,
    /// `code --goto file:12`
    Goto,
    /// The editor is not known; it gets the file alone.
    Unknown,
}

/// The command that edits a file with an editor, given as a program and its arguments.
pub fn editor_command(editor: &[String], path: &Path, line: Option<u32>) -> (String, Vec<OsString>) {
    let (program, arguments) = editor
        .split_first()
        .map_or(("vi", &[][..]), |(first, rest)| (first, rest));
    let program = program.to_owned();
    let mut arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let at_line = |line: u32| {
        let mut text = path.as_os_str().to_owned();
        text.push(format!(":{line}"));
        text
    };
    match (line_form(&program), line) {
        (LineForm::Plus, Some(line)) => arguments.extend([format!("+{line}").into(), path.into()]),
        (LineForm::Colon, Some(line)) => arguments.push(at_line(line)),
        (LineForm::Goto, Some(line)) => arguments.extend(["--goto".into(), at_line(line)]),
        (LineForm::Unknown, _) | (_, None) => arguments.push(path.into()),
    }
    (program, arguments)
}

fn line_form(program: &str) -> LineForm {
    let name = Path::new(program)
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or(program);
    match name {
        "vi" | "vim" | "nvim" | "view" | "nano" | "pico" | "emacs" | "emacsclient" | "micro" | "kak"
        | "joe" | "ne" | "mg" | "ed" => LineForm::Plus,
        "hx" | "helix" | "subl" | "zed" | "lapce" => LineForm::Colon,
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => LineForm::Goto,
        _ => LineForm::Unknown,
    }
}

/// Edits a file with the person's editor on this terminal, and waits: the one given, else `$VISUAL`, `$EDITOR` or vi.
pub(super) fn edit(editor: Option<&[String]>, path: &Path, line: Option<u32>) -> Result<(), Failure> {
    let from_environment = || {
        let mut set = ["VISUAL", "EDITOR"]
            .iter()
            .filter_map(|name| std::env::var(name).ok());
        let words = set.find(|value| !value.trim().is_empty()).unwrap_or_default();
        words.split_whitespace().map(str::to_owned).collect()
    };
    let editor: Vec<String> = editor.map_or_else(from_environment, <[String]>::to_vec);
    let (program, arguments) = editor_command(&editor, path, line);
    let next = "Set `editor` in config.toml, $VISUAL or $EDITOR to your editor.";
    match Command::new(&program).args(arguments).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("{program} ended with {status}."), next)),
        Err(error) => Err(Failure::new(
            format!("{program} could not be started: {error}."),
            next,
        )),
    }
}

/// Opens a web page in the browser, and does not wait. Anything but http and https is refused: it comes from a catalog.
pub(super) fn open_url(url: &str) -> Result<(), Failure> {
    let lower = url.to_ascii_lowercase();
    if !(lower.starts_with("http://") || lower.starts_with("https://")) {
        return Err(Failure::new(
            format!("{url} is not a web address."),
            "Copy it with y.",
        ));
    }
    let browser = std::env::var("BROWSER")
        .ok()
        .filter(|value| !value.trim().is_empty());
    let program = browser.as_deref().unwrap_or(if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    });
    let started = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|error| {
        Failure::new(
            format!("The browser could not be opened: {program}: {error}."),
            "Copy the address with y.",
        )
    })?;
    // Reaps the child when it ends, however long it lives.
    std::thread::spawn(move || child.wait());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_editor_is_told_the_line_in_its_own_way() {
        for (editor, expected) in [
            ("", "vi +12 a b.yaml"),
            ("nvim", "nvim +12 a b.yaml"),
            ("/usr/bin/emacs -nw", "/usr/bin/emacs -nw +12 a b.yaml"),
            ("hx", "hx a b.yaml:12"),
            ("code --wait", "code --wait --goto a b.yaml:12"),
            ("my-editor", "my-editor a b.yaml"),
        ] {
            let editor: Vec<String> = editor.split_whitespace().map(str::to_owned).collect();
            let (program, arguments) = editor_command(&editor, Path::new("a b.yaml"), Some(12));
            let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(format!("{program} {}", words.join(" ")), expected);
        }
    }

    #[test]
    fn only_web_addresses_are_opened() {
        for url in ["file:///etc/passwd", "javascript:alert(1)", "-h", "https"] {
            assert!(open_url(url).is_err(), "{url}");
        }
    }
}
