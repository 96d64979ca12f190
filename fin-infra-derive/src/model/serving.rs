//! The indexes that serve what a resource's lists can be asked for.

use super::{Column, Index, IndexedRows, Resource, Role, names};

impl Resource {
    /// All indexes but those of keys: what the user asked for, and one for each column that lists can be filtered,
    /// ordered or searched by.
    pub(crate) fn all_indexes(&self) -> Vec<Index> {
        let asked = self.indexes.iter().map(|index| Index {
            name: index.name.clone(),
            columns: index.columns.clone(),
            rows: index.rows,
        });
        let mut all: Vec<Index> = asked.collect();
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

    /// Serves lists of deleted rows, of which there are few: they are found by it and then sorted.
    fn deleted(&self) -> Option<Index> {
        self.with_role(Role::DeletedAt)?;
        let name = names::constraint_name("ix", &self.table, "fin_deleted");
        Some(Index { name, columns: Vec::new(), rows: IndexedRows::Deleted })
    }

    /// Serves filters and orders. A reference is also looked for when its parent goes, by deleted rows as well.
    fn listed(&self, ordinal: usize, column: &Column) -> Option<Index> {
        let is_own = !matches!(column.role, Role::Id | Role::Tenant);
        let is_listed = column.filter || column.order;
        (is_own && is_listed).then(|| Index {
            name: names::constraint_name("ix", &self.table, &column.name),
            columns: vec![ordinal],
            rows: if column.belongs_to.is_none() { IndexedRows::Live } else { IndexedRows::All },
        })
    }

    /// Serves searches: they read the folded copies, which are narrower than the rows. A copy that fits no index is read
    /// with its row.
    fn searched(&self, ordinal: usize, column: &Column) -> Option<Index> {
        let folded = column.folded.as_ref().filter(|folded| column.search && folded.fits_an_index)?;
        let name = names::constraint_name("ix", &self.table, &folded.name);
        Some(Index { name, columns: vec![self.folded_ordinal(ordinal)], rows: IndexedRows::Live })
    }

    /// The place of a column's folded copy behind all columns.
    pub(crate) fn folded_ordinal(&self, column: usize) -> usize {
        self.columns.len() + self.columns[..column].iter().filter(|column| column.folded.is_some()).count()
    }
}
