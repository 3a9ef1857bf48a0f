//! Connections from anybody: in comes a socket that listens, out go requests, one a connection, to whoever judges them.
//!
//! One thread looks at all of them in turn, so that who sends slowly keeps nobody waiting; how many there are, how long
//! each may take and how much it may send have limits.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use super::answer;
use super::request::{Reader, Request, Unread};

/// How many connections are looked at. Who comes when there are as many takes the place of the one that has been there
/// longest: whoever has something to deliver has delivered it by then.
const AT_ONCE: usize = 256;

/// How many come in at a time: who is there is looked at several times before they have all places.
const AT_A_TIME: usize = 32;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long after the answer the other side is given to read it.
const LINGER: Duration = Duration::from_secs(1);

/// How often connections are looked at where nothing comes.
const NAP: Duration = Duration::from_millis(5);

/// How many bytes are taken at once.
const PIECE: usize = 16 << 10;

/// What a request is answered.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) reason: String,
    /// Whether no other request is waited for.
    pub(super) is_last: bool,
}

/// Has requests judged, until one is the last or the time is over. The listener does not block.
pub(super) fn serve(
    listener: &TcpListener,
    within: Duration,
    hear: &mut dyn FnMut(Result<Request, Unread>) -> Reply,
) {
    let began = Instant::now();
    let mut piece = vec![0; PIECE];
    let mut open: Vec<Connection> = Vec::new();
    let mut is_over = false;
    loop {
        is_over |= began.elapsed() >= within;
        let mut is_busy = false;
        for _ in 0..AT_A_TIME {
            if is_over {
                break;
            }
            let Ok((stream, _)) = listener.accept() else { break };
            if open.len() >= AT_ONCE {
                open.remove(0).give_way(hear);
            }
            open.extend(Connection::of(stream));
            is_busy = true;
        }
        open.retain_mut(|connection| {
            if is_over && connection.is_read() {
                return false;
            }
            let step = connection.step(&mut piece, hear);
            is_busy |= step != Step::Idle;
            is_over |= step == Step::Last;
            step != Step::Gone
        });
        if is_over && open.is_empty() {
            return;
        }
        if !is_busy {
            thread::sleep(NAP);
        }
    }
}

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Idle,
    Busy,
    Last,
    Gone,
}

struct Connection {
    stream: TcpStream,
    reader: Reader,
    /// When it began, or when it was answered.
    since: Instant,
    is_answered: bool,
}

impl Connection {
    fn of(stream: TcpStream) -> Option<Self> {
        stream.set_nonblocking(true).ok()?;
        Some(Connection { stream, reader: Reader::default(), since: Instant::now(), is_answered: false })
    }

    /// Whether its request is not whole yet.
    fn is_read(&self) -> bool {
        !self.is_answered
    }

    /// Leaves its place to another.
    fn give_way(mut self, hear: &mut dyn FnMut(Result<Request, Unread>) -> Reply) {
        if !self.is_answered && !self.reader.is_empty() {
            self.answer(&hear(Err(Unread(408, "it took long, and others came"))));
        }
    }

    /// Takes what came meanwhile.
    fn step(&mut self, piece: &mut [u8], hear: &mut dyn FnMut(Result<Request, Unread>) -> Reply) -> Step {
        let limit = if self.is_answered { LINGER } else { PATIENCE };
        if self.since.elapsed() >= limit {
            return match self.is_answered || self.reader.is_empty() {
                true => Step::Gone,
                false => self.answer(&hear(Err(Unread(408, "it took too long")))),
            };
        }
        match self.stream.read(piece) {
            // What was read of the rest by now would tell nothing.
            Ok(1..) if self.is_answered => Step::Busy,
            Ok(length @ 1..) => match self.reader.take(&piece[..length]) {
                Ok(Some(request)) => self.answer(&hear(Ok(request))),
                Err(unread) => self.answer(&hear(Err(unread))),
                Ok(None) => {
                    if self.reader.is_waited_for() {
                        // Who is gone is seen by the next look.
                        let _ = self.stream.write_all(answer::CONTINUE);
                    }
                    Step::Busy
                }
            },
            Err(error) if error.kind() == ErrorKind::WouldBlock => Step::Idle,
            Err(error) if error.kind() == ErrorKind::Interrupted => Step::Busy,
            Ok(0) | Err(_) => {
                if !self.is_answered && !self.reader.is_empty() {
                    hear(Err(Unread(400, "it broke off")));
                }
                Step::Gone
            }
        }
    }

    /// Answers, and gives the other side a while to read it: a socket that is closed with bytes unread takes the answer
    /// back.
    fn answer(&mut self, reply: &Reply) -> Step {
        let bytes = answer::bytes(reply.status, &reply.reason);
        let sent = self.stream.write_all(&bytes).and_then(|()| self.stream.shutdown(Shutdown::Write));
        self.is_answered = true;
        self.since = Instant::now();
        match (reply.is_last, sent) {
            (true, _) => Step::Last,
            (false, Ok(())) => Step::Busy,
            (false, Err(_)) => Step::Gone,
        }
    }
}
