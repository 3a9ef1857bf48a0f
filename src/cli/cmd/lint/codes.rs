//! `lint --codes` and `lint --explain CODE`: what findings mean.

use std::io::{self, Write};

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::diagnostic::{Code, Severity, UnknownCode};
use crate::render::column::Column;
use crate::render::measure::wrap;
use crate::render::page::{Page, Tone};
use crate::render::rows::{CellText, Rows, cell, plain};

pub(super) fn list(context: &Context) -> Result<Exit, CliError> {
    let page = Page { width: context.width(), colour: context.colour_on_stdout() };
    let mut rows =
        Rows::new([Column::text("code"), Column::text("severity"), Column::text("meaning").cut_to(20)]);
    for code in Code::ALL {
        rows.row([plain(code.as_str()), severity(*code), plain(code.summary())]);
    }
    rows.write(page, 0, true, &mut io::stdout().lock())?;
    Ok(Exit::Ok)
}

fn severity(code: Code) -> CellText<'static> {
    let tone = match code.severity() {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Caution,
    };
    cell(tone, code.severity().as_str())
}

pub(super) fn explain(context: &Context, wanted: &str) -> Result<Exit, CliError> {
    let code: Code = wanted.parse().map_err(|error: UnknownCode| {
        let unknown = CliError::usage(format!("there is no code `{}`", error.wanted));
        match error.suggestion {
            Some(meant) => unknown.hint(format!("did you mean `{meant}`?")),
            None => unknown.hint("list them with: aboard lint --codes"),
        }
    })?;
    let page = Page { width: context.width(), colour: context.colour_on_stdout() };
    let mut out = io::stdout().lock();
    let (tone, severity) = severity(code);
    let head = format!("{}: {}", code.as_str(), code.summary());
    writeln!(out, "{} ({})", page.paint(Tone::Strong, &head), page.paint(tone, &severity))?;
    writeln!(out)?;
    let words: Vec<_> = code.explanation().split_whitespace().collect();
    for line in wrap(&words.join(" "), page.width.min(PROSE)) {
        writeln!(out, "{}", page.paint(Tone::Plain, &line))?;
    }
    let example = code.example();
    let faulty = format!("faulty, {}:", example.place.phrase());
    for (what, snippet) in [(faulty.as_str(), example.faulty), ("mended:", example.mended)] {
        writeln!(out, "\n{}", page.paint(Tone::Faint, what))?;
        for line in snippet.lines() {
            writeln!(out, "  {}", page.paint(Tone::Plain, line))?;
        }
    }
    Ok(Exit::Ok)
}

/// Longer lines of prose tire the eye.
const PROSE: usize = 80;
