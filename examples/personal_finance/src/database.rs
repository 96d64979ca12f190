//! The database file, and the migrations that are part of the program.

use std::path::Path;

use anyhow::{Context, Result, bail};
use fin_infra::prelude::*;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

/// The files that the migration tool wrote.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");

/// Creates a database.
///
/// # Errors
///
/// If the file already exists.
pub(crate) async fn create(path: &Path) -> Result<Db> {
    if path.exists() {
        bail!("{} already exists: `migrate` brings it up to date", path.display());
    }
    apply(path, true).await?;
    open(path).await
}

/// Applies the migrations that a database does not have yet. Returns how many there were.
pub(crate) async fn migrate(path: &Path) -> Result<usize> {
    check_exists(path)?;
    let pending = pending(path).await?;
    apply(path, false).await?;
    Ok(pending)
}

/// Opens a database that is up to date.
pub(crate) async fn open(path: &Path) -> Result<Db> {
    check_exists(path)?;
    if pending(path).await? > 0 {
        bail!(
            "{} was made for an older version of this program: run `personal-finance migrate`",
            path.display()
        );
    }
    // In a URL, these characters would end the name.
    let name = path.to_str().with_context(|| format!("{} is not UTF-8", path.display()))?;
    let name = name.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    Db::connect(&format!("sqlite://{name}")).await.with_context(|| format!("cannot open {}", path.display()))
}

fn check_exists(path: &Path) -> Result<()> {
    match path.exists() {
        true => Ok(()),
        false => bail!(
            "there is no database {}: run `personal-finance init`, or name one with `--database`",
            path.display()
        ),
    }
}

async fn apply(path: &Path, create: bool) -> Result<()> {
    let mut connection = connect(path, create).await?;
    let applied = MIGRATIONS.run(&mut connection).await;
    applied.with_context(|| format!("cannot migrate {}", path.display()))?;
    Ok(connection.close().await?)
}

/// Returns how many migrations a database does not have yet.
async fn pending(path: &Path) -> Result<usize> {
    let mut connection = connect(path, false).await?;
    let tables = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
    let has_some: i64 = sqlx::query_scalar(tables)
        .fetch_one(&mut connection)
        .await
        .with_context(|| format!("{} is not a database", path.display()))?;
    let applied: Vec<i64> = match has_some {
        0 => Vec::new(),
        _ => sqlx::query_scalar("SELECT version FROM _sqlx_migrations").fetch_all(&mut connection).await?,
    };
    connection.close().await?;
    let all = MIGRATIONS.iter().filter(|migration| migration.migration_type.is_up_migration());
    Ok(all.filter(|migration| !applied.contains(&migration.version)).count())
}

async fn connect(path: &Path, create: bool) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(create);
    options.connect().await.with_context(|| format!("cannot open {}", path.display()))
}
