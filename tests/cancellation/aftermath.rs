//! The checks after a run.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra_tests::resources::{Budget, BudgetCreate, BudgetUpdate};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::env::{Kind, TestEnv};

/// How long a database may take to notice that a client left.
const PATIENCE: Duration = Duration::from_secs(20);

impl TestEnv {
    /// Checks that the database and the `Db` are in their initial state.
    pub(crate) async fn is_as_new(&self) {
        self.has_no_open_transaction().await;
        self.gives_two_connections_at_once().await;
        self.does_everything_at_once().await;
    }

    /// No transaction is open, and there are no connections other than those of the `Db`.
    pub(crate) async fn has_no_open_transaction(&self) {
        let left = async {
            loop {
                match self.trouble().await {
                    None => break,
                    Some(trouble) => {
                        println!("{trouble}");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                }
            }
        };
        assert!(tokio::time::timeout(PATIENCE, left).await.is_ok(), "somebody is still in a transaction");
    }

    /// What is still open.
    async fn trouble(&self) -> Option<String> {
        match self.kind {
            Kind::Sqlite => {
                let options: SqliteConnectOptions = self.url.parse().unwrap();
                let mut connection = options.busy_timeout(Duration::ZERO).connect().await.unwrap();
                write(&mut connection).await.err().map(|error| error.to_string())
            }
            Kind::Postgres => {
                let mut observer = PgConnection::connect(&self.url).await.unwrap();
                let states: Vec<String> = sqlx::query_scalar(
                    "SELECT coalesce(state, '') FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                )
                .fetch_all(&mut observer)
                .await
                .unwrap();
                let quiet = states.len() <= 2 && states.iter().all(|state| state == "idle");
                (!quiet).then(|| format!("{states:?}"))
            }
            Kind::MySql => {
                let mut observer = MySqlConnection::connect(&self.url).await.unwrap();
                let (connections, transactions): (i64, i64) = sqlx::query_as(
                    "SELECT COUNT(*), COUNT(trx_id) FROM information_schema.processlist \
                     LEFT JOIN information_schema.innodb_trx ON id = trx_mysql_thread_id \
                     WHERE db = DATABASE() AND id <> CONNECTION_ID()",
                )
                .fetch_one(&mut observer)
                .await
                .unwrap();
                let quiet = connections <= 2 && transactions == 0;
                (!quiet).then(|| format!("{connections} connections, {transactions} transactions"))
            }
        }
    }

    /// While one is in a transaction, another one is free.
    async fn gives_two_connections_at_once(&self) {
        let budgets = Budget::repository().tenant(Uuid::now_v7());
        let row = budgets.create(&self.db, BudgetCreate::named("row")).await.unwrap();
        let mut transaction = self.db.begin().await.unwrap();
        budgets.create(&mut transaction, BudgetCreate::named("another")).await.unwrap();
        assert_eq!(budgets.get(&self.db, row.id).await.unwrap(), row);
        transaction.commit().await.unwrap();
    }

    /// Four tasks run operations, and all of them take effect.
    async fn does_everything_at_once(&self) {
        let tasks: Vec<_> = (0..4).map(|_| tokio::spawn(fifty_rows(self.db.clone()))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
}

/// SQLite has one writer: if this one can write, there is no other.
async fn write(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    sqlx::raw_sql("ROLLBACK").execute(connection).await?;
    Ok(())
}

async fn fifty_rows(db: Db) {
    let budgets = Budget::repository().tenant(Uuid::now_v7());
    for number in 0..50 {
        let row = budgets.create(&db, BudgetCreate::named(number.to_string())).await.unwrap();
        let update = BudgetUpdate { rollover_enabled: Some(true), ..Default::default() };
        budgets.update(&db, row.id, update).await.unwrap();
        assert!(budgets.get(&db, row.id).await.unwrap().rollover_enabled);
        budgets.delete(&db, row.id).await.unwrap();
    }
    let deleted = budgets.list_deleted(&db, fin_infra_tests::resources::BudgetQuery::new().page_size(100));
    assert_eq!(deleted.await.unwrap().items.len(), 50);
}
