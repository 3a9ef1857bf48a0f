//! What can be done now, as text.

pub mod markdown;
pub mod table;

use crate::report::work::Work;

/// What there is to do where it is not begun work: a ruling, to go on, or to test again before that is due.
fn deed(work: &Work) -> &'static str {
    match work.status.as_str() {
        _ if work.outcome == "pass" => "retest",
        "submitted" => "rule on",
        "rejected" => "rejected",
        "doing" => "doing",
        _ => "",
    }
}
