//! Reading a playbook with all that it includes. In: a way to read files (the work tree, or a commit)
//! and a path. Out: the model, or every fault with its place; and a digest of all that was read.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::content_hash::content_hash;
use super::draft::{self, DraftChecklist, Site};
use super::found::Found;
use super::links::{TargetError, beside};
use super::model::Playbook;
use super::raw::{RawChecklistEntry, RawChecklistFile, RawFormat, RawPlaybook};
use super::validate::{self, Gaps};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Place};
use crate::source::{Document, MAX_BYTES, YamlTree};

/// The one format of playbook and checklist files.
pub const FORMAT: u32 = 1;

/// How many checklist files a playbook may include.
const MAX_INCLUDES: usize = 64;

/// How many bytes the files that a playbook includes may have together: as many as one file may, and
/// four times those of a large playbook.
const MAX_INCLUDED: usize = MAX_BYTES;

/// The files of a workspace, in the work tree or at a commit. Paths are relative to the workspace,
/// with `/` between folders.
pub trait Files {
    /// Reads a file.
    ///
    /// # Errors
    /// Returns why the file cannot be read.
    fn read(&self, path: &str) -> Result<Document, Diagnostics>;

    /// Tells whether there is a file or folder.
    fn exists(&self, path: &str) -> bool;
}

/// A playbook as far as it could be read.
#[derive(Debug)]
pub struct Loaded {
    /// The playbook, if nothing is wrong with it.
    pub playbook: Option<Playbook>,
    /// Faults and warnings, with their places in the text, sorted.
    pub diagnostics: Diagnostics,
    /// The texts of all files that were read, by path: what diagnostics quote from.
    pub sources: BTreeMap<String, String>,
    /// The paths of the checklists that it includes, sorted.
    pub includes: Vec<String>,
    /// The digest of the playbook and of all that it includes; `None` where the playbook could not be read.
    pub content_hash: Option<String>,
}

/// A checklist file as far as it could be read by itself.
#[derive(Debug)]
pub(super) struct LoadedChecklist {
    /// Faults and warnings, with their places in the text, sorted.
    pub(super) diagnostics: Diagnostics,
    /// The text, by path: what diagnostics quote from.
    pub(super) sources: BTreeMap<String, String>,
}

/// Reads the playbook at `path` with all that it includes.
#[must_use]
pub fn load(files: &dyn Files, path: &str) -> Loaded {
    judge(Reading::new(files), path)
}

/// Does what [`load`] does for a playbook that is read already.
pub(super) fn load_read(files: &dyn Files, tree: YamlTree) -> Loaded {
    let path = tree.name().to_owned();
    judge(Reading::with(files, tree), &path)
}

fn judge(mut reading: Reading<'_>, path: &str) -> Loaded {
    let mut included = Included::default();
    let playbook = reading.playbook(path, &mut included);
    let content_hash = reading.texts.get(path).map(|text| content_hash(text, &included.texts));
    let includes = included.paths.into_iter().collect();
    let (diagnostics, sources) = reading.finish();
    let playbook = playbook.filter(|_| !diagnostics.has_errors());
    Loaded { playbook, diagnostics, sources, includes, content_hash }
}

/// Judges a checklist file that is read already by itself: what needs a playbook to be judged passes.
pub(super) fn load_checklist(files: &dyn Files, tree: YamlTree) -> LoadedChecklist {
    let path = tree.name().to_owned();
    let mut reading = Reading::with(files, tree);
    let mut found = Found::default();
    if let Some(draft) = reading.checklist(&path, &mut found) {
        validate::checklist(&draft, files, &mut found);
    }
    reading.faults.extend_beyond(found.into_diagnostics());
    let (diagnostics, sources) = reading.finish();
    LoadedChecklist { diagnostics, sources }
}

/// What a playbook includes.
#[derive(Default)]
struct Included {
    /// Texts, by the path as written.
    texts: BTreeMap<String, String>,
    /// Paths, relative to the workspace.
    paths: BTreeSet<String>,
}

impl Included {
    fn bytes(&self) -> usize {
        self.texts.values().map(String::len).sum()
    }
}

struct Reading<'f> {
    files: &'f dyn Files,
    trees: BTreeMap<String, Rc<YamlTree>>,
    /// Texts, of files too that are no YAML.
    texts: BTreeMap<String, String>,
    faults: Diagnostics,
}

impl<'f> Reading<'f> {
    fn new(files: &'f dyn Files) -> Self {
        Reading { files, trees: BTreeMap::new(), texts: BTreeMap::new(), faults: Diagnostics::new() }
    }

    fn with(files: &'f dyn Files, tree: YamlTree) -> Self {
        let mut reading = Self::new(files);
        reading.texts.insert(tree.name().to_owned(), tree.text().to_owned());
        reading.trees.insert(tree.name().to_owned(), Rc::new(tree));
        reading
    }

    fn playbook(&mut self, path: &str, included: &mut Included) -> Option<Playbook> {
        let tree = self.tree(path)?;
        let (raw, faults) = tree.parse_lossy::<RawPlaybook>();
        let format = raw.as_ref().map(|raw| raw.format);
        let mut gaps = Gaps::of(&faults, path);
        self.shape(path, faults, format)?;
        let mut raw = raw?;
        let mut found = Found::default();
        let site = Site::root(path).key("checklists");
        let mut drafts = Vec::new();
        if raw.checklists.is_empty() {
            let fault =
                Diagnostic::error(Code::EmptyAssertion, "the playbook has no checklists").at(site.value());
            found.push(fault.help("write a checklist with items, or include one"));
        }
        let entries = raw.checklists.len();
        for (position, entry) in std::mem::take(&mut raw.checklists).into_iter().enumerate() {
            let site = site.index(position);
            match &entry.include {
                None => drafts.push(draft::own(entry, site, &mut found)),
                Some(written) => {
                    let written = written.clone();
                    drafts.extend(self.include(&written, entry, &site, included, &mut found));
                }
            }
        }
        if drafts.len() < entries {
            gaps.add("checklists");
        }
        let playbook = validate::playbook(path, &raw, &drafts, &gaps, self.files, &mut found);
        self.faults.extend_beyond(found.into_diagnostics());
        playbook
    }

    fn include(
        &mut self,
        written: &str,
        entry: RawChecklistEntry,
        site: &Site,
        included: &mut Included,
        found: &mut Found,
    ) -> Option<DraftChecklist> {
        let place = site.key("include").value();
        let path = match beside(site.file(), written) {
            Ok(path) => path,
            Err(error) => {
                let code = match error {
                    TargetError::Outside => Code::OutsideWorkspace,
                    _ => Code::InvalidValue,
                };
                let fault = Diagnostic::error(code, format!("the include {error}")).at(place);
                found.push(fault.help("write a path such as `checklists/api-integration.yaml`"));
                return None;
            }
        };
        if !included.paths.insert(path.clone()) {
            let fault = Diagnostic::error(Code::DuplicateId, format!("`{path}` is included twice")).at(place);
            found.push(fault.help("include it once"));
            return None;
        }
        if included.paths.len() > MAX_INCLUDES {
            found.push(too_much(place));
            return None;
        }
        if !self.files.exists(&path) {
            let fault =
                Diagnostic::error(Code::IncludeMissing, format!("there is no file `{path}`")).at(place);
            found.push(fault.help("mend the path, which is relative to the playbook, or add the file"));
            return None;
        }
        let text = self.text(&path)?;
        if included.bytes() + text.len() > MAX_INCLUDED {
            found.push(too_much(place));
            return None;
        }
        included.texts.insert(written.to_owned(), text);
        Some(draft::include(self.checklist(&path, found)?, entry, site, found))
    }

    fn checklist(&mut self, path: &str, found: &mut Found) -> Option<DraftChecklist> {
        let tree = self.tree(path)?;
        let (raw, faults) = tree.parse_lossy::<RawChecklistFile>();
        let format = raw.as_ref().map(|raw| raw.format);
        self.shape(path, faults, format)?;
        raw.map(|raw| draft::shared(path, raw, found))
    }

    /// Reads a file, once.
    fn text(&mut self, path: &str) -> Option<String> {
        if let Some(text) = self.texts.get(path) {
            return Some(text.clone());
        }
        let document = self.told(self.files.read(path))?;
        self.texts.insert(path.to_owned(), document.text().to_owned());
        Some(document.text().to_owned())
    }

    fn tree(&mut self, path: &str) -> Option<Rc<YamlTree>> {
        if let Some(tree) = self.trees.get(path) {
            return Some(Rc::clone(tree));
        }
        let text = self.text(path)?;
        let read = Document::from_bytes(path, text.as_bytes()).and_then(|document| document.yaml());
        let tree = Rc::new(self.told(read)?);
        self.trees.insert(path.to_owned(), Rc::clone(&tree));
        Some(tree)
    }

    /// Notes what kept a file from being read.
    fn told<T>(&mut self, read: Result<T, Diagnostics>) -> Option<T> {
        read.map_err(|faults| self.faults.extend(faults)).ok()
    }

    /// Notes faults of shape; of a file in another format nothing but that is told.
    fn shape(&mut self, path: &str, faults: Diagnostics, format: Option<RawFormat>) -> Option<()> {
        let place = NodePath::root().key("format");
        let is_told = faults.iter().any(|fault| fault.place.as_ref().is_some_and(|at| at.path == place));
        match format {
            Some(RawFormat(format)) if format != FORMAT && !is_told => {
                let message =
                    format!("the file is in format {format}, and this version reads format {FORMAT}");
                let fault = Diagnostic::error(Code::FormatUnsupported, message).at(Place::value(path, place));
                let help = if format > FORMAT {
                    "install a newer Aboard".to_owned()
                } else {
                    format!("write `format: {FORMAT}`")
                };
                self.faults.push(fault.help(help));
                None
            }
            _ => {
                self.faults.extend(faults);
                Some(())
            }
        }
    }

    fn finish(self) -> (Diagnostics, BTreeMap<String, String>) {
        let mut faults = self.faults;
        for tree in self.trees.values() {
            tree.resolve(&mut faults);
        }
        (faults.sorted(), self.texts)
    }
}

/// Makes the fault of an include that is one too many.
fn too_much(place: Place) -> Diagnostic {
    let limit = MAX_INCLUDED / 1024;
    let message = format!("the playbook includes more than {MAX_INCLUDES} files or {limit} KiB");
    Diagnostic::error(Code::FileTooLarge, message).at(place).help("split the playbook")
}
