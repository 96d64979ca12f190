//! Tables and columns with the longest names that there are.

use crate::journey::sql;
use crate::project::{Kind, Project, on_each_database};

const BUDGETS: &str = "budgets_with_a_name_of_sixty_three_letters_which_is_the_longes1";
const TEXT: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a1";
const NUMBER: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a2";
const RENAMED: &str = "column_with_a_name_of_sixty_three_letters_that_is_as_long_as_a4";

async fn add_a_budget(project: &Project) {
    let (id, time) = match project.kind {
        Kind::Sqlite => ("X'00000000000000000000000000000001'", "1700000000000000"),
        Kind::Postgres => ("'00000000-0000-0000-0000-000000000001'", "'2025-01-01 00:00:00+00'"),
        Kind::MySql => ("X'00000000000000000000000000000001'", "'2025-01-01 00:00:00'"),
    };
    let insert = format!(
        "INSERT INTO {BUDGETS} (id, tenant_id, {TEXT}, {NUMBER}, created_at, updated_at) \
         VALUES ({id}, {id}, 'Straße', 7, {time}, {time})"
    );
    sql(project, &insert).await;
}

on_each_database!(tables_with_long_names_follow_their_structs,);

async fn tables_with_long_names_follow_their_structs(project: &Project) {
    project.go("long_names", &[]);
    add_a_budget(project).await;
    project.go("long_names_searched", &[]);
    let refolded = project.tool("long_names_searched", &["refold"]).done();
    assert!(refolded.contains("all folded copies are complete"), "{refolded}");

    project.go("long_names_changed", &[]);
    assert_eq!(sql(project, &format!("SELECT {RENAMED} FROM {BUDGETS}")).await, ["Straße"]);
    let refolded = project.tool("long_names_changed", &["refold"]).done();
    assert!(refolded.contains("all folded copies are complete"), "{refolded}");
    let up = std::fs::read_to_string(project.files("up.sql").last().unwrap()).unwrap();
    assert!(!up.contains("DROP COLUMN"), "the folded copy is renamed with its text: {up}");

    project.tool("long_names_changed", &["downgrade", "base", "--allow-drop"]).done();
    project.tool("long_names_changed", &["upgrade"]).done();
    project.tool("long_names_changed", &["check"]).done();
}
