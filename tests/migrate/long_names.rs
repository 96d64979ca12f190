//! Tables and columns with the longest names that there are.

use crate::journey::sql;
use crate::place::{Kind, Place, on_each_database};

const BUDGETS: &str = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes1";
const TEXT: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1";
const NUMBER: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2";
const RENAMED: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a4";

async fn add_a_budget(place: &Place) {
    let (id, time) = match place.kind {
        Kind::Sqlite => ("X'00000000000000000000000000000001'", "1700000000000000"),
        Kind::Postgres => ("'00000000-0000-0000-0000-000000000001'", "'2025-01-01 00:00:00+00'"),
        Kind::MySql => ("X'00000000000000000000000000000001'", "'2025-01-01 00:00:00'"),
    };
    let insert = format!(
        "INSERT INTO {BUDGETS} (id, tenant_id, {TEXT}, {NUMBER}, created_at, updated_at) \
         VALUES ({id}, {id}, 'Straße', 7, {time}, {time})"
    );
    sql(place, &insert).await;
}

on_each_database! {
    fn tables_with_long_names_follow_their_structs(place: &Place) {
        place.go("long_names", &[]);
        add_a_budget(place).await;
        place.go("long_names_searched", &[]);
        let refolded = place.tool("long_names_searched", &["refold"]).done();
        assert!(refolded.contains("all folded copies are right"), "{refolded}");

        place.go("long_names_changed", &[]);
        assert_eq!(sql(place, &format!("SELECT {RENAMED} FROM {BUDGETS}")).await, ["Straße"]);
        let refolded = place.tool("long_names_changed", &["refold"]).done();
        assert!(refolded.contains("all folded copies are right"), "{refolded}");
        let up = std::fs::read_to_string(place.files("up.sql").last().unwrap()).unwrap();
        assert!(!up.contains("DROP COLUMN"), "the folded copy is renamed with its text: {up}");

        place.tool("long_names_changed", &["downgrade", "base", "--allow-drop"]).done();
        place.tool("long_names_changed", &["upgrade"]).done();
        place.tool("long_names_changed", &["check"]).done();
    }
}
