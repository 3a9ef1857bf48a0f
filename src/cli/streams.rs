//! `--format` and `--report` of long reports: in come entries, one after another, out comes each of them in every
//! form that was asked for, while the next are judged.

use std::io::{self, Seek, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use tempfile::SpooledTempFile;

use super::context::Context;
use super::error::CliError;
use super::format::{Format, Place, ReportFile};
use crate::render::stream::{Later, MakeLater, Stream};

/// What stands late in a form is held in memory up to so many bytes, and in a nameless file from then on.
const HELD: usize = 1 << 20;

/// A report in every form that was asked for.
pub(super) struct Streams<'a, Entry, Whole> {
    files: Vec<ToFile<'a, Entry, Whole>>,
    printed: Box<dyn Stream<Entry, Whole> + 'a>,
    /// None once nobody reads it.
    stdout: Option<io::BufWriter<io::StdoutLock<'static>>>,
}

struct ToFile<'a, Entry, Whole> {
    path: PathBuf,
    place: Place,
    stream: Box<dyn Stream<Entry, Whole> + 'a>,
}

/// Makes a form of a report, with colour or without.
pub(super) type Make<'a, Entry, Whole> =
    dyn Fn(Format, bool, &MakeLater<'_>) -> Box<dyn Stream<Entry, Whole> + 'a> + 'a;

impl<'a, Entry, Whole> Streams<'a, Entry, Whole> {
    /// Opens the files of a report; nothing is printed yet.
    pub(super) fn open(
        context: &Context,
        format: Format,
        reports: &[ReportFile],
        make: &Make<'a, Entry, Whole>,
    ) -> Result<Self, CliError> {
        let file = |report: &ReportFile| -> Result<_, CliError> {
            let path = report.path.clone();
            let place = Place::open(&context.folder().join(&path)).with_context(|| unwritten(&path))?;
            Ok(ToFile { path, place, stream: make(report.format, false, &held) })
        };
        Ok(Streams {
            files: reports.iter().map(file).collect::<Result<_, _>>()?,
            printed: make(format, context.colour_on_stdout(), &held),
            stdout: Some(io::BufWriter::new(io::stdout().lock())),
        })
    }

    /// Writes one more entry.
    pub(super) fn entry(&mut self, entry: &Entry, whole: &Whole) -> Result<(), CliError> {
        for file in &mut self.files {
            let written = file.stream.entry(entry, whole, &mut file.place.out);
            written.with_context(|| unwritten(&file.path))?;
        }
        self.print(|printed, out| printed.entry(entry, whole, out))
    }

    /// Ends the report; then, and not before, its files are there.
    pub(super) fn end(mut self, whole: &Whole) -> Result<(), CliError> {
        for mut file in std::mem::take(&mut self.files) {
            let written = file.stream.end(whole, &mut file.place.out).and_then(|()| file.place.finish());
            written.with_context(|| unwritten(&file.path))?;
        }
        self.print(|printed, out| printed.end(whole, out).and_then(|()| out.flush()))
    }

    /// A reader that has seen enough changes no verdict, and no file: only nothing more is printed.
    fn print(
        &mut self,
        write: impl FnOnce(&mut dyn Stream<Entry, Whole>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let Some(stdout) = &mut self.stdout else { return Ok(()) };
        match write(&mut *self.printed, stdout) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.stdout = None;
                Ok(())
            }
            written => Ok(written?),
        }
    }
}

fn unwritten(path: &std::path::Path) -> String {
    format!("could not write the report `{}`", path.display())
}

/// Text that is written late, and until then stays out of memory where there is much of it.
struct Held(io::BufWriter<SpooledTempFile>);

fn held() -> Box<dyn Later> {
    Box::new(Held(io::BufWriter::new(SpooledTempFile::new(HELD))))
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Later for Held {
    fn pour(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.0.flush()?;
        let file = self.0.get_mut();
        file.rewind()?;
        io::copy(file, out).map(|_| ())
    }
}
