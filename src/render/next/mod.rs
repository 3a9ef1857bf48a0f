//! What can be done now, as text.

pub mod markdown;
pub mod table;

use crate::report::work::Work;

/// What there is to do where it is not begun work: a ruling, or to go on.
fn deed(work: &Work) -> &'static str {
    match work.status.as_str() {
        "submitted" => "rule on",
        "rejected" => "rejected",
        "doing" => "doing",
        _ => "",
    }
}
