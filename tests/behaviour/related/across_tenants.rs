//! Related rows are those of the tenant, also where another tenant has rows with the same ids.

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;

use super::resources::{
    Account, AccountCreate, Currency, Deposit, DepositOrder, Goal, GoalRead, Note, NoteCreate, Repositories,
    repositories,
};

on_each_store!(
    [Currency, Account, Goal, Deposit, Note] related_rows_are_those_of_the_tenant,
    [Currency, Account, Goal, Deposit, Note] related_rows_of_a_transaction_are_those_of_the_tenant,
    [Currency, Account, Goal, Deposit, Note] rows_of_another_tenant_are_not_taken,
);

/// A goal of two tenants with the same id: each with deposits, their account and their notes, all with the same ids.
async fn twins(db: &Db) -> [(Repositories, GoalRead); 2] {
    let (goal_id, account_id, deposit_ids) =
        (Uuid::now_v7(), Uuid::now_v7(), [(); 2].map(|()| Uuid::now_v7()));
    let mut twins = Vec::new();
    for (owner, factor) in [("ours", 1), ("theirs", 100)] {
        let all = repositories();
        let currency = Currency::create_euro(db).await.code;
        let account = AccountCreate { name: owner.to_owned(), currency };
        let account = all.accounts.create_with_id(db, account_id, account).await.unwrap();
        let goal = all.goals.create_with_id(db, goal_id, Goal::named(owner)).await.unwrap();
        for (id, amount) in deposit_ids.into_iter().zip([1, 2]) {
            let create = Deposit::of(&goal, &account, amount * factor);
            let deposit = all.deposits.create_with_id(db, id, create).await.unwrap();
            let note = NoteCreate { deposit_id: deposit.id, text: owner.to_owned() };
            all.notes.create(db, note).await.unwrap();
        }
        twins.push((all, goal));
    }
    twins.try_into().unwrap_or_else(|_| panic!("two tenants"))
}

async fn check_all<
    S: fin_infra::Store<Deposit>
        + fin_infra::Store<Account>
        + fin_infra::Store<Note>
        + fin_infra::Store<Goal>
        + Copy,
>(
    store: S,
    all: &Repositories,
    goal: GoalRead,
    factor: i32,
) {
    let relations = || (Deposit::account(), Deposit::goal(), Deposit::notes());
    let every = [
        Goal::deposits(),
        Goal::deposits().order_by(DepositOrder::Amount.desc()),
        Goal::deposits().limit(5),
        Goal::deposits().include_deleted(),
        Goal::deposits().include_deleted().limit(5),
    ];
    for relation in every {
        let loaded = all.goals.load(store, [goal.clone()], relation.with(relations())).await.unwrap();
        let deposits = &loaded[0].related;
        let mut amounts: Vec<_> = deposits.iter().map(|deposit| deposit.amount).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [factor, 2 * factor]);
        for deposit in deposits {
            let (account, of, notes) = &deposit.related;
            assert_eq!(account.name, goal.name);
            assert_eq!(of.as_ref(), Some(&goal));
            assert_eq!(notes.iter().map(|note| &note.text).collect::<Vec<_>>(), [&goal.name]);
        }
    }
}

async fn related_rows_are_those_of_the_tenant(db: &Db) {
    for ((all, goal), factor) in twins(db).await.into_iter().zip([1, 100]) {
        check_all(db, &all, goal, factor).await;
    }
}

async fn related_rows_of_a_transaction_are_those_of_the_tenant(db: &Db) {
    for ((all, goal), factor) in twins(db).await.into_iter().zip([1, 100]) {
        db.transaction(async |transaction| {
            check_all(&transaction, &all, goal.clone(), factor).await;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
    }
}

async fn rows_of_another_tenant_are_not_taken(db: &Db) {
    let [(ours, _), (_, goal)] = twins(db).await;
    let error = ours.goals.load(db, [goal], Goal::deposits()).await.unwrap_err();
    assert_eq!(error.to_string(), "goals: tenant_id: the row belongs to another tenant");
    assert!(error.is_invalid());
}
