//! The role that an application connects as, as the guide makes it.

use fin_infra::prelude::Uuid;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

const GUIDE: &str = include_str!("../../fin-infra-migrate/docs/migrations.md");

async fn run(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    connection.execute(AssertSqlSafe(sql.to_owned())).await.map(drop)
}

#[tokio::test]
async fn the_role_of_the_guide_reads_and_writes_rows_and_changes_no_table() {
    let blocks = GUIDE.split("```text\n").filter_map(|block| block.split("```").next());
    let block = blocks.into_iter().find(|block| block.starts_with("CREATE ROLE app ")).unwrap();
    // Roles are the server's, which other tests use as well.
    let role = format!("app_{}", Uuid::now_v7().simple());
    let block = block.replace(" app", &format!(" {role}"));

    let database = fin_infra_test_servers::postgres().unwrap();
    let mut owner = PgConnection::connect(database.url()).await.unwrap();
    run(&mut owner, "CREATE TABLE earlier (name text)").await.unwrap();
    run(&mut owner, &block).await.unwrap();
    run(&mut owner, "CREATE TABLE later (name text)").await.unwrap();
    run(&mut owner, &format!("SET ROLE {role}")).await.unwrap();
    for table in ["earlier", "later"] {
        for sql in
            ["INSERT INTO {} VALUES ('a')", "UPDATE {} SET name = 'b'", "SELECT FROM {}", "DELETE FROM {}"]
        {
            run(&mut owner, &sql.replace("{}", table)).await.unwrap();
        }
        for sql in ["ALTER TABLE {} ADD more text", "DROP TABLE {}", "TRUNCATE {}"] {
            run(&mut owner, &sql.replace("{}", table)).await.unwrap_err();
        }
    }
    run(&mut owner, &format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}")).await.unwrap();
}
