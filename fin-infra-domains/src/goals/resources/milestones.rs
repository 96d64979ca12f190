//! Milestones of a goal that are added and reached.

use chrono::NaiveDate;
use fin_infra::TransactionStore;
use fin_infra::prelude::*;

use super::{
    Goal, GoalMilestone, GoalMilestoneCreate, GoalMilestoneFilter, GoalMilestoneOrder, GoalMilestoneQuery,
    GoalMilestoneRead, GoalMilestoneUpdate, GoalRead, GoalRepository,
};
use crate::rows::{ALL, whole};

impl GoalRepository {
    /// Adds a milestone to a goal. If its amount is saved already, it is reached on `today`.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let boat = GoalCreate::new(Uuid::now_v7(), "Boat".to_owned(), money!(1000 EUR), day);
    /// # let boat = goals.create(&db, boat).await?;
    /// goals.add_milestone(&db, boat.id, "half", money!(500 EUR), day).await?;
    /// let error = goals.add_milestone(&db, boat.id, "more", money!(1000.01 EUR), day).await.unwrap_err();
    /// assert_eq!(error.to_string(), "amount: must not be above the target");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`NotFound`](ErrorKind::NotFound) if there is no such goal.
    /// - [`Invalid`](ErrorKind::Invalid) if the amount is not above zero, above the target, or in another currency.
    /// - [`Conflict`](ErrorKind::Conflict) if the goal has a milestone of that amount.
    pub async fn add_milestone(
        &self,
        db: &Db,
        id: Uuid,
        name: &str,
        amount: Money,
        today: NaiveDate,
    ) -> Result<GoalMilestoneRead, Error> {
        db.transaction(async |tx| self.add_milestone_in(&tx, id, name, amount, today).await).await
    }

    /// As [`add_milestone`](Self::add_milestone), in a transaction of the caller.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalCreate, GoalRepository};
    /// /// Creates a goal with a milestone, or neither.
    /// async fn create(db: &Db, goals: &GoalRepository, new: GoalCreate, half: Money) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         let goal = goals.create(&tx, new.clone()).await?;
    ///         goals.add_milestone_in(&tx, goal.id, "half", half, goal.starts_on).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`add_milestone`](Self::add_milestone).
    pub async fn add_milestone_in<S>(
        &self,
        transaction: S,
        id: Uuid,
        name: &str,
        amount: Money,
        today: NaiveDate,
    ) -> Result<GoalMilestoneRead, Error>
    where
        S: TransactionStore<Goal> + Store<GoalMilestone> + Copy,
    {
        // The lock keeps the target, and the amount that is saved.
        let goal = self.get_for_update(transaction, id).await?;
        if amount.try_sub(goal.target)?.amount() > Decimal::ZERO {
            return Err(Error::invalid("amount", "must not be above the target"));
        }
        let reached_on = (amount <= goal.current).then_some(today);
        let milestone =
            GoalMilestoneCreate { reached_on, ..GoalMilestoneCreate::new(id, name.to_owned(), amount) };
        GoalMilestone::repository().tenant(*self.tenant_id()).create(transaction, milestone).await
    }

    /// Marks the milestones that a goal reaches, and returns them.
    pub(super) async fn mark_milestones<S>(
        &self,
        transaction: S,
        goal: &GoalRead,
        today: NaiveDate,
    ) -> Result<Vec<GoalMilestoneRead>, Error>
    where
        S: Store<GoalMilestone> + Copy,
    {
        let milestones = GoalMilestone::repository().tenant(*self.tenant_id());
        let open = GoalMilestoneFilter::new()
            .goal_id(goal.id)
            .reached_on(Condition::is_null())
            .amount(Condition::le(goal.current));
        let query = GoalMilestoneQuery::new().filter(open).order_by(GoalMilestoneOrder::Amount.asc());
        let mut reached = whole(milestones.list(transaction, query.page_size(ALL)).await?)?;
        for milestone in &mut reached {
            let mark =
                GoalMilestoneUpdate { reached_on: Some(Some(today)), ..GoalMilestoneUpdate::default() };
            *milestone = milestones.update(transaction, milestone.id, mark).await?;
        }
        Ok(reached)
    }
}
