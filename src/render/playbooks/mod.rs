//! Playbooks as text: the list of them, one in full, and one item in full.

pub mod detail;
pub mod item;
pub mod markdown;
mod rollback;
mod tested;
pub mod table;

use super::column::Column;
use super::page::Tone;
use super::rows::{Rows, cell, plain};
use super::words;
use crate::report::playbooks::{Pinned, Playbooks};

/// The list as rows.
fn rows(playbooks: &Playbooks) -> Rows {
    let mut rows = Rows::new([
        Column::text("playbook"),
        Column::number("stages"),
        Column::number("items"),
        Column::text("partners").cut_to(12),
        Column::text("title").cut_to(20).left_out(1),
    ]);
    for line in &playbooks.playbooks {
        match &line.playbook {
            Some(playbook) => rows.row([
                cell(Tone::Strong, format!("{}@{}", playbook.id, playbook.version)),
                plain(playbook.stages.to_string()),
                plain(playbook.items.to_string()),
                plain(pinned(&line.partners)),
                plain(&playbook.title),
            ]),
            None => rows.row_with(
                [cell(Tone::Bad, &line.path), plain("-"), plain("-"), plain("-"), plain("")],
                vec![cell(
                    Tone::Bad,
                    format!("{}: see them with aboard lint", words::count(line.errors, "error")),
                )],
            ),
        }
    }
    rows
}

/// How many partners are on which version.
fn pinned(partners: &[Pinned]) -> String {
    match partners {
        [] => "none".to_owned(),
        several => several
            .iter()
            .map(|one| format!("{} on {}", one.partners, one.version))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

/// What else there is to say, one line each.
fn remarks(playbooks: &Playbooks) -> Vec<String> {
    let gone = playbooks.gone.iter().map(|pin| {
        let partners = words::count(pin.partners, "partner");
        format!(
            "{partners} on {}@{}, which is no longer among the committed files",
            pin.playbook, pin.version
        )
    });
    let edited =
        playbooks.edited.iter().map(|path| format!("{path} has uncommitted edits, which do not count"));
    gone.chain(edited).collect()
}
