//! The tour of README.md: its commands are run one after another in a sandbox, and must print what stands
//! there. `UPDATE_README=1 cargo test readme` writes what they print.
//!
//! In a block marked `console`, a line that begins with `$ ` is a command for bash, `> ` goes on with it,
//! and what follows is what it prints, stderr after stdout; commit ids, which hang on everything, are masked, and so are
//! times. Where the page has the sandbox started, its workspace is laid down, and its API answers at a port of its own,
//! and delivers to another.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::server::Server;
use crate::support::{Sandbox, server, without_ids};

#[path = "../../examples/sandbox/api.rs"]
pub(crate) mod api;
#[path = "../../examples/sandbox/lay.rs"]
mod lay;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// How long the person of the tour takes from one command to the next.
const PACE: TimeDelta = TimeDelta::minutes(4);

/// Runs commands as one shell would: the folder, exported variables and the last exit code are kept between them.
struct Shell {
    sandbox: Sandbox,
    folder: PathBuf,
    now: DateTime<Utc>,
    last: i32,
    /// The partner's API.
    server: Option<Server>,
    /// Its clock, which is that of the tour.
    clock: Arc<AtomicI64>,
    /// Where it delivers to: a port that is free.
    hooks: u16,
}

/// What starts it, before the name of a folder.
const SANDBOX: &str = "cargo run --quiet --example sandbox -- ";

/// Where it answers, by the page.
const PLACE: &str = "http://127.0.0.1:8780";

impl Shell {
    fn new() -> Shell {
        let sandbox = Sandbox::empty();
        let program = Path::new(env!("CARGO_BIN_EXE_aboard")).parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        sandbox.env("PATH", &format!("{}:{path}", program.display()));
        let folder = fs::canonicalize(sandbox.path()).expect("a folder");
        // Wide enough for full addresses of items, narrow enough for a page.
        sandbox.env("COLUMNS", "100");
        let now = "2026-03-02T09:00:00Z".parse().expect("an instant");
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
        let hooks = free.expect("a port").port();
        Shell { sandbox, folder, now, last: 0, server: None, clock: Arc::default(), hooks }
    }

    /// Returns what the command prints, with the folder of the sandbox shown as a home folder.
    fn run(&mut self, command: &str) -> String {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.folder = self.folder.join(folder);
            return String::new();
        }
        if let Some(variables) = command.strip_prefix("export ") {
            for (name, value) in variables.split(' ').filter_map(|variable| variable.split_once('=')) {
                self.sandbox.env(name, value);
            }
            return String::new();
        }
        self.now += PACE;
        self.sandbox.at(&self.now.to_rfc3339());
        self.clock.store(self.now.timestamp(), Ordering::Relaxed);
        let place = self.server.as_ref().map_or_else(|| PLACE.to_owned(), Server::url);
        let command =
            command.replace(PLACE, &place).replace(&api::HOOKS.to_string(), &self.hooks.to_string());
        let script = format!("(exit {}); {command}", self.last);
        let mut bash = self.sandbox.command("bash");
        let output = bash.args(["-c", &script]).current_dir(&self.folder).output().expect("bash runs");
        self.last = output.status.code().unwrap_or(-1);
        let root = fs::canonicalize(self.sandbox.path()).expect("a folder");
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).replace(&root.display().to_string(), "/home/dana");
        let lines: String = printed.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let lines = lines.lines().map(|line| match line.starts_with("  digest ") {
            // It is of the place as well, which is another every time.
            true => format!("  digest {}\n", "1a2b3c4d".repeat(8)),
            false => format!("{line}\n"),
        });
        without_times(&without_ids(&lines.collect::<String>()))
            .replace("COMMIT", "1a2b3c4")
            .replace(&place, PLACE)
            .replace(&format!("127.0.0.1:{}/", self.hooks), &format!("127.0.0.1:{}/", api::HOOKS))
    }

    /// Lays the workspace of the sandbox down, and starts its API.
    fn start(&mut self, folder: &str) {
        lay::lay(&self.folder.join(folder), &|| self.sandbox.command("git")).expect("a workspace");
        let clock = Arc::clone(&self.clock);
        let api = api::Api::new(move || clock.load(Ordering::Relaxed), self.hooks);
        self.server = Some(Server::start(move |asked| api.answer(asked)));
    }
}

/// Replaces each number before `ms`, which is another every time, by one of the same look.
fn without_times(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(" ms") {
        let (before, after) = rest.split_at(at);
        let start = before.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |last| last + 1);
        let is_time = start < at && !after[3..].starts_with(|c: char| c.is_alphanumeric());
        shown.push_str(if is_time { &before[..start] } else { before });
        shown.push_str(if is_time { "1.5 ms" } else { " ms" });
        rest = &after[3..];
    }
    shown + rest
}

/// Runs every command of the tour, and returns the page with what they print now.
fn replay(page: &str) -> (String, usize) {
    let mut shell = Shell::new();
    let mut replayed = String::new();
    let mut commands = 0;
    let mut in_tour = false;
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if in_tour && line != "```" && !line.starts_with("$ ") {
            continue; // What was printed before.
        }
        replayed.push_str(line);
        replayed.push('\n');
        match line {
            "```console" => in_tour = true,
            "```" => in_tour = false,
            _ if line.starts_with(SANDBOX) => shell.start(line.trim_start_matches(SANDBOX)),
            _ if in_tour => {
                let mut command = line.trim_start_matches("$ ").to_owned();
                while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
                    replayed.push_str(more);
                    replayed.push('\n');
                    command = format!("{command}\n{}", more.trim_start_matches("> "));
                }
                replayed.push_str(&shell.run(&command));
                commands += 1;
            }
            _ => {}
        }
    }
    (replayed, commands)
}

#[test]
fn the_tour_prints_what_it_says() {
    let page = fs::read_to_string(README).expect("the page");
    let (replayed, commands) = replay(&page);
    assert!(commands >= 20, "only {commands} commands were found");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(README, &replayed).expect("a file that can be written");
        return;
    }
    let different = page.lines().zip(replayed.lines()).position(|(said, printed)| said != printed);
    if let Some(at) = different.or((page.len() != replayed.len()).then(|| page.lines().count())) {
        let around =
            |text: &str| text.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
        panic!(
            "README.md line {}: it says\n{}\n--- but the command prints\n{}\n--- UPDATE_README=1 cargo test readme writes it",
            at + 1,
            around(&page),
            around(&replayed)
        );
    }
}

/// The sample at the top is what the demo prints, some lines left out.
#[test]
fn the_sample_at_the_top_is_the_demos() {
    let page = fs::read_to_string(README).expect("the page");
    let sample = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a sample");
    let demo = include_str!("snapshots/suite__demo__the_demo_keeps_what_it_promises.snap");
    let mut printed = demo.lines();
    let mut compared = 0;
    for line in sample.lines().filter(|line| *line != "...") {
        assert!(
            printed.any(|printed| printed == line),
            "the demo does not print, or not in this order: {line}"
        );
        compared += 1;
    }
    assert!(compared > 5, "the sample is gone");
}
