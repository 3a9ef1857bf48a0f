//! Partners as recorded, as text: the list of them, and one in full.

pub mod detail;
pub mod markdown;
pub mod table;

use super::column::Column;
use super::page::Tone;
use super::rows::{Rows, cell, plain};
use crate::report::partners::Partners;

/// The list as rows.
fn rows(partners: &Partners) -> Rows {
    let mut rows = Rows::new([
        Column::text("id"),
        Column::text("name").cut_to(12),
        Column::text("stage"),
        Column::text("champion").cut_to(12),
        Column::text("playbook").cut_to(12),
    ]);
    for partner in &partners.partners {
        let archived = partner.archived.map(|on| cell(Tone::Faint, format!("archived on {on}")));
        rows.row_with(
            [
                cell(Tone::Strong, &partner.id),
                plain(&partner.name),
                plain(&partner.stage),
                plain(partner.champion.as_deref().unwrap_or("")),
                plain(&partner.playbook),
            ],
            archived.into_iter().collect(),
        );
    }
    rows
}
