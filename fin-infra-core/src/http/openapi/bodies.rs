//! The bodies of a resource: what is read, what creates, what changes, and a page.

use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, Array, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Content, ContentBuilder, RefOr};

use super::Offered;
use super::columns::{self, Body, Properties, reference};
use super::names::Naming;
use crate::http::field::{Given, Parts};
use crate::http::list::MAX_PAGE_SIZE;

/// The schemas of a resource's bodies by their names, with examples of them.
pub(super) struct Bodies {
    pub(super) schemas: Parts,
    pub(super) read: Option<Value>,
    create: Option<Value>,
    update: Option<Value>,
}

impl Bodies {
    pub(super) fn of(offered: &Offered, naming: &Naming) -> Self {
        let mut schemas = Parts::new();
        let (read, read_example) = object(offered, Body::Read, &mut schemas);
        let read = read.description(Some(offered.about).filter(|about| !about.is_empty()));
        let (create, create_example) = object(offered, Body::Create, &mut schemas);
        let (update, update_example) = object(offered, Body::Update, &mut schemas);
        let words = &naming.singular;
        let create = create.description(Some(format!("What creates a {words}.")));
        let update = update.description(Some(format!(
            "What changes a {words}: fields that are left out stay as they are, and null takes a value away."
        )));
        schemas.push((naming.page(), page(naming, read_example.as_ref()).into()));
        schemas.push((naming.read(), example(read, read_example.as_ref())));
        if offered.has(crate::http::Action::Create) {
            schemas.push((
                naming.create(),
                example(create.additional_properties(NONE), create_example.as_ref()),
            ));
        }
        if offered.has(crate::http::Action::Update) {
            schemas.push((
                naming.update(),
                example(update.additional_properties(NONE), update_example.as_ref()),
            ));
        }
        Self { schemas, read: read_example, create: create_example, update: update_example }
    }

    /// The body of an answer with a row.
    pub(super) fn row(&self, naming: &Naming) -> Content {
        content(reference(&naming.read()), self.read.clone())
    }

    /// The body of an answer with a page.
    pub(super) fn page(&self, naming: &Naming) -> Content {
        content(reference(&naming.page()), self.read.as_ref().map(page_example))
    }

    pub(super) fn creation(&self, naming: &Naming) -> Content {
        content(reference(&naming.create()), self.create.clone())
    }

    pub(super) fn change(&self, naming: &Naming) -> Content {
        content(reference(&naming.update()), self.update.clone())
    }
}

/// Every other field is refused.
const NONE: Option<AdditionalProperties<Schema>> = Some(AdditionalProperties::FreeForm(false));

fn example(object: ObjectBuilder, example: Option<&Value>) -> RefOr<Schema> {
    object.examples(example.cloned()).build().into()
}

fn content(schema: RefOr<Schema>, example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(schema)).example(example).build()
}

fn object(offered: &Offered, body: Body, parts: &mut Parts) -> (ObjectBuilder, Option<Value>) {
    let mut properties = Properties::new();
    for (column, field) in offered.table.columns.iter().zip(offered.fields) {
        let given = body.given(field);
        if given != Given::Never {
            properties.add(column.field, given, columns::property(body, column, field, parts));
        }
    }
    properties.finish()
}

fn page(naming: &Naming, row: Option<&Value>) -> ObjectBuilder {
    let items = Array::new(reference(&naming.read()));
    let described = |types: &[Type], text: &str| {
        let ty = match types {
            [ty] => SchemaType::Type(ty.clone()),
            types => SchemaType::Array(types.to_vec()),
        };
        ObjectBuilder::new().schema_type(ty).description(Some(text))
    };
    let optional = |ty| [ty, Type::Null];
    let cursor = "What `cursor` has to be for the next page. Null on the last page.";
    let number = "The number of this page. Null where a cursor says where it begins.";
    let total = "How many rows there are in all, where `with_total` asks for it.";
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(format!("A page of {}.", naming.words)))
        .property("items", items)
        .property("next_cursor", described(&optional(Type::String), cursor))
        .property("page", described(&optional(Type::Integer), number).minimum(Some(1)))
        .property(
            "page_size",
            described(&[Type::Integer], "How many rows a page has at most.")
                .minimum(Some(1))
                .maximum(Some(MAX_PAGE_SIZE)),
        )
        .property("total", described(&optional(Type::Integer), total).minimum(Some(0)))
        .required("items")
        .required("next_cursor")
        .required("page")
        .required("page_size")
        .required("total")
        .examples(row.map(page_example))
}

fn page_example(row: &Value) -> Value {
    json!({ "items": [row], "next_cursor": null, "page": 1, "page_size": 20, "total": null })
}
