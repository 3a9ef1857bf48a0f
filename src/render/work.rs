//! How far the work on an item is, in words: in comes an item of a report, out come short texts, each with
//! the tone it is meant in.

use chrono::TimeDelta;

use super::page::Tone;
use super::time::{self, ago};
use super::words;
use crate::report::due::DueDate;
use crate::report::moment::Instant;
use crate::report::work::Work;

/// Returns the side that is waited for.
#[must_use]
pub(super) fn waits_for(work: &Work) -> String {
    work.waiting_for.map_or_else(String::new, |side| words::side(side).to_owned())
}

/// Returns when work is due: the day, and how late it is.
#[must_use]
pub(super) fn due(work: &Work, now: Instant) -> (Tone, String) {
    match &work.due {
        None => (Tone::Faint, String::new()),
        Some(DueDate::At { at, on }) => {
            if work.overdue {
                (Tone::Bad, format!("{on} {} late", ago(*at, now)))
            } else if work.is_open() && *on == now.date_naive() {
                (Tone::Caution, format!("{on} today"))
            } else {
                (Tone::Plain, on.to_string())
            }
        }
        Some(DueDate::Paused { minutes_left, open_time, .. }) => {
            let left = TimeDelta::minutes((*minutes_left).max(0));
            // A day has 24 hours, and not all of them are open.
            let left = if *open_time { format!("{}h open", left.num_hours()) } else { time::length(left) };
            (Tone::Faint, format!("paused, {left} left"))
        }
        Some(DueDate::NotStarted { anchor }) => (Tone::Faint, format!("from {anchor}")),
    }
}

/// Returns when work is due as tables have room for it: how late it is, `today`, or the day.
#[must_use]
pub(super) fn due_in_short(work: &Work, now: Instant) -> (Tone, String) {
    match &work.due {
        Some(DueDate::At { at, .. }) if work.overdue => (Tone::Bad, format!("{} late", ago(*at, now))),
        Some(DueDate::At { on, .. }) if work.is_open() && *on == now.date_naive() => {
            (Tone::Caution, "today".to_owned())
        }
        Some(DueDate::At { on, .. }) => (Tone::Plain, time::short(*on, now)),
        Some(DueDate::Paused { .. }) => (Tone::Faint, "paused".to_owned()),
        Some(DueDate::NotStarted { .. }) => (Tone::Faint, "not yet".to_owned()),
        None => (Tone::Faint, String::new()),
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
