//! Moments as people type them: in comes text, out comes an instant, or the state to look at.

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};

use super::error::CliError;
use crate::calendar::{Calendar, Span};
use crate::workspace::When;

/// The moment of `--now`: an instant, a date (its first moment in the workspace's zone), or a span from
/// now such as `+3d` or `-2w`.
pub(super) fn now(text: &str, calendar: &Calendar, clock: DateTime<Utc>) -> Result<DateTime<Utc>, CliError> {
    if let Some(instant) = instant(text) {
        return Ok(instant);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(calendar.start_of_day(date));
    }
    let span = text.strip_prefix('+').or_else(|| text.starts_with('-').then_some(text));
    match span.map(str::parse::<Span>) {
        Some(Ok(span)) => Ok(calendar.add(clock, &span)),
        _ => Err(CliError::usage(format!("`{text}` is no moment"))
            .hint("write a date (2026-03-31), an instant (2026-03-31T09:00:00Z) or a span (+3d, -2w)")),
    }
}

/// The state of `--at`: what was committed by an instant or by the end of a date, or a revision.
pub(super) fn at(text: &str, calendar: &Calendar) -> When {
    if let Some(instant) = instant(text) {
        return When::By(instant);
    }
    match text.parse::<NaiveDate>() {
        // The end of a day is the first moment of the next, which is no longer that day.
        Ok(date) => When::By(calendar.end_of_day(date) - chrono::TimeDelta::seconds(1)),
        Err(_) => When::Revision(text.to_owned()),
    }
}

/// When something happened (`--on`): an instant, or a date (its noon in the workspace's zone, since nobody
/// said the hour); never later than now.
pub(super) fn happened(
    text: &str,
    calendar: &Calendar,
    clock: DateTime<Utc>,
) -> Result<DateTime<Utc>, CliError> {
    let moment = match (instant(text), text.parse::<NaiveDate>()) {
        (Some(instant), _) => instant,
        (None, Ok(date)) if date == calendar.local_date(clock) => clock,
        (None, Ok(date)) => calendar.start_of_day(date) + chrono::TimeDelta::hours(12),
        (None, Err(_)) => {
            return Err(CliError::usage(format!("`{text}` is no date"))
                .hint("write a date (2026-03-31) or an instant (2026-03-31T09:00:00Z)"));
        }
    };
    if moment > clock {
        return Err(CliError::usage(format!(
            "`{text}` is in the future, and only what happened is recorded"
        )));
    }
    recordable(moment, text)
}

/// A moment that git can write into a commit: its times begin with 1970.
pub(super) fn recordable(moment: DateTime<Utc>, text: &str) -> Result<DateTime<Utc>, CliError> {
    if moment < DateTime::UNIX_EPOCH {
        return Err(CliError::usage(format!("`{text}` is before 1970, which git cannot record")));
    }
    Ok(moment)
}

/// An instant in RFC 3339, to the second.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc().trunc_subsecs(0))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::calendar::zone;

    const CLOCK: &str = "2026-03-31T09:00:00Z";

    fn berlin() -> Calendar {
        let utc = Calendar::utc_weekdays();
        Calendar::new(zone("Europe/Berlin"), utc.week().clone(), utc.holidays().clone()).unwrap()
    }

    fn shown(moment: Result<DateTime<Utc>, CliError>) -> String {
        match moment {
            Ok(moment) => moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            Err(CliError::Message { message, .. }) => message,
            Err(other) => format!("{other:?}"),
        }
    }

    #[test]
    fn now_is_an_instant_a_date_or_a_span_from_now() {
        let clock = instant(CLOCK).unwrap();
        for (text, expected) in [
            ("2026-04-01T12:00:00+02:00", "2026-04-01T10:00:00Z"),
            ("2026-04-01T12:00:00.999Z", "2026-04-01T12:00:00Z"),
            ("2026-04-01", "2026-03-31T22:00:00Z"),
            ("+3d", "2026-04-03T09:00:00Z"),
            ("-2w", "2026-03-17T10:00:00Z"),
            ("+2 business days", "2026-04-02T09:00:00Z"),
            ("tomorrow", "`tomorrow` is no moment"),
            ("3d", "`3d` is no moment"),
            ("+3", "`+3` is no moment"),
        ] {
            assert_eq!(shown(now(text, &berlin(), clock)), expected, "{text}");
        }
    }

    #[test]
    fn the_state_of_a_date_is_that_of_its_end() {
        let end = instant("2026-03-31T21:59:59Z").unwrap();
        assert_eq!(at("2026-03-31", &berlin()), When::By(end));
        assert_eq!(at("2026-03-31T21:59:59Z", &berlin()), When::By(end));
        assert_eq!(at("v1.0", &berlin()), When::Revision("v1.0".to_owned()));
    }

    #[test]
    fn what_happened_is_not_in_the_future() {
        let clock = instant(CLOCK).unwrap();
        for (text, expected) in [
            ("2026-03-30", "2026-03-30T10:00:00Z"),
            ("2026-03-31", CLOCK),
            ("2026-03-30T08:00:00Z", "2026-03-30T08:00:00Z"),
            ("2026-04-01", "`2026-04-01` is in the future, and only what happened is recorded"),
            ("1969-12-31", "`1969-12-31` is before 1970, which git cannot record"),
            ("yesterday", "`yesterday` is no date"),
        ] {
            assert_eq!(shown(happened(text, &berlin(), clock)), expected, "{text}");
        }
    }
}
