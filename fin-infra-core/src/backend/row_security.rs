//! What differs between databases in row-level security: one has it, the others do not.

/// The statements of a database's row-level security. Where one takes an argument, it is text.
#[derive(Debug)]
pub struct RowSecurity {
    /// Sets the tenant for the rest of a transaction, to an argument of any type. It ends in the beginning of a comment.
    pub(crate) set_tenant: &'static str,
    /// Gives a row if policies keep rows of a table from the role that asks: the table's quoted name.
    pub(crate) is_active: &'static str,
    /// Gives a row if there is no such table: its quoted name.
    pub table_is_missing: &'static str,
    /// Gives an array of the views, in words, by which the role that asks comes to rows past the policies of a table: its quoted
    /// name.
    pub views: &'static str,
    /// What can keep a table from being protected, each with a statement that gives a row if it does.
    pub gaps: &'static [(RlsGap, &'static str)],
}

/// The setting that policies compare a tenant with.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __tenant_setting {
    () => {
        "app.current_tenant"
    };
}
#[cfg(feature = "postgres")]
pub use __tenant_setting as tenant_setting;

/// A query for the tenant's column of each table `c` whose restrictive policy is the one that the migrations make, and no
/// other: for every command and role, and word for word as PostgreSQL prints it, since a part of it says nothing of the rest. A
/// further condition follows. What a policy depends on beyond PostgreSQL's own functions and operators makes it another one,
/// whatever it looks like.
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

/// A query for the views that show rows of tables past their policies, in words: of the tables that the first query gives, to
/// a role `r` of `pg_roles` that is as the second condition says, where `through.base` is the table.
///
/// A view reads a table as its owner does, unless it is a `security_invoker`, and it is the view which names the table that
/// decides. An owner that the policies bind shows what the session's tenant may see. A materialized view holds what its owner saw
/// once. A view is within reach also by way of another one.
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

/// Why row-level security does not protect a table from the role that a [`Db`](crate::Db) connects as.
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
    /// The role may read or write a view that shows rows past the policies: one whose owner no policy binds, or a materialized
    /// view. Which ones is in `Unprotected::views`.
    View,
    /// There is no such table.
    NoTable,
}

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
            Self::View => "the role may use a view that shows rows past the policies",
            Self::NoTable => "there is no such table: migrate the database",
        })
    }
}
