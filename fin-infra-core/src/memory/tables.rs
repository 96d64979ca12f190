//! The tables, and the checks that keep them consistent.

use std::collections::{BTreeMap, HashMap};

use super::rowset::{Key, Row, Rowset, is_among, parent_key};
use crate::column::Cell;
use crate::column::InMemory;
use crate::error::{Error, Result};
use crate::query::{Rows, Selected};
use crate::stored::{AnyRow, AnyValue, StoredTable};
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::value::{Native, Scalar};
use crate::violation::conflict;
use crate::violation::dangling_key;
use crate::violation::referenced;
use crate::violation::taken_id;

/// All tables of a store, and the changes since they were last [kept](Tables::keep).
#[derive(Clone, Default)]
pub(crate) struct Tables {
    pub(super) rowsets: HashMap<&'static str, Rowset>,
    pub(super) journal: Vec<Change>,
    /// Counts the times that changes were kept.
    pub(super) revision: u64,
}

#[derive(Clone)]
pub(super) struct Change {
    pub(super) table: &'static Table,
    pub(super) key: Key,
    pub(super) before: Option<Row>,
}

impl Tables {
    /// Runs a function, and rolls its changes back if it fails.
    pub(crate) fn attempt<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let start = self.journal.len();
        let result = work(self);
        if result.is_err() {
            for change in self.journal.split_off(start).into_iter().rev() {
                self.rowset(change.table).set(&change.key, change.before);
            }
        }
        result
    }

    /// Makes the changes permanent: they can no longer be rolled back.
    pub(crate) fn keep(&mut self) {
        self.revision += u64::from(!self.journal.is_empty());
        self.journal.clear();
    }

    /// Inserts a normalized row.
    pub(crate) fn insert(&mut self, stored: &StoredTable<InMemory>, row: &dyn AnyRow) -> Result<()> {
        let cells = cells(stored, row)?;
        if self.row(stored.table, &Self::key_of(stored.table, &cells)).is_some() {
            return Err(taken_id(stored.table));
        }
        self.check_parents(stored, &[row])?;
        self.put(stored.table, cells)
    }

    /// Returns the key of the row of an operation.
    pub(crate) fn target(
        &mut self,
        scope: ErasedScope<'_, InMemory>,
        id: &AnyValue,
        rows: Rows,
        version: Option<i64>,
    ) -> Result<Key> {
        let table = scope.stored.table;
        let key = key(scope, id)?;
        let row = self.row(table, &key).filter(|row| is_among(table, row, rows));
        let row = row.ok_or_else(Error::not_found)?;
        match (version, table.version) {
            (Some(version), Some(ordinal)) if row[ordinal].scalar != version.scalar() => {
                Err(Error::stale_version())
            }
            _ => Ok(key),
        }
    }

    /// Finds a row by its id.
    pub(crate) fn find(
        &self,
        scope: ErasedScope<'_, InMemory>,
        id: &AnyValue,
        rows: Rows,
    ) -> Result<Option<Row>> {
        let table = scope.stored.table;
        Ok(self.row(table, &key(scope, id)?).filter(|row| is_among(table, row, rows)))
    }

    /// Returns all rows that match a query, in no particular order.
    pub(crate) fn select(
        &self,
        scope: ErasedScope<'_, InMemory>,
        selected: Selected<'_, InMemory>,
    ) -> Result<Vec<Row>> {
        let table = scope.stored.table;
        let matches = super::evaluate::Filter::new(scope, selected)?;
        let rows = self.rows(table).filter(|row| is_among(table, row, selected.rows) && matches.row(row));
        Ok(rows.cloned().collect())
    }

    /// Returns the keys of the live rows that match a filter, in their order, up to a limit.
    pub(crate) fn keys(
        &self,
        scope: ErasedScope<'_, InMemory>,
        selected: Selected<'_, InMemory>,
        limit: Option<u32>,
    ) -> Result<Vec<Key>> {
        if scope.tenant.is_none() {
            return Err(Error::database("rows are changed only within one tenant"));
        }
        let rows = self.select(scope, selected)?;
        let mut keys: Vec<_> = rows.iter().map(|row| Self::key_of(scope.stored.table, row)).collect();
        keys.sort();
        keys.truncate(limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(keys)
    }

    /// Returns the key of a row.
    pub(crate) fn key_of(table: &Table, row: &Row) -> Key {
        let tenant = table.tenant.map_or(Scalar::Null, |ordinal| row[ordinal].scalar.clone());
        Key(tenant, row[table.id].scalar.clone())
    }

    /// Stores a row if it violates no rule and no constraint. Rules are checked first, as in databases.
    pub(super) fn put_checked(&mut self, stored: &StoredTable<InMemory>, row: Row) -> Result<Row> {
        (stored.typed.decode)(&row)?.check()?;
        self.put(stored.table, row.clone())?;
        Ok(row)
    }

    /// Stores a row if it violates no constraint.
    pub(super) fn put(&mut self, table: &'static Table, row: Row) -> Result<()> {
        let key = Self::key_of(table, &row);
        self.check_unique(table, &key, &row)?;
        self.check_references(table, &key, &row)?;
        self.set(table, key, Some(row));
        Ok(())
    }

    pub(super) fn check_unique(&mut self, table: &'static Table, key: &Key, row: &Row) -> Result<()> {
        let rowset = self.rowset(table);
        let values = rowset.values(row).into_iter();
        let mut taken = values.filter(|value| rowset.taken.get(value).is_some_and(|holder| holder != key));
        taken.next().map_or(Ok(()), |(number, _)| Err(conflict(table, &table.uniques[number])))
    }

    pub(super) fn check_references(&self, table: &'static Table, key: &Key, row: &Row) -> Result<()> {
        let dangling = table.foreign_keys.iter().find(|foreign_key| {
            let parent = (foreign_key.parent)();
            let id = &row[foreign_key.column].scalar;
            let wanted = parent_key(parent, key, id);
            let is_itself = parent.name == table.name && wanted == *key;
            !id.is_null() && !is_itself && self.row(parent, &wanted).is_none()
        });
        dangling.map_or(Ok(()), |foreign_key| Err(dangling_key(table, foreign_key)))
    }

    /// Returns an error if other rows refer to a row.
    pub(super) fn check_is_free(&self, table: &'static Table, key: &Key) -> Result<()> {
        let referrer = self.referrers(table, key).min();
        referrer.map_or(Ok(()), |name| Err(referenced(Some(name))))
    }

    /// Returns the tables with rows that refer to a row.
    pub(super) fn referrers(&self, table: &Table, key: &Key) -> impl Iterator<Item = &'static str> {
        let referring = self.rowsets.values().filter(|rowset| rowset.refers_to(table, key));
        referring.map(|rowset| rowset.table.name)
    }

    pub(super) fn set(&mut self, table: &'static Table, key: Key, row: Option<Row>) {
        let before = self.rowset(table).set(&key, row);
        self.journal.push(Change { table, key, before });
    }

    pub(super) fn rowset(&mut self, table: &'static Table) -> &mut Rowset {
        let empty = || Rowset { table, rows: BTreeMap::new(), taken: BTreeMap::new() };
        self.rowsets.entry(table.name).or_insert_with(empty)
    }

    pub(super) fn rows(&self, table: &Table) -> impl Iterator<Item = &Row> {
        self.rowsets.get(table.name).into_iter().flat_map(|rowset| rowset.rows.values())
    }

    pub(super) fn row(&self, table: &Table, key: &Key) -> Option<Row> {
        self.rowsets.get(table.name)?.rows.get(key).cloned()
    }
}

pub(super) fn next_version(version: &Cell) -> Cell {
    let next = i64::from_scalar(version.scalar.clone()).unwrap_or_default() + 1;
    Cell::new(next.scalar(), &next)
}

pub(super) fn cells(stored: &StoredTable<InMemory>, row: &dyn AnyRow) -> Result<Row> {
    let mut cells = Vec::new();
    stored.add_row(row, &mut cells)?;
    Ok(cells.into())
}

pub(super) fn key(scope: ErasedScope<'_, InMemory>, id: &AnyValue) -> Result<Key> {
    if scope.tenant.is_none() {
        return Err(Error::database("a row is identified by its id only within one tenant"));
    }
    let mut cells = Vec::new();
    scope.add_tenant(&mut cells)?;
    let tenant = cells.pop().map_or(Scalar::Null, |cell| cell.scalar);
    scope.stored.add(scope.stored.table.id, id, &mut cells)?;
    Ok(Key(tenant, cells.pop().map_or(Scalar::Null, |cell| cell.scalar)))
}
