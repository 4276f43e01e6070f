//! Text cut to the cells there are for it, at either end, without a copy; numbers and times as people read them.

use unicode_segmentation::UnicodeSegmentation;

use crate::model::text::width;

/// The longest beginning of a text that fits, and how wide it is. Never cuts a character in two.
pub fn fit(text: &str, cells: usize) -> (&str, usize) {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let next = used + width(grapheme);
        if next > cells {
            return (text.get(..at).unwrap_or(text), used);
        }
        used = next;
    }
    (text, used)
}

/// The end of a text that fits, for fields whose cursor is behind what fits.
pub fn fit_end(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true).rev() {
        used += width(grapheme);
        if used > cells {
            return text.get(at + grapheme.len()..).unwrap_or("");
        }
    }
    text
}

/// The two halves of a reference as people write it: `component:` and `ledger` of `component:default/ledger`. A namespace
/// other than the default one stays with the name.
pub fn entity_name(entity_ref: &str) -> (&str, &str) {
    let (kind, name) = match entity_ref.find(':') {
        Some(colon) => entity_ref.split_at(colon + 1),
        None => ("", entity_ref),
    };
    (kind, name.strip_prefix("default/").unwrap_or(name))
}

/// A text in lines of at most so many cells, broken between words where that can be done.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut word = word;
        if used > 0 && used + 1 + width(word) <= cells {
            used += 1;
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
        } else if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        while width(word) > cells - used {
            let (start, _) = fit(word, cells - used);
            // One character that is wider than the line stands alone rather than never.
            let first = word.graphemes(true).next().map_or(word.len(), str::len);
            let (start, rest) = word.split_at(if start.is_empty() { first } else { start.len() });
            lines.last_mut().into_iter().for_each(|line| line.push_str(start));
            lines.push(String::new());
            (word, used) = (rest, 0);
        }
        used += width(word);
        lines.last_mut().into_iter().for_each(|line| line.push_str(word));
    }
    lines.retain(|line| !line.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_are_never_cut_in_two() {
        for (text, cells, fitting) in [
            ("日本語", 5, "日本"),
            ("ab", 5, "ab"),
            ("e\u{301}x", 1, "e\u{301}"),
            ("👩‍👩‍👧!", 1, ""),
            ("", 0, ""),
        ] {
            assert_eq!(fit(text, cells).0, fitting);
        }
        assert_eq!(fit_end("ab日本", 5), "b日本");
        assert_eq!(fit_end("ab日本", 3), "本");
    }

    #[test]
    fn a_reference_is_shown_without_the_default_namespace() {
        for (entity_ref, halves) in [
            ("component:default/ledger", ("component:", "ledger")),
            ("component:shop/cart", ("component:", "shop/cart")),
            ("os:root", ("os:", "root")),
            ("muster", ("", "muster")),
        ] {
            assert_eq!(entity_name(entity_ref), halves);
        }
    }

    #[test]
    fn texts_are_broken_between_words_or_else_within() {
        for (text, cells, lines) in [
            ("no such file here", 7, vec!["no such", "file", "here"]),
            (
                "component:default/x is",
                10,
                vec!["component:", "default/x", "is"],
            ),
            ("日本語", 4, vec!["日本", "語"]),
            ("日", 1, vec!["日"]),
            ("  ", 4, vec![]),
        ] {
            assert_eq!(wrap(text, cells), lines, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_fits_fits(text in ".{0,20}", cells in 0usize..20) {
            let (fitting, used) = fit(&text, cells);
            prop_assert!(used <= cells && text.starts_with(fitting));
            prop_assert!(width(fit_end(&text, cells)) <= cells);
        }
    }
}
