//! The fixed texts of the statements of one resource in one database, as the derive's `sql` generates them.
//!
//! Each text contains its tenant predicate and its predicate for live rows. Anything that is assembled at run time
//! (filters, order, the columns of a partial update, the rows of a bulk insert) is only appended.

/// The statements of a resource.
#[derive(Debug)]
pub struct Statements {
    /// Statements on the rows of one tenant, or on all rows of a resource without tenants.
    pub tenant: Reads,
    /// Statements without the tenant predicate, for operators' jobs; `None` for a resource without tenants.
    pub all_tenants: Option<Reads>,
    /// One live row by its id: tenant, id.
    pub find: &'static str,
    /// `INSERT INTO t (..) VALUES (..)` of one row.
    pub insert: &'static str,
    /// `INSERT INTO t (..) `, followed by rows or by a query for one row.
    pub insert_into: &'static str,
    /// The number of values of a row.
    pub width: usize,
    /// `UPDATE t SET `, followed by the changed columns.
    pub update: &'static str,
    /// The fragments after the changed columns, between which placeholders belong: for the tenant (if there is one),
    /// the id, and the expected version (if there is one).
    pub update_where: &'static [&'static str],
    /// The fragments after the changed columns of many rows, between which the placeholder of the tenant belongs (if
    /// there is one). Conditions follow.
    pub update_rows: &'static [&'static str],
    /// Deletes a live row, softly if the resource has soft delete: time of deletion and time of change (if the resource
    /// has them), tenant, id, expected version.
    pub delete: &'static str,
    /// Deletes many rows, whatever their version: the ids follow, and a closing parenthesis.
    pub delete_many: &'static str,
    /// Deletes many rows, whatever their version: conditions follow.
    pub delete_where: &'static str,
    /// Permanently removes a row, live or deleted: tenant, id.
    pub hard_delete: &'static str,
    /// Restores a deleted row: time of change (if there is one), tenant, id.
    pub restore: &'static str,
    /// The upsert of each unique constraint.
    pub upserts: &'static [Upsert],
    /// How rows are numbered, if they are.
    pub numbering: Option<Numbering>,
}

/// Statements on the counter of a tenant.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    /// Adds to the counter, and returns its last number: tenant, how many numbers to take.
    pub take: &'static str,
    /// Returns the highest number of the rows, live or deleted: tenant. A new counter continues it.
    pub highest: &'static str,
    /// Numbers one row and inserts it, in a database that can do both at once. Its arguments are the values of the row,
    /// whose number is how many to take: one. Conditions belong between the two parts.
    pub insert: Option<[&'static str; 2]>,
}

/// Statements that read, and the purge, which operators' jobs may use as well.
#[derive(Debug)]
pub struct Reads {
    /// Selects rows: tenant; conditions follow.
    pub select: Selection,
    /// How a list finds its rows if it is not of live rows in the order of their ids, on databases that would not do
    /// that efficiently by themselves.
    pub by_keys: Option<ByKeys>,
    /// The rows, after what is selected from them: `FROM t WHERE` and the predicates. Tenant; conditions follow.
    pub rows: Selection,
    /// Removes rows that were deleted before a time: tenant, time.
    pub purge: &'static str,
}

/// Rows that are found by their keys.
#[derive(Debug)]
pub struct ByKeys {
    /// The text before the query for the keys.
    pub begin: &'static str,
    /// The query for the keys: tenant; conditions, order and limit follow.
    pub select: Selection,
    /// The text that selects the rows of the keys; the order follows again.
    pub end: &'static str,
}

/// A text for each choice of rows.
#[derive(Debug)]
pub struct Selection {
    /// Live rows.
    pub live: &'static str,
    /// Deleted rows.
    pub deleted: &'static str,
    /// Both live and deleted rows.
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

/// Selects rows by whether they are deleted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    Live,
    Deleted,
    All,
}

/// Inserts a row, or updates the row with the same unique value.
#[derive(Debug)]
pub enum Upsert {
    /// One statement, whose arguments are the values of a row.
    OneStatement(&'static str),
    /// For databases without a conflict target: update first, insert if there was nothing to update, and read the row.
    UpdateFirst {
        /// Updates the row with the unique value.
        update: &'static str,
        /// The ordinals of its arguments in [`Table::columns`](crate::table::Table::columns); those of folded copies
        /// follow after all columns.
        update_values: &'static [usize],
        /// Reads the row with the unique value.
        select: &'static str,
        /// The ordinals of its arguments.
        select_values: &'static [usize],
    },
}
