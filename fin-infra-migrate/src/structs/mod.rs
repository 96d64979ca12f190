//! Annotated structs for the tables of a database, as source for a program to start with.
//!
//! A struct says everything that it can, and a comment at the place says what it cannot. Nothing is written to the database.
//! The source is written here and not by a library, since no library keeps comments.

mod defaults;
mod draft;
mod enums;
mod facts;
mod fields;
mod indexes;
mod keys;
mod naming;
mod notes;
mod references;
mod roles;
mod rules;
mod source;
mod tables;
mod text;
mod types;

use std::collections::BTreeMap;

use super::connection::{AnyConnection, TABLE, answered, name};
use super::dialect::Database;
use super::failure::Failure;
use super::model::{Schema, Table};

/// What to read.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// The tables; all of them if it is empty.
    pub(crate) tables: Vec<String>,
    /// The name of the tenants' column.
    pub(crate) tenant: Option<String>,
}

/// The tables of this tool.
const OWN: [&str; 2] = [TABLE, "_fin_refold"];

/// The tables in which other tools record what they did.
const BOOKKEEPING: [&str; 15] = [
    "__EFMigrationsHistory",
    "__diesel_schema_migrations",
    "_prisma_migrations",
    "alembic_version",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "flyway_schema_history",
    "goose_db_version",
    "knex_migrations",
    "knex_migrations_lock",
    "migrations",
    "schema_migrations",
    "seaql_migrations",
];

/// The source of structs for the tables of a database.
pub(crate) async fn source(connection: &mut AnyConnection, selection: &Selection) -> Result<String, Failure> {
    let database = connection.database();
    let facts = facts::read(connection).await?;
    check_exist(&selection.tables, &facts)?;
    let mut schema = Schema::default();
    let is_bookkeeping = |table: &str| OWN.contains(&table) || BOOKKEEPING.contains(&table);
    for table in facts.tables.keys().filter(|table| !is_bookkeeping(table)) {
        let wanted =
            Schema { tables: BTreeMap::from([(table.clone(), Table::default())]), ..Schema::default() };
        schema.tables.append(&mut answered(connection.schema(&wanted)).await?.tables);
    }
    check_has_tenants(selection, &schema)?;
    if schema.tables.is_empty() {
        return Err(Failure::new(format!(
            "this {} database has no tables for structs: is it the one that you mean, and on PostgreSQL, is the schema with the \
             tables the first one in `search_path`?",
            name(database)
        )));
    }
    Ok(tables::source(&schema, &facts, selection, database).text())
}

/// Refuses a table that is not there.
fn check_exist(tables: &[String], facts: &facts::Facts) -> Result<(), Failure> {
    let Some(missing) = tables.iter().find(|table| !facts.tables.contains_key(*table)) else { return Ok(()) };
    let shown = |text: &str| text::plain(text);
    if let Some((kind, _)) = facts.others.iter().find(|(_, name)| name == missing) {
        return Err(Failure::new(format!("`{}` is a {kind}, and a struct is for a table", shown(missing))));
    }
    let similar = facts.tables.keys().find(|table| table.eq_ignore_ascii_case(missing));
    let advice = match similar {
        Some(similar) => format!("; did you mean `{}`?", shown(similar)),
        None => format!(": the tables are {}", shown(&text::list(facts.tables.keys()))),
    };
    Err(Failure::new(format!("the database has no table `{}`{advice}", shown(missing))))
}

/// Refuses a column for tenants that no table has.
fn check_has_tenants(selection: &Selection, schema: &Schema) -> Result<(), Failure> {
    let Some(tenant) = &selection.tenant else { return Ok(()) };
    match schema.tables.values().any(|table| table.column(tenant).is_some()) {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "no table has a column `{}`: `--tenant` takes the name of the column that holds the tenant of a row",
            text::plain(tenant)
        ))),
    }
}

/// The name of a database for people.
fn title(database: Database) -> &'static str {
    match database {
        Database::Sqlite => "SQLite",
        Database::Postgres => "PostgreSQL",
        Database::MySql => "MySQL or MariaDB",
    }
}
