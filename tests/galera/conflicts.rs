//! Updates of one row, on every node at once.

use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use tokio::task::JoinSet;

use crate::{Balance, BalanceCreate, BalanceRepository, BalanceUpdate, Outcome, ensure};

const STRETCH: Duration = Duration::from_secs(6);

/// The results that a competing task received.
#[derive(Clone, Copy, Default)]
struct Book {
    won: i64,
    /// Lost against another node's update, when both were to be certified.
    conflicts: usize,
    /// Another version was there already.
    stale: usize,
}

pub(crate) async fn run(nodes: &[Db]) -> Outcome {
    let tenant = Uuid::now_v7();
    let balances = Balance::repository().tenant(tenant);
    let row = balances.create(&nodes[0], BalanceCreate { amount: 0 }).await?;
    let mut fighters = JoinSet::new();
    for node in nodes {
        for in_transaction in [false, true] {
            let balances = Balance::repository().tenant(tenant);
            fighters.spawn(fight(node.clone(), balances, row.id, in_transaction));
        }
    }
    let mut all = Book::default();
    while let Some(book) = fighters.join_next().await {
        let Book { won, conflicts, stale } = book??;
        all = Book { won: all.won + won, conflicts: all.conflicts + conflicts, stale: all.stale + stale };
    }
    println!(
        "one row, {} updates, {} conflicts that said \"try again\", {} stale versions, in {:.1} s",
        all.won,
        all.conflicts,
        all.stale,
        STRETCH.as_secs_f64()
    );
    ensure(all.conflicts > 0, "no two nodes were in each other's way")?;
    for node in nodes {
        let row = balances.get(node, row.id).await?;
        let expected = (all.won, all.won + 1);
        let sentence = format!("{:?} instead of {expected:?} is on a node", (row.amount, row.version));
        ensure((row.amount, row.version) == expected, sentence)?;
    }
    Ok(())
}

/// Adds one, again and again, by itself or in a transaction of the program's.
async fn fight(node: Db, balances: BalanceRepository, id: Uuid, in_transaction: bool) -> Result<Book, Error> {
    let (mut book, begin) = (Book::default(), Instant::now());
    while begin.elapsed() < STRETCH {
        let outcome = if in_transaction {
            add_in_transaction(&node, &balances, id).await
        } else {
            add(&node, &balances, id).await
        };
        match outcome {
            Ok(()) => book.won += 1,
            Err(error) if error.is_unavailable() && is_lost_certification(&error) => book.conflicts += 1,
            Err(error) if error.is_stale_version() => book.stale += 1,
            Err(error) => return Err(error),
        }
    }
    Ok(book)
}

async fn add(node: &Db, balances: &BalanceRepository, id: Uuid) -> Result<(), Error> {
    let row = balances.get(node, id).await?;
    let update = BalanceUpdate { amount: Some(row.amount + 1) };
    balances.update(node, (id, row.version), update).await.map(drop)
}

async fn add_in_transaction(node: &Db, balances: &BalanceRepository, id: Uuid) -> Result<(), Error> {
    let mut transaction = node.begin().await?;
    let row = balances.get(&mut transaction, id).await?;
    let update = BalanceUpdate { amount: Some(row.amount + 1) };
    balances.update(&mut transaction, (id, row.version), update).await?;
    transaction.commit().await
}

/// State 40001: "Deadlock found when trying to get lock; try restarting transaction", which Galera reports as well.
fn is_lost_certification(error: &Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.to_string().contains("(40001)"))
}
