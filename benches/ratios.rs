//! `cargo bench -p fin-infra-benches`: see the crate's documentation.

use std::error::Error;
use std::str::FromStr;

use fin_infra::{Backend, Db, SqlResource, Store, schema};
use fin_infra_benches::budget::Budget;
use fin_infra_benches::command::Command;
use fin_infra_benches::hand_written::HandWritten;
use fin_infra_benches::handle::{Executors, Stores};
use fin_infra_benches::race::{Length, Operation, Runner, race};
use fin_infra_benches::report::Setting;
use fin_infra_benches::side::{Ours, Theirs};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, Executor, Pool, Postgres, Sqlite};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The selected measurements.
struct Plan {
    length: Length,
    command: Command,
}

impl Plan {
    fn new() -> Self {
        let command = Command::line();
        Self { length: if command.glance { Length::GLANCE } else { Length::FULL }, command }
    }

    fn wants_database(&self, name: &str) -> bool {
        self.command.wants(&["postgres", "file", "memory"], name)
    }

    fn wants_setting(&self, setting: Setting) -> bool {
        self.command.wants(&Setting::ALL.map(Setting::name), setting.name())
    }

    fn wants_operation(&self, operation: Operation) -> bool {
        self.command.wants(&Operation::ALL.map(Operation::name), operation.name())
    }
}

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(&Plan::new()))
}

async fn run(plan: &Plan) -> Outcome {
    if plan.command.is("compile") {
        return Ok(());
    }
    if plan.wants_database("postgres") {
        let database = fin_infra_test_servers::postgres()?;
        measure::<Postgres>(plan, "PostgreSQL", database.url(), |options| options).await?;
    }
    if plan.wants_database("file") {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("budgets.db").display());
        measure::<Sqlite>(plan, "SQLite in a file", &url, write_ahead).await?;
    }
    if plan.wants_database("memory") {
        measure::<Sqlite>(plan, "SQLite in memory", "sqlite::memory:", |options| options).await?;
    }
    Ok(())
}

/// The options that a careful engineer sets for SQLite.
fn write_ahead(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.journal_mode(SqliteJournalMode::Wal).foreign_keys(true)
}

type Options<DB> = <<DB as sqlx::Database>::Connection as Connection>::Options;

async fn measure<DB>(plan: &Plan, name: &str, url: &str, careful: fn(Options<DB>) -> Options<DB>) -> Outcome
where
    DB: HandWritten + Backend,
    Db: From<Pool<DB>>,
    Budget: SqlResource<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB> + Store<Budget>,
{
    let pool: Pool<DB> = PoolOptions::new().connect_with(careful(Options::<DB>::from_str(url)?)).await?;
    let budgets = [schema::of::<Budget>()];
    schema::create_all(&Db::from(pool.clone()), &budgets).await?;
    for setting in Setting::ALL.into_iter().filter(|&setting| plan.wants_setting(setting)) {
        setting.head(name);
        match setting {
            Setting::SamePool => compare(plan, setting, name, &pool, pool.clone(), pool.clone()).await?,
            Setting::Connection => {
                compare(plan, setting, name, &pool, pool.acquire().await?, pool.acquire().await?).await?;
            }
            Setting::Db => {
                let db = Db::connect(url).await?;
                // In memory, each pool has its own database.
                schema::create_all(&db, &budgets).await?;
                compare(plan, setting, name, &pool, pool.clone(), db).await?;
            }
        }
    }
    pool.close().await;
    Ok(())
}

/// Races the operations, and prints the results.
async fn compare<DB: HandWritten>(
    plan: &Plan,
    setting: Setting,
    name: &str,
    pool: &Pool<DB>,
    theirs: impl Executors<DB>,
    ours: impl Stores,
) -> Outcome
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let theirs: Theirs<DB, _> = Theirs::new(theirs);
    let mut theirs = Runner::new(theirs, plan.length).await;
    let mut ours = Runner::new(Ours::new(ours), plan.length).await;
    pool.execute("ANALYZE").await?;
    for operation in Operation::ALL.into_iter().filter(|&operation| plan.wants_operation(operation)) {
        setting.line(name, operation, race(&mut theirs, &mut ours, operation).await);
    }
    Ok(())
}
