//! Days, weeks, months, quarters and years in a time zone.

use chrono::{FixedOffset, NaiveDate, TimeDelta};
use fin_infra::prelude::*;
use fin_infra::query::TimeZone;
use fin_infra_tests::on_each_store;

use crate::entry::*;

on_each_store!(
    [Entry] an_instant_belongs_to_the_day_of_its_time_zone,
    [Entry] a_period_begins_on_its_first_day,
    [Entry] the_last_microsecond_of_a_day_belongs_to_it,
    [Entry] times_of_a_thousand_years_have_their_own_offsets,
    [Entry] no_time_zone_leads_out_of_the_years_that_can_be_stored,
    [Entry] local_times_and_dates_need_no_time_zone,
    [Entry] a_filter_by_time_and_a_time_zone_agree,
    [Entry] months_without_a_date_are_a_group_of_their_own,
    [Entry] a_filter_by_the_last_day_there_is_has_the_offset_of_that_day,
    [Entry] a_row_that_appears_meanwhile_belongs_to_its_own_day,
);

async fn booked(db: &Db, times: &[&str]) -> EntryRepository {
    let times = times.iter().map(|time| EntryCreate { booked_at: at(time), ..entry("a", dec!(1)) });
    entries(db, times.collect::<Vec<_>>()).await
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

/// The days that some entries belong to, and how many belong to each.
async fn days(db: &Db, entries: &EntryRepository, zone: TimeZone) -> Vec<(NaiveDate, u64)> {
    entries.aggregate(db, EntryAggregate::new().by_day(zone).count()).await.unwrap()
}

async fn an_instant_belongs_to_the_day_of_its_time_zone(db: &Db) {
    // In Berlin, summer begins on 29 March 2026 at 01:00 UTC, and ends on 25 October at 01:00 UTC.
    let entries = booked(
        db,
        &[
            "2026-03-28T22:59:59Z",
            "2026-03-28T23:00:00Z",
            "2026-03-29T21:59:59Z",
            "2026-03-29T22:00:00Z",
            "2026-10-24T21:59:59Z",
            "2026-10-24T22:00:00Z",
            "2026-10-25T22:59:59Z",
            "2026-10-25T23:00:00Z",
        ],
    )
    .await;
    let expected = [
        ("2026-03-28", 1),
        ("2026-03-29", 2),
        ("2026-03-30", 1),
        ("2026-10-24", 1),
        ("2026-10-25", 2),
        ("2026-10-26", 1),
    ];
    assert_eq!(days(db, &entries, berlin()).await, expected.map(|(day, count)| (on(day), count)));
    let expected = [("2026-03-28", 2), ("2026-03-29", 2), ("2026-10-24", 2), ("2026-10-25", 2)];
    assert_eq!(days(db, &entries, TimeZone::UTC).await, expected.map(|(day, count)| (on(day), count)));
    let far_west = FixedOffset::west_opt(22 * 3_600).unwrap();
    let expected =
        [("2026-03-28", 3), ("2026-03-29", 1), ("2026-10-23", 1), ("2026-10-24", 1), ("2026-10-25", 2)];
    assert_eq!(days(db, &entries, far_west.into()).await, expected.map(|(day, count)| (on(day), count)));
}

async fn a_period_begins_on_its_first_day(db: &Db) {
    let entries = booked(db, &["2026-12-31T23:30:00Z", "2024-02-29T12:00:00Z", "2027-01-03T22:00:00Z"]).await;
    let new = EntryAggregate::new;
    let weeks = entries.aggregate(db, new().by_week_of_booked_at(berlin()).count()).await.unwrap();
    assert_eq!(weeks, [(on("2024-02-26"), 1), (on("2026-12-28"), 2)]);
    let months = entries.aggregate(db, new().by_month_of_booked_at(berlin()).count()).await.unwrap();
    assert_eq!(months, [(on("2024-02-01"), 1), (on("2027-01-01"), 2)]);
    let quarters = entries.aggregate(db, new().by_quarter_of_booked_at(TimeZone::UTC).count()).await.unwrap();
    assert_eq!(quarters, [(on("2024-01-01"), 1), (on("2026-10-01"), 1), (on("2027-01-01"), 1)]);
    let years = entries.aggregate(db, new().by_year(berlin()).count()).await.unwrap();
    assert_eq!(years, [(on("2024-01-01"), 1), (on("2027-01-01"), 2)]);
    let newest_first = new().by_year(Utc).order_by(EntryAggregateOrder::Year.desc());
    let years = entries.aggregate(db, newest_first).await.unwrap();
    assert_eq!(years, [(on("2027-01-01"),), (on("2026-01-01"),), (on("2024-01-01"),)]);
}

async fn the_last_microsecond_of_a_day_belongs_to_it(db: &Db) {
    let entries = booked(
        db,
        &["2026-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "1900-02-28T23:59:59.999501Z"],
    )
    .await;
    let expected = [("1900-02-28", 1), ("1969-12-31", 1), ("2026-12-31", 1)];
    assert_eq!(days(db, &entries, TimeZone::UTC).await, expected.map(|(day, count)| (on(day), count)));
    let years = entries.aggregate(db, EntryAggregate::new().by_year(TimeZone::UTC).count()).await.unwrap();
    assert_eq!(years, [(on("1900-01-01"), 1), (on("1969-01-01"), 1), (on("2026-01-01"), 1)]);
}

async fn times_of_a_thousand_years_have_their_own_offsets(db: &Db) {
    // Berlin's own time before 1893 was 53 minutes and 28 seconds before that of UTC. In 2500, summer still begins in March.
    let entries = booked(
        db,
        &["1500-06-30T23:06:31Z", "1500-06-30T23:06:32Z", "2499-07-31T21:59:59Z", "2499-07-31T22:00:00Z"],
    )
    .await;
    let expected = [("1500-06-30", 1), ("1500-07-01", 1), ("2499-07-31", 1), ("2499-08-01", 1)];
    assert_eq!(days(db, &entries, berlin()).await, expected.map(|(day, count)| (on(day), count)));
}

async fn no_time_zone_leads_out_of_the_years_that_can_be_stored(db: &Db) {
    let entries = booked(db, &["9999-12-31T23:59:59.999999Z", "1000-01-01T00:00:00Z"]).await;
    let expected = [(on("1000-01-01"), 1), (on("9999-12-31"), 1)];
    for seconds in [50_400, -50_400] {
        let zone = FixedOffset::east_opt(seconds).unwrap().into();
        assert_eq!(days(db, &entries, zone).await, expected);
    }
    // So many changes of an offset are in no statement.
    let error = entries.aggregate(db, EntryAggregate::new().by_day(berlin()).count()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "entries: booked_at: the times span more than 2,000 changes of the time zone's offset: filter by fewer years"
    );
}

async fn local_times_and_dates_need_no_time_zone(db: &Db) {
    let noon = |day: &str| on(day).and_hms_micro_opt(23, 59, 59, 999_999).unwrap();
    let days = ["2026-11-22", "2026-11-23", "2026-01-04"];
    let days = days.map(|day| EntryCreate { entered: noon(day), due: Some(on(day)), ..entry("a", dec!(1)) });
    let entries = entries(db, days).await;
    let new = EntryAggregate::new;
    let weeks = entries.aggregate(db, new().by_week_of_entered().count()).await.unwrap();
    assert_eq!(weeks, [(on("2025-12-29"), 1), (on("2026-11-16"), 1), (on("2026-11-23"), 1)]);
    let quarters = entries.aggregate(db, new().by_quarter_of_entered().count()).await.unwrap();
    assert_eq!(quarters, [(on("2026-01-01"), 1), (on("2026-10-01"), 2)]);
    let months = entries.aggregate(db, new().by_month_of_due().count()).await.unwrap();
    assert_eq!(months, [(Some(on("2026-01-01")), 1), (Some(on("2026-11-01")), 2)]);
}

async fn a_filter_by_time_and_a_time_zone_agree(db: &Db) {
    let entries = booked(db, &["2026-03-28T23:30:00Z", "2026-03-29T22:30:00Z", "2026-07-01T00:00:00Z"]).await;
    let from = at("2026-03-28T23:30:00Z");
    for (filter, expected) in [
        (Condition::ge(from), vec!["2026-03-29", "2026-03-30", "2026-07-01"]),
        (Condition::lt(from + TimeDelta::days(2)), vec!["2026-03-29", "2026-03-30"]),
        (Condition::between(from, from + TimeDelta::days(1)), vec!["2026-03-29", "2026-03-30"]),
        (Condition::eq(from), vec!["2026-03-29"]),
        (Condition::any_of([from, at("2026-07-01T00:00:00Z")]), vec!["2026-03-29", "2026-07-01"]),
        (Condition::ne(from), vec!["2026-03-30", "2026-07-01"]),
    ] {
        let text = format!("{filter:?}");
        let asked = EntryAggregate::new().filter(EntryFilter::new().booked_at(filter)).by_day(berlin());
        let days = entries.aggregate(db, asked).await.unwrap();
        assert_eq!(days, expected.iter().map(|day| (on(day),)).collect::<Vec<_>>(), "{text}");
    }
}

async fn a_filter_by_the_last_day_there_is_has_the_offset_of_that_day(db: &Db) {
    let (last, now) = ("9999-12-31T02:00:00Z", "2026-07-01T03:00:00Z");
    let entries = booked(db, &[last]).await;
    let day = async |entries: &EntryRepository, condition, zone: &str| {
        let filter = EntryFilter::new().booked_at(condition);
        let asked = EntryAggregate::new().filter(filter).by_day(TimeZone::get(zone).unwrap());
        entries.aggregate(db, asked).await.unwrap()
    };
    for condition in [Condition::eq(at(last)), Condition::ge(at("9999-12-31T00:00:00Z"))] {
        assert_eq!(day(&entries, condition, "America/Bogota").await, [(on("9999-12-30"),)]);
    }
    // Many programs write "until the end of time" like this. It does not ask for the offsets of eight thousand years.
    let entries = booked(db, &[now]).await;
    let ever = Condition::between(at("1000-01-01T00:00:00Z"), at("9999-12-31T23:59:59Z"));
    assert_eq!(day(&entries, ever, "America/New_York").await, [(on("2026-06-30"),)]);
}

/// New York was four hours behind UTC in the summer of 1950, which is not among the usual times.
async fn a_row_that_appears_meanwhile_belongs_to_its_own_day(db: &Db) {
    let mine = booked(db, &[]).await;
    let (entries, store) = (mine.clone(), db.clone());
    let writer = tokio::spawn(async move {
        for _ in 0..150 {
            let entry = EntryCreate { booked_at: at("1950-07-01T04:30:00Z"), ..entry("a", dec!(1)) };
            let row = entries.create(&store, entry).await.unwrap();
            entries.delete(&store, row.id).await.unwrap();
        }
    });
    while !writer.is_finished() {
        let days = days(db, &mine, TimeZone::get("America/New_York").unwrap()).await;
        assert!(days.is_empty() || days == [(on("1950-07-01"), 1)], "{days:?}");
        tokio::task::yield_now().await;
    }
    writer.await.unwrap();
}

async fn months_without_a_date_are_a_group_of_their_own(db: &Db) {
    let due = [None, Some(on("2026-02-28")), None, Some(on("2026-02-01"))];
    let entries = entries(db, due.map(|due| EntryCreate { due, ..entry("a", dec!(1)) })).await;
    let rows = entries.aggregate(db, EntryAggregate::new().by_month_of_due().sum_amount()).await.unwrap();
    assert_eq!(rows, [(None, dec!(2)), (Some(on("2026-02-01")), dec!(2))]);
}
