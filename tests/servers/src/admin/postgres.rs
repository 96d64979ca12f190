use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, query_scalar};

use super::PREFIX;

pub(super) async fn create(url: &str, name: &str) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    // The other template may have been modified.
    let statement = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await
}

pub(super) async fn remove(url: &str, name: &str) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await?;
    connection.close().await
}

pub(super) async fn names(url: &str) -> sqlx::Result<Vec<String>> {
    let mut connection = PgConnection::connect(url).await?;
    let names = query_scalar("SELECT datname::text FROM pg_database WHERE starts_with(datname::text, $1)")
        .bind(PREFIX)
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(names)
}

pub(super) async fn create_schema(url: &str, name: &str) -> sqlx::Result<()> {
    run(url, format!("CREATE SCHEMA {name}")).await
}

pub(super) async fn remove_schema(url: &str, name: &str) -> sqlx::Result<()> {
    run(url, format!("DROP SCHEMA IF EXISTS {name} CASCADE")).await
}

pub(super) async fn schemas(url: &str) -> sqlx::Result<Vec<String>> {
    let mut connection = PgConnection::connect(url).await?;
    let names = query_scalar("SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname::text, $1)")
        .bind(PREFIX)
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(names)
}

async fn run(url: &str, statement: String) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await
}
