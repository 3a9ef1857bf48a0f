//! A partner to try checks on: `cargo run --example sandbox -- DIR` lays down a workspace in `DIR`, and answers as the
//! partner's API until it is stopped.

#![expect(clippy::expect_used, reason = "an example may stop at the first surprise")]

mod api;
mod lay;
#[expect(dead_code, reason = "tests look at what was asked, and start it anywhere")]
mod server;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::SystemTime;

/// Where it answers.
const PORT: u16 = 8780;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to who runs it")]
fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("say where the workspace is to be: cargo run --example sandbox -- DIR");
        return ExitCode::from(2);
    };
    let api = api::Api::new(
        || {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            since.map_or(0, |since| since.as_secs().cast_signed())
        },
        api::HOOKS,
    );
    let server = match server::Server::start_at(("127.0.0.1", PORT), move |asked| api.answer(asked)) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("port {PORT} of this machine: {error}");
            return ExitCode::FAILURE;
        }
    };
    if let Err(error) = lay::lay(&folder, &|| Command::new("git")) {
        eprintln!("{}: {error}", folder.display());
        return ExitCode::FAILURE;
    }
    let (folder, url, token, secret) = (folder.display(), server.url(), api::TOKEN, api::SECRET);
    println!("The API of Acme answers at {url}/v1, until you press Ctrl-C. In another terminal:\n");
    println!("  cd {folder}");
    println!("  aboard partner add acme --name Acme");
    println!("  aboard partner environment acme sandbox --url {url}/v1 \\");
    println!("    --header 'Authorization=Bearer $ACME_TOKEN' --signing '$ACME_SECRET' --reach loopback");
    println!("  aboard trust acme");
    println!("  export ACME_TOKEN={token} ACME_SECRET={secret}");
    println!("  aboard check acme --listen {}", api::HOOKS);
    loop {
        thread::park();
    }
}
