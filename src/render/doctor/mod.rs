//! What is amiss in a workspace, as text.

pub mod markdown;
pub mod table;

use crate::report::doctor::{Doctor, DoctorFinding};

/// What is amiss in a line, and since when, where that is known.
fn told(report: &Doctor, finding: &DoctorFinding) -> String {
    let since = finding.since.map(|since| {
        let minutes = (report.now - since).num_minutes();
        let age = match minutes {
            ..0 => String::new(),
            0..120 => format!(", {minutes} min ago"),
            120..2_880 => format!(", {} h ago", minutes / 60),
            _ => format!(", {} days ago", minutes / 1_440),
        };
        format!(" (since {}{age})", since.format("%Y-%m-%d %H:%M"))
    });
    format!("{}{}", finding.what, since.unwrap_or_default())
}

#[cfg(test)]
fn sample() -> Doctor {
    use crate::report::doctor::{Level, Mended};
    use crate::report::version::FormatVersion;
    use chrono::{FixedOffset, TimeZone};

    let now =
        FixedOffset::east_opt(3_600).and_then(|zone| zone.with_ymd_and_hms(2026, 3, 2, 10, 0, 0).single());
    let now = now.unwrap_or_default();
    let finding = |level, minutes: Option<i64>| DoctorFinding {
        finding: "locked".to_owned(),
        level,
        place: "a|b\u{1b}[31m".to_owned(),
        what: "held <b>\n@all".to_owned(),
        since: minutes.map(|minutes| now - chrono::TimeDelta::minutes(minutes)),
        hints: vec!["wait\u{202e}".to_owned(), "or | go".to_owned()],
    };
    Doctor {
        format_version: FormatVersion,
        kind: "doctor".to_owned(),
        now,
        findings: vec![
            finding(Level::Error, Some(5)),
            finding(Level::Error, Some(150)),
            finding(Level::Hint, Some(4_000)),
            finding(Level::Hint, Some(-1)),
            finding(Level::Hint, None),
        ],
        mended: vec![Mended {
            finding: "left-behind".to_owned(),
            place: "x\u{7}|".to_owned(),
            what: "a lock".to_owned(),
        }],
    }
}
