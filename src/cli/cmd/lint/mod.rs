//! `lint`: every fault of playbooks, checklists and aboard.toml, as they lie in the worktree.

mod codes;
mod files;

use clap::{Args as ClapArgs, ValueEnum};

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, ReportFile, emit};
use crate::cli::output::status;
use crate::cli::{Exit, complete};
use crate::render::{findings_json, findings_junit, github, gitlab, sarif, snippet};
use crate::report::findings::Findings;

/// The forms in which findings are printed.
const FORMATS: &[Format] =
    &[Format::Table, Format::Json, Format::Sarif, Format::Github, Format::Gitlab, Format::Junit];

/// Checks aboard.toml, and every playbook and checklist below playbooks/, or only the named files and
/// folders, which may lie outside of a workspace. Looks at the files as they are, committed or not.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard lint\n  aboard lint playbooks/seller.yaml --deny warnings\n  aboard lint --format github --report sarif=lint.sarif --report junit=lint.xml\n  aboard lint --explain needs-cycle\n\nExits with 1 where there are errors, and with --deny warnings also where there are warnings."
)]
pub(in crate::cli) struct Args {
    /// Files, and folders with all YAML files below them
    #[arg(value_name = "PATH", conflicts_with_all = ["codes", "explain"])]
    paths: Vec<String>,
    /// What else to take for an error
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    /// List the codes of findings
    #[arg(long, conflicts_with = "explain")]
    codes: bool,
    /// Tell what a code means, with an example
    #[arg(long, value_name = "CODE", add = complete::code())]
    explain: Option<String>,
    /// How to print the findings
    #[arg(long, default_value = "table", value_parser = Format::among(FORMATS))]
    format: Format,
    /// Leave the findings in a file as well, in another format; may be repeated
    #[arg(long, value_name = "FORMAT=PATH", value_parser = ReportFile::among(FORMATS))]
    report: Vec<ReportFile>,
}

/// What counts as an error beside errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings too
    Warnings,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    if args.codes {
        return codes::list(context);
    }
    if let Some(code) = &args.explain {
        return codes::explain(context, code);
    }
    let findings = files::findings(context, &args.paths)?;
    emit(context, args.format, &args.report, &|format, colour, mut out| match format {
        Format::Json => findings_json::write(&findings, &mut out),
        Format::Sarif => sarif::write(&findings, &mut out),
        Format::Github => github::write(&findings, &mut out),
        Format::Gitlab => gitlab::write(&findings, &mut out),
        Format::Junit => findings_junit::write(&findings, &mut out),
        _ => snippet::write(&findings, colour, &mut out),
    })?;
    status(|err| writeln!(err, "{}", summary(&findings)));
    let denied = args.deny == Some(Deny::Warnings) && findings.warnings() > 0;
    Ok(if findings.errors() > 0 || denied { Exit::No } else { Exit::Ok })
}

/// What came of it, in one line.
fn summary(findings: &Findings) -> String {
    let count = |number: usize, noun: &str| {
        if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
    };
    let files = count(findings.files_checked, "file");
    match (findings.errors(), findings.warnings()) {
        (0, 0) => format!("{files} checked: nothing to find fault with"),
        (errors, 0) => format!("{files} checked: {}", count(errors, "error")),
        (0, warnings) => format!("{files} checked: {}", count(warnings, "warning")),
        (errors, warnings) => {
            format!("{files} checked: {}, {}", count(errors, "error"), count(warnings, "warning"))
        }
    }
}
