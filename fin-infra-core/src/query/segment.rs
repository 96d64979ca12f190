//! The segments in which an ordered list is read.

use super::Position;
use crate::predicate::{Direction, Operator, Order};
use crate::table::Table;

/// A contiguous range of an index, and so of an order.
///
/// If the first column of an order is nullable, the rows with a null and those with a value are two segments. A single
/// condition for both (`a IS NULL OR a < x`) makes a database read everything before a cursor, and PostgreSQL has the
/// nulls at the other end of its indexes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment<'position> {
    pub(crate) part: NullPartition,
    /// The position after which its rows come.
    pub(crate) after: Option<&'position Position>,
}

/// Selects rows by whether the first column of an order is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NullPartition {
    All,
    Nulls,
    Values,
}

impl NullPartition {
    /// Returns `true` if a condition on the first column excludes all of these rows.
    pub(crate) fn is_empty_where(self, operator: Operator) -> bool {
        match self {
            Self::All => false,
            Self::Nulls => operator != Operator::IsNull,
            Self::Values => operator == Operator::IsNull,
        }
    }
}

impl Order {
    /// Returns the segments of a list after a position, in order. `nulls_first` states whether the database's indexes
    /// have nulls where this order has them, at the beginning.
    pub(crate) fn segments<'position>(
        &self,
        table: &Table,
        position: Option<&'position Position>,
        nulls_first: bool,
    ) -> Vec<Segment<'position>> {
        let first_key = self.keys.first();
        let has_nulls = first_key.is_some_and(|key| table.columns[key.ordinal].nullable);
        if !has_nulls || (position.is_none() && nulls_first) {
            return vec![Segment { part: NullPartition::All, after: position }];
        }
        let (first, second) = match first_key.map(|key| key.direction) {
            Some(Direction::Descending) => (NullPartition::Values, NullPartition::Nulls),
            _ => (NullPartition::Nulls, NullPartition::Values),
        };
        let second_alone = position
            .and_then(|position| position.keys.first())
            .is_some_and(|key| key.is_null() == (second == NullPartition::Nulls));
        if second_alone {
            return vec![Segment { part: second, after: position }];
        }
        vec![Segment { part: first, after: position }, Segment { part: second, after: None }]
    }
}
