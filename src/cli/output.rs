//! What is printed: results on stdout, status and errors on stderr, in one voice.

use std::io::{self, Write};

use super::Exit;
use super::error::CliError;
use crate::render::escape::visible;
use crate::render::snippet;
use crate::report::findings::Findings;

/// Prints what clap says of the arguments: help and version are results, the rest is wrong usage.
pub(super) fn usage(error: &clap::Error) -> Exit {
    let printed = error.print();
    if error.use_stderr() {
        // A terminal that is gone takes no message; the code still tells.
        return Exit::Invalid;
    }
    let flushed = printed.and_then(|()| io::stdout().flush());
    flushed.map_or_else(|error| fail(&CliError::from(error), false), |()| Exit::Ok)
}

/// Says something on stderr beside the result. A terminal that is gone takes no message, which neither takes
/// a recorded change back nor turns a verdict.
pub(super) fn status(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let _ = write(&mut io::stderr().lock());
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
