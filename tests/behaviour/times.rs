//! Times keep their microseconds and their instant.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use crate::samples::{parse, time};
use crate::support::fields;

/// Something that happens.
#[derive(FinResource, Debug, Clone)]
#[fin(filter("at", "day"), order("at", "day"))]
struct Event {
    at: DateTime<Utc>,
    local: Option<NaiveDateTime>,
    day: Option<NaiveDate>,
    clock: Option<NaiveTime>,
}

fn event(at: &str) -> EventCreate {
    EventCreate { at: time(at), local: None, day: None, clock: None }
}

on_each_store!(
    [Event] what_is_finer_than_a_microsecond_is_cut,
    [Event] a_time_with_another_offset_is_the_same_time,
    [Event] a_time_outside_of_what_every_store_holds_is_refused,
    [Event] a_leap_second_is_the_last_microsecond_before_the_next_minute,
    [Event] times_and_days_are_in_order_across_all_years,
    [Event] managed_times_are_those_of_the_call,
);

async fn what_is_finer_than_a_microsecond_is_cut(db: &Db) {
    let events = Event::repository();
    for (at, expected) in [
        ("2026-01-01T00:00:00.123456999Z", "2026-01-01T00:00:00.123456Z"),
        ("2026-01-01T00:00:00.000000999Z", "2026-01-01T00:00:00Z"),
        ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999Z"),
        ("1000-01-01T00:00:00.000001001Z", "1000-01-01T00:00:00.000001Z"),
    ] {
        let create =
            EventCreate { local: Some(time(at).naive_utc()), clock: Some(time(at).time()), ..event(at) };
        let row = events.create(db, create).await.unwrap();
        let read = events.get(db, row.id).await.unwrap();
        assert_eq!(read, row);
        assert_eq!(read.at, time(expected));
        assert_eq!(read.local, Some(time(expected).naive_utc()));
        assert_eq!(read.clock, Some(time(expected).time()));
        let filter = EventFilter::new().at(time(at));
        assert_eq!(events.list(db, EventQuery::new().filter(filter)).await.unwrap().items, [row]);
    }
}

async fn a_time_with_another_offset_is_the_same_time(db: &Db) {
    let events = Event::repository();
    let elsewhere: DateTime<FixedOffset> = parse("2026-03-29T02:30:00.5+05:45");
    let row = events
        .create(db, EventCreate { at: elsewhere.to_utc(), ..event("2026-01-01T00:00:00Z") })
        .await
        .unwrap();
    assert_eq!(row.at, elsewhere);
    assert_eq!(events.get(db, row.id).await.unwrap().at, time("2026-03-28T20:45:00.5Z"));
}

async fn a_time_outside_of_what_every_store_holds_is_refused(db: &Db) {
    let events = Event::repository();
    let row = events.create(db, event("2026-01-01T00:00:00Z")).await.unwrap();
    for at in [
        time("0999-12-31T23:59:59.999999Z"),
        time("+10000-01-01T00:00:00Z"),
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
    ] {
        let error = events.create(db, EventCreate { at, ..event("2026-01-01T00:00:00Z") }).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["at"]));
        let update = EventUpdate { local: Some(Some(at.naive_utc())), ..EventUpdate::default() };
        let error = events.update(db, row.id, update).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["local"]));
        let filter = EventFilter::new().day(Condition::lt(at.date_naive()));
        let error = events.list(db, EventQuery::new().filter(filter)).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Invalid, vec!["day"]));
    }
    assert_eq!(events.list(db, EventQuery::new()).await.unwrap().items, [row]);
}

async fn a_leap_second_is_the_last_microsecond_before_the_next_minute(db: &Db) {
    let leap = NaiveTime::from_hms_micro_opt(23, 59, 59, 1_500_000).unwrap();
    let create = EventCreate { clock: Some(leap), ..event("2016-12-31T23:59:60.5Z") };
    let row = Event::repository().create(db, create).await.unwrap();
    let read = Event::repository().get(db, row.id).await.unwrap();
    assert_eq!(read.at, time("2016-12-31T23:59:59.999999Z"));
    assert_eq!(read.clock, NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999));
}

async fn times_and_days_are_in_order_across_all_years(db: &Db) {
    let ascending = [
        "1000-01-01T00:00:00Z",
        "1582-10-10T12:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000001Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59.999999Z",
    ];
    let creates = ascending.map(|at| EventCreate { day: Some(time(at).date_naive()), ..event(at) });
    Event::repository().create_many(db, creates.into_iter().rev()).await.unwrap();
    for order in [EventOrder::At.asc(), EventOrder::Day.asc()] {
        let page = Event::repository().list(db, EventQuery::new().order_by(order)).await.unwrap();
        let days = page.into_iter().map(|row| row.day.unwrap());
        assert!(days.eq(ascending.map(|at| time(at).date_naive())));
    }
    let after = EventFilter::new().at(Condition::gt(time("2026-01-01T00:00:00Z")));
    assert_eq!(Event::repository().count(db, EventQuery::new().filter(after)).await.unwrap(), 3);
    let before = EventFilter::new().day(Condition::lt(parse::<NaiveDate>("1970-01-01")));
    assert_eq!(Event::repository().count(db, EventQuery::new().filter(before)).await.unwrap(), 3);
}

async fn managed_times_are_those_of_the_call(db: &Db) {
    let before = Utc::now();
    let row = Event::repository().create(db, event("2026-01-01T00:00:00Z")).await.unwrap();
    let after = Utc::now();
    assert_eq!(row.created_at, row.updated_at);
    assert!(before.with_nanosecond(before.nanosecond() / 1000 * 1000).unwrap() <= row.created_at);
    assert!(row.created_at <= after);
    assert_eq!(Event::repository().get(db, row.id).await.unwrap(), row);
}
