//! The status and the target of a goal.

use fin_infra::TransactionStore;
use fin_infra::prelude::*;

use super::{
    Goal, GoalAdjust, GoalMilestone, GoalMilestoneFilter, GoalMilestoneOrder, GoalMilestoneQuery, GoalRead,
    GoalRepository, GoalUpdate,
};
use crate::goals::GoalStatus;

impl GoalRepository {
    /// Changes the status of a goal, as [`GoalStatus::change`] allows. The row is locked, so of two callers at the same time
    /// the second one sees what the first one did.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate};
    /// use fin_infra_domains::goals::GoalStatus;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let boat = GoalCreate::new(Uuid::now_v7(), "Boat".to_owned(), money!(1000 EUR), day);
    /// # let boat = goals.create(&db, boat).await?;
    /// goals.change_status(&db, boat.id, GoalStatus::Abandoned).await?;
    /// let error = goals.change_status(&db, boat.id, GoalStatus::Active).await.unwrap_err();
    /// assert_eq!(error.to_string(), "status: an abandoned goal cannot become active");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if there is no such goal, and [`Invalid`](ErrorKind::Invalid) for a change that is
    /// not allowed.
    pub async fn change_status(&self, db: &Db, id: Uuid, next: GoalStatus) -> Result<GoalRead, Error> {
        db.transaction(async |tx| self.change_status_in(&tx, id, next).await).await
    }

    /// As [`change_status`](Self::change_status), in a transaction of the caller.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalRepository, GoalStatus};
    /// /// Pauses all of the goals, or none.
    /// async fn pause(db: &Db, goals: &GoalRepository, ids: &[Uuid]) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         for id in ids {
    ///             goals.change_status_in(&tx, *id, GoalStatus::Paused).await?;
    ///         }
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`change_status`](Self::change_status).
    pub async fn change_status_in<S>(
        &self,
        transaction: S,
        id: Uuid,
        next: GoalStatus,
    ) -> Result<GoalRead, Error>
    where
        S: TransactionStore<Goal> + Copy,
    {
        let goal = self.get_for_update(transaction, id).await?;
        let next = goal.status.change(next)?;
        self.set_status(transaction, goal, next).await
    }

    /// Changes the amount to save, in the same currency. An achieved goal becomes active if the new target is above what is
    /// saved, and an active one is achieved if it is not.
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
    /// assert_eq!(goals.retarget(&db, boat.id, money!(800 EUR)).await?.target, money!(800 EUR));
    /// let error = goals.retarget(&db, boat.id, money!(499.99 EUR)).await.unwrap_err();
    /// assert_eq!(error.to_string(), "target: must not be below the milestone of 500.00 EUR");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if there is no such goal, and [`Invalid`](ErrorKind::Invalid) if the target is not
    /// above zero, in another currency, or below a milestone.
    pub async fn retarget(&self, db: &Db, id: Uuid, target: Money) -> Result<GoalRead, Error> {
        db.transaction(async |tx| self.retarget_in(&tx, id, target).await).await
    }

    /// As [`retarget`](Self::retarget), in a transaction of the caller.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalRepository, GoalUpdate};
    /// /// Renames a goal and changes its target, or does neither.
    /// async fn edit(db: &Db, goals: &GoalRepository, id: Uuid, name: &str, target: Money) -> Result<(), Error> {
    ///     db.transaction(async |tx| {
    ///         let goal = goals.retarget_in(&tx, id, target).await?;
    ///         let rename = GoalUpdate { name: Some(name.to_owned()), ..GoalUpdate::default() };
    ///         goals.update(&tx, (goal.id, goal.version), rename).await?;
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`retarget`](Self::retarget).
    pub async fn retarget_in<S>(&self, transaction: S, id: Uuid, target: Money) -> Result<GoalRead, Error>
    where
        S: TransactionStore<Goal> + Store<GoalMilestone> + Copy,
    {
        let goal = self.get_for_update(transaction, id).await?;
        if target.is_zero() || target.is_negative() {
            return Err(Error::invalid("target", "must be above zero"));
        }
        let difference = target.try_sub(goal.target)?;
        let highest = GoalMilestoneQuery::new()
            .filter(GoalMilestoneFilter::new().goal_id(id).amount(Condition::gt(target)))
            .order_by(GoalMilestoneOrder::Amount.desc())
            .page_size(1);
        let milestones = GoalMilestone::repository().tenant(*self.tenant_id());
        if let Some(milestone) = milestones.list(transaction, highest).await?.items.first() {
            let reason = format!("must not be below the milestone of {}", milestone.amount);
            return Err(Error::invalid("target", reason));
        }
        let goal = self.adjust(transaction, id, GoalAdjust::new().target(difference)).await?;
        self.follow_amounts(transaction, goal).await
    }

    /// Makes an active goal achieved if it has its target, and an achieved one active if it no longer has.
    pub(super) async fn follow_amounts<S>(&self, transaction: S, goal: GoalRead) -> Result<GoalRead, Error>
    where
        S: TransactionStore<Goal> + Copy,
    {
        let next = match (goal.status, goal.current >= goal.target) {
            (GoalStatus::Active, true) => GoalStatus::Achieved,
            (GoalStatus::Achieved, false) => GoalStatus::Active,
            (status, _) => status,
        };
        self.set_status(transaction, goal, next).await
    }

    async fn set_status<S>(&self, transaction: S, goal: GoalRead, next: GoalStatus) -> Result<GoalRead, Error>
    where
        S: TransactionStore<Goal> + Copy,
    {
        if goal.status == next {
            return Ok(goal);
        }
        let status = GoalUpdate { status: Some(next), ..GoalUpdate::default() };
        self.update(transaction, (goal.id, goal.version), status).await
    }
}
