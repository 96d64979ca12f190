//! Schemas, and changes to them, that a seed decides.

use std::collections::BTreeMap;

use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::super::describe::Wanted;
use super::super::dialect::{Dialect, LIVE};
use super::super::model::{Column, ForeignKey, Index, Schema, Table};

/// A kind of column: its types from the narrowest to the widest, a value for the `number`th row, and a default.
pub(super) struct Kind {
    types: [&'static [&'static str]; 3],
    pub(super) value: fn(Dialect, u32) -> String,
    default: Option<&'static str>,
}

const MYSQL_TEXT: &str =
    "CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */";

pub(super) const KINDS: [Kind; 7] = [
    Kind {
        types: [
            &["TEXT"],
            &["VARCHAR(40) COLLATE \"C\"", "VARCHAR(80) COLLATE \"C\""],
            &[
                "VARCHAR(40) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */",
                "VARCHAR(80) CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */",
            ],
        ],
        value: |_, number| format!("'it''s row {number}'"),
        default: Some("'it''s \"new\" (or not)'"),
    },
    Kind {
        types: [&["INTEGER"], &["SMALLINT", "INTEGER", "BIGINT"], &["SMALLINT", "INT", "BIGINT"]],
        value: |_, number| number.to_string(),
        default: Some("-7"),
    },
    Kind {
        types: [&["BOOLEAN"], &["BOOLEAN"], &["BOOLEAN"]],
        value: |_, number| if number % 2 == 0 { "TRUE" } else { "FALSE" }.to_owned(),
        default: Some("TRUE"),
    },
    Kind {
        types: [
            &["INTEGER(12, 2)", "INTEGER(18, 4)"],
            &["NUMERIC(12, 2)", "NUMERIC(18, 4)"],
            &["DECIMAL(12, 2)", "DECIMAL(18, 4)"],
        ],
        value: |dialect, number| {
            if dialect == Dialect::Sqlite { format!("{number}50") } else { format!("{number}.50") }
        },
        default: Some("0"),
    },
    Kind {
        types: [&["BLOB"], &["UUID"], &["BINARY(16)"]],
        value: |dialect, number| match dialect {
            Dialect::Postgres => format!("'00000000-0000-0000-0000-{number:012}'"),
            _ => format!("X'00000000000000000000{number:012}'"),
        },
        default: None,
    },
    Kind {
        types: [&["INTEGER"], &["TIMESTAMPTZ"], &["DATETIME(6)"]],
        value: |dialect, number| match dialect {
            Dialect::Sqlite => number.to_string(),
            Dialect::Postgres => format!("'2025-01-01 00:00:{number:02}.5+00'"),
            Dialect::MySql => format!("'2025-01-01 00:00:{number:02}.5'"),
        },
        default: None,
    },
    Kind {
        types: [&["TEXT"], &["JSONB"], &["JSON"]],
        value: |_, number| format!("'{{\"row\": {number}}}'"),
        default: None,
    },
];

impl Kind {
    fn types(&self, dialect: Dialect) -> &'static [&'static str] {
        match dialect {
            Dialect::Sqlite => self.types[0],
            Dialect::Postgres => self.types[1],
            Dialect::MySql => self.types[2],
        }
    }

    /// The kind that a column was made of, by what its name begins with.
    pub(super) fn of(column: &str) -> &'static Self {
        let number = column
            .strip_prefix('c')
            .and_then(|rest| rest.split('_').next())
            .and_then(|kind| kind.parse::<usize>().ok());
        match (number, column) {
            (Some(number), _) => &KINDS[number],
            (None, "deleted_at") => &KINDS[5],
            (None, _) => &KINDS[4],
        }
    }

    /// Whether it can be part of an index, on every database.
    fn has_order(column: &str) -> bool {
        !column.starts_with("c6")
    }
}

/// Everything random here comes from this.
pub(super) struct Dice {
    random: ChaCha8Rng,
    dialect: Dialect,
    names: u32,
}

impl Dice {
    pub(super) fn new(seed: u64, dialect: Dialect) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), dialect, names: 0 }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn name(&mut self, start: &str) -> String {
        self.names += 1;
        format!("{start}_{}", self.names)
    }

    /// A few tables, some of which refer to others.
    pub(super) fn schema(&mut self) -> Schema {
        let mut schema = Schema::default();
        for number in 0..self.random.random_range(1..4) {
            let mut table = self.table(&schema, &format!("t{number}"));
            self.dialect.add_key_indexes(&mut table);
            schema.tables.insert(format!("t{number}"), table);
        }
        schema
    }

    fn plain(&self, name: &str, kind: usize, nullable: bool) -> Column {
        let sql_type = KINDS[kind].types(self.dialect)[0].to_owned();
        Column {
            name: name.to_owned(),
            sql_type,
            nullable,
            default: None,
            generated: None,
            folded_from: None,
        }
    }

    fn column(&mut self) -> Column {
        let kind = self.random.random_range(0..KINDS.len());
        let nullable = self.chance(50);
        let name = self.name(&format!("c{kind}"));
        let mut column = self.plain(&name, kind, nullable);
        column.default = KINDS[kind].default.filter(|_| self.chance(50)).map(str::to_owned);
        column
    }

    fn table(&mut self, others: &Schema, name: &str) -> Table {
        let with_tenant = self.chance(70);
        let mut table = Table {
            columns: vec![self.plain("id", 4, false)],
            primary_key: vec!["id".to_owned()],
            ..Table::default()
        };
        if with_tenant {
            table.columns.push(self.plain("tenant_id", 4, false));
            table.primary_key.insert(0, "tenant_id".to_owned());
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

    fn soft_delete(&mut self, table: &mut Table) {
        table.columns.push(self.plain("deleted_at", 5, true));
        table.columns.extend(self.dialect.live_column("deleted_at"));
    }

    fn turn_row_security(&self, table: &mut Table) {
        let tenant = table.column("tenant_id").filter(|_| self.dialect == Dialect::Postgres);
        table.row_security = match table.row_security {
            None => tenant.map(|tenant| tenant.name.clone()),
            Some(_) => None,
        };
    }

    fn add_index(&mut self, name: &str, table: &mut Table) {
        let able: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.name.starts_with('c') && Kind::has_order(&column.name))
            .map(|column| column.name.clone())
            .collect();
        let Some(column) = able.choose(&mut self.random).cloned() else { return };
        let unique = self.chance(40) && !column.starts_with("c2");
        let mut columns = vec![column, "id".to_owned()];
        if table.column("tenant_id").is_some() {
            columns.insert(0, "tenant_id".to_owned());
        }
        let (mut live, mut deleted) = (None, None);
        if table.column("deleted_at").is_some() && self.chance(70) {
            if self.dialect == Dialect::MySql {
                columns.push(LIVE.to_owned());
            } else if self.chance(70) {
                live = Some("deleted_at".to_owned());
            } else {
                deleted = Some("deleted_at".to_owned());
            }
        }
        let index = Index { columns, unique, live, deleted };
        table.indexes.insert(self.name(&format!("ix_{name}")), index);
    }

    fn add_check(&mut self, name: &str, table: &mut Table) {
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
                let one = self.dialect.name(one);
                format!("{one} >= -10 AND {one} + {one} < 100000")
            }
            (Some(one), _) => format!("{} > -8", self.dialect.name(one)),
            (None, Some(text)) => format!("{} <> 'no (such) ''text'''", self.dialect.name(text)),
            (None, None) => return,
        };
        table.checks.insert(self.name(&format!("ck_{name}")), rule);
    }

    fn add_foreign_key(&mut self, others: &Schema, name: &str, table: &mut Table) {
        let parents: Vec<&String> = others.tables.keys().filter(|other| *other != name).collect();
        let Some(parent) = parents.choose(&mut self.random).map(|parent| (*parent).clone()) else { return };
        let parent_columns = others.tables[&parent].primary_key.clone();
        if parent_columns.len() > 1 && table.column("tenant_id").is_none() {
            return;
        }
        let column = self.name("r");
        table.columns.push(self.plain(&column, 4, true));
        let mut columns = vec![column];
        if parent_columns.len() > 1 {
            columns.insert(0, "tenant_id".to_owned());
        }
        table
            .foreign_keys
            .insert(self.name(&format!("fk_{name}")), ForeignKey { columns, parent, parent_columns });
    }

    /// The same tables after somebody worked on them.
    pub(super) fn changed(&mut self, before: &Schema) -> Wanted {
        let mut wanted = Wanted { schema: before.clone(), renames: BTreeMap::new() };
        let names: Vec<String> = before.tables.keys().cloned().collect();
        for _ in 0..self.random.random_range(0..6) {
            let Some(name) = names.choose(&mut self.random) else { continue };
            if wanted.schema.tables.contains_key(name) {
                self.change_table(name, &mut wanted, before);
            }
        }
        if self.chance(25) {
            let name = format!("t{}", names.len());
            let table = self.table(&wanted.schema, &name);
            wanted.schema.tables.insert(name, table);
        }
        for table in wanted.schema.tables.values_mut() {
            // Those that are there for a key's sake follow the keys.
            table.indexes.retain(|name, _| !name.starts_with("fk_"));
            self.dialect.add_key_indexes(table);
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

    fn change_table(&mut self, name: &str, wanted: &mut Wanted, before: &Schema) {
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

    fn free(table: &Table) -> Vec<usize> {
        let is_used = |name: &str| {
            table.indexes.values().any(|index| index.columns.iter().any(|column| column == name))
                || table.checks.values().any(|rule| rule.contains(name))
        };
        (0..table.columns.len())
            .filter(|&place| {
                table.columns[place].name.starts_with('c') && !is_used(&table.columns[place].name)
            })
            .collect()
    }

    fn drop_column(&mut self, table: &mut Table) {
        if let Some(&place) = Self::free(table).choose(&mut self.random) {
            table.columns.remove(place);
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
            .filter(|&place| {
                table.columns[place].name.starts_with('c')
                    && before.column(&table.columns[place].name).is_some()
            })
            .collect();
        let Some(&place) = able.choose(&mut self.random) else { return };
        let old = table.columns[place].name.clone();
        let kind = old.split('_').next().unwrap_or_default().to_owned();
        let new = self.name(&kind);
        table.columns[place].name.clone_from(&new);
        let rename = |column: &mut String| {
            if *column == old {
                column.clone_from(&new);
            }
        };
        table.indexes.values_mut().for_each(|index| index.columns.iter_mut().for_each(rename));
        for rule in table.checks.values_mut() {
            *rule = rule.replace(&self.dialect.name(&old), &self.dialect.name(&new));
        }
        renames.insert((name.to_owned(), new), old);
    }

    fn widen_column(&mut self, table: &mut Table) {
        let able: Vec<usize> =
            (0..table.columns.len()).filter(|&place| table.columns[place].name.starts_with('c')).collect();
        let Some(&place) = able.choose(&mut self.random) else { return };
        let column = &mut table.columns[place];
        if let Some(widest) = Kind::of(&column.name).types(self.dialect).last() {
            (*widest).clone_into(&mut column.sql_type);
        }
    }

    fn change_column(&mut self, table: &mut Table) {
        let able: Vec<usize> =
            (0..table.columns.len()).filter(|&place| table.columns[place].name.starts_with('c')).collect();
        let Some(&place) = able.choose(&mut self.random) else { return };
        let turn_null = self.chance(50);
        let column = &mut table.columns[place];
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

/// Says that MySQL's text is what the backend makes of it; a change there has to be one here.
#[test]
fn the_types_are_those_of_the_backends() {
    assert!(KINDS[0].types[2].iter().all(|sql_type| sql_type.ends_with(MYSQL_TEXT)));
}
