//! The catalogue of MySQL and MariaDB.

use sqlx::MySqlConnection;

use super::{Facts, Reference, TableFacts, actions};

const TABLES: &str = "SELECT CAST(table_name AS CHAR), CAST(table_type AS CHAR), CAST(table_comment AS CHAR), \
     CAST(engine AS CHAR), create_options LIKE '%partitioned%' FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name";

const COLUMNS: &str = "SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR), CAST(column_comment AS CHAR), \
     CAST(column_type AS CHAR), CAST(extra AS CHAR), CAST(generation_expression AS CHAR) FROM information_schema.columns \
     WHERE table_schema = DATABASE()";

const REFERENCES: &str = "SELECT CAST(k.table_name AS CHAR), CAST(k.constraint_name AS CHAR), CAST(k.column_name AS CHAR), \
     CAST(IF(k.referenced_table_schema = k.table_schema, k.referenced_table_name, \
     CONCAT(k.referenced_table_schema, '.', k.referenced_table_name)) AS CHAR), CAST(k.referenced_column_name AS CHAR), \
     CAST(r.delete_rule AS CHAR), CAST(r.update_rule AS CHAR) FROM information_schema.key_column_usage k \
     JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema \
     AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name \
     WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL \
     ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const SPECIAL_INDEXES: &str = "SELECT DISTINCT CAST(table_name AS CHAR), CAST(index_name AS CHAR), CAST(index_type AS CHAR) \
     FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_type <> 'BTREE' AND index_type <> 'HASH'";

const TRIGGERS: &str = "SELECT CAST(event_object_table AS CHAR), CAST(CONCAT('the trigger `', trigger_name, '` (', \
     action_timing, ' ', event_manipulation, ')') AS CHAR) FROM information_schema.triggers \
     WHERE event_object_schema = DATABASE() ORDER BY 1, 2";

pub(super) async fn read(connection: &mut MySqlConnection) -> Result<Facts, sqlx::Error> {
    let mut facts = Facts::default();
    let tables: Vec<TableRow> = sqlx::query_as(TABLES).fetch_all(&mut *connection).await?;
    for (name, kind, comment, engine, is_partitioned) in tables {
        if kind == "BASE TABLE" || kind == "SYSTEM VERSIONED" {
            let extras = extras(&kind, engine.as_deref(), is_partitioned == Some(true));
            facts.tables.insert(name, TableFacts { comment, extras, ..TableFacts::default() });
        } else {
            facts.others.push((kind.to_lowercase(), name));
        }
    }
    columns(connection, &mut facts).await?;
    references(connection, &mut facts).await?;
    let indexes: Vec<(String, String, String)> =
        sqlx::query_as(SPECIAL_INDEXES).fetch_all(&mut *connection).await?;
    for (table, name, kind) in indexes {
        facts
            .table(&table)
            .map(|table| table.special_indexes.insert(name, format!("an index of the kind {kind}")));
    }
    let triggers: Vec<(String, String)> = sqlx::query_as(TRIGGERS).fetch_all(connection).await?;
    for (table, trigger) in triggers {
        facts.table(&table).into_iter().for_each(|table| table.extras.push(trigger.clone()));
    }
    Ok(facts)
}

type TableRow = (String, String, Option<String>, Option<String>, Option<bool>);

/// What a table does that no struct has.
fn extras(kind: &str, engine: Option<&str>, is_partitioned: bool) -> Vec<String> {
    let engine = engine.filter(|engine| !engine.eq_ignore_ascii_case("InnoDB"));
    let engine = engine
        .map(|engine| format!("the engine {engine}, which may have no transactions and no foreign keys"));
    let versions = (kind == "SYSTEM VERSIONED").then(|| "system versioning, which keeps old rows".to_owned());
    let partitions = is_partitioned.then(|| "partitions".to_owned());
    [engine, versions, partitions].into_iter().flatten().collect()
}

type ColumnRow = (String, String, Option<String>, String, Option<String>, Option<String>);

async fn columns(connection: &mut MySqlConnection, facts: &mut Facts) -> Result<(), sqlx::Error> {
    let rows: Vec<ColumnRow> = sqlx::query_as(COLUMNS).fetch_all(connection).await?;
    for (table, name, comment, sql_type, extra, generated) in rows {
        let Some(table) = facts.table(&table) else { continue };
        let column = table.column(name);
        let extra = extra.unwrap_or_default().to_lowercase();
        column.comment = comment;
        column.is_generated = generated.is_some_and(|expression| !expression.is_empty());
        column.is_numbered = extra.contains("auto_increment");
        column.labels = labels(&sql_type);
        if extra.contains("invisible") {
            column.notes.push("`SELECT *` of others leaves it out (INVISIBLE)".to_owned());
        }
        if extra.contains("on update") {
            column.notes.push("the database sets it to the current time when a row changes".to_owned());
        }
    }
    Ok(())
}

/// The values of `enum('a','b')`, in which quotes are doubled.
fn labels(sql_type: &str) -> Vec<String> {
    let Some(mut rest) = sql_type.strip_prefix("enum(") else { return Vec::new() };
    let mut labels = Vec::new();
    while let Some(text) = rest.strip_prefix('\'') {
        let (mut label, mut letters) = (String::new(), text.char_indices().peekable());
        let mut end = text.len();
        while let Some((position, letter)) = letters.next() {
            if letter != '\'' || letters.next_if(|(_, next)| *next == '\'').is_some() {
                label.push(letter);
            } else {
                end = position + 1;
                break;
            }
        }
        labels.push(label);
        rest = text[end..].trim_start_matches(',');
    }
    labels
}

type ReferenceRow = (String, String, String, String, String, String, String);

async fn references(connection: &mut MySqlConnection, facts: &mut Facts) -> Result<(), sqlx::Error> {
    let rows: Vec<ReferenceRow> = sqlx::query_as(REFERENCES).fetch_all(connection).await?;
    for (table, name, column, parent, parent_column, on_delete, on_update) in rows {
        let Some(table) = facts.table(&table) else { continue };
        let actions = actions(&on_delete, &on_update);
        let (columns, parent_columns) = (vec![column], vec![parent_column]);
        table.refer(&name, Reference { name: name.clone(), columns, parent, parent_columns, actions });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::labels;

    #[test]
    fn the_values_of_an_enum_are_read_from_its_type() {
        assert_eq!(labels("enum('a','it''s',''',''',')')"), ["a", "it's", "','", ")"]);
        assert!(labels("int(11)").is_empty());
    }
}
