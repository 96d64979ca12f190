//! Indexes serve what the page and the API read, among the rows of many companies.
//!
//! PostgreSQL reports the plan of each statement that the program sends, and how many rows it read (`auto_explain`). The
//! reports are notices, which the program logs.

use std::fs::{self, File};
use std::path::PathBuf;

use serde_json::Value;

use crate::page::session;
use crate::support::{OWNER, Program, Served};

/// How many rows a statement may read. A page has at most 20 rows, and each budget has a few children.
const MAX_READ: f64 = 200.0;

const TABLES: [&str; 5] = ["companies", "members", "budgets", "budget_categories", "transactions"];

/// Many companies with few rows each, and many rows of the bakery.
const FILL: [&str; 5] = [
    "INSERT INTO companies (id, slug, name, created_at, updated_at)
     SELECT md5('company' || n)::uuid, 'company-' || n, 'Company ' || n, now(), now() FROM generate_series(1, 1000) n",
    "INSERT INTO members (id, tenant_id, email, name, role, created_at, updated_at)
     SELECT md5(slug || n)::uuid, id, 'member-' || n || '@example.org', 'Member ' || n,
            CASE WHEN n = 1 AND slug LIKE 'company-%' THEN 'owner' ELSE 'viewer' END, now(), now()
     FROM companies, generate_series(1, CASE slug WHEN 'bakery' THEN 2000 ELSE 4 END) n",
    "INSERT INTO budgets (id, tenant_id, user_id, name, name_folded, kind, period, starts_on, ends_on, extra, created_at, updated_at)
     SELECT md5('budget' || c.slug || n)::uuid, c.id, m.id, 'Budget ' || n, 'budget ' || n, 'business', 'monthly',
            date '2010-01-01' + n, date '2010-01-31' + n, '{}', now(), now()
     FROM companies c JOIN members m ON m.tenant_id = c.id AND m.role = 'owner',
          generate_series(1, CASE c.slug WHEN 'bakery' THEN 2000 ELSE 10 END) n",
    "INSERT INTO budget_categories (id, tenant_id, budget_id, name, name_folded, planned, planned_currency, created_at, updated_at)
     SELECT md5('category' || b.id || n)::uuid, b.tenant_id, b.id, 'Category ' || n, 'category ' || n, 100, 'EUR', now(), now()
     FROM budgets b, generate_series(1, 4) n WHERE b.name LIKE 'Budget %'",
    "INSERT INTO transactions
         (id, tenant_id, user_id, budget_id, category, booked_on, amount, amount_currency, description, description_folded,
          created_at, updated_at)
     SELECT md5('transaction' || b.id || n)::uuid, b.tenant_id, b.user_id, b.id, 'Category ' || n, b.starts_on + n, n, 'EUR',
            'Payment ' || n, 'payment ' || n, now(), now()
     FROM budgets b, generate_series(1, 5) n WHERE b.name LIKE 'Budget %'",
];

const EXPLAIN: [&str; 6] = [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_format = 'json'",
    "auto_explain.log_level = 'notice'",
];

fn with_many_rows() -> Program {
    let program = Program::with_sample();
    for insert in FILL {
        program.sql(insert);
    }
    program.sql("VACUUM ANALYZE");
    for setting in EXPLAIN {
        program.sql(&format!("ALTER DATABASE {} SET {setting}", program.database_name()));
    }
    program
}

/// Everything that the page and clients of the API read often.
fn read_everything(served: &Served) {
    let cookie = format!("cookie: {}\r\n", session(served, OWNER));
    let page = served.send("GET /budgets", &cookie, "");
    assert_eq!(page.body.matches("<article").count(), 10, "{}", page.body);
    let next = page.body.split("/budgets?after=").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(served.send(&format!("GET /budgets?after={next}"), &cookie, "").status, 200);

    let token = served.sign_in("bakery", OWNER);
    let member = served.member(&token, OWNER);
    let budget = served.get(&token, "/budgets?name=Budget%20100").first();
    let budget = budget["id"].as_str().unwrap();
    for path in [
        "/budgets",
        "/budgets?order_by=-starts_on&include=budget_categories",
        "/budgets?starts_on[gte]=2012-01-01&order_by=starts_on",
        "/budgets?kind=business&order_by=name",
        "/budgets/search?q=budget",
        &format!("/budgets?user_id={member}"),
        &format!("/budgets/{budget}?include=budget_categories"),
        &format!("/budget-categories?budget_id={budget}"),
        "/transactions?order_by=-booked_on",
        "/transactions?booked_on[gte]=2012-01-01&order_by=booked_on,category",
        "/transactions?category=Category%201",
        "/transactions/search?q=payment",
        &format!("/transactions?budget_id={budget}&order_by=-booked_on"),
        &format!("/transactions/aggregate?budget_id={budget}&by=category,amount_currency&sum=amount"),
        "/members?order_by=name",
        "/members?role=owner",
    ] {
        let answer = served.get(&token, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let rows = answer.json();
        assert!(rows["id"].is_string() || rows["items"] != Value::Array(Vec::new()), "{path} finds nothing");
    }
}

/// The reported statements and their plans.
fn reports(log: &str) -> Vec<Value> {
    let plans = log.split("plan:\n").skip(1);
    plans.filter_map(|text| serde_json::Deserializer::from_str(text).into_iter().next()?.ok()).collect()
}

/// Adds the rows that a node and those below it read, and the tables that they scan.
fn add(node: &Value, read: &mut f64, scanned: &mut Vec<String>) {
    let number = |key: &str| node[key].as_f64().unwrap_or_default();
    let kind = node["Node Type"].as_str().unwrap_or_default();
    if kind.contains("Scan") {
        let removed = number("Rows Removed by Filter") + number("Rows Removed by Index Recheck");
        *read += number("Actual Loops") * (number("Actual Rows") + removed);
    }
    if kind == "Seq Scan" {
        scanned.push(node["Relation Name"].to_string());
    }
    node["Plans"].as_array().into_iter().flatten().for_each(|below| add(below, read, scanned));
}

/// What is wrong with the plans of a log.
fn faults(log: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for report in reports(log) {
        let statement = report["Query Text"].as_str().unwrap_or_default();
        let is_of_table = TABLES.iter().any(|table| statement.contains(&format!("\"{table}\"")));
        // The daily purge goes from one company to the next.
        let is_of_purge = statement.contains("\"companies\"") && !statement.contains("\"slug\" =");
        let (mut read, mut scanned) = (0.0, Vec::new());
        add(&report["Plan"], &mut read, &mut scanned);
        if is_of_table && !is_of_purge && (read > MAX_READ || !scanned.is_empty()) {
            faults.push(format!("{read} rows are read, {scanned:?} are scanned: {statement}"));
        }
    }
    faults
}

fn log(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[test]
fn indexes_serve_the_page_and_the_api_among_many_rows() {
    let program = with_many_rows();
    let path = log("plans.log");
    read_everything(&program.serve_logging(File::create(&path).unwrap()));
    let log = fs::read_to_string(&path).unwrap();
    for table in TABLES {
        assert!(
            reports(&log).iter().any(|report| report.to_string().contains(table)),
            "no plan reads {table}"
        );
    }
    let faults = faults(&log);
    assert!(faults.is_empty(), "{} faults: {}", faults.len(), faults.join("\n"));
}

#[test]
fn an_index_that_is_missing_is_noticed() {
    let program = with_many_rows();
    program.sql("DROP INDEX ix_budgets_starts_on");
    let path = log("plans_without_index.log");
    read_everything(&program.serve_logging(File::create(&path).unwrap()));
    let faults = faults(&fs::read_to_string(&path).unwrap());
    assert!(faults.iter().any(|fault| fault.contains("starts_on")), "{faults:?}");
}
