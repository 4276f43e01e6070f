//! The rows of a file, one after the other. A row that is broken costs itself alone: a quote that nobody closed would take
//! all the rows after it along, so reading begins again at the next line. Knows cells, not what they mean.

use std::ops::Range;

use csv::{Reader, ReaderBuilder, StringRecord};

/// A row, or why it is none.
#[derive(Debug)]
pub(super) enum Row {
    Cells { line: u64, cells: StringRecord },
    Broken { line: u64, message: String },
}

/// Where reading goes on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    byte: usize,
    line: u64,
    width: usize,
}

/// Reads the rows of a text.
pub(super) struct Records<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    /// Cells of the header; none until it is read.
    width: Option<usize>,
    reader: Reader<&'b [u8]>,
    /// Where the reader began: the byte and its line.
    begin: usize,
    line: u64,
}

impl<'b> Records<'b> {
    pub(super) fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let announced = super::text::announced(first).is_some();
        let (begin, line) = if announced { (first.len() + 1, 2) } else { (0, 1) };
        let begin = begin.min(bytes.len());
        Self {
            bytes,
            delimiter,
            width: None,
            reader: reader(&bytes[begin..], delimiter),
            begin,
            line,
        }
    }

    /// Goes on where another reader of the same text stopped.
    pub(super) fn at(bytes: &'b [u8], delimiter: u8, place: Place) -> Self {
        let byte = place.byte.min(bytes.len());
        Self {
            bytes,
            delimiter,
            width: Some(place.width),
            reader: reader(&bytes[byte..], delimiter),
            begin: byte,
            line: place.line,
        }
    }

    /// Where the next row begins.
    pub(super) fn place(&self) -> Place {
        let position = self.reader.position();
        Place {
            byte: self.begin + usize::try_from(position.byte()).unwrap_or(usize::MAX),
            line: self.line + position.line() - 1,
            width: self.width.unwrap_or(0),
        }
    }

    /// The names of the columns, and the line they are on. None where there is nothing at all.
    pub(super) fn header(&mut self) -> Option<(u64, Vec<String>)> {
        let mut cells = StringRecord::new();
        let line = self.line;
        let is_there = self.reader.read_record(&mut cells).unwrap_or(false);
        if !is_there {
            return None;
        }
        self.width = Some(cells.len());
        Some((line, cells.iter().map(|name| name.trim().to_owned()).collect()))
    }

    fn begin_again(&mut self, begin: usize, line: u64) {
        self.begin = begin;
        self.line = line;
        self.reader = reader(&self.bytes[begin..], self.delimiter);
    }

    fn judge(&mut self, cells: StringRecord, range: Range<usize>, line: u64) -> Row {
        let begin = range.start;
        let raw = self.bytes.get(range).unwrap_or_default();
        // The reader counts the empty lines before a row as its own.
        let blank = raw
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .count();
        let line = line + newlines(&raw[..blank]);
        let raw = raw[blank..].trim_ascii_end();
        let width = self.width.unwrap_or(cells.len());
        if raw.contains(&b'\n') && (cells.len() != width || !is_well_quoted(raw, self.delimiter)) {
            let first = raw.iter().position(|byte| *byte == b'\n').unwrap_or(raw.len());
            self.begin_again(begin + blank + first + 1, line + 1);
            let message =
                "a quote is opened and not closed as it should be; a quote within a text is written twice";
            return Row::Broken {
                line,
                message: message.to_owned(),
            };
        }
        let surplus = cells.iter().skip(width).any(|cell| !cell.trim().is_empty());
        if surplus {
            let message = format!(
                "{} cells, where the header has {width}; a text that contains the separator must be in quotes",
                cells.len()
            );
            return Row::Broken { line, message };
        }
        Row::Cells { line, cells }
    }
}

impl Iterator for Records<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let Place { byte, line, .. } = self.place();
        let mut cells = StringRecord::new();
        match self.reader.read_record(&mut cells) {
            Ok(true) => {
                let end = self.place().byte;
                Some(self.judge(cells, byte..end, line))
            }
            Ok(false) => None,
            Err(error) => Some(Row::Broken {
                line,
                message: format!("{error}; save the file as UTF-8"),
            }),
        }
    }
}

fn reader(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(bytes)
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// Whether each text in quotes ends where its cell ends.
fn is_well_quoted(raw: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < raw.len() {
        if raw[at] != b'"' {
            // A cell without quotes ends at the delimiter; a break within it would have ended the row.
            match raw[at..].iter().position(|byte| *byte == delimiter) {
                Some(end) => at += end + 1,
                None => return true,
            }
            continue;
        }
        at += 1;
        loop {
            match raw[at..].iter().position(|byte| *byte == b'"') {
                None => return false,
                Some(end) => at += end + 1,
            }
            match raw.get(at) {
                Some(b'"') => at += 1,
                Some(byte) if *byte == delimiter => break at += 1,
                None => return true,
                Some(_) => return false,
            }
        }
    }
    true
}
