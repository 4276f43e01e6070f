//! Amounts of money, exactly: decimals as exports write them, added without rounding. Rounding is for the eye alone.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// Digits after the point that are kept; a text with more that are not nought is refused, never rounded. Exports of binary
/// fractions write up to seventeen digits after many noughts, those of .NET 28 digits.
const DECIMALS: usize = 38;
const ONE: u128 = 10_u128.pow(DECIMALS as u32);
/// Half of the digits of a fraction: what can be multiplied without leaving 128 bits.
const HALF: u128 = 10_u128.pow(DECIMALS as u32 / 2);
/// Longer whole parts are refused. So 10^14 amounts can be added and nothing overflows.
const LONGEST_WHOLE: usize = 24;
/// Powers of ten beyond this are no amounts of money.
const FARTHEST: u32 = 1000;

/// An exact decimal number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// Rounded down, as the fraction is never negative.
    whole: i128,
    /// In units of the last decimal that is kept, below [`ONE`].
    fraction: u128,
}

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
    pub const ZERO: Amount = Amount {
        whole: 0,
        fraction: 0,
    };

    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    pub fn is_negative(self) -> bool {
        self.whole < 0
    }

    pub fn abs(self) -> Amount {
        if self.is_negative() { -self } else { self }
    }

    /// The sum; none where it is too large to be kept.
    pub fn checked_add(self, other: Amount) -> Option<Amount> {
        let fraction = self.fraction + other.fraction;
        let (carry, fraction) = if fraction < ONE {
            (0, fraction)
        } else {
            (1, fraction - ONE)
        };
        let whole = self.whole.checked_add(other.whole)?.checked_add(carry)?;
        Some(Amount { whole, fraction })
    }

    /// A part of it, as 31/12 of it: for what is expected, not for what is. Cut after the last decimal that is kept.
    pub fn scaled(self, by: u32, of: u32) -> Amount {
        let (by, of) = (u128::from(by), u128::from(of.max(1)));
        let part = self.abs();
        let low = part.fraction % HALF * by;
        let high = part.fraction / HALF * by + low / HALF;
        let whole = part
            .whole
            .unsigned_abs()
            .saturating_mul(by)
            .saturating_add(high / HALF);
        let mut rest = whole % of;
        let mut fraction = 0;
        for digits in [high % HALF, low % HALF] {
            let digits = rest * HALF + digits;
            fraction = fraction * HALF + digits / of;
            rest = digits % of;
        }
        let whole = i128::try_from(whole / of).unwrap_or(i128::MAX);
        let part = Amount { whole, fraction };
        if self.is_negative() { -part } else { part }
    }

    /// Near enough to draw it or to compare shares; never for sums.
    pub fn to_f64(self) -> f64 {
        self.whole as f64 + self.fraction as f64 / ONE as f64
    }

    /// How many hundredths of the other one it is, for the eye; none where the other one is nought.
    pub fn percent_of(self, other: Amount) -> Option<f64> {
        (!other.is_zero()).then(|| self.to_f64() / other.to_f64() * 100.0)
    }

    /// How many hundredths more or less it is than before, of what it was by size: what was owed back and is less so grew. None
    /// where it was nought.
    pub fn grown_from(self, before: Amount) -> Option<f64> {
        (self - before).percent_of(before.abs())
    }

    /// For people: two decimals, halves away from zero.
    pub fn rounded(self) -> String {
        let (sign, whole, hundredths) = self.hundredths();
        format!("{sign}{whole}.{hundredths:02}")
    }

    /// For people: two decimals, thousands apart: `12,034.50`.
    pub fn grouped(self) -> String {
        let (sign, whole, hundredths) = self.hundredths();
        let digits = whole.to_string();
        let mut text = String::from(sign);
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text + &format!(".{hundredths:02}")
    }

    fn hundredths(self) -> (&'static str, u128, u128) {
        let all = self.abs();
        let unit = ONE / 100;
        let hundredths = (all.fraction + unit / 2) / unit;
        let whole = all.whole.unsigned_abs() + hundredths / 100;
        let hundredths = hundredths % 100;
        let is_something = whole > 0 || hundredths > 0;
        let sign = if self.is_negative() && is_something {
            "-"
        } else {
            ""
        };
        (sign, whole, hundredths)
    }

    /// Reads a number as an export writes it: `-12.5`, `+0.00000080000`, `1E-7`, `.5`. None where it is none, or has digits
    /// that could not be kept.
    pub fn read(text: &[u8]) -> Option<Amount> {
        let text = text.trim_ascii();
        let (is_negative, digits) = match text.split_first()? {
            (b'-', digits) => (true, digits),
            (b'+', digits) => (false, digits),
            _ => (false, text),
        };
        let amount = match digits.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            None => plain(digits)?,
            Some(at) => shifted(&digits[..at], &digits[at + 1..])?,
        };
        Some(if is_negative { -amount } else { amount })
    }
}

/// A number without sign and exponent.
fn plain(digits: &[u8]) -> Option<Amount> {
    let point = digits.iter().position(|byte| *byte == b'.');
    let (whole, decimals) = match point {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, &digits[digits.len()..]),
    };
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let kept = decimals.len().min(DECIMALS);
    let is_exact = decimals[kept..].iter().all(|byte| *byte == b'0');
    let leading = whole.iter().take_while(|byte| **byte == b'0').count();
    if !is_exact || whole.len() - leading > LONGEST_WHOLE {
        return None;
    }
    let fraction = number(&decimals[..kept])? * 10_u128.pow((DECIMALS - kept) as u32);
    let whole = number(&whole[leading..])?.cast_signed();
    Some(Amount { whole, fraction })
}

fn number(digits: &[u8]) -> Option<u128> {
    // Most numbers fit into a machine word.
    if digits.len() <= 19 {
        let mut small = 0_u64;
        for byte in digits {
            small = small * 10 + u64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        }
        return Some(small.into());
    }
    let mut number = 0_u128;
    for byte in digits {
        number = number * 10 + u128::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some(number)
}

/// A number with an exponent: the same with its point elsewhere.
fn shifted(mantissa: &[u8], exponent: &[u8]) -> Option<Amount> {
    let exponent: i32 = std::str::from_utf8(exponent).ok()?.parse().ok()?;
    let point = mantissa
        .iter()
        .position(|byte| *byte == b'.')
        .unwrap_or(mantissa.len());
    let digits: Vec<u8> = mantissa.iter().copied().filter(|byte| *byte != b'.').collect();
    let points = mantissa.len() - digits.len();
    if digits.is_empty() || points > 1 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits.iter().all(|digit| *digit == b'0') {
        return Some(Amount::ZERO);
    }
    if exponent.unsigned_abs() > FARTHEST {
        return None;
    }
    let point = i32::try_from(point).ok()?.checked_add(exponent)?;
    let noughts = |count: i32| std::iter::repeat_n(b'0', usize::try_from(count).unwrap_or(0));
    let length = i32::try_from(digits.len()).ok()?;
    let at = usize::try_from(point.clamp(0, length)).ok()?;
    let mut text: Vec<u8> = digits[..at].to_vec();
    text.extend(noughts(point - length));
    text.push(b'.');
    text.extend(noughts(-point));
    text.extend(&digits[at..]);
    plain(&text)
}

impl Add for Amount {
    type Output = Amount;

    /// What was read adds up within bounds; beyond them nothing is larger than the largest.
    fn add(self, other: Amount) -> Amount {
        self.checked_add(other).unwrap_or(Amount {
            whole: if self.is_negative() { i128::MIN } else { i128::MAX },
            fraction: 0,
        })
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        *self = *self + other;
    }
}

impl Neg for Amount {
    type Output = Amount;

    fn neg(self) -> Amount {
        let whole = self.whole.saturating_neg();
        match self.fraction {
            0 => Amount { whole, fraction: 0 },
            fraction => Amount {
                whole: whole.saturating_sub(1),
                fraction: ONE - fraction,
            },
        }
    }
}

impl Sub for Amount {
    type Output = Amount;

    fn sub(self, other: Amount) -> Amount {
        self + -other
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Add::add)
    }
}

impl fmt::Display for Amount {
    /// All of its decimals, without noughts at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_negative() { "-" } else { "" };
        let all = self.abs();
        let decimals = format!("{:0width$}", all.fraction, width = DECIMALS);
        match decimals.trim_end_matches('0') {
            "" => f.pad(&format!("{sign}{}", all.whole)),
            decimals => f.pad(&format!("{sign}{}.{decimals}", all.whole)),
        }
    }
}

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// As [`Amount::read`].
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        Amount::read(text.as_bytes()).ok_or_else(|| NotAnAmount(text.to_owned()))
    }
}

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no amount that can be kept exactly", self.0)
    }
}

impl std::error::Error for NotAnAmount {}

impl Money {
    pub fn new(amount: Amount, currency: &str) -> Self {
        let currency = currency.to_owned();
        Self { amount, currency }
    }

    /// For people: `12,034.50 USD`.
    pub fn grouped(&self) -> String {
        format!("{} {}", self.amount.grouped(), self.currency)
    }
}

impl FromStr for Money {
    type Err = NotAnAmount;

    /// Reads `1200 EUR`, `EUR 1200.50`.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let wrong = || NotAnAmount(text.to_owned());
        let (first, second) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
        let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        let (amount, code) = match (first.trim(), second.trim()) {
            (amount, code) if is_code(code) => (amount, code),
            (code, amount) if is_code(code) => (amount, code),
            _ => return Err(wrong()),
        };
        Ok(Self {
            amount: amount.parse().map_err(|_| wrong())?,
            currency: code.to_ascii_uppercase(),
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.amount, self.currency))
    }
}
