//! Counting the cost of calls.

use fin_infra::{Db, DbTransaction, Store};
use fin_infra_tests::resources::Budget;
use sqlx::{MySqlConnection, PgConnection, SqliteConnection};

use crate::operations::{Calls, Operation};

/// The cost of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    /// How many statements were run.
    pub(crate) statements: usize,
    /// How often the caller waited for the database.
    pub(crate) round_trips: usize,
}

impl Cost {
    /// Statements that each were a round trip.
    pub(crate) const fn of(statements: usize) -> Self {
        Self { statements, round_trips: statements }
    }
}

/// Something that counts.
pub(crate) trait Meter {
    /// Runs a call and returns its cost.
    async fn cost(&self, call: impl Future<Output = ()>) -> Cost;
}

/// Something to make stores of.
pub(crate) trait Stores {
    /// The store for one call.
    fn store(&mut self) -> impl Store<Budget>;
}

impl Stores for Db {
    fn store(&mut self) -> impl Store<Budget> {
        &*self
    }
}

macro_rules! stores {
    ($($stores:ty),*) => {$(
        impl Stores for $stores {
            fn store(&mut self) -> impl Store<Budget> {
                self
            }
        }
    )*};
}

stores!(DbTransaction, SqliteConnection, PgConnection, MySqlConnection);

/// The cost of each operation on a store, with prepared statements.
pub(crate) async fn costs(stores: &mut impl Stores, meter: &impl Meter) -> Vec<(Operation, Cost)> {
    let mut calls = Calls::new();
    let mut costs = Vec::new();
    for operation in Operation::ALL {
        let row = calls.made_for(operation, stores).await;
        calls.call(operation, stores, row).await;

        // Twice: a `Db` that had nothing to do for a second, since the machine was busy, asks its connection first.
        let mut counted = [Cost::default(); 2];
        for cost in &mut counted {
            let row = calls.made_for(operation, stores).await;
            *cost = meter.cost(calls.call(operation, stores, row)).await;
        }
        costs.extend(counted.into_iter().min_by_key(|cost| cost.round_trips).map(|cost| (operation, cost)));
    }
    costs
}

/// Checks the cost of each operation.
pub(crate) async fn check(
    stores: &mut impl Stores,
    meter: &impl Meter,
    expected: impl Fn(Operation) -> Cost,
) {
    let costs = costs(stores, meter).await;
    let expected: Vec<_> = costs.iter().map(|&(operation, _)| (operation, expected(operation))).collect();
    assert_eq!(costs, expected);
}

/// One statement and one round trip, but for a page with its total.
pub(crate) fn one_each(operation: Operation) -> Cost {
    Cost::of(if operation == Operation::ListWithTotal { 2 } else { 1 })
}
