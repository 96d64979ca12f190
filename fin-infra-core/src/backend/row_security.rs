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

/// A query for the tenant's column of each table `c` whose restrictive policy is the one that the migrations make, and no
/// other: for every command and role, and word for word as PostgreSQL prints it, since a part of it says nothing of the rest. A
/// further condition follows. What a policy depends on beyond PostgreSQL's own functions and operators makes it another one,
/// whatever it looks like.
#[cfg(all(feature = "migrate", feature = "postgres"))]
macro_rules! tenant_policies {
    () => {
        "SELECT a.attname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' AND k.conkey[1] = a.attnum \
         CROSS JOIN LATERAL (SELECT CASE WHEN t.typname IN ('varchar', 'bpchar') THEN format('(%I)::text', a.attname) \
         ELSE quote_ident(a.attname) END AS tenant, \
         'NULLIF(current_setting(''app.current_tenant''::text, true), ''''::text)' AS setting) s \
         CROSS JOIN LATERAL (SELECT format('(%s = ( SELECT %s AS \"nullif\"))', s.tenant, \
         CASE WHEN t.typname IN ('text', 'varchar', 'bpchar') THEN s.setting \
         ELSE format('(%s)::%s', s.setting, format_type(a.atttypid, a.atttypmod)) END) AS rule) r \
         WHERE NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'::oid[] \
         AND pg_get_expr(p.polqual, p.polrelid) = r.rule AND pg_get_expr(p.polwithcheck, p.polrelid) = r.rule \
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid \
         AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)) AND "
    };
}
#[cfg(all(feature = "migrate", feature = "postgres"))]
pub(crate) use tenant_policies;

/// Why row-level security does not protect a table from the role that a [`Db`](crate::Db) connects as.
#[cfg(feature = "migrate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RlsGap {
    /// The role is a superuser, for whom there are no policies.
    Superuser,
    /// The role has `BYPASSRLS`.
    BypassRls,
    /// The role may become one that is a superuser or has `BYPASSRLS`, with `SET ROLE`.
    MayBypassRls,
    /// The role may empty the table with `TRUNCATE`, which no policy is asked about.
    MayTruncate,
    /// The table has no row-level security.
    NotEnabled,
    /// The role owns the table, which is not `FORCE`d on its owner.
    OwnerNotForced,
    /// The table has no restrictive policy for everybody that asks for the tenant and for nothing else.
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
            Self::MayBypassRls => {
                "the role may become one that is a superuser or has BYPASSRLS: take that membership from it (REVOKE)"
            }
            Self::MayTruncate => "the role may TRUNCATE the table, whosever rows it has: take that right from it (REVOKE)",
            Self::NotEnabled => "row-level security is not enabled: migrate the database",
            Self::OwnerNotForced => {
                "the role owns the table, which has no FORCE ROW LEVEL SECURITY: migrate the database, or connect as a \
                 role that owns nothing"
            }
            Self::NoPolicy => "there is no restrictive policy about the tenant and nothing else: migrate the database",
            Self::NoTable => "there is no such table: migrate the database",
        })
    }
}
