//! Which tables can be resources: their ids and tenants.

use super::super::dialect::Database;
use super::super::model::{Column, Table};
use super::facts::{ColumnFacts, TableFacts};
use super::naming::{self, check_column_name, check_name};
use super::text::list;
use super::types::{self, Rust};

/// The most bytes of a key that every store has room for.
pub(super) const LONGEST_KEY: u64 = 2600;

/// The primary key of a resource.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) id_type: Rust,
    /// The tenant's column, if its rows belong to tenants.
    pub(super) tenant: Option<String>,
    pub(super) tenant_type: Option<Rust>,
    /// What differs from the key that the struct describes, and what follows from the type of the id.
    pub(super) notes: Vec<String>,
    /// Whether fin-infra can generate ids.
    pub(super) is_generated: bool,
}

impl Key {
    /// The bytes of the tenant in an index, and those of the whole key.
    pub(super) fn bytes(&self) -> (u64, u64) {
        let tenant = self.tenant_type.as_ref().map_or(0, Rust::bytes_in_an_index);
        (tenant, tenant + self.id_type.bytes_in_an_index())
    }
}

/// A table with what is known of it.
pub(super) struct Found<'a> {
    pub(super) name: &'a str,
    pub(super) table: &'a Table,
    pub(super) facts: &'a TableFacts,
    pub(super) database: Database,
}

impl Found<'_> {
    pub(super) fn column_facts(&self, name: &str) -> Option<&ColumnFacts> {
        self.facts.columns.get(name)
    }

    /// The type of a column, or why there is none.
    pub(super) fn type_of(&self, column: &Column) -> Result<types::Typed, String> {
        let nothing = ColumnFacts::default();
        types::of(column, self.column_facts(&column.name).unwrap_or(&nothing), self.database)
    }

    /// The type of a column that is a key or refers to one.
    pub(super) fn key_type(&self, column: &str) -> Option<Rust> {
        let column = self.table.column(column)?;
        let rust = self.type_of(column).ok()?.rust;
        // SQLite has one type for bytes and UUIDs.
        let is_uuid = self.database == Database::Sqlite && matches!(rust, Rust::Bytes { .. });
        Some(if is_uuid { Rust::Uuid } else { rust }).filter(Rust::is_of_a_key)
    }

    pub(super) fn is_generated(&self, column: &Column) -> bool {
        column.generated.is_some() || self.column_facts(&column.name).is_some_and(|facts| facts.is_generated)
    }
}

/// The key of a table, or why it cannot be a resource and what to do.
pub(super) fn key(found: &Found<'_>, tenant_column: &str) -> Result<Key, String> {
    check_name(found.name)
        .map_err(|reason| format!("{reason}. Rename it in a migration, or read it with your own SQL"))?;
    let mut notes = Vec::new();
    let tenant = tenant(found, tenant_column, &mut notes);
    let id = id(found, tenant.as_deref())?;
    let id_type = found.key_type(&id).ok_or_else(|| {
        let sql_type = found.table.column(&id).map(|column| column.sql_type.as_str()).unwrap_or_default();
        let uuid = if found.database == Database::MySql { "a UUID (BINARY(16))" } else { "a UUID" };
        format!(
            "its primary key `{id}` is {sql_type}, and an id is {uuid}, a text or an integer. Give the table another id column, \
             and make a unique constraint of this one"
        )
    })?;
    check_column_name(&id)
        .map_err(|reason| format!("{reason}: this is about its primary key `{id}`. Rename the column"))?;
    let tenant_type = tenant.as_deref().and_then(|tenant| found.key_type(tenant));
    notes.extend(order_of_key(found, tenant.as_deref(), &id));
    let is_generated = generated(&id, &id_type, &mut notes);
    let key = Key { id, id_type, tenant, tenant_type, notes, is_generated };
    match key.bytes().1 {
        bytes if bytes > LONGEST_KEY => Err(format!(
            "its primary key can take {bytes} bytes, and every store has room for {LONGEST_KEY}. Shorten the text in it"
        )),
        _ => Ok(key),
    }
}

/// The tenant's column, if every row has a tenant.
fn tenant(found: &Found<'_>, name: &str, notes: &mut Vec<String>) -> Option<String> {
    let column = found.table.column(name)?;
    let refused = if column.nullable {
        "may be null"
    } else if found.is_generated(column) {
        "is computed by the database"
    } else if found.key_type(name).is_none() {
        "is neither a UUID nor a text nor an integer"
    } else if check_column_name(name).is_err() {
        "has a name that is not one in every store"
    } else {
        return Some(name.to_owned());
    };
    notes.push(format!(
        "`{name}` {refused}, so this struct has no tenants and its repository shows all rows: to isolate tenants, change the \
         column, and run `structs` again."
    ));
    None
}

/// The column of the primary key that is not the tenant.
fn id(found: &Found<'_>, tenant: Option<&str>) -> Result<String, String> {
    let key = &found.table.primary_key;
    let rest: Vec<&String> = key.iter().filter(|column| Some(column.as_str()) != tenant).collect();
    match (&rest[..], key.len()) {
        ([id], _) => Ok((*id).clone()),
        (_, 0) => Err("it has no primary key, and a resource has an id. Add one: a column `id` of a UUID, with a value in each \
                       row, that is the primary key"
            .to_owned()),
        ([], _) => Err(format!(
            "its primary key is the tenant's column `{}` alone, and a resource has an id of its own. Add a column `id` of a \
             UUID, make it the primary key together with the tenant, and a unique constraint of the tenant",
            key.join("`, `")
        )),
        _ => Err(format!(
            "its primary key consists of {}, and a resource has one id. Add a column `id` of a UUID as the primary key, and make \
             a unique constraint of these columns: `#[fin(unique({}))]`. Until then, read and write it with your own SQL",
            list(&rest),
            rest.iter().map(|column| format!("{:?}", naming::field(column))).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// The difference of a primary key from that of the struct.
fn order_of_key(found: &Found<'_>, tenant: Option<&str>, id: &str) -> Option<String> {
    let tenant = tenant?;
    let key: Vec<&str> = found.table.primary_key.iter().map(String::as_str).collect();
    let is_numbered = found.column_facts(id).is_some_and(|facts| facts.is_numbered)
        || (found.database == Database::Sqlite && found.key_type(id) == Some(Rust::Integer("i64")));
    let numbering = match is_numbered && found.database != Database::Postgres {
        true => {
            format!(" With the key of the struct, the database would no longer number the rows in `{id}`.")
        }
        false => String::new(),
    };
    // A foreign key of MySQL needs an index that begins with its columns, in their order.
    let has_both = key.contains(&tenant) && found.database != Database::MySql;
    let but = if has_both { "" } else { ", but no foreign key to it can include the tenant" };
    (key != [tenant, id]).then(|| {
        format!(
            "The primary key is ({}) instead of ({tenant}, {id}): every statement has both columns all the same, so this may \
             stay{but}.{numbering}",
            key.join(", ")
        )
    })
}

/// Whether fin-infra can generate the ids of a table.
fn generated(id: &str, id_type: &Rust, notes: &mut Vec<String>) -> bool {
    match id_type {
        Rust::Uuid | Rust::Text { max: None | Some(36..) } => return true,
        Rust::Text { max: Some(max) } => notes.push(format!(
            "An id of fin-infra has 36 characters, and `{id}` has room for {max}: see the beginning of this file."
        )),
        _ => notes.push(format!(
            "The ids in `{id}` are numbers that fin-infra cannot give: see the beginning of this file."
        )),
    }
    false
}
