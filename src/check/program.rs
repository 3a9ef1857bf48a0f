//! Programs run as checks: in come a program that was prepared and what it is told, out comes a [`Reading`] of how it
//! ended and what it printed.
//!
//! It runs in a folder of its own, which holds copies of the files that it needs: what was trusted is what runs. Its
//! environment is empty but for what is named; nobody answers it; when its time is over, it ends with all it started.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::scratch::Scratch;
use super::secret::{SHORTEST, Secrets};
use super::{CheckFault, Reading, file, json, one_line};
use crate::partner::Finding;
use crate::playbook::id::Id;
use crate::playbook::model::figure;
use crate::playbook::model::{PROGRAM_METRICS, Program};
use crate::process::{self, Ended, Shield};

/// How much of what it prints is kept, in bytes.
const MOST: usize = 1 << 20;

/// How long what it printed is waited for after it ended: something that it started may hold the pipe.
const PATIENCE: Duration = Duration::from_secs(1);

/// A file of the workspace, as it is copied.
#[derive(Debug)]
pub struct Copy {
    /// The path, relative to the root of the workspace.
    pub path: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
    bytes: Vec<u8>,
    is_executable: bool,
}

impl Copy {
    /// Returns what is in it, if it is text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// Reads the files that a program needs.
///
/// # Errors
/// Returns the first that is not a file of the workspace, or cannot be read.
pub fn files(program: &Program, root: &Path) -> Result<Vec<Copy>, CheckFault> {
    let read = |path: &String| {
        let (bytes, source) = file::of_workspace(root, path)?.bytes()?;
        let is_executable = is_executable(&root.join(path));
        Ok(Copy { path: path.clone(), sha256: source.sha256, bytes, is_executable })
    };
    program.files.iter().map(read).collect()
}

/// What a program is given.
pub struct Given<'a> {
    /// Copies of the files that it needs.
    pub files: &'a [Copy],
    /// What it is told, by the name of the variable.
    pub told: &'a [(&'static str, String)],
    /// Puts the partner's id into a text.
    pub filled: &'a dyn Fn(&str) -> String,
    /// Has the values of variables.
    pub value_of: &'a dyn Fn(&str) -> Option<OsString>,
}

/// Runs it to its end, at most as long as it may take.
///
/// # Errors
/// Returns that it cannot be run: nothing is known then.
pub fn run(program: &Program, given: &Given<'_>) -> Result<Reading, CheckFault> {
    let secrets = secrets(program, given)?;
    let unrun = |fault: io::Error| CheckFault::NotRun { program: program.run.join(" "), fault };
    let folder = Scratch::new(&std::env::temp_dir()).map_err(unrun)?;
    for copy in given.files {
        lay(copy, folder.path()).map_err(unrun)?;
    }
    let mut command = command(program, given, folder.path())?;
    let (began, limit) = (Instant::now(), Duration::from_secs(program.within.into()));
    // Whoever interrupts us ends it as well, and nothing is recorded.
    let shield = Shield::raise();
    let (mut out, mut err) = (None, None);
    let ended = process::run_alone(&mut command, limit, &shield, &mut |child| {
        out = child.stdout.take().map(Printed::of);
        err = child.stderr.take().map(Printed::of);
    });
    let took = began.elapsed();
    let ended = ended.map_err(unrun)?;
    // A signal that was put off ends this process now: what is to be tidied up is, before.
    drop(folder);
    drop(shield);
    let [out, err] = [out, err].map(|printed| printed.map_or_else(Vec::new, Printed::take));
    let last = [&err, &out].map(|bytes| last_line(&secrets.hide(&String::from_utf8_lossy(bytes))));
    let mut metrics = BTreeMap::new();
    let fails = failing(program, &ended, &out, &last, &mut metrics);
    let own = [exit_status(&ended).map(f64::from), Some((took.as_secs_f64() * 10.0).round() / 10.0)];
    let own = PROGRAM_METRICS.iter().zip(own).filter_map(|((id, _), value)| Some((id.parse().ok()?, value?)));
    let said = match &fails {
        Some(why) => why.clone(),
        None if program.assertions.is_empty() && program.figures.is_empty() => {
            last[1].clone().unwrap_or_else(|| "it ended well".to_owned())
        }
        None => {
            let figures: Vec<_> =
                metrics.iter().map(|(id, value)| format!("{id} {}", figure::told(*value))).collect();
            if figures.is_empty() {
                "as asked".to_owned()
            } else {
                format!("as asked: {}", figures.join(", "))
            }
        }
    };
    let outcome = if fails.is_some() { Finding::Failed } else { Finding::Passed };
    metrics.extend(own);
    Ok(Reading { outcome, said: one_line(&secrets.hide(&said)), metrics, source: None })
}

fn secrets(program: &Program, given: &Given<'_>) -> Result<Secrets, CheckFault> {
    let mut values = Vec::new();
    for name in &program.secrets {
        let value = (given.value_of)(name).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| CheckFault::NoVariable(name.clone()))?;
        let value = value.to_string_lossy().into_owned();
        if value.chars().count() < SHORTEST {
            return Err(CheckFault::ShortSecret { name: name.clone(), least: SHORTEST });
        }
        values.push(value);
    }
    Ok(Secrets::new(values.iter().map(String::as_str)))
}

fn command(program: &Program, given: &Given<'_>, folder: &Path) -> Result<Command, CheckFault> {
    let Some((name, arguments)) = program.run.split_first() else {
        return Err(CheckFault::NoRequest(String::new()));
    };
    // Relative to the folder, not to where we are.
    let is_ours = name.contains('/') && !name.starts_with('/');
    let mut command = if is_ours { Command::new(folder.join(name)) } else { Command::new(name) };
    command.args(arguments.iter().map(|word| (given.filled)(word))).current_dir(folder).env_clear();
    let passed =
        ["PATH".to_owned()].into_iter().chain(program.variables.iter().chain(&program.secrets).cloned());
    for name in passed {
        if let Some(value) = (given.value_of)(&name) {
            command.env(name, value);
        }
    }
    command.env("TMPDIR", folder).envs(given.told.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ok(command)
}

/// Says why it failed; `last` are the last lines of what it said and of what it printed.
fn failing(
    program: &Program,
    ended: &Ended,
    out: &[u8],
    last: &[Option<String>; 2],
    metrics: &mut BTreeMap<Id, f64>,
) -> Option<String> {
    let why = |what: String| match last.iter().flatten().next() {
        Some(line) => format!("{what}: {line}"),
        None => what,
    };
    match ended {
        Ended::Itself(status) if status.success() => {}
        Ended::Itself(status) => {
            let what = status
                .code()
                .map_or_else(|| "a signal ended it".to_owned(), |code| format!("exit status {code}"));
            return Some(why(what));
        }
        Ended::TooLong => return Some(why(format!("it did not end within {} s", program.within))),
        Ended::Asking => return Some("it asked on the terminal, where nobody answers".to_owned()),
        Ended::Interrupted => return Some("it was interrupted".to_owned()),
    }
    if program.assertions.is_empty() && program.figures.is_empty() {
        return None;
    }
    match serde_json::from_slice(out) {
        Ok(document) => {
            let missing = json::figures(&document, &program.figures, metrics);
            json::failing(&document, &program.assertions).or(missing)
        }
        Err(error) => Some(format!("what it printed is no JSON: {error}")),
    }
}

fn exit_status(ended: &Ended) -> Option<i32> {
    match ended {
        Ended::Itself(status) => status.code(),
        _ => None,
    }
}

fn last_line(text: &str) -> Option<String> {
    text.lines().map(str::trim).rfind(|line| !line.is_empty()).map(str::to_owned)
}

fn lay(copy: &Copy, folder: &Path) -> io::Result<()> {
    let path = folder.join(&copy.path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(&path, &copy.bytes)?;
    #[cfg(unix)]
    if copy.is_executable {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &Path) -> bool {
    false
}

/// What a program prints, read as it does, so that it never waits for us.
struct Printed {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Printed {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let mut piece = vec![0; 1 << 16];
            while let Ok(read @ 1..) = pipe.read(&mut piece) {
                let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(&piece[..read]);
                // The end says how it came out; of a document that is larger, nothing is known.
                let over = kept.len().saturating_sub(MOST);
                kept.drain(..over);
            }
        });
        Printed { bytes, reader }
    }

    fn take(self) -> Vec<u8> {
        let since = Instant::now();
        while !self.reader.is_finished() && since.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(2));
        }
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
