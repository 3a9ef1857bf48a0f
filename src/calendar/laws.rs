//! Laws that hold for every calendar, instant and span, tried on random ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc, Weekday};
use proptest::prelude::*;

use super::zone::{EARLIEST, LATEST, Zone, zone};
use super::{Calendar, Due, Interval, MAX_AMOUNT, Opening, Remaining, Span, Unit, Week};

const UNITS: [Unit; 6] =
    [Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks, Unit::BusinessHours, Unit::BusinessDays];

fn zones() -> impl Strategy<Value = Zone> {
    prop::sample::select(vec![
        Zone::UTC,
        zone("Europe/Berlin"),
        zone("America/New_York"),
        zone("Asia/Kolkata"),
        zone("Australia/Lord_Howe"),
        zone("Pacific/Apia"),
        zone("America/St_Johns"),
        zone("Africa/Casablanca"),
        zone("America/Havana"),
    ])
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let hours =
        [&[][..], &["09:00-17:00"], &["08:00-12:00", "13:00-18:30"], &["00:00-24:00"], &["00:30-02:30"]];
    let day = prop::sample::select(hours.map(<[&str]>::to_vec).to_vec());
    let holidays = prop::collection::btree_set(0_i64..9_000, 0..40);
    (zones(), prop::collection::vec(day, 7), holidays).prop_map(|(zone, days, holidays)| {
        let weekdays = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        let week = weekdays.into_iter().zip(days).fold(Week::default(), |week, (weekday, hours)| {
            week.with(weekday, hours.iter().map(|text| text.parse::<Opening>().unwrap()).collect())
        });
        let first = NaiveDate::from_ymd_opt(2008, 1, 1).unwrap();
        let holidays: BTreeMap<_, _> =
            holidays.into_iter().map(|days| (first + TimeDelta::days(days), "closed".to_owned())).collect();
        Calendar::new(zone.clone(), week, holidays)
            .unwrap_or_else(|_| Calendar { zone, ..Calendar::utc_weekdays() })
    })
}

/// Instants of 2008 to 2032, by the minute.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (1_199_145_600_i64 / 60..1_956_528_000 / 60)
        .prop_map(|minute| DateTime::from_timestamp(minute * 60, 0).unwrap())
}

/// Two instants less than two days apart, the earlier first: so that folds lie between them.
fn neighbours() -> impl Strategy<Value = (DateTime<Utc>, DateTime<Utc>)> {
    (instants(), 0_i64..2_880).prop_map(|(at, minutes)| (at, at + TimeDelta::minutes(minutes)))
}

fn spans(amounts: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Span> {
    (amounts, prop::sample::select(UNITS.to_vec()))
        .prop_map(|(amount, unit)| Span::new(amount, unit).unwrap())
}

fn pauses(start: DateTime<Utc>) -> impl Strategy<Value = Vec<Interval>> {
    let pause = (-5_000_i64..20_000, -100_i64..6_000).prop_map(move |(after, length)| {
        let from = start + TimeDelta::minutes(after);
        Interval { from, to: Some(from + TimeDelta::minutes(length)) }
    });
    prop::collection::vec(pause, 0..5)
}

fn clocks() -> impl Strategy<Value = (DateTime<Utc>, Vec<Interval>)> {
    instants().prop_flat_map(|start| (Just(start), pauses(start)))
}

proptest! {
    #[test]
    fn a_span_reads_its_own_text(span in spans(-MAX_AMOUNT..=MAX_AMOUNT)) {
        prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
    }

    #[test]
    fn reading_a_span_never_panics(text in "\\PC{0,12}|-?[0-9]{1,30} ?[a-z ]{0,14}") {
        if let Ok(span) = text.parse::<Span>() {
            prop_assert_eq!(span.to_string().parse::<Span>(), Ok(span));
        }
    }

    #[test]
    fn adding_is_monotonic_in_the_start(
        calendar in calendars(), (early, late) in neighbours(), span in spans(-60..=60)
    ) {
        let by_the_wall = !matches!(span.unit(), Unit::Minutes | Unit::Hours | Unit::BusinessHours);
        prop_assume!(!by_the_wall || calendar.local(early) <= calendar.local(late));
        prop_assert!(calendar.add(early, &span) <= calendar.add(late, &span));
    }

    #[test]
    fn adding_is_monotonic_in_the_amount(
        calendar in calendars(), start in instants(), span in spans(-60..=60), more in 0_i64..5
    ) {
        let longer = Span::new(span.amount() + more, span.unit()).unwrap();
        prop_assert!(calendar.add(start, &span) <= calendar.add(start, &longer));
    }

    #[test]
    fn business_hours_are_hours_of_open_time(
        calendar in calendars(), start in instants(), hours in -60_i64..=60
    ) {
        let end = calendar.add(start, &Span::new(hours, Unit::BusinessHours).unwrap());
        prop_assert_eq!(calendar.open_between(start, end), TimeDelta::hours(hours));
    }

    #[test]
    fn business_days_after_an_open_date_are_as_many_dates(
        calendar in calendars(), start in instants(), days in 1_i64..60
    ) {
        let open = calendar.next_open(start);
        let listed = calendar.openings_from(open).next().unwrap().date;
        let end = calendar.add(start, &Span::new(days, Unit::BusinessDays).unwrap());
        // An end at 24:00 is on the next date by the wall clock, so ask just before it.
        let reached = calendar.openings_until(end + TimeDelta::seconds(1)).next().unwrap().date;
        prop_assert_eq!(calendar.business_days_between(listed, reached), days);
    }

    #[test]
    fn what_is_due_in_business_time_is_due_while_open_or_at_closing(
        calendar in calendars(), start in instants(), amount in 1_i64..60, days in any::<bool>()
    ) {
        let unit = if days { Unit::BusinessDays } else { Unit::BusinessHours };
        let end = calendar.add(start, &Span::new(amount, unit).unwrap());
        let around = calendar.openings_until(end + TimeDelta::seconds(1)).next().unwrap();
        prop_assert!(around.opens <= end && end <= around.closes);
    }

    #[test]
    fn open_time_adds_up(calendar in calendars(), one in instants(), (two, three) in neighbours()) {
        let parts = calendar.open_between(one, two) + calendar.open_between(two, three);
        prop_assert_eq!(parts, calendar.open_between(one, three));
        prop_assert!(calendar.open_between(two, three) <= three - two);
    }

    #[test]
    fn a_pause_never_makes_the_due_earlier(
        calendar in calendars(), (start, mut pauses) in clocks(), span in spans(-10..=60),
        drop in any::<prop::sample::Index>()
    ) {
        let with_all = calendar.add_with_pauses(start, &span, &pauses).at().unwrap();
        prop_assert!(with_all >= calendar.add(start, &span));
        if !pauses.is_empty() {
            pauses.remove(drop.index(pauses.len()));
            prop_assert!(with_all >= calendar.add_with_pauses(start, &span, &pauses).at().unwrap());
        }
    }

    #[test]
    fn a_paused_clock_resumed_runs_for_what_was_left(
        calendar in calendars(), (start, pauses) in clocks(), span in spans(1..=60),
        minutes in 0_i64..20_000, rest in 1_i64..5_000
    ) {
        let since = start + TimeDelta::minutes(minutes);
        let mut open_ended = pauses.clone();
        open_ended.push(Interval { from: since, to: None });
        let mut resumed = pauses;
        let to = since + TimeDelta::minutes(rest);
        resumed.push(Interval { from: since, to: Some(to) });
        // What follows the resumption is no business of what was left at the pause.
        resumed.retain(|pause| pause.from <= since);
        resumed.iter_mut().for_each(|pause| pause.to = pause.to.map(|end| end.min(to)));
        let due = calendar.add_with_pauses(start, &span, &resumed).at().unwrap();
        match calendar.add_with_pauses(start, &span, &open_ended) {
            Due::At(at) => prop_assert!(at <= since),
            Due::Paused { remaining: Remaining::Elapsed(left), .. } => prop_assert_eq!(due, to + left),
            Due::Paused { remaining: Remaining::Open(left), .. } => {
                prop_assert_eq!(calendar.open_between(to, due), left);
            }
        }
    }

    #[test]
    fn the_end_of_a_day_is_the_last_of_its_instants(calendar in calendars(), at in instants()) {
        let date = calendar.local_date(at);
        prop_assert!(calendar.start_of_day(date) <= at && at < calendar.end_of_day(date));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_panics_up_to_the_bounds(
        calendar in calendars(), span in spans(-MAX_AMOUNT..=MAX_AMOUNT), open in any::<bool>(),
        seconds in prop_oneof![any::<i64>(), -62_200_000_000_i64..253_500_000_000],
    ) {
        let start = DateTime::from_timestamp(seconds, 0)
            .unwrap_or(if seconds < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC });
        let end = calendar.add(start, &span);
        prop_assert!((EARLIEST..=LATEST).contains(&end));
        let to = (!open).then_some(end);
        let due = calendar.add_with_pauses(start, &span, &[Interval { from: start, to }]);
        let runs = span.amount() > 0 && end > start.clamp(EARLIEST, LATEST);
        prop_assert_eq!(due.at().is_none(), open && runs);
    }
}
