//! The names that generated code uses. They are not meant to be called by hand, and may change in any release.

mod databases;

pub use self::databases::*;

pub use std::any::Any;
pub use std::clone::Clone;
pub use std::cmp::{Eq, Ordering, PartialEq};
pub use std::convert::{From, Into};
pub use std::default::Default;
pub use std::fmt::{Debug, Formatter, Result as FmtResult};
pub use std::format_args;
pub use std::iter::IntoIterator;
pub use std::marker::{Copy, PhantomData};
pub use std::ops::{Deref, Fn};
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::Ok;
pub use std::string::String;
pub use std::vec::Vec;

pub use chrono::{DateTime, NaiveDate, Utc};
pub use futures_util::future::BoxFuture;
pub use rust_decimal::Decimal;
pub use serde;
pub use uuid::Uuid;

pub use crate::backend::Backend;
pub use crate::column::{
    AnyColumn, CloneProbe, Column, InMemory, JsonProbe, Like, Medium, MemoryProbe, NoProbe, NotGenerated,
    Otherwise, Precision, Probe, StorageOf, Unclonable, Unseen, json, own, probed, unsupported,
};
pub use crate::currency::Currency;
pub use crate::dec::decimal;
pub use crate::error::Result;
pub use crate::exact::{ExactProbe, Present, Reading};
pub use crate::input::{Hook, Input, Inputs, Never};
pub use crate::money::{
    Money, MoneyField, OneColumn, SpelledMoney, amount, amount_mut, check_currency, check_is_money, currency,
    currency_mut, money, same,
};
pub use crate::object::{Fields, FromFields, InputFields, from_object};
pub use crate::predicate::{Adjustments, Assignments, Condition, Conditions, Group, IntoCondition};
pub use crate::presence::{Always, Sometimes};
pub use crate::query;
pub use crate::query::{
    Aggregate, AggregateColumn, AggregateRow, Average, ByCurrency, InOneCurrency, IntoAggregate, LocalTime,
    Sort, TimeZone, Ungrouped, Unit, With,
};
pub use crate::relation::{
    BelongsTo, Children, ChildrenOf, Optional, Relation, Required, Sums, ToMany, ToOne, check_parent,
};
pub use crate::repository::Repository;
pub use crate::resource::{
    AdjustTarget, Adjustable, Creatable, Deletable, MemoryResource, Resource, Searchable, SoftDelete,
    SqlResource, StoredIn, Target, Updatable,
};
pub use crate::row::{
    FinRow, IntoField, PlainColumn, Projection, RowIn, RowOf, column_of, field_value, is_field, plain,
    plain_optional,
};
pub use crate::rule;
pub use crate::schema;
pub use crate::scoped::{
    IntoItem, IntoList, IntoPlain, IntoPlainItem, IntoValue, Joined, JoinedIn, JoinedTables, List as SqlList,
    Origin as SqlOrigin, Part as SqlPart, Plain, ScopedSql, Source as SqlSource, SqlTables, TenantOf,
    TenantProbe, TenantScoped, Value as SqlValue, ValueOf, has_column, is_table, mixes_currencies,
    named_has_column, plain_list, plain_value, scoped_sql, value_of,
};
pub use crate::statements::{ByKeys, Numbering, Reads, Selection, Statements, Upsert};
pub use crate::store::Store;
pub use crate::stored::AnyRow;
pub use crate::stub::stub;
pub use crate::table::IndexedRows::{All, Deleted, Live};
pub use crate::table::{counter, field, index, unique};
pub use crate::tenant::{NoTenant, ScopedBy};
pub use crate::undeclared::{FilterDeclared, GroupDeclared, OrderDeclared, SumDeclared, Undeclared};
pub use crate::unscoped::Unscoped;
pub use crate::value::{Extreme, Number, OwnType};

/// The result of (de)serializing.
pub type SerdeResult<T, E> = std::result::Result<T, E>;

/// Distinguishes an absent field from a null one: a present field becomes `Some`, whatever its value is.
pub fn present<'de, D, T>(deserializer: D) -> SerdeResult<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// The type itself. Generated code uses it in place of the struct's `Option` around a type, so that an error in the
/// type is the same error in both positions, and the compiler reports it once.
pub type Same<T> = T;

/// The value of a required field.
pub fn required<T: Any>(value: &T) -> Option<&dyn Any> {
    Some(value)
}

/// The value of a required field.
pub fn required_mut<T: Any>(value: &mut T) -> Option<&mut dyn Any> {
    Some(value)
}

/// The value of an optional field.
pub fn optional<T: Any>(value: &Option<T>) -> Option<&dyn Any> {
    value.as_ref().map(|value| value as &dyn Any)
}

/// The value of an optional field.
pub fn optional_mut<T: Any>(value: &mut Option<T>) -> Option<&mut dyn Any> {
    value.as_mut().map(|value| value as &mut dyn Any)
}

/// Writes the `Debug` text of a struct.
pub fn debug(formatter: &mut Formatter<'_>, name: &str, fields: &[(&str, &dyn Debug)]) -> FmtResult {
    let mut text = formatter.debug_struct(name);
    for (field, value) in fields {
        text.field(field, value);
    }
    text.finish()
}

/// The ascending order by a column.
pub const fn ascending<O>(column: O) -> query::Ordering<O> {
    query::Ordering { column, direction: query::Direction::Ascending }
}

/// The descending order by a column.
pub const fn descending<O>(column: O) -> query::Ordering<O> {
    query::Ordering { column, direction: query::Direction::Descending }
}

/// Clones an optional value.
pub fn clone_optional<T>(clone: fn(&T) -> T, value: &Option<T>) -> Option<T> {
    value.as_ref().map(clone)
}

/// Clones the conditions on a column.
pub fn clone_conditions<T>(clone: fn(&T) -> T, conditions: &[Condition<T>]) -> Vec<Condition<T>> {
    conditions.iter().map(|condition| condition.clone_with(clone)).collect()
}

/// Adds the groups of a further filter.
pub fn add_groups<F>(to: &mut Vec<Group<F>>, more: Vec<Group<F>>) {
    crate::predicate::append(to, more);
}

/// Adds the conditions of a further filter on a column.
pub fn add_conditions<T>(to: &mut Vec<Condition<T>>, more: Vec<Condition<T>>) {
    crate::predicate::append(to, more);
}

/// The enabled databases, by the names that generated code uses.
#[cfg(feature = "mysql")]
pub use sqlx::MySql;
#[cfg(feature = "postgres")]
pub use sqlx::Postgres;
#[cfg(feature = "sqlite")]
pub use sqlx::Sqlite;

macro_rules! probes {
    ($($probe:ident $feature:literal $database:ident),*) => {$(
        /// Detects how a type is stored in a database, if the database is enabled.
        #[cfg(feature = $feature)]
        pub type $probe<T> = Probe<$database, T>;
        /// Does nothing: the database is not enabled.
        #[cfg(not(feature = $feature))]
        pub type $probe<T> = NoProbe<T>;
    )*};
}

probes!(SqliteProbe "sqlite" Sqlite, PostgresProbe "postgres" Postgres, MySqlProbe "mysql" MySql);

/// The first of two types.
pub trait First {
    /// The first type.
    type Of;
}

impl<A, B> First for (A, B) {
    type Of = A;
}

/// SQLite if it is enabled, else `Rest`. Types that only sqlx knows compare in memory as in the first database that
/// their resource is generated for.
#[cfg(feature = "sqlite")]
pub type SqliteOr<Rest> = <(Sqlite, Rest) as First>::Of;
/// SQLite if it is enabled, else `Rest`.
#[cfg(not(feature = "sqlite"))]
pub type SqliteOr<Rest> = Rest;
/// PostgreSQL if it is enabled, else `Rest`.
#[cfg(feature = "postgres")]
pub type PostgresOr<Rest> = <(Postgres, Rest) as First>::Of;
/// PostgreSQL if it is enabled, else `Rest`.
#[cfg(not(feature = "postgres"))]
pub type PostgresOr<Rest> = Rest;
/// MySQL if it is enabled, else `Rest`.
#[cfg(feature = "mysql")]
pub type MySqlOr<Rest> = <(MySql, Rest) as First>::Of;
/// MySQL if it is enabled, else `Rest`.
#[cfg(not(feature = "mysql"))]
pub type MySqlOr<Rest> = Rest;
/// One of the enabled databases.
#[cfg(feature = "sqlite")]
pub type AnyBackend = Sqlite;
/// One of the enabled databases.
#[cfg(all(not(feature = "sqlite"), feature = "postgres"))]
pub type AnyBackend = Postgres;
/// One of the enabled databases.
#[cfg(all(not(feature = "sqlite"), not(feature = "postgres"), feature = "mysql"))]
pub type AnyBackend = MySql;

/// A substitute for the missing crate of the rules on fields.
#[cfg(not(feature = "garde"))]
pub mod garde {
    pub use fin_infra_derive::NoValidate as Validate;
}
#[cfg(feature = "garde")]
pub use garde;
/// A substitute for the missing crate of the OpenAPI document's rules.
pub mod utoipa {
    pub use fin_infra_derive::NoToSchema as ToSchema;
}

/// Checks the input against the rules on its fields.
#[cfg(feature = "garde")]
pub fn validate<T: garde::Validate<Context = ()>>(input: &T) -> Result<()> {
    input.validate().map_err(|report| crate::input::invalid(&report))
}

/// Does nothing: there are no rules on fields without the feature.
#[cfg(not(feature = "garde"))]
pub fn validate<T>(_input: &T) -> Result<()> {
    Ok(())
}

#[doc(hidden)]
#[macro_export]
macro_rules! __needs {
    ($word:literal $feature:literal $krate:literal) => {
        ::std::compile_error!(::std::concat!(
            "`",
            $word,
            "(..)` needs the feature `",
            $feature,
            "` of fin-infra, and the crate `",
            $krate,
            "` in your dependencies"
        ));
    };
}
#[doc(hidden)]
#[cfg(feature = "garde")]
#[macro_export]
macro_rules! __needs_garde {
    () => {};
}
#[doc(hidden)]
#[cfg(not(feature = "garde"))]
#[macro_export]
macro_rules! __needs_garde {
    () => {
        $crate::__needs!("validate" "garde" "garde");
    };
}
pub use __needs_garde as needs_garde;

// The façade replaces these if it has the feature.
#[doc(hidden)]
#[macro_export]
macro_rules! __needs_utoipa {
    () => {
        $crate::__needs!("schema" "openapi" "utoipa");
    };
}
#[doc(hidden)]
#[macro_export]
macro_rules! __nothing {
    ($($code:tt)*) => {};
}
pub use __needs_utoipa as needs_utoipa;
pub use __nothing as discover;
pub use __nothing as http;
