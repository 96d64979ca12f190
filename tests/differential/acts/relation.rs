//! The children of many parents, and related rows on several levels.

use std::sync::Arc;

use fin_infra::ToMany;
use fin_infra::query::Ordering;
use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::dice::Rng;
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Entry, EntryFilter, EntryOrder, Goal, Subject as _, Tag};

#[derive(Debug)]
struct EntriesOf {
    tenant: Tenant,
    goals: Vec<Target>,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let goals = (0..scribe.dice.below(6)).map(|_| scribe.target::<Goal>(tenant)).collect();
    Arc::new(EntriesOf { tenant, goals })
}

impl Act for EntriesOf {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let ids: Vec<_> = self.goals.iter().map(|&goal| player.id(goal)).collect();
            let goals = Goal::repository().tenant(self.tenant.id());
            let result = on!(source, store => goals.entries_of(store, &ids).await);
            player.answer(result, |player, mut children| {
                let families: Vec<_> = ids
                    .iter()
                    .map(|id| player.show_all::<Entry>(&children.remove(id).unwrap_or_default()))
                    .collect();
                format!("{} and {} of others", families.join(" | "), children.len())
            })
        })
    }
}

/// Entries of goals, some of each, with the goal and the tag of each.
#[derive(Debug)]
struct Related {
    tenant: Tenant,
    goals: Vec<Target>,
    filter: EntryFilter,
    order: Vec<Ordering<EntryOrder>>,
    limit: Option<u32>,
    deleted: bool,
}

pub(crate) fn related(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let goals = (0..scribe.dice.below(6)).map(|_| scribe.target::<Goal>(tenant)).collect();
    let dice: &mut Rng = &mut scribe.dice;
    let conditions = dice.below(2);
    let filter = (0..conditions).fold(EntryFilter::new(), |filter, _| Entry::condition(dice, filter));
    let order = (0..dice.below(3)).map(|_| Entry::order(dice)).collect();
    let limit = dice.maybe(60, |dice| dice.pick(&[0, 1, 1, 2, 3, 10_000, 10_001]));
    Arc::new(Related { tenant, goals, filter, order, limit, deleted: dice.chance(30) })
}

impl Related {
    fn relation(&self) -> ToMany<Goal, Entry> {
        let relation = Goal::entries().filter(self.filter.clone());
        let relation = self.order.iter().fold(relation, |relation, order| relation.order_by(*order));
        let relation = if self.deleted { relation.include_deleted() } else { relation };
        self.limit.into_iter().fold(relation, ToMany::limit)
    }
}

impl Act for Related {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let ids: Vec<_> = self.goals.iter().map(|&goal| player.id(goal)).collect();
            let goals = Goal::repository().tenant(self.tenant.id());
            let rows = match on!(source, store => goals.get_many(store, &ids).await) {
                Ok(rows) => rows,
                Err(error) => return Answer::refused(&error),
            };
            let relation = self.relation().with((Entry::goal(), Entry::tag()));
            let result = on!(source, store => goals.load(store, rows, relation).await);
            player.answer(result, |player, goals| {
                let goals = goals.into_iter().map(|goal| {
                    let entries: Vec<_> = goal
                        .related
                        .into_iter()
                        .map(|entry| {
                            let (goal, tag) = entry.related;
                            let goal = player.show_all::<Goal>(goal.as_slice());
                            let tag = player.show_all::<Tag>(tag.as_slice());
                            format!("{} of {goal} with {tag}", player.show::<Entry>(&entry.row))
                        })
                        .collect();
                    entries.join(" | ")
                });
                goals.collect::<Vec<_>>().join("; ")
            })
        })
    }
}
