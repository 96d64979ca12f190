//! Reading the tables of a database.
//!
//! A database describes a table in its own form: `character varying(40)` for `VARCHAR(40)`, a rule with other
//! parentheses, a default with a cast. Each file here reads one catalogue, and [`normalize`] replaces equivalent forms by
//! those of the structs.
//!
//! No library is used, since none reads partial indexes, computed columns and policies, on which the isolation of tenants
//! depends.

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
pub(crate) use self::expression::{Tree, tree};
#[cfg(feature = "mysql")]
pub(crate) use self::mysql::inspect as mysql;
#[cfg(feature = "cli")]
pub(crate) use self::name::{is_literal, mentions, with_name};
#[cfg(feature = "postgres")]
pub(crate) use self::postgres::inspect as postgres;
#[cfg(feature = "sqlite")]
pub(crate) use self::sqlite::inspect as sqlite;
use super::model::{Schema, Table};

/// The name given to the index of a `UNIQUE` in a SQLite table: the database's own name has no meaning, and no statement
/// can drop the index.
pub(crate) const UNNAMED_UNIQUE: &str = "UNIQUE (";

/// The name given to a SQLite reference without a struct that is written as the tool writes it, without a name.
pub(crate) const UNNAMED_KEY: &str = "unnamed foreign key ";

/// The name given to an unmanaged reference without a name.
pub(crate) const UNNAMED_OWN_KEY: &str = "of ";

/// The suffix of a rule that MySQL does not enforce.
pub(crate) const NOT_ENFORCED: &str = " NOT ENFORCED";

/// The name given to an unmanaged rule without a name.
pub(crate) const UNNAMED_RULE: &str = "unnamed rule ";

/// The prefixes of names that follow from structs.
const BEGINNINGS: [&str; 6] = ["ix_", "uq_", "fk_", "ck_", "nn_", "pk_"];

/// Whether an object is unmanaged, by its name: those of the tool have certain prefixes. A SQLite reference without a
/// name that is written as the tool writes it may belong to a removed struct.
pub(crate) fn is_unmanaged(name: &str) -> bool {
    !BEGINNINGS.iter().chain([&UNNAMED_KEY]).any(|beginning| name.starts_with(beginning))
}

/// The column that is null, or not null, in the rows of an index, from the index's predicate.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
fn rows_of(predicate: Option<&str>, unquoted: fn(&str) -> &str) -> (Option<String>, Option<String>) {
    let Some(predicate) = predicate else { return (None, None) };
    match predicate.strip_suffix(" IS NOT NULL") {
        Some(column) => (None, Some(unquoted(column).to_owned())),
        None => (Some(predicate.strip_suffix(" IS NULL").map_or(predicate, unquoted).to_owned()), None),
    }
}

/// The folded copies that are not complete yet.
const PENDING: &str =
    "SELECT table_name, folded_name, source_name FROM _fin_refold ORDER BY table_name, folded_name";

/// A folded copy that is not complete yet: its table, its column, and the source column.
type Pending = (String, String, String);

/// Reports the copies that are not complete yet. It skips those of a migration that was rolled back.
fn add_pending(found: &mut Schema, pending: Vec<Pending>) {
    for (table, folded, source) in pending {
        if found.tables.get(&table).is_some_and(|table| table.column(&folded).is_some()) {
            found.waiting.push(not_made_yet(&table, &source, &folded));
        }
    }
}

/// The message about an incomplete copy.
pub(crate) fn not_made_yet(table: &str, source: &str, folded: &str) -> String {
    format!(
        "{table}: the folded copies of {source} in {folded} are not complete yet, and searches and `unique_ci` use \
         them: `upgrade` or `refold` completes them"
    )
}

/// The message about a constraint that PostgreSQL has not validated.
pub(crate) fn not_validated(table: &str, kind: &str, name: &str) -> String {
    format!(
        "{kind} {name} is NOT VALID: existing rows may violate it. ALTER TABLE \"{table}\" VALIDATE CONSTRAINT \
                                                                                          \"{name}\" checks them, \
                                                                                                    while others read \
                                                                                                    and write"
    )
}

/// Replaces equivalent forms by those of the structs.
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
