//! Folders that were read before: what came into them since is told all the same.

use std::fs::{self, File, FileTimes};
use std::thread::sleep;
use std::time::Duration;

use super::Bench;
use crate::store::Store;
use crate::store::git::index::Index;
use crate::store::git::names::Opened;

const FOLDERS: [&str; 4] = ["", "p", "p/c", "q"];
const KEPT: &str = ".git/aboard/folders";

impl Bench {
    /// Some folders, and an index that is younger than they are.
    fn settled() -> Self {
        let bench = Bench::new();
        for file in ["a", "p/a", "p/c/d", "p/c/e", "q/x"] {
            bench.write(file, "before");
        }
        bench.git(&["add", "."]);
        bench.git(&["commit", "--quiet", "--message=first"]);
        bench.writes_index_again();
        assert!(bench.changed().is_empty());
        bench
    }

    /// Longer than a tick of the clock after all that was done before.
    fn writes_index_again(&self) {
        sleep(Duration::from_millis(25));
        let index = self.path(".git/index");
        fs::write(&index, fs::read(&index).unwrap()).unwrap();
    }

    fn changed(&self) -> Vec<String> {
        self.store().changed(&[""]).unwrap()
    }

    /// Whether times tell here what came into a folder.
    fn keeps_times(&self) -> bool {
        Opened::at(self.folder.path()).unwrap().keeps_times()
    }

    /// The folders that are not read again.
    fn seen_before(&self) -> Vec<&'static str> {
        let (store, root) = (self.store(), Opened::at(self.folder.path()).unwrap());
        let index = Index::look(store.repository.path()).unwrap();
        let all = index.file().part_below("");
        let settled = store.settled("", &all, &index, &root);
        assert_eq!(settled.is_some(), self.keeps_times());
        let is_seen = |path: &&str| {
            let (path, stat) = (path.as_bytes(), root.stat(path.as_bytes()).unwrap());
            let known = if path.is_empty() { Some(all) } else { all.folder(path) };
            let sight = settled.as_ref().and_then(|settled| settled.sight(path, &known?, &stat));
            sight.is_some_and(|sight| settled.as_ref().unwrap().has(&sight))
        };
        FOLDERS.into_iter().filter(is_seen).collect()
    }

    fn assert_seen(&self, expected: &[&str]) {
        assert_eq!(self.seen_before(), if self.keeps_times() { expected } else { &[] });
    }
}

#[test]
fn folders_that_hold_what_is_known_are_read_once() {
    let bench = Bench::settled();
    bench.assert_seen(&FOLDERS);
    bench.write("p/c/new", "mine");
    bench.assert_seen(&["", "p", "q"]);
    bench.writes_index_again();
    bench.assert_seen(&["", "p", "q"]);
    assert_eq!(bench.changed(), ["p/c/new"]);
    bench.git(&["add", "."]);
    // Of a folder that may change within the same tick, nothing is kept.
    let tick = fs::metadata(bench.path("p/c")).unwrap().modified().unwrap();
    File::options().write(true).open(bench.path(".git/index")).unwrap().set_modified(tick).unwrap();
    assert_eq!(bench.changed(), ["p/c/new"]);
    bench.writes_index_again();
    bench.assert_seen(&["", "p", "q"]);
    assert_eq!(bench.changed(), ["p/c/new"]);
    bench.assert_seen(&FOLDERS);
    fs::remove_file(bench.path("q/x")).unwrap();
    bench.assert_seen(&["", "p", "p/c"]);
    assert_eq!(bench.changed(), ["p/c/new", "q/x"]);
}

#[test]
fn a_file_whose_folder_is_made_to_look_old_is_told() {
    let bench = Bench::settled();
    let folder = File::open(bench.path("p/c")).unwrap();
    let before = folder.metadata().unwrap();
    bench.write("p/c/new", "mine");
    let times = FileTimes::new().set_modified(before.modified().unwrap());
    folder.set_times(times.set_accessed(before.accessed().unwrap())).unwrap();
    assert_eq!(bench.changed(), ["p/c/new"]);
    bench.writes_index_again();
    assert_eq!(bench.changed(), ["p/c/new"]);
}

#[test]
fn a_file_that_the_index_forgets_is_told_though_its_folder_stays_as_it_was() {
    let bench = Bench::settled();
    bench.git(&["rm", "--quiet", "--cached", "p/c/d"]);
    bench.assert_seen(&["", "p", "q"]);
    assert_eq!(bench.changed(), ["p/c/d"]);
    bench.git(&["rm", "--quiet", "-r", "--cached", "p/c"]);
    bench.assert_seen(&["", "q"]);
    assert_eq!(bench.changed(), ["p/c/d", "p/c/e"]);
}

#[test]
fn a_file_that_the_index_holds_by_another_name_is_told() {
    let bench = Bench::settled();
    let id = bench.git(&["hash-object", "p/c/d"]);
    bench.git(&["rm", "--quiet", "--cached", "p/c/d"]);
    bench.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{id},p/c/f")]);
    bench.assert_seen(&["", "p", "q"]);
    assert_eq!(bench.changed(), ["p/c/d", "p/c/f"]);
}

#[test]
fn files_of_settled_folders_are_looked_at() {
    let bench = Bench::settled();
    bench.write("p/c/d", "after!");
    bench.write("q/x", "longer than before");
    bench.assert_seen(&FOLDERS);
    assert_eq!(bench.changed(), ["p/c/d", "q/x"]);
}

#[test]
fn what_is_kept_can_be_damaged_or_taken_away() {
    let bench = Bench::settled();
    assert_eq!(bench.path(KEPT).exists(), bench.keeps_times());
    bench.write("p/new", "mine");
    let mut damage = vec![Vec::new(), b"nothing of the kind".to_vec()];
    if let Ok(whole) = fs::read(bench.path(KEPT)) {
        damage.extend([whole[..whole.len() / 2].to_vec(), [&whole[..], b"more"].concat()]);
    }
    for bytes in damage {
        fs::create_dir_all(bench.path(KEPT).parent().unwrap()).unwrap();
        fs::write(bench.path(KEPT), bytes).unwrap();
        assert_eq!(bench.changed(), ["p/new"]);
        let _ = fs::remove_file(bench.path(KEPT));
        assert_eq!(bench.changed(), ["p/new"]);
    }
    bench.assert_seen(&["", "p/c", "q"]);
}

#[test]
fn a_linked_worktree_keeps_its_own_folders() {
    let bench = Bench::settled();
    let linked = Bench::empty();
    let place = linked.path("tree");
    bench.git(&["worktree", "add", "--quiet", "-b", "other", place.to_str().unwrap()]);
    let changed = || crate::store::GitStore::discover(&place).unwrap().changed(&[""]).unwrap();
    assert_eq!(changed(), [""; 0]);
    fs::write(place.join("p/c/new"), "mine").unwrap();
    assert_eq!(changed(), ["p/c/new"]);
    bench.assert_seen(&FOLDERS);
    assert!(bench.changed().is_empty());
}
