//! Lists, and how many rows are on them.

use std::sync::Arc;

use fin_infra::query::{Page, Query};
use futures_util::TryStreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::spec::Spec;
use crate::act::{Act, Answer, Source, on};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Kept, Result, Rows, Subject};

/// A page as text. Cursors differ from store to store; that there is one does not.
pub(super) fn show<R: Subject>(player: &mut Executor, result: Result<Page<R::Read>>) -> Answer {
    player.answer(result, |player, page| {
        let more = if page.next.is_some() { " and more" } else { "" };
        let total = page.total.map_or(String::new(), |total| format!(" of {total}"));
        format!("{}{more}{total}", player.show_all::<R>(&page.items))
    })
}

/// The operations on a list.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Page,
    Count,
    Exists,
    Stream,
}

#[derive(Debug)]
struct List<R: Subject> {
    ask: Ask,
    spec: Spec<R>,
}

pub(super) fn page<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(List::<R> { ask: Ask::Page, spec: Spec::any(scribe) })
}

pub(super) fn count<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(List::<R> { ask: Ask::Count, spec: Spec::any(scribe) })
}

pub(super) fn exists<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(List::<R> { ask: Ask::Exists, spec: Spec::any(scribe) })
}

pub(super) fn stream<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(List::<R> { ask: Ask::Stream, spec: Spec::any(scribe) })
}

impl<R: Subject> Act for List<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.spec.tenant);
            let query = self.spec.query(player);
            match self.ask {
                Ask::Page => {
                    let result = on!(source, store => rows.list(store, query).await);
                    show::<R>(player, result)
                }
                Ask::Count => {
                    let result = on!(source, store => rows.count(store, query).await);
                    player.answer(result, |_, count| count.to_string())
                }
                Ask::Exists => {
                    let result = on!(source, store => rows.exists(store, query).await);
                    player.answer(result, |_, exists| exists.to_string())
                }
                Ask::Stream => {
                    let result = on!(source, store => rows.stream(store, query).try_collect().await);
                    player.rows::<R>(result)
                }
            }
        })
    }
}

#[derive(Debug)]
struct Deleted<R: Subject>(Spec<R>);

pub(super) fn deleted<R: Kept>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(Deleted::<R>(Spec { rows: Rows::Live, ..Spec::any(scribe) }))
}

impl<R: Kept> Act for Deleted<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let (rows, query): (_, Query<R>) = (R::rows(self.0.tenant), self.0.query(player));
            let result = on!(source, store => rows.list_deleted(store, query).await);
            show::<R>(player, result)
        })
    }
}
