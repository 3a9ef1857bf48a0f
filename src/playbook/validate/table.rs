//! Checks of files of CSV: columns that ask for something that can hold.

use super::bounds;
use super::check::file;
use super::forms;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::{Check, Column, ColumnType, Listed, Table};
use crate::playbook::pattern;
use crate::playbook::raw::{RawColumn, RawCsv, RawListed};

/// How many columns may be looked at, and how many values listed in place.
const MOST: usize = 500;

pub(super) fn csv_check(raw: &RawCsv, site: &Site, found: &mut Found) -> Option<Check> {
    let least = raw.least.unwrap_or(1);
    if least == 0 {
        let fault = forms::invalid("a file without rows shows nothing", site.key("least").value());
        found.push(fault.help("write 1 or more"));
    }
    let most_failed = raw.most_failed.unwrap_or(0.0);
    if !(0.0..=100.0).contains(&most_failed) {
        let fault = forms::invalid("`most_failed` is no percentage", site.key("most_failed").value());
        found.push(fault.help("write how many of 100 rows may fail, as in `0.5`"));
    }
    let delimiter = delimiter(raw.delimiter.as_deref(), site, found);
    if raw.columns.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "the check asks for nothing")
            .at(site.key("columns").name());
        found.push(
            fault.help("name the columns that must be there, as in `sku: { required: true, unique: true }`"),
        );
    }
    let count = raw.columns.iter().count();
    if count > MOST {
        let message = format!("there are {count} columns; at most {MOST} are looked at");
        found.push(forms::invalid(message, site.key("columns").name()).help("make checks of several"));
        return None;
    }
    let columns =
        raw.columns.iter().map(|(name, raw)| column(name, raw, &site.key("columns").key(name), found));
    let columns: Vec<Option<Column>> = columns.collect();
    let sha256 = raw.sha256.as_ref().map(|path| file(path, &site.key("sha256"), found));
    Some(Check::Csv(Table {
        file: file(&raw.file, &site.key("file"), found)?,
        delimiter: delimiter?,
        least,
        most_failed,
        sha256: match sha256 {
            None => None,
            Some(read) => Some(read?),
        },
        columns: columns.into_iter().collect::<Option<_>>()?,
    }))
}

fn column(name: &str, raw: &RawColumn, site: &Site, found: &mut Found) -> Option<Column> {
    heading(name, site.name(), found);
    let kind = raw.kind.unwrap_or_default();
    let given =
        [("below", raw.below), ("at_most", raw.at_most), ("above", raw.above), ("at_least", raw.at_least)];
    let bounds = bounds::range(given, site, found);
    let bounded = given.iter().find(|(_, value)| value.is_some());
    if let Some((key, _)) = bounded.filter(|_| !kind.is_number()) {
        let fault = forms::invalid("bounds are held to numbers", site.key(key).name());
        found.push(fault.help("write `type: number` or `type: integer`, or remove the bound"));
    }
    if raw.one_of.is_some() && kind != ColumnType::Text {
        let message =
            format!("`one_of` lists the values themselves, and `type` says that each is {}", kind.told());
        found.push(forms::invalid(message, site.key("type").name()).help("remove one of the two"));
    }
    let pattern = raw.pattern.as_ref().map(|text| fitting(text, &site.key("pattern"), found));
    let within = raw.within.as_ref().map(|raw| listed(raw, &site.key("in"), found));
    Some(Column {
        name: name.to_owned(),
        kind,
        required: raw.required.unwrap_or_default(),
        unique: raw.unique.unwrap_or_default(),
        bounds,
        pattern: match pattern {
            None => None,
            Some(read) => Some(read?),
        },
        one_of: raw
            .one_of
            .as_ref()
            .map(|texts| one_of(texts, &site.key("one_of"), found))
            .unwrap_or_default(),
        within: match within {
            None => None,
            Some(read) => Some(read?),
        },
    })
}

/// Judges the name of a column, which a file can have in its heading.
fn heading(name: &str, place: Place, found: &mut Found) {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        let message = format!("no column is called `{}`", name.escape_debug());
        found.push(forms::invalid(message, place).help("write the name as it stands in the heading"));
    }
}

/// Reads what stands between two values: a comma where nothing is said.
fn delimiter(text: Option<&str>, site: &Site, found: &mut Found) -> Option<char> {
    let Some(text) = text else { return Some(',') };
    match text.chars().collect::<Vec<_>>().as_slice() {
        ['t', 'a', 'b'] | ['\t'] => Some('\t'),
        [one] if one.is_ascii_punctuation() && *one != '"' => Some(*one),
        _ => {
            let message = format!("`{}` cannot stand between values", text.escape_debug());
            let help = "write one character, such as `\",\"`, `\";\"` or `\"|\"`, or `tab`";
            found.push(forms::invalid(message, site.key("delimiter").value()).help(help));
            None
        }
    }
}

/// Judges a pattern.
fn fitting(text: &str, site: &Site, found: &mut Found) -> Option<String> {
    if !found.may_judge_pattern(pattern::cost(text)) {
        let fault = forms::invalid("there are more patterns than are read in one file", site.value());
        found.push(fault.help("say what values are by `type`, `one_of` or `in` where that does"));
        return None;
    }
    match pattern::judge(text) {
        Ok(()) => Some(text.to_owned()),
        Err(why) => {
            let fault = forms::invalid(format!("the pattern cannot be read: {why}"), site.value());
            found.push(
                fault.help(
                    "write a regular expression, as in `[A-Z0-9-]{3,40}`: it matches values as a whole",
                ),
            );
            None
        }
    }
}

fn one_of(texts: &[String], site: &Site, found: &mut Found) -> Vec<String> {
    if texts.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`one_of` is empty, so no value would do");
        found.push(fault.at(site.value()).help("list the values"));
    }
    if texts.len() > MOST {
        let message = format!("there are {} values; at most {MOST} are listed in place", texts.len());
        let help = "keep them in a file, and name it: `in: { file: …, column: … }`";
        found.push(forms::invalid(message, site.name()).help(help));
        return Vec::new();
    }
    if let Some(position) = texts.iter().position(String::is_empty) {
        let fault = forms::invalid("an empty value is listed", site.index(position).value());
        found.push(fault.help("remove it: values may be empty where `required` does not forbid it"));
    }
    forms::unique(texts.iter().map(String::as_str), site, found);
    texts.to_vec()
}

fn listed(raw: &RawListed, site: &Site, found: &mut Found) -> Option<Listed> {
    let column = raw.column.as_str();
    heading(column, site.key("column").value(), found);
    let delimiter = delimiter(raw.delimiter.as_deref(), site, found);
    Some(Listed {
        file: file(&raw.file, &site.key("file"), found)?,
        column: column.to_owned(),
        delimiter: delimiter?,
    })
}
