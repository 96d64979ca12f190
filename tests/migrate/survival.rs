//! Nothing is lost, and nothing is taken for done that is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fin_infra::prelude::Utc;

use crate::journey::{add_budgets, column, sql};
use crate::place::{Kind, Place, on_each_database};

/// Writes a revision for each of two stages, both behind what is there.
fn write_beside(place: &Place, one: &str, other: &str) {
    let before = place.files("");
    let hidden = place.path().join("hidden");
    fs::create_dir(&hidden).unwrap();
    let moved = |files: Vec<PathBuf>, to: PathBuf| {
        for file in files {
            fs::rename(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    };
    place.tool(one, &["revision", "-m", one, "--autogenerate"]).done();
    moved(place.files("").into_iter().filter(|file| !before.contains(file)).collect(), hidden.clone());
    let versions = fs::read_dir(&hidden).unwrap().map(|entry| version(&entry.unwrap().path()));
    wait_for_version(versions.max().unwrap());
    place.tool(other, &["revision", "-m", other, "--autogenerate"]).done();
    let first = fs::read_dir(&hidden).unwrap().map(|entry| entry.unwrap().path()).collect();
    moved(first, place.migrations());
    assert_eq!(place.tool(one, &["heads"]).done().lines().count(), 2);
}

fn version(file: &Path) -> i64 {
    let name = file.file_name().unwrap().to_string_lossy();
    name.split('_').next().unwrap().parse().unwrap()
}

/// Waits until the tool would give a later version than this one, which is a time: a revision may be several files, each with
/// a version of its own.
fn wait_for_version(last: i64) {
    let deadline = Instant::now() + Duration::from_secs(120);
    while Utc::now().format("%Y%m%d%H%M%S").to_string().parse::<i64>().unwrap() <= last {
        assert!(Instant::now() < deadline, "the clock stands still");
        std::thread::sleep(Duration::from_millis(50));
    }
}

on_each_database! {
    fn a_table_loses_its_tenants_and_gets_them_back(place: &Place) {
        place.go("first", &[]);
        place.go("shared", &["--allow-drop"]);
        place.tool("shared", &["downgrade", "-1", "--allow-drop"]).done();
        place.tool("first", &["check"]).done();
        place.tool("shared", &["upgrade"]).done();
        place.tool("shared", &["check"]).done();
    }

    fn tables_that_refer_to_each_other_come_and_go(place: &Place) {
        place.go("circle", &[]);
        place.go("first", &["--allow-drop"]);
        place.tool("first", &["downgrade", "-1", "--allow-drop"]).done();
        place.tool("circle", &["check"]).done();
        place.tool("circle", &["downgrade", "base", "--allow-drop"]).done();
    }

    fn a_change_that_both_heads_make_is_not_merged(place: &Place) {
        place.go("first", &[]);
        write_beside(place, "checked", "checked");
        place.tool("checked", &["merge"]).refused(&["both heads change", "ck_budgets"]);
    }

    fn what_one_head_does_to_a_table_survives_the_other(place: &Place) {
        place.go("first", &[]);
        write_beside(place, "notes", "checked");
        let merged = place.tool("notes", &["merge"]);
        if place.kind == Kind::Sqlite {
            merged.refused(&["table `budgets`", "SQLite makes it anew"]);
            return;
        }
        merged.done();
        place.tool("notes", &["upgrade"]).done();
        add_budgets(place).await;
        assert_eq!(column(place, "state").await, ["new"; 3]);
    }

    fn copies_that_come_back_are_made_again(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.go("folded", &[]);
        place.go("first", &[]);
        place.tool("first", &["downgrade", "-1"]).done();
        place.tool("folded", &["check"]).done();
        assert_eq!(column(place, "name_folded").await, ["food", "rent", "ärger"]);
    }

    fn what_rows_have_no_value_for_is_not_made_required_by_going_back(place: &Place) {
        place.go("first", &[]);
        place.tool("code", &["revision", "-m", "code", "--autogenerate", "--fill", "budgets.code='x'"]).done();
        place.tool("code", &["upgrade"]).done();
        place.go("notes", &["--allow-drop"]);
        add_budgets(place).await;
        place.tool("notes", &["downgrade", "-1"]).refused(&["nothing was undone", "`budgets.code`"]);
        place.tool("notes", &["check"]).done();
        sql(place, "DELETE FROM budgets").await;
        place.tool("notes", &["downgrade", "-1"]).done();
        place.tool("code", &["check"]).done();
    }

    fn a_migration_that_failed_is_not_taken_for_applied(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        sql(place, "UPDATE budgets SET name = 'Food'").await;
        place.tool("named_once", &["revision", "-m", "named", "--autogenerate"]).done();
        for _ in 0..2 {
            assert_eq!(place.tool("named_once", &["upgrade"]).code, 1);
            let current = place.tool("named_once", &["current"]);
            assert!(!current.said.contains("(head)"), "{}", current.said);
        }
        sql(place, &format!("UPDATE budgets SET name = {}", distinct(place))).await;
        place.tool("named_once", &["upgrade"]).done();
        place.tool("named_once", &["check"]).done();
    }

    fn a_message_is_no_word_to_sqlx(place: &Place) {
        place.tool("first", &["revision", "-m", "no-transaction please", "--autogenerate"]).done();
        for file in place.files(".sql") {
            assert!(!fs::read_to_string(file).unwrap().starts_with("-- no-transaction"));
        }
        place.tool("first", &["upgrade"]).done();
    }

    fn whole_numbers_and_decimals_become_each_other(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.go("whole", &["--allow-drop"]);
        assert_eq!(column(place, "amount").await, ["13"; 3]);
        place.go("first", &["--allow-drop"]);
        let stored = if place.kind == Kind::Sqlite { "1300" } else { "13.00" };
        assert_eq!(column(place, "amount").await, [stored; 3]);
    }

    fn a_value_that_does_not_fit_its_new_type_stops_the_upgrade(place: &Place) {
        place.go("whole", &[]);
        add_budgets(place).await;
        sql(place, "UPDATE budgets SET amount = 123456789012345678").await;
        place.tool("first", &["revision", "-m", "cents", "--autogenerate", "--allow-drop"]).done();
        assert_eq!(place.tool("first", &["upgrade"]).code, 1);
        assert_eq!(column(place, "amount").await, ["123456789012345678"; 3]);
    }

    fn a_foreign_key_that_deletes_along_is_not_the_one_that_is_wanted(place: &Place) {
        place.go("circle", &[]);
        if place.kind == Kind::Sqlite {
            return;
        }
        let word = if place.kind == Kind::MySql { "FOREIGN KEY" } else { "CONSTRAINT" };
        sql(place, &format!("ALTER TABLE lefts DROP {word} fk_lefts_right_id")).await;
        let other = "ALTER TABLE lefts ADD CONSTRAINT fk_lefts_right_id FOREIGN KEY (right_id) REFERENCES rights (id) ON DELETE CASCADE";
        sql(place, other).await;
        let checked = place.tool("circle", &["check"]);
        assert_eq!(checked.code, 3, "{}", checked.said);
        assert!(checked.said.contains("fk_lefts_right_id"), "{}", checked.said);
    }
}

/// A text that is another one for each row.
fn distinct(place: &Place) -> &'static str {
    match place.kind {
        Kind::Sqlite | Kind::MySql => "hex(id)",
        Kind::Postgres => "id::text",
    }
}

#[tokio::test]
async fn sqlite_keeps_no_value_of_another_type() {
    let place = Place::new(Kind::Sqlite);
    place.go("first", &[]);
    add_budgets(&place).await;
    place.tool("written", &["revision", "-m", "written", "--autogenerate", "--allow-drop"]).done();
    place.tool("written", &["upgrade"]).refused(&["every_value_fits"]);
    assert_eq!(column(&place, "amount").await, ["1250"; 3]);
    sql(&place, "DELETE FROM budgets").await;
    place.tool("written", &["upgrade"]).done();
    place.tool("written", &["check"]).done();
}

#[tokio::test]
async fn a_policy_that_lets_more_rows_through_is_seen() {
    let place = Place::new(Kind::Postgres);
    place.go("guarded", &[]);
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
        sql(&place, &change).await;
        let checked = place.tool("guarded", &["check"]);
        assert_eq!(checked.code, if is_other { 3 } else { 0 }, "{change}\n{}", checked.said);
    }
}

#[tokio::test]
async fn an_index_in_another_order_or_over_a_part_is_seen() {
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
        let place = Place::new(kind);
        place.go("named_once", &[]);
        sql(&place, change).await;
        let checked = place.tool("named_once", &["check"]);
        assert_eq!(checked.code, 3, "{kind:?} {}", checked.said);
        assert!(checked.said.contains("uq_budgets_name"), "{}", checked.said);
    }
}
