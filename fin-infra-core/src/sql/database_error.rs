//! What a database refuses, in the words of the struct; the memory store says the same.

use std::fmt::Display;

use sqlx::error::DatabaseError;

use crate::backend::{Backend, Cause, Constraint, TooLong, Violation};
use crate::error::Aftermath;
use crate::error::{Error, ErrorKind};
use crate::resource::Resource;
use crate::shared::primary_key_name;
use crate::table::Table;
use crate::timeout::NoAnswer;
use crate::violation::{broken, conflict, dangling_key, taken_id};

/// An error of sqlx, as one of a resource.
pub(crate) fn failure<R: Resource, DB: Backend>(error: sqlx::Error) -> Error {
    let known = match &error {
        sqlx::Error::Database(database) => refusal::<DB>(R::TABLE, &**database),
        error => trouble(error),
    };
    known.of(R::TABLE.name).with_source(error)
}

/// The same where no table is involved.
#[must_use]
pub fn connection_failure<DB: Backend>(error: sqlx::Error) -> Error {
    let known = match &error {
        sqlx::Error::Database(database) => {
            let known = match DB::violation(&**database) {
                Violation::Trouble(cause) => caused_by(cause),
                Violation::TooLarge => too_large::<DB>(),
                _ => Error::database(REFUSED),
            };
            known.with_aftermath(aftermath::<DB>(&**database))
        }
        error => trouble(error),
    };
    known.with_source(error)
}

const REFUSED: &str = "the database refused; its own words are the source of this error";

fn caused_by(cause: Cause) -> Error {
    Error::new(cause.kind(), cause.reason()).with_aftermath(cause.aftermath())
}

/// What a database error means for its connection, beside what its cause does.
fn aftermath<DB: Backend>(error: &dyn DatabaseError) -> Aftermath {
    if DB::ends_connection(error) { Aftermath::Ended } else { Aftermath::Intact }
}

/// An error that the database itself did not report.
fn trouble(error: &sqlx::Error) -> Error {
    if let Some(no_answer) = NoAnswer::of(error) {
        return Error::from(no_answer).with_aftermath(Aftermath::Ended);
    }
    let (known, aftermath) = match error {
        sqlx::Error::PoolTimedOut => {
            (Error::unavailable("no connection became free in time"), Aftermath::Intact)
        }
        // A connection that ends is one of these: sqlx reports the end of a stream as `UnexpectedEof`.
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => {
            (Error::unavailable("the database cannot be reached"), Aftermath::Ended)
        }
        sqlx::Error::WorkerCrashed => {
            (Error::unavailable("the thread of SQLite's connection has ended"), Aftermath::Broken)
        }
        // Of what the driver does not send: too many arguments, placeholders that it cannot bind. Of what it receives:
        // messages that are out of turn. The same statement gives the same again.
        sqlx::Error::Protocol(_) => (Error::database(NOT_UNDERSTOOD), Aftermath::Broken),
        sqlx::Error::TypeNotFound { type_name } => {
            (Error::database(missing_type(type_name)), Aftermath::MaybeStale)
        }
        sqlx::Error::Encode(error) => match error.downcast_ref::<TooLong>() {
            Some(long) => (Error::new(ErrorKind::Invalid, long.to_string()), Aftermath::Intact),
            None => (Error::database("a value cannot be encoded"), Aftermath::Broken),
        },
        _ => (Error::database("the database could not do it"), Aftermath::Broken),
    };
    known.with_aftermath(aftermath)
}

fn too_large<DB: Backend>() -> Error {
    Error::new(ErrorKind::Invalid, format!("a value {}", DB::TOO_LARGE))
}

const NOT_UNDERSTOOD: &str = "the driver cannot send the statement, or did not understand the answer; its own words are \
                              the source of this error";

fn missing() -> Error {
    Error::database(
        "the table, or a column or a type of it, is not there: migrate the database, or call `schema::create_all` in a test",
    )
}

/// What to do about a type of a column's that PostgreSQL does not have.
#[must_use]
pub fn missing_type(name: impl Display) -> String {
    format!(
        "PostgreSQL has no type `{name}`: write `#[sqlx(type_name = \"text\")]` on the enum, or `#[sqlx(transparent)]` on \
         the struct of one field; a type of PostgreSQL's own is created in a migration"
    )
}

/// What the database refused, in the words of the struct.
fn refusal<DB: Backend>(table: &'static Table, error: &dyn DatabaseError) -> Error {
    let known = match DB::violation(error) {
        Violation::Unique(constraint) => taken(table, &constraint),
        Violation::ForeignKey(constraint) => dangling(table, &constraint),
        Violation::Check(constraint) => broken_rule(table, &constraint),
        Violation::NotNull(column) => match table.columns.iter().find(|known| known.name == column) {
            Some(known) => Error::invalid(known.field, "must not be null"),
            None => Error::new(ErrorKind::Invalid, "a required value is null"),
        },
        Violation::Value => Error::new(ErrorKind::Invalid, "a value does not fit its column"),
        Violation::TooLarge => too_large::<DB>(),
        Violation::Trouble(cause) => caused_by(cause),
        Violation::Missing => missing(),
        Violation::Other => Error::database(REFUSED),
    };
    known.with_aftermath(aftermath::<DB>(error))
}

fn taken(table: &'static Table, constraint: &Constraint) -> Error {
    let unique = table.uniques.iter().find(|unique| match constraint {
        Constraint::Columns(columns) => columns.iter().eq(table.key_columns(unique)),
        constraint => constraint.is(unique.name),
    });
    let is_id = match constraint {
        Constraint::PrimaryKey => true,
        Constraint::Columns(columns) => columns.iter().any(|column| column == table.columns[table.id].name),
        constraint => constraint.is(&primary_key_name(table.name)) || constraint.ends_with("_pkey"),
    };
    match unique {
        Some(unique) => conflict(table, unique),
        None if is_id => taken_id(table),
        None => Error::new(ErrorKind::Conflict, "already taken"),
    }
}

fn dangling(table: &'static Table, constraint: &Constraint) -> Error {
    let key = match (constraint, table.foreign_keys) {
        // SQLite does not say which.
        (Constraint::Unknown, [key]) => Some(key),
        (constraint, keys) => keys.iter().find(|key| constraint.is(key.name)),
    };
    match key {
        Some(key) => dangling_key(table, key),
        None => Error::new(ErrorKind::ForeignKey, "refers to a row that is not there"),
    }
}

fn broken_rule(table: &'static Table, constraint: &Constraint) -> Error {
    let check = table.checks.iter().find(|check| constraint.is(check.name));
    check.map_or_else(|| Error::new(ErrorKind::Invalid, "a rule of the table is broken"), broken)
}
