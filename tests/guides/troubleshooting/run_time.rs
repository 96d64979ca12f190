//! The errors that a newcomer meets at run time.

use std::time::Duration;

use fin_infra::prelude::*;
use fin_infra::{DbOptions, Result};

/// A spending plan.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete, version, check(spent <= amount))]
struct Budget {
    #[fin(unique, order, length(max = 10))]
    name: String,
    #[fin(filter, decimal(precision = 12, scale = 2))]
    amount: Decimal,
    #[fin(default, decimal(precision = 12, scale = 2))]
    spent: Decimal,
}

/// A payment of a budget.
#[derive(FinResource)]
#[fin(tenant)]
struct Payment {
    #[fin(belongs_to = "Budget")]
    budget_id: Uuid,
}

/// A bill in euros.
#[derive(FinResource)]
struct Invoice {
    #[fin(fixed = "EUR")]
    price: Money,
}

fn draft() -> BudgetCreate {
    BudgetCreate::new("Travel".to_owned(), dec!(500))
}

fn budgets() -> BudgetRepository {
    Budget::repository().tenant(Uuid::nil())
}

/// The text of an error.
fn text<T>(result: Result<T>) -> String {
    result.err().expect("an error").to_string()
}

/// All of them.
pub(crate) async fn messages() -> Vec<String> {
    let mut messages = of_rows(&Db::memory()).await;
    messages.extend(of_lists(&Db::memory()).await);
    messages.extend(of_databases().await);
    messages.extend(of_amounts(&Db::memory()).await);
    messages.extend(of_json());
    messages
}

async fn of_rows(db: &Db) -> Vec<String> {
    let (budgets, payments) = (budgets(), Payment::repository().tenant(Uuid::nil()));
    let travel = budgets.create(db, draft()).await.unwrap();
    let other = budgets.create(db, BudgetCreate { name: "Food".to_owned(), ..draft() }).await.unwrap();
    payments.create(db, PaymentCreate { budget_id: travel.id }).await.unwrap();
    let change = BudgetUpdate { amount: Some(dec!(600)), ..BudgetUpdate::default() };
    budgets.update(db, (other.id, 1), change.clone()).await.unwrap();
    let long = BudgetCreate { name: "A journey around the world".to_owned(), ..draft() };
    let draft = |amount, spent| BudgetCreate { name: "New".to_owned(), amount, spent };
    vec![
        text(budgets.get(db, Uuid::nil()).await),
        text(budgets.create(db, BudgetCreate { name: "Food".to_owned(), ..draft(dec!(1), dec!(0)) }).await),
        text(budgets.update(db, (other.id, 1), change).await),
        text(payments.create(db, PaymentCreate { budget_id: Uuid::nil() }).await),
        text(budgets.hard_delete(db, travel.id).await),
        text(budgets.create(db, draft(dec!(5), dec!(6))).await),
        text(budgets.create(db, draft(dec!(5.005), dec!(0))).await),
        text(budgets.create(db, draft(dec!(50_000_000_000), dec!(0))).await),
        text(budgets.create(db, long).await),
    ]
}

async fn of_lists(db: &Db) -> Vec<String> {
    let budgets = budgets();
    for name in ["Food", "Travel"] {
        budgets.create(db, BudgetCreate { name: name.to_owned(), ..draft() }).await.unwrap();
    }
    let by_name = BudgetQuery::new().order_by(BudgetOrder::Name.asc()).page_size(1);
    let cursor = budgets.list(db, by_name).await.unwrap().next.unwrap();
    vec![
        text(budgets.list(db, BudgetQuery::new().page_size(0)).await),
        text(budgets.list(db, BudgetQuery::new().page_size(1).after(cursor)).await),
        text(budgets.scoped_query().sql("name = 'Food'").fetch_all(db).await),
    ]
}

async fn of_databases() -> Vec<String> {
    let quick = || DbOptions::new().wait(Duration::from_millis(200));
    let db = Db::connect_with("sqlite::memory:", quick()).await.unwrap();
    let budgets = budgets();
    let mut tx = db.begin().await.unwrap();
    let taken = text(budgets.count(&db, BudgetQuery::new()).await);
    let no_table = text(budgets.count(&mut tx, BudgetQuery::new()).await);
    let ended = text(budgets.count(&mut tx, BudgetQuery::new()).await);
    drop(tx);
    vec![
        no_table,
        ended,
        taken,
        text(Db::connect("").await),
        text(Db::connect("oracle://localhost/budgets").await),
        text(Db::connect("sqlite:").await),
        text(Db::connect("sqlite://no/such/folder/budgets.db").await),
        // Nothing listens on this port.
        text(Db::connect_with("postgres://app@127.0.0.1:1/budgets", quick()).await),
    ]
}

async fn of_amounts(db: &Db) -> Vec<String> {
    let dollars = InvoiceCreate { price: money!(1 USD) };
    vec![
        text(Money::new(dec!(0.005), Currency::EUR)),
        text(Money::new(dec!(0.5), Currency::JPY)),
        text(money!(1 EUR).try_add(money!(1 USD))),
        text(Invoice::repository().create(db, dollars).await),
        text(money!(1 EUR).convert(dec!(0), Currency::USD)),
    ]
}

fn of_json() -> Vec<String> {
    let bodies = [
        r#"{"name": "Travel", "amount": 500.5}"#,
        r#"{"name": "Travel", "amount": "500.50", "id": 1}"#,
        r#"{"name": "Travel"}"#,
    ];
    let amounts =
        [r#"{"amount": "1.00", "currency": "EUX"}"#, r#"{"amount": 1.5, "currency": "EUR"}"#, r#""1.00""#];
    let bodies = bodies.map(|body| serde_json::from_str::<BudgetCreate>(body).unwrap_err().to_string());
    let amounts = amounts.map(|amount| serde_json::from_str::<Money>(amount).unwrap_err().to_string());
    [bodies, amounts].concat()
}
