//! Sample data, for a first look: two advisors, and a year of their clients until 28 November 2026.

use anyhow::{Context, Result, bail};
use chrono::{Days, Months, NaiveDate};
use fin_infra::OpenTransaction;
use fin_infra::prelude::*;
use fin_infra_domains::goals::{FundingAccountCreate, GoalCategory, GoalCreate, NewContribution};
use fin_infra_domains::net_worth::{Amounts, NetWorthSnapshotCreate};

use crate::resources::{
    Advisor, AdvisorCreate, AdvisorQuery, Client, ClientCreate, ClientRead, FundingAccount, Goal,
    NetWorthSnapshot,
};

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2025, 11, 28).unwrap();

/// A year and a day, so that the last day can be compared with the same day of the year before.
const DAYS: u64 = 366;

/// An advisor with clients.
struct SampleAdvisor {
    name: &'static str,
    clients: &'static [SampleClient],
}

/// A client: assets grow with the years and move with the days, and liabilities are paid back.
struct SampleClient {
    reference: &'static str,
    name: &'static str,
    manager: &'static str,
    /// The kind, the first amount in euros, the growth of a year in percent, and the largest move of a day in hundredths of a
    /// percent.
    assets: &'static [(&'static str, i64, i64, i64)],
    /// The kind, the first amount in euros, and what is paid back on a day in cents.
    liabilities: &'static [(&'static str, i64, i64)],
}

const ADVISORS: [SampleAdvisor; 2] = [
    SampleAdvisor {
        name: "Northgate",
        clients: &[
            SampleClient {
                reference: "C-1001",
                name: "Amara Okafor",
                manager: "Ada",
                assets: &[
                    ("cash", 42_000, 12, 5),
                    ("stocks", 185_000, 9, 110),
                    ("bonds", 60_000, 3, 25),
                    ("real_estate", 410_000, 4, 0),
                ],
                liabilities: &[("mortgage", 265_000, 2_650)],
            },
            SampleClient {
                reference: "C-1002",
                name: "Bruno Keller",
                manager: "Ada",
                assets: &[("cash", 18_500, 2, 5), ("stocks", 64_000, 22, 160)],
                liabilities: &[("car_loan", 21_000, 1_400)],
            },
            SampleClient {
                reference: "C-1003",
                name: "Chiara Rossi",
                manager: "Ben",
                assets: &[("cash", 96_000, -8, 5), ("bonds", 240_000, 3, 30), ("funds", 130_000, 6, 70)],
                liabilities: &[],
            },
            SampleClient {
                reference: "C-1004",
                name: "Daniel Novak",
                manager: "Ben",
                assets: &[("cash", 6_200, 40, 20), ("pension", 38_000, 5, 40)],
                liabilities: &[("student_loan", 31_500, 900), ("credit_card", 2_400, 300)],
            },
        ],
    },
    SampleAdvisor {
        name: "Southbank",
        clients: &[
            SampleClient {
                reference: "C-1001",
                name: "Eve Lindqvist",
                manager: "Eli",
                assets: &[("cash", 12_000, 6, 5), ("stocks", 310_000, 11, 130)],
                liabilities: &[],
            },
            SampleClient {
                reference: "C-1002",
                name: "Farid Haddad",
                manager: "Eli",
                assets: &[("cash", 27_000, 3, 5), ("real_estate", 290_000, 2, 0)],
                liabilities: &[("mortgage", 205_000, 2_100)],
            },
        ],
    },
];

/// Fills an empty database, all or nothing.
///
/// # Errors
///
/// If there is an advisor already.
pub(crate) async fn fill(db: &Db) -> Result<usize> {
    if Advisor::repository().exists(db, AdvisorQuery::new()).await? {
        bail!("the database has advisors already: sample data belongs into an empty one");
    }
    db.transaction(async |tx| {
        for sample in &ADVISORS {
            let advisor =
                Advisor::repository().create(&tx, AdvisorCreate::new(sample.name.to_owned())).await?;
            for client in sample.clients {
                fill_client(&tx, advisor.id, client).await?;
            }
        }
        anyhow::Ok(())
    })
    .await?;
    Ok(ADVISORS.iter().map(|advisor| advisor.clients.len()).sum())
}

async fn fill_client(tx: &OpenTransaction, advisor: Uuid, sample: &SampleClient) -> Result<()> {
    let client = ClientCreate::new(sample.reference.to_owned(), sample.name.to_owned());
    let client = ClientCreate { manager: Some(sample.manager.to_owned()), ..client };
    let client = Client::repository().tenant(advisor).create(tx, client).await?;
    let days = snapshots(&client, sample)?;
    NetWorthSnapshot::repository().tenant(advisor).create_many(tx, days).await?;
    goals(tx, &client).await
}

fn snapshots(client: &ClientRead, sample: &SampleClient) -> Result<Vec<NetWorthSnapshotCreate>> {
    let mut noise = Noise(client.reference.bytes().chain(client.name.bytes()).map(u64::from).sum());
    let first = sample.assets.iter().map(|(_, euros, growth, most)| (euros * 100, *growth, *most));
    let mut assets: Vec<(i64, i64, i64)> = first.collect();
    let snapshot = |day: u64| {
        let date = FIRST.checked_add_days(Days::new(day)).context("the calendar has no such day")?;
        for (cents, growth, most) in assets.iter_mut().filter(|_| day > 0) {
            // Percent of a year, and hundredths of a percent of a day.
            *cents += *cents * *growth / 36_500 + *cents * noise.up_to(*most) / 10_000;
        }
        let kinds = sample.assets.iter().zip(&assets);
        let owned: Amounts = kinds.map(|((kind, ..), (cents, ..))| part(kind, *cents)).collect();
        let paid = i64::try_from(day)?;
        let debts =
            sample.liabilities.iter().map(|(kind, euros, cents)| part(kind, euros * 100 - cents * paid));
        Ok(NetWorthSnapshotCreate::of(client.id, date, Currency::EUR, owned, debts.collect())?)
    };
    (0..DAYS).map(snapshot).collect()
}

fn part(kind: &str, cents: i64) -> (String, Decimal) {
    (kind.to_owned(), Decimal::new(cents, 2))
}

/// Numbers that look random, and are the same each time.
struct Noise(u64);

impl Noise {
    /// A number between `-most` and `most`.
    fn up_to(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = i64::try_from(self.0 >> 40).unwrap_or_default();
        number % (2 * most + 1) - most
    }
}

/// Two goals of a client, saved for once a month from an account that funds them.
async fn goals(tx: &OpenTransaction, client: &ClientRead) -> Result<()> {
    let goals = Goal::repository().tenant(client.tenant_id);
    let account = FundingAccountCreate::new(client.id, "Savings".to_owned());
    let account = FundingAccount::repository().tenant(client.tenant_id).create(tx, account).await?;
    let plans = [
        ("Reserve", GoalCategory::Emergency, money!(12_000 EUR), money!(900 EUR), dec!(60)),
        ("Sabbatical", GoalCategory::Custom, money!(18_000 EUR), money!(600 EUR), dec!(40)),
    ];
    for (name, category, target, monthly, percent) in plans {
        let due_on = FIRST.checked_add_days(Days::new(2 * DAYS));
        let goal = GoalCreate::new(client.id, name.to_owned(), target, FIRST);
        let goal = goals.create(tx, GoalCreate { category, due_on, ..goal }).await?;
        let half = Money::new(target.amount() / dec!(2), target.currency())?;
        goals.add_milestone_in(tx, goal.id, "Half", half, FIRST).await?;
        goals.fund_in(tx, (goal.id, account.id), percent).await?;
        for month in 0..12 {
            let day = FIRST.checked_add_months(Months::new(month)).context("the calendar has no such day")?;
            goals.contribute_in(tx, goal.id, NewContribution::new(monthly, day)).await?;
        }
    }
    Ok(())
}
