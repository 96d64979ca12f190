//! Changes that a program makes to sqlx's own options.

use std::fmt;
use std::sync::Arc;

use super::DbOptions;

type Change<O> = Arc<dyn Fn(O) -> O + Send + Sync>;

/// Functions that are applied in order.
pub(crate) struct Hook<O>(Vec<Change<O>>);

impl<O> Hook<O> {
    pub(crate) fn apply(&self, options: O) -> O {
        self.0.iter().fold(options, |options, change| change(options))
    }
}

// Implemented by hand, since derives would add bounds on `O`.
impl<O> Clone for Hook<O> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<O> Default for Hook<O> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<O> fmt::Debug for Hook<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} changes", self.0.len())
    }
}

macro_rules! hooks {
    ($($(#[$documentation:meta])* $feature:literal $name:ident($Options:ty);)*) => {$(
        #[cfg(feature = $feature)]
        impl DbOptions {
            $(#[$documentation])*
            #[must_use]
            pub fn $name(
                mut self,
                change: impl Fn($Options) -> $Options + Send + Sync + 'static,
            ) -> Self {
                self.$name.0.push(Arc::new(change));
                self
            }
        }
    )*};
}

hooks! {
    /// Changes sqlx's own options for SQLite, after everything that a `Db` sets. Use it for options that have no method
    /// here. Other databases ignore it.
    ///
    /// It can override settings that a `Db` relies on: foreign keys, the write-ahead log, the busy timeout. The file
    /// name comes from the URL; connecting fails if it is changed here.
    ///
    /// ```
    /// # use fin_infra::DbOptions;
    /// let options = DbOptions::new().sqlite_options(|options| options.pragma("mmap_size", "268435456"));
    /// # drop(options);
    /// ```
    "sqlite" sqlite_options(sqlx::sqlite::SqliteConnectOptions);

    /// Changes sqlx's own options for PostgreSQL, after everything that a `Db` sets. Use it for options that have no
    /// method here, such as certificates. Other databases ignore it.
    ///
    /// ```
    /// # #[cfg(feature = "postgres")] {
    /// # use fin_infra::DbOptions;
    /// let options = DbOptions::new().postgres_options(|options| options.options([("lock_timeout", "2s")]));
    /// # drop(options);
    /// # }
    /// ```
    "postgres" postgres_options(sqlx::postgres::PgConnectOptions);

    /// Changes sqlx's own options for MySQL and MariaDB, after everything that a `Db` sets. Use it for options that
    /// have no method here, such as certificates. Other databases ignore it.
    ///
    /// ```
    /// # #[cfg(feature = "mysql")] {
    /// # use fin_infra::DbOptions;
    /// let options = DbOptions::new().mysql_options(|options| options.statement_cache_capacity(500));
    /// # drop(options);
    /// # }
    /// ```
    "mysql" mysql_options(sqlx::mysql::MySqlConnectOptions);
}
