//! The runtime of fin-infra: tenant-scoped repositories over SQLite, PostgreSQL, MySQL/MariaDB and memory.
//!
//! Programs depend on [`fin-infra`](https://docs.rs/fin-infra), which re-exports this crate together with the
//! migrations and the REST API, and is the crate that `#[derive(FinResource)]` refers to. The examples here use it as
//! well.
//!
//! This crate contains no HTTP and no DDL. [`internal`] is for the other crates of the workspace, and [`private`] is
//! for generated code; everything else is public API.

#[cfg(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")))]
compile_error!("fin-infra needs at least one database: enable `sqlite`, `postgres` or `mysql`");

mod backend;
mod column;
mod currency;
mod dec;
mod definition;
mod error;
pub mod exact;
mod fold;
mod input;
#[doc(hidden)]
pub mod internal;
#[doc(hidden)]
pub mod limits;
mod memory;
mod money;
mod object;
mod operation;
mod options;
mod own;
mod per_database;
mod predicate;
mod presence;
#[doc(hidden)]
pub mod private;
mod purged;
pub mod query;
mod relation;
mod repository;
mod resource;
mod row;
#[doc(hidden)]
pub mod rule;
pub mod schema;
mod scoped;
mod shared;
mod sql;
mod statements;
pub mod store;
mod stored;
mod stub;
mod table;
mod tenant;
mod timeout;
mod undeclared;
mod unscoped;
mod unsupported_methods;
mod value;
mod violation;

/// Generates a persistence layer from a struct. The documentation of `fin-infra` has a reference of its attributes.
pub use fin_infra_derive::{FinResource, FinRow};

pub use self::backend::Backend;
pub use self::currency::Currency;
pub use self::error::{Error, ErrorKind, Result};
pub use self::fold::fold;
pub use self::input::{Input, Inputs};
pub use self::money::Money;
pub use self::own::ScopedQuery;
pub use self::presence::{Always, Presence, Sometimes};
pub use self::purged::{KeptBy, Purged};
pub use self::relation::{
    BelongsTo, Children, Include, Load, Loaded, LoadedRows, NewChildren, NewRelated, Sums, Through, ToMany,
    ToOne,
};
pub use self::repository::{EveryTenant, OneTenant, Repository, Selected};
pub use self::resource::{
    AdjustTarget, Adjustable, Creatable, DbResource, Deletable, MemoryResource, NewId, Resource, Searchable,
    SoftDelete, SqlResource, Target, Updatable,
};
pub use self::row::{FinRow, RowOf};
pub use self::scoped::ScopedSql;
pub use self::store::{
    Db, DbOptions, DbStatus, DbTransaction, Isolation, Memory, NestingStore, OpenTransaction, Savepoint,
    Store, Synchronous, TransactionOptions, TransactionStore,
};
pub use self::tenant::{NoTenant, ScopedBy};
pub use self::unscoped::{AllTenants, TenantChosen, Unscoped};
pub use self::value::Storable;
pub use sqlx;
