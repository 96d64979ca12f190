//! All tables of a database as structs.

use std::collections::BTreeMap;

use fin_infra_core::internal::shortened;

use super::super::dialect::{Database, LIVE};
use super::super::model::{Placement, Schema, Table};
use super::draft::{Draft, Parents};
use super::enums::Enums;
use super::facts::Facts;
use super::fields::{self, Field, Member};
use super::keys::{Found, key};
use super::naming::{TypeNames, has_table};
use super::roles::Roles;
use super::source::{Item, Source, Struct};
use super::text::list;
use super::types::Rust;
use super::{Selection, indexes, notes, references, rules};

/// The usual name of the tenant's column.
const TENANT: &str = "tenant_id";

/// The bytes of a row on MySQL, as the derive counts them.
const ROW: u64 = 65_535;

/// The source of all structs.
pub(super) fn source(schema: &Schema, facts: &Facts, selection: &Selection, database: Database) -> Source {
    let all = schema
        .tables
        .iter()
        .filter_map(|(name, table)| Some(Found { name, table, facts: facts.tables.get(name)?, database }));
    let tenant = selection.tenant.as_deref().unwrap_or(TENANT);
    let counters: Vec<String> =
        schema.tables.keys().filter_map(|name| counter(schema, name, tenant)).collect();
    let is_chosen = |name: &str| {
        !counters.iter().any(|counter| counter == name)
            && (selection.tables.is_empty() || selection.tables.iter().any(|table| table == name))
    };
    let chosen: Vec<Found<'_>> = all.filter(|found| is_chosen(found.name)).collect();
    let mut names = TypeNames::new();
    let mut parents = Parents::new();
    let mut refused = BTreeMap::new();
    for found in &chosen {
        match key(found, tenant) {
            Ok(key) => {
                parents.insert(found.name.to_owned(), (key, names.of_table(found.name)));
            }
            Err(reason) => {
                refused.insert(found.name.to_owned(), reason);
            }
        }
    }
    let numbers = |name: &str| number(schema, name, tenant);
    let drafts: Vec<Result<Draft<'_>, (String, String)>> =
        chosen.iter().map(|found| draft(found, &parents, &refused, numbers(found.name))).collect();
    let mut source = Source::default();
    write(drafts, &mut names, &mut source);
    notes::leave_out(facts, selection, &mut source);
    let has_other_collations =
        chosen.iter().any(|found| parents.contains_key(found.name) && notes::has_other_collation(found));
    notes::say(
        &mut source,
        database,
        has_other_collations,
        parents.values().any(|(key, _)| !key.is_generated),
    );
    source
}

/// The table with the counters of a numbered table, if there is one.
fn counter(schema: &Schema, name: &str, tenant: &str) -> Option<String> {
    let counter = shortened(format!("{name}_counter"));
    let table = schema.tables.get(&counter)?;
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    (columns == [tenant, "last_number"] && table.primary_key == [tenant]).then_some(counter)
}

/// The column with the numbers of a numbered table: the only unique integer.
fn number(schema: &Schema, name: &str, tenant: &str) -> Option<String> {
    counter(schema, name, tenant)?;
    let table = schema.tables.get(name)?;
    let mut uniques = table.indexes.values().filter(|index| index.unique);
    uniques.find_map(|index| number_of(table, &index.columns, tenant))
}

fn number_of(table: &Table, columns: &[String], tenant: &str) -> Option<String> {
    let [first, number, ..] = columns else { return None };
    let column = table.column(number)?;
    let is_integer =
        ["bigint", "integer"].iter().any(|name| column.sql_type.to_lowercase().starts_with(name));
    (first == tenant && is_integer && !column.nullable).then(|| number.clone())
}

/// The struct of a table, or its name and why there is none.
fn draft<'a>(
    found: &'a Found<'a>,
    parents: &Parents,
    refused: &BTreeMap<String, String>,
    number: Option<String>,
) -> Result<Draft<'a>, (String, String)> {
    let without = |reason: &str| (found.name.to_owned(), reason.to_owned());
    let Some((key, struct_name)) = parents.get(found.name) else {
        return Err(without(refused.get(found.name).map_or("", String::as_str)));
    };
    let roles = Roles::of(found, number.filter(|_| key.tenant.is_some() && key.is_generated));
    let members = fields::members(found, key, &roles);
    let (key, struct_name, options) = (key.clone(), struct_name.clone(), Vec::new());
    let mut draft = Draft { found, struct_name, notes: key.notes.clone(), key, roles, members, options };
    if !draft.has_data() {
        let has_notes = draft.members.iter().any(|member| matches!(member, Member::Note(_)));
        let why = if has_notes { "fin-infra has no types for its other columns" } else { "it has no others" };
        return Err(without(&format!(
            "a resource has a column beside its id and those that fin-infra manages, and {why}. Read it with your own SQL"
        )));
    }
    references::add(&mut draft, parents);
    indexes::add(&mut draft);
    rules::add(&mut draft);
    fit_row(&mut draft);
    limit_keys(&mut draft);
    extras(&mut draft);
    Ok(draft)
}

/// Leaves out lengths of texts until a row fits into every store.
fn fit_row(draft: &mut Draft<'_>) {
    let size = |field: &Field| field.rust.bytes_in_a_row() * if field.folded.is_some() { 2 } else { 1 };
    while fields::fields(&draft.members).map(size).sum::<u64>() > ROW {
        let longest =
            fields::fields(&draft.members).filter(|field| !field.is_in_a_key).max_by_key(|field| size(field));
        let Some(longest) = longest.map(|field| field.column.clone()) else { return };
        let Some(field) = draft.field_mut(&longest) else { return };
        match &mut field.rust {
            Rust::Text { max: max @ Some(_) } | Rust::Bytes { max: max @ Some(_) } => {
                let length = max.take().unwrap_or_default();
                field.notes.push(format!(
                    "without `length(max = {length})`, since a row with all lengths would be too long for MySQL"
                ));
            }
            _ => return,
        }
    }
}

/// Says where text gets a limit because it is part of a key.
fn limit_keys(draft: &mut Draft<'_>) {
    if draft.found.database == Database::Sqlite {
        return;
    }
    for member in &mut draft.members {
        if let Member::Field(field) = member
            && field.is_in_a_key
            && field.rust == (Rust::Text { max: None })
        {
            field.notes.push(
                "text in a key has at most 255 characters, unless `length(max = ..)` says how many; the column has no limit"
                    .to_owned(),
            );
        }
    }
}

/// Says what else the table has.
fn extras(draft: &mut Draft<'_>) {
    let (found, facts) = (draft.found, draft.found.facts);
    if found.database == Database::MySql
        && draft.roles.deleted_at.is_some()
        && found.table.column(LIVE).is_none()
    {
        draft.notes.push(format!(
            "Each statement of a resource with `soft_delete` reads the column `{LIVE}`, which this table lacks: add it first, with \
             a revision that is written with `--from-database`."
        ));
    }
    for extra in &facts.extras {
        draft.notes.push(format!("Only the database has {extra}."));
    }
    if draft.found.table.row_security.is_none() && !facts.policies.is_empty() {
        draft.notes.push(format!(
            "Only the database has the policies {} of row-level security, which are not those of `rls`.",
            list(&facts.policies)
        ));
    }
}

/// Adds the structs, and what is said of tables without one.
fn write(drafts: Vec<Result<Draft<'_>, (String, String)>>, names: &mut TypeNames, source: &mut Source) {
    source.uses.insert(("fin_infra::prelude", "*"));
    let mut enums = Enums::default();
    let mut structs = Vec::new();
    for draft in drafts {
        match draft {
            Err((table, reason)) => {
                structs.push(Item::Note(format!("The table `{table}` has no struct: {reason}.")));
            }
            Ok(draft) => structs.push(Item::Struct(finished(draft, &mut enums, names, source))),
        }
    }
    enums.write(source);
    source.items.extend(structs);
}

fn finished(draft: Draft<'_>, enums: &mut Enums, names: &mut TypeNames, source: &mut Source) -> Struct {
    let options = options(&draft);
    let mut members = Vec::new();
    for member in draft.members {
        let ty = match &member {
            Member::Field(field) if field.is_implied() => continue,
            Member::Field(field) => {
                import(&field.rust, source);
                let enum_name = enums.name(&field.rust, &draft.struct_name, &field.name, names);
                let ty = field.rust.written(&enum_name);
                if field.nullable { format!("Option<{ty}>") } else { ty }
            }
            Member::Note(_) => String::new(),
        };
        members.push((member, ty));
    }
    let comment = draft.found.facts.comment.clone().filter(|comment| !comment.trim().is_empty());
    Struct { name: draft.struct_name, comment, notes: draft.notes, options, members }
}

fn import(rust: &Rust, source: &mut Source) {
    source.uses.extend(match rust {
        Rust::Naive(name) => Some(("chrono", *name)),
        Rust::Json => Some(("serde_json", "Value")),
        _ => None,
    });
}

/// The options of a struct.
fn options(draft: &Draft<'_>) -> Vec<String> {
    let Draft { found, key, roles, struct_name, .. } = draft;
    let mut options = Vec::new();
    if !has_table(struct_name, found.name) {
        options.push(format!("table = {:?}", found.name));
    }
    let is_protected = found.table.row_security.is_some() && found.table.row_security == key.tenant;
    let is_distributed = found.table.placement == Some(Placement::ByTenant) && key.tenant.is_some();
    let few = fields::fields(&draft.members).any(|field| field.rust.is_of_few_databases());
    let own = if found.database == Database::MySql { "mysql" } else { "postgres" };
    let words = [
        (key.tenant.is_some(), "tenant".to_owned()),
        (is_protected, "rls".to_owned()),
        (is_distributed, "distribution = \"citus\"".to_owned()),
        (roles.deleted_at.is_some(), "soft_delete".to_owned()),
        (roles.version.is_some(), "version".to_owned()),
        (roles.created_at.is_none(), "timestamps = false".to_owned()),
        (!key.is_generated, "create = false".to_owned()),
        (few, format!("backends({own:?}, \"memory\")")),
    ];
    options.extend(words.into_iter().filter(|(is_on, _)| *is_on).map(|(_, word)| word));
    options.extend(draft.options.iter().cloned());
    options
}
