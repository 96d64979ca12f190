//! The order of a list, and the position at which a page begins.

use super::Statement;
use crate::backend::{Backend, Nulls};
use crate::error::Result;
use crate::predicate::{Direction, Order, SortKey};
use crate::query::{NullPartition, Segment};
use crate::stored::StoredTable;
use crate::table::{Index, Table};
use crate::value::Scalar;

/// A column of an order, and its value in the row after which a page begins.
#[derive(Clone, Copy)]
struct Key<'position> {
    sort: SortKey,
    name: &'static str,
    value: &'position Scalar,
    /// Whether the rows of the condition can have a null in this column.
    has_nulls: bool,
}

impl<DB: Backend> Statement<DB> {
    /// Writes the condition that rows belong to a segment of an order.
    pub(crate) fn segment(
        &mut self,
        stored: &StoredTable<DB>,
        order: &Order,
        segment: &Segment<'_>,
    ) -> Result<()> {
        let Some(first) = order.keys.first() else { return Ok(()) };
        let column = stored.table.columns[first.ordinal].name;
        if segment.part == NullPartition::Nulls {
            self.push(" AND ").name(column).push(" IS NULL");
        }
        let Some(position) = segment.after else {
            if segment.part == NullPartition::Values {
                self.push(" AND ").name(column).push(" IS NOT NULL");
            }
            return Ok(());
        };
        let key = |(number, (sort, value)): (usize, (&SortKey, _))| {
            let column = &stored.table.columns[sort.ordinal];
            // In its first column, a segment has either no nulls or only nulls.
            Key { sort: *sort, name: column.name, value, has_nulls: column.nullable && number > 0 }
        };
        let keys = order.keys.iter().zip(&position.keys).enumerate().map(key);
        let keys: Vec<_> = keys.skip(usize::from(segment.part == NullPartition::Nulls)).collect();
        self.push(" AND (");
        self.beyond(stored, &keys)?;
        self.push(")");
        Ok(())
    }

    /// Writes the condition that rows come after the values of `keys`, compared one column after the other. The
    /// condition may contain an `OR`, so the caller puts it in parentheses or after another `OR`.
    ///
    /// Each form starts with a part that an index can serve: a row comparison, or the range of the first column. `a > x
    /// OR (a = x AND b > y)` has no such part, and makes a database read everything before the position. The same holds
    /// for a row comparison with a column that is not in the index. Under row-level security, PostgreSQL does not use
    /// an index for a row comparison if one of its columns, such as a decimal, is compared by a function that is not
    /// leakproof.
    fn beyond(&mut self, stored: &StoredTable<DB>, keys: &[Key<'_>]) -> Result<()> {
        match keys {
            [] => Ok(()),
            [last] => self.compare_key(stored, last, last.than()),
            _ if DB::ROW_COMPARISON && are_comparable_as_a_row(keys, stored.table) => {
                self.compare_rows(stored, keys)
            }
            [key, rest @ ..] => self.beyond_one(stored, key, rest),
        }
    }

    /// Writes the condition that rows come after the value of a key or, if they are equal in it, after the values of
    /// the others.
    ///
    /// A null is less than every value, but a comparison with a null is never true. If rows with a null come after the
    /// value (in descending order), or if the value itself is null, the condition therefore tests for nulls explicitly.
    fn beyond_one(&mut self, stored: &StoredTable<DB>, key: &Key<'_>, rest: &[Key<'_>]) -> Result<()> {
        match (key.has_nulls, key.value.is_null(), key.sort.direction) {
            (true, true, Direction::Ascending) => {
                self.name(key.name).push(" IS NOT NULL OR ");
                self.beyond(stored, rest)
            }
            (true, true, Direction::Descending) => {
                self.name(key.name).push(" IS NULL AND (");
                self.beyond(stored, rest)?;
                self.push(")");
                Ok(())
            }
            (true, false, Direction::Descending) => {
                self.name(key.name).push(" IS NULL OR (");
                self.beyond_value(stored, key, rest)?;
                self.push(")");
                Ok(())
            }
            _ => self.beyond_value(stored, key, rest),
        }
    }

    /// Like [`beyond_one`](Self::beyond_one), for rows that have a value.
    fn beyond_value(&mut self, stored: &StoredTable<DB>, key: &Key<'_>, rest: &[Key<'_>]) -> Result<()> {
        self.compare_key(stored, key, key.than_or_equal())?;
        self.push(" AND (");
        self.compare_key(stored, key, key.than())?;
        self.push(" OR ");
        // Without the equality, MySQL would read all rows that are equal in this column.
        self.compare_key(stored, key, " = ")?;
        self.push(" AND (");
        self.beyond(stored, rest)?;
        self.push("))");
        Ok(())
    }

    fn compare_key(&mut self, stored: &StoredTable<DB>, key: &Key<'_>, operator: &str) -> Result<()> {
        self.compare(key.name, operator);
        self.add(stored, key)
    }

    fn compare_rows(&mut self, stored: &StoredTable<DB>, keys: &[Key<'_>]) -> Result<()> {
        for (number, key) in keys.iter().enumerate() {
            self.push(if number == 0 { "(" } else { ", " }).name(key.name);
        }
        self.push(")").push(keys.first().map_or("", Key::than)).push("(");
        self.placeholders(keys.len()).push(")");
        keys.iter().try_for_each(|key| self.add(stored, key))
    }

    fn add(&mut self, stored: &StoredTable<DB>, key: &Key<'_>) -> Result<()> {
        stored.columns[key.sort.ordinal].add_scalar(key.value.clone(), &mut self.arguments)
    }

    /// Writes the order of a segment. A column that is null in each of its rows does not affect the order; but PostgreSQL
    /// reads an index in an order only if that has the index's columns without a gap.
    pub(crate) fn order(&mut self, table: &Table, order: &Order, part: NullPartition) {
        let skipped = usize::from(part == NullPartition::Nulls && DB::NULLS == Nulls::First);
        for (number, key) in order.keys.iter().enumerate().skip(skipped) {
            let column = &table.columns[key.ordinal];
            let has_nulls = column.nullable && (number > 0 || part == NullPartition::All);
            self.push(if number == skipped { " ORDER BY " } else { ", " }).name(column.name);
            self.directed(key.direction, has_nulls);
        }
    }
}

impl Key<'_> {
    fn than(&self) -> &'static str {
        match self.sort.direction {
            Direction::Ascending => " > ",
            Direction::Descending => " < ",
        }
    }

    fn than_or_equal(&self) -> &'static str {
        match self.sort.direction {
            Direction::Ascending => " >= ",
            Direction::Descending => " <= ",
        }
    }
}

/// Returns `true` if `(a, b, id) > (x, y, z)` selects the rows after the values, and if an index has these columns. The
/// columns must have the same direction and must not be null.
fn are_comparable_as_a_row(keys: &[Key<'_>], table: &Table) -> bool {
    let is_one_way = keys.windows(2).all(|pair| pair[0].sort.direction == pair[1].sort.direction);
    is_one_way && !keys.iter().any(|key| key.has_nulls) && are_indexed(keys, table)
}

/// Every listed column has an index with the id, and a composite order has one with all its columns and the id.
fn are_indexed(keys: &[Key<'_>], table: &Table) -> bool {
    let ordinals = || keys.iter().map(|key| key.sort.ordinal);
    let before_id = ordinals().take_while(|&ordinal| ordinal != table.id).count();
    let is_composite = |index: &Index| index.columns.iter().copied().eq(ordinals().take(before_id));
    before_id < keys.len() && (before_id < 2 || table.indexes.iter().any(is_composite))
}
