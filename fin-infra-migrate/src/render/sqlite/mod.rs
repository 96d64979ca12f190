//! A table, changed in SQLite, which can add, rename and drop some columns where the table stands, and for all else has
//! to make the table anew.

mod guard;

use std::collections::BTreeMap;

use super::Phase;
use super::ddl::Ddl;
use crate::change::{Alter, Fill};
use crate::create_table::{Guard, create, definition, iden, in_order, index_text};
use crate::dialect::{Database, Dialect as _};
use crate::inspect::{UNNAMED_UNIQUE, is_unmanaged};
use crate::model::{Column, Table};
use crate::types::rescaling;

const SQLITE: Database = Database::Sqlite;

/// Where the rows wait while their table is made anew.
pub(crate) const WAITING: &str = "fin_rebuild";

/// The statements that change a table.
pub(super) fn change(alter: &Alter) -> Vec<(Phase, Ddl)> {
    let statements = if can_stay(alter) { in_place(alter) } else { rebuild(alter) };
    statements.into_iter().map(|sql| (Phase::Columns, sql.into())).collect()
}

/// Whether a table is made anew for a change, if anything changes at all.
pub(crate) fn requires_rebuild(name: &str, before: &Table, after: &Table) -> bool {
    let change = Alter::plain(name, before.clone(), after.clone());
    !can_stay(&change.filled(&BTreeMap::new()))
}

/// Whether nothing has to change but indexes, names, and columns that can be added as they are.
pub(crate) fn can_stay(alter: &Alter) -> bool {
    let Alter { before, after, .. } = alter;
    let can_be_added = |column: &Column| {
        column.generated.is_none()
            && (column.nullable
                || alter.fills.get(&column.name).is_some_and(|fill| fill.is_default_of(column)))
    };
    alter.added().all(can_be_added)
        && alter.changed().next().is_none()
        && alter.dropped().next().is_none()
        && alter.renames.is_empty()
        && before.primary_key == after.primary_key
        && before.foreign_keys == after.foreign_keys
        && before.checks == after.checks
        && after.adopted.is_empty()
        && before
            .indexes
            .keys()
            .all(|name| !name.starts_with(UNNAMED_UNIQUE) || after.indexes.contains_key(name))
}

fn in_place(alter: &Alter) -> Vec<String> {
    let [old, new] = [&alter.before.indexes, &alter.after.indexes];
    let dropped = old.iter().filter(|(name, shape)| new.get(*name) != Some(shape));
    let dropped = dropped.map(|(name, _)| {
        let there = if is_unmanaged(name) { "IF EXISTS " } else { "" };
        format!("DROP INDEX {there}{}", SQLITE.quote(name))
    });
    let columns = alter.added().map(|column| {
        let mut add = sea_query::Table::alter();
        add.table(iden(&alter.name)).add_column(definition(column));
        SQLITE.to_sql(&add)
    });
    let added = new.iter().filter(|(name, shape)| old.get(*name) != Some(shape));
    let added = in_order(&alter.after, added, SQLITE).into_iter();
    let added = added.map(|(name, shape)| index_text(&alter.name, name, shape, SQLITE, Guard::None));
    dropped.chain(columns).chain(added).collect()
}

/// The rows wait in a table of their own while theirs is dropped and made again, all in the migration's one transaction.
///
/// References to the table are held against its rows at the end of the transaction, when the rows are back. Before anything
/// is dropped, the database refuses three things: references that would act at once when a row is deleted (`ON DELETE
/// CASCADE` in a table of the program's own), columns, constraints, indexes and triggers that nobody but the database knows and
/// the new table would not have, and values that do not fit.
fn rebuild(alter: &Alter) -> Vec<String> {
    let (table, waiting) = (SQLITE.quote(&alter.name), SQLITE.quote(&format!("{WAITING}_{}", alter.name)));
    let columns: Vec<&Column> =
        alter.after.columns.iter().filter(|column| column.generated.is_none()).collect();
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let names = SQLITE.quote_all(&names);
    let values: Vec<String> = columns.iter().map(|column| value(alter, column)).collect();
    let mut statements = vec!["PRAGMA defer_foreign_keys = ON".to_owned()];
    statements.extend(guard::statements(alter));
    statements.push(format!("CREATE TABLE {waiting} AS SELECT {} FROM {table}", select(&columns, &values)));
    statements.push(format!("DROP TABLE {table}"));
    let mut created = create(&alter.name, &alter.after, SQLITE, Guard::None).into_iter();
    statements.extend(created.next());
    statements.push(format!("INSERT INTO {table} ({names}) SELECT {names} FROM {waiting}"));
    statements.push(format!("DROP TABLE {waiting}"));
    statements.extend(created);
    statements
}

fn select(columns: &[&Column], values: &[String]) -> String {
    let pairs = columns
        .iter()
        .zip(values)
        .map(|(column, value)| format!("{value} AS {}", SQLITE.quote(&column.name)));
    pairs.collect::<Vec<_>>().join(", ")
}

/// A column's values, of the old table's.
fn value(alter: &Alter, column: &Column) -> String {
    let fill = alter.fills.get(&column.name).map(|fill| filled(alter, fill));
    let Some(before) = alter.before.column(alter.old_name(&column.name)) else {
        return fill.unwrap_or_else(|| "NULL".to_owned());
    };
    let name = SQLITE.quote(&before.name);
    let value = match rescaling(&before.sql_type, &column.sql_type) {
        Some(power) if power > 0 => format!("{name} * {}", ten_to(power)),
        // Half a unit is rounded away from zero, as the other databases do.
        Some(power) => {
            let (unit, half) = (ten_to(-power), ten_to(-power - 1).replacen('1', "5", 1));
            format!("({name} + CASE WHEN {name} < 0 THEN -{half} ELSE {half} END) / {unit}")
        }
        None => name,
    };
    match fill {
        Some(fill) => format!("ifnull({value}, {fill})"),
        None => value,
    }
}

/// What a column is filled with, of the old table's columns: the text that it is a copy of may be new or renamed as well.
fn filled(alter: &Alter, fill: &Fill) -> String {
    match fill {
        Fill::Lower(source) => match alter.after.column(source) {
            Some(source) => format!("lower({})", value(alter, source)),
            None => fill.sql(SQLITE),
        },
        Fill::Sql(_) => fill.sql(SQLITE),
    }
}

pub(super) fn ten_to(power: i32) -> String {
    format!("1{}", "0".repeat(usize::try_from(power).unwrap_or_default()))
}

#[cfg(feature = "sqlite")]
pub(crate) use self::guard::{DELETES, FITS, PARENTS, UNMANAGED, guard_of, squeezed};
