//! The named schemas of the document. Enums and objects of the app are among them, so that generators make one type of each,
//! however often it is used.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema};
use utoipa::openapi::{Ref, RefOr};

use crate::field::{NamedSchemas, is_nameable};

/// The prefix of a reference to a schema.
const PREFIX: &str = "#/components/schemas/";

/// Reads a part of the document that this crate writes as JSON.
pub(super) fn fragment<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap_or_else(|error| unreachable!("a part of the document: {error}"))
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(name))
}

/// The schemas by their names.
pub(super) struct Schemas {
    by_name: BTreeMap<String, RefOr<Schema>>,
    /// Names that are taken.
    reserved: BTreeSet<String>,
    /// The types of the app, with their original names and their names in the document.
    types: Vec<Type>,
}

struct Type {
    given_name: String,
    given: RefOr<Schema>,
    name: String,
}

impl Schemas {
    pub(super) fn new(reserved: BTreeSet<String>) -> Self {
        Self { by_name: BTreeMap::new(), reserved, types: Vec::new() }
    }

    /// Adds a schema with a reserved name.
    pub(super) fn insert(&mut self, name: String, schema: RefOr<Schema>) {
        self.by_name.insert(name, schema);
    }

    /// Adds the schemas that the schema of a column refers to, and returns that schema with references to them. An anonymous
    /// enum or object in a list or a map gets `name`.
    pub(super) fn of_column(
        &mut self,
        mut schema: RefOr<Schema>,
        parts: NamedSchemas,
        name: &str,
    ) -> RefOr<Schema> {
        let mut renamed = BTreeMap::new();
        let mut added = Vec::new();
        for (given_name, given) in used(&schema, parts) {
            if let Some(known) = self.types.iter().find(|ty| ty.given_name == given_name && ty.given == given)
            {
                renamed.insert(given_name, known.name.clone());
                continue;
            }
            let name = self.free(&given_name);
            self.reserved.insert(name.clone());
            self.types.push(Type {
                given_name: given_name.clone(),
                given: given.clone(),
                name: name.clone(),
            });
            renamed.insert(given_name, name.clone());
            added.push((name, given));
        }
        for (name, mut schema) in added {
            rename(&mut schema, &renamed);
            self.by_name.insert(name, schema);
        }
        rename(&mut schema, &renamed);
        self.name_members(&mut schema, name);
        schema
    }

    /// An unused name that begins with this one.
    fn free(&self, name: &str) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
        let plain: String = name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
        super::names::unused(plain, |name| self.reserved.contains(name))
    }

    /// Names the anonymous enums and objects in a schema, including the members of lists and maps.
    fn name_members(&mut self, schema: &mut RefOr<Schema>, name: &str) {
        match schema {
            RefOr::T(inner) if is_nameable(inner) => {
                let known =
                    self.by_name.iter().find(|(_, known)| *known == schema).map(|(name, _)| name.clone());
                let name = known.unwrap_or_else(|| {
                    let name = self.free(name);
                    self.reserved.insert(name.clone());
                    self.by_name.insert(name.clone(), schema.clone());
                    name
                });
                *schema = reference(&name);
            }
            RefOr::T(Schema::Array(array)) => {
                if let ArrayItems::RefOrSchema(items) = &mut array.items {
                    self.name_members(items, name);
                }
            }
            RefOr::T(Schema::Object(object)) => {
                if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut()
                {
                    self.name_members(values, name);
                }
            }
            _ => {}
        }
    }

    /// Resolves a reference.
    pub(super) fn get(&self, reference: &Ref) -> Option<&RefOr<Schema>> {
        self.by_name.get(reference.ref_location.strip_prefix(PREFIX)?)
    }

    pub(super) fn finish(self) -> BTreeMap<String, RefOr<Schema>> {
        self.by_name
    }
}

/// The parts that a schema refers to, also through others.
fn used(schema: &RefOr<Schema>, mut parts: NamedSchemas) -> NamedSchemas {
    let mut used = NamedSchemas::new();
    let mut texts = vec![json!(schema).to_string()];
    while let Some(text) = texts.pop() {
        let is_named = |name: &str| text.contains(&format!("\"{PREFIX}{name}\""));
        let (named, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(name, _)| is_named(name));
        texts.extend(named.iter().map(|(_, part)| json!(part).to_string()));
        used.extend(named);
        parts = others;
    }
    used
}

/// Replaces the names in the references of a schema.
fn rename(schema: &mut RefOr<Schema>, renamed: &BTreeMap<String, String>) {
    let inner = match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.strip_prefix(PREFIX);
            if let Some(name) = name.and_then(|name| renamed.get(name)) {
                reference.ref_location = format!("{PREFIX}{name}");
            }
            return;
        }
        RefOr::T(inner) => inner,
    };
    match inner {
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                rename(items, renamed);
            }
        }
        Schema::Object(object) => {
            object.properties.values_mut().for_each(|property| rename(property, renamed));
            if let Some(AdditionalProperties::RefOr(values)) = object.additional_properties.as_deref_mut() {
                rename(values, renamed);
            }
        }
        Schema::OneOf(one_of) => one_of.items.iter_mut().for_each(|item| rename(item, renamed)),
        Schema::AllOf(all_of) => all_of.items.iter_mut().for_each(|item| rename(item, renamed)),
        Schema::AnyOf(any_of) => any_of.items.iter_mut().for_each(|item| rename(item, renamed)),
        _ => {}
    }
}
