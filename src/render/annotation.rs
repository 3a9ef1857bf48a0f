//! A GitHub workflow command that annotates a run of a job. Enter: its level, its title and its text. Leaves: one
//! line, whatever they hold.

use std::io;

use super::escape::{github_data, github_property};

/// Writes an annotation; the level is `error`, `warning` or `notice`.
pub(super) fn command(level: &str, title: &str, text: &str, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "::{level} title={}::{}", github_property(title), github_data(text))
}
