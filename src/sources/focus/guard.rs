//! What keeps one row from taking all memory: a row that is too long is ended, the rest of its line left out, and reading goes
//! on at the next line. It also knows of a quote that is never closed, and on which line each row begins, however lines end.
//! Knows the form of CSV, nothing of its meaning.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// No row is longer, in bytes, give or take one buffer of the reader.
pub(super) const LONGEST: usize = 4 << 20;

/// A place where what the reader sees is not what the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    TooLong { in_quotes: bool },
    Unclosed,
}

impl Cut {
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::TooLong { in_quotes: false } => "the row is longer than 4 MiB and is left out",
            Self::TooLong { in_quotes: true } => {
                "the row is longer than 4 MiB, as its quote does not end; the lines it takes in are left out"
            }
            Self::Unclosed => {
                "its quote does not end before the file does; the lines it takes in are left out"
            }
        }
    }
}

/// Where in a row the reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between two rows.
    Between,
    /// At the beginning of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote within quotes: their end, or one of two.
    Quote,
}

/// A source without rows that are too long.
pub(super) struct Guard<R> {
    source: R,
    delimiter: u8,
    state: State,
    /// Bytes of the row so far.
    length: usize,
    /// What ends a row that is cut, still to be given.
    ending: &'static [u8],
    is_skipping: bool,
    /// Bytes that were given.
    given: u64,
    cuts: VecDeque<(u64, Cut)>,
    /// Where the rows begin that the reader has not asked for yet, and on which lines: those of one buffer of it.
    rows: VecDeque<(u64, u64)>,
    lines: Lines,
    has_ended: bool,
}

/// Counts the lines of a file: `\n`, `\r\n` and `\r` alone all end one.
#[derive(Clone, Copy)]
struct Lines {
    /// The one that is read, from 1.
    line: u64,
    is_after_return: bool,
}

impl Lines {
    fn follow(&mut self, byte: u8) {
        let ends = byte == b'\r' || (byte == b'\n' && !self.is_after_return);
        self.line += u64::from(ends);
        self.is_after_return = byte == b'\r';
    }
}

impl<R: BufRead> Guard<R> {
    pub(super) fn new(source: R, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            state: State::Between,
            length: 0,
            ending: b"",
            is_skipping: false,
            given: 0,
            cuts: VecDeque::new(),
            rows: VecDeque::new(),
            lines: Lines {
                line: 1,
                is_after_return: false,
            },
            has_ended: false,
        }
    }

    /// The next place before this one where a row was cut.
    pub(super) fn cut_before(&mut self, place: u64) -> Option<Cut> {
        let (at, _) = self.cuts.front()?;
        (*at < place).then(|| self.cuts.pop_front().map(|(_, cut)| cut))?
    }

    /// The line on which the next row before this place begins; those behind it up to there are passed over.
    pub(super) fn line_before(&mut self, place: u64) -> Option<u64> {
        let mut first = None;
        while let Some((_, line)) = self.rows.front().filter(|(at, _)| *at < place) {
            first.get_or_insert(*line);
            self.rows.pop_front();
        }
        first
    }

    /// Goes over what is about to be given.
    fn follow(&mut self, bytes: &[u8]) {
        let delimiter = self.delimiter;
        let (mut state, mut lines, mut begun) = (self.state, self.lines, None);
        for (at, byte) in bytes.iter().enumerate() {
            if state == State::Between && !matches!(byte, b'\n' | b'\r') {
                self.rows.push_back((self.given + at as u64, lines.line));
                state = State::Start;
            }
            lines.follow(*byte);
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Quote,
                (State::Quoted, _) => State::Quoted,
                (State::Quote, b'"') => State::Quoted,
                (State::Start, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => {
                    begun = Some(at + 1);
                    State::Between
                }
                (_, byte) if *byte == delimiter => State::Start,
                _ => State::Plain,
            };
        }
        (self.state, self.lines) = (state, lines);
        self.length = match begun {
            Some(begun) => bytes.len() - begun,
            None => self.length + bytes.len(),
        };
    }

    fn cut(&mut self) {
        let in_quotes = self.state == State::Quoted;
        self.ending = if in_quotes { b"\"\n" } else { b"\n" };
        self.is_skipping = true;
        self.cuts
            .push_back((self.given.saturating_sub(1), Cut::TooLong { in_quotes }));
    }

    /// Leaves out what there is of the line.
    fn skip(&mut self) -> io::Result<()> {
        let bytes = self.source.fill_buf()?;
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let used = end.map_or(bytes.len(), |end| end + 1);
        bytes.iter().take(used).for_each(|byte| self.lines.follow(*byte));
        if end.is_some() || bytes.is_empty() {
            self.is_skipping = false;
            (self.state, self.length) = (State::Between, 0);
        }
        self.source.consume(used);
        Ok(())
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.ending.is_empty() {
            let given = self.ending.read(out)?;
            self.given += given as u64;
            return Ok(given);
        }
        while self.is_skipping {
            self.skip()?;
        }
        let given = self.source.fill_buf()?.read(out)?;
        self.source.consume(given);
        let Some(bytes) = out.get(..given).filter(|bytes| !bytes.is_empty()) else {
            if self.state == State::Quoted && !self.has_ended && !out.is_empty() {
                self.has_ended = true;
                self.cuts.push_back((self.given.saturating_sub(1), Cut::Unclosed));
            }
            return Ok(0);
        };
        self.follow(bytes);
        self.given += given as u64;
        if self.length > LONGEST {
            self.cut();
        }
        Ok(given)
    }
}
