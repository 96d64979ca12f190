//! The files that distribute tables, run on a PostgreSQL whose functions note that they were called.

use std::fs;

use crate::place::{Place, files};

#[tokio::test]
async fn tables_are_distributed_parents_first_in_a_file_of_its_own() {
    let place = Place::new().await;
    place.revise("many");
    assert_eq!(
        place.last_file(".up.sql"),
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
    assert_eq!(files(&place.folder.path().join("migrations/postgres"), ".up.sql").len(), 2);
    place.done("many", &["upgrade"]);
    let calls = [
        "currencies everywhere",
        "goals by tenant_id beside default",
        "deposits by tenant_id beside goals",
        "deposits emptied",
        "goals emptied",
        "currencies emptied",
    ];
    assert_eq!(place.calls().await, calls);
    place.nothing_changed("many");
    place.done("many", &["downgrade", "base", "--allow-drop"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
    place.done("many", &["upgrade"]);
    assert_eq!(place.calls().await, calls);
}

#[tokio::test]
async fn an_application_with_tables_moves_there_and_back() {
    let place = Place::new().await;
    place.revise("one");
    place.done("one", &["upgrade"]);
    place.nothing_changed("one");
    assert!(place.calls().await.is_empty());

    place.revise("many");
    assert!(!place.last_file(".up.sql").contains("TABLE \""), "nothing else is changed");
    place.done("many", &["upgrade"]);
    assert_eq!(place.calls().await.len(), 6);
    place.nothing_changed("many");

    place.revise("one");
    place.done("one", &["upgrade"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
    place.nothing_changed("one");
    place.done("one", &["downgrade", "-1"]);
    assert_eq!(place.calls().await.len(), 6);
    place.done("one", &["downgrade", "-1"]);
    assert_eq!(place.calls().await, ["currencies back, cascade t"]);
}

#[tokio::test]
async fn a_further_table_joins_those_that_are_distributed() {
    let place = Place::new().await;
    place.revise("many");
    place.done("many", &["upgrade"]);
    place.calls().await;
    place.revise("more");
    place.done("more", &["upgrade"]);
    assert_eq!(place.calls().await, ["remarks by tenant_id beside deposits", "remarks emptied"]);
    place.nothing_changed("more");
    place.done("more", &["downgrade", "-1", "--allow-drop"]);
    assert!(place.calls().await.is_empty(), "the others stay where they are");
    place.done("more", &["upgrade"]);
    assert_eq!(place.calls().await, ["remarks by tenant_id beside deposits", "remarks emptied"]);
}

#[tokio::test]
async fn tables_that_refer_to_each_other_are_not_distributed_in_part() {
    let place = Place::new().await;
    let (done, said) = place.tool("half", &["revision", "-m", "half", "--autogenerate"]);
    assert!(!done && said.contains("`deposits` is distributed, and `goals`"), "{said}");
    assert!(!place.folder.path().join("migrations").exists(), "nothing was written");
}

#[tokio::test]
async fn other_databases_know_nothing_of_it() {
    let place = Place::new().await;
    place.done("many", &["revision", "-m", "many", "--autogenerate", "--database", "sqlite,mysql"]);
    for database in ["sqlite", "mysql"] {
        for file in files(&place.folder.path().join("migrations").join(database), "") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("distribut") && !text.contains("placement"), "{}", file.display());
        }
    }
}

#[tokio::test]
async fn what_is_not_where_its_struct_asks_for_it_is_a_difference() {
    let place = Place::new().await;
    place.revise("many");
    place.done("many", &["upgrade"]);
    let run = async |sql| sqlx::raw_sql(sql).execute(&mut place.connection().await).await.unwrap();
    run("DELETE FROM pg_dist_partition WHERE logicalrelid = 'goals'::regclass").await;
    run("UPDATE pg_dist_partition SET partkey = 'id' WHERE logicalrelid = 'deposits'::regclass").await;
    run("UPDATE pg_dist_partition SET repmodel = 's' WHERE logicalrelid = 'currencies'::regclass").await;
    let (is_same, said) = place.tool("many", &["check"]);
    assert!(!is_same);
    for line in [
        "goals: Citus does not distribute it by its tenant",
        "deposits: Citus does not distribute it by its tenant",
        "currencies: distributed tables refer to it, and it is no reference table of Citus",
    ] {
        assert!(said.contains(line), "{said}");
    }
    run("UPDATE pg_dist_partition SET partkey = 'tenant_id' WHERE logicalrelid = 'deposits'::regclass").await;
    let (is_same, said) = place.tool("one", &["check"]);
    assert!(!is_same && said.contains("deposits: Citus distributes it, and no struct asks for it"), "{said}");
}

#[tokio::test]
async fn the_line_of_a_statement_that_failed_is_told() {
    let place = Place::new().await;
    place.revise("many");
    let file = files(&place.folder.path().join("migrations/postgres"), ".up.sql").remove(0);
    let text = fs::read_to_string(&file).unwrap();
    let lines = text.lines().count();
    fs::write(&file, format!("{text}\nSELECT 'a;b';\nSELECT\n  1 / 0;\n")).unwrap();
    let (done, said) = place.tool("many", &["upgrade"]);
    assert!(!done && said.contains(&format!(", line {}: `", lines + 3)), "{said}");
    assert!(place.calls().await.is_empty());
}
