//! Comparing a database with the structs.

use std::collections::BTreeMap;
use std::fmt;

use fin_infra_core::schema::Definition;
use fin_infra_core::{Db, Error, Result};

use super::currency::{only_currency, recorded};
use super::database::inspect;
use super::describe::desired;
use super::discover::discovered;
use super::inspect::{is_unmanaged, not_validated};
use super::model::{Column, Placement, Schema, Table};

/// The differences between a database and the structs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    differences: Vec<String>,
}

impl Drift {
    /// Whether the database matches the structs.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.differences.is_empty()
    }

    /// The differences, one message each.
    pub fn differences(&self) -> impl Iterator<Item = &str> {
        self.differences.iter().map(String::as_str)
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.differences.join("\n"))
    }
}

/// Compares the tables of a database with all resources in the program that are generated for it. If a struct has `rls`,
/// it also reports tables without a struct that contain tenants' rows unprotected, and views that bypass the policies.
/// Unmanaged rules, indexes and references are not a difference. Nothing is written. The in-memory store never differs.
///
/// Use it as a health check, so that a program that starts before its migrations fails early.
///
/// ```standalone_crate
/// # #[cfg(feature = "sqlite")]
/// # #[tokio::main]
/// # async fn main() -> fin_infra::Result<()> {
/// use fin_infra::prelude::*;
///
/// #[derive(FinResource)]
/// pub struct Goal {
///     pub name: String,
/// }
///
/// let db = Db::connect("sqlite::memory:").await?;
/// assert_eq!(schema::verify(&db).await?.to_string(), "table goals does not exist");
/// schema::create_all(&db, &[schema::of::<Goal>()]).await?;
/// assert!(schema::verify(&db).await?.is_none());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
///
/// # Errors
///
/// Errors of the database if its catalogue cannot be read, and
/// [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) for two structs with one table.
pub async fn verify(db: &Db) -> Result<Drift> {
    let Some(database) = db.database() else { return Ok(Drift::default()) };
    let mut definitions = discovered();
    definitions.retain(|definition| definition.types(database).is_some());
    let wanted = desired(&definitions, database)?;
    let found = inspect(db, &wanted.schema).await?;
    Ok(Drift { differences: differences_of_all(&found, &wanted.schema) })
}

/// Like [`verify`], for the given resources. Other tables are not checked; views that bypass the policies of the given
/// ones are.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # async fn example(db: &fin_infra::Db) -> fin_infra::Result<()> {
/// # use fin_infra::prelude::*;
/// # #[derive(FinResource)]
/// # pub struct Goal {
/// #     pub name: String,
/// # }
/// for difference in schema::verify_of(db, &[schema::of::<Goal>()]).await?.differences() {
///     eprintln!("{difference}");
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As [`verify`], and [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) for a resource that `backends(..)`
/// excludes from the database.
pub async fn verify_of(db: &Db, definitions: &[Definition]) -> Result<Drift> {
    let Some(database) = db.database() else { return Ok(Drift::default()) };
    let missing = definitions.iter().find(|definition| definition.types(database).is_none());
    if let Some(missing) = missing {
        let reason = "the resource is not generated for this database: see `backends(..)` on its struct";
        return Err(Error::database(reason).of(missing.table.name));
    }
    let wanted = desired(definitions, database)?;
    let found = inspect(db, &wanted.schema).await?;
    Ok(Drift { differences: differences(&found, &wanted.schema) })
}

/// [`verify_of`] as a `Result`, for startup and readiness checks.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # async fn example(db: &fin_infra::Db) -> fin_infra::Result<()> {
/// # use fin_infra::prelude::*;
/// # #[derive(FinResource)]
/// # pub struct Goal {
/// #     pub name: String,
/// # }
/// schema::check(db.clone(), vec![schema::of::<Goal>()]).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// As [`verify_of`], and [`ErrorKind::Database`](fin_infra_core::ErrorKind::Database) with one line for each difference.
pub async fn check(db: Db, definitions: Vec<Definition>) -> Result<()> {
    let drift = verify_of(&db, &definitions).await?;
    match drift.is_none() {
        true => Ok(()),
        false => {
            Err(Error::database(format!("the database does not have the tables of the structs:\n{drift}")))
        }
    }
}

/// The differences of `found` from `wanted`, which is everything that a program has, and unprotected tables.
pub(crate) fn differences_of_all(found: &Schema, wanted: &Schema) -> Vec<String> {
    let mut differences = differences(found, wanted);
    differences.extend(found.unprotected.iter().cloned());
    differences
}

/// The differences of `found` from `wanted`.
pub(crate) fn differences(found: &Schema, wanted: &Schema) -> Vec<String> {
    let mut differences = found.waiting.clone();
    differences.extend(found.exposed.iter().cloned());
    for (name, table) in &wanted.tables {
        match found.tables.get(name) {
            None => differences.push(format!("table {name} does not exist")),
            Some(found) => {
                let kind = |title| if table.checks.contains_key(title) { "rule" } else { "foreign key" };
                let unvalidated =
                    found.to_validate(table).map(|title| not_validated(name, kind(title), title));
                let differing = compare(found, table).into_iter().chain(unvalidated);
                differences.extend(differing.map(|what| format!("{name}: {what}")));
            }
        }
    }
    differences
}

fn compare(found: &Table, wanted: &Table) -> Vec<String> {
    let columns = |table: &Table| -> BTreeMap<String, Column> {
        table.columns.iter().map(|column| (column.name.clone(), column.clone())).collect()
    };
    let mut differences = Vec::new();
    for (name, column) in columns(wanted) {
        match found.column(&name) {
            None => differences.push(format!("column {name} does not exist")),
            Some(found) => differences.extend(compare_column(found, &column)),
        }
    }
    let unknown = found.columns.iter().filter(|column| wanted.column(&column.name).is_none());
    differences.extend(unknown.map(|column| format!("column {} is in no struct", column.name)));
    if found.primary_key != wanted.primary_key {
        differences.push(format!(
            "the primary key is ({}) instead of ({})",
            found.primary_key.join(", "),
            wanted.primary_key.join(", ")
        ));
    }
    named(&mut differences, "index", &found.indexes, &wanted.indexes);
    named(&mut differences, "foreign key", &found.foreign_keys, &wanted.foreign_keys);
    let converted: Vec<(&str, String, String)> = converted(found, wanted).collect();
    differences.extend(
        converted
            .iter()
            .map(|(name, one, other)| format!("the amounts in {name} are in {one} instead of {other}")),
    );
    let rules = |table: &Table| {
        let mut rules = table.checks.clone();
        rules.retain(|_, rule| converted.iter().all(|(name, ..)| recorded(rule, name).is_none()));
        rules
    };
    named(&mut differences, "rule", &rules(found), &rules(wanted));
    match (&found.row_security, &wanted.row_security) {
        (None, Some(_)) => differences.push("row-level security is not in force".to_owned()),
        (Some(_), None) => {
            differences.push("row-level security is in force, and no struct asks for it".to_owned());
        }
        (found, wanted) if found != wanted => {
            differences.push("row-level security is about another column".to_owned());
        }
        _ => {}
    }
    differences.extend(compare_placement(found.placement, wanted.placement).map(str::to_owned));
    differences
}

/// The columns whose amounts are in another currency, with both.
fn converted<'a>(found: &Table, wanted: &'a Table) -> impl Iterator<Item = (&'a str, String, String)> {
    wanted.columns.iter().filter_map(move |column| {
        let [one, other] = [found, wanted].map(|table| only_currency(table, &column.name));
        let (one, other) = one.zip(other).filter(|(one, other)| one != other)?;
        Some((column.name.as_str(), one, other))
    })
}

/// An unmanaged reference table is not a difference.
fn compare_placement(found: Option<Placement>, wanted: Option<Placement>) -> Option<&'static str> {
    match (found, wanted) {
        (found, wanted) if found == wanted => None,
        (_, Some(Placement::ByTenant)) => Some("Citus does not distribute it by its tenant"),
        (_, Some(Placement::Everywhere)) => {
            Some("distributed tables refer to it, and it is not a reference table of Citus")
        }
        (Some(Placement::ByTenant), None) => Some("Citus distributes it, and no struct asks for it"),
        _ => None,
    }
}

fn compare_column(found: &Column, wanted: &Column) -> Vec<String> {
    let name = &wanted.name;
    let mut differences = Vec::new();
    if found.sql_type != wanted.sql_type {
        differences.push(format!("column {name} is {} instead of {}", found.sql_type, wanted.sql_type));
    }
    if found.nullable != wanted.nullable && wanted.generated.is_none() {
        differences
            .push(format!("column {name} is {}", if wanted.nullable { "required" } else { "nullable" }));
    }
    if found.default != wanted.default {
        let text = |default: &Option<String>| default.clone().unwrap_or_else(|| "nothing".to_owned());
        differences.push(format!(
            "the default of {name} is {} instead of {}",
            text(&found.default),
            text(&wanted.default)
        ));
    }
    differences
}

/// Differences between two maps by name, without unmanaged entries.
fn named<T: PartialEq>(
    differences: &mut Vec<String>,
    what: &str,
    found: &BTreeMap<String, T>,
    wanted: &BTreeMap<String, T>,
) {
    for (name, thing) in wanted {
        match found.get(name) {
            None => differences.push(format!("{what} {name} does not exist")),
            Some(other) if other != thing => differences.push(format!("{what} {name} is another one")),
            Some(_) => {}
        }
    }
    let unknown = found.keys().filter(|name| !wanted.contains_key(*name) && !is_unmanaged(name));
    differences.extend(unknown.map(|name| format!("{what} {name} is in no struct")));
}
