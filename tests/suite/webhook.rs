//! Checks that send a signed event: a receiver that verifies it, as the schemes say, and one that takes anything.

use chrono::DateTime;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::http::in_sandbox;
use crate::support::server::{Asked, Server, json};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// How late an event may come, in seconds, as the schemes advise.
const WINDOW: i64 = 300;

/// When the tests are.
const NOW: &str = "2026-03-02T09:00:00Z";

fn hex(secret: &[u8], text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the event is one of ours, and of now.
fn is_good(asked: &Asked) -> bool {
    let now = DateTime::parse_from_rfc3339(NOW).expect("an instant").timestamp();
    let is_of_now = |at: &str| at.parse::<i64>().is_ok_and(|at| (now - at).abs() <= WINDOW);
    match asked.path.as_str() {
        "/stripe" => {
            let Some((at, signature)) =
                asked.header("stripe-signature").and_then(|text| text.split_once(",v1="))
            else {
                return false;
            };
            let at = at.trim_start_matches("t=");
            is_of_now(at) && hex(SECRET.as_bytes(), &format!("{at}.{}", asked.body)) == signature
        }
        "/github" => {
            let expected = format!("sha256={}", hex(SECRET.as_bytes(), &asked.body));
            asked.header("x-hub-signature-256") == Some(&expected)
        }
        _ => {
            let part = |name| asked.header(name).unwrap_or_default();
            let (id, at) = (part("webhook-id"), part("webhook-timestamp"));
            let key =
                base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &SECRET["whsec_".len()..]);
            let mut mac = Hmac::<Sha256>::new_from_slice(&key.expect("base64")).expect("a key");
            mac.update(format!("{id}.{at}.{}", asked.body).as_bytes());
            let expected = base64::Engine::encode(
                &base64::engine::general_purpose::STANDARD,
                mac.finalize().into_bytes(),
            );
            is_of_now(at) && part("webhook-signature") == format!("v1,{expected}")
        }
    }
}

#[test]
fn events_are_signed_so_that_a_receiver_can_tell() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/careless" => json(200, &[], "{}"),
        _ if is_good(asked) => json(202, &[], "{}"),
        _ => json(401, &[], "{}"),
    });
    let body = "body: '{\"type\": \"order.placed\", \"partner\": \"{{ partner.id }}\"}'";
    let mut checks = Vec::new();
    for scheme in ["standard", "stripe", "github"] {
        for (what, how) in [
            ("", ""),
            ("-forged", ", forged: true"),
            ("-unsigned", ", unsigned: true"),
            ("-old", ", age: 600"),
        ] {
            if (scheme, what) != ("github", "-old") {
                let check = format!("{{ webhook: {{ path: /{scheme}, {body}, scheme: {scheme}{how} }} }}");
                checks.push((format!("{scheme}{what}"), check));
            }
        }
    }
    checks
        .push(("careless".to_owned(), format!("{{ webhook: {{ path: /careless, {body}, forged: true }} }}")));
    let checks: Vec<(&str, &str)> = checks.iter().map(|(id, check)| (id.as_str(), check.as_str())).collect();
    let criteria = "      answered: { title: It answers, of: standard, metric: failed, at_most: 0 }\n";
    let sandbox = in_sandbox(&checks, criteria);
    let url = server.url();
    sandbox.at(NOW).ok(&format!("partner environment acme sandbox --url {url} --reach loopback"));
    sandbox.ok("trust acme --yes");
    let unsigned = sandbox.run("check acme standard");
    assert!(unsigned.code == 3 && unsigned.stdout.contains("no secret"), "{unsigned}");
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {url} --reach loopback --signing '$ACME_HOOKS'"
    ));
    let shown = sandbox.ok("trust acme --yes").to_string();
    insta::assert_snapshot!("shown", crate::http::untimed(&shown));
    sandbox.env("ACME_HOOKS", SECRET);
    let run = sandbox.run("check acme");
    insta::assert_snapshot!("checked", crate::http::untimed(&run.to_string()));
    let asked = server.asked();
    assert_eq!(asked.len(), checks.len());
    // Receivers take an event once.
    let ids: std::collections::BTreeSet<_> =
        asked.iter().filter_map(|asked| asked.header("webhook-id")).collect();
    assert_eq!(ids.len(), 4, "standard, forged, old, and the careless one");
    assert!(!sandbox.git(&["log", "-p"]).contains(&SECRET[6..]));
}
