//! Columns that are renamed, added, changed and dropped.

use super::{POSTGRES, Rows, Writer, fill_statement, forces};
use crate::change::Fill;
use crate::create_table::{definition, iden};
use crate::dialect::Dialect as _;
use crate::model::Column;
use crate::types::is_text;

impl Writer<'_> {
    /// A column that is computed from another, or is a copy of it, is added after that one has its values.
    pub(super) fn columns(&self) -> Vec<String> {
        let alter = self.alter;
        let renamed = alter.renames.iter().map(|(new, old)| {
            format!("{} RENAME COLUMN {} TO {}", self.table(), POSTGRES.quoted(old), POSTGRES.quoted(new))
        });
        let (derived, others): (Vec<_>, Vec<_>) = alter.added().partition(|column| column.is_derived());
        let added = |columns: Vec<_>| columns.into_iter().flat_map(|column| self.add(column));
        let changed = alter.changed().flat_map(|(before, after)| self.change(before, after));
        // Computed columns first: those that they are computed from cannot be dropped before.
        let mut dropped: Vec<&Column> = alter.dropped().collect();
        dropped.sort_by_key(|column| column.generated.is_none());
        let drop =
            |column: &Column| format!("{} DROP COLUMN {}", self.table(), POSTGRES.quoted(&column.name));
        let dropped = dropped.into_iter().map(drop);
        renamed.chain(added(others)).chain(changed).chain(added(derived)).chain(dropped).collect()
    }

    fn add(&self, column: &Column) -> Vec<String> {
        let Some(fill) = self.alter.fills.get(&column.name) else {
            if column.nullable || column.generated.is_some() {
                return vec![self.add_column(column)];
            }
            let empty = Column { nullable: true, ..column.clone() };
            return [self.add_column(&empty)].into_iter().chain(self.modify(&empty, column)).collect();
        };
        // Existing rows get the default.
        if fill.is_default_of(column) {
            return vec![self.add_column(column)];
        }
        if fill.is_literal() {
            let filled = Column { default: Some(fill.sql(POSTGRES)), ..column.clone() };
            return [self.add_column(&filled)].into_iter().chain(self.modify(&filled, column)).collect();
        }
        // Without the default, since existing rows get other values.
        let empty = Column { nullable: true, default: None, ..column.clone() };
        [self.add_column(&empty)].into_iter().chain(self.filled(&empty, column, fill)).collect()
    }

    /// Fills a column and changes it to its new definition, except that it stays nullable if rows are filled later.
    fn filled(&self, before: &Column, after: &Column, fill: &Fill) -> Vec<String> {
        match self.rows {
            Rows::AtOnce => self.fill(after, fill).into_iter().chain(self.modify(before, after)).collect(),
            Rows::Later => self.modify(before, &Column { nullable: before.nullable, ..after.clone() }),
        }
    }

    fn add_column(&self, column: &Column) -> String {
        let mut add = sea_query::Table::alter();
        add.table(iden(&self.alter.name)).add_column(definition(column));
        POSTGRES.to_sql(&add)
    }

    fn fill(&self, column: &Column, fill: &Fill) -> Vec<String> {
        let update = fill_statement(&self.alter.name, column, fill);
        // A policy that is forced on the owner silently hides every row from the update.
        if self.alter.before.row_security.is_some() && self.keeps_row_security() {
            let [lift, force] = forces(&self.alter.name);
            return vec![lift, update, force];
        }
        vec![update]
    }

    fn change(&self, before: &Column, after: &Column) -> Vec<String> {
        match self.alter.fills.get(&after.name) {
            Some(fill) => self.filled(before, after, fill),
            None => self.modify(before, after),
        }
    }

    fn modify(&self, before: &Column, after: &Column) -> Vec<String> {
        let name = POSTGRES.quoted(&after.name);
        let column = format!("ALTER COLUMN {name}");
        let mut clauses = Vec::new();
        if before.default.is_some() && (before.default != after.default || before.sql_type != after.sql_type)
        {
            clauses.push(format!("{column} DROP DEFAULT"));
        }
        if before.sql_type != after.sql_type {
            // An explicit cast truncates a longer text; an implicit one fails.
            let cast = if is_text(&before.sql_type) && is_text(&after.sql_type) {
                String::new()
            } else {
                let bare = after.sql_type.split(" COLLATE").next().unwrap_or_default();
                format!(" USING {name}::{bare}")
            };
            clauses.push(format!("{column} TYPE {}{cast}", after.sql_type));
        }
        match &after.default {
            Some(default) if !clauses.is_empty() || before.default.is_none() => {
                clauses.push(format!("{column} SET DEFAULT ({default})"));
            }
            _ => {}
        }
        match (before.nullable, after.nullable) {
            (true, false) => clauses.push(format!("{column} SET NOT NULL")),
            (false, true) => clauses.push(format!("{column} DROP NOT NULL")),
            _ => {}
        }
        if clauses.is_empty() { Vec::new() } else { vec![format!("{} {}", self.table(), clauses.join(", "))] }
    }
}
