//! Rows by their ids.

use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::Subject;

#[derive(Debug)]
struct Find<R> {
    tenant: Tenant,
    target: Target,
    or_fail: bool,
    _of: PhantomData<R>,
}

pub(super) fn one<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let (target, or_fail) = (scribe.target::<R>(tenant), scribe.dice.chance(50));
    Arc::new(Find::<R> { tenant, target, or_fail, _of: PhantomData })
}

impl<R: Subject> Act for Find<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let (rows, id) = (R::rows(self.tenant), player.id(self.target));
            if self.or_fail {
                let result = on!(source, store => rows.get(store, id).await);
                return player.row::<R>(result);
            }
            let result = on!(source, store => rows.find(store, id).await);
            player.rows::<R>(result.map(|row| row.into_iter().collect()))
        })
    }
}

#[derive(Debug)]
struct GetMany<R> {
    tenant: Tenant,
    targets: Vec<Target>,
    _of: PhantomData<R>,
}

pub(super) fn many<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let mut targets: Vec<_> = (0..scribe.dice.below(8)).map(|_| scribe.target::<R>(tenant)).collect();
    if scribe.dice.chance(5) {
        // More than one statement looks for.
        targets.extend(vec![Target::Nowhere; 600]);
        targets.push(scribe.target::<R>(tenant));
    }
    Arc::new(GetMany::<R> { tenant, targets, _of: PhantomData })
}

impl<R: Subject> Act for GetMany<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let ids: Vec<_> = self.targets.iter().map(|&target| player.id(target)).collect();
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.get_many(store, &ids).await);
            player.rows::<R>(result)
        })
    }
}
