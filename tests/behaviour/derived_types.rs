//! Types with sqlx's derive, written as the compiler's notes and the documentation advise.

use fin_infra::prelude::*;
use fin_infra_tests::{Fixture, StoreKind, on_each_store};

/// An enum as text.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
enum State {
    WideOpen,
    Closed,
}

/// An enum as text of a limited length.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(type_name = "varchar", rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
}

/// An enum as a number.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[repr(i32)]
enum Level {
    Low = 10,
    High = 20,
}

/// An enum as a large number.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[repr(i64)]
enum Flag {
    Off = 0,
    On = 1 << 40,
}

/// A newtype.
#[derive(Clone, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Email(String);

/// A struct with one named field.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
#[sqlx(transparent)]
struct Points {
    points: i32,
}

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, unique("email"))]
struct Account {
    #[fin(filter, order, length(max = 20))]
    state: State,
    next: Option<State>,
    #[fin(filter, length(max = 3))]
    currency: Currency,
    #[fin(filter, order)]
    level: Level,
    #[fin(filter)]
    flag: Option<Flag>,
    #[fin(filter, length(max = 50))]
    email: Email,
    #[fin(filter, order)]
    points: Points,
}

fn accounts() -> [AccountCreate; 2] {
    let closed = AccountCreate {
        state: State::Closed,
        next: None,
        currency: Currency::Usd,
        level: Level::Low,
        flag: None,
        email: Email("a@example.com".to_owned()),
        points: Points { points: -1 },
    };
    let open = AccountCreate {
        state: State::WideOpen,
        next: Some(State::Closed),
        currency: Currency::Eur,
        level: Level::High,
        flag: Some(Flag::On),
        email: Email("b@example.com".to_owned()),
        points: Points { points: 1 },
    };
    [closed, open]
}

on_each_store!(
    [Account] a_derived_type_is_stored_filtered_ordered_and_changed,
);

async fn a_derived_type_is_stored_filtered_ordered_and_changed(db: &Db) {
    let accounts_of = Account::repository().tenant(Uuid::now_v7());
    let rows = accounts_of.create_many(db, accounts()).await.unwrap();
    for row in &rows {
        assert_eq!(accounts_of.get(db, row.id).await.unwrap(), *row);
        let filter = AccountFilter::new().state(row.state).currency(row.currency).level(row.level);
        let filter = filter.email(row.email.clone()).points(row.points);
        let filter = filter.flag(row.flag.map_or_else(Condition::is_null, Condition::eq));
        let found = accounts_of.list(db, AccountQuery::new().filter(filter)).await.unwrap();
        assert_eq!(found.items, [row.clone()]);
    }
    for order in [AccountOrder::State, AccountOrder::Level, AccountOrder::Points] {
        let first =
            accounts_of.list(db, AccountQuery::new().order_by(order.asc()).page_size(1)).await.unwrap();
        assert_eq!(first.items, [rows[0].clone()], "{order:?}");
        let after = AccountQuery::new().order_by(order.asc()).after(first.next.unwrap());
        assert_eq!(accounts_of.list(db, after).await.unwrap().items, [rows[1].clone()], "{order:?}");
    }
    let update = AccountUpdate {
        state: Some(State::WideOpen),
        next: Some(Some(State::WideOpen)),
        level: Some(Level::High),
        flag: Some(Some(Flag::Off)),
        ..AccountUpdate::default()
    };
    let changed = accounts_of.update(db, rows[0].id, update).await.unwrap();
    assert_eq!((changed.state, changed.level, changed.flag), (State::WideOpen, Level::High, Some(Flag::Off)));
    assert_eq!(accounts_of.get(db, changed.id).await.unwrap(), changed);
    let again = AccountCreate { points: Points { points: 7 }, ..accounts()[1].clone() };
    assert_eq!(accounts_of.upsert_by_email(db, again).await.unwrap().points, Points { points: 7 });
}

/// An enum without `type_name`, which sqlx takes for a type of PostgreSQL's own.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
enum Season {
    Summer,
    Winter,
}

#[derive(FinResource, Debug, Clone)]
struct Trip {
    season: Season,
}

/// A struct without `transparent`, likewise; SQLite and MySQL cannot store it at all.
#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type)]
struct Miles(i32);

#[derive(FinResource, Debug, Clone)]
#[fin(backends("postgres", "memory"))]
struct Flight {
    miles: Miles,
}

const REMEDY: &str =
    "write `#[sqlx(type_name = \"text\")]` on the enum, or `#[sqlx(transparent)]` on the struct";

#[tokio::test]
async fn postgresql_says_what_to_write_for_a_type_that_it_does_not_have() {
    let Fixture { db, .. } = &Fixture::new(StoreKind::Postgres, &[]).await;
    for (definition, name) in [(schema::of::<Trip>(), "season"), (schema::of::<Flight>(), "miles")] {
        let error = schema::create_all(db, &[definition]).await.unwrap_err();
        assert!(error.reason().contains(&format!("no type `{name}`: {REMEDY}")), "{error}");
    }
    let create = TripCreate { season: Season::Winter };
    let error = Trip::repository().create(db, create).await.unwrap_err();
    assert!(error.reason().contains(&format!("no type `Season`: {REMEDY}")), "{error}");
    let error = Flight::repository().create(db, FlightCreate { miles: Miles(3) }).await.unwrap_err();
    assert!(error.reason().contains(&format!("no type `Miles`: {REMEDY}")), "{error}");
}

/// Arrays, which PostgreSQL prints under other names of their types than sqlx.
#[derive(FinResource, Debug, Clone, PartialEq)]
#[fin(backends("postgres", "memory"))]
struct Series {
    flags: Vec<bool>,
    small: Vec<i16>,
    whole: Vec<i32>,
    large: Vec<i64>,
    single: Vec<f32>,
    double: Vec<f64>,
    names: Vec<String>,
    ids: Option<Vec<Uuid>>,
}

#[tokio::test]
async fn the_table_of_a_struct_with_arrays_is_created_and_matches() {
    let Fixture { db, .. } = &Fixture::new(StoreKind::Postgres, &[schema::of::<Series>()]).await;
    let create = SeriesCreate {
        flags: vec![true, false],
        small: vec![-1],
        whole: vec![i32::MAX, i32::MIN],
        large: vec![],
        single: vec![0.5],
        double: vec![0.1],
        names: vec!["a".to_owned(), "{,}".to_owned()],
        ids: Some(vec![Uuid::now_v7()]),
    };
    let series = Series::repository();
    let created = series.create(db, create).await.unwrap();
    assert_eq!(series.get(db, created.id).await.unwrap(), created);
}
