//! Schemas as client generators see them.

use fin_infra::http::Resources;
use fin_infra::prelude::*;
use serde_json::{Value, json};

use crate::inspect::{operations, parameter};
use crate::resources::Parcel;
use crate::served::everything;

fn value(resources: &Resources) -> Value {
    serde_json::to_value(resources.openapi()).unwrap()
}

/// Generators for TypeScript treat a property with a default as required.
#[test]
fn no_property_has_a_default() {
    let document = value(&everything(&Db::memory()));
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            assert_eq!(schema.get("default"), None, "{name}.{property}");
        }
    }
}

#[test]
fn an_operation_has_one_type_of_body() {
    let document = value(&everything(&Db::memory()));
    for operation in operations(&document) {
        let Some(types) = operation["requestBody"]["content"].as_object() else { continue };
        assert_eq!(types.keys().collect::<Vec<_>>(), ["application/json"], "{operation}");
    }
}

#[test]
fn every_error_has_a_body() {
    let document = value(&everything(&Db::memory()));
    for operation in operations(&document) {
        let errors =
            operation["responses"].as_object().unwrap().iter().filter(|(status, _)| status.as_str() >= "400");
        let statuses: Vec<&String> = errors.clone().map(|(status, _)| status).collect();
        assert!(
            ["400", "414", "431"].iter().all(|status| statuses.iter().any(|s| s == status)),
            "{statuses:?}"
        );
        for (status, response) in errors {
            let response = response["$ref"]
                .as_str()
                .map_or(response, |reference| document.pointer(reference.trim_start_matches('#')).unwrap());
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{status}: {response}");
        }
    }
}

/// Generators make a type for each component, and another one for each inline enum or object.
#[test]
fn enums_and_structs_are_components_wherever_they_are_used() {
    let document = value(&Resources::new(Db::memory()).add::<Parcel>());
    let schemas = &document["components"]["schemas"];
    let of = |schema: &str, field: &str| schemas[schema]["properties"][field].clone();
    let size = "#/components/schemas/Size";
    assert_eq!(of("Parcel", "size")["$ref"], size);
    assert_eq!(of("ParcelCreate", "size")["description"], "The size.");
    assert_eq!(of("ParcelUpdate", "other_size")["oneOf"], json!([{ "type": "null" }, { "$ref": size }]));
    assert_eq!(of("ParcelCreate", "sizes")["items"]["$ref"], size);
    assert_eq!(of("ParcelCreate", "sizes_by_name")["additionalProperties"]["$ref"], size);
    assert_eq!(of("ParcelCreate", "contents")["items"]["$ref"], "#/components/schemas/ParcelContents");
    assert_eq!(schemas["ParcelContents"]["properties"]["size"]["$ref"], size);
    assert_eq!(of("Parcel", "problem")["$ref"], "#/components/schemas/Problem2");
    assert_eq!(schemas["Problem2"]["enum"], json!(["Lost", "Broken"]));
    // Another type of the same name is another component.
    assert_eq!(of("Parcel", "inner_size")["$ref"], "#/components/schemas/Size2");
    assert_eq!(schemas["Size2"]["enum"], json!(["Inner"]));
    let list = &document["paths"]["/parcels"]["get"];
    assert_eq!(parameter(list, "size")["schema"]["$ref"], size);
    assert_eq!(parameter(list, "size[in]")["schema"]["items"]["$ref"], size);
    assert!(schemas["ParcelCreate"]["examples"][0]["size"].is_string(), "{}", schemas["ParcelCreate"]);
}
