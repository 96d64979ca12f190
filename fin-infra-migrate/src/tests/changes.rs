//! Changes of schemas from a seed.

use std::collections::BTreeMap;

use rand::RngExt as _;
use rand::seq::IndexedRandom as _;

use super::super::describe::Desired;
use super::super::dialect::{Dialect as _, LIVE};
use super::super::model::{Schema, Table};
use super::kinds::{Kind, NUMBER_ID, TEXT_TENANT};
use super::random::Generator;

impl Generator {
    /// The tables after some changes.
    pub(super) fn changed(&mut self, before: &Schema) -> Desired {
        let mut wanted = Desired { schema: before.clone(), ..Desired::default() };
        let names: Vec<String> = before.tables.keys().cloned().collect();
        for _ in 0..self.random.random_range(0..6) {
            let Some(name) = names.choose(&mut self.random) else { continue };
            if wanted.schema.tables.contains_key(name) {
                self.change_table(name, &mut wanted, before);
            }
        }
        if self.chance(25) {
            let name = Self::table_name(names.len());
            let table = self.table(&wanted.schema, &name);
            wanted.schema.tables.insert(name, table);
        }
        if self.chance(30) {
            self.widen_keys(&mut wanted.schema);
        }
        for table in wanted.schema.tables.values_mut() {
            // Indexes of foreign keys follow the keys.
            table.indexes.retain(|name, _| !name.starts_with("fk_"));
            self.database.add_key_indexes(table);
        }
        let children = |name: &str, schema: &Schema| {
            schema.tables.values().any(|table| table.foreign_keys.values().any(|key| key.parent == name))
        };
        if let Some(last) = names.last().filter(|last| self.chance(15) && !children(last, &wanted.schema)) {
            wanted.schema.tables.remove(last);
            wanted.renames.retain(|(table, _), _| table != last);
        }
        wanted
    }

    fn change_table(&mut self, name: &str, wanted: &mut Desired, before: &Schema) {
        let others = wanted.schema.clone();
        let Some(table) = wanted.schema.tables.get_mut(name) else { return };
        match self.random.random_range(0..12) {
            0 => {
                let column = self.column();
                table.columns.push(column);
            }
            1 => self.drop_column(table),
            2 => self.rename_column(name, table, &before.tables[name], &mut wanted.renames),
            3 => self.widen_column(table),
            4 => self.change_column(table),
            5 => self.add_index(name, table),
            6 => drop(table.indexes.pop_first()),
            7 if table.checks.is_empty() => self.add_check(name, table),
            7 => table.checks.clear(),
            8 => self.add_foreign_key(&others, name, table),
            9 => drop(table.foreign_keys.pop_last()),
            10 => self.turn_row_security(table),
            _ if table.column("deleted_at").is_none() => self.soft_delete(table),
            _ => {
                table.columns.retain(|column| column.name != "deleted_at" && column.name != LIVE);
                table.indexes.retain(|_, index| {
                    let of_all_rows = index.live.is_none() && index.deleted.is_none();
                    of_all_rows && !index.columns.iter().any(|column| column == LIVE)
                });
            }
        }
    }

    /// Widens tenants or ids in each table that has or refers to them.
    fn widen_keys(&mut self, schema: &mut Schema) {
        let tenants = self.chance(50);
        // MySQL allows no longer text in a key.
        let ordinal = if tenants { 1 } else { 2 };
        for column in schema.tables.values_mut().flat_map(|table| &mut table.columns) {
            let is_meant = if tenants {
                column.name == TEXT_TENANT
            } else {
                column.name == NUMBER_ID || column.name.starts_with("rn_")
            };
            if let Some(wider) = Kind::of(&column.name).types(self.database).get(ordinal).filter(|_| is_meant)
            {
                (*wider).clone_into(&mut column.sql_type);
            }
        }
    }

    fn free(table: &Table) -> Vec<usize> {
        let is_used = |name: &str| {
            table.indexes.values().any(|index| index.columns.iter().any(|column| column == name))
                || table.checks.values().any(|rule| rule.contains(name))
        };
        (0..table.columns.len())
            .filter(|&ordinal| {
                table.columns[ordinal].name.starts_with('c') && !is_used(&table.columns[ordinal].name)
            })
            .collect()
    }

    fn drop_column(&mut self, table: &mut Table) {
        if let Some(&ordinal) = Self::free(table).choose(&mut self.random) {
            table.columns.remove(ordinal);
        }
    }

    fn rename_column(
        &mut self,
        name: &str,
        table: &mut Table,
        before: &Table,
        renames: &mut BTreeMap<(String, String), String>,
    ) {
        let able: Vec<usize> = (0..table.columns.len())
            .filter(|&ordinal| {
                table.columns[ordinal].name.starts_with('c')
                    && before.column(&table.columns[ordinal].name).is_some()
            })
            .collect();
        let Some(&ordinal) = able.choose(&mut self.random) else { return };
        let old = table.columns[ordinal].name.clone();
        let kind = old.split('_').next().unwrap_or_default().to_owned();
        let new = self.name(&kind);
        table.columns[ordinal].name.clone_from(&new);
        let rename = |column: &mut String| {
            if *column == old {
                column.clone_from(&new);
            }
        };
        table.indexes.values_mut().for_each(|index| index.columns.iter_mut().for_each(rename));
        for rule in table.checks.values_mut() {
            *rule = rule.replace(&self.database.quoted(&old), &self.database.quoted(&new));
        }
        renames.insert((name.to_owned(), new), old);
    }

    fn widen_column(&mut self, table: &mut Table) {
        let mut able: Vec<usize> = (0..table.columns.len())
            .filter(|&ordinal| table.columns[ordinal].name.starts_with('c'))
            .collect();
        // An indexed text becomes unindexable, which restricts the order of statements.
        let is_indexed_text = |&ordinal: &usize| {
            let name = &table.columns[ordinal].name;
            name.starts_with("c0") && table.indexes.values().any(|index| index.columns.contains(name))
        };
        if able.iter().any(is_indexed_text) && self.chance(70) {
            able.retain(is_indexed_text);
        }
        let Some(&ordinal) = able.choose(&mut self.random) else { return };
        let column = &mut table.columns[ordinal];
        if let Some(wider) = Kind::of(&column.name).types(self.database).choose(&mut self.random) {
            (*wider).clone_into(&mut column.sql_type);
        }
        if !Kind::has_order(column) {
            let name = column.name.clone();
            table.indexes.retain(|_, index| !index.columns.contains(&name));
        }
    }

    fn change_column(&mut self, table: &mut Table) {
        let able: Vec<usize> = (0..table.columns.len())
            .filter(|&ordinal| table.columns[ordinal].name.starts_with(['c', 'r']))
            .collect();
        let Some(&ordinal) = able.choose(&mut self.random) else { return };
        let turn_null = self.chance(50) || table.columns[ordinal].name.starts_with('r');
        let column = &mut table.columns[ordinal];
        if turn_null {
            column.nullable = !column.nullable;
        } else {
            column.default = match column.default {
                Some(_) => None,
                None => Kind::of(&column.name).default.map(str::to_owned),
            };
        }
    }
}
