//! Text broken into lines that fit, at blanks where there are any. Works on whole graphemes.

use unicode_segmentation::UnicodeSegmentation;

use super::width;

/// The lines of a text, none wider than `columns`; words are parted only where one alone is too wide. Blanks at the breaks
/// are left out. Never empty.
pub fn wrap(text: &str, columns: usize) -> Vec<&str> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut rest = text.trim_end();
    while let Some((end, next)) = break_at(rest, columns) {
        lines.push(&rest[..end]);
        rest = rest[next..].trim_start();
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(rest);
    }
    lines
}

/// Where a line ends that has no more than `columns`, and where the next one may begin; none where all of it fits. Looks no
/// further than the line is long.
fn break_at(text: &str, columns: usize) -> Option<(usize, usize)> {
    let mut used = 0;
    let mut blank = None;
    for (at, grapheme) in text.grapheme_indices(true) {
        if grapheme.chars().all(char::is_whitespace) && at > 0 {
            blank = Some(at);
        }
        used += width(grapheme);
        if used > columns {
            return Some(match blank {
                Some(blank) => (text[..blank].trim_end().len(), blank),
                // A grapheme wider than the line stands alone all the same.
                None if at == 0 => (grapheme.len(), grapheme.len()),
                None => (at, at),
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_blanks_and_inside_words_that_are_too_long() {
        for (text, columns, lines) in [
            ("", 5, vec![""]),
            ("keeps the ledger", 20, vec!["keeps the ledger"]),
            ("keeps the ledger", 9, vec!["keeps the", "ledger"]),
            ("keeps the ledger", 10, vec!["keeps the", "ledger"]),
            (
                "a https://example.com",
                8,
                vec!["a", "https://", "example.", "com"],
            ),
            ("支払い台帳", 5, vec!["支払", "い台", "帳"]),
            ("支", 1, vec!["支"]),
        ] {
            assert_eq!(wrap(text, columns), lines, "{text:?} to {columns}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_lost(text in "[a-zé支 ]{0,40}", columns in 1usize..12) {
            let lines = wrap(&text, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns.max(2), "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,60}", columns in 0usize..10) {
            wrap(&text, columns);
        }
    }
}
