//! Edited migration files, and unmanaged objects in databases.

use std::fs;
use std::path::PathBuf;

use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

/// Changes the last file before it is applied.
fn edit(project: &Project, from: &str, to: &str) -> PathBuf {
    let file = project.files(".up.sql").pop().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "`{from}` is not in: {text}");
    fs::write(&file, text.replacen(from, to, 1)).unwrap();
    file
}

fn quoted(project: &Project, name: &str) -> String {
    if project.kind == Kind::Postgres { format!("\"{name}\"") } else { format!("`{name}`") }
}

/// Writes constraints into the last file.
fn constrain(project: &Project) {
    let key =
        if project.kind == Kind::MySql { "PRIMARY KEY `pk_budgets`" } else { "CONSTRAINT \"pk_budgets\"" };
    edit(project, key, &format!("UNIQUE (name, amount),\n    CHECK (amount < 90000),\n    {key}"));
}

/// The first table, with constraints added to its file.
async fn constrained(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    constrain(project);
    project.tool("first", &["upgrade"]).done();
    add_budgets(project).await;
}

/// Whether the database still enforces the constraints.
async fn is_constrained(project: &Project) -> bool {
    let refuses = async |statement: &str| {
        let url = project.url.clone();
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        macro_rules! fails {
            ($Connection:ty) => {{
                let mut connection = <$Connection>::connect(&url).await.unwrap();
                sqlx::raw_sql(statement).execute(&mut connection).await.is_err()
            }};
        }
        match project.kind {
            Kind::Sqlite => fails!(SqliteConnection),
            Kind::Postgres => fails!(sqlx::PgConnection),
            Kind::MySql => fails!(sqlx::MySqlConnection),
        }
    };
    refuses("UPDATE budgets SET amount = 90001").await && refuses("UPDATE budgets SET name = 'Food'").await
}

on_each_database!(
    unmanaged_constraints_are_kept_or_named,
    a_rule_with_other_parentheses_is_another_rule,
    lost_metadata_is_reported,
);

async fn unmanaged_constraints_are_kept_or_named(project: &Project) {
    constrained(project).await;
    let checked = project.tool("first", &["check"]).done();
    assert_eq!(checked.matches("unmanaged, kept: budgets: ").count(), 2, "{checked}");
    project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
    if project.kind != Kind::Sqlite {
        project.tool("checked", &["upgrade"]).done();
        assert!(is_constrained(project).await);
        return;
    }
    for _ in 0..2 {
        let named = "of `budgets` `UNIQUE (name, amount)`, `CHECK (amount < 90000)`";
        project.tool("checked", &["upgrade"]).refused(&[
            named,
            "CREATE TABLE",
            "Nothing of this file was done",
        ]);
        assert!(is_constrained(project).await);
    }
    // sqlx's tool does not explain it, and changes nothing either.
    let migrator = Migrator::new(project.migrations()).await.unwrap();
    let mut connection = SqliteConnection::connect(&project.url).await.unwrap();
    let error = migrator.run(&mut connection).await.unwrap_err();
    assert!(format!("{error:?}").contains("nothing_was_added_by_hand"), "{error:?}");
    connection.close().await.unwrap();

    constrain(project);
    let file = project.files(".up.sql").pop().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let statements: Vec<&str> = text
        .split("\n\n")
        .filter(|sql| !sql.starts_with("INSERT INTO `fin_rebuild_guard` (nothing"))
        .collect();
    fs::write(&file, statements.join("\n\n")).unwrap();
    project.tool("checked", &["upgrade"]).done();
    assert!(is_constrained(project).await);
    assert_eq!(column(project, "name").await.len(), 3);
    project.tool("checked", &["check"]).done();
}

async fn a_rule_with_other_parentheses_is_another_rule(project: &Project) {
    project.go("sums", &[]);
    project.tool("sums", &["downgrade", "base", "--allow-drop"]).done();
    let [spent, saved] = ["spent", "saved"].map(|name| quoted(project, name));
    edit(project, &format!("- {spent} - {saved}"), &format!("- ({spent} - {saved})"));
    project.tool("sums", &["upgrade"]).done();
    let checked = project.tool("sums", &["check"]);
    assert_eq!(checked.code, 3, "{}", checked.said);
    assert!(checked.said.contains("is another one"), "{}", checked.said);
}

async fn lost_metadata_is_reported(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    let note = project.files(".json").pop().unwrap();
    let text = fs::read_to_string(&note).unwrap();
    fs::remove_file(&note).unwrap();
    let name = note.file_name().unwrap().to_string_lossy().into_owned();
    let commands: [&[&str]; 11] = [
        &["check"],
        &["refold"],
        &["upgrade"],
        &["downgrade", "-1", "--allow-drop"],
        &["current"],
        &["history"],
        &["heads"],
        &["stamp", "head"],
        &["sql"],
        &["merge"],
        &["revision", "-m", "more", "--autogenerate"],
    ];
    for command in commands {
        project.tool("notes", command).refused(&[
            &name,
            "does not exist",
            "restore it",
            "{\"after\":[",
            "Nothing was changed",
        ]);
    }
    // As the message advises for lost metadata.
    let files = project.files(".up.sql");
    let before =
        files[files.len() - 2].file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned();
    fs::write(&note, format!("{{\"after\": [{before}]}}")).unwrap();
    let again =
        project.tool("notes", &["revision", "-m", "again", "--autogenerate", "--from-database"]).done();
    assert!(again.contains("nothing has changed"), "{again}");

    fs::write(&note, text).unwrap();
    let sql = note.with_extension("up.sql");
    fs::remove_file(sql).unwrap();
    project.tool("notes", &["revision", "-m", "more"]).refused(&[
        &name,
        "has no such file",
        "Nothing was changed",
    ]);
}

#[tokio::test]
async fn unmanaged_indexes_and_triggers_are_created_again_on_sqlite() {
    for by_hand in [
        "CREATE INDEX by_hand ON budgets (lower(name))",
        "CREATE UNIQUE INDEX by_hand ON budgets (name) WHERE amount > 5",
        "CREATE TRIGGER by_hand AFTER INSERT ON budgets BEGIN UPDATE budgets SET name = 'told ' || name WHERE id = new.id; END",
    ] {
        let project = Project::new(Kind::Sqlite);
        project.go("first", &[]);
        add_budgets(&project).await;
        sql(&project, by_hand).await;
        project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        project.tool("checked", &["upgrade"]).done();
        let there = "SELECT sql FROM sqlite_schema WHERE name = 'by_hand'";
        assert_eq!(sql(&project, there).await, [by_hand]);
        assert_eq!(column(&project, "name").await, ["Food", "Rent", "Ärger"], "no trigger fired");
        project.tool("first", &["downgrade", "-1"]).done();
        assert_eq!(sql(&project, there).await, [by_hand]);
    }
}

#[tokio::test]
async fn an_unmanaged_index_that_no_longer_fits_is_named() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    project.go("code", &["--fill", "budgets.code='c'"]);
    sql(&project, "CREATE INDEX by_hand ON budgets (code)").await;
    project.tool("renamed", &["revision", "-m", "renamed", "--autogenerate"]).done();
    let words = ["the unmanaged index `by_hand`", "no such column", "Nothing of this file was done"];
    project.tool("renamed", &["upgrade"]).refused(&words);
    project.tool("code", &["current"]).done();
    edit(&project, "PRAGMA defer_foreign_keys", "DROP INDEX `by_hand`;\n\nPRAGMA defer_foreign_keys");
    project.tool("renamed", &["upgrade"]).done();
    project.tool("renamed", &["check"]).done();
}

#[tokio::test]
async fn an_unmanaged_column_is_named_on_sqlite() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    add_budgets(&project).await;
    sql(&project, "ALTER TABLE budgets ADD COLUMN extra TEXT COLLATE NOCASE").await;
    project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
    project
        .tool("checked", &["upgrade"])
        .refused(&["of `budgets` column `extra`.", "Nothing of this file was done"]);
    assert_eq!(sql(&project, "SELECT count(extra) || '' FROM budgets").await, ["0"]);
}

#[tokio::test]
async fn a_primary_key_of_another_name_changes() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    sql(&project, "ALTER TABLE budgets RENAME CONSTRAINT pk_budgets TO \"it's another\"").await;
    project.go("shared", &["--allow-drop"]);
    sql(&project, "DELETE FROM budgets; ALTER TABLE budgets RENAME CONSTRAINT pk_budgets TO budgets_pkey")
        .await;
    project.tool("shared", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}

#[tokio::test]
async fn each_schema_of_a_database_has_its_own_migrations() {
    let project = Project::new(Kind::Postgres);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.go("folded", &[]);
    sql(&project, "UPDATE budgets SET name_folded = 'x'").await;
    let mark = "INSERT INTO _fin_refold (table_name, folded_name, source_name) VALUES ('budgets', 'name_folded', 'name')";
    sql(&project, mark).await;

    let join = if project.url.contains('?') { '&' } else { '?' };
    let url = format!("{}{join}options[search_path]=tenant_a,public", project.url);
    let missing =
        ["names the schema `tenant_a` first", "created in `public`", "CREATE SCHEMA", "Nothing was changed"];
    for command in ["upgrade", "current", "check", "refold"] {
        project.tool_at(&url, "folded", &[command]).refused(&missing);
    }
    sql(&project, "CREATE SCHEMA tenant_a").await;
    assert!(project.tool_at(&url, "folded", &["current"]).done().contains("no migration was applied"));
    assert_eq!(project.tool_at(&url, "folded", &["check"]).code, 3);
    let applied = project.tool_at(&url, "folded", &["upgrade"]).done();
    assert!(applied.contains("applied 2") && !applied.contains("folded the case"), "{applied}");
    project.tool_at(&url, "folded", &["check"]).done();
    assert_eq!(sql(&project, "SELECT count(*)::text FROM tenant_a.budgets").await, ["0"]);
    assert_eq!(
        sql(&project, "SELECT count(*)::text FROM public.budgets WHERE name_folded = 'x'").await,
        ["3"]
    );
    project.tool_at(&url, "folded", &["downgrade", "base", "--allow-drop"]).done();
    assert_eq!(sql(&project, "SELECT count(*)::text FROM budgets").await, ["3"]);
}

#[tokio::test]
async fn an_unmanaged_reference_to_an_unmanaged_table_is_kept() {
    for kind in [Kind::Postgres, Kind::MySql] {
        let project = Project::new(kind);
        project.go("first", &[]);
        let id = if kind == Kind::MySql { "BINARY(16)" } else { "UUID" };
        sql(&project, &format!("CREATE TABLE plans (id {id} PRIMARY KEY)")).await;
        sql(&project, "ALTER TABLE budgets ADD CONSTRAINT mine FOREIGN KEY (id) REFERENCES plans (id)").await;
        assert!(project.tool("first", &["check"]).done().contains("budgets: foreign key mine"));
        let more = ["revision", "-m", "more", "--autogenerate", "--from-database"];
        let said = project.tool("first", &more).done();
        assert!(said.contains("nothing has changed"), "{said}");
        project.go("folded", &["--from-database"]);
        assert!(project.tool("folded", &["check"]).done().contains("budgets: foreign key mine"));
    }
}

#[tokio::test]
async fn a_reference_to_a_table_in_another_schema_is_a_difference() {
    for kind in [Kind::Postgres, Kind::MySql] {
        let project = Project::new(kind);
        project.go("circle", &[]);
        let name = project.url.rsplit('/').next().unwrap().split('?').next().unwrap();
        let (elsewhere, word) = match kind {
            Kind::MySql => (format!("{name}_2"), "FOREIGN KEY"),
            _ => ("elsewhere".to_owned(), "CONSTRAINT"),
        };
        sql(&project, &format!("CREATE SCHEMA {elsewhere}")).await;
        let id = if kind == Kind::MySql { "BINARY(16)" } else { "UUID" };
        sql(&project, &format!("CREATE TABLE {elsewhere}.rights (id {id} PRIMARY KEY)")).await;
        sql(&project, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
        let other = format!(
            "ALTER TABLE lefts ADD CONSTRAINT fk_lefts_right_id FOREIGN KEY (right_id) REFERENCES {elsewhere}.rights (id)"
        );
        sql(&project, &other).await;
        let checked = project.tool("circle", &["check"]);
        sql(&project, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
        sql(&project, &format!("DROP TABLE {elsewhere}.rights")).await;
        sql(&project, &format!("DROP SCHEMA {elsewhere}")).await;
        assert_eq!(checked.code, 3, "{kind:?} {}", checked.said);
        assert!(checked.said.contains("fk_lefts_right_id is another one"), "{}", checked.said);
    }
}

/// Another program's text compares otherwise, which no value depends on.
#[tokio::test]
async fn a_change_of_collation_loses_nothing() {
    for (kind, other) in [
        (Kind::Postgres, "ALTER TABLE budgets ALTER COLUMN name TYPE VARCHAR(255) COLLATE \"default\""),
        (
            Kind::MySql,
            "ALTER TABLE budgets MODIFY name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL",
        ),
    ] {
        let project = Project::new(kind);
        project.go("first", &[]);
        add_budgets(&project).await;
        sql(&project, other).await;
        assert_eq!(project.tool("first", &["check"]).code, 3);
        project.go("first", &["--from-database"]);
        project.tool("first", &["check"]).done();
        assert_eq!(column(&project, "name").await, ["Food", "Rent", "Ärger"]);
    }
}

/// Makes the table of the first file again, with other words in its text.
async fn remade(from: &str, to: &str) -> Project {
    let project = Project::new(Kind::Sqlite);
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    edit(&project, from, to);
    project.tool("first", &["upgrade"]).done();
    add_budgets(&project).await;
    project
}

#[tokio::test]
async fn what_a_rebuild_would_lose_of_a_table_is_named() {
    for (from, to, named) in [
        ("\"name\" TEXT", "\"name\" TEXT COLLATE NOCASE", "of `budgets` `COLLATE NOCASE` of column `name`"),
        ("\n);", "\n) WITHOUT ROWID;", "of `budgets` `WITHOUT ROWID`"),
    ] {
        let project = remade(from, to).await;
        project.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        project.tool("checked", &["upgrade"]).refused(&[named, "Nothing of this file was done"]);
    }
}
