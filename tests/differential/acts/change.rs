//! Updating and restoring rows.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use super::spec::Spec;
use crate::act::{Act, Answer, Source, Wish, on};
use crate::contents::{Contents, Fields};
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Changing, Kept, Subject};

/// The version that a caller expects, beside the one that was seen at last.
pub(super) fn version_off(scribe: &mut Generator) -> i64 {
    if scribe.dice.chance(80) { 0 } else { scribe.dice.pick(&[-1, 1, 7, i64::MIN / 2]) }
}

#[derive(Debug)]
struct Update<R: Changing> {
    tenant: Tenant,
    target: Target,
    version_off: i64,
    update: R::Update,
}

pub(super) fn update<R: Changing>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let target = scribe.target::<R>(tenant);
    let version_off = version_off(scribe);
    Arc::new(Update::<R> { tenant, target, version_off, update: R::change(&mut scribe.dice) })
}

impl<R: Changing> Act for Update<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let id = player.id(self.target);
            let target = || R::target(id, player.version::<R>(self.tenant, id) + self.version_off);
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.update(store, target(), self.update.clone()).await);
            player.answer(result, |player, row| {
                if self.update != R::Update::default() {
                    player.check_is_now::<R>(&row, &["updated_at"]);
                }
                player.show::<R>(&row)
            })
        })
    }

    fn wish(&self, player: &Executor, contents: &Contents) -> Option<Wish> {
        let mut row = stored::<R>(self.tenant, self.target, player, contents)?;
        R::apply(&self.update, &mut row);
        Some(Wish { table: R::TABLE, rows: vec![row], are_changed: true })
    }
}

/// The target row, unchanged.
fn stored<R: Subject>(
    tenant: Tenant,
    target: Target,
    player: &Executor,
    contents: &Contents,
) -> Option<Fields> {
    let is_it = |row: &&Fields| {
        row.get("id") == Some(&player.id(target).to_string().into())
            && row.get("tenant_id").is_none_or(|owner| *owner == tenant.id().to_string())
    };
    contents.table(R::TABLE).find(is_it).cloned()
}

#[derive(Debug)]
struct UpdateWhere<R: Changing> {
    spec: Spec<R>,
    limit: Option<u32>,
    update: R::Update,
}

pub(super) fn by_condition<R: Changing>(scribe: &mut Generator) -> Arc<dyn Act> {
    let spec = Spec::<R>::any(scribe);
    let limit = limit(scribe);
    Arc::new(UpdateWhere::<R> { spec, limit, update: R::change(&mut scribe.dice) })
}

/// The limit of a change by condition.
pub(super) fn limit(scribe: &mut Generator) -> Option<u32> {
    scribe.dice.maybe(50, |dice| dice.pick(&[0, 1, 1, 2, 5, 10_001]))
}

impl<R: Changing> Act for UpdateWhere<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.spec.tenant);
            let filter = || self.spec.filter(player);
            let update = || self.update.clone();
            let result = match self.limit {
                Some(limit) => {
                    on!(source, store => rows.update_where_limit(store, filter(), limit, update()).await)
                }
                None => on!(source, store => rows.update_where(store, filter(), update()).await),
            };
            player.answer(result, |_, count| format!("{count} updated"))
        })
    }
}

#[derive(Debug)]
struct Restore<R: Kept> {
    tenant: Tenant,
    target: Target,
    _of: std::marker::PhantomData<R>,
}

pub(super) fn restore<R: Kept>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    Arc::new(Restore::<R> { tenant, target: scribe.target::<R>(tenant), _of: std::marker::PhantomData })
}

impl<R: Kept> Act for Restore<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let id = player.id(self.target);
            let rows = R::rows(self.tenant);
            let result = on!(source, store => rows.restore(store, id).await);
            player.answer(result, |player, row| {
                player.check_is_now::<R>(&row, &["updated_at"]);
                player.show::<R>(&row)
            })
        })
    }

    fn wish(&self, player: &Executor, contents: &Contents) -> Option<Wish> {
        let mut row = stored::<R>(self.tenant, self.target, player, contents)?;
        row.remove("deleted_at");
        Some(Wish { table: R::TABLE, rows: vec![row], are_changed: true })
    }
}
