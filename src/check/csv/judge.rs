//! What must hold of a value: in come a column of the playbook and a value, out comes what does not hold.

use std::collections::HashSet;

use regex::Regex;

use super::form;
use super::listed::Values;
use super::print::Printer;
use super::quote;
use crate::check::CheckFault;
use crate::check::file::Opened;
use crate::playbook::model::{Bound, Column};
use crate::playbook::pattern;

/// A column of the playbook, made ready.
pub(super) struct Judge<'a> {
    pub(super) column: &'a Column,
    pattern: Option<Regex>,
    one_of: HashSet<&'a str>,
    listed: Option<Values<'a>>,
}

/// What does not hold of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fails {
    NotText,
    Empty,
    Type,
    Bound(Bound),
    Strange,
    Pattern,
    Unlisted,
}

impl<'a> Judge<'a> {
    /// Makes a column ready, with the values of the other file that it may ask for.
    pub(super) fn new(
        column: &'a Column,
        open: &dyn Fn(&str) -> Result<Opened, CheckFault>,
        printer: &'a Printer,
    ) -> Result<Self, CheckFault> {
        let Column { name, pattern, one_of, within, .. } = column;
        let bad = |why| CheckFault::BadPattern { column: name.clone(), why };
        let pattern = pattern.as_ref().map(|text| pattern::whole(text).map_err(bad)).transpose()?;
        let listed = within.as_ref().map(|listed| Values::read(listed, open(&listed.file)?, printer));
        let one_of = one_of.iter().map(String::as_str).collect();
        Ok(Judge { column, pattern, one_of, listed: listed.transpose()? })
    }

    /// Says what does not hold of a value first.
    pub(super) fn failing(&self, value: &[u8]) -> Option<Fails> {
        let column = self.column;
        if column.required && value.trim_ascii().is_empty() {
            return Some(Fails::Empty);
        }
        if value.is_empty() {
            return None;
        }
        let Ok(text) = std::str::from_utf8(value) else { return Some(Fails::NotText) };
        if !form::fits(column.kind, text) {
            return Some(Fails::Type);
        }
        if !column.bounds.is_empty() {
            let holds = |bound: &&Bound| text.parse().is_ok_and(|number| bound.holds(number));
            if let Some(bound) = column.bounds.iter().find(|bound| !holds(bound)) {
                return Some(Fails::Bound(*bound));
            }
        }
        if !self.one_of.is_empty() && !self.one_of.contains(text) {
            return Some(Fails::Strange);
        }
        if self.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
            return Some(Fails::Pattern);
        }
        self.listed.as_ref().is_some_and(|listed| !listed.has(value)).then_some(Fails::Unlisted)
    }

    /// Tells what does not hold of a value.
    pub(super) fn told(&self, fails: Fails, value: &[u8]) -> String {
        let Column { name, kind, one_of, within, .. } = self.column;
        let why = match fails {
            Fails::Empty => return format!("{name}: nothing stands there"),
            Fails::NotText => "is not UTF-8".to_owned(),
            Fails::Type => format!("is not {}", kind.told()),
            Fails::Bound(bound) => format!("is not {} {}", bound.operator.told(), bound.value),
            Fails::Strange => match one_of.as_slice() {
                [only] => format!("is not {only}"),
                [first, second] => format!("is neither {first} nor {second}"),
                several => format!("is none of the {} that may stand", several.len()),
            },
            Fails::Pattern => "does not fit the pattern".to_owned(),
            Fails::Unlisted => {
                format!("is not in {}", within.as_ref().map_or("the other file", |listed| &listed.file))
            }
        };
        format!("{name}: {} {why}", quote(value))
    }
}
