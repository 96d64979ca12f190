//! Children that are created together with a row.

use fin_infra_core::internal::Relation;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ObjectBuilder, RefOr};

use super::ExposedResource;
use super::bodies::{self, NONE};
use super::columns;
use super::included::rows_of_relation;
use super::names::Naming;
use super::properties::Body;
use super::schemas::{Schemas, fragment, reference};
use crate::Action;
use crate::nested::MAX_CHILDREN;
use crate::rows::{self, RELATED};

/// The children that requests may create together with a row.
pub(super) struct Children {
    lists: Vec<List>,
}

/// The children of one relation.
struct List {
    relation: &'static str,
    /// The names of the schemas of a child to be created, and of one that was.
    create: String,
    read: String,
}

/// All resources, with their names.
type All<'a> = (&'a [ExposedResource], &'a [Naming]);

/// The names of the schemas of children to be created.
pub(super) fn names((all, naming): All<'_>) -> impl Iterator<Item = String> + '_ {
    let parents = all.iter().zip(naming);
    parents.flat_map(move |(parent, of_parent)| {
        let children = parent.children.iter().filter_map(move |relation| found(relation, (all, naming)));
        children.map(|(_, of_child)| of_parent.create_child(of_child))
    })
}

/// The resource that creates the children of a relation.
fn found<'a>(relation: &Relation, (all, naming): All<'a>) -> Option<(&'a ExposedResource, &'a Naming)> {
    let is_it =
        |child: &ExposedResource| child.table.name == relation.table.name && child.has(Action::Create);
    all.iter().zip(naming).find(|(child, _)| is_it(child))
}

impl Children {
    /// Adds the schemas of the children to the document.
    pub(super) fn of(
        parent: &ExposedResource,
        of_parent: &Naming,
        all: All<'_>,
        schemas: &mut Schemas,
    ) -> Self {
        let lists = parent.children.iter().filter_map(|relation| {
            let (child, of_child) = found(relation, all)?;
            let columns = columns::described_all(child, of_child, schemas);
            let reference = rows::reference(relation);
            let (object, example) = bodies::object(child, Body::Create, &columns, |field| field != reference);
            let about = format!("The fields of a new {} of a new {}.", of_child.singular, of_parent.singular);
            let object = object.description(Some(about)).additional_properties(NONE);
            let list = List {
                relation: relation.name,
                create: of_parent.create_child(of_child),
                read: of_child.read(),
            };
            schemas.insert(list.create.clone(), bodies::example(object, example.as_ref()));
            Some(list)
        });
        Self { lists: lists.collect() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// What the description of the operation says of them.
    pub(super) fn about(&self) -> Option<String> {
        let names: Vec<_> = self.lists.iter().map(|list| format!("`{}`", list.relation)).collect();
        (!names.is_empty()).then(|| {
            format!(
                " The rows in {} are created together with it, all or nothing: at most {MAX_CHILDREN} in one request. They \
                 require the permission `create` of their own resource.",
                names.join(" and ")
            )
        })
    }

    /// Adds the lists to the schema of a row to be created.
    pub(super) fn add_to_create(&self, row: ObjectBuilder) -> ObjectBuilder {
        self.lists.iter().fold(row, |row, List { relation, create, .. }| {
            let list = json!({
                "type": "array",
                "description": format!("The new {} of the row.", relation.replace('_', " ")),
                "maxItems": MAX_CHILDREN,
                "items": reference(create),
            });
            row.property(*relation, fragment::<RefOr<Schema>>(list))
        })
    }

    /// Adds the children to the schema of the created row.
    pub(super) fn add_to_created(&self, row: ObjectBuilder) -> ObjectBuilder {
        let of_relation =
            |list: &List| (list.relation.to_owned(), rows_of_relation(&list.read, MAX_CHILDREN));
        let properties: Map<String, Value> = self.lists.iter().map(of_relation).collect();
        let related = json!({
            "type": "object",
            "description": "The children that the request creates, for each list that it has.",
            "properties": properties,
        });
        row.property(RELATED, fragment::<RefOr<Schema>>(related))
    }
}
