//! Whom a migration of MySQL or MariaDB keeps waiting, as the server tells it: what it can do beside writers it does with
//! `LOCK=NONE`.

use std::collections::BTreeMap;
use std::fs;

use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

use crate::project::{Kind, Project};

/// What a statement is about: its column, its index or its constraint.
fn subject(statement: &str) -> &str {
    let beginnings =
        [" SET `", "MODIFY COLUMN `", "ADD CONSTRAINT `", "ADD UNIQUE INDEX `", "ADD INDEX `", "COLUMN `"];
    let found = beginnings.iter().find_map(|beginning| statement.split_once(beginning));
    let (_, rest) = found.unwrap_or_else(|| panic!("{statement}"));
    rest.split('`').next().unwrap()
}

/// What a plan says of each file, by the file's name.
fn sections(said: &str) -> BTreeMap<String, String> {
    let mut sections: BTreeMap<String, String> = BTreeMap::new();
    let mut stem = String::new();
    for line in said.lines().filter_map(|line| line.strip_prefix("  ")) {
        match line.strip_prefix("  ") {
            None => line.clone_into(&mut stem),
            Some(line) => sections.entry(stem.clone()).or_default().push_str(line),
        }
    }
    sections
}

/// Whether a statement keeps writers out; it is run.
async fn keeps_writers_out(connection: &mut MySqlConnection, statement: &str) -> bool {
    if statement.starts_with("ALTER TABLE") {
        let beside = AssertSqlSafe(format!("{statement}, LOCK=NONE"));
        let done = sqlx::raw_sql(beside).execute(&mut *connection).await;
        let Err(refused) = done else { return false };
        let refused = refused.to_string();
        assert!(refused.contains("LOCK=NONE is not supported"), "{statement}: {refused}");
    }
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(connection).await.unwrap();
    true
}

/// Of each file by itself, so that what is left of an interrupted revision says it as well.
#[tokio::test]
async fn a_plan_names_each_statement_that_keeps_writers_out() {
    let fills = ["budgets.code=old_name", "budgets.state='a'", "budgets.note=name"];
    for (before, after, fills, numbers) in [
        ("before_rush", "rush", &fills[..], [6, 1]),
        ("named_once", "named_once_softly", &fills[..0], [1, 0]),
    ] {
        let project = Project::new(Kind::MySql);
        project.go(before, &[]);
        let known = project.files(".up.sql").len();
        let fills: Vec<&str> = fills.iter().flat_map(|fill| ["--fill", fill]).collect();
        let revision = ["revision", "-m", after, "--autogenerate", "--allow-drop"];
        project.tool(after, &[&revision[..], &fills].concat()).done();
        let up = project.tool(after, &["upgrade"]).done();
        let down = project.tool(after, &["downgrade", "-1", "--allow-drop"]).done();
        let mut connection = MySqlConnection::connect(&project.url).await.unwrap();
        let mut ways = [(".up.sql", up), (".down.sql", down)]
            .map(|(ending, said)| (project.files(ending).split_off(known), ending, said));
        ways[1].0.reverse();
        for ((files, ending, said), number) in ways.iter().zip(numbers) {
            let (plan, mut kept) = (sections(said), 0);
            for file in files {
                let text = fs::read_to_string(file).unwrap();
                let statement = text.trim().trim_end_matches(';').rsplit("\n\n").next().unwrap();
                let name = file.file_name().unwrap().to_string_lossy();
                let section =
                    plan.get(name.strip_suffix(ending).unwrap()).map(String::as_str).unwrap_or_default();
                // What is to be done on the other way alone is nothing here.
                if statement == "DO 0" || !keeps_writers_out(&mut connection, statement).await {
                    assert!(!section.contains("keeps "), "{statement}: {said}");
                    continue;
                }
                let is_named = section.contains("keeps writers out of ")
                    && section.contains(&format!("`{}`", subject(statement)));
                assert!(is_named, "{statement}: {said}");
                kept += 1;
            }
            assert_eq!(kept, number, "{said}");
        }
    }
}
