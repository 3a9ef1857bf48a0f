//! Answers over HTTP on this machine, each time after the same while: in come milliseconds, out come the URL on stdout,
//! and answers until it is stopped.
//!
//! `cargo run --release --example answer -- 50`
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::expect_used,
    reason = "the URL is what it is run for"
)]

#[expect(dead_code, reason = "tests look at what was asked")]
#[path = "../../examples/sandbox/server.rs"]
mod server;

use std::thread;
use std::time::Duration;

use clap::Parser;

/// Answers over HTTP, each time after the same while
#[derive(Parser)]
#[command(name = "answer")]
struct Args {
    /// How long each answer takes, in milliseconds
    after: u64,
    /// The address where it answers
    #[arg(long, default_value = "127.0.0.1")]
    at: std::net::IpAddr,
}

fn main() {
    let Args { after, at } = Args::parse();
    let answered = server::Server::start_at((at, 0), move |_| {
        let mut answer = server::json(200, &[], "{}");
        answer[0].0 = Duration::from_millis(after);
        answer
    });
    let server = match answered {
        Ok(server) => server,
        Err(error) => {
            eprintln!("{at}: {error}");
            std::process::exit(1);
        }
    };
    println!("{}", server.url());
    loop {
        thread::park();
    }
}
