//! The list of waivers, as text.

pub mod markdown;
pub mod table;

use super::page::Tone;
use super::rows::{CellText, Rows, cell, plain};
use crate::report::waivers::{WaiverLine, Waivers};

/// The list as rows.
fn rows(waivers: &Waivers) -> Rows {
    let mut rows =
        Rows::new(["partner", "item", "standing", "until", "requested by", "ruled by"], &[5, 4, 1]);
    for waiver in &waivers.waivers {
        let tone = match waiver.standing.as_str() {
            "live" => Tone::Good,
            "pending" => Tone::Caution,
            _ => Tone::Faint,
        };
        rows.row_with(
            [
                plain(&waiver.partner),
                plain(&waiver.item),
                cell(tone, &waiver.standing),
                plain(waiver.until.to_string()),
                plain(&waiver.requested_by),
                plain(waiver.ruled_by.as_deref().unwrap_or("")),
            ],
            remarks(waiver),
        );
    }
    rows
}

fn remarks(waiver: &WaiverLine) -> Vec<CellText> {
    let ruling = waiver.ruling_reason.as_ref().map(|reason| format!("ruling: {reason}"));
    let lines =
        [Some(format!("reason: {}", waiver.reason)), Some(format!("control: {}", waiver.control)), ruling];
    lines.into_iter().flatten().map(|line| cell(Tone::Faint, line)).collect()
}
