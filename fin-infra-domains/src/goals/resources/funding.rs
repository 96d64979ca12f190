//! The accounts from which goals are funded.

use fin_infra::TransactionStore;
use fin_infra::prelude::*;

use super::{
    FundingAccount, FundingAccountAdjust, Goal, GoalFunding, GoalFundingAdjust, GoalFundingCreate,
    GoalFundingFilter, GoalFundingQuery, GoalFundingRead, GoalRepository,
};
use crate::arithmetic::PERCENT_SCALE;

impl GoalRepository {
    /// Sets how many percent of an account are for a goal, instead of those that were.
    ///
    /// All goals together use at most 100 percent of an account. That holds however many callers fund goals from it at the
    /// same time: the account is locked, and the database checks the sum.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{FundingAccount, FundingAccountCreate, Goal, GoalCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, tenant, user) = (Db::memory(), Uuid::now_v7(), Uuid::now_v7());
    /// # let goals = Goal::repository().tenant(tenant);
    /// # let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let goal = |name: &str| GoalCreate::new(user, name.to_owned(), money!(1000 EUR), day);
    /// # let boat = goals.create(&db, goal("Boat")).await?;
    /// # let car = goals.create(&db, goal("Car")).await?;
    /// let savings = FundingAccountCreate::new(user, "Savings".to_owned());
    /// let savings = FundingAccount::repository().tenant(tenant).create(&db, savings).await?;
    /// goals.fund(&db, (boat.id, savings.id), dec!(60)).await?;
    /// let error = goals.fund(&db, (car.id, savings.id), dec!(41)).await.unwrap_err();
    /// assert_eq!(error.to_string(), "percent: all goals together would use 101 percent of the account");
    /// goals.fund(&db, (boat.id, savings.id), dec!(59)).await?;
    /// goals.fund(&db, (car.id, savings.id), dec!(41)).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`NotFound`](ErrorKind::NotFound) if there is no such account.
    /// - [`ForeignKey`](ErrorKind::ForeignKey) if there is no such goal.
    /// - [`Invalid`](ErrorKind::Invalid) if the percentage is not above 0 and at most 100, has more than two decimal places, or
    ///   all goals would use more than 100 percent.
    pub async fn fund(
        &self,
        db: &Db,
        between: (Uuid, Uuid),
        percent: Decimal,
    ) -> Result<GoalFundingRead, Error> {
        db.transaction(async |tx| self.fund_in(&tx, between, percent).await).await
    }

    /// As [`fund`](Self::fund), in a transaction of the caller. To fund from several accounts, do it in the order of their
    /// ids, so that two callers do not wait for each other.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::GoalRepository;
    /// /// Moves a part of an account from one goal to another.
    /// async fn prefer(db: &Db, goals: &GoalRepository, account: Uuid, from: Uuid, to: Uuid) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         goals.unfund_in(&tx, (from, account)).await?;
    ///         goals.fund_in(&tx, (to, account), dec!(25)).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`fund`](Self::fund).
    pub async fn fund_in<S>(
        &self,
        transaction: S,
        (goal_id, account_id): (Uuid, Uuid),
        percent: Decimal,
    ) -> Result<GoalFundingRead, Error>
    where
        S: Store<Goal> + TransactionStore<FundingAccount> + Store<GoalFunding> + Copy,
    {
        if percent <= Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
            return Err(Error::invalid("percent", "must be above 0, and at most 100"));
        }
        if percent.normalize().scale() > PERCENT_SCALE {
            let reason = format!("must have at most {PERCENT_SCALE} decimal places");
            return Err(Error::invalid("percent", reason));
        }
        let tenant = *self.tenant_id();
        let (accounts, fundings) =
            (FundingAccount::repository().tenant(tenant), GoalFunding::repository().tenant(tenant));
        let account = accounts.get_for_update(transaction, account_id).await?;
        let before = self.funding(transaction, (goal_id, account_id)).await?;
        let more = percent - before.as_ref().map_or(Decimal::ZERO, |funding| funding.percent);
        let all = account.allocated + more;
        if all > Decimal::ONE_HUNDRED {
            let reason = format!("all goals together would use {} percent of the account", all.normalize());
            return Err(Error::invalid("percent", reason));
        }
        accounts.adjust(transaction, account_id, FundingAccountAdjust::new().allocated(more)).await?;
        match before {
            Some(funding) => {
                fundings.adjust(transaction, funding.id, GoalFundingAdjust::new().percent(more)).await
            }
            None => fundings.create(transaction, GoalFundingCreate::new(goal_id, account_id, percent)).await,
        }
    }

    /// Ends the funding of a goal by an account, and frees its part of the account. Returns whether there was one.
    ///
    /// A goal that is deleted, achieved or abandoned keeps its funding until then.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::Goal;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let (goal, account) = (Uuid::now_v7(), Uuid::now_v7());
    /// let error = goals.unfund(&db, (goal, account)).await.unwrap_err();
    /// assert!(error.is_not_found(), "there is no such account");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if there is no such account.
    pub async fn unfund(&self, db: &Db, between: (Uuid, Uuid)) -> Result<bool, Error> {
        db.transaction(async |tx| self.unfund_in(&tx, between).await).await
    }

    /// As [`unfund`](Self::unfund), in a transaction of the caller.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalRepository, GoalStatus};
    /// /// Gives a goal up, and frees its part of an account.
    /// async fn abandon(db: &Db, goals: &GoalRepository, goal: Uuid, account: Uuid) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         goals.unfund_in(&tx, (goal, account)).await?;
    ///         goals.change_status_in(&tx, goal, GoalStatus::Abandoned).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`unfund`](Self::unfund).
    pub async fn unfund_in<S>(&self, transaction: S, between: (Uuid, Uuid)) -> Result<bool, Error>
    where
        S: TransactionStore<FundingAccount> + Store<GoalFunding> + Copy,
    {
        let tenant = *self.tenant_id();
        let accounts = FundingAccount::repository().tenant(tenant);
        let account = accounts.get_for_update(transaction, between.1).await?;
        let Some(funding) = self.funding(transaction, between).await? else { return Ok(false) };
        GoalFunding::repository().tenant(tenant).delete(transaction, funding.id).await?;
        let less = FundingAccountAdjust::new().allocated(-funding.percent);
        accounts.adjust(transaction, account.id, less).await?;
        Ok(true)
    }

    async fn funding<S>(
        &self,
        store: S,
        (goal, account): (Uuid, Uuid),
    ) -> Result<Option<GoalFundingRead>, Error>
    where
        S: Store<GoalFunding>,
    {
        let filter = GoalFundingFilter::new().goal_id(goal).account_id(account);
        let query = GoalFundingQuery::new().filter(filter).page_size(1);
        Ok(GoalFunding::repository().tenant(*self.tenant_id()).list(store, query).await?.items.pop())
    }
}
