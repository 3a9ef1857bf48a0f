//! Aboard runs partner-onboarding playbooks from a terminal. Playbooks are YAML, progress is TOML,
//! and git is the database: every change is one commit, so the repository is the audit trail.
//!
//! ```text
//! source -> playbook -> partner -> readiness -> report -> render      reading: pure, but for reading files
//!                                  readiness -> change -> store       writing: one change, one commit
//!               check -> observation -> change                        does I/O on purpose, alone; acts only where trusted
//! store: bytes at revisions (git)     workspace: brings store, playbooks and partners together
//! process: programs that are waited for, by store and check     shares: work on several threads, by store and render
//! cli: thin on top: parse, load, call, print
//! ```
//!
//! The folders are declared in the order in which data flows; a test (`tests/suite/layers.rs`)
//! holds every `crate::` line to it. Nothing below `cli` reads a clock or a terminal,
//! nor the environment but for git's own variables.
//!
//! # A reading command
//!
//! `cli` opens a [`workspace::Workspace`] and asks it for a [`workspace::View`]: the workspace as the
//! commits of one moment hold it. The view gives partners and the playbook at their pin;
//! [`readiness::evaluate`] derives everything there is to know, as a pure function of playbook, partner,
//! calendar and moment; `report` makes plain, sorted, public values of it, and `render` writes them in
//! one format, escaping what people wrote.
//!
//! # A writing command
//!
//! `cli` builds one [`change::Change`]; [`workspace::Workspace::record`] reads the head of the branch,
//! has [`change::apply`] make the new state or refuse, and commits exactly the files that differ, with a
//! message that [`change::message`] reads back. The commit point is the compare-and-swap of the branch: who
//! loses the race reads again and applies again. State that lies in the worktree is a projection of the
//! commit and never read as truth.
//!
//! # What is kept
//!
//! Nothing derived is committed. Below `.git/aboard` lie playbooks that were read, the rows of the portfolio and
//! the index of history, each in a file that is replaced whole and read only if it is whole. What the rules of
//! the program have a part in stands under the stamp of the build that derived it. Deleting all of it changes no
//! answer, and a test says so.
//!
//! # Decisions that are easy to miss
//!
//! - A gate asks for the blocking items of its stage *and of every stage before*: evidence ages, and what held
//!   at an earlier gate may not hold at this one.
//! - Items of later stages count in the score as unknown: it tells how far the partner is on the whole way,
//!   and promoting never lowers it.
//! - Work not done yet is unknown, not failed; blocked and rejected work fails. So a gate that merely is not
//!   there yet is `inconclusive`, and `no_go` means that somebody must decide or repair something.
//! - A condition on an attribute that is not declared is unknown: the item stays active. Nothing fails open.
//! - A partner has at most one waiver per item, the latest; earlier ones are in history.
//! - When something happened is given by `--happened`: `--on` is the side that a blocked item waits on. The
//!   author date of a commit is when it happened, the committer date when it was recorded.
//! - Hooks and signatures are asked before the locks of a commit are taken, on what was looked at under them for an
//!   instant: whoever is asked may take long. What is recorded is what was agreed, or the branch has moved.
//! - The store reads and writes git's index as bytes: libgit2 forgets which trees the folders are, and looks at
//!   every entry for the sake of one. What it leaves out are extensions that git makes anew.
//! - A commit is made to last in three rounds: what files hold and its journal; the names of its objects, the
//!   worktree and the index; the branch. A journal whose commit is not there tells of a change that showed nothing.
//! - Worktree and index take a change before the branch does: `git commit` reads the head, then the index, and locks
//!   it only then. Who read the new head has read the new index. One that read both before the change is refused,
//!   but puts the old index back: the next command sees it by the folders that the index takes for what they
//!   were, and puts it right. What a change that came to nothing has shown is taken back by its journal.
//! - A rollback closes the stages it undoes: their sign-offs, overrides and checks no longer stand. Baselines do: they
//!   are what to get back to.
//! - A criterion that looks at several runs looks at figures that the state keeps, as many as the playbook asks for: an
//!   evaluation reads no history. A run that failed counts, even where it came to no figures.
//! - What is advice warns, and never makes a verdict, whatever is missing.
//! - A check that listens makes no server of it: the port that a person names is open while that run waits, and no longer.
//! - What a check said, and a rehearsal, goes on to count for a stage that was left while it did.

pub mod diagnostic;
pub mod calendar;
pub mod process;
pub mod shares;
pub mod source;
pub mod playbook;
pub mod partner;
pub mod readiness;
pub mod change;
pub mod check;
pub mod report;
pub mod render;
pub mod store;
pub mod workspace;
pub mod cli;
