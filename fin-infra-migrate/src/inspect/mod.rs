//! What tables a database has.
//!
//! A database tells of a table in words of its own: `character varying(40)` for `VARCHAR(40)`, a rule with other
//! parentheses, a default with a cast. Each file here reads its database's catalogue, and [`normalize`] puts the words in
//! which the structs say the same where they do.
//!
//! The catalogues are read here and not by a library: none tells of partial indexes, computed columns and policies,
//! which is where the isolation of tenants is.

#[cfg(feature = "sqlite")]
pub(crate) mod definition;
mod expression;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "cli")]
mod name;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
mod token;

use self::expression::is_same;
#[cfg(feature = "mysql")]
pub(crate) use self::mysql::inspect as mysql;
#[cfg(feature = "cli")]
pub(crate) use self::name::{is_literal, mentions, with_name};
#[cfg(feature = "postgres")]
pub(crate) use self::postgres::inspect as postgres;
#[cfg(feature = "sqlite")]
pub(crate) use self::sqlite::inspect as sqlite;
use super::model::{Schema, Table};

/// What the index of a `UNIQUE` in a table of SQLite's is called here: the database's own name says nothing, and no statement
/// can drop it.
pub(crate) const UNNAMED_UNIQUE: &str = "UNIQUE (";

/// How a reference of SQLite's is called that no struct asks for, and that is written as the tool writes it, without a name.
pub(crate) const UNNAMED_KEY: &str = "unnamed foreign key ";

/// How a person's reference without a name is called.
pub(crate) const UNNAMED_OWN_KEY: &str = "of ";

/// How a rule ends that MySQL holds no row to.
pub(crate) const NOT_ENFORCED: &str = " NOT ENFORCED";

/// How a person's rule without a name is called.
pub(crate) const UNNAMED_RULE: &str = "unnamed rule ";

/// How the names begin that follow from structs.
const BEGINNINGS: [&str; 6] = ["ix_", "uq_", "fk_", "ck_", "nn_", "pk_"];

/// Whether a person made it, by its name: what the tool makes has names that begin in a few ways, and anything else is a person's. A reference of SQLite's without a name that is written as the tool writes it may be a
/// struct's that is gone.
pub(crate) fn is_unmanaged(name: &str) -> bool {
    !BEGINNINGS.iter().chain([&UNNAMED_KEY]).any(|beginning| name.starts_with(beginning))
}

/// The column that is null, or that is not null, in the rows that an index holds, out of the index's predicate.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn rows_of(predicate: Option<&str>, unquoted: fn(&str) -> &str) -> (Option<String>, Option<String>) {
    let Some(predicate) = predicate else { return (None, None) };
    match predicate.strip_suffix(" IS NOT NULL") {
        Some(column) => (None, Some(unquoted(column).to_owned())),
        None => (Some(predicate.strip_suffix(" IS NULL").map_or(predicate, unquoted).to_owned()), None),
    }
}

/// The copies that a run remembered and did not set right to the end, of tables that were found.
const PENDING: &str =
    "SELECT table_name, folded_name, source_name FROM _fin_refold ORDER BY table_name, folded_name";

/// A copy that is not right yet: its table, itself, and what it is a copy of.
type Pending = (String, String, String);

/// Says which copies are not right yet. One that a migration would have made that was taken back is none.
fn add_pending(found: &mut Schema, pending: Vec<Pending>) {
    for (table, folded, source) in pending {
        if found.tables.get(&table).is_some_and(|table| table.column(&folded).is_some()) {
            found.waiting.push(not_made_yet(&table, &source, &folded));
        }
    }
}

/// Of a copy that is not right yet, in words.
pub(crate) fn not_made_yet(table: &str, source: &str, folded: &str) -> String {
    format!(
        "{table}: the copies of {source} in {folded} are not all made yet, and searches and `unique_ci` go by them: \
         `upgrade` or `refold` goes on with them"
    )
}

/// What is said of what PostgreSQL has, and looked at no row for that was there before it.
pub(crate) fn not_validated(table: &str, kind: &str, name: &str) -> String {
    format!(
        "{kind} {name} is NOT VALID: rows that were there before it may break it. ALTER TABLE \"{table}\" VALIDATE CONSTRAINT \
         \"{name}\" looks through them, while others read and write"
    )
}

/// Takes the struct's words for what only sounds different.
fn normalize(found: &mut Schema, wanted: &Schema, canonical_type: fn(&str) -> String) {
    for (name, table) in &mut found.tables {
        if let Some(wanted) = wanted.tables.get(name) {
            normalize_table(table, wanted, canonical_type);
        }
    }
}

fn normalize_table(found: &mut Table, wanted: &Table, canonical_type: fn(&str) -> String) {
    for column in &mut found.columns {
        let Some(wanted) = wanted.column(&column.name) else { continue };
        if canonical_type(&column.sql_type) == canonical_type(&wanted.sql_type) {
            column.sql_type.clone_from(&wanted.sql_type);
        }
        for (text, wanted) in
            [(&mut column.default, &wanted.default), (&mut column.generated, &wanted.generated)]
        {
            if let (Some(text), Some(wanted)) = (text, wanted)
                && is_same(text, wanted)
            {
                text.clone_from(wanted);
            }
        }
        column.folded_from.clone_from(&wanted.folded_from);
    }
    for (name, rule) in &mut found.checks {
        if let Some(wanted) = wanted.checks.get(name)
            && is_same(rule, wanted)
        {
            rule.clone_from(wanted);
        }
    }
}
