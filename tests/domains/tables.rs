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
    let definitions = [
        schema::of::<Budget>(),
        schema::of::<BudgetCategory>(),
        schema::of::<Transaction>(),
        schema::of::<FundingAccount>(),
        schema::of::<Goal>(),
        schema::of::<GoalMilestone>(),
        schema::of::<GoalContribution>(),
        schema::of::<GoalFunding>(),
        schema::of::<NetWorthSnapshot>(),
    ];
    assert!(schema::verify_of(db, &definitions).await.unwrap().is_none());
    let discovered = fin_infra::migrate::discovered();
    for definition in definitions {
        assert!(
            discovered.iter().any(|found| std::ptr::eq(found.table, definition.table)),
            "{}",
            definition.table.name
        );
    }
}
