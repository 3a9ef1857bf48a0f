//! What is there before the first change: in come the options, out come the workspace as a person lays it
//! down, and what changes are judged by.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use aboard::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use aboard::partner::Pin;
use aboard::playbook::load::{Files, load};
use aboard::source::Document;
use aboard::workspace::StateFolder;
use aboard::workspace::config::{Config, FILE};
use anyhow::{Context as _, anyhow, ensure};

use super::{Options, World};

const PLAYBOOK: &str = "playbooks/seller.yaml";

/// The files that people write.
const FILES: [(&str, &str); 5] = [
    (FILE, include_str!("../workspace/aboard.toml")),
    (PLAYBOOK, include_str!("../workspace/playbooks/seller.yaml")),
    ("playbooks/checklists/terms.yaml", include_str!("../workspace/playbooks/checklists/terms.yaml")),
    (
        "playbooks/checklists/integration.yaml",
        include_str!("../workspace/playbooks/checklists/integration.yaml"),
    ),
    (
        "playbooks/checklists/operations.yaml",
        include_str!("../workspace/playbooks/checklists/operations.yaml"),
    ),
];

/// When and by whom the workspace is laid down.
const WHEN: &str = "2025-01-03T09:00:00Z";
const WHO: (&str, &str) = ("Dana Fox", "dana@market.example");

/// The files by path, as they are committed.
struct Laid(BTreeMap<&'static str, String>);

impl Laid {
    fn new(sharded: bool) -> Self {
        let mut files: BTreeMap<_, _> = FILES.map(|(path, text)| (path, text.to_owned())).into();
        if sharded && let Some(config) = files.get_mut(FILE) {
            config.push_str("\n[state]\nlayout = \"sharded\"\n");
        }
        Laid(files)
    }
}

impl Files for Laid {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        match self.0.get(path) {
            Some(text) => Document::from_bytes(path, text.as_bytes()),
            None => {
                let fault = Diagnostic::error(Code::FileUnreadable, format!("`{path}` is not laid down"));
                Err([fault.at(Place::file(path))].into_iter().collect())
            }
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

/// Reads what changes are judged by.
pub(super) fn world(options: &Options) -> anyhow::Result<World> {
    let files = Laid::new(options.sharded);
    let faulty = |path: &str, faults: &Diagnostics| anyhow!("{path} has faults: {faults:?}");
    let config = files.read(FILE).and_then(|document| Config::load(&document));
    let config = config.map_err(|faults| faulty(FILE, &faults))?;
    let loaded = load(&files, PLAYBOOK);
    let playbook = loaded.playbook.ok_or_else(|| faulty(PLAYBOOK, &loaded.diagnostics))?;
    let pin = Pin {
        playbook: playbook.id.clone(),
        version: playbook.version.clone(),
        path: PLAYBOOK.to_owned(),
        commit: String::new(),
        hash: loaded.content_hash.unwrap_or_default(),
    };
    let folder = StateFolder::new(config.state.directory.clone(), &config.state);
    Ok(World { config, folder, playbook, pin, notes: options.notes })
}

/// Lays the workspace down in a folder that is new or empty, and commits it.
pub(super) fn lay_down(options: &Options) -> anyhow::Result<Git> {
    let folder = &options.folder;
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let is_empty = fs::read_dir(folder)?.next().is_none();
    ensure!(is_empty, "{} is not empty: name a new folder", folder.display());
    let git = Git { folder: folder.clone() };
    git.run(&["init", "--quiet", "--initial-branch=main", "--object-format=sha1", "--template="])?;
    for (path, text) in Laid::new(options.sharded).0 {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&file, text).with_context(|| format!("could not write {}", file.display()))?;
    }
    git.run(&["add", "--all"])?;
    git.run(&["commit", "--quiet", "--message", "Set up the workspace"])?;
    Ok(git)
}

/// The git program in the folder, deaf to whatever else is configured on the machine.
pub(super) struct Git {
    folder: PathBuf,
}

impl Git {
    pub(super) fn command(&self) -> Command {
        let (name, email) = WHO;
        let mut command = Command::new("git");
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &self.folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", name), ("GIT_COMMITTER_NAME", name)])
            .envs([("GIT_AUTHOR_EMAIL", email), ("GIT_COMMITTER_EMAIL", email)])
            .envs([("GIT_AUTHOR_DATE", WHEN), ("GIT_COMMITTER_DATE", WHEN)])
            .env("LC_ALL", "C");
        command
    }

    pub(super) fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        let output = self.command().args(args).output().context("could not start git")?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "git {}: {}", args.join(" "), said.trim());
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    pub(super) fn head(&self) -> anyhow::Result<String> {
        self.run(&["rev-parse", "HEAD"])
    }

    /// Puts worktree and index in step with the branch, and packs what was written.
    pub(super) fn settle(&self) -> anyhow::Result<()> {
        self.run(&["reset", "--quiet", "--hard"])?;
        self.run(&["repack", "-a", "-d", "--quiet"])?;
        self.run(&["commit-graph", "write", "--reachable", "--changed-paths"])?;
        Ok(())
    }
}
