//! Worked cases, each a row with a word why: a start, a span and pauses, and when the clock runs
//! out. Times are written as the wall clock of the zone shows them, with the offset in force.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};

use super::zone::{Zone, zone};
use super::{Calendar, Due, Interval, Opening, Remaining, Week};

fn at(text: &str) -> DateTime<Utc> {
    match DateTime::parse_from_str(text, "%Y-%m-%d %H:%M %z") {
        Ok(instant) => instant.to_utc(),
        Err(error) => panic!("{text}: {error}"),
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hours(text: &str) -> Vec<Opening> {
    text.split_whitespace().map(|opening| opening.parse().unwrap()).collect()
}

/// A calendar open at these hours from Monday to Friday and at those on Saturday and Sunday.
fn calendar(zone: Zone, weekdays: &str, weekend: &str, holidays: &[&str]) -> Calendar {
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
        .into_iter()
        .fold(Week::default(), |week, day| week.with(day, hours(weekdays)))
        .with(Weekday::Sat, hours(weekend))
        .with(Weekday::Sun, hours(weekend));
    let holidays: BTreeMap<_, _> = holidays.iter().map(|day| (date(day), "closed".to_owned())).collect();
    Calendar::new(zone, week, holidays).unwrap()
}

fn nine_to_five(zone: Zone, holidays: &[&str]) -> Calendar {
    calendar(zone, "09:00-17:00", "", holidays)
}

/// Holds the calendar to rows of `start | span | pauses | expected end | why`. A pause is `from..to`, or
/// `from..` while it lasts; the end of a clock that stands still is `since and minutes left`.
fn hold(calendar: &Calendar, rows: &str) {
    for row in rows.lines().filter(|row| !row.trim().is_empty()) {
        let columns: Vec<&str> = row.split('|').map(str::trim).collect();
        let &[start, span, pauses, end, why] = columns.as_slice() else { panic!("not five columns: {row}") };
        let pauses: Vec<Interval> = pauses.split(", ").filter(|text| !text.is_empty()).map(pause).collect();
        let found = calendar.add_with_pauses(at(start), &span.parse().unwrap(), &pauses);
        assert_eq!(found, expected(end), "{span} from {start} in {}: {why}", calendar.zone());
    }
}

fn pause(text: &str) -> Interval {
    let (from, to) = text.split_once("..").unwrap();
    Interval { from: at(from), to: (!to.is_empty()).then(|| at(to)) }
}

fn expected(end: &str) -> Due {
    let Some((since, left)) = end.split_once(" and ") else {
        return Due::At(at(end));
    };
    let (minutes, kind) = left.split_once("m ").unwrap();
    let minutes = TimeDelta::minutes(minutes.parse().unwrap());
    let remaining = match kind {
        "open left" => Remaining::Open(minutes),
        "elapsed left" => Remaining::Elapsed(minutes),
        other => panic!("what is left, `{other}`, is neither open nor elapsed"),
    };
    Due::Paused { since: at(since), remaining }
}

#[test]
fn elapsed_time_ignores_the_calendar() {
    hold(
        &nine_to_five(zone("Europe/Berlin"), &["2026-03-30"]),
        "
            2026-03-27 18:00 +0100 | 48h                |  | 2026-03-29 19:00 +0200 | 48 hours over a gap
            2026-10-24 18:00 +0200 | 48h                |  | 2026-10-26 17:00 +0100 | 48 hours over a fold
            2026-03-29 01:45 +0100 | 30m                |  | 2026-03-29 03:15 +0200 | half an hour into the gap
            2026-10-25 02:45 +0200 | 30m                |  | 2026-10-25 02:15 +0100 | into the second showing
            2026-03-29 19:00 +0200 | -48h               |  | 2026-03-27 18:00 +0100 | and back
        ",
    );
}

#[test]
fn days_and_weeks_keep_the_wall_clock() {
    hold(
        &nine_to_five(zone("Europe/Berlin"), &[]),
        "
            2026-03-28 10:00 +0100 | 1d                 |  | 2026-03-29 10:00 +0200 | a day of 23 hours
            2026-10-24 10:00 +0200 | 1d                 |  | 2026-10-25 10:00 +0100 | a day of 25 hours
            2026-03-28 02:30 +0100 | 1d                 |  | 2026-03-29 03:00 +0200 | gap: first instant after
            2026-03-30 02:30 +0200 | -1d                |  | 2026-03-29 03:00 +0200 | gap, from behind: the same
            2026-10-24 02:30 +0200 | 1d                 |  | 2026-10-25 02:30 +0200 | fold: earlier reading
            2026-10-25 02:30 +0100 | 1d                 |  | 2026-10-26 02:30 +0100 | from the second showing
            2026-10-25 02:30 +0100 | 0d                 |  | 2026-10-25 02:30 +0100 | zero is the start itself
            2026-03-22 09:00 +0100 | 2w                 |  | 2026-04-05 09:00 +0200 | weeks over a gap
            2026-04-05 09:00 +0200 | -14d               |  | 2026-03-22 09:00 +0100 | two weeks before launch
            2024-02-28 12:00 +0100 | 2d                 |  | 2024-03-01 12:00 +0100 | a leap day
        ",
    );
    hold(
        &nine_to_five(zone("Australia/Lord_Howe"), &[]),
        "
            2026-10-03 02:15 +1030 | 1d                 |  | 2026-10-04 02:30 +1100 | a gap of 30 minutes
            2026-04-04 01:45 +1100 | 1d                 |  | 2026-04-05 01:45 +1100 | a fold of 30 minutes
            2026-04-04 12:00 +1100 | 24h                |  | 2026-04-05 11:30 +1030 | hours are not days
        ",
    );
    hold(
        &nine_to_five(zone("Pacific/Apia"), &[]),
        "
            2011-12-29 10:00 -1000 | 1d                 |  | 2011-12-31 00:00 +1400 | the skipped day: after it
            2011-12-29 10:00 -1000 | 2d                 |  | 2011-12-31 10:00 +1400 | past the skipped day
            2011-12-29 10:00 -1000 | 24h                |  | 2011-12-31 10:00 +1400 | 24 hours skip it, too
        ",
    );
}

#[test]
fn business_hours_use_up_open_time() {
    hold(
        &nine_to_five(zone("Europe/Berlin"), &["2026-04-03", "2026-04-06"]),
        "
            2026-03-24 10:00 +0100 | 2 business hours   |  | 2026-03-24 12:00 +0100 | within a day
            2026-03-24 15:00 +0100 | 2 business hours   |  | 2026-03-24 17:00 +0100 | ends at closing
            2026-03-24 16:00 +0100 | 2 business hours   |  | 2026-03-25 10:00 +0100 | rolls over
            2026-03-24 17:00 +0100 | 1 business hour    |  | 2026-03-25 10:00 +0100 | closing is closed
            2026-03-24 03:00 +0100 | 1 business hour    |  | 2026-03-24 10:00 +0100 | before opening
            2026-03-27 16:00 +0100 | 2 business hours   |  | 2026-03-30 10:00 +0200 | weekend and gap
            2026-04-02 16:00 +0200 | 2 business hours   |  | 2026-04-07 10:00 +0200 | Easter
            2026-03-24 09:00 +0100 | 40 business hours  |  | 2026-03-30 17:00 +0200 | five days
            2026-03-28 12:00 +0100 | 0 business hours   |  | 2026-03-28 12:00 +0100 | zero, closed
            2026-04-07 10:00 +0200 | -2 business hours  |  | 2026-04-02 16:00 +0200 | Easter, back
            2026-03-25 11:00 +0100 | -2 business hours  |  | 2026-03-25 09:00 +0100 | ends at opening
            2026-03-28 12:00 +0100 | -8 business hours  |  | 2026-03-27 09:00 +0100 | from a weekend
        ",
    );
    hold(
        &calendar(zone("America/New_York"), "09:00-12:00 13:00-17:00", "", &["2026-11-26"]),
        "
            2026-11-24 11:00 -0500 | 2 business hours   |  | 2026-11-24 14:00 -0500 | over lunch
            2026-11-24 11:00 -0500 | 1 business hour    |  | 2026-11-24 12:00 -0500 | ends at lunch
            2026-11-24 12:30 -0500 | 1 business hour    |  | 2026-11-24 14:00 -0500 | starts at lunch
            2026-11-25 16:30 -0500 | 1 business hour    |  | 2026-11-27 09:30 -0500 | Thanksgiving
            2026-11-24 14:00 -0500 | -2 business hours  |  | 2026-11-24 11:00 -0500 | lunch, back
            2026-10-30 16:00 -0400 | 2 business hours   |  | 2026-11-02 10:00 -0500 | over the fold
        ",
    );
    hold(
        &nine_to_five(zone("Asia/Kolkata"), &["2026-01-26"]),
        "
            2026-01-23 16:15 +0530 | 1 business hour    |  | 2026-01-27 09:15 +0530 | half-hour zone
        ",
    );
    hold(
        &nine_to_five(zone("Pacific/Apia"), &[]),
        "
            2011-12-29 16:00 -1000 | 2 business hours   |  | 2012-01-02 10:00 +1400 | no Friday that week
        ",
    );
}

#[test]
fn open_hours_across_a_change_of_the_clock_have_their_true_length() {
    hold(
        &calendar(zone("Europe/Berlin"), "00:00-24:00", "00:00-24:00", &[]),
        "
            2026-03-29 00:00 +0100 | 23 business hours  |  | 2026-03-30 00:00 +0200 | gap
            2026-10-25 00:00 +0200 | 25 business hours  |  | 2026-10-26 00:00 +0100 | fold
            2026-10-25 01:30 +0200 | 1 business hour    |  | 2026-10-25 02:30 +0200 | first showing
            2026-10-25 01:30 +0200 | 2 business hours   |  | 2026-10-25 02:30 +0100 | second showing
            2026-10-26 00:00 +0100 | -25 business hours |  | 2026-10-25 00:00 +0200 | fold, back
        ",
    );
    let nights = calendar(zone("Europe/Berlin"), "", "02:00-02:30", &[]);
    hold(
        &nights,
        "
            2026-03-28 00:00 +0100 | 1 business hour    |  | 2026-04-04 02:30 +0200 | the night in the gap has none
            2026-03-28 02:10 +0100 | 1 business day     |  | 2026-04-04 02:10 +0200 | no business day
        ",
    );
    assert!(!nights.is_business_day(date("2026-03-29")));
    hold(
        &calendar(zone("America/St_Johns"), "00:00-24:00", "00:00-24:00", &[]),
        "
            2010-11-06 12:00 -0230 | 24 business hours  |  | 2010-11-07 11:00 -0330 | fold at 00:01
            2010-11-06 23:30 -0330 | 1 business hour    |  | 2010-11-07 00:30 -0330 | second evening
            2010-11-06 23:30 -0330 | -1 business hour   |  | 2010-11-06 23:30 -0230 | second evening, back
        ",
    );
}

#[test]
fn business_days_keep_the_wall_clock_on_days_that_are_open() {
    hold(
        &nine_to_five(zone("Europe/Berlin"), &["2026-04-03", "2026-04-06"]),
        "
            2026-03-23 10:30 +0100 | 1 business day     |  | 2026-03-24 10:30 +0100 | the next day
            2026-03-26 10:30 +0100 | 2 business days    |  | 2026-03-30 10:30 +0200 | weekend and gap
            2026-03-26 10:30 +0100 | 5 business days    |  | 2026-04-02 10:30 +0200 | a week
            2026-04-02 10:30 +0200 | 1 business day     |  | 2026-04-07 10:30 +0200 | Easter
            2026-03-27 18:00 +0100 | 1 business day     |  | 2026-03-31 09:00 +0200 | from the next opening
            2026-03-28 12:00 +0100 | 1 business day     |  | 2026-03-31 09:00 +0200 | from a weekend
            2026-04-03 12:00 +0200 | 1 business day     |  | 2026-04-08 09:00 +0200 | from a holiday
            2026-03-24 17:00 +0100 | 1 business day     |  | 2026-03-26 09:00 +0100 | closing is closed
            2026-03-28 12:00 +0100 | 0 business days    |  | 2026-03-28 12:00 +0100 | zero, closed
            2026-04-07 10:30 +0200 | -1 business day    |  | 2026-04-02 10:30 +0200 | Easter, back
            2026-03-28 12:00 +0100 | -1 business day    |  | 2026-03-26 17:00 +0100 | from the closing before
            2026-03-24 17:00 +0100 | -1 business day    |  | 2026-03-23 17:00 +0100 | back, closing is open
        ",
    );
    let week = Week::default()
        .with(Weekday::Mon, hours("07:00-19:00"))
        .with(Weekday::Tue, hours("09:00-12:00 13:00-15:00"))
        .with(Weekday::Wed, hours("18:00-24:00"));
    hold(
        &Calendar::new(zone("America/New_York"), week, BTreeMap::new()).unwrap(),
        "
            2026-06-01 16:30 -0400 | 1 business day     |  | 2026-06-02 15:00 -0400 | held to closing
            2026-06-01 12:30 -0400 | 1 business day     |  | 2026-06-02 12:00 -0400 | held to the break
            2026-06-01 07:30 -0400 | 1 business day     |  | 2026-06-02 09:00 -0400 | held to opening
            2026-06-01 12:30 -0400 | 2 business days    |  | 2026-06-03 18:00 -0400 | opens only then
            2026-06-08 12:30 -0400 | -2 business days   |  | 2026-06-02 13:00 -0400 | break, back
            2026-06-08 16:30 -0400 | -2 business days   |  | 2026-06-02 15:00 -0400 | closing, back
            2026-06-08 08:30 -0400 | -2 business days   |  | 2026-06-02 09:00 -0400 | opening, back
            2026-06-05 12:00 -0400 | -3 business days   |  | 2026-05-28 00:00 -0400 | 24:00 stays 24:00
        ",
    );
    hold(
        &nine_to_five(zone("Pacific/Apia"), &[]),
        "
            2011-12-28 10:00 -1000 | 2 business days    |  | 2012-01-02 10:00 +1400 | no Friday that week
        ",
    );
}

#[test]
fn pauses_stop_elapsed_clocks_by_the_elapsed_time() {
    hold(
        &nine_to_five(Zone::UTC, &[]),
        "
            2026-06-01 10:00 +0000 | 48h                | 2026-06-02 10:00 +0000..2026-06-02 13:00 +0000 | 2026-06-03 13:00 +0000 | three hours
            2026-06-01 10:00 +0000 | 14d                | 2026-06-05 00:00 +0000..2026-06-08 00:00 +0000 | 2026-06-18 10:00 +0000 | three days, a weekend counted
            2026-06-01 10:00 +0000 | 48h                | 2026-06-02 12:00 +0000..2026-06-02 14:00 +0000, 2026-06-02 10:00 +0000..2026-06-02 13:00 +0000, 2026-06-02 14:00 +0000..2026-06-02 15:00 +0000 | 2026-06-03 15:00 +0000 | unsorted, overlapping and touching: five hours once
            2026-06-01 10:00 +0000 | 48h                | 2026-05-01 10:00 +0000..2026-05-02 10:00 +0000 | 2026-06-03 10:00 +0000 | before the start
            2026-06-01 10:00 +0000 | 48h                | 2026-05-01 10:00 +0000..2026-06-01 11:00 +0000 | 2026-06-03 11:00 +0000 | over the start: only what comes after it
            2026-06-01 10:00 +0000 | 48h                | 2026-06-03 10:00 +0000..2026-06-04 10:00 +0000 | 2026-06-03 10:00 +0000 | begins as the clock runs out
            2026-06-01 10:00 +0000 | 48h                | 2026-06-02 10:00 +0000..2026-06-02 11:00 +0000, 2026-06-03 10:30 +0000..2026-06-03 12:30 +0000 | 2026-06-03 13:00 +0000 | the second is reached only through the first
            2026-06-01 10:00 +0000 | 48h                | 2026-06-02 10:00 +0000..2026-06-02 10:00 +0000, 2026-06-02 10:00 +0000..2026-06-01 12:00 +0000 | 2026-06-03 10:00 +0000 | empty and reversed
            2026-06-01 10:00 +0000 | 48h                | 2026-06-02 10:00 +0000.. | 2026-06-02 10:00 +0000 and 1440m elapsed left | still paused, a day left
            2026-06-01 10:00 +0000 | 2d                 | 2026-06-02 09:00 +0000..2026-06-02 11:00 +0000, 2026-06-02 10:00 +0000.. | 2026-06-02 09:00 +0000 and 1500m elapsed left | still paused since the first of two that overlap
            2026-06-01 10:00 +0000 | 48h                | 2026-05-30 10:00 +0000.. | 2026-06-01 10:00 +0000 and 2880m elapsed left | paused before it started: all is left
            2026-06-01 10:00 +0000 | 48h                | 2026-06-03 10:00 +0000.. | 2026-06-03 10:00 +0000 | an open end after the clock has run out
            2026-06-15 10:00 +0000 | -14d               | 2026-06-02 10:00 +0000.. | 2026-06-01 10:00 +0000 | a lead time has no clock
            2026-06-15 10:00 +0000 | 0d                 | 2026-06-02 10:00 +0000.. | 2026-06-15 10:00 +0000 | nor has zero
        ",
    );
}

#[test]
fn pauses_stop_business_clocks_by_the_open_time() {
    hold(
        &nine_to_five(zone("Europe/Berlin"), &["2026-04-06"]),
        "
            2026-03-24 10:00 +0100 | 4 business hours   | 2026-03-24 11:00 +0100..2026-03-24 12:00 +0100 | 2026-03-24 15:00 +0100 | an hour of open time
            2026-03-24 10:00 +0100 | 8 business hours   | 2026-03-24 16:00 +0100..2026-03-25 09:30 +0100 | 2026-03-25 11:30 +0100 | over closing time: an hour and a half of it is open
            2026-03-27 16:00 +0100 | 2 business hours   | 2026-03-27 17:00 +0100..2026-03-30 09:00 +0200 | 2026-03-30 10:00 +0200 | over a weekend: nothing
            2026-03-27 16:00 +0100 | 5 business days    | 2026-03-28 00:00 +0100..2026-03-30 00:00 +0200 | 2026-04-03 16:00 +0200 | over a weekend: nothing, in days
            2026-03-27 18:00 +0100 | 1 business day     | 2026-03-30 18:00 +0200..2026-03-31 08:00 +0200 | 2026-03-31 09:00 +0200 | over a night, nothing left but the opening: stays
            2026-03-23 10:00 +0100 | 5 business days    | 2026-03-24 10:00 +0100..2026-03-26 10:00 +0100 | 2026-04-01 10:00 +0200 | two days of open time
            2026-03-31 10:00 +0200 | 1 business day     | 2026-03-31 12:00 +0200..2026-04-02 09:00 +0200 | 2026-04-02 15:00 +0200 | five hours and eight: six hours were left
            2026-03-31 16:00 +0200 | 1 business hour    | 2026-03-31 16:30 +0200..2026-03-31 20:00 +0200 | 2026-04-01 09:30 +0200 | resumed after closing: rolls over
            2026-03-31 16:00 +0200 | 1 business hour    | 2026-03-31 17:00 +0200.. | 2026-03-31 17:00 +0200 | ran out at closing, before the pause
            2026-04-03 16:00 +0200 | 2 business hours   | 2026-04-05 12:00 +0200.. | 2026-04-05 12:00 +0200 and 60m open left | paused while closed: an hour left
            2026-04-02 10:00 +0200 | 3 business days    | 2026-04-03 12:00 +0200.. | 2026-04-03 12:00 +0200 and 840m open left | three days less what was used, a holiday between
        ",
    );
}

#[test]
fn open_time_between_two_instants() {
    let lunch = calendar(zone("Europe/Berlin"), "09:00-12:00 13:00-17:00", "", &["2026-04-06"]);
    let always = calendar(zone("Europe/Berlin"), "00:00-24:00", "00:00-24:00", &[]);
    let apia = calendar(zone("Pacific/Apia"), "00:00-24:00", "00:00-24:00", &[]);
    for (calendar, from, to, minutes, why) in [
        (&lunch, "2026-03-24 11:30 +0100", "2026-03-24 13:15 +0100", 45, "over lunch"),
        (&lunch, "2026-03-27 16:00 +0100", "2026-03-30 10:00 +0200", 120, "over a weekend"),
        (&lunch, "2026-04-03 17:00 +0200", "2026-04-07 09:00 +0200", 0, "all closed"),
        (&lunch, "2026-03-30 10:00 +0200", "2026-03-27 16:00 +0100", -120, "reversed"),
        (&always, "2026-03-29 00:00 +0100", "2026-03-30 00:00 +0200", 23 * 60, "a short day"),
        (&always, "2026-10-25 00:00 +0200", "2026-10-26 00:00 +0100", 25 * 60, "a long day"),
        (&apia, "2011-12-29 00:00 -1000", "2012-01-01 00:00 +1400", 48 * 60, "a day skipped"),
    ] {
        assert_eq!(calendar.open_between(at(from), at(to)), TimeDelta::minutes(minutes), "{why}");
    }
}

#[test]
fn business_days_between_two_dates() {
    let calendar = nine_to_five(zone("Pacific/Apia"), &["2012-01-02"]);
    for (from, to, days, why) in [
        ("2011-12-12", "2011-12-13", 1, "Monday to Tuesday"),
        ("2011-12-16", "2011-12-19", 1, "Friday to Monday"),
        ("2011-12-17", "2011-12-18", 0, "a weekend"),
        ("2011-12-12", "2011-12-12", 0, "the same day"),
        ("2011-12-28", "2012-01-03", 2, "a day skipped and a holiday"),
        ("2012-01-03", "2011-12-28", -2, "reversed"),
    ] {
        assert_eq!(calendar.business_days_between(date(from), date(to)), days, "{why}");
    }
}

#[test]
fn the_next_open_instant() {
    let calendar = nine_to_five(zone("Europe/Berlin"), &["2026-03-30"]);
    for (from, open, why) in [
        ("2026-03-26 09:00 +0100", "2026-03-26 09:00 +0100", "at opening"),
        ("2026-03-26 12:00 +0100", "2026-03-26 12:00 +0100", "while open"),
        ("2026-03-26 17:00 +0100", "2026-03-27 09:00 +0100", "at closing"),
        ("2026-03-27 17:00 +0100", "2026-03-31 09:00 +0200", "over weekend, gap and holiday"),
    ] {
        assert_eq!(calendar.next_open(at(from)), at(open), "{why}");
    }
}

#[test]
fn the_largest_spans_are_followed() {
    hold(
        &nine_to_five(Zone::UTC, &[]),
        "
            2026-06-01 10:00 +0000 | 10000 business days |  | 2064-09-29 10:00 +0000 | 2,000 weeks
            2026-06-01 09:00 +0000 | 10000 business hours |  | 2031-03-14 17:00 +0000 | 250 weeks
            2064-09-29 10:00 +0000 | -10000 business days |  | 2026-06-01 10:00 +0000 | and back
            2026-06-01 10:00 +0000 | 10000w             |  | 2218-01-26 10:00 +0000 | within the horizon
        ",
    );
    let minute = calendar(Zone::UTC, "", "12:00-12:01", &[]);
    hold(
        &minute,
        "
            2026-06-01 00:00 +0000 | 10000 business hours |  | 2226-06-03 00:00 +0000 | the horizon
        ",
    );
}

#[test]
fn time_between_is_counted_as_far_as_the_horizon() {
    let (calendar, start) = (nine_to_five(Zone::UTC, &[]), at("2026-06-01 00:00 +0000"));
    let end = start + TimeDelta::days(super::HORIZON_DAYS);
    let far = at("9999-12-31 00:00 +0000");
    assert_eq!(calendar.open_between(start, far), calendar.open_between(start, end));
    assert_eq!(calendar.open_between(far, start), -calendar.open_between(start, end));
    let days = |to: DateTime<Utc>| calendar.business_days_between(start.date_naive(), to.date_naive());
    assert_eq!((days(far), days(end)), (days(end), 52_179));
}
