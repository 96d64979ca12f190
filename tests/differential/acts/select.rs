//! Rows with some of the columns.

use std::sync::Arc;

use fin_infra::prelude::*;
use futures_util::TryStreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::spec::Spec;
use crate::act::{Act, Answer, Source, on};
use crate::ids::Target;
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Goal, Subject};

/// A goal without its id, which each store makes up, and without what most orders are about.
#[derive(FinRow, Debug)]
#[fin(of = "Goal")]
#[expect(dead_code, reason = "its `Debug` text is compared")]
struct Line {
    notes: Option<String>,
    saved: Option<Decimal>,
    name: String,
}

#[derive(Clone, Copy, Debug)]
enum Ask {
    Page,
    Stream,
    Get,
    GetMany,
}

#[derive(Debug)]
struct Select {
    ask: Ask,
    spec: Spec<Goal>,
    targets: Vec<Target>,
}

pub(crate) fn maker(scribe: &mut Generator) -> Arc<dyn Act> {
    let spec = Spec::any(scribe);
    let ask = scribe.dice.pick(&[Ask::Page, Ask::Page, Ask::Stream, Ask::Get, Ask::GetMany]);
    let count = scribe.dice.pick(&[1, 2, 3, 5]);
    let targets = (0..count).map(|_| scribe.target::<Goal>(spec.tenant)).collect();
    Arc::new(Select { ask, spec, targets })
}

impl Act for Select {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let lines = Goal::rows(self.spec.tenant).select::<Line>();
            let query = self.spec.query(player);
            let ids: Vec<_> = self.targets.iter().map(|&target| player.id(target)).collect();
            let text = |_: &mut Executor, lines| format!("{lines:?}");
            match self.ask {
                Ask::Page => {
                    let page = on!(source, store => lines.list(store, query).await);
                    player.answer(page, |_, page| {
                        format!("{:?} of {:?}, more: {}", page.items, page.total, page.next.is_some())
                    })
                }
                Ask::Stream => {
                    let rows: fin_infra::Result<Vec<Line>> =
                        on!(source, store => lines.stream(store, query).try_collect().await);
                    player.answer(rows, text)
                }
                Ask::Get => {
                    let row = on!(source, store => lines.get(store, ids[0]).await);
                    player.answer(row.map(|row| vec![row]), text)
                }
                Ask::GetMany => {
                    let rows = on!(source, store => lines.get_many(store, &ids).await);
                    player.answer(rows, text)
                }
            }
        })
    }
}
