//! Numbers with two decimals, exactly: what is multiplied is what is shown, so a person with a calculator gets the same.

use std::fmt;
use std::iter::Product;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A number with two decimals. Where a result has more, it is rounded, halves away from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(i64);

/// A text that is no number with at most two decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotADecimal(pub String);

impl Decimal {
    pub const ZERO: Decimal = Decimal(0);
    pub const ONE: Decimal = Decimal(100);

    pub const fn hundredths(number: i64) -> Self {
        Self(number)
    }

    pub fn whole(number: u64) -> Self {
        Self(i64::try_from(number).unwrap_or(i64::MAX).saturating_mul(100))
    }

    /// One number divided by another; none where that is nothing.
    pub fn ratio(number: i128, by: i128) -> Option<Self> {
        (by != 0).then(|| Self(rounded(number.saturating_mul(100), by)))
    }

    pub fn divided(self, by: Self) -> Option<Self> {
        Self::ratio(self.0.into(), by.0.into())
    }

    /// How many hundredths it is.
    pub fn in_hundredths(self) -> i64 {
        self.0
    }

    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// Divides, rounding halves away from zero. `by` is not nothing.
fn rounded(number: i128, by: i128) -> i64 {
    let sign = if (number < 0) == (by < 0) { 1 } else { -1 };
    let (number, by) = (number.unsigned_abs(), by.unsigned_abs());
    let quotient = number / by + u128::from((number % by).saturating_mul(2) >= by);
    i64::try_from(quotient).unwrap_or(i64::MAX) * sign
}

impl Product for Decimal {
    /// The exact product, rounded once.
    fn product<I: Iterator<Item = Self>>(factors: I) -> Self {
        let (product, scale) = factors.fold((1_i128, 1_i128), |(product, scale), factor| {
            (product.saturating_mul(factor.0.into()), scale.saturating_mul(100))
        });
        Self(rounded(product.saturating_mul(100), scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let number = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", number / 100, number % 100))
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    /// Reads a number that is not negative, with at most two decimals.
    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let wrong = || NotADecimal(text.to_owned());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let decimals: i64 = format!("{decimals:0<2}").parse().map_err(|_| wrong())?;
        let number = whole
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(decimals));
        number.map(Self).ok_or_else(wrong)
    }
}

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no number with at most two decimals", self.0)
    }
}

impl std::error::Error for NotADecimal {}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_multiplied_is_what_is_shown() {
        for (factors, product) in [
            (vec![], "1.00"),
            (vec!["18.40", "1.5", "1", "1.35", "1.12"], "41.73"),
            (vec!["0.05", "0.5"], "0.03"),
            (vec!["0", "2"], "0.00"),
        ] {
            let factors = factors.iter().map(|factor| factor.parse::<Decimal>().unwrap());
            assert_eq!(factors.product::<Decimal>().to_string(), product);
        }
    }

    #[test]
    fn numbers_are_read_with_two_decimals_at_most() {
        for (text, number) in [("1", Some(100)), ("0.5", Some(50)), ("12.34", Some(1234))] {
            assert_eq!(text.parse().ok(), number.map(Decimal), "{text}");
        }
        for text in [
            "",
            "-1",
            "1.234",
            "1.",
            ".5",
            "1e3",
            "much",
            "99999999999999999999",
        ] {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn halves_are_rounded_up_and_nothing_is_off_by_more(number in 0_i64..1_000_000, by in 1_i64..10_000) {
            let hundredths = Decimal::ratio(number.into(), by.into()).unwrap().0;
            let twice = 2 * (hundredths * by - number * 100);
            prop_assert!(-by < twice && twice <= by, "{number}/{by} = {hundredths}");
        }
    }
}
