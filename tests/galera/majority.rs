//! A node that is left alone takes no statement, and says that somebody may try again.

use std::time::{Duration, Instant};

use fin_infra_core::prelude::*;
use fin_infra_test_servers::Cluster;

use crate::{Outcome, Payment, PaymentCreate, ensure, pause};

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn run(cluster: &mut Cluster, node: &Db) -> Outcome {
    (1..Cluster::NODES).for_each(|place| cluster.kill(place));
    let payments = Payment::repository().tenant(Uuid::now_v7());
    let begin = Instant::now();
    for number in 0.. {
        let refused = match payments.create(node, PaymentCreate { number }).await {
            Ok(_) => false,
            Err(error) if error.is_unavailable() => is_not_prepared(&error),
            Err(error) => return Err(error.into()),
        };
        if refused {
            break;
        }
        ensure(begin.elapsed() < PATIENCE, "a node without a majority took statements")?;
        pause().await;
    }
    println!("a node without a majority said \"try again\" after {:.1} s", begin.elapsed().as_secs_f64());
    Ok(())
}

/// Error 1047: "WSREP has not yet prepared node for application use".
fn is_not_prepared(error: &Error) -> bool {
    std::error::Error::source(error)
        .is_some_and(|source| source.to_string().contains("WSREP has not yet prepared"))
}
