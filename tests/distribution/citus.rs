//! The files that distribute tables, run on a PostgreSQL whose functions note that they were called.

use std::fs;

use crate::project::{Project, files};

#[tokio::test]
async fn tables_are_distributed_parents_first_in_a_file_of_its_own() {
    let project = Project::new().await;
    project.revise("many");
    assert_eq!(
        project.last_file(".up.sql"),
        "-- many\n\
         -- The .json file beside this one says what it does to the tables: keep them together.\n\n\
         SET LOCAL lock_timeout = '5s';\n\n\
         SET LOCAL citus.multi_shard_modify_mode TO 'sequential';\n\n\
         SET LOCAL citus.enable_local_reference_table_foreign_keys TO off;\n\n\
         SELECT create_reference_table('currencies');\n\n\
         SELECT create_distributed_table('goals', 'tenant_id');\n\n\
         SELECT create_distributed_table('deposits', 'tenant_id', colocate_with => 'goals');\n\n\
         SELECT truncate_local_data_after_distributing_table('deposits');\n\n\
         SELECT truncate_local_data_after_distributing_table('goals');\n\n\
         SELECT truncate_local_data_after_distributing_table('currencies');\n"
    );
    assert_eq!(files(&project.folder.path().join("migrations/postgres"), ".up.sql").len(), 2);
    project.done("many", &["upgrade"]);
    let calls = [
        "currencies everywhere",
        "goals by tenant_id beside default",
        "deposits by tenant_id beside goals",
        "deposits emptied",
        "goals emptied",
        "currencies emptied",
    ];
    assert_eq!(project.calls().await, calls);
    project.nothing_changed("many");
    project.done("many", &["downgrade", "base", "--allow-drop"]);
    assert_eq!(project.calls().await, ["currencies back, cascade t"]);
    project.done("many", &["upgrade"]);
    assert_eq!(project.calls().await, calls);
}

#[tokio::test]
async fn an_application_with_tables_moves_there_and_back() {
    let project = Project::new().await;
    project.revise("one");
    project.done("one", &["upgrade"]);
    project.nothing_changed("one");
    assert!(project.calls().await.is_empty());

    project.revise("many");
    assert!(!project.last_file(".up.sql").contains("TABLE \""), "nothing else is changed");
    project.done("many", &["upgrade"]);
    assert_eq!(project.calls().await.len(), 6);
    project.nothing_changed("many");

    project.revise("one");
    project.done("one", &["upgrade"]);
    assert_eq!(project.calls().await, ["currencies back, cascade t"]);
    project.nothing_changed("one");
    project.done("one", &["downgrade", "-1"]);
    assert_eq!(project.calls().await.len(), 6);
    project.done("one", &["downgrade", "-1"]);
    assert_eq!(project.calls().await, ["currencies back, cascade t"]);
}

#[tokio::test]
async fn a_further_table_joins_those_that_are_distributed() {
    let project = Project::new().await;
    project.revise("many");
    project.done("many", &["upgrade"]);
    project.calls().await;
    let joins = [
        "remarks by tenant_id beside deposits",
        "remarks_counter by tenant_id beside remarks",
        "remarks_counter emptied",
        "remarks emptied",
    ];
    project.revise("more");
    project.done("more", &["upgrade"]);
    assert_eq!(project.calls().await, joins);
    project.nothing_changed("more");
    project.done("more", &["downgrade", "-1", "--allow-drop"]);
    assert_eq!(project.calls().await, ["remarks_counter back, cascade f"], "the others stay where they are");
    project.done("more", &["upgrade"]);
    assert_eq!(project.calls().await, joins);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_are_not_distributed_in_part() {
    let project = Project::new().await;
    let (done, said) = project.tool("half", &["revision", "-m", "half", "--autogenerate"]);
    assert!(!done && said.contains("`deposits` is distributed, and `goals`"), "{said}");
    assert!(!project.folder.path().join("migrations").exists(), "nothing was written");
}

#[tokio::test]
async fn other_databases_know_nothing_of_it() {
    let project = Project::new().await;
    project.done("many", &["revision", "-m", "many", "--autogenerate", "--database", "sqlite,mysql"]);
    for database in ["sqlite", "mysql"] {
        for file in files(&project.folder.path().join("migrations").join(database), "") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("distribut") && !text.contains("placement"), "{}", file.display());
        }
    }
}

#[tokio::test]
async fn what_is_not_where_its_struct_asks_for_it_is_a_difference() {
    let project = Project::new().await;
    project.revise("many");
    project.done("many", &["upgrade"]);
    let run = async |sql| sqlx::raw_sql(sql).execute(&mut project.connection().await).await.unwrap();
    run("DELETE FROM pg_dist_partition WHERE logicalrelid = 'goals'::regclass").await;
    run("UPDATE pg_dist_partition SET partkey = 'id' WHERE logicalrelid = 'deposits'::regclass").await;
    run("UPDATE pg_dist_partition SET repmodel = 's' WHERE logicalrelid = 'currencies'::regclass").await;
    let (is_same, said) = project.tool("many", &["check"]);
    assert!(!is_same);
    for line in [
        "goals: Citus does not distribute it by its tenant",
        "deposits: Citus does not distribute it by its tenant",
        "currencies: distributed tables refer to it, and it is not a reference table of Citus",
    ] {
        assert!(said.contains(line), "{said}");
    }
    run("UPDATE pg_dist_partition SET partkey = 'tenant_id' WHERE logicalrelid = 'deposits'::regclass").await;
    let (is_same, said) = project.tool("one", &["check"]);
    assert!(!is_same && said.contains("deposits: Citus distributes it, and no struct asks for it"), "{said}");
}

#[tokio::test]
async fn the_line_of_a_statement_that_failed_is_told() {
    let project = Project::new().await;
    project.revise("many");
    let file = files(&project.folder.path().join("migrations/postgres"), ".up.sql").remove(0);
    let text = fs::read_to_string(&file).unwrap();
    let lines = text.lines().count();
    fs::write(&file, format!("{text}\nSELECT 'a;b';\nSELECT\n  1 / 0;\n")).unwrap();
    let (done, said) = project.tool("many", &["upgrade"]);
    assert!(!done && said.contains(&format!(", line {}: `", lines + 3)), "{said}");
    assert!(project.calls().await.is_empty());
}
