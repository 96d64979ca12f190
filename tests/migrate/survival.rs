//! Nothing is lost, and nothing counts as done that is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fin_infra::prelude::Utc;

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

/// Writes a revision for each of two stages, both following the current head.
fn write_beside(project: &Project, one: &str, other: &str) {
    let before = project.files("");
    let hidden = project.path().join("hidden");
    fs::create_dir(&hidden).unwrap();
    let moved = |files: Vec<PathBuf>, to: PathBuf| {
        for file in files {
            fs::rename(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    };
    project.tool(one, &["revision", "-m", one, "--autogenerate"]).done();
    moved(project.files("").into_iter().filter(|file| !before.contains(file)).collect(), hidden.clone());
    let versions = fs::read_dir(&hidden).unwrap().map(|entry| version(&entry.unwrap().path()));
    wait_for_version(versions.max().unwrap());
    project.tool(other, &["revision", "-m", other, "--autogenerate"]).done();
    let first = fs::read_dir(&hidden).unwrap().map(|entry| entry.unwrap().path()).collect();
    moved(first, project.migrations());
    assert_eq!(project.tool(one, &["heads"]).done().lines().count(), 2);
}

fn version(file: &Path) -> i64 {
    let name = file.file_name().unwrap().to_string_lossy();
    name.split('_').next().unwrap().parse().unwrap()
}

/// Waits until the time, which becomes the version, is after `last`: a revision may have several files, each with its own
/// version.
fn wait_for_version(last: i64) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Utc::now().format("%Y%m%d%H%M%S").to_string().parse::<i64>().unwrap() <= last {
        assert!(Instant::now() < deadline, "the clock stands still");
        std::thread::sleep(Duration::from_millis(50));
    }
}

on_each_database!(
    a_table_loses_its_tenants_and_gets_them_back,
    tables_that_refer_to_each_other_are_created_and_dropped,
    a_change_that_both_heads_make_is_not_merged,
    the_changes_of_one_head_survive_the_other,
    restored_copies_are_completed_again,
    a_downgrade_does_not_require_values_that_rows_lack,
    a_failed_migration_does_not_count_as_applied,
    a_message_is_not_interpreted_by_sqlx,
    integers_and_decimals_are_converted,
    a_value_that_does_not_fit_its_new_type_stops_the_upgrade,
    a_cascading_foreign_key_is_a_difference,
);

async fn a_table_loses_its_tenants_and_gets_them_back(project: &Project) {
    project.go("first", &[]);
    project.go("shared", &["--allow-drop"]);
    project.tool("shared", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("first", &["check"]).done();
    project.tool("shared", &["upgrade"]).done();
    project.tool("shared", &["check"]).done();
}

async fn tables_that_refer_to_each_other_are_created_and_dropped(project: &Project) {
    project.go("circle", &[]);
    project.go("first", &["--allow-drop"]);
    project.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("circle", &["check"]).done();
    project.tool("circle", &["downgrade", "base", "--allow-drop"]).done();
}

async fn a_change_that_both_heads_make_is_not_merged(project: &Project) {
    project.go("first", &[]);
    write_beside(project, "checked", "checked");
    project.tool("checked", &["merge"]).refused(&["both heads change", "ck_budgets"]);
}

async fn the_changes_of_one_head_survive_the_other(project: &Project) {
    project.go("first", &[]);
    write_beside(project, "notes", "checked");
    let merged = project.tool("notes", &["merge"]);
    if project.kind == Kind::Sqlite {
        merged.refused(&["table `budgets`", "SQLite rebuilds it"]);
        return;
    }
    merged.done();
    project.tool("notes", &["upgrade"]).done();
    add_budgets(project).await;
    assert_eq!(column(project, "state").await, ["new"; 3]);
}

async fn restored_copies_are_completed_again(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("folded", &[]);
    project.go("first", &[]);
    project.tool("first", &["downgrade", "-1"]).done();
    project.tool("folded", &["check"]).done();
    assert_eq!(column(project, "name_folded").await, ["food", "rent", "ärger"]);
}

async fn a_downgrade_does_not_require_values_that_rows_lack(project: &Project) {
    project.go("first", &[]);
    project.tool("code", &["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code='x'"]).done();
    project.tool("code", &["upgrade"]).done();
    project.go("notes", &["--allow-drop"]);
    add_budgets(project).await;
    project.tool("notes", &["downgrade", "-1"]).refused(&["nothing was undone", "`budgets.code`"]);
    project.tool("notes", &["check"]).done();
    sql(project, "DELETE FROM budgets").await;
    project.tool("notes", &["downgrade", "-1"]).done();
    project.tool("code", &["check"]).done();
}

async fn a_failed_migration_does_not_count_as_applied(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    sql(project, "UPDATE budgets SET name = 'Food'").await;
    project.tool("named_once", &["revision", "-m", "named", "--autogenerate"]).done();
    for _ in 0..2 {
        assert_eq!(project.tool("named_once", &["upgrade"]).code, 1);
        let current = project.tool("named_once", &["current"]);
        assert!(!current.said.contains("(head)"), "{}", current.said);
    }
    sql(project, &format!("UPDATE budgets SET name = {}", distinct(project))).await;
    project.tool("named_once", &["upgrade"]).done();
    project.tool("named_once", &["check"]).done();
}

async fn a_message_is_not_interpreted_by_sqlx(project: &Project) {
    project.tool("first", &["revision", "-m", "no-transaction please", "--autogenerate"]).done();
    for file in project.files(".sql") {
        assert!(!fs::read_to_string(file).unwrap().starts_with("-- no-transaction"));
    }
    project.tool("first", &["upgrade"]).done();
}

async fn integers_and_decimals_are_converted(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("whole", &["--allow-drop"]);
    assert_eq!(column(project, "amount").await, ["13"; 3]);
    project.go("first", &["--allow-drop"]);
    let stored = if project.kind == Kind::Sqlite { "1300" } else { "13.00" };
    assert_eq!(column(project, "amount").await, [stored; 3]);
}

async fn a_value_that_does_not_fit_its_new_type_stops_the_upgrade(project: &Project) {
    project.go("whole", &[]);
    add_budgets(project).await;
    sql(project, "UPDATE budgets SET amount = 123456789012345678").await;
    project.tool("first", &["revision", "-m", "cents", "--autogenerate", "--allow-drop"]).done();
    assert_eq!(project.tool("first", &["upgrade"]).code, 1);
    assert_eq!(column(project, "amount").await, ["123456789012345678"; 3]);
}

async fn a_cascading_foreign_key_is_a_difference(project: &Project) {
    project.go("circle", &[]);
    if project.kind == Kind::Sqlite {
        return;
    }
    let word = if project.kind == Kind::MySql { "FOREIGN KEY" } else { "CONSTRAINT" };
    sql(project, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
    let other = "ALTER TABLE lefts ADD CONSTRAINT fk_lefts_right_id FOREIGN KEY (right_id) REFERENCES rights (id) ON DELETE CASCADE";
    sql(project, other).await;
    let checked = project.tool("circle", &["check"]);
    assert_eq!(checked.code, 3, "{}", checked.said);
    assert!(checked.said.contains("fk_lefts_right_id"), "{}", checked.said);
}

/// A text that differs for each row.
fn distinct(project: &Project) -> &'static str {
    match project.kind {
        Kind::Sqlite | Kind::MySql => "hex(id)",
        Kind::Postgres => "id::text",
    }
}

#[tokio::test]
async fn sqlite_keeps_no_value_of_another_type() {
    let project = Project::new(Kind::Sqlite);
    project.go("first", &[]);
    add_budgets(&project).await;
    project.tool("written", &["revision", "-m", "written", "--autogenerate", "--allow-drop"]).done();
    project.tool("written", &["upgrade"]).refused(&["every_value_fits"]);
    assert_eq!(column(&project, "amount").await, ["1250"; 3]);
    sql(&project, "DELETE FROM budgets").await;
    project.tool("written", &["upgrade"]).done();
    project.tool("written", &["check"]).done();
}

#[tokio::test]
async fn a_more_permissive_policy_is_a_difference() {
    let project = Project::new(Kind::Postgres);
    project.go("guarded", &[]);
    let tenants = "tenant_id = (SELECT nullif(current_setting('app.current_tenant', true), '')::UUID)";
    let restrictive =
        "DROP POLICY budgets_tenant ON budgets; CREATE POLICY budgets_tenant ON budgets AS RESTRICTIVE";
    for (change, is_other) in [
        (format!("{restrictive} USING ({tenants} OR true) WITH CHECK ({tenants} OR true)"), true),
        (format!("{restrictive} TO pg_monitor USING ({tenants}) WITH CHECK ({tenants})"), true),
        (format!("{restrictive} FOR SELECT USING ({tenants})"), true),
        (format!("{restrictive} USING ({tenants}) WITH CHECK (true)"), true),
        (format!("{restrictive} USING ({tenants}) WITH CHECK ({tenants})"), false),
        (
            format!(
                "{restrictive} USING ({tenants} OR current_setting('app.current_tenant', true) IS NULL) WITH CHECK ({tenants})"
            ),
            true,
        ),
        (
            format!("{restrictive} USING (({tenants}) IS NOT FALSE) WITH CHECK (({tenants}) IS NOT FALSE)"),
            true,
        ),
        (
            format!("{restrictive} USING (coalesce({tenants}, true)) WITH CHECK (coalesce({tenants}, true))"),
            true,
        ),
        (format!("{restrictive} USING ({tenants}) WITH CHECK ({tenants})"), false),
        ("CREATE TABLE beside (id uuid, tenant_id uuid)".to_owned(), true),
        ("DROP TABLE beside; CREATE TABLE beside (id uuid, tenant text)".to_owned(), false),
        ("ALTER TABLE budgets NO FORCE ROW LEVEL SECURITY".to_owned(), true),
        ("ALTER TABLE budgets FORCE ROW LEVEL SECURITY".to_owned(), false),
        ("DROP POLICY budgets_access ON budgets".to_owned(), true),
    ] {
        sql(&project, &change).await;
        let checked = project.tool("guarded", &["check"]);
        assert_eq!(checked.code, if is_other { 3 } else { 0 }, "{change}\n{}", checked.said);
    }
}

#[tokio::test]
async fn an_index_with_another_order_or_a_prefix_is_a_difference() {
    for (kind, change) in [
        (
            Kind::Sqlite,
            "DROP INDEX uq_budgets_name; CREATE UNIQUE INDEX uq_budgets_name ON budgets (tenant_id, name DESC)",
        ),
        (
            Kind::Postgres,
            "DROP INDEX uq_budgets_name; CREATE UNIQUE INDEX uq_budgets_name ON budgets (tenant_id, name DESC)",
        ),
        (
            Kind::MySql,
            "ALTER TABLE budgets DROP INDEX uq_budgets_name, ADD UNIQUE INDEX uq_budgets_name (tenant_id, name(3))",
        ),
    ] {
        let project = Project::new(kind);
        project.go("named_once", &[]);
        sql(&project, change).await;
        let checked = project.tool("named_once", &["check"]);
        assert_eq!(checked.code, 3, "{kind:?} {}", checked.said);
        assert!(checked.said.contains("uq_budgets_name"), "{}", checked.said);
    }
}
