//! Transfers between two goals of a client, for the API and the command line.

use fin_infra::prelude::*;
use fin_infra_domains::goals::{Contributed, GoalRepository, NewContribution};

/// Moves an amount from one goal to another one of the same client, all or nothing.
///
/// # Errors
///
/// As [`GoalRepository::transfer`], and [`Invalid`](ErrorKind::Invalid) for goals of two clients.
pub(crate) async fn transfer(
    db: &Db,
    goals: &GoalRepository,
    (from, to): (Uuid, Uuid),
    new: NewContribution,
) -> Result<[Contributed; 2], Error> {
    // The client of a goal never changes, so that this needs no lock.
    let clients = (goals.get(db, from).await?.user_id, goals.get(db, to).await?.user_id);
    if clients.0 != clients.1 {
        return Err(Error::invalid("to", "must be a goal of the same client"));
    }
    goals.transfer(db, (from, to), new).await
}
