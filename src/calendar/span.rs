//! Durations as people write them: text such as `48h` or `5 business days` enters, a [`Span`]
//! leaves, and back.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The largest amount of a [`Span`], in its unit, on either side of zero.
pub const MAX_AMOUNT: i64 = 10_000;

/// What a [`Span`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Elapsed minutes.
    Minutes,
    /// Elapsed hours.
    Hours,
    /// Calendar days: the same local time on another date.
    Days,
    /// Seven calendar days each.
    Weeks,
    /// Hours of open time.
    BusinessHours,
    /// Local dates that have open time.
    BusinessDays,
}

impl Unit {
    /// Reports whether the unit counts open time only.
    #[must_use]
    pub fn is_business(self) -> bool {
        matches!(self, Self::BusinessHours | Self::BusinessDays)
    }
}

/// A signed amount of one unit. Its text is `48h`, `30m`, `14d`, `2w`, `2 business hours` or
/// `5 business days`, with a leading `-` to go back; reading its own text gives the same span.
///
/// Spans of different units are not comparable (a day may have 23 hours), and not equal either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    amount: i64,
    unit: Unit,
}

/// Why a text or an amount is no [`Span`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SpanError {
    /// Nothing but white space.
    #[error("a duration is missing: write one such as `48h`, `14d` or `5 business days`")]
    Empty,
    /// The text does not start with digits.
    #[error(
        "`{text}` is not a duration: start with a whole number, as in `48h`, `-14d` or `5 business days`"
    )]
    NoAmount {
        /// The text as written.
        text: String,
    },
    /// An amount with a decimal point or comma.
    #[error(
        "`{text}` is not a whole number of its unit: use a smaller unit, such as `90m` for an hour and a half"
    )]
    Fraction {
        /// The text as written.
        text: String,
    },
    /// Digits alone.
    #[error("`{text}` has no unit: write `{text}h`, `{text}d`, `{text} business days` or another unit")]
    NoUnit {
        /// The text as written.
        text: String,
    },
    /// Months and years, which have no fixed length.
    #[error("`{unit}` differ in length: count in days, weeks or business days")]
    UnevenUnit {
        /// The unit as written.
        unit: String,
    },
    /// A word that names no unit.
    #[error("`{unit}` is not a unit: use `m`, `h`, `d`, `w`, `business hours` or `business days`")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
    },
    /// More than [`MAX_AMOUNT`].
    #[error("`{amount}` is too much: a duration has at most {MAX_AMOUNT} of its unit, so use a larger unit")]
    TooLarge {
        /// The amount as written.
        amount: String,
    },
}

impl Span {
    /// Returns the span of `amount` units; a negative amount goes back in time.
    ///
    /// # Errors
    ///
    /// Returns [`SpanError::TooLarge`] beyond [`MAX_AMOUNT`] on either side of zero.
    pub fn new(amount: i64, unit: Unit) -> Result<Self, SpanError> {
        if (-MAX_AMOUNT..=MAX_AMOUNT).contains(&amount) {
            Ok(Self { amount, unit })
        } else {
            Err(SpanError::TooLarge { amount: amount.to_string() })
        }
    }

    /// Returns how many units, from `-MAX_AMOUNT` to `MAX_AMOUNT`.
    #[must_use]
    pub fn amount(&self) -> i64 {
        self.amount
    }

    /// Returns how many seconds it is, where it counts minutes or hours: the others have no fixed length.
    #[must_use]
    pub fn seconds(&self) -> Option<i64> {
        match self.unit {
            Unit::Minutes => Some(self.amount * 60),
            Unit::Hours => Some(self.amount * 3_600),
            Unit::Days | Unit::Weeks | Unit::BusinessHours | Unit::BusinessDays => None,
        }
    }

    /// Returns what is counted.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount.abs() == 1 { "" } else { "s" };
        match self.unit {
            Unit::Minutes => write!(f, "{}m", self.amount),
            Unit::Hours => write!(f, "{}h", self.amount),
            Unit::Days => write!(f, "{}d", self.amount),
            Unit::Weeks => write!(f, "{}w", self.amount),
            Unit::BusinessHours => write!(f, "{} business hour{plural}", self.amount),
            Unit::BusinessDays => write!(f, "{} business day{plural}", self.amount),
        }
    }
}

impl FromStr for Span {
    type Err = SpanError;

    /// Reads a sign, digits and a unit, with or without white space before the unit. Units are
    /// lower-case, so that `3M`, which may mean months, is refused rather than read as minutes.
    fn from_str(written: &str) -> Result<Self, SpanError> {
        let text = written.trim();
        if text.is_empty() {
            return Err(SpanError::Empty);
        }
        let digits_at = usize::from(text.starts_with('-'));
        let unit_at = text[digits_at..]
            .find(|c: char| !c.is_ascii_digit())
            .map_or(text.len(), |length| digits_at + length);
        let (amount, unit) = (&text[..unit_at], &text[unit_at..]);
        if unit_at == digits_at {
            return Err(SpanError::NoAmount { text: text.to_owned() });
        }
        if unit.starts_with(['.', ',']) {
            return Err(SpanError::Fraction { text: text.to_owned() });
        }
        if unit.is_empty() {
            return Err(SpanError::NoUnit { text: text.to_owned() });
        }
        let unit = read_unit(unit)?;
        match amount.parse() {
            Ok(amount) => Self::new(amount, unit),
            Err(_) => Err(SpanError::TooLarge { amount: amount.to_owned() }),
        }
    }
}

fn read_unit(written: &str) -> Result<Unit, SpanError> {
    let words: Vec<&str> = written.split_whitespace().collect();
    match words.as_slice() {
        ["m" | "min" | "mins" | "minute" | "minutes"] => Ok(Unit::Minutes),
        ["h" | "hr" | "hrs" | "hour" | "hours"] => Ok(Unit::Hours),
        ["d" | "day" | "days"] => Ok(Unit::Days),
        ["w" | "week" | "weeks"] => Ok(Unit::Weeks),
        ["business", "hour" | "hours"] => Ok(Unit::BusinessHours),
        ["business", "day" | "days"] => Ok(Unit::BusinessDays),
        ["M" | "mo" | "month" | "months" | "y" | "yr" | "year" | "years" | "quarter" | "quarters"] => {
            Err(SpanError::UnevenUnit { unit: words.join(" ") })
        }
        _ => Err(SpanError::UnknownUnit { unit: words.join(" ") }),
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(text: String) -> Result<Self, SpanError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        text.parse::<Span>().unwrap().to_string()
    }

    fn fault(text: &str) -> SpanError {
        text.parse::<Span>().unwrap_err()
    }

    #[test]
    fn every_spelling_has_one_canonical_text() {
        for (written, shown) in [
            ("48h", "48h"),
            ("48 hours", "48h"),
            ("1 hr", "1h"),
            ("30m", "30m"),
            ("30min", "30m"),
            ("90 minutes", "90m"),
            ("-14d", "-14d"),
            ("14 days", "14d"),
            ("0d", "0d"),
            ("-0d", "0d"),
            ("007d", "7d"),
            ("2w", "2w"),
            ("2 weeks", "2w"),
            ("2 business hours", "2 business hours"),
            ("1 business hours", "1 business hour"),
            ("-1 business day", "-1 business day"),
            ("5business days", "5 business days"),
            ("  5   business \t days ", "5 business days"),
            ("10000 business days", "10000 business days"),
        ] {
            assert_eq!(canonical(written), shown, "{written:?}");
        }
    }

    #[test]
    fn what_is_no_span_says_why() {
        assert_eq!(fault("  "), SpanError::Empty);
        for text in ["h", "-", "--3d", "- 3d", "+3d", "soon", "٣d", "−14d"] {
            assert_eq!(fault(text), SpanError::NoAmount { text: text.to_owned() });
        }
        assert_eq!(fault("1.5h"), SpanError::Fraction { text: "1.5h".to_owned() });
        assert_eq!(fault("1,5 h"), SpanError::Fraction { text: "1,5 h".to_owned() });
        assert_eq!(fault("14"), SpanError::NoUnit { text: "14".to_owned() });
        assert_eq!(fault("3 months"), SpanError::UnevenUnit { unit: "months".to_owned() });
        assert_eq!(fault("3M"), SpanError::UnevenUnit { unit: "M".to_owned() });
        for unit in ["H", "business", "business weeks", "days ago", "d2h", "business-days"] {
            assert_eq!(fault(&format!("3 {unit}")), SpanError::UnknownUnit { unit: unit.to_owned() });
        }
        assert_eq!(fault("10001d"), SpanError::TooLarge { amount: "10001".to_owned() });
        assert_eq!(fault("-10001d"), SpanError::TooLarge { amount: "-10001".to_owned() });
        let endless = "9".repeat(40);
        assert_eq!(fault(&format!("{endless}m")), SpanError::TooLarge { amount: endless });
        assert!(Span::new(i64::MIN, Unit::Days).is_err());
    }

    #[test]
    fn messages_say_what_to_write() {
        assert_eq!(
            fault("14").to_string(),
            "`14` has no unit: write `14h`, `14d`, `14 business days` or another unit"
        );
        assert_eq!(
            fault("99999h").to_string(),
            "`99999` is too much: a duration has at most 10000 of its unit, so use a larger unit"
        );
    }

    #[test]
    fn a_span_is_a_string_in_files() {
        let span: Span = serde_json::from_str("\"5 business  days\"").unwrap();
        assert_eq!(serde_json::to_string(&span).unwrap(), "\"5 business days\"");
        let fault = serde_json::from_str::<Span>("\"5 fortnights\"").unwrap_err().to_string();
        assert!(fault.contains("`fortnights` is not a unit"), "{fault}");
        assert!(serde_json::from_str::<Span>("5").is_err());
    }
}
