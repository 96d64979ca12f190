//! The database: migrations as its owner, everything else as a role that row-level security applies to.

use anyhow::{Context, Result, bail};
use fin_infra::prelude::*;
use fin_infra::schema::Protection;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::resources;

/// The files that the migration tool wrote.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/postgres");

/// Connects as the owner of the tables, without checks: for the commands that change companies.
pub(crate) async fn owner(url: &str) -> Result<Db> {
    check_migrated(url).await?;
    Db::connect(url).await.context("cannot connect as the owner")
}

/// Connects as the role of the application, and makes sure that row-level security holds for it.
pub(crate) async fn application(url: &str) -> Result<Db> {
    check_migrated(url).await?;
    let db = Db::connect(url).await.context("cannot connect to the database")?;
    match schema::rls_effective_of(&db, &resources::all()).await? {
        Protection::Effective => Ok(db),
        Protection::NoSuchThing => bail!("the database is no PostgreSQL, and has no row-level security"),
        Protection::Lacking(tables) => {
            let tables: Vec<String> = tables.iter().map(ToString::to_string).collect();
            bail!(
                "row-level security does not protect the companies from each other: {}. Set DATABASE_URL to a role that \
                 owns nothing: see README.md",
                tables.join("; ")
            )
        }
    }
}

/// Applies the migrations that a database does not have yet, and returns how many there were. The role gets the rights that
/// the application needs, and no others.
pub(crate) async fn migrate(url: &str, application_role: Option<&str>) -> Result<usize> {
    let mut connection = connect(url).await?;
    let pending = pending(&mut connection).await?;
    MIGRATIONS.run(&mut connection).await.context("cannot migrate")?;
    if let Some(role) = application_role {
        grant(&mut connection, role).await.with_context(|| format!("cannot grant rights to {role}"))?;
    }
    connection.close().await?;
    Ok(pending)
}

async fn grant(connection: &mut PgConnection, role: &str) -> Result<()> {
    let role = quoted(role);
    let tables: Vec<String> = resources::tenant_tables().iter().map(|table| quoted(table.name())).collect();
    // Companies are added and erased by the owner.
    for grant in [
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {role}", tables.join(", ")),
        format!("GRANT SELECT ON companies, _sqlx_migrations TO {role}"),
    ] {
        // The names are quoted: no value can be bound in their place.
        connection.execute(AssertSqlSafe(grant)).await?;
    }
    Ok(())
}

/// A name in SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

async fn check_migrated(url: &str) -> Result<()> {
    let mut connection = connect(url).await?;
    let pending = pending(&mut connection).await?;
    connection.close().await?;
    match pending {
        0 => Ok(()),
        _ => bail!("the database lacks {pending} migrations of this program: run `saas-budgeting migrate`"),
    }
}

/// Returns how many migrations a database does not have yet.
async fn pending(connection: &mut PgConnection) -> Result<usize> {
    let has_some: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *connection)
        .await?;
    let applied: Vec<i64> = match has_some {
        true => sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success")
            .fetch_all(&mut *connection)
            .await
            .context("cannot read the migrations: run `saas-budgeting migrate --application-role NAME`")?,
        false => Vec::new(),
    };
    let all = MIGRATIONS.iter().filter(|migration| migration.migration_type.is_up_migration());
    Ok(all.filter(|migration| !applied.contains(&migration.version)).count())
}

/// A connection for the program's own SQL.
pub(crate) async fn connect(url: &str) -> Result<PgConnection> {
    let options: PgConnectOptions = url.parse().context("the URL of the database is not valid")?;
    options.connect().await.context("cannot connect to the database")
}
