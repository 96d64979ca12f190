//! The schema of money for utoipa's derive.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Money;

impl PartialSchema for Money {
    fn schema() -> RefOr<Schema> {
        let text = |pattern: &str| Object::builder().schema_type(Type::String).pattern(Some(pattern));
        let object = Object::builder()
            .schema_type(Type::Object)
            .property("amount", text(r"^-?[0-9]{1,28}(\.[0-9]{1,28})?$"))
            .required("amount")
            .property("currency", text("^[A-Z]{3}$"))
            .required("currency");
        RefOr::T(object.build().into())
    }
}

impl ToSchema for Money {}
