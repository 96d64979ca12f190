//! What a database refuses, in the words of the struct; the memory store says the same.

use std::borrow::Cow;

use sqlx::error::DatabaseError;

use crate::backend::{Backend, Constraint, Violation};
use crate::error::{Error, ErrorKind};
use crate::resource::Resource;
use crate::schema::{Check, ForeignKey, Table, Unique};
use crate::store::timeout::NoAnswer;

/// An error of sqlx, as one of a resource.
pub(crate) fn failure<R: Resource, DB: Backend>(error: sqlx::Error) -> Error {
    let known = match &error {
        sqlx::Error::Database(database) => refusal::<DB>(R::TABLE, &**database),
        error => trouble(error),
    };
    known.of(R::TABLE.name).with_source(error)
}

/// The same where no table is involved.
pub(crate) fn connection_failure<DB: Backend>(error: sqlx::Error) -> Error {
    let known = match &error {
        sqlx::Error::Database(database) => match DB::violation(&**database) {
            Violation::Unavailable => busy(),
            _ => Error::database(REFUSED),
        },
        error => trouble(error),
    };
    known.with_source(error)
}

const REFUSED: &str = "the database refused; its own words are the source of this error";

fn busy() -> Error {
    Error::unavailable("the database is busy or lost this against another transaction; try again")
}

/// An error that the database itself did not report.
fn trouble(error: &sqlx::Error) -> Error {
    if let Some(no_answer) = NoAnswer::of(error) {
        return no_answer.into();
    }
    match error {
        sqlx::Error::PoolTimedOut => Error::unavailable("no connection became free in time"),
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::PoolClosed => Error::unavailable("the database cannot be reached"),
        _ => Error::database("the database could not do it"),
    }
}

/// What the database refused, in the words of the struct.
fn refusal<DB: Backend>(table: &'static Table, error: &dyn DatabaseError) -> Error {
    match DB::violation(error) {
        Violation::Unique(constraint) => taken(table, &constraint),
        Violation::ForeignKey(constraint) => dangling(table, &constraint),
        Violation::Check(constraint) => broken_rule(table, &constraint),
        Violation::NotNull(column) => match table.columns.iter().find(|known| known.name == column) {
            Some(known) => Error::invalid(known.field, "must not be null"),
            None => Error::new(ErrorKind::Invalid, "a required value is null"),
        },
        Violation::Value => Error::new(ErrorKind::Invalid, "a value does not fit its column"),
        Violation::Unavailable => busy(),
        Violation::Missing => Error::database(
            "the table, or a column of it, is not there: migrate the database, or call `schema::create_all` in a test",
        ),
        Violation::Other => Error::database(REFUSED),
    }
}

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

fn taken(table: &'static Table, constraint: &Constraint) -> Error {
    let unique = table.uniques.iter().find(|unique| match constraint {
        Constraint::Name(name) => unique.name == name,
        Constraint::Columns(columns) => columns.iter().eq(table.key_columns(unique)),
        Constraint::PrimaryKey | Constraint::Unknown => false,
    });
    let is_id = match constraint {
        Constraint::PrimaryKey => true,
        Constraint::Columns(columns) => columns.iter().any(|column| column == table.columns[table.id].name),
        Constraint::Name(name) => name.strip_prefix("pk_") == Some(table.name) || name.ends_with("_pkey"),
        Constraint::Unknown => false,
    };
    match unique {
        Some(unique) => conflict(table, unique),
        None if is_id => taken_id(table),
        None => Error::new(ErrorKind::Conflict, "already taken"),
    }
}

/// A reference to a row that is not there, or from one that is.
pub(crate) fn dangling_key(table: &'static Table, key: &'static ForeignKey) -> Error {
    let field = table.columns[key.column].field;
    Error::new(ErrorKind::ForeignKey, "refers to a row that is not there")
        .with_constraint(key.name, [field].into_iter())
}

/// A row that others refer to.
pub(crate) fn referenced() -> Error {
    Error::new(ErrorKind::ForeignKey, "other rows refer to this one")
}

fn dangling(table: &'static Table, constraint: &Constraint) -> Error {
    let key = match (constraint, table.foreign_keys) {
        (Constraint::Name(name), keys) => keys.iter().find(|key| key.name == name),
        // SQLite does not say which.
        (_, [key]) => Some(key),
        _ => None,
    };
    match key {
        Some(key) => dangling_key(table, key),
        None => Error::new(ErrorKind::ForeignKey, "refers to a row that is not there"),
    }
}

/// A rule that a row breaks.
pub(crate) fn broken(check: &'static Check) -> Error {
    let reason: Cow<'static, str> = format!("must keep the rule `{}`", check.rule).into();
    Error::new(ErrorKind::Invalid, reason).with_constraint(check.name, std::iter::empty())
}

fn broken_rule(table: &'static Table, constraint: &Constraint) -> Error {
    let check = match constraint {
        Constraint::Name(name) => table.checks.iter().find(|check| check.name == name),
        _ => None,
    };
    check.map_or_else(|| Error::new(ErrorKind::Invalid, "a rule of the table is broken"), broken)
}
