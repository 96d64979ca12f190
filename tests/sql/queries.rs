//! The shapes of queries.

use fin_infra::prelude::*;
use fin_infra::scoped_sql;
use fin_infra_tests::StoreKind;
use futures_util::TryStreamExt as _;

use crate::ledger::{Budget, Category, Ledger, Transaction, at};

macro_rules! on_each_database {
    ($($name:ident)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&Ledger::new(StoreKind::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                super::$name(&Ledger::new(StoreKind::Postgres).await).await;
            }

            #[tokio::test]
            async fn on_mysql() {
                super::$name(&Ledger::new(StoreKind::MySql).await).await;
            }
        }
    )*};
}

on_each_database! {
    a_join_adds_up_the_live_rows_of_the_tenant
    a_value_is_compared_as_its_column_stores_it
}

#[derive(FinRow, Debug, PartialEq)]
struct Spent {
    budget: String,
    #[fin(like = "Transaction::amount")]
    spent: Decimal,
    bookings: i64,
    quantity: i64,
    last: DateTime<Utc>,
}

async fn a_join_adds_up_the_live_rows_of_the_tenant(ledger: &Ledger) {
    let from = at(1);
    let spent = scoped_sql!(
        ledger.acme,
        Spent,
        "
        SELECT b.name AS budget, SUM(t.amount) AS spent, COUNT(*) AS bookings, SUM(t.quantity) AS quantity,
               MAX(t.booked_at) AS last
        FROM {Budget} b JOIN {Transaction} t ON t.budget_id = b.id
        WHERE t.booked_at >= {from: Transaction::booked_at}
        GROUP BY b.name ORDER BY b.name DESC"
    );
    let spent = spent.fetch_all(ledger.db()).await.unwrap();
    let expected = ["Travel", "Home"].map(|budget| Spent {
        budget: budget.to_owned(),
        spent: dec!(30.82),
        bookings: 3,
        quantity: 6,
        last: at(3),
    });
    assert_eq!(spent, expected);
}

#[derive(FinRow, Debug, PartialEq)]
struct Name {
    name: String,
}

async fn a_value_is_compared_as_its_column_stores_it(ledger: &Ledger) {
    let planned = dec!(50.50);
    let names = scoped_sql!(
        ledger.acme,
        Name,
        "SELECT name FROM {Budget} WHERE planned = {planned: Budget::planned} OR name = {name: String}",
        name = "Home"
    );
    let names: Vec<Name> = names.stream(ledger.db()).try_collect().await.unwrap();
    assert_eq!(names.len(), 2);
}
