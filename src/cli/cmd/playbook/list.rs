//! `playbook list`: the committed playbooks, and how many partners each version governs.

use std::collections::BTreeMap;

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::args::Moment;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::cli::judge::exit;
use crate::diagnostic::Severity;
use crate::render::page::Page;
use crate::render::{json, playbooks};
use crate::report::playbooks::{Pinned, PlaybookLine, PlaybookNote, Playbooks};
use crate::report::unreadable::Unreadable;
use crate::workspace::{PLAYBOOKS, PlaybookFile, View, When};

/// Lists the committed playbooks with their stages, items and the partners that each version governs.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard playbook list")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    moment: Moment,
    /// How to print it
    #[arg(long, default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Markdown]))]
    format: Format,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let workspace = context.workspace()?;
    let reading = context.reading(&workspace, &args.moment)?;
    let view = workspace.view(&reading.when)?;
    let (mut pins, unreadable) = pins(&view)?;
    let lines: Vec<_> = view.playbooks()?.iter().map(|file| line(file, &mut pins)).collect();
    let gone = pins.into_values().flatten().collect();
    let edited =
        if reading.when == When::Head { workspace.files().changed(&[PLAYBOOKS])? } else { Vec::new() };
    let faulty = if lines.iter().any(|line| line.errors > 0) { Exit::Invalid } else { Exit::Ok };
    let exit = faulty.and(exit(&unreadable));
    let report = Playbooks::new(lines, gone, edited, unreadable);
    emit(context, args.format, &[], &|format, colour, mut out| match format {
        Format::Json => json::write(&report, &mut out),
        Format::Markdown => playbooks::markdown::write(&report, &mut out),
        _ => playbooks::table::write(&report, Page { width: context.width(), colour }, &mut out),
    })?;
    Ok(exit)
}

/// How many active partners each version governs, by the id of the playbook.
type Pins = BTreeMap<String, Vec<Pinned>>;

/// Counts the pins of active partners, and gathers the partners that cannot be read.
fn pins(view: &View<'_>) -> Result<(Pins, Vec<Unreadable>), CliError> {
    let mut counts = BTreeMap::new();
    let mut unreadable = Vec::new();
    for entry in view.partners()? {
        match entry.partner {
            Ok(partner) if partner.archived.is_some() => {}
            Ok(partner) => *counts.entry((partner.pin.playbook, partner.pin.version)).or_insert(0) += 1,
            Err(error) => unreadable.push(Unreadable {
                partner: entry.id.to_string(),
                message: error.to_string(),
                hints: error.hints(),
            }),
        }
    }
    let mut pins = Pins::new();
    for ((playbook, version), partners) in counts {
        let pinned = Pinned { playbook: playbook.to_string(), version: version.to_string(), partners };
        pins.entry(playbook.to_string()).or_default().push(pinned);
    }
    Ok((pins, unreadable))
}

fn line(file: &PlaybookFile, pins: &mut Pins) -> PlaybookLine {
    let playbook = file.loaded.playbook.as_ref().map(PlaybookNote::new);
    let errors = file.loaded.diagnostics.iter().filter(|fault| fault.severity == Severity::Error).count();
    PlaybookLine {
        path: file.path.clone(),
        errors,
        partners: playbook.as_ref().and_then(|playbook| pins.remove(&playbook.id)).unwrap_or_default(),
        playbook,
    }
}
