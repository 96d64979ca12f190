//! The runtime of `#[derive(FinResource)]`.
//!
//! One annotated struct becomes a persistence layer: Create, Read and Update types, a repository whose every statement
//! holds the tenant, soft delete, lists with filters, search, order and cursors, on SQLite, PostgreSQL, MySQL/MariaDB
//! and in memory, with the same answers on each.

// What the derive writes starts at this name, in here too.
extern crate self as fin_infra_core;

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("fin-infra-core needs at least one database: enable `sqlite`, `postgres` or `mysql`");

mod access;
mod backend;
mod column;
mod error;
mod fold;
mod input;
#[cfg(feature = "migrate")]
mod migrate;
mod operation;
mod own;
#[doc(hidden)]
pub mod private;
pub mod query;
mod relation;
mod repository;
mod resource;
#[doc(hidden)]
pub mod rule;
pub mod schema;
mod statement;
mod statements;
pub mod store;
mod tenant;
mod unscoped;

pub use fin_infra_derive::FinResource;

pub use self::backend::Backend;
pub use self::column::Storable;
pub use self::error::{Error, ErrorKind, Result};
pub use self::input::{Input, Inputs};
pub use self::own::OwnQuery;
pub use self::relation::{BelongsTo, Children};
pub use self::repository::Repository;
pub use self::resource::{
    Creatable, DbResource, Deletable, HttpResource, MemoryResource, NewId, Resource, Searchable, SoftDelete,
    SqlResource, Target, Updatable,
};
pub use self::store::{Db, DbOptions, DbTransaction, Memory, Store};
pub use self::tenant::NoTenant;
pub use self::unscoped::{AllTenants, TenantChosen, Unscoped};
pub use sqlx;

/// What a program that uses resources needs, in one line.
pub mod prelude {
    pub use chrono::{DateTime, Utc};
    pub use fin_infra_derive::FinResource;
    pub use rust_decimal::Decimal;
    pub use uuid::Uuid;

    pub use crate::error::{Error, ErrorKind};
    pub use crate::input::Input;
    pub use crate::query::Condition;
    pub use crate::resource::Resource;
    pub use crate::schema;
    pub use crate::store::{Db, Memory, Store};
}
