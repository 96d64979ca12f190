//! What people write into migration files and make in databases beside the tool.

use std::fs;
use std::path::PathBuf;

use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use crate::journey::{add_budgets, column, sql};
use crate::place::{Kind, Place, on_each_database};

/// Changes the last file before it is applied.
fn edit(place: &Place, from: &str, to: &str) -> PathBuf {
    let file = place.files(".up.sql").pop().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "`{from}` is not in: {text}");
    fs::write(&file, text.replacen(from, to, 1)).unwrap();
    file
}

fn quoted(place: &Place, name: &str) -> String {
    if place.kind == Kind::Postgres { format!("\"{name}\"") } else { format!("`{name}`") }
}

/// Writes constraints into the last file.
fn constrain(place: &Place) {
    let key =
        if place.kind == Kind::MySql { "PRIMARY KEY `pk_budgets`" } else { "CONSTRAINT \"pk_budgets\"" };
    edit(place, key, &format!("UNIQUE (name, amount),\n    CHECK (amount < 90000),\n    {key}"));
}

/// The first table, with constraints that a person wrote into its file.
async fn constrained(place: &Place) {
    place.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    constrain(place);
    place.tool("first", &["upgrade"]).done();
    add_budgets(place).await;
}

/// Whether the database still refuses what the constraints refuse.
async fn is_constrained(place: &Place) -> bool {
    let refuses = async |statement: &str| {
        let url = place.url.clone();
        let statement = sqlx::AssertSqlSafe(statement.to_owned());
        macro_rules! fails {
            ($Connection:ty) => {{
                let mut connection = <$Connection>::connect(&url).await.unwrap();
                sqlx::raw_sql(statement).execute(&mut connection).await.is_err()
            }};
        }
        match place.kind {
            Kind::Sqlite => fails!(SqliteConnection),
            Kind::Postgres => fails!(sqlx::PgConnection),
            Kind::MySql => fails!(sqlx::MySqlConnection),
        }
    };
    refuses("UPDATE budgets SET amount = 90001").await && refuses("UPDATE budgets SET name = 'Food'").await
}

on_each_database! {
    fn constraints_of_a_person_are_kept_or_named(place: &Place) {
        constrained(place).await;
        let checked = place.tool("first", &["check"]).done();
        assert_eq!(checked.matches("made by hand, and kept: budgets: ").count(), 2, "{checked}");
        place.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        if place.kind != Kind::Sqlite {
            place.tool("checked", &["upgrade"]).done();
            assert!(is_constrained(place).await);
            return;
        }
        for _ in 0..2 {
            let named = "of `budgets` `UNIQUE (name, amount)`, `CHECK (amount < 90000)`";
            place.tool("checked", &["upgrade"]).refused(&[named, "CREATE TABLE", "Nothing of this file was done"]);
            assert!(is_constrained(place).await);
        }
        // sqlx's own tool does not know why, and changes nothing either.
        let migrator = Migrator::new(place.migrations()).await.unwrap();
        let mut connection = SqliteConnection::connect(&place.url).await.unwrap();
        let error = migrator.run(&mut connection).await.unwrap_err();
        assert!(format!("{error:?}").contains("nothing_was_added_by_hand"), "{error:?}");
        connection.close().await.unwrap();

        constrain(place);
        let file = place.files(".up.sql").pop().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        let statements: Vec<&str> = text.split("\n\n").filter(|sql| !sql.starts_with("INSERT INTO `fin_rebuild_guard` (nothing")).collect();
        fs::write(&file, statements.join("\n\n")).unwrap();
        place.tool("checked", &["upgrade"]).done();
        assert!(is_constrained(place).await);
        assert_eq!(column(place, "name").await.len(), 3);
        place.tool("checked", &["check"]).done();
    }

    fn a_rule_with_other_parentheses_is_another_rule(place: &Place) {
        place.go("sums", &[]);
        place.tool("sums", &["downgrade", "base", "--allow-drop"]).done();
        let [spent, saved] = ["spent", "saved"].map(|name| quoted(place, name));
        edit(place, &format!("- {spent} - {saved}"), &format!("- ({spent} - {saved})"));
        place.tool("sums", &["upgrade"]).done();
        let checked = place.tool("sums", &["check"]);
        assert_eq!(checked.code, 3, "{}", checked.said);
        assert!(checked.said.contains("is another one"), "{}", checked.said);
    }

    fn a_note_that_is_lost_is_reported(place: &Place) {
        place.go("first", &[]);
        place.go("notes", &[]);
        let note = place.files(".json").pop().unwrap();
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
            place.tool("notes", command).refused(&[&name, "is not there", "bring it back", "{\"after\":[", "Nothing was changed"]);
        }
        // As the message says, where it is nowhere.
        let files = place.files(".up.sql");
        let before = files[files.len() - 2].file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned();
        fs::write(&note, format!("{{\"after\": [{before}]}}")).unwrap();
        let again = place.tool("notes", &["revision", "-m", "again", "--autogenerate", "--from-database"]).done();
        assert!(again.contains("nothing has changed"), "{again}");

        fs::write(&note, text).unwrap();
        let sql = note.with_extension("up.sql");
        fs::remove_file(sql).unwrap();
        place.tool("notes", &["revision", "-m", "more"]).refused(&[&name, "has no such file", "Nothing was changed"]);
    }
}

#[tokio::test]
async fn indexes_and_triggers_of_a_person_are_made_again_on_sqlite() {
    for by_hand in [
        "CREATE INDEX by_hand ON budgets (lower(name))",
        "CREATE UNIQUE INDEX by_hand ON budgets (name) WHERE amount > 5",
        "CREATE TRIGGER by_hand AFTER INSERT ON budgets BEGIN UPDATE budgets SET name = 'told ' || name WHERE id = new.id; END",
    ] {
        let place = Place::new(Kind::Sqlite);
        place.go("first", &[]);
        add_budgets(&place).await;
        sql(&place, by_hand).await;
        place.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
        place.tool("checked", &["upgrade"]).done();
        let there = "SELECT sql FROM sqlite_schema WHERE name = 'by_hand'";
        assert_eq!(sql(&place, there).await, [by_hand]);
        assert_eq!(column(&place, "name").await, ["Food", "Rent", "Ärger"], "no trigger fired");
        place.tool("first", &["downgrade", "-1"]).done();
        assert_eq!(sql(&place, there).await, [by_hand]);
    }
}

#[tokio::test]
async fn an_index_of_a_person_that_does_not_fit_any_more_is_named() {
    let place = Place::new(Kind::Sqlite);
    place.go("first", &[]);
    place.go("code", &["--fill", "budgets.code='c'"]);
    sql(&place, "CREATE INDEX by_hand ON budgets (code)").await;
    place.tool("renamed", &["revision", "-m", "renamed", "--autogenerate"]).done();
    let words =
        ["the index `by_hand`, which was added by hand", "no such column", "Nothing of this file was done"];
    place.tool("renamed", &["upgrade"]).refused(&words);
    place.tool("code", &["current"]).done();
    edit(&place, "PRAGMA defer_foreign_keys", "DROP INDEX `by_hand`;\n\nPRAGMA defer_foreign_keys");
    place.tool("renamed", &["upgrade"]).done();
    place.tool("renamed", &["check"]).done();
}

#[tokio::test]
async fn a_column_of_a_person_is_named_on_sqlite() {
    let place = Place::new(Kind::Sqlite);
    place.go("first", &[]);
    add_budgets(&place).await;
    sql(&place, "ALTER TABLE budgets ADD COLUMN extra TEXT COLLATE NOCASE").await;
    place.tool("checked", &["revision", "-m", "checked", "--autogenerate"]).done();
    place
        .tool("checked", &["upgrade"])
        .refused(&["of `budgets` column `extra`.", "Nothing of this file was done"]);
    assert_eq!(sql(&place, "SELECT count(extra) || '' FROM budgets").await, ["0"]);
}

#[tokio::test]
async fn a_primary_key_of_another_name_changes() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    add_budgets(&place).await;
    sql(&place, "ALTER TABLE budgets RENAME CONSTRAINT pk_budgets TO \"it's another\"").await;
    place.go("shared", &["--allow-drop"]);
    sql(&place, "DELETE FROM budgets; ALTER TABLE budgets RENAME CONSTRAINT pk_budgets TO budgets_pkey")
        .await;
    place.tool("shared", &["downgrade", "-1", "--allow-drop"]).done();
    place.tool("first", &["check"]).done();
}

#[tokio::test]
async fn each_schema_of_a_database_has_migrations_of_its_own() {
    let place = Place::new(Kind::Postgres);
    place.go("first", &[]);
    add_budgets(&place).await;
    place.go("folded", &[]);
    sql(&place, "UPDATE budgets SET name_folded = 'x'").await;
    let mark = "INSERT INTO _fin_refold (table_name, folded_name, source_name) VALUES ('budgets', 'name_folded', 'name')";
    sql(&place, mark).await;

    let join = if place.url.contains('?') { '&' } else { '?' };
    let url = format!("{}{join}options[search_path]=tenant_a,public", place.url);
    let missing =
        ["names the schema `tenant_a` first", "made in `public`", "CREATE SCHEMA", "Nothing was changed"];
    for command in ["upgrade", "current", "check", "refold"] {
        place.tool_at(&url, "folded", &[command]).refused(&missing);
    }
    sql(&place, "CREATE SCHEMA tenant_a").await;
    assert!(place.tool_at(&url, "folded", &["current"]).done().contains("no migration was applied"));
    assert_eq!(place.tool_at(&url, "folded", &["check"]).code, 3);
    let applied = place.tool_at(&url, "folded", &["upgrade"]).done();
    assert!(applied.contains("applied 2") && !applied.contains("folded the case"), "{applied}");
    place.tool_at(&url, "folded", &["check"]).done();
    assert_eq!(sql(&place, "SELECT count(*)::text FROM tenant_a.budgets").await, ["0"]);
    assert_eq!(sql(&place, "SELECT count(*)::text FROM public.budgets WHERE name_folded = 'x'").await, ["3"]);
    place.tool_at(&url, "folded", &["downgrade", "base", "--allow-drop"]).done();
    assert_eq!(sql(&place, "SELECT count(*)::text FROM budgets").await, ["3"]);
}

#[tokio::test]
async fn a_reference_of_a_person_to_a_table_of_their_own_is_kept() {
    for kind in [Kind::Postgres, Kind::MySql] {
        let place = Place::new(kind);
        place.go("first", &[]);
        let id = if kind == Kind::MySql { "BINARY(16)" } else { "UUID" };
        sql(&place, &format!("CREATE TABLE plans (id {id} PRIMARY KEY)")).await;
        sql(&place, "ALTER TABLE budgets ADD CONSTRAINT mine FOREIGN KEY (id) REFERENCES plans (id)").await;
        assert!(place.tool("first", &["check"]).done().contains("budgets: foreign key mine"));
        let more = ["revision", "-m", "more", "--autogenerate", "--from-database"];
        let said = place.tool("first", &more).done();
        assert!(said.contains("nothing has changed"), "{said}");
        place.go("folded", &["--from-database"]);
        assert!(place.tool("folded", &["check"]).done().contains("budgets: foreign key mine"));
    }
}

#[tokio::test]
async fn a_reference_to_a_table_elsewhere_is_not_the_one_that_is_wanted() {
    for kind in [Kind::Postgres, Kind::MySql] {
        let place = Place::new(kind);
        place.go("circle", &[]);
        let name = place.url.rsplit('/').next().unwrap().split('?').next().unwrap();
        let (elsewhere, word) = match kind {
            Kind::MySql => (format!("{name}_2"), "FOREIGN KEY"),
            _ => ("elsewhere".to_owned(), "CONSTRAINT"),
        };
        sql(&place, &format!("CREATE SCHEMA {elsewhere}")).await;
        let id = if kind == Kind::MySql { "BINARY(16)" } else { "UUID" };
        sql(&place, &format!("CREATE TABLE {elsewhere}.rights (id {id} PRIMARY KEY)")).await;
        sql(&place, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
        let other = format!(
            "ALTER TABLE lefts ADD CONSTRAINT fk_lefts_right_id FOREIGN KEY (right_id) REFERENCES {elsewhere}.rights (id)"
        );
        sql(&place, &other).await;
        let checked = place.tool("circle", &["check"]);
        sql(&place, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
        sql(&place, &format!("DROP TABLE {elsewhere}.rights")).await;
        sql(&place, &format!("DROP SCHEMA {elsewhere}")).await;
        assert_eq!(checked.code, 3, "{kind:?} {}", checked.said);
        assert!(checked.said.contains("fk_lefts_right_id is another one"), "{}", checked.said);
    }
}
