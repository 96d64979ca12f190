//! What keeps a row from being stored, in the words of the struct: the errors that every store gives.

use std::borrow::Cow;

use crate::error::{Error, ErrorKind};
use crate::table::{Check, ForeignKey, Table, Unique};

/// A unique value that is taken already.
pub(crate) fn conflict(table: &'static Table, unique: &'static Unique) -> Error {
    Error::new(ErrorKind::Conflict, "already taken")
        .with_constraint(unique.name, table.fields(unique.columns))
}

/// An id that is taken already.
pub(crate) fn taken_id(table: &'static Table) -> Error {
    let field = table.columns[table.id].field;
    Error::new(ErrorKind::Conflict, "already taken").with_constraint(Table::PRIMARY_KEY, [field].into_iter())
}

/// A reference to a row that is not there, or from one that is.
pub(crate) fn dangling_key(table: &'static Table, key: &'static ForeignKey) -> Error {
    let field = table.columns[key.column].field;
    Error::new(ErrorKind::ForeignKey, "refers to a row that is not there")
        .with_constraint(key.name, [field].into_iter())
}

/// A row that others refer to: those of a table, where it is known which.
pub(crate) fn referenced(table: Option<&str>) -> Error {
    let reason: Cow<'static, str> = match table {
        Some(table) => format!("rows of {table} refer to it").into(),
        None => "other rows refer to it".into(),
    };
    Error::new(ErrorKind::ForeignKey, reason)
}

/// A rule that a row breaks.
pub(crate) fn broken(check: &'static Check) -> Error {
    let reason: Cow<'static, str> = format!("must keep the rule `{}`", check.rule).into();
    Error::new(ErrorKind::Invalid, reason).with_constraint(check.name, std::iter::empty())
}
