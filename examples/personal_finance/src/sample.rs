//! A year of sample data, for a first look: from December 2025 to November 2026, in euros.

use anyhow::Result;
use chrono::{Months, NaiveDate};
use fin_infra::prelude::*;
use fin_infra_domains::calendar::Period;
use fin_infra_domains::goals::Milestone;
use indicatif::ProgressBar;

use crate::commands::snapshot;
use crate::import::{Importer, Omissions, Options, Source};
use crate::resources::{
    Account, AccountCreate, AccountKind, AccountRead, Budget, BudgetCreate, Contribution, ContributionCreate,
    Goal, GoalCreate, Rule, RuleCreate, TRANSFER, Transaction, TransactionCreate,
};

const BANK_FILE: Source =
    Source::Embedded { name: "checking.csv", text: include_str!("../seed/checking.csv") };

const RULES: [(&str, &str); 16] = [
    ("Hill Street Homes", "Rent"),
    ("City Power", "Utilities"),
    ("Fibre Net", "Utilities"),
    ("Metro Transit", "Transport"),
    ("Wheel Works", "Transport"),
    ("Green Grocer", "Groceries"),
    ("Corner Café", "Restaurants"),
    ("Trattoria", "Restaurants"),
    ("Page Turner", "Leisure"),
    ("Cinema", "Leisure"),
    ("Harbour Insurance", "Insurance"),
    ("Northwind", "Salary"),
    ("Weaver", "Clothes"),
    ("Blue Bay", "Holidays"),
    ("Own savings", TRANSFER),
    ("Car loan", TRANSFER),
];

/// Fills an empty database.
pub(crate) async fn fill(db: &Db) -> Result<()> {
    let rules =
        RULES.map(|(pattern, category)| RuleCreate { pattern: pattern.into(), category: category.into() });
    Rule::repository().create_many(db, rules).await?;
    let [checking, savings, loan] = accounts(db).await?;
    let importer = Importer {
        db,
        account: &checking,
        options: &Options::default(),
        is_dry_run: false,
        progress: ProgressBar::hidden(),
    };
    importer.import(&BANK_FILE, Omissions::new(None)?).await?;
    transfers(db, &savings, money!(300 EUR)).await?;
    transfers(db, &loan, money!(200 EUR)).await?;
    budgets(db).await?;
    goals(db).await?;
    for month in months() {
        let end = Period::Monthly.range(month, 0)?.end();
        snapshot::take(db, &[Currency::EUR], end, false).await?;
    }
    Ok(())
}

/// The first days of the months.
fn months() -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2025, 12, 1);
    (0..12).filter_map(move |month| first?.checked_add_months(Months::new(month)))
}

async fn accounts(db: &Db) -> Result<[AccountRead; 3]> {
    let accounts = [
        ("Checking", AccountKind::Checking, money!(2450 EUR)),
        ("Savings", AccountKind::Savings, money!(8000 EUR)),
        ("Car loan", AccountKind::Loan, money!(-6500 EUR)),
    ];
    let create = accounts.map(|(name, kind, opening)| AccountCreate { name: name.to_owned(), kind, opening });
    let mut rows = Account::repository().create_many(db, create).await?.into_iter();
    let missing = || anyhow::anyhow!("an account is missing");
    Ok([rows.next().ok_or_else(missing)?, rows.next().ok_or_else(missing)?, rows.next().ok_or_else(missing)?])
}

/// The other side of the transfers that the bank's file contains.
async fn transfers(db: &Db, account: &AccountRead, amount: Money) -> Result<()> {
    let transfer = |month: NaiveDate| TransactionCreate {
        category: TRANSFER.to_owned(),
        purpose: "From checking".to_owned(),
        ..TransactionCreate::new(account.id, month.succ_opt().unwrap_or(month), amount)
    };
    Transaction::repository().create_many(db, months().map(transfer)).await?;
    Ok(())
}

async fn budgets(db: &Db) -> Result<()> {
    let household = [
        ("Groceries", dec!(350)),
        ("Restaurants", dec!(120)),
        ("Leisure", dec!(60)),
        ("Transport", dec!(60)),
    ];
    let fixed = [("Rent", dec!(950)), ("Utilities", dec!(115)), ("Insurance", dec!(60))];
    let Some(first) = months().next() else { return Ok(()) };
    for (name, amounts, rollover) in [("Household", &household[..], false), ("Fixed costs", &fixed[..], true)]
    {
        let total = Money::new(amounts.iter().map(|(_, amount)| *amount).sum(), Currency::EUR)?;
        let categories = amounts.iter().map(|(name, amount)| ((*name).to_owned(), *amount)).collect();
        let create = BudgetCreate::new(name.to_owned(), Period::Monthly, first, categories, total);
        Budget::repository().create(db, BudgetCreate { rollover, ..create }).await?;
    }
    Ok(())
}

async fn goals(db: &Db) -> Result<()> {
    let due = NaiveDate::from_ymd_opt(2027, 6, 30);
    for (name, target, monthly, milestone, after) in [
        ("Emergency fund", money!(6000 EUR), money!(300 EUR), dec!(3000), 0),
        ("Bicycle", money!(900 EUR), money!(80 EUR), dec!(450), 3),
    ] {
        let months: Vec<NaiveDate> = months().skip(after).collect();
        let Some(first) = months.first() else { continue };
        let create = GoalCreate {
            due,
            milestones: vec![Milestone::new(milestone, "halfway")],
            ..GoalCreate::new(name.to_owned(), target, *first)
        };
        let goal_id = Goal::repository().create(db, create).await?.id;
        let contributions =
            months.iter().map(|day| ContributionCreate { goal_id, day: *day, amount: monthly });
        Contribution::repository().create_many(db, contributions).await?;
    }
    Ok(())
}
