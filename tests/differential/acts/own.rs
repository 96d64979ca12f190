//! Queries with the program's own SQL. The memory store has no SQL, so Rust code computes the same result there.

use std::sync::Arc;

use fin_infra::prelude::*;
use fin_infra::query::Query;
use futures_util::TryStreamExt as _;
use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::Tenant;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Goal, Result, Subject};

/// The goals that have more than a sum, or none, or a priority.
#[derive(Debug)]
struct Own {
    tenant: Tenant,
    saved: Decimal,
    priority: i32,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let saved =
        scribe.dice.pick(&["0", "0.01", "9.00", "9.50", "-10"]).parse().expect("the literals are decimals");
    Arc::new(Own { tenant, saved, priority: scribe.dice.pick(&[0, 1, 2]) })
}

impl Own {
    async fn by_sql(&self, source: &mut Source<'_>) -> Result<Vec<<Goal as Resource>::Read>> {
        let query = Goal::rows(self.tenant)
            .scoped_query()
            .sql("saved > ")
            .bind("saved", self.saved)
            .sql(" OR saved IS NULL OR priority = ")
            .bind("priority", self.priority)
            .order_by("id");
        on!(source, store => query.fetch_all(store).await)
    }

    async fn in_rust(&self, source: &mut Source<'_>) -> Result<Vec<<Goal as Resource>::Read>> {
        let query = Query::new();
        let rows: Vec<<Goal as Resource>::Read> =
            on!(source, store => Goal::rows(self.tenant).stream(store, query).try_collect().await)?;
        let holds = |row: &<Goal as Resource>::Read| {
            row.saved.is_none_or(|saved| saved > self.saved) || row.priority == self.priority
        };
        Ok(rows.into_iter().filter(holds).collect())
    }
}

impl Act for Own {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let result = if player.has_sql { self.by_sql(source).await } else { self.in_rust(source).await };
            player.rows::<Goal>(result)
        })
    }
}
