//! Programs that check: arguments without a shell, files that stay in the workspace, variables that have names.

use std::collections::BTreeSet;

use super::check::{asserted, figures, file};
use super::forms;
use super::http::template;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::load::Files;
use crate::playbook::model::{Check, PROGRAM_METRICS, Program};
use crate::playbook::raw::RawProgram;

/// What every program is told in; nobody else's value is to stand there.
const OWN: &str = "ABOARD_";

pub(super) fn program_check(raw: &RawProgram, site: &Site, found: &mut Found) -> Option<Check> {
    let read = |(at, path): (usize, &String)| {
        let site = site.key("files").index(at);
        if path.contains("{{") {
            let fault = forms::invalid("which files it needs is the same for every partner", site.value());
            found.push(fault.help("name the file as it is"));
            return None;
        }
        file(path, &site, found)
    };
    let files: Vec<String> = raw.files.iter().flatten().enumerate().filter_map(read).collect();
    for (at, word) in raw.run.iter().enumerate() {
        template(word, &site.key("run").index(at), found);
    }
    match raw.run.first() {
        None => {
            let fault =
                Diagnostic::error(Code::EmptyAssertion, "`run` names no program").at(site.key("run").name());
            found.push(fault.help("write it with its arguments, as in [python3, checks/contract.py]"));
        }
        Some(program) if program.trim().is_empty() || program.contains("{{") => {
            let fault =
                forms::invalid("the program is the same for every partner", site.key("run").index(0).value());
            found.push(fault.help("name it as it is"));
        }
        // Found by its path, it is one of the workspace's, and seen by who trusts it.
        Some(program)
            if program.contains(['/', '\\']) && !program.starts_with('/') && !files.contains(program) =>
        {
            let message = format!("`{}` is none of the `files` that it gets", program.escape_debug());
            let fault = forms::invalid(message, site.key("run").index(0).value());
            found.push(fault.help("name it in `files` as well"));
        }
        Some(_) => {}
    }
    let within = forms::among(1..=3600, raw.within, 60, (site, "within"), found);
    let mut known = BTreeSet::new();
    let mut variables = |key: &str, names: Option<&Vec<String>>| {
        for (at, name) in names.into_iter().flatten().enumerate() {
            let place = site.key(key).index(at).value();
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit());
            if !is_name || name.starts_with(OWN) {
                let message = format!("`{}` is no variable that is passed on", name.escape_debug());
                found.push(forms::invalid(message, place).help("write a name such as ACME_TOKEN"));
            } else if !known.insert(name.clone()) {
                found.push(
                    Diagnostic::error(Code::DuplicateId, format!("`{name}` is passed on twice"))
                        .at(place)
                        .help("name it once"),
                );
            }
        }
        names.cloned().unwrap_or_default()
    };
    let passed = variables("variables", raw.variables.as_ref());
    let secrets = variables("secrets", raw.secrets.as_ref());
    let assertions = asserted(raw.assertions.as_ref(), site, found);
    let figures = figures(raw.figures.as_ref(), &PROGRAM_METRICS, site, found);
    let run = raw.run.clone();
    Some(Check::Command(Box::new(Program {
        run,
        files,
        variables: passed,
        secrets,
        within,
        assertions,
        figures,
    })))
}

/// Tells of files that it needs, and that are not there.
pub(super) fn there(program: &Program, site: &Site, files: &dyn Files, found: &mut Found) {
    for (at, path) in program.files.iter().enumerate().filter(|(_, path)| !files.exists(path)) {
        let fault = Diagnostic::of(Code::DeadLink, format!("there is no file `{}`", path.escape_debug()));
        let fault = fault.at(site.key("files").index(at).value());
        found.push(
            fault.help("mend the path, which is relative to the root of the workspace, or add the file"),
        );
    }
}
