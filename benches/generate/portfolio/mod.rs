//! The generator: in come a folder and numbers, out comes a workspace with a history. Every change goes the
//! way of the commands (`workspace::draft`), and all commits through one `git fast-import`.

mod answer;
mod cast;
mod chance;
mod laid;
mod script;
mod story;
mod stream;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::Write;
use std::path::PathBuf;

use aboard::partner::Pin;
use aboard::playbook::id::Id;
use aboard::playbook::model::Playbook;
use aboard::workspace::config::Config;
use aboard::workspace::{Draft, Grounds, Intent, StateFolder, WorkspaceError, draft};
use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};

use cast::{Tale, tales};
use story::Deed;
use stream::Stream;

/// What is to be made.
pub(crate) struct Options {
    pub(crate) folder: PathBuf,
    pub(crate) partners: u32,
    pub(crate) changes: u32,
    pub(crate) sharded: bool,
    pub(crate) seed: u64,
    pub(crate) notes: bool,
}

/// What was made.
pub(crate) struct Made {
    /// The commit that the branch stands at.
    pub(crate) head: String,
    /// The commit before the first change.
    #[cfg_attr(not(test), expect(dead_code, reason = "the test replays the script on it"))]
    pub(crate) first: String,
}

/// What every change is judged by.
struct World {
    config: Config,
    folder: StateFolder,
    playbook: Playbook,
    /// The pin of a partner that is added, but for its commit.
    pin: Pin,
    notes: bool,
}

/// Makes the workspace; the script is written to `script`, if asked for.
pub(crate) fn generate(options: &Options, mut script: Option<&mut dyn Write>) -> anyhow::Result<Made> {
    ensure!(
        options.changes >= options.partners,
        "{} changes are too few for {} partners: each begins with one",
        options.changes,
        options.partners
    );
    let world = laid::world(options)?;
    let git = laid::lay_down(options)?;
    let first = git.head()?;
    let mut stream = Stream::open(&git, &first)?;
    let mut tales = tales(options);
    let mut queue: BinaryHeap<_> =
        tales.iter().enumerate().map(|(index, tale)| Reverse((tale.next, index))).collect();
    if let Some(out) = &mut script {
        script::open(out)?;
    }
    while let Some(Reverse((at, index))) = queue.pop() {
        let tale = &mut tales[index];
        let pin = match &tale.state {
            Some(_) => None,
            None => Some(Pin { commit: stream.head()?, ..world.pin.clone() }),
        };
        let (deed, drafted) = go_on(&world, tale, pin, at)?;
        stream.write(&drafted.commit)?;
        if let Some(out) = &mut script {
            script::write(out, &tale.id, &deed, at)?;
        }
        let mut after = drafted.after;
        // A note is a file of its own, which is written once.
        after.notes.clear();
        tale.state = Some(after);
        tale.left -= 1;
        if tale.left > 0 {
            tale.next = tale.later(at);
            queue.push(Reverse((tale.next, index)));
        }
    }
    let head = stream.close()?;
    git.settle()?;
    Ok(Made { head, first })
}

/// Takes the first of the deeds that lie near which is legal.
fn go_on(
    world: &World,
    tale: &mut Tale,
    pin: Option<Pin>,
    at: DateTime<Utc>,
) -> anyhow::Result<(Deed, Draft)> {
    let grounds = Grounds { config: &world.config, folder: &world.folder, playbook: &world.playbook };
    let mut refused = String::new();
    for deed in story::deeds(world, tale, pin, at)? {
        let intent = Intent {
            partner: &tale.id,
            name: &deed.name,
            email: &deed.email,
            recorded: at,
            happened: deed.happened,
            text: deed.text,
            dry_run: false,
        };
        match draft(grounds, &intent, tale.state.as_ref(), &deed.change) {
            Ok(drafted) => return Ok((deed, drafted)),
            Err(WorkspaceError::Refused { refusal, .. }) => {
                refused = format!("{}: {refusal}", deed.change.headline());
            }
            Err(error) => return Err(error.into()),
        }
    }
    bail!("`{}` cannot go on; the last that was tried: {refused}", tale.id)
}

fn id(text: &str) -> anyhow::Result<Id> {
    text.parse().with_context(|| format!("`{text}` is no id"))
}

/// Puts a moment into business hours: Monday to Friday, from eight to three in UTC.
fn at_work(moment: DateTime<Utc>) -> DateTime<Utc> {
    use chrono::{Datelike, Timelike};
    let (hour, rest) = (moment.hour(), moment.minute() * 60 + moment.second());
    let mut moment = match hour {
        0..8 => moment + TimeDelta::hours(i64::from(8 - hour)),
        8..15 => moment,
        _ => moment + TimeDelta::hours(i64::from(32 - hour)) - TimeDelta::seconds(i64::from(rest / 2)),
    };
    while moment.weekday().num_days_from_monday() > 4 {
        moment += TimeDelta::days(1);
    }
    moment
}
