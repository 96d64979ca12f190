//! Schemas from a seed.

use fin_infra_core::internal::LONGEST_NAME;
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::super::dialect::{Database, Dialect as _, LIVE};
use super::super::model::{Column, ForeignKey, Index, Schema, Table};
use super::kinds::{KINDS, Kind, NUMBER_ID, TEXT_TENANT};

/// A generator of schemas and changes.
pub(super) struct Generator {
    pub(super) random: ChaCha8Rng,
    pub(super) database: Database,
    /// The names of the tenant's and the id's columns.
    pub(super) tenant: &'static str,
    pub(super) id: &'static str,
    names: u32,
}

impl Generator {
    pub(super) fn new(seed: u64, database: Database) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let tenant = if random.random_range(0..2) == 0 { "tenant_id" } else { TEXT_TENANT };
        let id = if random.random_range(0..2) == 0 { "id" } else { NUMBER_ID };
        Self { random, database, tenant, id, names: 0 }
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    /// A unique name; every third one has the maximum length, and differs from others in its last characters.
    pub(super) fn name(&mut self, start: &str) -> String {
        self.names += 1;
        let end = self.names.to_string();
        let room = LONGEST_NAME - end.len();
        let start = format!("{start}_");
        let start = &start[..start.len().min(room)];
        if self.names.is_multiple_of(3) { format!("{start:x<room$}{end}") } else { format!("{start}{end}") }
    }

    /// The name of a table; all but the first have the maximum length.
    pub(super) fn table_name(number: usize) -> String {
        if number == 0 {
            "t0".to_owned()
        } else {
            format!("{:x<room$}{number}", "t", room = LONGEST_NAME - 1)
        }
    }

    /// A few tables, some of which refer to others.
    pub(super) fn schema(&mut self) -> Schema {
        let mut schema = Schema::default();
        for number in 0..self.random.random_range(1..4) {
            let name = Self::table_name(number);
            let mut table = self.table(&schema, &name);
            self.database.add_key_indexes(&mut table);
            schema.tables.insert(name, table);
        }
        schema
    }

    pub(super) fn plain(&self, name: &str, nullable: bool) -> Column {
        let sql_type = Kind::of(name).types(self.database)[0].to_owned();
        Column {
            name: name.to_owned(),
            sql_type,
            nullable,
            default: None,
            generated: None,
            folded_from: None,
        }
    }

    pub(super) fn column(&mut self) -> Column {
        let kind = self.random.random_range(0..KINDS.len());
        let nullable = self.chance(50);
        let name = self.name(&format!("c{kind}"));
        let mut column = self.plain(&name, nullable);
        column.default = KINDS[kind].default.filter(|_| self.chance(50)).map(str::to_owned);
        column
    }

    pub(super) fn table(&mut self, others: &Schema, name: &str) -> Table {
        let with_tenant = self.chance(70);
        let mut table = Table {
            columns: vec![self.plain(self.id, false)],
            primary_key: vec![self.id.to_owned()],
            ..Table::default()
        };
        if with_tenant {
            table.columns.push(self.plain(self.tenant, false));
            table.primary_key.insert(0, self.tenant.to_owned());
        }
        for _ in 0..self.random.random_range(1..5) {
            let column = self.column();
            table.columns.push(column);
        }
        if self.chance(50) {
            self.soft_delete(&mut table);
        }
        if self.chance(40) {
            self.turn_row_security(&mut table);
        }
        for _ in 0..self.random.random_range(0..3) {
            self.add_index(name, &mut table);
        }
        if self.chance(40) {
            self.add_check(name, &mut table);
        }
        if self.chance(60) {
            self.add_foreign_key(others, name, &mut table);
        }
        table
    }

    pub(super) fn soft_delete(&mut self, table: &mut Table) {
        table.columns.push(self.plain("deleted_at", true));
        table.columns.extend(self.database.live_column("deleted_at"));
    }

    pub(super) fn turn_row_security(&self, table: &mut Table) {
        let tenant = table.column(self.tenant).filter(|_| self.database == Database::Postgres);
        table.row_security = match table.row_security {
            None => tenant.map(|tenant| tenant.name.clone()),
            Some(_) => None,
        };
    }

    pub(super) fn add_index(&mut self, name: &str, table: &mut Table) {
        let able: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.name.starts_with('c') && Kind::has_order(column))
            .map(|column| column.name.clone())
            .collect();
        let Some(column) = able.choose(&mut self.random).cloned() else { return };
        let unique = self.chance(40) && !column.starts_with("c2");
        let mut columns = vec![column, self.id.to_owned()];
        if table.column(self.tenant).is_some() {
            columns.insert(0, self.tenant.to_owned());
        }
        let (mut live, mut deleted) = (None, None);
        if table.column("deleted_at").is_some() && self.chance(70) {
            if self.database == Database::MySql {
                columns.push(LIVE.to_owned());
            } else if self.chance(70) {
                live = Some("deleted_at".to_owned());
            } else {
                deleted = Some("deleted_at".to_owned());
            }
        }
        let index = Index { columns, unique, live, deleted, made_by: None };
        table.indexes.insert(self.name(&format!("ix_{name}")), index);
    }

    pub(super) fn add_check(&mut self, name: &str, table: &mut Table) {
        let able: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.name.starts_with("c1") || column.name.starts_with("c3"))
            .map(|column| column.name.clone())
            .collect();
        let texts: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.name.starts_with("c0"))
            .map(|column| column.name.clone())
            .collect();
        let rule = match (able.choose(&mut self.random), texts.choose(&mut self.random)) {
            (Some(one), _) if self.chance(50) => {
                let one = self.database.quoted(one);
                // The derive's sum on each database.
                let sum = match self.database {
                    Database::Sqlite => format!("({one} >> 32) + ({one} & 4294967295)"),
                    Database::Postgres => format!("{one}::BIGINT + {one}"),
                    Database::MySql => format!("CAST({one} AS DECIMAL(20,0)) + {one}"),
                };
                format!("({one} >= -10) AND ({sum} < 100000)")
            }
            (Some(one), _) => format!("{} > -8", self.database.quoted(one)),
            (None, Some(text)) => format!("{} <> 'no (such) ''text'' 😀'", self.database.quoted(text)),
            (None, None) => return,
        };
        table.checks.insert(self.name(&format!("ck_{name}")), rule);
    }

    pub(super) fn add_foreign_key(&mut self, others: &Schema, name: &str, table: &mut Table) {
        let parents: Vec<&String> = others.tables.keys().filter(|other| *other != name).collect();
        let Some(parent) = parents.choose(&mut self.random).map(|parent| (*parent).clone()) else { return };
        let parent_columns = others.tables[&parent].primary_key.clone();
        if parent_columns.len() > 1 && table.column(self.tenant).is_none() {
            return;
        }
        let column = self.name(if self.id == NUMBER_ID { "rn" } else { "r" });
        let id = others.tables[&parent].column(self.id).map(|id| id.sql_type.clone()).unwrap_or_default();
        table.columns.push(Column { sql_type: id, ..self.plain(&column, true) });
        let mut columns = vec![column];
        if parent_columns.len() > 1 {
            columns.insert(0, self.tenant.to_owned());
        }
        table
            .foreign_keys
            .insert(self.name(&format!("fk_{name}")), ForeignKey { columns, parent, parent_columns });
    }
}
