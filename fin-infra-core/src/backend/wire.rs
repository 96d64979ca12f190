//! The code that PostgreSQL and MySQL share: how statements are sent, and how values of types that only sqlx knows are
//! read from their encoding.

use std::cell::Cell;
use std::fmt;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Encode, Type};

use crate::value::Scalar;

/// Reads bytes as text if they are valid UTF-8.
pub(super) fn text(bytes: Vec<u8>) -> Scalar {
    String::from_utf8(bytes).map_or_else(|error| Scalar::Bytes(error.into_bytes()), Scalar::Text)
}

/// Reads bytes of an unknown type: text contains no zero byte, and most binary values do.
pub(super) fn text_or_bytes(bytes: Vec<u8>) -> Scalar {
    if bytes.contains(&0) { Scalar::Bytes(bytes) } else { text(bytes) }
}

/// Reads a floating-point number, or keeps the bytes if there are too few.
pub(super) fn float<const N: usize>(bytes: &[u8], read: fn([u8; N]) -> f64) -> Scalar {
    match bytes.first_chunk::<N>() {
        Some(bytes) => Scalar::Float(read(*bytes)),
        None => Scalar::Bytes(bytes.to_vec()),
    }
}

/// The maximum number of bytes of a message in addition to the values.
pub(super) const BESIDE_ALL: usize = 64;

/// The number of additional bytes per value: its type, and whether it is null.
pub(super) const BESIDE_EACH: usize = 3;

/// The methods of [`Backend`](super::Backend) whose code is the same for each server, but whose bounds only hold for a
/// concrete one.
macro_rules! over_a_wire {
    () => {
        fn length(arguments: &mut Self::Arguments) -> usize {
            Probe::length::<Self>(arguments) + BESIDE_ALL + arguments.len() * BESIDE_EACH
        }

        async fn execute_measured(
            connection: &mut Self::Connection,
            sql: SqlStr,
            arguments: Self::Arguments,
        ) -> Result<u64, sqlx::Error> {
            let query = sqlx::query_with::<Self, _>(sql, arguments);
            Ok(answered(sqlx::Executor::execute(connection, query)).await?.rows_affected())
        }

        fn fetch(
            connection: &mut Self::Connection,
            sql: SqlStr,
            mut arguments: Self::Arguments,
        ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>> {
            if Self::length(&mut arguments) <= Self::ALWAYS_ACCEPTED {
                return sqlx::query_with::<Self, _>(sql, arguments).fetch(connection);
            }
            let checked = async move {
                Self::check_length(connection, &mut arguments).await?;
                Ok::<_, sqlx::Error>(sqlx::query_with::<Self, _>(sql, arguments).fetch(connection))
            };
            stream::once(checked).try_flatten().boxed()
        }
    };
}
pub(super) use over_a_wire;

/// A value that is never added: encoding it shows how much has been added before. sqlx has no other way to see that.
pub(super) struct Probe<'a>(&'a Cell<usize>);

impl Probe<'_> {
    /// Returns how many bytes have been added.
    pub(super) fn length<DB: Database>(arguments: &mut DB::Arguments) -> usize
    where
        for<'a> Probe<'a>: Encode<'a, DB> + Type<DB>,
    {
        let length = Cell::new(0);
        // The error is intentional, so nothing is added. It contains no value, so its box allocates nothing.
        let _ = arguments.add(Probe(&length));
        length.get()
    }
}

#[derive(Debug)]
struct NotAdded;

impl fmt::Display for NotAdded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a probe is not added")
    }
}

impl std::error::Error for NotAdded {}

macro_rules! probes {
    ($($feature:literal $DB:ident $buffer:ty),*) => {$(
        #[cfg(feature = $feature)]
        impl Type<sqlx::$DB> for Probe<'_> {
            fn type_info() -> <sqlx::$DB as Database>::TypeInfo {
                <bool as Type<sqlx::$DB>>::type_info()
            }
        }

        #[cfg(feature = $feature)]
        impl Encode<'_, sqlx::$DB> for Probe<'_> {
            fn encode_by_ref(&self, buffer: &mut $buffer) -> Result<IsNull, BoxDynError> {
                self.0.set(buffer.len());
                Err(Box::new(NotAdded))
            }
        }
    )*};
}

probes!("postgres" Postgres sqlx::postgres::PgArgumentBuffer, "mysql" MySql Vec<u8>);
