//! Lists that are read page by page, to the end.

use std::sync::Arc;

use fin_infra::query::{MAX_PAGE_SIZE, Page, Query};
use futures_util::future::LocalBoxFuture;

use super::list::show;
use super::spec::Spec;
use crate::act::{Act, Answer, Planned, Source, on};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Result, Subject};

/// More pages than any list here has.
const ENDLESS: u32 = 3_000;

#[derive(Debug)]
struct Walk<R: Subject> {
    spec: Spec<R>,
    by_number: bool,
}

pub(super) fn to_the_end<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(Walk::<R> { spec: Spec::of_many_pages(scribe), by_number: false })
}

pub(super) fn by_number<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    Arc::new(Walk::<R> { spec: Spec::of_many_pages(scribe), by_number: true })
}

impl<R: Subject> Walk<R> {
    async fn page(&self, source: &mut Source<'_>, query: Query<R>) -> Result<Page<R::Read>> {
        let rows = R::rows(self.spec.tenant);
        on!(source, store => rows.list(store, query).await)
    }

    /// All rows, page by page.
    async fn walk(&self, player: &Executor, source: &mut Source<'_>) -> Result<Vec<R::Read>> {
        let mut found = Vec::new();
        let mut query = self.spec.query(player);
        for number in 2..ENDLESS {
            let page = self.page(source, query).await?;
            found.extend(page.items);
            query = match page.next {
                None => return Ok(found),
                Some(_) if self.by_number => self.spec.query(player).page(number),
                Some(cursor) => self.spec.query(player).after(cursor),
            };
        }
        panic!("a list has no end: {self:?}")
    }
}

impl<R: Subject> Act for Walk<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let pages = self.walk(player, source).await;
            let at_once = self.page(source, self.spec.query(player).page_size(MAX_PAGE_SIZE)).await;
            let ids = |rows: &[R::Read]| rows.iter().map(|row| *R::id(row)).collect::<Vec<_>>();
            if let (Ok(pages), Ok(at_once)) = (&pages, &at_once)
                && ids(pages) != ids(&at_once.items)
            {
                player.broken_rules.push(format!("pages hold other rows than the whole list: {self:?}"));
            }
            player.rows::<R>(pages)
        })
    }
}

/// A list during which something else happens.
#[derive(Debug)]
struct Interrupted<R: Subject> {
    spec: Spec<R>,
    between: Planned,
}

pub(super) fn interrupted<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let spec = Spec::of_many_pages(scribe);
    Arc::new(Interrupted::<R> { spec, between: scribe.planned() })
}

impl<R: Subject> Act for Interrupted<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.spec.tenant);
            let query = self.spec.query(player);
            let first = on!(source, store => rows.list(store, query).await);
            let next = first.as_ref().ok().and_then(|page| page.next.clone());
            let first = show::<R>(player, first);
            let between = player.play_between(&self.between, source).await;
            let rest = match next {
                None => Answer::said("nothing"),
                Some(cursor) => {
                    let query = self.spec.query(player).after(cursor).page_size(MAX_PAGE_SIZE);
                    let rest = on!(source, store => rows.list(store, query).await);
                    show::<R>(player, rest)
                }
            };
            let text = format!("{} then {} then {}", first.text, between.text, rest.text);
            Answer { text, constraint: between.constraint }
        })
    }

    fn wish(&self, player: &Executor, contents: &crate::contents::Contents) -> Option<crate::act::Wish> {
        self.between.act.wish(player, contents)
    }
}
