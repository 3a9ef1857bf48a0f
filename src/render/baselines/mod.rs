//! Baselines of checks: in comes the report, out come tables of them.

pub mod comparison;
pub mod list;

use std::io;

use super::page::{Page, Tone};
use crate::report::baselines::Baselines;

/// Names the items that were asked for and have no baseline.
fn without(baselines: &Baselines, page: Page, out: &mut dyn io::Write) -> io::Result<()> {
    for item in &baselines.without {
        writeln!(out, "{}  {}", page.paint(Tone::Strong, item), page.paint(Tone::Caution, "no baseline"))?;
    }
    Ok(())
}
