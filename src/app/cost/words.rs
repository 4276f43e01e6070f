//! How amounts are said: with their sign, in hundredths, as a trend. Pure.

use crate::model::cost::{Amount, EntityCost, Money, Month};

/// As words for the line of what falls to nobody.
pub const NOBODY: &str = "(falls to nobody)";

/// `October 2026` is too long for a table: `Oct 2026`.
pub fn month(month: Month) -> String {
    format!("{} {}", month.name(), month.year())
}

/// More or less, with its sign; nothing that is to be seen has none.
pub fn signed(amount: Amount) -> String {
    let text = amount.grouped();
    match amount.is_negative() || text == "0.00" {
        true => text,
        false => format!("+{text}"),
    }
}

/// How much more or less it is in hundredths of what it was: `+12 %`; `new` where it was nothing.
pub fn change(before: Amount, now: Amount) -> String {
    if before.is_zero() {
        return if now.is_zero() { "" } else { "new" }.to_owned();
    }
    if now.is_zero() {
        return "gone".to_owned();
    }
    match now.grown_from(before) {
        Some(percent) if percent.round() == 0.0 => "0 %".to_owned(),
        Some(percent) if percent.abs() >= 10_000.0 => "large".to_owned(),
        Some(percent) => format!("{percent:+.0} %"),
        None => String::new(),
    }
}

/// A share in hundredths; little is not nothing.
pub fn share(percent: Option<f64>) -> String {
    match percent {
        None => String::new(),
        Some(0.0) => "0 %".to_owned(),
        Some(percent) if percent.abs() < 0.1 => "<0.1 %".to_owned(),
        // Six cells are room for it.
        Some(percent) if !(-9.95..99.95).contains(&percent) => format!("{percent:.0} %"),
        Some(percent) => format!("{percent:.1} %"),
    }
}

/// Each month as a level from 0 to `levels` - 1 of the dearest one; what costs anything is at least at 1.
pub fn trend(months: &[Amount], levels: usize) -> Vec<usize> {
    let most = months.iter().map(|amount| amount.to_f64()).fold(0.0, f64::max);
    let top = levels.saturating_sub(1);
    let level = |amount: &Amount| match amount.to_f64() {
        cost if cost <= 0.0 || most <= 0.0 => 0,
        cost => ((cost / most * top as f64).round() as usize).clamp(1, top),
    };
    months.iter().map(level).collect()
}

/// What something costs, each currency with how it moved where the month before is known:
/// `680.00 USD (+396.00, +139 %)`.
pub fn moved(cost: &EntityCost) -> String {
    let before = |currency: &str| cost.before.iter().find(|money| money.currency == currency);
    let one = |money: &Money| {
        let Some(was) = before(&money.currency).map(|money| money.amount) else {
            return money.grouped();
        };
        match money.amount - was {
            same if same.is_zero() => format!("{}, as before", money.grouped()),
            more => format!(
                "{} ({}, {})",
                money.grouped(),
                signed(more),
                change(was, money.amount)
            ),
        }
    };
    cost.latest.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn changes_have_a_sign_and_what_was_or_is_nothing_a_word() {
        for (before, now, expected, percent) in [
            ("100", "112.4", "+12.40", "+12 %"),
            ("100", "90", "-10.00", "-10 %"),
            ("100", "100.001", "0.00", "0 %"),
            ("0", "5", "+5.00", "new"),
            ("5", "0", "-5.00", "gone"),
            ("0", "0", "0.00", ""),
            ("-10", "-5", "+5.00", "+50 %"),
            ("0.0001", "5000", "+5,000.00", "large"),
        ] {
            let (before, now) = (of(before), of(now));
            assert_eq!(signed(now - before), expected);
            assert_eq!(change(before, now), percent);
        }
    }

    #[test]
    fn a_trend_shows_what_there_is_at_all() {
        let months: Vec<Amount> = ["0", "0.01", "50", "100", "-3"].map(of).to_vec();
        assert_eq!(trend(&months, 9), [0, 1, 4, 8, 0]);
        assert_eq!(trend(&[Amount::ZERO], 9), [0]);
    }

    #[test]
    fn a_share_that_is_little_is_not_nothing() {
        for (percent, expected) in [
            (None, ""),
            (Some(0.0), "0 %"),
            (Some(0.04), "<0.1 %"),
            (Some(12.34), "12.3 %"),
            (Some(-1.23), "-1.2 %"),
            (Some(-12.34), "-12 %"),
            (Some(99.96), "100 %"),
            (Some(100.0), "100 %"),
            (Some(-1234.2), "-1234 %"),
        ] {
            assert_eq!(share(percent), expected);
        }
    }
}
