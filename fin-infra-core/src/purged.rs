//! What a purge came to.

use std::fmt;

/// How many statements remove rows of a table that refers to itself: each those that nothing refers to any more. What is
/// left of a longer chain goes with the next purge.
pub(crate) const PASSES: usize = 100;

/// What [`purge_deleted`](crate::Repository::purge_deleted) did.
///
/// A row that other rows refer to cannot go, and does not keep the others. It goes with a later purge, when nothing refers
/// to it any more. So a job that runs every night looks at [`removed`](Self::removed), and at [`kept`](Self::kept) where
/// that does not shrink.
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
    /// How many rows are gone.
    pub removed: u64,
    /// How many rows were deleted before the time and are still there, since others refer to them.
    pub kept: u64,
    /// The tables whose rows refer to them, in the order of their names.
    pub kept_by: Vec<KeptBy>,
}

/// A table whose rows refer to rows that are to go.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeptBy {
    /// Its name, as the database says it.
    pub table: String,
    /// How many of the rows that are to go it refers to.
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
