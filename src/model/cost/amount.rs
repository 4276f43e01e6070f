//! Amounts of money, exactly: decimals as exports write them, added without rounding.

use std::fmt;
use std::str::FromStr;

/// Digits after the point that are kept; a text with more that are not nought is refused, never rounded.
const DECIMALS: u32 = 20;
const ONE: i128 = 10_i128.pow(DECIMALS);

/// An exact decimal number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

/// A text that is no decimal number that can be kept exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAnAmount(pub String);

/// An amount in a currency, by its code of ISO 4217.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Money {
    pub amount: Amount,
    pub currency: String,
}

impl Amount {
    pub const ZERO: Amount = Amount(0);

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum; none where it is too large to be kept.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        self.0.checked_add(other.0).map(Amount)
    }

    /// For people: two decimals, halves away from zero.
    pub fn rounded(self) -> String {
        let unit = ONE / 100;
        let hundredths = (self.0.unsigned_abs() + unit.unsigned_abs() / 2) / unit.unsigned_abs();
        let sign = if self.0 < 0 && hundredths > 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl fmt::Display for Amount {
    /// All of its decimals, without noughts at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (
            self.0.unsigned_abs() / ONE.unsigned_abs(),
            self.0.unsigned_abs() % ONE.unsigned_abs(),
        );
        let decimals = format!("{rest:0width$}", width = DECIMALS as usize);
        match decimals.trim_end_matches('0') {
            "" => f.pad(&format!("{sign}{whole}")),
            decimals => f.pad(&format!("{sign}{whole}.{decimals}")),
        }
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// Reads `-12.5`, `+0.00000080000`, `1E-7`.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let wrong = || NotAnAmount(text.to_owned());
        let bare = text.trim();
        let (mantissa, exponent) = match bare.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| wrong())?),
            None => (bare, 0),
        };
        let (is_negative, digits) = match mantissa.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || (whole.is_empty() && decimals.is_empty()) {
            return Err(wrong());
        }
        // The place of the last digit, counted from the point to the right.
        let decimals = decimals.trim_end_matches('0');
        let places = i32::try_from(decimals.len()).map_err(|_| wrong())?;
        let shift = DECIMALS.cast_signed() - places.saturating_sub(exponent);
        let mut value: i128 = 0;
        for digit in whole.bytes().chain(decimals.bytes()) {
            value = value
                .checked_mul(10)
                .and_then(|value| value.checked_add(i128::from(digit - b'0')))
                .ok_or_else(wrong)?;
        }
        if value != 0 {
            let power = |by: u32| 10_i128.checked_pow(by).ok_or_else(wrong);
            value = match shift {
                0.. => value
                    .checked_mul(power(shift.unsigned_abs())?)
                    .ok_or_else(wrong)?,
                _ => {
                    let by = power(shift.unsigned_abs())?;
                    if value % by != 0 {
                        return Err(wrong());
                    }
                    value / by
                }
            };
        }
        Ok(Self(if is_negative { -value } else { value }))
    }
}

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no amount that can be kept exactly", self.0)
    }
}

impl std::error::Error for NotAnAmount {}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.amount, self.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_what_is_written() {
        for (text, kept, rounded) in [
            ("0.00000080000", "0.0000008", "0.00"),
            ("-12.5", "-12.5", "-12.50"),
            ("1E-7", "0.0000001", "0.00"),
            ("+2.5e3", "2500", "2500.00"),
            (".5", "0.5", "0.50"),
            ("-0.005", "-0.005", "-0.01"),
            ("0e-99", "0", "0.00"),
        ] {
            let amount: Amount = text.parse().unwrap();
            assert_eq!(amount.to_string(), kept, "{text}");
            assert_eq!(amount.rounded(), rounded, "{text}");
        }
        for text in ["", "NULL", "1,5", "1e", "--1", "1e-21", "1e99", "0x1"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }
}
