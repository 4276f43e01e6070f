//! Makes untrusted text visible instead of effective. What a terminal would act on, or a reader would not see, becomes
//! an escape that both can see; nothing is dropped, so what is approved is what is there.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces every character that could move the cursor, restyle, reorder or hide text by a visible escape
/// (`\n`, `\x1b`, `\u{202e}`). The result is one line, free of control characters, and a fixed point of this function.
///
/// Text without such characters, nearly all of it, is borrowed as it is. Backslashes stay single: the result is for
/// reading, not for decoding.
pub fn safe(text: &str) -> Cow<'_, str> {
    let Some(first) = text.char_indices().find_map(|(at, c)| is_hazard(c).then_some(at)) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        if is_hazard(c) {
            push_escape(&mut out, c)
        } else {
            out.push(c)
        }
    }
    Cow::Owned(out)
}

/// Whether a terminal that prints this character does something, or shows nothing.
pub fn is_hazard(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(c,
        '\u{80}'..='\u{9f}'                                  // C1 controls
        | '\u{ad}' | '\u{34f}'                               // soft hyphen, grapheme joiner
        | '\u{61c}' | '\u{200e}' | '\u{200f}'                // Arabic letter mark, left-to-right, right-to-left marks
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'  // bidirectional embeddings, overrides, isolates
        | '\u{200b}'..='\u{200d}' | '\u{feff}'               // zero-width space, joiners, byte order mark
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}'  // word joiner, invisible operators, deprecated formats
        | '\u{2028}' | '\u{2029}'                            // line and paragraph separators
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'  // fillers and vowels drawn as nothing
        | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
        | '\u{fe00}'..='\u{fe0d}'                            // variation selectors but those for text and emoji
        | '\u{fff0}'..='\u{fffb}'                            // interlinear annotation
        | '\u{e0000}'..='\u{e0fff}'                          // tags, more variation selectors
    )
}

fn push_escape(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if (c as u32) < 0x100 => write!(out, "\\x{:02x}", c as u32).unwrap_or_default(),
        c => write!(out, "\\u{{{:x}}}", c as u32).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hazards_become_visible() {
        for (text, shown) in [
            ("", ""),
            ("payments", "payments"),
            ("Zahlungsverkehr für 支払い 🦀", "Zahlungsverkehr für 支払い 🦀"),
            ("two\nlines\r\n\tand a tab", "two\\nlines\\r\\n\\tand a tab"),
            ("\u{1b}[2J\u{1b}]0;title\u{7}", "\\x1b[2J\\x1b]0;title\\x07"),
            ("\u{9b}31m\u{7f}", "\\x9b31m\\x7f"),
            ("user\u{202e}nimda", "user\\u{202e}nimda"),
            ("a\u{200b}b\u{200d}c\u{feff}", "a\\u{200b}b\\u{200d}c\\u{feff}"),
            ("tag\u{e0041}", "tag\\u{e0041}"),
            ("\u{2764}\u{fe0f}", "\u{2764}\u{fe0f}"),
            ("C:\\temp", "C:\\temp"),
        ] {
            assert_eq!(safe(text), shown);
        }
    }

    /// Any characters at all; those that are special to somebody come often.
    fn hostile() -> impl Strategy<Value = String> {
        proptest::collection::vec(any::<char>(), 0..40).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn the_result_is_harmless_and_stays_the_same(text in hostile()) {
            let once = safe(&text).into_owned();
            prop_assert!(!once.chars().any(|c| c.is_control() || is_hazard(c)));
            prop_assert_eq!(safe(&once), once.as_str());
        }

        #[test]
        fn harmless_characters_all_survive_in_order(text in hostile()) {
            let shown = safe(&text);
            let mut rest = shown.chars();
            for c in text.chars().filter(|c| !is_hazard(*c)) {
                prop_assert!(rest.any(|s| s == c));
            }
        }

        #[test]
        fn harmless_text_is_borrowed(text in "[ -~äöüß€支払い]*") {
            prop_assert!(matches!(safe(&text), Cow::Borrowed(_)));
        }
    }
}
