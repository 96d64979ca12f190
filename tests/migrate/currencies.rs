//! Decimals that become money.

use fin_infra::prelude::*;

use crate::journey::{add_budgets, column};
use crate::project::{Project, on_each_database};

/// The struct of the stage `limits_in_currencies`.
#[derive(FinResource, Debug)]
#[fin(tenant)]
struct Budget {
    #[fin(length(max = 255))]
    name: String,
    #[fin(filter, decimal(precision = 12, scale = 2))]
    limit: Money,
    #[fin(default = money!(0 EUR), decimal(precision = 12, scale = 2))]
    spent: Money,
}

on_each_database!(amounts_get_a_currency_and_keep_it_under_another_name,);

async fn amounts_get_a_currency_and_keep_it_under_another_name(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    let revision = ["revision", "-m", "currencies", "--autogenerate"];
    project.tool("in_currencies", &revision).refused(&["`budgets.amount_currency` is new and required"]);
    project.go("in_currencies", &["--fill", "budgets.amount_currency='EUR'"]);
    assert_eq!(column(project, "amount_currency").await, ["EUR", "EUR", "EUR"]);
    assert_eq!(column(project, "spent_currency").await, ["EUR", "EUR", "EUR"]);

    project.go("limits_in_currencies", &[]);
    let db = Db::connect(&project.url).await.unwrap();
    let tenant: Uuid = "00000000-0000-0000-0000-000000000007".parse().unwrap();
    let budgets = Budget::repository().tenant(tenant);
    for budget in budgets.list(&db, BudgetQuery::new()).await.unwrap() {
        assert_eq!((budget.limit.currency(), budget.spent), (Currency::EUR, money!(0 EUR)));
    }
    budgets.create(&db, BudgetCreate::new("Trip".to_owned(), money!(900 USD))).await.unwrap();
    assert!(schema::verify_of(&db, &[schema::of::<Budget>()]).await.unwrap().is_none());

    // With one currency, those of the rows would be lost.
    project
        .tool("in_euros", &revision)
        .refused(&["column `budgets.limit_currency` would be lost", "--allow-drop"]);
}
