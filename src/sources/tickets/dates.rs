//! Dates as ticket systems and spreadsheets write them. Knows no clock and no file: whether `05/03` is a day in March or in
//! May is decided by whoever sees the whole column, and so is the zone of times that have none.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

mod scan;

use scan::{Piece, Scan};

/// Which number of `05/03/2024` is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A date as written, before anything was decided about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A moment.
    Moment(Timestamp),
    /// A time on a wall, in a zone that is not written.
    Wall(DateTime),
    /// Two numbers either of which may be the day.
    Either {
        first: i8,
        second: i8,
        year: i16,
        time: Time,
        offset: Option<Offset>,
    },
}

/// How the undecided is decided.
#[derive(Clone, Debug)]
pub struct Reading {
    pub order: Option<DateOrder>,
    pub zone: TimeZone,
}

/// Reads a date in any of the common ways: ISO 8601 and RFC 3339, RFC 2822, names of months, numbers with `/`, `-` and
/// `.`, seconds and milliseconds since 1970, the days since 1899 of spreadsheets. None where it is no date.
pub fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !text.is_empty() {
        return number(text);
    }
    if let Some(serial) = spreadsheet_days(text) {
        return Some(serial);
    }
    let mut scan = Scan::new(text);
    let date = written_date(&mut scan)?;
    let time = written_time(&mut scan)?;
    let offset = written_offset(&mut scan)?;
    scan.is_at_end().then_some(())?;
    assemble(date, time, offset)
}

/// No date is longer, not even one with its weekday and its zone's name.
const LONGEST: usize = 64;

enum WrittenDate {
    Known(Date),
    Either { first: i8, second: i8, year: i16 },
}

fn assemble(date: WrittenDate, time: Time, offset: Option<Offset>) -> Option<Written> {
    match date {
        WrittenDate::Known(date) => {
            let wall = date.to_datetime(time);
            Some(match offset {
                Some(offset) => Written::Moment(offset.to_timestamp(wall).ok()?),
                None => Written::Wall(wall),
            })
        }
        WrittenDate::Either { first, second, year } => Some(Written::Either {
            first,
            second,
            year,
            time,
            offset,
        }),
    }
}

/// Digits alone: how many there are says what they count.
fn number(text: &str) -> Option<Written> {
    let value: i64 = text.parse().ok()?;
    let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
    let small = |range| part(range).and_then(|number| i8::try_from(number).ok());
    match text.len() {
        5 => spreadsheet_days(text),
        8 => Some(Written::Wall(
            Date::new(part(0..4)?, small(4..6)?, small(6..8)?)
                .ok()?
                .to_datetime(Time::midnight()),
        )),
        9 | 10 => Timestamp::from_second(value).ok().map(Written::Moment),
        12 | 13 => Timestamp::from_millisecond(value).ok().map(Written::Moment),
        14 => {
            let time = Time::new(small(8..10)?, small(10..12)?, small(12..14)?, 0).ok()?;
            let date = Date::new(part(0..4)?, small(4..6)?, small(6..8)?).ok()?;
            Some(Written::Wall(date.to_datetime(time)))
        }
        _ => None,
    }
}

/// `45356.38`: days since the end of 1899, as a spreadsheet gives them when a cell has lost its format.
fn spreadsheet_days(text: &str) -> Option<Written> {
    let (days, fraction) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if days.len() != 5 || !plain(days) || !plain(fraction) || fraction.len() > 12 {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    // From 1954 to 2119: other numbers of five digits are no dates.
    if !(20_000.0..80_500.0).contains(&value) {
        return None;
    }
    let seconds = SignedDuration::from_secs((value * 86_400.0).round() as i64);
    let origin = Date::new(1899, 12, 30).ok()?.to_datetime(Time::midnight());
    origin.checked_add(seconds).ok().map(Written::Wall)
}

fn written_date(scan: &mut Scan<'_>) -> Option<WrittenDate> {
    if let Some(word) = scan.peek_word()
        && is_weekday(word)
    {
        scan.next();
        scan.skip(",. ");
    }
    match scan.next()? {
        Piece::Word(word) => {
            let month = month(word)?;
            scan.skip(".- /");
            let day = scan.number(1, 2)?;
            scan.skip_ordinal();
            scan.skip(",- /");
            let year = scan.year()?;
            known(year, month, day)
        }
        Piece::Number { value, digits: 4 } => {
            scan.one_of("-/. ")?;
            let year = i16::try_from(value).ok()?;
            let month = match scan.next()? {
                Piece::Word(word) => month(word)?,
                Piece::Number { value, digits: 1 | 2 } => i8::try_from(value).ok()?,
                _ => return None,
            };
            scan.one_of("-/. ")?;
            known(year, month, scan.number(1, 2)?)
        }
        Piece::Number { value, digits: 1 | 2 } => {
            let first = i8::try_from(value).ok()?;
            scan.skip_ordinal();
            let dotted = scan.peek_sign('.');
            scan.skip("-/. ");
            match scan.next()? {
                Piece::Word(word) => {
                    let month = month(word)?;
                    scan.skip("-/., ");
                    known(scan.year()?, month, first)
                }
                Piece::Number { value, digits: 1 | 2 } => {
                    let second = i8::try_from(value).ok()?;
                    scan.one_of("-/.")?;
                    let year = scan.year()?;
                    numeric(first, second, year, dotted)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn known(year: i16, month: i8, day: i8) -> Option<WrittenDate> {
    Date::new(year, month, day).ok().map(WrittenDate::Known)
}

/// Two numbers and a year. With dots the day comes first wherever that is written.
fn numeric(first: i8, second: i8, year: i16, dotted: bool) -> Option<WrittenDate> {
    if dotted {
        return known(year, second, first);
    }
    let fits = |month, day| Date::new(year, month, day).is_ok();
    (fits(second, first) || fits(first, second)).then_some(WrittenDate::Either { first, second, year })
}

/// The time after a date; midnight where there is none.
fn written_time(scan: &mut Scan<'_>) -> Option<Time> {
    scan.skip(", ");
    if scan
        .peek_word()
        .is_some_and(|word| word == "t" || word == "T" || word.eq_ignore_ascii_case("at"))
    {
        scan.next();
        scan.skip(" ");
    }
    if !scan.peek_number() {
        return Some(Time::midnight());
    }
    let mut hour = scan.number(1, 2)?;
    let (mut minute, mut second, mut nanosecond) = (0, 0, 0);
    if scan.take_sign(':') {
        minute = scan.number(1, 2)?;
        if scan.take_sign(':') {
            second = scan.number(1, 2)?;
            nanosecond = scan.fraction()?;
        }
    }
    scan.skip(" \u{202f}\u{a0}");
    if let Some(half) = scan.peek_word().and_then(half_of_day) {
        scan.next();
        // `a.m.` is not worth more than this.
        scan.skip(".");
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if half == Half::Afternoon { 12 } else { 0 };
    }
    // A leap second is the last one of its minute to everybody who has none.
    Time::new(hour, minute, second.min(59), nanosecond).ok()
}

#[derive(PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

fn half_of_day(word: &str) -> Option<Half> {
    if word.eq_ignore_ascii_case("am") {
        Some(Half::Morning)
    } else if word.eq_ignore_ascii_case("pm") {
        Some(Half::Afternoon)
    } else {
        None
    }
}

/// The distance from UTC after a time. The outer None is for what is none.
fn written_offset(scan: &mut Scan<'_>) -> Option<Option<Offset>> {
    scan.skip(" ");
    if scan.is_at_end() {
        return Some(None);
    }
    let mut known = None;
    if let Some(word) = scan.peek_word() {
        known = Some(abbreviation(word)?);
        scan.next();
    }
    let sign = match (
        scan.take_sign('+'),
        scan.take_sign('-') || scan.take_sign('\u{2212}'),
    ) {
        (true, _) => 1,
        (_, true) => -1,
        _ => {
            scan.skip_parenthesis();
            return known.map(Some);
        }
    };
    let (hours, minutes) = match scan.next()? {
        Piece::Number { value, digits: 4 } => (value / 100, value % 100),
        Piece::Number { value, digits: 1 | 2 } if scan.take_sign(':') => (value, scan.number(2, 2)?.into()),
        Piece::Number { value, digits: 1 | 2 } => (value, 0),
        _ => return None,
    };
    scan.skip_parenthesis();
    let seconds = i32::try_from(sign * (hours * 3600 + minutes * 60)).ok()?;
    (minutes < 60).then_some(())?;
    Offset::from_seconds(seconds).ok().map(Some)
}

/// Zones that are written by their letters. Those that mean several places are left out.
fn abbreviation(word: &str) -> Option<Offset> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "Z" | "UTC" | "GMT" | "WET" => 0,
        "CET" | "WEST" => 1,
        "CEST" | "EET" => 2,
        "EEST" => 3,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    Offset::from_hours(hours).ok()
}

fn is_weekday(word: &str) -> bool {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let start: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    names.contains(&start.as_str()) && word.to_ascii_lowercase().ends_with("day")
        || names.contains(&word.to_ascii_lowercase().as_str())
}

/// The month of an English or German name, by the letters that tell it from the others.
fn month(word: &str) -> Option<i8> {
    let start: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    Some(match start.as_str() {
        "jan" | "jän" => 1,
        "feb" => 2,
        "mar" | "mär" | "mrz" => 3,
        "apr" => 4,
        "may" | "mai" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "oct" | "okt" => 10,
        "nov" => 11,
        "dec" | "dez" => 12,
        _ => return None,
    })
}

impl Written {
    /// Which order it speaks for, where it can only be read in one.
    pub fn evidence(self) -> Option<DateOrder> {
        let Written::Either {
            first, second, year, ..
        } = self
        else {
            return None;
        };
        let fits = |month, day| Date::new(year, month, day).is_ok();
        match (fits(second, first), fits(first, second)) {
            (true, false) => Some(DateOrder::Dmy),
            (false, true) => Some(DateOrder::Mdy),
            _ => None,
        }
    }

    /// Whether it needs an order to be read.
    pub fn is_open(self) -> bool {
        match self {
            Written::Either { first, second, .. } => first != second && self.evidence().is_none(),
            _ => false,
        }
    }

    /// The moment it means. None where it is no day in the order that was decided on.
    pub fn moment(self, reading: &Reading) -> Option<Timestamp> {
        match self {
            Written::Moment(moment) => Some(moment),
            Written::Wall(wall) => on_the_wall(wall, &reading.zone),
            Written::Either {
                first,
                second,
                year,
                time,
                offset,
            } => {
                let order = reading.order.or(self.evidence()).unwrap_or(DateOrder::Dmy);
                let (day, month) = match order {
                    DateOrder::Dmy => (first, second),
                    DateOrder::Mdy => (second, first),
                };
                let wall = Date::new(year, month, day).ok()?.to_datetime(time);
                match offset {
                    Some(offset) => offset.to_timestamp(wall).ok(),
                    None => on_the_wall(wall, &reading.zone),
                }
            }
        }
    }
}

/// An hour that the clocks skipped or repeated is taken as the zone's rules say.
fn on_the_wall(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(wall).compatible().ok()
}

#[cfg(test)]
mod tests;
