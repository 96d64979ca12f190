//! How long a statement is that travels to a server, and whether the server takes it.

use std::cell::Cell;
use std::fmt;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Encode, Type};

/// A statement that was not sent, since the server would have ended the connection.
#[derive(Debug)]
pub(crate) struct TooLong {
    bytes: usize,
    limit: usize,
    /// What says the limit.
    setting: &'static str,
}

impl TooLong {
    /// Refuses a statement whose values have more bytes than the limit.
    pub(super) fn check(bytes: usize, limit: usize, setting: &'static str) -> Result<(), sqlx::Error> {
        if bytes <= limit {
            return Ok(());
        }
        Err(sqlx::Error::Encode(Box::new(Self { bytes, limit, setting })))
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, limit, setting } = self;
        write!(f, "the values have {bytes} bytes, and the server takes {limit} bytes at once{setting}")
    }
}

impl std::error::Error for TooLong {}

/// A value that is never added: it looks how much has been added before it. sqlx has no other way to see that.
pub(super) struct Probe<'a>(&'a Cell<usize>);

impl Probe<'_> {
    /// How many bytes have been added.
    pub(super) fn length<DB: Database>(arguments: &mut DB::Arguments) -> usize
    where
        for<'a> Probe<'a>: Encode<'a, DB> + Type<DB>,
    {
        let length = Cell::new(0);
        // It is an error on purpose, so nothing stays behind. Without a value in it, its box needs no memory.
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
