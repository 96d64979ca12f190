//! A generator tries to get out of `scoped_query`: out of the tenant, to deleted rows, or to a change.
//!
//! It generates conditions and orders from tokens that mean different things on different databases. Those that the
//! check accepts are sent, for one tenant. No row of another tenant and no deleted row may be returned, and nothing may
//! have changed. A subquery on another table within the condition is the program's own responsibility; it cannot return
//! such rows either, so such tokens are included.
//!
//! `FIN_TEST_SECONDS` sets the duration, and `FIN_TEST_SEED` reproduces a run; see CONTRIBUTING.md.

mod blind;
mod case;
mod tokens;

use std::time::{Duration, Instant};

use fin_infra::prelude::*;
use fin_infra::schema;
use fin_infra_tests::{Fixture, StoreKind};

use self::case::{Case, Part};

/// The rows that the generator must not see.
#[derive(FinResource, Debug, Clone)]
#[fin(tenant, soft_delete)]
struct Mark {
    name: String,
    amount: i64,
}

/// How often it is looked whether anything has changed.
const LOOK_EVERY: u64 = 500;

/// The rows of two tenants, in all states, and those that the first one may see.
struct Ground {
    fixture: Fixture,
    ours: MarkRepository,
    visible: Vec<Uuid>,
    all: Vec<MarkRead>,
}

/// How the cases went.
#[derive(Debug, Default)]
struct Tally {
    refused: u64,
    failed: u64,
    answered: u64,
}

impl Ground {
    async fn new(kind: StoreKind) -> Self {
        let fixture = Fixture::new(kind, &[schema::of::<Mark>()]).await;
        let db = &fixture.db;
        let [ours, theirs] = [(); 2].map(|()| Mark::repository().tenant(Uuid::now_v7()));
        let mut visible = Vec::new();
        for rows in [&theirs, &ours] {
            let marks = (0..4).map(|amount| MarkCreate { name: format!("mark {amount}"), amount });
            let marks = rows.create_many(db, marks).await.unwrap();
            rows.delete(db, marks[0].id).await.unwrap();
            visible = marks[1..].iter().map(|mark| mark.id).collect();
        }
        let all = everything(db).await;
        Self { fixture, ours, visible, all }
    }

    /// Sends a case, and returns what is wrong if it escaped.
    async fn send(&self, case: &Case, tally: &mut Tally) -> Result<(), String> {
        let mut query = self.ours.scoped_query();
        for part in &case.condition {
            query = match part {
                Part::Sql(sql) => query.sql(sql),
                Part::Name => query.bind("name", "mark 1"),
                Part::Amount => query.bind("amount", 1_i64),
            };
        }
        if let Some(order) = case.order {
            query = query.order_by(order);
        }
        if let Some(limit) = case.limit {
            query = query.limit(limit);
        }
        match query.fetch_all(&self.fixture.db).await {
            Ok(rows) => {
                tally.answered += 1;
                let is_visible = |row: &MarkRead| {
                    self.visible.contains(&row.id)
                        && row.tenant_id == *self.ours.tenant_id()
                        && row.deleted_at.is_none()
                };
                match rows.iter().find(|row| !is_visible(row)) {
                    Some(row) => Err(format!("it gave {row:?}")),
                    None => Ok(()),
                }
            }
            Err(error) if error.reason().contains("ends its enclosing parentheses") => Err(error.to_string()),
            Err(error) if error.is_unavailable() => Err(format!("the connection was lost: {error:?}")),
            Err(error) => {
                if error.is_invalid() {
                    tally.refused += 1;
                } else {
                    tally.failed += 1;
                }
                Ok(())
            }
        }
    }
}

async fn everything(db: &Db) -> Vec<MarkRead> {
    let query = MarkQuery::new().include_deleted().page_size(100);
    Mark::repository().all_tenants().list(db, query).await.unwrap().items
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

async fn try_to_get_out(kind: StoreKind) {
    let seconds = number("FIN_TEST_SECONDS");
    // A long run sees other cases each time.
    let other = seconds.and_then(|_| std::time::UNIX_EPOCH.elapsed().ok()).map(|now| now.as_secs());
    let seed = number("FIN_TEST_SEED").or(other).unwrap_or(15);
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or(3));
    let again = format!(
        "FIN_TEST_SEED={seed} FIN_TEST_SECONDS={} cargo test -p fin-infra-tests --test escape",
        seconds.unwrap_or(3)
    );
    let ground = Ground::new(kind).await;
    let (mut tally, mut count) = (Tally::default(), 0);
    while Instant::now() < end {
        let case = Case::of(seed, count);
        count += 1;
        if let Err(wrong) = ground.send(&case, &mut tally).await {
            panic!("case {count} on {kind:?} got out: {wrong}\n{case}\nrepeat it with: {again}");
        }
        if count % LOOK_EVERY == 0 {
            let now = everything(&ground.fixture.db).await;
            assert_eq!(
                now, ground.all,
                "rows changed before case {count} on {kind:?}; repeat it with: {again}"
            );
        }
    }
    assert_eq!(everything(&ground.fixture.db).await, ground.all, "rows changed; repeat it with: {again}");
    println!("{kind:?}: {count} cases of seed {seed}: {tally:?}");
    assert!(
        tally.refused > 0 && tally.failed > 0 && tally.answered > 0,
        "there is each kind of answer: {tally:?}"
    );
}

#[tokio::test]
async fn nothing_leads_out_on_sqlite() {
    try_to_get_out(StoreKind::Sqlite).await;
}

#[tokio::test]
async fn nothing_leads_out_on_postgres() {
    try_to_get_out(StoreKind::Postgres).await;
}

#[tokio::test]
async fn nothing_leads_out_on_mysql() {
    try_to_get_out(StoreKind::MySql).await;
}
