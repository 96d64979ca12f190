//! Whom a migration of MySQL or MariaDB keeps waiting, as the server tells it: what it can do beside writers it does with
//! `LOCK=NONE`.

use std::fs;

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

use crate::place::{Kind, Place};

/// What a statement is about: its column, its index or its constraint.
fn subject(statement: &str) -> &str {
    let beginnings =
        [" SET `", "MODIFY COLUMN `", "ADD CONSTRAINT `", "ADD UNIQUE INDEX `", "ADD INDEX `", "COLUMN `"];
    let found = beginnings.iter().find_map(|beginning| statement.split_once(beginning));
    let (_, rest) = found.unwrap_or_else(|| panic!("{statement}"));
    rest.split('`').next().unwrap()
}

#[tokio::test]
async fn a_plan_names_each_statement_that_keeps_writers_out() {
    let fills = ["budgets.code=old_name", "budgets.state='a'", "budgets.note=name"];
    for (before, after, fills, number) in
        [("before_rush", "rush", &fills[..], 6), ("named_once", "named_once_softly", &fills[..0], 0)]
    {
        let place = Place::new(Kind::MySql);
        place.go(before, &[]);
        let known = place.files(".up.sql");
        let fills: Vec<&str> = fills.iter().flat_map(|fill| ["--fill", fill]).collect();
        let revision = ["revision", "-m", after, "--autogenerate", "--allow-drop"];
        let said = place.tool(after, &[&revision[..], &fills].concat()).done();
        let mut connection = MySqlConnection::connect(&place.url).await.unwrap();
        let mut kept = 0;
        for file in place.files(".up.sql").iter().filter(|file| !known.contains(file)) {
            let text = fs::read_to_string(file).unwrap();
            let statement = text.trim().trim_end_matches(';').rsplit("\n\n").next().unwrap();
            if statement == "DO 0" {
                // Something is to be done on the way back alone.
                continue;
            }
            if statement.starts_with("ALTER TABLE") {
                let beside = AssertSqlSafe(format!("{statement}, LOCK=NONE"));
                let done = sqlx::raw_sql(beside).execute(&mut connection).await;
                if done.is_ok() {
                    continue;
                }
                let refused = done.unwrap_err().to_string();
                assert!(refused.contains("LOCK=NONE is not supported"), "{statement}: {refused}");
            }
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
            let named = said.lines().any(|line| {
                line.contains("keeps writers out of ") && line.contains(&format!("`{}`", subject(statement)))
            });
            assert!(named, "{statement}: {said}");
            kept += 1;
        }
        assert_eq!(kept, number, "{said}");
        assert_eq!(said.contains(" keeps "), kept > 0, "{said}");
        place.tool(after, &["stamp", "head"]).done();
        place.tool(after, &["check"]).done();
    }
}
