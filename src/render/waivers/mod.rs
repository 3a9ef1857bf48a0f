//! The list of waivers, as text.

pub mod markdown;
pub mod table;

use super::column::Column;
use super::page::Tone;
use super::rows::{CellText, Rows, cell, plain};
use super::time;
use crate::report::waivers::{WaiverLine, Waivers};
use crate::report::words::Standing;

/// The list as rows.
fn rows(waivers: &Waivers) -> Rows {
    let mut rows = Rows::new([
        Column::text("partner"),
        Column::item("item"),
        Column::text("standing"),
        Column::text("until"),
    ]);
    for waiver in &waivers.waivers {
        let tone = match waiver.standing {
            Standing::Live => Tone::Good,
            Standing::Pending => Tone::Caution,
            _ => Tone::Faint,
        };
        rows.row_with(
            [
                plain(&waiver.partner),
                plain(&waiver.item),
                cell(tone, waiver.standing.as_str()),
                plain(waiver.until.to_string()),
            ],
            remarks(waiver),
        );
    }
    rows
}

fn remarks(waiver: &WaiverLine) -> Vec<CellText<'_>> {
    let mut lines = vec![
        format!("reason: {}", waiver.reason),
        format!("control: {}", waiver.control),
        format!("asked for on {} by {}", time::date(waiver.requested), waiver.requested_by),
    ];
    if let Some((by, on)) = waiver.ruled_by.as_ref().zip(waiver.ruled) {
        let why = waiver.ruling_reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        lines.push(format!("ruled on {} by {by}{why}", time::date(on)));
    }
    lines.into_iter().map(|line| cell(Tone::Faint, line)).collect()
}
