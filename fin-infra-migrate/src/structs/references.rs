//! Foreign keys as `belongs_to`.

use super::super::dialect::Database;
use super::draft::{Draft, Parents};
use super::facts::Reference;
use super::roles::Role;
use super::types::Rust;

/// Adds the references of a table to its fields, and says what they do not.
pub(super) fn add(draft: &mut Draft<'_>, parents: &Parents) {
    let found = draft.found;
    for reference in &found.facts.references {
        match belongs(draft, reference, parents) {
            Ok((column, parent, parent_type)) => {
                let actions = actions(draft, reference, parents);
                let Some(field) = draft.field_mut(&column) else { continue };
                field.parent = Some(parent);
                field.rust = parent_type;
                field.is_listed = true;
                field.is_in_a_key = true;
                field.notes.extend(actions);
            }
            Err(reason) => draft
                .notes
                .push(format!("The foreign key {} is in the database only: {reason}.", described(reference))),
        }
    }
}

fn described(reference: &Reference) -> String {
    let Reference { name, columns, parent, parent_columns, actions } = reference;
    let theirs =
        if parent_columns.is_empty() { String::new() } else { format!(" ({})", parent_columns.join(", ")) };
    let actions = if actions.is_empty() { String::new() } else { format!(" {actions}") };
    format!("`{name}`, ({}) REFERENCES {parent}{theirs}{actions}", columns.join(", "))
}

/// The column of a reference, the struct that it belongs to, and the type of its field; or why no field can say so.
fn belongs(
    draft: &Draft<'_>,
    reference: &Reference,
    parents: &Parents,
) -> Result<(String, String, Rust), String> {
    let Some((parent, struct_name)) = parents.get(&reference.parent) else {
        return Err(format!("there is no struct for `{}` here", reference.parent));
    };
    if draft.key.tenant.is_none() && parent.tenant.is_some() {
        return Err(format!("`{}` has tenants, and this table has none", reference.parent));
    }
    let is_implied = reference.parent_columns.is_empty();
    let implied = [parent.id.clone()];
    let theirs = if is_implied { &implied[..] } else { &reference.parent_columns[..] };
    let pairs = reference.columns.iter().zip(theirs);
    let tenants = (draft.key.tenant.as_ref(), parent.tenant.as_ref());
    let rest: Vec<(&String, &String)> =
        pairs.filter(|(own, their)| tenants != (Some(*own), Some(*their)) || tenants.0.is_none()).collect();
    let [(own, their)] = rest[..] else {
        return Err("`belongs_to` is a reference of one column, and the tenant, to a primary key".to_owned());
    };
    if *their != parent.id || reference.columns.len() != theirs.len() {
        return Err(format!("`belongs_to` refers to the id of the parent, `{}`", parent.id));
    }
    let Some(field) = draft.field(own) else { return Err(format!("`{own}` has no field")) };
    let is_uuid = draft.found.database == Database::Sqlite && matches!(field.rust, Rust::Bytes { .. });
    let ty = if is_uuid { Rust::Uuid } else { field.rust.clone() };
    match () {
        () if field.role != Role::Data => Err(format!("`{own}` is a column that fin-infra manages itself")),
        () if field.parent.is_some() => Err(format!("`{own}` belongs to another struct already")),
        () if !ty.is_same(&parent.id_type) => Err(format!("`{own}` has another type than `{}`", parent.id)),
        () if !draft.fits_a_list(own) => Err(format!("`{own}` is too long for an index in every store")),
        () => Ok((own.clone(), struct_name.clone(), ty)),
    }
}

/// What a reference does that `belongs_to` does not say.
fn actions(draft: &Draft<'_>, reference: &Reference, parents: &Parents) -> Vec<String> {
    let mut notes = Vec::new();
    if !reference.actions.is_empty() {
        // InnoDB refuses what one of the keys refuses.
        let but = match draft.found.database {
            Database::MySql => {
                ", which then refuses to delete a row that others refer to: leave the revision's key out, or \
                                delete the other rows first"
            }
            _ => "",
        };
        notes.push(format!(
            "the foreign key of the database has {}, which no struct declares: it stays there, beside the one of `belongs_to`{but}",
            reference.actions
        ));
    }
    let has_tenants = parents.get(&reference.parent).is_some_and(|(parent, _)| parent.tenant.is_some());
    if has_tenants && draft.key.tenant.is_some() && reference.columns.len() == 1 {
        notes.push(
            "the foreign key of the database does not include the tenant, so it accepts a row of another tenant until a \
             migration adds the one of `belongs_to`"
                .to_owned(),
        );
    }
    notes
}
