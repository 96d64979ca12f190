//! Each test has its own database, which is dropped with it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a helper that fails fails its test")]

use std::{env, process::Command};

use fin_infra_test_servers::{
    Database, Error, MYSQL_URL_VARIABLE, POSTGRES_URL_VARIABLE, Server, mysql, postgres,
};
use sqlx::{Connection, Executor, MySqlConnection, PgConnection, query_scalar};

/// Makes `be_another_process` use one of the functions.
const ROLE: &str = "FIN_TEST_OTHER_PROCESS";

#[tokio::test]
async fn two_postgresql_databases_are_separate() {
    let (one, other) = (postgres().unwrap(), postgres().unwrap());
    on_postgres(&one).await.execute("CREATE TABLE thing (id int)").await.unwrap();
    on_postgres(&other).await.execute("CREATE TABLE thing (id int)").await.unwrap();
}

#[tokio::test]
async fn two_mariadb_databases_are_separate() {
    let (one, other) = (mysql().unwrap(), mysql().unwrap());
    on_mysql(&one).await.execute("CREATE TABLE thing (id int)").await.unwrap();
    on_mysql(&other).await.execute("CREATE TABLE thing (id int)").await.unwrap();
}

#[test]
fn a_plain_test_without_a_runtime_gets_a_database() {
    assert!(postgres().unwrap().url().starts_with("postgres://"));
    assert!(mysql().unwrap().url().starts_with("mysql://"));
}

#[tokio::test]
async fn a_postgresql_database_goes_with_its_guard_though_it_is_in_use() {
    let database = postgres().unwrap();
    let mut user = on_postgres(&database).await;
    user.execute("CREATE TABLE thing (id int); BEGIN; INSERT INTO thing VALUES (1)").await.unwrap();
    let url = database.url().to_owned();
    drop(database);
    assert!(PgConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn a_mariadb_database_goes_with_its_guard_though_it_is_in_use() {
    let database = mysql().unwrap();
    let mut user = on_mysql(&database).await;
    user.execute("CREATE TABLE thing (id int)").await.unwrap();
    user.execute("BEGIN").await.unwrap();
    user.execute("INSERT INTO thing VALUES (1)").await.unwrap();
    let url = database.url().to_owned();
    drop(database);
    assert!(MySqlConnection::connect(&url).await.is_err());
}

#[tokio::test]
async fn a_postgresql_database_holds_unicode_and_sorts_by_code_point() {
    let database = postgres().unwrap();
    let mut connection = on_postgres(&database).await;
    let encoding: String = query_scalar("SHOW server_encoding").fetch_one(&mut connection).await.unwrap();
    assert_eq!(encoding, "UTF8");
    let lower: String = query_scalar("SELECT lower('ÄΩ')").fetch_one(&mut connection).await.unwrap();
    assert_eq!(lower, "äω");
}

#[tokio::test]
async fn a_mariadb_database_holds_unicode() {
    let database = mysql().unwrap();
    let mut connection = on_mysql(&database).await;
    let set: String =
        query_scalar("SELECT @@character_set_database").fetch_one(&mut connection).await.unwrap();
    assert_eq!(set, "utf8mb4");
}

#[tokio::test]
async fn a_stranger_cannot_log_in_as_an_administrator() {
    let (one, other) = (Server::postgres().unwrap(), Server::mysql().unwrap());
    let (_, position) = one.url().split_once('@').unwrap();
    assert!(PgConnection::connect(&format!("postgres://postgres@{position}")).await.is_err());
    let (_, position) = other.url().split_once('@').unwrap();
    assert!(MySqlConnection::connect(&format!("mysql://root@{position}")).await.is_err());
}

#[tokio::test]
async fn a_role_without_a_password_can_log_in_to_a_private_postgresql() {
    let server = Server::postgres().unwrap();
    let mut administrator = PgConnection::connect(server.url()).await.unwrap();
    administrator.execute("CREATE ROLE visitor LOGIN").await.unwrap();
    let (_, position) = server.url().split_once('@').unwrap();
    PgConnection::connect(&format!("postgres://visitor@{position}")).await.unwrap();
}

#[test]
fn databases_on_a_given_postgresql_server_are_made_and_dropped_there() {
    let server = Server::postgres().unwrap();
    assert_eq!(other_process("postgres", POSTGRES_URL_VARIABLE, server.url()), Ok(()));
}

#[test]
fn databases_on_a_given_mariadb_server_are_made_and_dropped_there() {
    let server = Server::mysql().unwrap();
    assert_eq!(other_process("mysql", MYSQL_URL_VARIABLE, server.url()), Ok(()));
}

#[test]
fn a_given_server_that_does_not_answer_is_an_error_that_names_the_variable() {
    // Nothing listens on port 1, where only root could.
    let output =
        other_process("postgres", POSTGRES_URL_VARIABLE, "postgres://me@127.0.0.1:1/postgres").unwrap_err();
    assert!(output.contains("using the server that FIN_TEST_POSTGRES_URL names failed"), "{output}");
    let output = other_process("mysql", MYSQL_URL_VARIABLE, "mysql://me@127.0.0.1:1/").unwrap_err();
    assert!(output.contains("using the server that FIN_TEST_MYSQL_URL names failed"), "{output}");
}

/// Not a test: other tests run it in another process.
#[test]
#[ignore = "the other process of other tests"]
fn be_another_process() {
    let (function, variable): (fn() -> Result<Database, Error>, _) = match env::var(ROLE).as_deref() {
        Ok("postgres") => (postgres, POSTGRES_URL_VARIABLE),
        Ok("mysql") => (mysql, MYSQL_URL_VARIABLE),
        _ => return,
    };
    let given = env::var(variable).unwrap();
    let database = function().unwrap();
    assert_eq!(position(database.url()), position(&given));
    assert_eq!(count(&given), 1);
    drop(database);
    assert_eq!(count(&given), 0);
}

/// Runs `be_another_process` with another environment, which a test cannot set for itself. An error is its output.
fn other_process(role: &str, variable: &str, url: &str) -> Result<(), String> {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "be_another_process", "--ignored", "--nocapture"])
        .env(ROLE, role)
        .env(variable, url)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&text).into_owned()) }
}

/// How many test databases a server has.
#[tokio::main(flavor = "current_thread")]
async fn count(url: &str) -> i64 {
    if url.starts_with("mysql:") {
        let mut connection = MySqlConnection::connect(url).await.unwrap();
        let query = "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE 'fin_test_%'";
        return query_scalar(query).fetch_one(&mut connection).await.unwrap();
    }
    let mut connection = PgConnection::connect(url).await.unwrap();
    let query = "SELECT COUNT(*) FROM pg_database WHERE datname LIKE 'fin_test_%'";
    query_scalar(query).fetch_one(&mut connection).await.unwrap()
}

/// Host and port.
fn position(url: &str) -> &str {
    url.split_once('@').unwrap().1.split('/').next().unwrap()
}

async fn on_postgres(database: &Database) -> PgConnection {
    PgConnection::connect(database.url()).await.unwrap()
}

async fn on_mysql(database: &Database) -> MySqlConnection {
    MySqlConnection::connect(database.url()).await.unwrap()
}
