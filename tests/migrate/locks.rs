//! Whom a migration keeps waiting, as the catalogue of PostgreSQL tells it and as others notice.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};
use crate::python::program;

/// So many budgets, each with a deposit.
const ROWS: i64 = 5_000;

/// A table with rows, and what is to become of it.
fn planned(more: &[&str]) -> (Project, Vec<PathBuf>, String) {
    let project = Project::new(Kind::Postgres);
    project.go("before_rush", &[]);
    let rows = format!(
        "INSERT INTO budgets (id, tenant_id, name, amount, old_name, created_at, updated_at) SELECT lpad(n::text, 32, '0')::uuid, \
         lpad('7', 32, '0')::uuid, 'name ' || n, n, 'old ' || n, now(), now() FROM generate_series(1, {ROWS}) n; \
         INSERT INTO deposits (id, tenant_id, budget_id, created_at, updated_at) SELECT id, tenant_id, id, now(), now() FROM budgets"
    );
    let url = project.url.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(rows)).execute(&mut connection).await.unwrap();
    });
    let before = project.files(".up.sql");
    let revision = ["revision", "-m", "rush", "--autogenerate", "--allow-drop"];
    let fills = ["code=old_name", "state='a'", "note=name"].map(|fill| format!("budgets.{fill}"));
    let fills: Vec<&str> = fills.iter().flat_map(|fill| ["--fill", fill]).collect();
    let said = project.tool("rush", &[&revision[..], &fills, more].concat()).done();
    let files = project.files(".up.sql").into_iter().filter(|file| !before.contains(file)).collect();
    (project, files, said)
}

/// A statement that looked at rows while it kept others out of their table.
#[derive(Debug)]
struct Kept {
    statement: String,
    table: &'static str,
    readers: bool,
    /// Whether the rows are those of this table.
    own: bool,
}

/// Runs files as sqlx's own tools do, and looks after each statement which locks are held, and at how many rows it looked.
async fn kept_out(project: &Project, files: &[PathBuf]) -> Vec<Kept> {
    let mut connection = PgConnection::connect(&project.url).await.unwrap();
    let mut kept = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        if text.starts_with("-- no-transaction") {
            assert!(text.contains(" CONCURRENTLY ") || text.contains("COMMIT;"), "{text}");
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
            continue;
        }
        let mut transaction = connection.begin().await.unwrap();
        let mut seen = [0, 0];
        for statement in text.split(";\n") {
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut *transaction).await.unwrap();
            let mut looked = Vec::new();
            for (table, seen) in ["budgets", "deposits"].into_iter().zip(&mut seen) {
                let look = "SELECT (SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_xact_user_tables \
                            WHERE relid = $1::regclass), ARRAY(SELECT mode FROM pg_locks WHERE relation = $1::regclass \
                            AND pid = pg_backend_pid() AND granted)";
                let (rows, modes): (Option<i64>, Vec<String>) =
                    sqlx::query_as(look).bind(table).fetch_one(&mut *transaction).await.unwrap();
                let rows = rows.unwrap_or_default();
                looked.push((table, rows > *seen, modes));
                *seen = rows;
            }
            let works = looked.iter().any(|(_, own, _)| *own);
            for (table, own, modes) in looked.into_iter().filter(|_| works) {
                let holds = |names: &[&str]| modes.iter().any(|mode| names.contains(&mode.as_str()));
                let readers = holds(&["AccessExclusiveLock"]);
                if readers || holds(&["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock"]) {
                    kept.push(Kept { statement: statement.trim().to_owned(), table, readers, own });
                }
            }
        }
        transaction.commit().await.unwrap();
    }
    kept
}

/// What a statement is about: its index, its constraint or its column.
fn subject(statement: &str) -> &str {
    let beginnings =
        ["INDEX \"", "VALIDATE CONSTRAINT \"", " SET \"", "ALTER COLUMN \"", "ADD CONSTRAINT \""];
    let found = beginnings.iter().find_map(|beginning| statement.split_once(beginning));
    let (_, rest) = found.unwrap_or_else(|| panic!("{statement}"));
    rest.split('"').next().unwrap()
}

#[tokio::test]
async fn a_plan_names_each_statement_that_keeps_others_out() {
    let (project, files, said) = tokio::task::spawn_blocking(|| planned(&[])).await.unwrap();
    let kept = kept_out(&project, &files).await;
    assert!(kept.len() >= 8, "{kept:#?}");
    assert!(kept.iter().any(|kept| !kept.own), "{kept:#?}");
    for Kept { statement, table, readers, own } in &kept {
        let who = if *readers { "readers and writers" } else { "writers" };
        let line = said.lines().find(|line| line.contains(&format!("keeps {who} out of {table} while it ")));
        let line = line.unwrap_or_else(|| panic!("{statement} keeps {who} out of {table}: {said}"));
        assert!(!own || line.contains(&format!("`{}`", subject(statement))), "{statement}: {line}");
    }
    project.tool("rush", &["stamp", "head"]).done();
    project.tool("rush", &["check"]).done();
}

#[tokio::test]
async fn a_plan_says_how_many_rows_there_are() {
    let (project, _, said) = tokio::task::spawn_blocking(|| planned(&[])).await.unwrap();
    assert!(!said.contains("rows)"), "nobody asked the database: {said}");
    let said = project.tool("rush", &["upgrade"]).done();
    for line in [
        "keeps readers and writers out of budgets (5,000 rows) while it ",
        "keeps readers and writers out of deposits (5,000 rows) while it builds the index `ix_deposits_budget_id`, checks the reference",
    ] {
        assert!(said.contains(line), "{said}");
    }
    let back = project.tool("rush", &["downgrade", "-1", "--allow-drop"]);
    assert!(back.said.contains("out of budgets (5,000 rows) while it rewrites each row"), "{}", back.said);
    back.refused(&["nothing was undone", "`budgets.old_name`"]);
    let more = ["revision", "-m", "more", "--autogenerate", "--allow-drop", "--from-database"];
    let fills = ["--fill", "budgets.old_name=code"];
    let said = project.tool("before_rush", &[&more[..], &fills].concat()).done();
    assert!(said.contains("out of budgets (5,000 rows) while it "), "{said}");
}

#[tokio::test]
async fn concurrently_nobody_is_kept_out_but_by_another_type() {
    let (project, files, said) = tokio::task::spawn_blocking(|| planned(&["--concurrently"])).await.unwrap();
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("keeps ")).collect();
    let only = "keeps readers and writers out of budgets while it rewrites each row, since `amount` is INTEGER and \
                becomes BIGINT";
    assert!(matches!(lines[..], [line] if line.ends_with(only)), "{said}");
    let kept = kept_out(&project, &files).await;
    let others: Vec<&Kept> = kept.iter().filter(|kept| subject(&kept.statement) != "amount").collect();
    assert!(others.is_empty() && !kept.is_empty(), "{kept:#?}");
    project.tool("rush", &["stamp", "head"]).done();
    project.tool("rush", &["check"]).done();
    let right =
        "SELECT count(*)::text FROM budgets WHERE code = 'old ' || amount AND state = 'a' AND note = name";
    assert_eq!(sql(&project, right).await, [ROWS.to_string()]);
}

#[tokio::test]
async fn squawk_finds_nothing_that_keeps_others_out() {
    let (project, files, _) = tokio::task::spawn_blocking(|| planned(&["--concurrently"])).await.unwrap();
    let all = project.files(".up.sql");
    assert!(all.len() > files.len());
    let mut squawk = Command::new(program("squawk"));
    let squawk =
        squawk.args(["--reporter", "gcc", "--pg-version", "15", "--assume-in-transaction"]).args(&all);
    let output = squawk.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // It looks at all: a limit for whole statements is a person's to set, and the type is what was asked for.
    assert!(said.contains("require-statement-timeout") && said.contains("changing-column-type"), "{said}");
    for rule in [
        "require-lock-timeout",
        "require-concurrent-index-creation",
        "require-concurrent-index-deletion",
        "adding-not-nullable-field",
        "adding-required-field",
        "constraint-missing-not-valid",
        "adding-foreign-key-constraint",
        "error",
    ] {
        assert!(!said.contains(rule), "{rule}: {said}");
    }
}

/// Rows that come without a value while others are filled.
#[tokio::test]
async fn rows_that_come_meanwhile_are_filled_as_well() {
    let (project, files, _) = tokio::task::spawn_blocking(|| planned(&["--concurrently"])).await.unwrap();
    let fills: Vec<usize> = (0..files.len())
        .filter(|&project| fs::read_to_string(&files[project]).unwrap().contains("SET \"code\""))
        .collect();
    let [first, second] = fills[..] else { panic!("{fills:?} of {files:?}") };
    kept_out(&project, &files[..=first]).await;
    let insert = "INSERT INTO budgets (id, tenant_id, name, amount, old_name, note, state, created_at, updated_at) SELECT gen_random_uuid(), \
                  tenant_id, name, amount + 10000, 'old ' || (amount + 10000), note, state, now(), now() FROM budgets WHERE amount <= 10";
    sql(&project, insert).await;
    kept_out(&project, &files[first + 1..=second]).await;
    let mut connection = PgConnection::connect(&project.url).await.unwrap();
    let refused = sqlx::raw_sql(insert).execute(&mut connection).await.unwrap_err();
    assert!(refused.to_string().contains("nn_budgets_code"), "{refused}");
    kept_out(&project, &files[second + 1..]).await;
    project.tool("rush", &["stamp", "head"]).done();
    project.tool("rush", &["check"]).done();
    let right = "SELECT count(*)::text FROM budgets WHERE code = 'old ' || amount";
    assert_eq!(sql(&project, right).await, [(ROWS + 10).to_string()]);
}

/// The policies hide the rows from the tables' owner, whose tool fills them even so.
#[tokio::test]
async fn rows_behind_policies_are_filled() {
    for more in [&["--concurrently"][..], &[]] {
        let project = Project::new(Kind::Postgres);
        let role = fin_infra_tests::role::Role::new(&project.url);
        sql(&project, &format!("GRANT ALL ON SCHEMA public TO {0}; SET ROLE NONE", role.name())).await;
        let url = role.url(&project.url);
        project.tool_at(&url, "guarded", &["revision", "-m", "first", "--autogenerate"]).done();
        project.tool_at(&url, "guarded", &["upgrade"]).done();
        add_budgets(&project).await;
        let revision = ["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code=name"];
        project.tool_at(&url, "guarded_code", &[&revision[..], more].concat()).done();
        project.tool_at(&url, "guarded_code", &["upgrade"]).done();
        project.tool_at(&url, "guarded_code", &["check"]).done();
        assert_eq!(column(&project, "code").await, ["Food", "Rent", "Ärger"]);
        sql(&project, &format!("DROP OWNED BY {0}", role.name())).await;
    }
}

on_each_database!(rows_get_what_is_said_and_not_the_default,);

async fn rows_get_what_is_said_and_not_the_default(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("notes", &["--fill", "budgets.state='old'"]);
    assert_eq!(column(project, "state").await, ["old"; 3]);
    sql(project, "DELETE FROM budgets WHERE name <> 'Food'").await;
    project.go("first", &["--allow-drop"]);
    project.go("notes", &["--fill", "budgets.state=lower(name)"]);
    assert_eq!(column(project, "state").await, ["food"]);
}
