//! A workspace in a folder of its own, and the built program run in it: no inherited environment, a
//! clock that stands where the test puts it, git as it comes.

#[path = "../../../examples/sandbox/server.rs"]
pub(crate) mod server;
pub(crate) mod terminal;
#[cfg(not(any(windows, target_vendor = "apple")))]
pub(crate) mod tls;

use std::cell::RefCell;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The folder of files that tests copy.
pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// A folder, the clock and the person that programs run with.
pub(crate) struct Sandbox {
    folder: TempDir,
    now: RefCell<String>,
    person: RefCell<(String, String)>,
    env: RefCell<Vec<(String, String)>>,
}

/// What a program printed, and how it ended.
pub(crate) struct Run {
    line: String,
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Sandbox {
    /// An empty folder; the clock stands at Monday 2026-03-02, 10:00 in Berlin; Dana acts.
    pub(crate) fn empty() -> Sandbox {
        Sandbox {
            folder: tempfile::tempdir().expect("a temporary folder"),
            now: RefCell::new("2026-03-02T09:00:00Z".to_owned()),
            person: RefCell::new(("Dana Fox".to_owned(), "dana@market.example".to_owned())),
            env: RefCell::new(Vec::new()),
        }
    }

    /// A workspace with `tests/fixtures`: a small playbook, three people, no partners.
    pub(crate) fn workspace() -> Sandbox {
        let sandbox = Sandbox::empty();
        sandbox.git(&["init", "--quiet", "--initial-branch=main"]);
        copy(Path::new(FIXTURES), sandbox.path(), &["aboard.toml", "playbooks"]);
        sandbox.commit_all("Set up the workspace");
        sandbox
    }

    /// A workspace with the partner `acme`, just added.
    pub(crate) fn with_acme() -> Sandbox {
        let sandbox = Sandbox::workspace();
        sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
        sandbox
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder alone, to be copied from by many at the same time.
    pub(crate) fn into_folder(self) -> TempDir {
        self.folder
    }

    /// A copy of another folder, with clock and person as in an empty one.
    pub(crate) fn copy_of(folder: &Path) -> Sandbox {
        let sandbox = Sandbox::empty();
        copy_all(folder, sandbox.path());
        sandbox
    }

    /// Puts the clock to an instant, such as `2026-03-04T09:00:00Z`.
    pub(crate) fn at(&self, now: &str) -> &Sandbox {
        self.now.replace(now.to_owned());
        self
    }

    /// Has somebody else act: `dana`, `egon`, `lea`, or a stranger.
    pub(crate) fn as_person(&self, id: &str) -> &Sandbox {
        let name = match id {
            "dana" => "Dana Fox",
            "egon" => "Egon Weber",
            "lea" => "Lea Novak",
            _ => "A Stranger",
        };
        self.person.replace((name.to_owned(), format!("{id}@market.example")));
        self
    }

    /// Sets a variable for all later runs.
    pub(crate) fn env(&self, name: &str, value: &str) -> &Sandbox {
        self.env.borrow_mut().push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.file(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.file(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(file, text).expect("a file that can be written");
    }

    pub(crate) fn commit_all(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    /// A command in the folder with nothing of the test's environment but where programs are.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let (name, email) = self.person.borrow().clone();
        let now = self.now.borrow().clone();
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CEILING_DIRECTORIES", self.path().parent().unwrap_or(self.path()))
            .env("GIT_AUTHOR_NAME", &name)
            .env("GIT_AUTHOR_EMAIL", &email)
            .env("GIT_COMMITTER_NAME", &name)
            .env("GIT_COMMITTER_EMAIL", &email)
            .env("GIT_AUTHOR_DATE", &now)
            .env("GIT_COMMITTER_DATE", &now)
            .env("ABOARD_NOW", &now)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("COLUMNS", "80")
            .stdin(Stdio::null());
        for (name, value) in self.env.borrow().iter() {
            command.env(name, value);
        }
        command
    }

    /// The built program.
    pub(crate) fn aboard(&self) -> Command {
        self.command(env!("CARGO_BIN_EXE_aboard"))
    }

    /// A program that signals reach: whoever runs the tests in the background is deaf to some, and so is all that they
    /// run.
    pub(crate) fn hearing(&self, program: &str) -> Command {
        let mut command = self.command("env");
        command.args(["--default-signal=INT,HUP,TERM", program]);
        command
    }

    /// Runs the program with words as a shell would split them (quotes and all).
    pub(crate) fn run(&self, line: &str) -> Run {
        let output = self.aboard().args(split(line)).output().expect("the program runs");
        Run::new(format!("aboard {line}"), &output)
    }

    /// Runs the program, which must end well.
    pub(crate) fn ok(&self, line: &str) -> Run {
        let run = self.run(line);
        assert_eq!(run.code, 0, "{run}");
        run
    }

    /// Runs git, which must end well, and returns what it printed.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = self.command("git").args(args).output().expect("git runs");
        assert!(
            output.status.success(),
            "git {}: {}",
            args.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// How many commits the branch has.
    pub(crate) fn commits(&self) -> usize {
        self.git(&["rev-list", "--count", "HEAD"]).trim().parse().expect("a number")
    }
}

impl Run {
    fn new(line: String, output: &Output) -> Run {
        Run {
            line,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// The transcript, with commit ids (which hang on everything) taken out.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "$ {}", self.line)?;
        f.write_str(&without_ids(&self.stdout))?;
        if !self.stderr.is_empty() {
            writeln!(f, "--- stderr")?;
            f.write_str(&without_ids(&self.stderr))?;
        }
        write!(f, "--- exit {}", self.code)
    }
}

/// Replaces what looks like a commit id: a word of 7 or 40 hex digits, all letters now and then.
pub(crate) fn without_ids(text: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        shown.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_id = matches!(word.len(), 7 | 40) && word.chars().all(is_hex);
        shown.push_str(if is_id { "COMMIT" } else { word });
        rest = after;
    }
    shown.push_str(rest);
    shown
}

/// Splits a line into words at spaces outside of quotes (`'…'` or `"…"`).
pub(crate) fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Copies all that is in one folder to another.
pub(crate) fn copy_all(from: &Path, to: &Path) {
    let names: Vec<String> = fs::read_dir(from)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    copy(from, to, &names.iter().map(String::as_str).collect::<Vec<_>>());
}

/// Copies files and folders from one folder to another.
pub(crate) fn copy(from: &Path, to: &Path, names: &[&str]) {
    for name in names {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() {
            fs::create_dir_all(&to).expect("a folder that can be made");
            let inner: Vec<String> = fs::read_dir(&from)
                .expect("a folder")
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            copy(&from, &to, &inner.iter().map(String::as_str).collect::<Vec<_>>());
        } else {
            fs::copy(&from, &to).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        }
    }
}
