//! `muster journal export`: events for other programs.

use std::io::{self, Write};

use color_eyre::Result;
use jiff::Zoned;

use super::harmless_json;
use super::selection::Selection;
use crate::cli::{Context, Outcome};
use crate::model::journal::Filter;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// At most so many, from the oldest on
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,

    /// Print one JSON array instead of lines (the CloudEvents batch format)
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let filter = Filter {
        limit: args.limit,
        ..args.selection.filter(&Zoned::now())?
    };
    let journal = super::open_to_read(context)?;
    let mut failure = None;
    let written = context.output().write(|out| {
        let mut lines = Lines::new(out, context.output().is_terminal(), args.json);
        failure = journal.export(&filter, &mut lines).err();
        if failure.is_none() { lines.finish() } else { Ok(()) }
    });
    match failure {
        Some(error) => Err(super::export_failed(error)),
        None => written.map(|()| Outcome::Done),
    }
}

/// Hands on a line at a time. On a terminal, hazardous characters become JSON's own escapes: the same text, without its
/// effects. Elsewhere every byte stays, as the hashes cover them.
struct Lines<'a> {
    out: &'a mut dyn Write,
    is_terminal: bool,
    is_array: bool,
    count: u64,
    partial: Vec<u8>,
}

impl<'a> Lines<'a> {
    fn new(out: &'a mut dyn Write, is_terminal: bool, is_array: bool) -> Self {
        Self {
            out,
            is_terminal,
            is_array,
            count: 0,
            partial: Vec::new(),
        }
    }

    fn line(&mut self, line: &[u8]) -> io::Result<()> {
        if self.is_array {
            self.out
                .write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
        }
        self.count += 1;
        if self.is_terminal {
            self.out
                .write_all(harmless_json(&String::from_utf8_lossy(line)).as_bytes())?;
        } else {
            self.out.write_all(line)?;
        }
        if self.is_array {
            Ok(())
        } else {
            self.out.write_all(b"\n")
        }
    }

    fn finish(self) -> io::Result<()> {
        match (self.is_array, self.count) {
            (true, 0) => self.out.write_all(b"[]\n"),
            (true, _) => self.out.write_all(b"\n]\n"),
            (false, _) => Ok(()),
        }
    }
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.partial.extend_from_slice(bytes);
        while let Some(end) = self.partial.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.partial.drain(..=end).collect();
            self.line(&line[..end])?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(is_terminal: bool, is_array: bool, pieces: &[&str]) -> String {
        let mut out = Vec::new();
        let mut lines = Lines::new(&mut out, is_terminal, is_array);
        pieces
            .iter()
            .for_each(|piece| lines.write_all(piece.as_bytes()).unwrap());
        lines.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_stay_and_are_made_harmless_on_a_terminal_only() {
        let pieces = ["{\"a\":\"\u{202e}x", "ü\"}\n{}\n"];
        assert_eq!(printed(false, false, &pieces), "{\"a\":\"\u{202e}xü\"}\n{}\n");
        assert_eq!(printed(true, false, &pieces), "{\"a\":\"\\u202exü\"}\n{}\n");
    }

    #[test]
    fn a_batch_is_one_array() {
        assert_eq!(printed(false, true, &["{}\n{}\n"]), "[\n{},\n{}\n]\n");
        assert_eq!(printed(false, true, &[]), "[]\n");
    }
}
