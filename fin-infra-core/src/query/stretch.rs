//! The stretches in which a list in an order is read.

use super::Position;
use crate::predicate::{Direction, Operator, Order};
use crate::table::Table;

/// Rows that follow each other in an index, and so in an order.
///
/// Where the first column of an order has nulls, the rows with a null and those with a value are two of them: one
/// condition about both (`a IS NULL OR a < x`) makes a database read everything before a cursor, and PostgreSQL has the
/// nulls at the other end of its indexes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch<'position> {
    pub(crate) part: Part,
    /// What all of its rows stand behind.
    pub(crate) behind: Option<&'position Position>,
}

/// Which rows, by the first column of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    Nulls,
    Values,
}

impl Part {
    /// Whether a condition on the first column leaves none of these rows.
    pub(crate) fn is_empty_where(self, operator: Operator) -> bool {
        match self {
            Self::All => false,
            Self::Nulls => operator != Operator::IsNull,
            Self::Values => operator == Operator::IsNull,
        }
    }
}

impl Order {
    /// The stretches of a list behind a position, one after the other. `nulls_first` says that the database has nulls at
    /// the beginning of its indexes, where this order has them.
    pub(crate) fn stretches<'position>(
        &self,
        table: &Table,
        position: Option<&'position Position>,
        nulls_first: bool,
    ) -> Vec<Stretch<'position>> {
        let first_key = self.keys.first();
        let has_nulls = first_key.is_some_and(|key| table.columns[key.ordinal].nullable);
        if !has_nulls || (position.is_none() && nulls_first) {
            return vec![Stretch { part: Part::All, behind: position }];
        }
        let (first, second) = match first_key.map(|key| key.direction) {
            Some(Direction::Descending) => (Part::Values, Part::Nulls),
            _ => (Part::Nulls, Part::Values),
        };
        let second_alone = position
            .and_then(|position| position.keys.first())
            .is_some_and(|key| key.is_null() == (second == Part::Nulls));
        if second_alone {
            return vec![Stretch { part: second, behind: position }];
        }
        vec![Stretch { part: first, behind: position }, Stretch { part: second, behind: None }]
    }
}
