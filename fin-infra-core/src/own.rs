//! Conditions in a program's own SQL.

use std::any::Any;
use std::sync::Arc;

use crate::error::Result;
use crate::operation::Own;
use crate::resource::Resource;
use crate::store::Store;
use crate::tenant::Scope;

/// A query with a condition in a program's own SQL, which already holds the columns and the tenant and live
/// predicates.
///
/// The SQL is written into the program; the values are bound. It is that of the program's database; plain comparisons
/// read the same on all of them. The memory store has no SQL and refuses it.
///
/// Whatever the condition is, it stands in parentheses behind the predicates, and one that would close them is
/// refused: no `OR` leads out of the tenant.
#[must_use = "a query does nothing until it is fetched"]
pub struct OwnQuery<R: Resource> {
    pub(crate) scope: Scope<R>,
    pub(crate) condition: Vec<Piece>,
    pub(crate) order: Option<&'static str>,
    pub(crate) limit: Option<u32>,
}

/// A part of a condition.
pub(crate) enum Piece {
    Sql(&'static str),
    /// A value for a column.
    Value(&'static str, Arc<dyn Any + Send + Sync>),
}

impl<R: Resource> OwnQuery<R> {
    pub(crate) fn new(scope: Scope<R>) -> Self {
        Self { scope, condition: Vec::new(), order: None, limit: None }
    }

    /// Adds SQL to the condition, as it is.
    pub fn sql(mut self, sql: &'static str) -> Self {
        self.condition.push(Piece::Sql(sql));
        self
    }

    /// Adds a bound value to the condition. It is stored in the statement as it is in the named column, whose field
    /// has the value's type (without its `Option`), so that money and times compare exactly on every database.
    pub fn bind<T: Send + Sync + 'static>(mut self, field: &'static str, value: T) -> Self {
        self.condition.push(Piece::Value(field, Arc::new(value)));
        self
    }

    /// Orders the rows by SQL, as it is: what stands behind `ORDER BY`.
    pub fn order_by(mut self, sql: &'static str) -> Self {
        self.order = Some(sql);
        self
    }

    /// Reads no more rows than this.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(rows);
        self
    }

    /// Reads the rows.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a field that the resource does not have, a value of another type
    /// than its field's, and a condition that would close the parentheses it stands in.
    pub async fn fetch_all<S: Store<R>>(self, mut store: S) -> Result<Vec<R::Read>> {
        store.run(Own(self)).await
    }

    /// Reads the first row.
    pub async fn fetch_optional<S: Store<R>>(self, store: S) -> Result<Option<R::Read>> {
        Ok(self.limit(1).fetch_all(store).await?.pop())
    }
}
