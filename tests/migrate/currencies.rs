//! Decimals that become money.

use fin_infra::prelude::*;

use crate::journey::{add_budgets, column, sql};
use crate::project::{Kind, Project, on_each_database};

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

/// The struct of the stage `codes_renamed`.
mod renamed {
    use super::*;

    #[derive(FinResource, Debug)]
    #[fin(tenant)]
    pub(super) struct Budget {
        #[fin(length(max = 255))]
        name: String,
        #[fin(decimal(precision = 12, scale = 2), currency_column = "code", currency_renamed_from = "ccy")]
        #[fin(default = money!(0 EUR))]
        pub(super) amount: Money,
    }
}

on_each_database!(
    amounts_get_a_currency_and_keep_it_under_another_name,
    amounts_in_one_currency_do_not_become_amounts_in_another,
    one_currency_becomes_several_and_one_again,
    amounts_that_may_be_null_get_a_currency,
    an_optional_amount_is_added_and_required,
    columns_that_exist_become_money_and_are_renamed,
);

/// What rows have in a column of amounts.
fn stored(project: &Project, amount: &str) -> String {
    match project.kind {
        Kind::Sqlite => amount.replace('.', ""),
        Kind::Postgres | Kind::MySql => amount.to_owned(),
    }
}

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

const REVISION: [&str; 4] = ["revision", "-m", "currencies", "--autogenerate"];

async fn amounts_in_one_currency_do_not_become_amounts_in_another(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("euros", &[]);
    let files = project.files("").len();
    for stage in ["dollars", "limits_in_dollars"] {
        let column = if stage == "dollars" { "amount" } else { "limit" };
        let sentence = format!("the amounts of `budgets.{column}` in EUR would be read as USD");
        let refused = project.tool(stage, &REVISION);
        assert_eq!(refused.said.matches("--allow-drop").count(), 1, "one question: {}", refused.said);
        refused.refused(&[&sentence, "`--allow-drop`", "convert"]);
        project.tool(stage, &[&REVISION[..], &["--from-database"]].concat()).refused(&[&sentence]);
    }
    assert_eq!(project.files("").len(), files, "nothing was written");
    let answer = project.tool("dollars", &["check"]);
    assert_eq!(answer.code, 3, "{}", answer.said);
    let differences: Vec<&str> = answer.said.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(differences, ["- budgets: the amounts in amount are in EUR instead of USD"]);

    project.tool("dollars", &[&REVISION[..], &["--allow-drop"]].concat()).done();
    let up = project.files(".up.sql").into_iter().map(|file| std::fs::read_to_string(file).unwrap());
    let losses: Vec<String> = up.filter(|sql| sql.contains("-- loses")).collect();
    let [loss] = &losses[..] else { panic!("{losses:?}") };
    assert!(
        loss.contains("-- loses the amounts of `budgets.amount` in EUR (they are read as USD)"),
        "{loss}"
    );
    project.tool("dollars", &["upgrade"]).done();
    project.tool("dollars", &["check"]).done();
    assert_eq!(column(project, "amount").await, [stored(project, "12.50").as_str(); 3]);
    project.tool("euros", &["downgrade", "-1"]).refused(&["in USD (they are read as EUR)", "--allow-drop"]);
    project.tool("euros", &["downgrade", "-1", "--allow-drop"]).done();
    project.tool("euros", &["check"]).done();
}

async fn one_currency_becomes_several_and_one_again(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("euros", &[]);
    project.tool("any_currency", &REVISION).refused(&["--fill budgets.amount_currency=SQL"]);
    project.go("any_currency", &["--fill", "budgets.amount_currency='EUR'"]);
    assert_eq!(column(project, "amount_currency").await, ["EUR"; 3]);
    project
        .tool("euros", &REVISION)
        .refused(&["column `budgets.amount_currency` would be lost", "--allow-drop"]);
    project.go("euros", &["--allow-drop"]);
    assert_eq!(column(project, "amount").await, [stored(project, "12.50").as_str(); 3]);
    project.go("first", &[]);
    assert_eq!(column(project, "amount").await, [stored(project, "12.50").as_str(); 3]);
}

async fn amounts_that_may_be_null_get_a_currency(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("maybe", &[]);
    sql(project, "UPDATE budgets SET amount = NULL WHERE name = 'Rent'").await;
    project.tool("maybe_in_currencies", &REVISION).refused(&[
        "`budgets.amount_currency` is new, and rows with a value in `amount` have none in it",
        "--fill budgets.amount_currency=SQL",
    ]);
    let fill = ["--fill", "budgets.amount_currency='EUR'"];
    project.go("maybe_in_currencies", &fill);
    let codes = "SELECT coalesce(amount_currency, 'none') FROM budgets ORDER BY id";
    assert_eq!(sql(project, codes).await, ["EUR", "none", "EUR"]);
    project.go("maybe_in_euros", &["--allow-drop"]);
    project.go("maybe_in_currencies", &fill);
    assert_eq!(sql(project, codes).await, ["EUR", "none", "EUR"]);
    let amounts = "SELECT coalesce(CAST(amount AS CHAR(10)), 'none') FROM budgets ORDER BY id";
    let amounts: Vec<String> =
        sql(project, amounts).await.iter().map(|text| text.trim_end().to_owned()).collect();
    let amount = stored(project, "12.50");
    assert_eq!(amounts, [amount.as_str(), "none", amount.as_str()]);
    project.tool("maybe_in_euros", &["downgrade", "-1", "--allow-drop"]).done();
    project
        .tool("maybe_in_euros", &["downgrade", "-1", "--allow-drop"])
        .refused(&["budgets.amount_currency"]);
}

async fn an_optional_amount_is_added_and_required(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("any_currency", &["--fill", "budgets.amount_currency='EUR'"]);
    project.go("tipped", &[]);
    project.tool("tips_required", &REVISION).refused(&[
        "`budgets.tip` is required now",
        "`budgets.tip_currency` is required now",
        "--fill budgets.tip=SQL",
        "--fill budgets.tip_currency=SQL",
    ]);
    project.go("tips_required", &["--fill", "budgets.tip=0", "--fill", "budgets.tip_currency='USD'"]);
    assert_eq!(column(project, "tip_currency").await, ["USD"; 3]);
    project.go("tipped", &[]);
    assert_eq!(column(project, "tip_currency").await, ["USD"; 3]);
}

async fn columns_that_exist_become_money_and_are_renamed(project: &Project) {
    project.go("first", &[]);
    add_budgets(project).await;
    project.go("with_codes", &[]);
    sql(project, "UPDATE budgets SET ccy = 'USD' WHERE name = 'Rent'").await;
    project.go("codes_of_amounts", &[]);
    assert_eq!(column(project, "ccy").await, ["EUR", "USD", "EUR"]);
    project.go("codes_renamed", &[]);
    assert_eq!(column(project, "code").await, ["EUR", "USD", "EUR"]);
    let db = Db::connect(&project.url).await.unwrap();
    let budgets = renamed::Budget::repository().all_tenants();
    let amounts = budgets.list(&db, renamed::BudgetQuery::new()).await.unwrap().items;
    let amounts: Vec<Money> = amounts.into_iter().map(|budget| budget.amount).collect();
    assert_eq!(amounts, [money!(12.50 EUR), money!(12.50 USD), money!(12.50 EUR)]);
    assert!(schema::verify_of(&db, &[schema::of::<renamed::Budget>()]).await.unwrap().is_none());
}
