//! An application whose structs change, with rows in its tables.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row, SqliteConnection};

use crate::place::{Kind, Place, on_each_database};

/// Runs SQL, and gives the first column of the rows that come, as text.
pub(crate) async fn sql(place: &Place, sql: &str) -> Vec<String> {
    let text = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
    macro_rules! rows {
        ($Connection:ident) => {{
            let mut connection = $Connection::connect(&place.url).await.unwrap();
            let rows = text.fetch_all(&mut connection).await.unwrap();
            rows.iter().map(|row| row.try_get::<String, _>(0).unwrap()).collect()
        }};
    }
    match place.kind {
        Kind::Sqlite => rows!(SqliteConnection),
        Kind::Postgres => rows!(PgConnection),
        Kind::MySql => rows!(MySqlConnection),
    }
}

/// A binary id as each database writes it.
fn id(place: &Place, number: u32) -> String {
    match place.kind {
        Kind::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
        Kind::Sqlite | Kind::MySql => format!("X'00000000000000000000{number:012}'"),
    }
}

pub(crate) async fn add_budgets(place: &Place) {
    let (amount, time) = match place.kind {
        Kind::Sqlite => ("1250", "1700000000000000"),
        Kind::Postgres => ("12.5", "'2025-01-01 00:00:00+00'"),
        Kind::MySql => ("12.5", "'2025-01-01 00:00:00'"),
    };
    for (number, name) in [(1, "Food"), (2, "Rent"), (3, "Ärger")] {
        let (tenant, id) = (id(place, 7), id(place, number));
        let insert = format!(
            "INSERT INTO budgets (id, tenant_id, name, amount, created_at, updated_at) VALUES ({id}, {tenant}, '{name}', {amount}, {time}, {time})"
        );
        sql(place, &insert).await;
    }
}

pub(crate) async fn column(place: &Place, column: &str) -> Vec<String> {
    sql(place, &format!("SELECT CAST({column} AS CHAR(40)) FROM budgets ORDER BY id"))
        .await
        .into_iter()
        .map(|text| text.trim_end().to_owned())
        .collect()
}

fn refuse(place: &Place, stage: &str, words: &[&str]) {
    let before = place.files("").len();
    place.tool(stage, &["revision", "-m", stage, "--autogenerate"]).refused(words);
    assert_eq!(place.files("").len(), before, "nothing was written");
}

on_each_database! {
    fn tables_follow_the_structs_and_rows_survive(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;

        place.go("notes", &[]);
        assert_eq!(column(place, "state").await, ["new"; 3]);

        refuse(place, "code", &["`budgets.code`", "--fill budgets.code=SQL"]);
        place.go("code", &["--fill", "budgets.code='c'"]);
        assert_eq!(column(place, "code").await, ["c"; 3]);

        refuse(place, "reference", &["`budgets.code` is gone", "renamed_from = \"code\"", "--allow-drop"]);
        place.go("renamed", &[]);
        assert_eq!(column(place, "reference").await, ["c"; 3]);

        sql(place, "UPDATE budgets SET reference = name").await;
        place.go("wider", &[]);
        let amount = if place.kind == Kind::Sqlite { "125000" } else { "12.5000" };
        assert_eq!(column(place, "amount").await, [amount; 3]);
        assert_eq!(column(place, "version").await, ["1"; 3]);
        assert_eq!(column(place, "name_folded").await, ["food", "rent", "ärger"]);

        refuse(place, "deposits", &["`budgets.notes` is required now", "--fill budgets.notes=SQL"]);
        place.go("deposits", &["--fill", "budgets.notes='none'"]);
        assert_eq!(column(place, "notes").await, ["none"; 3]);

        refuse(place, "fewer", &["column `budgets.reference` would be lost", "column `budgets.version`", "--allow-drop"]);
        place.go("fewer", &["--allow-drop"]);
        assert_eq!(column(place, "name").await, ["Food", "Rent", "Ärger"]);

        refuse(place, "alone", &["table `deposits` would be lost"]);
        place.go("alone", &["--allow-drop"]);

        place.tool("alone", &["downgrade", "base"]).refused(&["nothing was undone", "table `budgets`", "--allow-drop"]);
        sql(place, "DELETE FROM budgets").await;
        place.tool("alone", &["downgrade", "base", "--allow-drop"]).done();
        assert!(place.tool("alone", &["current"]).done().contains("no migration was applied"));
        place.tool("alone", &["upgrade", "+1"]).done();
        place.tool("alone", &["upgrade"]).done();
        place.tool("alone", &["check"]).done();
    }

    fn a_struct_that_is_changed_back_is_one_more_change(place: &Place) {
        place.go("first", &[]);
        place.go("notes", &[]);
        place.go("first", &["--allow-drop"]);
        place.go("notes", &[]);
        place.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
        place.tool("first", &["check"]).done();
    }
}
