//! The index against git's own word for it, whatever its version and whoever wrote it last.

use std::io::Cursor;

use proptest::prelude::*;

use super::Bench;
use crate::store::Store;
use crate::store::git::index::Index;
use crate::store::git::index_file::IndexFile;
use crate::store::git::index_part;

const SETTINGS: [&str; 4] = ["index.version=2", "index.version=3", "index.version=4", "index.skipHash=true"];

/// A repository whose index git wrote under a setting.
fn bench(setting: &str) -> Bench {
    let bench = Bench::new();
    let (key, value) = setting.split_once('=').unwrap();
    bench.git(&["config", key, value]);
    for path in ["p/a/1", "p/a/2", "p/ab/1", "p.x", "q", "\u{e9}/\u{e9}"] {
        bench.write(path, path);
    }
    bench.git(&["add", "."]);
    bench.git(&["commit", "--quiet", "--message=first"]);
    bench
}

fn decoded(bench: &Bench) -> IndexFile {
    let mut index = IndexFile::decode(std::fs::read(bench.path(".git/index")).unwrap()).unwrap();
    index.check().unwrap();
    index
}

/// Writes an index anew, and over what it was read from, which must come to the same.
fn encoded(index: &IndexFile) -> Vec<u8> {
    let [anew, over] = [&[], index.as_read()].map(|before| {
        let mut file = Cursor::new(before.to_vec());
        file.set_position(before.len() as u64);
        let length = index.encode(&mut file, before).unwrap();
        let mut bytes = file.into_inner();
        bytes.truncate(length);
        bytes
    });
    assert_eq!(anew, over);
    anew
}

#[test]
fn what_git_wrote_is_written_back_byte_for_byte() {
    for setting in SETTINGS {
        let bench = bench(setting);
        bench.git(&["update-index", "--skip-worktree", "p/a/1"]);
        bench.git(&["update-index", "--assume-unchanged", "p/a/2"]);
        // Longer than the flags of an entry can say.
        let long = ["l".repeat(250).as_str(); 17].join("/");
        let entry = format!("100644,{},{long}", bench.git(&["rev-parse", "HEAD:q"]));
        bench.git(&["update-index", "--add", "--cacheinfo", &entry]);
        let bytes = std::fs::read(bench.path(".git/index")).unwrap();
        assert_eq!(encoded(&decoded(&bench)), bytes, "{setting}");
        bench.git(&["rm", "--quiet", "--cached", "p.x"]);
        bench.git(&["reset", "--quiet", "--soft", "HEAD"]);
        let bytes = std::fs::read(bench.path(".git/index")).unwrap();
        assert_eq!(encoded(&decoded(&bench)), bytes, "{setting}");
    }
}

#[test]
fn folders_are_known_to_be_the_trees_of_the_commit() {
    for setting in SETTINGS {
        let bench = bench(setting);
        let edits = [("p/a/1", Some("new")), ("p/new/deep/1", Some("1")), ("p/ab/1", None), ("s", Some("1"))];
        bench.put(1, &edits).unwrap();
        let index = decoded(&bench);
        for folder in ["", "p", "p/a", "p/new", "p/new/deep", "\u{e9}"] {
            let tree = bench.git(&["rev-parse", &format!("HEAD:{folder}")]);
            assert_eq!(index.tree(folder).map(|id| id.to_string()), Some(tree), "{setting}: {folder:?}");
        }
        assert_eq!(index.tree("p/ab"), None);
        bench.assert_clean();
    }
}

#[test]
fn folders_where_something_is_staged_are_left_for_git_to_look_at() {
    let bench = bench("index.version=2");
    bench.write("p/a/2", "mine");
    bench.git(&["add", "p/a/2"]);
    bench.put(1, &[("p/a/1", Some("new")), ("p/b/1", Some("1"))]).unwrap();
    let index = decoded(&bench);
    for (folder, is_known) in [("", false), ("p", false), ("p/a", false), ("p/ab", true), ("p/b", true)] {
        assert_eq!(index.tree(folder).is_some(), is_known, "{folder:?}");
    }
    assert_eq!(bench.git(&["diff", "--cached", "--name-only"]), "p/a/2");
    bench.git(&["commit", "--quiet", "--message=mine"]);
    bench.assert_clean();
}

#[test]
fn what_is_looked_at_alone_is_there_whole() {
    for setting in SETTINGS {
        let bytes = std::fs::read(bench(setting).path(".git/index")).unwrap();
        let whole = IndexFile::decode(bytes.clone()).unwrap();
        for path in ["", "p", "p/a", "p/a/1", "p/a/1/x", "p.x", "q", "none/x", "\u{e9}/\u{e9}"] {
            let part = index_part::read(&bytes[..], bytes.len() as u64, &["none", path]).unwrap().unwrap();
            let within = |index: &IndexFile| -> Vec<_> {
                index.within(path).map(|(name, entry)| (name.to_vec(), entry.id())).collect()
            };
            assert_eq!(within(&part), within(&whole), "{setting}: {path:?}");
            assert_eq!(part.tree(path), whole.tree(path), "{setting}: {path:?}");
            let above = path.rsplit_once('/').map_or("", |(above, _)| above);
            assert_eq!(part.get(above).is_some(), whole.get(above).is_some(), "{setting}: {path:?}");
        }
    }
}

#[test]
fn what_is_uncommitted_is_what_git_finds() {
    let bench = bench("index.version=2");
    bench.write(".gitignore", "*.log\nignored/\n");
    bench.git(&["add", ".gitignore"]);
    bench.git(&["commit", "--quiet", "--message=ignore"]);
    let changed = |paths: &[&str]| bench.store().changed(paths).unwrap();
    assert_eq!(changed(&[""]), Vec::<String>::new());
    bench.write("p/a/1", "p/a/2");
    bench.write("p/new/1", "1");
    bench.write("p/x.log", "ignored");
    bench.write("ignored/x", "ignored");
    bench.write("q", "staged");
    bench.git(&["add", "q"]);
    bench.git(&["rm", "--quiet", "--cached", "p.x"]);
    std::fs::remove_file(bench.path("p/ab/1")).unwrap();
    bench.git(&["init", "--quiet", "p/nested"]);
    bench.write("p/nested/1", "1");
    assert_eq!(changed(&[""]), ["p.x", "p/a/1", "p/ab/1", "p/nested/", "p/new/1", "q"]);
    assert_eq!(changed(&["p"]), ["p/a/1", "p/ab/1", "p/nested/", "p/new/1"]);
    assert_eq!(changed(&["p/a", "p/a/1", "p/new/1", "p/none", "q"]), ["p/a/1", "p/new/1", "q"]);
    // The same size within the same tick as the index: only the content tells.
    std::fs::remove_dir_all(bench.path("p/nested")).unwrap();
    bench.git(&["add", "--all"]);
    bench.git(&["commit", "--quiet", "--message=second"]);
    bench.write("p/a/1", "p/a/3");
    assert_eq!(changed(&["p/a"]), ["p/a/1"]);
}

#[test]
fn what_is_left_out_or_taken_for_unchanged_is_not_uncommitted() {
    let bench = bench("index.version=2");
    bench.git(&["sparse-checkout", "set", "--no-cone", "/q"]);
    assert!(!bench.path("p/a/1").exists());
    assert_eq!(bench.store().changed(&[""]).unwrap(), Vec::<String>::new());
    bench.git(&["update-index", "--assume-unchanged", "q"]);
    bench.write("q", "mine");
    assert_eq!(bench.store().changed(&[""]).unwrap(), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is committed here, and staged between by a person, git reads the same from the index.
    #[test]
    fn git_agrees(
        setting in prop::sample::select(&SETTINGS[..]),
        rounds in prop::collection::vec(
            (prop::collection::btree_map("[a-c]{1,2}(/[a-c.]{2}){0,2}", prop::option::of("[x-z]"), 1..5), any::<bool>()),
            1..5,
        ),
    ) {
        let bench = Bench::new();
        let (key, value) = setting.split_once('=').unwrap();
        bench.git(&["config", key, value]);
        for (second, (edits, is_staged)) in rounds.iter().enumerate() {
            let edits: Vec<_> = edits.iter().map(|(path, text)| (path.as_str(), text.as_deref())).collect();
            if *is_staged {
                bench.write(&format!("mine/{second}"), "mine");
                bench.git(&["add", "mine"]);
            }
            // Some put a file where a folder is, which is refused.
            let _ = bench.put(i64::try_from(second).unwrap(), &edits);
            let index = Index::look(&bench.path(".git")).unwrap();
            let written = bench.git(&["write-tree"]);
            if let Some(known) = index.file().tree("") {
                prop_assert_eq!(known.to_string(), written.clone());
            }
            // Without what the index remembers of trees, git makes the same of its entries.
            let mut forgetful = index.file().clone();
            for path in ["a", "b", "c", "mine"] {
                forgetful.forget(&format!("{path}/x/x"));
            }
            std::fs::write(bench.path(".git/other"), encoded(&forgetful)).unwrap();
            let entries = bench.git(&["ls-files", "--stage"]);
            std::fs::rename(bench.path(".git/other"), bench.path(".git/index")).unwrap();
            prop_assert_eq!(entries, bench.git(&["ls-files", "--stage"]));
            prop_assert_eq!(written, bench.git(&["write-tree"]));
            bench.git(&["fsck", "--strict", "--no-dangling"]);
        }
    }

    #[test]
    fn no_bytes_are_too_much(
        setting in prop::sample::select(&SETTINGS[..]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = std::fs::read(bench(setting).path(".git/index")).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = IndexFile::decode(bytes.clone());
        let half = &bytes[..cut.index(bytes.len())];
        let _ = IndexFile::decode(half.to_vec());
        for (text, length) in [(&bytes[..], bytes.len()), (half, half.len()), (half, bytes.len())] {
            let _ = index_part::read(text, length as u64, &["p"]).unwrap();
        }
    }
}
