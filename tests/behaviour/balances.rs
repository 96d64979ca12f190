//! Adjustments of many tasks at once: no amount is lost, no rule is broken, and nothing waits for ever.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use futures_util::future::join_all;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

#[derive(FinResource, Debug)]
#[fin(tenant, version, filter("balance"), check(balance >= 0))]
struct Account {
    #[fin(adjust, decimal(precision = 18, scale = 2))]
    balance: Decimal,
}

/// The tasks of each test, and the calls of each task. `FIN_TEST_ADJUSTMENTS` sets another number of calls.
const TASKS: u64 = 32;
const CALLS: u64 = 20;

fn calls() -> u64 {
    std::env::var("FIN_TEST_ADJUSTMENTS").map_or(CALLS, |calls| calls.parse().unwrap())
}

fn cents(cents: i64) -> AccountAdjust {
    AccountAdjust::new().balance(Decimal::new(cents, 2))
}

async fn accounts(db: &Db, balances: impl IntoIterator<Item = i64>) -> (AccountRepository, Vec<Uuid>) {
    let accounts = Account::repository().tenant(Uuid::now_v7());
    let creates = balances.into_iter().map(|cents| AccountCreate::new(Decimal::new(cents, 2)));
    let rows = accounts.create_many(db, creates).await.unwrap();
    (accounts, rows.into_iter().map(|row| row.id).collect())
}

/// Runs a call of each task as often as the test wants, and returns how many succeeded. Any other error than a broken
/// rule fails the test.
async fn run<F>(call: impl Fn(u64) -> F + Send + Sync + 'static) -> u64
where
    F: Future<Output = Result<(), Error>> + Send,
{
    let call = Arc::new(call);
    let tasks = (0..TASKS).map(|task| {
        let call = call.clone();
        tokio::spawn(async move {
            let mut succeeded = 0;
            for number in 0..calls() {
                match call(task * calls() + number).await {
                    Ok(()) => succeeded += 1,
                    Err(error) if error.reason().starts_with("must satisfy the rule") => {}
                    Err(error) => panic!("{error}"),
                }
            }
            succeeded
        })
    });
    join_all(tasks).await.into_iter().map(Result::unwrap).sum()
}

on_each_store!(
    [Account] no_adjustment_of_one_row_is_lost,
    [Account] no_balance_passes_its_rule,
    [Account] a_transfer_between_random_pairs_keeps_the_sum,
    [Account] all_rows_are_adjusted_or_none,
    [Account] the_same_row_twice_is_refused,
);

async fn no_adjustment_of_one_row_is_lost(db: &Db) {
    let (accounts, ids) = accounts(db, [0]).await;
    let (of_task, store, id) = (accounts.clone(), db.clone(), ids[0]);
    let succeeded = run(move |_| {
        let (accounts, db) = (of_task.clone(), store.clone());
        async move { accounts.adjust(&db, id, cents(1)).await.map(drop) }
    });
    assert_eq!(succeeded.await, TASKS * calls());
    let row = accounts.get(db, ids[0]).await.unwrap();
    assert_eq!(row.balance, Decimal::new((TASKS * calls()).try_into().unwrap(), 2));
    assert_eq!(row.version, i64::try_from(TASKS * calls()).unwrap() + 1);
}

async fn no_balance_passes_its_rule(db: &Db) {
    let most = i64::try_from(TASKS * calls() / 2).unwrap();
    let (accounts, ids) = accounts(db, [most]).await;
    let (of_task, store, id) = (accounts.clone(), db.clone(), ids[0]);
    let succeeded = run(move |_| {
        let (accounts, db) = (of_task.clone(), store.clone());
        async move { accounts.adjust(&db, id, cents(-1)).await.map(drop) }
    });
    assert_eq!(succeeded.await, TASKS * calls() / 2);
    assert_eq!(accounts.get(db, ids[0]).await.unwrap().balance, dec!(0));
}

async fn a_transfer_between_random_pairs_keeps_the_sum(db: &Db) {
    let (accounts, ids) = accounts(db, [50; 6]).await;
    let (of_task, store, between) = (accounts.clone(), db.clone(), ids.clone());
    let succeeded = run(move |number| {
        let (accounts, db) = (of_task.clone(), store.clone());
        let mut chance = ChaCha8Rng::seed_from_u64(number);
        let from = chance.random_range(0..between.len());
        let to = (from + chance.random_range(1..between.len())) % between.len();
        let amount = chance.random_range(0..30);
        let transfer = [(between[from], cents(-amount)), (between[to], cents(amount))];
        async move { accounts.adjust_many(&db, transfer).await.map(drop) }
    });
    assert!(succeeded.await > 0);
    let rows = accounts.get_many(db, &ids).await.unwrap();
    assert!(rows.iter().all(|row| row.balance >= dec!(0)), "{rows:?}");
    assert_eq!(rows.iter().map(|row| row.balance).sum::<Decimal>(), dec!(3.00));
}

async fn all_rows_are_adjusted_or_none(db: &Db) {
    let (accounts, ids) = accounts(db, [100, 0, 0]).await;
    let (from, to, nobody) = (ids[0], ids[1], Uuid::now_v7());
    let rows = accounts.adjust_many(db, [(to, cents(30)), (from, cents(-30))]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [to, from], "in the order of the input");
    assert_eq!(rows.iter().map(|row| row.balance).collect::<Vec<_>>(), [dec!(0.30), dec!(0.70)]);
    let nothing: [(Uuid, AccountAdjust); 0] = [];
    assert!(accounts.adjust_many(db, nothing).await.unwrap().is_empty());

    let error = accounts.adjust_many(db, [(to, cents(71)), (from, cents(-71))]).await.unwrap_err();
    assert_eq!(error.reason(), "must satisfy the rule `balance >= 0` (in row 1)");
    let error = accounts.adjust_many(db, [(from, cents(-1)), (to, cents(1)), (nobody, cents(0))]).await;
    let error = error.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.to_string(), "accounts: there is no such row (in row 2)");
    let error = accounts.adjust_many(db, [((from, 2), cents(-1)), ((to, 9), cents(1))]).await.unwrap_err();
    assert!(error.is_stale_version(), "{error}");

    // What fails within a transaction leaves nothing of itself, and the transaction goes on.
    let mut tx = db.begin().await.unwrap();
    accounts.adjust(&mut tx, from, cents(-20)).await.unwrap();
    let error = accounts.adjust_many(&mut tx, [(from, cents(-1)), (nobody, cents(1))]).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    accounts.adjust_many(&mut tx, [(from, cents(-10)), (to, cents(30))]).await.unwrap();
    tx.commit().await.unwrap();
    let rows = accounts.get_many(db, &[from, to]).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.balance).sum::<Decimal>(), dec!(1.00));
    assert_eq!(accounts.get(db, from).await.unwrap().balance, dec!(0.40));
}

async fn the_same_row_twice_is_refused(db: &Db) {
    let (accounts, ids) = accounts(db, [100, 100]).await;
    let twice = [(ids[0], cents(-1)), (ids[1], cents(0)), (ids[0], cents(1))];
    let error = accounts.adjust_many(db, twice).await.unwrap_err();
    let reason = "must not be the same for two adjustments: add the amounts up";
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Invalid, reason));
    let most = fin_infra::query::limits::MAX_IDS;
    let error = accounts.adjust_many(db, vec![(ids[0], cents(0)); most + 1]).await.unwrap_err();
    assert_eq!(error.to_string(), "accounts: id: takes at most 10,000 ids");
}
