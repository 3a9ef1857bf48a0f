//! The hours of the week: text such as `09:00-17:00` enters, an [`Opening`] leaves; seven lists of
//! them make a [`Week`].

use std::fmt;
use std::str::FromStr;

use chrono::{TimeDelta, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const MINUTES_OF_DAY: u16 = 24 * 60;

/// A stretch of local time within one day, half-open, in whole minutes. Its text is `09:00-17:00`;
/// it may close at `24:00`, which is why it is not a pair of `NaiveTime`.
///
/// An opening read from text may be empty or reversed: [`super::Calendar::new`] refuses that, so that
/// all faults of a calendar are told at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Opening {
    opens: u16,
    closes: u16,
}

/// A text that is no [`Opening`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not a time of opening: write it as `09:00-17:00`, with `24:00` for the end of the day")]
pub struct OpeningError {
    /// The text as written.
    pub text: String,
}

impl Opening {
    pub(super) const NINE_TO_FIVE: Self = Self { opens: 9 * 60, closes: 17 * 60 };

    /// Returns how long after local midnight it opens, by the wall clock.
    #[must_use]
    pub fn opens(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.opens))
    }

    /// Returns how long after local midnight it closes, by the wall clock; at most 24 hours.
    #[must_use]
    pub fn closes(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.closes))
    }
}

impl fmt::Display for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from, to] = [self.opens, self.closes];
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for Opening {
    type Err = OpeningError;

    /// Reads two times around a hyphen or an en dash; the hour may have one digit.
    fn from_str(text: &str) -> Result<Self, OpeningError> {
        let times = text.split_once(['-', '–']);
        match times.and_then(|(from, to)| read_time(from).zip(read_time(to))) {
            Some((opens, closes)) => Ok(Self { opens, closes }),
            None => Err(OpeningError { text: text.to_owned() }),
        }
    }
}

/// Returns the minutes since midnight of `9:00`, `09:00` or `24:00`.
fn read_time(text: &str) -> Option<u16> {
    let digits = |part: &str, lengths: &[usize]| {
        let fits = lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if fits { part.parse::<u16>().ok() } else { None }
    };
    let (hour, minute) = text.trim().split_once(':')?;
    let (hour, minute) = (digits(hour, &[1, 2])?, digits(minute, &[2])?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= MINUTES_OF_DAY).then_some(minutes)
}

impl TryFrom<String> for Opening {
    type Error = OpeningError;

    fn try_from(text: String) -> Result<Self, OpeningError> {
        text.parse()
    }
}

impl From<Opening> for String {
    fn from(opening: Opening) -> Self {
        opening.to_string()
    }
}

/// The openings of each weekday; a weekday without any is closed. By default all are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    from_monday: [Vec<Opening>; 7],
}

impl Week {
    /// Returns the week with the openings of `weekday` replaced.
    #[must_use]
    pub fn with(mut self, weekday: Weekday, openings: Vec<Opening>) -> Self {
        self.from_monday[weekday.num_days_from_monday() as usize] = openings;
        self
    }

    /// Returns the openings of `weekday`: as given, or sorted in the week of a calendar.
    #[must_use]
    pub fn on(&self, weekday: Weekday) -> &[Opening] {
        &self.from_monday[weekday.num_days_from_monday() as usize]
    }

    pub(super) fn sorted(mut self) -> Self {
        self.from_monday.iter_mut().for_each(|openings| openings.sort_unstable());
        self
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn an_opening_reads_its_own_text() {
        for (written, shown) in [
            ("09:00-17:00", "09:00-17:00"),
            ("9:00 - 17:30", "09:00-17:30"),
            ("9:00–17:30", "09:00-17:30"),
            ("00:00-24:00", "00:00-24:00"),
            ("17:00-09:00", "17:00-09:00"),
        ] {
            assert_eq!(written.parse::<Opening>().unwrap().to_string(), shown, "{written:?}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            "9-17",
            "09:00",
            "09:00-",
            "09:00-24:01",
            "09:60-17:00",
            "25:00-26:00",
            "+9:00-17:00",
            "9:0-17:00",
        ] {
            assert_eq!(text.parse::<Opening>(), Err(OpeningError { text: text.to_owned() }));
        }
    }

    #[test]
    fn an_opening_is_a_string_in_files() {
        let opening: Opening = serde_json::from_str("\"9:00-12:00\"").unwrap();
        assert_eq!(serde_json::to_string(&opening).unwrap(), "\"09:00-12:00\"");
        assert!(
            serde_json::from_str::<Opening>("\"noon\"").unwrap_err().to_string().contains("`09:00-17:00`")
        );
    }
}
