use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, query_scalar};
use url::Url;
use uuid::Uuid;

use super::{with_database, with_role};
use crate::name::of_application;

// The names in these statements are the ones of `crate::name`: letters, digits and underscores.

pub(super) async fn create(url: &Url, name: &str) -> sqlx::Result<()> {
    // The other template may have been modified.
    run(url, &[format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")]).await
}

pub(super) async fn create_application(url: &Url, database: &str) -> sqlx::Result<String> {
    let (role, password) = (of_application(database), Uuid::now_v7().simple().to_string());
    let rights = "SELECT, INSERT, UPDATE, DELETE";
    let statements = [
        format!(
            "CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '{password}'"
        ),
        format!("GRANT USAGE ON SCHEMA public TO {role}"),
        format!("GRANT {rights} ON ALL TABLES IN SCHEMA public TO {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON TABLES TO {role}"),
        format!("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"),
        format!("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}"),
    ];
    run(&with_database(url, database), &statements).await?;
    Ok(with_role(url, database, &role, &password))
}

pub(super) async fn remove(url: &Url, name: &str) -> sqlx::Result<()> {
    let role = of_application(name);
    // The rights of the role are in the database, and vanish with it.
    let statements =
        [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("DROP ROLE IF EXISTS {role}")];
    run(url, &statements).await
}

pub(super) async fn names(url: &Url) -> sqlx::Result<Vec<String>> {
    let mut connection = PgConnection::connect(url.as_str()).await?;
    let names = query_scalar("SELECT datname::text FROM pg_database").fetch_all(&mut connection).await?;
    connection.close().await?;
    Ok(names)
}

async fn run(url: &Url, statements: &[String]) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(url.as_str()).await?;
    for statement in statements {
        connection.execute(AssertSqlSafe(statement.as_str())).await?;
    }
    connection.close().await
}
