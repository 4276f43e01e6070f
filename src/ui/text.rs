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

    proptest! {
        #[test]
        fn what_fits_fits(text in ".{0,20}", cells in 0usize..20) {
            let (fitting, used) = fit(&text, cells);
            prop_assert!(used <= cells && text.starts_with(fitting));
            prop_assert!(width(fit_end(&text, cells)) <= cells);
        }
    }
}
