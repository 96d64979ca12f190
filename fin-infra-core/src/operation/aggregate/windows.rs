//! The times whose offsets a statement has.

use std::any::Any;

use super::request::{Request, micros};
use crate::backend::Backend;
use crate::column::{InMemory, Medium};
use crate::error::Result;
use crate::memory::Row;
use crate::query::{Key, Measure};
use crate::sql::Statement;
use crate::stored::{AnyRow, RowSink, StoredTable};
use crate::value::{Offsets, TimeColumn};

/// From the year 1970 until the year 2070, in microseconds: the times whose offsets a statement has before any others were
/// seen. Most rows are of these years, and a constant text stays in the cache of prepared statements.
const USUAL: (i64, i64) = (0, 3_155_760_000_000_000);

/// The times of a column whose offsets a statement has.
pub(super) struct Window {
    /// The ordinal of the column.
    ordinal: usize,
    first: i64,
    last: i64,
    /// Whether the filter allows other times.
    is_open: bool,
}

impl Window {
    /// The usual times among those that a filter allows.
    fn of(ordinal: usize, (first, last): (Option<i64>, Option<i64>)) -> Self {
        let is_open = first.is_none_or(|first| first < USUAL.0) || last.is_none_or(|last| last > USUAL.1);
        let first = first.map_or(USUAL.0, |first| first.max(USUAL.0));
        let last = last.map_or(USUAL.1, |last| last.min(USUAL.1));
        Self { ordinal, first, last: last.max(first), is_open }
    }

    /// Extends it to a time, and returns whether that was outside.
    fn extend(&mut self, time: i64) -> bool {
        let is_outside = !(self.first..=self.last).contains(&time);
        (self.first, self.last) = (self.first.min(time), self.last.max(time));
        is_outside
    }
}

impl<M: Medium> Request<'_, M> {
    /// Returns a window for each column with a time zone whose offset changes.
    pub(super) fn windows(&self) -> Result<Vec<Window>> {
        let mut windows: Vec<Window> = Vec::new();
        for ordinal in self.measures.iter().filter_map(|measure| changing(measure)) {
            if windows.iter().all(|window| window.ordinal != ordinal) {
                windows.push(Window::of(ordinal, self.bounds(ordinal)?));
            }
        }
        Ok(windows)
    }

    /// Returns the offsets of the time zone of each measure.
    pub(super) fn offsets(&self, stored: &StoredTable<M>, windows: &[Window]) -> Result<Vec<Offsets>> {
        let of = |measure: &&Measure| match measure {
            Measure::Key(Key { ordinal, period: Some(period) }) if period.column == TimeColumn::Instant => {
                let window = windows.iter().find(|window| window.ordinal == *ordinal);
                let window = window.map_or(USUAL, |window| (window.first, window.last));
                period.zone.offsets(stored.table.columns[*ordinal].field, window)
            }
            _ => Ok(Offsets::none()),
        };
        self.measures.iter().map(of).collect()
    }
}

/// Returns the ordinal of a key whose time zone has no fixed offset.
fn changing(measure: &Measure) -> Option<usize> {
    match measure {
        Measure::Key(Key { ordinal, period: Some(period) })
            if period.column == TimeColumn::Instant && !period.zone.is_fixed() =>
        {
            Some(*ordinal)
        }
        _ => None,
    }
}

/// Writes the first and the last time of each group in a column whose window may be left, after the measures of the group.
pub(super) fn select_times<DB: Backend>(
    statement: &mut Statement<DB>,
    stored: &StoredTable<DB>,
    windows: &[Window],
) {
    for window in windows.iter().filter(|window| window.is_open) {
        let name = stored.table.columns[window.ordinal].name;
        statement.push(", MIN(").name(name).push("), MAX(").name(name).push(")");
    }
}

/// Passes on groups whose times are all within their windows. A group with another time was computed with the wrong offset:
/// the window is extended, and the statement has to run again.
pub(super) struct Watched<'a, M: Medium> {
    pub(super) found: &'a mut dyn RowSink<M>,
    pub(super) stored: &'static StoredTable<M>,
    /// The number of values before the times.
    pub(super) measures: usize,
    pub(super) windows: &'a mut [Window],
    /// Whether a time was outside.
    pub(super) is_outside: bool,
}

impl<M: Medium> RowSink<M> for Watched<'_, M> {
    fn start(&mut self, expected: usize) {
        self.is_outside = false;
        self.found.start(expected);
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        let mut index = self.measures;
        for window in self.windows.iter_mut().filter(|window| window.is_open) {
            let column = self.stored.columns[window.ordinal];
            for _ in 0..2 {
                let time = column.get(row, index)?;
                let time = micros(&column.scalar(time.as_deref().map(|time| time as &dyn Any)));
                self.is_outside |= time.is_some_and(|time| window.extend(time));
                index += 1;
            }
        }
        if self.is_outside { Ok(()) } else { self.found.push(row) }
    }

    fn len(&self) -> usize {
        self.found.len()
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.found.row(index)
    }
}

impl Request<'_, InMemory> {
    /// Returns the offsets for rows in memory.
    pub(super) fn offsets_of(&self, stored: &StoredTable<InMemory>, rows: &[Row]) -> Result<Vec<Offsets>> {
        let mut windows = self.windows()?;
        for window in windows.iter_mut().filter(|window| window.is_open) {
            let ordinal = window.ordinal;
            for time in rows.iter().filter_map(|row| micros(&row[ordinal].scalar)) {
                window.extend(time);
            }
        }
        self.offsets(stored, &windows)
    }
}

#[cfg(test)]
mod tests {
    use super::{USUAL, Window};

    #[test]
    fn a_window_has_the_usual_times_that_a_filter_allows() {
        let (first, last) = USUAL;
        for (bounds, window) in [
            ((None, None), (first, last, true)),
            ((Some(5), Some(9)), (5, 9, false)),
            ((Some(5), None), (5, last, true)),
            ((Some(-5), Some(9)), (first, 9, true)),
            ((Some(5), Some(i64::MAX)), (5, last, true)),
            ((Some(last + 7), Some(last + 9)), (last + 7, last + 7, true)),
            ((None, Some(-9)), (first, first, true)),
            ((Some(9), Some(5)), (9, 9, false)),
        ] {
            let found = Window::of(0, bounds);
            assert_eq!((found.first, found.last, found.is_open), window, "{bounds:?}");
        }
    }
}
