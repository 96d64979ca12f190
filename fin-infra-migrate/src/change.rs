//! Changes to one table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::currency::{amounts_in, only_currency};
use super::dialect::{Database, Dialect as _, LIVE};
use super::fact::Fact;
use super::inspect::{is_literal, mentions};
use super::model::{Column, Placement, Table};
use super::types::keeps_values;

/// A change to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a revision has a few of them")]
pub(crate) enum Change {
    Create { name: String, table: Table },
    Drop { name: String, table: Table },
    Alter(Alter),
}

/// A table before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alter {
    pub(crate) name: String,
    pub(crate) before: Table,
    pub(crate) after: Table,
    /// Old names of renamed columns, by new name.
    pub(crate) renames: BTreeMap<String, String>,
    /// The values that existing rows get in columns where they have none.
    pub(crate) fills: BTreeMap<String, Fill>,
}

/// A value for rows that have none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// SQL that a person gave, or the column's default.
    Sql(String),
    /// The text of another column in lower case.
    Lower(String),
    /// The currency of the amounts in another column, as SQL, where there are any.
    Currency { of: String, sql: String },
}

impl Fill {
    pub(crate) fn sql(&self, database: Database) -> String {
        match self {
            Self::Sql(sql) => sql.clone(),
            Self::Lower(column) => format!("lower({})", database.quoted(column)),
            Self::Currency { of, sql } => currency(&database.quoted(of), sql),
        }
    }

    /// Whether it is one literal, which PostgreSQL adds without reading rows.
    pub(crate) fn is_literal(&self) -> bool {
        matches!(self, Self::Sql(sql) if is_literal(sql))
    }

    /// Whether it is the column's own default.
    pub(crate) fn is_default_of(&self, column: &Column) -> bool {
        matches!(self, Self::Sql(sql) if column.default.as_ref() == Some(sql))
    }
}

/// The currency of an amount, where there is one.
pub(crate) fn currency(amount: &str, sql: &str) -> String {
    format!("CASE WHEN {amount} IS NOT NULL THEN {sql} END")
}

/// Data that a change loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loss {
    table: String,
    /// The column, unless the whole table is lost.
    column: Option<String>,
    said: String,
}

impl Loss {
    /// Whether it happens when `fact` becomes true.
    pub(crate) fn is(&self, fact: &Fact) -> bool {
        let column = match fact {
            Fact::HasNoTable { .. } => None,
            Fact::HasNoColumn { name, .. } | Fact::ColumnIs { column: Column { name, .. }, .. } => Some(name),
            _ => return false,
        };
        self.table == fact.table() && self.column.as_ref() == column
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl Change {
    /// The changed table.
    pub(crate) fn table(&self) -> &str {
        match self {
            Self::Create { name, .. } | Self::Drop { name, .. } | Self::Alter(Alter { name, .. }) => name,
        }
    }

    /// The change that undoes this one.
    pub(crate) fn inverse(&self) -> Self {
        match self.clone() {
            Self::Create { name, table } => Self::Drop { name, table },
            Self::Drop { name, table } => Self::Create { name, table },
            Self::Alter(Alter { name, before, after, renames, fills: _ }) => Self::Alter(
                Alter {
                    name,
                    before: after,
                    after: before,
                    renames: renames.into_iter().map(|(new, old)| (old, new)).collect(),
                    fills: BTreeMap::new(),
                }
                .filled(&BTreeMap::new()),
            ),
        }
    }

    /// The data that it loses: tables, columns, and digits or characters of columns.
    pub(crate) fn losses(&self) -> Vec<Loss> {
        match self {
            Self::Create { .. } => Vec::new(),
            Self::Drop { name, .. } => {
                vec![Loss { table: name.clone(), column: None, said: format!("table `{name}`") }]
            }
            Self::Alter(alter) => alter.losses(),
        }
    }

    /// One line for a plan.
    pub(crate) fn summary(&self) -> String {
        match self {
            Self::Create { name, .. } => format!("create table {name}"),
            Self::Drop { name, .. } => format!("drop table {name}"),
            Self::Alter(alter) => match &alter.details()[..] {
                [] => format!("leave table {} unchanged", alter.name),
                details => format!("alter table {}: {}", alter.name, details.join(", ")),
            },
        }
    }
}

impl Alter {
    /// A change without renames and fills.
    pub(crate) fn plain(name: &str, before: Table, after: Table) -> Self {
        Self { name: name.to_owned(), before, after, renames: BTreeMap::new(), fills: BTreeMap::new() }
    }

    /// The same with fills for columns in which rows have no values: the answer for `table.column`, the column's default,
    /// or the text that it is a copy of.
    pub(crate) fn filled(self, answers: &BTreeMap<String, String>) -> Self {
        let fill = |column: &Column| {
            let before = self.before.column(self.old_name(&column.name));
            if !self.has_to_be_known(column) || before.is_some_and(|before| !before.nullable) {
                return None;
            }
            let answer = answers.get(&format!("{}.{}", self.name, column.name)).cloned();
            let folded = || column.folded_from.clone().map(Fill::Lower);
            let sql = answer.or_else(|| column.default.clone());
            let known = |sql| match self.amounts_without_currency(column) {
                Some(amounts) => Fill::Currency { of: amounts.name.clone(), sql },
                None => Fill::Sql(sql),
            };
            sql.map(known).or_else(folded)
        };
        let columns = self.after.columns.iter();
        let fills = columns.filter_map(|column| Some((column.name.clone(), fill(column)?))).collect();
        Self { fills, ..self }
    }

    /// The column of the amounts that have no currency yet, if this new column gives them one. Both may be null.
    pub(crate) fn amounts_without_currency(&self, currency: &Column) -> Option<&Column> {
        let amounts = amounts_in(&self.after, &currency.name)?;
        let has = |column: &Column| self.before.column(self.old_name(&column.name)).is_some();
        (has(amounts) && !has(currency)).then_some(amounts)
    }

    /// Whether rows have to have a value in a column.
    pub(crate) fn has_to_be_known(&self, column: &Column) -> bool {
        let may_be_null = column.nullable && self.amounts_without_currency(column).is_none();
        !may_be_null && column.generated.is_none()
    }

    /// The columns whose amounts get another currency, with the one before and the one after.
    pub(crate) fn converted(&self) -> impl Iterator<Item = (&Column, String, String)> {
        self.kept().filter_map(|(before, after)| {
            let one = only_currency(&self.before, &before.name)?;
            let other = only_currency(&self.after, &after.name)?;
            (one != other).then_some((after, one, other))
        })
    }

    /// The columns that have to be known without a known value for existing rows, with the column before, if it existed.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = (&Column, Option<&Column>)> {
        let required = self.after.columns.iter().filter(|column| self.has_to_be_known(column));
        required.filter(|column| !self.fills.contains_key(&column.name)).filter_map(|column| {
            let before = self.before.column(self.old_name(&column.name));
            before.is_none_or(|before| before.nullable).then_some((column, before))
        })
    }

    /// Pairs of the same column before and after.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&Column, &Column)> {
        self.after
            .columns
            .iter()
            .filter_map(|after| Some((self.before.column(self.old_name(&after.name))?, after)))
    }

    /// The columns that PostgreSQL fills row by row before they are required. A new column gets a literal without that.
    pub(crate) fn filled_by_rows(&self) -> impl Iterator<Item = (&Column, &Fill)> {
        let fills = self.fills.iter().filter_map(|(name, fill)| Some((self.after.column(name)?, fill)));
        fills.filter(|(column, fill)| {
            let is_there = self.before.column(self.old_name(&column.name)).is_some();
            is_there || !(fill.is_default_of(column) || fill.is_literal())
        })
    }

    /// The column's name before.
    pub(crate) fn old_name<'a>(&'a self, name: &'a str) -> &'a str {
        self.renames.get(name).map_or(name, String::as_str)
    }

    pub(crate) fn added(&self) -> impl Iterator<Item = &Column> {
        self.after.columns.iter().filter(|column| self.before.column(self.old_name(&column.name)).is_none())
    }

    pub(crate) fn dropped(&self) -> impl Iterator<Item = &Column> {
        self.before.columns.iter().filter(|column| !self.kept().any(|(before, _)| before.name == column.name))
    }

    /// The columns whose type, nullability, default or expression differ.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (&Column, &Column)> {
        self.kept().filter(|(before, after)| {
            !before.is_like(&Column { name: before.name.clone(), ..(*after).clone() })
        })
    }

    fn losses(&self) -> Vec<Loss> {
        let loss = |column: &Column, said: String| Loss {
            table: self.name.clone(),
            column: Some(column.name.clone()),
            said,
        };
        let dropped = self.dropped().filter(|column| !column.is_derived());
        // In an index of deleted rows, or in the generated column that replaces it on MySQL.
        let marks_deleted = |name: &String| {
            let says = |column: &Column| column.generated.as_ref().is_some_and(|sql| mentions(sql, name));
            self.before.indexes.values().any(|index| index.deleted.as_ref() == Some(name))
                || self.before.column(LIVE).is_some_and(says)
        };
        let dropped = dropped.map(|column| {
            let further =
                if marks_deleted(&column.name) { " (which says which rows are deleted)" } else { "" };
            loss(column, format!("column `{}.{}`{further}", self.name, column.name))
        });
        let narrowed =
            self.changed().filter(|(before, after)| !keeps_values(&before.sql_type, &after.sql_type));
        let narrowed = narrowed.filter(|(before, _)| !before.is_derived()).map(|(before, after)| {
            let sql_type = plain(&after.sql_type, &before.sql_type);
            loss(after, format!("what of `{}.{}` does not fit {sql_type}", self.name, after.name))
        });
        let converted = self.converted().map(|(column, one, other)| {
            let name = &column.name;
            loss(column, format!("the amounts of `{}.{name}` in {one} (they are read as {other})", self.name))
        });
        dropped.chain(narrowed).chain(converted).collect()
    }

    fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        details.extend(self.renames.iter().map(|(new, old)| format!("rename {old} to {new}")));
        details.extend(self.added().map(|column| format!("add {}", column.name)));
        details.extend(self.changed().map(|(_, after)| format!("change {}", after.name)));
        details.extend(self.dropped().map(|column| format!("drop {}", column.name)));
        if self.before.primary_key != self.after.primary_key {
            details.push("change the primary key".to_owned());
        }
        named(&mut details, &self.before.indexes, &self.after.indexes);
        named(&mut details, &self.before.foreign_keys, &self.after.foreign_keys);
        named(&mut details, &self.before.checks, &self.after.checks);
        if !self.after.adopted.is_empty() {
            let names: Vec<&str> = self.after.adopted.iter().map(String::as_str).collect();
            details.push(format!("keep unmanaged ({})", names.join(", ")));
        }
        // On MySQL, the index of a foreign key has the key's name.
        let mut said = BTreeSet::new();
        details.retain(|detail| said.insert(detail.clone()));
        details.extend(self.before.to_validate(&self.after).map(|name| format!("validate {name}")));
        match (&self.before.row_security, &self.after.row_security) {
            (None, Some(_)) => details.push("turn on row-level security".to_owned()),
            (Some(_), None) => details.push("turn off row-level security".to_owned()),
            (before, after) if before != after => details.push("change row-level security".to_owned()),
            _ => {}
        }
        match (self.before.placement, self.after.placement) {
            (before, after) if before == after => {}
            (_, Some(Placement::ByTenant)) => details.push("distribute by tenant".to_owned()),
            (_, Some(Placement::Everywhere)) => details.push("copy to each machine".to_owned()),
            (_, None) => details.push("bring all rows to one machine".to_owned()),
        }
        details
    }
}

/// Differences between two maps by name.
fn named<T: PartialEq>(details: &mut Vec<String>, before: &BTreeMap<String, T>, after: &BTreeMap<String, T>) {
    for (name, thing) in after {
        match before.get(name) {
            None => details.push(format!("add {name}")),
            Some(other) if other != thing => details.push(format!("change {name}")),
            Some(_) => {}
        }
    }
    details
        .extend(before.keys().filter(|name| !after.contains_key(*name)).map(|name| format!("drop {name}")));
}

/// A type without its collation, if it is the same on both sides.
fn plain<'a>(sql_type: &'a str, before: &str) -> &'a str {
    match (sql_type.split_once(" C"), before.split_once(" C")) {
        (Some((short, rest)), Some((_, other))) if rest == other => short,
        _ => sql_type,
    }
}
