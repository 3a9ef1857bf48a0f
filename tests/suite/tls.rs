//! Checks over an encrypted connection: certificates that are trusted, those that are not, and those that end too soon;
//! of servers that the test starts. Systems whose roots are no files are told of authorities by other means.

use chrono::Utc;

use crate::http::in_sandbox;
use crate::support::server::{Answer, Asked, Server, json};
use crate::support::tls::Authority;
use crate::support::{Run, Sandbox};

const LIST: &str = "{ path: /orders, certificate_days: 14 }";
const LASTS: &str =
    "      lasts: { title: The certificate lasts, of: list, metric: certificate-days, at_least: 14 }\n";

fn orders(asked: &Asked) -> Answer {
    match asked.header("x-api-key") {
        Some("s3cr3t-of-acme") => json(200, &[], "{}"),
        _ => json(401, &[], "{}"),
    }
}

/// `acme` where the clock shows the time that it is: certificates are held to that.
fn sandboxed() -> (Sandbox, Authority) {
    let sandbox = in_sandbox(&[("list", LIST)], LASTS);
    let now = Utc::now();
    let authority = Authority::new(now);
    sandbox.write("authority.pem", authority.pem());
    sandbox.at(&now.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    sandbox.env("ACME_KEY", "s3cr3t-of-acme");
    let authorities = sandbox.file("authority.pem");
    sandbox.env("SSL_CERT_FILE", &authorities.to_string_lossy());
    (sandbox, authority)
}

fn check(sandbox: &Sandbox, url: &str) -> Run {
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {url} --header 'X-Api-Key=$ACME_KEY' --reach loopback"
    ));
    sandbox.ok("trust acme --yes");
    sandbox.run("check acme --format json")
}

fn encrypted(server: &Server) -> String {
    server.url().replace("http://", "https://")
}

/// The one check of a report.
fn of(run: &Run) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run}"));
    report["checks"][0].clone()
}

#[test]
fn what_shows_no_certificate_that_is_trusted_is_sent_nothing() {
    let (sandbox, authority) = sandboxed();
    let ended = format!("ended on {}: the partner renews it", authority.day(-1).format("%Y-%m-%d"));
    let begins = format!("does not hold yet: it begins on {}", authority.day(5).format("%Y-%m-%d"));
    let here = "127.0.0.1";
    for (server, said) in [
        (authority.serve_alone(here, (-1, 90), orders), "is not issued by anybody whom this machine trusts"),
        (authority.serve_alone(here, (-1, 90), orders), "SSL_CERT_FILE names the file of who issues theirs"),
        (authority.serve(here, (-30, -1), orders), ended.as_str()),
        (authority.serve(here, (5, 90), orders), begins.as_str()),
        (authority.serve("acme.example", (-1, 90), orders), "is for another name: the partner has one"),
    ] {
        let run = check(&sandbox, &encrypted(&server));
        let found = of(&run);
        assert_eq!((run.code, &found["outcome"]), (1, &"failed".into()), "{run}");
        let told = found["said"].as_str().unwrap_or_else(|| panic!("{run}"));
        assert!(told.starts_with("the certificate of 127.0.0.1 ") && told.contains(said), "{told}");
        assert_eq!(found["metrics"]["certificate-days"], serde_json::Value::Null, "{run}");
        assert_eq!(server.asked().len(), 0, "{said}");
    }
}

#[test]
fn a_certificate_lasts_as_long_as_is_asked() {
    let (sandbox, authority) = sandboxed();
    let server = authority.serve("127.0.0.1", (-60, 14), orders);
    let sound = check(&sandbox, &encrypted(&server));
    assert_eq!(sound.code, 0, "{sound}");
    assert_eq!(of(&sound)["metrics"]["certificate-days"], 14.0, "{sound}");
    let is_told = || sandbox.run("gate acme").to_string().contains("criterion lasts");
    assert!(!is_told());
    assert_eq!(server.asked().len(), 1);
    let server = authority.serve("localhost", (-85, 5), orders);
    let soon = check(&sandbox, &encrypted(&server).replace("127.0.0.1", "localhost"));
    let found = of(&soon);
    assert_eq!((soon.code, &found["outcome"]), (1, &"failed".into()), "{soon}");
    assert_eq!(found["said"], "the certificate lasts 5 days, asked 14 at least: the partner renews it");
    assert_eq!(found["metrics"]["certificate-days"], 5.0, "{soon}");
    assert_eq!(server.asked().len(), 1);
    assert!(is_told());
}

#[test]
fn where_nothing_is_encrypted_no_certificate_lasts() {
    let (sandbox, _) = sandboxed();
    let server = Server::start(orders);
    let run = check(&sandbox, &server.url());
    let found = of(&run);
    assert_eq!(found["said"], "no certificate whose end can be read, asked 14 days at least", "{run}");
    assert_eq!(found["metrics"]["certificate-days"], serde_json::Value::Null, "{run}");
}

#[test]
fn without_roots_nothing_is_said_of_the_partner() {
    let (sandbox, authority) = sandboxed();
    let server = authority.serve("127.0.0.1", (-1, 90), orders);
    sandbox.write("none.pem", "");
    sandbox.env("SSL_CERT_FILE", &sandbox.file("none.pem").to_string_lossy());
    // Others that are found do not make up for it.
    sandbox.env("SSL_CERT_DIR", "/etc/ssl/certs");
    check(&sandbox, &encrypted(&server));
    for path in ["none.pem", "nowhere.pem"] {
        sandbox.env("SSL_CERT_FILE", &sandbox.file(path).to_string_lossy());
        let run = sandbox.run("check acme --format json");
        assert_eq!(run.code, 3, "{run}");
        assert!(run.to_string().contains("which holds no certificate that can be read"), "{run}");
    }
    assert_eq!(server.asked().len(), 0);
}
