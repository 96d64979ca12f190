//! The indexes that serve the lists of a resource.

use super::{Column, Index, IndexedRows, Money, Resource, Role, names};

impl Resource {
    /// All indexes except those of keys: the ones that the user requested, and one for each column that lists can be
    /// filtered, ordered or searched by.
    pub(crate) fn all_indexes(&self) -> Vec<Index> {
        let requested = self.indexes.iter().map(|index| Index {
            name: index.name.clone(),
            columns: index.columns.clone(),
            rows: index.rows,
        });
        let mut all: Vec<Index> = requested.collect();
        let columns = self.columns.iter().enumerate();
        let needed = columns
            .flat_map(|(ordinal, column)| [self.listed(ordinal, column), self.searched(ordinal, column)]);
        for index in needed.flatten() {
            if all.iter().all(|other| other.columns != index.columns) {
                all.push(index);
            }
        }
        all.extend(self.deleted());
        all
    }

    /// Serves lists of deleted rows. There are few of them, so they are sorted after they are found.
    fn deleted(&self) -> Option<Index> {
        self.with_role(Role::DeletedAt)?;
        let name = names::constraint_name("ix", &self.table, "fin_deleted");
        Some(Index { name, columns: Vec::new(), rows: IndexedRows::Deleted })
    }

    /// Serves filters, orders and groups. Deleting a parent also looks for references, in deleted rows as well.
    fn listed(&self, ordinal: usize, column: &Column) -> Option<Index> {
        let is_own = !matches!(column.role, Role::Id | Role::Tenant);
        // The index of an amount begins with its currency.
        let is_served = !column.is_field() && self.columns[ordinal - 1].is_indexed();
        let currency = (column.money == Some(Money::Amount)).then_some(ordinal + 1);
        (is_own && column.is_indexed() && !is_served).then(|| Index {
            name: names::constraint_name("ix", &self.table, &column.name),
            columns: currency.into_iter().chain([ordinal]).collect(),
            rows: if column.belongs_to.is_none() { IndexedRows::Live } else { IndexedRows::All },
        })
    }

    /// Serves searches, which read the folded copies because they are narrower than the rows. A search reads the rows if
    /// the copy does not fit into an index.
    fn searched(&self, ordinal: usize, column: &Column) -> Option<Index> {
        let folded = column.folded.as_ref().filter(|folded| column.search && folded.fits_an_index)?;
        let name = names::constraint_name("ix", &self.table, &folded.name);
        Some(Index { name, columns: vec![self.folded_ordinal(ordinal)], rows: IndexedRows::Live })
    }

    /// The ordinal of a column's folded copy. Folded copies follow all columns.
    pub(crate) fn folded_ordinal(&self, column: usize) -> usize {
        self.columns.len() + self.columns[..column].iter().filter(|column| column.folded.is_some()).count()
    }
}
