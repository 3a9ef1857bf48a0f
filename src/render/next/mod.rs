//! What can be done now, as text.

pub mod markdown;
pub mod table;

use crate::report::work::Work;

/// What there is to do: the work, or a ruling on it.
fn deed(work: &Work) -> &'static str {
    match work.status.as_str() {
        "submitted" => "rule on it",
        "rejected" => "do again",
        "doing" => "go on",
        _ => "do",
    }
}
