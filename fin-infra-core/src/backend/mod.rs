//! What differs between the databases, one file each. Nothing outside of this folder (and the derive's `sql`, and the
//! migrations' renderer) knows how a database spells anything.

mod causes;
mod connect;
mod length;
mod lexicon;
#[cfg(feature = "mysql")]
mod mysql;
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

use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use serde::de::DeserializeOwned;
use sqlx::SqlStr;
use sqlx::error::{BoxDynError, DatabaseError};

pub use self::causes::Cause;
pub(crate) use self::connect::Connects;
pub use self::connect::Options;
#[cfg(feature = "sqlite")]
pub use self::connect::read_only;
pub(crate) use self::length::TooLong;
pub(crate) use self::lexicon::Lexicon;
pub(crate) use self::referring::{KeyColumn, Referring};
pub use self::row_security::RlsGap;
pub use self::row_security::RowSecurity;
#[cfg(feature = "postgres")]
pub use self::row_security::{exposing_views, tenant_policies, tenant_setting};
use self::through_sqlx::through_sqlx;
pub(crate) use self::violation::Constraint;
pub use self::violation::Violation;
use crate::shared::Database;
use crate::table::Limits;
use crate::timeout::answered;
use crate::value::Storable;
use crate::value::{Refusal, Scalar};

/// A database that this crate was built for: [`sqlx::Sqlite`], [`sqlx::Postgres`] or [`sqlx::MySql`].
///
/// The trait is sealed; it is public so that code can be generic over the database.
pub trait Backend: Connects + Sync + sealed::Sealed {
    /// Which database it is.
    const DATABASE: Database;
    /// Its name in messages.
    const TITLE: &'static str;
    /// Whether a statement can say what it changed. Where it cannot, the row is read again in the same transaction.
    const RETURNING: bool;
    /// Whether `INSERT .. SELECT $1, ..` keeps each value as `VALUES ($1, ..)` does, whatever the server's version.
    const INSERTS_SELECTED: bool;
    /// How many values one statement takes.
    const BIND_LIMIT: usize;
    /// How many rows one statement of a bulk insert has, within [`BIND_LIMIT`](Self::BIND_LIMIT). A number that is always
    /// the same keeps the statement in the cache.
    const ROWS_PER_STATEMENT: usize;
    /// How many bytes the values of a statement of more than one row have at most, where a server refuses long ones. It may
    /// take fewer: see [`bytes_taken`](Self::bytes_taken).
    const BYTES_PER_STATEMENT: Option<usize>;
    /// How many bytes of values each server takes in one statement, without being asked.
    const ALWAYS_TAKEN: usize;
    /// The server's variable that says how many bytes it takes, for a message.
    const LENGTH_SETTING: &'static str;
    /// What is said of a value that the database finds too large.
    const TOO_LARGE: &'static str;
    /// What keeps others from changing the rows that a query finds, where a transaction does not keep them out altogether.
    const FOR_UPDATE: &'static str;
    /// How a transaction that will write begins, where that is not the default.
    const BEGIN: Option<&'static str>;
    /// The type of a JSON column.
    const JSON_TYPE: &'static str;
    /// Whether an error names the foreign key that refused, and the primary key before all other keys.
    const NAMES_CONSTRAINTS: bool;
    /// What makes a nullable column order its nulls first when ascending and last when descending.
    const NULLS: Nulls;
    /// Whether a statement that fails ends the transaction that it is in.
    const FAILURE_ENDS_TRANSACTION: bool;
    /// Whether a statement that deletes rows can look at other rows of their table.
    const DELETES_WHAT_IT_READS: bool;
    /// Asks for the foreign keys that keep rows of a table from being removed.
    #[doc(hidden)]
    const REFERRING: &'static str;
    /// Its row-level security, where it has one.
    #[doc(hidden)]
    const ROW_SECURITY: Option<&'static RowSecurity> = None;

    /// Which tokens a program's own SQL may have.
    #[doc(hidden)]
    const LEXICON: Lexicon;

    /// Writes the placeholder of the `number`th argument, counted from one.
    fn placeholder(number: usize, sql: &mut String) {
        Self::DATABASE.placeholder(number, sql);
    }

    /// Whether a placeholder says by its number which argument it is, so that two of them can be one.
    const NUMBERED: bool;

    /// Writes a quoted name.
    fn quote(name: &str, sql: &mut String) {
        Self::DATABASE.quote(name, sql);
    }

    /// Writes a condition: whether `text` contains `part`, byte for byte. Both are SQL.
    fn contains(text: &str, part: &str) -> String;

    /// Whether `(column, id)` can be compared as a row and the comparison is served by an index.
    const ROW_COMPARISON: bool;

    /// Adds a value of a type with sqlx's own traits.
    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a text.
    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds the text of a JSON value.
    fn add_json(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a time.
    fn add_time(time: &DateTime<Utc>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a whole number.
    fn add_integer(value: i64, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Refuses what sqlx takes for null and is none.
    fn check_null(_row: &Self::Row, _index: usize) -> Result<(), BoxDynError> {
        Ok(())
    }

    /// Reads a value of a type with sqlx's own traits.
    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// Reads a JSON value.
    fn get_json<T: DeserializeOwned>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError>;

    /// A value of a type with sqlx's own traits, so that [`add_raw_scalar`](Self::add_raw_scalar) can add it again.
    fn raw_scalar<T: Storable<Self>>(value: &T) -> Scalar;

    /// Adds what [`raw_scalar`](Self::raw_scalar) made.
    fn add_raw_scalar<T: Storable<Self>>(
        scalar: Scalar,
        arguments: &mut Self::Arguments,
    ) -> Result<(), BoxDynError>;

    /// A value of a type with sqlx's own traits, as this database would compare it.
    fn comparable<T: Storable<Self>>(value: &T) -> Scalar;

    /// Refuses values of types with sqlx's own traits where [`comparable`](Self::comparable) cannot be trusted.
    fn check_comparable() -> Result<(), Refusal> {
        Ok(())
    }

    /// Refuses a time of a type with sqlx's own traits that a database would change, by the name of its type there and as
    /// it compares.
    fn check_time(_name: &str, _time: &Scalar) -> Result<(), Refusal> {
        Ok(())
    }

    /// The column type in DDL of a type with sqlx's own traits.
    fn foreign_type(info: &Self::TypeInfo, limits: &Limits) -> Cow<'static, str>;

    /// How many bytes the values that were added take when they travel.
    fn length(arguments: &mut Self::Arguments) -> usize;

    /// How many bytes of values a server takes in one statement. Where that differs between servers, it is asked.
    fn bytes_taken(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<usize, sqlx::Error>> + Send;

    /// Refuses a statement that is too long for the server, which would end the connection and often say nothing. It asks
    /// only where the statement is so long that asking costs little beside sending it.
    fn check_length(
        connection: &mut Self::Connection,
        arguments: &mut Self::Arguments,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send {
        let bytes = Self::length(arguments);
        async move {
            if bytes <= Self::ALWAYS_TAKEN {
                return Ok(());
            }
            let limit = answered(Box::pin(Self::bytes_taken(connection))).await?;
            TooLong::check(bytes, limit, Self::LENGTH_SETTING)
        }
    }

    /// Forgets what a connection has prepared, and what it knows of types.
    fn forget_statements(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Runs a statement and says how many rows it touched.
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

    /// The same with a statement that is known not to be too long.
    fn execute_measured(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> impl Future<Output = Result<u64, sqlx::Error>> + Send;

    /// Runs a statement and gives its rows.
    fn fetch(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>>;

    /// Runs a statement and gives its first row.
    fn fetch_optional(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> impl Future<Output = Result<Option<Self::Row>, sqlx::Error>> + Send;

    /// Reads the first column of a row as a count.
    fn count(row: &Self::Row) -> Result<i64, sqlx::Error>;

    /// What to do about a database that cannot be opened, where its error says so little that it needs saying.
    #[must_use]
    fn advice(_error: &dyn DatabaseError) -> Option<&'static str> {
        None
    }

    /// The tables that refer to another one, and keep its rows from being removed.
    #[doc(hidden)]
    fn referring(
        connection: &mut Self::Connection,
        table: &'static str,
    ) -> impl Future<Output = Result<Vec<Referring>, sqlx::Error>> + Send;

    /// The table whose rows refer to one that was to be removed, where the error names it.
    fn referring_table(error: &dyn DatabaseError) -> Option<String>;

    /// What a database error says that a program can act on.
    fn violation(error: &dyn DatabaseError) -> Violation;

    /// Whether a connection cannot be used after a database error, whatever its cause.
    fn ends_connection(error: &dyn DatabaseError) -> bool;
}

/// How a database orders nulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before everything else when ascending.
    First,
    /// Behind everything else when ascending, unless the statement says otherwise.
    Last,
}

mod sealed {
    /// Keeps [`Backend`](super::Backend) to the databases here.
    pub trait Sealed {}

    #[cfg(feature = "mysql")]
    impl Sealed for sqlx::MySql {}
    #[cfg(feature = "postgres")]
    impl Sealed for sqlx::Postgres {}
    #[cfg(feature = "sqlite")]
    impl Sealed for sqlx::Sqlite {}
}

/// Implements [`NativeIn`](crate::value::NativeIn) for types that are stored as themselves, `type => "SQL TYPE", as type`,
/// or as another one that sqlx knows: `type => "SQL TYPE", as stored, |value| to stored, |stored| back`.
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
                // What is stored as itself is encoded where it is, without a copy.
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

            // Into the function that reads a row, which is the program's.
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

/// The part of `text` between `start` and the next `end` behind it, the last such part there is.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
fn last_between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let from = text.rfind(start)? + start.len();
    let length = text[from..].find(end)?;
    Some(&text[from..from + length])
}
