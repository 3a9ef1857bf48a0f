//! Moments, sides and standings in words, the same in every text. Enter: values of reports. Leave: short
//! texts with the tone they are meant in.

use chrono::TimeDelta;

pub(super) use super::day::{minute as instant, side};
use super::page::Tone;
use crate::playbook::model::Severity;
use crate::report::due::DueDate;
use crate::report::moment::Instant;
use crate::report::work::Work;

/// Returns the word for a severity.
#[must_use]
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}

/// Returns the side that is waited for.
#[must_use]
pub(super) fn waits_for(work: &Work) -> String {
    work.waiting_for.map_or_else(String::new, |side| self::side(side).to_owned())
}

/// Returns a length of time in its largest whole unit, as `3d` or `5h`.
#[must_use]
pub(super) fn length(time: TimeDelta) -> String {
    if time.num_days() >= 1 {
        format!("{}d", time.num_days())
    } else if time.num_hours() >= 1 {
        format!("{}h", time.num_hours())
    } else {
        format!("{}m", time.num_minutes())
    }
}

/// Returns when work is due: the day, and how late it is.
#[must_use]
pub(super) fn due(work: &Work, now: Instant) -> (Tone, String) {
    match &work.due {
        None => (Tone::Faint, String::new()),
        Some(DueDate::At { at, on }) => {
            if work.overdue {
                (Tone::Bad, format!("{on} {} late", length(now - *at)))
            } else if work.is_open() && *on == now.date_naive() {
                (Tone::Caution, format!("{on} today"))
            } else {
                (Tone::Plain, on.to_string())
            }
        }
        Some(DueDate::Paused { minutes_left, open_time, .. }) => {
            let left = TimeDelta::minutes((*minutes_left).max(0));
            // A day has 24 hours, and not all of them are open.
            let left = if *open_time { format!("{}h open", left.num_hours()) } else { length(left) };
            (Tone::Faint, format!("paused, {left} left"))
        }
        Some(DueDate::NotStarted { anchor }) => (Tone::Faint, format!("from {anchor}")),
    }
}

/// Returns when work is due as tables have room for it: how late it is, `today`, or the day.
#[must_use]
pub(super) fn due_in_short(work: &Work, now: Instant) -> (Tone, String) {
    match &work.due {
        Some(DueDate::At { at, .. }) if work.overdue => (Tone::Bad, format!("{} late", length(now - *at))),
        Some(DueDate::At { on, .. }) if work.is_open() && *on == now.date_naive() => {
            (Tone::Caution, "today".to_owned())
        }
        Some(DueDate::Paused { .. }) => (Tone::Faint, "paused".to_owned()),
        Some(DueDate::NotStarted { .. }) => (Tone::Faint, "not yet".to_owned()),
        _ => due(work, now),
    }
}

/// Returns what the short form of a due date leaves out.
#[must_use]
pub(super) fn clock(work: &Work, now: Instant) -> Option<String> {
    match &work.due {
        Some(DueDate::Paused { .. } | DueDate::NotStarted { .. }) if work.is_open() => {
            Some(format!("due: {}", due(work, now).1))
        }
        _ => None,
    }
}

/// Returns the word for where work stands.
#[must_use]
pub(super) fn standing(work: &Work) -> (Tone, String) {
    let tone = match work.standing() {
        "done" => Tone::Good,
        "blocked" | "rejected" => Tone::Bad,
        "submitted" | "waived" | "unknown" => Tone::Caution,
        "n/a" | "upcoming" => Tone::Faint,
        _ => Tone::Plain,
    };
    (tone, work.standing().to_owned())
}

/// Returns a count with its noun.
#[must_use]
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_in_their_largest_unit() {
        assert_eq!(length(TimeDelta::minutes(59)), "59m");
        assert_eq!(length(TimeDelta::minutes(150)), "2h");
        assert_eq!(length(TimeDelta::hours(47)), "1d");
        assert_eq!(count(1, "item"), "1 item");
        assert_eq!(count(0, "item"), "0 items");
    }
}
