//! Rows that were read, with their types.

use std::any::Any;
use std::collections::HashMap;
use std::io::Write;

use fin_infra_core::internal::{AnyRow as _, Values};

use crate::HttpResource;
use crate::rows::{Items, ReadRows};

/// Rows that were read, and where each id is.
pub(super) struct ReadRowsOf<R: HttpResource> {
    rows: Vec<R::Read>,
    by_id: HashMap<R::Id, usize>,
}

impl<R: HttpResource> ReadRowsOf<R> {
    pub(super) fn boxed(rows: Vec<R::Read>) -> Box<dyn ReadRows> {
        let by_id = rows.iter().enumerate().map(|(index, row)| (R::id(row).clone(), index)).collect();
        Box::new(Self { rows, by_id })
    }
}

impl<R: HttpResource> Items for ReadRowsOf<R> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn write(&self, index: usize, to: &mut dyn Write) -> serde_json::Result<()> {
        self.rows.get(index).map_or(Ok(()), |row| serde_json::to_writer(to, row))
    }
}

impl<R: HttpResource> ReadRows for ReadRowsOf<R> {
    fn value(&self, index: usize, ordinal: usize) -> Option<&dyn Any> {
        self.rows.get(index)?.value(ordinal)
    }

    fn ids(&self) -> Values {
        Values::of(self.rows.iter().map(|row| R::id(row).clone()).collect())
    }

    fn index_of(&self, id: &dyn Any) -> Option<usize> {
        self.by_id.get(id.downcast_ref::<R::Id>()?).copied()
    }
}
