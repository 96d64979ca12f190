//! The fixed texts of one resource in one database, as the derive's `sql` writes them.
//!
//! Each text holds its tenant and live predicates. What is put together at run time (filters, order, the columns of a
//! partial update, rows of a bulk insert) is only ever added behind them.

/// The statements of a resource.
#[derive(Debug)]
pub struct Statements {
    /// Statements within one tenant; of a resource without tenants, all there are.
    pub tenant: Reads,
    /// The same without the tenant, for operators' jobs; none where there are no tenants.
    pub all_tenants: Option<Reads>,
    /// One live row by its id: tenant, id.
    pub find: &'static str,
    /// `INSERT INTO t (..) VALUES (..)` of one row.
    pub insert: &'static str,
    /// `INSERT INTO t (..) `, which rows or a query of one follow.
    pub insert_into: &'static str,
    /// How many values a row has.
    pub width: usize,
    /// `UPDATE t SET `, which the changed columns follow.
    pub update: &'static str,
    /// What stands behind the changed columns, cut where a placeholder belongs: of the tenant (if there is one), the
    /// id, and the expected version (if there is one).
    pub update_where: &'static [&'static str],
    /// Deletes a live row, softly where the resource does: time of deletion and time of change (where it is soft and
    /// there is one), tenant, id, expected version.
    pub delete: &'static str,
    /// The same for many, whatever their version: the ids follow, and a closing parenthesis.
    pub delete_many: &'static str,
    /// Removes a row for good, live or deleted: tenant, id.
    pub hard_delete: &'static str,
    /// Makes a deleted row live again: time of change (if there is one), tenant, id.
    pub restore: &'static str,
    /// One per unique constraint.
    pub upserts: &'static [Upsert],
}

/// Statements that read, and the one that an operator's job may write with.
#[derive(Debug)]
pub struct Reads {
    /// Rows: tenant; conditions follow.
    pub select: Selection,
    /// How a list that is not of live rows in the order of their ids finds its rows, where the database does not do it by
    /// itself.
    pub by_keys: Option<ByKeys>,
    /// Their number.
    pub count: Selection,
    /// Removes what was deleted before a time: tenant, time.
    pub purge: &'static str,
}

/// Rows that are found by their keys.
#[derive(Debug)]
pub struct ByKeys {
    /// What stands before the query of the keys.
    pub begin: &'static str,
    /// The keys: tenant; conditions, order and limit follow.
    pub select: Selection,
    /// The rows of the keys, whose order follows again.
    pub end: &'static str,
}

/// A text for each choice of rows.
#[derive(Debug)]
pub struct Selection {
    /// Live rows.
    pub live: &'static str,
    /// Deleted rows.
    pub deleted: &'static str,
    /// Both.
    pub all: &'static str,
}

impl Selection {
    pub(crate) fn of(&self, rows: Rows) -> &'static str {
        match rows {
            Rows::Live => self.live,
            Rows::Deleted => self.deleted,
            Rows::All => self.all,
        }
    }
}

/// Which rows, by whether they are deleted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Live,
    Deleted,
    All,
}

/// Insert, or change the row that has the same unique value.
#[derive(Debug)]
pub enum Upsert {
    /// In one statement: the values of a row.
    OneStatement(&'static str),
    /// Without a conflict target to name: change first, insert where there was nothing to change, and read.
    UpdateFirst {
        /// Changes the row that has the unique value.
        update: &'static str,
        /// The places of its arguments in [`Table::columns`](crate::table::Table::columns); those of folded copies
        /// stand behind them.
        update_values: &'static [usize],
        /// Reads the row that has the unique value.
        select: &'static str,
        /// The places of its arguments.
        select_values: &'static [usize],
    },
}
