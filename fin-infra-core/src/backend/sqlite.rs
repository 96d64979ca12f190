//! SQLite.

mod encoded;
mod times;

use std::borrow::Cow;

use crate::currency::Currency;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::future::ready;
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteQueryResult, SqliteRow};
use sqlx::types::Json;
use sqlx::{Arguments, Connection, Database, Either, Executor, SqlStr, Sqlite, TypeInfo};
use uuid::Uuid;

use self::encoded::encoded;
use super::OutOfRange;
use super::causes::sqlite as causes;
use super::{Backend, Constraint, Lexicon, Nulls, Violation, natives, through_sqlx};
use crate::options::Begin;
use crate::shared;
use crate::table::Limits;
use crate::timeout::answered;
use crate::value::Storable;
use crate::value::{InvalidValue, Native, NativeIn, Scalar};

/// The first number beyond the integers of 64 bits.
const LARGEST: f64 = 9_223_372_036_854_775_808.0;

impl Backend for Sqlite {
    const DATABASE: shared::Database = shared::Database::Sqlite;
    const TITLE: &'static str = "SQLite";
    const RETURNING: bool = true;
    const INSERTS_SELECTED: bool = true;
    const BIND_LIMIT: usize = 32_766;
    // Each statement first copies every page that it changes, for its own rollback, so fewer and larger ones are
    // faster: 10,000 rows in a file take a quarter less time than in statements of 500.
    const ROWS_PER_STATEMENT: usize = 2_000;
    const BYTES_PER_STATEMENT: Option<usize> = None;
    // Nothing is sent.
    const ALWAYS_ACCEPTED: usize = usize::MAX;
    const LENGTH_SETTING: &'static str = "";
    // https://www.sqlite.org/limits.html
    const TOO_LARGE: &'static str =
        "is too large for SQLite: a text, a blob or a row has at most 1,000,000,000 bytes";
    // A transaction that starts with a read cannot wait for another writer before its first write.
    const FOR_UPDATE: &'static str = "";
    const BEGIN: Option<&'static str> = Some("BEGIN IMMEDIATE");
    const JSON_TYPE: &'static str = "TEXT";
    const NAMES_CONSTRAINTS: bool = false;
    const NULLS: Nulls = Nulls::First;
    const NUMBERED: bool = false;
    const ROW_COMPARISON: bool = true;

    const FAILURE_ENDS_TRANSACTION: bool = false;
    const DELETES_WHAT_IT_READS: bool = true;
    const LIMITS_CHANGES: bool = false;
    // A key without columns refers to the primary key.
    const REFERRING: &'static str = "SELECT t.name, '`' || replace(t.name, '`', '``') || '`', \
         CAST(k.id AS TEXT), '`' || replace(k.\"from\", '`', '``') || '`', \
         '`' || replace(coalesce(k.\"to\", (SELECT p.name FROM pragma_table_info(k.\"table\") p \
         WHERE p.pk = k.seq + 1)), '`', '``') || '`' \
         FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) k \
         WHERE t.type = 'table' AND lower(k.\"table\") = lower(?) AND k.on_delete IN ('NO ACTION', 'RESTRICT') \
         ORDER BY t.name, k.id, k.seq";
    const LEXICON: Lexicon = Lexicon::SQLITE;

    through_sqlx!();

    fn begin(begin: Begin) -> SqlStr {
        super::begin::sqlite(begin)
    }

    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, value)
    }

    fn add_json(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, text)
    }

    fn length(_arguments: &mut Self::Arguments) -> usize {
        0
    }

    async fn max_statement_bytes(_connection: &mut Self::Connection) -> Result<usize, sqlx::Error> {
        Ok(Self::ALWAYS_ACCEPTED)
    }

    async fn forget_statements(connection: &mut Self::Connection) -> Result<(), sqlx::Error> {
        connection.clear_cached_statements().await
    }

    async fn execute_measured(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> Result<u64, sqlx::Error> {
        answered(async {
            let mut results = results(connection, sql, arguments);
            while let Some(result) = results.try_next().await? {
                if let Either::Left(done) = result {
                    return Ok(done.rows_affected());
                }
            }
            Ok(0)
        })
        .await
    }

    fn fetch(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>> {
        results(connection, sql, arguments)
            .try_take_while(|result| ready(Ok(result.is_right())))
            .try_filter_map(|result| ready(Ok(result.right())))
            .boxed()
    }

    fn is_in_units(sql_type: &str) -> bool {
        // The type of a decimal contains its size.
        sql_type.starts_with("INTEGER(")
    }

    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError> {
        let error = match sqlx::Row::try_get::<Option<i64>, _>(row, index) {
            Ok(whole) => return Ok(whole.map(Into::into)),
            Err(error) => error,
        };
        // An integer that overflows becomes a float.
        match sqlx::Row::try_get::<f64, _>(row, index) {
            Ok(float) if float.abs() >= LARGEST => Err(OutOfRange.into()),
            _ => Err(error.into()),
        }
    }

    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
        Ok(sqlx::Row::try_get(row, index)?)
    }

    // Without its number: for each bound value, SQLite searches all placeholders that have one, which makes an insert
    // of a few hundred rows five times as slow.
    fn contains(text: &str, part: &str) -> String {
        format!("instr({text}, {part}) > 0")
    }

    fn raw_scalar<T: Storable<Self>>(value: &T) -> Scalar {
        let mut arguments = SqliteArguments::default();
        match arguments.add(value) {
            Ok(()) => encoded(&arguments),
            Err(_) => Scalar::Null,
        }
    }

    fn add_raw_scalar<T: Storable<Self>>(
        scalar: Scalar,
        arguments: &mut SqliteArguments,
    ) -> Result<(), BoxDynError> {
        match scalar {
            Scalar::Int(value) => Arguments::add(arguments, i64::try_from(value)?),
            Scalar::Float(value) => Arguments::add(arguments, value),
            Scalar::Text(text) => Arguments::add(arguments, text),
            Scalar::Bytes(bytes) => Arguments::add(arguments, bytes),
            _ => Arguments::add(arguments, None::<i64>),
        }
    }

    fn comparable<T: Storable<Self>>(value: &T) -> Scalar {
        Self::raw_scalar(value)
    }

    fn check_comparable() -> Result<(), InvalidValue> {
        encoded::check()
    }

    fn check_time(name: &str, time: &Scalar) -> Result<(), InvalidValue> {
        times::check(name, time)
    }

    fn foreign_type(info: &Self::TypeInfo, _limits: &Limits) -> Cow<'static, str> {
        info.name().to_owned().into()
    }

    fn advice(error: &dyn DatabaseError) -> Option<&'static str> {
        // CANTOPEN
        (error.code().as_deref() == Some("14"))
            .then_some("the file does not exist or cannot be opened; add `?mode=rwc` to the URL to create it")
    }

    fn referring_table(_error: &dyn DatabaseError) -> Option<String> {
        None
    }

    fn violation(error: &dyn DatabaseError) -> Violation {
        let message = error.message();
        let detail = message.rsplit_once("failed: ").map(|(_, detail)| detail.trim());
        // Result codes: https://www.sqlite.org/rescode.html
        match causes::code(error) {
            // UNIQUE, PRIMARYKEY, ROWID
            2067 | 1555 | 2579 => Violation::Unique(detail.map_or(Constraint::Unknown, unique_constraint)),
            787 | 1811 => Violation::ForeignKey(Constraint::Unknown),
            275 => {
                Violation::Check(detail.map_or(Constraint::Unknown, |name| Constraint::Name(name.to_owned())))
            }
            1299 => Violation::NotNull(detail.map(column_name).unwrap_or_default()),
            // TOOBIG
            18 => Violation::TooLarge,
            // MISMATCH
            20 => Violation::Value,
            1 if message == "integer overflow" => Violation::Value,
            1 if names_what_is_missing(message) => Violation::Missing,
            _ => causes::cause(error).map_or(Violation::Other, Violation::Trouble),
        }
    }

    fn ends_connection(error: &dyn DatabaseError) -> bool {
        causes::rolls_back_transaction(error)
    }
}

/// Runs a statement. The stream yields its rows and then the number of changed rows, which completes the statement.
/// After that, SQLite's thread only reports that the text contains no second statement. Callers do not wait for that,
/// since the wake-up would cost more than many a statement.
fn results(
    connection: &mut SqliteConnection,
    sql: SqlStr,
    arguments: SqliteArguments,
) -> BoxStream<'_, Result<Either<SqliteQueryResult, SqliteRow>, sqlx::Error>> {
    connection.fetch_many(sqlx::query_with::<Sqlite, _>(sql, arguments))
}

/// SQLite has a single code for all errors in a statement's text.
fn names_what_is_missing(message: &str) -> bool {
    ["no such table", "no such column", "has no column named"].iter().any(|said| message.contains(said))
}

/// `budgets.tenant_id, budgets.name` or `index 'uq_budgets_name'`.
fn unique_constraint(detail: &str) -> Constraint {
    match super::last_between(detail, "index '", "'") {
        Some(name) => Constraint::Name(name.to_owned()),
        None => Constraint::Columns(detail.split(", ").map(column_name).collect()),
    }
}

/// The column of `table.column`.
fn column_name(qualified: &str) -> String {
    qualified.rsplit('.').next().unwrap_or(qualified).to_owned()
}

natives! { Sqlite:
    bool => |_| "BOOLEAN".into(), as bool;
    i8 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    i16 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    i32 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    i64 => |_| "INTEGER".into(), as i64;
    u8 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    u16 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    u32 => |_| "INTEGER".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    f32 => |_| "REAL".into(), as f32;
    f64 => |_| "REAL".into(), as f64;
    Vec<u8> => |_| "BLOB".into(), as Vec<u8>;
    String => |_| "TEXT".into(), as String;
    Currency => |_| "TEXT".into(), as String, |value, _| Ok(value.code().to_owned()),
        |stored, _| crate::value::stored_currency(&stored);
    Uuid => |_| "BLOB".into(), as Uuid;
    // SQLite has no exact decimal: a DECIMAL column is a float, and text sorts 9.00 after 10.00. The type contains the
    // size, so that a change of a column's scale is detected.
    Decimal => |limits| format!("INTEGER({}, {})", limits.precision, limits.scale).into(), as i64, scaled,
        |stored, limits| Ok(Decimal::new(stored, u32::from(limits.scale)));
    DateTime<Utc> => |_| "INTEGER".into(), as i64, |value, _| Ok(value.timestamp_micros()),
        |stored, _| DateTime::from_timestamp_micros(stored).ok_or_else(|| "not a time".into());
    NaiveDateTime => |_| "INTEGER".into(), as i64, |value, _| Ok(value.and_utc().timestamp_micros()),
        |stored, _| DateTime::from_timestamp_micros(stored).map(|time| time.naive_utc())
            .ok_or_else(|| "not a time".into());
    NaiveTime => |_| "INTEGER".into(), as i64, |value, _| match value.scalar() {
            Scalar::Int(micros) => Ok(micros.try_into()?),
            _ => Err("not a time".into()),
        },
        |stored, _| NaiveTime::from_scalar(Scalar::Int(stored.into())).ok_or_else(|| "not a time".into());
    NaiveDate => |_| "TEXT".into(), as NaiveDate;
}

/// Converts a decimal to an integer in its smallest unit. A normalized value fits: 18 digits are less than 2^63.
fn scaled(value: &Decimal, limits: &Limits) -> Result<i64, BoxDynError> {
    let mut value = *value;
    value.rescale(u32::from(limits.scale));
    Ok(value.mantissa().try_into()?)
}
