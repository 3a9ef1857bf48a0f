//! What is told of a worktree that anybody changed in any way is what git tells of it.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::Bench;
use crate::store::Store;

/// What is committed.
const FILES: [&str; 8] = ["a", "p/a", "p/b", "p/c/d", "p/c/e/f", "p/c/e/g", "q/x", "q/y/z"];

/// Files, folders and names that nothing has.
const PLACES: [&str; 16] = [
    "a",
    "p",
    "p/a",
    "p/b",
    "p/c",
    "p/c/d",
    "p/c/e",
    "p/c/e/f",
    "p/c/e/g",
    "q",
    "q/x",
    "q/y",
    "new",
    "p/new",
    "p/kept.log",
    "p/link",
];

/// What a person does to a place, as far as it can be done there.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Write,
    Remove,
    /// Puts a folder there that holds a file.
    Folder,
    /// Puts a link there that leads nowhere.
    Link,
    Stage,
    /// Takes it out of the index alone.
    Unstage,
}

impl Bench {
    fn has_done(&self, deed: Deed, path: &str) {
        let place = self.path(path);
        let clear = || if place.is_dir() { fs::remove_dir_all(&place) } else { fs::remove_file(&place) };
        // What cannot be done is not done.
        let _ = match deed {
            Deed::Write => fs::write(&place, "mine"),
            Deed::Remove => clear(),
            Deed::Folder => {
                let _ = clear();
                fs::create_dir_all(&place).and_then(|()| fs::write(place.join("inner"), "mine"))
            }
            Deed::Link => clear().and_then(|()| std::os::unix::fs::symlink("nowhere", &place)),
            Deed::Stage => {
                super::hermetic(self.folder.path()).args(["add", "--all", path]).output().map(drop)
            }
            Deed::Unstage => {
                let taken_out = ["rm", "-r", "--quiet", "--cached", path];
                super::hermetic(self.folder.path()).args(taken_out).output().map(drop)
            }
        };
    }

    /// What git tells of a path.
    fn told(&self, path: &str) -> BTreeSet<String> {
        let path = if path.is_empty() { "." } else { path };
        let asked = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", path];
        self.git(&asked).split_terminator('\0').map(|line| line[3..].to_owned()).collect()
    }
}

fn deeds(count: Range<usize>) -> impl Strategy<Value = Vec<(Deed, &'static str)>> {
    let deeds = vec![Deed::Write, Deed::Remove, Deed::Folder, Deed::Link, Deed::Stage, Deed::Unstage];
    vec((select(deeds), select(PLACES.to_vec())), count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn git_tells_the_same(before in deeds(0..3), after in deeds(1..6)) {
        let bench = Bench::new();
        for file in FILES {
            bench.write(file, "before");
        }
        bench.write(".gitignore", "*.log\n");
        std::os::unix::fs::symlink("c/d", bench.path("p/link")).unwrap();
        bench.git(&["add", "."]);
        bench.git(&["commit", "--quiet", "--message=first"]);
        for (deed, path) in before {
            bench.has_done(deed, path);
        }
        // What was found of the folders is kept for the next look.
        bench.store().changed(&[""]).unwrap();
        for (deed, path) in after {
            bench.has_done(deed, path);
        }
        for path in ["", "p", "p", "p/a", "p/c", "p/link", "q/y/z", "", ""] {
            let told: BTreeSet<String> = bench.store().changed(&[path]).unwrap().into_iter().collect();
            prop_assert_eq!(told, bench.told(path), "below `{}`", path);
        }
    }
}
