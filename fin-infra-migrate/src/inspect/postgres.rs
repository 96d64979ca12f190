//! PostgreSQL's catalogue.

use std::collections::BTreeMap;

use fin_infra_core::internal::{exposing_views, tenant_policies};
use sqlx::{Connection, PgConnection, Row};

use super::super::model::{Column, ForeignKey, Index, Placement, Schema, Table};
use super::{PENDING, add_pending, normalize, rows_of};

/// Reads the wanted tables that exist.
///
/// It uses one transaction, since a proxy may use another server connection for each.
pub(crate) async fn inspect(connection: &mut PgConnection, wanted: &Schema) -> Result<Schema, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    let found = read(&mut transaction, wanted).await?;
    transaction.commit().await?;
    Ok(found)
}

async fn read(connection: &mut PgConnection, wanted: &Schema) -> Result<Schema, sqlx::Error> {
    let mut found = Schema::default();
    for name in wanted.tables.keys() {
        let oid: Option<i64> = sqlx::query_scalar(
            "SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relname = $1 AND c.relkind IN ('r', 'p')",
        )
        .bind(name)
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(oid) = oid {
            found.tables.insert(name.clone(), table(connection, oid).await?);
            found.waiting.extend(unfinished_indexes(connection, oid, name).await?);
        }
    }
    placement(connection, &mut found, wanted).await?;
    // A role that may not read it does not run migrations.
    let remembers = "SELECT 1 WHERE has_table_privilege(to_regclass(quote_ident(current_schema()) || '._fin_refold'), 'SELECT')";
    if sqlx::query(remembers).fetch_optional(&mut *connection).await?.is_some() {
        add_pending(&mut found, sqlx::query_as(PENDING).fetch_all(&mut *connection).await?);
    }
    found.unprotected = open_tables(connection, wanted).await?;
    found.exposed = open_views(connection, wanted).await?;
    normalize(&mut found, wanted, canonical_type);
    Ok(found)
}

async fn table(connection: &mut PgConnection, oid: i64) -> Result<Table, sqlx::Error> {
    let mut table = Table { columns: columns(connection, oid).await?, ..Table::default() };
    constraints(connection, oid, &mut table).await?;
    table.indexes = indexes(connection, oid).await?;
    table.row_security = row_security(connection, oid).await?;
    Ok(table)
}

/// Reads the placement of tables. Without Citus, it is taken from the wanted tables.
async fn placement(
    connection: &mut PgConnection,
    found: &mut Schema,
    wanted: &Schema,
) -> Result<(), sqlx::Error> {
    let has_citus = "SELECT to_regclass('pg_dist_partition') IS NOT NULL";
    if !sqlx::query_scalar::<_, bool>(has_citus).fetch_one(&mut *connection).await? {
        for (name, table) in &mut found.tables {
            table.placement = wanted.tables.get(name).and_then(|wanted| wanted.placement);
        }
        return Ok(());
    }
    let placed: Vec<(String, bool, bool, Option<String>)> = sqlx::query_as(
        "SELECT c.relname::text, p.partmethod = 'h', p.repmodel = 't', column_to_column_name(p.logicalrelid, p.partkey) \
         FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema()",
    )
    .fetch_all(connection)
    .await?;
    for (name, is_distributed, is_reference, column) in placed {
        let Some(table) = found.tables.get_mut(&name) else { continue };
        table.placement = match (is_distributed, is_reference) {
            (true, _) if column.as_ref() == table.primary_key.first() => Some(Placement::ByTenant),
            (false, true) => Some(Placement::Everywhere),
            _ => None,
        };
    }
    Ok(())
}

async fn columns(connection: &mut PgConnection, oid: i64) -> Result<Vec<Column>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), \
         CASE WHEN a.attcollation <> t.typcollation THEN l.collname::text END, \
         NOT a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '' \
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_collation l ON l.oid = a.attcollation \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         WHERE a.attrelid = $1::bigint::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    )
    .bind(oid)
    .fetch_all(connection)
    .await?;
    let column = |row: &sqlx::postgres::PgRow| {
        let (sql_type, collation): (String, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
        let (expression, is_generated): (Option<String>, bool) = (row.try_get(4)?, row.try_get(5)?);
        let (generated, default) = if is_generated { (expression, None) } else { (None, expression) };
        let collation = collation.map(|collation| format!(" COLLATE \"{collation}\"")).unwrap_or_default();
        Ok(Column {
            name: row.try_get(0)?,
            sql_type: format!("{sql_type}{collation}"),
            nullable: row.try_get(3)?,
            default,
            generated,
            folded_from: None,
        })
    };
    rows.iter().map(column).collect()
}

/// A constraint with an action (`ON DELETE CASCADE`) differs from the wanted one. A table of another schema is prefixed
/// with the schema's name.
async fn constraints(connection: &mut PgConnection, oid: i64, table: &mut Table) -> Result<(), sqlx::Error> {
    let rows = sqlx::query(
        "SELECT c.conname::text, c.contype::text, \
         ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k(n, o) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.o), \
         CASE WHEN p.relnamespace = t.relnamespace THEN p.relname::text ELSE p.relnamespace::regnamespace || '.' || p.relname END, \
         ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k(n, o) JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.o), \
         pg_get_expr(c.conbin, c.conrelid), c.convalidated \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class p ON p.oid = c.confrelid WHERE c.conrelid = $1::bigint::oid \
         AND (c.contype <> 'f' OR (c.confdeltype = 'a' AND c.confupdtype = 'a' AND NOT c.condeferrable))",
    )
    .bind(oid)
    .fetch_all(connection)
    .await?;
    for row in rows {
        let (name, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        if !row.try_get::<bool, _>(6)? {
            table.unvalidated.insert(name.clone());
        }
        match kind.as_str() {
            "p" => table.primary_key = row.try_get(2)?,
            "f" => {
                let parent: Option<String> = row.try_get(3)?;
                let key = ForeignKey {
                    columns: row.try_get(2)?,
                    parent: parent.unwrap_or_default(),
                    parent_columns: row.try_get(4)?,
                };
                table.foreign_keys.insert(name, key);
            }
            "c" => {
                let rule: Option<String> = row.try_get(5)?;
                table.checks.insert(name, rule.unwrap_or_default());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Messages about indexes that `CREATE INDEX CONCURRENTLY` did not finish.
async fn unfinished_indexes(
    connection: &mut PgConnection,
    oid: i64,
    table: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let found: Vec<(String, Option<i32>)> = sqlx::query_as(
        "SELECT c.relname::text, (SELECT p.pid FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid LIMIT 1) \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE i.indrelid = $1::bigint::oid AND NOT i.indisvalid ORDER BY 1",
    )
    .bind(oid)
    .fetch_all(connection)
    .await?;
    let say = |(name, builder): (String, Option<i32>)| match builder {
        Some(process) => {
            format!("{table}: process {process} of the database is building the index {name}")
        }
        None => format!(
            "{table}: index {name} is INVALID: its build did not finish, and nothing uses it; `upgrade` rebuilds it if \
             its revision is pending; otherwise drop it yourself"
        ),
    };
    Ok(found.into_iter().map(say).collect())
}

/// The indexes with ascending order only.
async fn indexes(connection: &mut PgConnection, oid: i64) -> Result<BTreeMap<String, Index>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT c.relname::text, i.indisunique, pg_get_expr(i.indpred, i.indrelid), \
         ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k ORDER BY k), \
         CASE WHEN k.oid IS NOT NULL THEN format('ALTER TABLE %s ADD CONSTRAINT %I %s', i.indrelid::regclass, k.conname, \
         pg_get_constraintdef(k.oid)) WHEN i.indexprs IS NOT NULL OR m.amname <> 'btree' OR i.indnatts <> i.indnkeyatts \
         THEN pg_get_indexdef(i.indexrelid) END \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam \
         LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('u', 'x') \
         WHERE i.indrelid = $1::bigint::oid AND NOT i.indisprimary AND i.indisvalid AND 0 = ALL (i.indoption::int2[])",
    )
    .bind(oid)
    .fetch_all(connection)
    .await?;
    let index = |row: &sqlx::postgres::PgRow| {
        let (predicate, columns): (Option<String>, Vec<String>) = (row.try_get(2)?, row.try_get(3)?);
        let columns = columns.iter().map(|column| unquoted(column)).collect();
        let predicate = predicate.as_deref().map(|predicate| predicate.trim_matches(['(', ')']));
        let (live, deleted) = rows_of(predicate, |column| column.trim_matches('"'));
        Ok((
            row.try_get(0)?,
            Index { columns, unique: row.try_get(1)?, live, deleted, made_by: row.try_get(4)? },
        ))
    };
    rows.iter().map(index).collect()
}

/// The column that a restrictive policy compares with the tenant's setting, if the policies are the tool's: for every
/// command and role, a permissive and a restrictive one, forced on the owner.
async fn row_security(connection: &mut PgConnection, oid: i64) -> Result<Option<String>, sqlx::Error> {
    let sql = concat!(
        tenant_policies!(),
        "c.oid = $1::bigint::oid AND c.relrowsecurity AND c.relforcerowsecurity \
         AND EXISTS (SELECT FROM pg_policy g WHERE g.polrelid = c.oid AND g.polpermissive AND g.polcmd = '*' \
         AND g.polroles = '{0}'::oid[] AND pg_get_expr(g.polqual, g.polrelid) = 'true' \
         AND pg_get_expr(g.polwithcheck, g.polrelid) = 'true')"
    );
    sqlx::query_scalar(sql).bind(oid).fetch_optional(connection).await
}

/// Messages about tables without a struct that have a tenant column but no row-level security.
async fn open_tables(connection: &mut PgConnection, wanted: &Schema) -> Result<Vec<String>, sqlx::Error> {
    let tenants: Vec<String> =
        wanted.tables.values().filter_map(|table| table.row_security.clone()).collect();
    if tenants.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<String> = wanted.tables.keys().cloned().collect();
    let open: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.relname::text, a.attname::text FROM pg_class c \
         JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND a.attnum > 0 \
         AND a.attname = ANY($1) AND c.relname <> ALL($2) AND NOT (c.relrowsecurity AND c.relforcerowsecurity \
         AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1, 2",
    )
    .bind(tenants)
    .bind(known)
    .fetch_all(connection)
    .await?;
    let say = |(table, column): (String, String)| {
        format!(
            "table {table} has a column {column} and no row-level security in force, and no struct for it: protect it, \
             or move it to another schema"
        )
    };
    Ok(open.into_iter().map(say).collect())
}

/// Messages about views that bypass the policies of protected tables, for a role that uses the table and is subject to
/// the policies, such as the application's.
async fn open_views(connection: &mut PgConnection, wanted: &Schema) -> Result<Vec<String>, sqlx::Error> {
    let protected = wanted.tables.iter().filter(|(_, table)| table.row_security.is_some());
    let protected: Vec<String> = protected.map(|(name, _)| name.clone()).collect();
    if protected.is_empty() {
        return Ok(Vec::new());
    }
    let sql = exposing_views!(
        "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE n.nspname = current_schema() AND c.relname = ANY($1) AND c.relrowsecurity",
        "r.rolname NOT LIKE 'pg\\_%' AND has_table_privilege(r.oid, through.base, 'SELECT, INSERT, UPDATE, DELETE')"
    );
    sqlx::query_scalar(sql).bind(protected).fetch_all(connection).await
}

fn unquoted(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

/// A type in the form of `format_type`.
fn canonical_type(sql_type: &str) -> String {
    let (head, collation) = sql_type.split_once(" COLLATE ").unwrap_or((sql_type, ""));
    let head = head.to_lowercase().replace(", ", ",");
    let (head, array) = head.strip_suffix("[]").map_or((head.as_str(), ""), |of| (of, "[]"));
    let (name, sizes) = match head.split_once('(') {
        Some((name, sizes)) => (name, format!("({sizes}")),
        None => (head, String::new()),
    };
    let name = match name {
        "bool" => "boolean",
        "int2" => "smallint",
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "float4" => "real",
        "float8" => "double precision",
        "char" | "bpchar" => "character",
        "decimal" => "numeric",
        "varchar" => "character varying",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "time" => "time without time zone",
        name => name,
    };
    format!("{name}{sizes}{array} {collation}").trim_end().to_owned()
}
