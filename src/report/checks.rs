//! What the checks of one run said. Enter: items with what was read of each; leave: plain values.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::moment::Instant;
use super::version::FormatVersion;
use crate::partner::{Finding, Source};
use crate::playbook::id::Id;
use crate::playbook::model::{Check, Deliveries, Http, Item, Metric, Spoilt, Times};

/// What the checks of one run said.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "What checks said: aboard check --format json")]
pub struct Checks {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "checks"))]
    pub kind: String,
    /// The moment of the run.
    pub now: Instant,
    /// The partner.
    pub partner: String,
    /// The commit that records it; none where nothing could be recorded, or nothing was to be.
    pub commit: Option<String>,
    /// What each said, in the order of the playbook.
    pub checks: Vec<CheckLine>,
    /// What a person looked at before and need not look at again yet, in the order of the playbook.
    pub still_holds: Vec<HeldLine>,
    /// What the run taught, as it was given.
    pub learnings: Vec<String>,
    /// What is to change where the two sides' systems meet, as it was given.
    pub interface_changes: Vec<String>,
}

/// What a person looked at before, and still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldLine {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// When it was looked at.
    pub on: Instant,
    /// What was said then.
    pub said: String,
}

impl HeldLine {
    /// Tells that it holds, and since when.
    #[must_use]
    pub fn told(&self) -> String {
        format!("looked at on {}, and still holds", self.on.format("%Y-%m-%d"))
    }
}

/// What one check said.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CheckLine {
    /// The item.
    pub item: String,
    /// Its title.
    pub title: String,
    /// How it is checked.
    pub check: String,
    /// What it came to.
    pub outcome: CheckOutcome,
    /// Why, in one line.
    pub said: String,
    /// How many milliseconds it took; none where it looked at a file, or a person did.
    pub took_ms: Option<u32>,
    /// What it counted and measured.
    pub metrics: BTreeMap<String, f64>,
    /// The file that it was read from.
    pub source: Option<SourceNote>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceNote {
    /// Its name, without the folder.
    pub name: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// All that it asks holds.
    Passed,
    /// Something that it asks does not hold.
    Failed,
    /// There was too little to judge by.
    Insufficient,
    /// It could not be made, so nothing is recorded of it.
    NotMade,
}

impl CheckOutcome {
    /// Returns the words for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CheckOutcome::Passed => "passed",
            CheckOutcome::Failed => "failed",
            CheckOutcome::Insufficient => "insufficient data",
            CheckOutcome::NotMade => "not made",
        }
    }
}

impl From<Finding> for CheckOutcome {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::Passed => CheckOutcome::Passed,
            Finding::Failed => CheckOutcome::Failed,
            Finding::Insufficient => CheckOutcome::Insufficient,
        }
    }
}

/// Tells in words what a check asks for.
pub(super) fn asked(check: &Check) -> String {
    match check {
        Check::Manual { ask, metrics } if metrics.is_empty() => ask.clone(),
        Check::Manual { ask, metrics } => {
            let figure = |metric: &Metric| match metric.unit.as_str() {
                "" => format!("{} ({})", metric.id, metric.ask),
                unit => format!("{} ({}, in {unit})", metric.id, metric.ask),
            };
            format!("{ask}; figures: {}", metrics.iter().map(figure).collect::<Vec<_>>().join(", "))
        }
        Check::Json { file, lines, least, assertions, figures } => {
            let each = match (lines, least) {
                (false, _) => "a document".to_owned(),
                (true, 1) => "documents".to_owned(),
                (true, least) => format!("{least} documents at least"),
            };
            let ids = assertions.iter().map(|one| &one.id).chain(figures.iter().map(|(id, _)| id));
            let ids = ids.map(Id::as_str).collect::<Vec<_>>().join(", ");
            format!("{each} of JSON with {ids}, in {file}")
        }
        Check::Http(http) => asked_over_http(http),
        Check::Webhook(webhook) => {
            let status: Vec<String> = webhook.status.iter().map(ToString::to_string).collect();
            let what = match webhook.spoilt {
                None => "a signed event".to_owned(),
                Some(Spoilt::Forged) => "a forged event".to_owned(),
                Some(Spoilt::Unsigned) => "an event that is not signed".to_owned(),
                Some(Spoilt::Old(seconds)) => format!("an event of {seconds} s ago"),
            };
            format!("{what} to {} is answered by {}", webhook.path, status.join(" or "))
        }
        Check::Deliveries(deliveries) => delivered(deliveries),
        Check::Command(program) => {
            let ids =
                program.assertions.iter().map(|one| &one.id).chain(program.figures.iter().map(|(id, _)| id));
            let ids: Vec<&str> = ids.map(Id::as_str).collect();
            let with = if ids.is_empty() {
                String::new()
            } else {
                format!(" and prints JSON with {}", ids.join(", "))
            };
            format!("`{}` ends well{with}, in {} s at most", program.run.join(" "), program.within)
        }
        Check::Csv(table) => {
            let rows =
                if table.least == 1 { "rows".to_owned() } else { format!("{} rows at least", table.least) };
            let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            let may = if table.most_failed > 0.0 {
                format!(", of which {} % may fail", table.most_failed)
            } else {
                String::new()
            };
            format!("{rows} of CSV with {}{may}, in {}", names.join(", "), table.file)
        }
        Check::Junit { file, least } => {
            let tests = if *least == 1 { "a test" } else { &format!("{least} tests") };
            format!("report of {tests} at least, none of which failed, in {file}")
        }
    }
}

fn delivered(deliveries: &Deliveries) -> String {
    let Deliveries { path, least, within, retries, .. } = deliveries;
    let messages = if *least == 1 { "a signed event".to_owned() } else { format!("{least} signed events") };
    let ids: Vec<&str> = deliveries.assertions.iter().map(|one| one.id.as_str()).collect();
    let with = if ids.is_empty() { String::new() } else { format!(" with {}", ids.join(", ")) };
    let again = match retries {
        0 => String::new(),
        1 => ", one of which is refused and comes again".to_owned(),
        more => format!(", {more} of which are refused and come again"),
    };
    let ordered = deliveries.ordered.as_ref();
    let ordered = ordered.map_or_else(String::new, |at| format!(", in the order of {at}"));
    format!("{messages}{with} to {path}{again}{ordered}, within {within} s")
}

fn asked_over_http(http: &Http) -> String {
    let status: Vec<String> = http.status.iter().map(ToString::to_string).collect();
    let ids = http.assertions.iter().map(|one| &one.id).chain(http.figures.iter().map(|(id, _)| id));
    let ids: Vec<&str> = ids.map(Id::as_str).collect();
    let with = if ids.is_empty() { String::new() } else { format!(" with {}", ids.join(", ")) };
    let who = if http.credentials { "" } else { ", without credentials" };
    let certificate = match http.certificate_days {
        Some(days) => format!(", under a certificate that lasts {days} days at least"),
        None => String::new(),
    };
    let times = match &http.times {
        Times::Once => String::new(),
        Times::Sample { count, most_failed, .. } if *most_failed > 0.0 => {
            format!(", of {count} requests all but {most_failed} %")
        }
        Times::Sample { count, .. } => format!(", each of {count} requests"),
        Times::Until(tries) => format!(", by {tries} requests at most"),
        Times::Same(at) => format!(", twice with the same {at}"),
    };
    format!(
        "{} {}{who} is answered by {}{with}{certificate}{times}",
        http.method,
        http.path,
        status.join(" or ")
    )
}

impl Checks {
    /// Makes a run without checks.
    #[must_use]
    pub fn new(now: Instant, partner: &str) -> Self {
        let (kind, partner) = ("checks".to_owned(), partner.to_owned());
        Checks {
            format_version: FormatVersion,
            kind,
            now,
            partner,
            commit: None,
            checks: Vec::new(),
            still_holds: Vec::new(),
            learnings: Vec::new(),
            interface_changes: Vec::new(),
        }
    }

    /// Adds what the check of an item said, or why it could not be made.
    pub fn add(
        &mut self,
        item: &Item,
        outcome: CheckOutcome,
        said: String,
        took_ms: Option<u32>,
        metrics: &BTreeMap<Id, f64>,
        source: Option<&Source>,
    ) {
        self.checks.push(CheckLine {
            item: item.address.to_string(),
            title: item.title.clone(),
            check: item.check.as_ref().map_or("", |check| check.kind()).to_owned(),
            outcome,
            said,
            took_ms,
            metrics: metrics.iter().map(|(id, value)| (id.to_string(), *value)).collect(),
            source: source
                .map(|source| SourceNote { name: source.name.clone(), sha256: source.sha256.clone() }),
        });
    }

    /// Adds what a person looked at before, at this moment, and still holds.
    pub fn hold(&mut self, item: &Item, on: Instant, said: &str) {
        let (title, said) = (item.title.clone(), said.to_owned());
        self.still_holds.push(HeldLine { item: item.address.to_string(), title, on, said });
    }

    /// Tells whether a check came to this.
    #[must_use]
    pub fn has(&self, outcome: CheckOutcome) -> bool {
        self.checks.iter().any(|check| check.outcome == outcome)
    }
}
