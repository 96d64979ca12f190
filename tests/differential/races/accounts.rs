//! Moving something between two rows in one transaction.

use fin_infra::prelude::*;
use fin_infra::query::Query;
use fin_infra::{DbTransaction, Result};
use fin_infra_tests::StoreKind;

use super::{Arena, TASKS, is_lost_race};
use crate::dice::Rng;
use crate::settings;

/// An account.
#[derive(FinResource, Clone, Debug)]
#[fin(tenant, version, check(balance >= 0))]
struct Account {
    #[fin(decimal(precision = 12, scale = 2))]
    balance: Decimal,
}

const ACCOUNTS: usize = 4;

struct Task {
    db: Db,
    accounts: AccountRepository,
    ids: Vec<Uuid>,
    dice: Rng,
}

impl Task {
    /// Moves money repeatedly, and returns how often it succeeded.
    async fn run(mut self, rounds: usize) -> i64 {
        let mut moved = 0;
        for _ in 0..rounds {
            let (from, to) = (self.dice.below(ACCOUNTS), self.dice.below(ACCOUNTS));
            if from == to {
                continue;
            }
            let amount = self.dice.pick(&["0.01", "5", "60.00"]).parse().expect("the literals are decimals");
            match self.transfer(self.ids[from], self.ids[to], amount).await {
                Ok(()) => moved += 1,
                Err(error) if error.is_invalid() => assert!(error.constraint().is_some(), "{error:?}"),
                Err(error) => {
                    assert!(is_lost_race(&error), "a race was lost in an unexpected way: {error:?}")
                }
            }
        }
        moved
    }

    async fn transfer(&self, from: Uuid, to: Uuid, amount: Decimal) -> Result<()> {
        let mut transaction = self.db.begin().await?;
        match self.change(&mut transaction, from, to, amount).await {
            Ok(()) => transaction.commit().await,
            Err(error) => transaction.rollback().await.and(Err(error)),
        }
    }

    async fn change(
        &self,
        transaction: &mut DbTransaction,
        from: Uuid,
        to: Uuid,
        amount: Decimal,
    ) -> Result<()> {
        for (id, amount) in [(from, -amount), (to, amount)] {
            let row = self.accounts.get(&mut *transaction, id).await?;
            let update = AccountUpdate { balance: Some(row.balance + amount) };
            self.accounts.update(&mut *transaction, (id, row.version), update).await?;
        }
        Ok(())
    }
}

pub(super) async fn race(kind: StoreKind) {
    let arena = Arena::new(kind, schema::of::<Account>()).await;
    let accounts = Account::repository().tenant(Uuid::now_v7());
    let full = AccountCreate { balance: Decimal::ONE_HUNDRED };
    let rows = accounts.create_many(&arena.db, vec![full; ACCOUNTS]).await.expect("the accounts can be made");
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();

    let tasks = (0..TASKS).map(|number| {
        let dice = Rng::new(settings::seed_of_races() + number);
        let task = Task { db: arena.db.clone(), accounts: accounts.clone(), ids: ids.clone(), dice };
        tokio::spawn(task.run(settings::rounds()))
    });
    let mut moved = 0;
    for task in tasks.collect::<Vec<_>>() {
        moved += task.await.expect("no task panics");
    }

    let left = accounts.list(&arena.db, Query::new()).await.expect("the rows can be read").items;
    let sum: Decimal = left.iter().map(|row| row.balance).sum();
    assert_eq!(sum, Decimal::ONE_HUNDRED * Decimal::from(ACCOUNTS), "money was made or lost: {left:?}");
    let changes: i64 = left.iter().map(|row| row.version - 1).sum();
    assert_eq!(changes, 2 * moved, "each transfer changes two rows once: {left:?}");
    assert!(moved > 0, "nobody ever won");
}
