//! Arithmetic, transactions and locks: no statement and no round trip beyond those that hand-written SQL needs.

use fin_infra::prelude::*;
use fin_infra::query::{LockWait, TimeZone};
use fin_infra::{DbOptions, Isolation, TransactionOptions, schema};
use fin_infra_test_servers::Database;

use crate::meter::{Cost, Meter as _};
use crate::proxy::Proxy;
use crate::wire::Protocol;

/// An account of a tenant.
#[derive(FinResource)]
#[fin(tenant, version, filter("name"), check(balance >= 0))]
struct Account {
    name: String,
    #[fin(adjust, sum)]
    balance: Decimal,
    #[fin(created_at, filter, group(month))]
    created_at: DateTime<Utc>,
}

/// An invoice of a tenant, numbered.
#[derive(FinResource)]
#[fin(tenant)]
struct Invoice {
    #[fin(number(per = "tenant"))]
    number: i64,
    name: String,
}

#[derive(FinRow)]
struct Name {
    name: String,
}

/// What is counted, in round trips.
#[derive(Debug, PartialEq, Eq)]
struct RoundTrips {
    adjust: usize,
    adjust_two: usize,
    update_where: usize,
    delete_where_limit: usize,
    /// A transaction of a read, a lock and an adjustment.
    transaction: usize,
    /// A serializable transaction of a read.
    serializable: usize,
    locks: usize,
    numbered: usize,
    numbered_many: usize,
    aggregate: usize,
    /// Months in a time zone with summer time, of a time that the filter bounds.
    months: usize,
    /// Such months, of any time.
    months_of_any_time: usize,
    /// A join in the program's own SQL.
    scoped_sql: usize,
}

async fn count(database: &Database, protocol: Protocol) -> RoundTrips {
    let db = Db::connect(database.url()).await.unwrap();
    schema::create_all(&db, &[schema::of::<Account>(), schema::of::<Invoice>()]).await.unwrap();
    let proxy = Proxy::before(database.url(), protocol).await;
    let db = Db::connect_with(proxy.url(), DbOptions::new().max_connections(1)).await.unwrap();
    let mut counted = None;
    // Three times: statements are prepared first, and a `Db` that had nothing to do asks its connection.
    for _ in 0..3 {
        counted = Some(once(&db, &proxy).await);
    }
    counted.unwrap()
}

async fn once(db: &Db, proxy: &Proxy) -> RoundTrips {
    let accounts = Account::repository().tenant(Uuid::now_v7());
    let create = || AccountCreate { name: "a".to_owned(), balance: dec!(10) };
    let rows = accounts.create_many(db, [create(), create(), create()]).await.unwrap();
    let (one, other) = (rows[0].id, rows[1].id);
    let (invoices, invoice) =
        (Invoice::repository().tenant(*accounts.tenant_id()), || InvoiceCreate::new("a".to_owned()));
    // The first one of a tenant also asks for rows that are older than its counter.
    invoices.create(db, invoice()).await.unwrap();
    let amount = || AccountAdjust::new().balance(dec!(1));
    let (sum, berlin) =
        (|| AccountAggregate::new().sum_balance(), || TimeZone::get("Europe/Berlin").unwrap());
    let named = || AccountFilter::new().name("a");
    let of = |cost: Cost| cost.round_trips;
    RoundTrips {
        adjust: of(proxy.cost(async { drop(accounts.adjust(db, one, amount()).await.unwrap()) }).await),
        adjust_two: of(proxy
            .cost(async {
                drop(accounts.adjust_many(db, [(one, amount()), (other, amount())]).await.unwrap());
            })
            .await),
        update_where: of(proxy
            .cost(async {
                let update = AccountUpdate { name: Some("a".to_owned()), ..AccountUpdate::default() };
                assert_eq!(accounts.update_where(db, named(), update).await.unwrap(), 3);
            })
            .await),
        transaction: of(proxy
            .cost(async {
                let work = db.transaction(async |tx| {
                    accounts.get(&tx, other).await?;
                    accounts.get_for_update(&tx, one).await?;
                    accounts.adjust(&tx, one, amount()).await
                });
                drop(work.await.unwrap());
            })
            .await),
        serializable: of(proxy
            .cost(async {
                let options = TransactionOptions::new().isolation(Isolation::Serializable);
                let options = options.deadline(std::time::Duration::from_secs(9));
                let work = db.transaction_with(options, async |tx| accounts.get(&tx, one).await);
                drop(work.await.unwrap());
            })
            .await),
        locks: of(proxy
            .cost(async {
                let work = db.transaction(async |tx| {
                    accounts.lock_many(&tx, &[one, other]).await?;
                    accounts.list_for_update(&tx, AccountQuery::new(), LockWait::SkipLocked).await
                });
                drop(work.await.unwrap());
            })
            .await),
        numbered: of(proxy.cost(async { drop(invoices.create(db, invoice()).await.unwrap()) }).await),
        numbered_many: of(proxy
            .cost(async { drop(invoices.create_many(db, [(); 3].map(|()| invoice())).await.unwrap()) })
            .await),
        aggregate: of(proxy.cost(async { drop(accounts.aggregate(db, sum()).await.unwrap()) }).await),
        months: of(proxy
            .cost(async {
                let today = Condition::between(rows[0].created_at, rows[0].created_at);
                let asked = sum().filter(AccountFilter::new().created_at(today)).by_month(berlin());
                drop(accounts.aggregate(db, asked).await.unwrap());
            })
            .await),
        months_of_any_time: of(proxy
            .cost(async { drop(accounts.aggregate(db, sum().by_month(berlin())).await.unwrap()) })
            .await),
        scoped_sql: of(proxy
            .cost(async {
                let names = scoped_sql!(
                    *accounts.tenant_id(),
                    Name,
                    "SELECT DISTINCT a.name FROM {Account} a JOIN {Invoice} i ON i.name = a.name"
                );
                assert_eq!(names.fetch_one(db).await.unwrap().name, "a");
            })
            .await),
        delete_where_limit: of(proxy
            .cost(async { assert_eq!(accounts.delete_where_limit(db, named(), 2).await.unwrap(), 2) })
            .await),
    }
}

#[tokio::test]
async fn money_costs_no_more_than_hand_written_sql_on_postgres() {
    let database = fin_infra_test_servers::postgres().unwrap();
    let expected = RoundTrips {
        adjust: 1,
        adjust_two: 4,
        update_where: 1,
        delete_where_limit: 1,
        transaction: 5,
        serializable: 3,
        locks: 4,
        numbered: 1,
        numbered_many: 4,
        aggregate: 1,
        months: 1,
        months_of_any_time: 1,
        scoped_sql: 1,
    };
    assert_eq!(count(&database, Protocol::Postgres).await, expected);
}

/// A changed row is read again, in the same transaction.
#[tokio::test]
async fn money_costs_no_more_than_hand_written_sql_on_mysql() {
    let database = fin_infra_test_servers::mysql().unwrap();
    let expected = RoundTrips {
        adjust: 4,
        adjust_two: 6,
        update_where: 1,
        delete_where_limit: 1,
        transaction: 6,
        serializable: 3,
        locks: 4,
        numbered: 4,
        numbered_many: 4,
        aggregate: 1,
        months: 1,
        months_of_any_time: 1,
        scoped_sql: 1,
    };
    assert_eq!(count(&database, Protocol::MySql).await, expected);
}
