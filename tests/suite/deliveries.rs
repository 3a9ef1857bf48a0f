//! Checks that listen for what the partner delivers: the built program at a port of its own, and partners that are sound,
//! careless and hostile.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::http::{in_sandbox, untimed};
use crate::support::server::{Server, json};
use crate::support::{Sandbox, split};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// When the tests are.
const NOW: &str = "2026-03-02T09:00:00Z";

const CRITERIA: &str =
    "      again: { title: Refused ones come again, of: events, metric: retried, at_least: 1 }\n";

/// `acme` in a stage with checks, whose events are signed, and which is trusted.
fn expecting(checks: &[(&str, &str)], criteria: &str, url: &str) -> Sandbox {
    let sandbox = in_sandbox(checks, criteria);
    sandbox.at(NOW).env("ACME_HOOKS", SECRET);
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {url} --reach loopback --signing '$ACME_HOOKS'"
    ));
    sandbox.ok("trust acme --yes");
    sandbox
}

/// The program while it listens.
struct Listening {
    child: Child,
    port: u16,
    told: JoinHandle<String>,
}

/// What it came to.
struct Heard {
    text: String,
    stdout: String,
    code: i32,
}

impl Listening {
    /// Starts it, and waits until it listens.
    fn start(sandbox: &Sandbox, line: &str) -> Listening {
        let mut command = sandbox.hearing(env!("CARGO_BIN_EXE_aboard"));
        let mut child = command
            .args(split(line))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut stderr: BufReader<ChildStderr> = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut first = String::new();
        stderr.read_line(&mut first).expect("a line");
        let port = first.split("http://127.0.0.1:").nth(1).and_then(|rest| rest.split('/').next());
        let port = port.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{first}"));
        let told = thread::spawn(move || {
            stderr.read_to_string(&mut first).expect("text");
            first
        });
        Listening { child, port, told }
    }

    /// Waits until it ends.
    fn end(self) -> Heard {
        let output = self.child.wait_with_output().expect("it ends");
        let (stdout, stderr) =
            (String::from_utf8(output.stdout).expect("text"), self.told.join().expect("no panic"));
        let code = output.status.code().unwrap_or(-1);
        let text = crate::support::without_ids(&format!("{stdout}--- stderr\n{stderr}--- exit {code}"));
        Heard { text: untimed(&text), stdout, code }
    }
}

impl Heard {
    fn metric(&self, item: &str, id: &str) -> f64 {
        let report: serde_json::Value = serde_json::from_str(&self.stdout).expect("JSON");
        let checks = report["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["item"] == item).expect("the item");
        check["metrics"][id].as_f64().unwrap_or_else(|| panic!("{id}: {check}"))
    }
}

/// The headers of a message, signed so many seconds before now.
fn signed(id: &str, age: i64, body: &str) -> String {
    signed_with(SECRET, id, age, body)
}

fn signed_with(secret: &str, id: &str, age: i64, body: &str) -> String {
    let at = DateTime::parse_from_rfc3339(NOW).expect("an instant").timestamp() - age;
    let key = STANDARD.decode(&secret["whsec_".len()..]).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    format!("Webhook-Id: {id}\r\nWebhook-Timestamp: {at}\r\nWebhook-Signature: v1,{signature}\r\n")
}

/// The bytes of a message that is delivered.
fn message(path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: here\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
        .into_bytes()
}

/// Sends bytes, and returns the status of the answer; 0 where there is none.
fn send(port: u16, bytes: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time-out");
    // It may answer, and close, before it read all.
    let _ = stream.write_all(bytes);
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

fn body(sequence: u32) -> String {
    format!("{{\"type\": \"order.placed\", \"sequence\": {sequence}}}")
}

const EVENTS: &str = "{ deliveries: { path: \"/hooks/{{ partner.id }}\", least: 3, within: 60, retries: 1, \
                      ordered: /sequence, assert: { kind: { at: /type, is: order.placed } } } }";

#[test]
fn a_partner_that_delivers_as_it_should_passes() {
    let sandbox = in_sandbox(&[("events", EVENTS)], CRITERIA);
    sandbox.at(NOW);
    let mut told: Vec<String> = Vec::new();
    let mut say = |line: &str| told.push(untimed(&sandbox.run(line).to_string()));
    say("check acme --listen 0");
    sandbox.ok("partner environment acme sandbox --url https://sandbox.acme.example");
    for line in ["check acme --listen 0", "trust acme --yes", "check acme --listen 0"] {
        say(line);
    }
    sandbox.ok("partner environment acme sandbox --url https://sandbox.acme.example --signing '$ACME_HOOKS'");
    for line in [
        "trust acme --yes",
        "check acme",
        "check acme --listen 0",
        "check acme --dry-run",
        "check acme --dry-run --listen 0.0.0.0:8080",
        "check acme events --passed --listen 0",
    ] {
        say(line);
    }
    sandbox.env("ACME_HOOKS", SECRET);
    let commits = sandbox.commits();
    let listening = Listening::start(&sandbox, "check acme --listen 0");
    let deliver = |number: u32, age: i64| {
        let headers = signed(&format!("msg_{number}"), age, &body(number));
        send(listening.port, &message("/hooks/acme", &headers, &body(number)))
    };
    assert_eq!([deliver(1, 9), deliver(2, 0), deliver(3, -3), deliver(1, 0)], [500, 200, 200, 200]);
    let heard = listening.end();
    assert_eq!(heard.code, 0, "{}", heard.text);
    told.push(heard.text);
    assert_eq!(sandbox.commits(), commits + 1);
    told.push(untimed(&sandbox.run("status acme").to_string()));
    insta::assert_snapshot!(told.join("\n\n"));
    assert!(!sandbox.git(&["log", "-p"]).contains(&SECRET[6..]));
}

#[test]
fn what_is_forged_stale_replayed_or_out_of_order_is_told() {
    let sandbox = expecting(&[("events", EVENTS)], CRITERIA, "https://sandbox.acme.example");
    let listening = Listening::start(&sandbox, "check acme --listen 0 --format json");
    let deliver = |id: &str, age: i64, body: &str| {
        send(listening.port, &message("/hooks/acme", &signed(id, age, body), body))
    };
    let forged = signed("msg_1", 0, &body(1));
    let other = message("/hooks/acme", &forged, &body(7));
    assert_eq!(
        [send(listening.port, &other), send(listening.port, &message("/hooks/acme", "", &body(1)))],
        [401; 2]
    );
    assert_eq!([deliver("msg_1", 301, &body(1)), deliver("msg_1", -301, &body(1))], [400; 2]);
    assert_eq!([deliver("msg_1", 0, &body(1)), deliver("msg_1", 0, &body(1))], [500, 200]);
    assert_eq!(deliver("msg_1", 0, &body(1)), 200);
    assert_eq!([deliver("msg_3", 0, &body(3)), deliver("msg_2", 0, &body(2))], [200; 2]);
    let heard = listening.end();
    assert_eq!(heard.code, 1, "{}", heard.text);
    let counts =
        ["deliveries", "forged", "stale", "duplicates", "retried", "out-of-order", "failed", "unread"];
    let counts = counts.map(|id| heard.metric("api/events", id));
    // Of what is not signed, nobody says that it is the partner's.
    assert_eq!(counts, [3.0, 1.0, 2.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    insta::assert_snapshot!(heard.text.split("--- stderr").nth(1).expect("what it told"));
}

/// Who sends anything else is answered, counted and cut off, and keeps nobody waiting.
#[test]
fn whoever_else_comes_keeps_nobody_waiting() {
    let check = "{ deliveries: { path: /hooks, within: 60 } }";
    let criteria = CRITERIA.replace("retried", "unread");
    let sandbox = expecting(&[("events", check)], &criteria, "https://sandbox.acme.example");
    let listening = Listening::start(&sandbox, "check acme --listen 0 --format json");
    let port = listening.port;
    let large = "x".repeat((1 << 20) + 1);
    let chunked = |body: &str| {
        format!("POST /hooks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n{}\r\n{body}", signed("m", 0, "{}"))
    };
    let refused = [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc".to_vec(), 400),
        ((0..=255).cycle().take(100_000).collect(), 400),
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), 404),
        (b"GET /hooks HTTP/1.1\r\n\r\n".to_vec(), 405),
        (b"POST /hooks HTTP/1.1\r\n\r\n".to_vec(), 411),
        (message("/hooks", "Transfer-Encoding: chunked\r\n", "{}"), 400),
        (message("/hooks", &signed("m", 0, &large), &large), 413),
        (chunked(&format!("100001\r\n{large}\r\n0\r\n\r\n")).into_bytes(), 413),
        (message("/hooks", &format!("X: {}\r\n", "x".repeat(20 << 10)), "{}"), 431),
        (message("/hooks", &"X: y\r\n".repeat(100), "{}"), 431),
    ];
    let mut broken = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    broken.write_all(b"POST /hooks HTTP/1.1\r\nContent-").expect("bytes");
    drop(broken);
    for (bytes, status) in &refused {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert_eq!(send(port, bytes), *status, "{shown}");
    }
    // One never comes to an end, and more say nothing than there are places.
    let mut drips = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let drip = thread::spawn(move || {
        while drips.write_all(b"X").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let mut silent: Vec<TcpStream> =
        (0..300).filter_map(|_| TcpStream::connect(("127.0.0.1", port)).ok()).collect();
    drop(silent.pop());
    assert_eq!(send(port, chunked("2\r\n{}\r\n0\r\n\r\n").as_bytes()), 200);
    let heard = listening.end();
    drip.join().expect("no panic");
    assert_eq!(heard.code, 0, "{}", heard.text);
    assert!(heard.text.contains("not read: it took long, and others came"), "{}", heard.text);
    assert_eq!(heard.metric("api/events", "unread"), 10.0, "{}", heard.text);
    assert_eq!(heard.metric("api/events", "deliveries"), 1.0);
}

#[test]
fn what_does_not_come_in_time_is_too_little_to_judge_by() {
    let check = "{ deliveries: { path: /hooks, least: 2, within: 4 } }";
    let sandbox = expecting(&[("events", check)], CRITERIA, "https://sandbox.acme.example");
    let listening = Listening::start(&sandbox, "check acme --listen 0");
    assert_eq!(send(listening.port, &message("/hook", &signed("m", 0, "{}"), "{}")), 404);
    assert_eq!(send(listening.port, &message("/hooks", &signed("m", 0, "{}"), "{}")), 200);
    let heard = listening.end();
    insta::assert_snapshot!(heard.text);
    // A message that is refused and does not come again is another matter.
    let check = check.replace("least", "retries: 1, least");
    let sandbox = expecting(&[("events", &check)], CRITERIA, "https://sandbox.acme.example");
    let listening = Listening::start(&sandbox, "check acme --listen 0");
    assert_eq!(send(listening.port, &message("/hooks", &signed("m", 0, "{}"), "{}")), 500);
    let heard = listening.end();
    assert!(heard.code == 1 && heard.text.contains("did not come again within 4 s"), "{}", heard.text);
}

#[test]
fn whoever_interrupts_it_has_nothing_recorded() {
    let sandbox = expecting(&[("events", EVENTS)], CRITERIA, "https://sandbox.acme.example");
    let commits = sandbox.commits();
    let mut listening = Listening::start(&sandbox, "check acme --listen 0");
    let taken = format!("check acme --listen {}", listening.port);
    let refused = sandbox.run(&taken);
    assert!(refused.code == 2 && refused.stderr.contains("cannot be listened at"), "{refused}");
    let id = listening.child.id().to_string();
    let kill = sandbox.command("kill").args(["-INT", &id]).status().expect("kill runs");
    assert!(kill.success());
    let status = listening.child.wait().expect("it ends");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(2));
    assert_eq!(sandbox.commits(), commits);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_place_is_only_for_checks_that_listen() {
    let sandbox = expecting(
        &[("events", EVENTS), ("list", "{ path: /orders }")],
        CRITERIA,
        "https://sandbox.acme.example",
    );
    let lines = ["check acme list --listen 0", "check acme events --listen acme.example:80"];
    let told = lines.map(|line| sandbox.run(line).to_string());
    insta::assert_snapshot!(told.join("\n\n"));
}

/// One that sends as Aboard does is heard by one that listens as Aboard does.
#[test]
fn what_one_aboard_sends_another_takes() {
    for scheme in ["standard", "stripe", "github"] {
        let hears = format!("{{ deliveries: {{ path: /hooks, scheme: {scheme}, least: 2, within: 60 }} }}");
        let to = |number: u32, how: &str| {
            let body = format!("'{{\"sequence\": {number}}}'");
            format!("{{ webhook: {{ path: /hooks, body: {body}, scheme: {scheme}{how} }} }}")
        };
        let mut sends = vec![
            ("one", to(1, "")),
            ("two", to(2, "")),
            ("forged", to(3, ", forged: true")),
            ("unsigned", to(4, ", unsigned: true")),
        ];
        if scheme != "github" {
            sends.push(("old", to(5, ", age: 600")));
        }
        let sends: Vec<(&str, &str)> = sends.iter().map(|(id, check)| (*id, check.as_str())).collect();
        let hearer = expecting(&[("events", &hears)], CRITERIA, "https://sandbox.acme.example");
        for spoilt in [true, false] {
            let listening = Listening::start(&hearer, "check acme --listen 0 --format json");
            let url = format!("http://127.0.0.1:{}", listening.port);
            let sender = expecting(
                &sends,
                &CRITERIA.replace("events, metric: retried", "one, metric: requests"),
                &url,
            );
            if spoilt {
                let spoilt: Vec<&str> = sends[2..].iter().map(|(id, _)| *id).collect();
                sender.ok(&format!("check acme {}", spoilt.join(" ")));
            }
            sender.ok("check acme one two");
            let heard = listening.end();
            let counts = ["deliveries", "forged", "stale", "duplicates"];
            let counts = counts.map(|id| heard.metric("api/events", id));
            let stale = if scheme == "github" { 0.0 } else { 1.0 };
            let (expected, code) =
                if spoilt { ([2.0, 1.0, stale, 0.0], 1) } else { ([2.0, 0.0, 0.0, 0.0], 0) };
            assert_eq!((counts, heard.code), (expected, code), "{scheme}: {}", heard.text);
        }
    }
}

/// What a check sends may be what makes the partner deliver.
#[test]
fn a_partner_that_is_asked_to_deliver_finds_us_there() {
    let place: Arc<Mutex<Option<u16>>> = Arc::default();
    let known = Arc::clone(&place);
    let server = Server::start(move |_| {
        let began = Instant::now();
        let port = loop {
            if let Some(port) = *known.lock().expect("no panic") {
                break port;
            }
            assert!(began.elapsed() < Duration::from_secs(8), "nobody listens");
            thread::sleep(Duration::from_millis(5));
        };
        let status = send(port, &message("/hooks", &signed("m", 0, "{}"), "{}"));
        json(if status == 200 { 202 } else { 500 }, &[], "{}")
    });
    let sandbox = expecting(
        &[
            ("asked", "{ method: POST, path: /events/test, status: [202] }"),
            ("events", "{ deliveries: { path: /hooks, within: 60 } }"),
        ],
        &CRITERIA.replace("retried", "deliveries"),
        &server.url(),
    );
    let listening = Listening::start(&sandbox, "check acme --listen 0");
    place.lock().expect("no panic").replace(listening.port);
    let heard = listening.end();
    assert_eq!(heard.code, 0, "{}", heard.text);
    assert_eq!(server.asked().len(), 1);
}

/// What would be blamed on the partner, or would come to nothing, is not begun.
#[test]
fn a_secret_that_is_no_key_and_two_that_listen_at_once_are_refused() {
    let check = "{ deliveries: { path: /hooks, within: 60 } }";
    let sandbox =
        expecting(&[("events", check), ("others", check)], CRITERIA, "https://sandbox.acme.example");
    let both = sandbox.run("check acme --listen 0").to_string();
    sandbox.env("ACME_HOOKS", "whsec_no base64");
    insta::assert_snapshot!([both, sandbox.run("check acme events --listen 0").to_string()].join("\n\n"));
}

/// The partner may know more than the secret that signs, and sends it back.
#[test]
fn no_secret_of_the_environment_is_kept_whatever_is_delivered() {
    let check = "{ deliveries: { path: /hooks, within: 60, assert: { kind: { at: /kind, is: order } } } }";
    let sandbox = expecting(&[("events", check)], CRITERIA, "https://sandbox.acme.example");
    // Its key is a word, as those of people are, who make them up.
    for said in ["sandbox-secret", "c2FuZGJveC1zZWNyZXQ"] {
        let secret = "whsec_c2FuZGJveC1zZWNyZXQ=";
        sandbox.env("ACME_HOOKS", secret);
        let listening = Listening::start(&sandbox, "check acme --listen 0");
        let body = format!("{{\"kind\": \"{said}\"}}");
        send(listening.port, &message("/hooks", &signed_with(secret, "m", 0, &body), &body));
        let heard = listening.end();
        assert_eq!(heard.code, 1, "{}", heard.text);
        assert!(heard.text.contains("•••"), "{}", heard.text);
        assert!(!heard.text.contains(said) && !sandbox.git(&["log", "-p"]).contains(said), "{}", heard.text);
    }
}
