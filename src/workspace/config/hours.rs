//! Weekly hours of `aboard.toml`: in come lists of openings under weekday keys, out come the week, and the
//! place of a calendar's fault.

use chrono::Weekday;

use super::raw::RawHours;
use crate::calendar::{CalendarFault, Week};
use crate::diagnostic::NodePath;

/// How many openings a day may have: each is compared with all others.
pub(super) const MOST: usize = 24;

/// Returns the first day that has more openings than are read.
pub(super) fn overlong(hours: &RawHours) -> Option<&'static str> {
    let RawHours { mon, tue, wed, thu, fri, sat, sun } = hours;
    let days = [mon, tue, wed, thu, fri, sat, sun];
    let at = days.into_iter().position(|openings| openings.len() > MOST)?;
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].get(at).copied()
}

/// Returns the week of the seven lists.
pub(super) fn week(hours: RawHours) -> Week {
    Week::default()
        .with(Weekday::Mon, hours.mon)
        .with(Weekday::Tue, hours.tue)
        .with(Weekday::Wed, hours.wed)
        .with(Weekday::Thu, hours.thu)
        .with(Weekday::Fri, hours.fri)
        .with(Weekday::Sat, hours.sat)
        .with(Weekday::Sun, hours.sun)
}

/// Returns where in the file a fault of the calendar stands; `calendar` is the path of its table.
pub(super) fn place(calendar: &NodePath, fault: &CalendarFault) -> NodePath {
    match fault {
        CalendarFault::OpeningEmpty { weekday, index, .. }
        | CalendarFault::OpeningsOverlap { weekday, index, .. } => {
            calendar.key("hours").key(key(*weekday)).index(*index)
        }
        CalendarFault::HolidayUnnamed { date } => calendar.key("holidays").key(date.to_string()),
        CalendarFault::NeverOpen => calendar.key("hours"),
    }
}

fn key(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}
