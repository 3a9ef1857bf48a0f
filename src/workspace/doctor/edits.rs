//! Edits of state by hand, by partner.

use std::collections::BTreeMap;

use super::{Finding, Kind};
use crate::playbook::id::Id;
use crate::workspace::WorkspaceError;
use crate::workspace::error::edit_hints;
use crate::workspace::view::View;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Finding>) -> Result<(), WorkspaceError> {
    // What a commit has written, or has not yet, is no edit of anybody's.
    if found.iter().any(|finding| matches!(finding.kind, Kind::LeftBehind | Kind::Busy)) {
        return Ok(());
    }
    // What keeps worktree and index from being compared is told as what the repository suffers from.
    let Ok(edited) = view.edited_state() else { return Ok(()) };
    let mut partners: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for path in edited {
        match view.folder.owner(&path) {
            Some(id) => partners.entry(id).or_default().push(path),
            // What no command reads, and every one warns of.
            None if path.ends_with(".toml") => {
                let what = "it is no partner's, and its edits are not committed".to_owned();
                let told = Finding::new(Kind::Stranger, path, what);
                found.push(told.advise("commit them, or move it away: git status".to_owned()));
            }
            None => {}
        }
    }
    for (id, paths) in partners {
        let own = view.edits_of(&id)?.into_iter().find(|edit| edit.path == view.partner_path(&id));
        let restore = format!("take it back with: aboard restore {id}");
        let (what, advice) = match own {
            Some(edit) if edit.head.is_none() => (
                "it is in no commit, so it is no partner yet".to_owned(),
                vec![restore, format!("then add it with: aboard partner add {id}")],
            ),
            Some(edit) if edit.worktree.is_none() => {
                ("it was deleted by hand, and stays what is committed".to_owned(), vec![restore])
            }
            _ => {
                let what = match paths.len() {
                    1 => "it was edited by hand, and is not committed".to_owned(),
                    several => {
                        format!("this and {} more were edited by hand, and are not committed", several - 1)
                    }
                };
                (what, edit_hints(std::slice::from_ref(&id)))
            }
        };
        let told = Finding::new(Kind::Edited, paths[0].clone(), what);
        let told = told.advise(format!("look at it with: aboard restore {id} --dry-run"));
        found.push(advice.into_iter().fold(told, Finding::advise));
    }
    Ok(())
}
