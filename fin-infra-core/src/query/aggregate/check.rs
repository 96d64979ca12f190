//! What the types of an aggregate do not exclude.

use super::row::RowValues;
use super::{Aggregate, AggregateRow, Having, Measure};
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::limits::{self, MAX_ORDER_COLUMNS, MAX_PAGE_SIZE};
use crate::resource::{Resource, StoredIn};

impl<R: Resource, Row> Aggregate<R, Row> {
    /// Returns what the derive's types do not exclude.
    pub(crate) fn check(&self) -> Result<()> {
        let refused = self.refused.iter().map(|(field, reason)| Error::invalid(*field, reason.clone()));
        refused.reduce(Error::and).map_or(Ok(()), Err)?;
        if self.outputs.is_empty() {
            return Err(Error::invalid("aggregate", "asks for nothing: add a sum, a count or a group"));
        }
        self.check_currencies()?;
        limits::check("order_by", "columns", self.order.len(), MAX_ORDER_COLUMNS)?;
        limits::check("having", "conditions", self.having.len(), limits::MAX_CONDITIONS)?;
        for Having { measure, values, .. } in &self.having {
            limits::check(field::<R>(measure), "values", values.len(), limits::MAX_VALUES)?;
        }
        let values = self.having.iter().map(|having| having.values.len());
        limits::check("having", "values in all", values.sum(), limits::MAX_VALUES_IN_ALL)?;
        if self.page_size.is_some_and(|size| !(1..=MAX_PAGE_SIZE).contains(&size)) {
            return Err(Error::invalid("page_size", format!("must be between 1 and {MAX_PAGE_SIZE}")));
        }
        match (self.page, self.page_size) {
            (0, _) => Err(Error::invalid("page", "pages are counted from 1")),
            (2.., None) => Err(Error::invalid("page", "needs a page size")),
            _ => Ok(()),
        }
    }

    /// Returns what it computes of no rows. It must have nothing that selects, orders or groups rows further.
    pub(crate) fn of_nothing(&self) -> Result<Row>
    where
        R: StoredIn<InMemory>,
        Row: AggregateRow,
    {
        self.check()?;
        let is_whole = self.having.is_empty() && self.order.is_empty() && self.page_size.is_none();
        if !is_whole || self.measures().any(|measure| measure.key().is_some()) {
            return Err(Error::invalid(
                "aggregate",
                "is of all children of each parent: remove its groups, conditions, order and pages, or use `aggregate` with a \
                 filter by the parents",
            ));
        }
        let nothing: Vec<_> = self.measures().map(Measure::of_nothing).collect();
        let mut values = RowValues::<InMemory> { stored: R::STORED, row: &nothing, next: 0 };
        Row::from_values(self.outputs.iter().map(|output| output.read(&mut values)).collect::<Result<_>>()?)
    }
}

/// The field that errors about a measure name.
pub(super) fn field<R: Resource>(measure: &Measure) -> &'static str {
    measure.ordinal().map_or("having", |ordinal| R::TABLE.columns[ordinal].field)
}
