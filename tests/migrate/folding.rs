//! Folded copies of rows that were there before them, which the tool makes behind the commit.

use std::fs;

use fin_infra_tests::role::Role;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::journey::{add_budgets, column, sql};
use crate::place::{Kind, Place, on_each_database};

/// Gives budgets these names, in their order. What lies beyond ASCII stands as it is.
async fn name_budgets(place: &Place, names: [&str; 3]) {
    let ids = sql(place, &format!("SELECT {} FROM budgets ORDER BY id", hex(place))).await;
    for (id, name) in ids.iter().zip(names) {
        sql(place, &format!("UPDATE budgets SET name = '{name}' WHERE {} = '{id}'", hex(place))).await;
    }
}

fn hex(place: &Place) -> &'static str {
    match place.kind {
        Kind::Postgres => "id::text",
        Kind::Sqlite | Kind::MySql => "hex(id)",
    }
}

const WAITING: &str = "SELECT concat(count(*), '') FROM _fin_refold";

on_each_database! {
    fn copies_are_made_behind_each_revision(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        name_budgets(place, ["Straße", "ÄRGER", "Rent"]).await;
        place.tool("folded", &["revision", "-m", "folded", "--autogenerate"]).done();
        place.tool("folded", &["revision", "-m", "broken"]).done();
        let file = place.files("broken.up.sql").pop().unwrap();
        fs::write(file, "SELECT nothing FROM nowhere;").unwrap();
        place.tool("folded", &["upgrade"]).refused(&["the upgrade stopped"]);
        assert_eq!(column(place, "name_folded").await, ["strasse", "ärger", "rent"]);
        let checked = place.tool("folded", &["check"]);
        assert_eq!(checked.code, 0, "{}", checked.said);
    }

    fn a_new_column_has_its_copy_in_the_revision_that_adds_it(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.go("alone_by_both", &["--fill", "budgets.state='Ö'"]);
        assert_eq!(column(place, "state_folded").await, ["ö", "ö", "ö"]);
        assert_eq!(column(place, "name_folded").await, ["food", "rent", "ärger"]);
        place.tool("alone_by_both", &["check"]).done();
    }

    fn a_column_that_becomes_required_and_searched_is_filled_before_its_copy(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.go("notes", &[]);
        place.go("notes_searched", &["--fill", "budgets.notes='Ö'", "--allow-drop"]);
        assert_eq!(column(place, "notes_folded").await, ["ö", "ö", "ö"]);
        place.tool("notes_searched", &["check"]).done();
    }

    fn copies_that_cannot_be_made_are_remembered(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        // The same but for their case, which no database knows.
        name_budgets(place, ["Straße", "STRASSE", "ÄRGER"]).await;
        place.tool("alone_by_name", &["revision", "-m", "once", "--autogenerate"]).done();
        for command in ["upgrade", "upgrade", "refold"] {
            let both = [1, 2].map(|number| row(place, number));
            place.tool("alone_by_name", &[command]).refused(&["`budgets.name_folded` are not right yet", &both[0], &both[1], "Change one of them"]);
            let checked = place.tool("alone_by_name", &["check"]);
            assert_eq!(checked.code, 3, "{}", checked.said);
            let waiting = "the copies of name in name_folded are not all made yet";
            assert!(checked.said.contains(waiting), "{}", checked.said);
            for command in ["current", "history", "sql"] {
                assert!(place.tool("alone_by_name", &[command]).done().contains(waiting), "{command}");
            }
            place.tool("alone_by_name", &["upgrade"]).refused(&[waiting]);
        }
        // By hand, so that its copy is that of the old name.
        name_budgets(place, ["Gasse", "STRASSE", "ÄRGER"]).await;
        place.tool("alone_by_name", &["upgrade"]).done();
        place.tool("alone_by_name", &["check"]).done();
        assert_eq!(sql(place, WAITING).await, ["0"]);
        assert_eq!(place.tool("alone_by_name", &["sql"]).done(), "");
        assert_eq!(column(place, "name_folded").await, ["gasse", "strasse", "ärger"]);
    }

    fn copies_that_were_exchanged_give_way_to_each_other(place: &Place) {
        place.go("first", &[]);
        place.go("alone_by_name", &[]);
        add_named(place, ["Straße", "ÄRGER", "Rent"]).await;
        for copies in [["ärger", "strasse", "rent"], ["ärger", "rent", "strasse"], ["rent", "strasse", "ärger"]] {
            copy_budgets(place, copies).await;
            place.tool("alone_by_name", &["refold"]).done();
            assert_eq!(column(place, "name_folded").await, ["strasse", "ärger", "rent"], "{copies:?}");
            assert_eq!(sql(place, WAITING).await, ["0"]);
        }
    }

    fn a_chain_of_copies_is_set_right_from_wherever_it_stopped(place: &Place) {
        place.go("first", &[]);
        place.go("alone_by_name", &[]);
        for (after, shift) in [(None, "n + 1"), (None, "n - 1"), (Some(1_200), "n + 1"), (Some(1_200), "n - 1")] {
            sql(place, "DELETE FROM budgets").await;
            let copy = format!("concat('name ', {shift})");
            insert(place, 2_345, &[("name", "concat('NAME ', n)"), ("name_folded", &copy)]).await;
            let key = after.map_or("NULL".to_owned(), |number| format!("'{}'", key(place, number)));
            remember(place, &key).await;
            let checked = place.tool("alone_by_name", &["check"]);
            assert!(checked.code == 3 && checked.said.contains("not all made yet"), "{}", checked.said);
            place.tool("alone_by_name", &["upgrade"]).done();
            place.tool("alone_by_name", &["check"]).done();
            let right = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = lower(name)";
            let wrong_before = if after.is_some() && shift == "n - 1" { 1_200 } else { 0 };
            assert_eq!(sql(place, right).await, [(2_345 - wrong_before).to_string()], "{after:?} {shift}");
        }
    }

    fn copies_of_several_columns_give_way_to_each_other(place: &Place) {
        place.go("alone_by_both", &[]);
        let columns = [("name", "concat('N', n)"), ("name_folded", "concat('n', n)"), ("state", "'s'"), ("state_folded", "'s'")];
        insert(place, 3, &columns).await;
        let ids = sql(place, &format!("SELECT {} FROM budgets ORDER BY id", hex(place))).await;
        for (id, columns) in ids.iter().zip([
            "name = 'A', state = 'X', name_folded = 'q', state_folded = 'x', note_folded = 'x'",
            "name = 'A', state = 'Y', name_folded = 'a', state_folded = 'x', note_folded = 'x'",
            "name = 'C', state = 'Z', name_folded = 'q', state_folded = 'y', note = 'N'",
        ]) {
            sql(place, &format!("UPDATE budgets SET {columns} WHERE {} = '{id}'", hex(place))).await;
        }
        place.tool("alone_by_both", &["refold"]).done();
        let copies = "SELECT concat(name_folded, state_folded, coalesce(note_folded, '-')) FROM budgets ORDER BY id";
        assert_eq!(sql(place, copies).await, ["ax-", "ay-", "czn"]);
    }

    fn what_is_remembered_of_a_migration_that_was_taken_back_is_forgotten(place: &Place) {
        place.go("first", &[]);
        add_budgets(place).await;
        place.go("folded", &[]);
        place.tool("folded", &["refold"]).done();
        let remember = "INSERT INTO _fin_refold (table_name, folded_name, source_name) VALUES ('budgets', 'name_folded', 'name')";
        sql(place, remember).await;
        sql(place, "UPDATE budgets SET name_folded = 'wrong'").await;
        assert_eq!(place.tool("folded", &["check"]).code, 3);
        place.tool("folded", &["downgrade", "-1"]).done();
        place.tool("first", &["check"]).done();
        assert_eq!(sql(place, WAITING).await, ["0"]);
    }

    fn a_table_is_folded_in_batches_from_where_it_stopped(place: &Place) {
        place.go("first", &[]);
        place.go("folded", &[]);
        many(place, 2_345).await;
        place.tool("folded", &["refold"]).done();
        assert_eq!(sql(place, RIGHT).await, ["2345"]);
        // The first row was looked at: behind it, it goes on.
        sql(place, "UPDATE budgets SET name_folded = 'wrong'").await;
        remember(place, &format!("'{}'", key(place, 1))).await;
        place.tool("folded", &["upgrade"]).done();
        assert_eq!(sql(place, RIGHT).await, ["2344"]);
    }
}

const RIGHT: &str = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = 'ärger'";

/// So many budgets, of seven tenants from the seventh on.
async fn many(place: &Place, number: u32) {
    insert(place, number, &[("name", "'ÄRGER'"), ("name_folded", "'wrong'")]).await;
}

/// The key behind which a copy of those is gone on with.
fn key(place: &Place, number: u32) -> String {
    let tenant = 7 + number / 400;
    match place.kind {
        Kind::Postgres => {
            let [tenant, id] = [tenant, number].map(|number| format!("00000000-0000-0000-0000-{number:012}"));
            format!(r#"["{tenant}","{id}"]"#)
        }
        _ => format!(r#"["{tenant:032}","{number:032}"]"#),
    }
}

/// Remembers that the copies of names are to be set right, from behind a key on.
async fn remember(place: &Place, key: &str) {
    let create = "CREATE TABLE IF NOT EXISTS _fin_refold (table_name VARCHAR(64) NOT NULL, folded_name VARCHAR(64) NOT NULL, \
                  source_name VARCHAR(64) NOT NULL, after_key TEXT, PRIMARY KEY (table_name, folded_name))";
    sql(place, create).await;
    sql(place, &format!("INSERT INTO _fin_refold VALUES ('budgets', 'name_folded', 'name', {key})")).await;
}

/// A row as the tool names it.
fn row(place: &Place, number: u32) -> String {
    match place.kind {
        Kind::Postgres => format!("\"id\" = '00000000-0000-0000-0000-{number:012}'"),
        _ => format!("`id` = X'{number:032}'"),
    }
}

/// Budgets of these names, in their order, whose copies are right.
async fn add_named(place: &Place, names: [&str; 3]) {
    insert(place, 3, &[("name", "concat('name ', n)"), ("name_folded", "concat('name ', n)")]).await;
    name_budgets(place, names).await;
    place.tool("alone_by_name", &["refold"]).done();
}

/// Gives budgets these copies.
async fn copy_budgets(place: &Place, copies: [&str; 3]) {
    let ids = sql(place, &format!("SELECT {} FROM budgets ORDER BY id", hex(place))).await;
    sql(place, &format!("UPDATE budgets SET name_folded = {}", hex(place))).await;
    for (id, copy) in ids.iter().zip(copies) {
        sql(place, &format!("UPDATE budgets SET name_folded = '{copy}' WHERE {} = '{id}'", hex(place))).await;
    }
}

/// So many budgets, with columns that are SQL of their number `n`.
async fn insert(place: &Place, number: u32, columns: &[(&str, &str)]) {
    let (id, tenant, time) = match place.kind {
        Kind::Sqlite => ("unhex(printf('%032d', n))", "unhex(printf('%032d', 7 + n / 400))", "0"),
        Kind::Postgres => {
            ("lpad(n::text, 32, '0')::uuid", "lpad((7 + n / 400)::text, 32, '0')::uuid", "now()")
        }
        Kind::MySql => ("UNHEX(LPAD(n, 32, '0'))", "UNHEX(LPAD(7 + n DIV 400, 32, '0'))", "NOW(6)"),
    };
    let more = if place.kind == Kind::MySql { "SET max_recursive_iterations = 10000; " } else { "" };
    let (names, values): (Vec<&str>, Vec<&str>) = columns.iter().copied().unzip();
    let (names, values) = (names.join(", "), values.join(", "));
    let rows = format!(
        "{more}INSERT INTO budgets (id, tenant_id, {names}, amount, created_at, updated_at) \
         WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number}) \
         SELECT {id}, {tenant}, {values}, 1, {time}, {time} FROM numbers"
    );
    sql(place, &rows).await;
}

/// Each row has the copy of the next one, as far as the tenant's rows go.
#[tokio::test]
async fn copies_behind_policies_give_way_to_each_other() {
    let place = Place::new(Kind::Postgres);
    let role = Role::new(&place.url);
    sql(&place, &format!("GRANT ALL ON SCHEMA public TO {0}; SET ROLE NONE", role.name())).await;
    let url = role.url(&place.url);
    place.tool_at(&url, "guarded_alone", &["revision", "-m", "first", "--autogenerate"]).done();
    place.tool_at(&url, "guarded_alone", &["upgrade"]).done();
    insert(&place, 2_345, &[("name", "concat('NAME ', n)"), ("name_folded", "concat('name ', n + 1)")]).await;
    remember(&place, &format!("'{}'", key(&place, 1_200))).await;
    sql(&place, &format!("GRANT ALL ON _fin_refold TO {}", role.name())).await;
    place.tool_at(&url, "guarded_alone", &["upgrade"]).done();
    let right = "SELECT concat(count(*), '') FROM budgets WHERE name_folded = lower(name)";
    assert_eq!(sql(&place, right).await, ["2345"]);
    // The same but for their case, and another tenant's, who may have the same.
    sql(
        &place,
        "UPDATE budgets SET name = 'Straße', name_folded = 'strasse' WHERE name IN ('NAME 1', 'NAME 401')",
    )
    .await;
    sql(&place, "UPDATE budgets SET name = 'STRASSE', name_folded = 'other' WHERE name = 'NAME 402'").await;
    let both = [401, 402].map(|number| row(&place, number));
    place.tool_at(&url, "guarded_alone", &["refold"]).refused(&[&both[0], &both[1]]);
    sql(&place, &format!("DROP OWNED BY {0}", role.name())).await;
    drop(role);
}

/// The owner is bound by the policies as well, and its tool is no superuser's.
#[tokio::test]
async fn rows_behind_policies_are_folded_as_their_tenants() {
    let place = Place::new(Kind::Postgres);
    let role = Role::new(&place.url);
    sql(&place, &format!("GRANT ALL ON SCHEMA public TO {0}; SET ROLE NONE", role.name())).await;
    let url = role.url(&place.url);
    place.tool_at(&url, "guarded_folded", &["revision", "-m", "first", "--autogenerate"]).done();
    place.tool_at(&url, "guarded_folded", &["upgrade"]).done();
    many(&place, 2_345).await;
    // Somebody reads the table all the time: what needs it alone for long would wait.
    let said = place.tool_at(&url, "guarded_folded", &["refold"]).done();
    assert!(said.contains("2345 texts"), "{said}");
    assert_eq!(sql(&place, RIGHT).await, ["2345"]);
    let mut owner = PgConnection::connect(&url).await.unwrap();
    let count = sqlx::raw_sql(AssertSqlSafe("SELECT 1 FROM budgets".to_owned()));
    assert_eq!(count.fetch_all(&mut owner).await.unwrap().len(), 0, "the policies are in force again");
    place.tool_at(&url, "guarded_folded", &["check"]).done();
    owner.close().await.unwrap();
    sql(&place, &format!("DROP OWNED BY {0}", role.name())).await;
    drop(role);
}
