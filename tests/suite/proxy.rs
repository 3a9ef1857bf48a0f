//! Checks that ask a partner's system by way of a proxy, where a person names one; against a proxy that the test starts.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::http::{in_sandbox, untimed};
use crate::support::Sandbox;
use crate::support::server::{Server, json};
use crate::support::tls::Authority;

const LIST: &str = "{ path: /orders, within: 5 }";
const ANSWERED: &str = "      answered: { title: It answers, of: list, metric: failed, at_most: 0 }\n";

/// A proxy, with what it was asked for.
struct Proxy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts one that connects to whom it is asked for, or gives another answer.
    fn start(refusal: Option<&'static str>) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let told = Arc::clone(&told);
                thread::spawn(move || serve(&stream, refusal, &told));
            }
        });
        Proxy { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a list").clone()
    }
}

fn serve(stream: &TcpStream, refusal: Option<&str>, asked: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
    }
    asked.lock().expect("a list").push(first.trim_end().to_owned());
    let mut stream = stream.try_clone()?;
    if let Some(refusal) = refusal {
        return stream.write_all(refusal.as_bytes());
    }
    let target = first.split(' ').nth(1).unwrap_or_default();
    let Ok(mut there) = TcpStream::connect(target) else {
        return stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
    };
    // Its answer may come in parts.
    stream.write_all(b"HTTP/1.1 200 Connection ")?;
    stream.flush()?;
    thread::sleep(std::time::Duration::from_millis(20));
    stream.write_all(b"established\r\nVia: test\r\n\r\n")?;
    let (mut back, mut from) = (there.try_clone()?, stream.try_clone()?);
    let answers = thread::spawn(move || pass(&mut back, &mut stream));
    pass(&mut from, &mut there)?;
    answers.join().expect("a thread")
}

/// Passes on what comes, to its end.
fn pass(from: &mut impl Read, to: &mut TcpStream) -> io::Result<()> {
    io::copy(from, to)?;
    to.shutdown(std::net::Shutdown::Write)
}

fn placed(sandbox: &Sandbox, url: &str) {
    sandbox.ok(&format!("partner environment acme sandbox --url {url} --reach loopback"));
    sandbox.ok("trust acme --yes");
}

/// The address is judged here, and is what the proxy is asked for, not the name.
#[test]
fn the_proxy_that_is_named_is_asked_for_the_address_that_was_judged() {
    let (server, proxy) = (Server::start(|_| json(200, &[], "{}")), Proxy::start(None));
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    let port = server.url().rsplit(':').next().expect("a port").to_owned();
    placed(&sandbox, &format!("http://localhost:{port}"));
    let would = sandbox.run(&format!("check acme --dry-run --proxy {}", proxy.url));
    let words: Vec<_> = would.stdout.split_whitespace().collect();
    assert!(words.join(" ").ends_with(&format!("through {}", proxy.url)), "{would}");
    assert_eq!(proxy.asked().len(), 0);
    sandbox.ok(&format!("check acme --proxy {}", proxy.url));
    // The name may stand for `[::1]` as well, where the server is not.
    let asked = proxy.asked();
    assert_eq!(asked.last(), Some(&format!("CONNECT 127.0.0.1:{port} HTTP/1.1")), "{asked:?}");
    assert_eq!(server.asked().len(), 1);
    sandbox.ok("check acme");
    assert_eq!((proxy.asked().len(), server.asked().len()), (asked.len(), 2));
}

/// A proxy takes nobody where the environment does not reach.
#[test]
fn what_may_not_be_dialled_no_proxy_is_asked_for() {
    let proxy = Proxy::start(None);
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    sandbox.ok("partner environment acme sandbox --url https://169.254.169.254");
    sandbox.ok("trust acme --yes");
    let run = sandbox.run(&format!("check acme --proxy {}", proxy.url));
    assert!(run.code == 3 && run.stdout.contains("does not reach"), "{run}");
    assert_eq!(proxy.asked().len(), 0);
}

/// Encryption is agreed on with the partner: the proxy passes on what it cannot read.
#[test]
fn certificates_are_the_partners() {
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    let now = chrono::Utc::now();
    let authority = Authority::new(now);
    sandbox.write("authority.pem", authority.pem());
    sandbox.at(&now.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    sandbox.env("SSL_CERT_FILE", &sandbox.file("authority.pem").to_string_lossy());
    let proxy = Proxy::start(None);
    let server = authority.serve("127.0.0.1", (-1, 90), |_| json(200, &[], "{}"));
    placed(&sandbox, &server.url().replace("http://", "https://"));
    sandbox.ok(&format!("check acme --proxy {}", proxy.url));
    assert_eq!((proxy.asked().len(), server.asked().len()), (1, 1));
}

/// That the proxy is of no use is not the partner's fault: nothing is recorded.
#[test]
fn a_proxy_that_connects_to_nobody_is_told_and_not_recorded() {
    let server = Server::start(|_| json(200, &[], "{}"));
    let sandbox = in_sandbox(&[("list", LIST)], ANSWERED);
    placed(&sandbox, &server.url());
    let commits = sandbox.commits();
    let mut told = Vec::new();
    for refusal in [
        "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\n",
    ] {
        let proxy = Proxy::start(Some(refusal));
        let run = sandbox.run(&format!("check acme --proxy {}", proxy.url));
        told.push(untimed(&run.to_string()));
    }
    for url in ["http://127.0.0.1:1", "http://me:pass@127.0.0.1:1", "127.0.0.1:1"] {
        told.push(untimed(&sandbox.run(&format!("check acme --proxy {url}")).to_string()));
    }
    assert!(
        !told.iter().any(|told| told.split("--- stderr").nth(1).is_some_and(|told| told.contains("me:pass")))
    );
    assert_eq!(server.asked().len(), 0);
    assert_eq!(sandbox.commits(), commits);
    insta::assert_snapshot!(told.join("\n\n"));
}
