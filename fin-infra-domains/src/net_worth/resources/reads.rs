//! Snapshots by day, and what they say about the time between.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use fin_infra::prelude::*;

use super::{
    NetWorthSnapshot, NetWorthSnapshotFilter, NetWorthSnapshotOrder, NetWorthSnapshotQuery,
    NetWorthSnapshotRead, NetWorthSnapshotRepository,
};
use crate::calendar::DateRange;
use crate::net_worth::{Change, Growth, Significance, Snapshot, change, growth, monthly_trend};
use crate::rows::{ALL, whole};

/// The columns of a trend: it needs no parts.
#[derive(FinRow)]
#[fin(of = "NetWorthSnapshot")]
struct Point {
    day: NaiveDate,
    net: Decimal,
    net_currency: Currency,
}

impl NetWorthSnapshotRepository {
    /// The last snapshot of a user.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::NetWorthSnapshot;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// assert_eq!(snapshots.latest(&db, Uuid::now_v7()).await?, None);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn latest(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
    ) -> Result<Option<NetWorthSnapshotRead>, Error> {
        Ok(self.last(store, NetWorthSnapshotFilter::new().user_id(user_id), 1).await?.pop())
    }

    /// The snapshot of a user of a day. [`as_of`](Self::as_of) also finds an earlier one.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let user = Uuid::now_v7();
    /// let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// let first = NetWorthSnapshotCreate::of(user, day(1), Currency::EUR, [].into(), [].into())?;
    /// snapshots.create(&db, first).await?;
    /// assert!(snapshots.on(&db, user, day(1)).await?.is_some());
    /// assert_eq!(snapshots.on(&db, user, day(2)).await?, None);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn on(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
        day: NaiveDate,
    ) -> Result<Option<NetWorthSnapshotRead>, Error> {
        Ok(self.last(store, NetWorthSnapshotFilter::new().user_id(user_id).day(day), 1).await?.pop())
    }

    /// The last snapshot of a user that is not after a day.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let user = Uuid::now_v7();
    /// let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// let first = NetWorthSnapshotCreate::of(user, day(1), Currency::EUR, [].into(), [].into())?;
    /// snapshots.create(&db, first).await?;
    /// assert!(snapshots.as_of(&db, user, day(30)).await?.is_some_and(|found| found.day == day(1)));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn as_of(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
        day: NaiveDate,
    ) -> Result<Option<NetWorthSnapshotRead>, Error> {
        let filter = NetWorthSnapshotFilter::new().user_id(user_id).day(Condition::le(day));
        Ok(self.last(store, filter, 1).await?.pop())
    }

    /// The snapshots of a user of a range of days, the first day first.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// use fin_infra_domains::calendar::DateRange;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let user = Uuid::now_v7();
    /// let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// let month = (1..=30).map(|d| NetWorthSnapshotCreate::of(user, day(d), Currency::EUR, [].into(), [].into()));
    /// snapshots.create_many(&db, month.collect::<Result<Vec<_>, _>>()?).await?;
    /// assert_eq!(snapshots.range(&db, user, DateRange::new(day(8), day(14))?).await?.len(), 7);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](ErrorKind::Invalid) for more than 10,000 snapshots.
    pub async fn range(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
        range: DateRange,
    ) -> Result<Vec<NetWorthSnapshotRead>, Error> {
        whole(self.list(store, within(user_id, range)).await?)
    }

    /// The net worth of a user at the end of each month of a range of days, by the first day of the month: see
    /// [`monthly_trend`]. Only the days and the net worths are read, without the parts.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// # use fin_infra_domains::calendar::DateRange;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let user = Uuid::now_v7();
    /// let day = |month, day| chrono::NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// for (day, cash) in [(day(1, 1), dec!(100)), (day(1, 31), dec!(110)), (day(3, 15), dec!(90))] {
    ///     let assets = [("cash".to_owned(), cash)].into();
    ///     snapshots.create(&db, NetWorthSnapshotCreate::of(user, day, Currency::EUR, assets, [].into())?).await?;
    /// }
    /// let trend = snapshots.trend(&db, user, DateRange::new(day(1, 1), day(12, 31))?).await?;
    /// assert!(trend.into_iter().eq([(day(1, 1), money!(110 EUR)), (day(3, 1), money!(90 EUR))]));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](ErrorKind::Invalid) for more than 10,000 snapshots, or if they are in several currencies.
    pub async fn trend(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
        range: DateRange,
    ) -> Result<BTreeMap<NaiveDate, Money>, Error> {
        let points = whole(self.select::<Point>().list(store, within(user_id, range)).await?)?;
        let Some(currency) = points.first().map(|point| point.net_currency) else {
            return Ok(BTreeMap::new());
        };
        for point in &points {
            check_currency(currency, point.net_currency)?;
        }
        let snapshots = points.iter().map(|point| Snapshot { day: point.day, net: point.net });
        let months = monthly_trend(snapshots).into_iter();
        months.map(|(month, net)| Ok((month, Money::new(net, currency)?))).collect()
    }

    /// The growth of a user's net worth between two days: see [`growth`](fn@crate::net_worth::growth). Each day has the last snapshot that is not after it.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::NetWorthSnapshot;
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// let growth = snapshots.growth(&db, Uuid::now_v7(), day(1), day(30)).await;
    /// assert!(growth.is_err_and(|error| error.is_not_found()), "there is no snapshot");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) if one of the days has no snapshot, and [`Invalid`](ErrorKind::Invalid) if both have
    /// the same one, or two in different currencies.
    pub async fn growth<S>(
        &self,
        store: S,
        user_id: Uuid,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Growth, Error>
    where
        S: Store<NetWorthSnapshot> + Copy,
    {
        let earlier = found(self.as_of(store, user_id, from).await?)?;
        let later = found(self.as_of(store, user_id, to).await?)?;
        check_currency(earlier.net.currency(), later.net.currency())?;
        growth(earlier.snapshot(), later.snapshot())
    }

    /// What changed between the last two snapshots of a user: see [`change`](fn@crate::net_worth::change). `None` if there are fewer.
    ///
    /// ```
    /// # use fin_infra::prelude::*;
    /// # use fin_infra_domains::net_worth::{NetWorthSnapshot, NetWorthSnapshotCreate};
    /// use fin_infra_domains::net_worth::Significance;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// # let (db, snapshots) = (Db::memory(), NetWorthSnapshot::repository().tenant(Uuid::now_v7()));
    /// # let user = Uuid::now_v7();
    /// # let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    /// for (day, cash) in [(day(1), dec!(50_000)), (day(8), dec!(47_500))] {
    ///     let assets = [("cash".to_owned(), cash)].into();
    ///     snapshots.create(&db, NetWorthSnapshotCreate::of(user, day, Currency::EUR, assets, [].into())?).await?;
    /// }
    /// let week = snapshots.change(&db, user, Significance::default()).await?.unwrap();
    /// assert_eq!((week.amount, week.is_significant), (dec!(-2_500), true));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Invalid`](ErrorKind::Invalid) if they are in different currencies.
    pub async fn change(
        &self,
        store: impl Store<NetWorthSnapshot>,
        user_id: Uuid,
        from: Significance,
    ) -> Result<Option<Change>, Error> {
        let last = self.last(store, NetWorthSnapshotFilter::new().user_id(user_id), 2).await?;
        let [later, earlier] = &last[..] else { return Ok(None) };
        check_currency(earlier.net.currency(), later.net.currency())?;
        change(earlier.net.amount(), later.net.amount(), from).map(Some)
    }

    /// The last snapshots that a filter selects, the latest first.
    async fn last(
        &self,
        store: impl Store<NetWorthSnapshot>,
        filter: NetWorthSnapshotFilter,
        number: u32,
    ) -> Result<Vec<NetWorthSnapshotRead>, Error> {
        let latest_first =
            NetWorthSnapshotQuery::new().filter(filter).order_by(NetWorthSnapshotOrder::Day.desc());
        Ok(self.list(store, latest_first.page_size(number)).await?.items)
    }
}

fn within(user_id: Uuid, range: DateRange) -> NetWorthSnapshotQuery {
    let days = Condition::between(range.start(), range.end());
    let filter = NetWorthSnapshotFilter::new().user_id(user_id).day(days);
    NetWorthSnapshotQuery::new().filter(filter).order_by(NetWorthSnapshotOrder::Day.asc()).page_size(ALL)
}

fn found(snapshot: Option<NetWorthSnapshotRead>) -> Result<NetWorthSnapshotRead, Error> {
    snapshot.ok_or_else(|| Error::not_found().of(NetWorthSnapshot::TABLE.name))
}

fn check_currency(one: Currency, other: Currency) -> Result<(), Error> {
    Money::zero(one).try_add(Money::zero(other)).map(drop)
}
