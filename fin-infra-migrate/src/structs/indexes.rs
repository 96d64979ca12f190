//! Unique constraints and indexes as options.

use std::collections::BTreeSet;

use fin_infra_core::internal::{FILTER_FUNCTIONS, LIST_PARAMETERS};

use super::super::dialect::LIVE;
use super::super::inspect::UNNAMED_UNIQUE;
use super::super::model::Index;
use super::draft::Draft;
use super::fields::fields;
use super::roles::Role;
use super::types::Rust;

/// An index without what the derive adds to each.
struct Core {
    columns: Vec<String>,
    unique: bool,
    /// Whether it contains only live rows.
    is_live: bool,
    /// Whether it begins with the tenant.
    has_tenant: bool,
}

/// Adds the indexes of a table.
pub(super) fn add(draft: &mut Draft<'_>) {
    let found = draft.found;
    let (uniques, others): (Vec<_>, Vec<_>) = found.table.indexes.iter().partition(|(_, index)| index.unique);
    let mut kept: Vec<Vec<String>> = Vec::new();
    for (name, index) in uniques.into_iter().chain(others) {
        let said = match special(draft, name, index) {
            Some(reason) => Err(reason),
            None => core(draft, index).and_then(|core| match core {
                Some(core) if core.unique => unique(draft, &core, &mut kept),
                Some(core) => list(draft, &core, &mut kept),
                None => Ok(None),
            }),
        };
        match said {
            Ok(note) => draft
                .notes
                .extend(note.map(|note| format!("The unique constraint {} {note}.", title(name, index)))),
            Err(reason) => {
                let kind = if index.unique { "unique constraint" } else { "index" };
                draft
                    .notes
                    .push(format!("The {kind} {} is in the database only: {reason}.", title(name, index)));
            }
        }
    }
    let known: BTreeSet<&String> = found.table.indexes.keys().collect();
    for (name, text) in found.facts.special_indexes.iter().filter(|(name, _)| !known.contains(name)) {
        draft.notes.push(format!("The index `{name}` is in the database only: {text}."));
    }
    search(draft);
}

fn title(name: &str, index: &Index) -> String {
    let named = if name.starts_with(UNNAMED_UNIQUE) { String::new() } else { format!("`{name}` ") };
    format!("{named}({})", index.columns.join(", "))
}

/// Why no option describes an index.
fn special(draft: &Draft<'_>, name: &str, index: &Index) -> Option<String> {
    if let Some(text) = draft.found.facts.special_indexes.get(name) {
        return Some(text.clone());
    }
    let deleted_at = draft.roles.deleted_at.as_ref();
    let conditions = [&index.live, &index.deleted];
    let is_partial = conditions.into_iter().flatten().any(|column| Some(column) != deleted_at);
    is_partial.then(|| "it contains only some of the rows".to_owned())
}

/// An index without the tenant, the id and the mark of live rows; none if it is one that every such table has.
fn core(draft: &Draft<'_>, index: &Index) -> Result<Option<Core>, String> {
    let mut columns = index.columns.clone();
    // The order of columns means nothing to a unique constraint.
    let places = if index.unique { columns.len() } else { 1 };
    let tenant = draft.key.tenant.as_ref();
    let at = columns.iter().take(places).position(|column| Some(column) == tenant);
    if let Some(at) = at {
        columns.remove(at);
    }
    let has_tenant = at.is_some();
    let is_marked = draft.roles.deleted_at.is_some() && columns.iter().any(|column| column == LIVE);
    columns.retain(|column| !is_marked || column != LIVE);
    if index.deleted.is_some() {
        let is_usual = columns == [draft.key.id.clone()];
        return if is_usual { Ok(None) } else { Err("it contains only deleted rows".to_owned()) };
    }
    if !index.unique && columns.last() == Some(&draft.key.id) {
        columns.pop();
    }
    if columns.is_empty() {
        let is_usual = is_marked || has_tenant;
        return if is_usual { Ok(None) } else { Err("the primary key has these columns".to_owned()) };
    }
    Ok(Some(Core { columns, unique: index.unique, is_live: index.live.is_some() || is_marked, has_tenant }))
}

/// Adds a unique constraint. Returns what it means beyond the option.
fn unique(draft: &mut Draft<'_>, core: &Core, kept: &mut Vec<Vec<String>>) -> Result<Option<String>, String> {
    let folded = |column: &String| fields(&draft.members).find(|field| field.folded.as_ref() == Some(column));
    let sources =
        core.columns.iter().map(|column| folded(column).map_or(column, |field| &field.column).clone());
    let columns: Vec<String> = sources.collect();
    let ignores_case = columns != core.columns;
    check_has_fields(draft, &columns)?;
    let keyed: Vec<_> = fields(&draft.members).filter(|field| columns.contains(&field.column)).collect();
    if ignores_case
        && keyed.iter().any(|field| matches!(field.rust, Rust::Text { .. }) && field.folded.is_none())
    {
        return Err("it compares some texts with case, and some without".to_owned());
    }
    if columns.contains(&draft.key.id) {
        return Err("every list with the id is unique".to_owned());
    }
    if keyed.iter().any(|field| {
        matches!(field.rust, Rust::Float(_) | Rust::Json | Rust::Array(_)) || field.role == Role::DeletedAt
    }) {
        return Err("a column of it cannot be part of a unique constraint of fin-infra".to_owned());
    }
    let is_of_number = columns.len() == 1 && draft.roles.number.as_ref() == columns.first();
    if is_of_number {
        return Ok(None);
    }
    let is_same = |other: &Vec<String>| {
        other.len() == columns.len() && columns.iter().all(|column| other.contains(column))
    };
    if kept.iter().any(is_same) {
        return Err("another unique constraint has the same columns".to_owned());
    }
    if !draft.fits_a_key(&columns) {
        return Err(
            "it is too long for an index in every store: `length(max = ..)` limits the text in it".to_owned()
        );
    }
    draft.mark(&columns);
    let word = if ignores_case { "unique_ci" } else { "unique" };
    let option = format!("{word}({})", draft.names(&columns));
    kept.push(columns);
    let note = wider(draft, core).map(|wider| format!("is wider than `{option}`: it applies {wider}"));
    draft.options.push(option);
    Ok(note)
}

/// To which rows a constraint applies that the option leaves out.
fn wider(draft: &Draft<'_>, core: &Core) -> Option<String> {
    let mut said = Vec::new();
    if draft.key.tenant.is_some() && !core.has_tenant {
        said.push("across tenants");
    }
    if draft.roles.deleted_at.is_some() && !core.is_live {
        said.push("to deleted rows");
    }
    (!said.is_empty()).then(|| said.join(" and "))
}

/// Adds an index: of one column as one of lists, of several as it is.
fn list(draft: &mut Draft<'_>, core: &Core, kept: &mut Vec<Vec<String>>) -> Result<Option<String>, String> {
    let columns = &core.columns;
    let folded = |column| fields(&draft.members).find(|field| field.folded.as_ref() == Some(column));
    if let [column] = &columns[..]
        && let Some(source) = folded(column).map(|field| field.column.clone())
    {
        if let Some(field) = draft.field_mut(&source) {
            field.options.push("search".to_owned());
            field.is_in_a_key = true;
        }
        return Ok(None);
    }
    check_has_fields(draft, columns)?;
    if fields(&draft.members)
        .any(|field| columns.contains(&field.column) && matches!(field.rust, Rust::Json | Rust::Array(_)))
    {
        return Err("a column of it cannot be part of an index of fin-infra".to_owned());
    }
    if columns.contains(&draft.key.id) {
        return Err("every index of fin-infra ends with the id".to_owned());
    }
    if let [column] = &columns[..] {
        return list_by(draft, column, kept);
    }
    add_index(draft, columns, kept)
}

/// Lets lists be filtered and ordered by a column, which is what its index is for.
fn list_by(
    draft: &mut Draft<'_>,
    column: &str,
    kept: &mut Vec<Vec<String>>,
) -> Result<Option<String>, String> {
    let variant = |name: &str| name.replace('_', "").to_lowercase();
    let Some(field) = draft.field(column) else { return Ok(None) };
    if field.is_listed {
        return Ok(None);
    }
    let name = field.name.clone();
    let is_taken =
        fields(&draft.members).any(|other| other.column != column && variant(&other.name) == variant(&name));
    let is_reserved = [&FILTER_FUNCTIONS[..], &LIST_PARAMETERS].concat().contains(&name.as_str());
    if is_reserved || is_taken {
        return add_index(draft, &[column.to_owned()], kept);
    }
    if !draft.fits_a_list(column) {
        return Err(
            "it is too long for an index in every store: `length(max = ..)` limits the text in it".to_owned()
        );
    }
    if let Some(field) = draft.field_mut(column) {
        field.is_listed = true;
        field.is_in_a_key = true;
    }
    Ok(None)
}

fn add_index(
    draft: &mut Draft<'_>,
    columns: &[String],
    kept: &mut Vec<Vec<String>>,
) -> Result<Option<String>, String> {
    if kept.iter().any(|other| other.starts_with(columns)) {
        return Err("another index begins with its columns".to_owned());
    }
    if !draft.fits_a_key(columns) {
        return Err(
            "it is too long for an index in every store: `length(max = ..)` limits the text in it".to_owned()
        );
    }
    draft.mark(columns);
    let option = format!("index({})", draft.names(columns));
    draft.options.push(option);
    kept.push(columns.to_vec());
    Ok(None)
}

fn check_has_fields(draft: &Draft<'_>, columns: &[String]) -> Result<(), String> {
    let distinct: BTreeSet<&String> = columns.iter().collect();
    match columns.iter().find(|column| draft.field(column).is_none_or(|field| field.role == Role::Tenant)) {
        Some(column) if column.is_empty() => Err("it has an expression".to_owned()),
        Some(column) => Err(format!("`{column}` is not a plain column with a field")),
        None if distinct.len() < columns.len() => Err("a column is in it twice".to_owned()),
        None => Ok(()),
    }
}

/// A folded copy that no index uses is one of a search in text that is too long for an index.
fn search(draft: &mut Draft<'_>) {
    let is_of_a_key = |draft: &Draft<'_>, name: &str| {
        draft
            .options
            .iter()
            .any(|option| option.starts_with("unique_ci") && option.contains(&format!("{name:?}")))
    };
    let folded: Vec<(String, String)> = fields(&draft.members)
        .filter(|field| field.folded.is_some() && !field.options.iter().any(|option| option == "search"))
        .map(|field| (field.column.clone(), field.name.clone()))
        .collect();
    for (column, name) in folded {
        if !is_of_a_key(draft, &name)
            && let Some(field) = draft.field_mut(&column)
        {
            field.options.push("search".to_owned());
            field.is_in_a_key = true;
        }
    }
}
