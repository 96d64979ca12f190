//! On MariaDB, which runs a statement for its plan alone.

use fin_infra::Db;
use fin_infra::schema::{self, Database, Table};
use fin_infra_test_servers::Database as TestDatabase;
use serde_json::{Map, Value};
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection};

use crate::asks::Ask;
use crate::explaining::Proxy;
use crate::fill;
use crate::plan::{Explain, Plan};
use crate::subjects::{
    Application, Bills, Companies, Household, Letters, Offers, Quickstart, Spendings, Tasks, WealthManagement,
};

struct TestEnv {
    db: Db,
    /// Whose statements are explained, so that their answers are none.
    explained: Db,
    proxy: Proxy,
    database: TestDatabase,
}

impl TestEnv {
    async fn of<A: Application>() -> Self {
        let database = fin_infra_test_servers::mysql().unwrap();
        let db = Db::connect(database.url()).await.unwrap();
        schema::create_all(&db, &A::definitions()).await.unwrap();
        let mut connection = MySqlConnection::connect(database.url()).await.unwrap();
        for definition in A::definitions() {
            let insert = fill::insert(&definition, Database::MySql, fill::rows());
            connection.execute(AssertSqlSafe(insert)).await.unwrap();
            let analyze = format!("ANALYZE TABLE {}", definition.table.name);
            connection.execute(AssertSqlSafe(analyze)).await.unwrap();
        }
        let proxy = Proxy::before(database.url()).await;
        let options = MySqlPoolOptions::new().max_connections(1);
        let explained = Db::from(options.connect(proxy.url()).await.unwrap());
        Self { db, explained, proxy, database }
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
        assert!((ask.call)(&self.explained).await.is_err(), "a plan is no answer");
        self.proxy.take_plans().iter().map(|report| plan(report, table)).collect()
    }
}

fn plan(report: &Value, table: &Table) -> Plan {
    let mut plan = Plan { text: format!("{report:#}"), is_within_tenant: true, ..Plan::default() };
    let tenant = table.tenant.map(|env| table.columns[env].name);
    add(report, tenant, &mut plan);
    plan
}

/// Adds every table that is read anywhere in a report.
fn add(part: &Value, tenant: Option<&str>, plan: &mut Plan) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| add(part, tenant, plan)),
        Value::Object(parts) => {
            let sorted =
                parts.get("filesort").map_or(0, |sort| sort["r_output_rows"].as_u64().unwrap_or(u64::MAX));
            plan.sorted = plan.sorted.max(sorted);
            // The result of a part of the statement itself is not a table.
            if parts.get("table_name").is_some_and(|name| !name.as_str().unwrap_or_default().starts_with('<'))
            {
                add_table(parts, tenant, plan);
            }
            parts.values().for_each(|part| add(part, tenant, plan));
        }
        _ => {}
    }
}

fn add_table(table: &Map<String, Value>, tenant: Option<&str>, plan: &mut Plan) {
    let number = |key: &str| table.get(key).and_then(Value::as_f64).unwrap_or_default();
    plan.read += (number("r_rows") * number("r_loops")).round() as u64;
    if table["access_type"] == "ALL" {
        plan.scan = Some(table["table_name"].to_string());
    }
    let ways = table.get("index_merge").map_or_else(|| first_columns(table), first_columns_of_any);
    let is_within_tenant = !ways.is_empty() && ways.iter().all(|way| Some(*way) == tenant);
    plan.is_within_tenant &= tenant.is_none() || is_within_tenant;
}

/// The first column of the index by which a table is read.
fn first_columns(table: &Map<String, Value>) -> Vec<&str> {
    table.get("used_key_parts").and_then(|parts| parts[0].as_str()).into_iter().collect()
}

/// Those of all indexes that are merged.
fn first_columns_of_any(part: &Value) -> Vec<&str> {
    match part {
        Value::Array(parts) => parts.iter().flat_map(first_columns_of_any).collect(),
        Value::Object(parts) if parts.contains_key("used_key_parts") => first_columns(parts),
        Value::Object(parts) => parts.values().flat_map(first_columns_of_any).collect(),
        _ => Vec::new(),
    }
}

async fn check<A: Application>() {
    let faults = A::faults(&TestEnv::of::<A>().await).await;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n\n"));
}

#[tokio::test]
async fn an_index_serves_everything_that_the_quickstart_asks_mysql() {
    check::<Quickstart>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_a_household_asks_mysql() {
    check::<Household>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_companies_ask_mysql() {
    check::<Companies>().await;
}

#[tokio::test]
async fn an_index_serves_everything_that_wealth_management_asks_mysql() {
    check::<WealthManagement>().await;
}

#[tokio::test]
async fn an_index_serves_orders_with_nulls_on_mysql() {
    check::<Bills>().await;
}

#[tokio::test]
async fn an_index_serves_aggregates_on_mysql() {
    check::<Spendings>().await;
}

#[tokio::test]
async fn the_tenants_index_serves_searches_in_long_texts_on_mysql() {
    check::<Letters>().await;
}

#[tokio::test]
async fn an_index_serves_filters_and_orders_of_money_on_mysql() {
    check::<Offers>().await;
}

#[tokio::test]
async fn an_index_serves_orders_of_several_columns_on_mysql() {
    check::<Tasks>().await;
}

#[tokio::test]
async fn an_index_that_is_left_out_is_missed_on_mysql() {
    let env = TestEnv::of::<Bills>().await;
    let mut connection = MySqlConnection::connect(env.database.url()).await.unwrap();
    connection.execute("DROP INDEX ix_bills_created_at ON bills").await.unwrap();
    let faults = Bills::faults(&env).await;
    assert!(faults.iter().any(|fault| fault.contains("bills by created_at Ascending")), "{faults:?}");
    assert!(!faults.iter().any(|fault| fault.contains("bills by id")), "{faults:?}");
}
