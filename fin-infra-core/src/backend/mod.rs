//! What differs between the databases, one file each. Nothing outside of this folder (and the derive's `sql`, and the
//! migrations' renderer) knows how a database spells anything.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod row_security;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod wire;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::types::Json;
use sqlx::{Connection, Database, SqlStr};

#[cfg(feature = "migrate")]
pub use self::row_security::RlsGap;
pub(crate) use self::row_security::RowSecurity;
#[cfg(all(feature = "migrate", feature = "postgres"))]
pub(crate) use self::row_security::tenant_policies;
use crate::column::{Scalar, Storable};
use crate::schema::Limits;

/// A database that this crate was built for: [`sqlx::Sqlite`], [`sqlx::Postgres`] or [`sqlx::MySql`].
///
/// The trait is sealed; it is public so that code can be generic over the database.
pub trait Backend: Database + Sync + sealed::Sealed {
    /// Its name in messages.
    const TITLE: &'static str;
    /// Whether a statement can say what it changed. Where it cannot, the row is read again in the same transaction.
    const RETURNING: bool;
    /// How many values one statement takes.
    const BIND_LIMIT: usize;
    /// How many rows one statement of a bulk insert has, within [`BIND_LIMIT`](Self::BIND_LIMIT). A number that is always
    /// the same keeps the statement in the cache.
    const ROWS_PER_STATEMENT: usize;
    /// How many bytes a statement of more than one row has at most, where a server refuses long ones.
    const BYTES_PER_STATEMENT: Option<usize>;
    /// How a transaction that will write begins, where that is not the default.
    const BEGIN: Option<&'static str>;
    /// The type of a JSON column.
    const JSON_TYPE: &'static str;
    /// Whether an error names the foreign key that refused, and the primary key before all other keys.
    const NAMES_CONSTRAINTS: bool;
    /// What makes a nullable column order its nulls first when ascending and last when descending.
    const NULLS: Nulls;
    /// Its row-level security, where it has one.
    #[doc(hidden)]
    const ROW_SECURITY: Option<&'static RowSecurity> = None;

    /// Writes the placeholder of the `number`th argument, counted from one.
    fn placeholder(number: usize, sql: &mut String);

    /// Whether a placeholder says by its number which argument it is, so that two of them can be one.
    const NUMBERED: bool;

    /// Writes a name, quoted.
    fn quote(name: &str, sql: &mut String);

    /// Writes a condition: whether `text` contains `part`, byte for byte. Both are SQL.
    fn contains(text: &str, part: &str) -> String;

    /// Whether `(column, id)` can be compared as a row and the comparison is served by an index.
    const ROW_COMPARISON: bool;

    /// Adds a value of a type with sqlx's own traits.
    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a text.
    fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a JSON value.
    fn add_json<T: Serialize>(
        value: Option<Json<&T>>,
        arguments: &mut Self::Arguments,
    ) -> Result<(), BoxDynError>;

    /// Adds a time.
    fn add_time(time: &DateTime<Utc>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

    /// Adds a whole number.
    fn add_integer(value: i64, arguments: &mut Self::Arguments) -> Result<(), BoxDynError>;

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

    /// The column type in DDL of a type with sqlx's own traits.
    fn foreign_type(info: &Self::TypeInfo, limits: &Limits) -> Cow<'static, str>;

    /// Runs a statement and says how many rows it touched.
    fn execute(
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

    /// Options to connect with, with what measurements ask for.
    fn tuned(
        options: <Self::Connection as Connection>::Options,
        url: &str,
    ) -> <Self::Connection as Connection>::Options;

    /// Whether the database that a URL names is gone when its last connection is closed.
    #[must_use]
    fn lives_in_memory(_url: &str) -> bool {
        false
    }

    /// What to do about a database that cannot be opened, where its error says so little that it needs saying.
    #[must_use]
    fn advice(_error: &dyn DatabaseError) -> Option<&'static str> {
        None
    }

    /// What a database error says that a program can act on.
    fn violation(error: &dyn DatabaseError) -> Violation;
}

/// How a database orders nulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// Before everything else when ascending.
    First,
    /// Behind everything else when ascending, unless the statement says otherwise.
    Last,
}

/// What a database refused.
#[derive(Debug)]
pub enum Violation {
    /// A unique constraint.
    Unique(Constraint),
    /// A foreign key.
    ForeignKey(Constraint),
    /// A CHECK.
    Check(Constraint),
    /// A null in a required column of this name.
    NotNull(String),
    /// A value that does not fit its column.
    Value,
    /// A table or a column that is not there.
    Missing,
    /// Nothing for good: the same statement may succeed later.
    Unavailable,
    /// Something else.
    Other,
}

/// What a database says of a constraint.
#[derive(Debug)]
pub enum Constraint {
    /// Its name.
    Name(String),
    /// The columns it is over.
    Columns(Vec<String>),
    /// The primary key.
    PrimaryKey,
    /// Nothing.
    Unknown,
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

/// The methods of [`Backend`] that read the same for each database, but whose bounds only hold for a concrete one.
macro_rules! through_sqlx {
    () => {
        fn add<T: Storable<Self>>(
            value: Option<&T>,
            arguments: &mut Self::Arguments,
        ) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, value)
        }

        fn add_text(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, text)
        }

        fn add_json<T: Serialize>(
            value: Option<Json<&T>>,
            arguments: &mut Self::Arguments,
        ) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, value)
        }

        fn add_time(time: &DateTime<Utc>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            NativeIn::<Self>::add(time, &Limits::DEFAULT, arguments)
        }

        fn add_integer(value: i64, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
            sqlx::Arguments::add(arguments, value)
        }

        fn get_json<T: DeserializeOwned>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
            Ok(sqlx::Row::try_get::<Option<Json<T>>, _>(row, index)?.map(|Json(value)| value))
        }

        async fn fetch_optional(
            connection: &mut Self::Connection,
            sql: SqlStr,
            arguments: Self::Arguments,
        ) -> Result<Option<Self::Row>, sqlx::Error> {
            sqlx::query_with::<Self, _>(sql, arguments).fetch_optional(connection).await
        }

        fn count(row: &Self::Row) -> Result<i64, sqlx::Error> {
            sqlx::Row::try_get(row, 0)
        }
    };
}
use through_sqlx;

/// Implements [`NativeIn`](crate::column::NativeIn) for types that are stored as themselves, `type => "SQL TYPE", as type`,
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
