//! A database that two programs use.

use fin_infra::Db;
use fin_infra::schema::{self, Definition};
use fin_infra_test_servers::Database;
use sqlx::{AssertSqlSafe, MySqlPool, PgPool, SqlitePool};

/// A database, and another program that is connected to it.
pub(super) struct TestEnv {
    pub(super) db: Db,
    other: Other,
    _kept: (Option<Database>, Option<tempfile::TempDir>),
}

enum Other {
    Sqlite(SqlitePool),
    Postgres(PgPool),
    MySql(MySqlPool),
}

impl TestEnv {
    /// A store whose table was changed before its first use.
    async fn new(
        other: Other,
        url: &str,
        kept: (Option<Database>, Option<tempfile::TempDir>),
        definitions: &[Definition],
        changes: &[&str],
    ) -> Self {
        let db = Db::connect(url).await.unwrap();
        schema::create_all(&db, definitions).await.unwrap();
        let env = Self { db, other, _kept: kept };
        for change in changes {
            env.run(change).await;
        }
        env
    }

    pub(super) async fn sqlite(definitions: &[Definition]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("planted.db").display());
        let other = Other::Sqlite(SqlitePool::connect(&url).await.unwrap());
        Self::new(other, &url, (None, Some(folder)), definitions, &[]).await
    }

    pub(super) async fn postgres(definitions: &[Definition], changes: &[&str]) -> Self {
        let database = fin_infra_test_servers::postgres().unwrap();
        let url = database.url().to_owned();
        let other = Other::Postgres(PgPool::connect(&url).await.unwrap());
        Self::new(other, &url, (Some(database), None), definitions, changes).await
    }

    pub(super) async fn mysql(definitions: &[Definition], changes: &[&str]) -> Self {
        let database = fin_infra_test_servers::mysql().unwrap();
        let url = database.url().to_owned();
        let other = Other::MySql(MySqlPool::connect(&url).await.unwrap());
        Self::new(other, &url, (Some(database), None), definitions, changes).await
    }

    pub(super) async fn run(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.other {
            Other::Sqlite(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
            Other::Postgres(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
            Other::MySql(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
        }
    }

    /// Whether a statement that changes a row gives it, so that it has changed it when the row cannot be read.
    pub(super) fn changes_before_it_reads(&self) -> bool {
        !matches!(self.other, Other::MySql(_))
    }
}
