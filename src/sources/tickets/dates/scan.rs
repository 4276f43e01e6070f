//! The pieces that a date is written with: numbers, words, and the signs between them. Knows nothing of dates.

/// A piece of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Number { value: i64, digits: usize },
    Word(&'t str),
    Sign(char),
}

/// A text read piece by piece.
pub(super) struct Scan<'t> {
    rest: &'t str,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.trim().is_empty()
    }

    fn peek(&self) -> Option<(Piece<'t>, &'t str)> {
        let first = self.rest.chars().next()?;
        let end_of =
            |is_part: fn(char) -> bool| self.rest.find(|c: char| !is_part(c)).unwrap_or(self.rest.len());
        if first.is_ascii_digit() {
            let (digits, rest) = self.rest.split_at(end_of(|c| c.is_ascii_digit()));
            let value = digits.parse().ok()?;
            return Some((
                Piece::Number {
                    value,
                    digits: digits.len(),
                },
                rest,
            ));
        }
        if first.is_alphabetic() {
            let (word, rest) = self.rest.split_at(end_of(char::is_alphabetic));
            return Some((Piece::Word(word), rest));
        }
        Some((Piece::Sign(first), &self.rest[first.len_utf8()..]))
    }

    pub(super) fn next(&mut self) -> Option<Piece<'t>> {
        let (piece, rest) = self.peek()?;
        self.rest = rest;
        Some(piece)
    }

    pub(super) fn peek_word(&self) -> Option<&'t str> {
        match self.peek()?.0 {
            Piece::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn peek_number(&self) -> bool {
        matches!(self.peek(), Some((Piece::Number { .. }, _)))
    }

    pub(super) fn peek_sign(&self, sign: char) -> bool {
        self.rest.starts_with(sign)
    }

    pub(super) fn take_sign(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Skips any of these signs, in any number.
    pub(super) fn skip(&mut self, signs: &str) {
        self.rest = self.rest.trim_start_matches(|c| signs.contains(c));
    }

    /// One of these signs, which must be there.
    pub(super) fn one_of(&mut self, signs: &str) -> Option<char> {
        let sign = self.rest.chars().next().filter(|c| signs.contains(*c))?;
        self.rest = &self.rest[sign.len_utf8()..];
        Some(sign)
    }

    /// A small number of so many digits.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<i8> {
        match self.next()? {
            Piece::Number { value, digits } if (least..=most).contains(&digits) => i8::try_from(value).ok(),
            _ => None,
        }
    }

    /// A year of four digits, or of two, which are those around now.
    pub(super) fn year(&mut self) -> Option<i16> {
        match self.next()? {
            Piece::Number { value, digits: 4 } => i16::try_from(value).ok(),
            Piece::Number { value, digits: 2 } => {
                let value = i16::try_from(value).ok()?;
                Some(if value < 70 { 2000 + value } else { 1900 + value })
            }
            _ => None,
        }
    }

    /// What is after the seconds, in nanoseconds; none is zero.
    pub(super) fn fraction(&mut self) -> Option<i32> {
        let after_sign = self.rest.strip_prefix(['.', ',']);
        let Some(rest) = after_sign.filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) else {
            return Some(0);
        };
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        self.rest = after;
        let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
        nine.parse().ok()
    }

    /// The letters of `5th`.
    pub(super) fn skip_ordinal(&mut self) {
        if self
            .peek_word()
            .is_some_and(|word| ["st", "nd", "rd", "th"].contains(&word))
        {
            self.next();
        }
    }

    /// A remark after everything else: `(Central European Time)`, `[Europe/Berlin]`.
    pub(super) fn skip_parenthesis(&mut self) {
        let text = self.rest.trim();
        let is_remark = |open, close| text.starts_with(open) && text.ends_with(close);
        if is_remark('(', ')') || is_remark('[', ']') {
            self.rest = "";
        }
    }
}
