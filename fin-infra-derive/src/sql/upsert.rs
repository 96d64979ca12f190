//! Upserts: insert, or update the row with the same unique value.

use super::{Database, Rows, Scope, Text};
use crate::model::{Resource, Role, Unique};

/// The statements of one unique constraint.
pub(crate) enum Upsert {
    OneStatement(String),
    UpdateFirst { update: String, update_values: Vec<usize>, select: String, select_values: Vec<usize> },
}

/// One for each unique constraint, or none unless rows can be created and updated.
pub(super) fn upserts(resource: &Resource, database: Database) -> Vec<Upsert> {
    if !resource.parts.upserts {
        return Vec::new();
    }
    let upsert = |unique| {
        if database.returns_rows() {
            one_statement(resource, database, unique)
        } else {
            update_first(resource, database, unique)
        }
    };
    resource.uniques.iter().map(upsert).collect()
}

impl Resource {
    /// The ordinals of the values that an upsert changes: columns, followed by folded copies.
    fn changed_by_upsert(&self, unique: &Unique) -> Vec<usize> {
        let is_changed = |ordinal: &usize| {
            let column = &self.columns[*ordinal];
            let is_data =
                column.role == Role::Data && column.access.update && !unique.columns.contains(ordinal);
            is_data || column.role == Role::UpdatedAt
        };
        let columns: Vec<_> = (0..self.columns.len()).filter(is_changed).collect();
        let folded = columns.iter().filter(|&&ordinal| self.columns[ordinal].folded.is_some());
        let folded: Vec<_> = folded.map(|&ordinal| self.folded_ordinal(ordinal)).collect();
        let changed: Vec<_> = columns.into_iter().chain(folded).collect();
        // A statement has to change something, and the unique value stays the same.
        if changed.is_empty() { unique.columns[..1].to_vec() } else { changed }
    }

    /// The ordinals of a unique value, without the tenant.
    fn key_of(&self, unique: &Unique) -> Vec<usize> {
        let folded = |ordinal: usize| unique.ignore_case && self.columns[ordinal].folded.is_some();
        unique
            .columns
            .iter()
            .map(|&ordinal| if folded(ordinal) { self.folded_ordinal(ordinal) } else { ordinal })
            .collect()
    }
}

fn one_statement(resource: &Resource, database: Database, unique: &Unique) -> Upsert {
    let mut text = Text::new(resource, database).insert().push(" VALUES (").row().push(") ON CONFLICT (");
    let stored = text.stored();
    let tenant = resource.tenant().map(|tenant| tenant.name.as_str());
    let key: Vec<_> = tenant
        .into_iter()
        .chain(resource.key_of(unique).into_iter().map(|ordinal| stored[ordinal]))
        .collect();
    text = text.names(&key).push(")");
    let deleted_at = resource.with_role(Role::DeletedAt);
    if let Some(deleted_at) = deleted_at {
        text = text.push(" WHERE ").push(&database.live(&deleted_at.name));
    }
    text = text.push(" DO UPDATE SET ");
    for (number, ordinal) in resource.changed_by_upsert(unique).into_iter().enumerate() {
        text = text
            .push(if number == 0 { "" } else { ", " })
            .name(stored[ordinal])
            .push(" = excluded.")
            .name(stored[ordinal]);
    }
    if let Some(version) = resource.with_role(Role::Version) {
        text = text
            .push(", ")
            .name(&version.name)
            .push(" = ")
            .table()
            .push(".")
            .name(&version.name)
            .push(" + 1");
    }
    // The conflict target implies both already. They are repeated so that they do not depend on the index.
    let mut joined = " WHERE ";
    if let Some(tenant) = resource.tenant() {
        text = text.push(joined).table().push(".").name(&tenant.name).push(" = excluded.").name(&tenant.name);
        joined = " AND ";
    }
    if let Some(deleted_at) = deleted_at {
        text = text.push(joined).table().push(".").push(&database.live(&deleted_at.name));
    }
    Upsert::OneStatement(text.returning().sql)
}

fn update_first(resource: &Resource, database: Database, unique: &Unique) -> Upsert {
    let changed = resource.changed_by_upsert(unique);
    let key = resource.key_of(unique);
    let tenant = resource.columns.iter().position(|column| column.role == Role::Tenant);
    let stored = Text::new(resource, database).stored();
    let by_key = |text: Text<'_>| {
        let text = text.predicates(Scope::Tenant, Rows::Live);
        key.iter().fold(text, |text, &ordinal| text.and(stored[ordinal], " = ")).sql
    };

    let mut update = Text::new(resource, database).push("UPDATE ").table().push(" SET ");
    for (number, &ordinal) in changed.iter().enumerate() {
        update =
            update.push(if number == 0 { "" } else { ", " }).name(stored[ordinal]).push(" = ").placeholder();
    }
    if let Some(version) = resource.with_role(Role::Version) {
        update = update.push(", ").name(&version.name).push(" = ").name(&version.name).push(" + 1");
    }
    let select = Text::new(resource, database).push("SELECT ").columns().from();
    let select_values: Vec<_> = tenant.into_iter().chain(key.iter().copied()).collect();
    Upsert::UpdateFirst {
        update: by_key(update),
        update_values: changed.iter().copied().chain(select_values.iter().copied()).collect(),
        select: by_key(select),
        select_values,
    }
}
