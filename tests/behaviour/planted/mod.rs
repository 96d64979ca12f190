//! Values of another program that no type here can hold: a typed error that names the column and the row, and no panic.

mod env;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use fin_infra::prelude::*;
use fin_infra::schema::{self, Definition};
use futures_util::TryStreamExt as _;
use serde_json::Value;

use self::env::TestEnv;
use crate::samples::{Status, time};
use crate::support::{decimal, fields};

/// A program's own time.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Moment(DateTime<Utc>);

/// A program's own time of day.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Hour(NaiveTime);

/// A program's own day.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Birthday(NaiveDate);

/// A meter reading.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, order("at"))]
struct Reading {
    name: String,
    at: DateTime<Utc>,
    local: Option<NaiveDateTime>,
    day: Option<NaiveDate>,
    clock: Option<NaiveTime>,
    amount: Option<Decimal>,
    number: Option<u16>,
    text: Option<String>,
    #[fin(json)]
    notes: Option<Value>,
    moment: Option<Moment>,
    hour: Option<Hour>,
    birthday: Option<Birthday>,
    status: Option<Status>,
    key: Option<Uuid>,
}

/// All that another program may have changed, without the id.
#[derive(FinRow, Debug)]
#[fin(of = "Reading")]
#[expect(dead_code, reason = "a row that cannot be read has no values")]
struct Measured {
    at: DateTime<Utc>,
    local: Option<NaiveDateTime>,
    day: Option<NaiveDate>,
    clock: Option<NaiveTime>,
    amount: Option<Decimal>,
    number: Option<u16>,
    text: Option<String>,
    notes: Option<Value>,
    moment: Option<Moment>,
    hour: Option<Hour>,
    birthday: Option<Birthday>,
    status: Option<Status>,
    key: Option<Uuid>,
}

/// Nothing of that.
#[derive(FinRow, Debug)]
#[fin(of = "Reading")]
struct ReadingName {
    name: String,
}

fn readings() -> [Definition; 1] {
    [schema::of::<Reading>()]
}

fn reading(name: &str) -> ReadingCreate {
    ReadingCreate {
        name: name.to_owned(),
        at: time("2026-01-01T00:00:00Z"),
        local: None,
        day: None,
        clock: None,
        amount: None,
        number: None,
        text: None,
        notes: None,
        moment: None,
        hour: None,
        birthday: None,
        status: None,
        key: None,
    }
}

impl TestEnv {
    /// Plants a value, and checks every way to read it.
    async fn plant(&self, field: &str, value: &str) {
        let readings = Reading::repository().tenant(Uuid::now_v7());
        let rows = readings.create_many(&self.db, ["good", "bad"].map(reading)).await.unwrap();
        let [good, bad] = [&rows[0], &rows[1]];
        let mode = if self.changes_before_it_reads() { "" } else { "SET SESSION sql_mode = ''; " };
        self.run(&format!(
            "{mode}UPDATE readings SET {field} = {value} WHERE name = 'bad' AND deleted_at IS NULL"
        ))
        .await;

        let check = |error: Error| {
            let id = format!("{:?}", bad.id);
            assert_eq!(
                (error.kind(), fields(&error)),
                (ErrorKind::Database, vec![field]),
                "{value}: {error:?}"
            );
            assert_eq!(error.row_id(), Some(&*id), "{value}: {error:?}");
            assert!(format!("{error:?}").contains(&id) && !error.to_string().contains(&id));
            error
        };
        let (db, query) = (&self.db, ReadingQuery::new);
        check(readings.get(db, bad.id).await.unwrap_err());
        check(readings.find(db, bad.id).await.unwrap_err());
        check(readings.list(db, query()).await.unwrap_err());
        let measured = readings.select::<Measured>();
        check(measured.get(db, bad.id).await.unwrap_err());
        check(measured.get_many(db, &[bad.id]).await.unwrap_err());
        check(measured.list(db, query()).await.unwrap_err());
        check(measured.list(db, query().order_by(ReadingOrder::At.desc())).await.unwrap_err());
        assert_eq!(readings.select::<ReadingName>().get(db, bad.id).await.unwrap().name, "bad");
        check(readings.list(db, query().order_by(ReadingOrder::At.desc())).await.unwrap_err());
        check(readings.get_many(db, &[good.id, bad.id]).await.unwrap_err());
        check(readings.scoped_query().sql("1 = 1").fetch_all(db).await.unwrap_err());
        check(readings.stream(db, query()).try_collect::<Vec<_>>().await.unwrap_err());
        assert_eq!(readings.get(db, good.id).await.unwrap(), *good);
        assert_eq!(readings.count(db, query()).await.unwrap(), 2);

        self.change(&readings, bad, field, &check).await;
        self.run("DELETE FROM readings WHERE name IN ('good', 'bad', 'renamed')").await;
    }

    /// If an update cannot return the row, the error states whether it changed it.
    async fn change(
        &self,
        readings: &ReadingRepository,
        bad: &ReadingRead,
        field: &str,
        check: &impl Fn(Error) -> Error,
    ) {
        let db = &self.db;
        let renamed = || ReadingUpdate { name: Some("renamed".to_owned()), ..ReadingUpdate::default() };
        let error = check(readings.update(db, bad.id, renamed()).await.unwrap_err());
        let is_changed = error.reason().contains("the row was changed");
        assert_eq!(is_changed, self.changes_before_it_reads(), "{error}");
        let found = readings.scoped_query().sql("name = 'renamed'").fetch_all(db).await;
        assert_eq!(found.is_err_and(|error| error.row_id().is_some()), is_changed);

        // In a transaction, nothing is permanent before the commit.
        let mut tx = db.begin().await.unwrap();
        let error = check(readings.update(&mut tx, bad.id, renamed()).await.unwrap_err());
        assert!(!error.reason().contains("the row was changed"), "{error}");
        tx.rollback().await.unwrap();

        let repair = ReadingUpdate { name: Some("bad".to_owned()), ..ReadingUpdate::default() };
        let repair = match field {
            "at" => ReadingUpdate { at: Some(bad.at), ..repair },
            "local" => ReadingUpdate { local: Some(None), ..repair },
            "day" => ReadingUpdate { day: Some(None), ..repair },
            "clock" => ReadingUpdate { clock: Some(None), ..repair },
            "amount" => ReadingUpdate { amount: Some(Some(decimal("1.5000"))), ..repair },
            "number" => ReadingUpdate { number: Some(None), ..repair },
            "text" => ReadingUpdate { text: Some(None), ..repair },
            "notes" => ReadingUpdate { notes: Some(None), ..repair },
            "moment" => ReadingUpdate { moment: Some(None), ..repair },
            "hour" => ReadingUpdate { hour: Some(None), ..repair },
            "birthday" => ReadingUpdate { birthday: Some(None), ..repair },
            "status" => ReadingUpdate { status: Some(None), ..repair },
            _ => ReadingUpdate { key: Some(None), ..repair },
        };
        let repaired = readings.update(db, bad.id, repair).await.unwrap();
        assert_eq!(readings.get(db, bad.id).await.unwrap(), repaired);
    }
}

/// JSON that is nested deeper than serde_json reads.
const DEEP: &str = "repeat('[', 200) || repeat(']', 200)";

#[tokio::test]
async fn what_no_type_can_hold_is_an_error_on_postgres() {
    let wider = ["ALTER TABLE readings ALTER COLUMN amount TYPE NUMERIC"];
    let env = TestEnv::postgres(&readings(), &wider).await;
    for (field, values) in [
        (
            "at",
            &["'infinity'", "'-infinity'", "'294276-12-31 23:59:59+00'", "'270000-01-01 00:00:00+00'"][..],
        ),
        ("local", &["'infinity'", "'-infinity'", "'294276-12-31'"]),
        ("day", &["'infinity'", "'-infinity'", "'5874897-12-31'", "'300000-01-01'"]),
        ("clock", &["'24:00:00'"]),
        (
            "amount",
            &["'NaN'", "'Infinity'", "'-Infinity'", "1e40", "0.00001", "1e-40", "99999999999999999999999999"],
        ),
        ("number", &["-1", "65536"]),
        ("notes", &[&*format!("({DEEP})::jsonb")]),
        ("moment", &["'infinity'", "'-infinity'", "'294276-12-31'", "'20000-01-01'"]),
        ("hour", &["'24:00:00'"]),
        ("birthday", &["'infinity'", "'-infinity'", "'5874897-12-31'"]),
        ("status", &["'unknown'"]),
    ] {
        for value in values {
            env.plant(field, value).await;
        }
    }
}

#[tokio::test]
async fn what_no_type_can_hold_is_an_error_on_sqlite() {
    let env = TestEnv::sqlite(&readings()).await;
    let deep = format!("'{}{}'", "[".repeat(200), "]".repeat(200));
    for (field, values) in [
        ("at", &["9223372036854775807", "-9223372036854775808", "'soon'", "1.5", "x'00'"][..]),
        ("local", &["9223372036854775807", "'soon'"]),
        ("day", &["'2026-13-01'", "'soon'", "5", "x'00'"]),
        ("clock", &["86400000000", "-1", "9223372036854775807", "'noon'"]),
        ("amount", &["'much'", "1.5", "x'00'"]),
        ("number", &["-1", "65536", "'many'"]),
        ("text", &["CAST(x'ff' AS TEXT)", "x'ff'"]),
        ("notes", &["'nope'", "CAST(x'22ff22' AS TEXT)", &*deep]),
        ("moment", &["'never'", "9223372036854775807"]),
        ("hour", &["'never'"]),
        ("birthday", &["'never'"]),
        ("status", &["'unknown'"]),
        ("key", &["x'00'", "'short'"]),
    ] {
        for value in values {
            env.plant(field, value).await;
        }
    }
}

#[tokio::test]
async fn what_no_type_can_hold_is_an_error_on_mysql() {
    let wider = ["ALTER TABLE readings MODIFY amount DECIMAL(65, 30), MODIFY number INT"];
    let env = TestEnv::mysql(&readings(), &wider).await;
    for (field, values) in [
        ("at", &["'0000-00-00 00:00:00'", "'2026-00-10'"][..]),
        ("local", &["'0000-00-00 00:00:00'", "'2026-02-00 12:00:00'"]),
        ("day", &["'0000-00-00'", "'2026-02-00'"]),
        ("clock", &["'838:59:59'", "'-01:00:00'", "'24:00:00'", "'-00:00:00.000001'"]),
        ("amount", &["0.00001", "1e34", "99999999999999999999999999"]),
        ("number", &["-1", "1"]),
        ("moment", &["'0000-00-00 00:00:00'", "'2026-00-10'"]),
        ("hour", &["'838:59:59'", "'-01:00:00'"]),
        ("birthday", &["'0000-00-00'"]),
        ("status", &["'unknown'"]),
    ] {
        for value in values {
            env.plant(field, value).await;
        }
    }
}

/// Several of a program's own times.
#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent, no_pg_array)]
struct Times(Vec<DateTime<Utc>>);

/// Several days.
#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent, no_pg_array)]
struct Days(Vec<Option<NaiveDate>>);

/// From one time to another.
#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent, no_pg_array)]
struct Period(sqlx::postgres::types::PgRange<DateTime<Utc>>);

/// Changes that are permanent.
#[derive(FinResource, Debug, Clone)]
#[fin(backends("postgres"))]
struct Span {
    times: Option<Times>,
    days: Option<Days>,
    period: Option<Period>,
}

#[tokio::test]
async fn a_time_within_a_value_of_postgresqls_is_looked_at_too() {
    let env = TestEnv::postgres(&[], &[]).await;
    let times = "created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL";
    env.run(&format!("CREATE TABLE spans (id UUID PRIMARY KEY, times TIMESTAMPTZ[], days DATE[], period TSTZRANGE, {times})")).await;
    let (spans, at) = (Span::repository(), time("2026-01-01T00:00:00Z"));
    let create = SpanCreate {
        times: Some(Times(vec![at, time("1999-12-31T23:59:59.999999Z")])),
        days: Some(Days(vec![None, Some(at.date_naive())])),
        period: Some(Period((at..).into())),
    };
    let row = spans.create(&env.db, create).await.unwrap();
    assert_eq!(spans.get(&env.db, row.id).await.unwrap(), row);
    for (field, value) in [
        ("times", "ARRAY['2026-01-01'::timestamptz, 'infinity'::timestamptz]"),
        ("times", "ARRAY[['infinity'::timestamptz], ['2026-01-01'::timestamptz]]"),
        ("days", "ARRAY[NULL, '-infinity'::date]"),
        ("days", "ARRAY['5874897-12-31'::date]"),
        ("period", "tstzrange('2026-01-01', 'infinity')"),
        ("period", "tstzrange('2026-01-01', '294276-12-31')"),
    ] {
        env.run(&format!("UPDATE spans SET {field} = {value}")).await;
        let error = spans.list(&env.db, SpanQuery::new()).await.unwrap_err();
        assert_eq!((error.kind(), fields(&error)), (ErrorKind::Database, vec![field]), "{value}: {error:?}");
        assert_eq!(error.row_id(), Some(&*format!("{:?}", row.id)));
        env.run(&format!("UPDATE spans SET {field} = NULL")).await;
        spans.get(&env.db, row.id).await.unwrap();
    }
}
