//! One file. Enter: a path below the workspace, or bytes read from git. Leaves: text that passed the
//! gate, and from it a tree.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::decode::{decode, too_large};
use super::{MAX_BYTES, Tree, toml_tree, yaml_gate};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use serde::de::DeserializeOwned;

/// A text file that passed the gate: regular, in the workspace, small, UTF-8, no control characters.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
}

impl Document {
    /// Reads the file at `relative` below `root`. Symbolic links are followed as long as they stay
    /// below `root`.
    ///
    /// # Errors
    /// Returns the one fault that keeps the file from being read.
    pub fn read(root: &Path, relative: &str) -> Result<Self, Diagnostics> {
        let name = relative.replace('\\', "/");
        let bytes = read_bounded(root, relative, &name)?;
        Self::from_bytes(&name, &bytes)
    }

    /// Takes bytes that were read elsewhere, such as from git; `name` is the path to report.
    ///
    /// # Errors
    /// Returns the first fault of the bytes.
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Result<Self, Diagnostics> {
        let text = decode(name, bytes)?;
        Ok(Self {
            name: name.to_owned(),
            text,
        })
    }

    /// Returns the path that reports use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text, without byte-order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads the text as one YAML document of the plain subset. Keys that stand twice don't end the
    /// reading: the tree keeps the first, and [`Tree::parse`] reports the others with all else.
    ///
    /// # Errors
    /// Returns syntax errors, and what the subset leaves out: nesting beyond [`super::MAX_DEPTH`],
    /// further documents, anchors, aliases, merge keys and tags.
    pub fn yaml(&self) -> Result<Tree, Diagnostics> {
        yaml_gate::read(&self.name, &self.text)
    }

    /// Reads the text as a TOML tree.
    ///
    /// # Errors
    /// Returns the syntax errors.
    pub fn toml_tree(&self) -> Result<Tree, Diagnostics> {
        toml_tree::read(&self.name, &self.text)
    }

    /// Reads the text as TOML into a type.
    ///
    /// # Errors
    /// Returns the syntax errors, or every fault of shape.
    pub fn toml<T: DeserializeOwned>(&self) -> Result<T, Diagnostics> {
        self.toml_tree()?.parse()
    }
}

fn read_bounded(root: &Path, relative: &str, name: &str) -> Result<Vec<u8>, Diagnostics> {
    let unreadable = |error: &io::Error| unreadable(name, error);
    let root = root.canonicalize().map_err(|error| unreadable(&error))?;
    let path = root
        .join(relative)
        .canonicalize()
        .map_err(|error| unreadable(&error))?;
    if !path.starts_with(&root) {
        let message = format!("`{name}` leads out of the workspace");
        return Err(Diagnostic::error(Code::OutsideWorkspace, message)
            .at(Place::file(name))
            .help("keep the file itself in the workspace, where it is versioned")
            .into());
    }
    // Before opening: to open a named pipe waits for a writer.
    let metadata = fs::metadata(&path).map_err(|error| unreadable(&error))?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() {
            "a directory"
        } else {
            "not a regular file"
        };
        let message = format!("`{name}` is {kind}");
        return Err(Diagnostic::error(Code::NotAFile, message)
            .at(Place::file(name))
            .help("name a file of text")
            .into());
    }
    if metadata.len() > MAX_BYTES as u64 {
        return Err(too_large(name, metadata.len()).into());
    }
    let mut bytes = Vec::new();
    // The file may have grown since it was measured.
    let file = File::open(&path).map_err(|error| unreadable(&error))?;
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    Ok(bytes)
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostics {
    let (message, help) = match error.kind() {
        io::ErrorKind::NotFound => (
            format!("there is no file `{name}`"),
            "check the path; it is relative to the workspace",
        ),
        io::ErrorKind::PermissionDenied => (
            format!("`{name}` may not be read"),
            "give yourself permission to read it",
        ),
        _ => (format!("`{name}` cannot be read: {error}"), "check the path"),
    };
    Diagnostic::error(Code::FileUnreadable, message)
        .at(Place::file(name))
        .help(help)
        .into()
}
