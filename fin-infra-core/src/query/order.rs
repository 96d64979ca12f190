//! In which order rows come.

/// The columns that a resource's lists can be ordered by: the `BudgetOrder` of a `Budget`.
pub trait OrderColumn: Copy + Send + Sync + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The place of the column in the table.
    fn place(self) -> usize;
}

/// An order, made by `BudgetOrder::Name.asc()` or `.desc()`: for [`Query::order_by`](super::Query::order_by).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordering<O> {
    /// The column.
    pub column: O,
    /// Which way.
    pub direction: Direction,
}

/// Which way an order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The smallest first, nulls before it.
    Ascending,
    /// The largest first, nulls at the end.
    Descending,
}

impl Direction {
    /// An ascending comparison, turned round where this is descending.
    pub(crate) fn of(self, ascending: std::cmp::Ordering) -> std::cmp::Ordering {
        match self {
            Self::Ascending => ascending,
            Self::Descending => ascending.reverse(),
        }
    }
}

/// The columns, by their places, that a list is ordered by: the chosen one, and what makes each row's place its own.
pub(crate) struct Order {
    pub(crate) places: Vec<usize>,
    pub(crate) direction: Direction,
}
