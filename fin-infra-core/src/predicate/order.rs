//! The order of rows.

use crate::column::Cell;
use crate::value::Scalar;

/// The columns that a resource's lists can be ordered by: the `BudgetOrder` of a `Budget`.
pub trait OrderColumn: Copy + Send + Sync + 'static {
    /// All of these columns.
    const ALL: &'static [Self];

    /// Returns the ordinal of the column in the table.
    fn ordinal(self) -> usize;
}

/// An order by one column, created by `BudgetOrder::Name.asc()` or `.desc()`: for
/// [`Query::order_by`](crate::query::Query::order_by).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordering<O> {
    /// The column.
    pub column: O,
    /// The direction.
    pub direction: Direction,
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first, nulls before all values.
    Ascending,
    /// Largest first, nulls after all values.
    Descending,
}

impl Direction {
    /// Reverses an ascending comparison if the direction is descending.
    pub(crate) fn of(self, ascending: std::cmp::Ordering) -> std::cmp::Ordering {
        match self {
            Self::Ascending => ascending,
            Self::Descending => ascending.reverse(),
        }
    }
}

/// An order by one or more columns, created by [`Ordering::then_by`]: for
/// [`Query::order_by`](crate::query::Query::order_by).
///
/// Each column orders the rows that are equal in those before it. A list accepts at most
/// [`MAX_ORDER_COLUMNS`](crate::limits::MAX_ORDER_COLUMNS).
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     #[fin(order)]
///     pub name: String,
///     #[fin(order)]
///     pub target: Decimal,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let (db, goals) = (Memory::new(), Goal::repository());
/// # for (name, target) in [("Car", 900), ("Boat", 900), ("Bicycle", 40)] {
/// #     goals.create(&db, GoalCreate { name: name.to_owned(), target: target.into() }).await?;
/// # }
/// let dearest_first = GoalOrder::Target.desc().then_by(GoalOrder::Name.asc());
/// let page = goals.list(&db, GoalQuery::new().order_by(dearest_first)).await?;
/// let names: Vec<&str> = page.iter().map(|goal| goal.name.as_str()).collect();
/// assert_eq!(names, ["Boat", "Car", "Bicycle"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderBy<O>(pub(crate) Vec<Ordering<O>>);

impl<O> From<Ordering<O>> for OrderBy<O> {
    fn from(ordering: Ordering<O>) -> Self {
        Self(vec![ordering])
    }
}

impl<O> Ordering<O> {
    /// Adds an order for rows that are equal in this one: see [`OrderBy`].
    #[must_use]
    pub fn then_by(self, next: impl Into<OrderBy<O>>) -> OrderBy<O> {
        OrderBy::from(self).then_by(next)
    }
}

impl<O> OrderBy<O> {
    /// Adds an order for rows that are equal in this one.
    #[must_use]
    pub fn then_by(mut self, next: impl Into<Self>) -> Self {
        self.0.append(&mut next.into().0);
        self
    }
}

/// One column of an [`Order`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SortKey {
    /// The ordinal of the column in the table.
    pub(crate) ordinal: usize,
    pub(crate) direction: Direction,
}

/// The columns that a list is ordered by: the chosen ones, and those that make the position of each row unique.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) keys: Vec<SortKey>,
}

impl Order {
    /// Combines the chosen columns with those of `unique`, which together identify a row. The chosen columns end where
    /// the order is already total; the rest of `unique` follows in the direction of the last chosen column. A repeated
    /// column is ignored.
    pub(crate) fn new(chosen: impl Iterator<Item = SortKey>, unique: &[usize]) -> Self {
        let mut order = Self { keys: Vec::with_capacity(chosen.size_hint().0 + unique.len()) };
        for key in chosen {
            if order.has_all(unique) {
                break;
            }
            if !order.has(key.ordinal) {
                order.keys.push(key);
            }
        }
        let direction = order.keys.last().map_or(Direction::Ascending, |key| key.direction);
        for &ordinal in unique {
            if !order.has(ordinal) {
                order.keys.push(SortKey { ordinal, direction });
            }
        }
        order
    }

    fn has(&self, ordinal: usize) -> bool {
        self.keys.iter().any(|key| key.ordinal == ordinal)
    }

    fn has_all(&self, ordinals: &[usize]) -> bool {
        ordinals.iter().all(|&ordinal| self.has(ordinal))
    }

    /// Returns the values of a row in memory in the columns.
    pub(crate) fn values<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = &'a Scalar> {
        self.keys.iter().map(|key| &row[key.ordinal].scalar)
    }

    /// Compares two rows by their values of the columns.
    pub(crate) fn compare<'a>(
        &self,
        left: impl Iterator<Item = &'a Scalar>,
        right: impl Iterator<Item = &'a Scalar>,
    ) -> std::cmp::Ordering {
        let pairs = self.keys.iter().zip(left.zip(right));
        let mut compared = pairs.map(|(key, (left, right))| key.direction.of(left.cmp(right)));
        compared.find(|ordering| ordering.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    }
}

#[cfg(test)]
mod tests {
    use super::{Direction, Order, SortKey};

    const ID: usize = 0;
    const TENANT: usize = 1;

    fn order(chosen: &[(usize, Direction)], unique: &[usize]) -> Vec<(usize, Direction)> {
        let chosen = chosen.iter().map(|&(ordinal, direction)| SortKey { ordinal, direction });
        Order::new(chosen, unique).keys.iter().map(|key| (key.ordinal, key.direction)).collect()
    }

    #[test]
    fn an_order_ends_in_columns_that_identify_a_row() {
        use Direction::{Ascending as Asc, Descending as Desc};
        for (chosen, unique, expected) in [
            (&[][..], &[ID][..], &[(ID, Asc)][..]),
            (&[], &[ID, TENANT], &[(ID, Asc), (TENANT, Asc)]),
            (&[(2, Desc)], &[ID], &[(2, Desc), (ID, Desc)]),
            (&[(2, Desc), (3, Asc)], &[ID], &[(2, Desc), (3, Asc), (ID, Asc)]),
            (&[(2, Desc), (2, Asc)], &[ID], &[(2, Desc), (ID, Desc)]),
            (&[(ID, Desc), (2, Asc)], &[ID], &[(ID, Desc)]),
            // Two tenants may have rows with one id.
            (&[(ID, Desc), (2, Asc)], &[ID, TENANT], &[(ID, Desc), (2, Asc), (TENANT, Asc)]),
        ] {
            assert_eq!(order(chosen, unique), expected);
        }
    }
}
