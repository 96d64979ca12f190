//! The children of many parents.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Entry, Goal};

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
