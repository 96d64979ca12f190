//! `cargo bench -p fin-infra-benches`: see the crate's documentation.

use std::error::Error;
use std::str::FromStr;

use fin_infra::{Backend, Db, DbOptions, SqlResource, Store, Synchronous, schema};
use fin_infra_benches::budget::{Budget, Shares};
use fin_infra_benches::command::Command;
use fin_infra_benches::hand_written::HandWritten;
use fin_infra_benches::handle::{Executors, Stores};
use fin_infra_benches::race::{Length, Operation, Race};
use fin_infra_benches::report::Setting;
use fin_infra_benches::side::{Ours, Theirs};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
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
        self.command.wants(&["postgres", "file", "own", "memory"], name)
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
    let own = [Setting::OwnTables, Setting::Tuned];
    if plan.wants_database("own") && own.into_iter().any(|setting| plan.wants_setting(setting)) {
        measure_own_tables(plan).await?;
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
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB> + Store<Budget> + Store<Shares>,
{
    let pool: Pool<DB> = PoolOptions::new().connect_with(careful(Options::<DB>::from_str(url)?)).await?;
    let budgets = [schema::of::<Budget>()];
    schema::create_all(&Db::from(pool.clone()), &budgets).await?;
    for setting in Setting::ONE_TABLE.into_iter().filter(|&setting| plan.wants_setting(setting)) {
        setting.head(name);
        match setting {
            Setting::OwnTables | Setting::Tuned => unreachable!("these have two tables"),
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

/// The table that one writes by hand for the same lists. Ours has three more indexes: of the filter by user, of the search,
/// and of deleted rows. A write to SQLite costs a page of the log for each index that it changes.
const BY_HAND: &str = "
    CREATE TABLE budgets (id BLOB PRIMARY KEY NOT NULL, tenant_id BLOB NOT NULL, user_id BLOB NOT NULL, name TEXT NOT NULL,
        period_start INTEGER NOT NULL, period_end INTEGER NOT NULL, categories TEXT NOT NULL, amount INTEGER NOT NULL,
        rollover_enabled BOOLEAN NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER,
        name_folded TEXT NOT NULL);
    CREATE UNIQUE INDEX budgets_user_name ON budgets (tenant_id, user_id, name) WHERE deleted_at IS NULL;
    CREATE INDEX budgets_name ON budgets (tenant_id, name, id) WHERE deleted_at IS NULL;
    CREATE INDEX budgets_start ON budgets (tenant_id, period_start, id) WHERE deleted_at IS NULL;
    CREATE INDEX budgets_amount ON budgets (tenant_id, amount, id) WHERE deleted_at IS NULL;
    CREATE INDEX budgets_created ON budgets (tenant_id, created_at, id) WHERE deleted_at IS NULL;";

/// Measures each side with a table of its own, where a commit does not wait for the disk, so that it hides nothing.
async fn measure_own_tables(plan: &Plan) -> Outcome {
    let name = "SQLite in a file, synchronous = NORMAL";
    let folder = tempfile::tempdir()?;
    let url = |name: &str| format!("sqlite://{}?mode=rwc", folder.path().join(name).display());
    let options = |name: &str| -> Outcome<SqliteConnectOptions> {
        Ok(write_ahead(url(name).parse()?).synchronous(SqliteSynchronous::Normal))
    };
    let theirs: Pool<Sqlite> = PoolOptions::new().connect_with(options("theirs.db")?).await?;
    sqlx::raw_sql(BY_HAND).execute(&theirs).await?;
    let ours: Pool<Sqlite> = PoolOptions::new().connect_with(options("ours.db")?).await?;
    schema::create_all(&Db::from(ours.clone()), &[schema::of::<Budget>()]).await?;
    if plan.wants_setting(Setting::OwnTables) {
        Setting::OwnTables.head(name);
        compare(plan, Setting::OwnTables, name, &theirs, theirs.clone(), ours).await?;
    }
    if plan.wants_setting(Setting::Tuned) {
        Setting::Tuned.head(name);
        let tuned = PoolOptions::new().max_connections(1).test_before_acquire(false);
        let tuned: Pool<Sqlite> = tuned.connect_with(options("theirs.db")?.row_buffer_size(256)).await?;
        let options = DbOptions::new().sqlite_synchronous(Synchronous::Normal);
        let db = Db::connect_with(&url("ours.db"), options).await?;
        compare(plan, Setting::Tuned, name, &theirs, tuned, db).await?;
    }
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
    let mut race = Race::new(theirs, Ours::new(ours), plan.length).await;
    pool.execute("ANALYZE").await?;
    for operation in Operation::ALL.into_iter().filter(|&operation| plan.wants_operation(operation)) {
        setting.line(name, operation, race.run(operation).await);
    }
    Ok(())
}
