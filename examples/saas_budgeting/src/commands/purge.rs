//! `purge`, and the task of `serve` that does the same every day.

use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use fin_infra::Purged;
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{
    Budget, BudgetCategory, BudgetCategoryFilter, BudgetCategoryQuery, BudgetQuery, BudgetRead, Transaction,
    TransactionFilter, TransactionUpdate,
};
use futures_util::TryStreamExt;
use tokio::time::{MissedTickBehavior, interval};

use crate::cli::Application;
use crate::database;
use crate::resources::{Company, CompanyQuery, CompanyRead, tenant_tables};

/// For how many days a deletion can be undone.
const DAYS: u32 = 90;

const EVERY: Duration = Duration::from_hours(24);

/// The arguments of `purge`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    application: Application,
    /// Remove what was deleted more than this many days ago
    #[arg(long, default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: u32,
}

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        let db = database::application(&self.application.url).await?;
        for (table, purged) in purge(&db, before(self.days)).await? {
            println!("{table}: {purged}");
        }
        Ok(())
    }
}

/// Purges now, and once a day from then on. If it fails, the next day tries again.
pub(crate) async fn every_day(db: Db) {
    let mut days = interval(EVERY);
    days.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        days.tick().await;
        match purge(&db, before(DAYS)).await {
            Ok(tables) => {
                for (table, purged) in tables {
                    tracing::info!(table, removed = purged.removed, kept = purged.kept, "purged");
                }
            }
            Err(error) => tracing::error!(%error, "the purge failed and is repeated tomorrow"),
        }
    }
}

fn before(days: u32) -> DateTime<Utc> {
    Utc::now() - TimeDelta::days(days.into())
}

/// Purges one company after the other, since the policies show the role of the application one at a time.
async fn purge(db: &Db, before: DateTime<Utc>) -> Result<Vec<(&'static str, Purged)>, Error> {
    let companies = Company::repository().stream(db, CompanyQuery::new());
    let companies: Vec<CompanyRead> = companies.try_collect().await?;
    let mut categories = 0;
    for company in &companies {
        categories += take_apart(db, company.id, before).await?;
    }
    let mut purged = Vec::new();
    // Children first, so that they keep no parent.
    for table in tenant_tables().iter().rev() {
        let mut sum = Purged::default();
        if table.name() == schema::of::<BudgetCategory>().table.name {
            sum.removed = categories;
        }
        for company in &companies {
            add(&mut sum, (table.purge)(db, company.id, before).await?);
        }
        purged.push((table.name(), sum));
    }
    Ok(purged)
}

/// Removes the categories of the budgets that are about to be purged, and takes their transactions out of them: what was spent
/// stays. Returns the number of categories.
async fn take_apart(db: &Db, company: Uuid, before: DateTime<Utc>) -> Result<u64, Error> {
    let budgets = Budget::repository().tenant(company);
    let categories = BudgetCategory::repository().tenant(company);
    let transactions = Transaction::repository().tenant(company);
    let mut removed = 0;
    let deleted: Vec<BudgetRead> =
        budgets.stream(db, BudgetQuery::new().only_deleted()).try_collect().await?;
    for budget in deleted.into_iter().filter(|budget| budget.deleted_at.is_some_and(|at| at < before)) {
        let of_budget = BudgetCategoryQuery::new().filter(BudgetCategoryFilter::new().budget_id(budget.id));
        let of_budget = categories.stream(db, of_budget.include_deleted());
        for category in of_budget.try_collect::<Vec<_>>().await? {
            categories.hard_delete(db, category.id).await?;
            removed += 1;
        }
        let of_budget = TransactionFilter::new().budget_id(budget.id);
        let without = TransactionUpdate { budget_id: Some(None), ..TransactionUpdate::default() };
        transactions.update_where(db, of_budget, without).await?;
    }
    Ok(removed)
}

fn add(sum: &mut Purged, of_company: Purged) {
    sum.removed += of_company.removed;
    sum.kept += of_company.kept;
    for kept_by in of_company.kept_by {
        match sum.kept_by.iter_mut().find(|known| known.table == kept_by.table) {
            Some(known) => known.rows += kept_by.rows,
            None => sum.kept_by.push(kept_by),
        }
    }
}
