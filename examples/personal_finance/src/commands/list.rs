//! `list`.

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use fin_infra::prelude::*;
use fin_infra_domains::goals::GoalStatus;
use futures_util::TryStreamExt;
use serde::Serialize;

use super::App;
use crate::output::{self, Align, Table};
use crate::report::{Month, balances};
use crate::resources::{
    Budget, BudgetOrder, BudgetQuery, BudgetRead, Contribution, ContributionFilter, ContributionOrder,
    ContributionQuery, ContributionRead, Goal, GoalOrder, GoalQuery, GoalRead, Import, ImportQuery,
    ImportRead, NetWorthSnapshot, NetWorthSnapshotOrder, NetWorthSnapshotQuery, NetWorthSnapshotRead, Rule,
    RuleQuery, RuleRead, Transaction, TransactionFilter, TransactionOrder, TransactionQuery, TransactionRead,
};

/// The arguments of `list`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Accounts with their balances
    Accounts,
    /// Transactions, the latest first
    Transactions(Transactions),
    /// Budgets
    Budgets {
        /// Only deleted ones, which `undo` restores
        #[arg(long)]
        deleted: bool,
    },
    /// Goals
    Goals,
    /// What was saved for a goal
    Contributions {
        /// The name of the goal
        goal: String,
    },
    /// Recorded net worths, the latest first
    Snapshots,
    /// Imported files
    Imports,
    /// The rules that give imported transactions their categories
    Rules,
}

/// The sort of transactions.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Sort {
    /// The latest first
    Date,
    /// The smallest amount first, which is the largest spending
    Amount,
}

/// Which transactions to list.
#[derive(Debug, clap::Args)]
struct Transactions {
    /// Only those of this month, such as 2026-11
    #[arg(long)]
    month: Option<Month>,
    /// Only those of this account
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Only those of this category
    #[arg(long, value_name = "NAME")]
    category: Option<String>,
    /// Only those with this text in the payee or the purpose, in any case
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only deleted ones, which `undo` restores
    #[arg(long)]
    deleted: bool,
    /// The order
    #[arg(long, value_enum, default_value = "date")]
    sort: Sort,
    /// The page, from 1
    #[arg(long, value_name = "NUMBER", default_value = "1", value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
    /// The most rows of a page, up to 1000
    #[arg(long, value_name = "ROWS", default_value = "20", value_parser = clap::value_parser!(u32).range(1..=1000))]
    page_size: u32,
}

impl Args {
    pub(crate) async fn run(self, app: &App) -> Result<()> {
        match self.what {
            What::Accounts => accounts(app).await,
            What::Transactions(which) => which.list(app).await,
            What::Budgets { deleted } => budgets(app, deleted).await,
            What::Goals => goals(app).await,
            What::Contributions { goal } => contributions(app, &goal).await,
            What::Snapshots => snapshots(app).await,
            What::Imports => imports(app).await,
            What::Rules => rules(app).await,
        }
    }
}

/// Prints rows as JSON or as a table.
fn print<T: Serialize, const N: usize>(
    app: &App,
    rows: &[T],
    (header, align): ([&str; N], [Align; N]),
    cells: impl Fn(&T) -> [String; N],
) -> Result<()> {
    if app.json {
        return output::json(&rows);
    }
    let mut table = Table::with_header(align, header);
    for row in rows {
        table.row(cells(row));
    }
    table.print()
}

const LEFT: Align = Align::Left;
const RIGHT: Align = Align::Right;

async fn accounts(app: &App) -> Result<()> {
    #[derive(Serialize)]
    struct Row {
        id: Uuid,
        name: String,
        kind: &'static str,
        balance: Decimal,
        currency: &'static str,
    }
    let row = |(account, balance): (crate::resources::AccountRead, Money)| Row {
        id: account.id,
        name: account.name,
        kind: account.kind.name(),
        balance: balance.amount(),
        currency: balance.currency().code(),
    };
    let balances = balances(&app.db, app.today).await?.into_iter();
    let rows: Vec<Row> = balances.map(|balance| row((balance.account, balance.balance))).collect();
    let form = (["account", "kind", "balance", ""], [LEFT, LEFT, RIGHT, LEFT]);
    print(app, &rows, form, |row| {
        [row.name.clone(), row.kind.to_owned(), row.balance.to_string(), row.currency.to_owned()]
    })
}

impl Transactions {
    async fn list(self, app: &App) -> Result<()> {
        let mut filter = TransactionFilter::new();
        if let Some(month) = self.month {
            let range = month.range()?;
            filter = filter.booked_on(Condition::between(range.start(), range.end()));
        }
        if let Some(account) = &self.account {
            filter = filter.account_id(app.account(account).await?.id);
        }
        if let Some(category) = self.category {
            filter = filter.category(category);
        }
        let order = match self.sort {
            Sort::Date => TransactionOrder::BookedOn.desc(),
            Sort::Amount => TransactionOrder::Amount.asc(),
        };
        let pages = TransactionQuery::new().page(self.page).page_size(self.page_size).with_total();
        let mut query = pages.filter(filter).order_by(order);
        if let Some(text) = self.search {
            query = query.search(text);
        }
        if self.deleted {
            query = query.only_deleted();
        }
        let page = Transaction::repository().list(&app.db, query).await?;
        let total = page.total.unwrap_or_default();
        let rows: Vec<TransactionRead> = page.items;
        let form =
            (["booked on", "amount", "", "category", "payee", "id"], [LEFT, RIGHT, LEFT, LEFT, LEFT, LEFT]);
        print(app, &rows, form, |row| {
            [
                row.booked_on.to_string(),
                row.amount.amount().to_string(),
                row.amount.currency().to_string(),
                row.category.clone(),
                row.payee.clone(),
                row.id.to_string(),
            ]
        })?;
        if let Some(note) = note((self.page, self.page_size), rows.len(), total) {
            // Standard output has nothing but the rows, for programs that read it.
            eprintln!("{note}");
        }
        Ok(())
    }
}

/// What a page does not show.
fn note((page, page_size): (u32, u32), rows: usize, total: u64) -> Option<String> {
    let before = u64::from(page - 1) * u64::from(page_size);
    let last = before + rows as u64;
    match rows {
        0 if total > 0 => Some(format!(
            "there is no page {page}: all {total} transactions are on {}",
            pages(total.div_ceil(page_size.into()))
        )),
        _ if last < total => Some(format!(
            "{} to {last} of {total} transactions: `--page {}` shows the next ones, and `--page-size` up to 1000 at once",
            before + 1,
            page + 1
        )),
        _ => None,
    }
}

fn pages(count: u64) -> String {
    if count == 1 { "one page".to_owned() } else { format!("{count} pages") }
}

async fn budgets(app: &App, deleted: bool) -> Result<()> {
    let query = BudgetQuery::new().order_by(BudgetOrder::Name.asc());
    let query = if deleted { query.only_deleted() } else { query };
    let rows: Vec<BudgetRead> = Budget::repository().stream(&app.db, query).try_collect().await?;
    let form = (["budget", "from", "total", "categories"], [LEFT, LEFT, RIGHT, LEFT]);
    print(app, &rows, form, |row| {
        let categories: Vec<&str> = row.categories.keys().map(String::as_str).collect();
        [row.name.clone(), row.starts_on.to_string(), row.total.to_string(), categories.join(", ")]
    })
}

async fn goals(app: &App) -> Result<()> {
    let query = GoalQuery::new().order_by(GoalOrder::Name.asc());
    let rows: Vec<GoalRead> = Goal::repository().stream(&app.db, query).try_collect().await?;
    let form = (["goal", "target", "due", "status"], [LEFT, RIGHT, LEFT, LEFT]);
    print(app, &rows, form, |row| {
        let due = row.due.map(|due| due.to_string()).unwrap_or_default();
        let is_overdue = row.status == GoalStatus::Active && row.due.is_some_and(|due| due < app.today);
        let status = if is_overdue { format!("{}, overdue", row.status) } else { row.status.to_string() };
        [row.name.clone(), row.target.to_string(), due, status]
    })
}

async fn contributions(app: &App, goal: &str) -> Result<()> {
    let filter = ContributionFilter::new().goal_id(app.goal(goal).await?.id);
    let query = ContributionQuery::new().filter(filter).order_by(ContributionOrder::Day.desc());
    let rows: Vec<ContributionRead> = Contribution::repository().stream(&app.db, query).try_collect().await?;
    print(app, &rows, (["day", "amount"], [LEFT, RIGHT]), |row| [row.day.to_string(), row.amount.to_string()])
}

async fn snapshots(app: &App) -> Result<()> {
    let query = NetWorthSnapshotQuery::new().order_by(NetWorthSnapshotOrder::TakenOn.desc());
    let rows: Vec<NetWorthSnapshotRead> =
        NetWorthSnapshot::repository().stream(&app.db, query).try_collect().await?;
    let form = (["taken on", "assets", "liabilities", "net", ""], [LEFT, RIGHT, RIGHT, RIGHT, LEFT]);
    print(app, &rows, form, |row| {
        let currency = Currency::from_code(&row.currency).unwrap_or(Currency::XXX);
        let [assets, liabilities, net] =
            [row.assets, row.liabilities, row.net].map(|amount| output::amount(amount, currency));
        [row.taken_on.to_string(), assets, liabilities, net, row.currency.clone()]
    })
}

async fn imports(app: &App) -> Result<()> {
    let rows: Vec<ImportRead> =
        Import::repository().stream(&app.db, ImportQuery::new()).try_collect().await?;
    let form = (
        ["imported at", "file", "added", "known", "skipped", "refused"],
        [LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT],
    );
    print(app, &rows, form, |row| {
        let [added, known, skipped, refused] =
            [row.added, row.known, row.skipped, row.refused].map(|count| count.to_string());
        [
            row.created_at.format("%Y-%m-%d %H:%M").to_string(),
            row.file.clone(),
            added,
            known,
            skipped,
            refused,
        ]
    })
}

async fn rules(app: &App) -> Result<()> {
    let rows: Vec<RuleRead> = Rule::repository().stream(&app.db, RuleQuery::new()).try_collect().await?;
    print(app, &rows, (["text", "category"], [LEFT, LEFT]), |row| [row.pattern.clone(), row.category.clone()])
}
