//! Assertions over JSON: in come the bytes of a document, or of one a line, and what is asked of each; out comes how
//! many there are and how many fail, and figures of the one.
//!
//! What is looked at is named by JSON pointers (RFC 6901) and JSONPaths (RFC 9535).

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{CheckFault, Reading, one_line};
use crate::partner::{Finding, Source};
use crate::playbook::id::Id;
use crate::playbook::model::figure;
use crate::playbook::model::{Assert, Assertion, JSON_METRICS, JsonPlace, MOST_VALUES, Value};

/// What is asked of a file.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Whether each line is a document.
    pub lines: bool,
    /// The fewest documents that say anything.
    pub least: u32,
    /// What must hold of each.
    pub assertions: &'a [Assertion],
    /// Where figures stand in the one document, by id.
    pub figures: &'a [(Id, JsonPlace)],
}

/// Reads a file.
///
/// # Errors
/// Returns that it is no JSON; of lines, those that are none fail.
pub fn read(bytes: &[u8], source: Source, asked: Asked<'_>) -> Result<Reading, CheckFault> {
    let not = |fault: String| CheckFault::NotJson { path: source.name.clone(), fault: one_line(&fault) };
    let text = std::str::from_utf8(bytes).map_err(|_| not("it is not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut counts = Counts::default();
    if asked.lines {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let place = format!("line {}", index + 1);
            match serde_json::from_str::<Json>(line) {
                Ok(document) => counts.add(Some(&place), failing(&document, asked.assertions)),
                Err(_) => counts.add(Some(&place), Some("it is no JSON".to_owned())),
            }
        }
    } else {
        let document: Json = serde_json::from_str(text).map_err(|error| not(error.to_string()))?;
        let missing = figures(&document, asked.figures, &mut counts.figures);
        counts.add(None, failing(&document, asked.assertions).or(missing));
    }
    let outcome = if counts.failed > 0 {
        Finding::Failed
    } else if counts.documents < u64::from(asked.least) {
        Finding::Insufficient
    } else {
        Finding::Passed
    };
    let said = counts.said(asked);
    Ok(Reading { outcome, said, metrics: counts.metrics(), source: Some(source) })
}

/// Says which assertion a document fails first, and what it has there.
pub(super) fn failing(document: &Json, assertions: &[Assertion]) -> Option<String> {
    assertions.iter().find_map(|assertion| {
        let why = unlike(&assertion.test, &assertion.at.select(document))?;
        Some(format!("{}: {} {why}", assertion.id, assertion.at))
    })
}

/// Says what the first of some values is that is not as asked, or that there is none.
fn unlike(test: &Assert, found: &[&Json]) -> Option<String> {
    if found.len() > MOST_VALUES {
        return Some(too_many(found.len()));
    }
    let holds = |value: &&Json| match test {
        Assert::Exists(is) => *is,
        Assert::Is(asked) => is(asked, value),
        Assert::Bound(bound) => value.as_f64().is_some_and(|number| bound.holds(number)),
    };
    if found.is_empty() {
        return (*test != Assert::Exists(false)).then(|| "is nothing".to_owned());
    }
    let at = found.iter().position(|value| !holds(value))?;
    let which =
        if found.len() > 1 { format!(", value {} of {}", at + 1, found.len()) } else { String::new() };
    Some(format!("is {}{which}", told(found[at])))
}

fn too_many(selected: usize) -> String {
    format!("selects {selected} values, and {MOST_VALUES} at most are judged")
}

fn is(asked: &Value, found: &Json) -> bool {
    match (asked, found) {
        (Value::Text(text), Json::String(found)) => text == found,
        (Value::List(texts), Json::String(found)) => texts.contains(found),
        (Value::Number(number), Json::Number(found)) => found.as_f64() == Some(*number),
        (Value::Boolean(is), Json::Bool(found)) => is == found,
        _ => false,
    }
}

/// Takes the figures out of a document; says where none stands.
pub(super) fn figures(
    document: &Json,
    asked: &[(Id, JsonPlace)],
    into: &mut BTreeMap<Id, f64>,
) -> Option<String> {
    let mut missing = None;
    for (id, at) in asked {
        let found = at.select(document);
        let number = match found.as_slice() {
            [value] => value.as_f64().filter(|number| number.is_finite()),
            _ => None,
        };
        if let Some(number) = number {
            into.insert(id.clone(), number);
            continue;
        }
        let why = match found.len() {
            0 | 1 => "is no number".to_owned(),
            several => format!("selects {several} values, and a figure is one"),
        };
        missing = missing.or_else(|| Some(format!("{id}: {at} {why}")));
    }
    missing
}

/// The longest text that is told as it is.
const WORDS: usize = 24;

/// Tells a value: history cannot forget, so a text is told only where it is a word or two. Keys, addresses and names of
/// mailboxes are told by their length.
pub(super) fn told(value: &Json) -> String {
    match value {
        Json::Array(list) => format!("a list of {}", list.len()),
        Json::Object(_) => "an object".to_owned(),
        Json::String(text) => told_text(text),
        value => value.to_string(),
    }
}

/// Tells a text likewise.
pub(super) fn told_text(text: &str) -> String {
    let length = text.chars().count();
    let is_plain = |c: char| c.is_alphanumeric() || " -_.:".contains(c);
    if length <= WORDS && text.chars().all(is_plain) {
        format!("\"{text}\"")
    } else {
        format!("a text of {length} characters")
    }
}

#[derive(Default)]
struct Counts {
    documents: u64,
    failed: u64,
    /// Why the first ones fail.
    named: Vec<String>,
    figures: BTreeMap<Id, f64>,
}

impl Counts {
    fn add(&mut self, place: Option<&str>, fails: Option<String>) {
        self.documents += 1;
        let Some(why) = fails else { return };
        self.failed += 1;
        if self.named.len() < 3 {
            self.named.push(place.map_or_else(|| why.clone(), |place| format!("{place}: {why}")));
        }
    }

    fn said(&self, asked: Asked<'_>) -> String {
        let word = match (asked.lines, self.documents) {
            (false, _) => "the document".to_owned(),
            (true, 1) => "1 document".to_owned(),
            (true, documents) => format!("{documents} documents"),
        };
        if self.failed > 0 {
            let more = if self.failed > self.named.len() as u64 { "; …" } else { "" };
            let of = if asked.lines { format!("{} of {word} fail: ", self.failed) } else { String::new() };
            return one_line(&format!("{of}{}{more}", self.named.join("; ")));
        }
        if self.documents < u64::from(asked.least) {
            return format!("{word}, {} are asked for", asked.least);
        }
        let figures: Vec<_> =
            self.figures.iter().map(|(id, value)| format!("{id} {}", figure::told(*value))).collect();
        let figures = if figures.is_empty() { String::new() } else { format!(": {}", figures.join(", ")) };
        one_line(&format!("{word} as asked{figures}"))
    }

    #[expect(clippy::cast_precision_loss, reason = "no file has so many documents")]
    fn metrics(self) -> BTreeMap<Id, f64> {
        let passed = if self.documents > 0 {
            100.0 * (self.documents - self.failed) as f64 / self.documents as f64
        } else {
            0.0
        };
        let values = [self.documents as f64, self.failed as f64, (passed * 100.0).floor() / 100.0];
        let own = JSON_METRICS.iter().zip(values);
        let own = own.filter_map(|((id, _), value)| Some((id.parse().ok()?, value)));
        own.chain(self.figures).collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::playbook::model::{Bound, Operator};

    fn assertion(id: &str, at: &str, test: Assert) -> Assertion {
        Assertion { id: id.parse().unwrap(), at: JsonPlace::try_from(at.to_owned()).unwrap(), test }
    }

    fn of(text: &str, lines: bool, assertions: &[Assertion]) -> Result<Reading, CheckFault> {
        let source = Source { name: "r.json".to_owned(), sha256: String::new() };
        let figures = [("p95".parse().unwrap(), JsonPlace::pointer("/latency/p95").unwrap())];
        let figures = if lines { &[][..] } else { &figures };
        read(text.as_bytes(), source, Asked { lines, least: 2, assertions, figures })
    }

    fn all() -> Vec<Assertion> {
        let below = Bound { operator: Operator::Below, value: 300.0 };
        vec![
            assertion("up", "/status", Assert::Is(Value::List(vec!["ok".to_owned(), "up".to_owned()]))),
            assertion("quick", "/latency/p95", Assert::Bound(below)),
            assertion("quiet", "/error", Assert::Exists(false)),
            assertion("on", "/on", Assert::Is(Value::Boolean(true))),
        ]
    }

    #[test]
    fn the_first_that_does_not_hold_is_told() {
        let said = |text: &str| of(text, false, &all()).unwrap().said;
        assert_eq!(
            said(r#"{"status":"ok","latency":{"p95":120},"on":true}"#),
            "the document, 2 are asked for"
        );
        assert_eq!(said(r#"{"status":"down","latency":{"p95":120}}"#), r#"up: /status is "down""#);
        assert_eq!(said(r#"{"status":"ok","latency":{"p95":300}}"#), "quick: /latency/p95 is 300");
        assert_eq!(
            said(r#"{"status":"ok","latency":{"p95":1},"error":"x\ny"}"#),
            "quiet: /error is a text of 3 characters"
        );
        assert_eq!(
            said(r#"{"status":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"}"#),
            "up: /status is a text of 41 characters"
        );
        assert_eq!(said(r#"{"status":"ada@acme.example"}"#), "up: /status is a text of 16 characters");
        assert_eq!(said(r#"{"status":["ok"]}"#), "up: /status is a list of 1");
        assert_eq!(said(r#"{"status":"ok","latency":{"p95":1},"on":"true"}"#), r#"on: /on is "true""#);
        assert_eq!(said("[]"), "up: /status is nothing");
    }

    #[test]
    fn what_a_path_selects_is_all_as_asked_and_is_something() {
        let said = |path: &str, test: Assert, text: &str| {
            failing(&serde_json::from_str(text).unwrap(), &[assertion("a", path, test)])
        };
        let is = |value: &str| Assert::Is(Value::Text(value.to_owned()));
        let below = || Assert::Bound(Bound { operator: Operator::Below, value: 5.0 });
        let orders =
            r#"{"orders":[{"status":"open","total":3},{"status":"late"},{"status":"ada@acme.example"}]}"#;
        for (path, test, why) in [
            ("$.orders[?@.total].status", is("open"), None),
            ("$.orders[*].total", below(), None),
            ("$.orders[*].id", Assert::Exists(false), None),
            ("$.orders[*].total", Assert::Exists(true), None),
            ("$.orders[*].status", is("open"), Some("is \"late\", value 2 of 3")),
            ("$.orders[1:].status", is("late"), Some("is a text of 16 characters, value 2 of 2")),
            ("$.orders[1].status", is("open"), Some("is \"late\"")),
            ("$.orders[*].id", is("open"), Some("is nothing")),
            ("$.orders[*].id", Assert::Exists(true), Some("is nothing")),
            ("$.orders[*].status", Assert::Exists(false), Some("is \"open\", value 1 of 3")),
            ("$..*", below(), Some("is a list of 3, value 1 of 8")),
        ] {
            let why = why.map(|why| format!("a: {path} {why}"));
            assert_eq!(said(path, test, orders), why);
        }
    }

    /// A document of 1 MiB, as large as an answer is where nothing is said.
    #[test]
    fn more_values_than_are_judged_are_counted() {
        let document = format!("[{}0]", "0,".repeat((1 << 19) - 2));
        let document: Json = serde_json::from_str(&document).unwrap();
        let test = Assert::Bound(Bound { operator: Operator::AtLeast, value: 0.0 });
        assert_eq!(
            failing(&document, &[assertion("all", "$..*", test)]).unwrap(),
            "all: $..* selects 524287 values, and 100000 at most are judged"
        );
    }

    #[test]
    fn lines_are_counted() {
        let line = r#"{"status":"up","latency":{"p95":1},"on":true}"#;
        let reading = of(&format!("{line}\n\n{line}\n{{}}\nno\n"), true, &all()).unwrap();
        assert_eq!(reading.outcome, Finding::Failed);
        assert_eq!(
            reading.said,
            "2 of 4 documents fail: line 4: up: /status is nothing; line 5: it is no JSON"
        );
        assert_eq!(["documents", "failed", "passed-percent"].map(|id| reading.metrics[id]), [4.0, 2.0, 50.0]);
        assert_eq!(of(line, true, &all()).unwrap().outcome, Finding::Insufficient);
        assert_eq!(of(&format!("{line}\n{line}"), true, &all()).unwrap().said, "2 documents as asked");
    }

    #[test]
    fn a_figure_is_the_only_value_on_its_path() {
        let document: Json = serde_json::from_str(r#"{"all":[{"id":"a","n":7},{"id":"b","n":9}]}"#).unwrap();
        let of = |path: &str| {
            let mut into = BTreeMap::new();
            let missing =
                figures(&document, &[("n".parse().unwrap(), JsonPlace::path(path).unwrap())], &mut into);
            (into.get("n").copied(), missing)
        };
        assert_eq!(of("$.all[?@.id == 'b'].n"), (Some(9.0), None));
        for (path, why) in [
            ("$.all[*].n", "selects 2 values, and a figure is one"),
            ("$.all[?@.id == 'c'].n", "is no number"),
            ("$.all[0].id", "is no number"),
        ] {
            assert_eq!(of(path), (None, Some(format!("n: {path} {why}"))));
        }
    }

    #[test]
    fn figures_are_numbers_of_the_document() {
        let reading = of(r#"{"latency":{"p95":12.5}}"#, false, &[]).unwrap();
        assert_eq!(reading.metrics["p95"], 12.5);
        assert_eq!(
            of(r#"{"latency":{"p95":"12"}}"#, false, &[]).unwrap().said,
            "p95: /latency/p95 is no number"
        );
        assert!(matches!(of("{", false, &[]), Err(CheckFault::NotJson { .. })));
        assert!(matches!(of(&"[".repeat(100_000), false, &[]), Err(CheckFault::NotJson { .. })));
    }
}
