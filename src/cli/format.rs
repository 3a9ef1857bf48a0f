//! `--format` and `--report`: in come names that people type, out comes one report in each of them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::context::Context;
use super::error::CliError;

/// A form in which a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Table,
    Json,
    Markdown,
    Csv,
    Junit,
    Github,
    Gitlab,
    Sarif,
    Tap,
}

impl Format {
    const ALL: [Format; 9] = [
        Format::Table,
        Format::Json,
        Format::Markdown,
        Format::Csv,
        Format::Junit,
        Format::Github,
        Format::Gitlab,
        Format::Sarif,
        Format::Tap,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Junit => "junit",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Sarif => "sarif",
            Format::Tap => "tap",
        }
    }

    fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// Parses the name of one of these formats, and lists them in the help.
    pub(super) fn among(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
        PossibleValuesParser::new(formats.iter().map(|format| format.as_str()))
            .map(|name| Format::named(&name).unwrap_or(Format::Table))
    }
}

/// A report to be left beside what is printed: `FORMAT=PATH`.
#[derive(Debug, Clone)]
pub(super) struct ReportFile {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

impl ReportFile {
    /// Parses `FORMAT=PATH` for one of these formats.
    pub(super) fn among(
        formats: &'static [Format],
    ) -> impl Fn(&str) -> Result<ReportFile, String> + Clone + Send + Sync + 'static {
        move |text| {
            let names = || formats.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
            let (name, path) = text.split_once('=').ok_or_else(|| "write FORMAT=PATH".to_owned())?;
            let format = Format::named(name)
                .filter(|format| formats.contains(format))
                .ok_or_else(|| format!("`{name}` is not one of {}", names()))?;
            match path {
                "" => return Err("no path after `=`".to_owned()),
                // Elsewhere it means what is printed; here, two texts would run into each other.
                "-" => return Err(format!("a report goes to a file; `--format {name}` prints it")),
                _ => {}
            }
            Ok(ReportFile { format, path: path.into() })
        }
    }
}

/// Makes the text of a report, to be printed with [`print`], and leaves it in other formats in files.
pub(super) fn made(
    context: &Context,
    format: Format,
    reports: &[ReportFile],
    write: &dyn Fn(Format, bool, &mut dyn Write) -> io::Result<()>,
) -> Result<Vec<u8>, CliError> {
    leave(context, reports, write)?;
    let mut text = Vec::new();
    write(format, context.colour_on_stdout(), &mut text)?;
    Ok(text)
}

/// Prints a text that was made.
pub(super) fn print(text: &[u8]) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    unless_closed(stdout.write_all(text).and_then(|()| stdout.flush()))
}

fn leave(
    context: &Context,
    reports: &[ReportFile],
    write: &dyn Fn(Format, bool, &mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    for report in reports {
        let path = context.folder().join(&report.path);
        replace(&path, &|out| write(report.format, false, out))
            .with_context(|| format!("could not write the report `{}`", report.path.display()))?;
    }
    Ok(())
}

/// A reader that has seen enough changes no verdict: the exit code still tells it.
fn unless_closed(written: io::Result<()>) -> Result<(), CliError> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Prints a report in one format on stdout, and leaves it in others in files; `write` writes it in any of them.
pub(super) fn emit(
    context: &Context,
    format: Format,
    reports: &[ReportFile],
    write: &dyn Fn(Format, bool, &mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    leave(context, reports, write)?;
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    unless_closed(write(format, context.colour_on_stdout(), &mut stdout).and_then(|()| stdout.flush()))
}

/// Writes a file whole or not at all.
fn replace(path: &Path, write: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut place = Place::open(path)?;
    write(&mut place.out)?;
    place.finish()
}

/// A file that is written whole or not at all.
pub(super) struct Place {
    pub(super) out: io::BufWriter<fs::File>,
    /// The file that is written first, and what it replaces.
    replaces: Option<(tempfile::TempPath, PathBuf)>,
}

impl Place {
    /// Opens a file. What is there and is no regular file (a pipe, a device) is written to, never replaced; a
    /// link is followed.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
            let there = fs::OpenOptions::new().write(true).open(path)?;
            return Ok(Place { out: io::BufWriter::new(there), replaces: None });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let file = tempfile::NamedTempFile::new_in(folder)?;
        open_to_all(&file)?;
        let (file, made) = file.into_parts();
        Ok(Place { out: io::BufWriter::new(file), replaces: Some((made, path)) })
    }

    /// Has the file be there, now that all is written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        match self.replaces {
            None => Ok(()),
            Some((made, path)) => Ok(made.persist(path)?),
        }
    }
}

/// A report is for others to read; a temporary file is made for its owner alone.
#[cfg(unix)]
fn open_to_all(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_file: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}
