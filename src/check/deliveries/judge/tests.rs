#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::playbook::model::{Assert, Assertion, JsonPlace, Scheme, Value};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// When all of it is.
const NOW: i64 = 1_772_442_000;

fn asked(least: u32) -> Deliveries {
    Deliveries {
        path: "/hooks".to_owned(),
        scheme: Scheme::Standard,
        least,
        within: 60,
        tolerance: Some(300),
        retries: 0,
        ordered: None,
        assertions: Vec::new(),
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(NOW + seconds, 0).unwrap()
}

fn event(id: &str, signed: i64, body: &str) -> Request {
    let headers = signature::sign(Scheme::Standard, SECRET, id, at(signed), body);
    let pair = |(name, value): (&'static str, String)| {
        (HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())
    };
    let headers: HeaderMap = headers.into_iter().map(pair).collect();
    Request { method: "POST".to_owned(), path: "/hooks".to_owned(), headers, body: body.as_bytes().to_vec() }
}

/// Hears requests, one a second; returns their statuses with whether each was the last, and what they come to.
fn heard(asked: &Deliveries, requests: Vec<Result<Request, Unread>>) -> (Vec<(u16, bool)>, Reading) {
    let mut judge = Judge::new(asked, "/hooks", SECRET);
    let mut seconds = 0;
    let hear = |request| {
        seconds += 1;
        let Judged { reply, told } =
            judge.hear(request, at(seconds), Duration::from_secs(seconds.unsigned_abs()));
        assert!(!told.is_empty() && !reply.reason.is_empty());
        (reply.status, reply.is_last)
    };
    let statuses = requests.into_iter().map(hear).collect();
    (statuses, judge.reading(Duration::from_secs(60)))
}

fn of(reading: &Reading, ids: &[&str]) -> Vec<f64> {
    ids.iter().map(|id| reading.metrics[*id]).collect()
}

#[test]
fn as_many_as_are_asked_for_pass() {
    let requests =
        || vec![Ok(event("a", 0, "{}")), Ok(event("b", 300, "no JSON at all")), Ok(event("a", 3, "{}"))];
    let (statuses, reading) = heard(&asked(2), requests());
    assert_eq!(statuses, [(200, false), (200, true), (200, true)]);
    assert_eq!(
        (reading.outcome, reading.said.as_str()),
        (Finding::Passed, "2 messages as asked, 1 duplicate")
    );
    assert_eq!(of(&reading, &["deliveries", "duplicates", "forged", "seconds"]), [2.0, 1.0, 0.0, 60.0]);
    assert!(!reading.metrics.contains_key("retry-ms"));
    let (_, reading) = heard(&asked(3), requests());
    assert_eq!((reading.outcome, reading.said.as_str()), (Finding::Insufficient, "2 of 3 came within 60 s"));
}

#[test]
fn what_is_forged_or_late_is_refused_and_fails() {
    let mut forged = event("b", 0, "{}");
    forged.body = b"{} ".to_vec();
    let mut unsigned = event("c", 0, "{}");
    unsigned.headers.remove("webhook-signature");
    let (statuses, reading) = heard(&asked(1), vec![Ok(forged), Ok(unsigned), Ok(event("a", 0, "{}"))]);
    assert_eq!(statuses, [(401, false), (401, false), (200, true)]);
    // Whoever does not sign is nobody: the partner signs.
    assert_eq!(reading.said, "of 2 deliveries something is wrong: its signature does not fit");
    assert_eq!(of(&reading, &["deliveries", "forged"]), [1.0, 1.0]);
    // It came one second later than it was signed, and so on.
    let times = [-300, -299, 302, 303, 305].map(|signed| Ok(event(&signed.to_string(), signed, "{}")));
    let (statuses, reading) = heard(&asked(9), times.into());
    assert_eq!(statuses, [400, 400, 200, 200, 200].map(|status| (status, false)));
    assert_eq!(reading.outcome, Finding::Failed);
    assert_eq!(reading.said, "of 5 deliveries something is wrong: it was signed 301 s ago");
    assert_eq!(of(&reading, &["deliveries", "stale"]), [3.0, 2.0]);
    let (statuses, reading) =
        heard(&asked(1), vec![Ok(event("a", 302, "{}")), Ok(event("b", i64::from(i32::MAX), "{}"))]);
    assert_eq!(statuses, [(400, false); 2]);
    assert_eq!(reading.said, "of 2 deliveries something is wrong: it was signed 301 s ahead");
}

#[test]
fn who_is_refused_comes_again() {
    let asked = Deliveries { retries: 1, ..asked(2) };
    let first = || Ok(event("a", 0, "{}"));
    let (statuses, reading) = heard(
        &asked,
        vec![first(), Ok(event("b", 0, "{}")), Ok(event("c", 0, "{}")), Ok(event("a", 4, "{}"))],
    );
    assert_eq!(statuses, [(500, false), (200, false), (200, false), (200, true)]);
    assert_eq!(reading.said, "3 messages as asked, 1 of which came again after a refusal");
    assert_eq!(of(&reading, &["deliveries", "retried", "retry-ms"]), [3.0, 1.0, 3000.0]);
    let (_, reading) = heard(&asked, vec![first(), Ok(event("b", 0, "{}")), Ok(event("c", 0, "{}"))]);
    assert_eq!(reading.outcome, Finding::Failed);
    assert_eq!(reading.said, "1 message that was refused did not come again within 60 s");
    let (statuses, reading) = heard(&asked, vec![first(), Ok(event("a", 0, "{ }")), first()]);
    assert_eq!(statuses, [(500, false), (400, false), (200, false)]);
    assert_eq!(reading.said, "of 3 deliveries something is wrong: a message came again with another body");
}

#[test]
fn who_sends_without_an_end_comes_to_one() {
    let asked = Deliveries { retries: 1, ..asked(1) };
    let id = "x".repeat(1000);
    let first = [Ok(event(&format!("{id}0"), 0, "{}")), Ok(event(&format!("{id}1"), 0, "{}"))];
    let others = (2i64..).take(MOST - 2).map(|id| Ok(event(&id.to_string(), id, "{}")));
    let (statuses, reading) = heard(&asked, first.into_iter().chain(others).collect());
    let last = statuses.iter().position(|(_, is_last)| *is_last);
    assert_eq!((statuses[0], statuses[1], last), ((500, false), (200, false), Some(MOST - 1)));
    assert_eq!(
        reading.said,
        format!("1 message that was refused did not come again before {} others", MOST - 1)
    );
}

/// In the order in which messages first come: one that is refused on purpose is not late.
#[test]
fn numbers_rise() {
    let asked = Deliveries { ordered: Some("/n".to_owned()), retries: 1, ..asked(2) };
    let of_numbers = |numbers: &[&str]| {
        let event = |number: &&str| Ok(event(number, 0, &format!("{{\"n\": {number}}}")));
        heard(&asked, numbers.iter().map(event).collect())
    };
    let (statuses, reading) = of_numbers(&["9007199254740992", "9007199254740993", "9007199254740992"]);
    assert_eq!(statuses, [(500, false), (200, false), (200, true)]);
    assert_eq!(reading.outcome, Finding::Passed, "{}", reading.said);
    let (_, reading) = of_numbers(&["1", "2.5", "2", "3", "1"]);
    assert_eq!(reading.said, "of 5 deliveries something is wrong: /n is 2 after 2.5");
    assert_eq!(of(&reading, &["deliveries", "out-of-order", "failed"]), [4.0, 1.0, 0.0]);
    let (_, reading) = of_numbers(&["1", "\"2\"", "1"]);
    assert_eq!(reading.said, "of 3 deliveries something is wrong: /n is no number");
    assert_eq!(of(&reading, &["out-of-order", "failed"]), [0.0, 1.0]);
}

#[test]
fn what_is_asked_of_a_message_holds() {
    let test = Assert::Is(Value::Text("order.placed".to_owned()));
    let assertion = Assertion { id: "kind".parse().unwrap(), at: JsonPlace::pointer("/type").unwrap(), test };
    let asked = Deliveries { assertions: vec![assertion], ..asked(3) };
    let bodies = ["{\"type\": \"order.placed\"}", "{\"type\": \"ping\"}", "{"];
    let requests = bodies.iter().enumerate().map(|(id, body)| Ok(event(&id.to_string(), 0, body)));
    let (statuses, reading) = heard(&asked, requests.collect());
    assert_eq!(statuses, [(200, false), (200, false), (200, true)]);
    assert_eq!(reading.said, "of 3 deliveries something is wrong: kind: /type is \"ping\"");
    assert_eq!(of(&reading, &["deliveries", "failed"]), [3.0, 2.0]);
}

#[test]
fn what_is_no_delivery_is_told_where_something_is_missing() {
    let elsewhere = Request { path: "/hook".to_owned(), ..event("a", 0, "{}") };
    let asking = Request { method: "GET".to_owned(), ..event("a", 0, "{}") };
    let requests = vec![Ok(elsewhere), Ok(asking), Err(Unread(413, "the body is larger than 1 MiB"))];
    let (statuses, reading) = heard(&asked(1), requests);
    assert_eq!(statuses, [(404, false), (405, false), (413, false)]);
    assert_eq!(reading.outcome, Finding::Insufficient);
    let said = "0 of 1 came within 60 s; 1 request was not read, the last since the body is larger than 1 MiB; 2 requests \
                were to another path, not signed, or no POST";
    assert_eq!(reading.said, said);
    assert_eq!(of(&reading, &["deliveries", "unread"]), [0.0, 1.0]);
}

/// By Stripe's scheme an event is named by its own `id`, and may change from one delivery to the next.
#[test]
fn an_event_that_names_itself_may_change() {
    let asked = Deliveries { scheme: Scheme::Stripe, retries: 1, ..asked(1) };
    let mut judge = Judge::new(&asked, "/hooks", SECRET);
    let statuses = [2, 1, 0].map(|pending| {
        let body = format!("{{\"id\": \"evt_1\", \"pending_webhooks\": {pending}}}");
        let (name, value) = signature::sign(Scheme::Stripe, SECRET, "", at(0), &body).remove(0);
        let headers =
            HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())]);
        let request = Request { headers, ..event("", 0, &body) };
        judge.hear(Ok(request), at(1), Duration::ZERO).reply.status
    });
    assert_eq!(statuses, [500, 200, 200]);
    let said = "1 message as asked, 1 of which came again after a refusal, 1 duplicate";
    assert_eq!(judge.reading(Duration::ZERO).said, said);
}

/// By GitHub's scheme nothing but the body is signed.
#[test]
fn a_scheme_without_times_tells_messages_apart_by_their_bodies() {
    let asked = Deliveries { scheme: Scheme::Github, tolerance: None, ..asked(2) };
    let mut judge = Judge::new(&asked, "/hooks", SECRET);
    let statuses = ["{}", "{}", "{ }"].map(|body| {
        let (name, value) = signature::sign(Scheme::Github, SECRET, "", at(0), body).remove(0);
        let headers =
            HeaderMap::from_iter([(HeaderName::from_static(name), HeaderValue::from_str(&value).unwrap())]);
        let request = Request { headers, ..event("", 0, body) };
        judge.hear(Ok(request), at(9_999_999), Duration::ZERO).reply.is_last
    });
    assert_eq!(statuses, [false, false, true]);
    assert_eq!(judge.reading(Duration::ZERO).said, "2 messages as asked, 1 duplicate");
}
