//! Folded copies of existing rows, which the tool completes after the commit.

use std::fs;

use fin_infra_tests::role::Role;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

/// Sets the names of budgets, in order.
async fn name_budgets(project: &Project, names: [&str; 3]) {
    let ids = sql(project, &format!("SELECT {} FROM budgets ORDER BY id", hex(project))).await;
    for (id, name) in ids.iter().zip(names) {
        sql(project, &format!("UPDATE budgets SET name = '{name}' WHERE {} = '{id}'", hex(project))).await;
    }
}

fn hex(project: &Project) -> &'static str {
    match project.kind {
        Kind::Postgres => "id::text",
        Kind::Sqlite | Kind::MySql => "hex(id)",
    }
}

const WAITING: &str = "SELECT concat(count(*), '') FROM _fin_refold";

on_each_database!(
    copies_are_completed_after_each_revision,
    a_new_column_has_its_copy_in_the_revision_that_adds_it,
    a_column_that_becomes_required_and_searched_is_filled_before_its_copy,
    copies_that_fail_are_recorded,
    exchanged_copies_are_displaced,
    a_chain_of_copies_is_corrected_from_wherever_it_stopped,
    copies_of_several_columns_are_displaced,
    the_record_of_a_rolled_back_migration_is_removed,
    a_table_is_folded_in_batches_from_where_it_stopped,
);

async fn copies_are_completed_after_each_revision(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    name_budgets(project, ["Straße", "ÄRGER", "Rent"]).await;
    project.tool("folded", &["revision", "-m", "folded", "--autogenerate"]).done();
    project.tool("folded", &["revision", "-m", "broken"]).done();
    let file = project.files("broken.up.sql").pop().unwrap();
    fs::write(file, "SELECT nothing FROM nowhere;").unwrap();
    project.tool("folded", &["upgrade"]).refused(&["the upgrade stopped"]);
    assert_eq!(column(project, "name_folded").await, ["strasse", "ärger", "rent"]);
    let checked = project.tool("folded", &["check"]);
    assert_eq!(checked.code, 0, "{}", checked.said);
}

async fn a_new_column_has_its_copy_in_the_revision_that_adds_it(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("alone_by_both", &["--fill", "budgets.state='Ö'"]);
    assert_eq!(column(project, "state_folded").await, ["ö", "ö", "ö"]);
    assert_eq!(column(project, "name_folded").await, ["food", "rent", "ärger"]);
    project.tool("alone_by_both", &["check"]).done();
}

async fn a_column_that_becomes_required_and_searched_is_filled_before_its_copy(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("notes", &[]);
    project.go("notes_searched", &["--fill", "budgets.notes='Ö'", "--allow-drop"]);
    assert_eq!(column(project, "notes_folded").await, ["ö", "ö", "ö"]);
    project.tool("notes_searched", &["check"]).done();
}

async fn copies_that_fail_are_recorded(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    // They differ only in case, which no database detects.
    name_budgets(project, ["Straße", "STRASSE", "ÄRGER"]).await;
    project.tool("alone_by_name", &["revision", "-m", "once", "--autogenerate"]).done();
    for command in ["upgrade", "upgrade", "refold"] {
        let both = [1, 2].map(|number| row(project, number));
        project.tool("alone_by_name", &[command]).refused(&[
            "`budgets.name_folded` are not complete yet",
            &both[0],
            &both[1],
            "Change one of them",
        ]);
        let checked = project.tool("alone_by_name", &["check"]);
        assert_eq!(checked.code, 3, "{}", checked.said);
        let waiting = "the folded copies of name in name_folded are not complete yet";
        assert!(checked.said.contains(waiting), "{}", checked.said);
        for command in ["current", "history", "sql"] {
            assert!(project.tool("alone_by_name", &[command]).done().contains(waiting), "{command}");
        }
        project.tool("alone_by_name", &["upgrade"]).refused(&[waiting]);
    }
    // Directly, so that its copy is that of the old name.
    name_budgets(project, ["Gasse", "STRASSE", "ÄRGER"]).await;
    project.tool("alone_by_name", &["upgrade"]).done();
    project.tool("alone_by_name", &["check"]).done();
    assert_eq!(sql(project, WAITING).await, ["0"]);
    assert_eq!(project.tool("alone_by_name", &["sql"]).done(), "");
    assert_eq!(column(project, "name_folded").await, ["gasse", "strasse", "ärger"]);
}

async fn exchanged_copies_are_displaced(project: &Project) {
    project.go("first", &[]);
    project.go("alone_by_name", &[]);
    add_named(project, ["Straße", "ÄRGER", "Rent"]).await;
    for copies in [["ärger", "strasse", "rent"], ["ärger", "rent", "strasse"], ["rent", "strasse", "ärger"]]
    {
        copy_budgets(project, copies).await;
        project.tool("alone_by_name", &["refold"]).done();
        assert_eq!(column(project, "name_folded").await, ["strasse", "ärger", "rent"], "{copies:?}");
        assert_eq!(sql(project, WAITING).await, ["0"]);
    }
}

async fn a_chain_of_copies_is_corrected_from_wherever_it_stopped(project: &Project) {
    project.go("first", &[]);
    project.go("alone_by_name", &[]);
    for (after, shift) in [(None, "n + 1"), (None, "n - 1"), (Some(1_200), "n + 1"), (Some(1_200), "n - 1")] {
        sql(project, "DELETE FROM budgets").await;
        let copy = format!("concat('name ', {shift})");
        insert(project, 2_345, &[("name", "concat('NAME ', n)"), ("name_folded", &copy)]).await;
        let key = after.map_or("NULL".to_owned(), |number| format!("'{}'", key(project, number)));
        remember(project, &key).await;
        let checked = project.tool("alone_by_name", &["check"]);
        assert!(checked.code == 3 && checked.said.contains("not complete yet"), "{}", checked.said);
        project.tool("alone_by_name", &["upgrade"]).done();
        project.tool("alone_by_name", &["check"]).done();
        let right = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = lower(name)";
        let wrong_before = if after.is_some() && shift == "n - 1" { 1_200 } else { 0 };
        assert_eq!(sql(project, right).await, [(2_345 - wrong_before).to_string()], "{after:?} {shift}");
    }
}

async fn copies_of_several_columns_are_displaced(project: &Project) {
    project.go("alone_by_both", &[]);
    let columns = [
        ("name", "concat('N', n)"),
        ("name_folded", "concat('n', n)"),
        ("state", "'s'"),
        ("state_folded", "'s'"),
    ];
    insert(project, 3, &columns).await;
    let ids = sql(project, &format!("SELECT {} FROM budgets ORDER BY id", hex(project))).await;
    for (id, columns) in ids.iter().zip([
        "name = 'A', state = 'X', name_folded = 'q', state_folded = 'x', note_folded = 'x'",
        "name = 'A', state = 'Y', name_folded = 'a', state_folded = 'x', note_folded = 'x'",
        "name = 'C', state = 'Z', name_folded = 'q', state_folded = 'y', note = 'N'",
    ]) {
        sql(project, &format!("UPDATE budgets SET {columns} WHERE {} = '{id}'", hex(project))).await;
    }
    project.tool("alone_by_both", &["refold"]).done();
    let copies =
        "SELECT concat(name_folded, state_folded, coalesce(note_folded, '-')) FROM budgets ORDER BY id";
    assert_eq!(sql(project, copies).await, ["ax-", "ay-", "czn"]);
}

async fn the_record_of_a_rolled_back_migration_is_removed(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("folded", &[]);
    project.tool("folded", &["refold"]).done();
    let remember = "INSERT INTO _fin_refold (table_name, folded_name, source_name) VALUES ('budgets', 'name_folded', 'name')";
    sql(project, remember).await;
    sql(project, "UPDATE budgets SET name_folded = 'wrong'").await;
    assert_eq!(project.tool("folded", &["check"]).code, 3);
    project.tool("folded", &["downgrade", "-1"]).done();
    project.tool("first", &["check"]).done();
    assert_eq!(sql(project, WAITING).await, ["0"]);
}

async fn a_table_is_folded_in_batches_from_where_it_stopped(project: &Project) {
    project.go("first", &[]);
    project.go("folded", &[]);
    many(project, 2_345).await;
    project.tool("folded", &["refold"]).done();
    assert_eq!(sql(project, RIGHT).await, ["2345"]);
    // The first row was checked; it continues after it.
    sql(project, "UPDATE budgets SET name_folded = 'wrong'").await;
    remember(project, &format!("'{}'", key(project, 1))).await;
    project.tool("folded", &["upgrade"]).done();
    assert_eq!(sql(project, RIGHT).await, ["2344"]);
}

const RIGHT: &str = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = 'ärger'";

/// Adds budgets, of seven tenants from the seventh on.
async fn many(project: &Project, number: u32) {
    insert(project, number, &[("name", "'ÄRGER'"), ("name_folded", "'wrong'")]).await;
}

/// The key after which a copy of those continues.
fn key(project: &Project, number: u32) -> String {
    let tenant = 7 + number / 400;
    match project.kind {
        Kind::Postgres => {
            let [tenant, id] = [tenant, number].map(|number| format!("00000000-0000-0000-0000-{number:012}"));
            format!(r#"["{tenant}","{id}"]"#)
        }
        _ => format!(r#"["{tenant:032}","{number:032}"]"#),
    }
}

/// Records that the copies of names are to be completed, starting after a key.
async fn remember(project: &Project, key: &str) {
    let create = "CREATE TABLE IF NOT EXISTS _fin_refold (table_name VARCHAR(64) NOT NULL, folded_name VARCHAR(64) NOT NULL, \
                  source_name VARCHAR(64) NOT NULL, after_key TEXT, PRIMARY KEY (table_name, folded_name))";
    sql(project, create).await;
    sql(project, &format!("INSERT INTO _fin_refold VALUES ('budgets', 'name_folded', 'name', {key})")).await;
}

/// A row in a message of the tool.
fn row(project: &Project, number: u32) -> String {
    match project.kind {
        Kind::Postgres => format!("\"id\" = '00000000-0000-0000-0000-{number:012}'"),
        _ => format!("`id` = X'{number:032}'"),
    }
}

/// Adds budgets with these names, in order, with correct copies.
async fn add_named(project: &Project, names: [&str; 3]) {
    insert(project, 3, &[("name", "concat('name ', n)"), ("name_folded", "concat('name ', n)")]).await;
    name_budgets(project, names).await;
    project.tool("alone_by_name", &["refold"]).done();
}

/// Sets the copies of budgets.
async fn copy_budgets(project: &Project, copies: [&str; 3]) {
    let ids = sql(project, &format!("SELECT {} FROM budgets ORDER BY id", hex(project))).await;
    sql(project, &format!("UPDATE budgets SET name_folded = {}", hex(project))).await;
    for (id, copy) in ids.iter().zip(copies) {
        sql(project, &format!("UPDATE budgets SET name_folded = '{copy}' WHERE {} = '{id}'", hex(project)))
            .await;
    }
}

/// Adds budgets with columns computed from their number `n`.
async fn insert(project: &Project, number: u32, columns: &[(&str, &str)]) {
    let (id, tenant, time) = match project.kind {
        Kind::Sqlite => ("unhex(printf('%032d', n))", "unhex(printf('%032d', 7 + n / 400))", "0"),
        Kind::Postgres => {
            ("lpad(n::text, 32, '0')::uuid", "lpad((7 + n / 400)::text, 32, '0')::uuid", "now()")
        }
        Kind::MySql => ("UNHEX(LPAD(n, 32, '0'))", "UNHEX(LPAD(7 + n DIV 400, 32, '0'))", "NOW(6)"),
    };
    let more = if project.kind == Kind::MySql { "SET max_recursive_iterations = 10000; " } else { "" };
    let (names, values): (Vec<&str>, Vec<&str>) = columns.iter().copied().unzip();
    let (names, values) = (names.join(", "), values.join(", "));
    let rows = format!(
        "{more}INSERT INTO budgets (id, tenant_id, {names}, amount, created_at, updated_at) \
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number}) \
         SELECT {id}, {tenant}, {values}, 1, {time}, {time} FROM numbers"
    );
    sql(project, &rows).await;
}

/// Each row has the copy of the next one of its tenant.
#[tokio::test]
async fn copies_under_policies_are_displaced() {
    let project = Project::new(Kind::Postgres);
    let role = Role::new(&project.url);
    sql(&project, &format!("GRANT ALL ON SCHEMA public TO {0}; SET ROLE NONE", role.name())).await;
    let url = role.url(&project.url);
    project.tool_at(&url, "guarded_alone", &["revision", "-m", "first", "--autogenerate"]).done();
    project.tool_at(&url, "guarded_alone", &["upgrade"]).done();
    insert(&project, 2_345, &[("name", "concat('NAME ', n)"), ("name_folded", "concat('name ', n + 1)")])
        .await;
    remember(&project, &format!("'{}'", key(&project, 1_200))).await;
    sql(&project, &format!("GRANT ALL ON _fin_refold TO {}", role.name())).await;
    project.tool_at(&url, "guarded_alone", &["upgrade"]).done();
    let right = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = lower(name)";
    assert_eq!(sql(&project, right).await, ["2345"]);
    // Two that differ only in case, and one of another tenant, which may be equal.
    sql(
        &project,
        "UPDATE budgets SET name = 'Straße', name_folded = 'strasse' WHERE name IN ('NAME 1', 'NAME 401')",
    )
    .await;
    sql(&project, "UPDATE budgets SET name = 'STRASSE', name_folded = 'other' WHERE name = 'NAME 402'").await;
    let both = [401, 402].map(|number| row(&project, number));
    project.tool_at(&url, "guarded_alone", &["refold"]).refused(&[&both[0], &both[1]]);
    sql(&project, &format!("DROP OWNED BY {0}", role.name())).await;
    drop(role);
}

/// The policies apply to the owner as well, and the tool is not a superuser.
#[tokio::test]
async fn rows_under_policies_are_folded_as_their_tenants() {
    let project = Project::new(Kind::Postgres);
    let role = Role::new(&project.url);
    sql(&project, &format!("GRANT ALL ON SCHEMA public TO {0}; SET ROLE NONE", role.name())).await;
    let url = role.url(&project.url);
    project.tool_at(&url, "guarded_folded", &["revision", "-m", "first", "--autogenerate"]).done();
    project.tool_at(&url, "guarded_folded", &["upgrade"]).done();
    many(&project, 2_345).await;
    // The table is read all the time: an exclusive lock would have to wait.
    let said = project.tool_at(&url, "guarded_folded", &["refold"]).done();
    assert!(said.contains("2345 texts"), "{said}");
    assert_eq!(sql(&project, RIGHT).await, ["2345"]);
    let mut owner = PgConnection::connect(&url).await.unwrap();
    let count = sqlx::raw_sql(AssertSqlSafe("SELECT 1 FROM budgets".to_owned()));
    assert_eq!(count.fetch_all(&mut owner).await.unwrap().len(), 0, "the policies are in force again");
    project.tool_at(&url, "guarded_folded", &["check"]).done();
    owner.close().await.unwrap();
    sql(&project, &format!("DROP OWNED BY {0}", role.name())).await;
    drop(role);
}
