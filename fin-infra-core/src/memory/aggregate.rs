//! Groups of rows in memory.

use std::collections::{BTreeMap, BTreeSet};

use super::Row;
use crate::column::Cell;
use crate::query::{Key, Measure};
use crate::value::{Native as _, Offsets, Scalar, TimeColumn, units};

/// How rows are grouped: by the keys among some measures, each with the offsets of its time zone.
pub(crate) struct Grouping<'a> {
    pub(crate) measures: &'a [&'a Measure],
    pub(crate) offsets: Vec<Offsets>,
}

impl Grouping<'_> {
    /// Groups rows. Without keys there is one group, even if there are no rows.
    pub(crate) fn groups(&self, rows: &[Row]) -> Vec<Vec<Row>> {
        let keys: Vec<_> = self
            .measures
            .iter()
            .enumerate()
            .filter_map(|(index, measure)| Some((index, measure.key()?)))
            .collect();
        if keys.is_empty() {
            return vec![rows.to_vec()];
        }
        let mut groups: BTreeMap<Vec<Scalar>, Vec<Row>> = BTreeMap::new();
        for row in rows {
            let key = keys.iter().map(|&(index, key)| self.key(key, index, row).scalar).collect();
            groups.entry(key).or_default().push(row.clone());
        }
        groups.into_values().collect()
    }

    /// Returns a measure of a group. A key is given with its index.
    pub(crate) fn value(&self, measure: &Measure, index: Option<usize>, group: &[Row]) -> Cell {
        let values = |ordinal: &usize| {
            let ordinal = *ordinal;
            group.iter().map(move |row| &row[ordinal]).filter(|cell| !cell.scalar.is_null())
        };
        match measure {
            Measure::Key(key) => match (group.first(), index) {
                (Some(row), Some(index)) => self.key(key, index, row),
                _ => Cell::null(),
            },
            Measure::Count => count(group.len()),
            Measure::CountValues(ordinal) => count(values(ordinal).count()),
            Measure::CountDistinct(ordinal) => {
                count(values(ordinal).map(|cell| &cell.scalar).collect::<BTreeSet<_>>().len())
            }
            Measure::Sum { ordinal, scale } => {
                let units = values(ordinal).map(|cell| match &cell.scalar {
                    Scalar::Int(value) => Some(*value),
                    Scalar::Decimal(value) => units(*value, *scale),
                    _ => None,
                });
                let sum = units.into_iter().try_fold(0_i128, |sum, units| sum.checked_add(units?));
                Cell { scalar: sum.map_or(Scalar::Null, Scalar::Int), value: None }
            }
            Measure::Least(ordinal) => {
                values(ordinal).min_by(|a, b| a.scalar.cmp(&b.scalar)).cloned().unwrap_or_else(Cell::null)
            }
            Measure::Greatest(ordinal) => {
                values(ordinal).max_by(|a, b| a.scalar.cmp(&b.scalar)).cloned().unwrap_or_else(Cell::null)
            }
        }
    }

    fn key(&self, key: &Key, index: usize, row: &Row) -> Cell {
        let cell = &row[key.ordinal];
        let (Some(period), Scalar::Int(count)) = (&key.period, &cell.scalar) else { return cell.clone() };
        let day = match period.column {
            TimeColumn::Date => {
                i32::try_from(*count).ok().and_then(chrono::NaiveDate::from_num_days_from_ce_opt)
            }
            TimeColumn::Instant | TimeColumn::Local => {
                i64::try_from(*count).ok().and_then(|micros| self.offsets[index].date(micros))
            }
        };
        let begin = day.map(|day| period.unit.begin(day));
        begin.map_or_else(Cell::null, |begin| Cell::new(begin.scalar(), &begin))
    }
}

fn count(count: usize) -> Cell {
    Cell { scalar: Scalar::Int(count as i128), value: None }
}
