//! `cargo bench -p fin-infra-benches --bench rest`: see the documentation of the crate's module `rest`.

use std::error::Error;
use std::str::FromStr;

use fin_infra::{Backend, Db, SqlResource};
use fin_infra_benches::budget::Budget;
use fin_infra_benches::command::Command;
use fin_infra_benches::hand_written::HandWritten;
use fin_infra_benches::rest::budgets::Budgets;
use fin_infra_benches::rest::race::Length;
use fin_infra_benches::rest::report::{self, Setting};
use fin_infra_benches::rest::request::Kind;
use fin_infra_benches::rest::{by_hand, server};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, Executor, Pool, Postgres, Sqlite};
use tokio::task::LocalSet;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The names on the command line, other than databases, settings and kinds of requests.
const MEASURED: [&str; 3] = ["requests", "cursor", "load"];

fn main() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(run(&Command::line())))
}

async fn run(command: &Command) -> Outcome {
    if command.is("compile") {
        return Ok(());
    }
    if command.glance {
        println!("A glance: it shows that everything runs. Its numbers say nothing.");
    }
    let databases = ["postgres", "file"];
    if command.wants(&databases, "postgres") {
        let database = fin_infra_test_servers::postgres()?;
        measure::<Postgres>(command, "PostgreSQL", database.url(), |options| options).await?;
    }
    if command.wants(&databases, "file") {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("budgets.db").display());
        measure::<Sqlite>(command, "SQLite in a file", &url, write_ahead).await?;
    }
    Ok(())
}

/// The SQLite settings of a careful engineer.
fn write_ahead(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.journal_mode(SqliteJournalMode::Wal).foreign_keys(true)
}

type Options<DB> = <<DB as sqlx::Database>::Connection as Connection>::Options;

async fn measure<DB>(
    command: &Command,
    name: &str,
    url: &str,
    careful: fn(Options<DB>) -> Options<DB>,
) -> Outcome
where
    DB: HandWritten + Backend,
    Db: From<Pool<DB>>,
    Budget: SqlResource<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let pool: Pool<DB> = PoolOptions::new().connect_with(careful(Options::<DB>::from_str(url)?)).await?;
    let length = if command.glance { Length::GLANCE } else { Length::FULL };
    let mut budgets = Budgets::fill(&Db::from(pool.clone()), length).await?;
    pool.execute("ANALYZE").await?;
    let db = Db::connect(url).await?;
    if command.wants(&MEASURED, "requests") {
        compare(command, name, &mut budgets, &pool, [Db::from(pool.clone()), db.clone()]).await;
    }
    if command.wants(&MEASURED, "cursor") {
        report::pages(name, length.far_row(), budgets.compare_pages(server::ours(db.clone())).await);
    }
    if command.wants(&MEASURED, "load") {
        report::growth(name, budgets.watch(server::ours(db)).await);
    }
    pool.close().await;
    Ok(())
}

/// Compares the servers, and prints the results.
async fn compare<DB: HandWritten>(
    command: &Command,
    name: &str,
    budgets: &mut Budgets,
    pool: &Pool<DB>,
    dbs: [Db; 2],
) where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
{
    let mut theirs = budgets.clients(by_hand::router(pool.clone())).await;
    for (setting, db) in Setting::ALL.into_iter().zip(dbs) {
        if !command.wants(&Setting::ALL.map(Setting::name), setting.name()) {
            continue;
        }
        let mut ours = budgets.clients(server::ours(db)).await;
        budgets.check_same_answers(&mut theirs, &mut ours).await;
        setting.head(name);
        for kind in
            Kind::ALL.into_iter().filter(|kind| command.wants(&Kind::ALL.map(Kind::name), kind.name()))
        {
            report::line(kind, budgets.compare(kind, &mut theirs, &mut ours).await);
        }
    }
}
