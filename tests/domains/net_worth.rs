//! Snapshots of net worth.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use fin_infra::prelude::*;
use fin_infra_domains::calendar::DateRange;
use fin_infra_domains::net_worth::{
    Amounts, NetWorthSnapshot, NetWorthSnapshotCreate, NetWorthSnapshotQuery, NetWorthSnapshotRepository,
    Significance,
};
use fin_infra_tests::on_each_store;

use crate::support::{day, kind, text};

on_each_store!(
    [NetWorthSnapshot] a_snapshot_comes_back_as_it_went_in,
    [NetWorthSnapshot] a_user_has_one_snapshot_of_each_day,
    [NetWorthSnapshot] a_deleted_snapshot_frees_its_day_until_it_is_restored,
    [NetWorthSnapshot] net_worth_is_assets_less_liabilities,
    [NetWorthSnapshot] parts_add_up_and_are_not_negative,
    [NetWorthSnapshot] snapshots_are_found_by_their_days,
    [NetWorthSnapshot] a_year_of_snapshots_is_created_at_once,
    [NetWorthSnapshot] a_trend_has_the_last_day_of_each_month,
    [NetWorthSnapshot] growth_is_between_the_last_snapshots_of_two_days,
    [NetWorthSnapshot] the_last_two_snapshots_are_compared,
    [NetWorthSnapshot] currencies_are_never_mixed,
    [NetWorthSnapshot] allocation_and_breakdown_add_up,
);

fn snapshots() -> (NetWorthSnapshotRepository, Uuid) {
    (NetWorthSnapshot::repository().tenant(Uuid::now_v7()), Uuid::now_v7())
}

fn amounts(parts: &[(&str, Decimal)]) -> Amounts {
    parts.iter().map(|(kind, amount)| ((*kind).to_owned(), *amount)).collect()
}

/// A snapshot of cash.
fn cash(user: Uuid, day: NaiveDate, amount: Decimal) -> NetWorthSnapshotCreate {
    NetWorthSnapshotCreate::of(user, day, Currency::EUR, amounts(&[("cash", amount)]), Amounts::new())
        .unwrap()
}

async fn store(db: &Db, snapshots: &NetWorthSnapshotRepository, user: Uuid, all: &[(NaiveDate, Decimal)]) {
    snapshots.create_many(db, all.iter().map(|(day, amount)| cash(user, *day, *amount))).await.unwrap();
}

async fn a_snapshot_comes_back_as_it_went_in(db: &Db) {
    let (snapshots, user) = snapshots();
    let (assets, debts) =
        (amounts(&[("cash", dec!(0.1)), ("house", dec!(99999999.99))]), amounts(&[("loan", dec!(0.2))]));
    let create =
        NetWorthSnapshotCreate::of(user, day(2, 28), Currency::EUR, assets.clone(), debts.clone()).unwrap();
    let extra = BTreeMap::from([("source".to_owned(), serde_json::json!("manual"))]);
    let row = snapshots.create(db, NetWorthSnapshotCreate { extra: extra.clone(), ..create }).await.unwrap();
    let read = snapshots.get(db, row.id).await.unwrap();
    assert_eq!(read, row);
    assert_eq!(
        (read.assets, read.liabilities, read.net),
        (money!(100000000.09 EUR), money!(0.20 EUR), money!(99999999.89 EUR))
    );
    assert_eq!((read.assets_by_kind, read.liabilities_by_kind, read.extra), (assets, debts, extra));
}

async fn a_user_has_one_snapshot_of_each_day(db: &Db) {
    let (snapshots, user) = snapshots();
    snapshots.create(db, cash(user, day(11, 1), dec!(1))).await.unwrap();
    let again = snapshots.create(db, cash(user, day(11, 1), dec!(2))).await;
    assert_eq!(kind(again), (ErrorKind::Conflict, vec!["user_id".to_owned(), "day".to_owned()]));
    snapshots.create(db, cash(user, day(11, 2), dec!(2))).await.unwrap();
    snapshots.create(db, cash(Uuid::now_v7(), day(11, 1), dec!(2))).await.unwrap();
}

async fn a_deleted_snapshot_frees_its_day_until_it_is_restored(db: &Db) {
    let (snapshots, user) = snapshots();
    let wrong = snapshots.create(db, cash(user, day(11, 1), dec!(1))).await.unwrap();
    snapshots.delete(db, wrong.id).await.unwrap();
    assert_eq!(snapshots.latest(db, user).await.unwrap(), None);
    snapshots.create(db, cash(user, day(11, 1), dec!(2))).await.unwrap();
    assert_eq!(kind(snapshots.restore(db, wrong.id).await).0, ErrorKind::Conflict);
}

async fn net_worth_is_assets_less_liabilities(db: &Db) {
    let (snapshots, user) = snapshots();
    let right = NetWorthSnapshotCreate::of(
        user,
        day(11, 1),
        Currency::EUR,
        amounts(&[("a", dec!(5))]),
        amounts(&[("b", dec!(7.01))]),
    )
    .unwrap();
    assert_eq!(right.net, money!(-2.01 EUR));
    for net in [money!(-2 EUR), money!(2.01 EUR)] {
        let wrong = NetWorthSnapshotCreate { net, ..right.clone() };
        assert!(text(snapshots.create(db, wrong).await).contains("net == assets - liabilities"));
    }
    let other_currency = NetWorthSnapshotCreate { net: money!(-2.01 USD), ..right.clone() };
    assert_eq!(kind(snapshots.create(db, other_currency).await).0, ErrorKind::Invalid);
    snapshots.create(db, right).await.unwrap();
    let nothing =
        NetWorthSnapshotCreate::of(user, day(11, 2), Currency::EUR, Amounts::new(), Amounts::new()).unwrap();
    assert_eq!(snapshots.create(db, nothing).await.unwrap().net, money!(0 EUR));
}

async fn parts_add_up_and_are_not_negative(db: &Db) {
    let (snapshots, user) = snapshots();
    let right = cash(user, day(11, 1), dec!(5));
    let wrong = NetWorthSnapshotCreate { assets_by_kind: amounts(&[("cash", dec!(4.99))]), ..right.clone() };
    assert!(text(snapshots.create(db, wrong).await).ends_with("assets_by_kind: must add up to 5.00 EUR"));
    let wrong = NetWorthSnapshotCreate {
        assets_by_kind: amounts(&[("a", dec!(6)), ("b", dec!(-1))]),
        ..right.clone()
    };
    assert!(text(snapshots.create(db, wrong).await).ends_with("`b` must not be negative"));
    let wrong = NetWorthSnapshotCreate { liabilities_by_kind: amounts(&[("b", dec!(1))]), ..right.clone() };
    assert!(
        text(snapshots.create_many(db, [right, wrong]).await)
            .contains("liabilities_by_kind: must add up to 0.00 EUR")
    );
    let of = |amount| {
        NetWorthSnapshotCreate::of(user, day(11, 1), Currency::EUR, amounts(&[("a", amount)]), Amounts::new())
    };
    assert_eq!(text(of(dec!(1.005))), "assets_by_kind: `a` must have at most 2 decimal places in EUR");
    assert_eq!(text(of(dec!(-1))), "assets_by_kind: `a` must not be negative");
    assert_eq!(snapshots.count(db, NetWorthSnapshotQuery::new()).await.unwrap(), 0);
}

async fn snapshots_are_found_by_their_days(db: &Db) {
    let (snapshots, user) = snapshots();
    store(db, &snapshots, user, &[(day(11, 3), dec!(3)), (day(11, 1), dec!(1)), (day(11, 9), dec!(9))]).await;
    store(db, &snapshots, Uuid::now_v7(), &[(day(11, 10), dec!(10))]).await;
    let found = |row: Option<fin_infra_domains::net_worth::NetWorthSnapshotRead>| row.map(|row| row.day);
    assert_eq!(found(snapshots.latest(db, user).await.unwrap()), Some(day(11, 9)));
    assert_eq!(found(snapshots.on(db, user, day(11, 3)).await.unwrap()), Some(day(11, 3)));
    assert_eq!(found(snapshots.on(db, user, day(11, 4)).await.unwrap()), None);
    assert_eq!(found(snapshots.as_of(db, user, day(11, 8)).await.unwrap()), Some(day(11, 3)));
    assert_eq!(found(snapshots.as_of(db, user, day(10, 31)).await.unwrap()), None);
    let range = DateRange::new(day(11, 1), day(11, 3)).unwrap();
    let days = snapshots.range(db, user, range).await.unwrap().into_iter().map(|row| row.day);
    assert!(days.eq([day(11, 1), day(11, 3)]));
    let stranger = NetWorthSnapshot::repository().tenant(Uuid::now_v7());
    assert_eq!(stranger.latest(db, user).await.unwrap(), None);
}

async fn a_year_of_snapshots_is_created_at_once(db: &Db) {
    let (snapshots, user) = snapshots();
    let year: Vec<_> =
        (0..365_u32).map(|number| (day(1, 1) + Days::new(number.into()), Decimal::from(number))).collect();
    store(db, &snapshots, user, &year).await;
    let range = DateRange::new(day(1, 1), day(12, 31)).unwrap();
    assert_eq!(snapshots.range(db, user, range).await.unwrap().len(), 365);
    let trend = snapshots.trend(db, user, range).await.unwrap();
    assert_eq!((trend.len(), trend[&day(2, 1)]), (12, money!(58 EUR)));
}

async fn a_trend_has_the_last_day_of_each_month(db: &Db) {
    let (snapshots, user) = snapshots();
    let all = [
        (day(1, 1), dec!(100)),
        (day(1, 31), dec!(110)),
        (day(3, 15), dec!(90)),
        (day(3, 14), dec!(80)),
        (day(4, 1), dec!(1)),
    ];
    store(db, &snapshots, user, &all).await;
    let first_quarter = DateRange::new(day(1, 1), day(3, 31)).unwrap();
    let trend = snapshots.trend(db, user, first_quarter).await.unwrap();
    assert!(trend.into_iter().eq([(day(1, 1), money!(110 EUR)), (day(3, 1), money!(90 EUR))]));
    assert!(snapshots.trend(db, Uuid::now_v7(), first_quarter).await.unwrap().is_empty());
}

async fn growth_is_between_the_last_snapshots_of_two_days(db: &Db) {
    let (snapshots, user) = snapshots();
    let years_later = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap();
    store(db, &snapshots, user, &[(day(1, 1), dec!(100_000)), (years_later, dec!(121_000))]).await;
    let growth = snapshots.growth(db, user, day(1, 5), years_later + Days::new(9)).await.unwrap();
    assert_eq!((growth.absolute, growth.percent), (dec!(21_000), Some(dec!(21))));
    assert_eq!(growth.annualized, Some(dec!(10)));
    assert_eq!(
        kind(snapshots.growth(db, user, day(1, 1).pred_opt().unwrap(), years_later).await).0,
        ErrorKind::NotFound
    );
    assert_eq!(
        text(snapshots.growth(db, user, day(1, 1), day(1, 9)).await),
        "to: must be after the first day"
    );
}

async fn the_last_two_snapshots_are_compared(db: &Db) {
    let (snapshots, user) = snapshots();
    store(db, &snapshots, user, &[(day(1, 1), dec!(1))]).await;
    assert_eq!(snapshots.change(db, user, Significance::default()).await.unwrap(), None);
    store(db, &snapshots, user, &[(day(1, 2), dec!(50_000)), (day(1, 9), dec!(47_500.01))]).await;
    let change = snapshots.change(db, user, Significance::default()).await.unwrap().unwrap();
    assert_eq!((change.amount, change.percent), (dec!(-2499.99), Some(dec!(-5))));
    let hardly = Significance { percent: dec!(5.01), amount: dec!(2500) };
    assert!(!snapshots.change(db, user, hardly).await.unwrap().unwrap().is_significant);
}

async fn currencies_are_never_mixed(db: &Db) {
    let (snapshots, user) = snapshots();
    store(db, &snapshots, user, &[(day(1, 1), dec!(1))]).await;
    let dollars = NetWorthSnapshotCreate::of(
        user,
        day(1, 2),
        Currency::USD,
        amounts(&[("cash", dec!(2))]),
        Amounts::new(),
    );
    snapshots.create(db, dollars.unwrap()).await.unwrap();
    let range = DateRange::new(day(1, 1), day(1, 31)).unwrap();
    let mixed = "currency: EUR and USD cannot be mixed";
    assert_eq!(text(snapshots.trend(db, user, range).await), mixed);
    assert_eq!(text(snapshots.growth(db, user, day(1, 1), day(1, 2)).await), mixed);
    assert_eq!(text(snapshots.change(db, user, Significance::default()).await), mixed);
}

async fn allocation_and_breakdown_add_up(db: &Db) {
    let (snapshots, user) = snapshots();
    let (assets, debts) =
        (amounts(&[("a", dec!(1)), ("b", dec!(1)), ("c", dec!(1))]), amounts(&[("loan", dec!(5))]));
    let create = NetWorthSnapshotCreate::of(user, day(1, 1), Currency::EUR, assets, debts).unwrap();
    let row = snapshots.create(db, create).await.unwrap();
    let allocation = row.allocation().unwrap();
    assert_eq!((allocation["a"], allocation.values().sum::<Decimal>()), (dec!(33.34), dec!(100)));
    assert_eq!(row.breakdown().unwrap()["loan"], dec!(100));
}
