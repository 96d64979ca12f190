//! The statements that read many rows.

use super::{Database, Rows, Scope, Text};
use crate::model::{Resource, Role};

/// The statements that read, and the one that purges.
pub(crate) struct Reads {
    pub(crate) select: Selection,
    pub(crate) by_keys: Option<ByKeys>,
    pub(crate) rows: Selection,
    pub(crate) purge: String,
}

/// A list that finds the keys of its rows first: its conditions, order and limit follow `select`.
pub(crate) struct ByKeys {
    pub(crate) begin: String,
    pub(crate) select: Selection,
    pub(crate) end: String,
}

/// A statement for each choice of rows.
pub(crate) struct Selection {
    pub(crate) live: String,
    pub(crate) deleted: String,
    pub(crate) all: String,
}

pub(super) fn reads(resource: &Resource, database: Database, scope: Scope) -> Reads {
    let select = |rows| select(resource, database).predicates(scope, rows).sql;
    let from = |rows| Text::new(resource, database).from().predicates(scope, rows).sql;
    let selection = |text: &dyn Fn(Rows) -> String| Selection {
        live: text(Rows::Live),
        deleted: text(Rows::Deleted),
        all: text(Rows::All),
    };
    Reads {
        select: selection(&select),
        by_keys: database.finds_keys_first().then(|| by_keys(resource, database, scope)),
        rows: selection(&from),
        purge: purge(resource, database, scope),
    }
}

fn by_keys(resource: &Resource, database: Database, scope: Scope) -> ByKeys {
    let keys =
        resource.tenant().map(|tenant| (tenant, "fin_tenant")).into_iter().chain([(resource.id(), "fin_id")]);
    let begin = Text::new(resource, database).push("SELECT ").columns().push(" FROM (");
    let text = |rows| {
        let mut text = Text::new(resource, database).push("SELECT ");
        for (number, (column, key)) in keys.clone().enumerate() {
            text = text.push(if number == 0 { "" } else { ", " }).name(&column.name).push(" AS ").name(key);
        }
        text.from().predicates(scope, rows).sql
    };
    let mut end = Text::new(resource, database).push(") AS `fin_page` STRAIGHT_JOIN ").table();
    for (number, (column, key)) in keys.clone().enumerate() {
        end = end.push(if number == 0 { " ON " } else { " AND " }).name(&column.name).push(" = ").name(key);
    }
    let select = Selection { live: text(Rows::Live), deleted: text(Rows::Deleted), all: text(Rows::All) };
    ByKeys { begin: begin.sql, select, end: end.sql }
}

fn select(resource: &Resource, database: Database) -> Text<'_> {
    Text::new(resource, database).push("SELECT ").columns().from()
}

/// Empty without soft delete, and then no call reaches it: without a time of deletion, it would delete every row.
fn purge(resource: &Resource, database: Database, scope: Scope) -> String {
    let Some(deleted_at) = resource.with_role(Role::DeletedAt) else { return String::new() };
    let text = Text::new(resource, database).push("DELETE").from().predicates(scope, Rows::Deleted);
    text.and(&deleted_at.name, " < ").sql
}
