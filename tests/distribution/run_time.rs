//! The statements of calls, as sqlx reports them: the fixed ones, and those that are put together at run time.

use std::collections::BTreeMap;

use fin_infra::schema::Database;
use fin_infra::{Backend, Db, schema};
use fin_infra_tests::capture;
use sqlx::pool::PoolOptions;
use sqlx::{MySql, Pool, Postgres, Sqlite};

use crate::exceptions::{ALL_TENANTS, is_of_a_catalogue, without_referring};
use crate::judge::{Kind, StatementChecker};
use crate::play::{Stores, everything, for_all_tenants, locks};
use crate::subjects::{Group, groups};

pub(crate) fn funds() -> Group {
    groups().into_iter().find(|group| group.name == "funds").unwrap()
}

pub(crate) async fn pool<DB: Backend>(url: &str) -> Pool<DB> {
    let db = Db::connect(url).await.unwrap();
    schema::create_all(&db, &funds().definitions).await.unwrap();
    PoolOptions::new().max_connections(1).connect(url).await.unwrap()
}

async fn check<DB: Backend>(pool: Pool<DB>, database: Database)
where
    for<'a> &'a Pool<DB>: Stores,
    Db: From<Pool<DB>>,
{
    let calls = async {
        everything(&pool).await;
        locks(&Db::from(pool.clone())).await;
    };
    let ((), reports) = capture::of(calls, async { pool.close().await }).await;
    let statements = reports.statements;
    let judge = StatementChecker::of(&funds());
    let mut kinds = BTreeMap::<Kind, usize>::new();
    let read = |sql: &&String| !is_of_a_catalogue(sql);
    for sql in statements.iter().filter(read).map(|sql| without_referring(sql)) {
        let kind = judge.read(sql, database).unwrap_or_else(|lack| panic!("{lack}\n{sql}"));
        *kinds.entry(kind).or_default() += 1;
    }
    // A statement that is not reported is not judged.
    let upserts = if database == Database::MySql { 0 } else { 4 };
    let least = [
        (Kind::Select, 60),
        (Kind::Insert, 7),
        (Kind::Update, 18),
        (Kind::Delete, 8),
        (Kind::Upsert, upserts),
    ];
    for (kind, least) in least {
        assert!(kinds.get(&kind).copied().unwrap_or_default() >= least, "{kind:?}: {kinds:?}");
    }
}

async fn check_all_tenants<DB: Backend>(pool: Pool<DB>, database: Database)
where
    for<'a> &'a Pool<DB>: Stores,
{
    let ((), reports) = capture::of(for_all_tenants(&pool), async { pool.close().await }).await;
    let statements = reports.statements;
    let judge = StatementChecker::of(&funds());
    let excepted = statements.iter().filter(|sql| judge.read(sql, database).is_err()).count();
    assert_eq!(excepted, 7, "{ALL_TENANTS}; but: {statements:#?}");
}

#[tokio::test]
async fn every_statement_of_a_call_says_whose_rows_it_is_about_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display());
    check(pool::<Sqlite>(&url).await, Database::Sqlite).await;
    check_all_tenants(pool::<Sqlite>(&url).await, Database::Sqlite).await;
}

#[tokio::test]
async fn every_statement_of_a_call_says_whose_rows_it_is_about_on_postgres() {
    let database = fin_infra_test_servers::postgres().unwrap();
    check(pool::<Postgres>(database.url()).await, Database::Postgres).await;
    check_all_tenants(pool::<Postgres>(database.url()).await, Database::Postgres).await;
}

#[tokio::test]
async fn every_statement_of_a_call_says_whose_rows_it_is_about_on_mysql() {
    let database = fin_infra_test_servers::mysql().unwrap();
    check(pool::<MySql>(database.url()).await, Database::MySql).await;
    check_all_tenants(pool::<MySql>(database.url()).await, Database::MySql).await;
}
