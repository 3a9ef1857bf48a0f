//! `init`: a workspace is laid down in one commit that holds its files alone. What lies there already is
//! never overwritten; where anything is in the way, nothing is written.

mod config;
pub(super) mod shipped;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use crate::cli::Exit;
use crate::cli::context::{Context, GitIdentity, identity_from};
use crate::cli::error::CliError;
use crate::playbook::model::{Attribute, AttributeKind, Playbook};
use crate::render::escape::visible;
use crate::source::Document;
use crate::store::{Edit, GitStore, NewCommit, Revision, Signature, Store, StoreError};
use crate::workspace::WorkspaceError;
use crate::workspace::config::{Config, FILE};

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  aboard init\n  aboard init onboarding --name \"Example Market\" \\\n    --playbook marketplace-seller --playbook logistics-partner"
)]
pub(in crate::cli) struct Args {
    /// The folder: a git repository, or what becomes one; where not said, where you are
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// A shipped playbook to begin with: marketplace-seller (taken where not said) or logistics-partner
    #[arg(long = "playbook", value_name = "ID")]
    playbooks: Vec<String>,
    /// The name of your organisation; the name of the folder where not said
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<Exit, CliError> {
    let (playbooks, mut files) = chosen(&args.playbooks)?;
    files.append(&mut shipped::common_files());
    let target = match &args.folder {
        Some(directory) => context.folder().join(directory),
        None => context.folder().to_owned(),
    };
    let home = Home::at(&target)?;
    let laid = home.lay(|store| {
        let identity = identity_from(store.identity()?)?;
        let organisation = organisation(args.name.as_deref(), store.root())?;
        let text = config::text(&organisation, &identity, &playbooks, &config::machine_zone());
        check(&text)?;
        files.insert(FILE.to_owned(), text);
        refuse_what_is_there(store, &files)?;
        commit(context, store, &identity, &playbooks, &files)
    });
    let (store, revision) = laid?;
    report(&store, &revision, &playbooks, &files, args.folder.as_deref())?;
    Ok(Exit::Ok)
}

/// The playbooks that were asked for, with their files.
fn chosen(asked: &[String]) -> Result<(Vec<Playbook>, BTreeMap<String, String>), CliError> {
    let fallback = [shipped::DEFAULT.to_owned()];
    let mut playbooks: Vec<Playbook> = Vec::new();
    let mut files = BTreeMap::new();
    for id in if asked.is_empty() { &fallback } else { asked } {
        let shipped = shipped::playbook(id)
            .ok_or_else(|| CliError::unknown("shipped playbook", id, shipped::ids()))??;
        files.extend(shipped.files);
        if !playbooks.contains(&shipped.playbook) {
            playbooks.push(shipped.playbook);
        }
    }
    Ok((playbooks, files))
}

/// The repository that becomes a workspace, and what had to be made for it.
struct Home {
    store: GitStore,
    /// What did not exist before, outermost first; it is taken away again where nothing comes of it.
    made: Vec<PathBuf>,
}

impl Home {
    fn at(target: &Path) -> Result<Home, CliError> {
        match GitStore::discover(target) {
            Ok(store) => {
                let is_root = fs::canonicalize(target).is_ok_and(|target| target == store.root());
                if is_root {
                    return Ok(Home { store, made: Vec::new() });
                }
                let root = store.root().display();
                Err(CliError::no(format!(
                    "`{}` lies in the git repository `{root}`, and a workspace is a whole repository",
                    target.display()
                ))
                .hint(format!("lay it down at the root: aboard init {root}"))
                .hint("or choose a folder outside of it"))
            }
            Err(StoreError::NoRepository { .. }) => {
                if target.exists() && !target.is_dir() {
                    return Err(CliError::usage(format!("`{}` is not a folder", target.display())));
                }
                let mut made: Vec<PathBuf> = target
                    .ancestors()
                    .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
                    .map(Path::to_owned)
                    .collect();
                made.reverse();
                if made.is_empty() {
                    made.push(target.join(".git"));
                }
                Ok(Home { store: GitStore::init(target)?, made })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Does the work; where that fails, nothing that was made for it stays.
    fn lay<T>(self, work: impl FnOnce(&GitStore) -> Result<T, CliError>) -> Result<(GitStore, T), CliError> {
        match work(&self.store) {
            Ok(done) => Ok((self.store, done)),
            Err(error) => {
                if let Some(outermost) = self.made.first() {
                    // What cannot be taken away is an empty repository, which a second try takes up.
                    let _ = fs::remove_dir_all(outermost);
                }
                Err(error)
            }
        }
    }
}

fn organisation(said: Option<&str>, root: &Path) -> Result<String, CliError> {
    let folder = || root.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = said.map(|name| name.trim().to_owned()).or_else(folder).unwrap_or_default();
    if name.is_empty() {
        return Err(CliError::usage("the organisation has no name").hint("say it with --name NAME"));
    }
    Ok(name)
}

/// What is laid down is what every later command can read.
fn check(text: &str) -> Result<(), CliError> {
    let read = Document::from_bytes(FILE, text.as_bytes()).and_then(|document| Config::load(&document));
    read.map(drop).map_err(|faults| {
        let sources = [(FILE.to_owned(), text.to_owned())].into();
        let what = "the aboard.toml that your git identity makes".to_owned();
        WorkspaceError::Faulty { what, faults, sources }.into()
    })
}

fn refuse_what_is_there(store: &GitStore, files: &BTreeMap<String, String>) -> Result<(), CliError> {
    let head = store.head()?;
    let root = store.root().display();
    let is_committed = |path: &str| match &head {
        Some(head) => store.entry(head, path).map(|found| found.is_some()),
        None => Ok(false),
    };
    if is_committed(FILE)? {
        return Err(CliError::no(format!("`{root}` is a workspace already"))
            .hint("look at its playbooks with: aboard playbook list")
            .hint("change how it is set up in aboard.toml, and commit that"));
    }
    let mut there = Vec::new();
    for path in files.keys() {
        let lies_there = match fs::symlink_metadata(store.root().join(path)) {
            Ok(_) => true,
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        };
        if lies_there || is_committed(path)? {
            there.push(format!("`{path}`"));
        }
    }
    if there.is_empty() {
        return Ok(());
    }
    Err(CliError::no(format!("{} would be overwritten in `{root}`", there.join(", ")))
        .hint("move what lies there out of the way, or choose another folder: aboard init DIR"))
}

fn commit(
    context: &Context,
    store: &GitStore,
    identity: &GitIdentity,
    playbooks: &[Playbook],
    files: &BTreeMap<String, String>,
) -> Result<Revision, CliError> {
    let edit = |(path, text): (&String, &String)| Edit {
        path: path.clone(),
        content: Some(text.clone().into_bytes()),
        expected: None,
    };
    let named: Vec<_> =
        playbooks.iter().map(|playbook| format!("{} {}", playbook.id, playbook.version)).collect();
    let signature =
        Signature { name: identity.name.clone(), email: identity.email.clone(), when: context.clock() };
    let commit = NewCommit {
        edits: files.iter().map(edit).collect(),
        message: format!(
            "Lay down an Aboard workspace\n\naboard.toml, and to begin with {}.\n",
            named.join(" and ")
        ),
        author: signature.clone(),
        committer: signature,
    };
    let head = store.head()?;
    store.commit(head.as_ref(), &commit).map_err(|error| WorkspaceError::Commit(error).into())
}

fn report(
    store: &GitStore,
    revision: &Revision,
    playbooks: &[Playbook],
    files: &BTreeMap<String, String>,
    directory: Option<&Path>,
) -> Result<(), CliError> {
    let checklists = files.keys().filter(|path| path.starts_with("playbooks/checklists/")).count();
    let mut rows = vec![(FILE.to_owned(), "organisation, business hours, people and their roles".to_owned())];
    for playbook in playbooks {
        let (items, stages) = (playbook.items().count(), playbook.stages.len());
        let path = format!("playbooks/{}.yaml", playbook.id);
        rows.push((path, format!("{} {}, {items} items, {stages} stages", playbook.title, playbook.version)));
    }
    rows.push(("playbooks/checklists/".to_owned(), format!("{checklists} checklists that playbooks share")));
    rows.push(("playbooks/schema/".to_owned(), "what editors check playbooks by".to_owned()));
    rows.push(("partners/".to_owned(), "where the state of partners will be".to_owned()));
    let width = rows.iter().map(|(path, _)| path.len()).max().unwrap_or(0);

    let mut out = io::stdout().lock();
    let root = store.root().display().to_string();
    writeln!(out, "{} laid down a workspace in {}", revision.short(), visible(&root))?;
    writeln!(out)?;
    for (path, what) in rows {
        writeln!(out, "  {path:width$}  {what}")?;
    }
    writeln!(out)?;
    writeln!(out, "next:")?;
    if let Some(directory) = directory.filter(|directory| *directory != Path::new(".")) {
        writeln!(out, "  cd {}", visible(&directory.display().to_string()))?;
    }
    if let Some(first) = playbooks.first() {
        writeln!(out, "  aboard playbook show {}", first.id)?;
        writeln!(out, "  aboard lint")?;
        writeln!(out, "  aboard partner add acme --name Acme {}", required(first).join(" "))?;
    }
    Ok(())
}

/// What `partner add` must be told, with a value for each to begin with.
fn required(playbook: &Playbook) -> Vec<String> {
    let value = |attribute: &Attribute| match &attribute.kind {
        AttributeKind::Choice(choices) | AttributeKind::List(choices) => {
            choices.first().cloned().unwrap_or_default()
        }
        AttributeKind::Text => "\"Acme Ltd\"".to_owned(),
        AttributeKind::Number { min, max } => {
            500f64.max(min.unwrap_or(500.0)).min(max.unwrap_or(500.0)).to_string()
        }
        AttributeKind::Boolean => "false".to_owned(),
    };
    let required = playbook.attributes.iter().filter(|(_, attribute)| attribute.required);
    required.map(|(id, attribute)| format!("--set {id}={}", value(attribute))).collect()
}
