//! What another layout moves: in come the paths of a state directory and the layout that they are to have, out
//! come the moves, each of one file, or why they cannot be made. Nothing is read of the files, and what is no
//! partner's stays where it is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Excluded, Included};

use super::layout::StateFolder;
use crate::playbook::id::Id;
use crate::store::{Entry, EntryKind};

/// A file that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Whose it is.
    pub partner: Id,
    /// Where it lies.
    pub from: String,
    /// Where it is to lie.
    pub to: String,
    /// The id of its bytes.
    pub content: String,
}

/// Why the files of a state directory cannot be moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveFault {
    /// A partner's file would be a link or a submodule, which is never followed.
    #[error("`{path}` is a link or a submodule, which is never followed")]
    NotAFile {
        /// Where it lies.
        path: String,
    },
    /// The path is one partner's in one layout, and another's in the other.
    #[error("`{path}` is of `{one}` in one layout, and of `{other}` in the other")]
    Unclear {
        /// Where it lies.
        path: String,
        /// The partner of the layout that is left.
        one: Id,
        /// The partner of the layout that is asked for.
        other: Id,
    },
    /// It has the name of a partner's file, in a folder where neither layout has it.
    #[error("`{path}` lies where neither layout has it")]
    Astray {
        /// Where it lies.
        path: String,
    },
    /// Something lies where a file is to go.
    #[error("`{from}` cannot move to `{to}`: `{taken}` is in the way")]
    Taken {
        /// Where the file lies.
        from: String,
        /// Where it is to go.
        to: String,
        /// What lies there, or where a folder is needed.
        taken: String,
    },
}

/// Plans the moves that bring every file of every partner to where `to` has it; those that lie there stay.
pub(super) fn plan(paths: &BTreeMap<String, Entry>, to: &StateFolder) -> Result<Vec<Move>, MoveFault> {
    let from = to.as_laid_out(to.layout().other());
    // A folder is a partner's only beside the partner's file: else it may be one of many partners.
    let owner = |folder: &StateFolder, path: &str| {
        folder.owner(path).filter(|id| paths.contains_key(&folder.partner(id)))
    };
    let mut moves = Vec::new();
    let mut staying = BTreeSet::new();
    for (path, entry) in paths {
        match (owner(&from, path), owner(to, path)) {
            (Some(one), Some(other)) => return Err(MoveFault::Unclear { path: path.clone(), one, other }),
            (Some(_), None) if entry.kind != EntryKind::File => {
                return Err(MoveFault::NotAFile { path: path.clone() });
            }
            (Some(partner), None) => {
                let to = to.moved(&from, &partner, path);
                moves.push(Move { partner, from: path.clone(), to, content: entry.id.clone() });
            }
            (None, None) if to.is_astray(path) => return Err(MoveFault::Astray { path: path.clone() }),
            (None, _) => {
                staying.insert(path.as_str());
            }
        }
    }
    for Move { from, to, .. } in &moves {
        let above = to.match_indices('/').find_map(|(end, _)| staying.get(&to[..end]));
        // `0` is what follows `/`.
        let (first, behind) = (format!("{to}/"), format!("{to}0"));
        let within = (Included(first.as_str()), Excluded(behind.as_str()));
        let below = || staying.range::<str, _>(within).next();
        if let Some(taken) = staying.get(to.as_str()).or(above).or_else(below) {
            let taken = (*taken).to_owned();
            return Err(MoveFault::Taken { from: from.clone(), to: to.clone(), taken });
        }
    }
    Ok(moves)
}

impl StateFolder {
    /// Returns where this layout has what lies at a path of a partner in another one.
    fn moved(&self, from: &StateFolder, partner: &Id, path: &str) -> String {
        let [_, folder] = from.all_of(partner);
        match path.strip_prefix(&folder).filter(|rest| rest.starts_with('/')) {
            Some(rest) => format!("{}{rest}", self.all_of(partner)[1]),
            None => self.partner(partner),
        }
    }

    /// Tells whether a path is that of a partner's file in a small folder, whichever it is.
    fn is_astray(&self, path: &str) -> bool {
        let below = match self.root() {
            "" => Some(path),
            root => path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')),
        };
        below.and_then(|below| below.split_once('/')).is_some_and(|(shard, name)| {
            let stem = name.strip_suffix(".toml");
            Self::is_shard(shard) && stem.is_some_and(|stem| stem.parse::<Id>().is_ok())
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{Entry, EntryKind, MoveFault, StateFolder, plan};
    use crate::change::Layout;
    use crate::playbook::id::Id;
    use crate::workspace::config::StateConfig;

    fn folder(root: &str, layout: Layout) -> StateFolder {
        StateFolder::new(root.to_owned(), &StateConfig { directory: "p".to_owned(), layout })
    }

    fn listed(path: &str, kind: EntryKind) -> (String, Entry) {
        (path.to_owned(), Entry { name: String::new(), kind, id: String::new() })
    }

    fn files(paths: &[&str]) -> BTreeMap<String, Entry> {
        paths.iter().map(|path| listed(path, EntryKind::File)).collect()
    }

    /// Says what moves where, a line each, or why nothing does.
    fn planned(paths: &[&str], to: Layout) -> Result<Vec<String>, MoveFault> {
        let moves = plan(&files(paths), &folder("p", to))?;
        Ok(moves.into_iter().map(|one| format!("{} -> {}", one.from, one.to)).collect())
    }

    #[test]
    fn files_and_folders_of_partners_move_and_nothing_else() {
        let paths = ["p/README.md", "p/acme.toml", "p/acme/notes/A.toml", "p/acme/x", "p/gone/notes/B.toml"];
        assert_eq!(
            planned(&paths, Layout::Sharded).unwrap(),
            [
                "p/acme.toml -> p/82/acme.toml",
                "p/acme/notes/A.toml -> p/82/acme/notes/A.toml",
                "p/acme/x -> p/82/acme/x",
            ]
        );
        assert_eq!(planned(&paths, Layout::Flat).unwrap(), [""; 0]);
    }

    #[test]
    fn a_partner_may_have_the_name_of_a_small_folder() {
        let shard = StateFolder::shard(&"82".parse().unwrap());
        assert_eq!(
            planned(&["p/82.toml", "p/82/notes/A.toml", "p/acme.toml"], Layout::Sharded).unwrap(),
            [
                format!("p/82.toml -> p/{shard}/82.toml"),
                format!("p/82/notes/A.toml -> p/{shard}/82/notes/A.toml"),
                "p/acme.toml -> p/82/acme.toml".to_owned(),
            ]
        );
        // What is half moved is moved on.
        assert_eq!(
            planned(&["p/82/acme.toml", "p/82/acme/notes/A.toml", "p/bolt.toml"], Layout::Flat).unwrap(),
            ["p/82/acme.toml -> p/acme.toml", "p/82/acme/notes/A.toml -> p/acme/notes/A.toml"]
        );
    }

    #[test]
    fn nothing_moves_over_anything_or_by_a_guess() {
        for (paths, to, fault) in [
            (
                &["p/82.toml", "p/82/acme.toml"][..],
                Layout::Flat,
                "`p/82/acme.toml` is of `acme` in one layout, and of `82` in the other",
            ),
            (&["p/00/acme.toml"], Layout::Sharded, "`p/00/acme.toml` lies where neither layout has it"),
            (
                &["p/82/acme.toml", "p/acme.toml"],
                Layout::Flat,
                "`p/82/acme.toml` cannot move to `p/acme.toml`: `p/acme.toml` is in the way",
            ),
            (
                &["p/82", "p/acme.toml"],
                Layout::Sharded,
                "`p/acme.toml` cannot move to `p/82/acme.toml`: `p/82` is in the way",
            ),
            (
                &["p/82/acme.toml/x", "p/acme.toml"],
                Layout::Sharded,
                "`p/acme.toml` cannot move to `p/82/acme.toml`: `p/82/acme.toml/x` is in the way",
            ),
        ] {
            assert_eq!(planned(paths, to).unwrap_err().to_string(), fault);
        }
        let link = BTreeMap::from([listed("p/acme.toml", EntryKind::Other)]);
        let refused = plan(&link, &folder("p", Layout::Sharded));
        assert_eq!(refused, Err(MoveFault::NotAFile { path: "p/acme.toml".to_owned() }));
    }

    proptest! {
        /// There and back, every file is where it was; and once moved, nothing is left to move.
        #[test]
        fn there_and_back_is_where_it_was(
            ids in prop::collection::btree_set("[0-9a-f]{2}|[a-d]{1,3}|notes", 0..12),
            notes in prop::collection::vec("[0-9A-F]{1,3}", 0..4),
            root in prop::sample::select(vec!["", "p", "a/b"]),
        ) {
            let (flat, sharded) = (folder(root, Layout::Flat), folder(root, Layout::Sharded));
            let mut before = Vec::new();
            for id in ids {
                let id: Id = id.parse().unwrap();
                before.push(flat.partner(&id));
                before.extend(notes.iter().map(|note| flat.note(&id, note)));
            }
            let before = files(&before.iter().map(String::as_str).collect::<Vec<_>>());
            let moved = |paths: &BTreeMap<String, Entry>, to: &StateFolder| {
                let mut paths = paths.clone();
                let moves = plan(&paths, to).unwrap();
                moves.iter().for_each(|one| { paths.remove(&one.from); });
                paths.extend(moves.iter().map(|one| listed(&one.to, EntryKind::File)));
                paths
            };
            let there = moved(&before, &sharded);
            prop_assert_eq!(there.len(), before.len());
            prop_assert!(there.keys().all(|path| sharded.owner(path).is_some()));
            prop_assert_eq!(plan(&there, &sharded), Ok(Vec::new()));
            prop_assert_eq!(moved(&there, &flat), before);
        }
    }
}
