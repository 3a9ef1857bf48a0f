//! The changes of history, as text.

pub mod csv;
pub mod markdown;
pub mod table;

use super::time;
use crate::report::log::LogEntry;

/// The entry as one sentence: `acme: complete contract/agreement`.
fn sentence(entry: &LogEntry) -> String {
    match &entry.partner {
        Some(partner) => format!("{partner}: {}", entry.headline),
        None => entry.headline.clone(),
    }
}

/// What there is to say beside the sentence.
fn remarks(entry: &LogEntry) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(why) = &entry.out_of_band {
        remarks.push(format!("out of band: {why}"));
    }
    if let Some(happened) = entry.happened {
        remarks.push(format!("happened {}", time::minute(happened)));
    }
    // A change of several items names them here, since its sentence only counts them.
    if entry.subjects.len() > 1 {
        remarks.push(entry.subjects.join(", "));
    }
    remarks.extend(entry.reason.clone().map(|text| one_line(&text)));
    remarks.extend((!entry.text.is_empty()).then(|| one_line(&entry.text)));
    remarks
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
