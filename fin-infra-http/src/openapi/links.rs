//! Links from a response to the operations that use it.

use utoipa::openapi::ResponseBuilder;
use utoipa::openapi::link::{Link, LinkBuilder};

use super::operations::Source;
use crate::Action;

/// Links to the operations on the row in a response.
pub(super) fn of_row(response: ResponseBuilder, source: &Source<'_>) -> ResponseBuilder {
    let next = [
        (Action::Get, "get", "Gets the row."),
        (Action::Update, "update", "Changes the row."),
        (Action::Delete, "delete", "Deletes the row."),
        (Action::Restore, "restore", "Restores the row after it is deleted."),
    ];
    let exposed = next.into_iter().filter(|(action, ..)| source.exposed.has(*action));
    exposed.fold(response, |response, (action, verb, description)| {
        let id = source.naming.one(verb);
        let link = of_operation(source, action, &id).description(description);
        response.link(id, link.build())
    })
}

/// A link to the operation that restores a deleted row.
pub(super) fn of_deletion(response: ResponseBuilder, source: &Source<'_>) -> ResponseBuilder {
    if !source.exposed.has(Action::Restore) {
        return response;
    }
    let id = source.naming.one("restore");
    let link = Link::builder().operation_id(&id).parameter("path.id", "$request.path.id");
    response.link(id, link.description("Restores the row.").build())
}

fn of_operation(source: &Source<'_>, action: Action, id: &str) -> LinkBuilder {
    let table = source.exposed.table;
    let field = table.columns.get(table.id).map_or("id", |column| column.field);
    let link = Link::builder().operation_id(id).parameter("path.id", format!("$response.body#/{field}"));
    let changes = matches!(action, Action::Update | Action::Delete);
    if changes && source.facts.versioned {
        link.parameter("header.If-Match", "$response.header.ETag")
    } else {
        link
    }
}
