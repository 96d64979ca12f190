//! Money that goes into a goal, and out of it.

use chrono::NaiveDate;
use fin_infra::TransactionStore;
use fin_infra::prelude::*;
use serde::Serialize;

use super::{
    Goal, GoalAdjust, GoalContribution, GoalContributionCreate, GoalContributionRead, GoalMilestone,
    GoalMilestoneRead, GoalRead, GoalRepository,
};
use crate::goals::GoalStatus;

/// Money to put aside for a goal, or to take out if the amount is negative.
///
/// ```
/// use chrono::NaiveDate;
/// use fin_infra::prelude::*;
/// use fin_infra_domains::goals::NewContribution;
///
/// let today = NaiveDate::from_ymd_opt(2026, 11, 28).unwrap();
/// let wages = NewContribution {
///     external_id: Some("order-17".to_owned()),
///     ..NewContribution::new(money!(50 EUR), today)
/// };
/// # drop(wages);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NewContribution {
    /// The amount, not zero, in the currency of the goal.
    pub amount: Money,
    /// The day.
    pub booked_on: NaiveDate,
    /// A text.
    pub note: Option<String>,
    /// An identifier that is unique within the goal. A second contribution with it is a
    /// [`Conflict`](ErrorKind::Conflict), and changes nothing.
    pub external_id: Option<String>,
}

impl NewContribution {
    /// An amount, without a text and an identifier.
    #[must_use]
    pub fn new(amount: Money, booked_on: NaiveDate) -> Self {
        Self { amount, booked_on, note: None, external_id: None }
    }
}

/// What a contribution did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contributed {
    /// The goal, with its new amount and status.
    pub goal: GoalRead,
    /// The contribution.
    pub contribution: GoalContributionRead,
    /// The milestones that it reached, the smallest first.
    pub reached: Vec<GoalMilestoneRead>,
}

impl GoalRepository {
    /// Puts money aside for a goal, or takes it out: moves the current amount, records the contribution, and marks the
    /// milestones and the goal itself if they are reached, all or nothing.
    ///
    /// An active goal that has its target becomes achieved, and an achieved one from which money is taken active. Money can
    /// be taken out whatever the status, and put aside for an active or an achieved goal. See the [example of the
    /// module](crate::goals::resources).
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate, NewContribution};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let boat = GoalCreate::new(Uuid::now_v7(), "Boat".to_owned(), money!(1000 EUR), day);
    /// # let boat = goals.create(&db, boat).await?;
    /// let paid = goals.contribute(&db, boat.id, NewContribution::new(money!(30 EUR), day)).await?;
    /// assert_eq!(paid.goal.current, money!(30 EUR));
    /// let error = goals.contribute(&db, boat.id, NewContribution::new(money!(-30.01 EUR), day)).await.unwrap_err();
    /// assert_eq!(error.to_string(), "amount: the goal has 30.00 EUR");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`NotFound`](ErrorKind::NotFound) if there is no such goal.
    /// - [`Invalid`](ErrorKind::Invalid) if the amount is zero, in another currency, or more than can be taken out, or if the
    ///   goal is paused or abandoned.
    /// - [`Conflict`](ErrorKind::Conflict) if the goal has a contribution with that `external_id`.
    pub async fn contribute(&self, db: &Db, id: Uuid, new: NewContribution) -> Result<Contributed, Error> {
        db.transaction(async |tx| self.contribute_in(&tx, id, new.clone()).await).await
    }

    /// As [`contribute`](Self::contribute), in a transaction of the caller. To contribute to several goals, do it in the
    /// order of their ids, so that two callers do not wait for each other.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalRepository, NewContribution};
    /// /// Contributes to all of the goals, or to none.
    /// async fn pay(db: &Db, goals: &GoalRepository, mut all: Vec<(Uuid, NewContribution)>) -> Result<(), Error> {
    ///     all.sort_by_key(|(id, _)| *id);
    ///     db.transaction(async |tx| {
    ///         for (id, new) in &all {
    ///             goals.contribute_in(&tx, *id, new.clone()).await?;
    ///         }
    ///         Ok(())
    ///     })
    ///     .await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`contribute`](Self::contribute).
    pub async fn contribute_in<S>(
        &self,
        transaction: S,
        id: Uuid,
        new: NewContribution,
    ) -> Result<Contributed, Error>
    where
        S: TransactionStore<Goal> + Store<GoalContribution> + Store<GoalMilestone> + Copy,
    {
        let goal = self.get_for_update(transaction, id).await?;
        check(&goal, new.amount)?;
        let goal = self.adjust(transaction, id, GoalAdjust::new().current(new.amount)).await?;
        let contributions = GoalContribution::repository().tenant(*self.tenant_id());
        let NewContribution { amount, booked_on, note, external_id } = new;
        let contribution = GoalContributionCreate { goal_id: id, amount, booked_on, note, external_id };
        let contribution = contributions.create(transaction, contribution).await?;
        let reached = self.mark_milestones(transaction, &goal, booked_on).await?;
        let goal = self.follow_amounts(transaction, goal).await?;
        Ok(Contributed { goal, contribution, reached })
    }

    /// Moves an amount from one goal to another, all or nothing: a contribution to each.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate, NewContribution};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let (day, user) = (NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(), Uuid::now_v7());
    /// # let goal = |name: &str| GoalCreate::new(user, name.to_owned(), money!(1000 EUR), day);
    /// # let boat = goals.create(&db, goal("Boat")).await?;
    /// # let car = goals.create(&db, goal("Car")).await?;
    /// goals.contribute(&db, boat.id, NewContribution::new(money!(30 EUR), day)).await?;
    /// let [boat, car] = goals.transfer(&db, (boat.id, car.id), NewContribution::new(money!(10 EUR), day)).await?;
    /// assert_eq!((boat.goal.current, car.goal.current), (money!(20 EUR), money!(10 EUR)));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`contribute`](Self::contribute), and if the amount is not above zero or the goals are the same.
    pub async fn transfer(
        &self,
        db: &Db,
        between: (Uuid, Uuid),
        new: NewContribution,
    ) -> Result<[Contributed; 2], Error> {
        db.transaction(async |tx| self.transfer_in(&tx, between, new.clone()).await).await
    }

    /// As [`transfer`](Self::transfer), in a transaction of the caller.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{GoalRepository, NewContribution};
    /// # async fn example(db: &Db, goals: &GoalRepository, ids: (Uuid, Uuid), new: NewContribution) -> Result<(), Error> {
    /// let tx = db.begin().await?;
    /// goals.transfer_in(&tx, ids, new).await?;
    /// tx.commit().await
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`transfer`](Self::transfer).
    pub async fn transfer_in<S>(
        &self,
        transaction: S,
        (from, to): (Uuid, Uuid),
        new: NewContribution,
    ) -> Result<[Contributed; 2], Error>
    where
        S: TransactionStore<Goal> + Store<GoalContribution> + Store<GoalMilestone> + Copy,
    {
        if new.amount.is_negative() || from == to {
            return Err(Error::invalid("amount", "must be above zero, and move between two goals"));
        }
        // In the order of the ids, so that two transfers do not wait for each other.
        self.lock_many(transaction, &[from, to]).await?;
        let take = NewContribution { amount: -new.amount, ..new.clone() };
        let taken = self.contribute_in(transaction, from, take).await?;
        Ok([taken, self.contribute_in(transaction, to, new).await?])
    }
}

/// Checks that an amount may go into a goal, or out of it.
fn check(goal: &GoalRead, amount: Money) -> Result<(), Error> {
    if amount.is_zero() {
        return Err(Error::invalid("amount", "must not be zero"));
    }
    if goal.current.try_add(amount)?.is_negative() {
        return Err(Error::invalid("amount", format!("the goal has {}", goal.current)));
    }
    match goal.status {
        GoalStatus::Paused | GoalStatus::Abandoned if !amount.is_negative() => Err(Error::invalid(
            "status",
            format!("the goal is {}: nothing can be put aside for it", goal.status),
        )),
        _ => Ok(()),
    }
}
