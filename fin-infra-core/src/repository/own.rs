//! Running queries with the program's own SQL.

use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::operation::Own;
use crate::own::ScopedQuery;
use crate::resource::Resource;
use crate::store::{Store, run};

impl<R: Resource> ScopedQuery<R> {
    /// Returns the rows.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a field that the resource does not have, a value whose type differs
    /// from its field's, a value that the column cannot store, SQL that is not balanced, and a query that exceeds a
    /// limit; [`Database`](crate::ErrorKind::Database) for SQL that the database rejects (its error is the source), and
    /// on the memory store.
    pub fn fetch_all<'s, S: Store<R> + 's>(self, store: S) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        run(store, self.scope.clone(), Own::new(self))
    }

    /// Returns the first row in the order of the query, or `None` if there is no row.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    pub fn fetch_optional<'s, S: Store<R> + 's>(
        self,
        mut store: S,
    ) -> BoxFuture<'s, Result<Option<R::Read>>> {
        let (scope, first) = (self.scope.clone(), Own::new(self.limit(1)));
        Box::pin(async move { Ok(store.run(&scope, first).await?.pop()) })
    }
}
