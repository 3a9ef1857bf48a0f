//! The workspace of the example: in comes a folder that is not there yet, out comes a git repository with a playbook
//! whose checks ask the partner's API and look at its feed, and with whoever runs it in `aboard.toml`.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

const ABOARD: &str = include_str!("workspace/aboard.toml");
const PLAYBOOK: &str = include_str!("workspace/playbooks/api-partner.yaml");
const FEED: &str = include_str!("workspace/feeds/acme.csv");

/// Lays it down; `git` makes a command of git.
pub(crate) fn lay(folder: &Path, git: &dyn Fn() -> Command) -> io::Result<()> {
    fs::create_dir(folder)?;
    fs::create_dir(folder.join("playbooks"))?;
    fs::create_dir(folder.join("feeds"))?;
    run(git().args(["init", "--quiet", "--initial-branch=main"]).current_dir(folder))?;
    let who = run(git().args(["var", "GIT_AUTHOR_IDENT"]).current_dir(folder))?;
    let (name, rest) = who.split_once(" <").unwrap_or(("You", "you@example.org>"));
    let email = rest.split('>').next().unwrap_or_default();
    let aboard = ABOARD.replace("Your Name", name).replace("you@example.org", email);
    fs::write(folder.join("aboard.toml"), aboard)?;
    fs::write(folder.join("playbooks/api-partner.yaml"), PLAYBOOK)?;
    fs::write(folder.join("feeds/acme.csv"), FEED)?;
    run(git().args(["add", "--all"]).current_dir(folder))?;
    run(git().args(["commit", "--quiet", "--message", "Lay down the sandbox"]).current_dir(folder))?;
    Ok(())
}

fn run(git: &mut Command) -> io::Result<String> {
    let output = git.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}
