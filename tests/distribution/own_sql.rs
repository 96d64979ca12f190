//! SQL of the program's own: whose rows it is about is part of each table.

use fin_infra::prelude::*;
use fin_infra::schema::Database;
use fin_infra::{Backend, Db};
use fin_infra_tests::capture;
use sqlx::{MySql, Postgres, Sqlite};

use crate::exceptions::is_of_a_catalogue;
use crate::judge::StatementChecker;
use crate::run_time::{funds, pool};
use crate::subjects::funds::{Entry, Fund};

#[derive(FinRow)]
struct Row {
    name: Option<String>,
}

async fn check<DB: Backend>(url: &str, database: Database)
where
    Db: From<sqlx::Pool<DB>>,
{
    let pool = pool::<DB>(url).await;
    let (db, tenant) = (Db::from(pool.clone()), Uuid::now_v7());
    let calls = async {
        let join = scoped_sql!(
            tenant,
            Row,
            "
            WITH counted AS (SELECT fund_id, COUNT(*) AS entries FROM {Entry} GROUP BY fund_id)
            SELECT f.name FROM {Fund} f JOIN counted c ON c.fund_id = f.id
            WHERE f.id IN (SELECT fund_id FROM {Entry}) AND f.amount > {least: Fund::amount}",
            least = dec!(0)
        );
        assert!(join.fetch_all(&db).await.unwrap().is_empty());
        let union = scoped_sql!(
            tenant,
            Row,
            "SELECT name FROM {Fund} UNION ALL SELECT f.name FROM {Fund} f WHERE EXISTS (SELECT 1 FROM {Fund} WHERE 1 = 0)"
        );
        assert!(union.fetch_all(&db).await.unwrap().iter().all(|row| row.name.is_some()));
        let first = scoped_sql!(tenant, Row, "SELECT f.name FROM {Fund} f LIMIT 3");
        drop(first.fetch_optional(&db).await.unwrap());
    };
    let ((), reports) = capture::of(calls, async { pool.close().await }).await;
    let judge = StatementChecker::of(&funds());
    let read = reports.statements.iter().filter(|sql| !is_of_a_catalogue(sql));
    let tables: Vec<usize> = read
        .map(|sql| judge.scoped(sql, database).unwrap_or_else(|lack| panic!("{lack}\n{sql}")))
        .filter(|&tables| tables > 0)
        .collect();
    assert_eq!(tables, [3, 3, 1]);
}

#[tokio::test]
async fn each_table_of_a_query_says_whose_rows_it_is_about_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("app.db").display());
    check::<Sqlite>(&url, Database::Sqlite).await;
}

#[tokio::test]
async fn each_table_of_a_query_says_whose_rows_it_is_about_on_postgres() {
    check::<Postgres>(fin_infra_test_servers::postgres().unwrap().url(), Database::Postgres).await;
}

#[tokio::test]
async fn each_table_of_a_query_says_whose_rows_it_is_about_on_mysql() {
    check::<MySql>(fin_infra_test_servers::mysql().unwrap().url(), Database::MySql).await;
}
