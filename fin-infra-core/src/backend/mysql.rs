//! MySQL and MariaDB.

mod stored;

use std::borrow::Cow;

use crate::currency::Currency;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::mysql::{MySqlArguments, MySqlTypeInfo};
use sqlx::types::Json;
use sqlx::{Arguments, Connection, Database, Encode, MySql, SqlStr, Type, TypeInfo};
use uuid::Uuid;

use self::stored::{Clock, Digits, Typed, as_datetime};
use super::causes::mysql as causes;
use super::wire::{BESIDE_ALL, BESIDE_EACH, Probe, float, over_a_wire, text, text_or_bytes};
use super::{Backend, Constraint, Lexicon, Nulls, Violation, last_between, natives, through_sqlx};
use crate::options::Begin;
use crate::shared;
use crate::table::Limits;
use crate::timeout::answered;
use crate::value::Storable;
use crate::value::{NativeIn, Scalar};

impl Backend for MySql {
    const DATABASE: shared::Database = shared::Database::MySql;
    const TITLE: &'static str = "MySQL or MariaDB";
    const RETURNING: bool = false;
    const INSERTS_SELECTED: bool = false;
    const BIND_LIMIT: usize = 65_535;
    // Larger statements are not faster.
    const ROWS_PER_STATEMENT: usize = 500;
    // Larger statements are not faster.
    const BYTES_PER_STATEMENT: Option<usize> = Some(3 * 1024 * 1024);
    // The smallest `max_allowed_packet` that any version has by default is 1 MiB.
    const ALWAYS_ACCEPTED: usize = 256 * 1024;
    const LENGTH_SETTING: &'static str = " (`max_allowed_packet`)";
    const TOO_LARGE: &'static str =
        "exceeds the server's maximum length of a statement, its variable `max_allowed_packet`";
    const FOR_UPDATE: &'static str = " FOR UPDATE";
    const BEGIN: Option<&'static str> = None;
    const JSON_TYPE: &'static str = "JSON";
    const NAMES_CONSTRAINTS: bool = true;
    const NULLS: Nulls = Nulls::First;
    const NUMBERED: bool = false;
    // A comparison of row constructors scans the whole index.
    const ROW_COMPARISON: bool = false;

    const FAILURE_ENDS_TRANSACTION: bool = false;
    // MySQL cannot, and MariaDB can since 10.3.
    const DELETES_WHAT_IT_READS: bool = false;
    const LIMITS_CHANGES: bool = true;
    const REFERRING: &'static str = "SELECT CAST(k.table_name AS CHAR), \
         CAST(CONCAT('`', REPLACE(k.table_schema, '`', '``'), '`.`', REPLACE(k.table_name, '`', '``'), '`') AS CHAR), \
         CAST(k.constraint_name AS CHAR), \
         CAST(CONCAT('`', REPLACE(k.column_name, '`', '``'), '`') AS CHAR), \
         CAST(CONCAT('`', REPLACE(k.referenced_column_name, '`', '``'), '`') AS CHAR) \
         FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r \
         ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
         AND r.table_name = k.table_name \
         WHERE k.referenced_table_schema = DATABASE() AND k.referenced_table_name = ? \
         AND r.delete_rule IN ('NO ACTION', 'RESTRICT') \
         ORDER BY 1, 2, 3, k.ordinal_position";
    const LEXICON: Lexicon = Lexicon::MYSQL;

    through_sqlx!();

    fn begin(begin: Begin) -> SqlStr {
        super::begin::mysql(begin)
    }
    over_a_wire!();

    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, value.map(Typed))
    }

    // The type of a placeholder depends on the version of the server, and a sum must not become a float.
    fn amount(placeholder: String, amount: &Scalar, limits: &Limits) -> String {
        match amount {
            Scalar::Int(_) => format!("CAST({placeholder} AS SIGNED)"),
            _ => format!("CAST({placeholder} AS DECIMAL({}, {}))", limits.precision, limits.scale),
        }
    }

    fn add_json(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, text)
    }

    // The server closes the connection if there are more, often without an error.
    async fn max_statement_bytes(connection: &mut Self::Connection) -> Result<usize, sqlx::Error> {
        let row = sqlx::raw_sql("SELECT @@max_allowed_packet").fetch_one(connection).await?;
        let bytes: u64 = sqlx::Row::try_get(&row, 0)?;
        Ok(usize::try_from(bytes).unwrap_or(usize::MAX))
    }

    async fn forget_statements(connection: &mut Self::Connection) -> Result<(), sqlx::Error> {
        answered(connection.clear_cached_statements()).await
    }

    async fn take_numbers(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> Result<i64, sqlx::Error> {
        let query = sqlx::query_with::<Self, _>(sql, arguments);
        let taken = answered(sqlx::Executor::execute(connection, query)).await?;
        i64::try_from(taken.last_insert_id()).map_err(|error| sqlx::Error::Decode(error.into()))
    }

    fn check_null(row: &Self::Row, index: usize) -> Result<(), BoxDynError> {
        stored::check_null(sqlx::Row::try_get_raw(row, index)?)
    }

    // Unchecked, since sqlx's check does not accept an enum as any kind of text. A value that cannot be decoded is
    // still an error.
    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError> {
        let value = sqlx::Row::try_get_raw(row, index)?;
        let info = sqlx::ValueRef::type_info(&value);
        match info.name() {
            "DECIMAL" => {
                let number = sqlx::Row::try_get::<Option<Digits>, _>(row, index)?;
                number.map(|number| Ok(number.read(&Limits::WHOLE)?.mantissa())).transpose()
            }
            name if name.ends_with("UNSIGNED") => {
                Ok(sqlx::Row::try_get::<Option<u64>, _>(row, index)?.map(Into::into))
            }
            _ => Ok(sqlx::Row::try_get::<Option<i64>, _>(row, index)?.map(Into::into)),
        }
    }

    fn float(row: &Self::Row, index: usize) -> Result<Option<f64>, BoxDynError> {
        match sqlx::ValueRef::type_info(&sqlx::Row::try_get_raw(row, index)?).name() {
            "DECIMAL" => {
                Ok(sqlx::Row::try_get::<Option<Decimal>, _>(row, index)?.and_then(|value| value.to_f64()))
            }
            _ => Self::own(row, index),
        }
    }

    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
        stored::check::<T>(&sqlx::Row::try_get_raw(row, index)?)?;
        let value: Option<T> = sqlx::Row::try_get_unchecked(row, index)?;
        match &value {
            Some(value) => stored::check_sign(value, sqlx::Row::try_get_raw(row, index)?)?,
            None => Self::check_null(row, index)?,
        }
        Ok(value)
    }

    fn contains(text: &str, part: &str) -> String {
        format!("LOCATE({part}, {text}) > 0")
    }

    fn raw_scalar<T: Storable<Self>>(value: &T) -> Scalar {
        let mut buffer = Vec::new();
        match value.encode_by_ref(&mut buffer) {
            Ok(IsNull::No) => Scalar::Bytes(buffer),
            _ => Scalar::Null,
        }
    }

    fn add_raw_scalar<T: Storable<Self>>(
        scalar: Scalar,
        arguments: &mut MySqlArguments,
    ) -> Result<(), BoxDynError> {
        match scalar {
            Scalar::Bytes(bytes) => {
                Arguments::add(arguments, Raw { bytes, info: as_datetime(T::type_info()) })
            }
            _ => Err("the value belongs to another column".into()),
        }
    }

    fn comparable<T: Storable<Self>>(value: &T) -> Scalar {
        let Scalar::Bytes(bytes) = Self::raw_scalar(value) else { return Scalar::Null };
        match T::type_info().name() {
            name if name.contains("INT") => Scalar::Int(little_endian(&bytes, name.contains("UNSIGNED"))),
            "FLOAT" => float(&bytes, |bytes| f32::from_le_bytes(bytes).into()),
            "DOUBLE" => float(&bytes, f64::from_le_bytes),
            "BLOB" | "BINARY" | "VARBINARY" => Scalar::Bytes(without_length(bytes)),
            "VARCHAR" | "CHAR" | "TEXT" | "ENUM" => text(without_length(bytes)),
            _ => text_or_bytes(without_length(bytes)),
        }
    }

    fn foreign_type(info: &MySqlTypeInfo, limits: &Limits) -> Cow<'static, str> {
        match info.name() {
            "VARCHAR" | "CHAR" | "TEXT" | "ENUM" => text_type(limits),
            "BLOB" | "BINARY" | "VARBINARY" => bytes_type(limits),
            // Without a precision it would be an integer; this type stores every `Decimal` exactly.
            "DECIMAL" => "DECIMAL(57, 28)".into(),
            "DATETIME" | "TIMESTAMP" => "DATETIME(6)".into(),
            "TIME" => "TIME(6)".into(),
            name => name.to_owned().into(),
        }
    }

    fn referring_table(error: &dyn DatabaseError) -> Option<String> {
        // a foreign key constraint fails (`database`.`table`, CONSTRAINT ..
        error.message().split_once("`, CONSTRAINT ")?.0.rsplit('`').next().map(str::to_owned)
    }

    fn violation(error: &dyn DatabaseError) -> Violation {
        let message = error.message();
        // https://mariadb.com/kb/en/mariadb-error-code-reference/
        match causes::number(error) {
            1022 | 1062 | 1169 | 1586 => Violation::Unique(unique_constraint(message)),
            1216 | 1217 | 1451 | 1452 => {
                Violation::ForeignKey(named(last_between(message, "CONSTRAINT `", "`")))
            }
            3819 => Violation::Check(named(last_between(message, "Check constraint '", "'"))),
            4025 => Violation::Check(named(last_between(message, "CONSTRAINT `", "`"))),
            1048 | 1364 => {
                Violation::NotNull(last_between(message, "olumn '", "'").unwrap_or_default().to_owned())
            }
            // out of range, also as the result of a calculation; too long, truncated, incorrect value
            1264 | 1265 | 1292 | 1366 | 1406 | 1690 => Violation::Value,
            // packet too large, result or parameter longer than a packet
            1153 | 1162 | 1301 => Violation::TooLarge,
            1054 | 1146 => Violation::Missing,
            _ => causes::cause(error).map_or(Violation::Other, Violation::Trouble),
        }
    }

    fn ends_connection(error: &dyn DatabaseError) -> bool {
        causes::ends_connection(error)
    }
}

fn named(name: Option<&str>) -> Constraint {
    name.map_or(Constraint::Unknown, |name| Constraint::Name(name.to_owned()))
}

/// MariaDB reports `uq_budgets_name`, MySQL `budgets.uq_budgets_name`.
fn unique_constraint(message: &str) -> Constraint {
    match last_between(message, "for key '", "'").and_then(|key| key.rsplit('.').next()) {
        Some("PRIMARY") => Constraint::PrimaryKey,
        name => named(name),
    }
}

/// The encoded bytes of a value whose type is known elsewhere.
struct Raw {
    bytes: Vec<u8>,
    info: MySqlTypeInfo,
}

impl Type<MySql> for Raw {
    fn type_info() -> MySqlTypeInfo {
        <Vec<u8> as Type<MySql>>::type_info()
    }
}

impl Encode<'_, MySql> for Raw {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<MySqlTypeInfo> {
        Some(self.info.clone())
    }
}

fn little_endian(bytes: &[u8], unsigned: bool) -> i128 {
    let negative = !unsigned && bytes.last().is_some_and(|&byte| byte & 0x80 != 0);
    bytes.iter().rev().fold(if negative { -1 } else { 0 }, |value, &byte| value << 8 | i128::from(byte))
}

/// Strips the length prefix of a string.
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html>
fn without_length(mut bytes: Vec<u8>) -> Vec<u8> {
    let prefix = match bytes.first() {
        Some(0xfc) => 3,
        Some(0xfd) => 4,
        Some(0xfe) => 9,
        _ => 1,
    };
    bytes.drain(..prefix.min(bytes.len()));
    bytes
}

/// Text compares by its code points, including trailing spaces. The two servers have different names for this
/// collation; each reads the comment that is written for it.
fn text_type(limits: &Limits) -> Cow<'static, str> {
    const COLLATION: &str =
        "CHARACTER SET utf8mb4 COLLATE /*M! utf8mb4_nopad_bin */ /*!80000 utf8mb4_0900_bin */";
    match limits.length {
        // The columns of a row share 65,535 bytes; a long text is stored outside the row.
        Some(max) if max <= 1024 => format!("VARCHAR({max}) {COLLATION}").into(),
        _ => format!("LONGTEXT {COLLATION}").into(),
    }
}

fn bytes_type(limits: &Limits) -> Cow<'static, str> {
    match limits.length {
        Some(max) if max <= 1024 => format!("VARBINARY({max})").into(),
        _ => "LONGBLOB".into(),
    }
}

natives! { MySql:
    bool => |_| "BOOLEAN".into(), as bool;
    i8 => |_| "TINYINT".into(), as i8;
    i16 => |_| "SMALLINT".into(), as i16;
    i32 => |_| "INT".into(), as i32;
    i64 => |_| "BIGINT".into(), as i64;
    u8 => |_| "TINYINT UNSIGNED".into(), as u8;
    u16 => |_| "SMALLINT UNSIGNED".into(), as u16;
    u32 => |_| "INT UNSIGNED".into(), as u32;
    u64 => |_| "BIGINT UNSIGNED".into(), as u64;
    f32 => |_| "FLOAT".into(), as f32;
    f64 => |_| "DOUBLE".into(), as f64;
    Vec<u8> => bytes_type, as Vec<u8>;
    String => text_type, as String;
    Currency => text_type, as String, |value, _| Ok(value.code().to_owned()),
        |stored, _| crate::value::stored_currency(&stored);
    Uuid => |_| "BINARY(16)".into(), as Uuid;
    Decimal => |limits| format!("DECIMAL({}, {})", limits.precision, limits.scale).into(), as Digits,
        |value, _| Ok(Digits(*value)), |stored, limits| stored.read(limits);
    // A DATETIME does not depend on the session's time zone, unlike a TIMESTAMP.
    DateTime<Utc> => |_| "DATETIME(6)".into(), as NaiveDateTime, |value, _| Ok(value.naive_utc()),
        |stored, _| Ok(stored.and_utc());
    NaiveDateTime => |_| "DATETIME(6)".into(), as NaiveDateTime;
    NaiveTime => |_| "TIME(6)".into(), as Clock, |value, _| Ok(Clock(*value)), |stored, _| Ok(stored.0);
    NaiveDate => |_| "DATE".into(), as NaiveDate;
}
