//! The rows of a resource, with their types.

mod aggregation;
mod family;
mod read_rows;
mod selected_rows;

use std::any::Any;
use std::collections::HashSet;

use fin_infra_core::internal::Values;
use fin_infra_core::query::{self, Cursor, Direction, OrderColumn as _, Ordering, Query};
use fin_infra_core::schema::Table;
use fin_infra_core::{
    Adjustable, Creatable, Db, DbTransaction, Deletable, Error, Repository, SoftDelete, Updatable, internal,
};
use futures_util::future::{TryFutureExt as _, ready};

pub(crate) use self::family::{ChildrenOf, ParentRowsOf, reference};
use self::read_rows::ReadRowsOf;
use self::selected_rows::SelectedRows;
use super::{
    AdjustableRows, Adjustment, Changes, CreatableRows, Creation, DbFuture, DeletableRows, Filtered, Listing,
    Page, ReadRow, ReadRows, RelatedLimits, RestorableRows, Row, Rows, Selected, Selection, UpdatableRows,
};
use crate::HttpResource;
use crate::field::Field;
use crate::input::{FromBody, InputBody};
use crate::problem::Problem;
use crate::value::{self, ConditionText};

struct RowOf<R: HttpResource>(R::Read);

impl<R: HttpResource> ReadRow for RowOf<R> {
    fn json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(&self.0)
    }

    fn id(&self) -> Option<String> {
        value::text_of(R::id(&self.0))
    }

    fn version(&self) -> Option<i64> {
        R::version(&self.0)
    }
}

fn row<R: HttpResource>(row: R::Read) -> Row {
    Box::new(RowOf::<R>(row))
}

/// The rows of a resource.
pub(crate) struct RowsOf<R: HttpResource>(pub(crate) Repository<R>);

impl<R: HttpResource> RowsOf<R> {
    /// Parses the id and passes it to `call`; without a valid id, there is no such row.
    fn with_id<'a, T: Send + 'a>(
        &self,
        id: &str,
        call: impl FnOnce(&Repository<R>, R::Id) -> DbFuture<'a, T>,
    ) -> DbFuture<'a, T> {
        match R::id_of(id) {
            Some(id) => call(&self.0, id),
            None => Box::pin(ready(Err(Error::not_found().of(R::TABLE.name)))),
        }
    }
}

impl<R: HttpResource> Rows for RowsOf<R> {
    fn table(&self) -> &'static Table {
        R::TABLE
    }

    fn fields(&self) -> &'static [Field] {
        R::FIELDS
    }

    fn is_id(&self, text: &str) -> bool {
        R::id_of(text).is_some()
    }

    fn get<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, Row> {
        self.with_id(id, |repository, id| Box::pin(repository.get(db, id).map_ok(row::<R>)))
    }

    fn get_rows<'a>(
        &self,
        db: &'a Db,
        id: &str,
        selection: Option<Selection>,
    ) -> DbFuture<'a, Box<dyn ReadRows>> {
        let Some(selection) = selection else {
            let rows = |row| ReadRowsOf::<R>::boxed(vec![row]);
            return self.with_id(id, |repository, id| Box::pin(repository.get(db, id).map_ok(rows)));
        };
        self.with_id(id, |repository, id| {
            let found = internal::find_values(repository, db, id, &selection.read);
            Box::pin(async move {
                let row = found.await?.ok_or_else(|| Error::not_found().of(R::TABLE.name))?;
                SelectedRows::<R>::boxed(selection, vec![row])
            })
        })
    }

    fn get_many<'a>(&self, db: &'a Db, ids: &[String]) -> DbFuture<'a, Box<dyn ReadRows>> {
        let ids: Vec<R::Id> = ids.iter().filter_map(|id| R::id_of(id)).collect();
        Box::pin(self.0.get_many(db, &ids).map_ok(ReadRowsOf::<R>::boxed))
    }

    fn ids_among(&self, values: &mut dyn Iterator<Item = &dyn Any>) -> Values {
        let ids: HashSet<&R::Id> = values.filter_map(<dyn Any>::downcast_ref).collect();
        Values::of(ids.into_iter().cloned().collect())
    }

    fn related<'a>(
        &self,
        db: &'a Db,
        ordinal: usize,
        values: Values,
        limits: RelatedLimits,
    ) -> DbFuture<'a, Box<dyn ReadRows>> {
        let RelatedLimits { of_each, of_all } = limits;
        let rows = internal::related(&self.0, db, ordinal, values, (of_each, of_all));
        Box::pin(rows.map_ok(ReadRowsOf::<R>::boxed))
    }

    fn listing(&self) -> Box<dyn Listing> {
        Box::new(ListingOf { repository: self.0.clone(), query: Query::new() })
    }
}

impl<R: HttpResource + Creatable<Create: for<'de> FromBody<'de>>> CreatableRows for RowsOf<R> {
    fn creation(&self, body: &InputBody<'_>) -> Result<Box<dyn Creation>, Problem> {
        let create = R::Create::from_body(body)?;
        Ok(Box::new(CreationOf { repository: self.0.clone(), create }))
    }
}

impl<R: HttpResource + Updatable<Update: for<'de> FromBody<'de>>> UpdatableRows for RowsOf<R> {
    fn changes(&self, body: &InputBody<'_>) -> Result<Box<dyn Changes>, Problem> {
        let changes = R::Update::from_body(body)?;
        Ok(Box::new(ChangesOf { rows: Self(self.0.clone()), changes }))
    }
}

impl<R: HttpResource + Adjustable<Adjust: for<'de> FromBody<'de>>> AdjustableRows for RowsOf<R> {
    fn adjustment(&self, body: &InputBody<'_>) -> Result<Box<dyn Adjustment>, Problem> {
        let adjust = R::Adjust::from_body(body)?;
        Ok(Box::new(AdjustmentOf { rows: Self(self.0.clone()), adjust }))
    }
}

impl<R: HttpResource + Deletable> DeletableRows for RowsOf<R> {
    fn delete<'a>(&self, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, ()> {
        self.with_id(id, |repository, id| internal::delete_version(repository, db, id, version))
    }

    fn delete_any<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, u64> {
        self.with_id(id, |repository, id| repository.delete_many(db, &[id]))
    }

    fn hard_delete<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, ()> {
        self.with_id(id, |repository, id| internal::remove(repository, db, id))
    }
}

impl<R: HttpResource + SoftDelete> RestorableRows for RowsOf<R> {
    fn restore<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, Row> {
        self.with_id(id, |repository, id| Box::pin(repository.restore(db, id).map_ok(row::<R>)))
    }
}

struct CreationOf<R: Creatable> {
    repository: Repository<R>,
    create: R::Create,
}

impl<R: HttpResource + Creatable> Creation for CreationOf<R> {
    fn create(self: Box<Self>, db: &Db) -> DbFuture<'_, Row> {
        Box::pin(self.repository.create(db, self.create).map_ok(row::<R>))
    }

    fn create_within(self: Box<Self>, transaction: &mut DbTransaction) -> DbFuture<'_, Row> {
        Box::pin(self.repository.create(transaction, self.create).map_ok(row::<R>))
    }
}

struct ChangesOf<R: HttpResource + Updatable> {
    rows: RowsOf<R>,
    changes: R::Update,
}

impl<R: HttpResource + Updatable> Changes for ChangesOf<R> {
    fn update<'a>(self: Box<Self>, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, Row> {
        let Self { rows, changes } = *self;
        rows.with_id(id, |repository, id| {
            Box::pin(internal::update_version(repository, db, id, version, changes).map_ok(row::<R>))
        })
    }
}

struct AdjustmentOf<R: HttpResource + Adjustable> {
    rows: RowsOf<R>,
    adjust: R::Adjust,
}

impl<R: HttpResource + Adjustable> Adjustment for AdjustmentOf<R> {
    fn adjust<'a>(self: Box<Self>, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, Row> {
        let Self { rows, adjust } = *self;
        rows.with_id(id, |repository, id| {
            Box::pin(internal::adjust_version(repository, db, (id, version), adjust).map_ok(row::<R>))
        })
    }

    fn adjust_within<'a>(
        self: Box<Self>,
        transaction: &'a mut DbTransaction,
        id: &str,
        version: Option<i64>,
    ) -> DbFuture<'a, Row> {
        let Self { rows, adjust } = *self;
        rows.with_id(id, |repository, id| {
            Box::pin(
                internal::adjust_version(repository, transaction, (id, version), adjust).map_ok(row::<R>),
            )
        })
    }
}

fn page_of(rows: Box<dyn ReadRows>, next: Option<Cursor>, total: Option<u64>) -> Page {
    Page { rows, next: next.map(|cursor| cursor.to_string()), total }
}

struct ListingOf<R: HttpResource> {
    repository: Repository<R>,
    query: Query<R>,
}

impl<R: HttpResource> Filtered for ListingOf<R> {
    fn filter_by(&mut self, ordinal: usize, condition: &ConditionText) -> Result<(), String> {
        R::filter_by(&mut self.query.filter, ordinal, condition)
    }
}

impl<R: HttpResource> Listing for ListingOf<R> {
    fn orders(&self) -> Vec<usize> {
        R::Order::ALL.iter().map(|column| column.ordinal()).collect()
    }

    fn order_by(&mut self, ordinal: usize, direction: Direction) {
        let column = R::Order::ALL.iter().find(|column| column.ordinal() == ordinal);
        self.query.order.extend(column.map(|&column| Ordering { column, direction }));
    }

    fn select(&mut self, selected: Selected) {
        let Selected { rows, search, start, page_size, with_total } = selected;
        self.query.search.extend(search);
        let Query { filter, search, order, .. } = std::mem::take(&mut self.query);
        self.query = Query { filter, search, order, rows, start, page_size, with_total };
    }

    fn read(self: Box<Self>, db: &Db, selection: Option<Selection>) -> DbFuture<'_, Page> {
        let Self { repository, query } = *self;
        let Some(selection) = selection else {
            let page = repository.list(db, query).map_ok(|page| {
                let query::Page { items, next, total, .. } = page;
                page_of(ReadRowsOf::<R>::boxed(items), next, total)
            });
            return Box::pin(page);
        };
        let page = internal::list_values(&repository, db, query, &selection.read);
        Box::pin(async move {
            let query::Page { items, next, total, .. } = page.await?;
            Ok(page_of(SelectedRows::<R>::boxed(selection, items)?, next, total))
        })
    }
}
