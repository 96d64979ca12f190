//! Creates on every node, while one is killed and restarted.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use fin_infra_test_servers::Cluster;
use futures_util::TryStreamExt;
use tokio::task::JoinSet;

use crate::{Outcome, Payment, PaymentCreate, PaymentQuery, PaymentRepository, ensure, pause};

const WRITERS_PER_NODE: usize = 3;

/// The node that is killed.
const VICTIM: usize = 2;

/// The duration of the load before the node is killed, while it is down, and after it is back.
const STRETCH: Duration = Duration::from_secs(6);

/// The results that a writer received.
#[derive(Default)]
struct Book {
    /// Payments that were acknowledged, by their ids and numbers.
    acknowledged: BTreeSet<(Uuid, i64)>,
    /// Those of them that a failed try had stored, as the next one found out.
    stored_by_a_failed_try: usize,
    /// Tries that failed.
    failed: usize,
}

pub(crate) async fn run(cluster: &mut Cluster, nodes: &[Db]) -> Outcome {
    let tenant = Uuid::now_v7();
    let (stop, numbers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(0)));
    let mut writers = JoinSet::new();
    for node in nodes {
        for _ in 0..WRITERS_PER_NODE {
            let payments = Payment::repository().tenant(tenant);
            writers.spawn(write(node.clone(), payments, stop.clone(), numbers.clone()));
        }
    }
    let (begin, so_far) = (Instant::now(), || numbers.load(Ordering::Relaxed));
    tokio::time::sleep(STRETCH).await;
    println!("{} creates begun in {:.1} s; a node is killed", so_far(), begin.elapsed().as_secs_f64());
    cluster.kill(VICTIM);
    tokio::time::sleep(STRETCH).await;
    println!("{} creates begun in {:.1} s; the node comes back", so_far(), begin.elapsed().as_secs_f64());
    let back = Instant::now();
    tokio::task::block_in_place(|| cluster.rejoin(VICTIM))?;
    println!("it was back after {:.1} s", back.elapsed().as_secs_f64());
    tokio::time::sleep(STRETCH).await;
    stop.store(true, Ordering::Relaxed);
    let mut all = Book::default();
    while let Some(book) = writers.join_next().await {
        let book = book??;
        all.acknowledged.extend(book.acknowledged);
        all.failed += book.failed;
        all.stored_by_a_failed_try += book.stored_by_a_failed_try;
    }
    println!(
        "{} creates acknowledged in {:.1} s; {} tries failed, of which {} had stored their row",
        all.acknowledged.len(),
        begin.elapsed().as_secs_f64(),
        all.failed,
        all.stored_by_a_failed_try
    );
    ensure(all.failed > 0, "the node that was killed was nobody's")?;
    compare(nodes, &Payment::repository().tenant(tenant), &all.acknowledged).await
}

/// Creates payments until it is stopped, and retries each until it is stored.
async fn write(
    node: Db,
    payments: PaymentRepository,
    stop: Arc<AtomicBool>,
    numbers: Arc<AtomicI64>,
) -> Result<Book, Error> {
    let mut book = Book::default();
    while !stop.load(Ordering::Relaxed) {
        let (id, number) = (Uuid::now_v7(), numbers.fetch_add(1, Ordering::Relaxed));
        let mut is_again = false;
        loop {
            match payments.create_with_id(&node, id, PaymentCreate { number }).await {
                Ok(_) => break,
                // The outcome of an attempt whose connection broke is unknown. The id shows it.
                Err(error) if is_again && error.is_conflict() => {
                    book.stored_by_a_failed_try += 1;
                    break;
                }
                Err(error) if error.is_unavailable() => {
                    (book.failed, is_again) = (book.failed + 1, true);
                    pause().await;
                }
                Err(error) => return Err(error),
            }
        }
        book.acknowledged.insert((id, number));
    }
    Ok(book)
}

/// Every node has what was acknowledged, once, and nothing else.
async fn compare(
    nodes: &[Db],
    payments: &PaymentRepository,
    acknowledged: &BTreeSet<(Uuid, i64)>,
) -> Outcome {
    for (position, node) in nodes.iter().enumerate() {
        let rows: Vec<_> = payments.stream(node, PaymentQuery::new()).try_collect().await?;
        let found: BTreeSet<_> = rows.iter().map(|row| (row.id, row.number)).collect();
        let lost = acknowledged.difference(&found).count();
        ensure(lost == 0, format!("node {position} lost {lost} rows that were acknowledged"))?;
        ensure(found.len() == rows.len(), format!("node {position} has a row twice"))?;
        let more = found.len() - acknowledged.len();
        ensure(more == 0, format!("node {position} has {more} rows that nobody made"))?;
        println!("node {position} has each of the {} rows, once", rows.len());
    }
    Ok(())
}
