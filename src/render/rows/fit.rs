//! Which columns a page has room for: in come rows, out come the columns that are kept, and how much of their texts.

use std::borrow::Cow;

use super::{GAP, Row, Rows};
use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::measure::{self, is_plain, width};
use crate::render::page::Tone;

/// A column that is kept.
pub(super) struct Fitted<'a> {
    /// Its place among all columns.
    index: usize,
    pub(super) column: &'a Column,
    /// What its cells are cut to.
    most: usize,
    /// What it takes then.
    pub(super) width: usize,
    /// Which widths its cells have then, its heading and none at all among them.
    pub(super) widths: Widths,
}

impl Fitted<'_> {
    pub(super) fn heading(&self) -> Shown<'static> {
        let text = self.column.heading;
        Shown { tone: Tone::Faint, text: text.into(), width: width(text) }
    }
}

/// A cell as it is shown.
#[derive(Default)]
pub(super) struct Shown<'a> {
    pub(super) tone: Tone,
    pub(super) text: Cow<'a, str>,
    /// The columns that it takes.
    pub(super) width: usize,
}

/// The widths of cells.
#[derive(Clone, Default)]
pub(super) struct Widths(Vec<bool>);

impl Widths {
    fn of(cells: impl Iterator<Item = usize>) -> Self {
        let mut widths = Self::default();
        cells.for_each(|width| widths.add(width));
        widths
    }

    fn add(&mut self, width: usize) {
        if self.0.len() <= width {
            self.0.resize(width + 1, false);
        }
        self.0[width] = true;
    }

    fn most(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Returns each, the least first.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, is_there)| **is_there).map(|(width, _)| width)
    }
}

impl Rows {
    /// Fits the table into so many columns, and returns besides what the first column may take.
    pub(super) fn fit(&self, room: usize, headed: bool) -> (Vec<Fitted<'_>>, usize) {
        let cells: Vec<_> = (0..self.columns.len())
            .map(|index| Widths::of(self.texts(index).map(|text| safe(text).1)))
            .collect();
        let headings = self.columns.iter().map(|column| if headed { width(column.heading) } else { 0 });
        let headings: Vec<_> = headings.collect();
        let wanted = self.columns.iter().zip(&headings).zip(&cells).map(|((column, heading), cells)| {
            // Nothing where no cell of it holds anything.
            if cells.most() == 0 { 0 } else { cells.most().max(*heading).max(column.floor) }
        });
        let needs: Vec<_> = wanted.collect();
        let widths = self.widths(&needs, &headings, room);
        let shown = self.columns.iter().zip(cells).enumerate().filter(|(index, _)| widths[*index] > 0);
        let fitted = shown.map(|(index, (column, cells))| {
            let most = widths[index];
            let mut fitted = Fitted { index, column, most, width: most, widths: cells };
            if most < needs[index] {
                fitted.widths = Widths::of(self.rows.iter().map(|row| self.cut(row, &fitted).width));
                fitted.width = fitted.widths.most().max(headings[index]).max(column.floor);
            }
            // A row may lack the cell.
            [0, headings[index]].into_iter().for_each(|width| fitted.widths.add(width));
            fitted
        });
        (fitted.collect(), widths.first().copied().unwrap_or(0))
    }

    /// Returns a cell, safe for a terminal and cut to its column.
    pub(super) fn cut(&self, row: &Row, fitted: &Fitted<'_>) -> Shown<'_> {
        let Some((tone, text)) = self.cell(row, fitted.index) else { return Shown::default() };
        let (text, width) = safe(text);
        if width <= fitted.most {
            return Shown { tone, text, width };
        }
        let text = fitted.column.cut(&text, fitted.most);
        let width = measure::width(&text);
        Shown { tone, text: text.into(), width }
    }

    /// What each column takes, 0 where it is left out: what its cells need, less what the page lacks. That is
    /// taken from those that may be left out first, in their order, then from the widest of the others.
    fn widths(&self, needs: &[usize], headings: &[usize], room: usize) -> Vec<usize> {
        let mut widths = needs.to_vec();
        let mut ranks: Vec<u8> = self.columns.iter().filter_map(|column| column.rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        for rank in ranks {
            if !self.shrink(&mut widths, headings, room, Some(rank)) {
                let of_rank = self.columns.iter().map(|column| column.rank == Some(rank));
                widths.iter_mut().zip(of_rank).filter(|(_, of)| *of).for_each(|(width, _)| *width = 0);
            }
        }
        self.shrink(&mut widths, headings, room, None);
        widths
    }

    fn texts(&self, index: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| self.cell(row, index)).map(|(_, text)| text)
    }

    /// Narrows the columns of a rank until the table fits; tells whether it does.
    fn shrink(&self, widths: &mut [usize], headings: &[usize], room: usize, rank: Option<u8>) -> bool {
        let least: Vec<Option<usize>> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let least = column.least(self.texts(index)).filter(|_| column.rank == rank);
                least.map(|least| least.max(headings[index]).max(1))
            })
            .collect();
        loop {
            let shown = widths.iter().filter(|width| **width > 0).count();
            if widths.iter().sum::<usize>() + GAP * shown.saturating_sub(1) <= room {
                return true;
            }
            let spare = |index: &usize| least[*index].is_some_and(|least| widths[*index] > least);
            let Some(widest) = (0..widths.len()).filter(spare).max_by_key(|index| widths[*index]) else {
                return false;
            };
            widths[widest] -= 1;
        }
    }
}

/// Makes a text safe for a terminal, as most are, and measures it.
fn safe(text: &str) -> (Cow<'_, str>, usize) {
    if is_plain(text) {
        return (text.into(), text.len());
    }
    let text = visible(text);
    let width = width(&text);
    (text.into(), width)
}
