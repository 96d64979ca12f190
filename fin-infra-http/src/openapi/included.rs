//! Related rows in responses.

use fin_infra_core::internal::ReferringColumn;
use serde_json::{Map, Value, json};
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ObjectBuilder, RefOr};

use super::ExposedResource;
use super::names::Naming;
use super::parameters::{query, some_of};
use super::schemas::{fragment, reference};
use crate::api::Api;
use crate::include::{INCLUDE, MAX_LEVELS, MAX_OF_ALL, MAX_OF_EACH, MAX_RELATIONS};
use crate::relations::offered;
use crate::rows::RELATED;

/// The number of paths up to which the document lists them.
const MAX_LISTED: usize = 60;

/// The relations of a resource that requests may include.
pub(super) struct Included {
    /// The paths of relations: `deposits` and `deposits.account`.
    paths: Vec<String>,
    /// The schema of each relation.
    properties: Vec<(&'static str, RefOr<Schema>)>,
}

impl Included {
    pub(super) fn of(
        exposed: &ExposedResource,
        api: &Api,
        (all, naming): (&[ExposedResource], &[Naming]),
    ) -> Self {
        let mut paths = Vec::new();
        add_paths(&mut paths, "", exposed.table.name, api, MAX_LEVELS);
        let properties = offered(&api.related, exposed.table).into_iter().filter_map(|offered| {
            let is_same = |exposed: &&(&ExposedResource, &Naming)| {
                exposed.0.table.name == offered.to.table.name && exposed.0.has(offered.action())
            };
            let (_, naming) = all.iter().zip(naming).find(|pair| is_same(&pair))?;
            Some((offered.relation.name, of_relation(offered.relation.reference, &naming.read())))
        });
        Self { paths, properties: properties.collect() }
    }

    /// The parameter, if there are relations.
    pub(super) fn parameter(&self) -> Option<Parameter> {
        let [first, ..] = &self.paths[..] else { return None };
        let description = format!(
            "The relations whose rows are included, separated by commas or in repeated parameters; a relation of related rows \
             comes after a dot. At most {MAX_LEVELS} levels and {MAX_RELATIONS} relations. Each requires the permission `get` \
             of the related row, or `list` of the related rows. A row has at most {MAX_OF_EACH} rows of each relation, with \
             `has_more` if there are more. More than {MAX_OF_ALL} related rows in all are an error."
        );
        Some(if self.paths.len() <= MAX_LISTED {
            let names: Vec<Value> = self.paths.iter().map(|path| path.as_str().into()).collect();
            some_of(INCLUDE, &description, &names, MAX_RELATIONS)
        } else {
            query(INCLUDE, &description, fragment(json!({ "type": "string", "examples": [first] })))
        })
    }

    /// Adds the related rows to the schema of a row.
    pub(super) fn add_to(&self, row: ObjectBuilder) -> ObjectBuilder {
        if self.properties.is_empty() {
            return row;
        }
        let properties: Map<String, Value> =
            self.properties.iter().map(|(name, schema)| ((*name).to_owned(), json!(schema))).collect();
        let related = json!({
            "type": "object",
            "description": "The related rows that the request includes.",
            "properties": properties,
        });
        row.property(RELATED, fragment::<RefOr<Schema>>(related))
    }
}

fn add_paths(paths: &mut Vec<String>, before: &str, table: &str, api: &Api, levels: usize) {
    let Some(from) = api.related.iter().find(|resource| resource.table.name == table) else { return };
    if levels == 0 || paths.len() > MAX_LISTED {
        return;
    }
    for offered in offered(&api.related, from.table) {
        let path = format!("{before}{}", offered.relation.name);
        paths.push(path.clone());
        add_paths(paths, &format!("{path}."), offered.to.table.name, api, levels - 1);
    }
}

fn of_relation(column: ReferringColumn, schema: &str) -> RefOr<Schema> {
    let row = reference(schema);
    fragment(match column {
        ReferringColumn::OfRow(_) => json!({
            "description": "Null if there is no such row, or if it is deleted.",
            "oneOf": [{ "type": "null" }, row],
        }),
        ReferringColumn::OfRelated(_) => rows_of_relation(schema, MAX_OF_EACH as usize),
    })
}

/// The schema of some rows of a relation.
pub(super) fn rows_of_relation(schema: &str, most: usize) -> Value {
    json!({
        "type": "object",
        "required": ["items", "has_more"],
        "properties": {
            "items": { "type": "array", "maxItems": most, "items": reference(schema) },
            "has_more": {
                "type": "boolean",
                "description": "Whether there are more rows than these.",
            },
        },
    })
}
