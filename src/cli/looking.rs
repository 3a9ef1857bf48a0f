//! Checks that look: at a file, or as a person did. In come an item and what the person said of it, out comes what was
//! read, or why it cannot be.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::CliError;
use crate::check::file::{self, Opened};
use crate::check::{CheckFault, Reading, csv, filled, json, junit};
use crate::partner::{Finding, Partner};
use crate::playbook::model::figure;
use crate::playbook::model::{Check, Item, Metric};

/// What a person says of one item.
#[derive(Debug, clap::Args)]
pub(super) struct Said {
    /// Look at this file in place of the one that the playbook names
    #[arg(long, value_name = "PATH", requires = "items", value_hint = clap::ValueHint::FilePath)]
    file: Option<String>,
    /// You looked, and it is well
    #[arg(long, requires = "items", conflicts_with_all = ["failed", "file"])]
    passed: bool,
    /// You looked, and it is not: say why
    #[arg(long, value_name = "TEXT", requires = "items", conflicts_with = "file")]
    failed: Option<String>,
    /// A figure that you give; may be repeated
    #[arg(long, value_name = "ID=NUMBER", requires = "items")]
    metric: Vec<String>,
}

impl Said {
    /// Tells whether anything is said.
    pub(super) fn is_anything(&self) -> bool {
        self.is_of_a_look() || self.file.is_some()
    }

    fn is_of_a_look(&self) -> bool {
        self.passed || self.failed.is_some() || !self.metric.is_empty()
    }

    /// Refuses what is said of an item whose check acts.
    pub(super) fn refuse_for(&self, item: &Item) -> Result<(), CliError> {
        if !self.is_anything() {
            return Ok(());
        }
        let kind = item.check.as_ref().map_or("", Check::kind);
        let message = format!("`{}` is decided by its {kind} check, not by what you say", item.address);
        Err(CliError::usage(message).hint("leave out --file, --passed, --failed and --metric"))
    }
}

/// Makes one check; or says why it cannot be made. `folder` is where the person is, `root` that of the workspace.
pub(super) fn look(
    folder: &Path,
    root: &Path,
    said: &Said,
    partner: &Partner,
    item: &Item,
) -> Result<Result<Reading, String>, CliError> {
    let looked_at = |path: &str| match &said.file {
        _ if said.is_of_a_look() => {
            let message = format!("`{}` is decided by a file, not by what you say", item.address);
            Err(CliError::usage(message)
                .hint(format!("name one: aboard check {} {} --file PATH", partner.id, item.address)))
        }
        Some(path) => Ok(file::named(&folder.join(path), path)),
        None => Ok(file::of_workspace(root, &filled(path, partner))),
    };
    let read: Result<Reading, CheckFault> = match &item.check {
        Some(Check::Manual { ask, metrics }) => return by_hand(said, partner, item, ask, metrics),
        Some(Check::Junit { file, least }) => {
            let bytes = looked_at(file)?.and_then(Opened::bytes);
            bytes.and_then(|(bytes, source)| junit::read(&bytes, source, *least))
        }
        Some(Check::Json { file, lines, least, assertions, figures }) => {
            let asked = json::Asked { lines: *lines, least: *least, assertions, figures };
            let bytes = looked_at(file)?.and_then(Opened::bytes);
            bytes.and_then(|(bytes, source)| json::read(&bytes, source, asked))
        }
        Some(Check::Csv(table)) => {
            let open = |path: &str| file::of_workspace(root, &filled(path, partner));
            let asked = csv::Asked { table, open: &open, folder: &std::env::temp_dir() };
            looked_at(&table.file)?.and_then(|file| csv::read(file, asked))
        }
        // Those that act have acted.
        Some(Check::Http(_) | Check::Command(_) | Check::Webhook(_) | Check::Deliveries(_)) | None => {
            return Ok(Err("it has no check that looks".to_owned()));
        }
    };
    Ok(read.map_err(|fault| fault.to_string()))
}

fn by_hand(
    said: &Said,
    partner: &Partner,
    item: &Item,
    ask: &str,
    metrics: &[Metric],
) -> Result<Result<Reading, String>, CliError> {
    let address = &item.address;
    if said.file.is_some() {
        let message = format!("the check of `{address}` reads no file: {ask}");
        return Err(CliError::usage(message).hint("say what you saw with --passed, or with --failed TEXT"));
    }
    let outcome = match (&said.failed, said.passed) {
        (Some(_), _) => Finding::Failed,
        (None, true) => Finding::Passed,
        (None, false) if !said.metric.is_empty() => {
            return Err(CliError::usage("figures alone do not say whether it is well")
                .hint("say it with --passed, or with --failed TEXT"));
        }
        (None, false) => {
            let asked: String = metrics.iter().map(|metric| format!(" --metric {}=…", metric.id)).collect();
            return Ok(Err(format!("{ask}: aboard check {} {address} --passed{asked}", partner.id)));
        }
    };
    let mut given = BTreeMap::new();
    for word in &said.metric {
        let (id, value) = word.split_once('=').ok_or_else(|| {
            CliError::usage(format!("`{word}` is no figure")).hint("write --metric ID=NUMBER")
        })?;
        let known = metrics.iter().map(|metric| metric.id.as_str());
        let metric = metrics.iter().find(|metric| metric.id.as_str() == id);
        let metric = metric.ok_or_else(|| CliError::unknown("metric", id, known))?;
        let number: Option<f64> = value.parse().ok().filter(|number: &f64| number.is_finite());
        let number =
            number.ok_or_else(|| CliError::usage(format!("`{value}` is no number, and `{id}` is one")))?;
        if given.insert(metric.id.clone(), number).is_some() {
            return Err(CliError::usage(format!("the metric `{id}` is given twice")));
        }
    }
    let figure = |metric: &Metric| {
        let unit = if metric.unit.is_empty() { String::new() } else { format!(" {}", metric.unit) };
        given.get(&metric.id).map(|value| format!("{} {}{unit}", metric.id, figure::told(*value)))
    };
    let figures: Vec<String> = metrics.iter().filter_map(figure).collect();
    let told = match &said.failed {
        Some(why) => why.clone(),
        None if figures.is_empty() => "looked at by hand".to_owned(),
        None => figures.join(", "),
    };
    Ok(Ok(Reading { outcome, said: told, metrics: given, source: None }))
}
