//! The result of a purge.

use std::fmt;

/// The maximum number of statements that remove rows of a table that refers to itself. Each of them removes the rows
/// that are no longer referred to. The rest of a longer chain is removed by the next purge.
pub(crate) const PASSES: usize = 100;

/// The result of [`purge_deleted`](crate::Repository::purge_deleted).
///
/// A row that other rows refer to is kept, which does not prevent the removal of other rows. A later purge removes it,
/// once no row refers to it. A nightly job should therefore watch [`removed`](Self::removed), and [`kept`](Self::kept)
/// if that does not shrink.
///
/// ```
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// #[fin(soft_delete)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// #[derive(FinResource)]
/// pub struct Deposit {
///     #[fin(belongs_to = "Goal")]
///     pub goal_id: Uuid,
/// }
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::memory();
/// let (goals, deposits) = (Goal::repository(), Deposit::repository());
/// let [boat, bicycle] = ["Boat", "Bicycle"].map(|name| GoalCreate { name: name.to_owned() });
/// let rows = goals.create_many(&db, [boat, bicycle]).await?;
/// deposits.create(&db, DepositCreate { goal_id: rows[0].id }).await?;
/// goals.delete_many(&db, &[rows[0].id, rows[1].id]).await?;
///
/// let purged = goals.purge_deleted(&db, DateTime::<Utc>::MAX_UTC).await?;
/// assert_eq!((purged.removed, purged.kept), (1, 1));
/// assert_eq!((purged.kept_by[0].table.as_str(), purged.kept_by[0].rows), ("deposits", 1));
/// assert_eq!(purged.to_string(), "1 removed, 1 kept: rows of deposits refer to 1");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purged {
    /// The number of rows that were removed.
    pub removed: u64,
    /// The number of rows that were deleted before the time, but are kept because other rows refer to them.
    pub kept: u64,
    /// The tables whose rows refer to the kept rows, ordered by name.
    pub kept_by: Vec<KeptBy>,
}

/// A table whose rows refer to rows that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptBy {
    /// The name of the table, as the database reports it.
    pub table: String,
    /// The number of kept rows that this table refers to.
    pub rows: u64,
}

impl fmt::Display for Purged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} removed", self.removed)?;
        if self.kept > 0 {
            write!(f, ", {} kept", self.kept)?;
        }
        for (number, KeptBy { table, rows }) in self.kept_by.iter().enumerate() {
            write!(f, "{} rows of {table} refer to {rows}", if number == 0 { ":" } else { "," })?;
        }
        Ok(())
    }
}
