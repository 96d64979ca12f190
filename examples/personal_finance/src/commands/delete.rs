//! `delete` and `undo`.

use anyhow::{Context, Result};
use clap::Subcommand;
use fin_infra::prelude::*;
use futures_util::TryStreamExt;

use super::{App, id};
use crate::resources::{
    Budget, BudgetFilter, BudgetQuery, BudgetRead, Transaction, TransactionQuery, TransactionRead,
};

/// The arguments of `delete`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

/// The arguments of `undo`.
#[derive(Debug, clap::Args)]
pub(crate) struct UndoArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A transaction, by the id that `list transactions` shows
    Transaction {
        /// The id
        #[arg(value_parser = id)]
        id: Uuid,
    },
    /// A budget, by its name
    Budget {
        /// The name
        name: String,
    },
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        match self.what {
            What::Transaction { id } => {
                Transaction::repository().delete(&app.db, id).await?;
                app.say(
                    &serde_json::json!({ "deleted": id }),
                    format!("deleted; undo with `undo transaction {id}`"),
                )
            }
            What::Budget { name } => {
                let id = budget(app, &name, BudgetQuery::new()).await?.id;
                Budget::repository().delete(&app.db, id).await?;
                app.say(
                    &serde_json::json!({ "deleted": id }),
                    format!("deleted; undo with `undo budget '{name}'`"),
                )
            }
        }
    }
}

impl UndoArgs {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        match self.what {
            Some(What::Transaction { id }) => restore_transaction(app, id).await,
            Some(What::Budget { name }) => {
                let id = budget(app, &name, BudgetQuery::new().only_deleted()).await?.id;
                restore_budget(app, id).await
            }
            None => undo_last(app).await,
        }
    }
}

async fn budget(app: &App, name: &str, query: BudgetQuery) -> Result<BudgetRead> {
    let query = query.filter(BudgetFilter::new().name(name));
    let found: Vec<BudgetRead> = Budget::repository().stream(&app.db, query).try_collect().await?;
    // Of several deleted budgets with one name, the last one.
    let found = found.into_iter().max_by_key(|budget| budget.deleted_at);
    found.with_context(|| {
        format!("there is no budget `{name}`: see `list budgets` and `list budgets --deleted`")
    })
}

/// Restores what was deleted last.
async fn undo_last(app: &App) -> Result<()> {
    let deleted = Transaction::repository().stream(&app.db, TransactionQuery::new().only_deleted());
    let transaction = deleted
        .try_fold(None, async |last: Option<TransactionRead>, next| {
            Ok(last.into_iter().chain([next]).max_by_key(|row| row.deleted_at))
        })
        .await?;
    let budgets: Vec<BudgetRead> =
        Budget::repository().stream(&app.db, BudgetQuery::new().only_deleted()).try_collect().await?;
    let budget = budgets.into_iter().max_by_key(|budget| budget.deleted_at);
    match (transaction, budget) {
        (Some(transaction), Some(budget)) if budget.deleted_at > transaction.deleted_at => {
            restore_budget(app, budget.id).await
        }
        (Some(transaction), _) => restore_transaction(app, transaction.id).await,
        (None, Some(budget)) => restore_budget(app, budget.id).await,
        (None, None) => app.say(&serde_json::Value::Null, "there is nothing to undo"),
    }
}

async fn restore_transaction(app: &App, id: Uuid) -> Result<()> {
    let row = Transaction::repository().restore(&app.db, id).await?;
    app.say(&row, format!("restored {} on {} {}", row.amount, row.booked_on, row.payee))
}

async fn restore_budget(app: &App, id: Uuid) -> Result<()> {
    let row = Budget::repository().restore(&app.db, id).await?;
    app.say(&row, format!("restored the budget {}", row.name))
}
