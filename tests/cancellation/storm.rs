//! Two thousand of everything, dropped at random.

use fin_infra::prelude::*;
use fin_infra_tests::resources::{
    Budget, BudgetCreate, BudgetOrder, BudgetQuery, BudgetRepository, BudgetUpdate,
};
use futures_util::TryStreamExt;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

use crate::cut::{Cut, cut};
use crate::env::{Kind, TestEnv, on_each_env};

/// How many are dropped, by so many tasks.
const DROPPED: usize = 2_000;
const TASKS: usize = 4;

/// How many rows a batch has: more than one statement takes, so that it is a transaction.
const BATCH: usize = 510;

/// What was done.
#[derive(Default, Debug)]
struct Tally {
    done: usize,
    dropped: usize,
}

/// A client that calls without end, and disconnects halfway.
struct Caller {
    db: Db,
    budgets: BudgetRepository,
    random: ChaCha8Rng,
    rows: Vec<Uuid>,
    tally: Tally,
}

impl Caller {
    fn new(db: Db, seed: u64) -> Self {
        let budgets = Budget::repository().tenant(Uuid::now_v7());
        let random = ChaCha8Rng::seed_from_u64(seed);
        Self { db, budgets, random, rows: Vec::new(), tally: Tally::default() }
    }

    async fn calls_until_so_many_are_dropped(mut self, dropped: usize) -> Self {
        for number in 0..20 {
            let row =
                self.budgets.create(&self.db, BudgetCreate::named(format!("row {number}"))).await.unwrap();
            self.rows.push(row.id);
        }
        while self.tally.dropped < dropped {
            let number = self.tally.dropped + self.tally.done;
            let when = self.some_time();
            let what = self.random.random_range(0..100);
            let id = self.rows[self.random.random_range(0..self.rows.len())];
            match cut(when, call(&self.db, &self.budgets, what, number, id)).await {
                None => self.tally.dropped += 1,
                Some(Ok(())) => self.tally.done += 1,
                // Rows and their names are inserted and removed. Everything else must work, whatever other calls leave
                // undone.
                Some(Err(error)) if error.is_not_found() || error.is_conflict() => self.tally.done += 1,
                Some(Err(error)) => panic!("{error:?} in {number}"),
            }
        }
        self
    }

    /// Some calls are not dropped at all. Making a connection takes more polls than using it.
    fn some_time(&mut self) -> Cut {
        let most = [4, 8, 30, 1_000][self.random.random_range(0..4)];
        Cut { polls: self.random.random_range(0..most), late: self.random.random_bool(0.5) }
    }

    /// Rows that belong together exist together, or not at all.
    async fn check(&self) {
        let mut seen = 0;
        for (name, together) in [("twin", 2), ("batch", BATCH)] {
            let query = BudgetQuery::new().search(name).order_by(BudgetOrder::Name.asc());
            let rows: Vec<_> = self.budgets.stream(&self.db, query).try_collect().await.unwrap();
            for same in rows.chunk_by(|one, other| one.user_id == other.user_id) {
                assert_eq!(same.len(), together, "{name}");
                seen += 1;
            }
        }
        assert!(seen > 0, "some were not dropped");
    }
}

/// Something to do.
async fn call(db: &Db, budgets: &BudgetRepository, what: u32, number: usize, id: Uuid) -> Result<(), Error> {
    let draft = BudgetCreate::named(format!("call {number}"));
    match what {
        0..20 => budgets.create(db, draft).await.map(drop),
        20..35 => budgets.get(db, id).await.map(drop),
        35..45 => budgets.list(db, BudgetQuery::new().page_size(50)).await.map(drop),
        45..60 => {
            let update =
                BudgetUpdate { rollover_enabled: Some(number.is_multiple_of(2)), ..Default::default() };
            budgets.update(db, id, update).await.map(drop)
        }
        60..65 => budgets.delete(db, id).await,
        65..70 => budgets.restore(db, id).await.map(drop),
        70..75 => budgets
            .upsert_by_user_id_and_name(db, BudgetCreate::named(format!("row {}", number % 20)))
            .await
            .map(drop),
        75 => budgets.create_many(db, together("batch", number, BATCH)).await.map(drop),
        76..94 => twins(db, budgets, number).await,
        _ => {
            let mut transaction = db.begin().await?;
            budgets.create(&mut transaction, draft).await?;
            transaction.rollback().await
        }
    }
}

/// Two rows in one transaction.
async fn twins(db: &Db, budgets: &BudgetRepository, number: usize) -> Result<(), Error> {
    let mut transaction = db.begin().await?;
    for twin in together("twin", number, 2) {
        budgets.create(&mut transaction, twin).await?;
    }
    transaction.commit().await
}

/// Rows that belong together, by the order of their names and by their user.
fn together(name: &str, number: usize, count: usize) -> Vec<BudgetCreate> {
    let user_id = Uuid::now_v7();
    let row = |part| BudgetCreate { user_id, ..BudgetCreate::named(format!("{name} {number:04} {part:03}")) };
    (0..count).map(row).collect()
}

on_each_env! {
    async fn two_thousand_dropped_calls_leave_nothing_behind(env: &TestEnv) {
        let seed = 0x5eed;
        let callers: Vec<_> = (0..TASKS)
            .map(|task| Caller::new(env.db.clone(), seed + task as u64))
            .map(|caller| caller.calls_until_so_many_are_dropped(DROPPED / TASKS))
            .map(tokio::spawn)
            .collect();
        let mut tally = Tally::default();
        for caller in callers {
            let caller = caller.await.unwrap();
            caller.check().await;
            tally.done += caller.tally.done;
            tally.dropped += caller.tally.dropped;
        }
        println!("{tally:?}");
        assert_eq!(tally.dropped, DROPPED);
        env.is_as_new().await;
    }
}
