//! The rows of all partners, kept beside the repository: in comes a view at a moment, out come the rows, of which
//! only those are derived anew that are new, were changed, or no longer hold. Deleting what is kept changes no
//! answer.
//!
//! A row follows from the bytes of the partner's file, the playbook at its pin, the business hours and the moment.
//! The first is known by its id and the hours by the stamp of the file; a pin that is kept is proven again before a
//! row is believed; a row knows from when until when it holds.

mod codec;

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
use crate::playbook::model::Stage;
use crate::readiness::{Facts, evaluate};
use crate::report::lasting::Lasting;
use crate::report::unreadable::Unreadable;
use crate::workspace::{Listed, View, When, Workspace};

/// The name of the file.
const NAME: &str = "portfolio";

/// Visits the row of every partner that can be judged, by id, and returns those that cannot. What is kept
/// afterwards is what holds now: `clock` is the present moment.
pub(super) fn each_row(
    workspace: &Workspace,
    view: &View<'_>,
    reading: &Reading,
    clock: DateTime<Utc>,
    visit: &mut dyn FnMut(Lasting),
) -> Result<Vec<Unreadable>, CliError> {
    let derived = workspace.derived().map(|(cache, build)| (cache, stamp(build, reading)));
    let bytes = derived.as_ref().and_then(|(cache, stamp)| cache.read(NAME, stamp)).unwrap_or_default();
    let (state, playbooks) = (view.state_id()?, view.playbooks_id()?);
    let mut kept = codec::decode(&bytes);
    if let Some(kept) = &mut kept {
        let is_unchanged = kept.playbooks == playbooks;
        let is_proven: Vec<bool> = kept.pins.iter().map(|pin| proven(view, pin, is_unchanged)).collect();
        let before = kept.rows.len();
        kept.rows.retain(|row| is_proven[row.pin] && row.holds_at(reading.now));
        kept.is_complete &= kept.rows.len() == before;
    }
    let (is_same, mut pins, rows) = match kept {
        Some(Kept { state: known, is_complete: true, rows, .. }) if known == state => {
            rows.iter().filter_map(KeptRow::lasting).for_each(visit);
            return Ok(Vec::new());
        }
        Some(kept) => (kept.state == state && kept.playbooks == playbooks, kept.pins, kept.rows),
        None => (false, Vec::new(), Vec::new()),
    };
    let listed = view.listed()?;
    let known = matched(&listed, rows);
    let is_anew = |(listed, row): (&Listed, &Option<_>)| row.is_none().then(|| listed.clone());
    let anew: Vec<Listed> = listed.iter().zip(&known).filter_map(is_anew).collect();
    let mut anew = derive(view, reading, &anew)?.into_iter();
    let (mut rows, mut unreadable, mut is_new) = (Vec::with_capacity(listed.len()), Vec::new(), false);
    for (listed, row) in listed.iter().zip(known) {
        match row.map_or_else(|| anew.next().map(Err), |row| Some(Ok(row))) {
            Some(Ok(row)) => rows.push(row),
            Some(Err(Ok((pin, bytes)))) => {
                let pin = place(&mut pins, pin);
                rows.push(KeptRow::new(listed.content().unwrap_or_default(), pin, bytes));
                is_new = true;
            }
            Some(Err(Err(broken))) => unreadable.push(broken),
            None => {}
        }
    }
    rows.iter().filter_map(KeptRow::lasting).for_each(visit);
    let is_present = reading.when == When::Head && reading.now == clock;
    if let Some((cache, stamp)) = derived.filter(|_| is_present && (is_new || !is_same)) {
        let is_complete = unreadable.is_empty();
        let kept = Kept { state: &state, playbooks: &playbooks, is_complete, pins, rows };
        cache.write(NAME, &stamp, &codec::encode(&kept));
    }
    Ok(unreadable)
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

/// Finds the row that was kept of each partner, where its file is the same; both are sorted by id.
fn matched<'a>(listed: &[Listed], rows: Vec<KeptRow<'a>>) -> Vec<Option<KeptRow<'a>>> {
    let mut rows = rows.into_iter().peekable();
    let of = |listed: &Listed| {
        let id: &str = listed.id.as_str();
        while rows.next_if(|row| row.partner().is_none_or(|partner| partner < id)).is_some() {}
        rows.next_if(|row| row.partner() == Some(id) && listed.content() == Some(row.content))
    };
    listed.iter().map(of).collect()
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

/// Returns the place of a pin, which is added where it is not there.
fn place(pins: &mut Vec<Pin>, pin: Pin) -> usize {
    pins.iter().position(|known| *known == pin).unwrap_or_else(|| {
        pins.push(pin);
        pins.len() - 1
    })
}
