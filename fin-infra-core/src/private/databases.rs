//! Macros that keep the code for a database if the database is enabled, and drop it otherwise.

#[doc(hidden)]
#[cfg(feature = "sqlite")]
#[macro_export]
macro_rules! __sqlite {
    ($($code:tt)*) => { $($code)* };
}
#[doc(hidden)]
#[cfg(not(feature = "sqlite"))]
#[macro_export]
macro_rules! __sqlite {
    ($($code:tt)*) => {};
}
#[doc(hidden)]
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! __postgres {
    ($($code:tt)*) => { $($code)* };
}
#[doc(hidden)]
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! __postgres {
    ($($code:tt)*) => {};
}
#[doc(hidden)]
#[cfg(feature = "mysql")]
#[macro_export]
macro_rules! __mysql {
    ($($code:tt)*) => { $($code)* };
}
#[doc(hidden)]
#[cfg(not(feature = "mysql"))]
#[macro_export]
macro_rules! __mysql {
    ($($code:tt)*) => {};
}
pub use __mysql as mysql;
pub use __postgres as postgres;
pub use __sqlite as sqlite;

#[doc(hidden)]
#[macro_export]
macro_rules! __needs_database {
    ($database:literal) => {
        ::std::compile_error!(::std::concat!(
            "fin-infra was built without this database: add the feature `",
            $database,
            "` to it in Cargo.toml, or remove the name"
        ));
    };
}
#[doc(hidden)]
#[cfg(feature = "sqlite")]
#[macro_export]
macro_rules! __needs_sqlite {
    () => {};
}
#[doc(hidden)]
#[cfg(not(feature = "sqlite"))]
#[macro_export]
macro_rules! __needs_sqlite {
    () => {
        $crate::__needs_database!("sqlite");
    };
}
#[doc(hidden)]
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! __needs_postgres {
    () => {};
}
#[doc(hidden)]
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! __needs_postgres {
    () => {
        $crate::__needs_database!("postgres");
    };
}
#[doc(hidden)]
#[cfg(feature = "mysql")]
#[macro_export]
macro_rules! __needs_mysql {
    () => {};
}
#[doc(hidden)]
#[cfg(not(feature = "mysql"))]
#[macro_export]
macro_rules! __needs_mysql {
    () => {
        $crate::__needs_database!("mysql");
    };
}
pub use __needs_mysql as needs_mysql;
pub use __needs_postgres as needs_postgres;
pub use __needs_sqlite as needs_sqlite;
