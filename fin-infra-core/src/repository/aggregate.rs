//! Aggregates.

use futures_util::future::BoxFuture;

use super::Repository;
use crate::column::InMemory;
use crate::error::Result;
use crate::operation::Aggregated;
use crate::query::{Aggregate, AggregateRow, IntoAggregate};
use crate::resource::{Resource, StoredIn};
use crate::store::Store;

impl<R: Resource> Repository<R> {
    /// Computes sums, counts, and smallest and greatest values of the live rows, in groups, in one statement.
    ///
    /// The derive generates a `GoalAggregate` for a resource that declares something to compute: `sum`, `min`, `max` or
    /// `count_distinct` on a field, or `group`. Each of its methods adds a value to the rows that are returned, which are
    /// tuples in the order of the calls. They are ordered by their groups, unless the aggregate says otherwise.
    ///
    /// Without groups there is one row, even if there is nothing to add up.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant)]
    /// pub struct Expense {
    ///     #[fin(filter, group)]
    ///     pub category: String,
    ///     #[fin(sum, decimal(precision = 18, scale = 2))]
    ///     pub amount: Decimal,
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, expenses) = (Db::memory(), Expense::repository().tenant(Uuid::now_v7()));
    /// for (category, amount) in [("Food", dec!(12.30)), ("Rent", dec!(800)), ("Food", dec!(7.70))] {
    ///     expenses.create(&db, ExpenseCreate { category: category.to_owned(), amount }).await?;
    /// }
    /// let spent = expenses.aggregate(&db, ExpenseAggregate::new().by_category().sum_amount().count()).await?;
    /// assert_eq!(spent, [("Food".to_owned(), dec!(20.00), 2), ("Rent".to_owned(), dec!(800.00), 1)]);
    ///
    /// let [(total,)] = expenses.aggregate(&db, ExpenseAggregate::new().sum_amount()).await?[..] else { unreachable!() };
    /// assert_eq!(total, dec!(820.00));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid) for a sum that has more digits than its type can hold, for more than
    /// [`MAX_GROUPS`](crate::query::limits::MAX_GROUPS) groups without a page size, for an order by a group that the
    /// aggregate does not have, and for a condition on a value that its column cannot store.
    pub fn aggregate<'s, S: Store<R> + 's, A: IntoAggregate<R>>(
        &self,
        mut store: S,
        aggregate: A,
    ) -> BoxFuture<'s, Result<Vec<A::Row>>>
    where
        R: StoredIn<InMemory>,
    {
        let (scope, operation) = (self.scope(), Aggregated::new(aggregate.into_aggregate()));
        Box::pin(async move { store.run(&scope, operation?).await })
    }

    /// Returns a page of groups, and whether there are more after it.
    pub(crate) fn aggregate_page<'s, S: Store<R> + 's, Row: AggregateRow>(
        &self,
        mut store: S,
        aggregate: Aggregate<R, Row>,
    ) -> BoxFuture<'s, Result<(Vec<Row>, bool)>>
    where
        R: StoredIn<InMemory>,
    {
        let size = aggregate.page_size.map_or(usize::MAX, |size| size as usize);
        let (scope, operation) = (self.scope(), Aggregated::new(aggregate));
        Box::pin(async move {
            let mut groups = store.run(&scope, operation?.peeking()).await?;
            let has_more = groups.len() > size;
            groups.truncate(size);
            Ok((groups, has_more))
        })
    }
}
