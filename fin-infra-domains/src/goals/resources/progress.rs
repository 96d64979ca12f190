//! How far a goal is, from its contributions.

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::{
    Goal, GoalContribution, GoalContributionAggregate, GoalContributionFilter, GoalRead, GoalRepository,
};
use crate::arithmetic::percent;
use crate::goals::{Contribution, GoalProgress, Plan, progress};
use crate::scale::scale;

impl GoalRead {
    /// The goal as the calculations take it.
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
    /// assert_eq!(boat.plan().target, dec!(1000));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan { target: self.target.amount(), start: self.starts_on, due: self.due_on }
    }

    /// How many percent of the target are saved, to two decimal places, without a further query.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate, NewContribution};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// # let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    /// # let boat = GoalCreate::new(Uuid::now_v7(), "Boat".to_owned(), money!(1200 EUR), day);
    /// # let boat = goals.create(&db, boat).await?.id;
    /// goals.contribute(&db, boat, NewContribution::new(money!(400 EUR), day)).await?;
    /// assert_eq!(goals.get(&db, boat).await?.percent()?, dec!(33.33));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the amounts are too large to calculate with.
    pub fn percent(&self) -> Result<Decimal, Error> {
        // A target is above zero.
        Ok(percent("current", self.current.amount(), self.target.amount())?.unwrap_or_default())
    }
}

impl GoalRepository {
    /// How far a goal is at the end of `today`, from the contributions that were booked by then: see
    /// [`progress`](fn@crate::goals::progress). The sums of the days come from one aggregate.
    ///
    /// ```
    /// # use chrono::NaiveDate;
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::goals::{Goal, GoalCreate, NewContribution};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, goals) = (Db::memory(), Goal::repository().tenant(Uuid::now_v7()));
    /// let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let boat = GoalCreate::new(Uuid::now_v7(), "Boat".to_owned(), money!(1000 EUR), day(1, 1));
    /// let boat = goals.create(&db, GoalCreate { due_on: Some(day(12, 31)), ..boat }).await?;
    /// for day in [day(1, 10), day(2, 10), day(3, 10)] {
    ///     goals.contribute(&db, boat.id, NewContribution::new(money!(90 EUR), day)).await?;
    /// }
    /// let progress = goals.progress(&db, boat.id, day(3, 31)).await?;
    /// assert_eq!((progress.percent, progress.completion), (dec!(27.00), Some(day(11, 30))));
    /// assert_eq!((progress.is_on_track, progress.monthly), (Some(true), Some(dec!(73.00))));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if there is no such goal, and [`Invalid`](ErrorKind::Invalid) if `today` is before
    /// the start, the goal has contributions on more than 10,000 days, or the program created one in another currency.
    pub async fn progress<S>(&self, store: S, id: Uuid, today: NaiveDate) -> Result<GoalProgress, Error>
    where
        S: Store<Goal> + Store<GoalContribution> + Copy,
    {
        let goal = self.get(store, id).await?;
        let filter = GoalContributionFilter::new().goal_id(id).booked_on(Condition::le(today));
        let days = GoalContributionAggregate::new().filter(filter).by_day().by_amount_currency().sum_amount();
        let days = GoalContribution::repository().tenant(*self.tenant_id()).aggregate(store, days).await?;
        let contributions = days.into_iter().map(|(day, _, amount)| {
            // Adding to nothing of the goal's currency rejects any other one.
            let amount = Money::zero(goal.target.currency()).try_add(amount)?.amount();
            Ok(Contribution { day, amount })
        });
        let contributions = contributions.collect::<Result<Vec<_>, Error>>()?;
        progress(goal.plan(), &contributions, today, scale(goal.target.currency()))
    }
}
