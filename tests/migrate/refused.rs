//! Errors of the database: the file, the line and the beginning of the statement, the database's message, the outcome of
//! the file, and what to do.

use std::fs;

use fin_infra_tests::role::Role;

use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project, on_each_database};

/// Writes a revision with these files.
fn write(project: &Project, name: &str, up: &str, down: &str) {
    project.tool("first", &["revision", "-m", name]).done();
    for (ending, text) in [("up", up), ("down", down)] {
        let file = project.files(&format!("_{name}.{ending}.sql")).pop().unwrap();
        fs::write(file, text).unwrap();
    }
}

const BROKEN: &str =
    "-- two statements; and a mistake\nUPDATE budgets SET name = ';';\n\nSELECT missing\nFROM nowhere;\n";

on_each_database!(
    a_statement_that_fails_is_named_with_its_line,
    a_statement_that_fails_on_downgrade_is_named,
    files_before_the_failed_one_are_reported_as_done,
    rows_that_violate_an_index_are_named_with_its_statement,
);

async fn a_statement_that_fails_is_named_with_its_line(project: &Project) {
    project.go("first", &[]);
    write(project, "broken", BROKEN, "");
    let words = [
        "the upgrade stopped at ",
        "_broken.up.sql, line 4: `SELECT missing …`: ",
        "nowhere",
        ". Nothing of this file was done: correct the file",
        "run `upgrade` again",
    ];
    project.tool("first", &["upgrade"]).refused(&words);
    for file in project.files("_broken.up.sql") {
        fs::write(file, "SELECT 1;").unwrap();
    }
    project.tool("first", &["upgrade"]).done();
}

async fn a_statement_that_fails_on_downgrade_is_named(project: &Project) {
    project.go("first", &[]);
    write(project, "broken", "SELECT 1;", BROKEN);
    write(project, "whole", "SELECT 1;", "SELECT 1;");
    project.tool("first", &["upgrade"]).done();
    let words = [
        "the downgrade stopped at ",
        "_broken.down.sql, line 4: `SELECT missing …`: ",
        "nowhere",
        "Nothing of this file was done, and the files before it were: correct",
        "run `downgrade` again",
    ];
    project.tool("first", &["downgrade", "base", "--allow-drop"]).refused(&words);
    assert!(project.tool("first", &["history"]).done().contains("_broken  after"));
}

async fn files_before_the_failed_one_are_reported_as_done(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    write(project, "broken", BROKEN, "");
    let words = ["Nothing of this file was done, and the files before it were: correct"];
    project.tool("first", &["upgrade"]).refused(&words);
    project.tool("first", &["check"]).done();
}

async fn rows_that_violate_an_index_are_named_with_its_statement(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    sql(project, "UPDATE budgets SET name = 'Food'").await;
    project.tool("named_once", &["revision", "-m", "named", "--autogenerate"]).done();
    let statement = if project.kind == Kind::MySql { "ADD UNIQUE INDEX" } else { "CREATE UNIQUE INDEX" };
    project.tool("named_once", &["upgrade"]).refused(&[
        "_named",
        ".up.sql, line ",
        statement,
        "Nothing of this file was done",
    ]);
}

#[tokio::test]
async fn committed_statements_are_not_reported_as_not_done() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    write(&project, "broken", "ALTER TABLE budgets COMMENT = 'a';\nALTER TABLE nowhere COMMENT = 'a';", "");
    let answer = project.tool("first", &["upgrade"]);
    assert!(!answer.said.contains("othing of this file"), "{}", answer.said);
    answer.refused(&[
        "line 2: `ALTER TABLE nowhere",
        "the statements before this one were done",
        "`current` explains how to continue",
    ]);
    project.tool("first", &["current"]).refused(&["failed halfway"]);
}

/// The guide contains this message.
#[tokio::test]
async fn a_message_of_the_guide_is_that_of_the_tool() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    sql(&project, "UPDATE budgets SET name = 'Food'").await;
    let index = "-- names\n\nSET LOCAL lock_timeout = '5s';\n\nCREATE UNIQUE INDEX \"uq_budgets_name\" ON \"budgets\" (\"name\");\n";
    write(&project, "names", index, "");
    let said = project.tool("first", &["upgrade"]).said;
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../fin-infra-migrate/docs/migrations.md");
    let guide = fs::read_to_string(guide).unwrap();
    let message = guide.lines().find(|line| line.starts_with("error: the upgrade stopped at")).unwrap();
    let file =
        project.files("_names.up.sql").pop().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let message = message.replace("20251130093000_names.up.sql", &file);
    assert!(said.contains(&message), "{said}");
}

/// Unmanaged parts stop a file, but not the files before it.
#[tokio::test]
async fn unmanaged_parts_stop_a_file_that_is_named() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    project.go("checked", &[]);
    sql(&project, "ALTER TABLE budgets ADD COLUMN by_hand TEXT").await;
    write(&project, "harmless", "SELECT 1;", "SELECT 1;");
    project.tool("whole", &["revision", "-m", "whole", "--autogenerate", "--allow-drop"]).done();
    let answer = project.tool("whole", &["upgrade"]);
    assert!(!answer.said.contains("Nothing was changed"), "{}", answer.said);
    let words = [
        "the upgrade stopped at ",
        "_whole.up.sql: ",
        "column `by_hand`",
        "Nothing of this file was done, and the files before it were",
    ];
    answer.refused(&words);
    let answer = project.tool("checked", &["downgrade", "-2", "--allow-drop"]);
    let words = [
        "the downgrade stopped at ",
        "_checked.down.sql: ",
        "column `by_hand`",
        "Nothing of this file was done, and the files before it were",
    ];
    answer.refused(&words);
}

/// A message contains no line of PostgreSQL's source, and no repetition.
#[tokio::test]
async fn a_role_without_rights_is_named() {
    let project = Project::new(Kind::Postgres);
    let role = Role::new(&project.url);
    let url = role.url(&project.url);
    sql(&project, "REVOKE CREATE ON SCHEMA public FROM PUBLIC").await;
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let refused = |command: &[&str], message: &str| {
        let answer = project.tool_at(&url, "first", command);
        assert!(!answer.said.contains(" at line "), "{}", answer.said);
        assert_eq!(answer.said.matches(message).count(), 1, "{}", answer.said);
        let as_whom = format!("The tool is connected as the role `{}`", role.name());
        answer.refused(&[
            message,
            &as_whom,
            "run it as the owner of the tables",
            "CREATE on the schema `public`",
        ]);
    };
    refused(&["upgrade"], "permission denied for schema public");
    project.tool("first", &["upgrade"]).done();
    for command in [&["current"][..], &["history"], &["check"], &["upgrade"]] {
        refused(command, "permission denied for table _sqlx_migrations");
    }
    sql(&project, &format!("GRANT ALL ON _sqlx_migrations TO {}", role.name())).await;
    write(&project, "by_hand", "ALTER TABLE budgets ADD COLUMN by_hand TEXT;", "");
    refused(&["upgrade"], "must be owner of table budgets");
    sql(&project, &format!("DROP OWNED BY {}", role.name())).await;
}

#[tokio::test]
async fn a_schema_that_a_role_may_not_use_is_named() {
    let project = Project::new(Kind::Postgres);
    let role = Role::new(&project.url);
    let (url, name) = (role.url(&project.url), role.name());
    project.go("first", &[]);
    sql(&project, "REVOKE USAGE ON SCHEMA public FROM PUBLIC").await;
    let closed = format!("the schema `public` first, which is not open to the role `{name}`");
    let grant = format!("GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"{name}\"");
    for command in ["upgrade", "current", "history", "check", "sql"] {
        project.tool_at(&url, "first", &[command]).refused(&[&closed, &grant, "Nothing was changed"]);
    }
    sql(&project, &format!("ALTER ROLE {name} SET search_path = ''")).await;
    let none = format!("names no existing schema that is open to the role `{name}`");
    for command in ["upgrade", "current", "history", "check", "sql"] {
        project.tool_at(&url, "first", &[command]).refused(&[
            &none,
            "options[search_path]=public",
            "Nothing was changed",
        ]);
    }
}

#[tokio::test]
async fn a_user_without_rights_is_named() {
    let project = Project::new(Kind::MySql);
    project.go("first", &[]);
    let (_, database) = project.url.rsplit_once('/').unwrap();
    let name = format!("u{}", &fin_infra::prelude::Uuid::now_v7().simple().to_string()[8..]);
    sql(&project, &format!("CREATE USER {name} IDENTIFIED BY '{name}'")).await;
    sql(&project, &format!("GRANT SELECT ON {database}.* TO {name}")).await;
    let mut url = url::Url::parse(&project.url).unwrap();
    url.set_username(&name).unwrap();
    url.set_password(Some(&name)).unwrap();
    write(&project, "by_hand", "ALTER TABLE budgets COMMENT = 'a';", "");
    let as_whom = format!("connected as the user `{name}@");
    // Rights on one table alone hide the others.
    sql(&project, &format!("GRANT SELECT ON {database}.budgets TO {name}")).await;
    sql(&project, &format!("REVOKE SELECT ON {database}.* FROM {name}")).await;
    for command in ["current", "history", "check"] {
        project.tool_at(url.as_str(), "first", &[command]).refused(&["command denied", &as_whom]);
    }
    sql(&project, &format!("GRANT SELECT ON {database}.* TO {name}")).await;
    project.tool_at(url.as_str(), "first", &["upgrade"]).refused(&[
        "command denied",
        &as_whom,
        "run it as one who may",
    ]);
    sql(&project, &format!("DROP USER {name}")).await;
}

/// SQLite reports which columns are equal, but not in which rows.
#[tokio::test]
async fn rows_that_sqlite_does_not_name_are_named() {
    let [one, other] =
        [1, 2].map(|id| format!("tenant_id = X'00000000000000000000000000000007' AND id = X'{id:032}'"));
    for stage in ["named_once", "named_once_softly", "alone_by_name"] {
        let project = Project::new(Kind::Sqlite);
        project.go("first", &[]);
        add_budgets(&project).await;
        let name = if stage == "alone_by_name" { "FOOD" } else { "Food" };
        sql(&project, &format!("UPDATE budgets SET name = '{name}' WHERE name = 'Rent'")).await;
        project.tool(stage, &["revision", "-m", stage, "--autogenerate"]).done();
        let rows = format!(": {one}, and {other}. Nothing of this file was done");
        project.tool(stage, &["upgrade"]).refused(&[
            "CREATE UNIQUE INDEX",
            "Two rows of \"budgets\" have equal values in",
            &rows,
        ]);
    }
}

#[tokio::test]
async fn a_row_that_refers_to_none_is_named() {
    let project = Project::new(Kind::Sqlite);
    project.go("rush_keys", &[]);
    let id = "X'00000000000000000000000000000001'";
    let orphan = format!(
        "INSERT INTO deposits (id, tenant_id, budget_id, created_at, updated_at) VALUES ({id}, {id}, {id}, 0, 0)"
    );
    sql(&project, &orphan).await;
    project
        .tool(
            "rush",
            &[
                "revision",
                "-m",
                "rush",
                "--autogenerate",
                "--allow-drop",
                "--fill",
                "budgets.note=''",
                "--fill",
                "budgets.code='c'",
                "--fill",
                "budgets.state='s'",
            ],
        )
        .done();
    let answer = project.tool("rush", &["upgrade"]);
    assert!(!answer.said.contains("787"), "{}", answer.said);
    answer.refused(&[
        "that of `deposits` with tenant_id = ",
        " to one of `budgets`",
        "PRAGMA foreign_key_check",
    ]);
}
