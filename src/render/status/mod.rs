//! Where one partner stands, as text.

pub mod markdown;
pub mod table;

use super::page::Tone;
use super::rows::{CellText, cell};
use crate::report::status::StageStatus;
use crate::report::words::Standing;
use crate::report::work::Work;

/// What there is to say of an item beside its row.
fn remarks(work: &Work) -> Vec<CellText<'_>> {
    let mut remarks = Vec::new();
    if work.worked_in_vain {
        remarks.push(cell(Tone::Caution, format!("{}, and was {} before", work.why, work.status)));
    } else if work.has_more_to_say() {
        remarks.push(cell(Tone::Caution, work.why.clone()));
    }
    if work.is_open() && !work.open_needs.is_empty() {
        remarks.push(cell(Tone::Faint, format!("needs {}", work.open_needs.join(", "))));
    }
    if let Some(reason) = work.reason.as_deref().filter(|_| work.is_open()) {
        remarks.push(cell(Tone::Faint, format!("reason: {reason}")));
    }
    if let Some(waiver) = &work.waiver {
        let text = if waiver.standing == Standing::Live {
            format!("waived until {}", waiver.until)
        } else {
            format!("waiver {} (until {})", waiver.standing.as_str(), waiver.until)
        };
        remarks.push(cell(Tone::Caution, text));
    }
    remarks
}

/// What a stage comes to, in counts.
fn counts(stage: &StageStatus) -> String {
    let mut parts = vec![format!("{} open", stage.open), format!("{} done", stage.done)];
    if stage.waived > 0 {
        parts.push(format!("{} waived", stage.waived));
    }
    if stage.inactive > 0 {
        parts.push(format!("{} n/a", stage.inactive));
    }
    parts.join(", ")
}
