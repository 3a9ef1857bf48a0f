//! What the program brings along: in comes the id of a shipped playbook, out come its files with those
//! they need. The texts are built in, so that one binary is all that a new workspace takes.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::playbook::load::{Files, load};
use crate::playbook::model::Playbook;
use crate::playbook::schema::{checklist_schema, playbook_schema};
use crate::source::Document;
use crate::workspace::WorkspaceError;

/// The playbook of a workspace that asks for none.
pub(in crate::cli) const DEFAULT: &str = "marketplace-seller";

/// What keeps git from converting the line ends of state: it is written byte for byte.
const ATTRIBUTES: (&str, &str) = ("partners/.gitattributes", "*.toml -text\n");

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path)))),*]
    };
}

const PLAYBOOKS: &[(&str, &str)] =
    embedded!["playbooks/marketplace-seller.yaml", "playbooks/logistics-partner.yaml"];

const CHECKLISTS: &[(&str, &str)] = embedded![
    "playbooks/checklists/api-integration.yaml",
    "playbooks/checklists/brand-and-listing-standards.yaml",
    "playbooks/checklists/commercial-terms.yaml",
    "playbooks/checklists/documentation.yaml",
    "playbooks/checklists/go-to-market.yaml",
    "playbooks/checklists/partner-endpoints.yaml",
    "playbooks/checklists/privacy-and-security.yaml",
    "playbooks/checklists/support-and-disputes.yaml",
    "playbooks/checklists/training.yaml",
    "playbooks/checklists/webhook-configuration.yaml",
];

/// A shipped playbook, read.
pub(in crate::cli) struct Shipped {
    /// The playbook.
    pub(in crate::cli) playbook: Playbook,
    /// Its file and those of the checklists it includes, by path.
    pub(in crate::cli) files: BTreeMap<String, String>,
}

/// Returns the ids of the shipped playbooks: each is the name of its file.
pub(in crate::cli) fn ids() -> impl Iterator<Item = &'static str> + Clone {
    PLAYBOOKS
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("playbooks/").and_then(|name| name.strip_suffix(".yaml")))
}

/// Returns the shipped playbook of that id; none where there is no such.
pub(in crate::cli) fn playbook(id: &str) -> Option<Result<Shipped, WorkspaceError>> {
    ids().find(|known| *known == id).map(|id| {
        let path = format!("playbooks/{id}.yaml");
        let loaded = load(&Embedded, &path);
        match loaded.playbook {
            Some(playbook) => Ok(Shipped { playbook, files: loaded.sources }),
            None => Err(WorkspaceError::Faulty {
                what: path,
                faults: loaded.diagnostics,
                sources: loaded.sources,
            }),
        }
    })
}

/// Returns the files that every workspace has, whatever its playbooks: what editors check them by, and
/// what git is told of state.
pub(in crate::cli) fn common_files() -> BTreeMap<String, String> {
    let (attributes, text) = ATTRIBUTES;
    [
        ("playbooks/schema/playbook.schema.json".to_owned(), format!("{:#}\n", playbook_schema())),
        ("playbooks/schema/checklist.schema.json".to_owned(), format!("{:#}\n", checklist_schema())),
        (attributes.to_owned(), text.to_owned()),
    ]
    .into()
}

/// The files that are built in.
struct Embedded;

impl Embedded {
    fn find(path: &str) -> Option<&'static str> {
        PLAYBOOKS.iter().chain(CHECKLISTS).find(|(known, _)| *known == path).map(|(_, text)| *text)
    }
}

impl Files for Embedded {
    fn read(&self, path: &str) -> Result<Document, Diagnostics> {
        match Embedded::find(path) {
            Some(text) => Document::from_bytes(path, text.as_bytes()),
            None => {
                let fault = Diagnostic::error(Code::FileUnreadable, format!("`{path}` is not built in"));
                Err([fault.at(Place::file(path))].into_iter().collect())
            }
        }
    }

    fn exists(&self, path: &str) -> bool {
        Embedded::find(path).is_some()
    }
}
