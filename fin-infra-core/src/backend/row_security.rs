//! What differs between databases in row-level security: one has it, the others do not.

/// The statements of a database's row-level security. Where one takes an argument, it is text.
#[derive(Debug)]
pub struct RowSecurity {
    /// Sets the tenant for the rest of a transaction, to an argument of any type. It ends in the beginning of a comment.
    pub(crate) set_tenant: &'static str,
    /// Gives a row if policies keep rows of a table from the role that asks: the table's quoted name.
    pub(crate) is_active: &'static str,
    /// Gives a row if there is no such table: its quoted name.
    #[cfg(feature = "migrate")]
    pub(crate) table_is_missing: &'static str,
    /// What can keep a table from being protected, each with a statement that gives a row if it does.
    #[cfg(feature = "migrate")]
    pub(crate) gaps: &'static [(RlsGap, &'static str)],
}

/// Why row-level security does not protect a table from the role that a [`Db`](crate::Db) connects as.
#[cfg(feature = "migrate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RlsGap {
    /// The role is a superuser, for whom there are no policies.
    Superuser,
    /// The role has `BYPASSRLS`.
    BypassRls,
    /// The table has no row-level security.
    NotEnabled,
    /// The role owns the table, which is not `FORCE`d on its owner.
    OwnerNotForced,
    /// The table has no restrictive policy for everybody that asks for the tenant.
    NoPolicy,
    /// There is no such table.
    NoTable,
}

#[cfg(feature = "migrate")]
impl std::fmt::Display for RlsGap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Superuser => "the role is a superuser: connect as one that is not",
            Self::BypassRls => "the role has BYPASSRLS: connect as one that has not",
            Self::NotEnabled => "row-level security is not enabled: migrate the database",
            Self::OwnerNotForced => {
                "the role owns the table, which has no FORCE ROW LEVEL SECURITY: migrate the database, or connect as a \
                 role that owns nothing"
            }
            Self::NoPolicy => "there is no restrictive policy about the tenant: migrate the database",
            Self::NoTable => "there is no such table: migrate the database",
        })
    }
}
