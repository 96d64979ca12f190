//! Columns that are renamed, added, changed and dropped.

use super::super::step::{Step, mirrored};
use super::MYSQL;
use super::alter::Altered;
use crate::change::{Alter, Fill};
use crate::create_table::{definition, iden};
use crate::dialect::Dialect as _;
use crate::fact::{DownRequirement, Fact};
use crate::model::Column;

impl Altered<'_> {
    pub(super) fn renames(&self) -> Vec<Step> {
        let rename = |from: &str, to: &str| {
            format!("{} RENAME COLUMN {} TO {}", self.table(), MYSQL.quoted(from), MYSQL.quoted(to))
        };
        let is = |name: &str| Fact::HasColumn { table: self.name(), name: name.to_owned() };
        let renames = self.alter.renames.iter();
        renames
            .map(|(new, old)| Step::new(rename(old, new), rename(new, old), vec![is(new)], vec![is(old)]))
            .collect()
    }

    /// Columns that are added and changed. A column that is computed from another, or is a copy of it, is added after
    /// that one has its values.
    pub(super) fn columns(&self) -> Vec<Step> {
        let fill = |column: &Column| self.alter.fills.get(&column.name).cloned();
        let (derived, others): (Vec<_>, Vec<_>) = self.alter.added().partition(|column| column.is_derived());
        let added = |column: &Column| self.added(column, fill(column).as_ref());
        let changed = self.alter.changed().flat_map(|(before, after)| self.changed(before, after));
        others.into_iter().flat_map(added).chain(changed).chain(derived.into_iter().flat_map(added)).collect()
    }

    /// Dropped columns, mirroring how they are added. A column that is computed from another, or is a copy of it, is
    /// dropped before that one.
    pub(super) fn dropped_columns(&self) -> Vec<Step> {
        let mut dropped: Vec<&Column> = self.alter.dropped().collect();
        dropped.sort_by_key(|column| !column.is_derived());
        dropped.into_iter().flat_map(|column| self.dropped(column)).collect()
    }

    fn added(&self, column: &Column, fill: Option<&Fill>) -> Vec<Step> {
        let is_plain = column.nullable && fill.is_none()
            || column.generated.is_some()
            // Existing rows get the default.
            || fill.is_some_and(|fill| fill.is_default_of(column));
        if is_plain {
            return vec![self.add(column)];
        }
        // MySQL would invent values for a required column.
        let empty = Column { nullable: true, default: None, ..column.clone() };
        let mut steps = vec![self.add(&empty)];
        steps.extend(fill.map(|fill| self.fill(column, fill)));
        if empty != *column {
            steps.push(Step { down: None, ..self.modify(&empty, column) });
        }
        steps
    }

    fn dropped(&self, column: &Column) -> Vec<Step> {
        let fill = self.back.fills.get(&column.name).map(|fill| self.in_new_names(fill));
        let mut steps = mirrored(self.added(column, fill.as_ref()));
        if fill.is_none() && self.back.has_to_be_known(column) {
            let need = DownRequirement { table: self.name(), column: column.name.clone(), is_there: false };
            steps.last_mut().into_iter().for_each(|step| step.need = Some(need.clone()));
        }
        steps
    }

    fn changed(&self, before: &Column, after: &Column) -> Vec<Step> {
        let named = Column { name: after.name.clone(), ..before.clone() };
        let fill = self.alter.fills.get(&after.name).map(|fill| self.fill(after, fill));
        let back = self.back.fills.get(&before.name).map(|fill| self.fill(after, &self.in_new_names(fill)));
        let is_unknown = after.nullable && !before.nullable && before.generated.is_none() && back.is_none();
        let need = is_unknown.then(|| DownRequirement {
            table: self.name(),
            column: after.name.clone(),
            is_there: true,
        });
        let back = back.map(Step::mirrored);
        let modify = Step { need, ..self.modify(&named, after) };
        fill.into_iter().chain([modify]).chain(back).collect()
    }

    fn add(&self, column: &Column) -> Step {
        let mut add = sea_query::Table::alter();
        add.table(iden(&self.alter.name)).add_column(definition(column));
        let (table, name) = (self.name(), column.name.clone());
        Step::new(
            MYSQL.to_sql(&add),
            format!("{} DROP COLUMN {}", self.table(), MYSQL.quoted(&column.name)),
            vec![Fact::HasColumn { table: table.clone(), name: name.clone() }],
            vec![Fact::HasNoColumn { table, name }],
        )
    }

    fn modify(&self, before: &Column, after: &Column) -> Step {
        let modify = |column: &Column| {
            let mut modify = sea_query::Table::alter();
            modify.table(iden(&self.alter.name)).modify_column(definition(column));
            MYSQL.to_sql(&modify)
        };
        let is = |column: &Column| vec![Fact::ColumnIs { table: self.name(), column: column.clone() }];
        Step::new(modify(after), modify(before), is(after), is(before))
    }

    fn fill(&self, column: &Column, fill: &Fill) -> Step {
        let (table, name) = (MYSQL.quoted(&self.alter.name), MYSQL.quoted(&column.name));
        let update = format!("UPDATE {table} SET {name} = {} WHERE {name} IS NULL", fill.sql(MYSQL));
        Step::fill(update, &self.alter.name, &column.name)
    }

    /// A fill of the downgrade, which runs before the columns have their old names.
    fn in_new_names(&self, fill: &Fill) -> Fill {
        match fill {
            Fill::Lower(source) => Fill::Lower(new_name(self.alter, source).to_owned()),
            Fill::Currency { of, sql } => {
                Fill::Currency { of: new_name(self.alter, of).to_owned(), sql: sql.clone() }
            }
            Fill::Sql(_) => fill.clone(),
        }
    }
}

fn new_name<'a>(alter: &'a Alter, old: &'a str) -> &'a str {
    let renamed = alter.renames.iter().find(|(_, before)| *before == old);
    renamed.map_or(old, |(new, _)| new)
}
