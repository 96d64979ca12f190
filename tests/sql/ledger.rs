//! The resources of the queries, and rows of two tenants in all states.

use chrono::NaiveDate;
use fin_infra::prelude::*;
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind};

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
pub struct Budget {
    #[fin(filter)]
    pub name: String,
    #[fin(decimal(precision = 18, scale = 2))]
    pub planned: Decimal,
    /// What a unit of another currency is worth.
    #[fin(decimal(precision = 18, scale = 4))]
    pub rate: Decimal,
    pub since: NaiveDate,
}

#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
pub struct Transaction {
    #[fin(belongs_to = "Budget")]
    pub budget_id: Uuid,
    pub category: Option<String>,
    pub quantity: i32,
    #[fin(filter)]
    pub booked_at: DateTime<Utc>,
    #[fin(decimal(precision = 18, scale = 2))]
    pub amount: Decimal,
}

/// Has a column with the name of another one, and with another number of decimal places.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant)]
pub struct Quote {
    pub label: String,
    #[fin(decimal(precision = 18, scale = 4))]
    pub planned: Decimal,
}

/// A resource that all tenants share.
#[derive(FinResource, Debug, Clone)]
pub struct Category {
    #[fin(unique)]
    pub code: String,
    pub title: String,
}

pub struct Ledger {
    pub fixture: Fixture,
    pub acme: Uuid,
    pub other: Uuid,
}

pub fn at(day: u32) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("2026-11-{day:02}T12:00:00Z")).unwrap().to_utc()
}

pub fn budget(name: &str, planned: Decimal) -> BudgetCreate {
    let since = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    BudgetCreate { name: name.to_owned(), planned, rate: dec!(1.0625), since }
}

impl Ledger {
    /// Both tenants have the same budgets, transactions and a quote, the second with amounts that are a thousand times as large. In
    /// each, a transaction and a budget are deleted.
    pub async fn new(kind: StoreKind) -> Self {
        let definitions = [
            schema::of::<Budget>(),
            schema::of::<Transaction>(),
            schema::of::<Category>(),
            schema::of::<Quote>(),
        ];
        let fixture = Fixture::new(kind, &definitions).await;
        let db = &fixture.db;
        for (code, title) in [("food", "Food"), ("fun", "Pleasure")] {
            let category = CategoryCreate { code: code.to_owned(), title: title.to_owned() };
            Category::repository().create(db, category).await.unwrap();
        }
        let [acme, other] = [1, 1_000].map(|factor| (Uuid::now_v7(), Decimal::from(factor)));
        for (tenant, factor) in [acme, other] {
            let (budgets, transactions) =
                (Budget::repository().tenant(tenant), Transaction::repository().tenant(tenant));
            let quote = QuoteCreate { label: "Rent".to_owned(), planned: dec!(100) * factor };
            Quote::repository().tenant(tenant).create(db, quote).await.unwrap();
            for (name, planned) in [("Home", dec!(100)), ("Travel", dec!(50.5)), ("Gone", dec!(7))] {
                let budget = self::budget(name, planned * factor);
                let budget = budgets.create(db, budget).await.unwrap();
                for (day, amount) in [(1, dec!(10.25)), (2, dec!(20.5)), (3, dec!(0.07)), (4, dec!(999))] {
                    let category = (day != 2).then(|| if day == 1 { "food" } else { "fun" }.to_owned());
                    let transaction = TransactionCreate {
                        budget_id: budget.id,
                        category,
                        quantity: i32::try_from(day).unwrap(),
                        booked_at: at(day),
                        amount: amount * factor,
                    };
                    let transaction = transactions.create(db, transaction).await.unwrap();
                    if day == 4 {
                        transactions.delete(db, transaction.id).await.unwrap();
                    }
                }
                if name == "Gone" {
                    budgets.delete(db, budget.id).await.unwrap();
                }
            }
        }
        Self { acme: acme.0, other: other.0, fixture }
    }

    pub fn db(&self) -> &Db {
        &self.fixture.db
    }
}

/// A test on each database for each function.
macro_rules! on_each_database {
    ($($name:ident)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                super::$name(&Ledger::new(StoreKind::Sqlite).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                super::$name(&Ledger::new(StoreKind::Postgres).await).await;
            }

            #[tokio::test]
            async fn on_mysql() {
                super::$name(&Ledger::new(StoreKind::MySql).await).await;
            }
        }
    )*};
}

pub(crate) use on_each_database;
