//! A row that one node acknowledged is on the next one.

use fin_infra::prelude::*;

use crate::{Outcome, Payment, PaymentCreate};

const TIMES: usize = 600;

pub(crate) async fn run(nodes: &[Db]) -> Outcome {
    let payments = Payment::repository().tenant(Uuid::now_v7());
    for ((one, next), number) in nodes.iter().cycle().zip(nodes.iter().cycle().skip(1)).zip(0..).take(TIMES) {
        let row = payments.create(one, PaymentCreate { number }).await?;
        let found = payments.find(next, row.id).await?;
        crate::ensure(found == Some(row), "a node does not have what another one acknowledged")?;
    }
    println!("{TIMES} creates were seen by the next node at once");
    Ok(())
}
