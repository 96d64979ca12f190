//! Failures: each is one clear sentence, and nothing is changed.

use std::fs;

use sqlx::{Connection, SqliteConnection};

use crate::project::{Kind, Project, on_each_database};

/// Three migrations, the first two of which are applied.
fn three(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    project.tool("code", &["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code=''"]).done();
}

on_each_database!(
    an_applied_file_that_was_edited_is_named,
    an_applied_file_that_is_missing_is_named,
    two_indexes_with_one_name_are_rejected_where_they_conflict,
    a_file_that_is_missing_before_another_is_named,
    a_revision_of_several_files_is_applied_completely,
    two_heads_are_merged_before_anything_is_applied,
    without_migrations_the_tool_explains_how_to_write_the_first_one,
    read_only_commands_change_nothing,
    the_sql_of_an_upgrade_is_that_of_pending_files,
    a_revision_of_several_files_is_stamped_completely,
    a_stamped_database_is_trusted,
    unknown_arguments_are_rejected_with_one_sentence,
    a_missing_database_is_reported,
);

async fn an_applied_file_that_was_edited_is_named(project: &Project) {
    three(project);
    let file = &project.files(".up.sql")[0];
    let before = fs::read_to_string(file).unwrap();
    fs::write(file, format!("{before}-- one word more\n")).unwrap();
    for command in [&["upgrade"][..], &["downgrade", "-1"], &["current"], &["stamp", "head"]] {
        project.tool("code", command).refused(&[
            "first",
            "was edited after it was applied",
            "Nothing was changed",
        ]);
    }
    fs::write(file, before).unwrap();
    assert!(project.tool("code", &["history"]).done().contains("pending"));
}

async fn an_applied_file_that_is_missing_is_named(project: &Project) {
    three(project);
    let file = &project.files(".up.sql")[1];
    let version = file.file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned();
    let before = fs::read_to_string(file).unwrap();
    fs::remove_file(file).unwrap();
    for command in [&["upgrade"][..], &["downgrade", "-1"], &["current"]] {
        project.tool("code", command).refused(&[&version, "has no such file", "Nothing was changed"]);
    }
    fs::write(file, before).unwrap();
    project.tool("code", &["upgrade"]).done();
    project.tool("code", &["check"]).done();
}

async fn two_indexes_with_one_name_are_rejected_where_they_conflict(project: &Project) {
    let answer = project.tool("called_alike", &["revision", "-m", "alike", "--autogenerate"]);
    match project.kind {
        Kind::MySql => drop(answer.done()),
        _ => answer.refused(&["`goal` and `goal_items`", "`ix_goal_items_name`", "table ="]),
    }
}

async fn a_file_that_is_missing_before_another_is_named(project: &Project) {
    project.go("first", &[]);
    let known = project.files("");
    project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
    let notes: Vec<_> = project.files("").into_iter().filter(|file| !known.contains(file)).collect();
    project.tool("code", &["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code=''"]).done();
    notes.iter().for_each(|file| fs::remove_file(file).unwrap());
    project.tool("code", &["upgrade"]).refused(&["comes after", "has no such file", "Nothing was changed"]);
}

async fn a_revision_of_several_files_is_applied_completely(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
    project.tool("code", &["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code=''"]).done();
    project.tool("notes", &["upgrade", "+2"]).done();
    project.tool("notes", &["check"]).done();
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
    let stem = |name: &str| -> String {
        let files = project.files(".up.sql");
        let file = files.iter().find(|file| file.to_string_lossy().contains(name)).unwrap();
        file.file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned()
    };
    project.tool("code", &["upgrade", &stem("_code")]).done();
    project.tool("code", &["check"]).done();
    project.tool("notes", &["downgrade", &stem("_notes"), "--allow-drop"]).done();
    project.tool("notes", &["check"]).done();
}

async fn two_heads_are_merged_before_anything_is_applied(project: &Project) {
    project.go("first", &[]);
    // Another person's revision, with the same parent.
    project.tool("notes", &["revision", "-m", "notes", "--autogenerate"]).done();
    let hidden = project.path().join("hidden");
    fs::create_dir(&hidden).unwrap();
    let names = |project: &Project| -> Vec<_> {
        project.files("").into_iter().filter(|file| file.to_string_lossy().contains("notes")).collect()
    };
    for file in names(project) {
        fs::rename(&file, hidden.join(file.file_name().unwrap())).unwrap();
    }
    let last = "99990101000000";
    project.tool("first", &["revision", "-m", "ours"]).done();
    for file in project.files("").into_iter().filter(|file| file.to_string_lossy().contains("_ours")) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let (_, rest) = name.split_once('_').unwrap();
        fs::rename(&file, project.migrations().join(format!("{last}_{rest}"))).unwrap();
    }
    for entry in fs::read_dir(&hidden).unwrap() {
        let file = entry.unwrap().path();
        fs::rename(&file, project.migrations().join(file.file_name().unwrap())).unwrap();
    }
    assert_eq!(project.tool("notes", &["heads"]).done().lines().count(), 2);
    project.tool("notes", &["upgrade"]).refused(&["2 heads", "`merge` joins them"]);
    project.tool("notes", &["revision", "-m", "more", "--autogenerate"]).refused(&["2 heads"]);
    project.tool("notes", &["merge"]).done();
    assert_eq!(project.tool("notes", &["heads"]).done().lines().count(), 1);
    let nothing = project.tool("notes", &["revision", "-m", "more", "--autogenerate"]).done();
    assert!(nothing.contains("nothing has changed"), "{nothing}");
    project.tool("notes", &["upgrade"]).done();
    project.tool("notes", &["check"]).done();
}

async fn without_migrations_the_tool_explains_how_to_write_the_first_one(project: &Project) {
    for command in [&["upgrade"][..], &["upgrade", "+1"], &["stamp", "head"], &["sql"]] {
        let words = ["there are no migrations in migrations", "revision -m", "--autogenerate", "--folder"];
        project.tool("first", command).refused(&words);
    }
    for command in ["history", "heads"] {
        assert!(project.tool("first", &[command]).done().contains("there are no migrations yet"));
    }
}

async fn read_only_commands_change_nothing(project: &Project) {
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    for command in ["current", "history", "heads", "sql"] {
        project.tool("first", &[command]).done();
    }
    let checked = project.tool("first", &["check"]);
    assert_eq!(checked.code, 3, "{}", checked.said);
    assert!(checked.said.contains("table budgets does not exist"), "{}", checked.said);
    assert!(project.tool("first", &["current"]).done().contains("no migration was applied"));
    let files = project.files("");
    assert!(project.tool("first", &["sql"]).done().contains("CREATE TABLE"));
    assert_eq!(project.files(""), files);
}

async fn the_sql_of_an_upgrade_is_that_of_pending_files(project: &Project) {
    three(project);
    let upgrade = project.tool("code", &["sql"]).done();
    assert!(
        upgrade.contains("_code") && !upgrade.contains("_first") && !upgrade.contains("_notes"),
        "{upgrade}"
    );
    let first = project
        .files("")
        .iter()
        .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
        .min()
        .unwrap();
    let first = first.split('_').next().unwrap();
    let behind = project.tool("code", &["sql", "--from", first]).done();
    assert!(behind.contains("_notes") && behind.contains("_code") && !behind.contains("_first"), "{behind}");
    project.tool("code", &["upgrade"]).done();
    assert_eq!(project.tool("code", &["sql"]).done(), "");
}

async fn a_revision_of_several_files_is_stamped_completely(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    let version = |name: &str| {
        let files = project.files(".up.sql");
        let file = files.iter().find(|file| file.to_string_lossy().contains(name)).unwrap();
        file.file_name().unwrap().to_string_lossy().split('_').next().unwrap().to_owned()
    };
    project.tool("notes", &["stamp", "base"]).done();
    project.tool("notes", &["stamp", &version("_notes")]).done();
    assert!(project.tool("notes", &["current"]).done().contains("(head)"));
    assert!(project.tool("notes", &["upgrade"]).done().contains("nothing to apply"));
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
}

async fn a_stamped_database_is_trusted(project: &Project) {
    project.go("first", &[]);
    project.go("notes", &[]);
    project.tool("notes", &["stamp", "base"]).done();
    assert!(project.tool("notes", &["current"]).done().contains("no migration was applied"));
    project.tool("notes", &["stamp", "head"]).done();
    assert!(project.tool("notes", &["current"]).done().contains("notes"));
    assert!(project.tool("notes", &["upgrade"]).done().contains("nothing to apply"));
}

async fn unknown_arguments_are_rejected_with_one_sentence(project: &Project) {
    project.go("first", &[]);
    project.tool("first", &["upgrade", "1234"]).refused(&["no revision", "begins with `1234`"]);
    project.tool("first", &["downgrade", "-x"]).refused(&["write a number of migrations as `-1`"]);
    project.tool("first", &["stamp", "nowhere"]).refused(&["no revision"]);
    project
        .tool("first", &["revision", "-m", "x", "--autogenerate", "--fill", "budgets.name='a'"])
        .refused(&["has no effect"]);
    assert_eq!(project.tool("first", &["revision"]).code, 2);
    assert_eq!(project.tool("first", &["revision", "-m", "x", "--fill", "budgets.name='a'"]).code, 2);
    assert_eq!(project.tool("first", &["dance"]).code, 2);
}

async fn a_missing_database_is_reported(project: &Project) {
    let url = match project.kind {
        Kind::Sqlite => "sqlite:///nowhere/app.db".to_owned(),
        Kind::Postgres | Kind::MySql => {
            let (start, _) = project.url.rsplit_once('/').unwrap();
            format!("{start}/no_such_database")
        }
    };
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).done();
    for command in ["upgrade", "current", "check"] {
        let answer = project.tool_at(&url, "first", &[command]);
        answer.refused(&["error:"]);
    }
    project.tool_at("oracle://here", "first", &["current"]).refused(&["begins with none of"]);
    project.tool_at("", "first", &["current"]).refused(&["the URL of the database is empty", "DATABASE_URL"]);
}

/// SQLite rebuilds a table that it cannot change; rows that refer to the dropped ones must be kept.
#[tokio::test]
async fn rows_that_a_cascade_would_delete_are_kept() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    let mut connection = SqliteConnection::connect(&project.url).await.unwrap();
    let own = "INSERT INTO budgets VALUES (X'01', X'07', 'Food', 100, 0, 0);
        CREATE TABLE own (budget BLOB, tenant BLOB, FOREIGN KEY (tenant, budget) REFERENCES budgets (tenant_id, id) ON DELETE CASCADE);
        INSERT INTO own VALUES (X'01', X'07');";
    sqlx::raw_sql(own).execute(&mut connection).await.unwrap();
    let fills = ["rollover=TRUE", "state='a'", "reference='a'"].map(|fill| format!("budgets.{fill}"));
    let fills: Vec<&str> = fills.iter().flat_map(|fill| ["--fill", fill]).collect();
    project.tool("wider", &[&["revision", "-m", "wider", "--autogenerate"], &fills[..]].concat()).done();
    project.tool("wider", &["upgrade"]).refused(&[
        "the upgrade stopped",
        "no_other_table_deletes_with_it",
        "with ON DELETE CASCADE",
        "run this again",
    ]);
    project.tool("first", &["check"]).done();
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM own").fetch_one(&mut connection).await.unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let project = Project::new(Kind::Sqlite);
    fs::write(project.path().join("migrations"), "no folder").unwrap();
    project.tool("first", &["revision", "-m", "first", "--autogenerate"]).refused(&["migrations"]);
}

#[test]
fn without_a_database_the_tool_asks_for_one() {
    let project = Project::new(Kind::Sqlite);
    let answer = project.tool_at("", "first", &["current"]);
    assert_eq!(answer.code, 1);
}
