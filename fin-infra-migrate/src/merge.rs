//! Merging two people's changes of a schema.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Column, Schema, Table};
use super::render::requires_rebuild;

/// The schema with the changes of both sides to `base`.
///
/// # Errors
///
/// A message about the first thing that both sides changed.
pub(crate) fn merged(base: &Schema, one: &Schema, other: &Schema) -> Result<Schema, String> {
    let tables = merged_map("table", &base.tables, &one.tables, &other.tables, |name, base, one, other| {
        merged_table(base, one, other).map_err(|what| format!("{what} of table `{name}`"))
    });
    Ok(Schema { tables: tables.map_err(|what| clash(&what))?, ..Schema::default() })
}

/// Rejects a merge in which SQLite would lose changes: a table that one side rebuilds has only the columns that this side
/// knows.
pub(crate) fn check_keeps_both([base, one, other]: &[Schema; 3]) -> Result<(), String> {
    for (name, before) in &base.tables {
        let (Some(one), Some(other)) = (one.tables.get(name), other.tables.get(name)) else { continue };
        let is_rebuilt = [one, other].into_iter().any(|after| requires_rebuild(name, before, after));
        if one != before && other != before && is_rebuilt {
            return Err(format!(
                "both heads change table `{name}`, and SQLite rebuilds it for one of them, without the other's change: \
                 remove one of the two, and write it again after the other"
            ));
        }
    }
    Ok(())
}

fn clash(what: &str) -> String {
    format!("both heads change {what}: write a revision that reverts the change on one of them first")
}

fn merged_table(base: &Table, one: &Table, other: &Table) -> Result<Table, String> {
    let columns = |table: &Table| -> BTreeMap<String, Column> {
        table.columns.iter().map(|column| (column.name.clone(), column.clone())).collect()
    };
    let merged = merged_map("column", &columns(base), &columns(one), &columns(other), different)?;
    // In the order of one side, followed by the columns of the other.
    let order = one.columns.iter().chain(&other.columns).map(|column| &column.name);
    let mut seen = BTreeSet::new();
    let columns =
        order.filter(|name| seen.insert(*name)).filter_map(|name| merged.get(name).cloned()).collect();
    let table = Table {
        columns,
        primary_key: merged_value(
            "the primary key",
            &base.primary_key,
            &one.primary_key,
            &other.primary_key,
        )?,
        indexes: merged_map("index", &base.indexes, &one.indexes, &other.indexes, different)?,
        foreign_keys: merged_map(
            "foreign key",
            &base.foreign_keys,
            &one.foreign_keys,
            &other.foreign_keys,
            different,
        )?,
        checks: merged_map("rule", &base.checks, &one.checks, &other.checks, different)?,
        row_security: merged_value(
            "row-level security",
            &base.row_security,
            &one.row_security,
            &other.row_security,
        )?,
        placement: merged_value("the distribution", &base.placement, &one.placement, &other.placement)?,
        numbers: one.numbers.clone().or_else(|| other.numbers.clone()),
        unvalidated: BTreeSet::new(),
        adopted: BTreeSet::new(),
    };
    check_columns(&table, base)?;
    Ok(table)
}

/// Rejects dependencies of one side on a column that the other side renames or drops.
fn check_columns(table: &Table, base: &Table) -> Result<(), String> {
    let is_gone = |name: &str| table.column(name).is_none();
    let indexes = table
        .indexes
        .iter()
        .flat_map(|(title, index)| index.columns.iter().map(move |column| (title, column)));
    let keys = table
        .foreign_keys
        .iter()
        .flat_map(|(title, key)| key.columns.iter().map(move |column| (title, column)));
    let gone: Vec<&str> =
        base.columns.iter().map(|column| column.name.as_str()).filter(|name| is_gone(name)).collect();
    let rules = table.checks.iter().filter_map(|(title, rule)| {
        let words = || rule.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        gone.iter().find(|name| words().any(|word| word == **name)).map(|name| (title, *name))
    });
    let mut lost = indexes
        .chain(keys)
        .map(|(title, column)| (title, column.as_str()))
        .filter(|(_, name)| is_gone(name))
        .chain(rules);
    match lost.next() {
        Some((title, column)) => {
            Err(format!("column `{column}`, which `{title}` of the other one depends on,"))
        }
        None => Ok(()),
    }
}

fn different<T>(_name: &str, _base: &T, _one: &T, _other: &T) -> Result<T, String> {
    Err(String::new())
}

fn merged_value<T: Clone + PartialEq>(what: &str, base: &T, one: &T, other: &T) -> Result<T, String> {
    match (one == base, other == base) {
        (true, _) => Ok(other.clone()),
        (_, true) => Ok(one.clone()),
        // Even if they agree: the second to be applied would fail.
        _ => Err(what.to_owned()),
    }
}

fn merged_map<T: Clone + PartialEq>(
    what: &str,
    base: &BTreeMap<String, T>,
    one: &BTreeMap<String, T>,
    other: &BTreeMap<String, T>,
    both: impl Fn(&str, &T, &T, &T) -> Result<T, String>,
) -> Result<BTreeMap<String, T>, String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let mut merged = BTreeMap::new();
    for name in names {
        let (base, one, other) = (base.get(name), one.get(name), other.get(name));
        let value = match merged_value("", &base, &one, &other) {
            Ok(value) => value.cloned(),
            Err(_) => match (base, one, other) {
                (Some(base), Some(one), Some(other)) => Some(both(name, base, one, other).map_err(
                    |inner| {
                        if inner.is_empty() { format!("{what} `{name}`") } else { inner }
                    },
                )?),
                _ => return Err(format!("{what} `{name}`")),
            },
        };
        if let Some(value) = value {
            merged.insert(name.clone(), value);
        }
    }
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::model::{Column, Schema, Table};

    fn schema(columns: &[(&str, &str)]) -> Schema {
        let column = |&(name, sql_type): &(&str, &str)| Column {
            name: name.to_owned(),
            sql_type: sql_type.to_owned(),
            nullable: false,
            default: None,
            generated: None,
            folded_from: None,
        };
        let table = Table { columns: columns.iter().map(column).collect(), ..Table::default() };
        Schema { tables: [("t".to_owned(), table)].into(), ..Schema::default() }
    }

    #[test]
    fn what_each_side_adds_drops_and_changes_is_in_both() {
        let base = schema(&[("a", "INT"), ("b", "INT"), ("c", "INT")]);
        let one = schema(&[("a", "BIGINT"), ("b", "INT"), ("c", "INT"), ("d", "INT")]);
        let other = schema(&[("a", "INT"), ("c", "INT"), ("e", "INT")]);
        let both = schema(&[("a", "BIGINT"), ("c", "INT"), ("d", "INT"), ("e", "INT")]);
        assert_eq!(merged(&base, &one, &other), Ok(both));
    }

    #[test]
    fn what_both_sides_change_differently_is_named() {
        let base = schema(&[("a", "INT")]);
        let clash = merged(&base, &schema(&[("a", "BIGINT")]), &schema(&[("a", "SMALLINT")])).unwrap_err();
        assert!(clash.contains("column `a` of table `t`"), "{clash}");
    }
}
