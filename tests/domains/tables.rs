//! The tables of the resources.

use fin_infra::prelude::*;
use fin_infra_domains::budgets::{Budget, BudgetCategory, Transaction};
use fin_infra_domains::goals::{FundingAccount, Goal, GoalContribution, GoalFunding, GoalMilestone};
use fin_infra_domains::net_worth::NetWorthSnapshot;
use fin_infra_tests::on_each_database;

on_each_database!(
    [
        Budget, BudgetCategory, Transaction, FundingAccount, Goal, GoalMilestone, GoalContribution, GoalFunding,
        NetWorthSnapshot
    ] a_program_finds_nine_tables_that_are_as_their_structs,
);

async fn a_program_finds_nine_tables_that_are_as_their_structs(db: &Db) {
    let mut found: Vec<_> =
        fin_infra::migrate::discovered().into_iter().map(|found| found.table.name.to_owned()).collect();
    found.sort();
    let expected = [
        "budget_categories",
        "budgets",
        "funding_accounts",
        "goal_contributions",
        "goal_fundings",
        "goal_milestones",
        "goals",
        "net_worth_snapshots",
        "transactions",
    ];
    assert_eq!(found, expected);
    assert!(schema::verify(db).await.unwrap().is_none());
}
