//! PostgreSQL.

mod numeric;
mod readable;
pub(super) mod shards;
mod times;

use std::borrow::Cow;

use crate::currency::Currency;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::types::Json;
use sqlx::{Arguments, Connection, Database, Encode, Postgres, SqlStr, Type, TypeInfo};
use uuid::Uuid;

use self::numeric::Numeric;
use self::times::Time;
use super::causes::postgres as causes;
use super::row_security::{RlsGap, exposing_views, tenant_policies, tenant_setting};
use super::wire::{BESIDE_ALL, BESIDE_EACH, Probe, float, over_a_wire, text, text_or_bytes};
use super::{Backend, Lexicon, Nulls, RowSecurity, Violation, natives, through_sqlx};
use crate::options::Begin;
use crate::shared;
use crate::table::Limits;
use crate::timeout::answered;
use crate::value::Storable;
use crate::value::{InvalidValue, NativeIn, OUTSIDE_OF_YEARS, Scalar};

/// The setting ends with the transaction.
const ROW_SECURITY: RowSecurity = RowSecurity {
    set_tenant: concat!("SELECT set_config('", tenant_setting!(), "', $1::text, true) -- "),
    is_active: "SELECT 1 WHERE row_security_active($1)",
    table_is_missing: "SELECT 1 WHERE to_regclass($1) IS NULL",
    views: concat!(
        "SELECT to_jsonb(array_agg(said ORDER BY said)) FROM (",
        exposing_views!("SELECT to_regclass($1)::oid", "r.rolname = current_user"),
        ") views"
    ),
    gaps: &[
        (RlsGap::Superuser, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"),
        (RlsGap::BypassRls, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolbypassrls"),
        (RlsGap::NotEnabled, "SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND NOT relrowsecurity"),
        (
            RlsGap::OwnerNotForced,
            "SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND NOT relforcerowsecurity \
             AND pg_has_role(relowner, 'USAGE')",
        ),
        (
            RlsGap::NoPolicy,
            concat!("SELECT 1 WHERE NOT EXISTS (", tenant_policies!(), "c.oid = to_regclass($1))"),
        ),
        (
            RlsGap::MayBypassRls,
            "SELECT 1 FROM pg_roles own, pg_roles other WHERE own.rolname = current_user AND NOT own.rolsuper \
             AND other.oid <> own.oid AND (other.rolsuper OR other.rolbypassrls) \
             AND pg_has_role(own.oid, other.oid, 'MEMBER') AND to_regclass($1) IS NOT NULL LIMIT 1",
        ),
        (
            RlsGap::MayTruncate,
            "SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND has_table_privilege(oid, 'TRUNCATE') \
             AND NOT pg_has_role(relowner, 'USAGE')",
        ),
    ],
};

impl Backend for Postgres {
    const DATABASE: shared::Database = shared::Database::Postgres;
    const TITLE: &'static str = "PostgreSQL";
    const RETURNING: bool = true;
    const INSERTS_SELECTED: bool = true;
    const BIND_LIMIT: usize = 65_535;
    // Larger statements are not faster.
    const ROWS_PER_STATEMENT: usize = 500;
    const BYTES_PER_STATEMENT: Option<usize> = None;
    // `PQ_LARGE_MESSAGE_LIMIT` in src/include/libpq/libpq.h, minus room for the rest of the message.
    const ALWAYS_ACCEPTED: usize = (1 << 30) - (1 << 16);
    const LENGTH_SETTING: &'static str = "";
    const TOO_LARGE: &'static str = "is too large for PostgreSQL: a value has at most 1 GiB, and one in an index about \
                                     2,700 bytes";
    // As an UPDATE locks: others may still refer to the row.
    const FOR_UPDATE: &'static str = " FOR NO KEY UPDATE";
    const BEGIN: Option<&'static str> = None;
    const JSON_TYPE: &'static str = "JSONB";
    const NAMES_CONSTRAINTS: bool = true;
    const NULLS: Nulls = Nulls::Last;
    const NUMBERED: bool = true;
    const ROW_COMPARISON: bool = true;
    const ROW_SECURITY: Option<&'static RowSecurity> = Some(&ROW_SECURITY);

    const FAILURE_ENDS_TRANSACTION: bool = true;
    const DELETES_WHAT_IT_READS: bool = true;
    const LIMITS_CHANGES: bool = false;
    const REFERRING: &'static str = "SELECT table_.relname::text, table_.oid::regclass::text, key.oid::text, \
         quote_ident(own.attname), quote_ident(theirs.attname) \
         FROM pg_constraint key JOIN pg_class table_ ON table_.oid = key.conrelid \
         CROSS JOIN unnest(key.conkey, key.confkey) WITH ORDINALITY AS columns (own, theirs, ordinal) \
         JOIN pg_attribute own ON own.attrelid = key.conrelid AND own.attnum = columns.own \
         JOIN pg_attribute theirs ON theirs.attrelid = key.confrelid AND theirs.attnum = columns.theirs \
         WHERE key.contype = 'f' AND key.confdeltype IN ('a', 'r') \
         AND key.confrelid = to_regclass(quote_ident($1)) \
         ORDER BY 1, 2, key.oid, columns.ordinal";
    const LEXICON: Lexicon = Lexicon::POSTGRES;

    through_sqlx!();

    fn begin(begin: Begin) -> SqlStr {
        super::begin::postgres(begin)
    }
    over_a_wire!();

    fn add<T: Storable<Self>>(value: Option<&T>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, value)
    }

    fn add_json(text: Option<String>, arguments: &mut Self::Arguments) -> Result<(), BoxDynError> {
        Arguments::add(arguments, text.map(JsonText))
    }

    async fn max_statement_bytes(_connection: &mut Self::Connection) -> Result<usize, sqlx::Error> {
        Ok(Self::ALWAYS_ACCEPTED)
    }

    // PgBouncer shares prepared statements between its clients by their text. `DEALLOCATE ALL` makes it drop them, too.
    async fn forget_statements(connection: &mut Self::Connection) -> Result<(), sqlx::Error> {
        answered(async {
            connection.clear_cached_statements().await?;
            if connection.is_in_transaction() {
                return Ok(());
            }
            sqlx::raw_sql("DEALLOCATE ALL").execute(connection).await.map(drop)
        })
        .await
    }

    fn whole(row: &Self::Row, index: usize) -> Result<Option<i128>, BoxDynError> {
        let value = sqlx::Row::try_get_raw(row, index)?;
        match sqlx::ValueRef::type_info(&value).name() {
            "INT2" => Ok(sqlx::Row::try_get::<Option<i16>, _>(row, index)?.map(Into::into)),
            "INT4" => Ok(sqlx::Row::try_get::<Option<i32>, _>(row, index)?.map(Into::into)),
            "NUMERIC" => {
                let number = sqlx::Row::try_get::<Option<Numeric>, _>(row, index)?;
                number.map(|number| Ok(number.read(&Limits::WHOLE)?.mantissa())).transpose()
            }
            _ => Ok(sqlx::Row::try_get::<Option<i64>, _>(row, index)?.map(Into::into)),
        }
    }

    fn float(row: &Self::Row, index: usize) -> Result<Option<f64>, BoxDynError> {
        match sqlx::ValueRef::type_info(&sqlx::Row::try_get_raw(row, index)?).name() {
            "NUMERIC" => {
                Ok(sqlx::Row::try_get::<Option<Decimal>, _>(row, index)?.and_then(|value| value.to_f64()))
            }
            _ => Self::own(row, index),
        }
    }

    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
        readable::check(&sqlx::Row::try_get_raw(row, index)?)?;
        Ok(sqlx::Row::try_get(row, index)?)
    }

    fn contains(text: &str, part: &str) -> String {
        format!("strpos({text}, {part}) > 0")
    }

    fn raw_scalar<T: Storable<Self>>(value: &T) -> Scalar {
        let mut buffer = PgArgumentBuffer::default();
        match value.encode_by_ref(&mut buffer) {
            Ok(IsNull::No) => Scalar::Bytes(std::mem::take(&mut *buffer)),
            _ => Scalar::Null,
        }
    }

    fn add_raw_scalar<T: Storable<Self>>(
        scalar: Scalar,
        arguments: &mut PgArguments,
    ) -> Result<(), BoxDynError> {
        match scalar {
            Scalar::Bytes(bytes) => Arguments::add(arguments, Raw { bytes, info: T::type_info() }),
            _ => Err("the value belongs to another column".into()),
        }
    }

    fn comparable<T: Storable<Self>>(value: &T) -> Scalar {
        let Scalar::Bytes(bytes) = Self::raw_scalar(value) else { return Scalar::Null };
        match T::type_info().name().to_ascii_uppercase().as_str() {
            // Dates and times are counted from PostgreSQL's own epoch.
            "INT2" | "INT4" | "INT8" | "DATE" | "TIME" | "TIMESTAMP" | "TIMESTAMPTZ" => {
                Scalar::Int(big_endian(&bytes))
            }
            "BOOL" => Scalar::Bool(bytes.contains(&1)),
            "FLOAT4" => float(&bytes, |bytes| f32::from_be_bytes(bytes).into()),
            "FLOAT8" => float(&bytes, f64::from_be_bytes),
            "BYTEA" | "UUID" | "NUMERIC" => Scalar::Bytes(bytes),
            "TEXT" | "VARCHAR" | "CHAR" | "NAME" => text(bytes),
            _ => text_or_bytes(bytes),
        }
    }

    fn check_time(name: &str, time: &Scalar) -> Result<(), InvalidValue> {
        let Scalar::Int(count) = time else { return Ok(()) };
        let year = match name {
            "TIME" => return Ok(()),
            "DATE" => i32::try_from(*count).ok().and_then(|days| times::day(days).ok()).map(|day| day.year()),
            _ => i64::try_from(*count)
                .ok()
                .and_then(|micros| times::instant(micros).ok())
                .map(|time| time.year()),
        };
        match year {
            Some(1000..=9999) => Ok(()),
            _ => Err(OUTSIDE_OF_YEARS.into()),
        }
    }

    fn foreign_type(info: &PgTypeInfo, limits: &Limits) -> Cow<'static, str> {
        // A type that is only known by its name has the name that the program wrote.
        match info.name().to_ascii_uppercase().as_str() {
            // sqlx checks values against exactly this type, so it has no length limit.
            "TEXT" => text_type(&Limits::DEFAULT),
            "VARCHAR" => text_type(limits),
            _ => info.name().to_owned().into(),
        }
    }

    fn referring_table(error: &dyn DatabaseError) -> Option<String> {
        shards::referring_table(error)
    }

    fn violation(error: &dyn DatabaseError) -> Violation {
        let constraint = || shards::constraint(error);
        // SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
        match error.code().as_deref().unwrap_or_default() {
            "23505" => Violation::Unique(constraint()),
            "23503" => Violation::ForeignKey(constraint()),
            "23514" => Violation::Check(constraint()),
            "23502" => Violation::NotNull(shards::null_column(error)),
            code if code.starts_with("22") => Violation::Value,
            // program_limit_exceeded: an index row, or a text while it is concatenated
            "54000" => Violation::TooLarge,
            "42P01" | "42703" => Violation::Missing,
            _ => causes::cause(error).map_or(Violation::Other, Violation::Trouble),
        }
    }

    fn ends_connection(error: &dyn DatabaseError) -> bool {
        causes::is_fatal(error)
    }
}

/// The text of a JSON value.
struct JsonText(String);

impl Type<Postgres> for JsonText {
    fn type_info() -> PgTypeInfo {
        <Json<()> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for JsonText {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        // The version of the JSONB format; there is only one.
        buffer.push(1);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

/// The bytes of a value whose type is known elsewhere.
struct Raw {
    bytes: Vec<u8>,
    info: PgTypeInfo,
}

impl Type<Postgres> for Raw {
    fn type_info() -> PgTypeInfo {
        <Vec<u8> as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Raw {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.bytes);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.info.clone())
    }
}

fn big_endian(bytes: &[u8]) -> i128 {
    let sign = if bytes.first().is_some_and(|&byte| byte & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |value, &byte| value << 8 | i128::from(byte))
}

/// Text compares by its bytes, as on every other backend, regardless of the locale of the database.
fn text_type(limits: &Limits) -> Cow<'static, str> {
    match limits.length {
        Some(max) => format!("VARCHAR({max}) COLLATE \"C\"").into(),
        None => "TEXT COLLATE \"C\"".into(),
    }
}

natives! { Postgres:
    bool => |_| "BOOLEAN".into(), as bool;
    i8 => |_| "SMALLINT".into(), as i16, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    i16 => |_| "SMALLINT".into(), as i16;
    i32 => |_| "INTEGER".into(), as i32;
    i64 => |_| "BIGINT".into(), as i64;
    u8 => |_| "SMALLINT".into(), as i16, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    u16 => |_| "INTEGER".into(), as i32, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    u32 => |_| "BIGINT".into(), as i64, |value, _| Ok((*value).into()), |stored, _| Ok(stored.try_into()?);
    f32 => |_| "REAL".into(), as f32;
    f64 => |_| "DOUBLE PRECISION".into(), as f64;
    Vec<u8> => |_| "BYTEA".into(), as Vec<u8>;
    String => text_type, as String;
    Currency => text_type, as String, |value, _| Ok(value.code().to_owned()),
        |stored, _| crate::value::stored_currency(&stored);
    Uuid => |_| "UUID".into(), as Uuid;
    Decimal => |limits| format!("NUMERIC({}, {})", limits.precision, limits.scale).into(), as Numeric,
        |value, _| Numeric::of(*value), |stored, limits| stored.read(limits);
    DateTime<Utc> => |_| "TIMESTAMPTZ".into(), as <DateTime<Utc> as Time>::Stored,
        |value, _| value.to_stored(), |stored, _| Time::from_stored(stored);
    NaiveDateTime => |_| "TIMESTAMP".into(), as <NaiveDateTime as Time>::Stored,
        |value, _| value.to_stored(), |stored, _| Time::from_stored(stored);
    NaiveTime => |_| "TIME".into(), as <NaiveTime as Time>::Stored,
        |value, _| value.to_stored(), |stored, _| Time::from_stored(stored);
    NaiveDate => |_| "DATE".into(), as <NaiveDate as Time>::Stored,
        |value, _| value.to_stored(), |stored, _| Time::from_stored(stored);
}
