//! PostgreSQL.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use futures_util::stream::BoxStream;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::error::{BoxDynError, DatabaseError};
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgConnectOptions, PgDatabaseError, PgTypeInfo};
use sqlx::types::Json;
use sqlx::{Arguments, ConnectOptions, Database, Encode, Postgres, SqlStr, Type, TypeInfo};
use uuid::Uuid;

#[cfg(feature = "migrate")]
use super::row_security::{RlsGap, tenant_policies};
use super::wire::{float, text, text_or_bytes};
use super::{Backend, Constraint, Nulls, RowSecurity, Violation, natives, through_sqlx};
use crate::column::{NativeIn, Scalar, Storable};
use crate::schema::Limits;

/// The setting has the name that the policies of `migrate/render/policies.rs` look for, and is gone with the transaction.
const ROW_SECURITY: RowSecurity = RowSecurity {
    set_tenant: "SELECT set_config('app.current_tenant', $1::text, true) -- ",
    is_active: "SELECT 1 WHERE row_security_active($1)",
    #[cfg(feature = "migrate")]
    table_is_missing: "SELECT 1 WHERE to_regclass($1) IS NULL",
    #[cfg(feature = "migrate")]
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
    const TITLE: &'static str = "PostgreSQL";
    const RETURNING: bool = true;
    const BIND_LIMIT: usize = 65_535;
    // More do not make it faster.
    const ROWS_PER_STATEMENT: usize = 500;
    const BYTES_PER_STATEMENT: Option<usize> = None;
    const BEGIN: Option<&'static str> = None;
    const JSON_TYPE: &'static str = "JSONB";
    const NAMES_CONSTRAINTS: bool = true;
    const NULLS: Nulls = Nulls::Last;
    const NUMBERED: bool = true;
    const ROW_COMPARISON: bool = true;
    const ROW_SECURITY: Option<&'static RowSecurity> = Some(&ROW_SECURITY);

    through_sqlx!();

    async fn execute(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> Result<u64, sqlx::Error> {
        Ok(sqlx::query_with::<Self, _>(sql, arguments).execute(connection).await?.rows_affected())
    }

    fn fetch(
        connection: &mut Self::Connection,
        sql: SqlStr,
        arguments: Self::Arguments,
    ) -> BoxStream<'_, Result<Self::Row, sqlx::Error>> {
        sqlx::query_with::<Self, _>(sql, arguments).fetch(connection)
    }

    fn get<T: Storable<Self>>(row: &Self::Row, index: usize) -> Result<Option<T>, BoxDynError> {
        Ok(sqlx::Row::try_get(row, index)?)
    }

    fn placeholder(number: usize, sql: &mut String) {
        sql.push('$');
        sql.push_str(&number.to_string());
    }

    fn quote(name: &str, sql: &mut String) {
        sql.push('"');
        sql.push_str(name);
        sql.push('"');
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
            _ => Err("the value is of another column".into()),
        }
    }

    fn comparable<T: Storable<Self>>(value: &T) -> Scalar {
        let Scalar::Bytes(bytes) = Self::raw_scalar(value) else { return Scalar::Null };
        match T::type_info().name().to_ascii_uppercase().as_str() {
            // Dates and times are counted from a day of PostgreSQL's own.
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

    fn foreign_type(info: &PgTypeInfo, limits: &Limits) -> Cow<'static, str> {
        // A type that is only known by its name has it as the program wrote it.
        match info.name().to_ascii_uppercase().as_str() {
            // What sqlx checks against is this very type, so it stays without a limit of its own.
            "TEXT" => text_type(&Limits::DEFAULT),
            "VARCHAR" => text_type(limits),
            _ => info.name().to_owned().into(),
        }
    }

    fn tuned(options: PgConnectOptions, _url: &str) -> PgConnectOptions {
        options.disable_statement_logging()
    }

    fn violation(error: &dyn DatabaseError) -> Violation {
        let constraint =
            || error.constraint().map_or(Constraint::Unknown, |name| Constraint::Name(name.to_owned()));
        // SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
        match error.code().as_deref().unwrap_or_default() {
            "23505" => Violation::Unique(constraint()),
            "23503" => Violation::ForeignKey(constraint()),
            "23514" => Violation::Check(constraint()),
            "23502" => Violation::NotNull(
                error
                    .try_downcast_ref::<PgDatabaseError>()
                    .and_then(PgDatabaseError::column)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            code if code.starts_with("22") || code == "54000" => Violation::Value,
            "42P01" | "42703" => Violation::Missing,
            // serialization, deadlock, lock, cancelled; resources; connections
            "40001" | "40P01" | "55P03" | "57P01" | "57P02" | "57P03" => Violation::Unavailable,
            code if code.starts_with("53") || code.starts_with("08") => Violation::Unavailable,
            _ => Violation::Other,
        }
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

/// Text compares by its bytes, as on every other backend, whatever locale the database has.
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
    Uuid => |_| "UUID".into(), as Uuid;
    Decimal => |limits| format!("NUMERIC({}, {})", limits.precision, limits.scale).into(), as Decimal,
        |value, _| Ok(*value), |stored, limits| {
            let mut value = stored;
            value.rescale(u32::from(limits.scale));
            Ok(value)
        };
    DateTime<Utc> => |_| "TIMESTAMPTZ".into(), as DateTime<Utc>;
    NaiveDateTime => |_| "TIMESTAMP".into(), as NaiveDateTime;
    NaiveTime => |_| "TIME".into(), as NaiveTime;
    NaiveDate => |_| "DATE".into(), as NaiveDate;
}
