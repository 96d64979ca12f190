//! Running queries in the program's own SQL whose tables hold the tenant.

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::{BoxStream, Stream};

use crate::error::{Error, Result};
use crate::operation::{RowBuffer, Scoped};
use crate::row::FinRow;
use crate::scoped::{Joined, JoinedTables, ScopedSql};
use crate::store::{Store, run};

impl<T: JoinedTables, Row: FinRow, X: Clone + Send + Sync + 'static> ScopedSql<T, Row, X> {
    /// Returns the rows.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a value that its column cannot store, and for more than 100,000 rows;
    /// [`Database`](crate::ErrorKind::Database) for SQL that the database rejects (its error is the source), for a column
    /// that does not fit its field, such as a null in a field that is not an `Option`, and on the memory store.
    pub fn fetch_all<'s, S: Store<Joined<T, Row, X>> + 's>(
        self,
        store: S,
    ) -> BoxFuture<'s, Result<Vec<Row>>> {
        let (scope, scoped) = self.into_parts(Scoped::all);
        run(store, scope, scoped)
    }

    /// Returns the first row, or `None` if there is no row.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all).
    pub fn fetch_optional<'s, S: Store<Joined<T, Row, X>> + 's>(
        self,
        mut store: S,
    ) -> BoxFuture<'s, Result<Option<Row>>> {
        let (scope, scoped) = self.into_parts(Scoped::first);
        Box::pin(async move { Ok(store.run(&scope, scoped).await?.pop()) })
    }

    /// Returns the first row.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all), and [`NotFound`](crate::ErrorKind::NotFound) if there is no row.
    pub fn fetch_one<'s, S: Store<Joined<T, Row, X>> + 's>(self, store: S) -> BoxFuture<'s, Result<Row>> {
        let first = self.fetch_optional(store);
        Box::pin(async move { first.await?.ok_or_else(Error::not_found) })
    }

    /// Streams the rows: however many there are, only a few are in memory. The stream holds a connection until it ends or is
    /// dropped; a stream that is dropped before its end closes the connection.
    ///
    /// # Errors
    ///
    /// As [`fetch_all`](Self::fetch_all). An error is an item of the stream, which then ends.
    pub fn stream<'s, S: Store<Joined<T, Row, X>> + 's>(self, mut store: S) -> BoxStream<'s, Result<Row>> {
        let buffer = RowBuffer::new();
        let Self { source, scope, values } = self;
        let scoped = Scoped::buffered(source, values, buffer.clone());
        let call = Box::pin(async move { store.run(&scope, scoped).await.map(drop) });
        Box::pin(Streamed { buffer, call: Some(call) })
    }
}

/// The rows of a call that runs while they are taken.
struct Streamed<'s, Row> {
    buffer: RowBuffer<Row>,
    /// The call, until it has ended.
    call: Option<BoxFuture<'s, Result<()>>>,
}

impl<Row> Stream for Streamed<'_, Row> {
    type Item = Result<Row>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Row>>> {
        if let Some(row) = self.buffer.take() {
            return Poll::Ready(Some(Ok(row)));
        }
        let Some(call) = &mut self.call else { return Poll::Ready(None) };
        let ended = call.as_mut().poll(context);
        if ended.is_ready() {
            self.call = None;
        }
        match (self.buffer.take(), ended) {
            (Some(row), Poll::Ready(Err(error))) => {
                self.call = Some(Box::pin(async { Err(error) }));
                Poll::Ready(Some(Ok(row)))
            }
            (Some(row), _) => Poll::Ready(Some(Ok(row))),
            (None, Poll::Ready(Ok(()))) => Poll::Ready(None),
            (None, Poll::Ready(Err(error))) => Poll::Ready(Some(Err(error))),
            (None, Poll::Pending) => Poll::Pending,
        }
    }
}
