//! A small HTTP server on this machine: in comes a function from what is asked to what is answered; out comes a server
//! that goes on until its process ends. For examples and tests: one request a connection, and no encryption but what a
//! test puts around it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// How many requests came before.
    pub before: usize,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The bytes of an answer, each piece after a while.
pub(crate) type Answer = Vec<(Duration, Vec<u8>)>;

/// An answer of JSON; `headers` are whole lines.
pub(crate) fn json(status: u16, headers: &[&str], body: &str) -> Answer {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} As Asked\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    vec![(Duration::ZERO, text.into_bytes())]
}

pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts one at a port that is free.
    pub(crate) fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Server {
        Self::start_at(("127.0.0.1", 0), answer).expect("a port")
    }

    /// Starts one at this address and port.
    pub(crate) fn start_at(
        place: impl ToSocketAddrs,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> std::io::Result<Server> {
        Self::start_within(place, |stream| stream, answer)
    }

    /// Starts one whose connections are put into something else first.
    pub(crate) fn start_within<S: Read + Write + 'static>(
        place: impl ToSocketAddrs,
        within: impl Fn(TcpStream) -> S + Send + Sync + 'static,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) -> std::io::Result<Server> {
        let listener = TcpListener::bind(place)?;
        let address = listener.local_addr()?;
        let (asked, handle) = (Arc::new(Mutex::new(Vec::new())), Arc::new((within, answer)));
        let all = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, handle) = (Arc::clone(&all), Arc::clone(&handle));
                thread::spawn(move || serve((handle.0)(stream), &all, &handle.1));
            }
        });
        Ok(Server { address, asked })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// Answers one request, and closes. Whoever asks may be gone by then.
fn serve(stream: impl Read + Write, all: &Mutex<Vec<Asked>>, answer: &dyn Fn(&Asked) -> Answer) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).is_err() {
        return;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let asked = {
        let mut all = all.lock().expect("no panic");
        let before = all.len();
        let body = String::from_utf8_lossy(&body).into_owned();
        all.push(Asked { method, path, headers, body, before });
        all[before].clone()
    };
    for (after, piece) in answer(&asked) {
        thread::sleep(after);
        let stream = reader.get_mut();
        if stream.write_all(&piece).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}
