use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, query_scalar};

use super::PREFIX;

pub(super) async fn create(url: &str, name: &str) -> sqlx::Result<()> {
    let mut connection = MySqlConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name} CHARACTER SET utf8mb4"))).await?;
    connection.close().await
}

/// The first statement waits where the node's `wsrep_sync_wait` asks for it.
pub(super) async fn catch_up(node: &str) -> sqlx::Result<()> {
    let mut connection = MySqlConnection::connect(node).await?;
    connection.execute("SELECT 1").await?;
    connection.close().await
}

pub(super) async fn remove(url: &str, name: &str) -> sqlx::Result<()> {
    let mut connection = MySqlConnection::connect(url).await?;
    disconnect_others(&mut connection, name).await?;
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await?;
    connection.close().await
}

/// An open transaction would make the DROP wait for its end.
async fn disconnect_others(connection: &mut MySqlConnection, name: &str) -> sqlx::Result<()> {
    let others: Vec<u64> =
        query_scalar("SELECT CAST(id AS UNSIGNED) FROM information_schema.processlist WHERE db = ?")
            .bind(name)
            .fetch_all(&mut *connection)
            .await?;
    for other in others {
        // A connection that has ended meanwhile is not an error.
        let _ = connection.execute(AssertSqlSafe(format!("KILL {other}"))).await;
    }
    Ok(())
}

pub(super) async fn names(url: &str) -> sqlx::Result<Vec<String>> {
    let mut connection = MySqlConnection::connect(url).await?;
    let names = query_scalar(
        "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata WHERE LEFT(schema_name, ?) = ?",
    )
    .bind(PREFIX.len() as u64)
    .bind(PREFIX)
    .fetch_all(&mut connection)
    .await?;
    connection.close().await?;
    Ok(names)
}
