//! Makes a portfolio of any size with a history: in come a folder and how much, out comes a workspace whose
//! every commit is what `aboard` itself would have written. The same numbers give the same commit ids on any
//! machine.
//!
//! `cargo run --release --example generate -- FOLDER --partners 10000 --changes 100000 --layout sharded`

mod portfolio;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;

use portfolio::{Options, generate};

/// Makes a portfolio of N partners under a playbook of 60 items, with a history of C changes.
#[derive(Parser)]
#[command(name = "generate")]
struct Args {
    /// The folder of the workspace: new, or empty
    folder: PathBuf,
    /// How many partners
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    partners: u32,
    /// How many changes: at least one for each partner
    #[arg(long, value_name = "C")]
    changes: u32,
    /// How the state directory is laid out
    #[arg(long, default_value = "flat", value_parser = ["flat", "sharded"])]
    layout: String,
    /// Another seed tells other stories
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave notes out: their names are random when people make them
    #[arg(long)]
    no_notes: bool,
    /// Print the commands that would make the same commits on the first one
    #[arg(long)]
    script: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let options = Options {
        folder: args.folder,
        partners: args.partners,
        changes: args.changes,
        sharded: args.layout == "sharded",
        seed: args.seed,
        notes: !args.no_notes,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let made = generate(&options, args.script.then_some(&mut out as &mut dyn Write))?;
    out.flush()?;
    writeln!(io::stderr(), "{} at {}", options.folder.display(), made.head)?;
    Ok(())
}
