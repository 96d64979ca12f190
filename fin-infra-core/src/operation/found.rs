//! The rows that a call reads, with their types.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::column::Medium;
use crate::error::{Error, Result};
use crate::resource::{Resource, StoredIn, decode};
use crate::row::{Chosen, Columns, RowOf};
use crate::stored::{AnyRow, RowSink};

/// The form in which a call returns the rows of `R`.
pub(crate) trait Form<R: Resource>: Send {
    /// One row.
    type Row: Send;

    /// The columns that it has; `None` for all, in table order.
    fn columns(&self) -> Option<Chosen>;

    /// Decodes a row.
    fn decode<M: Medium>(&self, row: &M::Row) -> Result<Self::Row>
    where
        R: StoredIn<M>;

    /// The row, if it has all columns.
    fn whole(_row: &Self::Row) -> Option<&dyn AnyRow> {
        None
    }

    /// The id of a row, and what it was decoded from.
    fn id<M: Medium>(&self, from: &M::Row, _row: &Self::Row) -> Result<R::Id>
    where
        R: StoredIn<M>,
    {
        let id = R::ALL[R::TABLE.id].get(from, index_of_id::<R>(self))?;
        let id = id.and_then(|id| id.downcast().ok());
        id.map(|id| *id).ok_or_else(|| Error::unreadable("the row has no id").of(R::TABLE.name))
    }
}

/// A row with all columns.
pub(crate) struct Whole;

impl<R: Resource> Form<R> for Whole {
    type Row = R::Read;

    fn columns(&self) -> Option<Chosen> {
        None
    }

    fn decode<M: Medium>(&self, row: &M::Row) -> Result<R::Read>
    where
        R: StoredIn<M>,
    {
        decode::<R, M>(row)
    }

    fn whole(row: &R::Read) -> Option<&dyn AnyRow> {
        Some(row)
    }

    fn id<M: Medium>(&self, _from: &M::Row, row: &R::Read) -> Result<R::Id>
    where
        R: StoredIn<M>,
    {
        Ok(R::id(row).clone())
    }
}

/// A row of a type with some of the columns.
pub(crate) struct As<Row>(PhantomData<fn() -> Row>);

impl<Row> As<Row> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R: Resource, Row: RowOf<R>> Form<R> for As<Row> {
    type Row = Row;

    fn columns(&self) -> Option<Chosen> {
        Some(Chosen::OfType(Row::projection()))
    }

    fn decode<M: Medium>(&self, row: &M::Row) -> Result<Row>
    where
        R: StoredIn<M>,
    {
        Row::read::<M>(row, |index| index).map_err(|error| of_row::<R, M>(error, self, row))
    }
}

/// The values of a row in columns that are chosen at run time.
pub type Values = Vec<Option<Box<dyn Any + Send + Sync>>>;

/// A row as its [`Values`].
pub(crate) struct AsValues(Arc<[usize]>);

impl AsValues {
    /// In the columns with some ordinals, none of them twice.
    pub(crate) fn new(ordinals: &[usize]) -> Self {
        Self(ordinals.into())
    }
}

impl<R: Resource> Form<R> for AsValues {
    type Row = Values;

    fn columns(&self) -> Option<Chosen> {
        Some(Chosen::AtRunTime(self.0.clone()))
    }

    fn decode<M: Medium>(&self, row: &M::Row) -> Result<Values>
    where
        R: StoredIn<M>,
    {
        let columns = self.0.iter().enumerate();
        let values = columns.map(|(index, &ordinal)| R::ALL[ordinal].get(row, index)).collect::<Result<_>>();
        values.map_err(|error| of_row::<R, M>(error, self, row))
    }
}

/// A row with its id.
pub(super) struct WithId<F>(pub(super) F);

impl<R: Resource, F: Form<R>> Form<R> for WithId<F> {
    type Row = (R::Id, F::Row);

    fn columns(&self) -> Option<Chosen> {
        self.0.columns()
    }

    fn decode<M: Medium>(&self, from: &M::Row) -> Result<Self::Row>
    where
        R: StoredIn<M>,
    {
        let row = self.0.decode::<M>(from)?;
        Ok((self.0.id::<M>(from, &row)?, row))
    }
}

fn index_of_id<R: Resource>(form: &(impl Form<R> + ?Sized)) -> usize {
    form.columns().map_or(R::TABLE.id, |columns| columns.index_of_id(R::TABLE))
}

/// Adds the id of the row to an error.
#[cold]
fn of_row<R: StoredIn<M>, M: Medium>(error: Error, form: &impl Form<R>, row: &M::Row) -> Error {
    error.with_row_id(R::STORED.id_text(row, index_of_id::<R>(form)))
}

/// At most one row.
pub(crate) struct One<R: Resource, F: Form<R> = Whole> {
    form: F,
    pub(super) row: Option<F::Row>,
}

impl<R: Resource, F: Form<R>> One<R, F> {
    pub(crate) fn of(form: F) -> Self {
        Self { form, row: None }
    }

    /// The columns to select for the row; `None` for all.
    pub(super) fn columns(&self) -> Option<Columns> {
        self.form.columns().map(|chosen| Columns::new(chosen, R::TABLE))
    }
}

impl<R: Resource> Default for One<R> {
    fn default() -> Self {
        Self::of(Whole)
    }
}

impl<R: StoredIn<M>, M: Medium, F: Form<R>> RowSink<M> for One<R, F> {
    fn start(&mut self, _expected: usize) {
        self.row = None;
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        self.row = Some(self.form.decode::<M>(row)?);
        Ok(())
    }

    fn len(&self) -> usize {
        usize::from(self.row.is_some())
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.row.as_ref().filter(|_| index == 0).and_then(F::whole)
    }
}

/// Any number of rows.
pub(crate) struct Many<R: Resource, F: Form<R> = Whole> {
    form: F,
    pub(super) rows: Vec<F::Row>,
}

impl<R: Resource, F: Form<R>> Many<R, F> {
    pub(crate) fn of(form: F) -> Self {
        Self { form, rows: Vec::new() }
    }

    /// The columns to select for the rows; `None` for all.
    pub(super) fn columns(&self) -> Option<Columns> {
        self.form.columns().map(|chosen| Columns::new(chosen, R::TABLE))
    }
}

impl<R: Resource> Default for Many<R> {
    fn default() -> Self {
        Self::of(Whole)
    }
}

impl<R: StoredIn<M>, M: Medium, F: Form<R>> RowSink<M> for Many<R, F> {
    fn start(&mut self, expected: usize) {
        self.rows.clear();
        self.rows.reserve_exact(expected);
    }

    fn push(&mut self, row: &M::Row) -> Result<()> {
        self.rows.push(self.form.decode::<M>(row)?);
        Ok(())
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, index: usize) -> Option<&dyn AnyRow> {
        self.rows.get(index).and_then(F::whole)
    }
}
