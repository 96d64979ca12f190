//! Rows of which only some columns were read.

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;
use std::marker::PhantomData;

use fin_infra_core::internal::{RowValues, Values};
use fin_infra_core::schema::CurrencyOf;
use fin_infra_core::{Error, Money, Result};

use crate::HttpResource;
use crate::field::Shown;
use crate::rows::{Items, ReadRows, Selection};

/// Rows of which only some columns were read, and where each id is.
pub(super) struct SelectedRows<R: HttpResource> {
    selection: Selection,
    rows: Vec<RowValues>,
    /// The ids, in the order of the rows.
    ids: Vec<R::Id>,
    by_id: HashMap<R::Id, usize>,
    resource: PhantomData<fn() -> R>,
}

impl<R: HttpResource> SelectedRows<R> {
    /// The rows, whose values are in the order of the columns that were read. One of them is the id.
    pub(super) fn boxed(selection: Selection, rows: Vec<RowValues>) -> Result<Box<dyn ReadRows>> {
        let index = selection.read.iter().position(|&ordinal| ordinal == R::TABLE.id);
        let id = |row: &RowValues| row.get(index?)?.as_ref()?.downcast_ref::<R::Id>().cloned();
        let ids: Option<Vec<R::Id>> = rows.iter().map(id).collect();
        let ids = ids.ok_or_else(|| Error::not_found().of(R::TABLE.name))?;
        let by_id = ids.iter().enumerate().map(|(index, id)| (id.clone(), index)).collect();
        Ok(Box::new(Self { selection, rows, ids, by_id, resource: PhantomData }))
    }
}

impl<R: HttpResource> SelectedRows<R> {
    /// The amount of a row with its currency, in a column of amounts.
    fn money(&self, index: usize, ordinal: usize) -> Option<Money> {
        let currency = match R::TABLE.columns[ordinal].currency? {
            CurrencyOf::Column(currency) => *self.value(index, currency)?.downcast_ref()?,
            CurrencyOf::Fixed(currency) => currency,
        };
        Money::new(*self.value(index, ordinal)?.downcast_ref()?, currency).ok()
    }
}

impl<R: HttpResource> Items for SelectedRows<R> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        for (number, &ordinal) in self.selection.shown.iter().enumerate() {
            to.write_all(if number == 0 { b"{" } else { b"," }).map_err(serde_json::Error::io)?;
            serde_json::to_writer(&mut *to, R::TABLE.columns[ordinal].field)?;
            to.write_all(b":").map_err(serde_json::Error::io)?;
            let money = self.money(index, ordinal);
            let value = money.as_ref().map(|money| money as &dyn Any).or_else(|| self.value(index, ordinal));
            match (value, R::FIELDS[ordinal].shown) {
                (Some(value), Shown::Alone(write)) => write(value, to)?,
                _ => to.write_all(b"null").map_err(serde_json::Error::io)?,
            }
        }
        to.write_all(b"}").map_err(serde_json::Error::io)
    }
}

impl<R: HttpResource> ReadRows for SelectedRows<R> {
    fn value(&self, index: usize, ordinal: usize) -> Option<&dyn Any> {
        let column = self.selection.read.iter().position(|&other| other == ordinal)?;
        let value = self.rows.get(index)?.get(column)?.as_deref()?;
        Some(value)
    }

    fn ids(&self) -> Values {
        Values::of(self.ids.clone())
    }

    fn index_of(&self, id: &dyn Any) -> Option<usize> {
        self.by_id.get(id.downcast_ref::<R::Id>()?).copied()
    }
}
