//! New rows.

use std::sync::Arc;

use fin_infra::prelude::*;
use futures_util::future::LocalBoxFuture;

use crate::act::{Act, Answer, Source, Wish, on};
use crate::contents::{Contents, Fields, fields};
use crate::ids::{self, Shared, Tenant};
use crate::player::Executor;
use crate::scribe::Generator;
use crate::subjects::{Subject, Upserting};

#[derive(Debug)]
struct Create<R: Subject> {
    tenant: Tenant,
    /// None for an id that the store makes.
    id: Option<Shared>,
    create: R::Create,
}

pub(super) fn one<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    let id = scribe.dice.maybe(80, ids::shared);
    if id.is_none() {
        scribe.makes::<R>(tenant);
    }
    let create = R::fit(R::draft(&mut scribe.dice), id.map(Shared::id));
    Arc::new(Create::<R> { tenant, id, create })
}

/// The row that would be created.
pub(super) fn wished<R: Subject>(tenant: Tenant, id: Option<Shared>, create: &R::Create) -> Fields {
    let tenant = R::rows(tenant).tenant_id().clone();
    let id = id.map_or(Uuid::max(), Shared::id);
    let mut row = fields(&R::row(create.clone(), id, tenant, Utc::now()));
    if let Some(numbering) = &R::TABLE.numbering {
        // The store gives it, and never one that is taken.
        row.remove(R::TABLE.columns[numbering.column].field);
    }
    row
}

impl<R: Subject> Act for Create<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.tenant);
            let create = self.create.clone();
            let result = match self.id {
                Some(id) => on!(source, store => rows.create_with_id(store, id.id(), create).await),
                None => on!(source, store => rows.create(store, create).await),
            };
            player.answer(result, |player, row| {
                player.made::<R>(&row);
                player.check_is_now::<R>(&row, &["created_at", "updated_at"]);
                player.show::<R>(&row)
            })
        })
    }

    fn wish(&self, _player: &Executor, _contents: &Contents) -> Option<Wish> {
        Some(Wish {
            table: R::TABLE,
            rows: vec![wished::<R>(self.tenant, self.id, &self.create)],
            are_changed: false,
        })
    }
}

#[derive(Debug)]
struct CreateMany<R: Subject> {
    tenant: Tenant,
    creates: Vec<R::Create>,
}

pub(super) fn many<R: Subject>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    scribe.makes::<R>(tenant);
    let creates = match scribe.dice.chance(2) {
        false => scribe.dice.several(5, R::draft),
        // They are inserted by more than one statement; the conflict is in the middle.
        true => scribe.dice.tame(|dice| (0..1_050).map(|_| R::draft(dice)).collect()),
    };
    Arc::new(CreateMany::<R> { tenant, creates })
}

impl<R: Subject> Act for CreateMany<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let rows = R::rows(self.tenant);
            let creates = self.creates.clone();
            let result = on!(source, store => rows.create_many(store, creates).await);
            if let Ok(rows) = &result {
                rows.iter().for_each(|row| player.made::<R>(row));
            }
            player.rows::<R>(result)
        })
    }

    fn wish(&self, _player: &Executor, _contents: &Contents) -> Option<Wish> {
        let rows = self.creates.iter().enumerate().map(|(number, create)| {
            let mut row = wished::<R>(self.tenant, None, create);
            // Each of them is another one.
            row.insert("id".to_owned(), number.into());
            row
        });
        Some(Wish { table: R::TABLE, rows: rows.collect(), are_changed: false })
    }
}

#[derive(Debug)]
struct Upsert<R: Upserting> {
    tenant: Tenant,
    way: usize,
    create: R::Create,
}

pub(super) fn upsert<R: Upserting>(scribe: &mut Generator) -> Arc<dyn Act> {
    let tenant = scribe.tenant();
    scribe.makes::<R>(tenant);
    let way = scribe.dice.below(R::WAYS);
    Arc::new(Upsert::<R> { tenant, way, create: R::draft(&mut scribe.dice) })
}

impl<R: Upserting> Act for Upsert<R> {
    fn play<'a>(
        &'a self,
        player: &'a mut Executor,
        source: &'a mut Source<'_>,
    ) -> LocalBoxFuture<'a, Answer> {
        Box::pin(async move {
            let create = self.create.clone();
            let result = on!(source, store => R::upsert(store, self.tenant, self.way, create).await);
            player.answer(result, |player, row| {
                player.made::<R>(&row);
                player.check_is_now::<R>(&row, &["updated_at"]);
                player.show::<R>(&row)
            })
        })
    }

    fn wish(&self, _player: &Executor, contents: &Contents) -> Option<Wish> {
        let mut row = wished::<R>(self.tenant, None, &self.create);
        // It replaces the row with the same unique value.
        let holder = contents.holder(R::TABLE, &R::TABLE.uniques[self.way], &row);
        let are_changed = holder.is_some();
        row.extend(holder.map(|id| ("id".to_owned(), id)));
        Some(Wish { table: R::TABLE, rows: vec![row], are_changed })
    }
}
