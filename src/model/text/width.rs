//! How much room text takes on a terminal, in columns, and cutting it to fit. Works on whole graphemes, so a combining
//! accent or a flag is never cut in half.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns `text` takes on a terminal.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// `text`, cut to at most `columns` columns; what was cut is marked by a final `…`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = used + width(grapheme);
        if next > columns - 1 {
            break;
        }
        used = next;
        end = at + grapheme.len();
    }
    Cow::Owned(format!("{}…", &text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_at_whole_graphemes() {
        for (text, columns, shown) in [
            ("payments", 8, "payments"),
            ("payments", 5, "paym…"),
            ("payments", 1, "…"),
            ("payments", 0, ""),
            ("支払い", 6, "支払い"),
            ("支払い", 5, "支払…"),
            ("支払い", 4, "支…"),
            ("cafe\u{301} bar", 5, "cafe\u{301}…"),
        ] {
            assert_eq!(truncate(text, columns), shown, "{text} to {columns}");
        }
    }

    proptest! {
        #[test]
        fn never_wider_than_asked(text in any::<String>(), columns in 0usize..40) {
            prop_assume!(!text.chars().any(char::is_control));
            prop_assert!(width(&truncate(&text, columns)) <= columns);
        }
    }
}
