use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, query_scalar};
use url::Url;
use uuid::Uuid;

use super::with_role;
use crate::name::of_application;

// The names in these statements are the ones of `crate::name`: letters, digits and underscores.

pub(super) async fn create(url: &Url, name: &str) -> sqlx::Result<()> {
    run(url, &[format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")]).await
}

pub(super) async fn create_application(url: &Url, database: &str) -> sqlx::Result<String> {
    let (role, password) = (of_application(database), Uuid::now_v7().simple().to_string());
    let statements: Vec<_> = accounts(&role)
        .iter()
        .flat_map(|account| {
            [
                format!("CREATE USER {account} IDENTIFIED BY '{password}'"),
                format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {database}.* TO {account}"),
            ]
        })
        .collect();
    run(url, &statements).await?;
    Ok(with_role(url, database, &role, &password))
}

pub(super) async fn remove(url: &Url, name: &str) -> sqlx::Result<()> {
    let mut connection = MySqlConnection::connect(url.as_str()).await?;
    disconnect_others(&mut connection, name).await?;
    connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}"))).await?;
    for account in accounts(&of_application(name)) {
        connection.execute(AssertSqlSafe(format!("DROP USER IF EXISTS {account}"))).await?;
    }
    connection.close().await
}

/// An account for every host, and one for this host, where an anonymous user would come first.
fn accounts(role: &str) -> [String; 2] {
    ["%", "localhost"].map(|host| format!("'{role}'@'{host}'"))
}

/// An open transaction would make the `DROP` wait for its end.
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

pub(super) async fn names(url: &Url) -> sqlx::Result<Vec<String>> {
    let mut connection = MySqlConnection::connect(url.as_str()).await?;
    let names = query_scalar("SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata");
    let names = names.fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(names)
}

async fn run(url: &Url, statements: &[String]) -> sqlx::Result<()> {
    let mut connection = MySqlConnection::connect(url.as_str()).await?;
    for statement in statements {
        connection.execute(AssertSqlSafe(statement.as_str())).await?;
    }
    connection.close().await
}
