//! Matches with one arm for all databases.

/// Matches a `Kind`. The first arm applies to each enabled database, with `DB` as its type, and the second one to
/// memory.
macro_rules! each_database {
    ($kind:expr, $value:ident => $body:expr, Memory($memory:pat) => $in_memory:expr $(,)?) => {
        match $kind {
            #[cfg(feature = "sqlite")]
            Kind::Sqlite($value) => {
                #[allow(dead_code, reason = "not every arm asks for it")]
                type DB = sqlx::Sqlite;
                $body
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres($value) => {
                #[allow(dead_code, reason = "not every arm asks for it")]
                type DB = sqlx::Postgres;
                $body
            }
            #[cfg(feature = "mysql")]
            Kind::MySql($value) => {
                #[allow(dead_code, reason = "not every arm asks for it")]
                type DB = sqlx::MySql;
                $body
            }
            Kind::Memory($memory) => $in_memory,
        }
    };
}

/// Implements `From` for an enum of the leases of all databases.
macro_rules! from_lease {
    ($Enum:ident) => {
        from_lease!($Enum: "sqlite" Sqlite, "postgres" Postgres, "mysql" MySql);
    };
    ($Enum:ident: $($feature:literal $DB:ident),*) => {$(
        #[cfg(feature = $feature)]
        impl From<Lease<sqlx::$DB>> for $Enum {
            fn from(lease: Lease<sqlx::$DB>) -> Self {
                Self::$DB(lease)
            }
        }
    )*};
}

pub(super) use {each_database, from_lease};
