//! The API of a partner called Acme: in comes what is asked, out comes what is answered. It lists orders, takes new ones
//! once each, refuses who has no key, and tells whoever asks too often when to come back. Its receiver takes events that
//! are signed as Standard Webhooks 1.0.0 has it, and no others. When it is asked to, it delivers some of its own.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::server::{Answer, Asked, json};

/// What says who asks.
pub(crate) const TOKEN: &str = "sandbox-token-of-acme";

/// What events are signed with: the key itself, in base64, follows the underscore.
pub(crate) const SECRET: &str = "whsec_c2FuZGJveC1zZWNyZXQtb2YtYWNtZQ==";

/// The port of this machine that events are delivered to.
pub(crate) const HOOKS: u16 = 8781;

/// How many seconds an event may be off.
const TOLERANCE: i64 = 300;

/// How many requests are answered in a second, of those to `/v1/search`.
const A_SECOND: usize = 20;

/// What the API remembers.
pub(crate) struct Api {
    /// Tells the time, in seconds since 1970.
    clock: Clock,
    /// The port that events are delivered to.
    hooks: u16,
    /// Orders by the key that they were sent with.
    placed: Mutex<BTreeMap<String, usize>>,
    searched: Mutex<Vec<Instant>>,
}

type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

impl Api {
    pub(crate) fn new(clock: impl Fn() -> i64 + Send + Sync + 'static, hooks: u16) -> Self {
        Api { clock: Arc::new(clock), hooks, placed: Mutex::default(), searched: Mutex::default() }
    }

    pub(crate) fn answer(&self, asked: &Asked) -> Answer {
        let path = asked.path.split('?').next().unwrap_or_default();
        if path == "/v1/health" {
            return json(200, &[], r#"{"status": "ok"}"#);
        }
        if (asked.method.as_str(), path) == ("POST", "/v1/events") {
            return self.receive(asked);
        }
        if asked.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
            return json(401, &["WWW-Authenticate: Bearer"], r#"{"error": "no key, or not one of ours"}"#);
        }
        match (asked.method.as_str(), path) {
            ("GET", "/v1/orders") => {
                json(200, &[], r#"{"orders": [{"id": "1001", "status": "open"}], "total": 1}"#)
            }
            ("POST", "/v1/orders") => self.place(asked),
            ("GET", "/v1/search") => self.search(),
            ("POST", "/v1/events/test") => {
                let (clock, hooks) = (Arc::clone(&self.clock), self.hooks);
                thread::spawn(move || (1..=2).for_each(|sequence| deliver(&clock, hooks, sequence)));
                json(202, &[], r#"{"status": "on their way"}"#)
            }
            _ => json(404, &[], r#"{"error": "there is no such thing"}"#),
        }
    }

    fn place(&self, asked: &Asked) -> Answer {
        if !asked.body.contains("\"sku\"") {
            return json(422, &[], r#"{"error": "an order says its sku"}"#);
        }
        let Some(key) = asked.header("idempotency-key") else {
            return json(400, &[], r#"{"error": "say an Idempotency-Key"}"#);
        };
        let mut placed = self.placed.lock().expect("no panic");
        let next = 1002 + placed.len();
        let id = *placed.entry(key.to_owned()).or_insert(next);
        json(201, &[], &format!(r#"{{"id": "{id}", "status": "open"}}"#))
    }

    /// Who signed an event says who sent it, and when.
    fn receive(&self, asked: &Asked) -> Answer {
        let header = |name: &str| asked.header(name).unwrap_or_default();
        let (id, at) = (header("webhook-id"), header("webhook-timestamp"));
        let mac = mac(id, at, &asked.body);
        let signature = header("webhook-signature").trim_start_matches("v1,");
        let signature = STANDARD.decode(signature).unwrap_or_default();
        if mac.verify_slice(&signature).is_err() {
            return json(401, &[], r#"{"error": "not signed, or not by whom we know"}"#);
        }
        let off = at.parse().map_or(i64::MAX, |at: i64| ((self.clock)() - at).abs());
        if off > TOLERANCE {
            return json(400, &[], r#"{"error": "signed too long ago"}"#);
        }
        json(202, &[], r#"{"status": "taken"}"#)
    }

    fn search(&self) -> Answer {
        let now = Instant::now();
        let mut searched = self.searched.lock().expect("no panic");
        searched.retain(|at| now.duration_since(*at) < Duration::from_secs(1));
        if searched.len() >= A_SECOND {
            return json(429, &["Retry-After: 1"], r#"{"error": "too many requests"}"#);
        }
        searched.push(now);
        json(200, &[], r#"{"orders": []}"#)
    }
}

fn mac(id: &str, at: &str, body: &str) -> Hmac<Sha256> {
    let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).expect("base64");
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    mac
}

/// Delivers an event: again and again until it is taken, five times at most.
fn deliver(clock: &Clock, hooks: u16, sequence: u32) {
    let (id, at) = (format!("msg_{sequence}"), clock().to_string());
    let body = format!(r#"{{"type": "order.placed", "sequence": {sequence}}}"#);
    let signature = STANDARD.encode(mac(&id, &at, &body).finalize().into_bytes());
    let headers = [
        format!("Host: 127.0.0.1:{hooks}"),
        "Content-Type: application/json".to_owned(),
        format!("Content-Length: {}", body.len()),
        format!("Webhook-Id: {id}"),
        format!("Webhook-Timestamp: {at}"),
        format!("Webhook-Signature: v1,{signature}"),
    ];
    let request = format!("POST /hooks HTTP/1.1\r\n{}\r\n\r\n{body}", headers.join("\r\n"));
    for _ in 0..5 {
        let mut answer = String::new();
        // Where nobody listens, it is lost.
        let sent = TcpStream::connect(("127.0.0.1", hooks)).and_then(|mut stream| {
            stream.write_all(request.as_bytes())?;
            stream.read_to_string(&mut answer)
        });
        if sent.is_err() || answer.starts_with("HTTP/1.1 200") {
            return;
        }
        thread::sleep(Duration::from_millis(100));
    }
}
