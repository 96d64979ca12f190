//! `erase`.

use anyhow::{Context, Result, bail};
use fin_infra::prelude::*;
use sqlx::{AssertSqlSafe, Connection};

use super::company;
use crate::cli::Owner;
use crate::database;
use crate::resources::tenant_tables;

/// The arguments of `erase`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    owner: Owner,
    /// The slug of the company
    company: String,
    /// The slug once more: this cannot be undone
    #[arg(long, value_name = "COMPANY")]
    confirm: String,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        if self.confirm != self.company {
            bail!(
                "`--confirm {}` does not name the company {}: nothing was erased",
                self.confirm,
                self.company
            );
        }
        let db = database::owner(&self.owner.url).await?;
        let company = company(&db, &self.company).await?;
        for (table, rows) in erase(&self.owner.url, company.id).await? {
            println!("{table}: {rows}");
        }
        Ok(())
    }
}

/// Removes all rows of a company in one transaction, children before parents, and returns how many of each table. If somebody
/// adds a row meanwhile, the foreign keys end the transaction, and nothing is erased.
async fn erase(url: &str, company: Uuid) -> Result<Vec<(&'static str, u64)>> {
    let mut connection = database::connect(url).await?;
    let mut transaction = connection.begin().await?;
    // The policies hold for the owner, too.
    sqlx::query("SELECT set_config('app.current_tenant', $1, true)")
        .bind(company.to_string())
        .execute(&mut *transaction)
        .await?;
    let mut erased = Vec::new();
    for table in tenant_tables().iter().rev() {
        let delete = format!("DELETE FROM {} WHERE tenant_id = $1", database::quoted(table.name()));
        // The name is quoted: no value can be bound in its place.
        let deleted = sqlx::query(AssertSqlSafe(delete)).bind(company).execute(&mut *transaction).await;
        let deleted = deleted.with_context(|| format!("cannot erase the rows of {}", table.name()))?;
        erased.push((table.name(), deleted.rows_affected()));
    }
    let deleted =
        sqlx::query("DELETE FROM companies WHERE id = $1").bind(company).execute(&mut *transaction).await;
    erased.push(("companies", deleted.context("cannot erase the company")?.rows_affected()));
    transaction.commit().await?;
    connection.close().await?;
    Ok(erased)
}
