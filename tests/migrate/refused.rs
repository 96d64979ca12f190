//! What the tool says where a database refuses: the file, the line and the beginning of the statement, the database's own
//! message, what became of the file, and what to do.

use std::fs;

use fin_infra_tests::role::Role;

use crate::journey::{add_budgets, sql};
use crate::place::{Kind, Place, on_each_database};

/// An empty revision whose files are these.
fn write(place: &Place, name: &str, up: &str, down: &str) {
    place.tool("first", &["revision", "-m", name]).done();
    for (ending, text) in [("up", up), ("down", down)] {
        let file = place.files(&format!("_{name}.{ending}.sql")).pop().unwrap();
        fs::write(file, text).unwrap();
    }
}

const BROKEN: &str =
    "-- two statements; and a mistake\nUPDATE budgets SET name = ';';\n\nSELECT missing\nFROM nowhere;\n";

on_each_database! {
    fn a_statement_that_fails_is_named_with_its_line(place: &Place) {
        place.go("first", &[]);
        write(place, "broken", BROKEN, "");
        let words = ["the upgrade stopped at ", "_broken.up.sql, line 4: `SELECT missing …`: ", "nowhere",
            ". Nothing of this file was done: correct the file", "run `upgrade` again"];
        place.tool("first", &["upgrade"]).refused(&words);
        for file in place.files("_broken.up.sql") {
            fs::write(file, "SELECT 1;").unwrap();
        }
        place.tool("first", &["upgrade"]).done();
    }

    fn a_statement_that_fails_on_the_way_down_is_named_as_well(place: &Place) {
        place.go("first", &[]);
        write(place, "broken", "SELECT 1;", BROKEN);
        write(place, "whole", "SELECT 1;", "SELECT 1;");
        place.tool("first", &["upgrade"]).done();
        let words = ["the downgrade stopped at ", "_broken.down.sql, line 4: `SELECT missing …`: ", "nowhere",
            "Nothing of this file was done, and the files before it were: correct", "run `downgrade` again"];
        place.tool("first", &["downgrade", "base", "--allow-drop"]).refused(&words);
        assert!(place.tool("first", &["history"]).done().contains("_broken  after"));
    }

    fn of_files_before_the_one_that_failed_it_is_said_that_they_are_done(place: &Place) {
        place.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
        write(place, "broken", BROKEN, "");
        let words = ["Nothing of this file was done, and the files before it were: correct"];
        place.tool("first", &["upgrade"]).refused(&words);
        place.tool("first", &["check"]).done();
    }

    fn rows_that_an_index_refuses_are_named_with_its_statement(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        sql(place, "UPDATE budgets SET name = 'Food'").await;
        place.tool("named_once", &["revision", "-m", "named", "--autogenerate"]).done();
        let statement = if place.kind == Kind::MySql { "ADD UNIQUE INDEX" } else { "CREATE UNIQUE INDEX" };
        place.tool("named_once", &["upgrade"]).refused(&["_named", ".up.sql, line ", statement, "Nothing of this file was done"]);
    }
}

#[tokio::test]
async fn of_statements_that_were_committed_it_is_not_said_that_nothing_was_done() {
    let place = Place::new(Kind::MySql);
    place.go("first", &[]);
    write(&place, "broken", "ALTER TABLE budgets COMMENT = 'a';\nALTER TABLE nowhere COMMENT = 'a';", "");
    let answer = place.tool("first", &["upgrade"]);
    assert!(!answer.said.contains("othing of this file"), "{}", answer.said);
    answer.refused(&[
        "line 2: `ALTER TABLE nowhere",
        "those before this one were done",
        "`current` says how to go on",
    ]);
    place.tool("first", &["current"]).refused(&["failed half way"]);
}

/// The guide has this message, word for word.
#[tokio::test]
async fn a_message_of_the_guide_is_what_the_tool_says() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    add_budgets(&place).await;
    sql(&place, "UPDATE budgets SET name = 'Food'").await;
    let index = "-- names\n\nSET LOCAL lock_timeout = '5s';\n\nCREATE UNIQUE INDEX \"uq_budgets_name\" ON \"budgets\" (\"name\");\n";
    write(&place, "names", index, "");
    let said = place.tool("first", &["upgrade"]).said;
    let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../fin-infra-migrate/docs/migrations.md");
    let guide = fs::read_to_string(guide).unwrap();
    let message = guide.lines().find(|line| line.starts_with("error: the upgrade stopped at")).unwrap();
    let file =
        place.files("_names.up.sql").pop().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let message = message.replace("20251130093000_names.up.sql", &file);
    assert!(said.contains(&message), "{said}");
}

/// What a person added stops a file, and not the files before it.
#[tokio::test]
async fn what_was_added_by_hand_stops_a_file_that_is_named() {
    let place = Place::new(Kind::Sqlite);
    place.go("first", &[]);
    place.go("checked", &[]);
    sql(&place, "ALTER TABLE budgets ADD COLUMN by_hand TEXT").await;
    write(&place, "harmless", "SELECT 1;", "SELECT 1;");
    place.tool("whole", &["revision", "-m", "whole", "--autogenerate", "--allow-drop"]).done();
    let answer = place.tool("whole", &["upgrade"]);
    assert!(!answer.said.contains("Nothing was changed"), "{}", answer.said);
    let words = [
        "the upgrade stopped at ",
        "_whole.up.sql: ",
        "column `by_hand`",
        "Nothing of this file was done, and the files before it were",
    ];
    answer.refused(&words);
    let answer = place.tool("checked", &["downgrade", "-2", "--allow-drop"]);
    let words = [
        "the downgrade stopped at ",
        "_checked.down.sql: ",
        "column `by_hand`",
        "Nothing of this file was done, and the files before it were",
    ];
    answer.refused(&words);
}

/// No line of PostgreSQL's source is in an answer, and nothing is said twice.
#[tokio::test]
async fn a_role_without_rights_is_named() {
    let place = Place::new(Kind::Postgres);
    let role = Role::new(&place.url);
    let url = role.url(&place.url);
    sql(&place, "REVOKE CREATE ON SCHEMA public FROM PUBLIC").await;
    place.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let refused = |command: &[&str], message: &str| {
        let answer = place.tool_at(&url, "first", command);
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
    place.tool("first", &["upgrade"]).done();
    for command in [&["current"][..], &["history"], &["check"], &["upgrade"]] {
        refused(command, "permission denied for table _sqlx_migrations");
    }
    sql(&place, &format!("GRANT ALL ON _sqlx_migrations TO {}", role.name())).await;
    write(&place, "by_hand", "ALTER TABLE budgets ADD COLUMN by_hand TEXT;", "");
    refused(&["upgrade"], "must be owner of table budgets");
    sql(&place, &format!("DROP OWNED BY {}", role.name())).await;
}

#[tokio::test]
async fn a_schema_that_a_role_may_not_use_is_named() {
    let place = Place::new(Kind::Postgres);
    let role = Role::new(&place.url);
    let (url, name) = (role.url(&place.url), role.name());
    place.go("first", &[]);
    sql(&place, "REVOKE USAGE ON SCHEMA public FROM PUBLIC").await;
    let closed = format!("the schema `public` first, which is not open to the role `{name}`");
    let grant = format!("GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"{name}\"");
    for command in ["upgrade", "current", "history", "check", "sql"] {
        place.tool_at(&url, "first", &[command]).refused(&[&closed, &grant, "Nothing was changed"]);
    }
    sql(&place, &format!("ALTER ROLE {name} SET search_path = ''")).await;
    let none = format!("names no schema that is there and open to the role `{name}`");
    for command in ["upgrade", "current", "history", "check", "sql"] {
        place.tool_at(&url, "first", &[command]).refused(&[
            &none,
            "options[search_path]=public",
            "Nothing was changed",
        ]);
    }
}

#[tokio::test]
async fn a_user_without_rights_is_named() {
    let place = Place::new(Kind::MySql);
    place.go("first", &[]);
    let (_, database) = place.url.rsplit_once('/').unwrap();
    let name = format!("u{}", &fin_infra::prelude::Uuid::now_v7().simple().to_string()[8..]);
    sql(&place, &format!("CREATE USER {name} IDENTIFIED BY '{name}'")).await;
    sql(&place, &format!("GRANT SELECT ON {database}.* TO {name}")).await;
    let mut url = url::Url::parse(&place.url).unwrap();
    url.set_username(&name).unwrap();
    url.set_password(Some(&name)).unwrap();
    write(&place, "by_hand", "ALTER TABLE budgets COMMENT = 'a';", "");
    let as_whom = format!("connected as the user `{name}@");
    // Rights on one table alone hide the others.
    sql(&place, &format!("GRANT SELECT ON {database}.budgets TO {name}")).await;
    sql(&place, &format!("REVOKE SELECT ON {database}.* FROM {name}")).await;
    for command in ["current", "history", "check"] {
        place.tool_at(url.as_str(), "first", &[command]).refused(&["command denied", &as_whom]);
    }
    sql(&place, &format!("GRANT SELECT ON {database}.* TO {name}")).await;
    place.tool_at(url.as_str(), "first", &["upgrade"]).refused(&[
        "command denied",
        &as_whom,
        "run it as one who may",
    ]);
    sql(&place, &format!("DROP USER {name}")).await;
}

/// SQLite says which columns are equal, and not in which rows.
#[tokio::test]
async fn rows_that_sqlite_does_not_name_are_named() {
    let [one, other] =
        [1, 2].map(|id| format!("tenant_id = X'00000000000000000000000000000007' AND id = X'{id:032}'"));
    for stage in ["named_once", "named_once_softly", "alone_by_name"] {
        let place = Place::new(Kind::Sqlite);
        place.go("first", &[]);
        add_budgets(&place).await;
        let name = if stage == "alone_by_name" { "FOOD" } else { "Food" };
        sql(&place, &format!("UPDATE budgets SET name = '{name}' WHERE name = 'Rent'")).await;
        place.tool(stage, &["revision", "-m", stage, "--autogenerate"]).done();
        let rows = format!(": {one}, and {other}. Nothing of this file was done");
        place.tool(stage, &["upgrade"]).refused(&[
            "CREATE UNIQUE INDEX",
            "Two rows of \"budgets\" are equal in",
            &rows,
        ]);
    }
}

#[tokio::test]
async fn a_row_that_refers_to_none_is_named() {
    let place = Place::new(Kind::Sqlite);
    place.go("rush_keys", &[]);
    let id = "X'00000000000000000000000000000001'";
    let orphan = format!(
        "INSERT INTO deposits (id, tenant_id, budget_id, created_at, updated_at) VALUES ({id}, {id}, {id}, 0, 0)"
    );
    sql(&place, &orphan).await;
    place
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
    let answer = place.tool("rush", &["upgrade"]);
    assert!(!answer.said.contains("787"), "{}", answer.said);
    answer.refused(&[
        "that of `deposits` with tenant_id = ",
        " to one of `budgets`",
        "PRAGMA foreign_key_check",
    ]);
}
