//! Operators' jobs on the rows of all tenants.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::list::show;
use super::spec::Spec;
use crate::act::{Act, Answer, Source, on};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Owned, Subject};

/// The operations on all rows.
#[derive(Clone, Copy, Debug)]
enum Ask {
    Page,
    Count,
    Exists,
    Stream,
    /// All pages, by cursor.
    Walk,
}

#[derive(Debug)]
struct Everyone<R: Subject> {
    ask: Ask,
    spec: Spec<R>,
}

pub(super) fn read<R: Owned>(scribe: &mut Generator) -> Arc<dyn Act> {
    let ask = scribe.dice.pick(&[Ask::Page, Ask::Count, Ask::Exists, Ask::Stream, Ask::Walk, Ask::Walk]);
    let spec = if matches!(ask, Ask::Walk) { Spec::of_many_pages(scribe) } else { Spec::any(scribe) };
    Arc::new(Everyone::<R> { ask, spec })
}

impl<R: Owned> Everyone<R> {
    async fn walk(&self, player: &mut Executor, source: &mut Source<'_>) -> Answer {
        let mut query = self.spec.query(player);
        let mut found = Vec::new();
        loop {
            let page = match on!(source, store => R::everyone().list(store, query).await) {
                Ok(page) => page,
                Err(error) => return Answer::refused(&error),
            };
            found.extend(page.items);
            match page.next {
                Some(cursor) => query = self.spec.query(player).after(cursor),
                None => return player.rows::<R>(Ok(found)),
            }
        }
    }
}

impl<R: Owned> Act for Everyone<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let query = self.spec.query(player);
            match self.ask {
                Ask::Page => {
                    let result = on!(source, store => R::everyone().list(store, query).await);
                    show::<R>(player, result)
                }
                Ask::Count => {
                    let result = on!(source, store => R::everyone().count(store, query).await);
                    player.answer(result, |_, count| count.to_string())
                }
                Ask::Exists => {
                    let result = on!(source, store => R::everyone().exists(store, query).await);
                    player.answer(result, |_, exists| exists.to_string())
                }
                Ask::Stream => {
                    let result = on!(source, store => R::everyone().stream(store, query).try_collect().await);
                    player.rows::<R>(result)
                }
                Ask::Walk => self.walk(player, source).await,
            }
        })
    }
}
