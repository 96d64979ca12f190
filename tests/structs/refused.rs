//! What the command refuses, and what it leaves alone.

use crate::project::{Kind, Project, on_each_database};
use crate::script::{run, source};

on_each_database!(
    a_table_that_is_not_there_is_refused,
    only_the_chosen_tables_are_read,
    the_database_stays_as_it_is,
    a_file_is_written_once,
);

const TABLES: &str = "CREATE TABLE budgets (id CHAR(36) NOT NULL PRIMARY KEY, tenant_id CHAR(36) NOT NULL, name VARCHAR(40) NOT NULL); \
                      CREATE TABLE goals (id CHAR(36) NOT NULL PRIMARY KEY, title VARCHAR(40) NOT NULL, budget_id CHAR(36) REFERENCES budgets (id)); \
                      CREATE VIEW names AS SELECT name FROM budgets";

async fn a_table_that_is_not_there_is_refused(project: &Project) {
    project.tool("first", &["structs"]).refused(&["database has no tables for structs"]);
    run(project, TABLES).await;
    project
        .tool("first", &["structs", "--table", "Goals"])
        .refused(&["no table `Goals`", "did you mean `goals`?"]);
    project
        .tool("first", &["structs", "--table", "goals", "--table", "go\nals"])
        .refused(&["no table `go als`", "the tables are `budgets`, `goals`"]);
    project
        .tool("first", &["structs", "--table", "names"])
        .refused(&["`names` is a view", "a struct is for a table"]);
    project
        .tool("first", &["structs", "--tenant", "tenant"])
        .refused(&["no table has a column `tenant`", "the name of the column that holds the tenant"]);
}

async fn only_the_chosen_tables_are_read(project: &Project) {
    run(project, TABLES).await;
    let goals = source(project, &["--table", "goals"]);
    assert!(goals.contains("pub struct Goal {") && !goals.contains("Budget {"), "{goals}");
    assert!(!goals.contains("belongs_to"), "{goals}");
    // MySQL ignores references beside a column.
    let is_known = project.kind == Kind::MySql || goals.contains("is no struct for `budgets` here");
    assert!(is_known && !goals.contains("`names`"), "{goals}");
    let budgets = source(project, &["--table", "budgets", "--tenant", "id"]);
    assert!(
        budgets.contains("`budgets` has no struct: its primary key is the tenant's column `id` alone"),
        "{budgets}"
    );
}

async fn the_database_stays_as_it_is(project: &Project) {
    run(project, TABLES).await;
    let before = source(project, &[]);
    let bytes = || std::fs::read(project.path().join("app.db")).ok();
    let file = bytes();
    for arguments in [&[][..], &["--table", "budgets"], &["--tenant", "tenant_id"]] {
        source(project, arguments);
    }
    assert_eq!((bytes(), source(project, &[])), (file, before));
    project.tool("first", &["history"]).done();
    assert!(!source(project, &[]).contains("_sqlx_migrations"));
}

async fn a_file_is_written_once(project: &Project) {
    run(project, TABLES).await;
    let arguments = ["structs", "--output", "structs.rs"];
    let said = project.tool("first", &arguments).done();
    assert!(said.contains("wrote structs.rs") && !said.contains("pub struct"), "{said}");
    let file = project.path().join("structs.rs");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), source(project, &[]));
    std::fs::write(&file, "edited").unwrap();
    project.tool("first", &arguments).refused(&["structs.rs exists", "choose another file"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "edited");
    project
        .tool("first", &["structs", "--output", "no/structs.rs"])
        .refused(&["no/structs.rs cannot be read or written"]);
}
