//! A disk that is full, at every level from empty to almost: a change is made whole or not at all, and once there is
//! room again everything goes on.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::judge::{MARKER, judge, recorded, run, workspace};
use super::{figure, is_long, skipped};
use crate::support::{Sandbox, copy_all};

/// A file system in memory with a little room.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(place: &'a Path) -> Result<Disk<'a>, String> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=2m,nr_inodes=600", "tmpfs"]).arg(place);
        let output = mount.output().map_err(|error| format!("mount: {error}"))?;
        if output.status.success() {
            return Ok(Disk(place));
        }
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("--lazy").arg(self.0).status();
        assert!(unmounted.expect("umount runs").success());
    }
}

/// Fills the disk but for so many blocks of 4 KiB.
fn fill(sandbox: &Sandbox, blocks_left: usize) {
    let mut file = File::create(sandbox.file(".git/filler")).expect("a file");
    while file.write_all(&[0; 4096]).is_ok() {}
    let length = file.metadata().expect("metadata").len();
    file.set_len(length.saturating_sub(blocks_left as u64 * 4096)).expect("a shorter file");
}

/// Takes names until the disk has room for so many more.
fn fill_names(sandbox: &Sandbox, left: usize) {
    let folder = sandbox.file(".git/filler-names");
    std::fs::create_dir(&folder).expect("a folder");
    let made = (0..).take_while(|at| File::create(folder.join(at.to_string())).is_ok()).count();
    for at in made.saturating_sub(left)..made {
        std::fs::remove_file(folder.join(at.to_string())).expect("a file of ours");
    }
}

fn empty(sandbox: &Sandbox) {
    let _ = std::fs::remove_file(sandbox.file(".git/filler"));
    let _ = std::fs::remove_dir_all(sandbox.file(".git/filler-names"));
}

/// Leaves so many of something on a disk.
type Fill = fn(&Sandbox, usize);

#[test]
fn a_full_disk_takes_a_change_whole_or_not_at_all() {
    let what = "a full disk";
    let whole = workspace();
    let fills: [(&str, Fill); 2] = [("blocks", fill), ("names", fill_names)];
    let (mut made, mut refused) = (0, 0);
    for (of, fill) in fills {
        for left in (0..32).step_by(if is_long() { 1 } else { 3 }) {
            let sandbox = Sandbox::empty();
            let disk = match Disk::mount(sandbox.path()) {
                Ok(disk) => disk,
                Err(why) => return skipped(what, &why),
            };
            copy_all(whole.path(), sandbox.path());
            fill(&sandbox, left);
            let mut command = sandbox.aboard();
            command.args(["note", "acme", "--message", MARKER]);
            let ended = run(command);
            if ended.code() == Some(0) {
                made += 1;
            } else {
                refused += 1;
            }
            // Whatever was recorded is, whether or not there is room again.
            let full = recorded(&sandbox, MARKER);
            empty(&sandbox);
            let (found, _) = judge(&sandbox, &ended, MARKER);
            assert!(found.is_empty(), "{left} {of} left: {}", found.join("\n"));
            assert_eq!(recorded(&sandbox, MARKER), full);
            drop(disk);
        }
    }
    assert!(made > 0 && refused > 0, "{made} made, {refused} refused");
    figure(what, &format!("{made} changes made, {refused} refused or left to be mended"));
}
