//! The forms of single values: ids, lines, durations, days, bounds, lists without repetition. In: a
//! text and where it was written. Out: its value, or a fault.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::calendar::Span;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::raw::{RawDate, RawDuration, RawId};

/// How many choices there may be: all countries of the world, twice over.
const MOST_CHOICES: usize = 500;

/// How many characters a choice may have.
const LONGEST_CHOICE: usize = 100;

pub(super) fn invalid(message: impl Into<String>, place: Place) -> Diagnostic {
    Diagnostic::error(Code::InvalidValue, message).at(place)
}

/// Reads a whole number in a range, or what holds where it is not said; `key` names it.
pub(super) fn among(
    range: RangeInclusive<u32>,
    given: Option<u32>,
    otherwise: u32,
    (site, key): (&Site, &str),
    found: &mut Found,
) -> u32 {
    let value = given.unwrap_or(otherwise);
    if !range.contains(&value) {
        let message = format!("`{key}` is from {} to {}", range.start(), range.end());
        found.push(invalid(message, site.key(key).value()).help("write another number"));
    }
    value
}

/// Reads an id; `place` is where it was written.
pub(super) fn id(text: &str, place: Place, found: &mut Found) -> Option<Id> {
    match text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            let fault = invalid(error.to_string(), place);
            let slug = slug(text);
            found.push(match slug.parse::<Id>() {
                Ok(_) => fault.help(format!("write `{slug}`")).replacement(slug),
                Err(_) => fault.help("write words in lower case, joined by `-`"),
            });
            None
        }
    }
}

/// Returns a text with everything that ids can't have made a dash.
fn slug(text: &str) -> String {
    let dashed: String = text
        .chars()
        .take(63)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    dashed.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// Reads text that stands in one line; `what` names it.
pub(super) fn line(text: &str, what: &str, site: &Site, found: &mut Found) -> String {
    if text.trim().is_empty() {
        found.push(invalid(format!("{what} is blank"), site.value()).help("write one line of text"));
    } else if text.trim_end().contains('\n') {
        found.push(
            invalid(format!("{what} has more than one line"), site.value()).help("write one line of text"),
        );
    } else if text.contains("{{") {
        let message = format!("{what} cannot hold `{{{{ … }}}}`");
        let fault = Diagnostic::error(Code::TemplateSyntax, message).at(site.value());
        found.push(fault.help("facts of the partner are filled into `instructions` alone"));
    }
    text.trim().to_owned()
}

/// Reads a duration.
pub(super) fn span(text: &RawDuration, site: &Site, found: &mut Found) -> Option<Span> {
    text.0
        .parse()
        .map_err(|error: crate::calendar::SpanError| found.push(invalid(error.to_string(), site.value())))
        .ok()
}

/// Reads a duration of at least `least` units; `what` names it.
pub(super) fn span_from(
    least: i64,
    text: &RawDuration,
    what: &str,
    site: &Site,
    found: &mut Found,
) -> Option<Span> {
    let span = span(text, site, found)?;
    if span.amount() < least {
        let bound = if least > 0 { "more than nothing" } else { "nothing or more" };
        let message = format!("{what} is `{}`; it must be {bound}", text.0.trim());
        found.push(invalid(message, site.value()).help("write one such as `10 business days`"));
        return None;
    }
    Some(span)
}

/// Reads a day.
pub(super) fn date(text: &RawDate, site: &Site, found: &mut Found) -> Option<NaiveDate> {
    let written = text.0.as_str();
    let date = NaiveDate::parse_from_str(written, "%Y-%m-%d").ok().filter(|_| written.len() == 10);
    if date.is_none() {
        let message = format!("`{written}` is not a day");
        found.push(invalid(message, site.value()).help("write year, month and day, as in `2026-12-31`"));
    }
    date
}

/// Judges inclusive bounds, and returns whether something may lie between them.
pub(super) fn bounds(min: Option<f64>, max: Option<f64>, site: &Site, found: &mut Found) -> bool {
    let mut are_sound = true;
    for (key, bound) in [("min", min), ("max", max)] {
        if bound.is_some_and(|bound| !bound.is_finite()) {
            let fault = invalid(format!("`{key}` is not a finite number"), site.key(key).value());
            found.push(fault.help("leave the key out where there is no bound"));
            are_sound = false;
        }
    }
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        let message = format!("`min` ({min}) is more than `max` ({max}), so nothing lies between");
        found.push(invalid(message, site.key("min").value()).help("exchange the two"));
        are_sound = false;
    }
    are_sound
}

/// Reads choices: one at least, each a line without a comma, none twice.
pub(super) fn choices(choices: Option<&[String]>, site: &Site, found: &mut Found) -> Vec<String> {
    let Some(choices) = choices else {
        let fault = Diagnostic::error(Code::MissingKey, "the key `choices` is missing")
            .at(site.key("choices").name());
        found.push(fault.help("list the choices, as in `choices: [starter, growth]`"));
        return Vec::new();
    };
    let site = site.key("choices");
    if choices.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`choices` is empty, so no answer would do")
            .at(site.value());
        found.push(fault.help("list the choices"));
    }
    if choices.len() > MOST_CHOICES {
        let message = format!("there are {} choices; at most {MOST_CHOICES} are read", choices.len());
        found.push(invalid(message, site.name()).help("ask for text instead"));
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    for (position, choice) in choices.iter().enumerate() {
        let site = site.index(position);
        if choice.contains(',') {
            // A list of choices is written with commas on the command line.
            found.push(
                invalid(format!("the choice `{choice}` holds a comma"), site.value())
                    .help("choose a word without"),
            );
        } else if choice.chars().count() > LONGEST_CHOICE {
            let message = format!("the choice is longer than {LONGEST_CHOICE} characters");
            found.push(invalid(message, site.value()).help("choose a word, and explain it in `about`"));
        } else if choice.trim() != choice {
            found.push(
                invalid(format!("the choice `{choice}` begins or ends with a space"), site.value())
                    .help("remove it"),
            );
        } else {
            line(choice, "the choice", &site, found);
        }
        if !seen.insert(choice) {
            let message = format!("the choice `{choice}` stands twice");
            found.push(Diagnostic::error(Code::DuplicateId, message).at(site.value()).help("remove one"));
        }
    }
    choices.to_vec()
}

/// Reports what stands twice in a list.
pub(super) fn unique<'a>(texts: impl IntoIterator<Item = &'a str>, site: &Site, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (position, text) in texts.into_iter().enumerate() {
        if !seen.insert(text) {
            let message = format!("`{text}` stands twice");
            found.push(
                Diagnostic::error(Code::DuplicateId, message)
                    .at(site.index(position).value())
                    .help("remove one"),
            );
        }
    }
}

/// Reads a list of ids.
pub(super) fn ids(list: Option<&Vec<RawId>>, site: &Site, found: &mut Found) -> Vec<Id> {
    let list = list.map_or(&[] as &[RawId], Vec::as_slice);
    unique(list.iter().map(|id| id.0.as_str()), site, found);
    let read = |(position, text): (usize, &RawId)| id(&text.0, site.index(position).value(), found);
    list.iter().enumerate().filter_map(read).collect()
}

/// Returns Markdown as it is kept: without space at its end.
pub(super) fn markdown(text: Option<&String>) -> String {
    text.map(|text| text.trim_end().to_owned()).unwrap_or_default()
}
