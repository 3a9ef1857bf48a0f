//! The API of a partner called Acme: in comes what is asked, out comes what is answered. It lists orders, takes new ones
//! once each, refuses who has no key, and tells whoever asks too often when to come back.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::server::{Answer, Asked, json};

/// What says who asks.
pub(crate) const TOKEN: &str = "sandbox-token-of-acme";

/// How many requests are answered in a second, of those to `/v1/search`.
const A_SECOND: usize = 20;

/// What the API remembers.
#[derive(Default)]
pub(crate) struct Api {
    /// Orders by the key that they were sent with.
    placed: Mutex<BTreeMap<String, usize>>,
    searched: Mutex<Vec<Instant>>,
}

impl Api {
    pub(crate) fn answer(&self, asked: &Asked) -> Answer {
        let path = asked.path.split('?').next().unwrap_or_default();
        if path == "/v1/health" {
            return json(200, &[], r#"{"status": "ok"}"#);
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
