//! The rows of a tenant, with their types erased.
//!
//! Handlers use these traits, so that they are compiled once, not once for each resource.

mod family;
mod related;
mod typed;

use std::any::Any;
use std::io::Write;

use fin_infra_core::internal::Values;
use fin_infra_core::query::{self, Direction, Sort, Start, TimeZone};
use fin_infra_core::schema::Table;
use fin_infra_core::{Db, DbTransaction, Result};
use futures_util::future::BoxFuture;
use serde::Serialize;

pub(super) use self::family::{ChildIds, ChildRows, Children, ParentRows, with_children};
pub(super) use self::related::{Link, RELATED, Related, RowsWithRelated};
pub(super) use self::typed::{ChildrenOf, ParentRowsOf, RowsOf, reference};
use super::computed::Output;
use super::field::Field;
use super::input::InputBody;
use super::problem::Problem;
use super::value::ConditionText;

/// A call to the database.
pub(super) type DbFuture<'a, T> = BoxFuture<'a, Result<T>>;

/// The rows of a tenant.
pub(super) trait Rows: Send + Sync {
    /// The table of the resource.
    fn table(&self) -> &'static Table;

    /// The columns, as the API describes them.
    fn fields(&self) -> &'static [Field];

    /// Whether a text can be parsed as an id.
    fn is_id(&self, text: &str) -> bool;

    /// Reads a live row.
    fn get<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, Row>;

    /// Reads a live row, or some columns of it, to which related rows are added.
    fn get_rows<'a>(
        &self,
        db: &'a Db,
        id: &str,
        selection: Option<Selection>,
    ) -> DbFuture<'a, Box<dyn ReadRows>>;

    /// Starts a list.
    fn listing(&self) -> Box<dyn Listing>;

    /// Reads the live rows with some ids, each of which is a text.
    fn get_many<'a>(&self, db: &'a Db, ids: &[String]) -> DbFuture<'a, Box<dyn ReadRows>>;

    /// The ids among values of any type, none of them twice.
    fn ids_among(&self, values: &mut dyn Iterator<Item = &dyn Any>) -> Values;

    /// Reads the live rows that have one of some values in the column with an ordinal, in ascending order of their ids.
    fn related<'a>(
        &self,
        db: &'a Db,
        ordinal: usize,
        values: Values,
        limits: RelatedLimits,
    ) -> DbFuture<'a, Box<dyn ReadRows>>;
}

/// Rows from which something can be computed.
pub(super) trait AggregatableRows: Rows {
    /// Starts an aggregate.
    fn aggregation(&self) -> Box<dyn Aggregation>;
}

/// Rows that can be created.
pub(super) trait CreatableRows: Rows {
    /// Reads the body of a request.
    fn creation(&self, body: &InputBody<'_>) -> Result<Box<dyn Creation>, Problem>;
}

/// Rows that can be updated.
pub(super) trait UpdatableRows: Rows {
    /// Reads the body of a request.
    fn changes(&self, body: &InputBody<'_>) -> Result<Box<dyn Changes>, Problem>;
}

/// Rows that can be adjusted.
pub(super) trait AdjustableRows: Rows {
    /// Reads the body of a request.
    fn adjustment(&self, body: &InputBody<'_>) -> Result<Box<dyn Adjustment>, Problem>;
}

/// Rows that can be deleted.
pub(super) trait DeletableRows: Rows {
    /// Deletes a row if it has the expected version. Without one, the resource must have no versions.
    fn delete<'a>(&self, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, ()>;

    /// Deletes a row whatever its version is, and returns the number of deleted rows.
    fn delete_any<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, u64>;

    /// Removes a row permanently.
    fn hard_delete<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, ()>;
}

/// Rows that can be restored.
pub(super) trait RestorableRows: Rows {
    /// Restores a deleted row.
    fn restore<'a>(&self, db: &'a Db, id: &str) -> DbFuture<'a, Row>;
}

/// A row to be created.
pub(super) trait Creation: Send {
    /// Creates the row.
    fn create(self: Box<Self>, db: &Db) -> DbFuture<'_, Row>;

    /// Creates the row in a transaction.
    fn create_within(self: Box<Self>, transaction: &mut DbTransaction) -> DbFuture<'_, Row>;
}

/// The changes of a row.
pub(super) trait Changes: Send {
    /// Updates a row if it has the expected version.
    fn update<'a>(self: Box<Self>, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, Row>;
}

/// The amounts to be added to a row.
pub(super) trait Adjustment: Send {
    /// Adjusts a row if it has the expected version.
    fn adjust<'a>(self: Box<Self>, db: &'a Db, id: &str, version: Option<i64>) -> DbFuture<'a, Row>;

    /// Adjusts a row in a transaction.
    fn adjust_within<'a>(
        self: Box<Self>,
        transaction: &'a mut DbTransaction,
        id: &str,
        version: Option<i64>,
    ) -> DbFuture<'a, Row>;
}

/// Rows that are selected by conditions on their columns.
pub(super) trait Filtered {
    /// Adds a condition on a column.
    fn filter_by(&mut self, ordinal: usize, condition: &ConditionText) -> Result<(), String>;
}

/// A list to be read.
pub(super) trait Listing: Filtered + Send {
    /// The ordinals of the columns that it can be ordered by.
    fn orders(&self) -> Vec<usize>;

    /// Adds a column to the order.
    fn order_by(&mut self, ordinal: usize, direction: Direction);

    /// Sets everything else.
    fn select(&mut self, selected: Selected);

    /// Reads the page, with some columns of its rows or with all.
    fn read(self: Box<Self>, db: &Db, selection: Option<Selection>) -> DbFuture<'_, Page>;
}

/// An aggregate to be computed.
pub(super) trait Aggregation: Filtered + Send {
    /// What can be computed. The other functions take an index of this list.
    fn outputs(&self) -> Vec<Output>;

    /// Computes a value of each group, in a time zone if it depends on one.
    fn add(&mut self, index: usize, zone: TimeZone);

    /// Adds a condition on a value of the groups.
    fn having(&mut self, index: usize, condition: &ConditionText) -> Result<(), String>;

    /// Adds a value to the order of the groups.
    fn order_by(&mut self, sort: Sort, direction: Direction);

    /// Sets the text to search for, and the number and the size of the page.
    fn select(&mut self, search: Option<String>, page: u32, page_size: u32);

    /// Reads the page.
    fn read(self: Box<Self>, db: &Db) -> DbFuture<'_, Groups>;
}

/// A page of groups.
pub(super) struct Groups {
    pub(super) items: Box<dyn Items>,
    pub(super) has_more: bool,
}

/// What a list selects apart from its filter and its order.
pub(super) struct Selected {
    pub(super) rows: query::Rows,
    pub(super) search: Option<String>,
    pub(super) start: Start,
    pub(super) page_size: u32,
    pub(super) with_total: bool,
}

/// The columns of rows that a request selects, by their ordinals, none of them twice.
#[derive(Debug)]
pub(super) struct Selection {
    /// Those that the response shows, in table order.
    pub(super) shown: Vec<usize>,
    /// Those that are read.
    pub(super) read: Vec<usize>,
}

impl Selection {
    /// Reads a column as well.
    pub(super) fn also_read(&mut self, ordinal: usize) {
        if !self.read.contains(&ordinal) {
            self.read.push(ordinal);
        }
    }
}

/// How many related rows are read.
#[derive(Clone, Copy)]
pub(super) struct RelatedLimits {
    /// Of each value.
    pub(super) of_each: Option<u32>,
    /// In all: if there are more, at least one more is read.
    pub(super) of_all: usize,
}

/// Rows that were read, to which related rows are added.
pub(super) trait ReadRows: Items {
    /// The value of a row in the column with an ordinal, unless it is null.
    fn value(&self, index: usize, ordinal: usize) -> Option<&dyn Any>;

    /// The ids of the rows.
    fn ids(&self) -> Values;

    /// The index of the row with an id.
    fn index_of(&self, id: &dyn Any) -> Option<usize>;
}

/// A page of rows.
pub(super) struct Page {
    pub(super) rows: Box<dyn ReadRows>,
    pub(super) next: Option<String>,
    pub(super) total: Option<u64>,
}

/// The rows of a page.
pub(super) trait Items: Send + Sync {
    /// The number of rows.
    fn len(&self) -> usize;

    /// Writes a row as JSON.
    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()>;
}

impl<T: Serialize + Send + Sync> Items for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        self.get(index).map_or(Ok(()), |item| serde_json::to_writer(to, item))
    }
}

/// A row that was read.
pub(super) type Row = Box<dyn ReadRow>;

/// A row that was read, with its type erased.
pub(super) trait ReadRow: Send + Sync {
    /// The row as JSON.
    fn json(&self) -> serde_json::Result<Vec<u8>>;

    /// The text of its id.
    fn id(&self) -> Option<String>;

    /// Its version, if the resource has versions.
    fn version(&self) -> Option<i64>;

    /// The ids of the children that were created together with it.
    fn child_ids(&self) -> ChildIds {
        ChildIds::new()
    }
}
