//! A node without a majority rejects statements, with an error that a retry may resolve.

use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use fin_infra_test_servers::Cluster;
use tokio::task::JoinSet;

use crate::{Outcome, Payment, PaymentCreate, ensure, pause};

const PATIENCE: Duration = Duration::from_secs(30);

/// Enough of them that some are in progress when the majority is lost.
const WRITERS: i64 = 12;

pub(crate) async fn run(cluster: &mut Cluster, node: &Db) -> Outcome {
    let mut writers = JoinSet::new();
    (0..WRITERS).for_each(|_| drop(writers.spawn(write(node.clone()))));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begin = Instant::now();
    (1..Cluster::NODES).for_each(|position| cluster.kill(position));
    let (mut stored, mut cut_short) = (0, 0);
    while let Some(counts) = writers.join_next().await {
        let counts = counts??;
        (stored, cut_short) = (stored + counts.0, cut_short + counts.1);
    }
    println!(
        "a node without a majority said \"try again\" after {:.1} s; before, {stored} creates, and {cut_short} on their way",
        begin.elapsed().as_secs_f64()
    );
    ensure(stored > 0, "nobody wrote while there was a majority")
}

/// Creates payments until the node rejects them, and returns how many were stored and how many failed before the node
/// reported the reason.
async fn write(node: Db) -> Result<(usize, usize), Box<dyn std::error::Error + Send + Sync>> {
    let payments = Payment::repository().tenant(Uuid::now_v7());
    let (mut stored, mut cut_short) = (0, 0);
    let begin = Instant::now();
    for number in 0.. {
        match payments.create(&node, PaymentCreate { number }).await {
            Ok(_) => stored += 1,
            Err(error) if error.is_unavailable() && is_not_prepared(&error) => break,
            Err(error) if error.is_unavailable() => {
                cut_short += 1;
                pause().await;
            }
            Err(error) => return Err(error.into()),
        }
        ensure(begin.elapsed() < PATIENCE, "a node without a majority took statements")?;
    }
    Ok((stored, cut_short))
}

/// Error 1047: "WSREP has not yet prepared node for application use".
fn is_not_prepared(error: &Error) -> bool {
    std::error::Error::source(error)
        .is_some_and(|source| source.to_string().contains("WSREP has not yet prepared"))
}
