//! What is printed: results on stdout, status and errors on stderr, in one voice.

use std::io::{self, Write};

use super::Exit;
use super::error::CliError;
use crate::render::escape::visible;
use crate::render::snippet;
use crate::report::findings::Findings;

/// Prints what clap says of the arguments: help and version are results, the rest is wrong usage.
pub(super) fn usage(error: &clap::Error) -> Exit {
    // A terminal that is gone takes no message; the code still tells.
    let _ = error.print();
    if error.use_stderr() { Exit::Invalid } else { Exit::Ok }
}

/// Prints an error with its hints on stderr, and returns how the program ends.
pub(super) fn fail(error: &CliError, colour: bool) -> Exit {
    let mut stderr = io::stderr().lock();
    // A terminal that is gone takes no message; the code still tells.
    let _ = write_error(error, colour, &mut stderr);
    match error {
        CliError::Message { exit, .. } => *exit,
        CliError::Faults { .. } => Exit::Invalid,
        CliError::ClosedPipe => Exit::Ok,
    }
}

fn write_error(error: &CliError, colour: bool, out: &mut impl Write) -> io::Result<()> {
    let (red, blue, plain) = if colour { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
    match error {
        CliError::Message { message, hints, .. } => {
            writeln!(out, "{red}error{plain}: {}", visible(message))?;
            for hint in hints {
                writeln!(out, "{blue}hint{plain}: {}", visible(hint))?;
            }
            Ok(())
        }
        CliError::Faults { what, faults, sources } => {
            let findings = Findings::new(faults.clone(), sources.clone(), sources.len());
            snippet::write(&findings, colour, out)?;
            writeln!(out, "{red}error{plain}: {} cannot be used: see above", visible(what))
        }
        CliError::ClosedPipe => Ok(()),
    }
}
