//! An application whose structs change, with rows in its tables.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row, SqliteConnection};

use crate::project::{Kind, Project, on_each_database};

/// Runs SQL, and returns the first column of the rows, as text.
pub(crate) async fn sql(project: &Project, sql: &str) -> Vec<String> {
    let text = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    macro_rules! rows {
        ($Connection:ident) => {{
            let mut connection = $Connection::connect(&project.url).await.unwrap();
            let rows = text.fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.try_get::<String, _>(0).unwrap()).collect()
        }};
    }
    match project.kind {
        Kind::Sqlite => rows!(SqliteConnection),
        Kind::Postgres => rows!(PgConnection),
        Kind::MySql => rows!(MySqlConnection),
    }
}

/// A binary id as each database writes it.
fn id(project: &Project, number: u32) -> String {
    match project.kind {
        Kind::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
        Kind::Sqlite | Kind::MySql => format!("X'00000000000000000000{number:012}'"),
    }
}

pub(crate) async fn add_budgets(project: &Project) {
    let (amount, time) = match project.kind {
        Kind::Sqlite => ("1250", "1700000000000000"),
        Kind::Postgres => ("12.5", "'2025-01-01 00:00:00+00'"),
        Kind::MySql => ("12.5", "'2025-01-01 00:00:00'"),
    };
    for (number, name) in [(1, "Food"), (2, "Rent"), (3, "Ärger")] {
        let (tenant, id) = (id(project, 7), id(project, number));
        let insert = format!(
            "INSERT INTO budgets (id, tenant_id, name, amount, created_at, updated_at) VALUES ({id}, {tenant}, '{name}', {amount}, {time}, {time})"
        );
        sql(project, &insert).await;
    }
}

pub(crate) async fn column(project: &Project, column: &str) -> Vec<String> {
    sql(project, &format!("SELECT CAST({column} AS CHAR(40)) FROM budgets ORDER BY id"))
        .await
        .into_iter()
        .map(|text| text.trim_end().to_owned())
        .collect()
}

fn refuse(project: &Project, stage: &str, words: &[&str]) {
    let before = project.files("").len();
    project.tool(stage, &["revision", "-m", stage, "--autogenerate"]).refused(words);
    assert_eq!(project.files("").len(), before, "nothing was written");
}

on_each_database!(tables_follow_the_structs_and_rows_survive, reverting_a_struct_is_another_change,);

async fn tables_follow_the_structs_and_rows_survive(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;

    project.go("notes", &[]);
    assert_eq!(column(project, "state").await, ["new"; 3]);

    refuse(project, "code", &["`budgets.code`", "--fill budgets.code=SQL"]);
    project.go("code", &["--fill", "budgets.code='c'"]);
    assert_eq!(column(project, "code").await, ["c"; 3]);

    refuse(project, "reference", &["`budgets.code` is gone", "renamed_from = \"code\"", "--allow-drop"]);
    project.go("renamed", &[]);
    assert_eq!(column(project, "reference").await, ["c"; 3]);

    sql(project, "UPDATE budgets SET reference = name").await;
    project.go("wider", &[]);
    let amount = if project.kind == Kind::Sqlite { "125000" } else { "12.5000" };
    assert_eq!(column(project, "amount").await, [amount; 3]);
    assert_eq!(column(project, "version").await, ["1"; 3]);
    assert_eq!(column(project, "name_folded").await, ["food", "rent", "ärger"]);

    refuse(project, "deposits", &["`budgets.notes` is required now", "--fill budgets.notes=SQL"]);
    project.go("deposits", &["--fill", "budgets.notes='none'"]);
    assert_eq!(column(project, "notes").await, ["none"; 3]);

    refuse(
        project,
        "fewer",
        &["column `budgets.reference` would be lost", "column `budgets.version`", "--allow-drop"],
    );
    project.go("fewer", &["--allow-drop"]);
    assert_eq!(column(project, "name").await, ["Food", "Rent", "Ärger"]);

    refuse(project, "alone", &["table `deposits` would be lost"]);
    project.go("alone", &["--allow-drop"]);

    project.tool("alone", &["downgrade", "base"]).refused(&[
        "nothing was undone",
        "table `budgets`",
        "--allow-drop",
    ]);
    sql(project, "DELETE FROM budgets").await;
    project.tool("alone", &["downgrade", "base", "--allow-drop"]).done();
    assert!(project.tool("alone", &["current"]).done().contains("no migration was applied"));
    project.tool("alone", &["upgrade", "+1"]).done();
    project.tool("alone", &["upgrade"]).done();
    project.tool("alone", &["check"]).done();
}

async fn reverting_a_struct_is_another_change(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    project.go("first", &["--allow-drop"]);
    project.go("notes", &[]);
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}
