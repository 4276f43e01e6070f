//! Printing answers: a JSON document for programs, lines and tables for people. What comes from outside is made
//! harmless here, on the last step before the terminal.

use std::cell::Cell;
use std::io::{self, IsTerminal, StdoutLock, Write};

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::table::Table;
use crate::model::text::{is_hazard, safe};

/// Standard output, and what is on its other end.
pub struct Output {
    /// Columns and rows of the terminal; none when the reader is a file or a pipe, for which nothing is ever cut.
    size: Option<(u16, u16)>,
    plain: bool,
    /// Something is done meanwhile.
    acts: Cell<bool>,
}

impl Output {
    pub fn of_process(plain: bool) -> Self {
        let size = io::stdout()
            .is_terminal()
            .then(|| crossterm::terminal::size().ok());
        // A terminal that does not tell its size is taken for the usual one.
        let told = |size: Option<(u16, u16)>| size.filter(|(columns, rows)| *columns > 0 && *rows > 0);
        Self {
            size: size.map(|size| told(size).unwrap_or((80, 24))),
            plain,
            acts: Cell::new(false),
        }
    }

    pub fn is_terminal(&self) -> bool {
        self.size.is_some()
    }

    pub fn size(&self) -> Option<(u16, u16)> {
        self.size
    }

    /// Whether to do without boxes and colours.
    pub fn plain(&self) -> bool {
        self.plain
    }

    /// One line, made safe.
    pub fn line(&self, text: &str) -> Result<()> {
        self.write(|out| writeln!(out, "{}", safe(text)))
    }

    /// Lines for the eye: cut to the terminal's width, whole for any other reader.
    pub fn table(&self, table: &Table) -> Result<()> {
        self.write(|out| table.write(out, self.size.map(|(columns, _)| columns.into())))
    }

    /// The one JSON document of a command.
    pub fn json(&self, document: &impl Serialize) -> Result<()> {
        self.write(|out| write_json(out, document))
    }

    /// Text that its writer has already made safe.
    pub fn write(&self, print: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let mut out: io::BufWriter<StdoutLock<'_>> =
            io::BufWriter::with_capacity(64 * 1024, io::stdout().lock());
        let printed = print(&mut out).and_then(|()| out.flush());
        match printed {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe && self.acts.get() => {
                // What is left would be tried again when it is dropped.
                drop(out.into_parts());
                Ok(())
            }
            printed => printed.wrap_err("cannot write the output"),
        }
    }

    /// From here on something is done: a reader who goes away does not keep it from being done.
    pub fn acts(&self) {
        self.acts.set(true);
    }
}

/// A number of things, in words: `1 file`, `3 files`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Writes an indented document in which hazardous characters are `\u` escapes: the same text to a program, harmless on
/// a terminal.
pub fn write_json(out: impl Write, document: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(
        out,
        SafeJson {
            pretty: PrettyFormatter::new(),
        },
    );
    document.serialize(&mut serializer)?;
    serializer.into_inner().write_all(b"\n")
}

struct SafeJson {
    pretty: PrettyFormatter<'static>,
}

impl Formatter for SafeJson {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_hazard) {
            out.write_all(&rest.as_bytes()[..at])?;
            let hazard = rest[at..].chars().next().unwrap_or_default();
            for unit in hazard.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + hazard.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.pretty.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn json_is_harmless_and_says_the_same(text in proptest::collection::vec(any::<char>(), 0..40)) {
            let text = String::from_iter(text);
            let mut bytes = vec![];
            write_json(&mut bytes, &[&text]).unwrap();
            let document = String::from_utf8(bytes).unwrap();
            prop_assert!(!document.chars().any(|c| c != '\n' && is_hazard(c)));
            let read: Vec<String> = serde_json::from_str(&document).unwrap();
            prop_assert_eq!(read, [text]);
        }
    }
}
