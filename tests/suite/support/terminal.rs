//! Commands on a terminal: in come a command and keys, out comes what was on the screen.

use std::io::{Read, Write};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::Sandbox;

pub(crate) const ENTER: &str = "\r";
pub(crate) const DOWN: &str = "\x1b[B";

impl Sandbox {
    /// Runs a command on a pseudo terminal, which `script` makes, and types these keys, each once the program
    /// asks. Returns how it ended, and all that was on the screen.
    pub(crate) fn on_terminal(&self, line: &str, keys: &[&str]) -> (ExitStatus, String) {
        let program = env!("CARGO_BIN_EXE_aboard");
        let mut child = self
            .hearing("script")
            .args(["--quiet", "--return", "--command", &format!("{program} {line}"), "/dev/null"])
            .env("TERM", "xterm")
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("`script` of util-linux makes the terminal of this test");
        let mut input = child.stdin.take().expect("its input");
        let mut output = child.stdout.take().expect("its output");
        let screen = Arc::new(Mutex::new(Vec::new()));
        let shown = Arc::clone(&screen);
        let reader = std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut piece) {
                shown.lock().expect("the screen").extend_from_slice(&piece[..read]);
            }
        });
        let mut seen = 0;
        for key in keys {
            seen = asked(&screen, seen);
            input.write_all(key.as_bytes()).expect("keys arrive");
            input.flush().expect("keys arrive");
        }
        let status = child.wait().expect("it ends");
        reader.join().expect("all is read");
        let screen = String::from_utf8_lossy(&screen.lock().expect("the screen")).into_owned();
        (status, screen)
    }
}

/// Waits until something new was shown and nothing follows it: then the program waits for a key.
fn asked(screen: &Mutex<Vec<u8>>, seen: usize) -> usize {
    let mut length = seen;
    for _ in 0..100 {
        std::thread::sleep(Duration::from_millis(150));
        let now = screen.lock().expect("the screen").len();
        if now > seen && now == length {
            return now;
        }
        length = now;
    }
    panic!("nothing is asked:\n{}", String::from_utf8_lossy(&screen.lock().expect("the screen")));
}
