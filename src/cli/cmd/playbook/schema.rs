//! `playbook schema`: the JSON Schema of playbook files, for editors.

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::format::{Format, emit};
use crate::playbook::schema::{checklist_schema, playbook_schema};
use crate::render::json;

/// Prints the JSON Schema (draft 7) of playbook files, or of shared checklist files.
///
/// Editors that speak the YAML language server take it from a first line such as
/// `# yaml-language-server: $schema=PATH`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Example:\n  aboard playbook schema --checklist > checklist.schema.json")]
pub(in crate::cli) struct Args {
    /// The schema of shared checklist files
    #[arg(long)]
    checklist: bool,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let schema = if args.checklist { checklist_schema() } else { playbook_schema() };
    emit(context, Format::Json, &[], &|_, _, mut out| json::write(&schema, &mut out))?;
    Ok(Exit::Ok)
}
