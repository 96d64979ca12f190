//! What an aggregate computes, without the types of its resource.

use super::zone::TimeZone;
use crate::column::Cell;
use crate::predicate::{Direction, Operator};
use crate::table::Table;
use crate::value::{Scalar, TimeColumn, Unit};

/// A value of each group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Measure {
    /// What the rows of the group have in common.
    Key(Key),
    /// The number of rows.
    Count,
    /// The number of rows with a value in a column.
    CountValues(usize),
    /// The number of different values of a column.
    CountDistinct(usize),
    /// The sum of a column, in units of the last of its decimal places.
    Sum {
        ordinal: usize,
        /// The number of decimal places.
        scale: u32,
    },
    /// The smallest value of a column.
    Least(usize),
    /// The greatest value of a column.
    Greatest(usize),
}

/// The value of a column, or the period of a calendar that it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Key {
    /// The ordinal of the column.
    pub(crate) ordinal: usize,
    pub(crate) period: Option<Period>,
}

/// Periods of a calendar in a time zone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Period {
    pub(crate) unit: Unit,
    pub(crate) column: TimeColumn,
    pub(crate) zone: TimeZone,
}

/// A condition on a measure of a group.
#[derive(Clone, Debug)]
pub(crate) struct Having {
    pub(crate) measure: Measure,
    pub(crate) operator: Operator,
    pub(crate) values: Vec<Scalar>,
}

/// What groups can be ordered by. It is a constant of generated code, so it has no time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The key of a column.
    Key(usize, Option<Unit>),
    /// The number of rows.
    Count,
    /// The number of different values.
    CountDistinct(usize),
    /// The sum.
    Sum(usize),
    /// The smallest value.
    Least(usize),
    /// The greatest value.
    Greatest(usize),
}

/// The order of groups by one measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sorted {
    pub(crate) by: Sort,
    pub(crate) direction: Direction,
}

impl Measure {
    /// The key, unless it is computed from the rows of a group.
    pub(crate) fn key(&self) -> Option<&Key> {
        match self {
            Self::Key(key) => Some(key),
            _ => None,
        }
    }

    /// Its value of no rows.
    pub(crate) fn of_nothing(&self) -> Cell {
        match self {
            Self::Count | Self::CountValues(_) | Self::CountDistinct(_) | Self::Sum { .. } => {
                Cell { scalar: Scalar::Int(0), value: None }
            }
            Self::Key(_) | Self::Least(_) | Self::Greatest(_) => Cell::null(),
        }
    }

    /// The ordinal of the column, unless it counts rows.
    pub(crate) fn ordinal(&self) -> Option<usize> {
        match self {
            Self::Key(key) => Some(key.ordinal),
            Self::Count => None,
            Self::CountValues(ordinal)
            | Self::CountDistinct(ordinal)
            | Self::Sum { ordinal, .. }
            | Self::Least(ordinal)
            | Self::Greatest(ordinal) => Some(*ordinal),
        }
    }

    /// Whether an order means this key.
    pub(crate) fn is(&self, sort: Sort) -> bool {
        match (self, sort) {
            (Self::Key(key), Sort::Key(ordinal, unit)) => {
                key.ordinal == ordinal && key.period.as_ref().map(|period| period.unit) == unit
            }
            _ => false,
        }
    }
}

impl Sort {
    /// The ordinal of the column of a key.
    pub(crate) fn key(self) -> Option<usize> {
        match self {
            Self::Key(ordinal, _) => Some(ordinal),
            _ => None,
        }
    }

    /// The measure, unless it is a key, which depends on a time zone.
    pub(crate) fn measure(self, table: &Table) -> Option<Measure> {
        Some(match self {
            Self::Key(..) => return None,
            Self::Count => Measure::Count,
            Self::CountDistinct(ordinal) => Measure::CountDistinct(ordinal),
            Self::Sum(ordinal) => Measure::Sum { ordinal, scale: table.columns[ordinal].limits.scale.into() },
            Self::Least(ordinal) => Measure::Least(ordinal),
            Self::Greatest(ordinal) => Measure::Greatest(ordinal),
        })
    }
}
