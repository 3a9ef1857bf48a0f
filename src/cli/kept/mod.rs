//! The rows of all partners, kept beside the repository: in comes a view at a moment, out come the rows, of which
//! only those are derived anew that are new, were changed, or no longer hold. Deleting what is kept changes no
//! answer.
//!
//! A row follows from the bytes of the partner's file, the playbook at its pin, the business hours and the moment.
//! The first is known by its id and the hours by the stamp of the file; a pin that is kept is proven again before a
//! row is believed; a row knows from when until when it holds. What is kept names the revision at which it was read:
//! of the folders of state, only those are read again that changed since.
//!
//! One thing a kept row cannot tell: that the bytes it was derived of were damaged since. It is still true of what
//! was committed, and whatever reads the partner itself says what is damaged.

mod codec;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use self::codec::{Kept, KeptRow};
use super::context::Reading;
use super::crew::each;
use super::error::CliError;
use super::judge::Judged;
use super::progress::Progress;
use crate::partner::Pin;
use crate::playbook::id::Id;
use crate::playbook::model::Stage;
use crate::readiness::{Facts, evaluate};
use crate::report::lasting::Lasting;
use crate::report::unreadable::Unreadable;
use crate::store::Revision;
use crate::workspace::{Listed, View, When, Workspace};

/// The name of the file.
const NAME: &str = "portfolio";

/// Hands on the rows of all partners that can be judged, by id, and those partners that cannot. What is kept
/// afterwards is what holds now: `clock` is the present moment.
pub(super) fn rows<T>(
    workspace: &Workspace,
    view: &View<'_>,
    reading: &Reading,
    clock: DateTime<Utc>,
    tell: impl FnOnce(&mut dyn Iterator<Item = Lasting<'_>>, Vec<Unreadable>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let derived = workspace.derived().map(|(cache, build)| (cache, stamp(build, reading)));
    let bytes = derived.as_ref().and_then(|(cache, stamp)| cache.read(NAME, stamp)).unwrap_or_default();
    let (folder, state, playbooks) = (view.folder_name(), view.state_id()?, view.playbooks_id()?);
    let (mut is_same, mut pins, mut placed) = (false, Vec::new(), None);
    if let Some(kept) = codec::decode(&bytes) {
        let is_unchanged = kept.playbooks == playbooks;
        let is_proven: Vec<bool> = kept.pins.iter().map(|pin| proven(view, pin, is_unchanged)).collect();
        let holds = |row: &KeptRow<'_>| is_proven[row.pin] && row.holds_at(reading.now);
        let is_here = kept.folder == folder;
        if is_here && kept.state == state && kept.is_complete && kept.rows.iter().all(holds) {
            return tell(&mut kept.rows.iter().filter_map(KeptRow::lasting), Vec::new());
        }
        is_same = is_here && kept.state == state && is_unchanged;
        let since = (is_here && kept.is_complete).then(|| view.listed_since(kept.revision)).flatten();
        placed = match since {
            Some(changed) => carried(kept.rows, changed, &holds),
            None => Some(matched(view.listed()?, kept.rows, &holds)),
        };
        pins = kept.pins;
    }
    let placed = match placed {
        Some(placed) => placed,
        None => view.listed()?.into_iter().map(Err).collect(),
    };
    let anew: Vec<Listed> = placed.iter().filter_map(|placed| placed.as_ref().err().cloned()).collect();
    let mut anew = derive(view, reading, &anew)?.into_iter();
    let (mut rows, mut unreadable, mut is_new) = (Vec::with_capacity(placed.len()), Vec::new(), false);
    for placed in placed {
        match placed.map_err(|listed| (listed, anew.next())) {
            Ok(row) => rows.push(row),
            Err((listed, Some(Ok((pin, bytes))))) => {
                let pin = place(&mut pins, pin);
                rows.push(KeptRow::new(listed.content().unwrap_or_default().to_owned(), pin, bytes));
                is_new = true;
            }
            Err((_, Some(Err(broken)))) => unreadable.push(broken),
            Err((_, None)) => {}
        }
    }
    let is_present = reading.when == When::Head && reading.now == clock;
    if let Some((cache, stamp)) = derived.filter(|_| is_present && (is_new || !is_same)) {
        let revision = view.revision().map_or("", Revision::as_str);
        let (folder, state, playbooks, is_complete) = (&folder, &state, &playbooks, unreadable.is_empty());
        let kept = Kept { folder, state, revision, playbooks, is_complete, pins, rows };
        cache.write(NAME, &stamp, &codec::encode(&kept));
        rows = kept.rows;
    }
    tell(&mut rows.iter().filter_map(KeptRow::lasting), unreadable)
}

/// Names who derives, and by which business hours.
fn stamp(build: &str, reading: &Reading) -> String {
    let hours = Sha256::digest(format!("{:?}", reading.calendar));
    hours.iter().fold(format!("{build} "), |stamp, byte| format!("{stamp}{byte:02x}"))
}

/// Tells whether a pin still leads to the playbook that it led to. Where nothing beside it changed, that is so
/// unless its commit is gone.
fn proven(view: &View<'_>, pin: &Pin, is_unchanged: bool) -> bool {
    is_unchanged && view.has_commit(&pin.commit) || view.playbook_at(&pin.playbook, pin).is_ok()
}

/// A partner and its row, where one was kept that holds; else what is to be read anew.
type Placed<'a> = Result<KeptRow<'a>, Listed>;

/// Finds the row that was kept of each partner, where its file is the same; both are sorted by id.
fn matched<'a>(
    listed: Vec<Listed>,
    rows: Vec<KeptRow<'a>>,
    holds: &dyn Fn(&KeptRow<'_>) -> bool,
) -> Vec<Placed<'a>> {
    let mut rows = rows.into_iter().peekable();
    let of = |listed: Listed| {
        let id: &str = listed.id.as_str();
        while rows.next_if(|row| row.partner().is_none_or(|partner| partner < id)).is_some() {}
        let is_same = |row: &KeptRow<'_>| {
            row.partner() == Some(id) && listed.content() == Some(&*row.content) && holds(row)
        };
        rows.next_if(is_same).ok_or(listed)
    };
    listed.into_iter().map(of).collect()
}

/// Carries over the rows of all partners but those that changed since; none where the rows are not to be understood.
fn carried<'a>(
    rows: Vec<KeptRow<'a>>,
    changed: BTreeMap<Id, Listed>,
    holds: &dyn Fn(&KeptRow<'_>) -> bool,
) -> Option<Vec<Placed<'a>>> {
    let mut placed = Vec::with_capacity(rows.len() + changed.len());
    let mut changed = changed.into_values().peekable();
    for row in rows {
        let partner = row.partner()?;
        while let Some(new) = changed.next_if(|listed| listed.id.as_str() < partner) {
            placed.push(Err(new));
        }
        placed.push(match changed.next_if(|listed| listed.id.as_str() == partner) {
            Some(changed) => Err(changed),
            None if holds(&row) => Ok(row),
            None => Err(Listed::file(partner.parse().ok()?, row.content.into_owned())),
        });
    }
    placed.extend(changed.map(Err));
    Some(placed)
}

/// A row that was derived now: the pin of the partner, and the bytes to be kept.
type Anew = (Pin, Vec<u8>);

fn derive(view: &View<'_>, reading: &Reading, anew: &[Listed]) -> Result<Vec<Judged<Anew>>, CliError> {
    let mut progress = Progress::of(anew.len(), "partners");
    let mut derived = Vec::with_capacity(anew.len());
    let tell = |facts: Facts<'_>, stage: &Stage| {
        (facts.partner.pin.clone(), codec::row(&Lasting::new(facts, &evaluate(facts), stage)))
    };
    each(view, reading, anew, &tell, &mut |judged| {
        derived.push(judged);
        progress.step();
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(derived)
}

/// Returns the place of a pin's playbook, which is added where it is not there. Partners that were added at different
/// commits are mostly under the same text, which is read, and proven, once.
fn place(pins: &mut Vec<Pin>, pin: Pin) -> usize {
    let is_same = |known: &Pin| known.hash == pin.hash && known.path == pin.path;
    pins.iter().position(is_same).unwrap_or_else(|| {
        pins.push(pin);
        pins.len() - 1
    })
}
