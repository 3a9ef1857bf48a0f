//! Checks that ask a partner's system: trusted, sent, judged and recorded; against a server that the test starts.

use std::io::Write as _;
use std::time::Duration;

use crate::support::server::{Answer, Asked, Server, json};
use crate::support::{Run, Sandbox};

/// A secret as a server may echo it.
const SECRET: &str = "s3cr3t/key+of acme";

/// `acme` in a sandbox whose stage tests with these checks: items, with the `http` or the whole check of each.
pub(crate) fn in_sandbox(checks: &[(&str, &str)], criteria: &str) -> Sandbox {
    let sandbox = Sandbox::workspace();
    let tested = format!(
        "    environment: sandbox\n    criteria:\n{criteria}    test_data:\n      - {{ what: Orders, place: The shop, reset: Empty it }}\n"
    );
    let playbook = sandbox.read("playbooks/seller.yaml");
    let soak = "    soak: 2 business days\n";
    assert!(playbook.contains(soak));
    sandbox.write("playbooks/seller.yaml", &playbook.replacen(soak, &tested, 1));
    let mut items = String::from(
        "format: 1\nid: api\ntitle: API\ndefaults: { stage: sandbox, dimension: technical }\nitems:\n",
    );
    for (id, check) in checks {
        let check = if check.starts_with("{ path:") || check.starts_with("{ method:") {
            format!("{{ http: {check} }}")
        } else {
            (*check).to_owned()
        };
        let title = format!("The API answers: {id}");
        items.push_str(&format!(
            "  - id: {id}\n    title: \"{title}\"\n    raci: {{ accountable: engineering }}\n    blocking: true\n    \
             tags: [retest]\n    instructions: Ask it.\n    check: {check}\n"
        ));
    }
    sandbox.write("playbooks/checklists/api.yaml", &items);
    sandbox.ok("lint");
    sandbox.commit_all("Ask over HTTP");
    sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox.ok("promote acme --override --reason 'To be asked' --until 2026-03-31");
    let state = tempfile::tempdir().expect("a folder").keep();
    sandbox.env("XDG_STATE_HOME", &state.to_string_lossy());
    sandbox
}

const ANSWERED: &str = "      answered: { title: It answers, of: list, metric: failed, at_most: 0 }\n";

fn placed(sandbox: &Sandbox, url: &str) {
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {url} --header 'X-Api-Key=$ACME_KEY' --reach loopback"
    ));
    sandbox.env("ACME_KEY", SECRET);
    sandbox.ok("trust acme --yes");
}

/// What was said of one item by one run; times and ports differ from run to run.
fn said(sandbox: &Sandbox, line: &str) -> String {
    untimed(&sandbox.run(line).to_string())
}

pub(crate) fn untimed(text: &str) -> String {
    let mut shown = String::new();
    let words = text.split_inclusive([' ', '\n', ',']);
    let mut previous: Option<String> = None;
    for word in words {
        let bare = word.trim_end_matches([' ', '\n', ',']);
        if let Some(last) = previous.take() {
            let number = last.trim_end();
            let is_time = bare.trim_end_matches(':') == "ms" && number.parse::<f64>().is_ok();
            shown.push_str(&if is_time { last.replace(number, "TIME") } else { last });
        }
        previous = Some(word.to_owned());
    }
    shown.push_str(&previous.unwrap_or_default());
    // A digest is of the place as well.
    let shown =
        shown.lines().map(|line| if line.starts_with("  digest ") { "  digest DIGEST" } else { line });
    ports(&shown.collect::<Vec<_>>().join("\n"))
}

fn ports(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.push_str("127.0.0.1:PORT");
        shown.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    shown
}

fn orders(asked: &Asked) -> Answer {
    match asked.header("x-api-key") {
        Some(SECRET) => json(200, &[], r#"{"orders": [{"status": "open"}], "total": 3}"#),
        _ => json(401, &[], r#"{"error": "who are you?"}"#),
    }
}

const LIST: &str = "{ path: /orders?limit=1, assert: { open: { at: /orders/0/status, is: open } }, figures: { total: /total } }";

#[test]
fn what_is_asked_is_trusted_first_and_nothing_is_sent_before() {
    let server = Server::start(orders);
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    let mut told = vec![sandbox.run("check acme").to_string(), sandbox.run("trust acme").to_string()];
    let described = format!(
        "partner environment acme sandbox --url {}/ --header 'X-Api-Key=$ACME_KEY' --reach loopback",
        server.url()
    );
    told.push(ports(&sandbox.run(&described).to_string()));
    for line in ["check acme", "trust acme", "trust acme --yes", "check acme", "trust acme"] {
        told.push(said(&sandbox, line));
    }
    sandbox.env("ACME_KEY", "short");
    told.push(said(&sandbox, "check acme"));
    sandbox.env("ACME_KEY", SECRET);
    told.push(said(&sandbox, "check acme --dry-run"));
    assert_eq!(server.asked().len(), 0);
    told.push(said(&sandbox, "check acme"));
    told.push(said(&sandbox, "status acme"));
    told.push(said(&sandbox, "partner show acme"));
    let [asked] = &server.asked()[..] else { panic!("{:?}", server.asked()) };
    assert_eq!((asked.method.as_str(), asked.path.as_str()), ("GET", "/orders?limit=1"));
    // Elsewhere is another test, and to be trusted again.
    sandbox.ok(
        "partner environment acme sandbox --url https://sandbox.acme.example --header 'X-Api-Key=$ACME_KEY'",
    );
    for line in ["status acme --all", "check acme", "trust acme --revoke", "trust acme --revoke"] {
        told.push(said(&sandbox, line));
    }
    insta::assert_snapshot!(told.join("\n\n"));
    assert_eq!(server.asked().len(), 1);
    assert!(!sandbox.read("partners/acme.toml").contains(SECRET));
    assert!(!sandbox.git(&["log", "-p"]).contains(SECRET));
    sandbox.git(&["fsck", "--strict"]);
}

#[test]
fn whoever_sits_there_is_asked_once_they_have_read_it() {
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    sandbox.ok("partner environment acme sandbox --url https://sandbox.acme.example");
    for (key, code, word) in
        [("n", 1, "nothing is trusted"), ("y", 0, "1 check trusted"), ("", 0, "1 trusted already")]
    {
        let keys = if key.is_empty() { vec![] } else { vec![key] };
        let (status, screen) = sandbox.on_terminal("trust acme", &keys);
        assert!(status.code() == Some(code) && screen.contains(word), "{key}: {status} {screen}");
        assert_eq!(screen.contains("GET https://sandbox.acme.example/orders"), !key.is_empty(), "{screen}");
    }
}

#[test]
fn a_branch_or_a_digest_is_trusted_where_nobody_is_asked() {
    let server = Server::start(orders);
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    sandbox.env("ACME_KEY", SECRET);
    sandbox.git(&["branch", "protected"]);
    sandbox.ok(&format!(
        "partner environment acme sandbox --url {} --header 'X-Api-Key=$ACME_KEY' --reach loopback",
        server.url()
    ));
    let shown = sandbox.run("trust acme");
    let digest = shown.stdout.split("digest ").nth(1).and_then(|rest| rest.lines().next()).expect("a digest");
    assert_eq!(sandbox.run("check acme --trust-ref protected").code, 3);
    assert_eq!(sandbox.run(&format!("check acme --trust-digest {}", "0".repeat(64))).code, 3);
    assert_eq!(server.asked().len(), 0);
    sandbox.ok(&format!("check acme --trust-digest {digest}"));
    sandbox.git(&["branch", "--force", "protected"]);
    sandbox.ok("check acme --trust-ref protected");
    assert_eq!(server.asked().len(), 2);
    // In CI there may be no folder to keep anything in.
    let words = ["check", "acme", "--trust-ref", "protected"];
    let homeless =
        sandbox.aboard().args(words).env_remove("XDG_STATE_HOME").env("HOME", sandbox.path()).status();
    assert_eq!(homeless.expect("the program runs").code(), Some(0));
    let unknown = sandbox.run("check acme --trust-ref protectd");
    assert_eq!(unknown.code, 2, "{unknown}");
}

#[test]
fn what_cannot_be_recorded_is_not_asked() {
    let server = Server::start(orders);
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    placed(&sandbox, &server.url());
    let lines = [
        "check acme list --passed",
        "check acme list --file report.xml",
        "check acme list --failed no --metric total=3",
    ];
    let mut told: Vec<String> = lines.iter().map(|line| sandbox.run(line).to_string()).collect();
    told.push(sandbox.as_person("stranger").run("check acme").to_string());
    sandbox.as_person("dana");
    told.push(sandbox.run("check acme --learning https://user:word@acme.example").to_string());
    told.push(sandbox.run("check acme --trust-digest abc").to_string());
    sandbox.ok("partner archive acme --reason 'It went elsewhere'");
    told.push(sandbox.run("check acme").to_string());
    insta::assert_snapshot!(told.join("\n\n"));
    assert_eq!(server.asked().len(), 0);
}

#[test]
fn errors_are_tested_on_purpose() {
    let server = Server::start(|asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/orders") => {
            let key = asked.header("idempotency-key").unwrap_or_default().to_owned();
            json(201, &[], &format!(r#"{{"id": "order-{key}", "sku": {}}}"#, asked.body))
        }
        ("POST", "/careless") => json(201, &[], &format!(r#"{{"id": "order-{}"}}"#, asked.before)),
        ("GET", "/limited") if asked.before >= 8 => json(429, &["Retry-After: 30"], "{}"),
        ("GET", "/orders/none") => json(404, &[], r#"{"error": "no such order"}"#),
        _ => orders(asked),
    });
    let checks = [
        ("unknown", "{ path: /orders/none, status: [404], assert: { told: { at: /error, exists: true } } }"),
        ("stranger", "{ path: /orders, credentials: false, status: [401] }"),
        (
            "once",
            "{ method: POST, path: /orders, headers: { Idempotency-Key: \"{{ partner.id }}-1\" }, body: '\"a-1\"', status: [201], same: /id }",
        ),
        ("careless", "{ method: POST, path: /careless, status: [201], same: /id }"),
        ("limited", "{ path: /limited, status: [429], answer_headers: { Retry-After: \"\" }, tries: 20 }"),
        ("unlimited", "{ path: /orders, status: [429], tries: 5 }"),
    ];
    let sandbox = in_sandbox(&checks, &ANSWERED.replace("of: list", "of: unknown"));
    placed(&sandbox, &server.url());
    // One after another, so that the order is known.
    let told: Vec<String> =
        checks.iter().map(|(item, _)| said(&sandbox, &format!("check acme {item}"))).collect();
    let told: Vec<String> =
        told.into_iter().chain(["", "next acme"].map(|line| said(&sandbox, line))).collect();
    insta::assert_snapshot!(told.join("\n\n"));
    let bodies: Vec<_> = server
        .asked()
        .into_iter()
        .filter(|asked| asked.path == "/orders" && asked.method == "POST")
        .collect();
    assert_eq!(bodies.len(), 2);
    assert_eq!(bodies[0].header("idempotency-key"), Some("acme-1"));
    let stranger = server.asked().into_iter().find(|asked| asked.path == "/orders" && asked.method == "GET");
    assert_eq!(stranger.expect("a request").header("x-api-key"), None);
}

#[test]
fn samples_give_percentiles_and_a_share_of_errors() {
    let server = Server::start(|asked| match asked.before % 10 {
        9 => json(503, &[], "{}"),
        5 => {
            let mut answer = json(200, &[], "{}");
            answer[0].0 = Duration::from_millis(80);
            answer
        }
        _ => json(200, &[], "{}"),
    });
    let checks = [
        ("strict", "{ path: /, sample: { count: 20 } }"),
        ("patient", "{ path: /, sample: { count: 20, warm_up: 10, most_failed: 10 } }"),
    ];
    let criteria = "      quick: { title: Nine of ten are quick, of: patient, metric: p95-ms, below: 60, sample: { metric: requests, least: 20 } }\n";
    let sandbox = in_sandbox(&checks, criteria);
    placed(&sandbox, &server.url());
    let told = said(&sandbox, "check acme");
    assert!(told.contains("2 of 20 requests fail: status 503, asked 200"), "{told}");
    assert_eq!(server.asked().len(), 50);
    let run = sandbox.run("check acme patient --format json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let metrics = &report["checks"][0]["metrics"];
    let metric = |id: &str| metrics[id].as_f64().unwrap_or_else(|| panic!("{id}: {metrics}"));
    assert_eq!((metric("requests"), metric("failed"), metric("failed-percent")), (20.0, 2.0, 10.0));
    assert!(metric("p50-ms") < 80.0 && metric("p95-ms") >= 80.0 && metric("longest-ms") >= metric("p99-ms"));
    assert!(metric("dns-ms") >= 0.0 && metric("connect-ms") >= 0.0 && metric("first-byte-ms") > 0.0);
    assert_eq!(run.code, 0, "{run}");
    // 30 requests, of which three wait for 80 ms.
    let took = report["checks"][0]["took_ms"].as_u64().expect("it was timed");
    assert!(took >= 240, "{took}");
    assert!(sandbox.read("partners/acme.toml").contains(&format!("\ntook_ms = {took}\n")));
    let gate = sandbox.run("gate acme").to_string();
    assert!(gate.contains("criterion quick"), "{gate}");
}

#[test]
fn a_hostile_server_is_told_from_a_slow_one_and_learns_nothing() {
    let elsewhere = Server::start(|_| json(200, &[], "{}"));
    let other = elsewhere.url();
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![b'0'; 1 << 20];
    (0..16).for_each(|_| zip.write_all(&zeros).expect("memory"));
    let zip = zip.finish().expect("memory");
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/silent" => vec![(Duration::from_secs(5), Vec::new())],
        "/drip" => {
            let mut answer = json(200, &["x-padding: no"], "");
            answer[0].1 = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
            answer.extend((0..50).map(|_| (Duration::from_millis(100), b"x".to_vec())));
            answer
        }
        "/bomb" => {
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", zip.len());
            vec![(Duration::ZERO, [head.as_bytes(), &zip].concat())]
        }
        "/away" => json(302, &[&format!("Location: {other}/stolen")], "{}"),
        "/moved" => json(301, &["Location: /orders"], "{}"),
        "/around" => json(302, &["Location: /around"], "{}"),
        "/echo" => {
            let key = asked.header("x-api-key").unwrap_or_default();
            let more = if key == SECRET { r"\u001b[2J\n::error::" } else { "" };
            json(200, &[], &format!(r#"{{"you": "{key}{more}"}}"#))
        }
        "/cut" => vec![(Duration::ZERO, b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec())],
        "/no-http" => vec![(Duration::ZERO, b"SSH-2.0-OpenSSH\r\n".to_vec())],
        _ => orders(asked),
    });
    let paths = ["silent", "drip", "bomb", "away", "moved", "around", "cut", "no-http"];
    let mut checks: Vec<(&str, String)> =
        paths.iter().map(|path| (*path, format!("{{ path: /{path}, within: 1, redirects: 3 }}"))).collect();
    checks.push(("echo", "{ path: /echo, assert: { me: { at: /you, is: somebody } } }".to_owned()));
    let checks: Vec<(&str, &str)> = checks.iter().map(|(id, http)| (*id, http.as_str())).collect();
    let sandbox = in_sandbox(&checks, &ANSWERED.replace("of: list", "of: moved"));
    placed(&sandbox, &server.url());
    let told: Vec<String> =
        checks.iter().map(|(item, _)| said(&sandbox, &format!("check acme {item}"))).collect();
    // A secret that is a word would be told as one.
    let word = "s3cr3t-of-acme";
    sandbox.env("ACME_KEY", word);
    let echoed = said(&sandbox, "check acme echo");
    assert!(echoed.contains("me: /you is \"•••\""), "{echoed}");
    let told = told.join("\n\n");
    assert!(!sandbox.git(&["log", "-p"]).contains(word));
    assert!(!told.contains(SECRET) && !sandbox.git(&["log", "-p"]).contains(SECRET), "{told}");
    insta::assert_snapshot!(told);
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn only_addresses_that_the_environment_reaches_are_dialled() {
    let server = Server::start(orders);
    let port = server.url().rsplit(':').next().expect("a port").to_owned();
    let sandbox = in_sandbox(&[("list", "{ path: /orders, within: 2 }")], ANSWERED);
    sandbox.env("ACME_KEY", SECRET).env("http_proxy", &server.url()).env("HTTPS_PROXY", &server.url());
    let ask = |environment: &str| -> Run {
        sandbox.ok(&format!("partner environment acme sandbox {environment}"));
        sandbox.ok("trust acme --yes");
        sandbox.run("check acme")
    };
    let mut told = Vec::new();
    for environment in [
        format!("--url http://localhost:{port}"),
        format!("--url http://127.0.0.1:{port} --reach private"),
        format!("--url https://[::ffff:127.0.0.1]:{port}"),
        format!("--url https://2130706433:{port}"),
        "--url https://169.254.169.254 --reach loopback --reach private".to_owned(),
        "--url https://10.1.2.3".to_owned(),
        "--url https://0.0.0.0 --reach loopback --reach private --reach link-local".to_owned(),
    ] {
        let run = ask(&environment);
        assert_eq!(run.code, 3, "{environment}: {run}");
        told.push(run.stdout.replace(&port, "PORT"));
    }
    assert_eq!(server.asked().len(), 0);
    // Of https, a plain answer is none; and nobody listens on port 1.
    for environment in [
        format!("--url https://127.0.0.1:{port} --reach loopback"),
        "--url http://127.0.0.1:1 --reach loopback".to_owned(),
    ] {
        let run = ask(&environment);
        assert_eq!(run.code, 1, "{environment}: {run}");
        told.push(run.stdout.replace(&port, "PORT"));
    }
    insta::assert_snapshot!(crate::support::without_ids(&told.join("\n")));
}

#[test]
fn environments_are_places_without_secrets() {
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    let lines = [
        "partner environment acme sandbx --url https://acme.example",
        "partner environment acme sandbox --url http://acme.example",
        "partner environment acme sandbox --url https://key:word@acme.example",
        "partner environment acme sandbox --url https://acme.example --header X-Api-Key=0123456789abcdef",
        "partner environment acme sandbox --url https://acme.example --header Host=$A",
        "partner environment acme sandbox --url https://acme.example --header 'A=$A' --header 'a=$B'",
        "partner environment acme sandbox --url https://acme.example --reach everything",
        "partner environment acme sandbox --remove",
        "partner environment acme sandbox",
        "partner environment acme sandbox --url https://acme.example/v1 --header 'Authorization=Bearer $ACME_TOKEN' --dry-run",
        "partner environment acme sandbox --url https://acme.example/v1 --header 'Authorization=Bearer $ACME_TOKEN'",
        "partner environment acme sandbox --url https://acme.example/v1 --header 'Authorization=Bearer $ACME_TOKEN'",
        "trust acme --yes",
        "partner environment acme sandbox --remove",
    ];
    let told: Vec<String> = lines.iter().map(|line| sandbox.run(line).to_string()).collect();
    insta::assert_snapshot!(told.join("\n\n"));
    // What a repository brings could trust itself.
    sandbox.env("XDG_STATE_HOME", &sandbox.path().join("state").to_string_lossy());
    sandbox.ok("partner environment acme sandbox --url https://acme.example");
    let refused = sandbox.run("trust acme --yes");
    assert!(refused.code == 2 && refused.stderr.contains("is in the workspace"), "{refused}");
}
