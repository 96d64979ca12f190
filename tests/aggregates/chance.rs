//! Random rows and random aggregates, which are computed in Rust as well.

use chrono::{NaiveDateTime, TimeDelta};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::entry::*;
use crate::oracle::{Zone, average, chrono_date, different, groups, months, week};

/// The number of aggregates of each test.
const AGGREGATES: usize = 120;
const ROWS: usize = 400;

const CATEGORIES: [&str; 6] = ["", "Food", "food", "Food ", "Rent", "Ä"];

/// Time zones with an offset of a quarter of an hour, with half an hour of summer time, with winter time in Ramadan, with a
/// day that did not exist, and with none of that.
const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Sao_Paulo",
];

on_each_store!([Entry] random_aggregates_are_what_rust_computes);

async fn random_aggregates_are_what_rust_computes(db: &Db) {
    let mut chance = ChaCha8Rng::seed_from_u64(15);
    let of = async |chance: &mut ChaCha8Rng| {
        entries(db, (0..ROWS).map(|_| random(chance)).collect::<Vec<_>>()).await
    };
    let tenants = [of(&mut chance).await, of(&mut chance).await];
    for entries in &tenants {
        for row in entries.list(db, EntryQuery::new().page_size(30)).await.unwrap().items {
            entries.delete(db, row.id).await.unwrap();
        }
    }
    for number in 0..AGGREGATES {
        let entries = &tenants[number % 2];
        let filter = random_filter(&mut chance);
        let query = EntryQuery::new().filter(filter.clone()).page_size(10_000);
        let rows = entries.list(db, query).await.unwrap().items;
        let asked = EntryAggregate::new().filter(filter);
        let zone = Zone::named(ZONES[chance.random_range(0..ZONES.len())]);
        match number % 6 {
            0 => by_values(db, entries, &rows, asked).await,
            1 => by_days(db, entries, &rows, asked, &zone).await,
            2 => by_months(db, entries, &rows, asked, &zone).await,
            3 => by_weeks(db, entries, &rows, asked, &zone).await,
            4 => by_local_times(db, entries, &rows, asked).await,
            _ => the_largest(db, entries, &rows, asked, &mut chance).await,
        }
    }
}

fn random(chance: &mut ChaCha8Rng) -> EntryCreate {
    let near = |chance: &mut ChaCha8Rng, hours: i64| {
        // Around a change of an offset in one of the time zones, or at any time since 1900.
        let instants =
            ["2026-03-29T01:00:00Z", "2011-12-30T10:00:00Z", "2018-11-04T03:00:00Z", "2026-02-15T02:00:00Z"];
        match chance.random_range(0..3) {
            0 => {
                at("1900-01-01T00:00:00Z")
                    + TimeDelta::microseconds(chance.random_range(0..4_000_000_000_000_000))
            }
            _ => {
                at(instants[chance.random_range(0..instants.len())])
                    + TimeDelta::microseconds(chance.random_range(-hours..hours) * 3_599_999_999)
            }
        }
    };
    let digits = 10_i64.pow(chance.random_range(0..18));
    let booked_at = near(chance, 60);
    let local: NaiveDateTime = near(chance, 60).naive_utc();
    EntryCreate {
        category: CATEGORIES[chance.random_range(0..CATEGORIES.len())].to_owned(),
        owner: chance.random_bool(0.7).then(|| Uuid::from_u128(chance.random_range(0..4))),
        cleared: chance.random_bool(0.5),
        amount: Decimal::new(chance.random_range(-digits..=digits), 2),
        fee: chance.random_bool(0.6).then(|| Decimal::new(chance.random_range(-99_999..99_999), 4)),
        units: chance.random_range(-digits..=digits),
        small: chance.random_range(i8::MIN..=i8::MAX),
        booked_at,
        due: chance.random_bool(0.8).then(|| local.date()),
        entered: local,
        memo: String::new(),
    }
}

fn random_filter(chance: &mut ChaCha8Rng) -> EntryFilter {
    let mut filter = EntryFilter::new();
    if chance.random_bool(0.4) {
        let some = (0..3).map(|_| CATEGORIES[chance.random_range(0..CATEGORIES.len())].to_owned());
        filter = filter.category(Condition::any_of(some.collect::<Vec<_>>()));
    }
    if chance.random_bool(0.4) {
        filter = filter.booked_at(Condition::ge(at("2000-01-01T00:00:00Z")));
    }
    if chance.random_bool(0.4) {
        filter = filter.booked_at(Condition::lt(at("2026-03-29T06:00:00Z")));
    }
    if chance.random_bool(0.2) {
        filter = filter.not(
            EntryFilter::new()
                .booked_at(Condition::between(at("2018-11-04T00:00:00Z"), at("2018-11-05T00:00:00Z"))),
        );
    }
    filter
}

async fn by_values(db: &Db, entries: &EntryRepository, rows: &[EntryRead], asked: EntryAggregate) {
    let asked = asked.by_category().by_owner().sum_amount().average_fee().count().count_distinct_units();
    let expected = groups(
        rows,
        |row| (row.category.clone(), row.owner),
        |rows| {
            let sum: Decimal = rows.iter().map(|row| row.amount).sum();
            let units = different(rows.iter().map(|row| row.units));
            (sum, average(rows, |row| row.fee), rows.len() as u64, units)
        },
    );
    let found = entries.aggregate(db, asked).await.unwrap();
    let found = found
        .into_iter()
        .map(|(category, owner, sum, fees, count, units)| ((category, owner), (sum, fees, count, units)));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

async fn by_days(db: &Db, entries: &EntryRepository, rows: &[EntryRead], asked: EntryAggregate, zone: &Zone) {
    let asked = asked.by_day(zone.ours()).sum_fee().max_fee().min_amount();
    let expected = groups(
        rows,
        |row| chrono_date(zone.date(row.booked_at)),
        |rows| {
            let fees = average(rows, |row| row.fee).sum;
            (fees, rows.iter().filter_map(|row| row.fee).max(), rows.iter().map(|row| row.amount).min())
        },
    );
    let found = entries.aggregate(db, asked).await.unwrap();
    let found = found.into_iter().map(|(day, sum, most, least)| (day, (sum, most, least)));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

async fn by_months(
    db: &Db,
    entries: &EntryRepository,
    rows: &[EntryRead],
    asked: EntryAggregate,
    zone: &Zone,
) {
    let asked = asked.sum_small().by_month_of_booked_at(zone.ours()).by_cleared().count_distinct_owner();
    let expected = groups(
        rows,
        |row| (months(zone.date(row.booked_at), 1), row.cleared),
        |rows| {
            let owners = different(rows.iter().filter_map(|row| row.owner));
            (rows.iter().map(|row| i64::from(row.small)).sum::<i64>(), owners)
        },
    );
    let found = entries.aggregate(db, asked).await.unwrap();
    let found = found.into_iter().map(|(sum, month, cleared, owners)| ((month, cleared), (sum, owners)));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

async fn by_weeks(
    db: &Db,
    entries: &EntryRepository,
    rows: &[EntryRead],
    asked: EntryAggregate,
    zone: &Zone,
) {
    let asked = asked
        .by_year(zone.ours())
        .by_quarter_of_booked_at(zone.ours())
        .by_week_of_booked_at(zone.ours())
        .max_category()
        .min_booked_at();
    let expected = groups(
        rows,
        |row| {
            let date = zone.date(row.booked_at);
            (months(date, 12), months(date, 3), week(date))
        },
        |rows| {
            (rows.iter().map(|row| row.category.clone()).max(), rows.iter().map(|row| row.booked_at).min())
        },
    );
    let found = entries.aggregate(db, asked).await.unwrap();
    let found =
        found.into_iter().map(|(year, quarter, week, most, first)| ((year, quarter, week), (most, first)));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

async fn by_local_times(db: &Db, entries: &EntryRepository, rows: &[EntryRead], asked: EntryAggregate) {
    let asked = asked.by_month_of_due().by_week_of_entered().by_quarter_of_entered().sum_units();
    let civil = |date: chrono::NaiveDate| date.to_string().parse::<jiff::civil::Date>().unwrap();
    let expected = groups(
        rows,
        |row| {
            let entered = civil(row.entered.date());
            (row.due.map(|due| months(civil(due), 1)), week(entered), months(entered, 3))
        },
        |rows| rows.iter().map(|row| row.units).sum::<i64>(),
    );
    let found = entries.aggregate(db, asked).await.unwrap();
    let found = found.into_iter().map(|(due, week, quarter, sum)| ((due, week, quarter), sum));
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

/// A page of the groups with the largest sums, among those with more than one row and a sum of at least something.
async fn the_largest(
    db: &Db,
    entries: &EntryRepository,
    rows: &[EntryRead],
    asked: EntryAggregate,
    chance: &mut ChaCha8Rng,
) {
    let least = Decimal::new(chance.random_range(-1_000_000_000..1_000_000_000), 2);
    let asked = asked
        .by_owner()
        .by_category()
        .sum_amount()
        .having_count(Condition::gt(1))
        .having_sum_amount(Condition::ge(least))
        .order_by(EntryAggregateOrder::SumAmount.desc())
        .page_size(5)
        .page(2);
    let sums = groups(
        rows,
        |row| (row.owner, row.category.clone()),
        |rows| (rows.len(), rows.iter().map(|row| row.amount).sum::<Decimal>()),
    );
    let mut expected: Vec<_> =
        sums.into_iter().filter(|(_, (count, sum))| *count > 1 && *sum >= least).collect();
    expected.sort_by_key(|(_, (_, sum))| std::cmp::Reverse(*sum));
    let expected =
        expected.into_iter().skip(5).take(5).map(|((owner, category), (_, sum))| (owner, category, sum));
    assert_eq!(entries.aggregate(db, asked).await.unwrap(), expected.collect::<Vec<_>>());
}
