//! Running a program's own SQL.

use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::operation::Own;
use crate::own::ScopedQuery;
use crate::resource::Resource;
use crate::store::{Store, run};

impl<R: Resource> ScopedQuery<R> {
    /// Reads the rows.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a field that the resource does not have, a value of another type
    /// than its field's or one that the column cannot hold, SQL that is not closed in itself, and more of it than a query has;
    /// [`Database`](crate::ErrorKind::Database) for SQL that the database does not understand (its words are the error's
    /// source), and on the memory store.
    pub fn fetch_all<'s, S: Store<R> + 's>(self, store: S) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        run(store, self.scope.clone(), Own(self))
    }

    /// Reads the first row: of an order, where there is one.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    pub fn fetch_optional<'s, S: Store<R> + 's>(
        self,
        mut store: S,
    ) -> BoxFuture<'s, Result<Option<R::Read>>> {
        let (scope, first) = (self.scope.clone(), Own(self.limit(1)));
        Box::pin(async move { Ok(store.run(&scope, first).await?.pop()) })
    }
}
