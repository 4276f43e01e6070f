//! The command line: a file a command. Knows every layer; nothing knows it.

use std::process::ExitCode;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
