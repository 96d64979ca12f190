//! Adding to numbers.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, on};
use crate::ids::{Target, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::Adjusting;

#[derive(Debug)]
struct Adjust<R: Adjusting> {
    tenant: Tenant,
    target: Target,
    adjust: R::Adjust,
}

pub(super) fn one<R: Adjusting>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let target = scribe.target::<R>(tenant);
    Arc::new(Adjust::<R> { tenant, target, adjust: R::adjustment(&mut scribe.dice) })
}

impl<R: Adjusting> Act for Adjust<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let id = player.id(self.target);
            let rows = R::rows(self.tenant);
            let target = || R::adjusted(id, None);
            let result = on!(source, store => rows.adjust(store, target(), self.adjust.clone()).await);
            player.answer(result, |player, row| {
                if self.adjust != R::Adjust::default() {
                    player.check_is_now::<R>(&row, &["updated_at"]);
                }
                player.show::<R>(&row)
            })
        })
    }
}

#[derive(Debug)]
struct AdjustMany<R: Adjusting> {
    tenant: Tenant,
    adjusts: Vec<(Target, R::Adjust)>,
}

pub(super) fn many<R: Adjusting>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let number = scribe.dice.pick(&[0, 1, 2, 2, 3]);
    let adjusts = (0..number).map(|_| {
        let target = scribe.target::<R>(tenant);
        (target, R::adjustment(&mut scribe.dice))
    });
    Arc::new(AdjustMany::<R> { tenant, adjusts: adjusts.collect() })
}

impl<R: Adjusting> Act for AdjustMany<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let adjusts: Vec<_> =
                self.adjusts.iter().map(|(target, adjust)| (player.id(*target), adjust.clone())).collect();
            let rows = R::rows(self.tenant);
            let targets = || adjusts.iter().map(|(id, adjust)| (R::adjusted(*id, None), adjust.clone()));
            let result = on!(source, store => rows.adjust_many(store, targets()).await);
            player.answer(result, |player, rows| {
                let shown: Vec<_> = rows.iter().map(|row| player.show::<R>(row)).collect();
                shown.join(", ")
            })
        })
    }
}
