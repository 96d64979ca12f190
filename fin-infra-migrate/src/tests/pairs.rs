//! Random pairs of schemas on each database.

use std::collections::BTreeMap;
use std::env;

use sqlx::{AssertSqlSafe, Connection, Executor as _, SqlSafeStr as _};

use super::super::change::Change;
use super::super::connection::AnyConnection;
use super::super::describe::Desired;
use super::super::dialect::{Database, Dialect as _};
use super::super::diff::{Answers, diff};
use super::super::model::Schema;
use super::super::render::{Rows, statements, steps};
use super::super::verify::differences;
use super::kinds::Kind;
use super::random::Generator;
use super::rows::{ROWS, checks, inserts};

pub(super) fn setting(name: &str) -> Option<u64> {
    env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Runs pairs until one fails, and reports its seed.
async fn run(mut connection: AnyConnection, database: Database) {
    let pairs = setting("FIN_TEST_PAIRS").unwrap_or(500);
    let seeds = match setting("FIN_TEST_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..pairs,
    };
    for seed in seeds {
        let mut pair = Pair { connection: &mut connection, database, seed, log: Vec::new() };
        let result = pair.run().await;
        assert!(result.is_ok(), "FIN_TEST_SEED={seed} on {database:?}: {result:?}\n{}", pair.log.join(";\n"));
    }
}

struct Pair<'a> {
    connection: &'a mut AnyConnection,
    database: Database,
    seed: u64,
    log: Vec<String>,
}

struct Ways {
    up: Vec<String>,
    down: Vec<String>,
}

type Outcome = Result<(), String>;

impl Pair<'_> {
    async fn run(&mut self) -> Outcome {
        let mut generator = Generator::new(self.seed, self.database);
        let before = generator.schema();
        let after = generator.changed(&before);
        let wanted = Desired { schema: before.clone(), ..Desired::default() };
        let first = plan(&Schema::default(), &wanted, self.database)?;
        let second = plan(&before, &after, self.database)?;

        let first = self.ways(&first, &Schema::default());
        let is_unknown = takes_back_unknown_values(&second);
        let second = self.ways(&second, &before);

        self.apply(&first.up).await?;
        self.is(&before).await?;
        self.execute(inserts(&before, self.database)).await?;
        self.apply(&second.up).await?;
        self.is(&after.schema).await?;
        self.rows_are_there(&before, &after).await?;
        if is_unknown {
            self.empty(&after.schema).await?;
        }
        self.apply(&second.down).await?;
        self.is(&before).await?;
        self.apply(&second.up).await?;
        self.is(&after.schema).await?;
        self.apply(&second.down).await?;
        self.apply(&first.down).await?;
        let left = self.connection.schema(&before).await.map_err(|failure| failure.to_string())?;
        if left.tables.is_empty() { Ok(()) } else { Err("tables are left".to_owned()) }
    }

    /// The statements of changes and of their inverse.
    fn ways(&self, changes: &[Change], before: &Schema) -> Ways {
        if self.database == Database::MySql {
            let steps = steps(changes, before);
            let down = steps.iter().rev().filter_map(|step| step.down.clone()).collect();
            return Ways { up: steps.into_iter().filter_map(|step| step.up).collect(), down };
        }
        let back: Vec<Change> = changes.iter().rev().map(Change::inverse).collect();
        let texts = |changes: &[Change]| {
            let statements = statements(changes, self.database, Rows::AtOnce);
            statements.iter().map(|ddl| ddl.sql().to_owned()).collect()
        };
        Ways { up: texts(changes), down: texts(&back) }
    }

    /// As a migration does: in a transaction on PostgreSQL and SQLite.
    async fn apply(&mut self, statements: &[String]) -> Outcome {
        let mut all = statements.to_vec();
        if self.database != Database::MySql {
            all.insert(0, "BEGIN".to_owned());
            all.push("COMMIT".to_owned());
        }
        self.execute(all).await
    }

    async fn execute(&mut self, statements: Vec<String>) -> Outcome {
        for sql in statements {
            self.log.push(sql.clone());
            let sql = AssertSqlSafe(sql).into_sql_str();
            let done = match self.connection {
                AnyConnection::Sqlite(connection) => connection.execute(sqlx::raw_sql(sql)).await.map(drop),
                AnyConnection::Postgres(connection) => connection.execute(sqlx::raw_sql(sql)).await.map(drop),
                AnyConnection::MySql(connection) => connection.execute(sqlx::raw_sql(sql)).await.map(drop),
            };
            done.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    async fn count(&mut self, sql: &str) -> Result<i64, String> {
        self.log.push(sql.to_owned());
        let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
        let count = match self.connection {
            AnyConnection::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
            AnyConnection::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
            AnyConnection::MySql(connection) => sqlx::query_scalar(sql).fetch_one(connection).await,
        };
        count.map_err(|error| error.to_string())
    }

    async fn is(&mut self, wanted: &Schema) -> Outcome {
        let found = self.connection.schema(wanted).await.map_err(|failure| failure.to_string())?;
        let differences = differences(&found, wanted);
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }

    async fn rows_are_there(&mut self, before: &Schema, after: &Desired) -> Outcome {
        for query in checks(before, &after.schema, &after.renames, self.database) {
            let count = self.count(&query).await?;
            if count != i64::from(ROWS) {
                return Err(format!("{count} rows"));
            }
        }
        Ok(())
    }

    async fn empty(&mut self, schema: &Schema) -> Outcome {
        let tables = schema
            .parents_first()
            .into_iter()
            .rev()
            .map(|name| format!("DELETE FROM {}", self.database.quoted(name)));
        let deletes = tables.collect();
        self.execute(deletes).await
    }
}

/// The changes, with an answer to each question.
pub(super) fn plan(before: &Schema, after: &Desired, database: Database) -> Result<Vec<Change>, String> {
    let mut fills = BTreeMap::new();
    for (name, table) in &after.schema.tables {
        let Some(old) = before.tables.get(name) else { continue };
        for column in table.columns.iter().filter(|column| !column.nullable && column.generated.is_none()) {
            let old_name = after.renames.get(&(name.clone(), column.name.clone())).unwrap_or(&column.name);
            if old.column(old_name).is_none_or(|old| old.nullable) && column.default.is_none() {
                let value = (Kind::of(&column.name).value)(database, 1);
                fills.insert(format!("{name}.{}", column.name), value);
            }
        }
    }
    diff(before, after, &Answers { allow_drop: true, fills }).map_err(|questions| questions.join("\n"))
}

/// Whether undoing makes columns required whose values are lost.
pub(super) fn takes_back_unknown_values(changes: &[Change]) -> bool {
    changes.iter().any(|change| match change.inverse() {
        Change::Alter(back) => back.after.columns.iter().any(|column| {
            let before = back.before.column(back.old_name(&column.name));
            !column.nullable
                && column.generated.is_none()
                && before.is_none_or(|before| before.nullable || before.sql_type != column.sql_type)
        }),
        _ => false,
    })
}

#[tokio::test]
async fn on_sqlite() {
    let connection = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
    run(AnyConnection::Sqlite(connection), Database::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    let database = fin_infra_test_servers::postgres().unwrap();
    run(AnyConnection::connect(database.url()).await.unwrap(), Database::Postgres).await;
}

#[tokio::test]
async fn on_mysql() {
    let database = fin_infra_test_servers::mysql().unwrap();
    run(AnyConnection::connect(database.url()).await.unwrap(), Database::MySql).await;
}
