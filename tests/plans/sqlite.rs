//! On SQLite, which reports how it would run a statement, and how many steps it took.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fin_infra::Db;
use fin_infra::schema::{self, Database, Table};
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::asks::Ask;
use crate::fill;
use crate::plan::{Explain, Plan};
use crate::subjects::{
    Application, Bills, Companies, Household, Letters, Offers, Quickstart, Spendings, Tasks, WealthManagement,
};

/// The number of steps between two progress reports of SQLite.
const STEPS: u8 = 10;

/// The steps that reading a row of a page takes at least: two for each column.
const STEPS_OF_A_ROW: u64 = 20;

struct TestEnv {
    pool: SqlitePool,
    db: Db,
    steps: Arc<AtomicU64>,
}

impl TestEnv {
    async fn of<A: Application>() -> Self {
        let options = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = options.connect("sqlite::memory:").await.unwrap();
        let db = Db::from(pool.clone());
        schema::create_all(&db, &A::definitions()).await.unwrap();
        for definition in A::definitions() {
            let insert = fill::insert(&definition, Database::Sqlite, fill::rows());
            pool.execute(AssertSqlSafe(insert)).await.unwrap();
        }
        pool.execute("ANALYZE").await.unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        let counted = steps.clone();
        let mut connection = pool.acquire().await.unwrap();
        connection.lock_handle().await.unwrap().set_progress_handler(STEPS.into(), move || {
            counted.fetch_add(STEPS.into(), Ordering::Relaxed);
            true
        });
        drop(connection);
        Self { pool, db, steps }
    }

    /// Earlier steps are complete and reported.
    async fn settled(&self) {
        drop(self.pool.acquire().await.unwrap().lock_handle().await.unwrap());
    }
}

impl Explain for TestEnv {
    fn db(&self) -> &Db {
        &self.db
    }

    fn sorts_ties_alone(&self) -> bool {
        false
    }

    async fn plans(&self, ask: &Ask, table: &'static Table) -> Vec<Plan> {
        self.settled().await;
        self.steps.store(0, Ordering::Relaxed);
        let (answer, reports) = fin_infra_tests::capture::of((ask.call)(&self.db), self.settled()).await;
        answer.unwrap();
        let steps = self.steps.load(Ordering::Relaxed);
        let mut plans = Vec::new();
        for statement in reports.statements {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let rows = self.pool.fetch_all(explain).await.unwrap();
            let lines: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            plans.push(plan(&statement, &lines, steps, table));
        }
        plans
    }
}

/// What is read from queries within the query: a stretch of an order, which is no longer than a page, and the rows of a few
/// parents with their ranks, which are read as they are found.
const WITHIN: [&str; 3] = ["fin_segment", "fin_ranked", "(subquery-"];

fn plan(statement: &str, lines: &[String], steps: u64, table: &Table) -> Plan {
    let ways: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("SCAN ") || line.starts_with("SEARCH "))
        .filter(|way| !WITHIN.iter().any(|within| way.contains(within)))
        .collect();
    // The plan is that for unknown values, and another one may have run. The number of steps shows how many rows were
    // sorted at most.
    let sorts = lines.iter().any(|line| line.contains("TEMP B-TREE"));
    let begins = table.tenant.map(|env| format!("({}=?", table.columns[env].name)).unwrap_or_default();
    Plan {
        text: format!("{statement}\n{}\n{steps} steps", lines.join("\n")),
        read: steps / STEPS_OF_A_ROW,
        sorted: if sorts { steps / STEPS_OF_A_ROW } else { 0 },
        scan: ways
            .iter()
            .find(|way| way.starts_with("SCAN ") && !way.contains(" USING "))
            .map(|way| (*way).clone()),
        is_within_tenant: !ways.is_empty() && ways.iter().all(|way| way.contains(&begins)),
    }
}

async fn check<A: Application>() {
    let faults = A::faults(&TestEnv::of::<A>().await).await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n\n"));
}

#[tokio::test]
async fn an_index_serves_everything_that_the_quickstart_asks_sqlite() {
    check::<Quickstart>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_a_household_asks_sqlite() {
    check::<Household>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_companies_ask_sqlite() {
    check::<Companies>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_wealth_management_asks_sqlite() {
    check::<WealthManagement>().await;
}

#[tokio::test]
async fn an_index_serves_orders_with_nulls_on_sqlite() {
    check::<Bills>().await;
}

#[tokio::test]
async fn an_index_serves_aggregates_on_sqlite() {
    check::<Spendings>().await;
}

#[tokio::test]
async fn the_tenants_index_serves_searches_in_long_texts_on_sqlite() {
    check::<Letters>().await;
}

#[tokio::test]
async fn an_index_serves_filters_and_orders_of_money_on_sqlite() {
    check::<Offers>().await;
}

#[tokio::test]
async fn an_index_serves_orders_of_several_columns_on_sqlite() {
    check::<Tasks>().await;
}

#[tokio::test]
async fn an_index_that_is_left_out_is_missed_on_sqlite() {
    let env = TestEnv::of::<Bills>().await;
    env.pool.execute("DROP INDEX ix_bills_created_at").await.unwrap();
    let faults = Bills::faults(&env).await;
    assert!(faults.iter().any(|fault| fault.contains("bills by created_at Ascending")), "{faults:?}");
    assert!(!faults.iter().any(|fault| fault.contains("bills by id")), "{faults:?}");
}
