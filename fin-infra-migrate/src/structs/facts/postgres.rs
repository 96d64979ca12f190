//! PostgreSQL's catalogue.

use sqlx::PgConnection;

use super::{Facts, Reference, TableFacts, actions};

/// Tables, views and the like of the current schema, without those of extensions.
const RELATIONS: &str = "SELECT c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class'), \
     EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid), c.relispartition \
     FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e') \
     ORDER BY c.relname";

const COLUMNS: &str = "SELECT c.relname::text, a.attname::text, col_description(c.oid, a.attnum), a.attgenerated <> '', \
     a.attidentity = 'a', a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false), \
     CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END, \
     ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')";

const REFERENCES: &str = "SELECT c.relname::text, k.conname::text, \
     ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY n(number, place) JOIN pg_attribute a \
     ON a.attrelid = k.conrelid AND a.attnum = n.number ORDER BY n.place), \
     CASE WHEN p.relnamespace = c.relnamespace THEN p.relname::text ELSE p.oid::regclass::text END, \
     ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY n(number, place) JOIN pg_attribute a \
     ON a.attrelid = k.confrelid AND a.attnum = n.number ORDER BY n.place), \
     k.confdeltype::text, k.confupdtype::text, k.condeferrable \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid \
     WHERE c.relnamespace = current_schema()::regnamespace AND k.contype = 'f' AND k.conparentid = 0 \
     ORDER BY c.relname, k.conname";

/// Indexes with an order, an expression, included columns or another method, and those of exclusion constraints.
const SPECIAL_INDEXES: &str = "SELECT c.relname::text, x.relname::text, \
     coalesce((SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype = 'x'), \
     pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
     JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam \
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT i.indisprimary \
     AND (0 <> ANY (i.indoption::int2[]) OR i.indexprs IS NOT NULL OR i.indnatts <> i.indnkeyatts OR m.amname <> 'btree' \
     OR NOT i.indisvalid OR i.indisexclusion OR NOT i.indimmediate OR coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)) \
     ORDER BY 1, 2";

/// Triggers and rules.
const EXTRAS: &str = "SELECT c.relname::text, format('the trigger `%s` (%s)', t.tgname, pg_get_triggerdef(t.oid)) \
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
     WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal \
     UNION ALL SELECT c.relname::text, format('the rule `%s` of PostgreSQL', r.rulename) FROM pg_rewrite r \
     JOIN pg_class c ON c.oid = r.ev_class \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
     ORDER BY 1, 2";

const POLICIES: &str = "SELECT c.relname::text, p.polname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
     WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2";

pub(super) async fn read(connection: &mut PgConnection) -> Result<Facts, sqlx::Error> {
    let mut facts = Facts::default();
    let relations: Vec<(String, String, Option<String>, bool, bool)> =
        sqlx::query_as(RELATIONS).fetch_all(&mut *connection).await?;
    for (name, kind, comment, is_heir, is_partition) in relations {
        let kind = match kind.as_str() {
            "r" | "p" if is_partition => "partition",
            "r" | "p" if is_heir => "inheriting table",
            "r" | "p" => {
                facts.tables.insert(name, TableFacts { comment, ..TableFacts::default() });
                continue;
            }
            "v" => "view",
            "m" => "materialized view",
            _ => "foreign table",
        };
        facts.others.push((kind.to_owned(), name));
    }
    columns(connection, &mut facts).await?;
    references(connection, &mut facts).await?;
    let indexes: Vec<(String, String, String)> =
        sqlx::query_as(SPECIAL_INDEXES).fetch_all(&mut *connection).await?;
    for (table, name, text) in indexes {
        facts.table(&table).map(|table| table.special_indexes.insert(name, text));
    }
    let policies: Vec<(String, String)> = sqlx::query_as(POLICIES).fetch_all(&mut *connection).await?;
    for (table, policy) in policies {
        facts.table(&table).into_iter().for_each(|table| table.policies.push(policy.clone()));
    }
    let extras: Vec<(String, String)> = sqlx::query_as(EXTRAS).fetch_all(connection).await?;
    for (table, extra) in extras {
        facts.table(&table).into_iter().for_each(|table| table.extras.push(extra.clone()));
    }
    Ok(facts)
}

type ColumnRow = (String, String, Option<String>, bool, bool, bool, Option<String>, Vec<String>);

async fn columns(connection: &mut PgConnection, facts: &mut Facts) -> Result<(), sqlx::Error> {
    let rows: Vec<ColumnRow> = sqlx::query_as(COLUMNS).fetch_all(connection).await?;
    for (table, name, comment, is_generated, is_always_numbered, is_numbered, base_type, labels) in rows {
        let Some(table) = facts.table(&table) else { continue };
        let column = table.column(name);
        column.comment = comment;
        column.is_generated = is_generated;
        column.is_always_numbered = is_always_numbered;
        column.is_numbered = is_numbered;
        column.base_type = base_type;
        column.labels = labels;
    }
    Ok(())
}

type ReferenceRow = (String, String, Vec<String>, String, Vec<String>, String, String, bool);

async fn references(connection: &mut PgConnection, facts: &mut Facts) -> Result<(), sqlx::Error> {
    let rows: Vec<ReferenceRow> = sqlx::query_as(REFERENCES).fetch_all(connection).await?;
    for (table, name, columns, parent, parent_columns, on_delete, on_update, is_deferrable) in rows {
        let Some(table) = facts.table(&table) else { continue };
        let actions = actions(action(&on_delete), action(&on_update));
        let actions = if is_deferrable { format!("{actions} DEFERRABLE") } else { actions };
        let actions = actions.trim_start().to_owned();
        table.references.push(Reference { name, columns, parent, parent_columns, actions });
    }
    Ok(())
}

fn action(letter: &str) -> &'static str {
    match letter {
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        _ => "",
    }
}
