//! The errors for rows that violate a constraint, in terms of the struct. Every store returns the same ones.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind};
use crate::table::{Check, ForeignKey, Numbering, Table, Unique};

/// A unique value that is taken already.
pub(crate) fn conflict(table: &'static Table, unique: &'static Unique) -> Error {
    let taken = match &table.numbering {
        // No caller can give another one.
        Some(Numbering { column, counter, .. }) if unique.columns == [*column] => Error::database(format!(
            "the counter of the tenant is behind its rows: delete the tenant's row in `{}`, and the next row follows \
             the highest number",
            counter.name
        )),
        _ => Error::new(ErrorKind::Conflict, "already taken"),
    };
    taken.with_constraint(unique.name, table.fields(unique.columns))
}

/// An id that is taken already.
pub(crate) fn taken_id(table: &'static Table) -> Error {
    let field = table.columns[table.id].field;
    Error::new(ErrorKind::Conflict, "already taken").with_constraint(Table::PRIMARY_KEY, [field].into_iter())
}

/// A reference to a row that does not exist, or a row that is still referred to.
pub(crate) fn dangling_key(table: &'static Table, key: &'static ForeignKey) -> Error {
    let field = table.columns[key.column].field;
    Error::new(ErrorKind::ForeignKey, "refers to a row that does not exist")
        .with_constraint(key.name, [field].into_iter())
}

/// A row that other rows refer to, with their table if it is known.
pub(crate) fn referenced(table: Option<&str>) -> Error {
    let reason: Cow<'static, str> = match table {
        Some(table) => format!("rows of {table} refer to it").into(),
        None => "other rows refer to it".into(),
    };
    Error::new(ErrorKind::ForeignKey, reason)
}

/// A row that violates a rule.
pub(crate) fn broken(check: &'static Check) -> Error {
    let reason: Cow<'static, str> = format!("must satisfy the rule `{}`", check.rule).into();
    Error::new(ErrorKind::Invalid, reason).with_constraint(check.name, std::iter::empty())
}
