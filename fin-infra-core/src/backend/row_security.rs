//! Row-level security, which only PostgreSQL has.

/// The statements of a database's row-level security. Arguments are text.
#[derive(Debug)]
pub struct RowSecurity {
    /// Sets the tenant for the rest of a transaction, to an argument of any type. It ends with the start of a comment.
    pub(crate) set_tenant: &'static str,
    /// Returns a row if policies apply to a table for the current role. The argument is the table's quoted name.
    pub(crate) is_active: &'static str,
    /// Returns a row if a table does not exist. The argument is the table's quoted name.
    pub table_is_missing: &'static str,
    /// Returns an array with a description of each view that lets the current role bypass the policies of a table. The
    /// argument is the table's quoted name.
    pub views: &'static str,
    /// The reasons for which a table may not be protected, each with a statement that returns a row if it applies.
    pub gaps: &'static [(RlsGap, &'static str)],
}

/// The setting that policies compare a tenant with.
#[doc(hidden)]
#[macro_export]
macro_rules! __tenant_setting {
    () => {
        "app.current_tenant"
    };
}
pub use __tenant_setting as tenant_setting;

/// A query for the tenant column of each table `c` whose restrictive policy is exactly the one that the migrations
/// create: for every command and role, and with exactly the expression that PostgreSQL prints, since a partial match
/// proves nothing. A further condition must follow. A policy that depends on anything beyond PostgreSQL's own functions
/// and operators does not match, however similar it looks.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __tenant_policies {
    () => {
        concat!(
        "SELECT a.attname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p' AND k.conkey[1] = a.attnum \
         CROSS JOIN LATERAL (SELECT CASE WHEN t.typname IN ('varchar', 'bpchar') THEN format('(%I)::text', a.attname) \
         ELSE quote_ident(a.attname) END AS tenant, ",
        "'NULLIF(current_setting(''",
        $crate::__tenant_setting!(),
        "''::text, true), ''''::text)' AS setting) s \
         CROSS JOIN LATERAL (SELECT format('(%s = ( SELECT %s AS \"nullif\"))', s.tenant, \
         CASE WHEN t.typname IN ('text', 'varchar', 'bpchar') THEN s.setting \
         ELSE format('(%s)::%s', s.setting, format_type(a.atttypid, a.atttypmod)) END) AS rule) r \
         WHERE NOT p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'::oid[] \
         AND pg_get_expr(p.polqual, p.polrelid) = r.rule AND pg_get_expr(p.polwithcheck, p.polrelid) = r.rule \
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_policy'::regclass AND d.objid = p.oid \
         AND d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass)) AND "
        )
    };
}
#[cfg(feature = "postgres")]
pub use __tenant_policies as tenant_policies;

/// A query that describes the views that bypass the policies of tables. The first argument is a query for the tables;
/// the second one is a condition on a role `r` of `pg_roles`, in which `through.base` is the table.
///
/// A view reads a table with the rights of its owner, unless it is a `security_invoker`; what counts is the view that
/// names the table. If the policies apply to the owner, the view shows only rows of the session's tenant. A
/// materialized view contains what its owner saw when it was refreshed. A view can also be reached through another
/// view.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __exposing_views {
    ($tables:literal, $role:literal) => {
        concat!(
            "WITH RECURSIVE protected (oid) AS (",
            $tables,
            "), reads (view, source) AS (SELECT DISTINCT w.ev_class, d.refobjid FROM pg_rewrite w \
             JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass \
             AND d.refobjid <> w.ev_class JOIN pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')), \
             reached (base, view) AS (SELECT p.oid, reads.view FROM protected p JOIN reads ON reads.source = p.oid \
             UNION SELECT reached.base, reads.view FROM reached JOIN reads ON reads.source = reached.view), \
             shows (base, view) AS (SELECT base, view FROM reached JOIN pg_class v ON v.oid = view AND v.relkind = 'm' \
             UNION SELECT t.oid, v.oid FROM protected p JOIN pg_class t ON t.oid = p.oid JOIN reads ON reads.source = t.oid \
             JOIN pg_class v ON v.oid = reads.view AND v.relkind = 'v' JOIN pg_roles o ON o.oid = v.relowner \
             WHERE NOT EXISTS (SELECT FROM pg_options_to_table(v.reloptions) WHERE option_name = 'security_invoker' \
             AND option_value::boolean) AND (o.rolsuper OR o.rolbypassrls \
             OR (NOT t.relforcerowsecurity AND pg_has_role(o.oid, t.relowner, 'USAGE')))), \
             through (base, view, oid) AS (SELECT base, view, view FROM shows \
             UNION SELECT through.base, through.view, reads.view FROM through JOIN reads ON reads.source = through.oid) \
             SELECT DISTINCT CASE v.relkind WHEN 'm' THEN format('the materialized view %s holds rows of the table %s, whosever they \
             are: take the right to read it from the application''s role (REVOKE)', v.oid::regclass, s.base::regclass) \
             WHEN 'v' THEN format('the view %1$s shows every tenant''s rows of the table %2$s, since no policy binds its owner %3$s: %4$s', \
             v.oid::regclass, s.base::regclass, v.relowner::regrole, CASE WHEN current_setting('server_version_num')::integer < 150000 \
             THEN format('give it an owner that the policies bind (ALTER VIEW %s OWNER TO ..)', v.oid::regclass) \
             ELSE format('ALTER VIEW %s SET (security_invoker = true)', v.oid::regclass) END) END AS said \
             FROM shows s JOIN pg_class v ON v.oid = s.view WHERE EXISTS (SELECT FROM through JOIN pg_class c ON c.oid = through.oid \
             CROSS JOIN pg_roles r WHERE through.base = s.base AND through.view = s.view AND ",
            $role,
            " AND NOT r.rolsuper AND NOT r.rolbypassrls AND has_schema_privilege(r.oid, c.relnamespace, 'USAGE') \
             AND (has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE') \
             OR has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE')))"
        )
    };
}
#[cfg(feature = "postgres")]
pub use __exposing_views as exposing_views;

/// A reason for which row-level security does not protect a table from the role of a [`Db`](crate::Db).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RlsGap {
    /// The role is a superuser, to whom policies do not apply.
    Superuser,
    /// The role has `BYPASSRLS`.
    BypassRls,
    /// The role can use `SET ROLE` to become a superuser or a role with `BYPASSRLS`.
    MayBypassRls,
    /// The role can empty the table with `TRUNCATE`, to which policies do not apply.
    MayTruncate,
    /// Row-level security is not enabled on the table.
    NotEnabled,
    /// The role owns the table, and row-level security is not `FORCE`d on its owner.
    OwnerNotForced,
    /// The table has no restrictive policy for all roles that checks the tenant and nothing else.
    NoPolicy,
    /// The role can read or write a view that bypasses the policies: one to whose owner no policy applies, or a
    /// materialized view. `Unprotected::views` describes them.
    View,
    /// There is no such table.
    NoTable,
}

impl std::fmt::Display for RlsGap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Superuser => "the role is a superuser: connect as one that is not",
            Self::BypassRls => "the role has BYPASSRLS: connect as one that does not",
            Self::MayBypassRls => {
                "the role is a member of one that is a superuser or has BYPASSRLS: revoke that membership (REVOKE)"
            }
            Self::MayTruncate => "the role can TRUNCATE the table, including other tenants' rows: revoke that \
                                  privilege (REVOKE)",
            Self::NotEnabled => "row-level security is not enabled: migrate the database",
            Self::OwnerNotForced => {
                "the role owns the table, which has no FORCE ROW LEVEL SECURITY: migrate the database, or connect as a \
                 role that owns nothing"
            }
            Self::NoPolicy => "there is no restrictive policy that checks the tenant and nothing else: migrate the database",
            Self::View => "the role can use a view that bypasses the policies",
            Self::NoTable => "there is no such table: migrate the database",
        })
    }
}
