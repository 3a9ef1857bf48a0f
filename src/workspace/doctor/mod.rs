//! What is amiss in a workspace: in comes a view of what is committed now, out come findings, each with what,
//! where, and what to do. One rule, one file; reading changes nothing.

mod edits;
mod files;
mod names;
mod out_of_band;
mod repository;
mod size;

use super::view::View;
use super::{Workspace, WorkspaceError};
use crate::store::Ailment;

/// What kind of thing is amiss; the names are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A process that died left something.
    LeftBehind,
    /// Another program holds a lock, or left it.
    Locked,
    /// Another aboard is at work.
    Busy,
    /// Something of git's keeps changes from being recorded.
    Unusable,
    /// git writes state with other line ends than are recorded.
    LineEnds,
    /// State was edited by hand.
    Edited,
    /// The file of a partner lies where another layout would have it.
    Misplaced,
    /// Something in the state directory is no partner's.
    Stranger,
    /// A file cannot be read.
    Unreadable,
    /// A newer aboard wrote a file.
    NewerFormat,
    /// The commit of a pin is not here.
    PinMissing,
    /// Commits touched state without being changes.
    OutOfBand,
    /// So many objects are loose that git would pack them.
    LooseObjects,
    /// Another layout would pay.
    Layout,
}

impl Kind {
    /// Returns its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::LeftBehind => "left-behind",
            Kind::Locked => "locked",
            Kind::Busy => "busy",
            Kind::Unusable => "unusable",
            Kind::LineEnds => "line-ends",
            Kind::Edited => "edited",
            Kind::Misplaced => "misplaced",
            Kind::Stranger => "stranger",
            Kind::Unreadable => "unreadable",
            Kind::NewerFormat => "newer-format",
            Kind::PinMissing => "pin-missing",
            Kind::OutOfBand => "out-of-band",
            Kind::LooseObjects => "loose-objects",
            Kind::Layout => "layout",
        }
    }

    /// Tells whether it is good to know, and nothing that must be mended.
    #[must_use]
    pub fn is_hint(self) -> bool {
        matches!(self, Kind::Busy | Kind::OutOfBand | Kind::LooseObjects | Kind::Layout)
    }
}

/// Something that is amiss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: Kind,
    /// Where: a file, a folder, a commit.
    pub place: String,
    /// What is amiss, one line.
    pub what: String,
    /// What to do, one line each.
    pub advice: Vec<String>,
    /// Since when, where that is known.
    pub since: Option<chrono::DateTime<chrono::Utc>>,
}

impl Finding {
    fn new(kind: Kind, place: impl Into<String>, what: impl Into<String>) -> Self {
        Finding { kind, place: place.into(), what: what.into(), advice: Vec::new(), since: None }
    }

    fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice.push(advice.into());
        self
    }
}

impl View<'_> {
    /// Goes through everything; `tick` is called once for each partner.
    ///
    /// # Errors
    /// Returns why the rounds could not be made; what is wrong with one file is a finding.
    pub fn examine(&self, tick: &mut dyn FnMut()) -> Result<Vec<Finding>, WorkspaceError> {
        let mut found = Vec::new();
        repository::look(self, &mut found)?;
        edits::look(self, &mut found)?;
        names::look(self, &mut found)?;
        files::look(self, tick, &mut found)?;
        out_of_band::look(self, &mut found)?;
        size::look(self, &mut found)?;
        Ok(found)
    }
}

impl Workspace {
    /// Takes away what is provably left by processes of ours that died, and returns it.
    ///
    /// # Errors
    /// Returns why something could not be mended.
    pub fn mend(&self) -> Result<Vec<Finding>, WorkspaceError> {
        let mut mended = Vec::new();
        for (store, folder) in self.repositories() {
            for ailment in store.mend(folder.unwrap_or_default())? {
                if let Ailment::Left { path, what } = ailment {
                    mended.push(Finding::new(Kind::LeftBehind, path.to_string_lossy(), what));
                }
            }
        }
        Ok(mended)
    }
}

impl Workspace {
    /// Returns the root of the state's repository, where that is another one, as `aboard.toml` leads to it.
    fn state_root(&self, directory: &str) -> Option<String> {
        self.elsewhere.as_ref()?;
        let root = directory.strip_suffix(&self.state_folder).unwrap_or(directory).trim_end_matches('/');
        Some(if root.is_empty() { ".".to_owned() } else { root.to_owned() })
    }
}

impl View<'_> {
    /// Returns git as it is called for the state's repository.
    pub(in crate::workspace) fn git(&self) -> String {
        let root = self.workspace.state_root(&self.config.state.directory);
        root.map_or_else(|| "git".to_owned(), |root| format!("git -C {}", quoted(&root)))
    }

    /// Returns a path of the state's repository as it is reached from the workspace, for a shell.
    fn reached(&self, path: &str) -> String {
        let root = self.workspace.state_root(&self.config.state.directory);
        quoted(&root.map_or_else(|| path.to_owned(), |root| format!("{root}/{path}")))
    }
}

/// Returns a path as a shell takes it for one word.
pub(in crate::workspace) fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+".contains(c);
    if !path.is_empty() && !path.starts_with('-') && path.chars().all(is_plain) {
        return path.to_owned();
    }
    format!("'{}'", path.replace('\'', "'\\''"))
}
