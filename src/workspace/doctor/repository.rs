//! The repositories themselves: what was left behind, locks, settings that will bite, loose objects.

use super::{Finding, Kind, quoted};
use crate::store::{Ailment, Store};
use crate::workspace::view::View;
use crate::workspace::{Workspace, WorkspaceError};

impl Workspace {
    /// The stores, each with the folder of it in which state lies; none where it holds no state.
    pub(super) fn repositories(&self) -> Vec<(&dyn Store, Option<&str>)> {
        let folder = Some(self.state_folder.as_str());
        match &self.elsewhere {
            None => vec![(&*self.files, folder)],
            Some(state) => vec![(&*self.files, None), (&**state, folder)],
        }
    }
}

pub(super) fn look(view: &View<'_>, found: &mut Vec<Finding>) -> Result<(), WorkspaceError> {
    let root = view.workspace.root().to_string_lossy().into_owned();
    for (store, folder) in view.workspace.repositories() {
        let (root, git) = match folder {
            // Of the other repository, it is known how aboard.toml leads there.
            Some(_) if view.workspace.elsewhere.is_some() => (view.reached("."), view.git()),
            _ => (root.clone(), "git".to_owned()),
        };
        for ailment in store.ailments(folder.unwrap_or_default())? {
            // Only state is written to: playbooks are read from commits, whatever the worktree shows.
            let is_of_state = matches!(ailment, Ailment::Unusable(_) | Ailment::LineEnds { .. });
            if is_of_state && folder.is_none() {
                continue;
            }
            let told = finding(view, ailment, &root, &git);
            // Two worktrees share what is said of their repository.
            if !found.contains(&told) {
                found.push(told);
            }
        }
    }
    Ok(())
}

fn finding(view: &View<'_>, ailment: Ailment, root: &str, git: &str) -> Finding {
    match ailment {
        Ailment::Left { path, what } => Finding::new(Kind::LeftBehind, path.to_string_lossy(), what)
            .advise("mend it with: aboard doctor --fix"),
        Ailment::Busy { holder } => Finding::new(Kind::Busy, root, format!("{holder} is at work"))
            .advise("look again when it is done"),
        Ailment::Lock { path, since } => {
            let shown = path.to_string_lossy().into_owned();
            Finding {
                since,
                ..Finding::new(Kind::Locked, shown.clone(), "another program holds this lock, or left it")
                    .advise(format!("if no git command runs here, remove it: rm {}", quoted(&shown)))
            }
        }
        Ailment::Unusable(error) => {
            let told = Finding::new(Kind::Unusable, root, error.to_string());
            error.hint().into_iter().fold(told, Finding::advise)
        }
        Ailment::LineEnds { folder } => {
            let file = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let file = view.reached(&format!("{file}.gitattributes"));
            let place = if folder.is_empty() { root.to_owned() } else { folder };
            Finding::new(Kind::LineEnds, place, "git writes state with line ends that are not recorded")
                .advise(format!("say that it is not text, and commit that: echo '*.toml -text' >> {file}"))
        }
        Ailment::LooseObjects { about } => {
            Finding::new(Kind::LooseObjects, root, format!("about {about} objects are not packed"))
                .advise(format!("pack them with: {git} gc"))
        }
    }
}
