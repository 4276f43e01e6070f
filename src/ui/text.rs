//! Text cut to the cells there are for it, at either end, without a copy; numbers and times as people read them.

use jiff::Timestamp;
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

/// A number with a comma between thousands.
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// How long ago something was, in the largest unit that fits: `now`, `5m`, `3h`, `12d`; the date when it is months.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(then.as_second());
    match seconds {
        ..60 => "now".to_owned(),
        ..3_600 => format!("{}m", seconds / 60),
        ..86_400 => format!("{}h", seconds / 3_600),
        ..7_776_000 => format!("{}d", seconds / 86_400),
        _ => then.strftime("%Y-%m-%d").to_string(),
    }
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
    fn numbers_and_times() {
        for (count, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(number(count), shown);
        }
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        for (seconds, shown) in [
            (0, "now"),
            (-5, "now"),
            (61, "1m"),
            (7_300, "2h"),
            (86_400 * 3, "3d"),
            (86_400 * 365, "2025-09-21"),
        ] {
            let then = Timestamp::from_second(1_790_000_000 - seconds).unwrap();
            assert_eq!(ago(now, then), shown);
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
