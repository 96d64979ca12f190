//! The types that the crate stores itself in every database.

use super::native::{Native, NativeIn};

/// A type that the crate stores itself in every medium.
pub trait OwnType: Native + Clone + InSqlite + InPostgres + InMySql {}
impl<T: Native + Clone + InSqlite + InPostgres + InMySql> OwnType for T {}

macro_rules! in_databases {
    ($($native:ident $feature:literal $database:ident),*) => {$(
        /// A type that the crate stores in the database itself.
        #[cfg(feature = $feature)]
        pub trait $native: NativeIn<sqlx::$database> {}
        #[cfg(feature = $feature)]
        impl<T: NativeIn<sqlx::$database>> $native for T {}
        /// Anything: the database is not enabled.
        #[cfg(not(feature = $feature))]
        pub trait $native {}
        #[cfg(not(feature = $feature))]
        impl<T> $native for T {}
    )*};
}

in_databases!(InSqlite "sqlite" Sqlite, InPostgres "postgres" Postgres, InMySql "mysql" MySql);
