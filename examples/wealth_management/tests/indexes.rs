//! Indexes serve what the API and the report of a client read, among the rows of many advisors.
//!
//! MariaDB logs each statement with the number of rows that it read. That log is a setting of the whole server, so this test
//! starts one of its own.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod support;

use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, Row};

use crate::support::{Program, Served};

/// How many rows a statement may read. A page has 20 rows, and a report reads the 150 days of a client, some of them twice.
const MAX_READ: i64 = 1_200;

/// A hundred advisors with a few clients, and one with many. Each client has snapshots and goals.
const FILL: [&str; 7] = [
    "INSERT INTO advisors (id, name, created_at, updated_at)
     SELECT UNHEX(MD5(CONCAT('advisor', seq))), CONCAT('Advisor ', seq), NOW(6), NOW(6) FROM seq_1_to_100",
    "INSERT INTO api_tokens (id, advisor_id, person, digest, expires_at, created_at)
     SELECT UNHEX(MD5(CONCAT(name, '/', seq))), id, CONCAT('Person ', seq), SHA2(CONCAT(name, '/', seq), 256), NOW(6), NOW(6)
     FROM advisors JOIN seq_1_to_20",
    "INSERT INTO clients (id, tenant_id, reference, name, manager, created_at, updated_at, reference_folded, name_folded)
     SELECT UNHEX(MD5(CONCAT('client', a.name, '/', seq))), a.id, CONCAT('C-', seq), CONCAT('Client ', seq), 'Ada', NOW(6), NOW(6),
            CONCAT('c-', seq), CONCAT('client ', seq)
     FROM advisors a JOIN seq_1_to_3000 ON a.name = 'North' OR seq <= 20",
    "INSERT INTO net_worth_snapshots
         (id, tenant_id, user_id, day, assets, assets_currency, liabilities, liabilities_currency, net, net_currency,
          assets_by_kind, liabilities_by_kind, extra, created_at)
     SELECT UNHEX(MD5(CONCAT('snapshot', HEX(c.id), seq))), c.tenant_id, c.id, DATE '2026-07-01' + INTERVAL seq DAY, seq, 'EUR',
            0, 'EUR', seq, 'EUR', JSON_OBJECT('cash', CAST(seq AS CHAR)), '{}', '{}', NOW(6)
     FROM clients c JOIN seq_1_to_150 ON seq <= 20 OR (c.reference = 'C-1')",
    "INSERT INTO goals
         (id, tenant_id, user_id, name, name_folded, category, target, target_currency, current, current_currency, starts_on,
          status, extra, created_at, updated_at)
     SELECT UNHEX(MD5(CONCAT('goal', HEX(c.id), seq))), c.tenant_id, c.id, CONCAT('Goal ', seq), CONCAT('goal ', seq), 'savings',
            1000, 'EUR', 0, 'EUR', DATE '2025-01-01', 'active', '{}', NOW(6), NOW(6)
     FROM clients c JOIN seq_1_to_3",
    "INSERT INTO goal_contributions (id, tenant_id, goal_id, amount, amount_currency, booked_on, created_at)
     SELECT UNHEX(MD5(CONCAT('contribution', HEX(g.id), seq))), g.tenant_id, g.id, 1, 'EUR', DATE '2026-01-01' + INTERVAL seq DAY,
            NOW(6)
     FROM goals g JOIN seq_1_to_5",
    "INSERT INTO funding_accounts (id, tenant_id, user_id, name, name_folded, created_at, updated_at)
     SELECT UNHEX(MD5(CONCAT('account', HEX(id)))), tenant_id, id, 'Savings', 'savings', NOW(6), NOW(6) FROM clients",
];

const TABLES: &str =
    "advisors, api_tokens, clients, net_worth_snapshots, goals, goal_contributions, funding_accounts";

const LOG: [&str; 3] =
    ["SET GLOBAL log_output = 'TABLE'", "SET GLOBAL long_query_time = 0", "SET GLOBAL slow_query_log = ON"];

struct Filled {
    program: Program,
    runtime: tokio::runtime::Runtime,
    connection: MySqlConnection,
}

impl Filled {
    fn new(test: &str) -> Self {
        let program = Program::on_own_server(test);
        program.run(&["migrate"]);
        program.run(&["advisor", "North"]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let connection = runtime.block_on(MySqlConnection::connect(program.url())).unwrap();
        let mut filled = Self { program, runtime, connection };
        for insert in FILL {
            filled.run(insert);
        }
        filled.run(&format!("ANALYZE TABLE {TABLES}"));
        filled
    }

    fn run(&mut self, statement: &str) {
        let statement = sqlx::raw_sql(AssertSqlSafe(statement));
        self.runtime.block_on(statement.execute(&mut self.connection)).unwrap();
    }

    /// The statements that the program sends while it works, each with the number of rows that it read.
    fn statements(&mut self, work: impl FnOnce(&Program)) -> Vec<(i64, String)> {
        for setting in LOG {
            self.run(setting);
        }
        work(&self.program);
        self.run("SET GLOBAL slow_query_log = OFF");
        let logged = "SELECT CAST(rows_examined AS SIGNED), CAST(sql_text AS BINARY) FROM mysql.slow_log WHERE db = DATABASE()";
        let rows = self.runtime.block_on(sqlx::raw_sql(logged).fetch_all(&mut self.connection)).unwrap();
        let rows = rows.iter().map(|row| {
            let text: Vec<u8> = row.get(1);
            (row.get(0), String::from_utf8_lossy(&text).into_owned())
        });
        rows.collect()
    }
}

/// Everything that the report of a client and clients of the API read often.
fn read_everything(program: &Program) {
    program.run(&["--advisor", "North", "report", "C-1"]);
    let token = program.token("North", "Ada");
    let served = Served::start(program);
    let ada = served.with(&token);
    let id = |path: &str| ada.get(path).body["items"][0]["id"].as_str().unwrap().to_owned();
    let client = id("/clients?reference=C-1");
    let goal = id(&format!("/goals?user_id={client}&order_by=name"));
    for path in [
        format!("/clients/{client}"),
        "/clients".to_owned(),
        "/clients?order_by=-name".to_owned(),
        "/clients?manager=Ada".to_owned(),
        "/clients/search?q=client".to_owned(),
        format!("/net-worth-snapshots?user_id={client}&order_by=-day"),
        format!("/net-worth-snapshots?user_id={client}&day[gte]=2026-08-01&order_by=day"),
        "/net-worth-snapshots?day=2026-07-10".to_owned(),
        "/net-worth-snapshots?day[gte]=2026-07-10&page_size=5".to_owned(),
        format!("/goals?user_id={client}&status=active"),
        "/goals?order_by=priority,name".to_owned(),
        "/goals?order_by=starts_on".to_owned(),
        format!("/goals/{goal}?include=goal_contributions"),
        format!("/goal-contributions?goal_id={goal}&order_by=-booked_on"),
        "/goal-contributions?order_by=-booked_on".to_owned(),
        format!("/funding-accounts?user_id={client}"),
        "/funding-accounts?order_by=name".to_owned(),
    ] {
        let response = ada.get(&path);
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        let rows = &response.body;
        assert!(rows["id"].is_string() || rows["items"] != Value::Array(Vec::new()), "{path} finds nothing");
    }
}

#[test]
fn indexes_serve_the_api_and_reports_among_many_rows() {
    let mut filled = Filled::new("plans");
    let statements = filled.statements(read_everything);
    for table in TABLES.split(", ") {
        assert!(statements.iter().any(|(_, text)| text.contains(table)), "no statement reads {table}");
    }
    let faults: Vec<_> = statements.iter().filter(|(read, _)| *read > MAX_READ).collect();
    assert!(faults.is_empty(), "{faults:#?}");

    // Without an index, the same reads are noticed.
    filled.run("DROP INDEX ix_clients_name ON clients");
    let statements = filled.statements(|program| {
        let token = program.token("North", "Ben");
        assert_eq!(Served::start(program).with(&token).get("/clients?order_by=-name").status, 200);
    });
    assert!(statements.iter().any(|(read, text)| *read > MAX_READ && text.contains("name")));
}
