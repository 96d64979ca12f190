//! On PostgreSQL, which reports the plan of each statement that it ran, and with and without policies.

use fin_infra::prelude::Uuid;
use fin_infra::schema::{self, Database, Definition, Table};
use fin_infra::{Db, DbOptions};
use fin_infra_test_servers::Database as TestDatabase;
use fin_infra_tests::role::Role;
use serde_json::Value;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::asks::{Ask, Large};
use crate::fill;
use crate::plan::{Explain, Plan};
use crate::subjects::{
    Application, Bills, Companies, Household, Letters, Offers, Quickstart, Spendings, Tasks, WealthManagement,
};

/// A database with rows, and the role that may read them, to which the policies apply.
struct TestEnv {
    // Dropped in this order: a role cannot go while a database knows it.
    database: TestDatabase,
    role: Role,
}

impl TestEnv {
    async fn of<A: Application>() -> Self {
        let database = fin_infra_test_servers::postgres().unwrap();
        let role = Role::new(database.url());
        let definitions: Vec<_> = A::definitions().into_iter().map(protected).collect();
        let db = Db::connect_with(database.url(), DbOptions::new().max_connections(1)).await.unwrap();
        schema::create_all(&db, &definitions).await.unwrap();
        let mut connection = PgConnection::connect(database.url()).await.unwrap();
        for definition in &definitions {
            let insert = fill::insert(definition, Database::Postgres, fill::rows());
            connection.execute(AssertSqlSafe(insert)).await.unwrap();
        }
        connection.execute("VACUUM ANALYZE").await.unwrap();
        let name = database.url().rsplit('/').next().expect("the database has a name").to_owned();
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = 0",
            "auto_explain.log_analyze = on",
            "auto_explain.log_timing = off",
            "auto_explain.log_format = 'json'",
            "auto_explain.log_level = 'notice'",
        ] {
            connection.execute(AssertSqlSafe(format!("ALTER DATABASE {name} SET {setting}"))).await.unwrap();
        }
        let grant = format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", role.name());
        connection.execute(AssertSqlSafe(grant)).await.unwrap();
        Self { database, role }
    }

    /// The defects in the plans of the administrator's calls, to which no policy applies, and of the role's calls.
    async fn faults<A: Application>(&self) -> Vec<String> {
        let without = Session::begin(self.database.url(), false).await;
        let mut faults = A::faults(&without).await;
        drop(without);
        if A::definitions().iter().all(|definition| definition.table.tenant.is_some()) {
            let with = Session::begin(&self.role.url(self.database.url()), true).await;
            let under_policies = A::faults(&with).await;
            faults
                .extend(under_policies.into_iter().map(|fault| format!("under row-level security, {fault}")));
        }
        faults
    }
}

/// The same table with the policies that `rls` gives it.
fn protected(mut definition: Definition) -> Definition {
    let table = definition.table;
    let with_policies = Table { rls: table.tenant.is_some(), ..*table };
    definition.table = Box::leak(Box::new(with_policies));
    definition
}

struct Session {
    _pool: PgPool,
    db: Db,
    is_under_policies: bool,
}

impl Session {
    /// One connection, whose tenant is set permanently: a struct without `rls` sets none.
    async fn begin(url: &str, is_under_policies: bool) -> Self {
        let set_tenant = format!("SET app.current_tenant = '{}'", Uuid::large());
        let options = PgPoolOptions::new().max_connections(1).after_connect(move |connection, _| {
            let set_tenant = set_tenant.clone();
            Box::pin(async move { connection.execute(AssertSqlSafe(set_tenant)).await.map(drop) })
        });
        let pool = options.connect(url).await.unwrap();
        Self { db: Db::from(pool.clone()), _pool: pool, is_under_policies }
    }
}

impl Explain for Session {
    fn db(&self) -> &Db {
        &self.db
    }

    fn compares_decimals_in_indexes(&self) -> bool {
        !self.is_under_policies
    }

    async fn plans(&self, ask: &Ask, table: &'static Table) -> Vec<Plan> {
        let mut plans = Vec::new();
        // After the fifth time PostgreSQL may make a plan for all values.
        for _ in 0..6 {
            let (answer, reports) = fin_infra_tests::capture::of((ask.call)(&self.db), async {}).await;
            answer.unwrap();
            let reported = reports.notices.iter().filter_map(|notice| notice.split_once("plan:\n"));
            let reported = reported.map(|(_, plan)| serde_json::from_str::<Value>(plan).unwrap());
            plans.extend(reported.filter(is_of_a_list).map(|report| plan(&report, table)));
        }
        plans
    }
}

/// Under policies, the tenant is set by a separate statement.
fn is_of_a_list(report: &Value) -> bool {
    report["Query Text"].as_str().is_some_and(|text| text.contains(" FROM "))
}

fn plan(report: &Value, table: &Table) -> Plan {
    let mut plan = Plan {
        text: format!("{}\n", report["Query Text"].as_str().unwrap_or_default()),
        is_within_tenant: true,
        ..Plan::default()
    };
    let tenant = table.tenant.map(|env| table.columns[env].name).unwrap_or_default();
    add(&report["Plan"], 0, tenant, &mut plan);
    plan
}

/// Adds a node and those below it.
fn add(node: &Value, depth: usize, tenant: &str, plan: &mut Plan) {
    let text = |key: &str| node[key].as_str().unwrap_or_default();
    let loops = node["Actual Loops"].as_u64().unwrap_or(1);
    let number = |key: &str| node[key].as_u64().unwrap_or_default();
    let rows = number("Actual Rows");
    let removed = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
    let read = loops * (rows + removed);
    let (kind, condition) = (text("Node Type"), text("Index Cond"));
    let line = format!(
        "{:depth$}{kind} {} {condition} [{}] {rows} rows, {removed} removed, {loops} times\n",
        "",
        text("Index Name"),
        text("Filter"),
    );
    plan.text.push_str(&line);
    match kind {
        "Seq Scan" => {
            plan.scan = Some(text("Relation Name").to_owned());
            plan.read += read;
        }
        "Index Scan" | "Index Only Scan" | "Bitmap Index Scan" | "Bitmap Heap Scan" => plan.read += read,
        "Sort" | "Incremental Sort" => plan.sorted = plan.sorted.max(rows),
        _ => {}
    }
    if matches!(kind, "Seq Scan" | "Index Scan" | "Index Only Scan" | "Bitmap Index Scan") {
        plan.is_within_tenant &= condition.contains(&format!("({tenant} = "));
    }
    for below in node["Plans"].as_array().into_iter().flatten() {
        add(below, depth + 2, tenant, plan);
    }
}

async fn check<A: Application>() {
    let faults = TestEnv::of::<A>().await.faults::<A>().await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n\n"));
}

#[tokio::test]
async fn an_index_serves_everything_that_the_quickstart_asks_postgres() {
    check::<Quickstart>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_a_household_asks_postgres() {
    check::<Household>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_companies_ask_postgres() {
    check::<Companies>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_wealth_management_asks_postgres() {
    check::<WealthManagement>().await;
}

#[tokio::test]
async fn an_index_serves_orders_with_nulls_on_postgres() {
    check::<Bills>().await;
}

#[tokio::test]
async fn an_index_serves_aggregates_on_postgres() {
    check::<Spendings>().await;
}

#[tokio::test]
async fn the_tenants_index_serves_searches_in_long_texts_on_postgres() {
    check::<Letters>().await;
}

#[tokio::test]
async fn an_index_serves_filters_and_orders_of_money_on_postgres() {
    check::<Offers>().await;
}

#[tokio::test]
async fn an_index_serves_orders_of_several_columns_on_postgres() {
    check::<Tasks>().await;
}

#[tokio::test]
async fn an_index_that_is_left_out_is_missed_on_postgres() {
    let env = TestEnv::of::<Bills>().await;
    let mut connection = PgConnection::connect(env.database.url()).await.unwrap();
    connection.execute("DROP INDEX ix_bills_created_at").await.unwrap();
    let faults = env.faults::<Bills>().await;
    assert!(faults.iter().any(|fault| fault.contains("bills by created_at Ascending")), "{faults:?}");
    assert!(!faults.iter().any(|fault| fault.contains("bills by id")), "{faults:?}");
}
