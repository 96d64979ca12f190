//! Changes on SQLite, which can add some columns in place, and otherwise has to rebuild the table.

mod guard;

use std::collections::BTreeMap;

use super::Phase;
use super::ddl::Ddl;
use crate::change::{Alter, Fill, currency};
use crate::create_table::{Guard, create, definition, iden, in_order, index_text};
use crate::dialect::{Database, Dialect as _};
use crate::inspect::{UNNAMED_UNIQUE, is_unmanaged};
use crate::model::{Column, Table};
use crate::types::rescaling;

const SQLITE: Database = Database::Sqlite;

/// The prefix of the table that contains the rows during a rebuild.
pub(crate) const WAITING: &str = "fin_rebuild";

/// The statements that change a table.
pub(super) fn change(alter: &Alter) -> Vec<(Phase, Ddl)> {
    let statements = if can_stay(alter) { in_place(alter) } else { rebuild(alter) };
    statements.into_iter().map(|sql| (Phase::Columns, sql.into())).collect()
}

/// Whether a change rebuilds a table, if it changes anything.
pub(crate) fn requires_rebuild(name: &str, before: &Table, after: &Table) -> bool {
    let change = Alter::plain(name, before.clone(), after.clone());
    !can_stay(&change.filled(&BTreeMap::new()))
}

/// Whether only indexes change and columns are added that SQLite can add in place.
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
        format!("DROP INDEX {there}{}", SQLITE.quoted(name))
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

/// Copies the rows to a temporary table while their table is dropped and created again, all in the migration's
/// transaction.
///
/// References to the table are checked at the end of the transaction, when the rows are back. Before anything is dropped,
/// guards reject three things: references that would act when a row is deleted (`ON DELETE CASCADE` in an unmanaged
/// table); unmanaged columns, constraints, indexes and triggers that the new table would lack; and values that do not
/// fit.
fn rebuild(alter: &Alter) -> Vec<String> {
    let (table, waiting) = (SQLITE.quoted(&alter.name), SQLITE.quoted(&format!("{WAITING}_{}", alter.name)));
    let columns: Vec<&Column> =
        alter.after.columns.iter().filter(|column| column.generated.is_none()).collect();
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let names = SQLITE.quoted_list(&names);
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
        .map(|(column, value)| format!("{value} AS {}", SQLITE.quoted(&column.name)));
    pairs.collect::<Vec<_>>().join(", ")
}

/// A column's values, from the old table's.
fn value(alter: &Alter, column: &Column) -> String {
    let fill = alter.fills.get(&column.name).map(|fill| filled(alter, fill));
    let Some(before) = alter.before.column(alter.old_name(&column.name)) else {
        return fill.unwrap_or_else(|| "NULL".to_owned());
    };
    let name = SQLITE.quoted(&before.name);
    let value = match rescaling(&before.sql_type, &column.sql_type) {
        Some(power) if power > 0 => format!("{name} * {}", ten_to(power)),
        // Half a unit is rounded away from zero, as in the other databases.
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

/// A column's fill, from the old table's columns: the text that it is a copy of may itself be new or renamed.
fn filled(alter: &Alter, fill: &Fill) -> String {
    match fill {
        Fill::Lower(source) => match alter.after.column(source) {
            Some(source) => format!("lower({})", value(alter, source)),
            None => fill.sql(SQLITE),
        },
        Fill::Currency { of, sql } => match alter.after.column(of) {
            Some(amounts) => currency(&value(alter, amounts), sql),
            None => fill.sql(SQLITE),
        },
        Fill::Sql(_) => fill.sql(SQLITE),
    }
}

pub(super) fn ten_to(power: i32) -> String {
    format!("1{}", "0".repeat(usize::try_from(power).unwrap_or_default()))
}

#[cfg(feature = "sqlite")]
pub(crate) use self::guard::{DELETES, FITS, PARENTS, UNMANAGED, guard_of, squeezed, without_guards};
