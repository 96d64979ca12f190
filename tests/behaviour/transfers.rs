//! The transfer of `DbTransaction`'s documentation, with concurrent transfers.

use std::time::Duration;

use fin_infra::DbTransaction;
use fin_infra::prelude::*;
use fin_infra_tests::on_each_store;
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;

#[derive(FinResource)]
#[fin(version, check(balance >= 0))]
struct Account {
    balance: Decimal,
}

#[derive(FinResource, Clone)]
#[fin(immutable)]
struct Transfer {
    #[fin(belongs_to = "Account")]
    from_id: Uuid,
    #[fin(belongs_to = "Account")]
    to_id: Uuid,
    amount: Decimal,
}

const ATTEMPTS: u32 = 10;

async fn transfer(db: &Db, id: Uuid, wanted: TransferCreate) -> Result<(), Error> {
    if wanted.amount <= Decimal::ZERO {
        return Err(Error::invalid("amount", "must be more than zero"));
    }
    if wanted.from_id == wanted.to_id {
        return Err(Error::invalid("to_id", "must be another account"));
    }
    let mut attempts = 0;
    loop {
        attempts += 1;
        match attempt(db, id, &wanted).await {
            Err(error) if is_passing(&error) && attempts < ATTEMPTS => {
                tokio::time::sleep(Duration::from_millis(2) * attempts).await;
            }
            Err(error) if error.is_stale_version() => {
                return Err(Error::unavailable(
                    "others keep changing the accounts; ask again, with the same id",
                ));
            }
            result => return result,
        }
    }
}

fn is_passing(error: &Error) -> bool {
    error.is_stale_version() || error.is_unavailable() || error.is_conflict()
}

async fn attempt(db: &Db, id: Uuid, wanted: &TransferCreate) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    match book(&mut tx, id, wanted).await {
        Ok(()) => tx.commit().await,
        Err(error) => tx.rollback().await.and(Err(error)),
    }
}

async fn book(tx: &mut DbTransaction, id: Uuid, wanted: &TransferCreate) -> Result<(), Error> {
    let (accounts, transfers) = (Account::repository(), Transfer::repository());
    if let Some(done) = transfers.find(&mut *tx, id).await? {
        let is_same =
            (done.from_id, done.to_id, done.amount) == (wanted.from_id, wanted.to_id, wanted.amount);
        return if is_same { Ok(()) } else { Err(Error::invalid("id", "is that of another transfer")) };
    }
    let mut changes = [(wanted.from_id, -wanted.amount), (wanted.to_id, wanted.amount)];
    changes.sort_unstable();
    for (account, change) in changes {
        let account = accounts.get(&mut *tx, account).await?;
        let update = AccountUpdate { balance: Some(account.balance + change) };
        accounts.update(&mut *tx, (account.id, account.version), update).await?;
    }
    transfers.create_with_id(&mut *tx, id, wanted.clone()).await?;
    Ok(())
}

/// Retries with the same id while others come first.
async fn insist(db: &Db, id: Uuid, wanted: TransferCreate) -> Result<(), Error> {
    for _ in 0..100 {
        match transfer(db, id, wanted.clone()).await {
            Err(error) if error.is_unavailable() => {}
            result => return result,
        }
    }
    Err(Error::unavailable("it never came first"))
}

/// Accounts with a balance of 100 each.
async fn accounts<const N: usize>(db: &Db) -> [Uuid; N] {
    let rows = [dec!(100); N].map(|balance| AccountCreate { balance });
    let rows = Account::repository().create_many(db, rows).await.unwrap();
    std::array::from_fn(|number| rows[number].id)
}

on_each_store!(
    [Account, Transfer] each_is_booked_once_however_many_ask_for_it,
    [Account, Transfer] what_no_bank_books_is_refused,
);

async fn each_is_booked_once_however_many_ask_for_it(db: &Db) {
    let [one, other, third] = accounts(db).await;
    let wanted = |number: usize| {
        let (from_id, to_id) = [(one, other), (other, one), (third, one)][number % 3];
        TransferCreate { from_id, to_id, amount: dec!(1.5) }
    };
    let ids: Vec<Uuid> = (0..12).map(|_| Uuid::now_v7()).collect();
    let twice = ids.iter().chain(&ids).enumerate();
    let asked = twice.map(|(number, id)| insist(db, *id, wanted(number)));
    for result in join_all(asked).await {
        result.unwrap();
    }
    let transfers: Vec<_> =
        Transfer::repository().stream(db, TransferQuery::new()).try_collect().await.unwrap();
    assert_eq!(transfers.len(), ids.len());
    for (id, expected) in [(one, dec!(106)), (other, dec!(100)), (third, dec!(94))] {
        assert_eq!(Account::repository().get(db, id).await.unwrap().balance, expected);
    }
}

async fn what_no_bank_books_is_refused(db: &Db) {
    let [one, other] = accounts(db).await;
    let wanted = |from_id, to_id, amount| TransferCreate { from_id, to_id, amount };
    let id = Uuid::now_v7();
    transfer(db, id, wanted(one, other, dec!(1))).await.unwrap();
    for (id, wanted) in [
        (Uuid::now_v7(), wanted(one, other, dec!(-1))),
        (Uuid::now_v7(), wanted(one, other, dec!(0))),
        (Uuid::now_v7(), wanted(one, one, dec!(1))),
        (Uuid::now_v7(), wanted(one, other, dec!(100))),
        (id, wanted(one, other, dec!(2))),
    ] {
        let error = transfer(db, id, wanted).await.unwrap_err();
        assert!(error.is_invalid(), "{error}");
    }
    let error = transfer(db, Uuid::now_v7(), wanted(one, Uuid::now_v7(), dec!(1))).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(Account::repository().get(db, one).await.unwrap().balance, dec!(99));
}
