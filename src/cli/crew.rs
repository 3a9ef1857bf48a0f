//! Many partners judged at once: in come a view and what is to be told of each partner, out comes what was told,
//! in the order of the ids, one at a time. No more of it waits than a few partners a thread.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::context::Reading;
use super::error::CliError;
use super::judge::{Judged, judge};
use crate::playbook::model::Stage;
use crate::readiness::Facts;
use crate::workspace::{Apart, Listed, View};

/// How many partners a thread takes on before it hands over what it found.
const SHIFT: usize = 32;

/// How many shifts of a thread may wait to be taken over.
const WAITING: usize = 2;

/// Partners that are not worth another thread.
const FEW: usize = 4 * SHIFT;

/// What is told of a partner that was judged.
pub(super) type Tell<'a, T> = dyn Fn(Facts<'_>, &Stage) -> T + Sync + 'a;

/// Judges partners on all processors, and visits what was told of each until `visit` breaks.
///
/// Errors are what concerns more than one partner; a broken partner is what `visit` is told.
pub(super) fn each<T: Send>(
    view: &View<'_>,
    reading: &Reading,
    partners: &[Listed],
    tell: &Tell<'_, T>,
    visit: &mut dyn FnMut(Judged<T>) -> Result<ControlFlow<()>, CliError>,
) -> Result<(), CliError> {
    let one = |view: &View<'_>, listed: &Listed| judge(view, reading, &listed.id, view.read(listed), tell);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(partners.len() / FEW + 1);
    if threads == 1 {
        for listed in partners {
            if visit(one(view, listed)?)?.is_break() {
                break;
            }
        }
        return Ok(());
    }
    let handles: Vec<Apart> = (0..threads).map(|_| view.apart()).collect::<Result<_, _>>()?;
    thread::scope(|scope| {
        let works: Vec<Receiver<_>> = handles
            .into_iter()
            .enumerate()
            .map(|(first, apart)| {
                let (done, work) = sync_channel(WAITING);
                let shifts = partners.chunks(SHIFT).skip(first).step_by(threads);
                scope.spawn(move || apart.look(|view| toil(shifts, &|listed| one(view, listed), &done)));
                work
            })
            .collect();
        // The threads take the shifts in turn, and so they are taken over.
        let mut turn = works.iter().cycle();
        for _ in partners.chunks(SHIFT) {
            let found = turn.next().and_then(|work| work.recv().ok()).unwrap_or_default();
            for told in found {
                if visit(told?)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    })
}

/// What a shift found.
type Found<T> = Vec<Result<Judged<T>, CliError>>;

/// Works through the shifts of one thread, until nobody takes over what it finds.
fn toil<'a, T>(
    shifts: impl Iterator<Item = &'a [Listed]>,
    one: &dyn Fn(&Listed) -> Result<Judged<T>, CliError>,
    done: &SyncSender<Found<T>>,
) {
    for shift in shifts {
        if done.send(shift.iter().map(one).collect()).is_err() {
            return;
        }
    }
}
