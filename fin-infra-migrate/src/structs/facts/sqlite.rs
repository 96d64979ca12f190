//! SQLite's catalogue.

use sqlx::SqliteConnection;

use super::super::super::inspect::definition::{Clause, clauses};
use super::{Facts, Reference, TableFacts, actions};

const TABLES: &str = "SELECT l.name, l.type, s.sql FROM pragma_table_list l LEFT JOIN sqlite_schema s ON s.name = l.name \
     AND s.type IN ('table', 'view') WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY l.name";

const GENERATED: &str = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden > 0";

const REFERENCES: &str = "SELECT CAST(id AS TEXT), \"table\", \"from\", \"to\", on_delete, on_update FROM pragma_foreign_key_list(?) \
     ORDER BY id DESC, seq";

/// The columns of the indexes of a table, with the collations by which they are compared.
const KEYS: &str = "SELECT l.name, x.name, x.coll FROM pragma_index_list(?) l, pragma_index_xinfo(l.name) x \
     WHERE x.key = 1 AND x.name IS NOT NULL ORDER BY l.seq, x.seqno";

const TRIGGERS: &str =
    "SELECT tbl_name, 'the trigger `' || name || '`' FROM sqlite_schema WHERE type = 'trigger' ORDER BY 1, 2";

pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Facts, sqlx::Error> {
    let mut facts = Facts::default();
    let tables: Vec<(String, String, Option<String>)> =
        sqlx::query_as(TABLES).fetch_all(&mut *connection).await?;
    for (name, kind, sql) in tables {
        match kind.as_str() {
            "table" => {
                let table = table(connection, &name, &sql.unwrap_or_default()).await?;
                facts.tables.insert(name, table);
            }
            // The tables in which a virtual table keeps its data.
            "shadow" => {}
            "virtual" => facts.others.push(("virtual table".to_owned(), name)),
            _ => facts.others.push((kind, name)),
        }
    }
    let triggers: Vec<(String, String)> = sqlx::query_as(TRIGGERS).fetch_all(connection).await?;
    for (table, trigger) in triggers {
        facts.table(&table).into_iter().for_each(|table| table.extras.push(trigger.clone()));
    }
    Ok(facts)
}

type ReferenceRow = (String, String, String, Option<String>, String, String);

async fn table(connection: &mut SqliteConnection, name: &str, sql: &str) -> Result<TableFacts, sqlx::Error> {
    let mut table = TableFacts::default();
    let generated: Vec<String> = sqlx::query_scalar(GENERATED).bind(name).fetch_all(&mut *connection).await?;
    for column in generated {
        table.column(column).is_generated = true;
    }
    let rows: Vec<ReferenceRow> = sqlx::query_as(REFERENCES).bind(name).fetch_all(&mut *connection).await?;
    for (id, parent, column, parent_column, on_delete, on_update) in rows {
        let actions = actions(&on_delete, &on_update);
        let parent_columns = parent_column.into_iter().collect();
        let key = Reference { name: id.clone(), columns: vec![column], parent, parent_columns, actions };
        table.refer(&id, key);
    }
    for key in &mut table.references {
        key.name = format!("to {}", key.parent);
    }
    let clauses = clauses(sql);
    let extras = clauses.iter().filter(|clause| is_collation(clause) || is_extra(&clause.text));
    table.extras.extend(extras.map(Clause::describe));
    special_indexes(connection, name, &clauses, &mut table).await?;
    Ok(table)
}

fn is_collation(clause: &Clause) -> bool {
    let text = clause.text.to_ascii_uppercase();
    text.starts_with("COLLATE") && !text.ends_with("BINARY")
}

/// Whether a clause has a consequence that no struct has: `ON CONFLICT REPLACE` deletes rows.
fn is_extra(text: &str) -> bool {
    let words = text.to_ascii_uppercase();
    words.starts_with("AUTOINCREMENT") || words.split_whitespace().any(|word| word == "CONFLICT")
}

/// Indexes that compare a text otherwise than its column does.
async fn special_indexes(
    connection: &mut SqliteConnection,
    name: &str,
    clauses: &[Clause],
    table: &mut TableFacts,
) -> Result<(), sqlx::Error> {
    let collation_of = |column: &str| {
        let mut of_column = clauses.iter().filter(|clause| {
            is_collation(clause)
                && clause.column.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(column))
        });
        let named = of_column.next().and_then(|clause| clause.text.split_whitespace().last());
        named.unwrap_or("BINARY").to_owned()
    };
    let keys: Vec<(String, String, String)> = sqlx::query_as(KEYS).bind(name).fetch_all(connection).await?;
    for (index, column, collation) in keys {
        if !collation.eq_ignore_ascii_case(&collation_of(&column)) {
            table
                .special_indexes
                .insert(index, format!("it compares `{column}` with the collation {collation}"));
        }
    }
    Ok(())
}
