//! SQL over several resources. The memory store has no SQL, so Rust code computes the same result there.

use std::collections::BTreeMap;
use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra::query::Query;
use futures_util::TryStreamExt as _;
use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Entry, Goal, Result, Subject};

/// Some goals, each with its place among those of the same priority, their sum, and the number of its entries.
#[derive(Debug)]
struct Scoped {
    tenant: Tenant,
    priorities: Vec<i32>,
    saved: Decimal,
    labels: Vec<&'static str>,
}

/// A row of the result.
#[derive(FinRow)]
struct Ranked {
    name: String,
    #[fin(like = "Goal::wanted")]
    sum: Decimal,
    place: i64,
    entries: i64,
    done: i64,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let dice = &mut scribe.dice;
    Arc::new(Scoped {
        tenant,
        priorities: dice.several(4, |dice| dice.pick(&[0, 1, 2, 999])),
        saved: dice.pick(&["0", "0.01", "9.00", "9.50", "-10"]).parse().expect("the literals are decimals"),
        labels: dice.several(3, |dice| dice.pick(&["one", "One", "two", ""])),
    })
}

impl Scoped {
    async fn by_sql(&self, source: &mut Source<'_>) -> Result<Vec<Ranked>> {
        let query = scoped_sql!(
            self.tenant.id(),
            Ranked,
            "WITH counted AS (
                 SELECT e.goal_id AS goal_id, COUNT(*) AS entries, SUM(CASE WHEN e.done = {done: bool} THEN 1 ELSE 0 END) AS done
                 FROM {Entry} e WHERE e.label NOT IN ({labels: [Entry::label]}) GROUP BY e.goal_id)
             SELECT g.name AS name, SUM(g.wanted) OVER (PARTITION BY g.priority) AS sum,
                    ROW_NUMBER() OVER (PARTITION BY g.priority ORDER BY g.wanted DESC, g.id) AS place,
                    COALESCE(c.entries, 0) AS entries, COALESCE(c.done, 0) AS done
             FROM {Goal} g LEFT JOIN counted c ON c.goal_id = g.id
             WHERE g.priority IN ({priorities: [Goal::priority]}) OR g.saved > {saved: Goal::saved}
             ORDER BY g.id",
            done = true,
            labels = &self.labels,
            priorities = &self.priorities,
            saved = self.saved
        );
        on!(source, store => query.fetch_all(store).await)
    }

    async fn in_rust(&self, source: &mut Source<'_>) -> Result<Vec<Ranked>> {
        let goals: Vec<<Goal as Resource>::Read> =
            on!(source, store => Goal::rows(self.tenant).stream(store, Query::new()).try_collect().await)?;
        let entries: Vec<<Entry as Resource>::Read> =
            on!(source, store => Entry::rows(self.tenant).stream(store, Query::new()).try_collect().await)?;
        let is_found = |goal: &&<Goal as Resource>::Read| {
            self.priorities.contains(&goal.priority) || goal.saved.is_some_and(|saved| saved > self.saved)
        };
        let goals: Vec<_> = goals.iter().filter(is_found).collect();
        let mut counted = BTreeMap::<Uuid, (i64, i64)>::new();
        for entry in entries.iter().filter(|entry| !self.labels.contains(&entry.label.as_str())) {
            let (entries, done) = counted.entry(entry.goal_id).or_default();
            *entries += 1;
            *done += i64::from(entry.done);
        }
        let ranked = goals.iter().map(|goal| {
            let alike = goals.iter().filter(|other| other.priority == goal.priority);
            let is_before = |other: &&&<Goal as Resource>::Read| {
                other.wanted > goal.wanted || other.wanted == goal.wanted && other.id <= goal.id
            };
            let (entries, done) = counted.get(&goal.id).copied().unwrap_or_default();
            Ranked {
                name: goal.name.clone(),
                sum: alike.clone().map(|other| other.wanted).sum(),
                place: i64::try_from(alike.filter(is_before).count()).unwrap_or_default(),
                entries,
                done,
            }
        });
        Ok(ranked.collect())
    }
}

impl Act for Scoped {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let result = if player.has_sql { self.by_sql(source).await } else { self.in_rust(source).await };
            player.answer(result, |_, rows| {
                let rows = rows.into_iter().map(|Ranked { name, sum, place, entries, done }| {
                    format!("{name:?}: {place} of {}, {done} of {entries}", sum.normalize())
                });
                rows.collect::<Vec<_>>().join(", ")
            })
        })
    }
}
