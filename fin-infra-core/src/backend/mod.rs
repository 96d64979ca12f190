//! The differences between the databases, one file each. Apart from this folder, only the derive's `sql` and the
//! migrations' renderer contain SQL that is specific to a database.

mod aggregates;
mod begin;
mod causes;
mod connect;
mod length;
mod lexicon;
#[cfg(feature = "mysql")]
mod mysql;
mod out_of_range;
#[cfg(feature = "postgres")]
mod postgres;
mod referring;
mod row_security;
#[cfg(feature = "sqlite")]
mod sqlite;
mod through_sqlx;
mod violation;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod wire;

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::stream::BoxStream;
use serde::de::DeserializeOwned;
use sqlx::SqlStr;
use sqlx::error::{BoxDynError, DatabaseError};

pub(crate) use self::aggregates::Aggregates;
pub use self::causes::Cause;
pub(crate) use self::connect::Connects;
pub use self::connect::Options;
#[cfg(feature = "sqlite")]
pub use self::connect::read_only;
pub(crate) use self::length::TooLong;
pub(crate) use self::lexicon::Lexicon;
pub(crate) use self::out_of_range::OutOfRange;
pub(crate) use self::referring::{KeyColumn, Referring};
pub use self::row_security::RlsGap;
pub use self::row_security::RowSecurity;
pub use self::row_security::tenant_setting;
#[cfg(feature = "postgres")]
pub use self::row_security::{exposing_views, tenant_policies};
use self::through_sqlx::through_sqlx;
pub(crate) use self::violation::Constraint;
pub use self::violation::Violation;
use crate::options::Begin;

use crate::shared::Database;
use crate::table::Limits;
use crate::timeout::answered;
use crate::value::Storable;
use crate::value::{InvalidValue, OwnType, Scalar};

/// A database whose feature is enabled: [`sqlx::Sqlite`], [`sqlx::Postgres`] or [`sqlx::MySql`].
///
/// The trait is sealed; it is public so that code can be generic over the database.
pub trait Backend: Aggregates + Connects + Sync + sealed::Sealed {
    /// The kind of database.
    const DATABASE: Database;
    /// Its name in messages.
    const TITLE: &'static str;
    /// Whether a statement can return the rows that it changed. If not, the row is read again in the same transaction.
    const RETURNING: bool;
    /// Whether `INSERT .. SELECT $1, ..` stores each value exactly like `VALUES ($1, ..)`, on every version of the
    /// server.
    const INSERTS_SELECTED: bool;
    /// The maximum number of bound values of one statement.
    const BIND_LIMIT: usize;
    /// The number of rows in one statement of a bulk insert, within [`BIND_LIMIT`](Self::BIND_LIMIT). A constant number
    /// keeps the statement in the cache.
    const ROWS_PER_STATEMENT: usize;
    /// The maximum number of bytes of the values of a statement with more than one row, if the server limits the length
    /// of statements. The server's limit may be smaller: see [`max_statement_bytes`](Self::max_statement_bytes).
    const BYTES_PER_STATEMENT: Option<usize>;
    /// The number of bytes of values that every server accepts in one statement, so that its limit need not be queried.
    const ALWAYS_ACCEPTED: usize;
    /// The server's variable for the limit, for a message.
    const LENGTH_SETTING: &'static str;
    /// The message for a value that is too large for the database.
    const TOO_LARGE: &'static str;
    /// The clause that locks the rows of a query, if a transaction does not exclude other writers altogether.
    const FOR_UPDATE: &'static str;
    /// The statement that begins a write transaction, if it is not the default.
    const BEGIN: Option<&'static str>;

    /// Returns the statement that begins a transaction with options.
    #[doc(hidden)]
    fn begin(begin: Begin) -> SqlStr;

    /// The type of a JSON column.
    const JSON_TYPE: &'static str;
    /// Whether an error names the violated foreign key, and reports the primary key before all other keys.
    const NAMES_CONSTRAINTS: bool;
    /// How the database orders nulls, which lists must return first in ascending and last in descending order.
    const NULLS: Nulls;
    /// Whether a failed statement aborts its transaction.
    const FAILURE_ENDS_TRANSACTION: bool;
    /// Whether a `DELETE` can read other rows of the same table.
    const DELETES_WHAT_IT_READS: bool;
    /// Whether an `UPDATE` or a `DELETE` can have a limit.
    const LIMITS_CHANGES: bool;
    /// The query for the foreign keys that prevent rows of a table from being removed.
    #[doc(hidden)]
    const REFERRING: &'static str;
    /// Its row-level security, if it has any.
    #[doc(hidden)]
    const ROW_SECURITY: Option<&'static RowSecurity> = None;

    /// The tokens that the program's own SQL may contain.
    #[doc(hidden)]
    const LEXICON: Lexicon;

    /// Writes the placeholder of the `number`th argument, counted from one.
    fn placeholder(number: usize, sql: &mut String) {
        Self::DATABASE.placeholder(number, sql);
    }

    /// Whether placeholders are numbered, so that two of them can refer to the same argument.
    const NUMBERED: bool;

    /// Writes a quoted name.
    fn quote(name: &str, sql: &mut String) {
        Self::DATABASE.quote(name, sql);
    }

    /// Writes an amount that is added to a number, given its placeholder.
    #[must_use]
    fn amount(placeholder: String, _amount: &Scalar, _limits: &Limits) -> String {
        placeholder
    }

    /// Whether a column of a type holds decimals in units of their last decimal place.
    #[must_use]
    fn is_in_units(_sql_type: &str) -> bool {
        false
    }

    /// Writes the condition that `text` contains `part`, byte for byte. Both are SQL.
    fn contains(text: &str, part: &str) -> String;

    /// Whether an index can serve a row comparison of `(column, id)`.
    const ROW_COMPARISON: bool;

    /// Adds a value of a type that implements sqlx's own traits.
    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a string.
    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds the text of a JSON value.
    fn add_json(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a time.
    fn add_time(time: &DateTime<Utc>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds an integer.
    fn add_integer(value: i64, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Returns an error for a value that sqlx would read as null although it is not.
    fn check_null(_row: &Self::Row, _index: usize) -> Result<(), BoxDynError> {
        Ok(())
    }

    /// Reads a value of a type that implements sqlx's own traits.
    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// Reads a JSON value.
    fn get_json<T: DeserializeOwned>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// Encodes a value of a type that implements sqlx's own traits, for [`add_raw_scalar`](Self::add_raw_scalar).
    fn raw_scalar<T: Storable<Self>>(value: &T) -> Scalar;

    /// Adds a value that [`raw_scalar`](Self::raw_scalar) encoded.
    fn add_raw_scalar<T: Storable<Self>>(
        scalar: Scalar,
        arguments: &mut Self::Arguments,
    ) -> Result<(), BoxDynError>;

    /// Converts a value of a type that implements sqlx's own traits to the form in which this database compares it.
    fn comparable<T: Storable<Self>>(value: &T) -> Scalar;

    /// Returns an error if [`comparable`](Self::comparable) is not reliable for types that implement sqlx's own traits.
    fn check_comparable() -> Result<(), InvalidValue> {
        Ok(())
    }

    /// Returns an error for a time of a type that implements sqlx's own traits if some database would change it. It is
    /// given by its type's name in the database and in its comparable form.
    fn check_time(_name: &str, _time: &Scalar) -> Result<(), InvalidValue> {
        Ok(())
    }

    /// Returns the column type in DDL of a type that implements sqlx's own traits.
    fn foreign_type(info: &Self::TypeInfo, limits: &Limits) -> Cow<'static, str>;

    /// Returns the encoded length in bytes of the values that were added.
    fn length(arguments: &mut Self::Arguments) -> usize;

    /// Returns the number of bytes of values that a server accepts in one statement. If it depends on the server, this
    /// queries it.
    fn max_statement_bytes(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<usize, sqlx::Error>> + Send;

    /// Returns an error for a statement that is too long for the server, which would close the connection, often
    /// without an error. It queries the limit only if the statement is so long that the query costs little compared to
    /// sending the statement.
    fn check_length(
        connection: &mut Self::Connection,
        arguments: &mut Self::Arguments,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        let bytes = Self::length(arguments);
        async move {
            if bytes <= Self::ALWAYS_ACCEPTED {
                return Ok(());
            }
            let limit = answered(Box::pin(Self::max_statement_bytes(connection))).await?;
            TooLong::check(bytes, limit, Self::LENGTH_SETTING)
        }
    }

    /// Drops the prepared statements of a connection, and its cache of types.
    fn forget_statements(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Runs a statement and returns the number of rows that it affected.
    fn execute(
        connection: &mut Self::Connection,
        sql: SqlStr,
        mut arguments: Self::Arguments,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send {
        async move {
            Self::check_length(connection, &mut arguments).await?;
            Self::execute_measured(connection, sql, arguments).await
        }
    }

    /// Like [`execute`](Self::execute), for a statement that is known not to be too long.
    fn execute_measured(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send;

    /// Runs a statement and returns its rows.
    fn fetch(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;

    /// Runs a statement and returns its first row.
    fn fetch_optional(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> impl Future<Output = Result<Option<Self::Row>, sqlx::Error>> + Send;

    /// Reads an integer.
    fn integer(row: &Self::Row, index: usize) -> Result<i64, sqlx::Error>;

    /// Reads a text.
    fn text(row: &Self::Row, index: usize) -> Result<Option<String>, sqlx::Error>;

    /// Reads a date.
    fn date(row: &Self::Row, index: usize) -> Result<Option<NaiveDate>, BoxDynError>;

    /// Reads an integer, of whatever type the database makes the result of an expression.
    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError>;

    /// Reads a floating-point number, also from the exact average of integers.
    fn float(row: &Self::Row, index: usize) -> Result<Option<f64>, BoxDynError> {
        Self::own(row, index)
    }

    /// Reads a value of a type that the crate stores itself.
    fn own<T: OwnType>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// Adds a value of a type that the crate stores itself; `None` is null.
    fn add_own<T: OwnType>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Runs a statement that takes numbers from a counter, and returns the last of them.
    fn take_numbers(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> impl Future<Output = Result<i64, sqlx::Error>> + Send {
        async move {
            let row = Self::fetch_optional(connection, sql, arguments).await?;
            row.as_ref().map_or(Err(sqlx::Error::RowNotFound), |row| Self::integer(row, 0))
        }
    }

    /// Returns advice for a database that cannot be opened, if its own error is too terse.
    #[must_use]
    fn advice(_error: &dyn DatabaseError) -> Option<&'static str> {
        None
    }

    /// Returns the tables that refer to a table and prevent its rows from being removed.
    #[doc(hidden)]
    fn referring(
        connection: &mut Self::Connection,
        table: &'static str,
    ) -> impl Future<Output = Result<Vec<Referring>, sqlx::Error>> + Send;

    /// Returns the table whose rows refer to a row that could not be removed, if the error names it.
    fn referring_table(error: &dyn DatabaseError) -> Option<String>;

    /// Classifies a database error.
    fn violation(error: &dyn DatabaseError) -> Violation;

    /// Returns `true` if a connection is unusable after a database error, regardless of its cause.
    fn ends_connection(error: &dyn DatabaseError) -> bool;
}

/// The position of nulls in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values in ascending order.
    First,
    /// After all values in ascending order, unless the statement specifies otherwise.
    Last,
}

mod sealed {
    /// Seals [`Backend`](super::Backend).
    pub trait Sealed {}

    #[cfg(feature = "mysql")]
    impl Sealed for sqlx::MySql {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::Postgres {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::Sqlite {}
}

/// Implements [`NativeIn`](crate::value::NativeIn) for types that are stored directly, `type => "SQL TYPE", as type`,
/// or as another type that sqlx supports: `type => "SQL TYPE", as stored, |value| to stored, |stored| back`.
macro_rules! natives {
    ($DB:ty: $($native:ty => $sql:expr, as $stored:ty $(, $to:expr, $from:expr)?;)*) => {$(
        impl NativeIn<$DB> for $native {
            fn sql_type(limits: &Limits) -> Cow<'static, str> {
                let name: fn(&Limits) -> Cow<'static, str> = $sql;
                name(limits)
            }

            fn add(
                &self,
                limits: &Limits,
                arguments: &mut <$DB as Database>::Arguments,
            ) -> Result<(), BoxDynError> {
                let _ = limits;
                // A type that is stored directly is encoded in place, without a copy.
                let stored = self;
                $(
                    let to: fn(&$native, &Limits) -> Result<$stored, BoxDynError> = $to;
                    let stored = to(stored, limits)?;
                )?
                sqlx::Arguments::add(arguments, stored)
            }

            fn add_null(arguments: &mut <$DB as Database>::Arguments) -> Result<(), BoxDynError> {
                sqlx::Arguments::add(arguments, None::<$stored>)
            }

            // Inlined into the function that reads a row, which is compiled in the program's crate.
            #[inline]
            fn get(
                row: &<$DB as Database>::Row,
                index: usize,
                limits: &Limits,
            ) -> Result<Option<Self>, BoxDynError> {
                let _ = limits;
                let value = sqlx::Row::try_get::<Option<$stored>, _>(row, index)?;
                if value.is_none() {
                    <$DB as Backend>::check_null(row, index)?;
                }
                $(
                    let from: fn($stored, &Limits) -> Result<$native, BoxDynError> = $from;
                    let value = value.map(|stored| from(stored, limits)).transpose()?;
                )?
                Ok(value)
            }
        }
    )*};
}
use natives;

/// Returns the last part of `text` between `start` and the next `end`.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
fn last_between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.rfind(start)? + start.len();
    let length = text[from..].find(end)?;
    Some(&text[from..from + length])
}
