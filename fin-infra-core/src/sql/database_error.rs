//! Maps errors of a database to errors in terms of the struct, which are the same as those of the memory store.

use std::fmt::Display;
use std::io;

use sqlx::error::DatabaseError;

use crate::backend::{Backend, Cause, Constraint, TooLong, Violation};
use crate::error::Aftermath;
use crate::error::{Error, ErrorKind};
use crate::shared::primary_key_name;
use crate::table::Table;
use crate::tenant::ErasedScope;
use crate::timeout::NoAnswer;
use crate::violation::{broken, conflict, dangling_key, taken_id};

impl<DB: Backend> ErasedScope<'_, DB> {
    /// Maps an error of sqlx to an error of the resource.
    pub(crate) fn failure(&self, error: sqlx::Error) -> Error {
        let table = self.stored.table;
        let known = match &error {
            sqlx::Error::Database(database) => reported::<DB>(table, &**database),
            error => trouble(error),
        };
        known.of(table.name).with_source(error)
    }
}

/// Maps an error of sqlx to an error that is not about a table.
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

const REFUSED: &str = "the database rejected the statement; its own error is the source of this one";

fn caused_by(cause: Cause) -> Error {
    let error = Error::new(cause.kind(), cause.reason()).with_aftermath(cause.aftermath());
    if cause == Cause::Lost { error.retryable() } else { error }
}

/// The consequence of a database error for its connection, in addition to that of its cause.
fn aftermath<DB: Backend>(error: &dyn DatabaseError) -> Aftermath {
    if DB::ends_connection(error) { Aftermath::Ended } else { Aftermath::Intact }
}

/// Maps an error that was not reported by the database itself.
fn trouble(error: &sqlx::Error) -> Error {
    if let Some(no_answer) = NoAnswer::of(error) {
        return Error::from(no_answer).with_aftermath(Aftermath::Ended);
    }
    let (known, aftermath) = match error {
        sqlx::Error::PoolTimedOut => {
            (Error::unavailable("no connection became free in time"), Aftermath::Intact)
        }
        sqlx::Error::Io(error) if was_open(error) => return caused_by(Cause::Ended),
        sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolClosed => {
            (Error::unavailable("the database cannot be reached"), Aftermath::Ended)
        }
        sqlx::Error::WorkerCrashed => {
            (Error::unavailable("the worker thread of the SQLite connection has ended"), Aftermath::Broken)
        }
        // The driver refuses to send too many arguments, or placeholders that it cannot bind, and to read messages that
        // are out of sequence. The same statement fails again.
        sqlx::Error::Protocol(_) => (Error::database(NOT_UNDERSTOOD), Aftermath::Broken),
        sqlx::Error::TypeNotFound { type_name } => {
            (Error::database(missing_type(type_name)), Aftermath::MaybeStale)
        }
        sqlx::Error::Encode(error) => match error.downcast_ref::<TooLong>() {
            Some(long) => (Error::new(ErrorKind::Invalid, long.to_string()), Aftermath::Intact),
            None => (Error::database("a value cannot be encoded"), Aftermath::Broken),
        },
        _ => (Error::database("the database could not execute the statement"), Aftermath::Broken),
    };
    known.with_aftermath(aftermath)
}

/// Whether a connection that was open has ended. sqlx reports the end of a stream as `UnexpectedEof`.
fn was_open(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe
    )
}

fn too_large<DB: Backend>() -> Error {
    Error::new(ErrorKind::Invalid, format!("a value {}", DB::TOO_LARGE))
}

const NOT_UNDERSTOOD: &str = "the driver could not send the statement, or could not read the response; its own error is \
                              the source of this one";

fn missing() -> Error {
    Error::database(
        "the table, one of its columns or one of its types does not exist: migrate the database, or call \
         `schema::create_all` in a test",
    )
}

/// The advice for a column type that PostgreSQL does not have.
#[must_use]
pub fn missing_type(name: impl Display) -> String {
    format!(
        "PostgreSQL has no type `{name}`: write `#[sqlx(type_name = \"text\")]` on the enum, or `#[sqlx(transparent)]` on \
         the struct of one field; a type of PostgreSQL's own is created in a migration"
    )
}

/// Maps a database error to an error of a table.
fn reported<DB: Backend>(table: &'static Table, error: &dyn DatabaseError) -> Error {
    let known = match DB::violation(error) {
        Violation::Unique(constraint) => taken(table, &constraint),
        Violation::ForeignKey(constraint) => dangling(table, &constraint),
        Violation::Check(constraint) => broken_rule(table, &constraint),
        Violation::NotNull(column) => match table.columns.iter().find(|known| known.name == column) {
            Some(known) => Error::invalid(known.field, "must not be null"),
            None => Error::new(ErrorKind::Invalid, "a required value is null"),
        },
        Violation::Value => {
            Error::new(ErrorKind::Invalid, "a value does not fit its column, or a result is out of range")
        }
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
        // SQLite does not report which one.
        (Constraint::Unknown, [key]) => Some(key),
        (constraint, keys) => keys.iter().find(|key| constraint.is(key.name)),
    };
    match key {
        Some(key) => dangling_key(table, key),
        None => Error::new(ErrorKind::ForeignKey, "refers to a row that does not exist"),
    }
}

fn broken_rule(table: &'static Table, constraint: &Constraint) -> Error {
    let check = table.checks.iter().find(|check| constraint.is(check.name));
    check.map_or_else(|| Error::new(ErrorKind::Invalid, "a rule of the table is violated"), broken)
}
