//! The clipboard, through the terminal (OSC 52), so that it works over SSH too.
//! <https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Operating-System-Commands>

use std::fmt;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use crate::app::Failure;

/// Terminals drop longer texts without a word (xterm's limit in base64 is 100,000 bytes).
const LONGEST: usize = 74_994;

/// The escape sequence that puts a text on the clipboard. Inside tmux it is sent twice: plain, for a tmux that sets the
/// clipboard itself, and wrapped, for one that lets sequences pass.
pub fn sequence(text: &str, in_tmux: bool) -> Result<String, Failure> {
    if text.len() > LONGEST {
        let message = format!(
            "This is too long for the terminal's clipboard: {} bytes of at most {LONGEST}.",
            text.len()
        );
        return Err(Failure::new(message, "Copy less of it, or use the command line."));
    }
    let mut plain = String::new();
    let written: fmt::Result = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut plain);
    if written.is_err() {
        return Err(Failure::new(
            "The text could not be copied.",
            "Use the command line.",
        ));
    }
    if in_tmux {
        let wrapped = plain.replace('\u{1b}', "\u{1b}\u{1b}");
        return Ok(format!("{plain}\u{1b}Ptmux;{wrapped}\u{1b}\\"));
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sent_in_base64() {
        assert_eq!(sequence("hi", false).unwrap(), "\u{1b}]52;c;aGk=\u{1b}\\");
        assert!(
            sequence("hi", true)
                .unwrap()
                .contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;aGk=")
        );
    }

    #[test]
    fn what_terminals_would_drop_is_refused() {
        assert!(sequence(&"x".repeat(LONGEST), false).is_ok());
        assert!(
            sequence(&"x".repeat(LONGEST + 1), false)
                .unwrap_err()
                .message
                .contains("too long")
        );
    }
}
