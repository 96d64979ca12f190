//! The bodies of a resource: a row, a new row, changes, and a page.

use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema};
use utoipa::openapi::{Content, ContentBuilder, RefOr};

use super::ExposedResource;
use super::aggregates;
use super::children::Children;
use super::columns::Described;
use super::included::Included;
use super::names::Naming;
use super::properties::{Body, Properties, property};
use super::schemas::{Schemas, fragment, reference};
use crate::Action;
use crate::field::Presence;
use crate::list::MAX_PAGE_SIZE;

/// The examples of the bodies of a resource.
pub(super) struct Bodies {
    /// The name of the schema of a row that a request reads.
    found: String,
    pub(super) read: Option<Value>,
    /// The name of the schema of a row that a request creates.
    created: String,
    create: Option<Value>,
    update: Option<Value>,
    adjust: Option<Value>,
    groups: Option<Value>,
}

impl Bodies {
    /// Adds the schemas of the bodies to the document.
    pub(super) fn of(
        exposed: &ExposedResource,
        naming: &Naming,
        (columns, included, children): (&[Described], &Included, &Children),
        schemas: &mut Schemas,
    ) -> Self {
        let row = || {
            let (row, example) = object(exposed, Body::Read, columns, |_| true);
            (row.description(exposed.about.clone()), example)
        };
        let (read, read_example) = row();
        let read = included.add_to(read);
        let mut created = naming.read();
        if !children.is_empty() {
            created = naming.created();
            schemas.insert(created.clone(), example(children.add_to_created(row().0), read_example.as_ref()));
        }
        let mut found = naming.read();
        if exposed.selectable {
            found = naming.selected();
            schemas
                .insert(found.clone(), selected(exposed, naming, (columns, included), read_example.as_ref()));
        }
        schemas.insert(naming.page(), page(naming, &found, read_example.as_ref()));
        schemas.insert(naming.read(), example(read, read_example.as_ref()));
        let words = &naming.singular;
        let mut add = |body, name, about: String| {
            let (object, of_object) = object(exposed, body, columns, |_| true);
            let object = if body == Body::Create { children.add_to_create(object) } else { object };
            let object = object.description(Some(about)).additional_properties(NONE);
            schemas.insert(name, example(object, of_object.as_ref()));
            of_object
        };
        let create = exposed
            .has(Action::Create)
            .then(|| add(Body::Create, naming.create(), format!("The fields of a new {words}.")));
        let about = "omitted fields stay unchanged, and null clears a value";
        let update = exposed
            .has(Action::Update)
            .then(|| add(Body::Update, naming.update(), format!("Changes to a {words}: {about}.")));
        let about = "the amount that is added to each field; a negative one is subtracted";
        let adjust = exposed
            .has(Action::Adjust)
            .then(|| add(Body::Adjust, naming.adjust(), format!("An adjustment of a {words}: {about}.")));
        let has_groups = exposed.has(Action::Aggregate);
        let groups = has_groups.then(|| aggregates::add_schemas(exposed, naming, columns, schemas));
        Self {
            found,
            created,
            read: read_example,
            create: create.flatten(),
            update: update.flatten(),
            adjust: adjust.flatten(),
            groups: groups.flatten(),
        }
    }

    /// The body of a response with a row.
    pub(super) fn row(&self, naming: &Naming) -> Content {
        content(reference(&naming.read()), self.read.clone())
    }

    /// The body of a response with a row that is created.
    pub(super) fn created(&self) -> Content {
        content(reference(&self.created), self.read.clone())
    }

    /// The body of a response with a row that is read.
    pub(super) fn found(&self) -> Content {
        content(reference(&self.found), self.read.clone())
    }

    /// The body of a response with a page.
    pub(super) fn page(&self, naming: &Naming) -> Content {
        content(reference(&naming.page()), self.read.as_ref().map(page_example))
    }

    /// The body of a response with a page of groups.
    pub(super) fn groups(&self, naming: &Naming) -> Content {
        content(reference(&naming.aggregate_page()), self.groups.clone())
    }

    pub(super) fn creation(&self, naming: &Naming) -> Content {
        content(reference(&naming.create()), self.create.clone())
    }

    pub(super) fn change(&self, naming: &Naming) -> Content {
        content(reference(&naming.update()), self.update.clone())
    }

    pub(super) fn adjustment(&self, naming: &Naming) -> Content {
        content(reference(&naming.adjust()), self.adjust.clone())
    }
}

/// Unknown fields are rejected.
pub(super) const NONE: Option<AdditionalProperties<Schema>> = Some(AdditionalProperties::FreeForm(false));

pub(super) fn example(object: ObjectBuilder, example: Option<&Value>) -> RefOr<Schema> {
    object.examples(example.cloned()).build().into()
}

fn content(schema: RefOr<Schema>, example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(example).build()
}

/// The schema of a body, and an example.
pub(super) fn object(
    exposed: &ExposedResource,
    body: Body,
    columns: &[Described],
    has: impl Fn(&str) -> bool,
) -> (ObjectBuilder, Option<Value>) {
    let mut properties = Properties::new();
    for ((column, field), described) in exposed.table.columns.iter().zip(exposed.fields).zip(columns) {
        let given = body.presence(field);
        if given != Presence::Never && has(column.field) {
            let (schema, example) = property(body, exposed.table, (column, field), described);
            properties.add(column.field, given, schema, example);
        }
    }
    properties.finish()
}

/// A row with the fields that a request selects. Its example has all of them.
fn selected(
    exposed: &ExposedResource,
    naming: &Naming,
    (columns, included): (&[Described], &Included),
    of_row: Option<&Value>,
) -> RefOr<Schema> {
    let mut properties = Properties::new();
    let columns = exposed.table.columns.iter().zip(exposed.fields).zip(columns).enumerate();
    for (ordinal, ((column, field), described)) in columns {
        let body = Body::Selected(ordinal == exposed.table.id);
        let given = body.presence(field);
        if given != Presence::Never {
            let (schema, example) = property(body, exposed.table, (column, field), described);
            properties.add(column.field, given, schema, example);
        }
    }
    let (object, _) = properties.finish();
    let about = format!(
        "A {}, with the fields that the request selects; without a selection, with all.",
        naming.singular
    );
    example(included.add_to(object.description(Some(about))), of_row)
}

fn page(naming: &Naming, found: &str, row: Option<&Value>) -> RefOr<Schema> {
    fragment(json!({
        "type": "object",
        "description": format!("A page of {}.", naming.words),
        "required": ["items", "next_cursor", "page", "page_size", "total"],
        "properties": {
            "items": { "type": "array", "items": reference(found) },
            "next_cursor": {
                "type": ["string", "null"],
                "description": "The `cursor` of the next page. Null on the last page.",
            },
            "page": {
                "type": ["integer", "null"],
                "minimum": 1,
                "description": "The number of this page. Null if the page was requested with a cursor.",
            },
            "page_size": {
                "type": "integer",
                "minimum": 1,
                "maximum": MAX_PAGE_SIZE,
                "description": "Maximum number of rows per page.",
            },
            "total": {
                "type": ["integer", "null"],
                "minimum": 0,
                "description": "Total number of rows, if `with_total` is set.",
            },
        },
        "examples": row.map(page_example).into_iter().collect::<Vec<_>>(),
    }))
}

fn page_example(row: &Value) -> Value {
    json!({ "items": [row], "next_cursor": null, "page": 1, "page_size": 20, "total": null })
}
