//! `seed`: sample data for a first look.

use anyhow::Result;
use chrono::{Datelike, NaiveDate, TimeDelta, Utc};
use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Amounts, BudgetCreate, BudgetKind, TransactionCreate};
use fin_infra_domains::calendar::Period;

use super::add_company;
use crate::access::{Passwords, check_length};
use crate::cli::Owner;
use crate::database;
use crate::resources::{Budget, Role, Transaction};

/// The arguments of `seed`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    owner: Owner,
    /// The password of all members, 12 to 128 characters
    #[arg(long, env = "PASSWORD", hide_env_values = true)]
    password: String,
}

/// A category with what is planned for it, and what is spent on days of the month.
type Category = (&'static str, Decimal, &'static [(u32, Decimal, &'static str)]);

/// A budget for a month, by the name that precedes the month.
type Sample = (&'static str, &'static [Category]);

const MEMBERS: [(&str, Role); 3] = [
    ("olivia@example.org", Role::Owner),
    ("eric@example.org", Role::Editor),
    ("vera@example.org", Role::Viewer),
];

const BAKERY: [Sample; 2] = [
    (
        "Bakery",
        &[
            (
                "Flour and sugar",
                dec!(2400.00),
                &[(1, dec!(980.50), "Miller & Sons"), (1, dec!(412.30), "Sugar Works")],
            ),
            ("Energy", dec!(900.00), &[(1, dec!(815.00), "City Power")]),
            ("Repairs", dec!(300.00), &[(1, dec!(364.20), "Oven Doctor")]),
            ("Packaging", dec!(250.00), &[(1, dec!(61.75), "Paper Bags Ltd")]),
        ],
    ),
    (
        "Café",
        &[("Coffee beans", dec!(600.00), &[(1, dec!(288.00), "Hill Roasters")]), ("Milk", dec!(350.00), &[])],
    ),
];

const GARAGE: [Sample; 1] = [(
    "Garage",
    &[("Spare parts", dec!(5000.00), &[(1, dec!(1870.99), "Parts Direct")]), ("Tools", dec!(800.00), &[])],
)];

impl Args {
    pub(crate) async fn run(self) -> Result<()> {
        let db = database::owner(&self.owner.url).await?;
        check_length(&self.password)?;
        let hash = Passwords::default().hash(self.password).await?;
        let today = Utc::now().date_naive();
        let first = today.with_day(1).unwrap_or(today);
        for (company, samples) in [(("bakery", "Bakery"), &BAKERY[..]), (("garage", "Garage"), &GARAGE[..])] {
            let (company, members) = add_company::add(&db, company, &MEMBERS, &hash).await?;
            let Some(owner) = members.first() else { continue };
            for (name, categories) in samples {
                budget(&db, (company.id, owner.id), name, categories, first).await?;
            }
            println!("added {} with {}", company.slug, MEMBERS.map(|(email, _)| email).join(", "));
        }
        Ok(())
    }
}

/// Adds a budget for the month, and what was spent on its days until today.
async fn budget(
    db: &Db,
    (company, owner): (Uuid, Uuid),
    name: &str,
    categories: &[Category],
    first: NaiveDate,
) -> Result<(), Error> {
    let name = format!("{name} {}", first.format("%B %Y"));
    let create = BudgetCreate {
        kind: BudgetKind::Business,
        ..BudgetCreate::for_period(owner, name, Period::Monthly, first)?
    };
    let planned: Amounts =
        categories.iter().map(|(name, planned, _)| ((*name).to_owned(), *planned)).collect();
    let budget =
        Budget::repository().tenant(company).create_planned(db, create, planned, Currency::EUR).await?;
    let mut spent = Vec::new();
    for (category, _, payments) in categories {
        for (day, amount, payee) in *payments {
            let booked_on = first + TimeDelta::days(i64::from(*day) - 1);
            spent.push(TransactionCreate {
                budget_id: Some(budget.row.id),
                description: (*payee).to_owned(),
                ..TransactionCreate::new(
                    owner,
                    (*category).to_owned(),
                    booked_on,
                    Money::new(*amount, Currency::EUR)?,
                )
            });
        }
    }
    Transaction::repository().tenant(company).create_many(db, spent).await?;
    Ok(())
}
