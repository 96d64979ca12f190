//! Unmanaged rules, keys and indexes, and constraints that are `NOT VALID`.

use std::fs;

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, SqliteConnection};

use crate::journey::{add_budgets, sql};
use crate::project::{Kind, Project, on_each_database};

const FROM_DATABASE: [&str; 5] = ["revision", "-m", "by hand", "--autogenerate", "--from-database"];

/// The first table, with a line added to its file.
async fn with_line(project: &Project, line: &str) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    let file = project.files(".up.sql").pop().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let key =
        if project.kind == Kind::MySql { "PRIMARY KEY `pk_budgets`" } else { "CONSTRAINT \"pk_budgets\"" };
    assert!(text.contains(key), "{text}");
    fs::write(&file, text.replacen(key, &format!("{line},\n    {key}"), 1)).unwrap();
    project.tool("first", &["upgrade"]).done();
    add_budgets(project).await;
}

/// Whether the database rejects a statement.
pub(crate) async fn refuses(project: &Project, statement: &str) -> bool {
    let statement = AssertSqlSafe(statement.to_owned());
    macro_rules! fails {
        ($Connection:ty) => {{
            let mut connection = <$Connection>::connect(&project.url).await.unwrap();
            sqlx::raw_sql(statement).execute(&mut connection).await.is_err()
        }};
    }
    match project.kind {
        Kind::Sqlite => fails!(SqliteConnection),
        Kind::Postgres => fails!(PgConnection),
        Kind::MySql => fails!(MySqlConnection),
    }
}

pub(crate) const TOO_MUCH: &str = "UPDATE budgets SET amount = 9000001";
pub(crate) const NAMED_ALIKE: &str = "UPDATE budgets SET name = 'Food'";

on_each_database!(
    an_unmanaged_rule_is_no_difference_and_survives_changes_of_its_table,
    going_back_to_a_wider_type_loses_nothing,
    an_unmanaged_unique_constraint_is_dropped_on_request,
);

async fn an_unmanaged_rule_is_no_difference_and_survives_changes_of_its_table(project: &Project) {
    with_line(project, "CHECK (amount < 9000000)").await;
    let checked = project.tool("first", &["check"]).done();
    assert!(checked.contains("unmanaged, kept: budgets: rule "), "{checked}");
    assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));

    // The file gets the rule from the database, and each later one from the metadata.
    project.tool("checked", &FROM_DATABASE).done();
    for stage in ["checked", "checked_notes", "first"] {
        if stage != "checked" {
            let revision = ["revision", "-m", stage, "--autogenerate", "--allow-drop"];
            project.tool(stage, &revision).done();
        }
        project.tool(stage, &["upgrade"]).done();
        project.tool(stage, &["check"]).done();
        assert!(refuses(project, TOO_MUCH).await, "{stage}");
    }
    project.tool("first", &["downgrade", "-1"]).done();
    assert!(refuses(project, TOO_MUCH).await);
    project.tool("first", &["upgrade"]).done();

    let dropped = [&FROM_DATABASE[..], &["--drop-unmanaged"]].concat();
    let said = project.tool("first", &dropped).done();
    assert!(said.contains("alter table budgets: drop "), "{said}");
    project.tool("first", &["upgrade"]).done();
    assert!(!project.tool("first", &["check"]).done().contains("unmanaged"));
    assert!(!refuses(project, TOO_MUCH).await);
}

async fn going_back_to_a_wider_type_loses_nothing(project: &Project) {
    project.go("sums", &[]);
    let wider = match project.kind {
        Kind::Sqlite => return,
        Kind::Postgres => "ALTER TABLE budgets ALTER spent TYPE BIGINT",
        Kind::MySql => "ALTER TABLE budgets MODIFY spent BIGINT NOT NULL",
    };
    sql(project, wider).await;
    project.tool("sums", &[&FROM_DATABASE[..], &["--allow-drop"]].concat()).done();
    let losses = |ending: &str| {
        let files = project.files(ending).into_iter().map(|file| fs::read_to_string(file).unwrap());
        files.filter(|text| text.contains("-- loses what of")).count()
    };
    assert_eq!((losses(".up.sql"), losses(".down.sql")), (1, 0));
    project.tool("sums", &["upgrade"]).done();
    project.tool("sums", &["downgrade", "-1"]).done();
}

async fn an_unmanaged_unique_constraint_is_dropped_on_request(project: &Project) {
    with_line(project, "UNIQUE (name, tenant_id)").await;
    assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));
    let dropped = [&FROM_DATABASE[..], &["--drop-unmanaged"]].concat();
    project.tool("first", &dropped).done();
    project.tool("first", &["upgrade"]).done();
    assert!(!project.tool("first", &["check"]).done().contains("unmanaged"));
    assert!(!refuses(project, NAMED_ALIKE).await);
}

/// The names of the constraints and indexes of the budgets.
async fn names(project: &Project) -> Vec<String> {
    let all = "SELECT conname::text FROM pg_constraint WHERE conrelid = 'budgets'::regclass UNION \
               SELECT indexname::text FROM pg_indexes WHERE tablename = 'budgets' ORDER BY 1";
    sql(project, all).await
}

#[tokio::test]
async fn unmanaged_constraints_and_indexes_are_dropped_and_restored_on_postgres() {
    for more in [&["--drop-unmanaged"][..], &["--drop-unmanaged", "--concurrently"]] {
        let project = Project::new(Kind::Postgres);
        project.go("first", &[]);
        add_budgets(&project).await;
        let bare = names(&project).await;
        for own in [
            "ALTER TABLE budgets ADD CONSTRAINT one_name UNIQUE (name)",
            "ALTER TABLE budgets ADD CONSTRAINT no_name_twice EXCLUDE USING btree (name WITH =)",
            "ALTER TABLE budgets ADD CONSTRAINT small CHECK (amount < 900)",
            "CREATE INDEX by_lower ON budgets (lower(name))",
            "CREATE INDEX by_hash ON budgets USING hash (name)",
            "CREATE TABLE own (id UUID PRIMARY KEY); ALTER TABLE budgets ADD own_id UUID; ALTER TABLE budgets DROP own_id",
        ] {
            sql(&project, own).await;
        }
        let all = names(&project).await;
        assert_eq!(all.len(), bare.len() + 5, "{all:?}");
        let checked = project.tool("first", &["check"]).done();
        assert_eq!(checked.matches("unmanaged, kept: ").count(), 5, "{checked}");
        assert!(project.tool("first", &FROM_DATABASE).done().contains("nothing has changed"));

        project.tool("first", &[&FROM_DATABASE[..], more].concat()).done();
        project.tool("first", &["upgrade"]).done();
        assert_eq!(names(&project).await, bare);
        project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
        assert_eq!(names(&project).await, all);
        assert!(refuses(&project, NAMED_ALIKE).await);
        project.tool("first", &["upgrade"]).done();
        project.tool("first", &["check"]).done();
    }
}

/// Drops a constraint and adds it again as `NOT VALID`.
async fn invalidate(project: &Project, table: &str, kind: char) -> String {
    let found = format!(
        "SELECT conname || '|' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = '{kind}'"
    );
    let found = sql(project, &found).await.pop().unwrap();
    let (name, definition) = found.split_once('|').unwrap();
    sql(
        project,
        &format!("ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition} NOT VALID"),
    )
    .await;
    name.to_owned()
}

#[tokio::test]
async fn constraints_that_are_not_valid_are_reported_and_validated() {
    for more in [&[][..], &["--concurrently"]] {
        for (stage, table, kind, word) in
            [("checked", "budgets", 'c', "rule"), ("rush_keys", "deposits", 'f', "foreign key")]
        {
            let project = Project::new(Kind::Postgres);
            project.go(stage, &[]);
            let name = invalidate(&project, table, kind).await;
            let checked = project.tool(stage, &["check"]);
            assert_eq!(checked.code, 3, "{}", checked.said);
            let said = format!("- {table}: {word} {name} is NOT VALID");
            let remedy = format!("ALTER TABLE \"{table}\" VALIDATE CONSTRAINT \"{name}\"");
            assert!(checked.said.contains(&said) && checked.said.contains(&remedy), "{}", checked.said);
            assert_eq!(checked.said.matches("- ").count(), 1, "{}", checked.said);

            let revised = project.tool(stage, &[&FROM_DATABASE[..], more].concat()).done();
            assert!(revised.contains(&format!("alter table {table}: validate {name}")), "{revised}");
            project.tool(stage, &["upgrade"]).done();
            project.tool(stage, &["check"]).done();
            project.tool(stage, &["downgrade", "-1"]).done();
            project.tool(stage, &["upgrade"]).done();
            // As the message advises.
            invalidate(&project, table, kind).await;
            sql(&project, &remedy).await;
            project.tool(stage, &["check"]).done();
        }
    }
}
