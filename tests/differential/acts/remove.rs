//! Rows that go.

use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use super::change::{limit, version_off};
use super::spec::Spec;
use crate::act::{Act, Answer, Source, on};
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Kept, Subject};

#[derive(Debug)]
struct Delete<R> {
    tenant: Tenant,
    target: Target,
    version_off: i64,
    _of: PhantomData<R>,
}

pub(super) fn one<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let target = scribe.target::<R>(tenant);
    Arc::new(Delete::<R> { tenant, target, version_off: version_off(scribe), _of: PhantomData })
}

impl<R: Subject> Act for Delete<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let id = player.id(self.target);
            let target = || R::target(id, player.version::<R>(self.tenant, id) + self.version_off);
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.delete(store, target()).await);
            player.answer(result, |_, ()| "deleted".to_owned())
        })
    }
}

#[derive(Debug)]
struct DeleteMany<R> {
    tenant: Tenant,
    targets: Vec<Target>,
    _of: PhantomData<R>,
}

pub(super) fn many<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let mut targets: Vec<_> = (0..scribe.dice.below(5)).map(|_| scribe.target::<R>(tenant)).collect();
    if scribe.dice.chance(5) {
        // More than one statement looks for.
        targets.extend(vec![Target::Nowhere; 1_000]);
        targets.push(scribe.target::<R>(tenant));
    }
    Arc::new(DeleteMany::<R> { tenant, targets, _of: PhantomData })
}

impl<R: Subject> Act for DeleteMany<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let ids: Vec<_> = self.targets.iter().map(|&target| player.id(target)).collect();
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.delete_many(store, &ids).await);
            player.answer(result, |_, count| format!("{count} deleted"))
        })
    }
}

#[derive(Debug)]
struct DeleteWhere<R: Subject> {
    spec: Spec<R>,
    limit: Option<u32>,
}

pub(super) fn by_condition<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let spec = Spec::<R>::any(scribe);
    Arc::new(DeleteWhere::<R> { spec, limit: limit(scribe) })
}

impl<R: Subject> Act for DeleteWhere<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.spec.tenant);
            let filter = || self.spec.filter(player);
            let result = match self.limit {
                Some(limit) => on!(source, store => rows.delete_where_limit(store, filter(), limit).await),
                None => on!(source, store => rows.delete_where(store, filter()).await),
            };
            player.answer(result, |_, count| format!("{count} deleted"))
        })
    }
}

#[derive(Debug)]
struct HardDelete<R> {
    tenant: Tenant,
    target: Target,
    _of: PhantomData<R>,
}

pub(super) fn for_good<R: Kept>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    Arc::new(HardDelete::<R> { tenant, target: scribe.target::<R>(tenant), _of: PhantomData })
}

impl<R: Kept> Act for HardDelete<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let id = player.id(self.target);
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.hard_delete(store, id).await);
            player.answer(result, |_, ()| "gone".to_owned())
        })
    }
}

#[derive(Debug)]
struct Purge<R> {
    /// `None` for an operator's job, which covers all tenants.
    tenant: Option<Tenant>,
    /// Purges the rows that were deleted before this act.
    before: usize,
    _of: PhantomData<R>,
}

pub(super) fn purge<R: Kept>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = Some(scribe.tenant()).filter(|_| scribe.dice.chance(70));
    let back = scribe.dice.pick(&[0, 0, 5, 20]);
    let before = scribe.number().saturating_sub(back);
    Arc::new(Purge::<R> { tenant, before, _of: PhantomData })
}

impl<R: Kept> Act for Purge<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let before = player.time_of(self.before);
            let result = match self.tenant {
                Some(tenant) => {
                    let rows = R::rows(tenant);
                    on!(source, store => rows.purge_deleted(store, before).await)
                }
                None => on!(source, store => R::everyone().purge_deleted(store, before).await),
            };
            player.answer(result, |_, purged| purged.to_string())
        })
    }
}
