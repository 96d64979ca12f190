//! References that lead into another tenant, or nowhere, which no foreign key allows: a table without them has such rows.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use super::resources::{Account, Currency, Deposit, DepositRead, Goal, Repositories, repositories};

/// A deposit, without its foreign keys.
#[derive(FinResource, Debug, Clone)]
#[fin(table = "deposits", tenant, soft_delete)]
struct Loose {
    goal_id: Uuid,
    account_id: Uuid,
    amount: i32,
    name: String,
    note: Option<String>,
}

on_each_store!(
    [Currency, Account, Goal, Loose] a_reference_into_another_tenant_leads_nowhere,
    [Currency, Account, Goal, Loose] children_of_another_tenants_rows_are_not_loaded,
);

async fn plant(db: &Db, of: &Repositories, goal_id: Uuid, account_id: Uuid, amount: i32) -> DepositRead {
    let create = LooseCreate { goal_id, account_id, amount, name: String::new(), note: None };
    let id = Loose::repository().tenant(*of.deposits.tenant_id()).create(db, create).await.unwrap().id;
    of.deposits.get(db, id).await.unwrap()
}

async fn a_reference_into_another_tenant_leads_nowhere(db: &Db) {
    let (ours, theirs) = (repositories(), repositories());
    let (boat, account) = (ours.goal(db, "boat").await, ours.account(db, "ours").await);
    let (their_boat, their_account) = (theirs.goal(db, "theirs").await, theirs.account(db, "theirs").await);
    let good = plant(db, &ours, boat.id, account.id, 1).await;
    for (goal_id, account_id) in [(their_boat.id, their_account.id), (Uuid::now_v7(), Uuid::now_v7())] {
        let bad = plant(db, &ours, goal_id, account_id, 2).await;
        let rows = || [good.clone(), bad.clone()];
        let loaded = ours.deposits.load(db, rows(), Deposit::goal()).await.unwrap();
        assert_eq!((loaded[0].related.as_ref(), loaded[1].related.as_ref()), (Some(&boat), None));
        let loaded = ours.deposits.load(db, rows(), Deposit::goal().include_deleted()).await.unwrap();
        assert_eq!(loaded[1].related, None);
        // An account is never deleted softly, so a reference to none is an error.
        let error = ours.deposits.load(db, rows(), Deposit::account()).await.unwrap_err();
        let reason = "the row that `account_id` refers to was removed in the meantime; try again";
        assert_eq!(error.to_string(), format!("deposits: {reason}"));
        assert!(error.is_unavailable());
        let through = Goal::deposits().through(Deposit::account());
        let loaded = ours.goals.load(db, [boat.clone()], through).await.unwrap();
        assert_eq!(loaded[0].related, [account.clone()]);
    }
}

async fn children_of_another_tenants_rows_are_not_loaded(db: &Db) {
    let (ours, theirs) = (repositories(), repositories());
    let (boat, account) = (ours.goal(db, "boat").await, ours.account(db, "ours").await);
    plant(db, &ours, boat.id, account.id, 1).await;
    plant(db, &theirs, boat.id, account.id, 100).await;
    for relation in [Goal::deposits(), Goal::deposits().limit(5), Goal::deposits().include_deleted()] {
        let loaded = ours.goals.load(db, [boat.clone()], relation).await.unwrap();
        assert_eq!(super::amounts(&loaded[0].related), [1]);
    }
}
