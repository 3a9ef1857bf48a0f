//! Success criteria: each asks for a figure that a check gives, by one bound. And what a stage that tests must have
//! beside them.

use super::bounds::{self, Given};
use super::condition;
use super::forms;
use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::model::{
    Bound, CSV_METRICS, Check, Checklist, Criterion, DELIVERIES_METRICS, HTTP_METRICS, Item, JSON_METRICS,
    JUNIT_METRICS, MOST_RUNS, Operator, PROGRAM_METRICS, Stage, Take, TestData, Window,
};
use crate::playbook::raw::{Entries, RawCriterion, RawId, RawStage, RawTestData, RawWindow};

/// Reads the criteria of the stage at `position`; `checklists` are those that could be read.
pub(super) fn criteria(
    raw: &RawStage,
    position: usize,
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Vec<Criterion> {
    let site = site.key("criteria");
    if raw.criteria.as_ref().is_some_and(Entries::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`criteria` asks for nothing").at(site.name());
        found.push(fault.help("ask for something, or remove it"));
    }
    let read = |(name, raw): (&str, &RawCriterion)| {
        criterion(name, raw, position, checklists, known, &site.key(name), found)
    };
    raw.criteria.iter().flat_map(Entries::iter).filter_map(read).collect()
}

fn criterion(
    name: &str,
    raw: &RawCriterion,
    position: usize,
    checklists: &[Checklist],
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) -> Option<Criterion> {
    let id = forms::id(name, site.name(), found);
    let title = forms::line(&raw.title, "the title", &site.key("title"), found);
    let bound = bounds::one(
        [("below", raw.below), ("at_most", raw.at_most), ("above", raw.above), ("at_least", raw.at_least)],
        site,
        found,
    );
    if matches!(bound, Given::None) {
        let fault = Diagnostic::error(Code::MissingKey, "the criterion has no bound").at(site.name());
        found.push(fault.help("write one of `below`, `at_most`, `above`, `at_least`"));
    }
    let bound = bound.sound();
    if let (Some(bound), Some(warn)) = (bound, raw.warn) {
        warning(bound, warn, &site.key("warn"), found);
    }
    let window = raw.window.as_ref().map(|raw| window(raw, &site.key("window"), found));
    if raw.of_baseline {
        relative(bound, window, site, found);
    }
    let when = raw.when.as_ref().and_then(|when| condition::when(when, known, &site.key("when"), found));
    let mut day = |key: &str, date: Option<&crate::playbook::raw::RawDate>| {
        date.and_then(|date| forms::date(date, &site.key(key), found))
    };
    let effective_from = day("effective_from", raw.effective_from.as_ref());
    let effective_until = day("effective_until", raw.effective_until.as_ref());
    if let (Some(from), Some(until)) = (effective_from, effective_until)
        && from > until
    {
        let fault = forms::invalid("it ends before it begins", site.key("effective_until").value());
        found.push(fault.help("exchange the two days"));
    }
    let source = raw.source.as_ref();
    let source = source.map(|source| forms::line(source, "the source", &site.key("source"), found));
    let of = known.item(&raw.of, None, &site.key("of"), found);
    let item = of.as_ref().and_then(|of| find(checklists, of));
    if let Some(item) = item {
        checked(item, position, known, &site.key("of"), found);
    }
    let mut metric = |metric: &RawId, site: &Site| metric_of(item, metric, site, found);
    let figure = metric(&raw.metric, &site.key("metric"));
    let sample = raw
        .sample
        .as_ref()
        .map(|sample| (metric(&sample.metric, &site.key("sample").key("metric")), sample.least));
    let floor =
        raw.floor.as_ref().map(|floor| (metric(&floor.metric, &site.key("or").key("metric")), floor.below));
    let mut number = |what: &str, number: f64, site: &Site| {
        if !number.is_finite() {
            found.push(forms::invalid(format!("{what} is no finite number"), site.value()));
        }
    };
    if let Some((_, least)) = &sample {
        number("the least sample", *least, &site.key("sample").key("least"));
    }
    if let Some((_, below)) = &floor {
        number("the count", *below, &site.key("or").key("below"));
    }
    let with = |part: Option<(Option<Id>, f64)>| match part {
        None => Some(None),
        Some((metric, value)) => metric.map(|metric| Some((metric, value))),
    };
    Some(Criterion {
        id: id?,
        title,
        of: of?,
        metric: figure?,
        bound: bound?,
        of_baseline: raw.of_baseline,
        warn: raw.warn,
        advisory: raw.advisory,
        window,
        sample: with(sample)?,
        floor: with(floor)?,
        when,
        effective_from,
        effective_until,
        source: source.unwrap_or_default(),
    })
}

/// Refuses a warning that comes with the bound or behind it.
fn warning(bound: Bound, warn: f64, site: &Site, found: &mut Found) {
    let is_before = match bound.operator {
        Operator::Below | Operator::AtMost => warn < bound.value,
        Operator::Above | Operator::AtLeast => warn > bound.value,
    };
    if !is_before || !warn.is_finite() {
        let message = format!("nothing would warn before `{} {}` fails", bound.operator.told(), bound.value);
        let side = if matches!(bound.operator, Operator::Below | Operator::AtMost) { "less" } else { "more" };
        found.push(forms::invalid(message, site.value()).help(format!("write {side} than {}", bound.value)));
    }
}

/// Refuses what no share of a baseline can be, and what is none.
fn relative(bound: Option<Bound>, window: Option<Window>, site: &Site, found: &mut Found) {
    if bound.is_some_and(|bound| bound.value <= 0.0) {
        let message = "no figure is so few percent of its baseline";
        let fault = forms::invalid(message, site.key("of_baseline").value());
        found.push(fault.help("write the bound in percent, as in `at_most: 150`"));
    }
    if window.is_some_and(|window| window.take == Take::Total) {
        let message = "a total of several runs is no share of what one run measured";
        let fault = forms::invalid(message, site.key("window").key("take").value());
        found.push(fault.help("take their mean, or the highest of them"));
    }
}

fn window(raw: &RawWindow, site: &Site, found: &mut Found) -> Window {
    if !(2..=MOST_RUNS).contains(&raw.runs) {
        let message = format!("a window of {} runs", raw.runs);
        let fault = forms::invalid(message, site.key("runs").value());
        found.push(fault.help(format!("write 2 to {MOST_RUNS}; for the last run alone, leave `window` out")));
    }
    let within = raw.within.as_ref();
    let within = within
        .and_then(|text| forms::span_from(1, text, "the time of the window", &site.key("within"), found));
    Window { runs: raw.runs, take: raw.take, within }
}

/// Refuses an item that gives no figures, or gives them too late.
pub(super) fn checked(item: &Item, position: usize, known: &Known<'_>, site: &Site, found: &mut Found) {
    // What is wrong with a check is told by itself.
    if !known.with_check.contains(&(item.address.checklist.as_str(), item.address.item.as_str())) {
        let message = format!("`{}` has no check, so it gives no figures", item.address);
        let fault = Diagnostic::error(Code::UnknownReference, message).at(site.value());
        found.push(fault.help("name an item with a check, or give it one"));
    }
    if known.stages.position(item.stage.as_str()).is_some_and(|stage| stage > position) {
        let message = format!("`{}` is checked in the later stage `{}`", item.address, item.stage);
        found.push(
            forms::invalid(message, site.value()).help("name an item of this stage or of an earlier one"),
        );
    }
}

/// Resolves a metric of the check of an item; of an item that could not be read, any may be right.
pub(super) fn metric_of(item: Option<&Item>, metric: &RawId, site: &Site, found: &mut Found) -> Option<Id> {
    let known: Vec<&str> = match item.map(|item| &item.check) {
        None => return forms::id(&metric.0, site.value(), found),
        // That it has no check is told.
        Some(None) => return None,
        Some(Some(Check::Manual { metrics, .. })) => {
            metrics.iter().map(|metric| metric.id.as_str()).collect()
        }
        Some(Some(Check::Junit { .. })) => JUNIT_METRICS.iter().map(|(id, _)| *id).collect(),
        Some(Some(Check::Csv(_))) => CSV_METRICS.iter().map(|(id, _)| *id).collect(),
        Some(Some(Check::Json { figures, .. })) => {
            let own = JSON_METRICS.iter().map(|(id, _)| *id);
            own.chain(figures.iter().map(|(id, _)| id.as_str())).collect()
        }
        Some(Some(Check::Command(program))) => {
            let own = PROGRAM_METRICS.iter().map(|(id, _)| *id);
            own.chain(program.figures.iter().map(|(id, _)| id.as_str())).collect()
        }
        Some(Some(Check::Webhook(_))) => HTTP_METRICS.iter().map(|(id, _)| *id).collect(),
        Some(Some(Check::Deliveries(_))) => DELIVERIES_METRICS.iter().map(|(id, _)| *id).collect(),
        Some(Some(Check::Http(http))) => {
            let own = HTTP_METRICS.iter().map(|(id, _)| *id);
            own.chain(http.figures.iter().map(|(id, _)| id.as_str())).collect()
        }
    };
    if known.contains(&metric.0.as_str()) {
        return metric.0.parse().ok();
    }
    let fault =
        Diagnostic::error(Code::UnknownReference, format!("the check gives no metric `{}`", metric.0));
    let help =
        if known.is_empty() { "it gives none".to_owned() } else { format!("it gives: {}", known.join(", ")) };
    found.push_meant(fault.at(site.value()), &metric.0, known.iter().copied(), &help);
    None
}

pub(super) fn find<'a>(checklists: &'a [Checklist], address: &ItemRef) -> Option<&'a Item> {
    let checklist = checklists.iter().find(|checklist| checklist.id == address.checklist)?;
    checklist.items.iter().find(|item| item.address == *address)
}

/// Reads what a stage is tested with.
pub(super) fn test_data(raw: &RawStage, site: &Site, found: &mut Found) -> Vec<TestData> {
    let site = site.key("test_data");
    if raw.test_data.as_ref().is_some_and(Vec::is_empty) {
        let fault = Diagnostic::error(Code::EmptyAssertion, "`test_data` names nothing").at(site.name());
        found.push(fault.help("name something, or remove it"));
    }
    let read = |(position, raw): (usize, &RawTestData)| {
        let site = site.index(position);
        TestData {
            what: forms::line(&raw.what, "what it is", &site.key("what"), found),
            place: forms::line(&raw.place, "where it lies", &site.key("place"), found),
            reset: forms::line(&raw.reset, "how it is put back", &site.key("reset"), found),
        }
    };
    raw.test_data.iter().flatten().enumerate().map(read).collect()
}

/// Refuses checks that have no place to ask: of a stage without an environment.
pub(super) fn placed(stage: &Stage, checklists: &[Checklist], site: &Site, found: &mut Found) {
    if stage.environment.is_some() {
        return;
    }
    let items = checklists.iter().flat_map(|checklist| &checklist.items);
    let asks = |item: &&Item| item.stage == stage.id && item.check.as_ref().is_some_and(Check::is_placed);
    if let Some(item) = items.into_iter().find(asks) {
        let how = if item.check.as_ref().is_some_and(Check::asks) { "asks" } else { "listens" };
        let message = format!("`{}` {how} over HTTP, and its stage has no `environment`", item.address);
        let fault = Diagnostic::error(Code::MissingKey, message).at(site.name());
        found.push(fault.help("name one, as in `environment: sandbox`"));
    }
}

/// Demands of a stage that tests what makes a test: when it is passed, with what, and, where there is an earlier stage,
/// the way back.
pub(super) fn demand(raw: &RawStage, position: usize, site: &Site, found: &mut Found) {
    let Some(environment) = &raw.environment else { return };
    let has_plan = raw.rollback.as_ref().is_some_and(|rollback| rollback.steps.is_some());
    let lacks = [
        (raw.criteria.is_none(), "`criteria`"),
        (raw.test_data.is_none(), "`test_data`"),
        (position > 0 && !has_plan, "a `rollback` with `steps`"),
    ];
    let missing: Vec<&str> =
        lacks.iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| *what).collect();
    if let [first, others @ ..] = missing.as_slice() {
        let listed = others.iter().fold((*first).to_owned(), |listed, other| format!("{listed}, {other}"));
        let message = format!("`{}` is tested in `{}`, and lacks {listed}", raw.id.0, environment.0);
        let help = "say when the test is passed, with what it is made, and how to get back";
        let fault = Diagnostic::error(Code::MissingKey, message).at(site.key("environment").name());
        found.push(fault.help(help));
    }
}
