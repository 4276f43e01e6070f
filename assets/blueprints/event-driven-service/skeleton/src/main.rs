//! Reads events from standard input, one a line, and writes the events that follow from them to standard output.
//! What carries them there and away (kcat, a sidecar, a test) is not this program's business.

mod service;

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        for event in service::handle(line.trim()) {
            writeln!(out, "{event}")?;
        }
        // An event that was read is answered before the next one is.
        out.flush()?;
    }
    Ok(())
}
