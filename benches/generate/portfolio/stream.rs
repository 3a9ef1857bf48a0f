//! All commits in one go: in come commits as the library drafts them, out comes a branch, through
//! `git fast-import`, which writes the same objects as anybody else and needs no worktree.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use aboard::store::{NewCommit, Signature};
use anyhow::{Context as _, ensure};

use super::laid::Git;

/// An import that is under way.
pub(super) struct Stream {
    child: Child,
    input: BufWriter<ChildStdin>,
    told: BufReader<ChildStdout>,
    /// The commit that the import began at.
    first: String,
    written: bool,
}

impl Stream {
    /// Starts an import on top of a commit.
    pub(super) fn open(git: &Git, first: &str) -> anyhow::Result<Self> {
        let mut command = git.command();
        command.args(["fast-import", "--quiet", "--done", "--date-format=raw"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("could not start git")?;
        let input = child.stdin.take().context("git takes no input")?;
        let told = child.stdout.take().context("git tells nothing")?;
        Ok(Stream {
            child,
            input: BufWriter::with_capacity(1 << 16, input),
            told: BufReader::new(told),
            first: first.to_owned(),
            written: false,
        })
    }

    /// Writes one commit on top of the last.
    pub(super) fn write(&mut self, commit: &NewCommit) -> anyhow::Result<()> {
        let out = &mut self.input;
        writeln!(out, "commit refs/heads/main\nmark :1")?;
        writeln!(out, "author {}", signature(&commit.author))?;
        writeln!(out, "committer {}", signature(&commit.committer))?;
        data(out, commit.message.as_bytes())?;
        if !self.written {
            writeln!(out, "from {}", self.first)?;
        }
        for edit in &commit.edits {
            match &edit.content {
                None => writeln!(out, "D {}", edit.path)?,
                Some(bytes) => {
                    writeln!(out, "M 100644 inline {}", edit.path)?;
                    data(out, bytes)?;
                }
            }
        }
        writeln!(out)?;
        self.written = true;
        Ok(())
    }

    /// Returns the id of the last commit. A partner that is added is pinned to it.
    pub(super) fn head(&mut self) -> anyhow::Result<String> {
        if !self.written {
            return Ok(self.first.clone());
        }
        writeln!(self.input, "get-mark :1")?;
        self.input.flush()?;
        let mut line = String::new();
        self.told.read_line(&mut line)?;
        let id = line.trim();
        ensure!(id.len() == 40, "git fast-import stopped: see what it says above");
        Ok(id.to_owned())
    }

    /// Ends the import, and returns the id of its last commit.
    pub(super) fn close(mut self) -> anyhow::Result<String> {
        let head = self.head()?;
        writeln!(self.input, "done")?;
        self.input.flush()?;
        drop(self.input);
        let status = self.child.wait()?;
        ensure!(status.success(), "git fast-import ended with {status}");
        Ok(head)
    }
}

fn signature(of: &Signature) -> String {
    format!("{} <{}> {} +0000", of.name, of.email, of.when.timestamp())
}

fn data(out: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    writeln!(out, "data {}", bytes.len())?;
    out.write_all(bytes)?;
    writeln!(out)
}
