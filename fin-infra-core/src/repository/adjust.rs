//! Adding to the numbers of rows.

use futures_util::future::BoxFuture;

use super::{Repository, now};
use crate::error::Result;
use crate::operation::{Adjust, AdjustMany, in_row};
use crate::resource::{AdjustTarget, Adjustable};
use crate::store::Store;

impl<R: Adjustable> Repository<R> {
    /// Adds amounts to columns of a row, and returns the adjusted row. The addition is one `UPDATE`, so concurrent
    /// adjustments of a row are all applied.
    ///
    /// The columns are those with [`adjust`](crate::FinResource#adjust). An amount is added exactly, or the call is an
    /// error: the sum has to satisfy the rules of the struct and to be in the range of the column. The version and
    /// `updated_at` move as with an [`update`](Self::update). An adjustment without amounts leaves the row untouched.
    ///
    /// `target` is an id, or `(id, version)` to adjust the row only if it has that version.
    ///
    /// ```
    /// use fin_infra::prelude::*;
    ///
    /// #[derive(FinResource)]
    /// #[fin(tenant, version, check(balance >= 0))]
    /// pub struct Account {
    ///     pub name: String,
    ///     #[fin(adjust, decimal(precision = 18, scale = 2))]
    ///     pub balance: Decimal,
    /// }
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::memory();
    /// let accounts = Account::repository().tenant(Uuid::now_v7());
    /// let account = AccountCreate { name: "Savings".to_owned(), balance: dec!(100) };
    /// let account = accounts.create(&db, account).await?;
    ///
    /// let account = accounts.adjust(&db, account.id, AccountAdjust::new().balance(dec!(-30))).await?;
    /// assert_eq!(account.balance, dec!(70));
    ///
    /// let overdraft = accounts.adjust(&db, account.id, AccountAdjust::new().balance(dec!(-70.01))).await;
    /// assert_eq!(overdraft.unwrap_err().reason(), "must satisfy the rule `balance >= 0`");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`NotFound`](crate::ErrorKind::NotFound) if there is no such live row of the tenant;
    /// - [`StaleVersion`](crate::ErrorKind::StaleVersion) if a version is given and the row has a different one;
    /// - [`Invalid`](crate::ErrorKind::Invalid) for an amount with too many decimal places, a sum out of the range of
    ///   its column, or a sum that violates a rule;
    /// - [`Conflict`](crate::ErrorKind::Conflict) if the column is unique and the sum is taken.
    pub fn adjust<'s, S: Store<R> + 's>(
        &self,
        store: S,
        target: impl AdjustTarget<R>,
        adjust: impl Into<R::Adjust>,
    ) -> BoxFuture<'s, Result<R::Read>> {
        self.adjust_version(store, target.into_parts(), adjust.into())
    }

    /// Adjusts a row, with its expected version, if any.
    pub(crate) fn adjust_version<'s, S: Store<R> + 's>(
        &self,
        mut store: S,
        target: (R::Id, Option<i64>),
        adjust: R::Adjust,
    ) -> BoxFuture<'s, Result<R::Read>> {
        let (scope, adjust) = (self.scope(), Adjust::new(target, adjust, now()));
        Box::pin(async move { store.run(&scope, adjust?).await })
    }

    /// Adjusts several rows, all of them or none, and returns them in the same order. With one amount that is taken
    /// and one that is added, it is a transfer.
    ///
    /// The rows are locked in the order of their ids, so that two calls with rows in common cannot wait for each
    /// other. It is one transaction with one statement for each row. Within a transaction, a failed call changes nothing,
    /// but a violated rule ends the transaction, as with every other call.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # #[derive(FinResource)]
    /// # #[fin(tenant, check(balance >= 0))]
    /// # pub struct Account { #[fin(adjust)] pub balance: Decimal }
    /// async fn transfer(
    ///     db: &Db, accounts: &AccountRepository, from: Uuid, to: Uuid, amount: Decimal,
    /// ) -> Result<(), Error> {
    ///     let [take, give] = [-amount, amount].map(|amount| AccountAdjust::new().balance(amount));
    ///     accounts.adjust_many(db, [(from, take), (to, give)]).await?;
    ///     Ok(())
    /// }
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, accounts) = (Db::memory(), Account::repository().tenant(Uuid::now_v7()));
    /// # let rows = accounts.create_many(&db, [dec!(100), dec!(0)].map(|balance| AccountCreate { balance })).await?;
    /// # transfer(&db, &accounts, rows[0].id, rows[1].id, dec!(30)).await?;
    /// # assert!(transfer(&db, &accounts, rows[0].id, rows[1].id, dec!(71)).await.is_err_and(|error| error.is_invalid()));
    /// # assert_eq!(accounts.get(&db, rows[0].id).await?.balance, dec!(70));
    /// # assert_eq!(accounts.get(&db, rows[1].id).await?.balance, dec!(30));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`adjust`](Self::adjust); the error contains the index of the row, counted from zero. Also
    /// [`Invalid`](crate::ErrorKind::Invalid) if two adjustments have the same id, or if there are more than
    /// [`MAX_IDS`](crate::query::limits::MAX_IDS).
    pub fn adjust_many<'s, S: Store<R> + 's, T: AdjustTarget<R>, A: Into<R::Adjust>>(
        &self,
        mut store: S,
        adjusts: impl IntoIterator<Item = (T, A)>,
    ) -> BoxFuture<'s, Result<Vec<R::Read>>> {
        let (now, scope) = (now(), self.scope());
        let rows = adjusts.into_iter().enumerate().map(|(position, (target, adjust))| {
            Adjust::new(target.into_parts(), adjust.into(), now).map_err(|error| in_row(error, position))
        });
        let rows = rows.collect::<Result<Vec<_>>>();
        Box::pin(async move { store.run(&scope, AdjustMany { rows: rows? }).await })
    }
}
